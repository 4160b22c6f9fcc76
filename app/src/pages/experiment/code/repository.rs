//! The commit that the code came from.

use leptos::prelude::*;
use serde_json::Value;

use crate::pages::experiment::parts::{Card, Copy};
use crate::text::{experiment, t};

/// The card; says so when there was no repository.
#[component]
pub(super) fn Repository(
    /// The environment's section, if there is one.
    git: Option<Value>,
) -> impl IntoView {
    let text = |name: &str| {
        let text = git.as_ref().and_then(|git| git.get(name)?.as_str());
        text.filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let dirty = git.as_ref().and_then(|git| git.get("dirty")?.as_bool());
    let state = match dirty {
        Some(true) => Some(("badge warn", experiment::UNCOMMITTED)),
        Some(false) => Some(("badge ok", experiment::CLEAN)),
        None => None,
    };
    let facts = [
        (experiment::BRANCH, text("branch")),
        (experiment::MESSAGE, text("message")),
        (experiment::AUTHOR, text("author")),
        (experiment::REMOTE, text("remote")),
    ];
    let commit = text("commit");
    let body = match (git, commit) {
        (None, _) => view! { <p class="text-3 small-text">{t(experiment::NO_REPOSITORY_HINT)}</p> }
            .into_any(),
        (Some(_), commit) => view! {
            <dl class="facts">
                {commit.map(|commit| {
                    let copied = commit.clone();
                    let short: String = commit.chars().take(10).collect();
                    view! {
                        <dt>{t(experiment::COMMIT)}</dt>
                        <dd class="row key-fact">
                            <span class="mono" title=commit>{short}</span>
                            <Copy text=Signal::derive(move || copied.clone()) />
                        </dd>
                    }
                })}
                {facts
                    .into_iter()
                    .filter_map(|(word, text)| text.map(|text| (word, text)))
                    .map(|(word, text)| view! { <dt>{t(word)}</dt> <dd>{text}</dd> })
                    .collect_view()}
            </dl>
        }
        .into_any(),
    };
    let tools = move || {
        state.map(
            |(class, word)| view! { <span class=format!("{class} card-note")>{t(word)}</span> },
        )
    };
    view! {
        <Card title=t(experiment::GIT) tools=tools>
            <div class="card-body">{body}</div>
        </Card>
    }
}
