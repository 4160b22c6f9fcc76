//! What all panels share: axis, smoothing, scale; and a search over panels.

use leptos::prelude::*;
use suisei_core::number::Float;
use suisei_core::query::XAxis;
use suisei_core::view::{PanelSettings, Scale};

use super::series::axis_name;
use crate::dom::element;
use crate::text::{Text, project, t};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::menu::{MenuButton, MenuItem};
use crate::ui::search_box::SearchBox;

/// Greatest weight that the slider reaches.
const MOST_SMOOTHING: f64 = 0.999;

/// The bar.
#[component]
pub(crate) fn SettingsBar(
    /// The settings.
    #[prop(into)]
    settings: Signal<PanelSettings>,
    /// Called with changed settings.
    #[prop(into)]
    on_change: Callback<PanelSettings>,
    /// What panels are searched for.
    search: RwSignal<String>,
) -> impl IntoView {
    view! {
        <div class="tool-bar settings-bar" role="toolbar" aria-label=t(project::PANEL_SETTINGS)>
            <AxisMenu settings=settings on_change=on_change />
            <span class="divider"></span>
            <SmoothingSlider settings=settings on_change=on_change />
            <span class="divider"></span>
            <ScaleMenu settings=settings on_change=on_change />
            <span class="grow"></span>
            <SearchBox
                class="quiet small panel-search"
                label=t(project::SEARCH_PANELS)
                value=search
                on_input=move |word| search.set(word)
            />
        </div>
    }
}

#[component]
fn AxisMenu(settings: Signal<PanelSettings>, on_change: Callback<PanelSettings>) -> impl IntoView {
    let face = move || face(project::X_AXIS, axis_name(settings.get().x, false));
    view! {
        <MenuButton face=face class="select" label=t(project::X_AXIS)>
            {[XAxis::Step, XAxis::Epoch, XAxis::Wall, XAxis::Relative]
                .map(|x| {
                    view! {
                        <MenuItem
                            label=t(axis_name(x, false))
                            checked=Signal::derive(move || settings.get().x == x)
                            on_click=move |()| {
                                on_change.run(PanelSettings { x, ..settings.get_untracked() });
                            }
                        />
                    }
                })
                .collect_view()}
        </MenuButton>
    }
}

#[component]
fn ScaleMenu(settings: Signal<PanelSettings>, on_change: Callback<PanelSettings>) -> impl IntoView {
    let word = |scale| match scale {
        Scale::Linear => project::SCALE_LINEAR,
        Scale::Log => project::SCALE_LOG,
    };
    let face = move || face(project::SCALE, word(settings.get().scale));
    view! {
        <MenuButton face=face class="select" label=t(project::SCALE)>
            {[Scale::Linear, Scale::Log]
                .map(|scale| {
                    view! {
                        <MenuItem
                            label=t(word(scale))
                            checked=Signal::derive(move || settings.get().scale == scale)
                            on_click=move |()| {
                                on_change.run(PanelSettings { scale, ..settings.get_untracked() });
                            }
                        />
                    }
                })
                .collect_view()}
        </MenuButton>
    }
}

fn face(key: Text, value: Text) -> impl IntoView {
    view! {
        <span class="key">{t(key)}</span>
        {t(value)}
        <Glyph icon=Icon::Down class="small" />
    }
}

/// A slider whose right half is as fine as smoothing is there: the weight is 1 − (1 − s)².
#[component]
fn SmoothingSlider(
    settings: Signal<PanelSettings>,
    on_change: Callback<PanelSettings>,
) -> impl IntoView {
    let weight = Memo::new(move |_| settings.get().smoothing.0);
    let position = move || (1.0 - (1.0 - weight.get()).max(0.0).sqrt()) * 100.0;
    let slide = move |event: leptos::ev::Event| {
        let Ok(position) = element::input_value(&event).parse::<f64>() else {
            return;
        };
        let rest = 1.0 - position / 100.0;
        let weight = (1.0 - rest * rest).clamp(0.0, MOST_SMOOTHING);
        // Two decimals are what the number beside it shows; the last stretch needs a third.
        let fine = if weight > 0.985 { 1_000.0 } else { 100.0 };
        let smoothing = Float((weight * fine).round() / fine);
        on_change.run(PanelSettings {
            smoothing,
            ..settings.get_untracked()
        });
    };
    view! {
        <label class="smoothing">
            <span class="key">{t(project::SMOOTHING)}</span>
            <input
                type="range"
                class="slider"
                min="0"
                max="100"
                step="1"
                aria-valuetext=move || format!("{:.2}", weight.get())
                prop:value=move || format!("{:.0}", position())
                style:--filled=move || format!("{:.0}%", position())
                on:input=slide
            />
        </label>
        <span class="number small-text smoothing-value">
            {move || if weight.get() > 0.985 {
                format!("{:.3}", weight.get())
            } else {
                format!("{:.2}", weight.get())
            }}
        </span>
    }
}
