//! The state of one chart: its data, how it looks, what is visible, where the cursor is.

use leptos::prelude::*;
use suisei_chart::{Layout, Zone, hover};
use suisei_core::query::XAxis;
use suisei_core::view::{Clock, PanelSettings, Scale};

use crate::dom::clock;
use crate::panels::cursor::{Cursor, SharedCursor};
use crate::panels::data::PanelData;
use crate::panels::series::{Focus, Look, axis_label, series};
use crate::panels::zoom::Zoom;

/// A chart's state; cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct ChartModel {
    /// The points.
    pub(crate) data: StoredValue<PanelData, LocalStorage>,
    /// Counts changes of the points.
    pub(crate) version: RwSignal<u64>,
    /// How each line looks, in the order of the lines.
    pub(crate) looks: RwSignal<Vec<Look>>,
    /// The horizontal axis.
    pub(crate) x: Signal<XAxis>,
    /// The vertical scale.
    pub(crate) scale: Signal<Scale>,
    /// All that panels share: axes, scales and smoothing.
    pub(crate) settings: Signal<PanelSettings>,
    /// Which lines stand out.
    pub(crate) focus: Signal<Focus>,
    /// The visible part.
    pub(crate) zoom: RwSignal<Zoom>,
    /// Width and height in CSS pixels.
    pub(crate) size: RwSignal<(f64, f64)>,
    /// True while the chart is on screen or near it.
    pub(crate) on_screen: RwSignal<bool>,
    /// Both ends of a selection that is being made, in CSS pixels.
    pub(crate) selection: RwSignal<Option<(f64, f64)>>,
    /// What the pointer reads.
    pub(crate) reading: RwSignal<Option<Reading>>,
    /// Where things stand in the last picture.
    pub(crate) layout: StoredValue<Option<Layout>, LocalStorage>,
    /// The whole x-range, as far as it is known.
    pub(crate) full: StoredValue<(f64, f64)>,
    cursor: SharedCursor,
    id: u64,
}

/// What a tooltip shows.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Reading {
    /// The x, written out.
    pub(crate) x_label: String,
    /// The lines, greatest value first.
    pub(crate) rows: Vec<ReadingRow>,
    /// Where the pointer is, in CSS pixels of the chart.
    pub(crate) at: (f64, f64),
}

/// One line of a tooltip.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ReadingRow {
    /// Index of the line.
    pub(crate) line: usize,
    /// The value on top: smoothed, if there is such a line.
    pub(crate) value: f64,
    /// The value as logged, when the one on top is smoothed.
    pub(crate) raw: Option<f64>,
    /// True for the line nearest to the pointer.
    pub(crate) nearest: bool,
}

impl ChartModel {
    /// A chart without points.
    pub(crate) fn new(settings: Signal<PanelSettings>, focus: Signal<Focus>) -> Self {
        let cursor: SharedCursor = expect_context();
        Self {
            data: StoredValue::new_local(PanelData::default()),
            version: RwSignal::new(0),
            looks: RwSignal::new(Vec::new()),
            x: Signal::derive(move || settings.with(|settings| settings.x)),
            scale: Signal::derive(move || settings.with(|settings| settings.scale)),
            settings,
            focus,
            zoom: RwSignal::new(None),
            size: RwSignal::new((0.0, 0.0)),
            on_screen: RwSignal::new(false),
            selection: RwSignal::new(None),
            reading: RwSignal::new(None),
            layout: StoredValue::new_local(None),
            full: StoredValue::new((0.0, 1.0)),
            cursor,
            id: cursor.join(),
        }
    }

    /// Subscribes to all that decides the picture.
    pub(crate) fn track_picture(self) {
        self.version.track();
        self.looks.track();
        self.settings.track();
        self.focus.track();
        self.zoom.track();
        self.size.track();
    }

    /// Subscribes to all that decides the overlay.
    pub(crate) fn track_overlay(self) {
        self.cursor.at.track();
        self.selection.track();
        self.reading.track();
    }

    /// The x of the cursor on this chart, whoever set it.
    pub(crate) fn cursor_x(self) -> Option<f64> {
        let axis = self.x.get_untracked();
        self.cursor
            .at
            .get_untracked()
            .filter(|cursor| cursor.axis == axis)
            .map(|cursor| cursor.x)
    }

    /// Reads the values at a place and moves the shared cursor there.
    pub(crate) fn point_at(self, at: (f64, f64)) {
        let hovered = self.layout.with_value(|layout| {
            let layout = layout.as_ref()?;
            self.data.with_value(|data| {
                self.looks.with_untracked(|looks| {
                    hover::at_pixel(layout, &series(data, looks, &Focus::default()), at)
                })
            })
        });
        match hovered {
            None => self.leave(),
            Some(hovered) => {
                self.cursor.at.set(Some(Cursor {
                    axis: self.x.get_untracked(),
                    x: hovered.x,
                    owner: self.id,
                }));
                self.reading.set(Some(reading(&hovered, at)));
            }
        }
    }

    /// The pointer has left.
    pub(crate) fn leave(self) {
        if self.reading.get_untracked().is_some() {
            self.reading.set(None);
        }
        let owner = self.cursor.at.get_untracked().map(|cursor| cursor.owner);
        if owner == Some(self.id) {
            self.cursor.at.set(None);
        }
    }

    /// The visible x-range now.
    pub(crate) fn visible(self) -> Option<(f64, f64)> {
        self.layout.with_value(|layout| {
            layout
                .as_ref()
                .map(|layout| (layout.x().low(), layout.x().high()))
        })
    }

    /// The browser's time zone over the time that a wall-clock axis shows.
    pub(crate) fn zone(self, data: &PanelData) -> Zone {
        let (x, clock) = self
            .settings
            .with_untracked(|settings| (settings.x, settings.clock));
        if x != XAxis::Wall || clock == Clock::Utc {
            return Zone::UTC.clone();
        }
        let ends = data.lines().iter().flat_map(|line| {
            let x = &line.answer.x;
            [x.first().copied(), x.last().copied()]
        });
        let (from, to) = ends
            .flatten()
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(from, to), x: f64| {
                (from.min(x), to.max(x))
            });
        Zone::probe(from as i64, to as i64, clock::zone_offset_seconds)
    }

    /// What the horizontal axis is called.
    pub(crate) fn x_name(self, indexed: bool) -> String {
        self.settings
            .with_untracked(|settings| axis_label(settings, indexed))
    }
}

fn reading(hovered: &suisei_chart::Hover, at: (f64, f64)) -> Reading {
    let mut rows: Vec<ReadingRow> = hovered
        .hits
        .iter()
        .map(|hit| ReadingRow {
            line: hit.series,
            value: hit.top().1,
            raw: hit.smooth.map(|_| hit.y),
            nearest: hovered.nearest == Some(hit.series),
        })
        .collect();
    // NaN last, then the greatest first.
    rows.sort_by(|a, b| {
        a.value
            .is_nan()
            .cmp(&b.value.is_nan())
            .then(b.value.total_cmp(&a.value))
    });
    Reading {
        x_label: hovered.label.clone(),
        rows,
        at,
    }
}
