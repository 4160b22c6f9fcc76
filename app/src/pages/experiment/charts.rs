//! Charts: every metric of this experiment in a panel of its own.

use std::collections::BTreeSet;

use leptos::prelude::*;
use suisei_core::api::Experiment;
use suisei_core::table::MetricName;

use crate::pages::experiment::parts::WhenHere;
use crate::pages::experiment::state::ExperimentState;
use crate::panels::experiment_charts::ExperimentCharts;
use crate::text::{experiment, t};
use crate::ui::empty::Empty;
use crate::ui::icon::Icon;

/// The tab.
#[component]
pub(super) fn Charts(
    /// The experiment.
    state: ExperimentState,
    /// What is known of it.
    about: Signal<Experiment>,
) -> impl IntoView {
    let number = Memo::new(move |_| about.with(|about| about.head.number));
    let name = Memo::new(move |_| about.with(|about| about.head.name.clone()));
    view! {
        <WhenHere
            resource=state.summaries
            retry=move |()| state.changes.metrics.now()
            lines=8
            let:summaries
        >
            {
                // The names alone: values change all the time, panels come and go rarely.
                let metrics = Memo::new(move |_| {
                    summaries.with(|all| {
                        let names = all.iter().map(|each| MetricName {
                            name: each.series.metric.clone(),
                            context: each.series.context.clone(),
                        });
                        names.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>()
                    })
                });
                view! {
                    <Show
                        when=move || !metrics.with(Vec::is_empty)
                        fallback=|| view! {
                            <Empty
                                icon=Icon::Chart
                                title=t(experiment::NO_METRICS)
                                hint=t(experiment::NO_METRICS_HINT)
                            />
                        }
                    >
                        <div class="charts-tab">
                            <ExperimentCharts key=state.key() number=number name=name metrics=metrics />
                        </div>
                    </Show>
                }
            }
        </WhenHere>
    }
}
