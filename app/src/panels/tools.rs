//! What a chart panel's header offers: the zoom and its history, the newest points, a menu.

use leptos::prelude::*;

use super::chart::model::ChartModel;
use super::copy::use_copy;
use super::kinds::KindModel;
use super::save::{Save, Saved, Saver, use_save};
use crate::text::{chart, project, t};
use crate::ui::button::IconButton;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::menu::MenuItem;

/// "Zoomed" with a way back, and a way to the newest points.
#[component]
pub(crate) fn ZoomTools(
    /// The chart.
    model: ChartModel,
) -> impl IntoView {
    let view = model.view;
    let zoomed = Memo::new(move |_| !view.zoom.get().is_whole());
    let walked = Memo::new(move |_| {
        view.history
            .with(|history| (history.has_back(), history.has_forward()))
    });
    view! {
        <span class="zoom-tools">
            <Show when=move || view.behind.get()>
                <button
                    type="button"
                    class="badge running jump-to-live"
                    on:click=move |_| view.jump_to_live()
                >
                    {t(chart::JUMP_TO_LIVE)}
                </button>
            </Show>
            <Show when=move || view.following.get()>
                <span class="live">{t(crate::text::common::LIVE)}</span>
            </Show>
            <Show when=move || { walked.get().0 || walked.get().1 }>
                <IconButton
                    icon=Icon::Left
                    label=t(chart::ZOOM_BACK).to_owned()
                    on_click=move |()| view.back()
                    disabled=Signal::derive(move || !walked.get().0)
                />
                <IconButton
                    icon=Icon::Right
                    label=t(chart::ZOOM_FORWARD).to_owned()
                    on_click=move |()| view.forward()
                    disabled=Signal::derive(move || !walked.get().1)
                />
            </Show>
            <Show when=move || zoomed.get()>
                <button
                    type="button"
                    class="badge accent panel-zoomed"
                    title=t(project::RESET_ZOOM)
                    on:click=move |_| view.reset()
                >
                    {t(project::ZOOMED)}
                    <Glyph icon=Icon::Cross class="small" />
                </button>
            </Show>
        </span>
    }
}

/// What a chart's menu offers, for the menu of the panel around it.
#[component]
pub(crate) fn ChartMenuItems(
    /// The chart.
    model: ChartModel,
    /// The panel's title: the name of files.
    #[prop(into)]
    title: String,
) -> impl IntoView {
    let copy = use_copy();
    let save = use_save(Saved::lines(model), title);
    view! {
        <MenuItem
            label=t(project::RESET_ZOOM)
            icon=Icon::Refresh
            shortcut="0"
            on_click=move |()| model.view.reset()
        />
        <MenuItem
            label=t(chart::MEASURE)
            icon=Icon::Measure
            shortcut="M"
            on_click=move |()| model.measure.armed.set(true)
        />
        <MenuItem
            label=t(chart::LEGEND)
            icon=Icon::Eye
            shortcut="L"
            on_click=move |()| model.legend_open.set(true)
        />
        <MenuItem
            label=t(chart::AS_TABLE)
            icon=Icon::Table
            shortcut="T"
            on_click=move |()| model.as_table.update(|open| *open = !*open)
        />
        <MenuItem
            label=t(chart::COPY_VALUES)
            icon=Icon::Copy
            shortcut="C"
            on_click=move |()| copy.values(model)
        />
        <SaveItems save=save />
    }
}

/// What the menu of a chart that is no line chart begins with.
#[component]
pub(crate) fn KindMenuItems(
    /// The chart.
    model: KindModel,
    /// The panel's title: the name of files.
    #[prop(into)]
    title: String,
) -> impl IntoView {
    let save = use_save(Saved::Kind(model), title);
    view! {
        <MenuItem
            label=t(chart::AS_TABLE)
            icon=Icon::Table
            shortcut="T"
            on_click=move |()| model.as_table.update(|open| *open = !*open)
        />
        <SaveItems save=save />
    }
}

/// Ways to keep a chart.
#[component]
fn SaveItems(save: Saver) -> impl IntoView {
    view! {
        <hr class="menu-line" />
        <MenuItem
            label=t(chart::COPY_PICTURE)
            icon=Icon::Copy
            on_click=move |()| save.run(Save::Clipboard)
        />
        <MenuItem
            label=t(chart::SAVE_PNG)
            icon=Icon::Download
            on_click=move |()| save.run(Save::Png)
        />
        <MenuItem
            label=t(chart::SAVE_SVG)
            icon=Icon::Download
            on_click=move |()| save.run(Save::Svg)
        />
        <MenuItem
            label=t(chart::SAVE_CSV)
            icon=Icon::Download
            on_click=move |()| save.run(Save::Csv)
        />
    }
}
