//! Thumbnails of a folder. They load when they come near the window.

use leptos::prelude::*;
use suisei_chart::format_value;
use suisei_core::api::Asset;

use crate::dom::media;
use crate::pages::experiment::parts::Card;
use crate::pages::experiment::state::ExperimentState;
use crate::text::format::count;
use crate::text::{experiment, fill, t};
use crate::ui::icon::{Glyph, Icon};

/// Thumbnails that are put into the page at once; more on demand.
const PAGE: usize = 240;

/// Images up to this many pixels wide and high keep their pixels sharp when they are enlarged.
const TINY: u32 = 96;

/// A folder of thumbnails.
#[component]
pub(super) fn Folder(
    /// The experiment.
    state: ExperimentState,
    /// The folder's name; empty for images without one.
    name: String,
    /// Its images.
    images: Vec<Asset>,
    /// The id of the image in the large view.
    large: RwSignal<Option<String>>,
) -> impl IntoView {
    let pages = RwSignal::new(1_usize);
    let total = images.len();
    let number = count(total as u64);
    let title = if name.is_empty() {
        t(experiment::IMAGES).to_owned()
    } else {
        name
    };
    let images = StoredValue::new(images);
    let shown =
        move || images.with_value(|images| images[..total.min(pages.get() * PAGE)].to_vec());
    let tools =
        move || view! { <span class="text-3 small-text number card-note">{number.clone()}</span> };
    view! {
        <Card title=title tools=tools>
            <div class="image-grid">
                <For each=shown key=|image| image.id.clone() let:image>
                    <Thumbnail state=state image=image large=large />
                </For>
            </div>
            <Show when=move || { total > pages.get() * PAGE }>
                <button
                    type="button"
                    class="button ghost more-button"
                    on:click=move |_| pages.update(|pages| *pages += 1)
                >
                    {t(experiment::SHOW_MORE)}
                </button>
            </Show>
        </Card>
    }
}

/// The last part of a path-like name.
pub(super) fn short_name(image: &Asset) -> String {
    image
        .name
        .rsplit('/')
        .next()
        .unwrap_or(&image.name)
        .to_owned()
}

/// The step of an image in words, with its context.
pub(super) fn step_words(image: &Asset) -> String {
    let step = image
        .step
        .map(|step| fill(experiment::AT_STEP, &[("n", &format_value(step as f64))]));
    step.into_iter()
        .chain(image.context.clone())
        .collect::<Vec<_>>()
        .join(" · ")
}

#[component]
fn Thumbnail(
    state: ExperimentState,
    image: Asset,
    large: RwSignal<Option<String>>,
) -> impl IntoView {
    let id = image.id.clone();
    let (name, full, step) = (short_name(&image), image.name.clone(), step_words(&image));
    view! {
        <button
            type="button"
            class="thumbnail"
            title=full
            on:click=move |_| large.set(Some(id.clone()))
        >
            <span class="thumbnail-frame">
                <Picture state=state image=image />
            </span>
            <span class="thumbnail-name ellipsis">{name}</span>
            <span class="tiny-text text-3 number ellipsis">{step}</span>
        </button>
    }
}

/// The image itself, or why it cannot be seen.
#[component]
pub(super) fn Picture(
    /// The experiment.
    state: ExperimentState,
    /// The image.
    image: Asset,
) -> impl IntoView {
    let tiny = RwSignal::new(false);
    let broken = RwSignal::new(false);
    if !image.present {
        return view! {
            <span class="thumbnail-missing text-3">
                <Glyph icon=Icon::Info />
                {t(experiment::NOT_ARRIVED)}
            </span>
        }
        .into_any();
    }
    let url = state.source.asset_url(&state.key(), &image.id);
    let alt = image.name;
    view! {
        <Show
            when=move || !broken.get()
            fallback=|| view! {
                <span class="thumbnail-missing text-3">
                    <Glyph icon=Icon::Warning />
                    {t(experiment::IMAGE_BROKEN)}
                </span>
            }
        >
            <img
                src=url.clone()
                alt=alt.clone()
                loading="lazy"
                decoding="async"
                class:pixelated=move || tiny.get()
                on:load=move |event| {
                    let size = media::image_size(&event);
                    tiny.set(size.is_some_and(|(width, height)| width.max(height) <= TINY));
                }
                on:error=move |_| broken.set(true)
            />
        </Show>
    }
    .into_any()
}
