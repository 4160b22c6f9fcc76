//! The project that is open: its experiments, metrics and view, shared by list, panels and table.

use std::collections::HashSet;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use suisei_core::api;
use suisei_core::ids::ExperimentKey;
use suisei_core::table::{
    Column, MetricName, PageRow, RowHead, Statistic, TablePage, TableRequest,
};
use suisei_core::view::ViewSpec;

use crate::source::{LiveScope, Source, use_source};
use crate::state::live::{LiveEvent, use_live};
use crate::state::load::{Loaded, Resource};
use crate::state::toast::{Toasts, use_toasts};

/// Experiments that the list holds at most; the list says when there are more.
pub(crate) const MOST_LISTED: usize = suisei_core::table::MAX_LIMIT;

/// Edits that follow each other within this time are stored together.
const SAVE_DELAY: Duration = Duration::from_millis(400);

/// However many commits arrive, lists are asked for no more often than this.
const REFRESH: Duration = Duration::from_millis(1_000);

/// The open project, shared by context.
#[derive(Clone, Copy)]
pub(crate) struct ProjectState {
    id: StoredValue<String>,
    source: Source,
    toasts: Toasts,
    /// The project itself.
    pub(crate) project: Resource<api::Project>,
    /// The names of its metrics.
    pub(crate) metrics: Resource<Vec<MetricName>>,
    /// Its experiments, newest first; each row's only cell is the list's metric.
    pub(crate) list: Resource<TablePage>,
    /// The view, as it is on screen.
    view: RwSignal<ViewSpec>,
    /// True once the stored view has arrived: before that nothing may be saved over it.
    view_loaded: RwSignal<bool>,
    edits: StoredValue<u64>,
    save_waits: StoredValue<bool>,
    /// The metric beside the names in the list.
    pub(crate) list_metric: RwSignal<Option<MetricName>>,
    /// The experiment whose row is under the pointer: its lines stand out, others step back.
    pub(crate) hovered: RwSignal<Option<ExperimentKey>>,
    /// The experiment whose line is nearest to the pointer: its row and lines stand out.
    pub(crate) pointed: RwSignal<Option<ExperimentKey>>,
    refreshing: StoredValue<bool>,
    /// Counts refreshes, so that the table knows when to ask again.
    pub(crate) refreshes: RwSignal<u64>,
}

impl ProjectState {
    /// Loads a project and follows its live updates for as long as the calling component lives.
    pub(crate) fn open(id: &str) -> Self {
        let state = Self {
            id: StoredValue::new(id.to_owned()),
            source: use_source(),
            toasts: use_toasts(),
            project: Resource::new(),
            metrics: Resource::new(),
            list: Resource::new(),
            view: RwSignal::new(ViewSpec::default()),
            view_loaded: RwSignal::new(false),
            edits: StoredValue::new(0),
            save_waits: StoredValue::new(false),
            list_metric: RwSignal::new(None),
            hovered: RwSignal::new(None),
            pointed: RwSignal::new(None),
            refreshing: StoredValue::new(false),
            refreshes: RwSignal::new(0),
        };
        state.refresh();
        state.follow_list_metric();
        let live = use_live();
        live.open(LiveScope::Project(id.to_owned()));
        live.listen(move |event| state.hear(event));
        state
    }

    /// Chooses the list's metric once names are known, and only then asks for the list: asked
    /// before, it would be asked twice.
    fn follow_list_metric(self) {
        Effect::new(move |_| {
            let chosen = self.metrics.with(|metrics| match metrics {
                Loaded::Here(metrics) => telling_metric(metrics),
                Loaded::Asking | Loaded::Failed(_) => None,
            });
            if self.list_metric.with_untracked(Option::is_none) && chosen.is_some() {
                self.list_metric.set(chosen);
            }
        });
        let known = Memo::new(move |_| self.metrics.with(|metrics| *metrics != Loaded::Asking));
        Effect::new(move |_| {
            if known.get() {
                self.list_metric.track();
                self.load_list();
            }
        });
    }

    /// False once its page has been left.
    pub(crate) fn is_open(self) -> bool {
        self.save_waits.try_get_value().is_some()
    }

    /// The project's id.
    pub(crate) fn id(self) -> String {
        self.id.get_value()
    }

    /// Looks at the view without a copy; reactive.
    pub(crate) fn with_view<T>(self, look: impl FnOnce(&ViewSpec) -> T) -> T {
        self.view.with(look)
    }

    /// True once the stored view has arrived; reactive.
    pub(crate) fn is_view_loaded(self) -> bool {
        self.view_loaded.get()
    }

    /// Changes the view on screen at once. The server gets a single edit at once too, so that a
    /// page that is left right after it loses nothing; of a burst it gets the last.
    pub(crate) fn edit_view(self, edit: impl FnOnce(&mut ViewSpec)) {
        self.view.update(edit);
        self.edits.update_value(|edits| *edits += 1);
        if self.save_waits.get_value() {
            return;
        }
        self.save_waits.set_value(true);
        self.save_view();
        let saved = self.edits.get_value();
        set_timeout(
            move || {
                // The page may be gone by now.
                if self.save_waits.try_set_value(false).is_none() && self.edits.get_value() != saved
                {
                    self.save_view();
                }
            },
            SAVE_DELAY,
        );
    }

