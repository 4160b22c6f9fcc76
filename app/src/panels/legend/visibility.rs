//! Which lines of a panel somebody has hidden. Pure.

use crate::panels::data::LineName;

/// The lines that are hidden; new lines are shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Visibility {
    hidden: Vec<LineName>,
}

impl Visibility {
    /// Whether a line is drawn.
    pub(crate) fn shows(&self, name: &LineName) -> bool {
        !self.hidden.contains(name)
    }

    /// True when some line is hidden.
    pub(crate) fn hides_some(&self) -> bool {
        !self.hidden.is_empty()
    }

    /// Shows one line alone; all of them when it was alone already.
    pub(crate) fn isolate(&mut self, name: &LineName, all: &[LineName]) {
        let alone = all.iter().all(|other| self.shows(other) == (other == name));
        self.hidden = if alone {
            Vec::new()
        } else {
            all.iter().filter(|other| *other != name).cloned().collect()
        };
    }

    /// Hides a line that is shown, and the other way round.
    pub(crate) fn toggle(&mut self, name: &LineName) {
        match self.hidden.iter().position(|other| other == name) {
            Some(index) => {
                self.hidden.remove(index);
            }
            None => self.hidden.push(name.clone()),
        }
    }

    /// Shows all lines.
    pub(crate) fn show_all(&mut self) {
        self.hidden.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Vec<LineName> {
        ["a", "b", "c"]
            .into_iter()
            .map(|metric| LineName {
                key: "0".repeat(32).parse().unwrap(),
                metric: metric.to_owned(),
                context: String::new(),
            })
            .collect()
    }

    fn shown(visibility: &Visibility) -> Vec<String> {
        names()
            .into_iter()
            .filter(|name| visibility.shows(name))
            .map(|name| name.metric)
            .collect()
    }

    #[test]
    fn isolating_twice_shows_all_again() {
        let all = names();
        let mut visibility = Visibility::default();
        visibility.isolate(&all[1], &all);
        assert_eq!(shown(&visibility), ["b"]);
        visibility.isolate(&all[2], &all);
        assert_eq!(shown(&visibility), ["c"]);
        visibility.isolate(&all[2], &all);
        assert_eq!(shown(&visibility), ["a", "b", "c"]);
    }

    #[test]
    fn toggling_hides_one_and_shows_it_again() {
        let all = names();
        let mut visibility = Visibility::default();
        visibility.toggle(&all[0]);
        visibility.toggle(&all[2]);
        assert_eq!(shown(&visibility), ["b"]);
        visibility.toggle(&all[0]);
        assert_eq!(shown(&visibility), ["a", "b"]);
        visibility.show_all();
        assert!(!visibility.hides_some());
    }
}
