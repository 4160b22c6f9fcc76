//! Colour, size and opacity of a point.

use super::{Colouring, Points};
use crate::spec::Emphasis;
use crate::theme::{Rgba, SEQ, Theme};

/// The first of the ordered colours that stands out from the surface as a dot.
const FIRST: usize = 3;
/// Radius of a circle without a size of its own, when there are few and when there are many.
const RADIUS: f32 = 4.0;
const RADIUS_MANY: f32 = 3.0;
/// From this many points on circles are smaller.
const MANY: usize = 500;
/// Radius of the largest and of the smallest of circles with sizes.
const LARGEST: f32 = 9.0;
const SMALLEST: f32 = 1.5;

/// The colour of a dot for a share of the legend's range, 0 to 1; anything beyond counts as that
/// end. The lightest of the ordered colours are for areas: a dot in them would not be seen.
pub fn shade(theme: &Theme, share: f64) -> Rgba {
    theme.seq[shade_step(share)]
}

fn shade_step(share: f64) -> usize {
    const STEPS: usize = SEQ - FIRST;
    FIRST + ((share * STEPS as f64) as usize).min(STEPS - 1)
}

/// How the points of a chart look.
pub(super) struct Look<'a> {
    pub(super) points: &'a Points<'a>,
    theme: &'a Theme,
    /// The size whose circle is the largest.
    most: f64,
    radius: f32,
}

impl<'a> Look<'a> {
    pub(super) fn new(points: &'a Points<'a>, theme: &'a Theme) -> Self {
        let finite = points.size.iter().copied().filter(|size| size.is_finite());
        Self {
            points,
            theme,
            most: finite.fold(0.0, f64::max),
            radius: if points.len() < MANY {
                RADIUS
            } else {
                RADIUS_MANY
            },
        }
    }

    /// Which colour a point has, as a number that is the same for points of the same colour.
    pub(super) fn hue(&self, index: usize) -> usize {
        match self.points.colour {
            Colouring::Plain(_) => 0,
            Colouring::Groups { group, colours } => group
                .get(index)
                .map_or(colours.len(), |&group| group.min(colours.len())),
            Colouring::Values { values, range } => {
                let (low, high) = range;
                let value = values.get(index).copied().unwrap_or(f64::NAN);
                // Halves, so that the widest range has a width.
                let share = (value * 0.5 - low * 0.5) / (high * 0.5 - low * 0.5);
                if value.is_finite() {
                    shade_step(share)
                } else {
                    SEQ
                }
            }
        }
    }

    /// How many hues there are.
    pub(super) fn hues(&self) -> usize {
        match self.points.colour {
            Colouring::Plain(_) => 1,
            Colouring::Groups { colours, .. } => colours.len() + 1,
            Colouring::Values { .. } => SEQ + 1,
        }
    }

    /// The colour of a hue; what has none looks like a label.
    pub(super) fn colour(&self, hue: usize) -> Rgba {
        let found = match self.points.colour {
            Colouring::Plain(colour) => Some(colour),
            Colouring::Groups { colours, .. } => colours.get(hue).copied(),
            Colouring::Values { .. } => self.theme.seq.get(hue).copied(),
        };
        found.unwrap_or(self.theme.tick)
    }

    /// Whether hues are what a person chose, so that counts must not take their place.
    pub(super) fn is_coloured(&self) -> bool {
        !matches!(self.points.colour, Colouring::Plain(_))
    }

    /// Radius in CSS pixels: areas are to each other as sizes are.
    pub(super) fn radius(&self, index: usize) -> f32 {
        if self.most <= 0.0 {
            return self.radius;
        }
        let size = self.points.size.get(index).copied().unwrap_or(f64::NAN);
        let share = (size / self.most).max(0.0).sqrt() as f32;
        (LARGEST * share).clamp(SMALLEST, LARGEST)
    }

    pub(super) fn opacity(&self, emphasis: Emphasis) -> f32 {
        match emphasis {
            Emphasis::Dimmed => self.theme.dimmed_opacity,
            Emphasis::Normal | Emphasis::Lit => 1.0,
        }
    }
}
