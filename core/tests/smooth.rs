//! Smoothing is that of the formulas in `docs/smoothing.md`, however the points lie and in whatever
//! pieces they come.

use proptest::prelude::*;
use suisei_core::smooth::{
    Domain, GAP_DISTANCES, Smoother, Smoothing, ema_into, gaussian_into, mean_into, median_into,
    smooth_into,
};

fn smooth(x: &[f64], y: &[f64], smoothing: Smoothing) -> Vec<f64> {
    let mut out = Vec::new();
    smooth_into(x, y, smoothing, Domain::Linear, &mut out);
    out
}

fn places(n: u32) -> Vec<f64> {
    (0..n).map(f64::from).collect()
}

/// The formulas, word for word: for each finite point the weights of all others.
fn plain(x: &[f64], y: &[f64], smoothing: Smoothing) -> Vec<f64> {
    let typical = (x[x.len() - 1] - x[0]) / (x.len() - 1) as f64;
    let finite: Vec<usize> = (0..x.len()).filter(|&i| y[i].is_finite()).collect();
    let mut out = vec![f64::NAN; x.len()];
    for (at, &i) in finite.iter().enumerate() {
        // The run that the point is in, of points without a wide gap between them.
        let gap = |pair: &[usize]| x[pair[1]] - x[pair[0]] > GAP_DISTANCES * typical;
        let start = finite[..=at].windows(2).rposition(gap).map_or(0, |p| p + 1);
        let end = finite[at..]
            .windows(2)
            .position(gap)
            .map_or(finite.len(), |p| at + p + 1);
        let around = |points: u32| {
            let half = points as usize / 2;
            let (start, end) = (start.max(at.saturating_sub(half)), end.min(at + half + 1));
            finite[start..end]
                .iter()
                .map(|&j| y[j])
                .collect::<Vec<f64>>()
        };
        out[i] = match smoothing {
            Smoothing::Exponential { weight } => {
                let (mut sum, mut mass, mut keep) = (0.0, 0.0, 1.0);
                for k in (0..=at).rev() {
                    let distance = match k {
                        0 => 1.0,
                        _ => (x[finite[k]] - x[finite[k - 1]]) / typical,
                    };
                    let own = weight.powf(if distance > 0.0 { distance } else { 1.0 });
                    sum += keep * (1.0 - own) * y[finite[k]];
                    mass += keep * (1.0 - own);
                    keep *= own;
                }
                sum / mass
            }
            Smoothing::Mean { points } => {
                let window = around(points);
                window.iter().sum::<f64>() / window.len() as f64
            }
            Smoothing::Median { points } => {
                let mut window = around(points);
                window.sort_by(f64::total_cmp);
                let middle = window.len() / 2;
                if window.len() % 2 == 1 {
                    window[middle]
                } else {
                    0.5 * window[middle - 1] + 0.5 * window[middle]
                }
            }
            Smoothing::Gaussian { sigma } => {
                let (mut sum, mut mass) = (0.0, 0.0);
                for &j in &finite[start..end] {
                    let t = (x[j] - x[i]) / (sigma * typical);
                    if t.abs() > 5.0 {
                        continue;
                    }
                    sum += (-0.5 * t * t).exp() * y[j];
                    mass += (-0.5 * t * t).exp();
                }
                sum / mass
            }
        };
    }
    out
}

/// Bins end the Gaussian's window a little sooner or later, where each of at most 400 points weighs
/// 8·10⁻⁶ of the nearest; the others are as exact as sums are.
fn tolerance(smoothing: Smoothing) -> f64 {
    match smoothing {
        Smoothing::Gaussian { .. } => 400.0 * 8e-6,
        _ => 1e-12,
    }
}

#[track_caller]
fn assert_close(got: &[f64], want: &[f64], tolerance: f64) {
    assert_eq!(got.len(), want.len());
    let scale = want
        .iter()
        .filter(|w| w.is_finite())
        .fold(1.0_f64, |a, w| a.max(w.abs()));
    for (i, (got, want)) in got.iter().zip(want).enumerate() {
        let close = (got - want).abs() <= tolerance * scale;
        assert!(
            close || got.is_nan() && want.is_nan(),
            "at {i}: {got}, not {want}"
        );
    }
}

