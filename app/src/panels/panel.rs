//! A panel's frame: header with grip, title and tools; the chart and its footer; the resize corner.

use leptos::prelude::*;
use suisei_core::view::{Axis, Panel, PanelKind, PanelSettings, Scale};

use super::chart::model::ChartModel;
use super::gallery::{Purpose, use_gallery};
use super::grid::{GridState, Move};
use super::kinds::{KindModel, KindPanel, title};
use super::line::{LinePanel, WantedLine};
use super::ranges::RangesDialog;
use super::series::Focus;
use super::smoothing;
use super::tools::{ChartMenuItems, KindMenuItems, ZoomTools};
use crate::state::project::{ProjectState, use_project};
use crate::state::toast::use_toasts;
use crate::text::format::count;
use crate::text::{chart, fill, kinds, project, t};
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
    let id = StoredValue::new(kind.clone());
    let place = grid.place_of(&kind);
    let class = move || {
        id.with_value(|id| {
            let states = [
                (grid.is_dragged(id), " dragged"),
                (grid.is_resized(id), " resizing"),
                (grid.is_full(id), " full"),
            ];
            let states = states.iter().filter(|(is, _)| *is).map(|(_, class)| *class);
            std::iter::once("panel").chain(states).collect::<String>()
        })
    };
    let title = title::of(&kind);
    let label = fill(project::PANEL_LABEL, &[("title", &title)]);
    let inside = if kind.has_lines() {
        view! { <LineInside kind=kind grid=grid /> }.into_any()
    } else {
        view! { <KindInside kind=kind grid=grid /> }.into_any()
    };
    view! {
        <article
            class=class
            tabindex="0"
            aria-label=label
            data-panel=title
            style:left=move || place.get().left
            style:top=move || place.get().top
            style:width=move || place.get().width
            style:height=move || place.get().height
            on:keydown=move |event| id.with_value(|id| grid.key(id, &event))
        >
            {inside}
            <span
                class="panel-corner"
                title=t(project::RESIZE)
                aria-hidden="true"
                on:pointerdown=move |event| id.with_value(|id| grid.press_corner(id, &event))
            >
                <Glyph icon=Icon::Corner class="small" />
            </span>
            {move || {
                let chip = id.with_value(|id| grid.size_chip(id));
                chip.map(|chip| view! { <span class="size-chip">{chip}</span> })
            }}
        </article>
    }
}

/// Header and body of a line panel.
#[component]
fn LineInside(kind: PanelKind, grid: GridState) -> impl IntoView {
    let project = use_project();
    let settings = Signal::derive(move || project.with_view(|view| view.settings.clone()));
    let focus = Signal::derive(move || Focus {
        row: project.hovered.get(),
        line: project.pointed.get(),
    });
    let own = kind.clone();
    let ranges = Memo::new(move |_| project.with_view(|view| view.ranges_of(&own).cloned()));
    let model = ChartModel::new(settings, focus, ranges.into());
    let ranges_open = RwSignal::new(false);
    let lines = kind.clone();
    let all = Memo::new(move |_| wanted_lines(project, &lines));
    let wanted = Memo::new(move |_| all.with(|all| newest(all)));
    let note = move || note(&settings.get(), all.with(Vec::len));
    let title = title::of(&kind);
    let menu_title = StoredValue::new(title.clone());
    let tools_of = kind.clone();
    view! {
        <PanelHead kind=kind.clone() grid=grid note=Signal::derive(note)>
            <ZoomTools model=model />
            <PanelTools
                kind=tools_of
                grid=grid
                items=move || view! {
                    <ChartMenuItems model=model title=menu_title.get_value() />
                    <hr class="menu-line" />
                    <MenuItem
                        label=t(chart::RANGES)
                        icon=Icon::Columns
                        on_click=move |()| ranges_open.set(true)
                    />
                }
            />
        </PanelHead>
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
    }
}

/// Header and body of any other panel.
#[component]
fn KindInside(kind: PanelKind, grid: GridState) -> impl IntoView {
    let model = KindModel::follow(kind.clone());
    let menu_title = StoredValue::new(title::of(&kind));
    let word = t(title::word(&kind));
    // Nobody needs to read "confusion matrix, confusion matrix".
    let is_said = word.to_lowercase() == title::of(&kind).to_lowercase();
    let note = if is_said { "" } else { word };
    let tools_of = kind.clone();
    view! {
        <PanelHead
            kind=kind.clone()
            grid=grid
            note=Signal::derive(move || note.to_owned())
        >
            <PanelTools
                kind=tools_of
                grid=grid
                items=move || view! { <KindMenuItems model=model title=menu_title.get_value() /> }
            />
        </PanelHead>
        <KindPanel model=model kind=kind />
    }
}

