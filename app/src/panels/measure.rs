//! The table below a chart that is measured: exact figures of every line between two places. A
//! line whose points are all here is measured at once; for the others the source is asked.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use suisei_chart::format_value;
use suisei_core::number::Float;
use suisei_core::query::{SeriesRef, Statistics, StatisticsRequest};

use super::chart::model::ChartModel;
use super::chart::reading::{cell, plain};
use super::copy::use_copy;
use super::data::LineName;
use super::zoom::Range;
use crate::source::{Source, use_source};
use crate::state::theme::slot_of;
use crate::text::format::count;
use crate::text::{chart, common, fill, t};
use crate::ui::button::IconButton;
use crate::ui::icon::Icon;

/// The source is asked once the range has not changed for so long.
const SETTLE_DELAY: Duration = Duration::from_millis(180);

/// The figures of one line.
#[derive(Debug, Clone, PartialEq)]
struct Row {
    name: LineName,
    number: u32,
    label: String,
    /// None while the source is asked.
    figures: Option<Statistics>,
}

/// What a source has answered, and for which range.
type Answered = Option<(Range, Vec<(LineName, Statistics)>)>;

/// The table; there only while something is measured.
#[component]
pub(crate) fn MeasureTable(
    /// The chart.
    model: ChartModel,
) -> impl IntoView {
    view! {
        <Show when=move || model.measure.armed.get() && model.measure.range.get().is_none()>
            <p class="chart-hint">{t(chart::MEASURE_HINT)}</p>
        </Show>
        <Show when=move || model.measure.range.get().is_some()>
            <Sheet model=model />
        </Show>
    }
}

#[component]
fn Sheet(model: ChartModel) -> impl IntoView {
    let copy = use_copy();
    let answered = ask(model, use_source());
    let rows = Memo::new(move |_| {
        model.version.track();
        let range = model.measure.range.get();
        range.map_or_else(Vec::new, |range| {
            answered.with(|answered| rows_of(model, range, answered))
        })
    });
    let title = move || {
        let ends = model
            .measure
            .range
            .get()
            .map(|range| (model.x_words(range.0), model.x_words(range.1)));
        let (low, high) = ends.unwrap_or_default();
        fill(
            chart::MEASURED,
            &[("name", &model.x_name()), ("low", &low), ("high", &high)],
        )
    };
    let copied = move |()| {
        let heading = title();
        copy.text(tsv(&heading, &rows.get_untracked()));
    };
    view! {
        <section class="measure-sheet" aria-label=t(chart::MEASURE)>
            <header>
                <b class="number ellipsis">{title}</b>
                <span class="grow"></span>
                <IconButton
                    icon=Icon::Copy
                    label=t(chart::COPY_TABLE).to_owned()
                    on_click=copied
                />
                <IconButton
                    icon=Icon::Cross
                    label=t(common::CLOSE).to_owned()
                    on_click=move |()| { model.measure.close(); }
                />
            </header>
            <div class="measure-scroll">
                <table>
                    <thead>
                        <tr>
                            <th>{t(chart::SERIES)}</th>
                            {heads().into_iter().map(|word| view! { <th class="number">{word}</th> }).collect_view()}
                            <th class="number" title=t(chart::SLOPE_HINT)>{t(chart::SLOPE)}</th>
                        </tr>
                    </thead>
                    <tbody>{move || rows.get().into_iter().map(row).collect_view()}</tbody>
                </table>
                {move || rows.with(Vec::is_empty).then(|| view! {
                    <p class="legend-note">{t(chart::MEASURE_EMPTY)}</p>
                })}
            </div>
        </section>
    }
}

fn heads() -> [&'static str; 5] {
    [
        chart::N_POINTS,
        chart::MIN,
        chart::MAX,
        chart::MEAN,
        chart::LAST,
    ]
    .map(t)
}

/// What the columns after the number of points hold.
fn values(figures: &Statistics) -> [f64; 5] {
    let number = |value: Option<Float>| value.map_or(f64::NAN, |value| value.0);
    [
        number(figures.min.map(|point| point.y)),
        number(figures.max.map(|point| point.y)),
        number(figures.mean),
        number(figures.last.map(|point| point.y)),
        number(figures.slope),
    ]
}

