//! Metrics in numbers: one row a series, searchable and sortable; system metrics below.

mod edit_dialog;
mod edits;
mod export;
mod rows;

use leptos::prelude::*;
use suisei_chart::format_value;
use suisei_core::api::MetricSummary;
use suisei_core::series::columns::NO_STEP;
use suisei_core::table::MetricName;

use crate::pages::experiment::parts::{Card, WhenHere};
use crate::pages::experiment::state::ExperimentState;
use crate::text::format::count;
use crate::text::{Text, common, edits as words, experiment, fill, t};
use crate::ui::empty::Empty;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::search_box::SearchBox;
use edit_dialog::EditDialog;
use edits::Edits;
use export::ExportLinks;
use rows::{Key, Order, is_system, select};

/// Rows of a section that are drawn at once; more on demand.
const PAGE: usize = 300;

const COLUMNS: [(Key, Text); 7] = [
    (Key::Name, common::NAME),
    (Key::Last, experiment::LAST),
    (Key::Min, experiment::MIN),
    (Key::Max, experiment::MAX),
    (Key::Mean, experiment::MEAN),
    (Key::Points, experiment::POINTS),
    (Key::Nan, experiment::NAN),
];

/// The tab.
#[component]
pub(super) fn Metrics(
    /// The experiment.
    state: ExperimentState,
) -> impl IntoView {
    let search = RwSignal::new(String::new());
    let order = RwSignal::new(Order::default());
    let edited = RwSignal::new(None);
    view! {
        <div class="tab-cards">
            <WhenHere
                resource=state.summaries
                retry=move |()| state.changes.metrics.now()
                lines=8
                let:all
            >
                <Show
                    when=move || !all.with(Vec::is_empty)
                    fallback=|| view! {
                        <Empty
                            icon=Icon::Chart
                            title=t(experiment::NO_METRICS)
                            hint=t(experiment::NO_METRICS_HINT)
                        />
                    }
                >
                    <div class="tab-tools"><SearchBox class="quiet small experiment-search" label=t(experiment::SEARCH_METRICS) value=search on_input=move |word| search.set(word) /><ExportLinks state=state /></div>
                    <Section title=experiment::METRICS system=Part::Own all=all search=search order=order edited=edited />
                    <Section title=experiment::SYSTEM system=Part::System all=all search=search order=order edited=edited />
                </Show>
                <Edits state=state />
            </WhenHere>
            <EditDialog state=state metric=edited />
        </div>
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Part {
    Own,
    System,
}

#[component]
fn Section(
    title: Text,
    system: Part,
    all: Signal<Vec<MetricSummary>>,
    search: RwSignal<String>,
    order: RwSignal<Order>,
    edited: RwSignal<Option<MetricName>>,
) -> impl IntoView {
    let pages = RwSignal::new(1_usize);
    let belongs = move |each: &MetricSummary| is_system(each) == (system == Part::System);
    let total = Memo::new(move |_| all.with(|all| all.iter().filter(|each| belongs(each)).count()));
    let shown = Memo::new(move |_| {
        all.with(|all| {
            select(
                all.iter().filter(|each| belongs(each)),
                &search.get(),
                order.get(),
            )
        })
    });
    let found = move || {
        let (n, m) = (shown.with(Vec::len), total.get());
        let counts = [("n", count(n as u64)), ("m", count(m as u64))];
        if n == m {
            counts[1].1.clone()
        } else {
            fill(
                common::N_OF_M_SHOWN,
                &[("n", &counts[0].1), ("m", &counts[1].1)],
            )
        }
    };
    view! {
        <Show when=move || { total.get() > 0 }>
            <Card
                title=t(title)
                class="scroll-card"
                tools=move || view! { <span class="text-3 small-text number card-note">{found}</span> }
            >
                <table class="plain-table metrics-table">
                    <thead>
                        <tr>{COLUMNS.map(|(key, word)| view! { <Head key=key word=word order=order /> }).collect_view()}<th></th></tr>
                    </thead>
                    <tbody>
                        {move || shown.with(|rows| rows.iter().take(pages.get() * PAGE).map(|each| row(each, edited)).collect_view())}
                    </tbody>
                </table>
                <Show when=move || { shown.with(Vec::len) > pages.get() * PAGE }>
                    <button
                        type="button"
                        class="button ghost more-button"
                        on:click=move |_| pages.update(|pages| *pages += 1)
                    >
                        {t(experiment::SHOW_MORE)}
                    </button>
                </Show>
                <Show when=move || shown.with(Vec::is_empty)>
                    <p class="card-body text-3">{t(experiment::NO_MATCH)}</p>
                </Show>
            </Card>
        </Show>
    }
}

#[component]
fn Head(key: Key, word: Text, order: RwSignal<Order>) -> impl IntoView {
    let sorted = move || {
        let order = order.get();
        (order.key == key).then_some(order.descending)
    };
    let aria = move || match sorted() {
        Some(true) => "descending",
        Some(false) => "ascending",
        None => "none",
    };
    view! {
        <th class:number=key != Key::Name aria-sort=aria>
            <button type="button" class="sort-button" on:click=move |_| order.update(|order| order.toggle(key))>
                {t(word)}
                <span class="sort-mark">
                    {move || sorted().map(|down| {
                        let icon = if down { Icon::Down } else { Icon::Up };
                        view! { <Glyph icon=icon class="small" /> }
                    })}
                </span>
            </button>
        </th>
    }
}

fn row(each: &MetricSummary, edited: RwSignal<Option<MetricName>>) -> impl IntoView + use<> {
    let MetricSummary {
        series,
        summary,
        hidden,
    } = each;
    let source =
        (series.source > 0).then(|| fill(experiment::SOURCE, &[("n", &series.source.to_string())]));
    let infinite = summary.positive_infinity + summary.negative_infinity;
    let odd = match (summary.nan, infinite) {
        (nan, 0) => count(nan),
        (nan, infinite) => format!("{} · {} ∞", count(nan), count(infinite)),
    };
    let hidden = (*hidden > 0).then(|| {
        let hidden = fill(words::HIDDEN, &[("n", &count(*hidden))]);
        view! { <span class="tiny-text text-3 hidden-points">{hidden}</span> }
    });
    let name = MetricName {
        name: series.metric.clone(),
        context: series.context.clone(),
    };
    let is_odd = summary.nan + infinite > 0;
    view! {
        <tr>
            <td>
                <span class="metric-name">
                    <span>{series.metric.clone()}</span>
                    {(!series.context.is_empty()).then(|| view! { <span class="tag">{series.context.clone()}</span> })}
                    {source.map(|source| view! { <span class="tag">{source}</span> })}
                </span>
            </td>
            <td class="number strong">{format_value(summary.last.0)}</td>
            <td class="number">{with_step(summary.min.0, summary.min_step)}</td>
            <td class="number">{with_step(summary.max.0, summary.max_step)}</td>
            <td class="number">{rows::mean(summary).map_or_else(none, format_value)}</td>
            <td class="number">{count(summary.count)} {hidden}</td>
            <td class="number" class:worse=is_odd>{odd}</td>
            <td class="row-action">
                <button
                    type="button"
                    class="button ghost small"
                    aria-label=fill(words::EDIT_OF, &[("name", &edits::spoken(&name))])
                    on:click=move |_| edited.set(Some(name.clone()))
                >
                    {t(words::EDIT)}
                </button>
            </td>
        </tr>
    }
}

fn none() -> String {
    "–".to_owned()
}

/// An extreme with the step it was reached at; without any finite value there is none.
fn with_step(value: f64, step: i64) -> impl IntoView {
    let shown = if value.is_finite() {
        format_value(value)
    } else {
        none()
    };
    let at = (value.is_finite() && step != NO_STEP).then(|| {
        let words = fill(experiment::AT_STEP, &[("n", &format_value(step as f64))]);
        view! { <span class="tiny-text text-3 at-step">{words}</span> }
    });
    view! { {shown} {at} }
}