/// The header, by which the panel is dragged.
#[component]
fn PanelHead(
    kind: PanelKind,
    grid: GridState,
    note: Signal<String>,
    /// What stands at its end.
    children: Children,
) -> impl IntoView {
    let title = title::of(&kind);
    let press = move |event: leptos::ev::PointerEvent| grid.press_head(&kind, &event);
    view! {
        <header class="panel-head" on:pointerdown=press>
            <Glyph icon=Icon::Grip class="panel-grip" />
            <h3 title=title.clone()>{title.clone()}</h3>
            <span class="panel-note">{move || note.get()}</span>
            {children()}
        </header>
    }
}

/// Full screen, and a menu that begins with what is special about this kind of panel.
#[component]
fn PanelTools(
    kind: PanelKind,
    grid: GridState,
    /// The first lines of the menu.
    #[prop(into)]
    items: ViewFn,
) -> impl IntoView {
    let added = kind.automatic_metric().is_none();
    let id = StoredValue::new(kind);
    let full_label = Signal::derive(move || {
        t(if id.with_value(|id| grid.is_full(id)) {
            project::LEAVE_FULL_SCREEN
        } else {
            project::FULL_SCREEN
        })
        .to_owned()
    });
    let face = || view! { <Glyph icon=Icon::More class="small" /> };
    let shift = move |to| id.with_value(|id| grid.shift(id, to));
    view! {
        <span class="panel-tools">
            <IconButton
                icon=Icon::FullScreen
                label=full_label
                on_click=move |()| id.with_value(|id| grid.toggle_full(id))
            />
            <MenuButton
                face=face
                class="icon-button"
                label=t(crate::text::common::MORE)
                align_right=AlignRight
            >
                {items.run()}
                <hr class="menu-line" />
                <MenuItem
                    label=t(project::MOVE_UP)
                    icon=Icon::Up
                    on_click=move |()| shift(Move::Earlier)
                />
                <MenuItem
                    label=t(project::MOVE_DOWN)
                    icon=Icon::Down
                    on_click=move |()| shift(Move::Later)
                />
                {added.then(|| view! { <AddedItems kind=id.get_value() /> })}
            </MenuButton>
        </span>
    }
}

/// What can be done with a panel that somebody has added.
#[component]
fn AddedItems(kind: PanelKind) -> impl IntoView {
    let (project, gallery, toasts) = (use_project(), use_gallery(), use_toasts());
    let id = StoredValue::new(kind);
    let remove = move |()| {
        let kind = id.get_value();
        let mut removed = None;
        project.edit_view(|view| removed = view.remove_panel(&kind));
        let Some(removed) = removed else { return };
        toasts.offer(t(kinds::REMOVED), t(kinds::UNDO), move || {
            // The toast may outlive the page of the project.
            if project.is_open() {
                project.edit_view(|view| view.put_back(removed.clone()));
            }
        });
    };
    view! {
        <hr class="menu-line" />
        <MenuItem
            label=t(kinds::EDIT_PANEL)
            icon=Icon::Pencil
            on_click=move |()| gallery.open(Purpose::Replace(id.get_value()))
        />
        <MenuItem label=t(kinds::REMOVE_PANEL) icon=Icon::Trash on_click=remove />
    }
}

/// Most lines that one panel draws; a picture of more says nothing, and a request has its limits.
const MOST_LINES: usize = 1_000;

/// The lines of the newest experiments, as many as a panel draws, the same of each metric.
fn newest(all: &[WantedLine]) -> Vec<WantedLine> {
    let mut metrics: Vec<&str> = all.iter().map(|line| line.name.metric.as_str()).collect();
    metrics.dedup();
    let each = MOST_LINES / metrics.len().max(1);
    let of_one = |metric: &str| {
        let own: Vec<&WantedLine> = all
            .iter()
            .filter(|line| line.name.metric == metric)
            .collect();
        let first = own.len().saturating_sub(each);
        own.into_iter().skip(first).cloned().collect::<Vec<_>>()
    };
    metrics.into_iter().flat_map(of_one).collect()
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

/// The lines of a panel: every shown experiment, in every context of its metrics, oldest first.
fn wanted_lines(project: ProjectState, kind: &PanelKind) -> Vec<WantedLine> {
    let metrics = kind.line_metrics();
    let many = metrics.len() > 1;
    metrics
        .into_iter()
        .flat_map(|(metric, axis)| lines_of(project, metric, axis, many))
        .collect()
}

fn lines_of(project: ProjectState, metric: &str, axis: Axis, many: bool) -> Vec<WantedLine> {
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
                    axis,
                    label: {
                        let metric = many.then_some(metric);
                        let context = (contexts.len() > 1).then_some(context.as_str());
                        let parts = [Some(head.name.as_str()), metric, context];
                        let parts = parts.into_iter().flatten().filter(|part| !part.is_empty());
                        parts.collect::<Vec<_>>().join(" · ")
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
