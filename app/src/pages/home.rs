//! Home: the projects, or how to send the first experiment.

mod first;

use leptos::prelude::*;
use leptos::task::spawn_local;
use suisei_core::api::Project;

use crate::dom::{element, page};
use crate::pages::top_bar::TopBar;
use crate::route::{Link, ProjectTab, Route, use_router};
use crate::source::{LiveScope, use_source};
use crate::state::live::{LiveEvent, use_live};
use crate::state::load::{Loaded, Resource};
use crate::state::toast::{explain, use_toasts};
use crate::text::format::{ago, count};
use crate::text::{common, fill, home, t};
use crate::ui::empty::{Empty, Skeleton};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::search_box::SearchBox;
use crate::ui::spark::Spark;
use first::FirstExperiment;

/// How often a page that hears of many commits asks again.
const REFRESH: std::time::Duration = std::time::Duration::from_secs(2);

/// The page.
#[component]
pub(crate) fn HomePage() -> impl IntoView {
    page::set_title(t(common::PRODUCT));
    let source = use_source();
    let projects = Resource::<Vec<Project>>::new();
    let ask = move || projects.load(async move { source.projects().await });
    ask();
    let live = use_live();
    live.open(LiveScope::All);
    let asked = StoredValue::new(false);
    live.listen(move |_: &LiveEvent| {
        if !asked.get_value() {
            asked.set_value(true);
            set_timeout(
                move || {
                    if asked.try_set_value(false).is_none() {
                        ask();
                    }
                },
                REFRESH,
            );
        }
    });
    let search = RwSignal::new(String::new());
    view! {
        <div class="app">
            <TopBar />
            <main class="content-page">
                {move || match projects.get() {
                    Loaded::Asking => view! { <Skeleton lines=4 label=t(common::LOADING) /> }.into_any(),
                    Loaded::Failed(error) => view! {
                        <Empty icon=Icon::Warning title=explain(&error) hint=t(common::ERROR_NETWORK_HINT)>
                            <button type="button" class="button" on:click=move |_| ask()>
                                {t(common::RETRY)}
                            </button>
                        </Empty>
                    }
                    .into_any(),
                    Loaded::Here(all) if all.iter().all(|project| project.experiments == 0) => {
                        view! { <FirstExperiment /> }.into_any()
                    }
                    Loaded::Here(all) => view! { <Projects all=all search=search /> }.into_any(),
                }}
            </main>
        </div>
    }
}

#[component]
fn Projects(all: Vec<Project>, search: RwSignal<String>) -> impl IntoView {
    let total = all.len();
    let shown = Memo::new(move |_| {
        let word = search.get().to_lowercase();
        all.iter()
            .filter(|p| p.name.to_lowercase().contains(&word))
            .cloned()
            .collect::<Vec<_>>()
    });
    view! {
        <div class="row gap-3 wrap">
            <h1>{t(home::PROJECTS)}</h1>
            <span class="text-3 number">{count(total as u64)}</span>
            <span class="grow"></span>
            <SearchBox
                class="quiet home-search"
                label=t(home::SEARCH_PROJECTS)
                value=search
                on_input=move |word| search.set(word)
            />
            <NewProject />
        </div>
        <div class="project-cards">
            {move || shown.get().into_iter().map(|p| view! { <ProjectCard project=p /> }).collect_view()}
        </div>
        <Show when=move || shown.get().is_empty()>
            <Empty icon=Icon::Search title=t(home::NO_MATCH) />
        </Show>
    }
}

#[component]
fn ProjectCard(project: Project) -> impl IntoView {
    let to = Route::Project {
        id: project.id.clone(),
        tab: ProjectTab::Panels,
    };
    let metric = project.spark.as_ref().map(|spark| spark.metric.clone());
    let running = (project.running > 0).then(|| {
        let words = fill(home::N_RUNNING, &[("n", &count(project.running as u64))]);
        view! { <span class="live">{words}</span> }
    });
    view! {
        <Link to=to class="card project-card">
            <span class="row">
                <b class="ellipsis">{project.name}</b>
                <span class="grow"></span>
                {running}
            </span>
            <span class="row project-card-figures">
                <span>
                    <span class="figure">{count(project.experiments as u64)}</span>
                    " "
                    <span class="small-text text-3">{t(home::EXPERIMENTS)}</span>
                </span>
                <span class="grow"></span>
                {project.spark.map(|s| view! { <Spark values=s.values width=112.0 height=28.0 /> })}
            </span>
            <span class="row tiny-text text-3">
                <span>{fill(home::LAST_ACTIVITY, &[("when", &ago(project.active))])}</span>
                <span class="grow"></span>
                <span class="ellipsis">{metric}</span>
            </span>
        </Link>
    }
}

#[component]
fn NewProject() -> impl IntoView {
    let source = use_source();
    let router = use_router();
    let toasts = use_toasts();
    let open = RwSignal::new(false);
    let name = RwSignal::new(String::new());
    let create = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let name = name.get_untracked();
        spawn_local(async move {
            match source.create_project(name.trim()).await {
                Ok(project) => {
                    router.go(Route::Project {
                        id: project.id,
                        tab: ProjectTab::Panels,
                    });
                }
                Err(error) => toasts.report(&error),
            }
        });
    };
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" {
            open.set(false);
        }
    };
    view! {
        <Show
            when=move || open.get()
            fallback=move || view! {
                <button type="button" class="button" on:click=move |_| open.set(true)>
                    <Glyph icon=Icon::Plus />
                    {t(home::NEW_PROJECT)}
                </button>
            }
        >
            <form class="row" on:submit=create on:keydown=on_key>
                <span class="input">
                    <input
                        autofocus
                        required
                        maxlength="200"
                        placeholder=t(home::PROJECT_NAME)
                        aria-label=t(home::PROJECT_NAME)
                        on:input=move |event| name.set(element::input_value(&event))
                    />
                </span>
                <button type="submit" class="button primary">{t(home::CREATE)}</button>
            </form>
        </Show>
    }
}
