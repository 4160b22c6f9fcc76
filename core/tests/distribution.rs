//! Quartiles, densities and histograms are those of their definitions, whatever the values.

use proptest::prelude::*;
use suisei_core::distribution::{Axis, Sample};
use suisei_core::histogram::{Histogram, HistogramError, common_edges, together};

fn close(got: f64, want: f64) -> bool {
    (got - want).abs() <= 1e-12 * want.abs().max(1.0)
}

/// Worked out by hand: h = 5 p, between the sorted values at ⌊h⌋ and ⌈h⌉.
#[test]
fn quartiles_are_those_of_type_7() {
    let sample = Sample::new([31.0, 1.0, 16.0, 2.0, 8.0, 4.0]);
    for (p, want) in [
        (0.0, 1.0),
        (0.25, 2.5),
        (0.5, 6.0),
        (0.75, 14.0),
        (1.0, 31.0),
    ] {
        assert_eq!(sample.quantile(p), Some(want), "{p}");
    }
    for p in [-0.1, 1.1, f64::NAN] {
        assert_eq!(sample.quantile(p), None);
    }
}

#[test]
fn whiskers_end_at_values_and_leave_outliers_out() {
    let sample = Sample::new([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 30.0, -40.0]);
    let summary = sample.summary().unwrap();
    assert_eq!((summary.low_quartile, summary.high_quartile), (2.0, 6.0));
    assert_eq!((summary.low_whisker, summary.high_whisker), (1.0, 7.0));
    assert_eq!(sample.outliers(), ([-40.0].as_slice(), [30.0].as_slice()));
    assert_eq!((summary.minimum, summary.maximum), (-40.0, 30.0));
    assert_eq!((summary.count, summary.mean), (9, 2.0));
}

/// The lower quartile lies between an outlier and the next value: no whisker grows into the box.
#[test]
fn no_whisker_ends_inside_the_box() {
    let summary = Sample::new([-1000.0, 1.0, 1.0, 1.0]).summary().unwrap();
    assert_eq!(summary.low_quartile, -249.25);
    assert_eq!(summary.low_whisker, summary.low_quartile);
}

#[test]
fn what_is_no_number_counts_apart() {
    let (nan, infinite) = (f64::NAN, f64::INFINITY);
    let sample = Sample::new([nan, 1.0, infinite, -infinite, nan, infinite]);
    assert_eq!((sample.nan(), sample.infinite()), (2, (1, 2)));
    assert_eq!(sample.values(), [1.0]);
    assert_eq!(Sample::new([nan]).summary(), None);
    assert_eq!(Sample::new([]).outliers(), (&[][..], &[][..]));
}

#[test]
fn values_without_extent_have_no_density() {
    for values in [vec![], vec![3.0], vec![2.0; 50], vec![f64::NAN, 1.0]] {
        assert_eq!(Sample::new(values).density(Axis::Linear), None);
    }
    // Positive ones alone have a place on a logarithmic axis.
    assert_eq!(Sample::new([-1.0, 0.0, 2.0]).density(Axis::Log), None);
    let density = Sample::new([-1.0, 0.0, 2.0, 8.0]).density(Axis::Log);
    let density = density.unwrap();
    assert_eq!(density.without_place, 2);
    assert_eq!((density.values[0], density.values[192]), (2.0, 8.0));
}

/// Worked out by hand from the formula; the interquartile range is the smaller spread here.
#[test]
fn the_bandwidth_is_silvermans() {
    let density = Sample::new([1.0, 2.0, 4.0, 8.0, 16.0, 31.0]).density(Axis::Linear);
    let range: f64 = (14.0 - 2.5) / 1.34;
    let want = 0.9 * range * 6_f64.powf(-0.2) / 30.0;
    assert!(close(density.unwrap().bandwidth, want));
}

#[test]
fn on_a_logarithmic_axis_ratios_count() {
    let linear: Vec<f64> = (0..200).map(|i| f64::from(i * i % 97) / 10.0).collect();
    let powers = linear.iter().map(|value| value.exp());
    let log = Sample::new(powers).density(Axis::Log).unwrap();
    let linear = Sample::new(linear).density(Axis::Linear).unwrap();
    for (a, b) in log.heights.iter().zip(&linear.heights) {
        assert!((a - b).abs() < 1e-9);
    }
}

