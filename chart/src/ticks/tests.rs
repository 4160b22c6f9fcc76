//! What labels say on every kind of axis.

use super::{Labelled, x, y};
use crate::layout::Tick;
use crate::scale::{Scale, ScaleKind};
use crate::spec::{XAxis, XKind};
use crate::zone::{OffsetChange, Zone};

fn labels(ticks: &[Labelled]) -> Vec<&str> {
    ticks.iter().map(|(_, label)| label.as_str()).collect()
}

fn linear(low: f64, high: f64) -> Vec<String> {
    let ticks = y(&Scale::new(ScaleKind::Linear, low, high), 4.0);
    ticks.into_iter().map(|(_, label)| label).collect()
}

#[test]
fn linear_labels_share_their_decimals() {
    assert_eq!(linear(0.85, 4.2), ["1", "2", "3", "4"]);
    assert_eq!(linear(0.4, 0.8), ["0.4", "0.5", "0.6", "0.7", "0.8"]);
    assert_eq!(linear(-0.3, 0.3), ["−0.2", "−0.1", "0", "0.1", "0.2"]);
    assert_eq!(linear(0.0, 90_000.0), ["0", "20k", "40k", "60k", "80k"]);
    assert_eq!(linear(0.0, 3e6), ["0", "1M", "2M", "3M"]);
    assert_eq!(
        linear(1e6, 2e6),
        ["1M", "1.2M", "1.4M", "1.6M", "1.8M", "2M"]
    );
    assert_eq!(
        linear(0.0, 1e-3),
        ["0", "2e−4", "4e−4", "6e−4", "8e−4", "1e−3"]
    );
    assert_eq!(
        linear(-1e300, 1e300),
        ["−1e300", "−5e299", "0", "5e299", "1e300"]
    );
    assert_eq!(
        linear(1_000_001.0, 1_000_005.0)[..2],
        ["1,000,001", "1,000,002"]
    );
}

#[test]
fn steps_are_whole() {
    let ticks = x(
        &XAxis::new(XKind::Step, ""),
        &Scale::new(ScaleKind::Linear, 0.0, 3.0),
        6.0,
    );
    assert_eq!(labels(&ticks), ["0", "1", "2", "3"]);
}

#[test]
fn log_labels_are_decades_and_what_lies_between_when_there_is_room() {
    let log = |low, high, target| {
        let ticks = y(&Scale::new(ScaleKind::Log, low, high), target);
        ticks
            .into_iter()
            .map(|(_, label)| label)
            .collect::<Vec<_>>()
    };
    assert_eq!(log(1e-6, 2e-3, 4.0), ["1e−6", "1e−5", "1e−4", "1e−3"]);
    assert_eq!(log(0.02, 200.0, 5.0), ["0.1", "1", "10", "100"]);
    assert_eq!(log(1e-4, 1.1e-3, 4.0), ["1e−4", "2e−4", "5e−4", "1e−3"]);
    assert_eq!(log(2.0, 4.0, 4.0), ["2.0", "2.5", "3.0", "3.5", "4.0"]);
    assert_eq!(
        log(1e-300, 1e300, 4.0),
        ["1e−300", "1e−150", "1", "1e150", "1e300"]
    );
}

#[test]
fn relative_times_use_the_units_of_a_clock() {
    let relative = |seconds: f64| {
        let ticks = x(
            &XAxis::new(XKind::RelativeTime, ""),
            &Scale::new(ScaleKind::Linear, 0.0, seconds * 1e6),
            5.0,
        );
        ticks
            .into_iter()
            .map(|(_, label)| label)
            .collect::<Vec<_>>()
    };
    assert_eq!(relative(1.0), ["0s", "0.2s", "0.4s", "0.6s", "0.8s", "1s"]);
    assert_eq!(
        relative(150.0),
        ["0s", "30s", "1m", "1m 30s", "2m", "2m 30s"]
    );
    assert_eq!(relative(7300.0), ["0s", "30m", "1h", "1h 30m", "2h"]);
    assert_eq!(relative(4.0 * 86_400.0), ["0s", "1d", "2d", "3d", "4d"]);
}

fn wall(zone: &Zone, from: f64, seconds: f64) -> Vec<String> {
    let axis = XAxis {
        zone,
        ..XAxis::new(XKind::WallTime, "")
    };
    let scale = Scale::new(ScaleKind::Linear, from * 1e6, (from + seconds) * 1e6);
    let ticks = x(&axis, &scale, 5.0);
    ticks.into_iter().map(|(_, label)| label).collect()
}

