//! Code: the commit, the differences to it, and the files that ran.

mod diff;
mod file;
pub(super) mod highlight;
pub(super) mod lines;
mod patch;
mod repository;

use leptos::prelude::*;
use suisei_core::api::{Asset, Code};

use crate::dom::keyboard;
use crate::pages::experiment::parts::{Copy, WhenHere};
use crate::pages::experiment::state::ExperimentState;
use crate::state::load::Resource;
use crate::text::format::{bytes, count};
use crate::text::{experiment, t};
use crate::ui::empty::Empty;
use crate::ui::icon::{Glyph, Icon};
use repository::Repository;

/// The tab.
#[component]
pub(super) fn CodeTab(
    /// The experiment.
    state: ExperimentState,
) -> impl IntoView {
    let code = state.code();
    view! {
        <WhenHere resource=code retry=move |()| state.changes.assets.now() lines=10 let:code>
            <Show
                when=move || code.with(|code| !code.files.is_empty() || code.git.is_some())
                fallback=|| view! {
                    <Empty icon=Icon::File title=t(experiment::NO_CODE) hint=t(experiment::NO_CODE_HINT) />
                }
            >
                <Files state=state code=code />
            </Show>
        </WhenHere>
    }
}

/// What can be opened: the patch first, then the script that was started, then the rest by name.
fn entries(code: &Code) -> Vec<Asset> {
    let is_entry = |asset: &Asset| {
        let flag = asset
            .metadata
            .as_ref()
            .and_then(|metadata| metadata.get("entry")?.as_bool());
        flag == Some(true)
    };
    let mut files = code.files.clone();
    files.sort_by_key(|asset| (!is_entry(asset), asset.name.clone()));
    code.patch.iter().cloned().chain(files).collect()
}

#[component]
fn Files(state: ExperimentState, code: Signal<Code>) -> impl IntoView {
    let all = Memo::new(move |_| code.with(entries));
    let chosen = RwSignal::new(None::<String>);
    // Until somebody chooses: the script that was started, else whatever comes first.
    let open = Memo::new(move |_| {
        let chosen = chosen.get();
        all.with(|all| {
            let by_id = all.iter().find(|asset| Some(&asset.id) == chosen.as_ref());
            let script = || all.iter().find(|asset| asset.kind != "git-patch");
            by_id.or_else(script).or_else(|| all.first()).cloned()
        })
    });
    let git = Memo::new(move |_| code.with(|code| code.git.clone()));
    let list = NodeRef::<leptos::html::Div>::new();
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        if matches!(event.key().as_str(), "ArrowDown" | "ArrowUp")
            && let Some(list) = list.get_untracked()
        {
            event.prevent_default();
            keyboard::move_focus(&list, "button", event.key() == "ArrowDown");
        }
    };
    view! {
        <div class="code-tab">
            <div class="code-side">
                {move || view! { <Repository git=git.get() /> }}
                <nav class="card code-files" aria-label=t(experiment::FILES)>
                    <header>
                        <h2>{t(experiment::FILES)}</h2>
                        <span class="grow"></span>
                        <span class="text-3 small-text number card-note">
                            {move || count(code.with(|code| code.files.len()) as u64)}
                        </span>
                    </header>
                    <div class="code-list" node_ref=list on:keydown=on_key>
                        <For each=move || all.get() key=|asset| asset.id.clone() let:asset>
                            <Entry asset=asset open=open chosen=chosen />
                        </For>
                    </div>
                </nav>
            </div>
            {move || open.get().map(|asset| view! { <Opened state=state asset=asset /> })}
        </div>
    }
}

#[component]
fn Entry(
    asset: Asset,
    open: Memo<Option<Asset>>,
    chosen: RwSignal<Option<String>>,
) -> impl IntoView {
    let id = StoredValue::new(asset.id.clone());
    let selected = move || {
        open.with(|open| {
            open.as_ref()
                .is_some_and(|open| id.with_value(|id| *id == open.id))
        })
    };
    let is_patch = asset.kind == "git-patch";
    let (folder, name) = if is_patch {
        (String::new(), t(experiment::UNCOMMITTED_CHANGES).to_owned())
    } else {
        match asset.name.rsplit_once('/') {
            Some((folder, name)) => (format!("{folder}/"), name.to_owned()),
            None => (String::new(), asset.name.clone()),
        }
    };
    let icon = if is_patch { Icon::Git } else { Icon::File };
    view! {
        <button
            type="button"
            class="code-entry"
            aria-current=move || selected().then_some("true")
            title=asset.name
            on:click=move |_| chosen.set(Some(id.get_value()))
        >
            <Glyph icon=icon class="small" />
            <span class="ellipsis"><span class="text-3">{folder}</span>{name}</span>
            <span class="grow"></span>
            <span class="tiny-text text-3 number">{bytes(asset.size)}</span>
        </button>
    }
}

#[component]
fn Opened(state: ExperimentState, asset: Asset) -> impl IntoView {
    let text = Resource::<String>::new();
    let id = StoredValue::new(asset.id.clone());
    let present = asset.present;
    let ask = move || {
        text.load(async move { state.source.asset_text(&state.key(), &id.get_value()).await });
    };
    if present {
        ask();
    }
    let url = state.source.asset_url(&state.key(), &asset.id);
    let is_patch = asset.kind == "git-patch";
    let title = if is_patch {
        t(experiment::UNCOMMITTED_CHANGES).to_owned()
    } else {
        asset.name.clone()
    };
    let name = asset.name.clone();
    let body = move || {
        if !present {
            return view! {
                <Empty icon=Icon::Info title=t(experiment::NOT_ARRIVED) hint=t(experiment::NOT_ARRIVED_HINT) />
            }
            .into_any();
        }
        let name = name.clone();
        view! {
            <WhenHere resource=text retry=move |()| ask() lines=10 let:text>
                {
                    let name = name.clone();
                    move || text.with(|text| match (is_patch, text.is_empty()) {
                        (_, true) => view! { <p class="card-body text-3">{t(experiment::FILE_EMPTY)}</p> }.into_any(),
                        (true, false) => patch::patch(text),
                        (false, false) => file::file(&name, text),
                    })
                }
            </WhenHere>
        }
        .into_any()
    };
    view! {
        <section class="card code-view">
            <header>
                <h2 class="mono ellipsis">{title}</h2>
                <span class="grow"></span>
                <Copy text=Signal::derive(move || text.here().unwrap_or_default()) />
                <a
                    class="icon-button"
                    href=url
                    download=asset.name
                    title=t(experiment::DOWNLOAD)
                    aria-label=t(experiment::DOWNLOAD)
                >
                    <Glyph icon=Icon::Download class="small" />
                </a>
            </header>
            <div class="code-scroll">{body()}</div>
        </section>
    }
}
