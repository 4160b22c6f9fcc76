//! What the parts of the table share, and how its rows come: asked for around what can be seen,
//! asked again when something was committed.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use suisei_core::table::{Column, ColumnInfo, Sort, TableRequest};

use super::pager::{Ask, PAGE, Pager};
use super::widths::Widths;
use super::{automatic, columns};
use crate::list::use_now;
use crate::source::{Source, SourceError, use_source};
use crate::state::load::{Loaded, Resource};
use crate::state::project::{ProjectState, Visible, use_project};
use crate::state::session::{SessionStore, use_session};
use crate::ui::virtual_rows::VirtualRows;

/// A search is applied so long after the last letter.
const SEARCH_DELAY: Duration = Duration::from_millis(150);

/// The height of the two rows of the head.
pub(super) const HEAD_HEIGHT: f64 = 52.0;

/// What the table asks for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Question {
    /// The columns, sorted: their order on screen asks for nothing new.
    pub(super) columns: Arc<Vec<Column>>,
    /// The order of the rows.
    pub(super) sort: Vec<Sort>,
    /// Words that rows must hold.
    pub(super) search: String,
}

impl Question {
    /// The request for some of its rows.
    pub(super) fn request(&self, offset: usize, limit: usize) -> TableRequest {
        TableRequest {
            columns: self.columns.to_vec(),
            sort: self.sort.clone(),
            search: self.search.clone(),
            offset,
            limit,
            ..TableRequest::default()
        }
    }
}

/// What the parts of the table share.
#[derive(Clone, Copy)]
pub(super) struct TableState {
    pub(super) project: ProjectState,
    pub(super) source: Source,
    session: SessionStore,
    /// The search as it is typed.
    pub(super) search: RwSignal<String>,
    /// The columns that some experiment has.
    pub(super) catalogue: Resource<Vec<ColumnInfo>>,
    /// The columns on screen, without the name.
    pub(super) columns: Memo<Arc<Vec<Column>>>,
    /// None until the stored view and the columns are known.
    pub(super) question: Memo<Option<Question>>,
    pub(super) pager: RwSignal<Pager>,
    /// Why there is nothing to show.
    pub(super) error: RwSignal<Option<SourceError>>,
    pub(super) rows: VirtualRows,
    pub(super) scroller: NodeRef<leptos::html::Div>,
    /// The row that the keyboard is at.
    pub(super) active: RwSignal<Option<usize>>,
    /// True from a key press until the row it leads to is here and has the focus.
    pub(super) is_going: StoredValue<bool>,
    pub(super) widths: Widths,
    pub(super) now: RwSignal<i64>,
    automatic: RwSignal<Option<Vec<Column>>>,
}

impl TableState {
    pub(super) fn start() -> Self {
        let project = use_project();
        let search = RwSignal::new(String::new());
        let automatic = RwSignal::new(None::<Vec<Column>>);
        let columns = Memo::new(move |_| {
            let chosen = project.with_view(|view| view.columns.clone());
            let shown = if chosen.is_empty() {
                automatic.get().unwrap_or_default()
            } else {
                chosen
            };
            Arc::new(
                shown
                    .into_iter()
                    .filter(|column| *column != Column::Name)
                    .collect(),
            )
        });
        let scroller = NodeRef::new();
        let state = Self {
            project,
            source: use_source(),
            session: use_session(),
            search,
            catalogue: Resource::new(),
            columns,
            question: question(project, columns, search),
            pager: RwSignal::new(Pager::default()),
            error: RwSignal::new(None),
            rows: VirtualRows::follow(scroller, "--row-normal", HEAD_HEIGHT),
            scroller,
            active: RwSignal::new(None),
            is_going: StoredValue::new(false),
            widths: Widths::start(),
            now: use_now(),
            automatic,
        };
        state.load_catalogue();
        state.choose_columns();
        state.follow();
        state
    }

    /// Asks for the columns that there are.
    pub(super) fn load_catalogue(self) {
        let (source, id) = (self.source, self.project.id());
        self.catalogue
            .load(async move { source.columns(&id).await });
    }

    /// Asks again after a failure.
    pub(super) fn retry(self) {
        self.error.set(None);
        self.load_catalogue();
        self.ask();
    }

    /// Whether a column holds numbers; reactive.
    pub(super) fn numeric(self) -> Memo<HashSet<Column>> {
        Memo::new(move |_| {
            self.catalogue.with(|catalogue| match catalogue {
                Loaded::Here(infos) => {
                    let numeric = infos.iter().filter(|info| info.numeric);
                    numeric.map(|info| info.column.clone()).collect()
                }
                Loaded::Asking | Loaded::Failed(_) => HashSet::new(),
            })
        })
    }

    /// Changes the columns on screen for everybody who uses this view.
    /// An empty choice is the automatic one.
    pub(super) fn set_columns(self, columns: Vec<Column>) {
        let automatic = self.automatic.get_untracked().unwrap_or_default();
        self.project.edit_view(|view| {
            let shown = if columns.is_empty() {
                &automatic
            } else {
                &columns
            };
            // An order by something that nobody sees could not be explained.
            view.sort
                .retain(|key| key.column == Column::Name || shown.contains(&key.column));
            view.columns = columns;
        });
    }

    /// Moves a column in front of the one that is at a place now.
    pub(super) fn move_column(self, from: usize, before: usize) {
        let columns = self.columns.get_untracked();
        self.set_columns(columns::moved(&columns, from, before));
    }

