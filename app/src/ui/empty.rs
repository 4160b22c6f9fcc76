//! What stands where data would stand: nothing yet, an error, loading.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};

/// Says what is missing and why; children are actions.
#[component]
pub(crate) fn Empty(
    /// Its picture.
    icon: Icon,
    /// What is missing.
    #[prop(into)]
    title: String,
    /// Why, and what to do.
    #[prop(into, optional)]
    hint: String,
    /// Actions.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <Glyph icon=icon />
            <b>{title}</b>
            <span class="empty-hint">{hint}</span>
            {children.map(|children| view! { <div class="row wrap">{children()}</div> })}
        </div>
    }
}

/// Grey lines where rows will stand; appear late enough not to flash.
#[component]
pub(crate) fn Skeleton(
    /// How many lines.
    #[prop(default = 3)]
    lines: usize,
    /// What is being loaded, for those who cannot see it.
    label: &'static str,
) -> impl IntoView {
    view! {
        <div class="skeleton" role="status" aria-label=label>
            {(0..lines).map(|_| view! { <span class="skeleton-line"></span> }).collect_view()}
        </div>
    }
}
