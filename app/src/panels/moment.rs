//! When a point was logged: the step and the time behind a place on any axis.

use suisei_core::query::{Answer, SeriesRef, SeriesRequest, XAxis};
use suisei_core::table::MetricName;
use suisei_core::view::PanelSettings;

use super::data::LineName;
use crate::route::Moment;
use crate::source::Source;

/// Width that a source is asked to answer for: fine enough where it cannot send every point.
const WIDTH_PX: u32 = 4_000;

/// The moment of a line's point at `x`; none where the source does not know.
pub(crate) async fn moment_of(
    source: Source,
    name: &LineName,
    settings: &PanelSettings,
    x: f64,
) -> Option<Moment> {
    let axis = settings.x;
    let own = ask(source, name, axis, settings.against()).await?;
    let place = place_of(&own, x)?;
    let steps = ask(source, name, XAxis::Step, None).await;
    let times = ask(source, name, XAxis::Wall, None).await?;
    let step = match axis {
        XAxis::Step => Some(x),
        _ => steps.as_ref().and_then(|steps| at_place(steps, place)),
    };
    Some(Moment {
        step: step.map(|step| step.round() as i64),
        time: at_place(&times, place).map(|time| time.round() as i64),
    })
}

async fn ask(
    source: Source,
    name: &LineName,
    x: XAxis,
    against: Option<&MetricName>,
) -> Option<Answer> {
    let request = SeriesRequest {
        series: vec![SeriesRef {
            experiment: name.key.clone(),
            metric: name.metric.clone(),
            context: name.context.clone(),
            source: 0,
            after: None,
        }],
        x,
        against: against.cloned(),
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
}
