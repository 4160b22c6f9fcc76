//! What a panel holds after answers of all kinds.

use suisei_core::number::Float;
use suisei_core::query::{self, Plan, SeriesRequest};
use suisei_core::series::columns::Row;
use suisei_core::series::{Columns, Summary};
use suisei_core::view::{Scale, SmoothingKind};
use suisei_core::wire::frame::FrameMeta;

use super::*;

fn columns(steps: &[i64]) -> Columns {
    let mut columns = Columns::default();
    for &step in steps {
        columns.push(Row {
            step,
            epoch: f64::NAN,
            time: step,
            value: step as f64,
        });
    }
    columns
}

fn name() -> LineName {
    LineName {
        key: "0".repeat(32).parse().unwrap(),
        metric: "loss".to_owned(),
        context: String::new(),
    }
}

/// Answers as the server would, with `steps` being everything logged so far.
fn ask(data: &PanelData, steps: &[i64]) -> Frame {
    let all = columns(steps);
    let summary = Summary::of(&all);
    let request = SeriesRequest {
        series: data.wanted(&[name()], &PanelSettings::default(), Extend::Yes),
        width_px: 400,
        ..SeriesRequest::default()
    };
    let plan = Plan::new(&request, std::iter::once(&summary));
    let series = &request.series[0];
    let from = series.after.unwrap_or(0) as usize;
    let points = all.slice(from..steps.len());
    let answer = query::answer(series, &points, &summary, 0, &plan);
    let meta = FrameMeta {
        build: String::new(),
        x: XAxis::Step,
        seq: 0,
    };
    Frame {
        meta,
        answers: vec![answer],
    }
}

#[test]
fn a_growing_line_equals_a_fresh_one() {
    let mut growing = PanelData::default();
    for steps in [
        &[1, 2, 3][..],
        &[1, 2, 3, 4],
        &[1, 2, 3, 4, 2, 7],
        &[1, 2, 3, 4, 2, 7, 0],
    ] {
        let frame = ask(&growing, steps);
        growing.take(frame, Asked::default());
        let mut fresh = PanelData::default();
        let frame = ask(&fresh, steps);
        fresh.take(frame, Asked::default());
        assert_eq!(growing.lines()[0].answer.x, fresh.lines()[0].answer.x);
        assert_eq!(growing.totals(None), fresh.totals(None));
    }
}

#[test]
fn smoothing_follows_the_settings() {
    let mut data = PanelData::default();
    let frame = ask(&data, &[1, 2, 3]);
    let settings = |smoothing_kind| PanelSettings {
        smoothing: Float(0.5),
        smoothing_kind,
        window: 3,
        ..PanelSettings::default()
    };
    data.take(frame, asked(None, &settings(SmoothingKind::Exponential)));
    assert_eq!(data.lines()[0].smooth_x, [1.0, 2.0, 3.0]);
    data.smooth(Smoothed::of(&settings(SmoothingKind::Mean)));
    assert_eq!(data.lines()[0].smooth_y, [1.5, 2.0, 2.5]);
    data.smooth(Smoothed::default());
    assert!(data.lines()[0].smooth_x.is_empty());
}

#[test]
fn whole_lines_are_smoothed_as_a_server_smooths_sampled_ones() {
    let steps: Vec<i64> = (0..3_000).map(|i| i + i % 3 / 2).collect();
    let all = columns(&steps);
    let summary = Summary::of(&all);
    let settings = PanelSettings {
        smoothing_kind: SmoothingKind::Gaussian,
        sigma: Float(12.0),
        scale: Scale::Log,
        ..PanelSettings::default()
    };
    let mut data = PanelData::default();
    let frame = ask(&data, &steps);
    data.take(frame, asked(None, &settings));
    let request = SeriesRequest {
        series: data.wanted(&[name()], &PanelSettings::default(), Extend::No),
        width_px: 40,
        smoothing: settings.smoothing(),
        domain: settings.domain(),
        ..SeriesRequest::default()
    };
    let many = Summary {
        count: query::RAW_POINTS + 1,
        ..summary
    };
    let plan = Plan::new(&request, std::iter::once(&many));
    let answer = query::answer(&request.series[0], &all, &summary, 0, &plan);
    assert!(answer.meta.sampled && answer.smooth_x.len() > 100);
    let line = &data.lines()[0];
    let mine = |x: &f64, y: &f64| {
        let mut own = line.smooth_x.iter().zip(&line.smooth_y);
        own.any(|(a, b)| a == x && (b == y || b.is_nan() && y.is_nan()))
    };
    let mut theirs = answer.smooth_x.iter().zip(&answer.smooth_y);
    assert!(theirs.all(|(x, y)| mine(x, y)));
}

