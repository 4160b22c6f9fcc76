//! A small curve without axes.

use leptos::prelude::*;

/// Draws values, oldest first, with a dot at the last one.
#[component]
pub(crate) fn Spark(
    /// Finite values; fewer than two draw nothing.
    values: Vec<f64>,
    /// Width in CSS pixels.
    width: f64,
    /// Height in CSS pixels.
    height: f64,
    /// CSS class that gives it its colour.
    #[prop(into, optional)]
    class: String,
) -> impl IntoView {
    let points = place(&values, width, height);
    let path: String = points
        .iter()
        .enumerate()
        .map(|(index, (x, y))| format!("{}{x:.1} {y:.1}", if index == 0 { 'M' } else { 'L' }))
        .collect();
    let dot = points.last().copied();
    view! {
        <svg
            class=format!("spark {class}")
            width=width
            height=height
            viewBox=format!("0 0 {width} {height}")
            aria-hidden="true"
        >
            <path d=path />
            {dot.map(|(x, y)| view! { <circle cx=format!("{x:.1}") cy=format!("{y:.1}") r="1.75" /> })}
        </svg>
    }
}

fn place(values: &[f64], width: f64, height: f64) -> Vec<(f64, f64)> {
    if values.len() < 2 {
        return Vec::new();
    }
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let span = if high > low { high - low } else { 1.0 };
    let step = (width - 5.0) / (values.len() - 1) as f64;
    values
        .iter()
        .enumerate()
        .map(|(index, value)| {
            (
                1.0 + index as f64 * step,
                height - 2.0 - (value - low) / span * (height - 4.0),
            )
        })
        .collect()
}
