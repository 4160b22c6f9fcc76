//! One experiment of the demo: a training and what it logs, as a script would.

use anyhow::Result;
use serde_json::json;
use suisei_core::event::{Micros, State, Stream};

use super::figures;
use super::picture;
use super::plan::Plan;
use super::recorder::{File, Moment, Recorder};
use super::spirals::CLASSES;
use super::training::Training;

/// A picture is drawn after every so many epochs.
const PICTURE_EPOCHS: usize = 5;

/// Weights are counted after every so many epochs.
const HISTOGRAM_EPOCHS: usize = 2;

/// A training that is being recorded.
pub(super) struct Session {
    training: Training,
    epochs: usize,
    pub(super) recorder: Recorder,
}

/// What a step has led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Progress {
    /// There are more steps.
    Going,
    /// An epoch has ended; there are more.
    EpochEnded,
    /// It is over, well or badly.
    Over,
}

impl Session {
    /// Begins to record.
    pub(super) fn begin(plan: &Plan, time: Micros) -> Result<Self> {
        let mut recorder = Recorder::new("demo")?;
        for (name, value) in plan.parameters() {
            recorder.parameter(name, value);
        }
        for tag in plan.tags {
            recorder.tag(tag);
        }
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        recorder.environment("command", json!({"argv": ["suisei", "serve", "--demo"]}));
        recorder.environment(
            "host",
            json!({
                "os": std::env::consts::OS,
                "machine": std::env::consts::ARCH,
                "cpu_count": processors,
            }),
        );
        let start = Moment {
            step: 0,
            epoch: 0.0,
            time,
        };
        let config = File {
            kind: "code",
            name: "spirals.toml",
            content_type: "application/toml",
            bytes: plan.config().into_bytes(),
        };
        recorder.file(config, start)?;
        let mut session = Self {
            training: Training::new(plan),
            epochs: plan.epochs,
            recorder,
        };
        session.draw(start)?;
        Ok(session)
    }

    /// Does a step and logs it.
    pub(super) fn step(&mut self, time: Micros) -> Result<Progress> {
        let step = self.training.step();
        let moment = self.moment(time);
        let recorder = &mut self.recorder;
        recorder.metric("train/loss", step.score.loss, moment);
        recorder.metric("train/accuracy", step.score.accuracy, moment);
        recorder.metric("optimizer/learning_rate", step.learning_rate, moment);
        recorder.metric("optimizer/gradient_norm", step.gradient_norm, moment);
        if !step.score.loss.is_finite() {
            self.fail(step.score.loss, moment);
            return Ok(Progress::Over);
        }
        if !self.training.is_at_epoch_end() {
            return Ok(Progress::Going);
        }
        self.end_epoch(step.score.loss, moment)?;
        if self.training.is_done() {
            self.finish(moment)?;
            return Ok(Progress::Over);
        }
        Ok(Progress::EpochEnded)
    }

    fn moment(&self, time: Micros) -> Moment {
        Moment {
            step: self.training.step_number() as i64,
            epoch: self.training.epoch(),
            time,
        }
    }

    fn end_epoch(&mut self, train_loss: f64, moment: Moment) -> Result<()> {
        let score = self.training.validate();
        let epoch = moment.epoch.round() as usize;
        self.recorder.metric("val/loss", score.loss, moment);
        self.recorder.metric("val/accuracy", score.accuracy, moment);
        let line = format!(
            "epoch {epoch:>2}/{}  loss {train_loss:.4}  val loss {:.4}  val accuracy {:.3}\n",
            self.epochs, score.loss, score.accuracy
        );
        self.recorder.print(Stream::Stdout, line, moment.time);
        if epoch.is_multiple_of(HISTOGRAM_EPOCHS) {
            self.count_weights(moment)?;
        }
        if epoch.is_multiple_of(PICTURE_EPOCHS) {
            self.draw(moment)?;
        }
        Ok(())
    }

    fn count_weights(&mut self, moment: Moment) -> Result<()> {
        let histogram = figures::histogram(&self.training.network().weights);
        self.json("histogram", "weights", &histogram, moment)
    }

    fn json(
        &mut self,
        kind: &str,
        name: &str,
        value: &serde_json::Value,
        moment: Moment,
    ) -> Result<()> {
        let file = File {
            kind,
            name,
            content_type: "application/json",
            bytes: serde_json::to_vec(value)?,
        };
        self.recorder.file(file, moment)
    }

    fn draw(&mut self, moment: Moment) -> Result<()> {
        let bytes = picture::boundary(self.training.network(), self.training.validation())?;
        let name = "decision boundary.png";
        self.recorder.file(
            File {
                kind: "image",
                name,
                content_type: "image/png",
                bytes,
            },
            moment,
        )
    }

    fn finish(&mut self, moment: Moment) -> Result<()> {
        let labels = json!({
            "labels": CLASSES,
            "matrix": self.training.confusion(),
            "rows": "actual",
            "columns": "predicted",
        });
        self.json("confusion-matrix", "confusion matrix", &labels, moment)?;
        let (network, held_back) = (self.training.network(), self.training.validation());
        let roc = figures::roc(network, held_back);
        self.json("curve", "ROC", &roc, moment)?;
        self.recorder.state(State::Finished, None, moment.time);
        Ok(())
    }

    fn fail(&mut self, loss: f64, moment: Moment) {
        let message = format!("loss is {loss} at step {}", moment.step);
        let text = format!("\x1b[31merror:\x1b[0m {message}; the learning rate is too high\n");
        self.recorder.print(Stream::Stderr, text, moment.time);
        self.recorder
            .state(State::Failed, Some(message), moment.time);
    }

    /// Ends a training that somebody has stopped.
    pub(super) fn stop(&mut self, time: Micros) {
        self.recorder.state(
            State::Stopped,
            Some("the server was stopped".to_owned()),
            time,
        );
    }
}
