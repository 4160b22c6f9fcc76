//! The list of experiments beside the panels: what is drawn, in which colour, and how well it does.

mod head;
mod keys;
mod layout;
mod metric_menu;
mod name;
mod order;
mod rows;
mod status;

use std::sync::Arc;

use leptos::prelude::*;
use suisei_core::ids::ExperimentKey;
use suisei_core::table::PageRow;

use crate::state::load::Loaded;
use crate::state::project::{ProjectState, Visible, use_project};
use crate::state::toast::explain;
use crate::text::format::count;
use crate::text::{common, fill, list as words, t};
use crate::ui::empty::{Empty, Skeleton};
use crate::ui::icon::Icon;
use crate::ui::virtual_rows::{VirtualRows, focus_row};
use head::Head;
use layout::Edge;
pub(crate) use layout::{ListLayout, use_list_layout};
use metric_menu::MetricMenu;
pub(crate) use name::ShortName;
use order::Order;
pub(crate) use rows::RowSwitch;
use rows::{OtherRows, PinnedRows};
pub(crate) use status::{Status, StatusIcon, StatusWord, use_now};

/// How an experiment is recorded; code, the same in every language.
pub(crate) const SNIPPET: &str = "from suisei import Experiment
experiment = Experiment()
experiment.log_metric(\"loss\", 0.5, step=1)";

/// What the parts of the list share.
#[derive(Clone, Copy)]
struct ListState {
    project: ProjectState,
    search: RwSignal<String>,
    order: Memo<Arc<Order>>,
    /// The experiment that the keyboard is at.
    active: RwSignal<Option<ExperimentKey>>,
    now: RwSignal<i64>,
    rows: VirtualRows,
    scroller: NodeRef<leptos::html::Div>,
}

impl ListState {
    fn start(project: ProjectState) -> Self {
        let search = RwSignal::new(String::new());
        let scroller = NodeRef::new();
        let order = Memo::new(move |_| {
            Arc::new(project.list.with(|list| match list {
                Loaded::Here(page) => project.with_view(|view| {
                    search.with(|search| Order::new(&page.rows, &view.pinned, search))
                }),
                Loaded::Asking | Loaded::Failed(_) => Order::default(),
            }))
        });
        Self {
            project,
            search,
            order,
            active: RwSignal::new(None),
            now: use_now(),
            rows: VirtualRows::follow(scroller, "--list-row", 0.0),
            scroller,
        }
    }

    /// The row of an experiment; reactive.
    fn row(self, key: &ExperimentKey) -> Option<PageRow> {
        let place = self.order.with(|order| order.place(key))?;
        self.project.list.with(|list| match list {
            Loaded::Here(page) => page.rows.get(place.row).cloned(),
            Loaded::Asking | Loaded::Failed(_) => None,
        })
    }

    /// Whether an experiment is drawn; reactive.
    fn is_shown(self, key: &ExperimentKey) -> bool {
        let place = self.order.with(|order| order.place(key));
        place.is_some_and(|place| self.project.with_view(|view| view.is_shown(key, place.row)))
    }

    fn toggle_shown(self, key: &ExperimentKey) {
        let visible = if untrack(|| self.is_shown(key)) {
            Visible::No
        } else {
            Visible::Yes
        };
        self.project.show(std::slice::from_ref(key), visible);
    }

    /// The experiment that Tab leads to; reactive.
    fn tab_stop(self) -> Option<ExperimentKey> {
        let active = self.active.get();
        self.order.with(|order| {
            active
                .filter(|key| order.place(key).is_some())
                .or_else(|| order.at(0).cloned())
        })
    }

    /// Puts the keyboard focus on the row at a position.
    fn go_to(self, position: usize) {
        let target = self.order.with_untracked(|order| {
            order
                .at(position)
                .cloned()
                .map(|key| (key, order.pinned.len()))
        });
        let Some((key, pinned)) = target else { return };
        if let Some(index) = position.checked_sub(pinned) {
            self.rows.show(index);
        }
        let selector = format!(".experiment-list [data-row=\"{key}\"]");
        self.active.set(Some(key));
        focus_row(selector);
    }
}

/// The list.
#[component]
pub(crate) fn ExperimentList() -> impl IntoView {
    let layout = use_list_layout();
    let state = ListState::start(use_project());
    keys::listen(state, layout);
    view! {
        <aside
            class="experiment-list"
            class:folded=move || layout.is_collapsed()
            aria-label=t(words::EXPERIMENTS)
        >
            <Head state=state layout=layout />
            <Show when=move || !layout.is_collapsed()>
                <Body state=state />
                <Edge />
            </Show>
        </aside>
    }
}

#[component]
fn Body(state: ListState) -> impl IntoView {
    let retry = move |_| state.project.refresh();
    let face = Memo::new(move |_| {
        state.project.list.with(|list| match list {
            Loaded::Asking => Face::Asking,
            Loaded::Failed(error) => Face::Failed(explain(error)),
            Loaded::Here(page) if page.rows.is_empty() => Face::Empty,
            Loaded::Here(_) => Face::Here,
        })
    });
    view! {
        {move || match face.get() {
            Face::Asking => view! {
                <div class="list-state"><Skeleton lines=12 label=t(common::LOADING) /></div>
            }
            .into_any(),
            Face::Failed(why) => view! {
                <Empty icon=Icon::Warning title=why hint=t(common::ERROR_NETWORK_HINT)>
                    <button type="button" class="button" on:click=retry>{t(common::RETRY)}</button>
                </Empty>
            }
            .into_any(),
            Face::Empty => view! {
                <Empty icon=Icon::Chart title=t(words::EMPTY) hint=t(words::EMPTY_HINT)>
                    <pre class="code-block list-snippet">{SNIPPET}</pre>
                </Empty>
            }
            .into_any(),
            Face::Here => view! { <Rows state=state /> }.into_any(),
        }}
    }
}

/// What the body of the list shows.
#[derive(Clone, PartialEq)]
enum Face {
    Asking,
    Failed(String),
    Empty,
    Here,
}

#[component]
fn Rows(state: ListState) -> impl IntoView {
    let has_pins = Memo::new(move |_| state.order.with(|order| !order.pinned.is_empty()));
    let has_match = Memo::new(move |_| state.order.with(|order| order.len() > 0));
    let title = move || {
        t(if has_pins.get() {
            words::PINNED
        } else {
            common::NAME
        })
    };
    view! {
        <div class="list-columns">
            <span class="grow">{title}</span>
            <MetricMenu project=state.project />
        </div>
        <div class="list-rows" on:keydown=move |event| keys::on_key(state, &event)>
            <Show when=move || has_pins.get()>
                <PinnedRows state=state />
                <div class="list-columns others">{t(words::OTHERS)}</div>
            </Show>
            <OtherRows state=state />
            <Show when=move || !has_match.get()>
                <Empty icon=Icon::Search title=t(words::NO_MATCH) hint=t(words::NO_MATCH_HINT)>
                    <button
                        type="button"
                        class="button"
                        on:click=move |_| state.search.set(String::new())
                    >
                        {t(words::CLEAR_FILTER)}
                    </button>
                </Empty>
            </Show>
        </div>
        <ListedNote state=state />
    }
}

/// Says so when the project has more experiments than the list can hold.
#[component]
fn ListedNote(state: ListState) -> impl IntoView {
    let note = Memo::new(move |_| {
        state.project.list.with(|list| match list {
            Loaded::Here(page) if page.matched > page.rows.len() => Some(fill(
                words::N_OF_M_LISTED,
                &[
                    ("n", &count(page.rows.len() as u64)),
                    ("m", &count(page.matched as u64)),
                ],
            )),
            _ => None,
        })
    });
    view! {
        <Show when=move || note.get().is_some()>
            <p class="list-note">{move || note.get()}</p>
        </Show>
    }
}
