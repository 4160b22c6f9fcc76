//! The series query over HTTP: the frame and its honesty.

use serde_json::{Value, json};
use suisei_core::query::{MAX_SERIES, SeriesStatistics};

use crate::support::TestServer;

#[tokio::test]
async fn what_was_logged_comes_back() {
    let server = TestServer::start();
    let key = server.start_experiment().await.key.to_string();
    let steps = [0, 2, 1, 1, 5];
    let events = json!([{"kind": "points", "names": ["loss"], "series": [0, 0, 0, 0, 0],
        "value": [1.0, "NaN", 3.0, 4.0, "-Infinity"], "step": steps}]);
    server.log(&key, 0, events).await;
    let frame = server
        .series(json!({"series": [
            {"experiment": key, "metric": "loss"},
            {"experiment": key, "metric": "no such metric"},
            {"experiment": "0".repeat(32), "metric": "loss"},
        ], "width_px": 500}))
        .await;
    let answer = &frame.answers[0];
    assert!(answer.meta.found && !answer.meta.sampled);
    assert_eq!(
        answer.x,
        [0.0, 1.0, 1.0, 2.0, 5.0],
        "backward and doubled steps are all kept"
    );
    assert_eq!(answer.y[1..3], [3.0, 4.0]);
    assert!(answer.y[3].is_nan());
    assert_eq!(
        (answer.meta.nan, answer.meta.infinite, answer.marks.len()),
        (1, 1, 2)
    );
    assert!(!frame.answers[1].meta.found && !frame.answers[2].meta.found);
}

#[tokio::test]
async fn a_growing_series_is_answered_by_its_new_points() {
    let server = TestServer::start();
    let key = server.start_experiment().await.key.to_string();
    let point = |step: i64| json!({"kind": "metric", "name": "loss", "value": step, "step": step});
    server.log(&key, 0, json!([point(0), point(1)])).await;
    let ask = |after: Option<u64>| {
        let series = json!([{"experiment": key, "metric": "loss", "after": after}]);
        server.series(json!({"series": series, "width_px": 500}))
    };
    let first = ask(None).await;
    assert_eq!(first.answers[0].meta.next_ordinal, 2);
    server.log(&key, 2, json!([point(2)])).await;
    let second = ask(Some(2)).await;
    assert!(second.answers[0].meta.appended);
    assert_eq!(second.answers[0].x, [2.0]);
    assert!(second.meta.seq > first.meta.seq);
}

#[tokio::test]
async fn many_points_are_sampled_and_say_so() {
    let server = TestServer::start();
    let key = server.start_experiment().await.key.to_string();
    let n = 120_000_u64;
    for (part, first) in (0..n).step_by(40_000).enumerate() {
        let steps: Vec<u64> = (first..first + 40_000).collect();
        let values: Vec<f64> = steps
            .iter()
            .map(|step| (*step as f64 / 997.0).sin())
            .collect();
        let zeros = vec![0; 40_000];
        let events = json!([{"kind": "points", "names": ["wave"], "series": zeros,
            "value": values, "step": steps}]);
        let ack = server.log(&key, part as u64 * 40_000, events).await;
        assert_eq!(ack.accepted, 40_000);
    }
    let series = json!([{"experiment": key, "metric": "wave"}]);
    let request = json!({"series": series, "width_px": 800});
    let frame = server.series(request.clone()).await;
    let answer = &frame.answers[0];
    assert!(answer.meta.sampled);
    assert_eq!((answer.meta.total, answer.meta.in_range), (n, n));
    assert!(answer.x.len() < 8_000, "{}", answer.x.len());
    assert_eq!(
        (answer.x[0], *answer.x.last().unwrap()),
        (0.0, (n - 1) as f64)
    );
    assert_eq!(
        server.series(request).await.answers,
        frame.answers,
        "the same again"
    );
}

#[tokio::test]
async fn a_metric_may_be_drawn_against_another() {
    let server = TestServer::start();
    let key = server.start_experiment().await.key.to_string();
    let events = json!([{"kind": "points", "names": ["loss", "accuracy"],
        "series": [0, 1, 0, 1, 0, 1, 1, 0],
        "value": [5.0, 0.1, 4.0, 0.3, 3.0, "NaN", 0.2, 1.0],
        "step": [1, 1, 2, 2, 3, 3, 1, null]}]);
    server.log(&key, 0, events).await;
    let series = json!([{"experiment": key, "metric": "loss"}]);
    let frame = server
        .series(
            json!({"series": series, "x": "metric", "against": {"name": "accuracy"},
            "width_px": 500}),
        )
        .await;
    let answer = &frame.answers[0];
    assert_eq!(
        answer.x,
        [0.2, 0.3],
        "the accuracy that came last at a step"
    );
    assert_eq!(answer.y, [5.0, 4.0]);
    assert_eq!(
        answer.meta.no_x, 2,
        "one has no step, one no finite accuracy"
    );
}

