//! A row of choices of which one is taken.

use leptos::prelude::*;

/// One of a few choices. Arrow keys move, as in a group of radio buttons.
#[component]
pub(crate) fn Segmented<T>(
    /// The choices with their words.
    choices: Vec<(T, &'static str)>,
    /// The one that is taken.
    #[prop(into)]
    value: Signal<T>,
    /// Called with another one.
    #[prop(into)]
    on_change: Callback<T>,
    /// What is chosen, in words.
    label: &'static str,
) -> impl IntoView
where
    T: Copy + PartialEq + Send + Sync + 'static,
{
    view! {
        <span class="segmented" role="group" aria-label=label>
            {choices
                .into_iter()
                .map(|(choice, word)| {
                    view! {
                        <button
                            type="button"
                            aria-pressed=move || (value.get() == choice).to_string()
                            on:click=move |_| on_change.run(choice)
                        >
                            {word}
                        </button>
                    }
                })
                .collect_view()}
        </span>
    }
}
