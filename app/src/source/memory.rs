//! A source for tests: one project in vectors, queried by the same functions as on a server.
//! Never waits: every answer is there at the first poll.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

use suisei_core::api;
use suisei_core::distribution::Sample;
use suisei_core::edit::{Edit, NewEdit};
use suisei_core::event::State;
use suisei_core::ids::ExperimentKey;
use suisei_core::number::{Float, Scalar};
use suisei_core::query::distribution::{Distribution, DistributionRequest};
use suisei_core::query::{
    self, Collector, Line, Place, Plan, SeriesRequest, SeriesStatistics, StatisticsRequest,
};
use suisei_core::series::{Columns, Summary};
use suisei_core::table::{
    self, ColumnInfo, ExperimentRow, Fields, Figures, MetricName, RowHead, TablePage, TableRequest,
};
use suisei_core::view::ViewSpec;
use suisei_core::wire::frame::{Frame, FrameMeta};
use suisei_core::wire::record::SeriesName;

use super::{Answer, Source, SourceError};

/// The time at which every question is asked.
const NOW: i64 = 1_000_000_000;

/// A project in memory.
#[derive(Default)]
pub(crate) struct Memory {
    /// Its experiments.
    pub(crate) rows: Vec<ExperimentRow>,
    /// Points by experiment and series.
    pub(crate) series: BTreeMap<(ExperimentKey, SeriesName), Columns>,
    view: Mutex<ViewSpec>,
}

/// The answer of a source that never waits.
pub(crate) fn now<T>(answer: impl Future<Output = T>) -> T {
    match pin!(answer).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(answer) => answer,
        Poll::Pending => panic!("a source in memory never waits"),
    }
}

/// The key of the experiment with a number.
pub(crate) fn key(number: u32) -> ExperimentKey {
    format!("{number:032x}").parse().unwrap()
}

impl Memory {
    /// Experiments `experiment-1` and so on; `lr` differs between them, `batch_size` does not,
    /// `val/accuracy` rises with the number, and those with odd numbers have the tag `odd`.
    pub(crate) fn with_experiments(count: u32) -> Self {
        Self {
            rows: (1..=count).map(experiment).collect(),
            ..Self::default()
        }
    }

    /// The source that answers from here.
    pub(crate) fn source(self) -> Source {
        // Tests are short, and a source is copied freely.
        Source::Memory(Box::leak(Box::new(self)))
    }

    fn points(&self, series: &query::SeriesRef) -> Option<&Columns> {
        self.series
            .get(&(series.experiment.clone(), SeriesName::from(series)))
    }

    fn row(&self, key: &ExperimentKey) -> Answer<&ExperimentRow> {
        self.rows
            .iter()
            .find(|row| row.head.key == *key)
            .ok_or(SourceError::NotFound)
    }
}

fn experiment(number: u32) -> ExperimentRow {
    let accuracy = Float(f64::from(number) / 1e4);
    let metric = |name: &str| MetricName {
        name: name.to_owned(),
        context: String::new(),
    };
    ExperimentRow {
        head: RowHead {
            key: key(number),
            name: format!("experiment-{number}"),
            number,
            state: State::Finished,
            created: i64::from(number),
            ended: Some(i64::from(number) + 1_000_000),
            heard: NOW,
            tags: if number % 2 == 1 {
                vec!["odd".to_owned()]
            } else {
                Vec::new()
            },
            archived: false,
        },
        parameters: Fields::from_iter([
            (
                "lr".to_owned(),
                Scalar::Number(Float(f64::from(number) * 1e-4)),
            ),
            ("batch_size".to_owned(), Scalar::Integer(1024)),
        ]),
        others: Fields::from_iter([("host".to_owned(), Scalar::Text("node-1".to_owned()))]),
        metrics: Fields::from_iter([
            (metric("val/accuracy"), of_one_point(accuracy)),
            (metric("sys.gpu"), of_one_point(Float(0.5))),
        ]),
    }
}

fn of_one_point(value: Float) -> Figures {
    Figures {
        count: 1,
        finite: 1,
        last: value,
        last_step: 0,
        min: value,
        min_step: 0,
        max: value,
        max_step: 0,
        sum: value,
    }
}

/// One method for each request of a [`Source`].
impl Memory {
    pub(super) async fn session(&self) -> Answer<api::Session> {
        Err(SourceError::SignedOut)
    }

    pub(super) async fn sign_in(&self, _token: &str) -> Answer<()> {
        Ok(())
    }