fn row(row: Row) -> impl IntoView {
    let slot = format!("tooltip-swatch slot-{}", slot_of(row.number));
    let points = row.figures.map(|figures| count(figures.count));
    let values = row
        .figures
        .map_or([f64::NAN; 5], |figures| values(&figures));
    let cell = |value: f64| value.is_finite().then(|| format_value(value));
    view! {
        <tr>
            <th scope="row">
                <span class=slot></span>
                <span class="ellipsis" title=row.label.clone()>{row.label.clone()}</span>
            </th>
            <td class="number">{points}</td>
            {values.map(|value| view! { <td class="number">{cell(value)}</td> }).into_iter().collect_view()}
        </tr>
    }
}

/// The figures of all shown lines that have points there, greatest mean first.
fn rows_of(model: ChartModel, range: Range, answered: &Answered) -> Vec<Row> {
    let from_source = |name: &LineName| {
        let (_, all) = answered.as_ref().filter(|(of, _)| *of == range)?;
        let found = all.iter().find(|(other, _)| other == name);
        found.map(|(_, figures)| *figures)
    };
    let mut rows: Vec<Row> = model.data.with_value(|data| {
        model.looks.with(|looks| {
            let shown = data
                .lines()
                .iter()
                .zip(looks)
                .filter(|(_, look)| look.shown);
            shown
                .map(|(line, look)| Row {
                    name: line.name.clone(),
                    number: look.number,
                    label: look.label.clone(),
                    figures: if line.is_whole() {
                        Some(Statistics::of(&line.answer.x, &line.answer.y, Some(range)))
                    } else {
                        from_source(&line.name)
                    },
                })
                .filter(|row| row.figures.is_none_or(|figures| figures.count > 0))
                .collect()
        })
    });
    let mean = |row: &Row| row.figures.and_then(|figures| figures.mean);
    rows.sort_by(|a, b| {
        let number = |row| mean(row).map_or(f64::NEG_INFINITY, |mean| mean.0);
        number(b).total_cmp(&number(a))
    });
    rows
}

/// Asks the source for the lines of which only buckets are here, whenever the range has settled.
fn ask(model: ChartModel, source: Source) -> RwSignal<Answered> {
    let answered = RwSignal::new(None);
    Effect::new(move |_| {
        model.version.track();
        model.looks.track();
        let range = model.measure.range.get();
        set_timeout(
            move || {
                // The table may be gone by now, or the range another one.
                if let (Some(range), Some(now)) =
                    (range, model.measure.range.try_get_untracked().flatten())
                    && range == now
                {
                    ask_now(model, source, range, answered);
                }
            },
            SETTLE_DELAY,
        );
    });
    answered
}

fn ask_now(model: ChartModel, source: Source, range: Range, answered: RwSignal<Answered>) {
    let names: Vec<LineName> = model.data.with_value(|data| {
        let partial = data.lines().iter().filter(|line| !line.is_whole());
        partial.map(|line| line.name.clone()).collect()
    });
    if names.is_empty() {
        return;
    }
    let series = names.iter().map(|name| SeriesRef {
        experiment: name.key.clone(),
        metric: name.metric.clone(),
        context: name.context.clone(),
        source: 0,
        after: None,
    });
    let request = StatisticsRequest {
        series: series.collect(),
        x: model.x.get_untracked(),
        against: model
            .settings
            .with_untracked(|settings| settings.against().cloned()),
        range: Some((Float(range.0), Float(range.1))),
    };
    spawn_local(async move {
        if let Ok(all) = source.statistics(&request).await {
            let figures = all.into_iter().map(|one| one.statistics);
            answered.try_set(Some((range, names.into_iter().zip(figures).collect())));
        }
    });
}

/// The table as tab-separated text.
fn tsv(title: &str, rows: &[Row]) -> String {
    let mut text = format!(
        "{title}\n{}\t{}\t{}\n",
        t(chart::SERIES),
        heads().join("\t"),
        t(chart::SLOPE)
    );
    for row in rows {
        let Some(figures) = &row.figures else {
            continue;
        };
        let values = values(figures).map(plain);
        text.push_str(&format!(
            "{}\t{}\t{}\n",
            cell(&row.label),
            figures.count,
            values.join("\t")
        ));
    }
    text
}
