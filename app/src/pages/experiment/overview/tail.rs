//! The last console lines.

use leptos::prelude::*;
use suisei_core::api::{Experiment, OutputLine};

use crate::list::Status;
use crate::pages::experiment::output::ansi;
use crate::pages::experiment::output::row::spans;
use crate::pages::experiment::parts::{Card, WhenHere};
use crate::pages::experiment::state::ExperimentState;
use crate::route::{ExperimentTab, Link, Route};
use crate::state::load::Resource;
use crate::text::format::time_of_day;
use crate::text::{common, experiment, t};

/// How many lines.
const LINES: u64 = 8;

/// The card.
#[component]
pub(super) fn Tail(
    /// The experiment.
    state: ExperimentState,
    /// What is known of it.
    about: Signal<Experiment>,
) -> impl IntoView {
    let lines = Resource::<Vec<OutputLine>>::new();
    Effect::new(move |_| {
        state.changes.output.get();
        let known = about.with_untracked(|about| about.counts.output_lines);
        lines.load(async move {
            let ask = |after: u64| {
                let key = state.key();
                async move { state.source.output(&key, after, LINES as usize).await }
            };
            let first = known.saturating_sub(LINES);
            let page = ask(first).await?;
            // The count may be older than the lines; then the end is asked for once more.
            let end = page.total.saturating_sub(LINES);
            Ok(if end > first {
                ask(end).await?.lines
            } else {
                page.lines
            })
        });
    });
    let running = Memo::new(move |_| {
        about.with(|about| Status::of(&about.head, state.now.get()) == Status::Running)
    });
    let all = Route::Experiment {
        key: state.key(),
        tab: ExperimentTab::Output,
        at: None,
    };
    let tools = move || {
        view! {
            <Show when=move || running.get()>
                <span class="live">{t(common::LIVE)}</span>
            </Show>
            <Link to=all.clone() class="button ghost small">{t(experiment::ALL_OUTPUT)}</Link>
        }
    };
    view! {
        <Card title=t(experiment::OUTPUT) class="span-12" tools=tools>
            <WhenHere resource=lines retry=move |()| state.changes.output.now() lines=6 let:lines>
                {move || lines.with(|lines| shown(lines))}
            </WhenHere>
        </Card>
    }
}

fn shown(lines: &[OutputLine]) -> AnyView {
    if lines.is_empty() {
        return view! { <p class="card-body text-3">{t(experiment::NO_OUTPUT_SHORT)}</p> }
            .into_any();
    }
    let rows = lines.iter().map(|line| {
        view! {
            <div
                class="console-line"
                class:error=line.error
                title=line.error.then(|| t(experiment::STANDARD_ERROR))
            >
                <i>{time_of_day(line.time)}</i>
                <span class="ellipsis">{spans(&ansi::parse(&line.text), "")}</span>
            </div>
        }
    });
    view! { <div class="console console-tail">{rows.collect_view()}</div> }.into_any()
}
