//! The canvas of a chart that is no line chart: drawn again once a frame when something has
//! changed, and only on screen; the pointer and the arrow keys go from thing to thing.

use leptos::prelude::*;

use super::chart::{Dragged, Lit, Sheet};
use super::model::KindModel;
use crate::dom::canvas::Backend;
use crate::dom::frame::FrameTask;
use crate::dom::observe::{ScreenObserver, SizeObserver};
use crate::dom::pointer::{self, DragEvent, Position};
use crate::dom::{canvas, element, page};
use crate::state::project::use_project;
use crate::state::theme::{ChartColours, use_theme};

/// Draws a model and lets people point at what it shows.
#[component]
pub(super) fn KindCanvas(
    /// What is drawn.
    model: KindModel,
    /// One sentence that says what the chart shows.
    #[prop(into)]
    summary: Signal<String>,
) -> impl IntoView {
    let root = NodeRef::<leptos::html::Div>::new();
    let picture = NodeRef::<leptos::html::Canvas>::new();
    follow(model, picture);
    let observers = StoredValue::new_local(None);
    root.on_load(move |element| {
        observers.set_value(Some((
            SizeObserver::new(&element, move |width, height| {
                model.size.set((width, height));
            }),
            ScreenObserver::new(&element, move |near| model.on_screen.set(near)),
        )));
    });
    let place = move |at: Position| {
        let canvas = picture.get_untracked()?;
        let rect = element::rect(&canvas);
        Some((at.x - rect.x, at.y - rect.y))
    };
    let read = move |at: (f64, f64)| {
        let found = model.with(|chart| chart.at(at)).flatten();
        // Tips stand in the panel, which does not scroll with the canvas.
        let above = root
            .get_untracked()
            .map_or(0.0, |root| element::scroll_top(&root));
        model.point(found.map(|index| (index, (at.0, at.1 - above))));
    };
    let down = move |event: leptos::ev::PointerEvent| {
        let Some(from) = place(pointer::position(&event)) else {
            return;
        };
        if event.button() != 0 || !element::can_hover(&event) {
            return read(from);
        }
        pointer::drag(&event, move |drag| match drag {
            DragEvent::Move(at) | DragEvent::Drop(at) => {
                let to = place(at).unwrap_or(from);
                if model.with(|chart| chart.dragged(from, to)) == Some(Dragged::Changed) {
                    model.changed();
                }
            }
            DragEvent::Click(_) => {
                if model.with(|chart| chart.dragged(from, from)) == Some(Dragged::Changed) {
                    model.changed();
                }
            }
            DragEvent::Cancel => {}
        });
    };
    let height = move || {
        model.version.track();
        let natural = model.with(|chart| chart.natural_height()).unwrap_or(0.0);
        format!("{:.0}px", natural.max(model.size.get().1))
    };
    view! {
        <div
            class="chart kind-chart"
            node_ref=root
            role="img"
            tabindex="0"
            aria-label=move || summary.get()
            on:pointermove=move |event| {
                if element::can_hover(&event) && event.buttons() == 0
                    && let Some(at) = place(pointer::position(&event))
                {
                    read(at);
                }
            }
            on:pointerleave=move |event| {
                if element::can_hover(&event) {
                    model.point(None);
                }
            }
            on:pointerdown=down
            on:keydown=move |event| key(model, root, &event)
            on:blur=move |_| model.point(None)
        >
            <canvas
                class="chart-picture"
                data-chart=""
                node_ref=picture
                style:height=height
            ></canvas>
        </div>
    }
}

/// Arrows go from thing to thing.
fn key(model: KindModel, root: NodeRef<leptos::html::Div>, event: &leptos::ev::KeyboardEvent) {
    let n = model.with(|chart| chart.len()).unwrap_or(0);
    let now = model.pointed.get_untracked().map(|(index, _)| index);
    let next = match (event.key().as_str(), event.shift_key(), now) {
        (_, true, _) => return,
        ("ArrowRight" | "ArrowDown", _, None) => 0,
        ("ArrowRight" | "ArrowDown", _, Some(index)) => index + 1,
        ("ArrowLeft" | "ArrowUp", _, None) => n.saturating_sub(1),
        ("ArrowLeft" | "ArrowUp", _, Some(index)) => index.saturating_sub(1),
        ("Home", ..) => 0,
        ("End", ..) => n.saturating_sub(1),
        ("Escape", _, Some(_)) => {
            model.point(None);
            event.stop_propagation();
            return;
        }
        _ => return,
    };
    event.prevent_default();
    event.stop_propagation();
    if next < n {
        let (x, y) = model.with(|chart| chart.place(next)).unwrap_or_default();
        let above = root
            .get_untracked()
            .map_or(0.0, |root| bring_into_view(&root, y));
        model.point(Some((next, (x, y - above))));
    }
}

/// Scrolls until a height of the canvas can be seen; what is above then, in CSS pixels.
fn bring_into_view(root: &element::Element, y: f64) -> f64 {
    let (above, height) = (element::scroll_top(root), element::client_height(root));
    if y < above || y > above + height {
        element::set_scroll_top(root, y - height / 2.0);
    }
    element::scroll_top(root)
}

/// Draws again when something has changed, once a frame, and only on screen.
fn follow(model: KindModel, picture: NodeRef<leptos::html::Canvas>) {
    let theme = use_theme();
    let project = use_project();
    let colours = theme.colours();
    let paint = move || {
        if let Some(Some(element)) = picture.try_get_untracked() {
            self::paint(model, &element, &colours.get_untracked());
        }
    };
    let task = StoredValue::new_local(FrameTask::new(paint));
    let stale = RwSignal::new(false);
    Effect::new(move |_| {
        model.version.track();
        model.size.track();
        model.pointed.track();
        model.elsewhere.track();
        colours.track();
        theme.ratio().track();
        stale.set(true);
    });
    Effect::new(move |_| {
        if stale.get() && model.on_screen.get() {
            stale.set(false);
            task.with_value(FrameTask::ask);
        }
    });
    // The rest of the page shows which experiment is pointed at here.
    Effect::new(move |before: Option<Option<_>>| {
        let now = model.experiment();
        if before.as_ref() != Some(&now) && (before.is_some() || now.is_some()) {
            project.pointed.set(now.clone());
        }
        now
    });
}

fn paint(model: KindModel, element: &canvas::Canvas, colours: &ChartColours) {
    let (width, inside) = model.size.get_untracked();
    let experiment = model.elsewhere.get_untracked();
    let lit = Lit {
        index: model.pointed.get_untracked().map(|(index, _)| index),
        experiment: experiment.as_ref(),
    };
    model.with(|chart| {
        let height = chart.natural_height().max(inside);
        if width < 1.0 || height < 1.0 {
            return;
        }
        let ratio = canvas::pixel_ratio();
        canvas::resize(element, width, height, ratio);
        let sheet = Sheet {
            size: (width, height),
            ratio,
            colours,
            lit,
        };
        let picture = chart.draw(&sheet);
        canvas::draw(element, &picture.commands, Backend::Commands);
        canvas::mark_painted(element);
        page::announce("__suisei_chart_painted");
    });
}
