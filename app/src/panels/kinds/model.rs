//! The state of one panel that is no line chart: loads its chart while it is on screen, and again
//! when something it shows has changed.

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use suisei_core::ids::ExperimentKey;
use suisei_core::view::PanelKind;

use super::chart::Chart;
use super::context::{Context, Facts, Follows};
use crate::source::SourceError;
use crate::state::project::use_project;
use crate::state::session::use_session;

/// A chart, or none when there is nothing to show.
pub(super) type Made = Option<Rc<dyn Chart>>;

/// How far a panel is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Phase {
    /// Asked for the first time.
    Asking,
    /// Here; old data stays while new is asked for.
    Here,
    /// There is nothing to show.
    Nothing,
    /// Not here, and why.
    Failed(SourceError),
}

/// The state; cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct KindModel {
    chart: StoredValue<Made, LocalStorage>,
    /// Counts changes of the chart.
    pub(crate) version: RwSignal<u64>,
    /// How far it is.
    pub(super) phase: RwSignal<Phase>,
    /// Width and height of the panel's inside in CSS pixels.
    pub(crate) size: RwSignal<(f64, f64)>,
    /// True while it is on screen or near it.
    pub(crate) on_screen: RwSignal<bool>,
    /// What is pointed at, and where a tooltip stands.
    pub(crate) pointed: RwSignal<Option<(usize, (f64, f64))>>,
    /// The experiment that is pointed at elsewhere.
    pub(crate) elsewhere: Signal<Option<ExperimentKey>>,
    /// True while it is shown as a table.
    pub(crate) as_table: RwSignal<bool>,
    retries: RwSignal<u64>,
}

impl KindModel {
    /// Loads what a panel shows, from now on.
    pub(crate) fn follow(kind: PanelKind) -> Self {
        let project = use_project();
        let elsewhere = Signal::derive(move || project.hovered.get());
        let model = Self {
            chart: StoredValue::new_local(None),
            version: RwSignal::new(0),
            phase: RwSignal::new(Phase::Asking),
            size: RwSignal::new((0.0, 0.0)),
            on_screen: RwSignal::new(false),
            pointed: RwSignal::new(None),
            elsewhere,
            as_table: RwSignal::new(false),
            retries: RwSignal::new(0),
        };
        let session = use_session();
        let context = StoredValue::new_local(Context::here());
        let follows = Follows::of(&kind);
        let kind = StoredValue::new(kind);
        let facts = Memo::new(move |_| Facts::of(&project, follows));
        let asked = StoredValue::new(None::<(Facts, u64)>);
        // One question at a time: what changes before the answer is asked for after it.
        let (is_busy, answers) = (StoredValue::new(false), RwSignal::new(0_u64));
        Effect::new(move |_| {
            answers.track();
            let (facts, retries) = (facts.get(), model.retries.get());
            let is_wanted = model.on_screen.get() && !is_busy.get_value();
            let Some(now) = facts.map(|facts| (facts, retries)).filter(|_| is_wanted) else {
                return;
            };
            if asked.with_value(|asked| asked.as_ref() == Some(&now)) {
                return;
            }
            asked.set_value(Some(now.clone()));
            is_busy.set_value(true);
            let (kind, context) = (kind.get_value(), context.get_value());
            spawn_local(async move {
                let made = super::make(&kind, &context, now.0).await;
                // The panel may be gone by now.
                if is_busy.try_set_value(false).is_some() {
                    return;
                }
                match made {
                    Ok(made) => model.take(made),
                    Err(SourceError::SignedOut) => session.ended(),
                    // What is on screen is worth more than the news that it is not fresh.
                    Err(_) if model.chart.with_value(Option::is_some) => {}
                    Err(error) => model.phase.set(Phase::Failed(error)),
                }
                answers.update(|answers| *answers += 1);
            });
        });
        model
    }

    fn take(self, made: Made) {
        let phase = if made.is_some() {
            Phase::Here
        } else {
            Phase::Nothing
        };
        self.chart.set_value(made);
        if self.phase.get_untracked() != phase {
            self.phase.set(phase);
        }
        let n = self.with(|chart| chart.len()).unwrap_or(0);
        if self
            .pointed
            .get_untracked()
            .is_some_and(|(index, _)| index >= n)
        {
            self.pointed.set(None);
        }
        self.changed();
    }

    /// The chart looks different now.
    pub(crate) fn changed(self) {
        self.version.update(|version| *version += 1);
    }

    /// Asks again after a failure.
    pub(super) fn retry(self) {
        self.phase.set(Phase::Asking);
        self.retries.update(|retries| *retries += 1);
    }

    /// Looks at the chart; none while there is none.
    pub(crate) fn with<T>(self, look: impl FnOnce(&dyn Chart) -> T) -> Option<T> {
        self.chart.with_value(|chart| chart.as_deref().map(look))
    }

    /// Points at a thing and tells the rest of the page which experiment that is.
    pub(crate) fn point(self, pointed: Option<(usize, (f64, f64))>) {
        // An element that is taken away loses the focus and the pointer, after its panel has gone.
        let before = self.pointed.try_get_untracked();
        if before.is_some_and(|before| before != pointed) {
            self.pointed.set(pointed);
        }
    }

    /// The experiment of the thing that is pointed at; reactive.
    pub(crate) fn experiment(self) -> Option<ExperimentKey> {
        let (index, _) = self.pointed.get()?;
        self.with(|chart| chart.experiment(index).cloned())?
    }
}
