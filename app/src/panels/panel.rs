//! A panel's frame: header with grip, title and tools; the chart and its footer; the resize corner.

use leptos::prelude::*;
use suisei_core::view::{Panel, PanelKind, PanelSettings, Scale};

use super::chart::model::ChartModel;
use super::grid::{GridState, Move};
use super::line::{LinePanel, WantedLine};
use super::ranges::RangesDialog;
use super::series::Focus;
use super::smoothing;
use super::tools::{ChartMenuItems, ZoomTools};
use crate::state::project::use_project;
use crate::text::format::count;
use crate::text::{chart, fill, project, t};
use crate::ui::button::IconButton;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::menu::{AlignRight, MenuButton, MenuItem};

/// One panel of a project's grid.
#[component]
pub(crate) fn PanelFrame(
    /// What it shows.
    kind: PanelKind,
    /// The grid it lies in.
    grid: GridState,
) -> impl IntoView {
    let project = use_project();
    let PanelKind::Line { metric } = kind.clone();
    let settings = Signal::derive(move || project.with_view(|view| view.settings.clone()));
    let focus = Signal::derive(move || Focus {
        row: project.hovered.get(),
        line: project.pointed.get(),
    });
    let own = kind.clone();
    let ranges = Memo::new(move |_| project.with_view(|view| view.ranges_of(&own).cloned()));
    let model = ChartModel::new(settings, focus, ranges.into());
    let ranges_open = RwSignal::new(false);
    let lines_metric = metric.clone();
    let all = Memo::new(move |_| wanted_lines(project, &lines_metric));
    let wanted = Memo::new(move |_| all.with(|all| newest(all)));
    let id = kind.clone();
    let place = grid.place_of(&kind);
    let class = {
        let id = id.clone();
        move || {
            let mut class = "panel".to_owned();
            class.push_str(if grid.is_dragged(&id) { " dragged" } else { "" });
            class.push_str(if grid.is_resized(&id) {
                " resizing"
            } else {
                ""
            });
            class.push_str(if grid.is_full(&id) { " full" } else { "" });
            class
        }
    };
    let keys = {
        let id = id.clone();
        move |event: leptos::ev::KeyboardEvent| grid.key(&id, &event)
    };
    let press_head = {
        let id = id.clone();
        move |event: leptos::ev::PointerEvent| grid.press_head(&id, &event)
    };
    let press_corner = {
        let id = id.clone();
        move |event: leptos::ev::PointerEvent| grid.press_corner(&id, &event)
    };
    let chip_id = id.clone();
    let title = kind.title().to_owned();
    let label = fill(project::PANEL_LABEL, &[("title", &title)]);
    let (data_panel, heading, tip) = (title.clone(), title.clone(), title.clone());
    view! {
        <article
            class=class
            tabindex="0"
            aria-label=label
            data-panel=data_panel
            style:left=move || place.get().left
            style:top=move || place.get().top
            style:width=move || place.get().width
            style:height=move || place.get().height
            on:keydown=keys
        >
            <header class="panel-head" on:pointerdown=press_head>
                <Glyph icon=Icon::Grip class="panel-grip" />
                <h3 title=tip>{heading}</h3>
                <span class="panel-note">{move || note(&settings.get(), all.with(Vec::len))}</span>
                <PanelTools id=id model=model grid=grid ranges_open=ranges_open />
            </header>
            <LinePanel
                wanted=wanted
                settings=settings
                focus=focus
                on_point=move |pointed| project.pointed.set(pointed)
                on_hover=move |hovered| project.hovered.set(hovered)
                model=model
                title=title
            />
            <RangesDialog kind=kind axis=model.x open=ranges_open />
            <span
                class="panel-corner"
                title=t(project::RESIZE)
                aria-hidden="true"
                on:pointerdown=press_corner
            >
                <Glyph icon=Icon::Corner class="small" />
            </span>
            {move || grid.size_chip(&chip_id).map(|chip| view! { <span class="size-chip">{chip}</span> })}
        </article>
    }
}

