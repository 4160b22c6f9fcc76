//! The grid of one section: places panels, lets people drag them by the header, resize them by
//! the corner and do both with keys. What is tried out is shown at once and kept when it is let go.

mod change;

use leptos::prelude::*;
use suisei_core::layout::{self, Place, Size};
use suisei_core::view::{Panel, PanelKind};

use super::panel::{PanelFrame, kinds};
use super::place::{Metrics, PixelBox};
use crate::dom::element::{self, Rect};
use crate::dom::observe::SizeObserver;
use crate::text::{project, t};

/// A direction in the order of panels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Move {
    /// Towards the start.
    Earlier,
    /// Towards the end.
    Later,
}

/// What is being tried out.
#[derive(Debug, Clone, PartialEq)]
struct Trial {
    kind: PanelKind,
    /// The panels as they would be.
    panels: Vec<Panel>,
    what: TrialKind,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum TrialKind {
    /// The panel floats here.
    Drag(PixelBox),
    /// The panel was this large.
    Resize(Size),
    /// The panel was lifted with the keyboard.
    Lift,
}

/// The grid's state; cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct GridState {
    panels: Signal<Vec<Panel>>,
    on_change: Callback<Vec<Panel>>,
    trial: RwSignal<Option<Trial>>,
    width: RwSignal<f64>,
    root: NodeRef<leptos::html::Div>,
    full: RwSignal<Option<PanelKind>>,
}

/// Lengths of a panel as CSS texts.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CssBox {
    pub(crate) left: String,
    pub(crate) top: String,
    pub(crate) width: String,
    pub(crate) height: String,
}

impl From<PixelBox> for CssBox {
    fn from(pixels: PixelBox) -> Self {
        let px = |length: f64| format!("{length:.2}px");
        Self {
            left: px(pixels.left),
            top: px(pixels.top),
            width: px(pixels.width),
            height: px(pixels.height),
        }
    }
}

impl GridState {
    /// The panels as they are shown: tried out or kept.
    fn current(self) -> Vec<Panel> {
        match self.trial.get() {
            Some(trial) => trial.panels,
            None => self.panels.get(),
        }
    }

    fn places(self) -> Vec<(PanelKind, Place)> {
        let panels = self.current();
        let sizes: Vec<Size> = panels.iter().map(|panel| panel.size).collect();
        panels
            .into_iter()
            .map(|panel| panel.kind)
            .zip(layout::flow(&sizes))
            .collect()
    }

    fn metrics(self) -> Metrics {
        Metrics::new(self.width.get())
    }

    fn pixels_of(self, kind: &PanelKind) -> PixelBox {
        let places = self.places();
        let place = places.iter().find(|(other, _)| other == kind);
        place
            .map(|(_, place)| self.metrics().pixels(*place))
            .unwrap_or_default()
    }

    /// Where a panel lies, floating while it is dragged.
    pub(crate) fn place_of(self, kind: &PanelKind) -> Memo<CssBox> {
        let kind = kind.clone();
        Memo::new(move |_| {
            let floating = self.trial.with(|trial| match trial {
                Some(Trial {
                    kind: dragged,
                    what: TrialKind::Drag(at),
                    ..
                }) if *dragged == kind => Some(*at),
                _ => None,
            });
            floating.unwrap_or_else(|| self.pixels_of(&kind)).into()
        })
    }

    /// True while the panel is dragged or lifted.
    pub(crate) fn is_dragged(self, kind: &PanelKind) -> bool {
        self.trial.with(|trial| {
            trial.as_ref().is_some_and(|trial| {
                trial.kind == *kind && !matches!(trial.what, TrialKind::Resize(_))
            })
        })
    }

    /// True while the panel is resized.
    pub(crate) fn is_resized(self, kind: &PanelKind) -> bool {
        self.trial.with(|trial| {
            trial.as_ref().is_some_and(|trial| {
                trial.kind == *kind && matches!(trial.what, TrialKind::Resize(_))
            })
        })
    }

    /// True while the panel fills the window.
    pub(crate) fn is_full(self, kind: &PanelKind) -> bool {
        self.full.with(|full| full.as_ref() == Some(kind))
    }

    /// Fills the window with a panel, or puts it back.
    pub(crate) fn toggle_full(self, kind: &PanelKind) {
        self.full.update(|full| {
            *full = if full.as_ref() == Some(kind) {
                None
            } else {
                Some(kind.clone())
            };
        });
    }

    /// "4 × 4 → 5 × 4" while a panel is resized.
    pub(crate) fn size_chip(self, kind: &PanelKind) -> Option<String> {
        self.trial.with(|trial| {
            let trial = trial.as_ref().filter(|trial| trial.kind == *kind)?;
            let TrialKind::Resize(before) = trial.what else {
                return None;
            };
            let now = trial.panels.iter().find(|panel| panel.kind == *kind)?.size;
            Some(format!(
                "{} × {} → {} × {}",
                before.w, before.h, now.w, now.h
            ))
        })
    }

    fn origin(self) -> Rect {
        self.root
            .get_untracked()
            .map(|root| element::rect(&root))
            .unwrap_or_default()
    }
}

/// A section's panels.
#[component]
pub(crate) fn PanelGrid(
    /// The panels in order.
    #[prop(into)]
    panels: Signal<Vec<Panel>>,
    /// Called with the panels as somebody arranged them.
    #[prop(into)]
    on_change: Callback<Vec<Panel>>,
) -> impl IntoView {
    let root = NodeRef::<leptos::html::Div>::new();
    let grid = GridState {
        panels,
        on_change,
        trial: RwSignal::new(None),
        width: RwSignal::new(0.0),
        root,
        full: RwSignal::new(None),
    };
    let observer = StoredValue::new_local(None);
    root.on_load(move |element| {
        grid.width.set(element::rect(&element).width);
        observer.set_value(Some(SizeObserver::new(&element, move |width, _| {
            grid.width.set(width);
        })));
    });
    let height = move || {
        let rows = grid
            .places()
            .iter()
            .map(|(_, place)| place.row + place.size.h)
            .max();
        let last = Place {
            column: 0,
            row: 0,
            size: Size {
                w: 1,
                h: rows.unwrap_or(0),
            },
        };
        format!("{:.0}px", grid.metrics().pixels(last).height.max(0.0))
    };
    let slot = move || {
        let dragged = grid.trial.with(|trial| match trial {
            Some(Trial {
                kind,
                what: TrialKind::Drag(_),
                ..
            }) => Some(kind.clone()),
            _ => None,
        });
        dragged.map(|kind| {
            let place = CssBox::from(grid.pixels_of(&kind));
            view! {
                <div
                    class="panel-slot"
                    style:left=place.left
                    style:top=place.top
                    style:width=place.width
                    style:height=place.height
                >
                    {t(project::DROP_HERE)}
                </div>
            }
        })
    };
    view! {
        <div class="panel-grid" node_ref=root style:height=height class:trying=move || grid.trial.with(Option::is_some)>
            {slot}
            <For each=move || kinds(&panels.get()) key=Clone::clone let:kind>
                <PanelFrame kind=kind grid=grid />
            </For>
        </div>
    }
}
