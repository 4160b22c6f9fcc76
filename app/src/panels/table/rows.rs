//! The rows of a chart as a table: every x that some line has, and each line's value there. Pure.

/// Ascending places of one line, with their values.
pub(super) type Column<'a> = (&'a [f64], &'a [f64]);

/// One row.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    /// The place.
    pub(super) x: f64,
    /// The value of each line; none where it has no point there.
    pub(super) values: Vec<Option<f64>>,
}

/// Every place of all lines once, ascending. A place that a line has several times makes as many
/// rows.
pub(super) fn places(columns: &[Column<'_>]) -> Vec<f64> {
    let mut all: Vec<f64> = Vec::new();
    for (x, _) in columns {
        all = merged(&all, x);
    }
    all
}

/// Both lists in one; what both have as often as the one that has it more often.
fn merged(a: &[f64], b: &[f64]) -> Vec<f64> {
    let mut out = Vec::with_capacity(a.len().max(b.len()));
    let (mut i, mut j) = (0, 0);
    while i < a.len() || j < b.len() {
        match (a.get(i), b.get(j)) {
            (Some(left), Some(right)) if left == right => {
                out.push(*left);
                (i, j) = (i + 1, j + 1);
            }
            (Some(left), right) if right.is_none_or(|right| left < right) => {
                out.push(*left);
                i += 1;
            }
            (_, Some(right)) => {
                out.push(*right);
                j += 1;
            }
            _ => break,
        }
    }
    out
}

/// The row at an index of `places`.
pub(super) fn row(columns: &[Column<'_>], places: &[f64], index: usize) -> Option<Row> {
    let x = *places.get(index)?;
    // The how manieth row of this place it is.
    let nth = index - places.partition_point(|&place| place < x);
    let value = |(all, values): &Column<'_>| {
        let at = all.partition_point(|&place| place < x) + nth;
        let has = all.get(at) == Some(&x);
        values.get(at).copied().filter(|_| has)
    };
    Some(Row {
        x,
        values: columns.iter().map(value).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_meet_where_they_have_the_same_place() {
        let columns: [Column<'_>; 2] = [
            (&[1.0, 2.0, 2.0, 5.0], &[10.0, 20.0, 21.0, 50.0]),
            (&[2.0, 3.0], &[0.2, 0.3]),
        ];
        let places = places(&columns);
        assert_eq!(places, [1.0, 2.0, 2.0, 3.0, 5.0]);
        let values = |index| row(&columns, &places, index).unwrap().values;
        assert_eq!(values(0), [Some(10.0), None]);
        assert_eq!(values(1), [Some(20.0), Some(0.2)]);
        assert_eq!(values(2), [Some(21.0), None]);
        assert_eq!(values(3), [None, Some(0.3)]);
        assert_eq!(row(&columns, &places, 5), None);
    }
}
