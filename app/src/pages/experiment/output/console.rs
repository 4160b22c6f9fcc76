//! The list of console lines: every line has the same height, and only those in sight are in the
//! page, so that a hundred thousand cost as little as a hundred.

use leptos::prelude::*;
use suisei_core::api::OutputLine;

use super::feed::Feed;
use super::row;
use super::search::Finder;
use super::window::Lines;
use crate::dom::observe::SizeObserver;
use crate::dom::{element, scroll};

/// Height of a line in CSS pixels; the style sheet says the same.
const LINE: f64 = 18.0;

/// Lines kept ready above and below; the part in the page moves in steps of this many.
const MARGIN: usize = 40;

/// A line with all that decides how it looks.
#[derive(Clone)]
struct Row {
    line: OutputLine,
    word: String,
    class: &'static str,
}

impl Row {
    /// Tells rows apart; a line that grew is another row.
    fn key(&self) -> (u64, usize, String, &'static str) {
        (
            self.line.number,
            self.line.text.len(),
            self.word.clone(),
            self.class,
        )
    }
}

/// The list.
#[component]
pub(super) fn Console(
    /// Its lines.
    feed: Feed,
    /// Whether it stays at the end.
    follow: RwSignal<bool>,
    /// What is searched.
    finder: Finder,
) -> impl IntoView {
    let node = NodeRef::<leptos::html::Div>::new();
    // Far below the end stands for the end, so that the newest lines are the first ones drawn.
    let top = RwSignal::new(f64::INFINITY);
    let height = RwSignal::new(600.0_f64);
    let count = Memo::new(move |_| feed.lines.with(Lines::len));
    let part = Memo::new(move |_| visible(top.get(), height.get(), count.get()));
    let observer = StoredValue::new_local(None::<SizeObserver>);
    Effect::new(move |_| {
        let Some(list) = node.get() else { return };
        let watched = list.clone();
        observer.set_value(Some(SizeObserver::new(&list, move |_, new| {
            height.set(new);
            if follow.get_untracked() {
                element::scroll_to_end(&watched);
            }
        })));
    });
    stay_in_place(feed, node);
    Effect::new(move |_| {
        feed.lines.track();
        if follow.get() {
            top.set(f64::INFINITY);
            request_animation_frame(move || {
                if let Some(node) = node.try_get_untracked().flatten() {
                    element::scroll_to_end(&node);
                }
            });
        }
    });
    Effect::new(move |before: Option<u64>| {
        let jumps = finder.jumps.get();
        if before.is_some_and(|before| before != jumps)
            && let Some(line) = untrack(|| finder.line())
            && let Some(node) = node.get_untracked()
        {
            let first = feed.lines.with_untracked(Lines::first);
            let place = line.saturating_sub(first) as f64 * LINE;
            scroll::set_top(&node, place - height.get_untracked() / 2.0);
        }
        jumps
    });
    let on_scroll = move |_| {
        if let Some(node) = node.get_untracked() {
            top.set(scroll::top(&node));
            let at_end = element::is_at_end(&node);
            if follow.get_untracked() != at_end && finder.word.with_untracked(String::is_empty) {
                follow.set(at_end);
            }
        }
    };
    let shown = move || {
        let (start, end) = part.get();
        let (word, current) = (finder.word.get(), finder.line());
        let lines = feed.lines.with(|lines| lines.part(start, end));
        let row = |line: OutputLine| {
            let class = if current == Some(line.number) {
                "current"
            } else {
                ""
            };
            Row {
                line,
                word: word.clone(),
                class,
            }
        };
        lines.into_iter().map(row).collect::<Vec<_>>()
    };
    view! {
        <div class="console console-list" node_ref=node tabindex="0" role="log" aria-live="off" on:scroll=on_scroll>
            <div
                class="console-lines"
                style:height=move || format!("{}px", count.get() as f64 * LINE)
                style:padding-top=move || format!("{}px", part.get().0 as f64 * LINE)
            >
                <For each=shown key=Row::key let:row>
                    {row::line(&row.line, &row.word, row.class)}
                </For>
            </div>
        </div>
    }
}

/// Keeps the lines in sight where they are when earlier ones are put before them.
fn stay_in_place(feed: Feed, node: NodeRef<leptos::html::Div>) {
    Effect::new(move |before: Option<(u64, usize)>| {
        let now = feed.lines.with(|lines| (lines.first(), lines.len()));
        if let Some((first, len)) = before
            && len > 0
            && now.0 < first
        {
            let added = (first - now.0) as f64 * LINE;
            request_animation_frame(move || {
                if let Some(node) = node.try_get_untracked().flatten() {
                    scroll::set_top(&node, scroll::top(&node) + added);
                }
            });
        }
        now
    });
}

/// First line and end of the part that is in the page.
fn visible(top: f64, height: f64, count: usize) -> (usize, usize) {
    let lines = (height / LINE).ceil() as usize;
    let first = ((top / LINE).max(0.0) as usize).min(count.saturating_sub(lines));
    let start = first.saturating_sub(MARGIN) / MARGIN * MARGIN;
    (start, (start + lines + 4 * MARGIN).min(count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_part_covers_the_view_and_moves_in_steps() {
        for first in [0, 39, 40, 1_000, 99_970] {
            let (start, end) = visible(first as f64 * LINE, 540.0, 100_000);
            assert!(
                start <= first && end >= (first + 30).min(100_000),
                "{first}"
            );
            assert!(end - start <= 200);
        }
        assert_eq!(
            visible(100.0 * LINE, 540.0, 100_000),
            visible(119.0 * LINE, 540.0, 100_000)
        );
        assert_eq!(visible(9_000.0, 540.0, 3), (0, 3));
        assert_eq!(visible(f64::INFINITY, 540.0, 100_000).1, 100_000);
    }
}
