//! Collects what a training logs and hands it to the server as batches, like any other writer.

use anyhow::{Context as _, Result};
use sha2::{Digest as _, Sha256};
use suisei_core::event::{AssetEvent, Event, Micros, Named, NamedValue, State, Stream};
use suisei_core::ids::{ContentHash, WriterId};
use suisei_core::wire::batch::{Batch, Item};
use suisei_core::wire::points::{Point, Points};
use suisei_core::wire::record::SeriesName;

use crate::app::App;
use crate::limits::blocking;
use crate::store::Experiment;

/// A writer of the demo.
pub(super) struct Recorder {
    writer: WriterId,
    next_seq: u64,
    items: Vec<Item>,
    points: Points,
    series: Vec<SeriesName>,
    blobs: Vec<(ContentHash, Vec<u8>)>,
}

/// Where a point or a file belongs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment {
    pub(super) step: i64,
    pub(super) epoch: f64,
    pub(super) time: Micros,
}

/// A file to log.
pub(super) struct File<'a> {
    pub(super) kind: &'a str,
    pub(super) name: &'a str,
    pub(super) content_type: &'a str,
    pub(super) bytes: Vec<u8>,
}

impl Recorder {
    /// A writer with a name that the experiment has not seen.
    pub(super) fn new(name: &str) -> Result<Self> {
        Ok(Self {
            writer: name.parse()?,
            next_seq: 0,
            items: Vec::new(),
            points: Points::default(),
            series: Vec::new(),
            blobs: Vec::new(),
        })
    }

    pub(super) fn metric(&mut self, name: &str, value: f64, moment: Moment) {
        let series = match self.series.iter().position(|known| known.metric == name) {
            Some(index) => index,
            None => {
                let context = String::new();
                self.series.push(SeriesName {
                    metric: name.to_owned(),
                    context,
                    source: 0,
                });
                self.series.len() - 1
            }
        };
        self.points.push(Point {
            series: series as u32,
            time: moment.time,
            value,
            step: moment.step,
            epoch: moment.epoch,
        });
    }

    pub(super) fn parameter(&mut self, name: &str, value: serde_json::Value) {
        self.event(Event::Parameter(NamedValue {
            name: name.to_owned(),
            value,
        }));
    }

    pub(super) fn tag(&mut self, name: &str) {
        self.event(Event::Tag(Named {
            name: name.to_owned(),
        }));
    }

    pub(super) fn print(&mut self, stream: Stream, text: String, time: Micros) {
        self.event(Event::Output {
            stream,
            text,
            time: Some(time),
        });
    }

    pub(super) fn environment(&mut self, section: &str, value: serde_json::Value) {
        self.event(Event::Environment {
            section: section.to_owned(),
            value,
        });
    }

    pub(super) fn state(&mut self, state: State, message: Option<String>, time: Micros) {
        self.event(Event::Status {
            state,
            message,
            time: Some(time),
        });
    }

    pub(super) fn file(&mut self, file: File<'_>, moment: Moment) -> Result<()> {
        let digest: String = Sha256::digest(&file.bytes)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let sha256: ContentHash = digest.parse()?;
        // Unique in the experiment: the file's name, its place and its content.
        let id = Sha256::digest(format!("{} {} {digest}", file.name, moment.step));
        let id: String = id
            .iter()
            .take(16)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        self.event(Event::Asset(AssetEvent {
            id,
            kind: file.kind.to_owned(),
            name: file.name.to_owned(),
            sha256: sha256.clone(),
            size: file.bytes.len() as u64,
            content_type: Some(file.content_type.to_owned()),
            step: Some(moment.step),
            epoch: Some(moment.epoch),
            context: None,
            metadata: None,
            time: Some(moment.time),
        }));
        self.blobs.push((sha256, file.bytes));
        Ok(())
    }

    fn event(&mut self, event: Event) {
        self.flush_points();
        self.items.push(Item::Event(event));
    }

    fn flush_points(&mut self) {
        if !self.points.is_empty() {
            self.items
                .push(Item::Points(std::mem::take(&mut self.points)));
        }
    }

    /// Sends what was collected, files first.
    pub(super) async fn send(&mut self, app: &App, experiment: &Experiment) -> Result<()> {
        self.flush_points();
        for (hash, bytes) in self.blobs.drain(..) {
            put_blob(app, experiment, hash, bytes).await?;
        }
        if self.items.is_empty() {
            return Ok(());
        }
        let batch = Batch {
            writer: self.writer.clone(),
            first_seq: self.next_seq,
            items: std::mem::take(&mut self.items),
            series: self.series.clone(),
        };
        let n_events = batch.n_events();
        // A point takes five words.
        app.ingest
            .batch(experiment.key(), batch, n_events as usize * 40)
            .await?;
        self.next_seq += n_events;
        Ok(())
    }
}

async fn put_blob(
    app: &App,
    experiment: &Experiment,
    hash: ContentHash,
    bytes: Vec<u8>,
) -> Result<()> {
    let store = app.store.clone();
    let workspace = experiment.workspace().context("the project was deleted")?;
    let written = blocking(move || {
        if !store.has_blob(&workspace, &hash) {
            let mut blob = store.put_blob(&workspace, &hash)?;
            blob.write(&bytes)?;
            blob.commit()?;
        }
        Ok(())
    });
    written.await.context("cannot keep a file")
}
