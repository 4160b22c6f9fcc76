//! A chart in words, for those who cannot see it: each line's first, last, least and greatest
//! value and where it goes; and what the cursor reads, as it is moved with keys.

use leptos::prelude::*;
use suisei_chart::format_value;

use super::chart::model::ChartModel;
use crate::text::{Text, chart, fill, t};

/// Lines that are described one by one.
const MOST_LINES: usize = 12;

/// A change below this share of the span of values is none.
const LEVEL: f64 = 0.02;

/// The description, hidden from sight. `id` is what the chart refers to.
#[component]
pub(crate) fn ChartSummary(
    /// The chart.
    model: ChartModel,
    /// The id of the description.
    id: String,
) -> impl IntoView {
    let sentences = move || {
        model.version.track();
        // Nobody reads what is not on screen, and it would cost on every update.
        if !model.on_screen.get() {
            return Vec::new();
        }
        sentences(model)
    };
    view! {
        <div class="visually-hidden" id=id>
            {move || sentences().into_iter().map(|line| view! { <p>{line}</p> }).collect_view()}
            <p>{t(chart::KEYS)}</p>
        </div>
        <div class="visually-hidden" role="status" aria-live="polite">
            {move || model.said.get()}
        </div>
    }
}

fn sentences(model: ChartModel) -> Vec<String> {
    let mut sentences: Vec<String> = Vec::new();
    model.data.with_value(|data| {
        model.looks.with(|looks| {
            let shown = data
                .lines()
                .iter()
                .zip(looks)
                .filter(|(_, look)| look.shown);
            let described = shown
                .clone()
                .take(MOST_LINES)
                .filter_map(|(line, look)| sentence(&look.label, &line.answer.y));
            sentences.extend(described);
            let more = shown.count().saturating_sub(MOST_LINES);
            if more > 0 {
                sentences.push(fill(chart::N_MORE_SERIES, &[("n", &more.to_string())]));
            }
        });
    });
    sentences
}

/// One line in words; none when it has no finite value.
fn sentence(name: &str, values: &[f64]) -> Option<String> {
    let outline = Outline::of(values)?;
    Some(fill(
        chart::SUMMARY_OF,
        &[
            ("name", name),
            ("first", &format_value(outline.first)),
            ("last", &format_value(outline.last)),
            ("min", &format_value(outline.min)),
            ("max", &format_value(outline.max)),
            ("trend", t(outline.trend())),
        ],
    ))
}

/// What a line does, in a few numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Outline {
    first: f64,
    last: f64,
    min: f64,
    max: f64,
}

impl Outline {
    fn of(values: &[f64]) -> Option<Self> {
        let mut finite = values.iter().copied().filter(|value| value.is_finite());
        let first = finite.next()?;
        let start = Self {
            first,
            last: first,
            min: first,
            max: first,
        };
        Some(finite.fold(start, |outline, value| Self {
            last: value,
            min: outline.min.min(value),
            max: outline.max.max(value),
            ..outline
        }))
    }

    fn trend(self) -> Text {
        let change = self.last / 2.0 - self.first / 2.0;
        if change.abs() <= LEVEL * (self.max / 2.0 - self.min / 2.0) {
            chart::LEVEL
        } else if change > 0.0 {
            chart::RISING
        } else {
            chart::FALLING
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_in_words() {
        let text = sentence("adam", &[2.0, f64::NAN, 0.5, 1.0]).unwrap();
        assert_eq!(text, "adam: first 2, last 1, min 0.5000, max 2, falling");
        assert_eq!(sentence("none", &[f64::NAN]), None);
        let outline = Outline::of(&[1.0, 9.0, 1.1]).unwrap();
        assert_eq!(t(outline.trend()), "level");
    }
}
