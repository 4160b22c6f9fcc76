//! A chart on two canvases: the picture below, cursor and selection above, so that a moving
//! pointer never redraws the data. Off screen nothing is drawn.

mod fingers;
mod gesture;
mod ground;
mod keys;
mod measuring;
pub(crate) mod model;
pub(crate) mod paint;
pub(crate) mod reading;
mod touch;
pub(crate) mod view;
mod wheel;

use leptos::prelude::*;

use crate::dom::element;
use crate::dom::frame::FrameTask;
use crate::dom::observe::{ScreenObserver, SizeObserver};
use crate::state::renderer::use_renderer;
use crate::state::theme::use_theme;
use model::ChartModel;
use touch::Touch;

/// Draws a model and lets people point, zoom and pan.
#[component]
pub(crate) fn ChartCanvas(
    /// What is drawn.
    model: ChartModel,
    /// One sentence that says what the chart shows.
    #[prop(into)]
    summary: Signal<String>,
    /// The element that describes it in detail.
    #[prop(into)]
    described_by: String,
) -> impl IntoView {
    let root = NodeRef::<leptos::html::Div>::new();
    let picture = NodeRef::<leptos::html::Canvas>::new();
    let overlay = NodeRef::<leptos::html::Canvas>::new();
    let renderer = use_renderer();
    follow_picture(model, picture, overlay);

    let observers = StoredValue::new_local(None);
    root.on_load(move |element| {
        observers.set_value(Some((
            SizeObserver::new(&element, move |width, height| {
                model.size.set((width, height));
            }),
            ScreenObserver::new(&element, move |near| model.on_screen.set(near)),
        )));
    });

    let touch = Touch::new(model);
    let pointing = Pointing::new(model);
    let down = move |event: leptos::ev::PointerEvent| {
        if element::can_hover(&event) {
            gesture::press(model, &event);
        } else {
            touch.down(&event);
        }
    };
    let moved = move |event: leptos::ev::PointerEvent| {
        if !element::can_hover(&event) {
            touch.moved(&event);
        } else if let Some(at) = gesture::place(&event) {
            if event.buttons() == 0 {
                pointing.at(at);
            } else {
                pointing.note(at);
            }
        }
    };
    let left = move |event: leptos::ev::PointerEvent| {
        // A finger that is lifted leaves too; what it has read stays.
        if element::can_hover(&event) {
            pointing.forget();
            model.leave();
        }
    };
    view! {
        <div
            class="chart"
            class:measures=move || model.measure.armed.get()
            node_ref=root
            role="img"
            tabindex="0"
            aria-label=move || summary.get()
            aria-describedby=described_by
            on:pointermove=moved
            on:pointerleave=left
            on:pointerdown=down
            on:pointerup=move |event| touch.up(&event)
            on:pointercancel=move |_| touch.cancel()
            on:touchmove=move |event| {
                if touch.hold_page() && event.cancelable() {
                    event.prevent_default();
                }
            }
            on:contextmenu=move |event| {
                // A long press reads; the browser's menu would cover what is read.
                if touch.hold_page() {
                    event.prevent_default();
                }
            }
            on:dblclick=move |_| {
                model.unpin();
                model.view.reset();
            }
            on:wheel=move |event| wheel::turn(model, &event)
            on:keydown=move |event| keys::press(model, &event)
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

/// Draws again when something has changed, once a frame, and only on screen.
fn follow_picture(
    model: ChartModel,
    picture: NodeRef<leptos::html::Canvas>,
    overlay: NodeRef<leptos::html::Canvas>,
) {
    let (theme, renderer) = (use_theme(), use_renderer());
    let colours = theme.colours();
    let paint_overlay = move || {
        if let Some(Some(overlay)) = overlay.try_get_untracked() {
            let backend = renderer.backend.get_untracked();
            paint::overlay(model, &overlay, &colours.get_untracked(), backend);
        }
    };
    let paint_all = move || {
        if let Some(Some(picture)) = picture.try_get_untracked() {
            paint::picture(
                model,
                &picture,
                &colours.get_untracked(),
                renderer.backend.get_untracked(),
            );
            model.point_again();
            paint_overlay();
        }
    };
    let all = StoredValue::new_local(FrameTask::new(paint_all));
    let above = StoredValue::new_local(FrameTask::new(paint_overlay));
    let (stale, stale_above) = (RwSignal::new(false), RwSignal::new(false));
    Effect::new(move |_| {
        model.track_picture();
        colours.track();
        theme.ratio().track();
        renderer.backend.track();
        stale.set(true);
    });
    Effect::new(move |_| {
        model.track_overlay();
        stale_above.set(true);
    });
    // A chart that comes on screen is drawn only if something has changed since it was there.
    Effect::new(move |_| {
        let on_screen = model.on_screen.get();
        if stale.get() && on_screen {
            stale.set(false);
            stale_above.set(false);
            all.with_value(FrameTask::ask);
        } else if stale_above.get() && on_screen {
            stale_above.set(false);
            above.with_value(FrameTask::ask);
        }
    });
}

/// Reads where the mouse is, once a frame however often it moves.
#[derive(Clone, Copy)]
struct Pointing {
    model: ChartModel,
    task: StoredValue<FrameTask, LocalStorage>,
}

impl Pointing {
    fn new(model: ChartModel) -> Self {
        let task = FrameTask::new(move || {
            if model.pointer.try_with_value(Option::is_some) == Some(true) {
                model.point_again();
            }
        });
        Self {
            model,
            task: StoredValue::new_local(task),
        }
    }

    fn at(self, place: (f64, f64)) {
        self.model.pointer.set_value(Some(place));
        self.task.with_value(FrameTask::ask);
    }

    /// The mouse moves with a button held: something else is going on.
    fn note(self, place: (f64, f64)) {
        self.model.pointer.set_value(Some(place));
    }

    fn forget(self) {
        self.model.pointer.set_value(None);
    }
}
