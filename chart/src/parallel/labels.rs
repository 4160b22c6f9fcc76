//! What is written at the axes: names above them, numbers or categories to their left.

use super::axes::{LABEL_GAP, Measure};
use super::{AxisKind, ParallelAxis};
use crate::backend::HALF_CAPITAL;
use crate::commands::{Align, Commands};
use crate::format::{exact, grouped, scientific, trimmed};
use crate::layout::Labels;
use crate::scale::ScaleKind;
use crate::text::{EstimatedText, Font, TextMeasure};
use crate::theme::{Rgba, Theme};

/// Weight of the names.
const WEIGHT: u16 = 600;
/// Space between a name and the word for its scale.
const SPACE: f64 = 3.0;
/// The surface behind a label: how far it shows around it in CSS pixels, its corners and opacity.
const HALO: f64 = 2.5;
const HALO_RADIUS: f64 = 3.0;
const HALO_OPACITY: f32 = 0.88;
/// Axes of numbers lower than this have no label in the middle.
const LOW: f64 = 60.0;
/// Least space between two labels.
const APART: f64 = 3.0;

/// A label: its share of the axis and what it says.
pub(super) type Label = (f64, String);

/// Measures and writes labels.
pub(super) struct Writer<'a> {
    theme: &'a Theme,
    measure: &'a dyn TextMeasure,
    pub(super) font: Labels<'a>,
    ratio: f64,
}

impl<'a> Writer<'a> {
    pub(super) fn new(theme: &'a Theme, measure: &'a dyn TextMeasure, ratio: f64) -> Self {
        Self {
            theme,
            measure,
            font: Labels::new(theme, measure),
            ratio,
        }
    }

    fn bold(&self, text: &str) -> f64 {
        let font = Font {
            family: &self.theme.font_family,
            size: self.theme.font_size,
            weight: WEIGHT,
        };
        let width = self.measure.width(text, &font);
        if width.is_finite() && width >= 0.0 {
            width
        } else {
            EstimatedText.width(text, &font)
        }
    }

    /// Width of the name of an axis with the word for its scale.
    pub(super) fn name_width(&self, axis: &ParallelAxis<'_>) -> f64 {
        let word = scale_word(axis);
        let beside = if word.is_empty() {
            0.0
        } else {
            SPACE + self.font.width(word)
        };
        self.bold(axis.name) + beside
    }

    /// Width of the widest label of an axis, that of missing values included.
    pub(super) fn widest(
        &self,
        axis: Option<&ParallelAxis<'_>>,
        measure: Option<&Measure>,
        missing: Option<&str>,
    ) -> f64 {
        let labels = axis
            .zip(measure)
            .map(|(axis, measure)| labels(axis, measure, f64::MAX, 1.0));
        let widths = labels
            .iter()
            .flatten()
            .map(|(_, text)| self.font.width(text));
        let least = missing.map_or(0.0, |text| self.font.width(text));
        widths.fold(least, f64::max)
    }

    /// Writes the name of an axis around `x`, with `most` pixels of room, between two bounds.
    pub(super) fn name(
        &self,
        commands: &mut Commands,
        axis: &ParallelAxis<'_>,
        (x, y): (f64, f64),
        (most, bounds): (f64, (f64, f64)),
    ) {
        let mut word = scale_word(axis);
        if self.name_width(axis) > most {
            word = "";
        }
        let narrower = most * self.font.width(axis.name) / self.bold(axis.name).max(1.0);
        let name = if self.bold(axis.name) <= most {
            axis.name.to_owned()
        } else {
            self.font.shortened_within(axis.name, narrower)
        };
        let own = self.bold(&name);
        let beside = if word.is_empty() {
            0.0
        } else {
            SPACE + self.font.width(word)
        };
        let whole = own + beside;
        let start = (x - whole / 2.0).min(bounds.1 - whole).max(bounds.0);
        let at = (start, y);
        self.write(
            commands,
            (Align::Start, at),
            &name,
            (self.theme.text, WEIGHT),
        );
        if !word.is_empty() {
            let at = (start + own + SPACE, y);
            self.write(commands, (Align::Start, at), word, (self.theme.tick, 400));
        }
    }

