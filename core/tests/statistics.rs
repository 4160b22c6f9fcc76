//! Statistics over a range are those of the formulas, whatever the points and however they come.

use proptest::prelude::*;
use suisei_core::query::{Collector, Located, Statistics};

fn close(got: f64, want: f64, scale: f64) -> bool {
    (got - want).abs() <= 1e-12 * scale.max(want.abs())
}

/// The Longley (1967) data: total employment over the gross national product. The reference values
/// are those of the textbook formulas in exact rational arithmetic, rounded once.
#[test]
fn longley_has_its_published_line() {
    let gnp = [
        234_289.0, 259_426.0, 258_054.0, 284_599.0, 328_975.0, 346_999.0, 365_385.0, 363_112.0,
        397_469.0, 419_180.0, 442_769.0, 444_546.0, 482_704.0, 502_601.0, 518_173.0, 554_894.0,
    ];
    let employed = [
        60_323.0, 61_122.0, 60_171.0, 61_187.0, 63_221.0, 63_639.0, 64_989.0, 63_761.0, 66_019.0,
        67_857.0, 68_169.0, 66_513.0, 68_655.0, 69_564.0, 69_331.0, 70_551.0,
    ];
    let found = Statistics::of(&gnp, &employed, None);
    assert_eq!(found.mean.unwrap().0, 65_317.0);
    assert!(close(found.deviation.unwrap().0, LONGLEY_DEVIATION, 1.0));
    assert!(close(found.slope.unwrap().0, LONGLEY_SLOPE, 1e-2));
    let at = |x: f64, y: f64| {
        Some(Located {
            x: suisei_core::number::Float(x),
            y: suisei_core::number::Float(y),
        })
    };
    assert_eq!(found.min, at(258_054.0, 60_171.0));
    assert_eq!(found.max, at(554_894.0, 70_551.0));
    assert_eq!(found.first, at(234_289.0, 60_323.0));
    assert_eq!(found.last, found.max);
}

const LONGLEY_DEVIATION: f64 = 3511.968355969816;
const LONGLEY_SLOPE: f64 = 0.03475229434762905;

/// NIST's NumAcc4: 1,001 values around ten million whose deviation is exactly 0.1.
#[test]
fn far_from_zero_digits_stay() {
    let mut y = vec![10_000_000.2];
    y.extend((0..1_000).map(|i| {
        if i % 2 == 0 {
            10_000_000.1
        } else {
            10_000_000.3
        }
    }));
    let x: Vec<f64> = (0..y.len()).map(|i| 1.7e15 + i as f64).collect();
    let found = Statistics::of(&x, &y, None);
    assert!((found.mean.unwrap().0 - 10_000_000.2).abs() < 2e-9);
    assert!((found.deviation.unwrap().0 - 0.1).abs() < 1e-8);
}

#[test]
fn a_line_has_its_slope_wherever_it_lies() {
    let x: Vec<f64> = (0..1_000_000)
        .map(|i| 1.7e15 + f64::from(i) * 1e3)
        .collect();
    let y: Vec<f64> = (0..1_000_000).map(|i| 5.0 - f64::from(i) * 0.25).collect();
    let found = Statistics::of(&x, &y, None);
    assert!(close(found.slope.unwrap().0, -0.000_25, 1e-4));
    assert!(close(found.mean.unwrap().0, 5.0 - 999_999.0 * 0.125, 1.0));
}

#[test]
fn what_is_not_defined_is_missing() {
    let nothing = Statistics::of(&[1.0], &[2.0], Some((3.0, 4.0)));
    assert_eq!(nothing, Statistics::default());
    let one = Statistics::of(&[1.0], &[2.0], None);
    assert_eq!((one.deviation, one.slope), (None, None));
    assert_eq!(one.mean.unwrap().0, 2.0);
    let upright = Statistics::of(&[1.0, 1.0], &[2.0, 4.0], None);
    assert_eq!(upright.slope, None);
    assert_eq!(upright.last.unwrap().y.0, 4.0, "the last to arrive");
    let none = Statistics::of(&[1.0, 2.0], &[f64::NAN, f64::INFINITY], None);
    assert_eq!((none.count, none.nan, none.infinite), (2, 1, 1));
    assert_eq!((none.min, none.mean), (None, None));
}

fn points() -> impl Strategy<Value = Vec<(f64, f64)>> {
    let y = prop_oneof![
        12 => -1.0e3..1.0e3,
        1 => Just(f64::NAN),
        1 => Just(f64::INFINITY),
    ];
    proptest::collection::vec(((-50_i32..50).prop_map(f64::from), y), 0..700)
}

proptest! {
    #[test]
    fn statistics_are_those_of_the_definitions(
        points in points(),
        offset in -1.0e6..1.0e6,
        range in proptest::option::of((-60.0..60.0, -60.0..60.0)),
        cut in 0_usize..700,
    ) {
        let (x, y): (Vec<f64>, Vec<f64>) = points.iter().map(|&(x, y)| (x, y + offset)).unzip();
        let range = range.map(|(a, b): (f64, f64)| (a.min(b), a.max(b)));
        let found = Statistics::of(&x, &y, range);

        let mut pieces = Collector::new(range);
        let cut = cut.min(x.len());
        pieces.take(&x[..cut], &y[..cut]);
        pieces.take(&x[cut..], &y[cut..]);
        prop_assert_eq!(pieces.statistics(), found, "pieces change nothing");

        let inside = |x: f64| range.is_none_or(|(low, high)| low <= x && x <= high);
        let mut all: Vec<(f64, f64)> =
            x.iter().copied().zip(y.iter().copied()).filter(|&(x, _)| inside(x)).collect();
        prop_assert_eq!(found.count, all.len() as u64);
        prop_assert_eq!(found.nan, all.iter().filter(|p| p.1.is_nan()).count() as u64);
        all.retain(|p| p.1.is_finite());
        prop_assert_eq!(found.finite(), all.len() as u64);
        all.sort_by(|a, b| a.0.total_cmp(&b.0));
        let pair = |l: Option<Located>| l.map(|l| (l.x.0, l.y.0));
        prop_assert_eq!(pair(found.first), all.first().copied());
        prop_assert_eq!(pair(found.last), all.last().copied());
        // `min_by` keeps the first of equal ones, and turned round so does `rev().max_by`.
        prop_assert_eq!(pair(found.min), all.iter().copied().min_by(|a, b| a.1.total_cmp(&b.1)));
        prop_assert_eq!(
            pair(found.max),
            all.iter().rev().copied().max_by(|a, b| a.1.total_cmp(&b.1))
        );
        if all.is_empty() {
            return Ok(());
        }
        let n = all.len() as f64;
        let (mean_x, mean_y) = (
            all.iter().map(|p| p.0).sum::<f64>() / n,
            all.iter().map(|p| p.1).sum::<f64>() / n,
        );
        prop_assert!(close(found.mean.unwrap().0, mean_y, 1e3));
        let sum = |f: &dyn Fn(f64, f64) -> f64| -> f64 {
            all.iter().map(|p| f(p.0 - mean_x, p.1 - mean_y)).sum()
        };
        let (xx, xy, yy) = (sum(&|x, _| x * x), sum(&|x, y| x * y), sum(&|_, y| y * y));
        if all.len() > 1 {
            let deviation = found.deviation.unwrap().0;
            prop_assert!((deviation - (yy / (n - 1.0)).sqrt()).abs() < 1e-6);
        }
        if let Some(slope) = found.slope {
            prop_assert!((slope.0 - xy / xx).abs() < 1e-6 * (1.0 + (xy / xx).abs()));
        }
    }
}
