//! The state of one chart: its data, how it looks, what is visible, where the cursor is.

use leptos::prelude::*;
use suisei_chart::{Layout, Limits, Selection, Side, Zone, hover};
use suisei_core::query::XAxis;
use suisei_core::view::{Clock, PanelRanges, PanelSettings, Scale};

use super::measuring::Measuring;
use super::reading::Reading;
use super::view::ChartView;
use crate::dom::{clock, element};
use crate::panels::cursor::{Cursor, SharedCursor};
use crate::panels::data::PanelData;
use crate::panels::legend::visibility::Visibility;
use crate::panels::series::{Focus, Look, axis_label, series};
use crate::panels::zoom::Range;

/// A chart's state; cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct ChartModel {
    /// The points.
    pub(crate) data: StoredValue<PanelData, LocalStorage>,
    /// Counts changes of the points.
    pub(crate) version: RwSignal<u64>,
    /// How each line looks, in the order of the lines.
    pub(crate) looks: RwSignal<Vec<Look>>,
    /// Which lines are hidden.
    pub(crate) visibility: RwSignal<Visibility>,
    /// The horizontal axis.
    pub(crate) x: Signal<XAxis>,
    /// The vertical scale.
    pub(crate) scale: Signal<Scale>,
    /// All that panels share: axes, scales and smoothing.
    pub(crate) settings: Signal<PanelSettings>,
    /// Which lines stand out.
    pub(crate) focus: Signal<Focus>,
    /// What is visible before anybody zooms, where somebody chose that.
    ranges: Signal<Option<PanelRanges>>,
    /// The visible part.
    pub(crate) view: ChartView,
    /// Width and height in CSS pixels.
    pub(crate) size: RwSignal<(f64, f64)>,
    /// True while the chart is on screen or near it.
    pub(crate) on_screen: RwSignal<bool>,
    /// The selection that is being made.
    pub(crate) selection: RwSignal<Option<Selection>>,
    /// What is measured.
    pub(crate) measure: Measuring,
    /// What the pointer reads.
    pub(crate) reading: RwSignal<Option<Reading>>,
    /// True while the reading stays whatever the pointer does.
    pub(crate) pinned: RwSignal<bool>,
    /// What a screen reader is told of the cursor.
    pub(crate) said: RwSignal<String>,
    /// True while the chart is shown as a table.
    pub(crate) as_table: RwSignal<bool>,
    /// True while the legend with all lines is open.
    pub(crate) legend_open: RwSignal<bool>,
    /// True while the chart says how to zoom with the wheel.
    pub(crate) wheel_hint: RwSignal<bool>,
    /// Where things stand in the last picture.
    pub(crate) layout: StoredValue<Option<Layout>, LocalStorage>,
    /// Everything there is on both axes, as far as it is known.
    pub(crate) full: StoredValue<(Range, Range)>,
    /// Where a mouse rests on the chart, in CSS pixels.
    pub(super) pointer: StoredValue<Option<(f64, f64)>>,
    cursor: SharedCursor,
    own_cursor: Memo<Option<f64>>,
    id: u64,
}

