//! What each kind of event does to an experiment. Refuses what goes over a limit; never fails a
//! whole batch for one event.

use std::sync::Arc;

use suisei_core::api::Asset;
use suisei_core::event::{AssetEvent, Event, MetricEvent, Micros, State, Stream};
use suisei_core::number::Scalar;
use suisei_core::wire::points::{NO_STEP, Point};
use suisei_core::wire::record::SeriesName;

use super::stage::{Refused, Taking};
use super::{IngestError, limits};
use crate::store::assets;
use crate::store::output::OutputWriter;
use crate::store::values::Space;

impl Taking<'_> {
    /// Takes one event in. The outer error is the store's, the inner one the event's.
    pub(super) fn event(&mut self, event: Event) -> Result<Result<(), Refused>, IngestError> {
        match event {
            Event::Metric(metric) => Ok(self.metric(metric)),
            Event::Parameter(pair) => Ok(self.value(Space::Parameter, pair.name, pair.value)),
            Event::Other(pair) => Ok(self.value(Space::Other, pair.name, pair.value)),
            Event::Tag(tag) => Ok(self.tag(tag.name)),
            Event::Untag(tag) => {
                if self.stage.head.tags.contains(&tag.name) {
                    self.stage.head_mut().tags.remove(&tag.name);
                }
                Ok(Ok(()))
            }
            Event::Name { value } => {
                if self.stage.head.name != value {
                    self.stage.head_mut().name = value;
                }
                Ok(Ok(()))
            }
            Event::Output { stream, text, time } => self.output(stream, &text, time).map(Ok),
            Event::Environment { section, value } => Ok(self.section(section, value)),
            Event::Asset(asset) => self.asset(asset).map(Ok),
            Event::Status {
                state,
                message,
                time,
            } => {
                self.status(state, message, time);
                Ok(Ok(()))
            }
        }
    }

    fn metric(&mut self, metric: MetricEvent) -> Result<(), Refused> {
        let name = SeriesName {
            metric: metric.name,
            context: metric.context,
            source: metric.source,
        };
        let point = Point {
            series: 0,
            time: metric.time.unwrap_or(self.received),
            value: metric.value.0,
            step: metric.step.unwrap_or(NO_STEP),
            epoch: metric.epoch.unwrap_or(f64::NAN),
        };
        self.point(&name, point)
    }

    fn value(
        &mut self,
        space: Space,
        name: String,
        value: serde_json::Value,
    ) -> Result<(), Refused> {
        let value = Scalar::from_json(value);
        match self.stage.values.get(space, &name) {
            Some(known) if *known == value => return Ok(()),
            None if self.stage.values.count(space) >= limits::VALUES => {
                let (code, what) = match space {
                    Space::Parameter => ("too_many_parameters", "parameters"),
                    Space::Other => ("too_many_others", "others"),
                };
                return Err(Refused::limit(code, what, limits::VALUES));
            }
            _ => {}
        }
        Arc::make_mut(&mut self.stage.values).set(space, name, value);
        self.stage.values_changed = true;
        self.stage.changed.about = true;
        Ok(())
    }

    fn tag(&mut self, name: String) -> Result<(), Refused> {
        if self.stage.head.tags.contains(&name) {
            return Ok(());
        }
        if self.stage.head.tags.len() >= limits::TAGS {
            return Err(Refused::limit("too_many_tags", "tags", limits::TAGS));
        }
        self.stage.head_mut().tags.insert(name);
        Ok(())
    }

    fn output(
        &mut self,
        stream: Stream,
        text: &str,
        time: Option<Micros>,
    ) -> Result<(), IngestError> {
        let shared = self.stage.shared.clone();
        let output = self.stage.output.get_or_insert_with(|| {
            OutputWriter::new(shared.id, shared.read(|state| state.output.clone()))
        });
        output.push(self.kv, stream, text, time.unwrap_or(self.received))?;
        self.stage.changed.output = true;
        Ok(())
    }

    fn section(&mut self, name: String, value: serde_json::Value) -> Result<(), Refused> {
        if !self.stage.head.sections.contains(&name) {
            if self.stage.head.sections.len() >= limits::SECTIONS {
                return Err(Refused::limit(
                    "too_many_sections",
                    "environment sections",
                    limits::SECTIONS,
                ));
            }
            self.stage.head_mut().sections.insert(name.clone());
        }
        self.stage.sections.insert(name, value);
        self.stage.changed.about = true;
        Ok(())
    }

    fn asset(&mut self, event: AssetEvent) -> Result<(), IngestError> {
        let known = match self.stage.assets.get(&event.id) {
            Some(staged) => Some(staged.kind.clone()),
            None => assets::get(self.kv, self.stage.shared.id, &event.id)?.map(|old| old.kind),
        };
        if known.as_ref() != Some(&event.kind) {
            let counts = &mut self.stage.head_mut().assets;
            match &known {
                None => counts.all += 1,
                Some(old) => {
                    if let Some(count) = counts.of_kind(old) {
                        *count = count.saturating_sub(1);
                    }
                }
            }
            if let Some(count) = counts.of_kind(&event.kind) {
                *count += 1;
            }
        }
        let asset = Asset {
            id: event.id,
            kind: event.kind,
            name: event.name,
            sha256: event.sha256,
            size: event.size,
            content_type: event.content_type,
            step: event.step,
            epoch: event.epoch,
            context: event.context,
            metadata: event.metadata,
            time: event.time.unwrap_or(self.received),
            present: false,
        };
        self.stage.assets.insert(asset.id.clone(), asset);
        self.stage.changed.assets = true;
        Ok(())
    }

    fn status(&mut self, state: State, message: Option<String>, time: Option<Micros>) {
        let time = time.unwrap_or(self.received);
        let head = self.stage.head_mut();
        head.state = state;
        head.message = message;
        head.ended = (state != State::Running).then_some(time);
    }
}
