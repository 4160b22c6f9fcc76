//! Areas as polygons that the canvas fills.

use super::{Commands, code};
use crate::area::Area;
use crate::clip::{Bounds, polygon};
use crate::ink::Place;
use crate::theme::Rgba;

/// Areas are cut this many CSS pixels outside the plot.
const CUT: f64 = 4.0;
/// Places are cut this many pixels away before anything is computed with them.
const FAR: f64 = 1e9;

/// Fills every run of an area.
pub(super) fn area(commands: &mut Commands, area: &Area, place: &Place<'_>, colour: Rgba) {
    let cut = CUT * place.ratio();
    let ((left, right), (top, bottom)) = (place.span(), place.rise());
    let bounds = Bounds {
        left: left - cut,
        top: top - cut,
        right: right + cut,
        bottom: bottom + cut,
    };
    let near = |value: f64| value.clamp(-FAR, FAR);
    let polygons: Vec<Vec<(f64, f64)>> = area
        .placed(place)
        .map(|run| {
            let there = run.iter().map(|&[x, first, _]| (near(x), near(first)));
            let back = run
                .iter()
                .rev()
                .map(|&[x, _, second]| (near(x), near(second)));
            polygon::clipped(there.chain(back).collect(), &bounds)
        })
        .filter(|polygon| polygon.len() > 2)
        .collect();
    if polygons.is_empty() {
        return;
    }
    commands.fill(colour);
    commands.push(code::AREA, &[polygons.len() as f32]);
    for polygon in polygons {
        commands.words.push(polygon.len() as f32);
        let points = polygon.iter().flat_map(|&(x, y)| [x as f32, y as f32]);
        commands.words.extend(points);
    }
}
