//! One file: its lines with numbers and light colours. Long files are shown in part, and say so.

use leptos::prelude::*;

use super::highlight::{Language, highlight};
use super::lines::code_line;
use crate::text::format::count;
use crate::text::{experiment, fill, t};

/// Lines that are drawn of a file.
const MOST: usize = 2_000;

/// Draws a file.
pub(super) fn file(name: &str, text: &str) -> AnyView {
    let total = text.lines().count();
    let end = text
        .match_indices('\n')
        .nth(MOST - 1)
        .map_or(text.len(), |(at, _)| at + 1);
    let lines = highlight(Language::of(name), &text[..end]);
    let numbers: String = (1..=lines.len())
        .map(|number| format!("{number}\n"))
        .collect();
    let lines: Vec<AnyView> = lines.iter().map(|line| code_line(line)).collect();
    let rest = (total > MOST).then(|| {
        let counts = [("n", count(MOST as u64)), ("m", count(total as u64))];
        let words = fill(
            experiment::N_OF_M_LINES,
            &[("n", &counts[0].1), ("m", &counts[1].1)],
        );
        view! { <p class="code-rest text-3">{words}</p> }
    });
    view! {
        <div class="code-file">
            <pre class="code-numbers" aria-hidden="true">{numbers}</pre>
            <pre class="code-text" tabindex="0" aria-label=t(experiment::FILE_TEXT)>{lines}</pre>
        </div>
        {rest}
    }
    .into_any()
}
