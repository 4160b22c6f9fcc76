//! Changes how a metric is shown: another name, fewer points. Escape closes it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use suisei_core::edit::{MetricChange, NewEdit};
use suisei_core::number::Float;
use suisei_core::query::XAxis;
use suisei_core::table::MetricName;

use crate::dom::{element, media};
use crate::pages::experiment::state::ExperimentState;
use crate::state::toast::explain;
use crate::text::{Text, common, edits, fill, t};
use crate::ui::button::IconButton;
use crate::ui::icon::Icon;
use crate::ui::segmented::Segmented;

/// What the dialog offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Rename,
    Hide,
    Trim,
    HideAll,
}

/// What was typed.
#[derive(Clone, Copy)]
struct Form {
    kind: RwSignal<Kind>,
    name: RwSignal<String>,
    axis: RwSignal<XAxis>,
    low: RwSignal<String>,
    high: RwSignal<String>,
}

impl Form {
    /// The change that was asked for, or what is wrong with it.
    fn change(self) -> Result<MetricChange, Text> {
        let kind = self.kind.get_untracked();
        match kind {
            Kind::HideAll => {
                return Ok(MetricChange::Hide {
                    x: XAxis::Step,
                    range: None,
                });
            }
            Kind::Rename => {
                let to = self.name.get_untracked().trim().to_owned();
                return match to.as_str() {
                    "" => Err(edits::EMPTY_NAME),
                    _ => Ok(MetricChange::Rename { to }),
                };
            }
            Kind::Hide | Kind::Trim => {}
        }
        let x = self.axis.get_untracked();
        let low = end(&self.low.get_untracked(), f64::NEG_INFINITY)?;
        let high = end(&self.high.get_untracked(), f64::INFINITY)?;
        let range = (Float(low.min(high)), Float(low.max(high)));
        Ok(match kind {
            Kind::Trim => MetricChange::Trim { x, range },
            _ => MetricChange::Hide {
                x,
                range: Some(range),
            },
        })
    }
}

/// A number, or `open` where nothing was typed.
fn end(typed: &str, open: f64) -> Result<f64, Text> {
    match typed.trim() {
        "" => Ok(open),
        text => match text.parse::<f64>() {
            Ok(number) if !number.is_nan() => Ok(number),
            _ => Err(edits::NOT_A_NUMBER),
        },
    }
}

/// The dialog; there only while a metric is chosen.
#[component]
pub(super) fn EditDialog(
    /// The experiment.
    state: ExperimentState,
    /// The metric that is edited.
    metric: RwSignal<Option<MetricName>>,
) -> impl IntoView {
    move || {
        metric
            .get()
            .map(|name| view! { <Frame state=state metric=metric name=name /> })
    }
}

#[component]
fn Frame(
    state: ExperimentState,
    metric: RwSignal<Option<MetricName>>,
    name: MetricName,
) -> impl IntoView {
    let node = NodeRef::<leptos::html::Dialog>::new();
    Effect::new(move |_| {
        if let Some(dialog) = node.get() {
            media::show_dialog(&dialog);
        }
    });
    let form = Form {
        kind: RwSignal::new(Kind::Rename),
        name: RwSignal::new(name.name.clone()),
        axis: RwSignal::new(XAxis::Step),
        low: RwSignal::new(String::new()),
        high: RwSignal::new(String::new()),
    };
    let problem = RwSignal::new(None::<String>);
    Effect::new(move |_| {
        // What was wrong is being mended.
        for typed in [form.name, form.low, form.high] {
            typed.track();
        }
        problem.set(None);
    });
    let title = fill(edits::EDIT_OF, &[("name", &super::edits::spoken(&name))]);
    let (label, name) = (title.clone(), StoredValue::new(name));
    let apply = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let change = match form.change() {
            Ok(change) => change,
            Err(wrong) => return problem.set(Some(t(wrong).to_owned())),
        };
        let MetricName { name, context } = name.get_value();
        let edit = NewEdit {
            metric: name,
            context,
            change,
        };
        spawn_local(async move {
            match state.source.edit(&state.key(), &edit).await {
                Ok(_) => {
                    state.changes.metrics.now();
                    state.changes.about.now();
                    metric.set(None);
                }
                // What was typed stays, so that it can be mended.
                Err(error) => problem.set(Some(explain(&error))),
            }
        });
    };
    let kinds = vec![
        (Kind::Rename, t(edits::RENAME)),
        (Kind::Hide, t(edits::HIDE)),
        (Kind::Trim, t(edits::TRIM)),
        (Kind::HideAll, t(edits::HIDE_ALL)),
    ];
    let choose = move |kind| {
        problem.set(None);
        form.kind.set(kind);
    };
    view! {
        <dialog
            node_ref=node
            class="edit-dialog"
            aria-label=label
            on:close=move |_| metric.set(None)
            on:click=move |event| {
                if media::is_on_itself(&event) {
                    metric.set(None);
                }
            }
        >
            <form on:submit=apply>
                <header class="row">
                    <b class="ellipsis">{title}</b>
                    <span class="grow"></span>
                    <IconButton icon=Icon::Cross label=t(common::CLOSE).to_owned() on_click=move |()| metric.set(None) />
                </header>
                <Segmented choices=kinds value=form.kind on_change=choose label=t(edits::WHAT) />
                {move || fields(form)}
                <p class="hint error" role="alert">{move || problem.get()}</p>
                <footer class="row">
                    <span class="hint grow">{t(edits::KEPT)}</span>
                    <button type="button" class="button" on:click=move |_| metric.set(None)>{t(common::CANCEL)}</button>
                    <button type="submit" class="button primary">{t(edits::APPLY)}</button>
                </footer>
            </form>
        </dialog>
    }
}

/// What the chosen kind of change asks for.
fn fields(form: Form) -> AnyView {
    let hint = match form.kind.get() {
        Kind::Rename => {
            return view! { <Input label=edits::NEW_NAME value=form.name hint=edits::NEW_NAME /> }
                .into_any();
        }
        Kind::HideAll => {
            return view! { <p class="edit-fields">{t(edits::HIDE_ALL_HINT)}</p> }.into_any();
        }
        Kind::Hide => edits::HIDE_HINT,
        Kind::Trim => edits::TRIM_HINT,
    };
    let axes = vec![
        (XAxis::Step, t(edits::AXIS_STEP)),
        (XAxis::Epoch, t(edits::AXIS_EPOCH)),
    ];
    view! {
        <div class="edit-fields row">
            <span>
                <span class="label">{t(edits::AXIS)}</span>
                <Segmented choices=axes value=form.axis on_change=move |axis| form.axis.set(axis) label=t(edits::AXIS) />
            </span>
            <Input label=edits::FROM value=form.low hint=edits::NO_LIMIT />
            <Input label=edits::TO value=form.high hint=edits::NO_LIMIT />
        </div>
        <p class="text-2 small-text">{t(hint)}</p>
    }
    .into_any()
}

#[component]
fn Input(label: Text, value: RwSignal<String>, hint: Text) -> impl IntoView {
    view! {
        <label class="edit-fields grow">
            <span class="label">{t(label)}</span>
            <span class="input">
                <input
                    placeholder=t(hint)
                    prop:value=value.get_untracked()
                    on:input=move |event| value.set(element::input_value(&event))
                />
            </span>
        </label>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_end_is_open() {
        assert_eq!(end(" ", f64::INFINITY).ok(), Some(f64::INFINITY));
        assert_eq!(end(" 1e3 ", 0.0).ok(), Some(1_000.0));
        assert!(end("NaN", 0.0).is_err() && end("10 steps", 0.0).is_err());
    }
}
