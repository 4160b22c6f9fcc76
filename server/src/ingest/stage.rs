//! What the jobs of one group change about one experiment, collected against its committed state:
//! later batches of a group see the earlier ones, readers see nothing until it is applied.
//! Never changes the state before the commit is durable.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use suisei_core::api::{Asset, BatchAck, Changed, RejectedEvent};
use suisei_core::event::Micros;
use suisei_core::ids::WriterId;
use suisei_core::wire::batch::{Batch, Item};
use suisei_core::wire::points::{NO_TIME, Point, Points};
use suisei_core::wire::record::SeriesName;

use super::{IngestError, limits};
use crate::store::edits::Edits;
use crate::store::intervals::{Intervals, MAX_RUNS};
use crate::store::kv::Kv;
use crate::store::output::OutputWriter;
use crate::store::state::{Head, State};
use crate::store::values::Values;
use crate::store::{Shared, Trashed};

/// Why an event is refused: a word for programs, and what to do about it.
pub(super) struct Refused {
    pub(super) code: &'static str,
    pub(super) message: String,
}

impl Refused {
    /// A limit of this experiment is reached.
    pub(super) fn limit(code: &'static str, what: &str, limit: usize) -> Self {
        let message = format!("the experiment holds {limit} {what} already, which is the limit");
        Self { code, message }
    }
}

/// The staged changes of one experiment.
pub(super) struct Stage {
    pub(super) shared: Arc<Shared>,
    /// True when this group creates it.
    pub(super) is_new: bool,
    pub(super) head: Arc<Head>,
    pub(super) head_changed: bool,
    /// What the trash is to say about it, or nothing any more.
    pub(super) trash: Option<Option<Trashed>>,
    /// It is to be purged: nothing else about it counts then.
    pub(super) purge: Option<(Trashed, Micros)>,
    pub(super) values: Arc<Values>,
    pub(super) values_changed: bool,
    /// The edits with what was staged, where that is something.
    pub(super) edits: Option<Arc<Edits>>,
    /// Names beyond the dictionary, in the order of their numbers.
    pub(super) new_names: Vec<SeriesName>,
    new_index: HashMap<SeriesName, u32>,
    n_known: usize,
    /// Points with the experiment's series numbers.
    pub(super) points: Points,
    pub(super) writers: BTreeMap<WriterId, Intervals>,
    n_writers: usize,
    pub(super) output: Option<OutputWriter>,
    pub(super) assets: BTreeMap<String, Asset>,
    pub(super) sections: BTreeMap<String, serde_json::Value>,
    pub(super) next_chunk: u64,
    pub(super) heard: Micros,
    pub(super) changed: Changed,
}

impl Stage {
    /// Nothing staged yet.
    pub(super) fn new(shared: &Arc<Shared>) -> Self {
        shared.read(|state| Self {
            shared: shared.clone(),
            is_new: false,
            head: state.head.clone(),
            head_changed: false,
            trash: None,
            purge: None,
            values: state.values.clone(),
            values_changed: false,
            edits: None,
            new_names: Vec::new(),
            new_index: HashMap::new(),
            n_known: state.dictionary.len(),
            points: Points::default(),
            writers: BTreeMap::new(),
            n_writers: state.writers.len(),
            output: None,
            assets: BTreeMap::new(),
            sections: BTreeMap::new(),
            next_chunk: state.next_chunk,
            heard: state.heard,
            changed: Changed::default(),
        })
    }

    /// Refuses experiments that nothing can be added to.
    pub(super) fn check_open(&self) -> Result<(), IngestError> {
        if self.head.trashed {
            return Err(IngestError::NotFound);
        }
        match self.shared.read(|state| state.damage.clone()) {
            Some(damage) => Err(IngestError::Unavailable(damage)),
            None => Ok(()),
        }
    }

    /// The head, to be changed.
    pub(super) fn head_mut(&mut self) -> &mut Head {
        self.head_changed = true;
        self.changed.about = true;
        Arc::make_mut(&mut self.head)
    }

    /// Takes a batch in. On an error the stage is of no more use.
    pub(super) fn batch(
        &mut self,
        kv: &dyn Kv,
        batch: Batch,
        received: Micros,
    ) -> Result<BatchAck, IngestError> {
        self.check_open()?;
        let all = batch.first_seq..batch.first_seq.saturating_add(batch.n_events());
        let mut intervals = self.intervals(&batch.writer)?;
        let missing = intervals.missing(all.clone());
        intervals.insert(all.clone());
        if intervals.n_runs() > MAX_RUNS {
            return Err(IngestError::Invalid(format!(
                "writer `{}` left {MAX_RUNS} gaps in its sequence numbers; send the missing events first",
                batch.writer
            )));
        }
        let n_new: u64 = missing.iter().map(|range| range.end - range.start).sum();
        let mut ack = BatchAck {
            accepted: n_new,
            duplicates: all.end - all.start - n_new,
            rejected: Vec::new(),
            next_seq: intervals.next(),
        };
        if n_new > 0 {
            self.writers.insert(batch.writer, intervals);
        }
        self.heard = self.heard.max(received);
        let mut taking = Taking {
            stage: self,
            kv,
            received,
            numbers: vec![None; batch.series.len()],
            series: &batch.series,
            n_rejected: 0,
            ack: &mut ack,
        };
        let mut seq = batch.first_seq;
        for item in batch.items {
            let end = seq + item.n_events();
            taking.item(item, seq, &missing)?;
            seq = end;
        }
        let n_rejected = taking.n_rejected;
        ack.accepted -= n_rejected;
        if n_rejected > 0 {
            self.head_mut().rejected += n_rejected;
        }
        Ok(ack)
    }

