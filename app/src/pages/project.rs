//! A project: the list of experiments beside panels or a table.

use leptos::prelude::*;

/// The page.
#[component]
pub(crate) fn ProjectPage(
    /// The project's id.
    id: String,
) -> impl IntoView {
    id
}