    /// The experiments that are drawn, newest first; reactive.
    pub(crate) fn shown(self) -> Vec<RowHead> {
        let rows = self.heads();
        let keys: Vec<ExperimentKey> = rows.iter().map(|head| head.key.clone()).collect();
        let shown: HashSet<ExperimentKey> = self
            .view
            .with(|view| view.shown(&keys).into_iter().cloned().collect());
        rows.into_iter()
            .filter(|head| shown.contains(&head.key))
            .collect()
    }

    /// All experiments of the list, newest first; reactive.
    pub(crate) fn heads(self) -> Vec<RowHead> {
        self.rows().into_iter().map(|row| row.head).collect()
    }

    /// All rows of the list, newest first; reactive.
    pub(crate) fn rows(self) -> Vec<PageRow> {
        self.list.with(|list| match list {
            Loaded::Here(page) => page.rows.clone(),
            Loaded::Asking | Loaded::Failed(_) => Vec::new(),
        })
    }

    /// Draws experiments, or stops drawing them.
    pub(crate) fn show(self, keys: &[ExperimentKey], visible: Visible) {
        self.edit_view(|view| {
            for key in keys {
                view.shown.insert(key.clone(), visible == Visible::Yes);
            }
        });
    }

    /// Keeps an experiment at the top of the list, or no longer.
    pub(crate) fn toggle_pin(self, key: &ExperimentKey) {
        self.edit_view(
            |view| match view.pinned.iter().position(|pinned| pinned == key) {
                Some(index) => {
                    view.pinned.remove(index);
                }
                None => view.pinned.push(key.clone()),
            },
        );
    }

    /// Asks again for everything but a view that is here: that one may hold edits.
    pub(crate) fn refresh(self) {
        if !self.view_loaded.get_untracked() {
            self.load_view();
        }
        let (source, id) = (self.source, self.id());
        self.project.load(async move { source.project(&id).await });
        let (source, id) = (self.source, self.id());
        self.metrics.load(async move { source.metrics(&id).await });
        if self
            .metrics
            .with_untracked(|metrics| *metrics != Loaded::Asking)
        {
            self.load_list();
        }
        self.refreshes.update(|refreshes| *refreshes += 1);
    }

    fn load_list(self) {
        let (source, id) = (self.source, self.id());
        let metric = self.list_metric.get_untracked();
        let request = TableRequest {
            columns: metric
                .map(|metric| Column::Metric {
                    metric,
                    statistic: Statistic::Last,
                })
                .into_iter()
                .collect(),
            limit: MOST_LISTED,
            ..TableRequest::default()
        };
        self.list
            .load(async move { source.table(&id, &request).await });
    }

    fn load_view(self) {
        spawn_local(async move {
            match self.source.view(&self.id()).await {
                Ok(_) if self.view_loaded.get_untracked() => {}
                Ok(view) => {
                    self.view.set(view);
                    self.view_loaded.set(true);
                }
                Err(error) => self.toasts.report(&error),
            }
        });
    }

    /// Stores the view as it is now; never before the stored one has arrived.
    fn save_view(self) {
        if !self.view_loaded.get_untracked() {
            return;
        }
        spawn_local(async move {
            let view = self.view.get_untracked();
            if let Err(error) = self.source.save_view(&self.id(), &view).await {
                self.toasts.report(&error);
            }
        });
    }

    fn hear(self, event: &LiveEvent) {
        let matters = match event {
            LiveEvent::Reset => true,
            LiveEvent::Notice(notice) => {
                notice.changed.about || notice.changed.created || !notice.changed.metrics.is_empty()
            }
        };
        if !matters || self.refreshing.get_value() {
            return;
        }
        self.refreshing.set_value(true);
        set_timeout(
            move || {
                if self.refreshing.try_set_value(false).is_none() {
                    self.refresh();
                }
            },
            REFRESH,
        );
    }
}

/// Whether an experiment is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Visible {
    /// Drawn.
    Yes,
    /// Not drawn.
    No,
}

/// The project that is open.
pub(crate) fn use_project() -> ProjectState {
    expect_context()
}

/// The metric that tells most about an experiment: validation before training, accuracy before
/// loss, and never a system metric where there is another.
pub(crate) fn telling_metric(metrics: &[MetricName]) -> Option<MetricName> {
    metrics
        .iter()
        .min_by_key(|metric| telling_rank(metric))
        .cloned()
}

/// How much a metric tells about an experiment: the smaller, the more.
pub(crate) fn telling_rank(metric: &MetricName) -> (bool, bool, u8) {
    let text = format!("{}/{}", metric.context, metric.name).to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let quality = if has(&["acc", "f1", "auc", "score", "reward"]) {
        0
    } else if has(&["loss", "error", "perplexity"]) {
        1
    } else {
        2
    };
    (
        text.contains("sys."),
        !has(&["val", "test", "eval"]),
        quality,
    )
}
