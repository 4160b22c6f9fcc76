//! Sort keys: what a click on a head does to them. Pure.

use suisei_core::table::{Column, Sort};

/// What happens to the other sort keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OtherKeys {
    /// They go.
    Drop,
    /// They stay, and this one is added behind them.
    Keep,
}

/// The sort keys after a click: ascending, then descending, then none.
pub(super) fn clicked(sort: &[Sort], column: &Column, others: OtherKeys) -> Vec<Sort> {
    let before = sort.iter().find(|key| key.column == *column);
    let next = match before {
        None => Some(Sort {
            column: column.clone(),
            descending: false,
        }),
        Some(Sort {
            descending: false, ..
        }) => Some(Sort {
            column: column.clone(),
            descending: true,
        }),
        Some(Sort {
            descending: true, ..
        }) => None,
    };
    match others {
        OtherKeys::Drop => next.into_iter().collect(),
        OtherKeys::Keep => {
            let mut keys = sort.to_vec();
            let place = keys.iter().position(|key| key.column == *column);
            match (place, next) {
                (Some(place), Some(next)) => keys[place] = next,
                (Some(place), None) => {
                    keys.remove(place);
                }
                (None, Some(next)) => keys.push(next),
                (None, None) => {}
            }
            keys
        }
    }
}

/// How a column takes part in the order: its place among the keys, from 1, and its key.
pub(super) fn place<'a>(sort: &'a [Sort], column: &Column) -> Option<(usize, &'a Sort)> {
    sort.iter()
        .enumerate()
        .find(|(_, key)| key.column == *column)
        .map(|(at, key)| (at + 1, key))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(column: Column, descending: bool) -> Sort {
        Sort { column, descending }
    }

    #[test]
    fn three_clicks_come_back() {
        let once = clicked(&[], &Column::Name, OtherKeys::Drop);
        assert_eq!(once, [key(Column::Name, false)]);
        let twice = clicked(&once, &Column::Name, OtherKeys::Drop);
        assert_eq!(twice, [key(Column::Name, true)]);
        assert_eq!(clicked(&twice, &Column::Name, OtherKeys::Drop), []);
    }

    #[test]
    fn another_key_replaces_or_follows() {
        let first = [key(Column::Name, true)];
        assert_eq!(
            clicked(&first, &Column::Created, OtherKeys::Drop),
            [key(Column::Created, false)]
        );
        let both = clicked(&first, &Column::Created, OtherKeys::Keep);
        assert_eq!(both, [key(Column::Name, true), key(Column::Created, false)]);
        assert_eq!(place(&both, &Column::Created).unwrap().0, 2);
        assert_eq!(
            clicked(&both, &Column::Name, OtherKeys::Keep),
            [key(Column::Created, false)]
        );
    }
}
