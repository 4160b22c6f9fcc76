//! The card of plain facts: when, where, what, and whether all of it arrived.

use leptos::prelude::*;
use serde_json::Value;
use suisei_core::api::{Environment, Experiment};

use super::commands::Recorded;
use crate::dom::clock;
use crate::pages::experiment::parts::{Card, Copy};
use crate::pages::experiment::state::ExperimentState;
use crate::state::load::{Loaded, Resource};
use crate::text::format::{count, duration_prose};
use crate::text::{common, experiment, fill, t};

/// The card.
#[component]
pub(super) fn Summary(
    /// The experiment.
    state: ExperimentState,
    /// What is known of it.
    about: Signal<Experiment>,
    /// Its environment.
    environment: Resource<Environment>,
) -> impl IntoView {
    let fact = move |read: fn(&Environment) -> Option<String>| {
        environment.with(|environment| match environment {
            Loaded::Here(environment) => Some(read(environment).unwrap_or_else(|| NONE.to_owned())),
            Loaded::Failed(_) => Some(NONE.to_owned()),
            Loaded::Asking => None,
        })
    };
    let ended = move || {
        about
            .with(|about| about.head.ended)
            .map_or(NONE.to_owned(), at)
    };
    let took = move || {
        about.with(|about| {
            let end = about.head.ended.unwrap_or_else(|| state.now.get());
            duration_prose(end.saturating_sub(about.head.created))
        })
    };
    let key = state.key().to_string();
    let copied = key.clone();
    view! {
        <Card title=t(experiment::SUMMARY) class="span-5">
            <dl class="facts card-body">
                <dt>{t(experiment::STARTED)}</dt>
                <dd class="number">{move || about.with(|about| at(about.head.created))}</dd>
                <dt>{t(experiment::ENDED)}</dt>
                <dd class="number">{ended}</dd>
                <dt>{t(common::DURATION)}</dt>
                <dd class="number">{took}</dd>
                <dt>{t(experiment::HOST)}</dt>
                <dd class="ellipsis">{move || fact(host)}</dd>
                <dt>{t(experiment::PYTHON)}</dt>
                <dd class="ellipsis">{move || fact(python)}</dd>
                <dt>{t(experiment::COMMIT)}</dt>
                <dd class="ellipsis">{move || fact(commit)}</dd>
                <dt>{t(experiment::COMMAND)}</dt>
                <dd class="mono ellipsis" title=move || fact(command)>{move || fact(command)}</dd>
                <dt>{t(experiment::KEY)}</dt>
                <dd class="row key-fact">
                    <span class="mono ellipsis">{key}</span>
                    <Copy text=Signal::derive(move || copied.clone()) />
                </dd>
                <dt>{t(experiment::RECEIVED)}</dt>
                <dd class="row wrap number">{move || about.with(received)}</dd>
            </dl>
        </Card>
    }
}

/// What stands where a fact was not recorded.
const NONE: &str = "–";

fn at(time: i64) -> String {
    format!("{} {}", clock::local(time), clock::zone(time))
}

fn received(about: &Experiment) -> impl IntoView + use<> {
    let rejected = (about.rejected > 0).then(|| {
        let words = fill(experiment::N_REJECTED, &[("n", &count(about.rejected))]);
        view! { <span class="badge warn" title=t(experiment::REJECTED_HINT)>{words}</span> }
    });
    view! {
        <span>{fill(experiment::N_POINTS, &[("n", &count(about.points))])}</span>
        {rejected}
    }
}

fn get<'a>(environment: &'a Environment, section: &str, name: &str) -> Option<&'a Value> {
    environment.get(section)?.get(name)
}

fn text<'a>(environment: &'a Environment, section: &str, name: &str) -> Option<&'a str> {
    get(environment, section, name)?
        .as_str()
        .filter(|text| !text.is_empty())
}

fn host(environment: &Environment) -> Option<String> {
    let name = text(environment, "host", "hostname").map(str::to_owned);
    let gpus = get(environment, "host", "gpus").and_then(Value::as_array);
    let first = gpus.and_then(|gpus| gpus.first()?.get("name")?.as_str());
    let gpus = first.map(|name| match gpus.map_or(0, Vec::len) {
        1 => name.to_owned(),
        n => format!("{n} × {name}"),
    });
    let cores = get(environment, "host", "cpu_count").and_then(Value::as_u64);
    let cores = cores.map(|n| fill(experiment::N_CORES, &[("n", &n.to_string())]));
    let parts: Vec<String> = [name, gpus, cores].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

fn python(environment: &Environment) -> Option<String> {
    let version = text(environment, "python", "version")?;
    Some(match text(environment, "python", "implementation") {
        Some(implementation) => format!("{implementation} {version}"),
        None => version.to_owned(),
    })
}

fn commit(environment: &Environment) -> Option<String> {
    let commit: String = text(environment, "git", "commit")?
        .chars()
        .take(10)
        .collect();
    let branch = text(environment, "git", "branch");
    let dirty = get(environment, "git", "dirty").and_then(Value::as_bool) == Some(true);
    let dirty = dirty.then(|| t(experiment::UNCOMMITTED));
    let parts = std::iter::once(commit.as_str()).chain(branch).chain(dirty);
    Some(parts.collect::<Vec<_>>().join(" · "))
}

fn command(environment: &Environment) -> Option<String> {
    Recorded::of(environment, &suisei_core::api::Code::default(), None).command()
}
