//! What is pointed at, in words, beside the pointer.

use leptos::prelude::*;

use super::chart::Tip;
use super::model::KindModel;
use crate::state::theme::slot_of;

/// Width in CSS pixels, and the distance from the pointer.
const WIDTH: f64 = 232.0;
const GAP: f64 = 12.0;

/// The tooltip; there only while something is pointed at.
#[component]
pub(super) fn KindTip(
    /// The panel.
    model: KindModel,
) -> impl IntoView {
    let shown = move || {
        model.version.track();
        let (index, at) = model.pointed.get()?;
        let tip = model.with(|chart| chart.tip(index))?;
        Some(tooltip(tip, at, model.size.get()))
    };
    view! { <div class="tooltip-anchor" role="status" aria-live="polite">{shown}</div> }
}

fn tooltip(tip: Tip, at: (f64, f64), (width, height): (f64, f64)) -> impl IntoView {
    // From the middle down it grows upwards.
    let left = beside(at.0, width);
    let low = at.1 > height / 2.0;
    let rows = tip.rows.into_iter().map(|(name, value)| {
        view! {
            <div class="tooltip-row tip-row">
                <span class="tooltip-name" title=name.clone()>{name.clone()}</span>
                <b>{value}</b>
            </div>
        }
    });
    view! {
        <div
            class="tooltip"
            style:left=format!("{left:.0}px")
            style:width=format!("{WIDTH:.0}px")
            style:top=(!low).then(|| format!("{:.0}px", at.1 + GAP))
            style:bottom=low.then(|| format!("{:.0}px", height - at.1 + GAP))
        >
            <div class="tooltip-head">
                <span class="row tip-title">
                    {tip.slot.map(|number| {
                        let slot = format!("tooltip-swatch slot-{}", slot_of(number));
                        view! { <span class=slot></span> }
                    })}
                    <b class="ellipsis">{tip.title}</b>
                </span>
            </div>
            {rows.collect_view()}
        </div>
    }
}

/// The left edge of a tip for a pointer in a panel: right of it, left of it, or where there is room
/// for neither over or under it. Never beyond the panel, which the page may cut.
fn beside(x: f64, width: f64) -> f64 {
    const MARGIN: f64 = 4.0;
    if x + GAP + WIDTH <= width {
        x + GAP
    } else if x - GAP - WIDTH >= 0.0 {
        x - GAP - WIDTH
    } else {
        (x - WIDTH / 2.0).min(width - WIDTH - MARGIN).max(MARGIN)
    }
}

#[cfg(test)]
mod tests {
    use super::{WIDTH, beside};

    #[test]
    fn a_tip_stays_in_its_panel() {
        for width in [240.0, 360.0, 900.0] {
            for step in 0..=20 {
                let left = beside(width * f64::from(step) / 20.0, width);
                assert!(left >= 0.0 && left + WIDTH <= width, "{left} in {width}");
            }
        }
        assert_eq!(
            beside(100.0, 150.0),
            4.0,
            "a narrow panel keeps its beginning"
        );
    }
}