    pub(super) async fn sign_out(&self) -> Answer<()> {
        Ok(())
    }

    pub(super) async fn create_key(&self, _name: &str) -> Answer<api::CreatedKey> {
        Err(SourceError::NotFound)
    }

    pub(super) async fn projects(&self) -> Answer<Vec<api::Project>> {
        Ok(vec![self.project("p").await?])
    }

    pub(super) async fn project(&self, id: &str) -> Answer<api::Project> {
        let is_running = |row: &&ExperimentRow| row.head.state == State::Running;
        Ok(api::Project {
            id: id.to_owned(),
            name: id.to_owned(),
            description: String::new(),
            workspace: "default".to_owned(),
            created: 0,
            experiments: self.rows.len(),
            running: self.rows.iter().filter(is_running).count(),
            active: NOW,
            spark: None,
        })
    }

    pub(super) async fn create_project(&self, name: &str) -> Answer<api::Project> {
        self.project(name).await
    }

    pub(super) async fn metrics(&self, _project: &str) -> Answer<Vec<MetricName>> {
        let names = self.rows.iter().flat_map(|row| row.metrics.keys().to_vec());
        Ok(names
            .collect::<std::collections::BTreeSet<_>>()
            .into_iter()
            .collect())
    }

    pub(super) async fn columns(&self, _project: &str) -> Answer<Vec<ColumnInfo>> {
        Ok(table::catalog(self.rows.iter()))
    }

    pub(super) async fn asset_names(&self, _project: &str) -> Answer<Vec<api::AssetName>> {
        Ok(Vec::new())
    }

    pub(super) async fn table(&self, _project: &str, request: &TableRequest) -> Answer<TablePage> {
        Ok(table::query(self.rows.iter(), request, NOW))
    }

    pub(super) async fn view(&self, _project: &str) -> Answer<ViewSpec> {
        Ok(self
            .view
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone())
    }

    pub(super) async fn save_view(&self, _project: &str, view: &ViewSpec) -> Answer<()> {
        *self.view.lock().unwrap_or_else(PoisonError::into_inner) = view.clone();
        Ok(())
    }

    pub(super) async fn series(&self, request: &SeriesRequest) -> Answer<Frame> {
        let found: Vec<Option<&Columns>> = request
            .series
            .iter()
            .map(|series| self.points(series))
            .collect();
        let summaries: Vec<Summary> = found.iter().flatten().map(|c| Summary::of(c)).collect();
        let plan = Plan::new(request, summaries.iter());
        let answer = |(series, columns): (&query::SeriesRef, &Option<&Columns>)| match columns {
            Some(columns) => query::answer(series, columns, &Summary::of(columns), 0, &plan),
            None => query::missing(series),
        };
        Ok(Frame {
            meta: FrameMeta {
                build: "memory".to_owned(),
                x: request.x,
                seq: 0,
            },
            answers: request.series.iter().zip(&found).map(answer).collect(),
        })
    }

    pub(super) async fn statistics(
        &self,
        request: &StatisticsRequest,
    ) -> Answer<Vec<SeriesStatistics>> {
        let answer = |series: &query::SeriesRef| {
            let Some(columns) = self.points(series) else {
                return SeriesStatistics::missing(series);
            };
            let place = Place::of(request.x, &Summary::of(columns), 0);
            let line =
                place.map_or_else(Line::default, |place| Line::of_columns(columns, place, 0));
            let mut collector = Collector::new(request.bounds());
            collector.take_line(&line);
            SeriesStatistics::new(series, place, &collector)
        };
        Ok(request.series.iter().map(answer).collect())
    }

    pub(super) async fn distributions(
        &self,
        request: &DistributionRequest,
    ) -> Answer<Vec<Distribution>> {
        let answer = |series: &query::SeriesRef| {
            let values = self.points(series).map(|columns| columns.value.clone());
            Distribution::of(&Sample::new(values.unwrap_or_default()), request.axis)
        };
        Ok(request.series.iter().map(answer).collect())
    }

    pub(super) async fn histograms(
        &self,
        _key: &ExperimentKey,
        _name: &str,
    ) -> Answer<api::Histograms> {
        Ok(api::Histograms::default())
    }

    pub(super) async fn experiment(&self, key: &ExperimentKey) -> Answer<api::Experiment> {
        let row = self.row(key)?;
        Ok(api::Experiment {
            head: row.head.clone(),
            project: api::ProjectRef {
                id: "p".to_owned(),
                name: "p".to_owned(),
            },
            workspace: "default".to_owned(),
            notes: String::new(),
            message: None,
            points: row
                .metrics
                .values()
                .iter()
                .map(|figures| figures.count)
                .sum(),
            rejected: 0,
            writers: 1,
            trashed: false,
            counts: api::Counts::default(),
        })
    }

