//! A button that opens a small surface with controls below it. Escape and focus elsewhere close it.

use leptos::prelude::*;

use crate::dom::{element, keyboard};

/// A button with a surface. Unlike in a menu, what is inside stays open while it is used.
#[component]
pub(crate) fn Popover(
    /// What the button shows.
    #[prop(into)]
    face: ViewFn,
    /// CSS classes of the button.
    #[prop(into)]
    class: String,
    /// What it opens, in words.
    #[prop(into)]
    label: String,
    /// More CSS classes of the surface, such as `align-right`.
    #[prop(into, optional)]
    surface_class: String,
    /// Open or not; shared so that a choice inside can close it.
    open: RwSignal<bool>,
    /// What the surface holds.
    children: ChildrenFn,
) -> impl IntoView {
    let root = NodeRef::<leptos::html::Span>::new();
    let button = NodeRef::<leptos::html::Button>::new();
    let children = StoredValue::new(children);
    let name = StoredValue::new(label.clone());
    let surface_class = StoredValue::new(format!("menu menu-popup popover {surface_class}"));
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        if !open.get_untracked() {
            return;
        }
        match event.key().as_str() {
            "Escape" => {
                open.set(false);
                if let Some(button) = button.get_untracked() {
                    let _ = button.focus();
                }
            }
            "ArrowDown" | "ArrowUp" => {
                event.prevent_default();
                if let Some(root) = root.get_untracked() {
                    keyboard::move_focus(&root, ".menu-item", event.key() == "ArrowDown");
                }
            }
            _ => {}
        }
        // Keys of the page around it mean something else.
        event.stop_propagation();
    };
    Effect::new(move |_| {
        if open.get() {
            // The surface is in the document from the next frame on.
            request_animation_frame(move || {
                if let Some(Some(root)) = root.try_get_untracked() {
                    element::focus_inside(&root, "input");
                }
            });
        }
    });
    let on_focus_out = move |event: leptos::ev::FocusEvent| {
        // What is taken away with the focus in it has no state any more.
        if let Some(Some(root)) = root.try_get_untracked()
            && !element::focus_stays_inside(&root, &event)
        {
            open.set(false);
        }
    };
    view! {
        <span class="menu-root" node_ref=root on:keydown=on_key on:focusout=on_focus_out>
            <button
                type="button"
                class=class
                node_ref=button
                aria-haspopup="dialog"
                aria-expanded=move || open.get().to_string()
                aria-label=label.clone()
                title=label
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {face.run()}
            </button>
            <Show when=move || open.get()>
                <div
                    class=surface_class.get_value()
                    role="dialog"
                    aria-label=name.get_value()
                    tabindex="-1"
                >
                    {children.with_value(|children| children())}
                </div>
            </Show>
        </span>
    }
}
