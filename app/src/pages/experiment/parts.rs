//! Small parts that every tab is put together from: a card, a copy button, a search box, and the
//! three states of something that is loaded.

use leptos::prelude::*;

use crate::source::SourceError;
use crate::state::load::{Loaded, Resource};
use crate::state::toast::{explain, use_toasts};
use crate::text::{common, t};
use crate::ui::button::{CopyButton, WithWords};
use crate::ui::empty::{Empty, Skeleton};
use crate::ui::icon::{Glyph, Icon};

/// A titled box.
#[component]
pub(super) fn Card(
    /// What it holds.
    #[prop(into)]
    title: String,
    /// More CSS classes, such as the columns that it spans.
    #[prop(optional)]
    class: &'static str,
    /// Buttons and the like at the right of the title.
    #[prop(into, optional)]
    tools: ViewFn,
    /// The content, below the title.
    children: Children,
) -> impl IntoView {
    view! {
        <section class=format!("card {class}")>
            <header>
                <h2 class="ellipsis">{title}</h2>
                <span class="grow"></span>
                {move || tools.run()}
            </header>
            {children()}
        </section>
    }
}

/// A copy button that says so when the browser refuses.
#[component]
pub(super) fn Copy(
    /// What is copied.
    #[prop(into)]
    text: Signal<String>,
    /// What it says, when not just *Copy*.
    #[prop(optional)]
    label: Option<&'static str>,
) -> impl IntoView {
    let toasts = use_toasts();
    let refused = move |()| toasts.complain(t(common::COPY_FAILED));
    match label {
        Some(label) => view! {
            <CopyButton text=text label=label done=t(common::COPIED) on_refused=refused wide=WithWords />
        }
        .into_any(),
        None => view! {
            <CopyButton text=text label=t(common::COPY) done=t(common::COPIED) on_refused=refused />
        }
        .into_any(),
    }
}

/// Asks [`WhenHere`] to show nothing but grey lines until the data is here.
#[derive(Debug, Clone, Copy)]
pub(super) struct Quiet;

#[derive(Clone, PartialEq)]
enum Phase {
    Asking,
    Here,
    Failed(SourceError),
}

/// Shows data once it is here; before that grey lines, or why it is not here. The children are
/// built once and follow the data through a signal, so that news move nothing else.
#[component]
pub(super) fn WhenHere<T, V, C>(
    /// What is waited for.
    resource: Resource<T>,
    /// Asks again.
    #[prop(into)]
    retry: Callback<()>,
    /// How many grey lines.
    #[prop(default = 3)]
    lines: usize,
    /// Leaves errors to somebody else.
    #[prop(optional)]
    quiet: Option<Quiet>,
    /// Shows it.
    children: C,
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
    V: IntoView + 'static,
    C: Fn(Signal<T>) -> V + Send + Sync + 'static,
{
    let phase = Memo::new(move |_| {
        resource.with(|loaded| match loaded {
            Loaded::Asking => Phase::Asking,
            Loaded::Here(_) => Phase::Here,
            Loaded::Failed(error) => Phase::Failed(error.clone()),
        })
    });
    move || match (phase.get(), untrack(|| resource.here())) {
        (Phase::Here, Some(first)) => {
            let value = RwSignal::new(first);
            Effect::new(move |_| {
                if let Some(news) = resource.here()
                    && value.with_untracked(|old| *old != news)
                {
                    value.set(news);
                }
            });
            children(value.into()).into_any()
        }
        (Phase::Failed(error), _) if quiet.is_none() => {
            view! { <Failed error=error retry=retry /> }.into_any()
        }
        _ => view! { <Skeleton lines=lines label=t(common::LOADING) /> }.into_any(),
    }
}

/// Says why something is not here, with a button to try again.
#[component]
fn Failed(error: SourceError, retry: Callback<()>) -> impl IntoView {
    view! {
        <Empty icon=Icon::Warning title=explain(&error) hint=t(common::ERROR_NETWORK_HINT)>
            <button type="button" class="button" on:click=move |_| retry.run(())>
                <Glyph icon=Icon::Refresh class="small" />
                {t(common::RETRY)}
            </button>
        </Empty>
    }
}
