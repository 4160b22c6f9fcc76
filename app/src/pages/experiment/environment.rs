//! Environment: what the machine, the interpreter and the repository were.

use leptos::prelude::*;
use serde_json::{Map, Value};
use suisei_core::api::Environment as Sections;

use crate::dom::download;
use crate::pages::experiment::overview::packages;
use crate::pages::experiment::parts::{Card, Copy, WhenHere};
use crate::pages::experiment::state::ExperimentState;
use crate::pages::experiment::values::{LongValue, is_long};
use crate::text::format::{bytes, count};
use crate::text::{Text, common, experiment, fill, t};
use crate::ui::empty::Empty;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::search_box::SearchBox;

/// The sections that the app knows, in the order it shows them; packages come last, being long.
const KNOWN: [(&str, Text); 5] = [
    ("command", experiment::COMMAND),
    ("python", experiment::PYTHON),
    ("host", experiment::HOST),
    ("git", experiment::GIT),
    ("variables", experiment::VARIABLES),
];

/// The tab.
#[component]
pub(super) fn Environment(
    /// The experiment.
    state: ExperimentState,
) -> impl IntoView {
    let environment = state.environment();
    let retry = move |()| state.changes.about.now();
    view! {
        <WhenHere resource=environment retry=retry lines=8 let:sections>
            {move || sections.with(shown)}
        </WhenHere>
    }
}

fn shown(sections: &Sections) -> AnyView {
    if sections.is_empty() {
        return view! {
            <Empty
                icon=Icon::Box
                title=t(experiment::NO_ENVIRONMENT)
                hint=t(experiment::NO_ENVIRONMENT_HINT)
            />
        }
        .into_any();
    }
    let known = KNOWN.iter().filter_map(|(name, word)| {
        sections
            .get(*name)
            .map(|value| section(t(*word).to_owned(), value))
    });
    let is_known = |name: &str| name == "packages" || KNOWN.iter().any(|(known, _)| *known == name);
    let unknown = sections.iter().filter(|(name, _)| !is_known(name));
    let unknown = unknown.map(|(name, value)| section(name.clone(), value));
    let all = packages(sections.get("packages"));
    view! {
        <div class="environment">
            <div class="tab-cards">{known.collect_view()} {unknown.collect_view()}</div>
            {(!all.is_empty()).then(|| view! { <Packages all=all /> })}
        </div>
    }
    .into_any()
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

/// A section: its fields when it is an object, else its JSON.
fn section(title: String, value: &Value) -> AnyView {
    let json = pretty(value);
    let copied = json.clone();
    let tools = move || {
        let copied = copied.clone();
        view! { <Copy text=Signal::derive(move || copied.clone()) /> }
    };
    let body = match value {
        Value::Object(fields) if !fields.is_empty() => fact_list(fields),
        _ => view! { <pre class="code-block section-json">{json}</pre> }.into_any(),
    };
    view! { <Card title=title tools=tools><div class="card-body">{body}</div></Card> }.into_any()
}

fn fact_list(fields: &Map<String, Value>) -> AnyView {
    let rows = fields.iter().map(|(name, value)| {
        let text = field_text(name, value);
        let shown = if is_long(&text) {
            view! { <LongValue text=text /> }.into_any()
        } else {
            text.into_any()
        };
        view! {
            <dt class="mono">{name.clone()}</dt>
            <dd>{shown}</dd>
        }
    });
    view! { <dl class="facts">{rows.collect_view()}</dl> }.into_any()
}

/// A field as people read it: sizes in their units, lists of words as words, the rest as JSON.
fn field_text(name: &str, value: &Value) -> String {
    match value {
        Value::String(text) if text.is_empty() => "–".to_owned(),
        Value::String(text) => text.clone(),
        Value::Number(number) if name.ends_with("_bytes") => {
            number.as_u64().map_or_else(|| number.to_string(), bytes)
        }
        Value::Array(items) if items.is_empty() => "–".to_owned(),
        Value::Array(items) if items.iter().all(Value::is_string) => items
            .iter()
            .filter_map(Value::as_str)
            .collect::<Vec<_>>()
            .join(" "),
        Value::Array(_) | Value::Object(_) => pretty(value),
        other => other.to_string(),
    }
}

#[component]
fn Packages(all: Vec<(String, String)>) -> impl IntoView {
    let total = all.len() as u64;
    let text: String = all
        .iter()
        .map(|(name, version)| format!("{name}=={version}\n"))
        .collect();
    let search = RwSignal::new(String::new());
    let shown = Memo::new(move |_| {
        let word = search.get().trim().to_lowercase();
        let holds = |(name, _): &&(String, String)| name.to_lowercase().contains(&word);
        all.iter().filter(holds).cloned().collect::<Vec<_>>()
    });
    let found = move || {
        let n = shown.with(Vec::len) as u64;
        if n == total {
            count(n)
        } else {
            fill(
                common::N_OF_M_SHOWN,
                &[("n", &count(n)), ("m", &count(total))],
            )
        }
    };
    let copied = text.clone();
    let tools = move || {
        let (copied, saved) = (copied.clone(), text.clone());
        view! {
            <span class="text-3 small-text number card-note">{found}</span>
            <SearchBox class="quiet small experiment-search" label=t(experiment::SEARCH_PACKAGES) value=search on_input=move |word| search.set(word) />
            <Copy text=Signal::derive(move || copied.clone()) />
            <button
                type="button"
                class="icon-button"
                title=t(experiment::DOWNLOAD)
                aria-label=t(experiment::DOWNLOAD)
                on:click=move |_| download::text("requirements.txt", &saved)
            >
                <Glyph icon=Icon::Download class="small" />
            </button>
        }
    };
    view! {
        <Card title=t(experiment::PACKAGES) class="scroll-card packages" tools=tools>
            <table class="plain-table">
                <tbody>
                    <For each=move || shown.get() key=|pair| pair.clone() let:pair>
                        <tr><td>{pair.0}</td><td class="number mono">{pair.1}</td></tr>
                    </For>
                </tbody>
            </table>
            <Show when=move || shown.with(Vec::is_empty)>
                <p class="card-body text-3">{t(experiment::NO_MATCH)}</p>
            </Show>
        </Card>
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn fields_read_as_people_write_them() {
        assert_eq!(
            field_text("memory_bytes", &json!(16_000_000_000_u64)),
            "16.0 GB"
        );
        assert_eq!(field_text("argv", &json!(["a", "b"])), "a b");
        assert_eq!(field_text("pid", &json!(12)), "12");
        assert_eq!(field_text("dirty", &json!(true)), "true");
        assert_eq!(field_text("gpus", &json!([])), "–");
    }
}
