//! An experiment: what ran, how it went, how to run it again.

use leptos::prelude::*;
use suisei_core::ids::ExperimentKey;

/// The page.
#[component]
pub(crate) fn ExperimentPage(
    /// The experiment's key.
    key: ExperimentKey,
) -> impl IntoView {
    key.to_string()
}