impl ChartModel {
    /// A chart without points.
    pub(crate) fn new(
        settings: Signal<PanelSettings>,
        focus: Signal<Focus>,
        ranges: Signal<Option<PanelRanges>>,
    ) -> Self {
        let x = Signal::derive(move || settings.with(|settings| settings.x));
        let cursor: SharedCursor = expect_context();
        let id = cursor.join();
        // Panels with another axis hear nothing of a cursor that moves.
        let own_cursor = Memo::new(move |_| {
            let axis = x.get();
            let at = cursor.at.get().filter(|cursor| cursor.axis == axis);
            at.map(|cursor| cursor.x)
        });
        let model = Self {
            data: StoredValue::new_local(PanelData::default()),
            version: RwSignal::new(0),
            looks: RwSignal::new(Vec::new()),
            visibility: RwSignal::new(Visibility::default()),
            x,
            scale: Signal::derive(move || settings.with(|settings| settings.scale)),
            settings,
            focus,
            ranges,
            view: ChartView::new(x, id),
            size: RwSignal::new((0.0, 0.0)),
            on_screen: RwSignal::new(false),
            selection: RwSignal::new(None),
            measure: Measuring::new(),
            reading: RwSignal::new(None),
            pinned: RwSignal::new(false),
            said: RwSignal::new(String::new()),
            as_table: RwSignal::new(false),
            legend_open: RwSignal::new(false),
            wheel_hint: RwSignal::new(false),
            layout: StoredValue::new_local(None),
            full: StoredValue::new(((0.0, 1.0), (0.0, 1.0))),
            pointer: StoredValue::new(None),
            cursor,
            own_cursor,
            id,
        };
        Effect::new(move |_| {
            model.version.track();
            model
                .view
                .take_reach(model.data.with_value(PanelData::reach));
        });
        model
    }

    /// Subscribes to all that decides the picture.
    pub(crate) fn track_picture(self) {
        self.version.track();
        self.looks.track();
        self.settings.track();
        self.focus.track();
        self.view.zoom.track();
        self.ranges.track();
        self.size.track();
    }

    /// Subscribes to all that decides the overlay.
    pub(crate) fn track_overlay(self) {
        self.own_cursor.track();
        self.selection.track();
        self.measure.range.track();
    }

    /// The x of the cursor on this chart, whoever set it.
    pub(crate) fn cursor_x(self) -> Option<f64> {
        self.own_cursor.get_untracked()
    }

    /// The x of the cursor on this chart; reactive.
    pub(crate) fn cursor(self) -> Option<f64> {
        self.own_cursor.get()
    }

    /// Reads the values at a place and moves the shared cursor there; both stay while pinned.
    pub(crate) fn point_at(self, at: (f64, f64)) {
        if self.pinned.get_untracked() {
            return;
        }
        match self.read(at) {
            None => self.leave(),
            Some(reading) => {
                let cursor = Some(Cursor {
                    axis: self.x.get_untracked(),
                    x: reading.x,
                    owner: self.id,
                });
                if self.cursor.at.get_untracked() != cursor {
                    self.cursor.at.set(cursor);
                }
                let is_new = self
                    .reading
                    .with_untracked(|old| old.as_ref() != Some(&reading));
                if is_new {
                    self.reading.set(Some(reading));
                }
            }
        }
    }

    /// Reads again where the mouse rests: another part may lie under it by now.
    pub(super) fn point_again(self) {
        let selects = self.selection.with_untracked(Option::is_some);
        if let Some(at) = self.pointer.get_value().filter(|_| !selects) {
            self.point_at(at);
        }
    }

    fn read(self, at: (f64, f64)) -> Option<Reading> {
        let hovered = self.layout.with_value(|layout| {
            let layout = layout.as_ref()?;
            self.data.with_value(|data| {
                self.looks.with_untracked(|looks| {
                    hover::at_pixel(layout, &series(data, looks, &Focus::default()), at)
                })
            })
        });
        hovered.map(|hovered| Reading::new(&hovered, at))
    }

    /// Reads at a place and keeps that until it is let go.
    pub(crate) fn pin_at(self, at: (f64, f64)) {
        self.point_at(at);
        self.pin();
    }

    /// Keeps what is read now; false when nothing is.
    pub(crate) fn pin(self) -> bool {
        let reads = self.reading.with_untracked(Option::is_some);
        self.pinned.set(reads);
        reads
    }

    /// Lets a pinned reading go; false when there is none.
    pub(crate) fn unpin(self) -> bool {
        let was = self.pinned.get_untracked();
        if was {
            self.pinned.set(false);
            self.leave();
        }
        was
    }

    /// The pointer has left.
    pub(crate) fn leave(self) {
        // An element that is taken away loses the focus and the pointer, after its panel has gone.
        if self.pinned.try_get_untracked() != Some(false) {
            return;
        }
        if self.reading.with_untracked(Option::is_some) {
            self.reading.set(None);
        }
        let owner = self.cursor.at.get_untracked().map(|cursor| cursor.owner);
        if owner == Some(self.id) {
            self.cursor.at.set(None);
        }
    }

