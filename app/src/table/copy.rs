//! Copies the table: all rows that match, not only those that are on screen.

use leptos::prelude::*;
use leptos::task::spawn_local;
use suisei_core::table::{Column, PageRow};

use super::export::{Format, write};
use super::state::{Question, TableState};
use crate::dom::clipboard;
use crate::source::SourceError;
use crate::state::toast::use_toasts;
use crate::text::format::count;
use crate::text::{common, fill, t, table as words};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::menu::{AlignRight, MenuButton, MenuItem};

/// Most rows that are copied; the message says how many of how many.
const MOST_COPIED: usize = 10_000;

/// Rows of one request.
const AT_ONCE: usize = 2_000;

/// The menu.
#[component]
pub(super) fn CopyMenu(state: TableState) -> impl IntoView {
    let toasts = use_toasts();
    let busy = RwSignal::new(false);
    let copy = move |format: Format| {
        let Some(question) = state.question.get_untracked() else {
            return;
        };
        let columns = state.columns.get_untracked();
        busy.set(true);
        spawn_local(async move {
            let answer = all_rows(state, &question, &columns).await;
            busy.try_set(false);
            match answer {
                Ok((rows, matched)) => {
                    let text = write(format, &columns, &rows);
                    if clipboard::copy(&text).await {
                        let (n, m) = (count(rows.len() as u64), count(matched as u64));
                        toasts.say(fill(words::COPIED_ROWS, &[("n", &n), ("m", &m)]));
                    } else {
                        toasts.complain(t(common::COPY_FAILED));
                    }
                }
                Err(error) => toasts.report(&error),
            }
        });
    };
    let face = move || {
        view! {
            <Glyph icon=Icon::Copy />
            <span class="wide-only">
                {move || t(if busy.get() { words::COPYING } else { common::COPY })}
            </span>
        }
    };
    view! {
        <MenuButton
            face=face
            class="button"
            label=t(words::COPY_TABLE)
            align_right=AlignRight
        >
            <MenuItem
                label=t(words::COPY_CSV)
                icon=Icon::File
                on_click=move |()| copy(Format::Csv)
            />
            <MenuItem
                label=t(words::COPY_MARKDOWN)
                icon=Icon::Table
                on_click=move |()| copy(Format::Markdown)
            />
        </MenuButton>
    }
}

/// All rows that match, up to a limit, with the cells of these columns; and how many match.
async fn all_rows(
    state: TableState,
    question: &Question,
    columns: &[Column],
) -> Result<(Vec<PageRow>, usize), SourceError> {
    let mut rows: Vec<PageRow> = Vec::new();
    loop {
        let mut request = question.request(rows.len(), AT_ONCE);
        request.columns = columns.to_vec();
        let page = state.source.table(&state.project.id(), &request).await?;
        let is_last = page.rows.len() < AT_ONCE;
        rows.extend(page.rows);
        if is_last || rows.len() >= MOST_COPIED {
            return Ok((rows, page.matched));
        }
    }
}
