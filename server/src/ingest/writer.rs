//! The one writer: takes all jobs that wait, stages them, commits them as one durable write, then
//! makes them visible, tells listeners and answers. Never answers before the data is on disk.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, MutexGuard};

use suisei_core::api::{Changed, Notice};
use suisei_core::ids::ExperimentKey;

use super::head::checked_name;
use super::job::{Answer, Job, Reply};
use super::names::made_name;
use super::stage::Stage;
use super::{Core, CreateExperiment, IngestError, limits};
use crate::store::keys::{self, ExperimentId};
use crate::store::kv::{Change, Condition};
use crate::store::state::{Head, State};
use crate::store::{Project, ProjectId, Shared, StoreError, codec, trash};
use crate::sync::{lock, read, write};

/// Works until the queue is closed and empty.
pub(super) fn run(core: &Core) {
    while let Some((jobs, n_bytes)) = core.queue.take(limits::GROUP_BYTES) {
        let experiments: Vec<Arc<Shared>> = jobs.iter().filter_map(Job::experiment).collect();
        // The engine panics on damage that it meets. Whoever waits is answered because the replies
        // are dropped, and what is in memory is read back from disk before the next commit.
        if catch_unwind(AssertUnwindSafe(|| commit(core, jobs))).is_err() {
            core.store.inner.distrust(&experiments);
        }
        core.queue.done(n_bytes);
    }
}

/// Jobs that are committed together.
struct Group<'a> {
    core: &'a Core,
    stages: BTreeMap<u64, Staged>,
    /// Experiments that this group creates.
    created: BTreeMap<ExperimentKey, Arc<Shared>>,
    projects: BTreeMap<ProjectId, Project>,
    next_experiment: u64,
}

/// What a group holds of one experiment: its changes with the answers that wait for them, or why
/// none of them can be made.
enum Staged {
    Open(Box<Stage>, Vec<Answer>),
    Failed(IngestError),
}

fn commit(core: &Core, jobs: Vec<Job>) {
    if let Err(error) = core.store.inner.ready() {
        return jobs
            .into_iter()
            .for_each(|job| job.refuse(error.clone().into()));
    }
    // Held until the new numbers are visible, so that nobody else changes the projects meanwhile.
    let creates = jobs.iter().any(|job| matches!(job, Job::Create { .. }));
    let _guard: Option<MutexGuard<'_, ()>> = creates.then(|| lock(&core.store.inner.groups));
    let mut group = Group {
        core,
        stages: BTreeMap::new(),
        created: BTreeMap::new(),
        projects: BTreeMap::new(),
        next_experiment: read(&core.store.inner.catalog).next_experiment,
    };
    for job in jobs {
        group.stage(job);
    }
    group.commit();
}

