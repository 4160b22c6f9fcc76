//! Dashed lines: when a dash helps, and the pieces of a line that it leaves.

use crate::ink::Place;
use crate::reduce::Reduced;

/// A line that is longer than this many times its width goes up and down so much that dashes would
/// only fray it: it is drawn solid, and the legend alone shows its dash.
const FRAYED: f64 = 3.0;

/// Whether a line goes up and down too much for dashes.
pub(crate) fn is_frayed(line: &Reduced, place: &Place<'_>) -> bool {
    let (mut length, mut width) = (0.0, 0.0);
    for run in line.runs() {
        for pair in run.windows(2) {
            let ((x0, y0), (x1, y1)) = (place.of(pair[0]), place.of(pair[1]));
            width += (x1 - x0).abs();
            length += (x1 - x0).hypot(y1 - y0);
        }
    }
    // An upright line goes one way only.
    width > 0.0 && length > FRAYED * width
}

/// Cuts a line into the pieces that its dashes show. Lengths of `dash` are CSS pixels: dash, gap,
/// dash, gap…
pub(crate) fn pieces(
    points: impl Iterator<Item = (f64, f64)>,
    dash: &[f32],
    ratio: f64,
    mut emit: impl FnMut(&[(f64, f64)]),
) {
    let lengths: Vec<f64> = dash
        .iter()
        .map(|&length| f64::from(length) * ratio)
        .collect();
    if lengths.iter().sum::<f64>() < 1.0 || !lengths.iter().all(|&length| length > 0.0) {
        return emit(&points.collect::<Vec<_>>());
    }
    let mut piece = Vec::new();
    let mut previous: Option<(f64, f64)> = None;
    let (mut at, mut left) = (0, lengths[0]);
    for to in points {
        let Some(mut from) = previous.replace(to) else {
            piece.push(to);
            continue;
        };
        let mut length = (to.0 - from.0).hypot(to.1 - from.1);
        while length > left {
            let share = left / length;
            from = (
                from.0 + (to.0 - from.0) * share,
                from.1 + (to.1 - from.1) * share,
            );
            length -= left;
            if at % 2 == 0 {
                piece.push(from);
                emit(&piece);
                piece.clear();
            } else {
                piece.push(from);
            }
            at = (at + 1) % (lengths.len() * (1 + lengths.len() % 2));
            left = lengths[at % lengths.len()];
        }
        left -= length;
        if at % 2 == 0 {
            piece.push(to);
        }
    }
    if piece.len() > 1 {
        emit(&piece);
    }
}

#[cfg(test)]
mod tests {
    use super::pieces;

    #[test]
    fn dashes_follow_the_length_of_the_line() {
        let mut found = Vec::new();
        let corner = [(0.0, 0.0), (5.0, 0.0), (5.0, 9.0)];
        pieces(corner.into_iter(), &[3.0, 2.0], 2.0, |piece| {
            found.push(piece.to_vec());
        });
        assert_eq!(
            found,
            [
                vec![(0.0, 0.0), (5.0, 0.0), (5.0, 1.0)],
                vec![(5.0, 5.0), (5.0, 9.0)],
            ]
        );
    }

    #[test]
    fn a_dash_without_length_is_no_dash() {
        let mut found = Vec::new();
        let line = [(0.0, 0.0), (5.0, 0.0)];
        pieces(line.into_iter(), &[0.0, 2.0], 1.0, |piece| {
            found.push(piece.to_vec());
        });
        assert_eq!(found, [line.to_vec()]);
    }
}
