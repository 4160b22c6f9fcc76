//! Buttons.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::icon::{Glyph, Icon};
use crate::dom::clipboard;

/// A square button with an icon only; its label is for those who cannot see it.
#[component]
pub(crate) fn IconButton(
    /// What it shows.
    icon: Icon,
    /// What it does, in words.
    #[prop(into)]
    label: Signal<String>,
    /// What happens.
    #[prop(into)]
    on_click: Callback<()>,
    /// Marks a switch that is on.
    #[prop(into, optional)]
    pressed: Option<Signal<bool>>,
    /// True while it does nothing.
    #[prop(into, optional)]
    disabled: Signal<bool>,
    /// More CSS classes.
    #[prop(into, optional)]
    class: String,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class=format!("icon-button {class}")
            disabled=move || disabled.get()
            title=move || label.get()
            aria-label=move || label.get()
            aria-pressed=move || pressed.map(|pressed| pressed.get().to_string())
            on:click=move |event| {
                event.stop_propagation();
                on_click.run(());
            }
        >
            <Glyph icon=icon class="small" />
        </button>
    }
}

/// A button that copies text and says whether that worked.
#[component]
pub(crate) fn CopyButton(
    /// What is copied.
    #[prop(into)]
    text: Signal<String>,
    /// What it says before.
    label: &'static str,
    /// What it says after.
    done: &'static str,
    /// Called with a message where copying was refused.
    #[prop(into)]
    on_refused: Callback<()>,
    /// Shows the words beside the icon.
    #[prop(optional)]
    wide: Option<WithWords>,
) -> impl IntoView {
    let copied = RwSignal::new(false);
    let copy = move |_| {
        let text = text.get_untracked();
        spawn_local(async move {
            if clipboard::copy(&text).await {
                copied.set(true);
                set_timeout(move || copied.set(false), std::time::Duration::from_secs(2));
            } else {
                on_refused.run(());
            }
        });
    };
    let words = move || if copied.get() { done } else { label };
    let icon = move || {
        if copied.get() {
            Icon::Check
        } else {
            Icon::Copy
        }
    };
    view! {
        <button
            type="button"
            class=if wide.is_some() { "button small" } else { "icon-button" }
            title=words
            aria-label=words
            on:click=copy
        >
            {move || view! { <Glyph icon=icon() class="small" /> }}
            {wide.map(|_| words)}
        </button>
        <span class="visually-hidden" aria-live="polite">{move || copied.get().then_some(done)}</span>
    }
}

/// Asks a [`CopyButton`] to show its words.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WithWords;
