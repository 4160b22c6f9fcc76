//! The list of edits: who changed what about which metric, and a way back.

use leptos::prelude::*;
use leptos::task::spawn_local;
use suisei_chart::format_value;
use suisei_core::edit::{Edit, MetricChange};
use suisei_core::query::XAxis;
use suisei_core::table::MetricName;

use crate::pages::experiment::parts::Card;
use crate::pages::experiment::state::ExperimentState;
use crate::panels::axis_name;
use crate::state::load::Loaded;
use crate::state::toast::use_toasts;
use crate::text::format::{count, date_time};
use crate::text::{edits, fill, t};

/// The card; there only where something was edited.
#[component]
pub(super) fn Edits(
    /// The experiment.
    state: ExperimentState,
) -> impl IntoView {
    let resource = state.edits();
    let all = Memo::new(move |_| {
        resource.with(|all| match all {
            Loaded::Here(all) => all.clone(),
            Loaded::Asking | Loaded::Failed(_) => Vec::new(),
        })
    });
    view! {
        <Show when=move || !all.with(Vec::is_empty)>
            <Card title=t(edits::EDITS)>
                <ul class="edit-list">
                    {move || all.with(|all| all.iter().rev().map(|edit| item(state, edit)).collect_view())}
                </ul>
            </Card>
        </Show>
    }
}

fn item(state: ExperimentState, edit: &Edit) -> impl IntoView + use<> {
    let signed = |text, name: &str, at| {
        let words = [("name", name), ("time", &date_time(at))];
        fill(text, &words)
    };
    let made = signed(edits::BY, &edit.by, edit.at);
    let undone = edit.undone.as_ref();
    let taken_back = undone.map(|undone| signed(edits::UNDONE_BY, &undone.by, undone.at));
    let is_undone = undone.is_some();
    let id = StoredValue::new(edit.id.clone());
    let toasts = use_toasts();
    let undo = move |_| {
        spawn_local(async move {
            match state.source.undo_edit(&state.key(), &id.get_value()).await {
                Ok(()) => {
                    state.changes.metrics.now();
                    state.changes.about.now();
                }
                Err(error) => toasts.report(&error),
            }
        });
    };
    view! {
        <li class:undone=is_undone>
            <span class="edit-words">{words(edit)}</span>
            <span class="text-3 small-text">{taken_back.unwrap_or(made)}</span>
            {(!is_undone).then(|| view! {
                <button type="button" class="button ghost small" on:click=undo>{t(edits::UNDO)}</button>
            })}
        </li>
    }
}

/// A metric in words.
pub(super) fn spoken(metric: &MetricName) -> String {
    match metric.context.as_str() {
        "" => metric.name.clone(),
        context => format!("{} ({context})", metric.name),
    }
}

fn words(edit: &Edit) -> String {
    let metric = spoken(&MetricName {
        name: edit.metric.clone(),
        context: edit.context.clone(),
    });
    let (x, (low, high), text) = match &edit.change {
        MetricChange::Rename { to } => {
            return fill(edits::DID_RENAME, &[("metric", &metric), ("to", to)]);
        }
        MetricChange::Hide { range: None, .. } => {
            return fill(edits::DID_HIDE_ALL, &[("metric", &metric)]);
        }
        MetricChange::Hide {
            x,
            range: Some(range),
        } => (*x, *range, edits::DID_HIDE),
        MetricChange::Trim { x, range } => (*x, *range, edits::DID_TRIM),
    };
    let end = |x: XAxis, value: f64| match x {
        _ if value == f64::NEG_INFINITY => t(edits::FIRST).to_owned(),
        _ if value == f64::INFINITY => t(edits::LAST).to_owned(),
        XAxis::Wall => date_time(value as i64),
        XAxis::Relative => crate::text::format::duration(value as i64),
        _ => format_value(value),
    };
    fill(
        text,
        &[
            ("metric", &metric),
            ("n", &count(edit.points)),
            ("axis", t(axis_name(x, false))),
            ("low", &end(x, low.0)),
            ("high", &end(x, high.0)),
        ],
    )
}
