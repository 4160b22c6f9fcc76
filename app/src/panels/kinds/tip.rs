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
    // On the side with more room; from the middle down it grows upwards.
    let right = at.0 + GAP + WIDTH <= width || at.0 < width / 2.0;
    let left = if right {
        at.0 + GAP
    } else {
        at.0 - GAP - WIDTH
    };
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
