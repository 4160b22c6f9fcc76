//! A line panel's inside: asks for its series, follows live updates, draws, shows a tooltip.

mod loader;

use leptos::prelude::*;
use suisei_core::ids::ExperimentKey;
use suisei_core::view::{Axis, PanelSettings};

use super::chart::ChartCanvas;
use super::chart::model::ChartModel;
use super::copy::{Copier, use_copy};
use super::data::{LineName, Totals};
use super::footer::Footer;
use super::legend::LegendList;
use super::measure::MeasureTable;
use super::series::{Focus, Look};
use super::smoothing;
use super::summary::ChartSummary;
use super::table::ChartTable;
use super::tooltip::Tooltip;
use crate::dom::element;
use crate::state::theme::use_theme;
use crate::state::toast::explain;
use crate::text::format::count;
use crate::text::{chart, common, fill, project, t};
use crate::ui::empty::Empty;
use crate::ui::icon::{Glyph, Icon};
use loader::{Loader, Phase};

/// A line that a panel should show.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct WantedLine {
    /// Which it is.
    pub(crate) name: LineName,
    /// The experiment's number in the project, from 1: its colour.
    pub(crate) number: u32,
    /// The vertical axis that measures it.
    pub(crate) axis: Axis,
    /// What legend and tooltip call it.
    pub(crate) label: String,
}

/// The inside of a line panel.
#[component]
pub(crate) fn LinePanel(
    /// The lines, in drawing order.
    #[prop(into)]
    wanted: Signal<Vec<WantedLine>>,
    /// Axis, scale and smoothing.
    #[prop(into)]
    settings: Signal<PanelSettings>,
    /// Which lines stand out because of something outside the panel.
    #[prop(into)]
    focus: Signal<Focus>,
    /// Told which experiment's line is nearest to the pointer.
    #[prop(into)]
    on_point: Callback<Option<ExperimentKey>>,
    /// Told which experiment's name is pointed at in the legend.
    #[prop(into)]
    on_hover: Callback<Option<ExperimentKey>>,
    /// The chart's state, made by the panel around it, which shows the zoom.
    model: ChartModel,
    /// The panel's title, for the summary.
    #[prop(into)]
    title: String,
) -> impl IntoView {
    let loader = Loader::start(model, wanted, settings);
    follow_looks(model, wanted);
    let totals = Memo::new(move |_| {
        model.version.track();
        let view = model.shown_x();
        model.data.with_value(|data| data.totals(view))
    });
    Effect::new(move |before: Option<Option<ExperimentKey>>| {
        let pointed = model.reading.with(|reading| {
            let row = reading.as_ref()?.rows.iter().find(|row| row.nearest)?.line;
            model
                .data
                .with_value(|data| Some(data.lines().get(row)?.name.key.clone()))
        });
        if before.as_ref() != Some(&pointed) && (before.is_some() || pointed.is_some()) {
            on_point.run(pointed.clone());
        }
        pointed
    });
    let heading = title.clone();
    let summary = move || {
        fill(
            project::CHART_SUMMARY,
            &[
                ("title", title.as_str()),
                ("n", &count(model.looks.with(Vec::len) as u64)),
                ("points", &count(totals.get().total)),
            ],
        )
    };
    let smoothing_name = Signal::derive(move || settings.with(smoothing::name));
    let _ = focus;
    let description = model.description_id();
    let copy = use_copy();
    view! {
        <div
            class="panel-body"
            class:stale=move || loader.phase.get() == Phase::Asking
            on:keydown=move |event| key(model, copy, &event)
        >
            <ChartCanvas
                model=model
                summary=Signal::derive(summary)
                described_by=description.clone()
            />
            <ChartSummary model=model id=description />
            <Show when=move || model.wheel_hint.get()>
                <p class="chart-hint">{t(chart::WHEEL_HINT)}</p>
            </Show>
            <Tooltip model=model smoothing=smoothing_name />
            {move || notice(loader, wanted, totals)}
            <ChartTable model=model title=heading />
            <LegendList model=model on_hover=on_hover />
            <MeasureTable model=model />
        </div>
        <Footer model=model totals=totals on_hover=on_hover />
    }
}

/// Keys that work on the chart and on what lies over it.
fn key(model: ChartModel, copy: Copier, event: &leptos::ev::KeyboardEvent) {
    let modified = event.ctrl_key() || event.meta_key() || event.alt_key();
    if modified || element::is_typing(event) && event.key() != "Escape" {
        return;
    }
    match event.key().as_str() {
        "t" | "T" => {
            model.as_table.update(|open| *open = !*open);
            if !model.as_table.get_untracked() {
                model.focus_chart();
            }
        }
        "l" | "L" => model.legend_open.update(|open| *open = !*open),
        "c" | "C" => copy.values(model),
        "Escape" if model.close_one() => model.focus_chart(),
        _ => return,
    }
    event.prevent_default();
    event.stop_propagation();
}

/// What stands over the chart when there is nothing to draw.
fn notice(
    loader: Loader,
    wanted: Signal<Vec<WantedLine>>,
    totals: Memo<Totals>,
) -> Option<AnyView> {
    match loader.phase.get() {
        Phase::Waiting | Phase::Asking => None,
        Phase::Failed(error) => Some(
            view! {
                <div class="panel-notice">
                    <Empty
                        icon=Icon::Warning
                        title=t(project::SERIES_FAILED)
                        hint=explain(&error)
                    >
                        <button
                            type="button"
                            class="button small"
                            on:click=move |_| loader.ask_all()
                        >
                            <Glyph icon=Icon::Refresh class="small" />
                            {t(common::RETRY)}
                        </button>
                    </Empty>
                </div>
            }
            .into_any(),
        ),
        Phase::Here if wanted.with(Vec::is_empty) => Some(
            view! {
                <div class="panel-notice">
                    <Empty
                        icon=Icon::EyeOff
                        title=t(project::NOTHING_SHOWN)
                        hint=t(project::NOTHING_SHOWN_HINT)
                    />
                </div>
            }
            .into_any(),
        ),
        Phase::Here if totals.get().total == 0 => Some(
            view! {
                <div class="panel-notice">
                    <Empty icon=Icon::Chart title=t(project::NO_DATA) hint=t(project::NO_DATA_HINT) />
                </div>
            }
            .into_any(),
        ),
        Phase::Here if totals.get().no_x == totals.get().total => Some(
            view! {
                <div class="panel-notice">
                    <Empty icon=Icon::Chart title=t(chart::NO_PLACE) hint=t(chart::NO_PLACE_HINT) />
                </div>
            }
            .into_any(),
        ),
        Phase::Here => None,
    }
}

/// Keeps the looks in step with the points, the names and the theme.
fn follow_looks(model: ChartModel, wanted: Signal<Vec<WantedLine>>) {
    let colours = use_theme().colours();
    Effect::new(move |_| {
        model.version.track();
        let looks = colours.with(|colours| {
            wanted.with(|wanted| {
                let visibility = model.visibility.get();
                model.data.with_value(|data| {
                    data.lines()
                        .iter()
                        .map(|line| {
                            let found = wanted.iter().find(|wanted| wanted.name == line.name);
                            let wanted = found.cloned().unwrap_or_else(|| WantedLine {
                                name: line.name.clone(),
                                number: 1,
                                axis: Axis::Left,
                                label: String::new(),
                            });
                            Look::new(line, wanted, colours).with_shown(&visibility, &line.name)
                        })
                        .collect::<Vec<_>>()
                })
            })
        });
        if model.looks.with_untracked(|old| *old != looks) {
            model.looks.set(looks);
        }
    });
}
