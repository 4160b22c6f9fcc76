//! All panels of a project: settings, then sections in the order of the view.

use leptos::prelude::*;
use suisei_core::view::Section;

use super::cursor::SharedCursor;
use super::gallery::{AddPanel, Gallery, GalleryDialog};
use super::kinds::title;
use super::linked::LinkedZoom;
use super::section::SectionView;
use super::settings_bar::SettingsBar;
use crate::state::load::Loaded;
use crate::state::project::use_project;
use crate::state::toast::explain;
use crate::text::{common, project as words, t};
use crate::ui::empty::{Empty, Skeleton};
use crate::ui::icon::Icon;

/// Provides what all panels of a project share: the cursor, the linked zoom, the gallery.
pub(crate) fn provide_shared() {
    SharedCursor::provide();
    LinkedZoom::provide();
    Gallery::provide();
}

/// The settings bar above the panels.
#[component]
pub(crate) fn PanelSettingsBar(
    /// What panels are searched for.
    search: RwSignal<String>,
) -> impl IntoView {
    let project = use_project();
    let settings = Signal::derive(move || project.with_view(|view| view.settings.clone()));
    let change = move |settings| project.edit_view(|view| view.settings = settings);
    let metrics = Signal::derive(move || project.metrics.here().unwrap_or_default());
    view! {
        <SettingsBar settings=settings metrics=metrics on_change=change search=search>
            <AddPanel />
        </SettingsBar>
    }
}

/// The panels.
#[component]
pub(crate) fn PanelsView(
    /// What panels are searched for.
    search: RwSignal<String>,
) -> impl IntoView {
    let project = use_project();
    let all = Memo::new(move |_| {
        let metrics = project.metrics.here().unwrap_or_default();
        project.with_view(|view| view.arrange(&metrics))
    });
    let found = Memo::new(move |_| matching(&all.get(), &search.get()));
    // Sections are kept by name, so that new metrics and new data never build one anew.
    let names = Memo::new(move |_| {
        found.with(|sections| sections.iter().map(|s| s.name.clone()).collect::<Vec<_>>())
    });
    let change = move |changed: Section| {
        project.edit_view(|view| {
            let mut sections = all.get_untracked();
            if let Some(section) = sections.iter_mut().find(|s| s.name == changed.name) {
                *section = with_unseen(section, changed);
            }
            view.remember(&sections);
        });
    };
    let notice = move || match project.metrics.get() {
        Loaded::Asking => Some(view! { <Skeleton lines=6 label=t(common::LOADING) /> }.into_any()),
        Loaded::Failed(error) => Some(
            view! {
                <Empty icon=Icon::Warning title=explain(&error) hint=t(common::ERROR_NETWORK_HINT)>
                    <button type="button" class="button" on:click=move |_| project.refresh()>
                        {t(common::RETRY)}
                    </button>
                </Empty>
            }
            .into_any(),
        ),
        Loaded::Here(metrics) if metrics.is_empty() => Some(
            view! {
                <Empty icon=Icon::Chart title=t(words::NO_METRICS) hint=t(words::NO_METRICS_HINT) />
            }
            .into_any(),
        ),
        Loaded::Here(_) if names.with(Vec::is_empty) => {
            Some(view! { <Empty icon=Icon::Search title=t(words::NO_PANEL_MATCHES) /> }.into_any())
        }
        Loaded::Here(_) => None,
    };
    view! {
        {notice}
        <GalleryDialog />
        <Show when=move || project.is_view_loaded()>
            <For each=move || names.get() key=Clone::clone let:name>
                <SectionView
                    section=Signal::derive(move || {
                        let section = found.with(|s| s.iter().find(|s| s.name == name).cloned());
                        section.unwrap_or(Section {
                            name: name.clone(),
                            collapsed: false,
                            panels: Vec::new(),
                        })
                    })
                    on_change=change
                />
            </For>
        </Show>
    }
}

/// The sections and panels whose title holds all searched words.
fn matching(sections: &[Section], search: &str) -> Vec<Section> {
    let words: Vec<String> = search
        .to_lowercase()
        .split_whitespace()
        .map(str::to_owned)
        .collect();
    if words.is_empty() {
        return sections.to_vec();
    }
    sections
        .iter()
        .filter_map(|section| {
            let mut section = section.clone();
            section.panels.retain(|panel| {
                let title = title::of(&panel.kind).to_lowercase();
                words.iter().all(|word| title.contains(word.as_str()))
            });
            (!section.panels.is_empty()).then_some(section)
        })
        .collect()
}

/// `changed`, which may show only the panels a search found, with the others of `all` behind.
fn with_unseen(all: &Section, changed: Section) -> Section {
    let mut panels = changed.panels;
    for panel in &all.panels {
        if !panels.iter().any(|seen| seen.kind == panel.kind) {
            panels.push(panel.clone());
        }
    }
    Section { panels, ..changed }
}

#[cfg(test)]
mod tests {
    use suisei_core::layout::Size;
    use suisei_core::view::{Panel, PanelKind};

    use super::*;

    fn section(metrics: &[&str]) -> Section {
        let panel = |metric: &&str| Panel {
            kind: PanelKind::Line {
                metric: (*metric).to_owned(),
            },
            size: Size { w: 4, h: 4 },
        };
        Section {
            name: "train".to_owned(),
            collapsed: false,
            panels: metrics.iter().map(panel).collect(),
        }
    }

    #[test]
    fn a_search_keeps_what_holds_all_words() {
        let all = [section(&["train/loss", "train/acc", "train/loss_aux"])];
        assert_eq!(matching(&all, "LOSS aux")[0].panels.len(), 1);
        assert!(matching(&all, "nothing").is_empty());
    }

    #[test]
    fn rearranging_while_searching_loses_no_panel() {
        let all = section(&["a", "b", "c"]);
        let changed = with_unseen(&all, section(&["c", "a"]));
        assert_eq!(changed, section(&["c", "a", "b"]));
    }
}
