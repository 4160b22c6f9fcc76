//! Output: the console, live. The newest lines come first, earlier ones on demand; only what is
//! in sight is in the page. Follows the end until the reader scrolls away from it.

pub(super) mod ansi;
mod console;
mod feed;
mod find;
pub(super) mod row;
mod search;
mod window;

use leptos::prelude::*;
use suisei_core::api::Experiment;
use suisei_core::event::{Micros, State};

use crate::dom::download;
use crate::pages::experiment::parts::{Copy, WhenHere};
use crate::pages::experiment::state::ExperimentState;
use crate::state::load::Loaded;
use crate::text::format::count;
use crate::text::{common, experiment, fill, t};
use crate::ui::empty::Empty;
use crate::ui::icon::{Glyph, Icon};
use console::Console;
use feed::Feed;
use search::{Finder, SearchTools};

/// The tab.
#[component]
pub(super) fn Output(
    /// The experiment.
    state: ExperimentState,
    /// What is known of it.
    about: Signal<Experiment>,
) -> impl IntoView {
    let feed = Feed::open(
        state,
        about.with_untracked(|about| about.counts.output_lines),
    );
    let follow = RwSignal::new(true);
    let finder = Finder::new(feed);
    if let Some(time) = state.moment().and_then(|moment| moment.time) {
        lead_to(time, feed, finder, follow);
    }
    let running = Memo::new(move |_| about.with(|about| about.head.state == State::Running));
    let empty = Memo::new(move |_| feed.lines.with(|lines| lines.len() == 0));
    view! {
        <div class="output-tab">
            <WhenHere
                resource=feed.started
                retry=move |()| state.changes.output.now()
                lines=10
                let:_started
            >
                <Show
                    when=move || !empty.get()
                    fallback=move || view! { <Nothing running=running /> }
                >
                    <section class="card output-card">
                        <header>
                            <Shown feed=feed />
                            <span class="grow"></span>
                            <Show when=move || running.get()>
                                <FollowSwitch follow=follow />
                            </Show>
                            <SearchTools finder=finder follow=follow />
                            <Take feed=feed />
                        </header>
                        <Console feed=feed follow=follow finder=finder />
                    </section>
                </Show>
            </WhenHere>
        </div>
    }
}

/// Shows what was written at a time, once the lines of that time are here.
fn lead_to(time: Micros, feed: Feed, finder: Finder, follow: RwSignal<bool>) {
    follow.set(false);
    Effect::new(move |done: Option<bool>| {
        let here = feed.started.with(|started| *started == Loaded::Here(()));
        if here && done != Some(true) {
            feed.load_time(time, move || {
                // The list is in the page from the next frame on.
                request_animation_frame(move || {
                    let line = feed.lines.try_with_untracked(|lines| lines.at_time(time));
                    if let Some(Some(line)) = line {
                        finder.show(line);
                    }
                });
            });
        }
        here
    });
}

#[component]
fn Nothing(running: Memo<bool>) -> impl IntoView {
    let hint = move || {
        if running.get() {
            experiment::NO_OUTPUT_YET_HINT
        } else {
            experiment::NO_OUTPUT_HINT
        }
    };
    move || view! { <Empty icon=Icon::Play title=t(experiment::NO_OUTPUT) hint=t(hint()) /> }
}

/// How many lines are here, and buttons for more.
#[component]
fn Shown(feed: Feed) -> impl IntoView {
    let counts = Memo::new(move |_| {
        feed.lines
            .with(|lines| (lines.len() as u64, lines.total().max(lines.len() as u64)))
    });
    let words = move || {
        let (here, total) = counts.get();
        if here == total {
            fill(experiment::N_LINES, &[("n", &count(total))])
        } else {
            fill(
                experiment::N_OF_M_LINES,
                &[("n", &count(here)), ("m", &count(total))],
            )
        }
    };
    let earlier = move || feed.lines.with(|lines| lines.first() > 0);
    view! {
        <span class="small-text text-2 number ellipsis">{words}</span>
        <Show when=earlier>
            <button
                type="button"
                class="button ghost small"
                disabled=move || feed.busy.get()
                on:click=move |_| feed.load_earlier()
            >
                {t(experiment::LOAD_EARLIER)}
            </button>
        </Show>
    }
}

#[component]
fn FollowSwitch(follow: RwSignal<bool>) -> impl IntoView {
    view! {
        <button
            type="button"
            class="button ghost small follow-button"
            aria-pressed=move || follow.get().to_string()
            on:click=move |_| follow.update(|follow| *follow = !*follow)
        >
            {move || if follow.get() {
                view! { <span class="live">{t(experiment::FOLLOWING)}</span> }.into_any()
            } else {
                t(experiment::FOLLOW).into_any()
            }}
        </button>
    }
}

/// Copies the lines that are here; downloads all of them.
#[component]
fn Take(feed: Feed) -> impl IntoView {
    let text = move || {
        feed.lines.with(|lines| {
            let texts = lines
                .all()
                .iter()
                .map(|line| ansi::plain(&line.text) + "\n");
            texts.collect::<String>()
        })
    };
    let save = move |_| feed.load_all(move || download::text("output.txt", &untrack(text)));
    view! {
        <Copy text=Signal::derive(text) />
        <button
            type="button"
            class="icon-button"
            title=t(experiment::DOWNLOAD)
            aria-label=t(experiment::DOWNLOAD)
            aria-busy=move || feed.busy.get().to_string()
            on:click=save
        >
            {move || if feed.busy.get() {
                view! { <span class="visually-hidden">{t(common::LOADING)}</span> <Glyph icon=Icon::Running class="small" /> }.into_any()
            } else {
                view! { <Glyph icon=Icon::Download class="small" /> }.into_any()
            }}
        </button>
    }
}
