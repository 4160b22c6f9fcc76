//! Chooses the metric whose last value stands beside the names.

use leptos::prelude::*;
use suisei_core::table::MetricName;

use crate::state::load::Loaded;
use crate::state::project::ProjectState;
use crate::text::format::count;
use crate::text::{fill, list as words, t};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::menu::MenuItem;
use crate::ui::popover::Popover;
use crate::ui::search_box::SearchBox;

/// Metrics that the menu shows at once; a search finds the others.
const MOST_SHOWN: usize = 100;

/// The menu.
#[component]
pub(super) fn MetricMenu(project: ProjectState) -> impl IntoView {
    let open = RwSignal::new(false);
    let chosen = project.list_metric;
    let face = move || {
        view! {
            <span class="ellipsis">
                {move || chosen.get().map_or_else(|| t(words::NO_METRIC).to_owned(), |m| m.label())}
            </span>
            <Glyph icon=Icon::Down class="small" />
        }
    };
    view! {
        <Popover
            face=face
            class="list-metric"
            label=t(words::LIST_METRIC)
            surface_class="align-right"
            open=open
        >
            <Choices project=project open=open />
        </Popover>
    }
}

#[component]
fn Choices(project: ProjectState, open: RwSignal<bool>) -> impl IntoView {
    let search = RwSignal::new(String::new());
    let found = Memo::new(move |_| {
        let word = search.get().to_lowercase();
        project.metrics.with(|metrics| match metrics {
            Loaded::Here(metrics) => metrics
                .iter()
                .filter(|metric| metric.label().to_lowercase().contains(&word))
                .cloned()
                .collect::<Vec<_>>(),
            Loaded::Asking | Loaded::Failed(_) => Vec::new(),
        })
    });
    let items = move || {
        let shown = found.get().into_iter().take(MOST_SHOWN);
        shown
            .map(|metric| choice(project, open, metric))
            .collect_view()
    };
    let more = move || {
        let left = found.with(Vec::len).saturating_sub(MOST_SHOWN);
        (left > 0).then(|| fill(words::N_MORE_METRICS, &[("n", &count(left as u64))]))
    };
    view! {
        <SearchBox
            class="small popover-search"
            label=t(words::SEARCH_METRICS)
            value=search
            on_input=move |word| search.set(word)
        />
        {items}
        <p class="menu-head">{more}</p>
    }
}

fn choice(project: ProjectState, open: RwSignal<bool>, metric: MetricName) -> impl IntoView {
    let text = metric.label();
    let mine = metric.clone();
    let checked = Signal::derive(move || project.list_metric.get().as_ref() == Some(&mine));
    let choose = move |()| {
        project.list_metric.set(Some(metric.clone()));
        open.set(false);
    };
    view! { <MenuItem label=text checked=checked on_click=choose /> }
}
