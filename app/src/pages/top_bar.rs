//! The bar at the top: where we are, tabs, the user's menu.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::dom::canvas::Backend;
use crate::route::{Link, Route};
use crate::source::use_source;
use crate::state::renderer::{RendererChoice, use_renderer};
use crate::state::session::{SessionState, use_session};
use crate::state::theme::{ThemeChoice, use_theme};
use crate::text::{Language, common, fill, language, switch_language, t};
use crate::ui::icon::Logo;
use crate::ui::menu::{AlignRight, MenuButton, MenuItem};

/// The bar.
#[component]
pub(crate) fn TopBar(
    /// Breadcrumbs after the product's name: links and, last, the name of the page.
    #[prop(into, optional)]
    crumbs: ViewFn,
    /// Tabs, if the page has some.
    #[prop(into, optional)]
    tabs: ViewFn,
    /// Actions at the right.
    #[prop(into, optional)]
    actions: ViewFn,
) -> impl IntoView {
    view! {
        <header class="top-bar">
            <Link to=Route::Home class="brand">
                <Logo />
                <span>{t(common::PRODUCT)}</span>
            </Link>
            <span class="divider wide-only"></span>
            <nav class="crumbs" aria-label=t(common::BREADCRUMB)>
                {crumbs.run()}
            </nav>
            {tabs.run()}
            <span class="grow"></span>
            {actions.run()}
            <UserMenu />
        </header>
    }
}

#[component]
fn UserMenu() -> impl IntoView {
    let session = use_session();
    let initials = move || match session.get() {
        SessionState::In(session) => session.user.name.chars().take(2).collect::<String>(),
        _ => String::new(),
    };
    let face = move || view! { <span class="avatar">{initials()}</span> };
    view! {
        <MenuButton
            face=face
            class="avatar-button"
            label=t(common::SETTINGS)
            align_right=AlignRight
        >
            <ThemeItems />
            <hr class="menu-line" />
            <RendererItems />
            <hr class="menu-line" />
            <LanguageItems />
            <hr class="menu-line" />
            <SignOutItem />
        </MenuButton>
    }
}

#[component]
fn ThemeItems() -> impl IntoView {
    let theme = use_theme();
    let choices = [
        (ThemeChoice::System, common::THEME_SYSTEM),
        (ThemeChoice::Light, common::THEME_LIGHT),
        (ThemeChoice::Dark, common::THEME_DARK),
    ];
    view! {
        <div class="menu-head">{t(common::THEME)}</div>
        {choices
            .map(|(choice, word)| {
                view! {
                    <MenuItem
                        label=t(word)
                        checked=Signal::derive(move || theme.choice() == choice)
                        on_click=move |()| theme.choose(choice)
                    />
                }
            })
            .collect_view()}
    }
}

#[component]
fn RendererItems() -> impl IntoView {
    let renderer = use_renderer();
    let name = |backend| match backend {
        Backend::Raster => t(common::RENDERER_RASTER),
        Backend::Commands => t(common::RENDERER_COMMANDS),
    };
    // The menu is built when it opens, and the faster one is found once.
    let found = untrack(move || name(renderer.fastest()));
    let always = |backend| (RendererChoice::Always(backend), name(backend).to_owned());
    let choices = [
        (
            RendererChoice::Automatic,
            fill(common::RENDERER_AUTOMATIC, &[("name", found)]),
        ),
        always(Backend::Raster),
        always(Backend::Commands),
    ];
    view! {
        <div class="menu-head">{t(common::RENDERER)}</div>
        {choices
            .map(|(choice, label)| {
                view! {
                    <MenuItem
                        label=label
                        checked=Signal::derive(move || renderer.choice() == choice)
                        on_click=move |()| renderer.choose(choice)
                    />
                }
            })
            .collect_view()}
    }
}

#[component]
fn LanguageItems() -> impl IntoView {
    let choices = [
        (Language::English, common::ENGLISH),
        (Language::Japanese, common::JAPANESE),
    ];
    view! {
        <div class="menu-head">{t(common::LANGUAGE)}</div>
        {choices
            .map(|(choice, word)| {
                view! {
                    <MenuItem
                        label=t(word)
                        checked=Signal::derive(move || language() == choice)
                        on_click=move |()| switch_language(choice)
                    />
                }
            })
            .collect_view()}
    }
}

#[component]
fn SignOutItem() -> impl IntoView {
    let source = use_source();
    let session = use_session();
    let sign_out = move |()| {
        spawn_local(async move {
            // Whatever the server says, this page forgets what it knows.
            let _ = source.sign_out().await;
            session.ended();
        });
    };
    view! { <MenuItem label=t(common::SIGN_OUT) on_click=sign_out /> }
}
