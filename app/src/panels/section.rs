//! A section: its head, which folds it, and its grid.

use leptos::prelude::*;
use suisei_core::view::{ADDED, Panel, Section};

use super::grid::PanelGrid;
use crate::text::format::count;
use crate::text::{kinds, project, t};
use crate::ui::icon::{Glyph, Icon};

/// One section of a view.
#[component]
pub(crate) fn SectionView(
    /// The section.
    #[prop(into)]
    section: Signal<Section>,
    /// Called with the section as somebody changed it.
    #[prop(into)]
    on_change: Callback<Section>,
) -> impl IntoView {
    let collapsed = Memo::new(move |_| section.with(|section| section.collapsed));
    let panels = Memo::new(move |_| section.with(|section| section.panels.clone()));
    let name = section.with_untracked(|section| section_title(&section.name));
    let fold = move |_| {
        let mut changed = section.get_untracked();
        changed.collapsed = !changed.collapsed;
        on_change.run(changed);
    };
    let rearranged = move |panels: Vec<Panel>| {
        on_change.run(Section {
            panels,
            ..section.get_untracked()
        });
    };
    let arrow = move || {
        let icon = if collapsed.get() {
            Icon::Right
        } else {
            Icon::Down
        };
        view! { <Glyph icon=icon class="small" /> }
    };
    view! {
        <section class="panel-section">
            <h2 class="section-head">
                <button
                    type="button"
                    class="section-fold"
                    aria-expanded=move || (!collapsed.get()).to_string()
                    on:click=fold
                >
                    {arrow}
                    <span>{name}</span>
                    <span class="section-count">{move || count(panels.with(Vec::len) as u64)}</span>
                </button>
            </h2>
            <Show when=move || !collapsed.get()>
                <PanelGrid panels=panels on_change=rearranged />
            </Show>
        </section>
    }
}

/// What a section is called: its prefix, or words for those that have none of their own.
pub(crate) fn section_title(name: &str) -> String {
    match name {
        ADDED => t(kinds::ADDED_SECTION).to_owned(),
        "" => t(project::SECTION_METRICS).to_owned(),
        "sys" => t(project::SECTION_SYSTEM).to_owned(),
        other => other.to_owned(),
    }
}
