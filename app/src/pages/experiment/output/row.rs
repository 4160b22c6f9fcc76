//! A console line as elements: text nodes in styled spans, never markup.

use leptos::prelude::*;
use suisei_core::api::OutputLine;

use super::ansi::{self, Span};
use super::find::mark;
use crate::text::format::time_of_day;
use crate::text::{experiment, t};

/// The pieces of a line, with the searched word marked.
pub(in crate::pages::experiment) fn spans(spans: &[Span], word: &str) -> AnyView {
    mark(spans, word)
        .into_iter()
        .map(|piece| match (piece.hit, piece.class.is_empty()) {
            (true, _) => view! { <mark class=piece.class>{piece.text}</mark> }.into_any(),
            (false, true) => piece.text.into_any(),
            (false, false) => view! { <span class=piece.class>{piece.text}</span> }.into_any(),
        })
        .collect_view()
        .into_any()
}

/// One line: its number, its time, its text; `class` is one more CSS class.
pub(super) fn line(line: &OutputLine, word: &str, class: &str) -> impl IntoView + use<> {
    view! {
        <div
            class=format!("console-line {class}")
            class:error=line.error
            title=line.error.then(|| t(experiment::STANDARD_ERROR))
        >
            <i class="line-number">{line.number + 1}</i>
            <i>{time_of_day(line.time)}</i>
            <span>{spans(&ansi::parse(&line.text), word)}</span>
        </div>
    }
}
