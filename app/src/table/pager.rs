//! Which rows of the table are here and which to ask for. Pure: answers are handed in.
//!
//! Rows come in pages. A new question (other columns, order or search) keeps the old rows until
//! its first answer is here; a refresh asks again for the pages that can be seen and keeps the
//! others until they can be.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use suisei_core::table::{Column, PageRow, TablePage};

/// Rows of a page.
pub(super) const PAGE: usize = 200;

/// The rows that are here.
#[derive(Debug, Clone, Default)]
pub(super) struct Pager {
    /// The question that is asked now.
    question: u64,
    /// The question that the rows answer; none before the first answer.
    held: Option<u64>,
    columns: Arc<Vec<Column>>,
    pages: BTreeMap<usize, Page>,
    /// Pages that were asked for since the last refresh, with their tickets.
    asked: BTreeMap<usize, u64>,
    tickets: u64,
    matched: usize,
    total: usize,
}

#[derive(Debug, Clone)]
struct Page {
    ticket: u64,
    rows: Vec<PageRow>,
}

/// A page to ask for. Comes back with the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ask {
    /// First row.
    pub(super) offset: usize,
    question: u64,
    ticket: u64,
}

impl Pager {
    /// Another question is asked from now on.
    pub(super) fn restart(&mut self) {
        self.question += 1;
        self.asked.clear();
    }

    /// What is here may be old.
    pub(super) fn refresh(&mut self) {
        self.asked.clear();
    }

    /// The pages to ask for so that these rows can be seen.
    pub(super) fn wanted(&mut self, visible: &Range<usize>) -> Vec<Ask> {
        let is_known = self.held == Some(self.question);
        let end = if is_known {
            visible.end.min(self.matched)
        } else {
            visible.end
        };
        let last = end.max(visible.start + 1).div_ceil(PAGE);
        let mut asks = Vec::new();
        for page in visible.start / PAGE..last {
            if self.asked.contains_key(&page)
                || (is_known && page > 0 && page * PAGE >= self.matched)
            {
                continue;
            }
            self.tickets += 1;
            self.asked.insert(page, self.tickets);
            let ask = Ask {
                offset: page * PAGE,
                question: self.question,
                ticket: self.tickets,
            };
            asks.push(ask);
        }
        asks
    }

    /// Takes an answer in; false when it is an answer to an old question.
    pub(super) fn answer(&mut self, ask: Ask, columns: &Arc<Vec<Column>>, page: TablePage) -> bool {
        if ask.question != self.question {
            return false;
        }
        if self.held != Some(ask.question) {
            self.pages.clear();
            self.held = Some(ask.question);
            self.columns = Arc::clone(columns);
        }
        let index = ask.offset / PAGE;
        // A later request for the same page may have been answered first.
        if self
            .pages
            .get(&index)
            .is_some_and(|held| held.ticket > ask.ticket)
        {
            return false;
        }
        self.matched = page.matched;
        self.total = page.total;
        self.pages.insert(
            index,
            Page {
                ticket: ask.ticket,
                rows: page.rows,
            },
        );
        let pages = self.matched.div_ceil(PAGE);
        self.pages.retain(|index, _| *index < pages);
        true
    }

    /// A request failed: it may be made again. False when it was an old one.
    pub(super) fn fail(&mut self, ask: Ask) -> bool {
        let index = ask.offset / PAGE;
        if self.asked.get(&index) == Some(&ask.ticket) {
            self.asked.remove(&index);
        }
        ask.question == self.question
    }

    /// The row at an index, if it is here.
    pub(super) fn row(&self, index: usize) -> Option<&PageRow> {
        self.pages.get(&(index / PAGE))?.rows.get(index % PAGE)
    }

    /// The columns of the cells that are here.
    pub(super) fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Rows that match.
    pub(super) fn matched(&self) -> usize {
        self.matched
    }

    /// Experiments of the project.
    pub(super) fn total(&self) -> usize {
        self.total
    }

    /// True once the first answer is here.
    pub(super) fn is_here(&self) -> bool {
        self.held.is_some()
    }

    /// True while the rows answer an older question than the one that is asked.
    pub(super) fn is_behind(&self) -> bool {
        self.held.is_some_and(|held| held != self.question)
    }

