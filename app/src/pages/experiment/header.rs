//! The head of the page: colour, name, status, how long and how far, tags.

use leptos::prelude::*;
use leptos::task::spawn_local;
use suisei_core::api::{Experiment, ExperimentPatch};

use crate::dom::element;
use crate::pages::experiment::state::ExperimentState;
use crate::pages::experiment::status::StatusBadge;
use crate::state::load::Loaded;
use crate::state::theme::slot_of;
use crate::state::toast::use_toasts;
use crate::text::format::{count, duration_prose};
use crate::text::{experiment, fill, t};

/// The head.
#[component]
pub(super) fn Header(
    /// The experiment.
    state: ExperimentState,
    /// What is known of it.
    about: Signal<Experiment>,
) -> impl IntoView {
    let head = Signal::derive(move || about.with(|about| about.head.clone()));
    let slot = move || {
        format!(
            "swatch large slot-{}",
            slot_of(head.with(|head| head.number))
        )
    };
    let tags = Memo::new(move |_| head.with(|head| head.tags.clone()));
    view! {
        <span class=slot></span>
        <Name state=state about=about />
        <StatusBadge head=head now=state.now />
        <div class="experiment-facts">
            <span class="small-text text-2 number">{move || progress(state, about)}</span>
            {move || {
                tags.get().into_iter().map(|tag| view! { <span class="tag">{tag}</span> }).collect_view()
            }}
        </div>
    }
}

/// How long and how far: `4h 37m · step 66,600`.
fn progress(state: ExperimentState, about: Signal<Experiment>) -> String {
    let took = about.with(|about| {
        let end = about.head.ended.unwrap_or_else(|| state.now.get());
        duration_prose(end.saturating_sub(about.head.created))
    });
    let step = state.summaries.with(|summaries| match summaries {
        Loaded::Here(all) => last_step(all),
        Loaded::Asking | Loaded::Failed(_) => None,
    });
    match step.and_then(|step| u64::try_from(step).ok()) {
        Some(step) => format!(
            "{took} · {}",
            fill(experiment::AT_STEP, &[("n", &count(step))])
        ),
        None => took,
    }
}

fn last_step(summaries: &[suisei_core::api::MetricSummary]) -> Option<i64> {
    let own = summaries
        .iter()
        .filter(|each| !each.series.metric.starts_with("sys."));
    own.filter(|each| each.summary.no_step < each.summary.count)
        .map(|each| each.summary.step_range.1)
        .max()
}

/// The name, which a click turns into an input.
#[component]
fn Name(state: ExperimentState, about: Signal<Experiment>) -> impl IntoView {
    let name = Memo::new(move |_| about.with(|about| about.head.name.clone()));
    let editing = RwSignal::new(false);
    let typed = RwSignal::new(String::new());
    let toasts = use_toasts();
    let edit = move |_| {
        typed.set(name.get_untracked());
        editing.set(true);
        request_animation_frame(|| element::focus(".experiment-name input"));
    };
    let save = move || {
        // Enter closes the input, which then loses the focus: only the first of the two saves.
        if !editing.get_untracked() {
            return;
        }
        editing.set(false);
        let wanted = typed.get_untracked().trim().to_owned();
        if wanted.is_empty() || wanted == name.get_untracked() {
            return;
        }
        spawn_local(async move {
            let patch = ExperimentPatch {
                name: Some(wanted),
                ..ExperimentPatch::default()
            };
            match state.source.patch_experiment(&state.key(), &patch).await {
                Ok(changed) => state.about.put(changed),
                Err(error) => toasts.report(&error),
            }
        });
    };
    let on_key = move |event: leptos::ev::KeyboardEvent| match event.key().as_str() {
        // While an input method composes, Enter chooses a word.
        "Enter" if !event.is_composing() => save(),
        "Escape" => editing.set(false),
        _ => {}
    };
    view! {
        <h1 class="experiment-name">
            <Show
                when=move || editing.get()
                fallback=move || view! {
                    <button
                        type="button"
                        class="name-button ellipsis"
                        title=t(experiment::RENAME)
                        on:click=edit
                    >
                        {move || name.get()}
                    </button>
                }
            >
                <span class="input">
                    <input
                        maxlength="1000"
                        aria-label=t(experiment::NAME)
                        prop:value=typed.get_untracked()
                        on:input=move |event| typed.set(element::input_value(&event))
                        on:keydown=on_key
                        on:blur=move |_| save()
                    />
                </span>
            </Show>
        </h1>
    }
}
