//! `--demo`: a project of small but real trainings, so that a newcomer sees a living dashboard.
//!
//! Past experiments are trained once, in seconds, and dated back over some days; two more train on
//! while the server runs. Everything goes the way of any writer's events. Never touches a project
//! other than its own.

mod figures;
mod network;
mod panels;
mod picture;
mod plan;
mod random;
mod recorder;
mod session;
mod spirals;
mod training;

use std::time::Duration;

use anyhow::{Context as _, Result};
use suisei_core::event::{Micros, State};
use suisei_core::ids::ExperimentKey;
use suisei_core::number::Float;
use suisei_core::view::{PanelSettings, ViewSpec};
use tokio::time::{Instant, MissedTickBehavior, interval_at};

use crate::app::App;
use crate::auth::DEFAULT_WORKSPACE;
use crate::clock::SECOND;
use crate::ingest::CreateExperiment;
use crate::limits::blocking;
use crate::store::{DocumentKind, Experiment, Project};
use plan::Plan;
use recorder::Recorder;
use session::{Progress, Session};

/// The demo's project.
pub const PROJECT: &str = "demo";

/// Time between two steps of the trainings that run while one watches.
const STEP: Duration = Duration::from_millis(200);

/// Time between two steps that past experiments claim.
const PAST_STEP: Micros = SECOND / 2;

/// Time between two past experiments.
const PAST_PAUSE: Micros = 7 * 3_600 * SECOND + 40 * 60 * SECOND;

/// Runs the demo until streams end.
pub async fn run(app: App) {
    if let Err(error) = try_run(&app).await {
        tracing::warn!("the demo has stopped: {error:#}");
    }
}

async fn try_run(app: &App) -> Result<()> {
    let workspace = app
        .store
        .workspace_by_name(DEFAULT_WORKSPACE)
        .context("no workspace")?;
    let project = match app.store.project_by_name(&workspace.id, PROJECT) {
        Some(project) => {
            end_left_overs(app, &project).await?;
            project
        }
        None => {
            let (store, now) = (app.store.clone(), (app.clock)());
            let made = blocking(move || Ok(store.create_project(&workspace.id, PROJECT, now)?));
            let project = made.await?;
            choose_view(app, &project).await?;
            fill(app, &project).await?;
            project
        }
    };
    let first_round = app.store.experiments(&project.id).len() as u64;
    // The second one starts later and never catches up, so that the two differ.
    tokio::try_join!(
        train_for_ever(app, &project, first_round, Duration::ZERO),
        train_for_ever(app, &project, first_round + 1, STEP * 25),
    )?;
    Ok(())
}

/// Smooths the lines, as somebody would who looks at noisy batches, and adds some panels.
async fn choose_view(app: &App, project: &Project) -> Result<()> {
    let mut view = ViewSpec {
        settings: PanelSettings {
            smoothing: Float(0.8),
            ..PanelSettings::default()
        },
        ..ViewSpec::default()
    };
    for kind in panels::added() {
        view.add_panel(kind);
    }
    let (store, id) = (app.store.clone(), project.id.to_string());
    blocking(move || Ok(store.put_document(DocumentKind::View, &id, &view)?)).await?;
    Ok(())
}

/// Trains the past experiments.
async fn fill(app: &App, project: &Project) -> Result<()> {
    let plans = plan::past();
    let mut created = (app.clock)() - plans.len() as Micros * PAST_PAUSE;
    for plan in plans {
        let mut session =
            tokio::task::spawn_blocking(move || train_whole(&plan, created)).await??;
        let experiment = create(app, project, created).await?;
        session.recorder.send(app, &experiment).await?;
        if *app.closing().borrow() {
            break;
        }
        created += PAST_PAUSE;
    }
    Ok(())
}

fn train_whole(plan: &Plan, created: Micros) -> Result<Session> {
    let mut session = Session::begin(plan, created)?;
    let mut time = created + SECOND;
    while session.step(time)? != Progress::Over {
        time += PAST_STEP;
    }
    Ok(session)
}

/// Trains one experiment after the other, a step at a time.
async fn train_for_ever(
    app: &App,
    project: &Project,
    first_round: u64,
    delay: Duration,
) -> Result<()> {
    let mut closing = app.closing();
    let mut ticks = interval_at(Instant::now() + delay, STEP);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for round in (first_round..).step_by(2) {
        tokio::select! {
            _ = ticks.tick() => {}
            _ = closing.wait_for(|closing| *closing) => return Ok(()),
        }
        let now = (app.clock)();
        let experiment = create(app, project, now).await?;
        let mut session = Session::begin(&plan::live(round), now)?;
        loop {
            session.recorder.send(app, &experiment).await?;
            let is_stopping = tokio::select! {
                _ = ticks.tick() => false,
                _ = closing.wait_for(|closing| *closing) => true,
            };
            if is_stopping {
                session.stop((app.clock)());
                return session.recorder.send(app, &experiment).await;
            }
            if session.step((app.clock)())? == Progress::Over {
                session.recorder.send(app, &experiment).await?;
                break;
            }
        }
    }
    Ok(())
}

async fn create(app: &App, project: &Project, created: Micros) -> Result<Experiment> {
    let mut random = [0; 10];
    getrandom::fill(&mut random)?;
    let key = ExperimentKey::from_time_and_random(created.unsigned_abs() / 1_000, random);
    let new = CreateExperiment {
        key,
        project: project.id.clone(),
        name: None,
        created,
    };
    Ok(app.ingest.create(new).await?.0)
}

/// Ends experiments that an earlier process left running when it was killed.
async fn end_left_overs(app: &App, project: &Project) -> Result<()> {
    for experiment in app.store.experiments(&project.id) {
        if experiment.head().state == State::Running {
            let mut recorder = Recorder::new("demo-end")?;
            let message = Some("the server was stopped".to_owned());
            recorder.state(State::Stopped, message, experiment.head().heard);
            recorder.send(app, &experiment).await?;
        }
    }
    Ok(())
}