#[test]
fn a_window_is_cut_off_at_the_ends() {
    let y = [1.0, 8.0, 3.0, -5.0, 10.0, 0.0];
    let mut out = Vec::new();
    mean_into(&places(6), &y, 3, &mut out);
    assert_eq!(out, [4.5, 4.0, 2.0, 8.0 / 3.0, 5.0 / 3.0, 5.0]);
    median_into(&places(6), &y, 3, &mut out);
    assert_eq!(out, [4.5, 3.0, 3.0, 3.0, 0.0, 5.0]);
    median_into(&places(6), &y, 101, &mut out);
    assert_eq!(out, [2.0; 6]);
}

#[test]
fn the_average_follows_the_textbook_recurrence() {
    // w = 0.5, y = 1, 0, 0: sums 0.5, 0.25, 0.125 over masses 0.5, 0.75, 0.875.
    let mut out = Vec::new();
    ema_into(&places(3), &[1.0, 0.0, 0.0], 0.5, &mut out);
    assert_close(&out, &[1.0, 1.0 / 3.0, 1.0 / 7.0], 1e-15);
    ema_into(&[0.0, 1.0, 2.0], &[1.0, f64::NAN, 1.0], 0.9, &mut out);
    assert_close(&out, &[1.0, f64::NAN, 1.0], 1e-15);
}

/// In the middle of a long line the answer to a single 1 is the kernel: e^(−t²/2) / Σ e^(−t²/2),
/// here for a standard deviation of 2, as a table of the normal density gives it.
#[test]
fn an_impulse_shows_the_kernel() {
    let mut y = vec![0.0; 101];
    y[50] = 1.0;
    let mut out = Vec::new();
    gaussian_into(&places(101), &y, 2.0, &mut out);
    for (distance, density) in [
        (0, 0.398_942_28),
        (1, 0.352_065_33),
        (2, 0.241_970_72),
        (4, 0.053_990_97),
    ] {
        assert!((out[50 + distance] - density / 2.0).abs() < 1e-6);
        assert_eq!(out[50 + distance], out[50 - distance]);
    }
    assert_eq!(out[50 + 11], 0.0);
}

#[test]
fn bins_cost_no_more_than_they_may() {
    let x: Vec<f64> = (0..1_500_u32)
        .map(|i| f64::from(i) + f64::from(i * 7 % 11) * 0.08)
        .collect();
    let y: Vec<f64> = (0..1_500_u32)
        .map(|i| f64::from(i * 37 % 101) * 0.01)
        .collect();
    for sigma in [0.7, 5.0, 60.0] {
        let smoothing = Smoothing::Gaussian { sigma };
        assert_close(&smooth(&x, &y, smoothing), &plain(&x, &y, smoothing), 1e-5);
    }
}

#[test]
fn what_is_constant_stays() {
    let x: Vec<f64> = (0..500).map(|i| f64::from(i * i % 7 + i * 4)).collect();
    for smoothing in KINDS {
        assert_close(&smooth(&x, &[3.5; 500], smoothing), &[3.5; 500], 1e-14);
    }
}

#[test]
fn nothing_smears_over_a_wide_gap() {
    let mut x = places(40);
    x.extend((0..40).map(|i| 10_000.0 + f64::from(i)));
    let y: Vec<f64> = (0..80).map(|i| if i < 40 { 0.0 } else { 100.0 }).collect();
    for smoothing in &KINDS[1..] {
        assert_close(&smooth(&x, &y, *smoothing), &y, 1e-12);
    }
}

#[test]
fn logarithms_are_averaged_where_they_are_shown() {
    let mut out = Vec::new();
    let y = [1.0, 100.0, 0.0, -3.0, 10_000.0];
    smooth_into(
        &places(5),
        &y,
        Smoothing::Mean { points: 3 },
        Domain::Log,
        &mut out,
    );
    assert_close(&out, &[10.0, 100.0, f64::NAN, f64::NAN, 1_000.0], 1e-13);
}