    fn intervals(&self, writer: &WriterId) -> Result<Intervals, IngestError> {
        if let Some(staged) = self.writers.get(writer) {
            return Ok(staged.clone());
        }
        if let Some(known) = self.shared.read(|state| state.writers.get(writer).cloned()) {
            return Ok(known);
        }
        if self.n_writers + self.writers.len() >= limits::WRITERS {
            return Err(IngestError::Invalid(format!(
                "the experiment has {} writers already, which is the limit",
                limits::WRITERS
            )));
        }
        Ok(Intervals::default())
    }

    /// The number of a series, which it gets now if it is new.
    fn series(&mut self, name: &SeriesName) -> Result<u32, Refused> {
        let known = self.shared.read(|state| state.dictionary.get(name));
        if let Some(number) = known.or_else(|| self.new_index.get(name).copied()) {
            return Ok(number);
        }
        let number = self.n_known + self.new_names.len();
        if number >= limits::SERIES {
            return Err(Refused::limit("too_many_metrics", "series", limits::SERIES));
        }
        self.new_names.push(name.clone());
        self.new_index.insert(name.clone(), number as u32);
        Ok(number as u32)
    }

    /// Changes the state to what was staged; only after the commit is durable. Returns the notice's
    /// content, if there is anything to tell.
    pub(super) fn apply(self, state: &mut State) -> Changed {
        state.head = self.head;
        state.values = self.values;
        if let Some(edits) = self.edits {
            state.edits = Some(edits);
        }
        state.dictionary.extend(&self.new_names);
        state
            .series
            .resize_with(state.dictionary.len(), Default::default);
        state.writers.extend(self.writers);
        if let Some(output) = self.output {
            state.output = output.cursor().clone();
        }
        state.next_chunk = self.next_chunk;
        state.heard = state.heard.max(self.heard);
        state.push_points(&self.points);
        let mut changed = self.changed;
        let series: BTreeSet<u32> = self.points.series.iter().copied().collect();
        let names = state.dictionary.names();
        let shown = |series: &u32| state.shown(names.get(*series as usize)?);
        let mut metrics: BTreeSet<String> =
            std::mem::take(&mut changed.metrics).into_iter().collect();
        for name in series.iter().filter_map(shown) {
            if !metrics.contains(&name.metric) {
                metrics.insert(name.metric.clone());
            }
        }
        changed.metrics = metrics.into_iter().collect();
        changed
    }
}

/// A batch on its way into a stage.
pub(super) struct Taking<'a> {
    pub(super) stage: &'a mut Stage,
    pub(super) kv: &'a dyn Kv,
    pub(super) received: Micros,
    numbers: Vec<Option<u32>>,
    series: &'a [SeriesName],
    n_rejected: u64,
    ack: &'a mut BatchAck,
}

impl Taking<'_> {
    /// Takes in the part of an item that was not received before.
    fn item(
        &mut self,
        item: Item,
        seq: u64,
        missing: &[std::ops::Range<u64>],
    ) -> Result<(), IngestError> {
        let end = seq + item.n_events();
        let first = missing.partition_point(|range| range.end <= seq);
        let new = missing[first..]
            .iter()
            .take_while(|range| range.start < end)
            .map(|range| range.start.max(seq)..range.end.min(end));
        match item {
            Item::Points(points) => {
                for range in new {
                    let part = (range.start - seq) as usize..(range.end - seq) as usize;
                    self.points(&points, part, range.start);
                }
            }
            Item::Event(event) => {
                if new.count() > 0
                    && let Err(refused) = self.event(event)?
                {
                    self.reject(seq, refused.code, refused.message);
                }
            }
            Item::Bad(error) => {
                if new.count() > 0 {
                    self.reject(seq, error.code(), error.to_string());
                }
            }
        }
        Ok(())
    }

    fn reject(&mut self, seq: u64, code: &str, message: String) {
        self.n_rejected += 1;
        if self.ack.rejected.len() < limits::REPORTED {
            self.ack.rejected.push(RejectedEvent {
                seq,
                code: code.to_owned(),
                message,
            });
        }
    }

    fn points(&mut self, points: &Points, part: std::ops::Range<usize>, first_seq: u64) {
        for (index, seq) in part.zip(first_seq..) {
            match self.number(points.series[index]) {
                Ok(series) => {
                    let time = match points.time[index] {
                        NO_TIME => self.received,
                        time => time,
                    };
                    self.stage.points.push(Point {
                        series,
                        time,
                        value: points.value[index],
                        step: points.step[index],
                        epoch: points.epoch[index],
                    });
                }
                Err(refused) => self.reject(seq, refused.code, refused.message),
            }
        }
    }

    /// The experiment's number for a series of this batch.
    fn number(&mut self, index: u32) -> Result<u32, Refused> {
        let index = index as usize;
        if let Some(Some(number)) = self.numbers.get(index) {
            return Ok(*number);
        }
        let Some(name) = self.series.get(index) else {
            let message = format!("the batch names no series {index}");
            return Err(Refused {
                code: "malformed_event",
                message,
            });
        };
        let number = self.stage.series(name)?;
        self.numbers[index] = Some(number);
        Ok(number)
    }

    /// A single point; batches bring most of them as columns.
    pub(super) fn point(&mut self, name: &SeriesName, point: Point) -> Result<(), Refused> {
        let series = self.stage.series(name)?;
        self.stage.points.push(Point { series, ..point });
        Ok(())
    }
}
