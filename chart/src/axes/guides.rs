//! The ends of the linear part of a symlog axis: a dashed hairline at each, under the data, and
//! one small label, above them.

use plotters::style::text_anchor::HPos;

use super::{Canvas, Painted, Painter};
use crate::format::format_value;
use crate::layout::{Labels, Layout};
use crate::scale::Scale;
use crate::spec::Side;
use crate::theme::Theme;

/// Lengths of dash and gap.
const DASH: f64 = 3.0;
const GAP: f64 = 3.0;
/// Between the label and the line, and between the label and the edge of the plot.
const LABEL_RISE: f64 = 2.0;
const LABEL_INSET: f64 = 4.0;

/// Draws the lines.
pub(crate) fn draw(canvas: &Canvas<'_>, layout: &Layout, theme: &Theme) -> Painted {
    let painter = Painter { layout, theme };
    let plot = layout.plot();
    for side in sides(layout) {
        for value in thresholds(layout.y(side)) {
            let y = layout.y_to_pixel(side, value);
            painter.dashes(canvas, [(plot.left, y), (plot.right, y)])?;
        }
    }
    for value in thresholds(layout.x()) {
        let x = layout.x_to_pixel(value);
        painter.dashes(canvas, [(x, plot.top), (x, plot.bottom)])?;
    }
    Ok(())
}

/// Writes the labels, where they have room.
pub(crate) fn labels(
    canvas: &Canvas<'_>,
    layout: &Layout,
    theme: &Theme,
    font: &Labels<'_>,
) -> Painted {
    let painter = Painter { layout, theme };
    let plot = layout.plot();
    let height = font.height();
    for side in sides(layout) {
        let Some((value, text)) = labelled(layout.y(side)) else {
            continue;
        };
        let y = layout.y_to_pixel(side, value) - LABEL_RISE - height / 2.0;
        let (align, x) = match side {
            Side::Left => (HPos::Left, plot.left + LABEL_INSET),
            Side::Right => (HPos::Right, plot.right - LABEL_INSET),
        };
        let fits = font.width(&text) + 2.0 * LABEL_INSET < plot.width();
        if fits && y - height / 2.0 >= plot.top {
            painter.note(canvas, &text, align, (x, y))?;
        }
    }
    if let Some((value, text)) = labelled(layout.x()) {
        let x = layout.x_to_pixel(value) + LABEL_INSET;
        let y = plot.top + LABEL_RISE + height / 2.0;
        if x + font.width(&text) <= plot.right && y + height / 2.0 <= plot.bottom {
            painter.note(canvas, &text, HPos::Left, (x, y))?;
        }
    }
    Ok(())
}

/// The sides with an axis of their own.
fn sides(layout: &Layout) -> impl Iterator<Item = Side> {
    let right = layout.has_right_axis().then_some(Side::Right);
    std::iter::once(Side::Left).chain(right)
}

/// The ends of the linear part that are in view.
fn thresholds(scale: &Scale) -> impl Iterator<Item = f64> {
    let threshold = scale.kind().threshold();
    let both = threshold.into_iter().flat_map(|value| [-value, value]);
    let scale = *scale;
    both.filter(move |&value| {
        scale.contains(value) && value != scale.low() && value != scale.high()
    })
}

/// The end that carries the label, the upper one if it is in view, and the text.
fn labelled(scale: &Scale) -> Option<(f64, String)> {
    let value = thresholds(scale).last()?;
    let sign = if scale.contains(-value) { "±" } else { "" };
    let shown = if sign.is_empty() { value } else { value.abs() };
    Some((value, format!("{sign}{}", format_value(shown))))
}

impl Painter<'_> {
    /// A dashed hairline, level or upright, as whole pixels: sharp at every ratio.
    fn dashes(&self, canvas: &Canvas<'_>, [from, to]: [(f64, f64); 2]) -> Painted {
        let style = self.hairline(self.theme.axis);
        let length = (to.0 - from.0) + (to.1 - from.1);
        let along = |distance: f64| {
            let share = (distance / length).min(1.0);
            let x = self.device(from.0 + (to.0 - from.0) * share);
            let y = self.device(from.1 + (to.1 - from.1) * share);
            (x, y)
        };
        let count = (length / (DASH + GAP)).ceil().max(0.0) as usize;
        for index in 0..count {
            let start = index as f64 * (DASH + GAP);
            let ends = vec![along(start), along(start + DASH)];
            canvas.draw(&plotters::element::PathElement::new(ends, style))?;
        }
        Ok(())
    }

    fn note(&self, canvas: &Canvas<'_>, text: &str, align: HPos, at: (f64, f64)) -> Painted {
        let position = (self.device(at.0), self.device(at.1));
        canvas.draw_text(text, &self.text(align), position)
    }
}