#[tokio::test]
async fn greedy_and_wrong_requests_are_refused() {
    let server = TestServer::start();
    let one = json!({"experiment": "0".repeat(32), "metric": "loss"});
    let many = vec![one.clone(); MAX_SERIES + 1];
    server
        .post("/series", json!({"series": many, "width_px": 9}))
        .await
        .error(422, "invalid");
    for wrong in [
        json!({"series": [one], "x": "moon", "width_px": 9}),
        json!({"series": [{}]}),
        json!({"series": [one], "x": "metric", "width_px": 9}),
    ] {
        server.post("/series", wrong).await.error(422, "invalid");
    }
}

#[tokio::test]
async fn statistics_are_over_every_point_of_a_range() {
    let server = TestServer::start();
    let key = server.start_experiment().await.key.to_string();
    let events = json!([{"kind": "points", "names": ["loss"], "series": [0, 0, 0, 0, 0, 0],
        "value": [100.0, 1.0, "NaN", 4.0, 2.5, "Infinity"], "step": [0, 1, 2, 4, 3, 3]}]);
    server.log(&key, 0, events).await;
    let ask = async |series: &str, range: Value| -> Value {
        let request = json!({"series": [{"experiment": key, "metric": series}], "range": range});
        let answers: Vec<Value> = server
            .post("/series/statistics", request)
            .await
            .status(200)
            .json();
        answers[0].clone()
    };
    let found = ask("loss", json!([4, 1])).await;
    assert_eq!(found["found"], true);
    assert_eq!(found["series"]["metric"], "loss");
    // 1, 2.5 and 4 at 1, 3 and 4: the sums about the means 2.5 and 8/3 are 4.5 for the squares of y,
    // 14/3 for those of x, and 4.5 for the products.
    let expected = json!({"count": 5, "nan": 1, "infinite": 1,
        "min": {"x": 1.0, "y": 1.0}, "max": {"x": 4.0, "y": 4.0},
        "first": {"x": 1.0, "y": 1.0}, "last": {"x": 4.0, "y": 4.0},
        "mean": 2.5, "deviation": 1.5, "slope": found["statistics"]["slope"]});
    assert_eq!(found["statistics"], expected);
    let slope = found["statistics"]["slope"].as_f64().unwrap();
    assert!((slope - 4.5 / (14.0 / 3.0)).abs() < 1e-12);

    let hide = json!({"metric": "loss", "kind": "hide", "x": "step", "range": [0, 0]});
    let whole = ask("loss", Value::Null).await;
    assert_eq!(whole["statistics"]["max"]["y"], 100.0);
    server
        .post(&format!("/experiments/{key}/edits"), hide)
        .await
        .status(201);
    let whole = ask("loss", Value::Null).await;
    assert_eq!(whole["statistics"]["max"]["y"], 4.0, "edits count");

    let missing = ask("no such metric", Value::Null).await;
    assert_eq!(missing["found"], false);
    assert_eq!(missing["statistics"]["mean"], Value::Null);
    let lost = json!({"series": [], "x": "metric"});
    server.post("/series/statistics", lost).await.status(422);
}

#[tokio::test]
async fn statistics_stand_on_the_axis_that_is_asked_for() {
    let server = TestServer::start();
    let key = server.start_experiment().await.key.to_string();
    let events = json!([{"kind": "points", "names": ["loss", "accuracy"],
        "series": [0, 1, 0, 1, 0], "value": [5.0, 0.25, 4.0, 0.75, 3.0], "step": [1, 1, 2, 2, 3]}]);
    server.log(&key, 0, events).await;
    let request = json!({"series": [{"experiment": key, "metric": "loss"}],
        "x": "metric", "against": {"name": "accuracy"}});
    let answers: Vec<SeriesStatistics> = server
        .post("/series/statistics", request)
        .await
        .status(200)
        .json();
    assert_eq!(answers[0].no_x, 1);
    assert_eq!(answers[0].statistics.slope.unwrap().0, -2.0);
}