    /// All rows that match, when all of them are here.
    pub(super) fn all_rows(&self) -> Option<impl Iterator<Item = &PageRow>> {
        let rows = || self.pages.values().flat_map(|page| &page.rows);
        (self.is_here() && rows().count() == self.matched).then(rows)
    }
}

#[cfg(test)]
mod tests {
    use suisei_core::table::TableRequest;

    use super::*;
    use crate::source::Source;
    use crate::source::memory::{Memory, now};

    fn answer(pager: &mut Pager, source: Source, asks: &[Ask]) {
        for ask in asks {
            let request = TableRequest {
                offset: ask.offset,
                limit: PAGE,
                ..TableRequest::default()
            };
            let page = now(source.table("p", &request)).unwrap();
            pager.answer(*ask, &Arc::default(), page);
        }
    }

    fn offsets(asks: &[Ask]) -> Vec<usize> {
        asks.iter().map(|ask| ask.offset).collect()
    }

    #[test]
    fn pages_are_asked_for_once_and_only_where_somebody_looks() {
        let source = Memory::with_experiments(1_000).source();
        let mut pager = Pager::default();
        let first = pager.wanted(&(0..16));
        assert_eq!(offsets(&first), [0]);
        assert_eq!(pager.wanted(&(0..40)), []);
        answer(&mut pager, source, &first);
        assert_eq!((pager.matched(), pager.total()), (1_000, 1_000));
        assert_eq!(pager.row(0).unwrap().head.name, "experiment-1000");
        assert!(pager.row(700).is_none());
        assert!(pager.all_rows().is_none());

        let middle = pager.wanted(&(390..420));
        assert_eq!(offsets(&middle), [200, 400]);
        answer(&mut pager, source, &middle);
        assert_eq!(pager.row(401).unwrap().head.name, "experiment-599");
        assert_eq!(offsets(&pager.wanted(&(990..1_010))), [800]);
    }

    #[test]
    fn a_refresh_keeps_what_is_here() {
        let source = Memory::with_experiments(500).source();
        let mut pager = Pager::default();
        let asks = pager.wanted(&(0..500));
        answer(&mut pager, source, &asks);
        assert_eq!(pager.all_rows().unwrap().count(), 500);
        pager.refresh();
        assert!(pager.row(499).is_some());
        assert_eq!(offsets(&pager.wanted(&(190..230))), [0, 200]);
        assert_eq!(pager.wanted(&(190..230)), []);
    }

    #[test]
    fn another_question_keeps_the_old_rows_until_its_answer() {
        let source = Memory::with_experiments(300).source();
        let mut pager = Pager::default();
        let old = pager.wanted(&(0..20));
        answer(&mut pager, source, &old);
        pager.restart();
        let new = pager.wanted(&(0..20));
        assert!(pager.is_behind());
        assert!(pager.row(0).is_some());
        assert!(!pager.answer(old[0], &Arc::default(), TablePage::default()));
        answer(&mut pager, Memory::with_experiments(3).source(), &new);
        assert!(!pager.is_behind());
        assert_eq!(pager.matched(), 3);
        assert!(pager.row(3).is_none());
        assert_eq!(pager.all_rows().unwrap().count(), 3);
    }

    #[test]
    fn a_late_answer_does_not_replace_a_newer_one() {
        let mut pager = Pager::default();
        let early = pager.wanted(&(0..20));
        pager.refresh();
        let late = pager.wanted(&(0..20));
        answer(&mut pager, Memory::with_experiments(2).source(), &late);
        answer(&mut pager, Memory::with_experiments(1).source(), &early);
        assert_eq!(pager.matched(), 2);
    }

    #[test]
    fn a_failed_page_is_asked_for_again() {
        let mut pager = Pager::default();
        let asks = pager.wanted(&(0..20));
        assert!(pager.fail(asks[0]));
        assert_eq!(offsets(&pager.wanted(&(0..20))), [0]);
    }

    #[test]
    fn an_empty_answer_leaves_nothing_to_ask_for() {
        let mut pager = Pager::default();
        let asks = pager.wanted(&(0..16));
        answer(&mut pager, Memory::default().source(), &asks);
        assert!(pager.is_here());
        assert_eq!(pager.wanted(&(0..16)), []);
        assert_eq!(pager.all_rows().unwrap().count(), 0);
    }
}
