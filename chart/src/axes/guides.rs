//! Straight lines across the plot, under the data: the ends of the linear part of a symlog axis,
//! and the reference lines of annotations.

use crate::format::tick_value;
use crate::ink::{Ink, Pen, Place};
use crate::layout::Layout;
use crate::reduce::{Point, Reduced};
use crate::scale::{Scale, ScaleKind};
use crate::spec::{Annotation, Reference, Side};
use crate::theme::{Rgba, Theme};

/// Dashes of the ends of a linear part.
const DASH: [f32; 2] = [3.0, 3.0];

/// A line across the plot and what it says.
#[derive(Clone, Debug)]
pub(crate) struct Guide {
    pub(crate) at: Reference,
    pub(crate) text: String,
    colour: Option<Rgba>,
    dash: &'static [f32],
}

/// All guides of a chart that are in view, thresholds first.
pub(crate) fn guides(layout: &Layout, annotations: &[Annotation<'_>]) -> Vec<Guide> {
    let right = layout.has_right_axis().then_some(Side::Right);
    let mut found = Vec::new();
    for side in std::iter::once(Side::Left).chain(right) {
        thresholds(
            layout.y(side),
            |value| Reference::Y(side, value),
            &mut found,
        );
    }
    thresholds(layout.x(), Reference::X, &mut found);
    let asked = annotations.iter().map(|annotation| Guide {
        at: annotation.at,
        text: annotation.label.to_owned(),
        colour: annotation.colour,
        dash: &[],
    });
    found.extend(asked.filter(|guide| guide.is_in_view(layout)));
    found
}

/// The ends of the linear part that are in view. One label names both.
fn thresholds(scale: &Scale, at: impl Fn(f64) -> Reference, found: &mut Vec<Guide>) {
    let Some(threshold) = scale.kind().threshold() else {
        return;
    };
    let inside = |value: f64| scale.low() < value && value < scale.high();
    let both = inside(threshold) && inside(-threshold);
    for value in [threshold, -threshold]
        .into_iter()
        .filter(|&value| inside(value))
    {
        let text = match (both, value > 0.0) {
            (true, true) => format!("±{}", tick_value(threshold)),
            (true, false) => String::new(),
            (false, _) => tick_value(value),
        };
        found.push(Guide {
            at: at(value),
            text,
            colour: None,
            dash: &DASH,
        });
    }
}

impl Guide {
    fn is_in_view(&self, layout: &Layout) -> bool {
        match self.at {
            Reference::X(x) => layout.x().contains(x),
            Reference::Y(side, y) => layout.y(side).contains(y),
        }
    }

    /// The colour of line and label.
    pub(crate) fn colours(&self, theme: &Theme) -> (Rgba, Rgba) {
        match self.colour {
            Some(colour) => (colour, colour),
            None if self.dash.is_empty() => (theme.tick, theme.tick),
            None => (theme.axis, theme.tick),
        }
    }

    /// Draws the line on whole device pixels, so that it is sharp.
    pub(crate) fn draw(
        &self,
        ink: &mut dyn Ink,
        layout: &Layout,
        place: &Place<'_>,
        theme: &Theme,
    ) {
        let hairline = layout.hairline();
        let middle = if hairline % 2 == 1 { 0.5 } else { 0.0 };
        let snapped = |css: f64| (css * layout.ratio - middle).round() + middle;
        let ((left, _), (top, bottom)) = (place.span(), place.rise());
        let height = bottom - top;
        let ends = match self.at {
            Reference::Y(side, y) => {
                let y = bottom - snapped(layout.y_to_pixel(side, y));
                [0.0, place.width()].map(|x| Point { x, y })
            }
            Reference::X(x) => {
                let x = snapped(layout.x_to_pixel(x)) - left;
                [0.0, height].map(|y| Point { x, y })
            }
        };
        let pen = Pen {
            colour: self.colours(theme).0,
            width: hairline as f32,
            dash: self.dash,
        };
        // Heights in pixels, up from the bottom: a value would be rounded on its way.
        let pixels = Scale::new(ScaleKind::Linear, 0.0, height);
        ink.line(&Reduced::of_run(&ends), &place.by(&pixels), &pen);
    }
}
