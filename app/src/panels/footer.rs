//! The foot of a line panel: a legend as far as it fits, and what is shown of the points.

use leptos::prelude::*;

use super::data::Totals;
use super::series::Look;
use crate::state::theme::slot_of;
use crate::text::format::count;
use crate::text::{edits, fill, project, t};

/// Names before "+N".
const MOST_NAMES: usize = 3;

/// The foot.
#[component]
pub(crate) fn Footer(
    /// The lines.
    #[prop(into)]
    looks: Signal<Vec<Look>>,
    /// What is shown of the points.
    #[prop(into)]
    totals: Signal<Totals>,
) -> impl IntoView {
    view! {
        <footer class="panel-foot">
            {move || legend(&looks.get())}
            {move || {
                let totals = totals.get();
                (totals.total > 0).then(|| view! {
                    <span class="panel-badge number" title=t(project::EXTREMES_HINT)>
                        {badge(totals)}
                    </span>
                })
            }}
        </footer>
    }
}

fn legend(looks: &[Look]) -> impl IntoView + use<> {
    let more = looks.len().saturating_sub(MOST_NAMES);
    let names = looks
        .iter()
        .rev()
        .take(MOST_NAMES)
        .map(|look| {
            let dash: Vec<String> = look.dash.iter().map(f32::to_string).collect();
            view! {
                <span class="legend-name">
                    <svg
                        class=format!("legend-line slot-{}", slot_of(look.number))
                        width="16"
                        height="8"
                        aria-hidden="true"
                    >
                        <path d="M0 4H16" stroke-dasharray=dash.join(" ") />
                    </svg>
                    <span class="ellipsis">{look.label.clone()}</span>
                </span>
            }
        })
        .collect_view();
    view! {
        {names}
        {(more > 0).then(|| view! { <span class="legend-more">{format!("+{more}")}</span> })}
    }
}

/// What the badge says: how many points, whether all of them, and which stand apart.
fn badge(totals: Totals) -> String {
    let n = |n: u64| count(n);
    let mut text = if totals.sampled {
        fill(
            project::POINTS_SAMPLED,
            &[("n", &n(totals.drawn)), ("m", &n(totals.total))],
        )
    } else {
        fill(project::POINTS_EXACT, &[("n", &n(totals.total))])
    };
    if totals.non_finite > 0 {
        text.push_str(" · ");
        text.push_str(&fill(
            project::POINTS_NOT_FINITE,
            &[("n", &n(totals.non_finite))],
        ));
    }
    if totals.no_x > 0 {
        text.push_str(" · ");
        text.push_str(&fill(project::POINTS_WITHOUT_X, &[("n", &n(totals.no_x))]));
    }
    if totals.hidden > 0 {
        text.push_str(" · ");
        text.push_str(&fill(edits::HIDDEN, &[("n", &n(totals.hidden))]));
    }
    text
}
