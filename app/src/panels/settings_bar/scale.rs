//! Chooses the scales of both axes, and where a symlog scale turns from linear to logarithmic.

use leptos::prelude::*;
use suisei_core::number::Float;
use suisei_core::query::XAxis;
use suisei_core::view::{PanelSettings, Scale};

use super::axis::Choice;
use super::face;
use crate::dom::element;
use crate::text::{Text, chart, fill, project, t};
use crate::ui::popover::Popover;

/// The choices, in the order of the menu.
const SCALES: [Scale; 3] = [Scale::Linear, Scale::Log, Scale::Symlog];

fn word(scale: Scale) -> Text {
    match scale {
        Scale::Linear => project::SCALE_LINEAR,
        Scale::Log => project::SCALE_LOG,
        Scale::Symlog => project::SCALE_SYMLOG,
    }
}

/// Both scales in words; that of the horizontal axis only where it is not linear.
fn words(settings: &PanelSettings) -> String {
    let y = t(word(settings.scale));
    if settings.x_scale == Scale::Linear || settings.x == XAxis::Wall {
        return y.to_owned();
    }
    let x = t(word(settings.x_scale));
    fill(chart::SCALES, &[("y", y), ("x", x)])
}

/// The menu.
#[component]
pub(super) fn ScaleMenu(
    settings: Signal<PanelSettings>,
    on_change: Callback<PanelSettings>,
) -> impl IntoView {
    let choice = Choice {
        settings,
        on_change,
        open: RwSignal::new(false),
    };
    let face = move || face(project::SCALE, move || settings.with(words));
    view! {
        <Popover face=face class="select" label=t(project::SCALE) open=choice.open>
            <div role="group" aria-label=t(chart::Y_AXIS)>
                <p class="menu-head">{t(chart::Y_AXIS)}</p>
                {SCALES
                    .map(|scale| {
                        let is = move |settings: &PanelSettings| settings.scale == scale;
                        let taking = move |settings| PanelSettings { scale, ..settings };
                        choice.item(t(word(scale)).to_owned(), is, taking)
                    })
                    .collect_view()}
                <Show when=move || settings.with(|settings| settings.scale == Scale::Symlog)>
                    <Threshold choice=choice />
                </Show>
            </div>
            // Time is always linear.
            <Show when=move || settings.with(|settings| settings.x != XAxis::Wall)>
                <div role="group" aria-label=t(project::X_AXIS)>
                    <p class="menu-head">{t(project::X_AXIS)}</p>
                    {SCALES
                        .map(|x_scale| {
                            let is = move |settings: &PanelSettings| settings.x_scale == x_scale;
                            let taking = move |settings| PanelSettings { x_scale, ..settings };
                            choice.item(t(word(x_scale)).to_owned(), is, taking)
                        })
                        .collect_view()}
                </div>
            </Show>
        </Popover>
    }
}

/// The threshold of the vertical scale; an empty field leaves it to the values of each panel.
#[component]
fn Threshold(choice: Choice) -> impl IntoView {
    let text = Memo::new(move |_| {
        let threshold = choice.settings.with(|settings| settings.threshold);
        threshold.map_or_else(String::new, |threshold| threshold.0.to_string())
    });
    let is_wrong = RwSignal::new(false);
    let change = move |event: leptos::ev::Event| {
        let typed = threshold(&element::input_value(&event));
        is_wrong.set(typed.is_none());
        if let Some(threshold) = typed {
            choice.on_change.run(PanelSettings {
                threshold,
                ..choice.settings.get_untracked()
            });
        }
    };
    view! {
        <label class="threshold">
            <span>{t(chart::THRESHOLD)}</span>
            <span class="input small" class:error=move || is_wrong.get()>
                <input
                    inputmode="decimal"
                    placeholder=t(chart::AUTOMATIC)
                    title=t(chart::THRESHOLD_HINT)
                    aria-invalid=move || is_wrong.get().to_string()
                    prop:value=move || text.get()
                    on:change=change
                />
            </span>
        </label>
    }
}

/// What was typed: nothing, a positive number, or neither.
fn threshold(typed: &str) -> Option<Option<Float>> {
    match typed.trim() {
        "" => Some(None),
        text => {
            let number: f64 = text.parse().ok()?;
            (number.is_finite() && number > 0.0).then_some(Some(Float(number)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_threshold_is_positive_or_left_to_the_values() {
        assert_eq!(threshold(" "), Some(None));
        assert_eq!(threshold("1e-3"), Some(Some(Float(1e-3))));
        assert!(
            ["0", "-1", "inf", "x"]
                .iter()
                .all(|typed| threshold(typed).is_none())
        );
    }

    #[test]
    fn the_horizontal_scale_is_named_where_it_is_not_linear() {
        let settings = |x| PanelSettings {
            x,
            x_scale: Scale::Log,
            ..PanelSettings::default()
        };
        assert_eq!(words(&settings(XAxis::Step)), "Linear, x Log");
        assert_eq!(words(&settings(XAxis::Wall)), "Linear");
    }
}
