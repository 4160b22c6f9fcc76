//! The dialog in which a panel's axes get ends of their own; an empty field leaves an end to the
//! data. Escape closes it.

use leptos::prelude::*;
use suisei_core::number::Float;
use suisei_core::query::XAxis;
use suisei_core::view::{Ends, PanelKind, PanelRanges};

use super::kinds::title;
use super::series::axis_name;
use crate::dom::{element, media};
use crate::state::project::use_project;
use crate::text::{Text, chart, common, edits, fill, t};
use crate::ui::button::IconButton;
use crate::ui::icon::Icon;

/// What was typed.
#[derive(Clone, Copy)]
struct Typed {
    low: RwSignal<String>,
    high: RwSignal<String>,
}

impl Typed {
    fn of(ends: Ends) -> Self {
        let text = |end: Option<Float>| end.map_or_else(String::new, |end| end.0.to_string());
        Self {
            low: RwSignal::new(text(ends.low)),
            high: RwSignal::new(text(ends.high)),
        }
    }

    fn ends(self) -> Result<Ends, Text> {
        ends(&self.low.get_untracked(), &self.high.get_untracked())
    }

    fn clear(self) {
        self.low.set(String::new());
        self.high.set(String::new());
    }
}

/// The ends that two fields name, or what is wrong with them.
fn ends(low: &str, high: &str) -> Result<Ends, Text> {
    let end = |typed: &str| match typed.trim() {
        "" => Ok(None),
        text => match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Some(Float(number))),
            _ => Err(edits::NOT_A_NUMBER),
        },
    };
    let ends = Ends {
        low: end(low)?,
        high: end(high)?,
    };
    match (ends.low, ends.high) {
        (Some(low), Some(high)) if low.0 >= high.0 => Err(chart::RANGE_ORDER),
        _ => Ok(ends),
    }
}

/// The dialog; there only while it is open.
#[component]
pub(crate) fn RangesDialog(
    /// Whose axes.
    kind: PanelKind,
    /// The horizontal axis that is shown.
    axis: Signal<XAxis>,
    /// Open or not.
    open: RwSignal<bool>,
) -> impl IntoView {
    let kind = StoredValue::new(kind);
    view! {
        <Show when=move || open.get()>
            <Frame kind=kind.get_value() axis=axis.get_untracked() open=open />
        </Show>
    }
}

#[component]
fn Frame(kind: PanelKind, axis: XAxis, open: RwSignal<bool>) -> impl IntoView {
    let project = use_project();
    let node = NodeRef::<leptos::html::Dialog>::new();
    Effect::new(move |_| {
        if let Some(dialog) = node.get() {
            media::show_dialog(&dialog);
        }
    });
    let kept = untrack(|| project.with_view(|view| view.ranges_of(&kind).cloned()));
    let x_kept = kept.as_ref().filter(|kept| kept.axis == axis);
    let x = Typed::of(x_kept.map(|kept| kept.x).unwrap_or_default());
    let y = Typed::of(kept.map(|kept| kept.y).unwrap_or_default());
    let problem = RwSignal::new(None::<&'static str>);
    let title = fill(chart::RANGES_OF, &[("title", &title::of(&kind))]);
    let label = title.clone();
    let kind = StoredValue::new(kind);
    let apply = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        match (x.ends(), y.ends()) {
            (Ok(x), Ok(y)) => {
                let kind = kind.get_value();
                project.edit_view(|view| view.set_ranges(PanelRanges { kind, axis, x, y }));
                open.set(false);
            }
            (Err(wrong), _) | (_, Err(wrong)) => problem.set(Some(t(wrong))),
        }
    };
    // Places in time are no numbers that anybody types.
    let numbers = matches!(axis, XAxis::Step | XAxis::Epoch | XAxis::Metric);
    view! {
        <dialog
            node_ref=node
            class="edit-dialog"
            aria-label=label
            on:close=move |_| open.set(false)
            on:click=move |event| {
                if media::is_on_itself(&event) {
                    open.set(false);
                }
            }
            on:keydown=|event| event.stop_propagation()
            on:pointerdown=|event| event.stop_propagation()
        >
            <form on:submit=apply>
                <header class="row">
                    <b class="ellipsis">{title}</b>
                    <span class="grow"></span>
                    <IconButton
                        icon=Icon::Cross
                        label=t(common::CLOSE).to_owned()
                        on_click=move |()| open.set(false)
                    />
                </header>
                <Fields name=t(chart::Y_AXIS) typed=y />
                {numbers.then(|| view! { <Fields name=t(axis_name(axis, false)) typed=x /> })}
                <p class="hint error" role="alert">{move || problem.get()}</p>
                <footer class="row">
                    <button
                        type="button"
                        class="button ghost"
                        on:click=move |_| {
                            x.clear();
                            y.clear();
                        }
                    >
                        {t(chart::RANGES_AUTOMATIC)}
                    </button>
                    <span class="grow"></span>
                    <button type="button" class="button" on:click=move |_| open.set(false)>
                        {t(common::CANCEL)}
                    </button>
                    <button type="submit" class="button primary">{t(edits::APPLY)}</button>
                </footer>
            </form>
        </dialog>
    }
}

/// Both ends of one axis.
#[component]
fn Fields(name: &'static str, typed: Typed) -> impl IntoView {
    let field = |label: Text, value: RwSignal<String>| {
        let label = format!("{name}: {}", t(label));
        view! {
            <label class="edit-fields grow">
                <span class="label">{label}</span>
                <span class="input">
                    <input
                        placeholder=t(chart::AUTOMATIC)
                        inputmode="decimal"
                        prop:value=move || value.get()
                        on:input=move |event| value.set(element::input_value(&event))
                    />
                </span>
            </label>
        }
    };
    view! {
        <div class="edit-fields row">
            {field(edits::FROM, typed.low)}
            {field(edits::TO, typed.high)}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_end_is_left_to_the_data() {
        assert_eq!(
            ends(" ", "1e-3").ok().map(Ends::usable),
            Some((None, Some(1e-3)))
        );
        assert!(ends("2", "1").is_err() && ends("a", "").is_err() && ends("", "inf").is_err());
    }
}