    /// Writes a label that ends left of `x`, with the surface around it.
    pub(super) fn label(&self, commands: &mut Commands, (x, y): (f64, f64), text: &str) {
        if text.is_empty() {
            return;
        }
        let x = x - LABEL_GAP;
        let device = |css: f64| (css * self.ratio) as f32;
        let (width, height) = (self.font.width(text), self.font.height());
        let (left, top) = (device(x - width - HALO), device(y - height / 2.0));
        let (wide, high) = (device(width + 2.0 * HALO), device(height + 1.0));
        commands.fill(self.theme.surface.faded(HALO_OPACITY));
        commands.rect(left, top, wide, high, device(HALO_RADIUS));
        self.write(commands, (Align::End, (x, y)), text, (self.theme.tick, 400));
    }

    fn write(
        &self,
        commands: &mut Commands,
        (align, (x, y)): (Align, (f64, f64)),
        text: &str,
        (colour, weight): (Rgba, u16),
    ) {
        let size = self.theme.font_size * self.ratio;
        commands.fill(colour);
        commands.font(&Font {
            family: &self.theme.font_family,
            size,
            weight,
        });
        let baseline = y * self.ratio + size * HALF_CAPITAL;
        commands.text(
            align,
            (x * self.ratio) as f32,
            baseline.round() as f32,
            text,
        );
    }
}

/// The word for a scale that is not linear.
fn scale_word(axis: &ParallelAxis<'_>) -> &'static str {
    match axis.kind {
        AxisKind::Numbers {
            scale: ScaleKind::Log,
            ..
        } => "log",
        AxisKind::Numbers {
            scale: ScaleKind::Symlog { .. },
            ..
        } => "symlog",
        _ => "",
    }
}

/// The labels of an axis of `height` pixels, each `line` pixels high: for numbers the ends and
/// the middle, for categories as many as have room.
pub(super) fn labels(
    axis: &ParallelAxis<'_>,
    measure: &Measure,
    height: f64,
    line: f64,
) -> Vec<Label> {
    match (axis.kind, measure) {
        (AxisKind::Categories(names), _) => {
            let row = height / names.len().max(1) as f64;
            let every = ((line + APART) / row).ceil().max(1.0) as usize;
            let label = |(index, name): (usize, &&str)| {
                let share = measure.fraction(index as f64)?;
                Some((share, (*name).to_owned()))
            };
            names
                .iter()
                .enumerate()
                .step_by(every)
                .filter_map(label)
                .collect()
        }
        (AxisKind::Numbers { .. }, Measure::Numbers(scale)) => {
            let shares: &[f64] = if height < LOW {
                &[0.0, 1.0]
            } else {
                &[0.0, 0.5, 1.0]
            };
            let value = |share: f64| match share {
                0.0 => scale.low(),
                1.0 => scale.high(),
                _ => scale.value(share),
            };
            let texts = |write: fn(f64) -> String| -> Vec<Label> {
                shares
                    .iter()
                    .map(|&share| (share, write(value(share))))
                    .collect()
            };
            let short = texts(short);
            let differ = short.windows(2).all(|pair| pair[0].1 != pair[1].1);
            if differ { short } else { texts(exact) }
        }
        _ => Vec::new(),
    }
}

/// A value in three digits or so: `0.15`, `20k`, `5.48e−4`, `4096`.
fn short(value: f64) -> String {
    let size = value.abs();
    if value == 0.0 {
        return "0".to_owned();
    }
    let (scaled, unit) = match size {
        1e4..1e6 => (value / 1e3, "k"),
        1e6..1e9 => (value / 1e6, "M"),
        0.01..1e4 => (value, ""),
        _ => return scientific(value, 3),
    };
    let decimals = match scaled.abs() {
        100.0.. => 0,
        10.0.. => 1,
        1.0.. => 2,
        _ => 3,
    };
    // Thousands have no separator here: room is scarce.
    let text = grouped(scaled, decimals).replace(',', "");
    format!("{}{unit}", trimmed(&text))
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn labels_are_short() {
        for (value, text) in [
            (0.0, "0"),
            (0.15, "0.15"),
            (0.7931, "0.793"),
            (-20_000.0, "−20k"),
            (4096.0, "4096"),
            (5.477e-4, "5.48e−4"),
            (2.5e6, "2.5M"),
            (1e12, "1e12"),
        ] {
            assert_eq!(short(value), text);
        }
    }
}
