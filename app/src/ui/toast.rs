//! The look of toasts; what they say is decided elsewhere.

use std::sync::Arc;

use leptos::prelude::*;

use super::button::IconButton;
use super::icon::{Glyph, Icon};

/// What a button of a toast does.
pub(crate) type Run = Arc<dyn Fn() + Send + Sync>;

/// One toast.
#[component]
pub(crate) fn ToastCard(
    /// True when something failed.
    bad: bool,
    /// What it says.
    message: String,
    /// What the cross says.
    close: &'static str,
    /// What the cross does.
    #[prop(into)]
    on_close: Callback<()>,
    /// What can be done about it.
    action: Option<(&'static str, Run)>,
) -> impl IntoView {
    let icon = if bad { Icon::Fail } else { Icon::Done };
    view! {
        <div class="toast" class:bad=bad role=if bad { "alert" } else { "status" }>
            <Glyph icon=icon class="small" />
            <span class="grow">{message}</span>
            {action.map(|(word, run)| view! {
                <button
                    type="button"
                    class="button ghost small"
                    on:click=move |_| {
                        run();
                        on_close.run(());
                    }
                >
                    {word}
                </button>
            })}
            <IconButton icon=Icon::Cross label=close on_click=on_close />
        </div>
    }
}