#[test]
fn sums_do_not_drift() {
    let n = 3_000_000_u32;
    let y: Vec<f64> = (0..n).map(|i| if i == 7 { 1e16 } else { 0.1 }).collect();
    let mut out = Vec::new();
    mean_into(&places(n), &y, 51, &mut out);
    assert!(
        (out[2_000_000] - 0.1).abs() < 1e-15,
        "what is over leaves nothing behind"
    );
}

#[test]
fn few_points_and_none_are_smoothed_too() {
    for smoothing in KINDS {
        assert!(smooth(&[], &[], smoothing).is_empty());
        assert_eq!(smooth(&[4.0], &[2.0], smoothing), [2.0]);
        assert!(smooth(&[4.0], &[f64::NAN], smoothing)[0].is_nan());
        let same = smooth(&[1.0; 4], &[1.0, 2.0, 3.0, 4.0], smoothing);
        assert!(same.iter().all(|y| (1.0..=4.0).contains(y)));
    }
}

const KINDS: [Smoothing; 4] = [
    Smoothing::Exponential { weight: 0.97 },
    Smoothing::Mean { points: 51 },
    Smoothing::Median { points: 51 },
    Smoothing::Gaussian { sigma: 3.0 },
];

fn kinds() -> impl Strategy<Value = Smoothing> {
    prop_oneof![
        (0.01_f64..0.999).prop_map(|weight| Smoothing::Exponential { weight }),
        (2_u32..60).prop_map(|points| Smoothing::Mean { points }),
        (2_u32..60).prop_map(|points| Smoothing::Median { points }),
        (0.2_f64..40.0).prop_map(|sigma| Smoothing::Gaussian { sigma }),
    ]
}

/// Regular points, repeated ones, uneven ones, a gap now and then; some values that are not finite.
fn lines() -> impl Strategy<Value = (Vec<f64>, Vec<f64>)> {
    let distance = prop_oneof![
        20 => Just(1.0),
        2 => Just(0.0),
        4 => 0.0_f64..4.0,
        1 => Just(300.0),
    ];
    let value = prop_oneof![15 => -50.0..50.0, 1 => Just(f64::NAN), 1 => Just(f64::INFINITY)];
    let uneven = proptest::collection::vec((distance, value.clone()), 2..400);
    let even = proptest::collection::vec((Just(0.25), value), 2..400);
    prop_oneof![uneven, even].prop_map(|points| {
        let mut at = -3.0;
        let x = points
            .iter()
            .map(|point| {
                at += point.0;
                at
            })
            .collect();
        (x, points.iter().map(|point| point.1).collect())
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn smoothing_is_that_of_the_formulas((x, y) in lines(), smoothing in kinds()) {
        prop_assume!(x[x.len() - 1] > x[0]);
        assert_close(&smooth(&x, &y, smoothing), &plain(&x, &y, smoothing), tolerance(smoothing));
    }

    #[test]
    fn pieces_give_the_same_bits(
        (x, y) in lines(), smoothing in kinds(), cuts in proptest::collection::vec(0_usize..400, 0..5),
    ) {
        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(x.len())).collect();
        cuts.push(x.len());
        cuts.sort_unstable();
        let mut smoother =
            Smoother::new(smoothing, Domain::Linear, (x[0], x[x.len() - 1]), x.len());
        let (mut out, mut start) = (Vec::new(), 0);
        for cut in cuts {
            smoother.take(&x[start..cut], &y[start..cut], &mut out);
            prop_assert!(out.len() <= cut);
            start = cut;
        }
        smoother.end(&mut out);
        let bits = |y: &[f64]| -> Vec<u64> { y.iter().map(|y| y.to_bits()).collect() };
        prop_assert_eq!(bits(&out), bits(&smooth(&x, &y, smoothing)));
    }
}