impl Group<'_> {
    fn stage(&mut self, job: Job) {
        match job {
            Job::Batch {
                experiment,
                batch,
                received,
                reply,
            } => {
                let kv = self.core.store.inner.kv.clone();
                self.with(
                    &experiment,
                    |stage| stage.batch(kv.as_ref(), batch, received),
                    reply,
                    Answer::Batch,
                );
            }
            Job::Change {
                experiment,
                change,
                reply,
            } => {
                let answer = |reply, ()| Answer::Change(reply);
                self.with(&experiment, |stage| change.stage(stage), reply, answer);
            }
            Job::Create { new, reply } => match self.create(&new) {
                Err(error) => drop(reply.send(Err(error))),
                Ok((shared, is_new)) => match self.stages.get_mut(&shared.id.0) {
                    Some(Staged::Open(_, answers)) => {
                        answers.push(Answer::Create(reply, shared, is_new));
                    }
                    _ => drop(reply.send(Ok((shared, false)))),
                },
            },
        }
    }

    /// Stages a job of one experiment. A job that is refused before it changed anything leaves the
    /// others alone; one that the store failed under fails all jobs of the experiment.
    fn with<T>(
        &mut self,
        experiment: &Arc<Shared>,
        work: impl FnOnce(&mut Stage) -> Result<T, IngestError>,
        reply: Reply<T>,
        answer: impl FnOnce(Reply<T>, T) -> Answer,
    ) {
        if experiment.is_gone() {
            return drop(reply.send(Err(IngestError::Gone)));
        }
        let staged = match self.stages.entry(experiment.id.0) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => {
                entry.insert(Staged::Open(Box::new(Stage::new(experiment)), Vec::new()))
            }
        };
        match staged {
            Staged::Failed(error) => drop(reply.send(Err(error.clone()))),
            Staged::Open(stage, _) if stage.purge.is_some() => {
                drop(reply.send(Err(IngestError::Gone)));
            }
            Staged::Open(stage, answers) => match work(stage) {
                Ok(done) => answers.push(answer(reply, done)),
                Err(
                    error @ (IngestError::NotFound
                    | IngestError::NotTrashed
                    | IngestError::Invalid(_)),
                ) => drop(reply.send(Err(error))),
                Err(error) => {
                    let answers = std::mem::take(answers);
                    answers
                        .into_iter()
                        .for_each(|answer| answer.send(Err(error.clone())));
                    drop(reply.send(Err(error.clone())));
                    *staged = Staged::Failed(error);
                }
            },
        }
    }

    /// Finds or stages a new experiment.
    fn create(&mut self, new: &CreateExperiment) -> Result<(Arc<Shared>, bool), IngestError> {
        if let Some(found) = self.created.get(&new.key) {
            return Ok((found.clone(), false));
        }
        let catalog = read(&self.core.store.inner.catalog);
        if let Some(found) = catalog.experiments.get(&new.key) {
            return Ok((found.clone(), false));
        }
        let kv = self.core.store.inner.kv.as_ref();
        if trash::purged(kv, &new.key)?.is_some() {
            return Err(IngestError::Gone);
        }
        if kv.get(&keys::experiment(&new.key))?.is_some() {
            let why = format!("experiment `{}` is damaged; restore a backup", new.key);
            return Err(IngestError::Unavailable(why));
        }
        let project = match self.projects.entry(new.project.clone()) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => match catalog.projects.get(&new.project) {
                Some(project) => entry.insert(project.clone()),
                None => return Err(IngestError::NotFound),
            },
        };
        let number = project.numbered + 1;
        let name = match &new.name {
            Some(name) => checked_name(name)?.to_owned(),
            None => made_name(&new.key, number),
        };
        project.numbered = number;
        let id = ExperimentId(self.next_experiment);
        self.next_experiment += 1;
        let head = Head::new(
            new.key.clone(),
            new.project.clone(),
            number,
            name,
            new.created,
        );
        let shared = Shared::new(id, self.core.store.inner.loader.clone(), State::new(head));
        let mut stage = Stage::new(&shared);
        stage.is_new = true;
        stage.changed = Changed {
            created: true,
            about: true,
            ..Changed::default()
        };
        self.stages
            .insert(id.0, Staged::Open(Box::new(stage), Vec::new()));
        self.created.insert(new.key.clone(), shared.clone());
        Ok((shared, true))
    }

    fn commit(mut self) {
        let changes = self.changes();
        let stages: Vec<(Stage, Vec<Answer>)> = std::mem::take(&mut self.stages)
            .into_values()
            .filter_map(|staged| match staged {
                Staged::Open(stage, answers) => Some((*stage, answers)),
                Staged::Failed(_) => None,
            })
            .collect();
        let touched: Vec<Arc<Shared>> = stages
            .iter()
            .filter(|(stage, _)| !stage.is_new)
            .map(|(stage, _)| stage.shared.clone())
            .collect();
        let (stages, answers): (Vec<Stage>, Vec<Vec<Answer>>) = stages.into_iter().unzip();
        // No other process that shares the store has made them meanwhile.
        let made = self.created.keys().map(keys::experiment);
        let new: Vec<Condition> = made.map(Condition::absent).collect();
        let inner = &self.core.store.inner;
        let result = changes
            .and_then(|changes| inner.commit_if(&new, &changes, &touched, || self.apply(stages)))
            .map_err(IngestError::from);
        let result = match result {
            Ok(notices) => {
                notices
                    .into_iter()
                    .for_each(|notice| self.core.live.publish(notice));
                Ok(())
            }
            Err(error) => Err(error),
        };
        for answer in answers.into_iter().flatten() {
            answer.send(result.clone());
        }
    }

    /// Everything that the group changes.
    fn changes(&mut self) -> Result<Vec<Change>, StoreError> {
        let kv = self.core.store.inner.kv.clone();
        let mut changes = Vec::new();
        for staged in self.stages.values_mut() {
            if let Staged::Open(stage, _) = staged {
                changes.extend(stage.changes(kv.as_ref())?);
            }
        }
        if !self.created.is_empty() {
            let next = codec::seal(&self.next_experiment.to_le_bytes());
            changes.push(Change::Put(keys::meta("experiments"), next));
            for project in self.projects.values() {
                changes.extend(project.changes(kv.as_ref())?);
            }
        }
        Ok(changes)
    }

    fn apply_stage(&self, stage: Stage) -> Changed {
        let has_new_names = !stage.new_names.is_empty();
        stage.shared.clone().write(|state| {
            let changed = stage.apply(state);
            if has_new_names {
                self.core.store.inner.loader.share_names(state);
            }
            changed
        })
    }

    /// Makes the group visible; returns what to tell.
    fn apply(&self, stages: Vec<Stage>) -> Vec<Notice> {
        let mut notices = Vec::new();
        for stage in stages {
            let shared = stage.shared.clone();
            let (project, number) = (stage.head.project.clone(), stage.head.number);
            let (is_new, is_purged) = (stage.is_new, stage.purge.is_some());
            let changed = match is_purged {
                true => stage.changed,
                false => self.apply_stage(stage),
            };
            if is_new {
                let mut catalog = write(&self.core.store.inner.catalog);
                catalog.insert(&project, number, &shared);
            }
            if is_purged {
                self.core.store.inner.bury(&shared);
                self.core.compactor.purge();
            } else {
                self.core.compactor.touch(&shared);
            }
            if changed != Changed::default() {
                notices.push(Notice {
                    seq: 0,
                    experiment: shared.key.clone(),
                    project: project.to_string(),
                    changed,
                });
            }
        }
        if !self.created.is_empty() {
            let mut catalog = write(&self.core.store.inner.catalog);
            catalog.next_experiment = self.next_experiment;
            catalog.projects.extend(self.projects.clone());
        }
        notices
    }
}
