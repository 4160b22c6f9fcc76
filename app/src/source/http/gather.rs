//! Series queries that are made in one turn of the event loop travel together: a page of panels
//! asks once, however many panels it has. Changes neither what is asked nor what is answered.

use std::cell::RefCell;
use std::time::Duration;

use futures_channel::oneshot;
use leptos::prelude::set_timeout;
use leptos::task::spawn_local;
use suisei_core::query::{MAX_SERIES, SeriesRequest};
use suisei_core::wire::frame::Frame;

use super::series_many;
use crate::source::{Answer, SourceError};

struct Query {
    request: SeriesRequest,
    answer: oneshot::Sender<Answer<Frame>>,
}

thread_local! {
    static WAITING: RefCell<Vec<Query>> = const { RefCell::new(Vec::new()) };
}

/// Asks together with whoever else asks in this turn.
pub(super) async fn ask(request: SeriesRequest) -> Answer<Frame> {
    let (answer, answered) = oneshot::channel();
    let is_first = WAITING.with_borrow_mut(|waiting| {
        waiting.push(Query { request, answer });
        waiting.len() == 1
    });
    if is_first {
        set_timeout(send_all, Duration::ZERO);
    }
    answered
        .await
        .unwrap_or_else(|_| Err(SourceError::Network("the request was given up".to_owned())))
}

fn send_all() {
    let mut exchange = Vec::new();
    let mut series = 0;
    for query in WAITING.take() {
        series += query.request.series.len();
        if series > MAX_SERIES && !exchange.is_empty() {
            series = query.request.series.len();
            spawn_local(send(std::mem::take(&mut exchange)));
        }
        exchange.push(query);
    }
    spawn_local(send(exchange));
}

async fn send(exchange: Vec<Query>) {
    let requests: Vec<&SeriesRequest> = exchange.iter().map(|query| &query.request).collect();
    let asked = requests.len();
    let answers: Vec<Answer<Frame>> = match series_many(&requests).await {
        Ok(frames) if frames.len() == asked => frames.into_iter().map(Ok).collect(),
        Ok(frames) => {
            let error = SourceError::Format(format!("{} of {asked} frames", frames.len()));
            vec![Err(error); asked]
        }
        Err(error) => vec![Err(error); asked],
    };
    for (query, answer) in exchange.into_iter().zip(answers) {
        // A panel that is gone by now no longer listens.
        let _ = query.answer.send(answer);
    }
}
