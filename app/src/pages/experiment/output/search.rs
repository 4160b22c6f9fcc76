//! Searching the console: hits are counted, marked and jumped to.

use leptos::prelude::*;

use super::ansi::plain;
use super::feed::Feed;
use super::find::holds;
use crate::text::format::count;
use crate::text::{experiment, fill, t};
use crate::ui::button::IconButton;
use crate::ui::icon::Icon;
use crate::ui::search_box::SearchBox;

/// What is searched, and where it was found.
#[derive(Clone, Copy)]
pub(super) struct Finder {
    feed: Feed,
    /// The word; empty for no search.
    pub(super) word: RwSignal<String>,
    /// Numbers of the lines that hold it, ascending.
    pub(super) found: Memo<Vec<u64>>,
    /// Which of them was jumped to, as an index.
    pub(super) current: RwSignal<usize>,
    /// The line that is shown while nothing is searched.
    target: RwSignal<Option<u64>>,
    /// Counts jumps, so that a second jump to the same line scrolls again.
    pub(super) jumps: RwSignal<u64>,
}

impl Finder {
    /// Searches nothing yet.
    pub(super) fn new(feed: Feed) -> Self {
        let word = RwSignal::new(String::new());
        let found = Memo::new(move |_| {
            let word = word.get();
            if word.is_empty() {
                return Vec::new();
            }
            feed.lines.with(|lines| {
                let hits = lines
                    .all()
                    .iter()
                    .filter(|line| holds(&plain(&line.text), &word));
                hits.map(|line| line.number).collect()
            })
        });
        Self {
            feed,
            word,
            found,
            current: RwSignal::new(0),
            target: RwSignal::new(None),
            jumps: RwSignal::new(0),
        }
    }

    fn search(self, word: String) {
        self.word.set(word);
        // The newest hit is the one that people look for in a log.
        self.current
            .set(self.found.with_untracked(Vec::len).saturating_sub(1));
        self.jumps.update(|jumps| *jumps += 1);
    }

    fn step(self, direction: Step) {
        let n = self.found.with_untracked(Vec::len);
        if n > 0 {
            self.current.update(|current| {
                *current = match direction {
                    Step::Later => (*current + 1) % n,
                    Step::Earlier => (*current + n - 1) % n,
                };
            });
            self.jumps.update(|jumps| *jumps += 1);
        }
    }

    /// Jumps to a line that was not searched for.
    pub(super) fn show(self, line: u64) {
        self.target.set(Some(line));
        self.jumps.update(|jumps| *jumps += 1);
    }

    /// The line that was jumped to; reactive.
    pub(super) fn line(self) -> Option<u64> {
        if self.word.with(String::is_empty) {
            return self.target.get();
        }
        let current = self.current.get();
        self.found.with(|found| found.get(current).copied())
    }
}

#[derive(Clone, Copy)]
enum Step {
    Earlier,
    Later,
}

/// The search box with its count and its two arrows.
#[component]
pub(super) fn SearchTools(
    /// What is searched.
    finder: Finder,
    /// Whether the console follows its end: a search stops that.
    follow: RwSignal<bool>,
) -> impl IntoView {
    let jump = move |direction| {
        follow.set(false);
        finder.step(direction);
    };
    let on_key = move |event: leptos::ev::KeyboardEvent| match event.key().as_str() {
        "Enter" => jump(if event.shift_key() {
            Step::Earlier
        } else {
            Step::Later
        }),
        "Escape" => finder.search(String::new()),
        _ => {}
    };
    let place = move || {
        let n = finder.found.with(Vec::len);
        if n == 0 {
            return t(experiment::NO_HIT).to_owned();
        }
        let k = count((finder.current.get() + 1).min(n) as u64);
        fill(experiment::HIT_OF, &[("k", &k), ("n", &count(n as u64))])
    };
    let partial = move || finder.feed.lines.with(|lines| lines.first() > 0);
    view! {
        <SearchBox
            class="quiet small experiment-search"
            label=t(experiment::SEARCH_OUTPUT)
            value=finder.word
            on_input=move |word: String| {
                if !word.is_empty() {
                    follow.set(false);
                }
                finder.search(word);
            }
            on_key=on_key
        />
        <Show when=move || !finder.word.with(String::is_empty)>
            <span class="tiny-text text-3 number" role="status">{place}</span>
            <IconButton icon=Icon::Up label=t(experiment::HIT_BEFORE).to_owned() on_click=move |()| jump(Step::Earlier) />
            <IconButton icon=Icon::Down label=t(experiment::HIT_AFTER).to_owned() on_click=move |()| jump(Step::Later) />
            <Show when=partial>
                <button
                    type="button"
                    class="button ghost small"
                    disabled=move || finder.feed.busy.get()
                    on:click=move |_| finder.feed.load_all(|| {})
                >
                    {t(experiment::SEARCH_ALL)}
                </button>
            </Show>
        </Show>
    }
}
