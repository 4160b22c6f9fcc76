//! Batches as a sender writes them.

use suisei_core::event::Event;
use suisei_core::ids::WriterId;
use suisei_core::wire::batch::Batch;
use suisei_core::wire::points::{NO_STEP, NO_TIME, Point, Points};
use suisei_core::wire::record::{Record, SeriesName};

/// Builds a binary batch record by record.
#[derive(Debug)]
pub struct BatchBuilder {
    writer: WriterId,
    first_seq: u64,
    series: Vec<String>,
    records: Vec<Record>,
    points: Points,
}

impl BatchBuilder {
    /// An empty batch of a writer.
    pub fn new(writer: &str, first_seq: u64) -> Self {
        Self {
            writer: writer.parse().unwrap(),
            first_seq,
            series: Vec::new(),
            records: Vec::new(),
            points: Points::default(),
        }
    }

    /// Adds a point without epoch and time.
    pub fn point(&mut self, metric: &str, step: Option<i64>, value: f64) -> &mut Self {
        let series = self.series_number(metric);
        self.points.push(Point {
            series,
            time: NO_TIME,
            value,
            step: step.unwrap_or(NO_STEP),
            epoch: f64::NAN,
        });
        self
    }

    /// Adds any other event.
    pub fn event(&mut self, event: &Event) -> &mut Self {
        self.end_points();
        self.records.push(Record::from_event(event).unwrap());
        self
    }

    /// The batch's bytes.
    pub fn encode(&mut self) -> Vec<u8> {
        self.end_points();
        Batch::encode(&self.writer, self.first_seq, &self.records)
    }

    fn series_number(&mut self, metric: &str) -> u32 {
        if let Some(number) = self.series.iter().position(|known| known == metric) {
            return number as u32;
        }
        // A series is defined before its first point, so what was collected comes first.
        self.end_points();
        let number = self.series.len() as u32;
        self.series.push(metric.to_owned());
        let name = SeriesName {
            metric: metric.to_owned(),
            context: String::new(),
            source: 0,
        };
        self.records.push(Record::Series(number, name));
        number
    }

    fn end_points(&mut self) {
        if !self.points.is_empty() {
            self.records
                .push(Record::Points(std::mem::take(&mut self.points)));
        }
    }
}

/// One binary batch with one series.
pub fn line(
    writer: &str,
    first_seq: u64,
    metric: &str,
    points: impl IntoIterator<Item = (i64, f64)>,
) -> Vec<u8> {
    let mut builder = BatchBuilder::new(writer, first_seq);
    for (step, value) in points {
        builder.point(metric, Some(step), value);
    }
    builder.encode()
}
