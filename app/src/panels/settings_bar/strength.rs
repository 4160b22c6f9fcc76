//! Chooses a smoothing and how strong it is.

use leptos::prelude::*;
use suisei_core::view::PanelSettings;

use super::face;
use crate::dom::element;
use crate::panels::smoothing::{self, KINDS, kind_name};
use crate::text::{project, t};
use crate::ui::menu::{MenuButton, MenuItem};

/// Menu, slider and the strength in words.
#[component]
pub(super) fn Smoothing(
    settings: Signal<PanelSettings>,
    on_change: Callback<PanelSettings>,
) -> impl IntoView {
    let kind = Memo::new(move |_| settings.with(|settings| settings.smoothing_kind));
    let percent = Memo::new(move |_| settings.with(smoothing::position) * 100.0);
    let strength = Memo::new(move |_| settings.with(smoothing::strength));
    let change = move |kind, percent: f64| {
        let settings = settings.get_untracked();
        on_change.run(smoothing::at(settings, kind, percent / 100.0));
    };
    let slide = move |event: leptos::ev::Event| {
        if let Ok(percent) = element::input_value(&event).parse() {
            change(kind.get_untracked(), percent);
        }
    };
    let face = move || face(project::SMOOTHING, t(kind_name(kind.get())));
    view! {
        <MenuButton face=face class="select" label=t(project::SMOOTHING)>
            {KINDS
                .map(|choice| {
                    view! {
                        <MenuItem
                            label=t(kind_name(choice))
                            checked=Signal::derive(move || kind.get() == choice)
                            on_click=move |()| change(choice, percent.get_untracked())
                        />
                    }
                })
                .collect_view()}
        </MenuButton>
        <label class="smoothing">
            <input
                type="range"
                class="slider"
                min="0"
                max="100"
                step="1"
                aria-label=t(project::SMOOTHING)
                aria-valuetext=move || strength.get()
                prop:value=move || format!("{:.0}", percent.get())
                style:--filled=move || format!("{:.0}%", percent.get())
                on:input=slide
            />
        </label>
        <span class="number small-text smoothing-value">{move || strength.get()}</span>
    }
}
