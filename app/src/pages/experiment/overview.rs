//! Overview: key figures, how to run it again, what happened, the first parameters, notes, and
//! the end of the console.

mod commands;
mod figures;
mod notes;
mod reproduce;
mod shell;
mod summary;
mod tail;
mod thin;

use leptos::prelude::*;
use suisei_core::api::{Experiment, Values};
use suisei_core::event::State;

use crate::pages::experiment::parts::{Card, WhenHere};
use crate::pages::experiment::state::ExperimentState;
use crate::pages::experiment::values::scalar_text;
use crate::route::{ExperimentTab, Link, Route};
use crate::state::load::{Loaded, Resource};
use crate::text::{experiment, fill, t};
use crate::ui::icon::{Glyph, Icon};
pub(super) use commands::packages;
use figures::Figures;
use notes::Notes;
use reproduce::Reproduce;
use summary::Summary;
use tail::Tail;

/// How many parameters the excerpt shows.
const EXCERPT: usize = 8;

/// The tab.
#[component]
pub(super) fn Overview(
    /// The experiment.
    state: ExperimentState,
    /// What is known of it.
    about: Signal<Experiment>,
) -> impl IntoView {
    let environment = state.environment();
    let code = state.code();
    let parameters = state.parameters();
    // Cards of unknown height are shown together, so that none pushes another.
    let waiting = Memo::new(move |_| {
        environment.with(is_asking) || code.with(is_asking) || parameters.with(is_asking)
    });
    view! {
        <div class="overview" class:waiting=move || waiting.get()>
            <Outcome about=about />
            <Figures state=state />
            <Reproduce state=state environment=environment code=code />
            <Summary state=state about=about environment=environment />
            <ParameterExcerpt state=state parameters=parameters />
            <Notes state=state about=about />
            <Tail state=state about=about />
        </div>
    }
}

fn is_asking<T>(loaded: &Loaded<T>) -> bool {
    matches!(loaded, Loaded::Asking)
}

/// Why it failed or stopped, when that was recorded.
#[component]
fn Outcome(about: Signal<Experiment>) -> impl IntoView {
    let message = Memo::new(move |_| {
        about.with(|about| match (about.head.state, &about.message) {
            (State::Failed, Some(message)) => Some(("note bad span-12", message.clone())),
            (State::Stopped, Some(message)) => Some(("note warn span-12", message.clone())),
            _ => None,
        })
    });
    move || {
        message.get().map(|(class, message)| {
            view! {
                <div class=class>
                    <Glyph icon=Icon::Warning class="small" />
                    <pre class="outcome">{message}</pre>
                </div>
            }
        })
    }
}

#[component]
fn ParameterExcerpt(state: ExperimentState, parameters: Resource<Values>) -> impl IntoView {
    let all = Route::Experiment {
        key: state.key(),
        tab: ExperimentTab::Parameters,
        at: None,
    };
    let tools = move || {
        let n = parameters.here().map_or(0, |values| values.len());
        let to = all.clone();
        (n > EXCERPT).then(|| {
            view! {
                <Link to=to class="button ghost small">
                    {fill(experiment::ALL_N, &[("n", &n.to_string())])}
                </Link>
            }
        })
    };
    view! {
        <Card title=t(experiment::PARAMETERS) class="span-7" tools=move || tools.clone()>
            <WhenHere resource=parameters retry=move |()| state.changes.about.now() lines=9 let:values>
                {move || values.with(excerpt)}
            </WhenHere>
        </Card>
    }
}

fn excerpt(values: &Values) -> AnyView {
    if values.is_empty() {
        return view! { <p class="card-body text-3">{t(experiment::NO_PARAMETERS_SHORT)}</p> }
            .into_any();
    }
    let rows = values.iter().take(EXCERPT).map(|(name, value)| {
        let text = scalar_text(value);
        view! {
            <tr>
                <td class="mono ellipsis" title=name.clone()>{name.clone()}</td>
                <td class="number strong ellipsis" title=text.clone()>{text.clone()}</td>
            </tr>
        }
    });
    view! { <table class="plain-table fixed-table"><tbody>{rows.collect_view()}</tbody></table> }
        .into_any()
}
