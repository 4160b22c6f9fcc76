//! Images by name and step, and confusion matrices.

mod dialog;
mod gallery;
mod grid;
mod matrix;

use leptos::prelude::*;
use suisei_chart::format_value;
use suisei_core::api::Asset;

use crate::dom::element;
use crate::pages::experiment::parts::WhenHere;
use crate::pages::experiment::state::ExperimentState;
use crate::text::format::count;
use crate::text::{experiment, fill, t};
use crate::ui::button::IconButton;
use crate::ui::empty::Empty;
use crate::ui::icon::Icon;
use dialog::LargeView;
use gallery::{at_step, folders, nearest, steps};
use grid::Folder;
use matrix::Matrices;

/// The tab.
#[component]
pub(super) fn Images(
    /// The experiment.
    state: ExperimentState,
) -> impl IntoView {
    let images = state.images();
    let matrices = state.matrices();
    let retry = move |()| state.changes.assets.now();
    view! {
        <WhenHere resource=images retry=retry lines=8 let:images>
            <WhenHere resource=matrices retry=retry lines=8 let:matrices>
                <Show
                    when=move || !images.with(Vec::is_empty) || !matrices.with(Vec::is_empty)
                    fallback=|| view! {
                        <Empty icon=Icon::Box title=t(experiment::NO_IMAGES) hint=t(experiment::NO_IMAGES_HINT) />
                    }
                >
                    <Shown state=state images=images matrices=matrices />
                </Show>
            </WhenHere>
        </WhenHere>
    }
}

#[component]
fn Shown(
    state: ExperimentState,
    images: Signal<Vec<Asset>>,
    matrices: Signal<Vec<Asset>>,
) -> impl IntoView {
    let all_steps = Memo::new(move |_| {
        images.with(|images| matrices.with(|matrices| steps(images.iter().chain(matrices))))
    });
    // Nothing chosen means the newest step, also when a newer one arrives.
    let wanted = state.moment().and_then(|moment| moment.step);
    let chosen = RwSignal::new(all_steps.with_untracked(|steps| nearest(steps, wanted?)));
    let step = Memo::new(move |_| {
        chosen
            .get()
            .or(all_steps.with(|steps| steps.last().copied()))
    });
    let shown = Memo::new(move |_| images.with(|images| at_step(images, step.get())));
    let tables = Memo::new(move |_| matrices.with(|matrices| at_step(matrices, step.get())));
    let large = RwSignal::new(None::<String>);
    view! {
        <div class="tab-cards">
            <Show when=move || { all_steps.with(Vec::len) > 1 }>
                <StepSlider steps=all_steps chosen=chosen />
            </Show>
            <Matrices state=state tables=tables />
            {move || {
                let groups = shown.with(|shown| folders(shown));
                groups
                    .into_iter()
                    .map(|(name, images)| view! { <Folder state=state name=name images=images large=large /> })
                    .collect_view()
            }}
        </div>
        <LargeView state=state images=shown large=large />
    }
}

/// Chooses the step: a slider with the steps that exist, and buttons to walk them.
#[component]
fn StepSlider(steps: Memo<Vec<i64>>, chosen: RwSignal<Option<i64>>) -> impl IntoView {
    let last = move || steps.with(Vec::len).saturating_sub(1);
    let index = Memo::new(move |_| {
        let at = chosen
            .get()
            .and_then(|step| steps.with(|steps| steps.binary_search(&step).ok()));
        at.unwrap_or_else(last)
    });
    let go = move |to: usize| {
        // At the newest step nothing is chosen, so that newer ones are followed.
        chosen.set(if to >= last() {
            None
        } else {
            steps.with(|steps| steps.get(to).copied())
        });
    };
    let filled = move || format!("{}%", index.get() as f64 * 100.0 / last().max(1) as f64);
    let words = move || {
        let step = steps
            .with(|steps| steps.get(index.get()).copied())
            .unwrap_or_default();
        fill(experiment::AT_STEP, &[("n", &format_value(step as f64))])
    };
    let place = move || {
        let (k, n) = (
            count(index.get() as u64 + 1),
            count(steps.with(Vec::len) as u64),
        );
        fill(experiment::HIT_OF, &[("k", &k), ("n", &n)])
    };
    view! {
        <div class="step-slider">
            <IconButton
                icon=Icon::Left
                label=t(experiment::STEP_BEFORE).to_owned()
                on_click=move |()| go(index.get_untracked().saturating_sub(1))
            />
            <input
                type="range"
                class="slider"
                min="0"
                max=move || last().to_string()
                prop:value=move || index.get().to_string()
                aria-label=t(experiment::STEP)
                aria-valuetext=words
                style=("--filled", filled)
                on:input=move |event| go(element::input_value(&event).parse().unwrap_or(0))
            />
            <IconButton
                icon=Icon::Right
                label=t(experiment::STEP_AFTER).to_owned()
                on_click=move |()| go(index.get_untracked() + 1)
            />
            <b class="number">{words}</b>
            <span class="text-3 small-text number">{place}</span>
        </div>
    }
}
