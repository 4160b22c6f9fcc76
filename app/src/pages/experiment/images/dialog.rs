//! One image, large: Escape closes, arrows go to the neighbours.

use leptos::prelude::*;
use suisei_core::api::Asset;

use super::grid::{Picture, step_words};
use crate::dom::media;
use crate::pages::experiment::state::ExperimentState;
use crate::text::format::{bytes, count};
use crate::text::{common, experiment, fill, t};
use crate::ui::button::IconButton;
use crate::ui::icon::{Glyph, Icon};

/// The dialog; there only while an image is chosen.
#[component]
pub(super) fn LargeView(
    /// The experiment.
    state: ExperimentState,
    /// The images that are shown, in order.
    images: Memo<Vec<Asset>>,
    /// The id of the image in the large view.
    large: RwSignal<Option<String>>,
) -> impl IntoView {
    let place = Memo::new(move |_| {
        let id = large.get()?;
        images.with(|images| images.iter().position(|image| image.id == id))
    });
    let is_open = Memo::new(move |_| place.get().is_some());
    view! {
        <Show when=move || is_open.get()>
            <Frame state=state images=images large=large place=place />
        </Show>
    }
}

#[component]
fn Frame(
    state: ExperimentState,
    images: Memo<Vec<Asset>>,
    large: RwSignal<Option<String>>,
    place: Memo<Option<usize>>,
) -> impl IntoView {
    let node = NodeRef::<leptos::html::Dialog>::new();
    Effect::new(move |_| {
        if let Some(dialog) = node.get() {
            media::show_dialog(&dialog);
        }
    });
    let step = move |forward: Walk| {
        let next = images.with_untracked(|images| {
            let (at, n) = (place.get_untracked()?, images.len());
            let next = match forward {
                Walk::Forward => (at + 1) % n,
                Walk::Back => (at + n - 1) % n,
            };
            images.get(next).map(|image| image.id.clone())
        });
        if next.is_some() {
            large.set(next);
        }
    };
    let on_key = move |event: leptos::ev::KeyboardEvent| match event.key().as_str() {
        "ArrowRight" => step(Walk::Forward),
        "ArrowLeft" => step(Walk::Back),
        _ => {}
    };
    let image = Memo::new(move |_| {
        let at = place.get()?;
        images.with(|images| images.get(at).cloned())
    });
    let number = move || {
        let k = count(place.get().map_or(0, |at| at as u64 + 1));
        fill(
            experiment::HIT_OF,
            &[("k", &k), ("n", &count(images.with(Vec::len) as u64))],
        )
    };
    view! {
        <dialog
            node_ref=node
            class="image-dialog"
            aria-label=t(experiment::IMAGE)
            on:close=move |_| large.set(None)
            on:keydown=on_key
            on:click=move |event| {
                if media::is_on_itself(&event) {
                    large.set(None);
                }
            }
        >
            <header class="row">
                {move || image.get().map(|image| view! {
                    <b class="ellipsis">{image.name.clone()}</b>
                    <span class="text-3 small-text number ellipsis">{step_words(&image)}</span>
                    <span class="text-3 small-text number wide-only">{bytes(image.size)}</span>
                })}
                <span class="grow"></span>
                <span class="text-3 small-text number">{number}</span>
                <IconButton icon=Icon::Left label=t(experiment::IMAGE_BEFORE).to_owned() on_click=move |()| step(Walk::Back) />
                <IconButton icon=Icon::Right label=t(experiment::IMAGE_AFTER).to_owned() on_click=move |()| step(Walk::Forward) />
                {move || image.get().map(|image| view! {
                    <a
                        class="icon-button"
                        href=state.source.asset_url(&state.key(), &image.id)
                        download=short_file(&image)
                        title=t(experiment::DOWNLOAD)
                        aria-label=t(experiment::DOWNLOAD)
                    >
                        <Glyph icon=Icon::Download class="small" />
                    </a>
                })}
                <IconButton icon=Icon::Cross label=t(common::CLOSE).to_owned() on_click=move |()| large.set(None) />
            </header>
            <div class="image-large">
                {move || image.get().map(|image| view! { <Picture state=state image=image /> })}
            </div>
        </dialog>
    }
}

#[derive(Clone, Copy)]
enum Walk {
    Forward,
    Back,
}

/// A name for the saved file: the last part of the name, with an end that programs know.
fn short_file(image: &Asset) -> String {
    let name = super::grid::short_name(image);
    let end = match image.content_type.as_deref() {
        Some("image/png") => ".png",
        Some("image/jpeg") => ".jpg",
        Some("image/svg+xml") => ".svg",
        Some("image/gif") => ".gif",
        Some("image/webp") => ".webp",
        _ => "",
    };
    if name.contains('.') {
        name
    } else {
        format!("{name}{end}")
    }
}
