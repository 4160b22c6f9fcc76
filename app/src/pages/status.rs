//! What every page may show: banners above it, toasts on it, and the page of a server that is away.

use leptos::prelude::*;

use crate::dom::location;
use crate::pages::top_bar::TopBar;
use crate::state::live::{LiveState, use_live};
use crate::state::session::{SessionState, use_session};
use crate::state::toast::{explain, use_toasts};
use crate::text::{common, t};
use crate::ui::empty::Empty;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::toast::ToastCard;

/// Banners: an old page, a broken live stream.
#[component]
pub(crate) fn Banners() -> impl IntoView {
    let session = use_session();
    let live = use_live();
    view! {
        <div class="banners" aria-live="polite">
            <Show when=move || session.is_old_page()>
                <div class="banner">
                    <Glyph icon=Icon::Info class="small" />
                    <span>{t(common::NEW_BUILD)}</span>
                    <button type="button" class="button small" on:click=|_| location::reload()>
                        {t(common::RELOAD)}
                    </button>
                </div>
            </Show>
            <Show when=move || live.state() == LiveState::Broken>
                <div class="banner bad">
                    <Glyph icon=Icon::Warning class="small" />
                    <span>{t(common::OFFLINE)}</span>
                </div>
            </Show>
        </div>
    }
}

/// The toasts that are shown.
#[component]
pub(crate) fn ToastList() -> impl IntoView {
    let toasts = use_toasts();
    view! {
        <div class="toasts">
            <For each=move || toasts.shown() key=|toast| toast.id let:toast>
                <ToastCard
                    bad=toast.bad
                    message=toast.message.clone()
                    close=t(common::CLOSE)
                    on_close=move |()| toasts.dismiss(toast.id)
                    action=toast.action.map(|action| (action.word, action.run))
                />
            </For>
        </div>
    }
}

/// Shown when the server could not be asked who this is.
#[component]
pub(crate) fn FailedPage() -> impl IntoView {
    let session = use_session();
    let why = move || match session.get() {
        SessionState::Failed(error) => explain(&error),
        _ => String::new(),
    };
    view! {
        <div class="app">
            <TopBar />
            <main class="content-page">
                {move || view! {
                    <Empty icon=Icon::Warning title=why() hint=t(common::ERROR_NETWORK_HINT)>
                        <button type="button" class="button" on:click=move |_| session.ask()>
                            <Glyph icon=Icon::Refresh />
                            {t(common::RETRY)}
                        </button>
                    </Empty>
                }}
            </main>
        </div>
    }
}
