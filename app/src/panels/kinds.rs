//! Panels that are no line charts: each kind makes a chart of what it asks for; loading, pointing,
//! tooltip, table and files are the same for all.

mod assets;
mod bar;
mod canvas;
mod chart;
mod context;
mod curve;
mod distribution;
mod group;
mod histogram;
mod matrix;
mod model;
mod numbers;
mod parallel;
mod scalar;
mod scatter;
mod tip;
pub(super) mod title;
mod twin;

use leptos::prelude::*;
use suisei_chart::Layout;
use suisei_core::view::PanelKind;

pub(super) use chart::{Lit, Sheet};
pub(super) use model::KindModel;
pub(super) use twin::save_csv;

use self::canvas::KindCanvas;
use context::{Context, Facts};
use model::{Made, Phase};
use tip::KindTip;
use twin::KindTable;

use crate::dom::element;
use crate::source::SourceError;
use crate::state::theme::slot_of;
use crate::state::toast::explain;
use crate::text::format::count;
use crate::text::{common, fill, kinds as words, t};
use crate::ui::empty::Empty;
use crate::ui::icon::{Glyph, Icon};

/// Names before "+N".
const MOST_NAMES: usize = 3;

/// Asks for what a kind shows and makes a chart of it; none when there is nothing.
async fn make(kind: &PanelKind, context: &Context, facts: Facts) -> Result<Made, SourceError> {
    let facts = &facts;
    match kind {
        // These have a component of their own.
        PanelKind::Line { .. } | PanelKind::Lines { .. } => Ok(None),
        PanelKind::Scalar { value } => scalar::make(value, context, facts).await,
        PanelKind::Bar { value, by } => bar::make(value, by.as_ref(), context, facts).await,
        PanelKind::Distribution { value, by, shape } => {
            distribution::make(value, by.as_ref(), *shape, context, facts).await
        }
        PanelKind::Scatter { x, y } => scatter::make(x, y, context, facts).await,
        PanelKind::Parallel { columns } => parallel::make(columns, context, facts).await,
        PanelKind::Histogram { name, layout } => {
            histogram::make(name, *layout, context, facts).await
        }
        PanelKind::Matrix { name } => matrix::make(name, context, facts).await,
        PanelKind::Curve { name } => curve::make(name, context, facts).await,
    }
}

/// Where a row of a chart with rows stands, in CSS pixels.
fn row_place(layout: Option<&Layout>, rows: usize, row: usize) -> (f64, f64) {
    let plot = layout.map(Layout::plot).unwrap_or_default();
    let height = plot.height() / rows.max(1) as f64;
    (plot.left, plot.top + height * (row as f64 + 0.5))
}

/// That only the newest experiments of the project are listed.
fn beyond(found: &context::Rows) -> Option<String> {
    let (n, m) = (found.rows.len(), found.matched);
    let counts = [count(n as u64), count(m as u64)];
    (m > n).then(|| fill(words::N_BEYOND, &[("n", &counts[0]), ("m", &counts[1])]))
}

/// That some values have no place on a logarithmic scale.
fn not_positive(n: usize) -> Option<String> {
    (n > 0).then(|| fill(words::N_NOT_POSITIVE, &[("n", &count(n as u64))]))
}

/// That some files are not what they should be.
fn unreadable(n: usize) -> Option<String> {
    (n > 0).then(|| fill(words::N_UNREADABLE, &[("n", &count(n as u64))]))
}

/// What there is to say, one after the other.
fn joined<const N: usize>(parts: [Option<String>; N]) -> Option<String> {
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

/// The height below which a chart with rows scrolls: names of rows can still be read.
fn height_of_rows(rows: usize) -> f64 {
    const AROUND: f64 = 32.0;
    const ROW: f64 = 16.0;
    AROUND + ROW * rows as f64
}

/// "N of M shown", wherever something is left out.
fn shown_of(n: usize, m: usize) -> String {
    let (n, m) = (count(n as u64), count(m as u64));
    fill(common::N_OF_M_SHOWN, &[("n", &n), ("m", &m)])
}

/// The inside of a panel that is no line chart.
#[component]
pub(super) fn KindPanel(
    /// The panel's state.
    model: KindModel,
    /// What it shows.
    kind: PanelKind,
) -> impl IntoView {
    let kind_word = t(title::word(&kind));
    let title = Signal::derive(move || title::of(&kind));
    let summary = move || {
        model.version.track();
        let n = model.with(|chart| chart.len()).unwrap_or(0);
        let (title, n) = (title.get(), count(n as u64));
        fill(
            words::SUMMARY,
            &[("title", &title), ("kind", kind_word), ("n", &n)],
        )
    };
    let note = move || {
        model.version.track();
        model.with(|chart| chart.note()).flatten()
    };
    view! {
        <div
            class="panel-body"
            class:scrolls=move || {
                model.version.track();
                model.with(|chart| chart.natural_height()).unwrap_or(0.0) > model.size.get().1
            }
            on:keydown=move |event| key(model, &event)
        >
            <KindCanvas model=model summary=Signal::derive(summary) />
            <KindTip model=model />
            {move || notice(model)}
            <KindTable model=model title=title />
        </div>
        <footer class="panel-foot">
            {move || legend(model)}
            <span class="panel-badge number">{note}</span>
        </footer>
    }
}

/// The first entries of the chart's legend, and how many there are beside them.
fn legend(model: KindModel) -> Option<impl IntoView> {
    model.version.track();
    let names = model
        .with(|chart| chart.names())
        .filter(|names| !names.is_empty())?;
    let more = names.len().saturating_sub(MOST_NAMES);
    let entries = names.into_iter().take(MOST_NAMES).map(|(name, number)| {
        let slot = format!("tooltip-swatch slot-{}", slot_of(number));
        view! {
            <span class="legend-name">
                <span class=slot></span>
                <span class="ellipsis" title=name.clone()>{name.clone()}</span>
            </span>
        }
    });
    Some(view! {
        {entries.collect_view()}
        {(more > 0).then(|| view! { <span class="legend-more">{format!("+{more}")}</span> })}
    })
}

/// Keys that work on the chart and on what lies over it.
fn key(model: KindModel, event: &leptos::ev::KeyboardEvent) {
    let modified = event.ctrl_key() || event.meta_key() || event.alt_key();
    if modified || element::is_typing(event) && event.key() != "Escape" {
        return;
    }
    match event.key().as_str() {
        "t" | "T" => model.as_table.update(|open| *open = !*open),
        "Escape" if model.as_table.get_untracked() => model.as_table.set(false),
        _ => return,
    }
    event.prevent_default();
    event.stop_propagation();
}

/// What stands over the chart when there is nothing to draw.
fn notice(model: KindModel) -> Option<AnyView> {
    match model.phase.get() {
        Phase::Asking | Phase::Here => None,
        Phase::Nothing => Some(
            view! {
                <div class="panel-notice">
                    <Empty icon=Icon::Chart title=t(words::NOTHING) hint=t(words::NOTHING_HINT) />
                </div>
            }
            .into_any(),
        ),
        Phase::Failed(error) => Some(
            view! {
                <div class="panel-notice">
                    <Empty icon=Icon::Warning title=t(words::FAILED) hint=explain(&error)>
                        <button type="button" class="button small" on:click=move |_| model.retry()>
                            <Glyph icon=Icon::Refresh class="small" />
                            {t(common::RETRY)}
                        </button>
                    </Empty>
                </div>
            }
            .into_any(),
        ),
    }
}