    pub(super) async fn patch_experiment(
        &self,
        key: &ExperimentKey,
        _patch: &api::ExperimentPatch,
    ) -> Answer<api::Experiment> {
        self.experiment(key).await
    }

    pub(super) async fn parameters(&self, key: &ExperimentKey) -> Answer<api::Values> {
        Ok(self.row(key)?.parameters.to_map())
    }

    pub(super) async fn others(&self, key: &ExperimentKey) -> Answer<api::Values> {
        Ok(self.row(key)?.others.to_map())
    }

    pub(super) async fn summaries(&self, key: &ExperimentKey) -> Answer<Vec<api::MetricSummary>> {
        let summary = |(name, figures): (&MetricName, &Figures)| api::MetricSummary {
            series: SeriesName {
                metric: name.name.clone(),
                context: name.context.clone(),
                source: 0,
            },
            summary: Summary {
                count: figures.count,
                last: figures.last,
                min: figures.min,
                max: figures.max,
                sum: figures.sum,
                ..Summary::default()
            },
            hidden: 0,
        };
        Ok(self.row(key)?.metrics.iter().map(summary).collect())
    }

    pub(super) async fn edits(&self, _key: &ExperimentKey) -> Answer<Vec<Edit>> {
        Ok(Vec::new())
    }

    pub(super) async fn edit(&self, _key: &ExperimentKey, _new: &NewEdit) -> Answer<Edit> {
        Err(SourceError::NotFound)
    }

    pub(super) async fn undo_edit(&self, _key: &ExperimentKey, _id: &str) -> Answer<()> {
        Err(SourceError::NotFound)
    }

    pub(super) async fn environment(&self, _key: &ExperimentKey) -> Answer<api::Environment> {
        Ok(api::Environment::new())
    }

    pub(super) async fn code(&self, _key: &ExperimentKey) -> Answer<api::Code> {
        Ok(api::Code::default())
    }

    pub(super) async fn assets(
        &self,
        _key: &ExperimentKey,
        _kind: &str,
    ) -> Answer<Vec<api::Asset>> {
        Ok(Vec::new())
    }

    pub(super) async fn asset_text(&self, _key: &ExperimentKey, _asset: &str) -> Answer<String> {
        Err(SourceError::NotFound)
    }

    pub(super) async fn output(
        &self,
        _key: &ExperimentKey,
        _after: u64,
        _limit: usize,
    ) -> Answer<api::OutputPage> {
        Ok(api::OutputPage::default())
    }
}

#[cfg(test)]
mod tests {
    use suisei_core::query::SeriesRef;
    use suisei_core::series::columns::Row;

    use super::*;

    #[test]
    fn views_are_kept_and_series_answered() {
        let mut columns = Columns::default();
        for step in 0..3 {
            columns.push(Row {
                step,
                epoch: f64::NAN,
                time: 0,
                value: step as f64,
            });
        }
        let name = SeriesName {
            metric: "loss".to_owned(),
            context: String::new(),
            source: 0,
        };
        let mut memory = Memory::with_experiments(1);
        memory.series.insert((key(1), name), columns);
        let source = memory.source();

        let view = ViewSpec {
            pinned: vec![key(1)],
            ..ViewSpec::default()
        };
        now(source.save_view("p", &view)).unwrap();
        assert_eq!(now(source.view("p")).unwrap(), view);

        let series = |metric: &str| SeriesRef {
            experiment: key(1),
            metric: metric.to_owned(),
            context: String::new(),
            source: 0,
            after: None,
        };
        let request = SeriesRequest {
            series: vec![series("loss"), series("gone")],
            width_px: 400,
            ..SeriesRequest::default()
        };
        let frame = now(source.series(&request)).unwrap();
        assert_eq!(frame.answers[0].y, [0.0, 1.0, 2.0]);
        assert!(!frame.answers[1].meta.found);

        let request = StatisticsRequest {
            series: request.series,
            range: Some((Float(1.0), Float(9.0))),
            ..StatisticsRequest::default()
        };
        let answers = now(source.statistics(&request)).unwrap();
        assert_eq!(answers[0].statistics.mean, Some(Float(1.5)));
        assert!(!answers[1].found);
    }
}
