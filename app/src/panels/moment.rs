//! When a point was logged: the step and the time behind a place on any axis.

use suisei_core::number::Float;
use suisei_core::query::{Answer, SeriesRef, SeriesRequest, Statistics, StatisticsRequest, XAxis};
use suisei_core::table::MetricName;
use suisei_core::view::PanelSettings;

use super::data::LineName;
use crate::route::Moment;
use crate::source::Source;

/// Width that a source is asked to answer for: fine enough where it cannot send every point.
const WIDTH_PX: u32 = 4_000;

/// Most questions for the place of one point among many.
const MOST_STEPS: usize = 24;

/// The moment of a line's point at `x` with the value `y`; none where the source does not know.
pub(crate) async fn moment_of(
    source: Source,
    name: &LineName,
    settings: &PanelSettings,
    (x, y): (f64, f64),
) -> Option<Moment> {
    let step = match settings.against() {
        Some(other) => Some(step_against(source, name, other, (x, y)).await?),
        None => None,
    };
    // From here on the axis is one that ascends as the points were logged.
    let (axis, x) = step.map_or((settings.x, x), |step| (XAxis::Step, step));
    let own = ask(source, name, axis).await?;
    let steps = ask(source, name, XAxis::Step).await;
    let times = ask(source, name, XAxis::Wall).await?;
    let (step, time) = if own.meta.sampled {
        let rank = statistics(source, name, axis, x).await?.count;
        let step = match steps {
            Some(steps) if axis != XAxis::Step => {
                of_rank(source, name, &steps, (XAxis::Step, rank)).await
            }
            _ => None,
        };
        (
            step,
            of_rank(source, name, &times, (XAxis::Wall, rank)).await,
        )
    } else {
        let place = place_of(&own, x)?;
        let step = steps.as_ref().and_then(|steps| at_place(steps, place));
        (step, at_place(&times, place))
    };
    let step = if axis == XAxis::Step { Some(x) } else { step };
    Some(Moment {
        step: step.map(|step| step.round() as i64),
        time: time.map(|time| time.round() as i64),
    })
}

/// The step at which another metric was `x` and this one `y`: the nearest there is.
async fn step_against(
    source: Source,
    name: &LineName,
    other: &MetricName,
    (x, y): (f64, f64),
) -> Option<f64> {
    let other = LineName {
        key: name.key.clone(),
        metric: other.name.clone(),
        context: other.context.clone(),
    };
    let own = ask(source, name, XAxis::Step).await?;
    let other = ask(source, &other, XAxis::Step).await?;
    Some(meeting(&own, &other, (x, y))?.0)
}

/// The step where `other` is nearest to `x` and, of several, `own` to `y`; and both distances.
fn meeting(own: &Answer, other: &Answer, (x, y): (f64, f64)) -> Option<(f64, f64, f64)> {
    let candidates = other.x.iter().zip(&other.y).filter_map(|(&step, &place)| {
        let at = own.x.partition_point(|&own| own < step);
        let value = own.y.get(at).filter(|_| own.x.get(at) == Some(&step))?;
        let (far, off) = ((place - x).abs(), (value - y).abs());
        far.is_finite().then_some((step, far, off))
    });
    candidates.min_by(|a, b| a.1.total_cmp(&b.1).then(a.2.total_cmp(&b.2)))
}

/// The place on an axis of the point that so many points, itself among them, reach up to. Found by
/// counting, so that it is exact also where no source sends every point.
async fn of_rank(
    source: Source,
    name: &LineName,
    coarse: &Answer,
    (axis, rank): (XAxis, u64),
) -> Option<f64> {
    let (mut low, mut high) = (*coarse.x.first()?, *coarse.x.last()?);
    let mut counts = (0, coarse.meta.in_range);
    for step in 0..MOST_STEPS {
        let span = (counts.1 - counts.0).max(1) as f64;
        // Logging is even, mostly; halving helps where it is not.
        let share = if step % 3 == 2 {
            0.5
        } else {
            (rank.saturating_sub(counts.0) as f64 / span).clamp(0.01, 0.99)
        };
        let middle = low + (high - low) * share;
        if middle <= low || middle >= high {
            break;
        }
        let found = statistics(source, name, axis, middle).await?;
        if found.count == rank {
            return found.last.map(|last| last.x.0).or(Some(middle));
        }
        if found.count < rank {
            (low, counts.0) = (middle, found.count);
        } else {
            (high, counts.1) = (middle, found.count);
        }
    }
    Some(high)
}

