//! The status of an experiment as a badge: an icon, a word, a colour.

use leptos::prelude::*;
use suisei_core::table::RowHead;

use crate::list::Status;
use crate::text::t;
use crate::ui::icon::Glyph;

/// The badge.
#[component]
pub(super) fn StatusBadge(
    /// Whose.
    #[prop(into)]
    head: Signal<RowHead>,
    /// Now, in microseconds.
    now: RwSignal<i64>,
) -> impl IntoView {
    let status = Memo::new(move |_| head.with(|head| Status::of(head, now.get())));
    move || {
        let status = status.get();
        let colour = match status {
            Status::Running => "live-badge",
            Status::Finished => "ok",
            Status::Failed => "bad",
            Status::Stopped | Status::Silent => "warn",
        };
        view! {
            <span class=format!("badge status-badge {colour}")>
                <Glyph icon=status.icon() class="small" />
                {t(status.word())}
            </span>
        }
    }
}
