//! The recorded differences, file by file.

use leptos::prelude::*;

use super::diff::{FileDiff, Row, parse};
use crate::text::format::count;
use crate::text::{common, experiment, fill, t};

/// Rows that are drawn of a patch.
const MOST: usize = 2_000;

/// Draws a patch.
pub(super) fn patch(text: &str) -> AnyView {
    let files = parse(text);
    if files.is_empty() {
        return view! { <p class="card-body text-3">{t(experiment::PATCH_UNREADABLE)}</p> }
            .into_any();
    }
    let total: usize = files.iter().map(|file| file.rows.len()).sum();
    let mut left = MOST;
    let drawn: Vec<AnyView> = files
        .iter()
        .map(|file| {
            let rows = left.min(file.rows.len());
            left -= rows;
            file_diff(file, rows)
        })
        .collect();
    let rest = (total > MOST).then(|| {
        let counts = [("n", count(MOST as u64)), ("m", count(total as u64))];
        let words = fill(
            common::N_OF_M_SHOWN,
            &[("n", &counts[0].1), ("m", &counts[1].1)],
        );
        view! { <p class="code-rest text-3">{words}</p> }
    });
    view! { {drawn} {rest} }.into_any()
}

fn file_diff(file: &FileDiff, rows: usize) -> AnyView {
    let rows = file.rows[..rows].iter().map(|(row, text)| {
        let (class, old, new, sign) = match row {
            Row::Same(old, new) => ("", Some(*old), Some(*new), " "),
            Row::Added(new) => ("added", None, Some(*new), "+"),
            Row::Removed(old) => ("removed", Some(*old), None, "\u{2212}"),
            Row::Remark => ("hunk", None, None, " "),
        };
        view! {
            <div class=class>
                <i>{old}</i>
                <i>{new}</i>
                <span>{sign}</span>
                <span>{text.clone()}</span>
            </div>
        }
    });
    view! {
        <div class="diff-file">
            <span class="mono ellipsis">{file.name.clone()}</span>
            <span class="better number">{format!("+{}", file.added)}</span>
            <span class="worse number">{format!("\u{2212}{}", file.removed)}</span>
        </div>
        <div class="diff">{rows.collect_view()}</div>
    }
    .into_any()
}
