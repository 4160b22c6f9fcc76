//! Which experiments the list shows in which order. Pure: rows, pins and a search go in.

use std::collections::{HashMap, HashSet};

use suisei_core::ids::ExperimentKey;
use suisei_core::table::{PageRow, search_words};

/// The order of the list: pinned experiments, then the others with the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Order {
    /// Pinned experiments that match, in the order in which they were pinned.
    pub(crate) pinned: Vec<ExperimentKey>,
    /// The others that match.
    pub(crate) others: Vec<ExperimentKey>,
    places: HashMap<ExperimentKey, Place>,
}

/// Where an experiment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    /// Among all rows, with the newest at 0.
    pub(crate) row: usize,
    /// In the list, pinned ones first.
    pub(crate) position: usize,
}

impl Order {
    /// Of rows with the newest first.
    pub(crate) fn new(rows: &[PageRow], pins: &[ExperimentKey], search: &str) -> Self {
        let words = search_words(search);
        let pinned: HashSet<&ExperimentKey> = pins.iter().collect();
        let mut order = Self::default();
        let mut found: HashMap<&ExperimentKey, usize> = HashMap::new();
        for (index, row) in rows.iter().enumerate() {
            if !row.head.matches(&words) {
                continue;
            }
            if pinned.contains(&row.head.key) {
                found.insert(&row.head.key, index);
            } else {
                order.others.push(row.head.key.clone());
                order.places.insert(
                    row.head.key.clone(),
                    Place {
                        row: index,
                        position: 0,
                    },
                );
            }
        }
        for pin in pins {
            if let Some(row) = found.remove(pin) {
                order.pinned.push(pin.clone());
                order.places.insert(pin.clone(), Place { row, position: 0 });
            }
        }
        for (position, key) in order.pinned.iter().chain(&order.others).enumerate() {
            if let Some(place) = order.places.get_mut(key) {
                place.position = position;
            }
        }
        order
    }

    /// Experiments that match.
    pub(crate) fn len(&self) -> usize {
        self.pinned.len() + self.others.len()
    }

    /// Where an experiment stands, if it matches.
    pub(crate) fn place(&self, key: &ExperimentKey) -> Option<Place> {
        self.places.get(key).copied()
    }

    /// The experiment at a position.
    pub(crate) fn at(&self, position: usize) -> Option<&ExperimentKey> {
        match position.checked_sub(self.pinned.len()) {
            None => self.pinned.get(position),
            Some(index) => self.others.get(index),
        }
    }

    /// All experiments that match, in order.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &ExperimentKey> {
        self.pinned.iter().chain(&self.others)
    }
}

#[cfg(test)]
mod tests {
    use suisei_core::table::TableRequest;

    use super::*;
    use crate::source::memory::{Memory, now};

    fn rows() -> Vec<PageRow> {
        let source = Memory::with_experiments(5).source();
        let request = TableRequest {
            limit: 100,
            ..TableRequest::default()
        };
        now(source.table("p", &request)).unwrap().rows
    }

    fn names(rows: &[PageRow], order: &Order) -> Vec<String> {
        let name = |key: &ExperimentKey| rows[order.place(key).unwrap().row].head.name.clone();
        order.keys().map(name).collect()
    }

    #[test]
    fn pinned_experiments_come_first_in_the_order_of_pinning() {
        let rows = rows();
        let pins = [rows[3].head.key.clone(), rows[1].head.key.clone()];
        let order = Order::new(&rows, &pins, "");
        assert_eq!(
            names(&rows, &order),
            [
                "experiment-2",
                "experiment-4",
                "experiment-5",
                "experiment-3",
                "experiment-1"
            ]
        );
        for position in 0..order.len() {
            let key = order.at(position).unwrap();
            assert_eq!(order.place(key).unwrap().position, position);
        }
        assert_eq!(order.at(5), None);
    }

    #[test]
    fn a_search_leaves_only_what_holds_every_word() {
        let rows = rows();
        let gone = "f".repeat(32).parse().unwrap();
        let order = Order::new(&rows, &[gone], "EXPERIMENT odd");
        assert_eq!(
            names(&rows, &order),
            ["experiment-5", "experiment-3", "experiment-1"]
        );
        assert_eq!(Order::new(&rows, &[], "nothing").len(), 0);
    }
}
