//! Names with values in two columns: searchable, copied as JSON, long values folded.

use leptos::prelude::*;
use suisei_core::api::Values;
use suisei_core::number::{Float, Scalar, non_finite_text};

use crate::pages::experiment::parts::{Card, Copy};
use crate::text::format::count;
use crate::text::{common, experiment, fill, t};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::search_box::SearchBox;

/// Above this many characters, or with line breaks, a value is folded.
const LONG: usize = 96;

/// A missing value as Python and JSON libraries print it, the same in every language.
const NULL: &str = "null";

/// A card with names and values.
#[component]
pub(super) fn ValuesCard(
    /// What they are.
    #[prop(into)]
    title: String,
    /// What the search box says.
    search_label: &'static str,
    /// The values.
    values: Signal<Values>,
) -> impl IntoView {
    let search = RwSignal::new(String::new());
    let shown = Memo::new(move |_| {
        let word = search.get().trim().to_lowercase();
        values.with(|values| -> Vec<(String, Scalar)> {
            let holds = |text: &str| text.to_lowercase().contains(&word);
            let pairs = values.iter();
            pairs
                .filter(|(name, value)| holds(name) || holds(&scalar_text(value)))
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect()
        })
    });
    let found = move || {
        let (n, m) = (
            shown.with(Vec::len) as u64,
            values.with(|values| values.len()) as u64,
        );
        if n == m {
            count(m)
        } else {
            fill(common::N_OF_M_SHOWN, &[("n", &count(n)), ("m", &count(m))])
        }
    };
    let json = Signal::derive(move || {
        values.with(|values| serde_json::to_string_pretty(values).unwrap_or_default())
    });
    let tools = move || {
        view! {
            <span class="text-3 small-text number card-note">{found}</span>
            <SearchBox class="quiet small experiment-search" label=search_label value=search on_input=move |word| search.set(word) />
            <Copy text=json label=t(experiment::COPY_JSON) />
        }
    };
    view! {
        <Card title=title class="scroll-card" tools=tools>
            <table class="plain-table values-table">
                <tbody>
                    <For each=move || shown.get() key=|(name, value)| (name.clone(), scalar_text(value)) let:pair>
                        <ValueRow name=pair.0 value=pair.1 />
                    </For>
                </tbody>
            </table>
            <Show when=move || shown.with(Vec::is_empty)>
                <p class="card-body text-3">{t(experiment::NO_MATCH)}</p>
            </Show>
        </Card>
    }
}

#[component]
fn ValueRow(name: String, value: Scalar) -> impl IntoView {
    let number = matches!(value, Scalar::Integer(_) | Scalar::Number(_));
    let text = scalar_text(&value);
    view! {
        <tr>
            <td class="mono" title=name.clone()>{name.clone()}</td>
            <td class:number=number>
                {match value {
                    Scalar::Null => view! { <span class="text-3">{NULL}</span> }.into_any(),
                    _ if is_long(&text) => view! { <LongValue text=text /> }.into_any(),
                    _ => text.into_any(),
                }}
            </td>
        </tr>
    }
}

/// A long text on one line, which a click unfolds.
#[component]
pub(super) fn LongValue(
    /// All of it.
    text: String,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let icon = move || if open.get() { Icon::Down } else { Icon::Right };
    view! {
        <button
            type="button"
            class="long-value"
            class:open=move || open.get()
            aria-expanded=move || open.get().to_string()
            on:click=move |_| open.update(|open| *open = !*open)
        >
            {move || view! { <Glyph icon=icon() class="small" /> }}
            <span>{text}</span>
        </button>
    }
}

/// True for text that is folded.
pub(super) fn is_long(text: &str) -> bool {
    text.contains('\n') || text.chars().count() > LONG
}

/// A value exactly as it was logged, in the signs that people read: `3e−4`, `−1`, `true`.
pub(super) fn scalar_text(value: &Scalar) -> String {
    match value {
        Scalar::Number(Float(number)) => match non_finite_text(*number) {
            Some(text) => text.to_owned(),
            None if *number != 0.0 && !(1e-3..1e15).contains(&number.abs()) => {
                format!("{number:e}").replace('-', "\u{2212}")
            }
            None => number.to_string().replace('-', "\u{2212}"),
        },
        Scalar::Integer(whole) => whole.to_string().replace('-', "\u{2212}"),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_exact() {
        let text = |number: f64| scalar_text(&Scalar::Number(Float(number)));
        assert_eq!(text(3e-4), "3e\u{2212}4");
        assert_eq!(text(0.1), "0.1");
        assert_eq!(text(0.0), "0");
        assert_eq!(text(f64::NAN), "NaN");
        assert_eq!(scalar_text(&Scalar::Integer(-12_345)), "\u{2212}12345");
        assert_eq!(scalar_text(&Scalar::Text("a-b".to_owned())), "a-b");
    }
}
