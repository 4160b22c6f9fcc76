//! Curves as assets: what is read, what is refused, and the area under one.

use proptest::prelude::*;
use suisei_core::curve::{Curve, CurveError, Order, area_under, order};

#[test]
fn a_file_is_read_as_it_is() -> Result<(), CurveError> {
    let json =
        br#"{"name": "roc", "x": [0, 0.5, null, 1], "y": [0, "NaN", 1e-3, "Infinity"], "step": 3}"#;
    let curve = Curve::read(json)?;
    assert_eq!(curve.name, "roc");
    assert_eq!(curve.x[..2], [0.0, 0.5]);
    assert!(curve.x[2].is_nan() && curve.y[1].is_nan());
    assert_eq!(curve.y[3], f64::INFINITY);
    assert_eq!(Curve::read(br#"{"x": [], "y": []}"#)?, Curve::default());
    Ok(())
}

#[test]
fn errors_say_what_is_wrong() {
    let said = |json: &[u8]| Curve::read(json).err().map(|error| error.to_string());
    let holds = |json: &[u8], part: &str| said(json).is_some_and(|text| text.contains(part));
    assert!(holds(br#"{"x": [1]}"#, "missing field `y`"));
    assert!(holds(br#"{"x": [1], "y": ["high"]}"#, "high"));
    assert!(holds(br#"{"x": [1], "y": [NaN]}"#, "line 1 column"));
    assert!(holds(b"", "EOF"));
    assert!(holds(b"\xff\xfe", "not a curve"));
    assert!(holds(b"[[0, 0], [1, 1]]", "not a curve"));
    let lengths = said(br#"{"x": [1, 2], "y": [1]}"#);
    assert_eq!(
        lengths.as_deref(),
        Some("`x` has 2 values and `y` has 1; a point needs one of each")
    );
}

#[test]
fn areas_are_those_of_the_trapezoidal_rule() {
    assert_eq!(area_under(&[0.0, 1.0], &[0.0, 1.0]), Some(0.5));
    assert_eq!(area_under(&[0.0, 0.0, 1.0], &[0.0, 1.0, 1.0]), Some(1.0));
    assert_eq!(area_under(&[1.0, 0.0], &[1.0, 0.0]), Some(0.5), "backwards");
    assert_eq!(area_under(&[0.0, 2.0], &[-1.0, -1.0]), Some(-2.0));
    assert_eq!(area_under(&[3.0, 3.0], &[0.0, 1.0]), Some(0.0));
    for (x, y) in [
        (vec![], vec![]),
        (vec![1.0], vec![1.0]),
        (vec![0.0, 1.0], vec![0.0]),
        (vec![0.0, 1.0, 0.5], vec![0.0, 1.0, 1.0]),
        (vec![0.0, f64::NAN], vec![0.0, 1.0]),
        (vec![0.0, 1.0], vec![0.0, f64::INFINITY]),
        (vec![-f64::MAX, f64::MAX], vec![1.0, 1.0]),
    ] {
        assert_eq!(area_under(&x, &y), None, "{x:?}");
    }
}

#[test]
fn orders() {
    assert_eq!(order(&[0.0, 0.0, 1.0]), Some(Order::Ascending));
    assert_eq!(order(&[2.0, 2.0]), Some(Order::Ascending));
    assert_eq!(order(&[1.0, 0.5, 0.5]), Some(Order::Descending));
    assert_eq!(order(&[0.0, 1.0, 0.0]), None);
    assert_eq!(order(&[0.0, f64::NAN]), None);
    assert_eq!(order(&[1.0]), None);
}

/// The chance that a positive is ranked above a negative, ties counting half: what the area under
/// a receiver operating characteristic is.
fn ranked_above(positives: &[u8], negatives: &[u8]) -> f64 {
    let pairs = positives
        .iter()
        .flat_map(|p| negatives.iter().map(move |n| (p, n)));
    let won: f64 = pairs
        .map(|(p, n)| match p.cmp(n) {
            std::cmp::Ordering::Greater => 1.0,
            std::cmp::Ordering::Equal => 0.5,
            std::cmp::Ordering::Less => 0.0,
        })
        .sum();
    won / (positives.len() * negatives.len()) as f64
}

proptest! {
    #[test]
    fn the_area_of_a_roc_is_the_chance_of_the_right_order(
        positives in prop::collection::vec(any::<u8>(), 1..40),
        negatives in prop::collection::vec(any::<u8>(), 1..40),
    ) {
        let share = |scores: &[u8], at: u16| {
            let above = scores.iter().filter(|&&score| u16::from(score) >= at).count();
            above as f64 / scores.len() as f64
        };
        let thresholds = (0..=256_u16).rev();
        let (x, y): (Vec<f64>, Vec<f64>) = thresholds
            .map(|at| (share(&negatives, at), share(&positives, at)))
            .unzip();
        let area = area_under(&x, &y).unwrap_or(f64::NAN);
        prop_assert!((area - ranked_above(&positives, &negatives)).abs() < 1e-9);
    }

    #[test]
    fn no_file_makes_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = Curve::read(&bytes);
    }
}