    /// Draws the experiment of a row, or stops drawing it.
    pub(super) fn toggle_shown(self, index: usize) {
        let key = self
            .pager
            .with_untracked(|p| p.row(index).map(|row| row.head.key.clone()));
        if let Some(key) = key {
            let shown = untrack(|| self.project.shown());
            let is_shown = shown.iter().any(|head| head.key == key);
            let visible = if is_shown { Visible::No } else { Visible::Yes };
            self.project.show(&[key], visible);
        }
    }

    /// Chooses columns once for as long as the page is open: a table that changes its columns
    /// under the pointer cannot be read. Only a choice without any metric is made again.
    fn choose_columns(self) {
        Effect::new(move |_| {
            let Loaded::Here(catalogue) = self.catalogue.get() else {
                return;
            };
            let is_final = self.automatic.with_untracked(|columns| {
                columns
                    .as_ref()
                    .is_some_and(|columns| columns.iter().any(is_metric))
            });
            if is_final {
                return;
            }
            let request = automatic::sample(&catalogue);
            spawn_local(async move {
                let answer = self.source.table(&self.project.id(), &request).await;
                match answer {
                    Ok(page) => {
                        let columns = automatic::choose(&catalogue, &request.columns, &page.rows);
                        self.automatic.try_set(Some(columns));
                    }
                    Err(error) => self.failed(error),
                }
            });
        });
    }

    fn follow(self) {
        Effect::new(move |before: Option<Option<Question>>| {
            let question = self.question.get();
            if let Some(question) = &question {
                self.pager.update(Pager::restart);
                let is_other_list = before.flatten().is_some_and(|before| {
                    before.sort != question.sort || before.search != question.search
                });
                if is_other_list {
                    self.active.set(None);
                    self.rows.to_top();
                }
                self.ask();
            }
            question
        });
        let visible = Memo::new(move |_| self.visible());
        Effect::new(move |_| {
            // Read, not only tracked: a memo that nobody has read follows nothing.
            visible.with(|_| ());
            self.ask();
        });
        Effect::new(move |before: Option<u64>| {
            let refreshes = self.project.refreshes.get();
            if before.is_some_and(|before| before != refreshes) {
                self.pager.try_maybe_update(|pager| {
                    pager.refresh();
                    (false, ())
                });
                self.ask();
                let is_complete = self.automatic.with_untracked(|columns| {
                    columns
                        .as_ref()
                        .is_some_and(|columns| columns.iter().any(is_metric))
                });
                if !is_complete {
                    self.load_catalogue();
                }
            }
            refreshes
        });
        Effect::new(move |_| {
            if let Loaded::Failed(error) = self.catalogue.get() {
                self.failed(error);
            }
        });
    }

    /// The rows that should be here; before the first answer, those of a first page. Reactive.
    fn visible(self) -> std::ops::Range<usize> {
        let rows = self.pager.with(|pager| {
            if pager.is_here() {
                pager.matched()
            } else {
                PAGE
            }
        });
        self.rows.visible(rows.max(1))
    }

    fn ask(self) {
        let Some(question) = self.question.get_untracked() else {
            return;
        };
        let visible = untrack(|| self.visible());
        let asks = self
            .pager
            .try_maybe_update(|pager| (false, pager.wanted(&visible)));
        for ask in asks.unwrap_or_default() {
            let question = question.clone();
            spawn_local(async move { self.ask_one(ask, &question).await });
        }
    }

    async fn ask_one(self, ask: Ask, question: &Question) {
        let request = question.request(ask.offset, PAGE);
        match self.source.table(&self.project.id(), &request).await {
            Ok(page) => {
                let is_taken = |pager: &mut Pager| {
                    let is_taken = pager.answer(ask, &question.columns, page);
                    (is_taken, ())
                };
                self.pager.try_maybe_update(is_taken);
                self.error
                    .try_maybe_update(|error| (error.take().is_some(), ()));
            }
            Err(error) => {
                let fail = |pager: &mut Pager| (false, pager.fail(ask) && !pager.is_here());
                // What is on screen is worth more than the news that it is not fresh.
                if self.pager.try_maybe_update(fail) == Some(true) {
                    self.failed(error);
                }
            }
        }
    }

    fn failed(self, error: SourceError) {
        if error == SourceError::SignedOut {
            self.session.ended();
        } else {
            self.error.try_set(Some(error));
        }
    }
}

fn is_metric(column: &Column) -> bool {
    matches!(column, Column::Metric { .. })
}

fn question(
    project: ProjectState,
    columns: Memo<Arc<Vec<Column>>>,
    search: RwSignal<String>,
) -> Memo<Option<Question>> {
    let applied = RwSignal::new(String::new());
    Effect::new(move |_| {
        let typed = search.get();
        set_timeout(
            move || {
                if search.try_get_untracked().as_ref() == Some(&typed) {
                    applied.try_maybe_update(|applied| {
                        let is_other = *applied != typed;
                        *applied = typed;
                        (is_other, ())
                    });
                }
            },
            SEARCH_DELAY,
        );
    });
    Memo::new(move |_| {
        let mut asked = columns.get().to_vec();
        if !project.is_view_loaded() || asked.is_empty() {
            return None;
        }
        asked.sort();
        Some(Question {
            columns: Arc::new(asked),
            sort: project.with_view(|view| view.sort.clone()),
            search: applied.get().trim().to_owned(),
        })
    })
}
