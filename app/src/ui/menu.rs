//! A button that opens a menu below it. Escape and a click elsewhere close it; arrows move in it.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use crate::dom::{element, keyboard};

/// A button with a menu.
#[component]
pub(crate) fn MenuButton(
    /// What the button shows.
    #[prop(into)]
    face: ViewFn,
    /// CSS classes of the button.
    #[prop(into)]
    class: String,
    /// What it opens, in words.
    #[prop(into)]
    label: String,
    /// Opens towards the left instead of the right.
    #[prop(optional)]
    align_right: Option<AlignRight>,
    /// What the menu holds.
    children: ChildrenFn,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let root = NodeRef::<leptos::html::Span>::new();
    let children = StoredValue::new(children);
    let on_key = move |event: leptos::ev::KeyboardEvent| match event.key().as_str() {
        "Escape" if open.get_untracked() => {
            event.stop_propagation();
            open.set(false);
        }
        "ArrowDown" | "ArrowUp" if open.get_untracked() => {
            event.prevent_default();
            if let Some(root) = root.get_untracked() {
                keyboard::move_focus(&root, ".menu-item", event.key() == "ArrowDown");
            }
        }
        _ => {}
    };
    let on_focus_out = move |event: leptos::ev::FocusEvent| {
        // What is taken away with the focus in it has no state any more.
        if let Some(Some(root)) = root.try_get_untracked()
            && !element::focus_stays_inside(&root, &event)
        {
            open.set(false);
        }
    };
    let popup_class = if align_right.is_some() {
        "menu menu-popup align-right"
    } else {
        "menu menu-popup"
    };
    view! {
        <span class="menu-root" node_ref=root on:keydown=on_key on:focusout=on_focus_out>
            <button
                type="button"
                class=class
                aria-haspopup="menu"
                aria-expanded=move || open.get().to_string()
                aria-label=label.clone()
                title=label
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {move || face.run()}
            </button>
            <Show when=move || open.get()>
                <div
                    class=popup_class
                    role="menu"
                    tabindex="-1"
                    on:click=move |event| {
                        if !element::is_inside(&event, ".keep-open") {
                            open.set(false);
                        }
                    }
                >
                    {children.with_value(|children| children())}
                </div>
            </Show>
        </span>
    }
}

/// Asks a [`MenuButton`] to open towards the left.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AlignRight;

/// One line of a menu.
#[component]
pub(crate) fn MenuItem(
    /// What it says.
    #[prop(into)]
    label: String,
    /// Its picture.
    #[prop(optional)]
    icon: Option<Icon>,
    /// Set for a choice: whether it is taken.
    #[prop(into, optional)]
    checked: Option<Signal<bool>>,
    /// The key that does the same.
    #[prop(optional)]
    shortcut: Option<&'static str>,
    /// What happens.
    #[prop(into)]
    on_click: Callback<()>,
) -> impl IntoView {
    let role = if checked.is_some() {
        "menuitemradio"
    } else {
        "menuitem"
    };
    view! {
        <button
            type="button"
            class="menu-item"
            role=role
            aria-checked=move || checked.map(|checked| checked.get().to_string())
            on:click=move |_| on_click.run(())
        >
            {checked.map(|checked| {
                view! {
                    <span class="menu-check">
                        {move || checked.get().then(|| view! { <Glyph icon=Icon::Check class="small" /> })}
                    </span>
                }
            })}
            {icon.map(|icon| view! { <Glyph icon=icon class="small" /> })}
            <span class="ellipsis">{label}</span>
            {shortcut.map(|key| view! { <span class="shortcut">{key}</span> })}
        </button>
    }
}
