//! Notes: plain text with line breaks, edited in place.

use leptos::prelude::*;
use leptos::task::spawn_local;
use suisei_core::api::{Experiment, ExperimentPatch};

use crate::dom::{element, form};
use crate::pages::experiment::parts::Card;
use crate::pages::experiment::state::ExperimentState;
use crate::state::toast::use_toasts;
use crate::text::{common, experiment, t};

/// The card.
#[component]
pub(super) fn Notes(
    /// The experiment.
    state: ExperimentState,
    /// What is known of it.
    about: Signal<Experiment>,
) -> impl IntoView {
    let notes = Memo::new(move |_| about.with(|about| about.notes.clone()));
    let editing = RwSignal::new(false);
    let typed = RwSignal::new(String::new());
    let toasts = use_toasts();
    let edit = move |_| {
        typed.set(notes.get_untracked());
        editing.set(true);
        request_animation_frame(|| element::focus(".notes-input"));
    };
    let save = move || {
        let patch = ExperimentPatch {
            notes: Some(typed.get_untracked()),
            ..ExperimentPatch::default()
        };
        spawn_local(async move {
            match state.source.patch_experiment(&state.key(), &patch).await {
                Ok(changed) => {
                    state.about.put(changed);
                    editing.set(false);
                }
                // The text stays in the input, so that nothing typed is lost.
                Err(error) => toasts.report(&error),
            }
        });
    };
    let on_key = move |event: leptos::ev::KeyboardEvent| match event.key().as_str() {
        "Enter" if event.ctrl_key() || event.meta_key() => save(),
        "Escape" => editing.set(false),
        _ => {}
    };
    let tools = move || {
        view! {
            <Show when=move || !editing.get()>
                <button type="button" class="button ghost small" on:click=edit>
                    {t(experiment::EDIT)}
                </button>
            </Show>
        }
    };
    view! {
        <Card title=t(experiment::NOTES) class="span-5" tools=tools>
            <div class="card-body">
                <Show
                    when=move || editing.get()
                    fallback=move || view! { <Shown notes=notes /> }
                >
                    <textarea
                        class="text-area notes-input"
                        rows="6"
                        aria-label=t(experiment::NOTES)
                        prop:value=typed.get_untracked()
                        on:input=move |event| typed.set(form::text_area_value(&event))
                        on:keydown=on_key
                    ></textarea>
                    <div class="row notes-buttons">
                        <button type="button" class="button primary small" on:click=move |_| save()>
                            {t(common::SAVE)}
                        </button>
                        <button
                            type="button"
                            class="button small"
                            on:click=move |_| editing.set(false)
                        >
                            {t(common::CANCEL)}
                        </button>
                    </div>
                </Show>
            </div>
        </Card>
    }
}

#[component]
fn Shown(notes: Memo<String>) -> impl IntoView {
    move || match notes.get() {
        notes if notes.trim().is_empty() => {
            view! { <p class="text-3">{t(experiment::NO_NOTES)}</p> }.into_any()
        }
        notes => view! { <p class="notes">{notes}</p> }.into_any(),
    }
}
