//! What all panels share: axis, smoothing, scale; and a search over panels.

mod axis;
mod scale;
mod strength;

use leptos::prelude::*;
use suisei_core::table::MetricName;
use suisei_core::view::PanelSettings;

use super::linked::LinkedZoom;
use crate::text::{Text, chart, project, t};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::search_box::SearchBox;
use axis::AxisMenu;
use scale::ScaleMenu;
use strength::Smoothing;

/// The bar.
#[component]
pub(crate) fn SettingsBar(
    /// The settings.
    #[prop(into)]
    settings: Signal<PanelSettings>,
    /// The metrics that may give the places of points.
    #[prop(into)]
    metrics: Signal<Vec<MetricName>>,
    /// Called with changed settings.
    #[prop(into)]
    on_change: Callback<PanelSettings>,
    /// What panels are searched for.
    search: RwSignal<String>,
    /// What stands at the end.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="tool-bar settings-bar" role="toolbar" aria-label=t(project::PANEL_SETTINGS)>
            <AxisMenu settings=settings metrics=metrics on_change=on_change />
            <span class="divider"></span>
            <Smoothing settings=settings on_change=on_change />
            <span class="divider"></span>
            <ScaleMenu settings=settings on_change=on_change />
            <span class="divider"></span>
            <LinkSwitch />
            <span class="grow"></span>
            <SearchBox
                class="quiet small panel-search"
                label=t(project::SEARCH_PANELS)
                value=search
                on_input=move |word| search.set(word)
            />
            {children.map(|children| children())}
        </div>
    }
}

/// Whether zooming one panel zooms all that have its axis.
#[component]
fn LinkSwitch() -> impl IntoView {
    let linked: LinkedZoom = expect_context();
    view! {
        <button
            type="button"
            class="button ghost small link-zoom"
            title=t(chart::LINK_ZOOM_HINT)
            aria-pressed=move || linked.on.get().to_string()
            on:click=move |_| linked.on.update(|on| *on = !*on)
        >
            <Glyph icon=Icon::Link class="small" />
            {t(chart::LINK_ZOOM)}
        </button>
    }
}

fn face(key: Text, value: impl IntoView) -> impl IntoView {
    view! {
        <span class="key">{t(key)}</span>
        {value}
        <Glyph icon=Icon::Down class="small" />
    }
}
