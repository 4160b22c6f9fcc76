//! Outlines of ridges, each filled so that it hides what stands behind it.

use super::{Ridge, Ridges};
use crate::cells::Slab;
use crate::commands::{Commands, Join};
use crate::ink::Place;
use crate::layout::{Layout, row_value};
use crate::spec::Side;
use crate::stage;
use crate::theme::{Rgba, Theme};

/// Where the oldest and the newest ridge lie among the ordered colours, and outlines.
const OLDEST: f64 = 0.15;
const NEWEST: f64 = 0.65;
const OUTLINE: f64 = 0.75;
/// How much of that colour there is on the surface.
const TINT: f64 = 0.6;
/// What is lower than this many hairlines has a quiet outline.
const FLAT: f32 = 0.5;

/// Draws all ridges, the oldest first.
pub(super) fn ridges(
    ridges: &Ridges<'_>,
    commands: &mut Commands,
    (layout, place): (&Layout, &Place<'_>),
    theme: &Theme,
) {
    if ridges.greatest <= 0.0 || ridges.held.is_none() {
        return;
    }
    let bins = ridges.slabs(layout);
    let pixels_per_share = ridges.height(layout) / ridges.greatest;
    let line = layout.device(1.0).round().max(1.0);
    stage::clip(commands, place);
    commands.pen(line, Join::Round);
    commands.dash(&[], 1.0);
    let newest = ridges.all.len().saturating_sub(1).max(1) as f64;
    for (row, ridge) in ridges.all.iter().enumerate() {
        let foot = (layout.y_to_pixel(Side::Left, row_value(row)) * layout.ratio).round();
        let left = place.span().0.round();
        let points = outline(ridge, &bins, (left, foot), pixels_per_share);
        if points.len() < 3 {
            continue;
        }
        let age = OLDEST + (NEWEST - OLDEST) * row as f64 / newest;
        commands.fill(mixed(theme.surface, theme.seq_at(age), TINT));
        commands.polygons(std::iter::once(points.as_slice()));
        let high = |&(_, y): &(f32, f32)| foot as f32 - y > line * FLAT;
        // Long flat ends would be louder than what stands out.
        trace(commands, theme.axis, &points, |_| true);
        trace(commands, theme.seq_at(OUTLINE), &points, |pair| {
            pair.iter().any(high)
        });
    }
    commands.restore();
}

/// Draws the pieces of an outline that are `wanted`.
fn trace(
    commands: &mut Commands,
    colour: Rgba,
    points: &[(f32, f32)],
    wanted: impl Fn(&[(f32, f32)]) -> bool,
) {
    commands.stroke(colour);
    let mut path = commands.path();
    let mut drawing = false;
    for pair in points.windows(2) {
        let before = std::mem::replace(&mut drawing, wanted(pair));
        if drawing && !before {
            path.move_to(pair[0].0, pair[0].1);
        }
        if drawing {
            path.line_to(pair[1].0, pair[1].1);
        }
    }
}

/// A ridge from the first to the last bin that holds anything: through the middle of each bin, from
/// the foot to the foot.
fn outline(
    ridge: &Ridge,
    bins: &[Slab],
    (left, foot): (f64, f64),
    pixels_per_share: f64,
) -> Vec<(f32, f32)> {
    let shares: Vec<f64> = bins.iter().map(|&bin| ridge.highest(bin)).collect();
    let held = |share: &f64| *share > 0.0;
    let (Some(first), Some(last)) = (shares.iter().position(held), shares.iter().rposition(held))
    else {
        return Vec::new();
    };
    let x = |pixel: f64| (left + pixel) as f32;
    let mut points = vec![(x(bins[first].start as f64), foot as f32)];
    for at in first..=last {
        let middle = (bins[at].start + bins[at].end) as f64 / 2.0;
        let height = shares[at] * pixels_per_share;
        points.push((x(middle), (foot - height) as f32));
    }
    points.push((x(bins[last].end as f64), foot as f32));
    points
}

/// A colour with a share of another one in it, opaque.
fn mixed(ground: Rgba, colour: Rgba, share: f64) -> Rgba {
    let channel = |a: u8, b: u8| {
        let mixed = f64::from(a) * (1.0 - share) + f64::from(b) * share;
        mixed.round() as u8
    };
    Rgba {
        red: channel(ground.red, colour.red),
        green: channel(ground.green, colour.green),
        blue: channel(ground.blue, colour.blue),
        alpha: 1.0,
    }
}
