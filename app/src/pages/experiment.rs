//! One experiment: header, tabs, and under each tab what it recorded. Every tab loads only what it
//! shows; live notices ask again, never more often than the eye can follow.

mod charts;
mod code;
mod environment;
mod header;
mod images;
mod keyboard;
mod metrics;
mod output;
mod overview;
mod parameters;
mod parts;
mod state;
mod status;
mod tabs;
mod values;

use leptos::prelude::*;
use suisei_core::api;
use suisei_core::ids::ExperimentKey;

use crate::dom::page;
use crate::pages::not_found::NotFound;
use crate::pages::top_bar::TopBar;
use crate::route::{ExperimentTab, Link, ProjectTab, Route, use_router};
use crate::source::SourceError;
use crate::state::load::Loaded;
use crate::text::{common, experiment, t};
use header::Header;
use parts::WhenHere;
use state::ExperimentState;
use tabs::TabBar;

/// The page.
#[component]
pub(crate) fn ExperimentPage(
    /// Which experiment.
    key: ExperimentKey,
) -> impl IntoView {
    page::set_title(t(experiment::EXPERIMENT));
    let state = ExperimentState::open(key);
    provide_context(state);
    let router = use_router();
    let tab = Memo::new(
        move |before: Option<&ExperimentTab>| match router.current() {
            Route::Experiment { tab, .. } => tab,
            _ => before.copied().unwrap_or_default(),
        },
    );
    let missing = Memo::new(move |_| {
        state
            .about
            .with(|about| matches!(about, Loaded::Failed(SourceError::NotFound)))
    });
    let counts = Signal::derive(move || {
        state
            .about
            .with(|about| here(about).map(|about| about.counts))
    });
    let retry = move |()| state.changes.any.now();
    view! {
        <div class="app">
            <TopBar crumbs=move || view! { <Crumbs state=state /> } />
            <Show
                when=move || !missing.get()
                fallback=|| view! { <main class="content-page"><NotFound /></main> }
            >
                <Follow state=state />
                <div class="experiment-head">
                    <WhenHere resource=state.about retry=retry lines=1 quiet=parts::Quiet let:about>
                        <Header state=state about=about />
                    </WhenHere>
                </div>
                <TabBar tab=tab key=state.key() counts=counts />
                <main
                    class="experiment-main"
                    id="experiment-tab"
                    role="tabpanel"
                    aria-labelledby=move || tabs::id(tab.get())
                >
                    <WhenHere resource=state.about retry=retry lines=6 let:about>
                        {move || tab_body(tab.get(), state, about)}
                    </WhenHere>
                </main>
            </Show>
        </div>
    }
}

/// Listens to live updates while it is in the page: never for an experiment that does not exist.
#[component]
fn Follow(state: ExperimentState) -> impl IntoView {
    state.listen();
}

fn here(about: &Loaded<api::Experiment>) -> Option<&api::Experiment> {
    match about {
        Loaded::Here(about) => Some(about),
        Loaded::Asking | Loaded::Failed(_) => None,
    }
}

fn tab_body(tab: ExperimentTab, state: ExperimentState, about: Signal<api::Experiment>) -> AnyView {
    match tab {
        ExperimentTab::Overview => {
            view! { <overview::Overview state=state about=about /> }.into_any()
        }
        ExperimentTab::Charts => view! { <charts::Charts state=state about=about /> }.into_any(),
        ExperimentTab::Metrics => view! { <metrics::Metrics state=state /> }.into_any(),
        ExperimentTab::Parameters => view! { <parameters::Parameters state=state /> }.into_any(),
        ExperimentTab::Code => view! { <code::CodeTab state=state /> }.into_any(),
        ExperimentTab::Output => view! { <output::Output state=state about=about /> }.into_any(),
        ExperimentTab::Images => view! { <images::Images state=state /> }.into_any(),
        ExperimentTab::Environment => view! { <environment::Environment state=state /> }.into_any(),
    }
}

/// Where this is: the project, then the experiment.
#[component]
fn Crumbs(state: ExperimentState) -> impl IntoView {
    let place = Memo::new(move |_| {
        state
            .about
            .with(|about| here(about).map(|about| (about.project.clone(), about.head.name.clone())))
    });
    move || {
        place.get().map(|(project, name)| {
            page::set_title(&format!("{name} · {}", t(common::PRODUCT)));
            let to = Route::Project {
                id: project.id,
                tab: ProjectTab::Panels,
            };
            view! {
                <Link to=to>{project.name}</Link>
                <span class="separator wide-only">"/"</span>
                <b class="wide-only">{name}</b>
            }
        })
    }
}
