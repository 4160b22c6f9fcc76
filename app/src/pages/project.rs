//! A project: panels with the list of experiments beside them, or the table.

use leptos::prelude::*;

use crate::dom::page;
use crate::list::{ExperimentList, ListLayout};
use crate::pages::not_found::NotFound;
use crate::pages::top_bar::TopBar;
use crate::panels::view::{PanelSettingsBar, PanelsView, provide_shared};
use crate::route::{Link, ProjectTab, Route, use_router};
use crate::source::SourceError;
use crate::state::load::Loaded;
use crate::state::project::{ProjectState, use_project};
use crate::table::ExperimentTable;
use crate::text::{project as words, t};

/// The page.
#[component]
pub(crate) fn ProjectPage(
    /// The project's id.
    id: String,
) -> impl IntoView {
    let project = ProjectState::open(&id);
    provide_context(project);
    let layout = ListLayout::start();
    provide_context(layout);
    provide_shared();
    let router = use_router();
    let tab = Memo::new(move |_| match router.current() {
        Route::Project { tab, .. } => tab,
        _ => ProjectTab::Panels,
    });
    let search = RwSignal::new(String::new());
    Effect::new(move |_| {
        if let Some(project) = project.project.here() {
            page::set_title(&project.name);
        }
    });
    let missing = move || {
        project
            .project
            .with(|p| matches!(p, Loaded::Failed(SourceError::NotFound)))
    };
    view! {
        <div class="app">
            <TopBar crumbs=|| view! { <Crumbs /> } tabs=move || view! { <Tabs tab=tab /> } />
            <Show
                when=move || !missing()
                fallback=|| view! { <main class="content-page"><NotFound /></main> }
            >
                <Show when=move || tab.get() == ProjectTab::Panels>
                    <PanelSettingsBar search=search />
                </Show>
                <div
                    class="body"
                    class:without-list=move || tab.get() == ProjectTab::Table
                    style:--sidebar-w=move || layout.width_css()
                >
                    <Show
                        when=move || tab.get() == ProjectTab::Panels
                        fallback=|| view! { <ExperimentTable /> }
                    >
                        <ExperimentList />
                        <main class="main">
                            <PanelsView search=search />
                        </main>
                    </Show>
                </div>
            </Show>
        </div>
    }
}

#[component]
fn Crumbs() -> impl IntoView {
    let project = use_project();
    let name = move || project.project.here().map(|project| project.name);
    view! { <b>{name}</b> }
}

#[component]
fn Tabs(tab: Memo<ProjectTab>) -> impl IntoView {
    let project = use_project();
    let link = move |to: ProjectTab, word| {
        let route = Route::Project {
            id: project.id(),
            tab: to,
        };
        view! {
            <Link to=route selected=Signal::derive(move || tab.get() == to)>
                {t(word)}
            </Link>
        }
    };
    view! {
        <nav class="tabs">
            {link(ProjectTab::Panels, words::PANELS)}
            {link(ProjectTab::Table, words::TABLE)}
        </nav>
    }
}
