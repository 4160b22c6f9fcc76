//! An address that leads nowhere.

use leptos::prelude::*;

use crate::dom::page;
use crate::pages::top_bar::TopBar;
use crate::route::{Link, Route};
use crate::text::{common, t};
use crate::ui::empty::Empty;
use crate::ui::icon::Icon;

/// The page.
#[component]
pub(crate) fn NotFoundPage() -> impl IntoView {
    page::set_title(t(common::NOT_FOUND));
    view! {
        <div class="app">
            <TopBar />
            <main class="content-page">
                <NotFound />
            </main>
        </div>
    }
}

/// The same within another page.
#[component]
pub(crate) fn NotFound() -> impl IntoView {
    view! {
        <Empty icon=Icon::Search title=t(common::NOT_FOUND) hint=t(common::NOT_FOUND_HINT)>
            <Link to=Route::Home class="button">
                {t(common::TO_PROJECTS)}
            </Link>
        </Empty>
    }
}