#[component]
fn PanelTools(
    id: PanelKind,
    model: ChartModel,
    grid: GridState,
    ranges_open: RwSignal<bool>,
) -> impl IntoView {
    let title = StoredValue::new(id.title().to_owned());
    let full_id = id.clone();
    let menu_id = StoredValue::new(id);
    let is_full = {
        let id = full_id.clone();
        move || grid.is_full(&id)
    };
    let full_label = Signal::derive(move || {
        t(if is_full() {
            project::LEAVE_FULL_SCREEN
        } else {
            project::FULL_SCREEN
        })
        .to_owned()
    });
    let face = || view! { <Glyph icon=Icon::More class="small" /> };
    view! {
        <ZoomTools model=model />
        <span class="panel-tools">
            <IconButton
                icon=Icon::FullScreen
                label=full_label
                on_click=move |()| grid.toggle_full(&full_id)
            />
            <MenuButton
                face=face
                class="icon-button"
                label=t(crate::text::common::MORE)
                align_right=AlignRight
            >
                <ChartMenuItems model=model title=title.get_value() />
                <hr class="menu-line" />
                <MenuItem
                    label=t(chart::RANGES)
                    icon=Icon::Columns
                    on_click=move |()| ranges_open.set(true)
                />
                <MenuItem
                    label=t(project::MOVE_UP)
                    icon=Icon::Up
                    on_click=move |()| menu_id.with_value(|id| grid.shift(id, Move::Earlier))
                />
                <MenuItem
                    label=t(project::MOVE_DOWN)
                    icon=Icon::Down
                    on_click=move |()| menu_id.with_value(|id| grid.shift(id, Move::Later))
                />
            </MenuButton>
        </span>
    }
}

/// Most lines that one panel draws; a picture of more says nothing, and a request has its limits.
const MOST_LINES: usize = 1_000;

/// The newest lines, as many as a panel draws.
fn newest(all: &[WantedLine]) -> Vec<WantedLine> {
    all[all.len().saturating_sub(MOST_LINES)..].to_vec()
}

/// What the header says beside the title; that some lines are left out comes first.
fn note(settings: &PanelSettings, n_lines: usize) -> String {
    let mut notes = Vec::new();
    if n_lines > MOST_LINES {
        let (n, m) = (count(MOST_LINES as u64), count(n_lines as u64));
        notes.push(fill(project::LINES_DRAWN, &[("n", &n), ("m", &m)]));
    }
    if let Some(name) = smoothing::name(settings) {
        notes.push(name);
        notes.push(t(project::RAW_GHOSTED).to_owned());
    }
    match settings.scale {
        Scale::Linear => {}
        Scale::Log => notes.push(t(project::SCALE_LOG).to_owned()),
        Scale::Symlog => notes.push(t(project::SCALE_SYMLOG).to_owned()),
    }
    notes.join(" · ")
}

/// The lines of a metric: every shown experiment, in every context, oldest first.
fn wanted_lines(project: crate::state::project::ProjectState, metric: &str) -> Vec<WantedLine> {
    let contexts: Vec<String> = project
        .metrics
        .here()
        .unwrap_or_default()
        .into_iter()
        .filter(|name| name.name == metric)
        .map(|name| name.context)
        .collect();
    let mut shown = project.shown();
    shown.reverse();
    shown
        .into_iter()
        .flat_map(|head| {
            contexts
                .iter()
                .map(|context| WantedLine {
                    name: super::data::LineName {
                        key: head.key.clone(),
                        metric: metric.to_owned(),
                        context: context.clone(),
                    },
                    number: head.number,
                    label: if context.is_empty() || contexts.len() == 1 {
                        head.name.clone()
                    } else {
                        format!("{} · {context}", head.name)
                    },
                })
                .collect::<Vec<_>>()
        })
        .collect()
}

/// The kinds of a section's panels, for keyed lists.
pub(crate) fn kinds(panels: &[Panel]) -> Vec<PanelKind> {
    panels.iter().map(|panel| panel.kind.clone()).collect()
}
