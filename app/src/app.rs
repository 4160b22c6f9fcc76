//! The root: provides what pages share, and shows the page of the current route.

use leptos::prelude::*;

use crate::pages::experiment::ExperimentPage;
use crate::pages::home::HomePage;
use crate::pages::not_found::NotFoundPage;
use crate::pages::project::ProjectPage;
use crate::pages::sign_in::SignInPage;
use crate::pages::status::{Banners, FailedPage, ToastList};
use crate::route::{Route, Router, use_router};
use crate::source::Source;
use crate::state::live::Live;
use crate::state::renderer::Renderer;
use crate::state::session::{SessionState, SessionStore, use_session};
use crate::state::theme::ThemeState;
use crate::state::toast::Toasts;

/// The app.
#[component]
pub(crate) fn App() -> impl IntoView {
    provide_context(Source::Http);
    provide_context(Router::start());
    let theme = ThemeState::start();
    provide_context(theme);
    provide_context(Renderer::start(theme));
    provide_context(Toasts::start());
    provide_context(SessionStore::start());
    provide_context(Live::start());
    view! {
        <Banners />
        <Page />
        <ToastList />
    }
}

/// What decides which page is shown: parts of the route that a page handles itself are left out,
/// so that switching a tab does not build the page anew.
#[derive(Clone, PartialEq)]
enum Place {
    Waiting,
    Failed,
    SignIn,
    Home,
    Project(String),
    Experiment(suisei_core::ids::ExperimentKey),
    NotFound,
}

#[component]
fn Page() -> impl IntoView {
    let router = use_router();
    let session = use_session();
    let place = Memo::new(move |_| match (router.current(), session.get()) {
        (Route::SignIn, _) | (_, SessionState::Out) => Place::SignIn,
        (_, SessionState::Asking) => Place::Waiting,
        (_, SessionState::Failed(_)) => Place::Failed,
        (Route::Home, SessionState::In(_)) => Place::Home,
        (Route::Project { id, .. }, SessionState::In(_)) => Place::Project(id),
        (Route::Experiment { key, .. }, SessionState::In(_)) => Place::Experiment(key),
        (Route::NotFound, SessionState::In(_)) => Place::NotFound,
    });
    move || match place.get() {
        Place::Waiting => ().into_any(),
        Place::Failed => view! { <FailedPage /> }.into_any(),
        Place::SignIn => view! { <SignInPage /> }.into_any(),
        Place::Home => view! { <HomePage /> }.into_any(),
        Place::Project(id) => view! { <ProjectPage id=id /> }.into_any(),
        Place::Experiment(key) => view! { <ExperimentPage key=key /> }.into_any(),
        Place::NotFound => view! { <NotFoundPage /> }.into_any(),
    }
}
