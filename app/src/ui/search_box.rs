//! An input that searches or filters what stands beside or below it.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use crate::dom::element;
use crate::ui::icon::{Glyph, Icon};

/// The input, with a magnifying glass before it.
#[component]
pub(crate) fn SearchBox(
    /// CSS classes beside `input`.
    class: &'static str,
    /// What it searches, in words: shown while it is empty, and said by screen readers.
    label: &'static str,
    /// What it holds.
    #[prop(into)]
    value: Signal<String>,
    /// Told what it holds after each change.
    #[prop(into)]
    on_input: Callback<String>,
    /// Told of keys that are pressed in it.
    #[prop(into, optional)]
    on_key: Option<Callback<KeyboardEvent>>,
    /// The key that leads to it, shown where there is room.
    #[prop(optional)]
    shortcut: Option<&'static str>,
) -> impl IntoView {
    let pressed = move |event: KeyboardEvent| {
        if let Some(on_key) = on_key {
            on_key.run(event);
        }
    };
    view! {
        <label class=format!("input {class}")>
            <Glyph icon=Icon::Search class="small" />
            <input
                type="search"
                placeholder=label
                aria-label=label
                prop:value=move || value.get()
                on:input=move |event| on_input.run(element::input_value(&event))
                on:keydown=pressed
            />
            {shortcut.map(|key| view! { <kbd class="wide-only">{key}</kbd> })}
        </label>
    }
}