    /// Closes what lies over the chart, the uppermost first; false when nothing does.
    pub(crate) fn close_one(self) -> bool {
        if self.unpin() || self.measure.close() {
            return true;
        }
        let open = [self.legend_open, self.as_table]
            .into_iter()
            .find(|open| open.get_untracked());
        if let Some(open) = open {
            open.set(false);
        }
        open.is_some()
    }

    /// The id of the element that describes the chart.
    pub(crate) fn description_id(self) -> String {
        format!("chart-{}-description", self.id)
    }

    /// Puts the keyboard focus back on the chart.
    pub(crate) fn focus_chart(self) {
        element::focus(&format!("[aria-describedby={}]", self.description_id()));
    }

    /// Tells a screen reader what the cursor reads.
    pub(crate) fn say_reading(self) {
        let sentence = self.reading.with_untracked(|reading| {
            let reading = reading.as_ref()?;
            Some(
                self.looks
                    .with_untracked(|looks| reading.sentence(&self.x_name(), looks)),
            )
        });
        self.said.set(sentence.unwrap_or_default());
    }

    /// A place on the horizontal axis, written out.
    pub(crate) fn x_words(self, x: f64) -> String {
        let words = self.layout.with_value(|layout| {
            let layout = layout.as_ref()?;
            Some(layout.format_x(x))
        });
        words.unwrap_or_default()
    }

    /// The visible x-range now.
    pub(crate) fn visible(self) -> Option<Range> {
        self.layout.with_value(|layout| {
            layout
                .as_ref()
                .map(|layout| (layout.x().low(), layout.x().high()))
        })
    }

    /// Takes in what there is on the axes that are not zoomed.
    pub(super) fn remember_full(self, layout: &Layout) {
        let (x, y) = (layout.x(), layout.y(Side::Left));
        let zoom = self.view.zoom.get_untracked();
        self.full.update_value(|full| {
            if zoom.x.is_none() {
                full.0 = (x.low(), x.high());
            }
            if zoom.y.is_none() {
                full.1 = (y.low(), y.high());
            }
        });
        // Points that came since lie beyond what was once everything.
        let end = self.data.with_value(PanelData::reach).end;
        self.full.update_value(|full| full.0.1 = full.0.1.max(end));
    }

    /// The x-range that somebody chose, by zooming or for the panel; none for what the data decide.
    /// An end that was left open is that of the data.
    pub(crate) fn shown_x(self) -> Option<Range> {
        self.view.zoom.get().x.or_else(|| {
            let ends = self
                .ranges
                .get()
                .filter(|ranges| ranges.axis == self.x.get());
            match ends?.x.usable() {
                (None, None) => None,
                (low, high) => {
                    let (first, end) = self.data.with_value(PanelData::span)?;
                    let range = (low.unwrap_or(first), high.unwrap_or(end));
                    (range.0 < range.1).then_some(range)
                }
            }
        })
    }

    /// The y-range that somebody chose, by zooming or for the panel; the data decide open ends.
    pub(crate) fn shown_y(self) -> Limits {
        if let Some(range) = self.view.zoom.get().y {
            return Some(range).into();
        }
        let (low, high) = self
            .ranges
            .get()
            .map_or((None, None), |ranges| ranges.y.usable());
        Limits { low, high }
    }

    /// The browser's time zone over the time that a wall-clock axis shows.
    pub(crate) fn zone(self, data: &PanelData) -> Zone {
        let settings = data.placed(self.settings.get_untracked());
        if settings.x != XAxis::Wall || settings.clock == Clock::Utc {
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
    pub(crate) fn x_name(self) -> String {
        self.data.with_value(|data| {
            let settings = data.placed(self.settings.get_untracked());
            axis_label(&settings, data.is_indexed())
        })
    }
}
