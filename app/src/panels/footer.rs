//! The foot of a line panel: a legend as far as it fits, and what is shown of the points.

use leptos::prelude::*;

use suisei_core::ids::ExperimentKey;

use super::chart::model::ChartModel;
use super::data::Totals;
use super::legend::LegendLine;
use crate::text::format::count;
use crate::text::{chart, edits, experiment, fill, project, t};

/// Names before "+N".
const MOST_NAMES: usize = 3;

/// The foot.
#[component]
pub(crate) fn Footer(
    /// The chart.
    model: ChartModel,
    /// What is shown of the points.
    #[prop(into)]
    totals: Signal<Totals>,
    /// Told which experiment's name is pointed at.
    on_hover: Callback<Option<ExperimentKey>>,
) -> impl IntoView {
    view! {
        <footer class="panel-foot">
            {move || legend(model, on_hover)}
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

/// The newest lines by name, and a button to all of them.
fn legend(model: ChartModel, on_hover: Callback<Option<ExperimentKey>>) -> impl IntoView {
    let looks = model.looks.get();
    let more = looks.len().saturating_sub(MOST_NAMES);
    let names = (0..looks.len())
        .rev()
        .take(MOST_NAMES)
        .map(|index| LegendLine::new(model, index, on_hover).button(&looks[index]))
        .collect_view();
    let open = move |_| model.legend_open.update(|open| *open = !*open);
    view! {
        {names}
        {(more > 0).then(|| view! {
            <button
                type="button"
                class="legend-more"
                title=t(chart::LEGEND)
                aria-expanded=move || model.legend_open.get().to_string()
                on:click=open
            >
                {format!("+{more}")}
            </button>
        })}
    }
}

/// What the badge says: how many points, whether all of them, and which stand apart.
fn badge(totals: Totals) -> String {
    let n = |n: u64| count(n);
    let counts = [("n", n(totals.drawn)), ("m", n(totals.total))];
    let counts = counts.each_ref().map(|(name, n)| (*name, n.as_str()));
    let mut text = if totals.no_x == totals.total {
        fill(experiment::N_POINTS, &[("n", &n(totals.total))])
    } else if totals.sampled {
        fill(project::POINTS_SAMPLED, &counts)
    } else if totals.part {
        fill(chart::POINTS_IN_VIEW, &counts)
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