/// Statistics of the points up to `x`.
async fn statistics(source: Source, name: &LineName, axis: XAxis, x: f64) -> Option<Statistics> {
    let request = StatisticsRequest {
        series: vec![series(name)],
        x: axis,
        against: None,
        range: Some((Float(f64::MIN), Float(x))),
    };
    let all = source.statistics(&request).await.ok()?;
    all.into_iter().next().map(|one| one.statistics)
}

fn series(name: &LineName) -> SeriesRef {
    SeriesRef {
        experiment: name.key.clone(),
        metric: name.metric.clone(),
        context: name.context.clone(),
        source: 0,
        after: None,
    }
}

async fn ask(source: Source, name: &LineName, x: XAxis) -> Option<Answer> {
    let request = SeriesRequest {
        series: vec![series(name)],
        x,
        width_px: WIDTH_PX,
        ..SeriesRequest::default()
    };
    let frame = source.series(&request).await.ok()?;
    frame.answers.into_iter().next()
}

/// How far through a series the point at `x` stands, from 0 to 1.
fn place_of(answer: &Answer, x: f64) -> Option<f64> {
    let last = answer.x.len().checked_sub(1)?;
    let after = answer.x.partition_point(|&other| other < x).min(last);
    let nearer = after > 0 && x - answer.x[after - 1] < answer.x[after] - x;
    let index = if nearer { after - 1 } else { after };
    Some(if last == 0 {
        0.0
    } else {
        index as f64 / last as f64
    })
}

/// The value on an axis so far through a series.
fn at_place(answer: &Answer, place: f64) -> Option<f64> {
    let last = answer.x.len().checked_sub(1)?;
    answer
        .x
        .get((place * last as f64).round() as usize)
        .copied()
}

#[cfg(test)]
mod tests {
    use suisei_core::query;

    use super::*;

    fn answer(x: &[f64]) -> Answer {
        let series = SeriesRef {
            experiment: "0".repeat(32).parse().unwrap(),
            metric: "loss".to_owned(),
            context: String::new(),
            source: 0,
            after: None,
        };
        Answer {
            x: x.to_vec(),
            ..query::missing(&series)
        }
    }

    #[test]
    fn the_same_point_is_found_on_another_axis() {
        let steps = answer(&[0.0, 10.0, 20.0, 30.0]);
        let times = answer(&[100.0, 103.0, 104.0, 190.0]);
        for (step, time) in [(0.0, 100.0), (19.0, 104.0), (30.0, 190.0), (99.0, 190.0)] {
            let place = place_of(&steps, step).unwrap();
            assert_eq!(at_place(&times, place), Some(time), "{step}");
        }
        assert_eq!(place_of(&answer(&[]), 1.0), None);
        assert_eq!(place_of(&answer(&[5.0]), 1.0), Some(0.0));
    }

    #[test]
    fn a_point_against_another_metric_is_found_by_both_values() {
        let mut own = answer(&[0.0, 1.0, 2.0, 3.0]);
        own.y = vec![9.0, 8.0, 7.0, 6.0];
        let mut other = answer(&[0.0, 1.0, 2.0, 3.0]);
        other.y = vec![0.1, 0.2, 0.2, 0.1];
        let step = |at| meeting(&own, &other, at).unwrap().0;
        assert_eq!(
            (step((0.1, 9.0)), step((0.1, 6.0)), step((0.2, 7.0))),
            (0.0, 3.0, 2.0)
        );
    }
}
