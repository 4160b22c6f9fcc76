//! Live notices as server-sent events. A browser that comes back says where it stopped; what cannot
//! be told any more is a `reset`: ask again for everything.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{self, Stream};
use schemars::JsonSchema;
use serde::Deserialize;
use suisei_core::api::Notice;
use suisei_core::ids::ExperimentKey;
use tokio::sync::watch;

use crate::app::App;
use crate::auth::Reader;
use crate::error::Result;
use crate::extract::Query;
use crate::live::{LiveEvent, Subscription};

/// How often a silent stream sends a comment, so that proxies keep it open.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// What to listen to.
#[derive(Debug, Default, Deserialize, JsonSchema)]
pub struct LiveQuery {
    /// Only experiments of this project.
    pub project: Option<String>,
    /// Only this experiment.
    pub experiment: Option<String>,
    /// Continue after this notice; the header `Last-Event-ID` does the same.
    pub after: Option<u64>,
}

/// `GET /live`
pub async fn events(
    State(app): State<App>,
    reader: Reader,
    Query(query): Query<LiveQuery>,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = std::result::Result<Event, Infallible>>>> {
    let project = match &query.project {
        Some(id) => Some(reader.project(id)?.id.as_str().to_owned()),
        None => None,
    };
    let experiment = match &query.experiment {
        Some(key) => Some(reader.experiment(key)?.key().clone()),
        None => None,
    };
    let last_event_id = headers
        .get("last-event-id")
        .and_then(|value| value.to_str().ok());
    // What the browser says on its own about a reconnection is newer than the address.
    let after = last_event_id.and_then(|id| id.parse().ok()).or(query.after);
    let listener = Listener {
        subscription: reader.subscribe(after),
        closing: app.closing(),
        reader,
        project,
        experiment,
    };
    let events = stream::unfold(listener, async |mut listener| {
        listener.next().await.map(|event| (Ok(event), listener))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)))
}

struct Listener {
    subscription: Subscription,
    closing: watch::Receiver<bool>,
    reader: Reader,
    project: Option<String>,
    experiment: Option<ExperimentKey>,
}

impl Listener {
    /// The next event; `None` when the server stops.
    async fn next(&mut self) -> Option<Event> {
        loop {
            let event = tokio::select! {
                event = self.subscription.next() => event?,
                _ = self.closing.wait_for(|closing| *closing) => return None,
            };
            match event {
                LiveEvent::Reset => return Some(Event::default().event("reset").data("{}")),
                LiveEvent::Notice(notice) if self.wants(&notice) => {
                    let event = Event::default().event("notice").id(notice.seq.to_string());
                    match event.json_data(notice.as_ref()) {
                        Ok(event) => return Some(event),
                        Err(error) => tracing::error!("a notice has no JSON form: {error}"),
                    }
                }
                LiveEvent::Notice(_) => {}
            }
        }
    }

    fn wants(&self, notice: &Notice) -> bool {
        self.project
            .as_ref()
            .is_none_or(|project| *project == notice.project)
            && self
                .experiment
                .as_ref()
                .is_none_or(|key| *key == notice.experiment)
            && self.reader.may_hear(notice)
    }
}
