//! A chart on two canvases: the picture below, cursor and selection above, so that a moving
//! pointer never redraws the data. Off screen nothing is drawn.

mod gesture;
pub(crate) mod model;
mod paint;

use leptos::prelude::*;

use crate::dom::frame::FrameTask;
use crate::dom::observe::{ScreenObserver, SizeObserver};
use crate::state::renderer::use_renderer;
use crate::state::theme::use_theme;
use model::ChartModel;

/// Draws a model and lets people point, zoom and pan.
#[component]
pub(crate) fn ChartCanvas(
    /// What is drawn.
    model: ChartModel,
    /// One sentence that says what the chart shows.
    #[prop(into)]
    summary: Signal<String>,
) -> impl IntoView {
    let root = NodeRef::<leptos::html::Div>::new();
    let picture = NodeRef::<leptos::html::Canvas>::new();
    let overlay = NodeRef::<leptos::html::Canvas>::new();
    let theme = use_theme();
    let colours = theme.colours();
    let renderer = use_renderer();

    let paint_picture = StoredValue::new_local(FrameTask::new(move || {
        if let (Some(picture), Some(overlay)) =
            (picture.try_get_untracked(), overlay.try_get_untracked())
            && let (Some(picture), Some(overlay)) = (picture, overlay)
        {
            let backend = renderer.backend.get_untracked();
            paint::picture(model, &picture, &colours.get_untracked(), backend);
            paint::overlay(model, &overlay, &colours.get_untracked(), backend);
        }
    }));
    let paint_overlay = StoredValue::new_local(FrameTask::new(move || {
        if let Some(Some(overlay)) = overlay.try_get_untracked() {
            let backend = renderer.backend.get_untracked();
            paint::overlay(model, &overlay, &colours.get_untracked(), backend);
        }
    }));
    Effect::new(move |_| {
        model.track_picture();
        colours.track();
        renderer.backend.track();
        if model.on_screen.get() {
            paint_picture.with_value(FrameTask::ask);
        }
    });
    Effect::new(move |_| {
        model.track_overlay();
        if model.on_screen.get() {
            paint_overlay.with_value(FrameTask::ask);
        }
    });

    let observers = StoredValue::new_local(None);
    root.on_load(move |element| {
        observers.set_value(Some((
            SizeObserver::new(&element, move |width, height| {
                model.size.set((width, height));
            }),
            ScreenObserver::new(&element, move |near| model.on_screen.set(near)),
        )));
    });

    view! {
        <div
            class="chart"
            node_ref=root
            role="img"
            tabindex="0"
            aria-label=move || summary.get()
            on:pointermove=move |event| gesture::point(model, &event)
            on:pointerleave=move |_| model.leave()
            on:pointerdown=move |event| gesture::press(model, &event)
            on:dblclick=move |_| model.zoom.set(None)
            on:wheel=move |event| gesture::wheel(model, &event)
            on:keydown=move |event| gesture::key(model, &event)
            on:blur=move |_| model.leave()
        >
            // A canvas belongs to one backend for as long as it lives.
            {move || {
                renderer.backend.track();
                view! {
                    <canvas class="chart-picture" data-chart="" node_ref=picture></canvas>
                    <canvas class="chart-overlay" node_ref=overlay></canvas>
                }
            }}
        </div>
    }
}