#[test]
fn axes_lead_there_and_back() {
    let symlog = Axis::Symlog { threshold: 0.01 };
    for (axis, value) in [
        (Axis::Linear, -3.0),
        (Axis::Log, 1e-9),
        (symlog, 0.005),
        (symlog, -7.5),
        (Axis::Symlog { threshold: -1.0 }, 20.0),
    ] {
        let back = axis.value(axis.place(value).unwrap());
        assert!((back - value).abs() < 1e-12 * value.abs(), "{axis:?}");
    }
    assert_eq!(Axis::Log.place(0.0), None);
    assert_eq!(symlog.place(f64::NAN), None);
}

#[test]
fn a_histogram_is_read_from_its_json() {
    let text = r#"{"version":1,"edges":[-1,0,0.5,2],"counts":[3,0,1.5]}"#;
    let read = Histogram::from_json(text).unwrap();
    assert_eq!(read.edges, [-1.0, 0.0, 0.5, 2.0]);
    assert_eq!(
        (read.counts.as_slice(), read.total()),
        ([3.0, 0.0, 1.5].as_slice(), 4.5)
    );
    let empty = Histogram::from_json(r#"{"version":1,"edges":[],"counts":[]}"#);
    assert_eq!(empty, Ok(Histogram::default()));
}

#[test]
fn errors_say_what_is_wrong() {
    for (text, want) in [
        ("", "a histogram is a JSON object"),
        ("[1]", "neither `edges`"),
        (r#"{"version":2,"edges":1}"#, "up to version 1, not `2`"),
        (r#"{"edges":[0,1],"counts":[1]}"#, "`version`"),
        (r#"{"version":1,"edges":[0,1]}"#, "counts"),
        (r#"{"version":1,"edges":[0,1],"counts":[1,2]}"#, "not `2`"),
        (
            r#"{"version":1,"edges":[0,1,1],"counts":[1,2]}"#,
            "number `2`",
        ),
        (r#"{"version":1,"edges":[0,1],"counts":[-1]}"#, "number `0`"),
        (r#"{"version":3,"start":1,"stop":9,"step":2}"#, "not `3`"),
        (
            r#"{"version":2,"start":1,"stop":9,"step":2}"#,
            "`index_values`",
        ),
        (
            r#"{"version":2,"start":1,"stop":9,"step":1,"values":[]}"#,
            "describe no bins",
        ),
        (
            r#"{"version":2,"start":1,"stop":9,"step":2,"values":[0,0,0,0,0,0,0,0,0,0,1]}"#,
            "`10`",
        ),
    ] {
        let error = Histogram::from_json(text).unwrap_err().to_string();
        assert!(error.contains(want), "{text}: {error}");
    }
}

/// The bins of the defaults: 1,551 edges around the one in the middle, number 775.
#[test]
fn exponential_bins_are_read() {
    let text = r#"{"version":2,"index_values":[[1065,1],[1073,2],[1077,3],[774,5],[0,7],[1549,9]],
        "values":null,"offset":0,"start":1e-12,"stop":1e+20,"step":1.1}"#;
    let read = Histogram::from_json(text).unwrap();
    assert_eq!((read.below, read.above, read.total()), (7.0, 9.0, 27.0));
    assert!(close(read.edges[0], -1e-12) && read.edges[1] == 0.0);
    assert_eq!(read.counts[0], 5.0);
    // A value v > 0 lies in bin 775 + ⌈ln(v/10⁻¹²)/ln 1.1⌉.
    let bin = |value: f64| 775 + ((value / 1e-12).ln() / 1.1_f64.ln()).ceil() as usize;
    let (low, high) = (read.edges[1065 - 774], read.edges[1066 - 774]);
    assert_eq!(bin(low * 1.05), 1065, "{low} {high}");
    assert_eq!(read.counts[1065 - 774], 1.0);
    assert_eq!(read.counts.len(), 1078 - 774);
    let beyond = r#"{"version":2,"index_values":[[1550,1]],"start":1e-12,"stop":1e20,"step":1.1}"#;
    assert_eq!(
        Histogram::from_json(beyond),
        Err(HistogramError::NoSuchBin(1550))
    );
}

#[test]
fn exponential_bins_may_be_dense_or_far_from_zero() {
    // Edges: −∞, −3, −1, 1, 3, 5, +∞ around the offset 1 with u = 2, 4.
    let dense = r#"{"version":1,"values":[1,0,2,3,0,0],"offset":1,"start":2,"stop":5,"step":2}"#;
    let read = Histogram::from_json(dense).unwrap();
    assert_eq!(
        (read.below, read.edges.as_slice()),
        (1.0, [-1.0, 1.0, 3.0].as_slice())
    );
    assert_eq!(read.counts, [2.0, 3.0]);
    let far = r#"{"version":2,"index_values":[[774,1],[775,2],[776,4]],"offset":1e9,"start":1e-12,
        "stop":1e20,"step":1.1}"#;
    let read = Histogram::from_json(far).unwrap();
    assert!(read.edges.is_sorted_by(|a, b| a < b));
    assert_eq!(read.total(), 7.0);
}

#[test]
fn histograms_with_the_same_bins_keep_them() {
    let one = Histogram::new(vec![0.0, 1.0, 5.0], vec![1.0, 2.0]).unwrap();
    let empty = Histogram::default();
    let all = together(&[one.clone(), empty, one.clone()], 50, Axis::Linear, None);
    assert_eq!((&all.edges, &all.histograms[2]), (&one.edges, &one));
    assert_eq!(all.histograms[1].total(), 0.0);
    let chosen = common_edges(&[one], 2, Axis::Linear, Some((4.0, 0.0)));
    assert_eq!(chosen, [0.0, 2.0, 4.0]);
    assert!(common_edges(&[], 9, Axis::Linear, None).is_empty());
}

fn value() -> impl Strategy<Value = f64> {
    prop_oneof![
        8 => -100.0..100.0,
        2 => (0_i32..4).prop_map(f64::from),
        1 => proptest::num::f64::ANY,
    ]
}

fn histogram() -> impl Strategy<Value = Histogram> {
    let edge = prop_oneof![9 => -10.0..10.0, 1 => proptest::num::f64::NORMAL];
    let count = prop_oneof![Just(0.0), 0.0..50.0];
    proptest::collection::vec((edge, count), 0..20).prop_map(|mut bins| {
        bins.sort_by(|a: &(f64, f64), b| a.0.total_cmp(&b.0));
        bins.dedup_by(|a, b| a.0 == b.0);
        let edges: Vec<f64> = bins.iter().map(|bin| bin.0).collect();
        let counts: Vec<f64> = bins.iter().skip(1).map(|bin| bin.1).collect();
        if counts.is_empty() {
            return Histogram::default();
        }
        Histogram::new(edges, counts).unwrap_or_default()
    })
}

fn axis() -> impl Strategy<Value = Axis> {
    prop_oneof![
        Just(Axis::Linear),
        Just(Axis::Log),
        Just(Axis::Symlog { threshold: 0.1 })
    ]
}

proptest! {
    #[test]
    fn summaries_are_ordered(values in proptest::collection::vec(value(), 0..80)) {
        let sample = Sample::new(values.iter().copied());
        let (below, above) = sample.infinite();
        prop_assert_eq!(sample.values().len() + sample.nan() + below + above, values.len());
        let Some(found) = sample.summary() else {
            prop_assert!(sample.values().is_empty());
            return Ok(());
        };
        let order = [
            found.minimum, found.low_whisker, found.low_quartile, found.median,
            found.high_quartile, found.high_whisker, found.maximum,
        ];
        prop_assert!(order.is_sorted(), "{order:?}");
        prop_assert!(found.minimum <= found.mean && found.mean <= found.maximum);
        let (low, high) = sample.outliers();
        prop_assert!(low.iter().all(|value| *value < found.low_whisker));
        prop_assert!(high.iter().all(|value| *value > found.high_whisker));
        for whisker in [found.low_whisker, found.high_whisker] {
            let box_end = whisker == found.low_quartile || whisker == found.high_quartile;
            prop_assert!(box_end || sample.values().contains(&whisker));
        }
    }

    #[test]
    fn densities_are_those_of_the_definition(
        values in proptest::collection::vec(-5.0..5.0_f64, 2..60),
    ) {
        let sample = Sample::new(values);
        let Some(density) = sample.density(Axis::Linear) else { return Ok(()) };
        let values = sample.values();
        let extent = values[values.len() - 1] - values[0];
        let h = density.bandwidth * extent;
        let whole = values.len() as f64 * h * std::f64::consts::TAU.sqrt();
        let greatest = density.heights.iter().copied().fold(0.0, f64::max);
        for (x, height) in density.values.iter().zip(&density.heights) {
            let sum: f64 = values.iter().map(|v| (-0.5 * ((x - v) / h).powi(2)).exp()).sum();
            let want = sum / whole * extent;
            prop_assert!((height - want).abs() < 0.01 * greatest, "{height} {want}");
        }
        let area = density.heights.iter().sum::<f64>() / 192.0;
        prop_assert!(area < 1.03, "{area}");
    }

    #[test]
    fn any_values_have_a_density_or_none(
        values in proptest::collection::vec(value(), 0..40),
        axis in axis(),
    ) {
        let sample = Sample::new(values);
        if let Some(density) = sample.density(axis) {
            prop_assert!(density.values.is_sorted());
            prop_assert!(density.heights.iter().all(|height| height.is_finite() && *height >= 0.0));
            prop_assert!(density.heights.iter().any(|height| *height > 0.0));
            prop_assert!(density.values[0] >= sample.values()[0]);
            prop_assert_eq!(density.values.last(), sample.values().last());
        }
    }

    #[test]
    fn no_value_is_lost_between_bins(
        histograms in proptest::collection::vec(histogram(), 0..6),
        bins in 0_usize..90,
        axis in axis(),
        range in proptest::option::of((value(), value())),
    ) {
        let all = together(&histograms, bins, axis, range);
        prop_assert!(all.edges.is_sorted_by(|a, b| a < b) && all.edges.len() != 1);
        for (before, after) in histograms.iter().zip(&all.histograms) {
            prop_assert!(
                (before.total() - after.total()).abs() <= 1e-9 * before.total(),
                "{before:?} → {after:?}"
            );
            prop_assert!(after.counts.iter().all(|count| *count >= 0.0));
            prop_assert_eq!(after.counts.len(), all.edges.len().saturating_sub(1));
            if axis == Axis::Linear && range.is_none() {
                prop_assert_eq!((after.below, after.above), (before.below, before.above));
            }
            // A bin that has nothing in common with a filled one stays empty.
            for (ends, count) in all.edges.windows(2).zip(&after.counts) {
                let mut own = before.edges.windows(2).zip(&before.counts);
                let filled = own.any(|(e, c)| *c > 0.0 && e[0] < ends[1] && ends[0] < e[1]);
                prop_assert!(filled || *count == 0.0);
            }
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in ".{0,60}", number in value(), bin in 0_u64..4000) {
        let _ = Histogram::from_json(&text);
        for text in [
            format!(r#"{{"version":1,"edges":[0,{number:e}],"counts":[{bin}]}}"#),
            format!(r#"{{"version":2,"index_values":[[{bin},{number:e}]],"start":1e-12,"stop":1e20,"step":1.1}}"#),
            format!(r#"{{"version":2,"index_values":[[{bin},1]],"start":{number:e},"stop":1e20,"step":1.1}}"#),
            format!(r#"{{"version":2,"index_values":[[{bin},1]],"offset":{number:e},"start":1e-9,"stop":1e20,"step":1.2}}"#),
        ] {
            if let Ok(read) = Histogram::from_json(&text) {
                prop_assert!(read.edges.is_sorted_by(|a, b| a < b), "{text} {read:?}");
                prop_assert!(read.total() >= 0.0);
            }
        }
    }
}