fn asked(range: Option<Range>, settings: &PanelSettings) -> Asked {
    Asked {
        range,
        against: None,
        smoothed: Smoothed::of(settings),
    }
}

/// Answers as the server does for so many points that it samples them.
fn sample(steps: &[i64], range: Option<Range>, settings: &PanelSettings) -> Frame {
    let all = columns(steps);
    let summary = Summary {
        count: query::RAW_POINTS + 1,
        ..Summary::of(&all)
    };
    let request = SeriesRequest {
        series: PanelData::default().wanted(&[name()], settings, Extend::No),
        range: range.map(|(low, high)| (Float(low), Float(high))),
        width_px: 40,
        smoothing: settings.smoothing(),
        ..SeriesRequest::default()
    };
    let plan = Plan::new(&request, std::iter::once(&summary));
    let answer = query::answer(&request.series[0], &all, &summary, 0, &plan);
    let meta = FrameMeta {
        build: String::new(),
        x: XAxis::Step,
        seq: 0,
    };
    Frame {
        meta,
        answers: vec![answer],
    }
}

#[test]
fn a_finer_part_lies_in_the_coarse_whole_and_is_smoothed_as_it() {
    let settings = PanelSettings {
        smoothing: Float(0.9),
        ..PanelSettings::default()
    };
    let steps: Vec<i64> = (0..5_000).collect();
    let mut data = PanelData::default();
    data.take(sample(&steps, None, &settings), asked(None, &settings));
    let coarse = data.lines()[0].clone();
    assert!(!data.is_whole() && !data.holds_all((1_000.0, 1_100.0)));

    let part = (1_000.0, 1_100.0);
    data.take(
        sample(&steps, Some(part), &settings),
        asked(Some(part), &settings),
    );
    let line = &data.lines()[0];
    assert!(line.answer.x.is_sorted() && line.smooth_x.is_sorted());
    assert!((999..=1_101).all(|step| line.answer.x.contains(&f64::from(step))));
    assert_eq!(line.answer.x.first(), Some(&0.0));
    assert_eq!(line.answer.x.last(), Some(&4_999.0));
    assert!(data.holds_all((1_010.0, 1_090.0)) && !data.holds_all((900.0, 1_090.0)));
    assert_eq!(
        (data.totals(Some(part)).drawn, data.totals(None).part),
        (101, true)
    );
    // A line that rises by one at every step is smoothed to one that lags behind it by nine.
    let at = line.smooth_x.iter().position(|&x| x == 1_000.0).unwrap();
    assert!(
        (line.smooth_y[at] - 991.0).abs() < 1e-6,
        "{}",
        line.smooth_y[at]
    );

    data.drop_part();
    assert_eq!(data.lines()[0].answer, coarse.answer);
    assert_eq!(data.lines()[0].smooth_y, coarse.smooth_y);
}

#[test]
fn infinite_points_are_told_from_those_that_are_no_numbers() {
    let mut all = columns(&[1, 2, 2, 3]);
    all.value = vec![f64::NAN, f64::INFINITY, 5.0, f64::NEG_INFINITY];
    let summary = Summary::of(&all);
    let request = SeriesRequest {
        series: PanelData::default().wanted(&[name()], &PanelSettings::default(), Extend::No),
        width_px: 40,
        ..SeriesRequest::default()
    };
    let plan = Plan::new(&request, std::iter::once(&summary));
    let answer = query::answer(&request.series[0], &all, &summary, 0, &plan);
    let answer = with_infinities(answer);
    assert!(answer.y[0].is_nan());
    assert_eq!(answer.y[1..], [f64::INFINITY, 5.0, f64::NEG_INFINITY]);
}

#[test]
fn lines_that_are_hidden_go_at_once() {
    let mut data = PanelData::default();
    let frame = ask(&data, &[1, 2, 3]);
    data.take(frame, Asked::default());
    assert!(!data.keep(&[name()]));
    assert!(data.keep(&[]) && data.lines().is_empty());
}