#[test]
fn wall_times_name_the_day_once() {
    // 2026-11-23 12:20:00 at nine hours ahead of UTC.
    let noon = 1_795_404_000.0;
    let wall = |seconds: f64| wall(&Zone::fixed(9 * 3600), noon, seconds);
    assert_eq!(wall(50.0)[..2], ["11-23 12:20:00", "12:20:10"]);
    assert_eq!(wall(3000.0)[..2], ["11-23 12:20", "12:30"]);
    assert_eq!(wall(86_400.0), ["11-23 18:00", "11-24", "06:00", "12:00"]);
    assert_eq!(wall(5.0 * 86_400.0)[..2], ["2026-11-24", "11-25"]);
    let turn = wall(50.0 * 86_400.0);
    assert_eq!(turn[..3], ["2026-12-07", "12-21", "2027-01-04"]);
    assert_eq!(wall(150.0 * 86_400.0)[..2], ["2026-12", "2027-01"]);
    assert_eq!(wall(1900.0 * 86_400.0)[..2], ["2027", "2028"]);
    assert_eq!(wall(0.5)[..2], ["11-23 12:20:00.0", "12:20:00.1"]);
}

#[test]
fn wall_times_follow_the_clock_when_it_is_changed() {
    // 2026-03-29 01:00 UTC and 2026-10-25 01:00 UTC.
    let (spring, autumn) = (1_774_746_000.0, 1_792_890_000.0);
    let change = |at: f64, offset_seconds| OffsetChange {
        at: (at * 1e6) as i64,
        offset_seconds,
    };
    let zone = Zone::with_changes(3600, [change(spring, 7200), change(autumn, 3600)]);
    let hours = |from: f64| wall(&zone, from - 2.0 * 3600.0, 5.0 * 3600.0);
    assert_eq!(
        hours(spring),
        ["03-29", "01:00", "03:00", "04:00", "05:00", "06:00"]
    );
    let twice = hours(autumn);
    assert_eq!(
        twice,
        [
            "10-25 01:00",
            "02:00",
            "02:00 +1",
            "03:00",
            "04:00",
            "05:00"
        ][..twice.len()]
    );
    // Midnights of the days around: every one at its own offset.
    let axis = XAxis {
        zone: &zone,
        ..XAxis::new(XKind::WallTime, "")
    };
    let scale = Scale::new(
        ScaleKind::Linear,
        (spring - 2e5) * 1e6,
        (spring + 2e5) * 1e6,
    );
    for (moment, _) in x(&axis, &scale, 5.0) {
        let local = moment + f64::from(zone.offset_at(moment)) * 1e6;
        assert_eq!(local.rem_euclid(86_400e6), 0.0);
    }
}

#[test]
fn symlog_labels_have_signs_and_a_zero() {
    let symlog = |threshold, low, high, target| {
        let ticks = y(
            &Scale::new(ScaleKind::Symlog { threshold }, low, high),
            target,
        );
        ticks
            .into_iter()
            .map(|(_, label)| label)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        symlog(1.0, -1e3, 1e3, 8.0),
        ["−1k", "−100", "−10", "0", "10", "100", "1k"]
    );
    assert_eq!(
        symlog(1e-3, -1.0, 1e6, 5.0),
        ["−1", "0", "1", "100", "10k", "1M"]
    );
    assert_eq!(symlog(10.0, -8.0, 8.0, 4.0), ["−5", "0", "5"]);
    assert_eq!(symlog(1e-3, 20.0, 40.0, 4.0), ["20", "30", "40"]);
    assert_eq!(symlog(1.0, -5000.0, -5.0, 4.0), ["−1k", "−100", "−10"]);
    assert_eq!(symlog(1e-300, -1e300, 1e300, 6.0)[..1], ["−1e300"]);
}

#[test]
fn logarithmic_times_use_the_units_of_a_clock() {
    let axis = XAxis {
        scale: ScaleKind::Log,
        ..XAxis::new(XKind::RelativeTime, "")
    };
    let ticks = x(&axis, &Scale::new(ScaleKind::Log, 1e5, 2e12), 9.0);
    assert_eq!(
        labels(&ticks),
        ["0.1s", "1s", "10s", "1m", "10m", "1h", "6h", "1d", "10d"]
    );
}

#[test]
fn ranges_without_a_round_number_have_their_ends() {
    assert_eq!(linear(1.0, 1.0 + f64::EPSILON), ["1", "1.0000000000000002"]);
    assert_eq!(linear(5e-324, 1.5e-323), ["5e−324", "1.5e−323"]);
}

fn ticks(scale: &Scale, target: f64) -> Vec<Tick> {
    let tick = |(value, label)| Tick {
        value,
        position: 0.0,
        label,
        width: 0.0,
    };
    y(scale, target).into_iter().map(tick).collect()
}

#[test]
fn minor_marks_stand_between_decades_with_room() {
    let log = Scale::new(ScaleKind::Log, 1.0, 100.0);
    let labels = ticks(&log, 2.0);
    assert_eq!(super::minor(&log, &labels, 200.0).len(), 16);
    assert_eq!(super::minor(&log, &labels, 50.0).len(), 4);
    let wide = Scale::new(ScaleKind::Log, 1e-300, 1e300);
    assert!(super::minor(&wide, &ticks(&wide, 4.0), 200.0).is_empty());
    let symlog = Scale::new(ScaleKind::Symlog { threshold: 1.0 }, -100.0, 100.0);
    let marks = super::minor(&symlog, &ticks(&symlog, 6.0), 400.0);
    assert!(marks.contains(&-20.0) && marks.contains(&20.0) && !marks.contains(&0.5));
}
