//! Lines as paths that the canvas strokes, areas as polygons that it fills.

use super::{Commands, Join, fill};
use crate::area::Area;
use crate::clip::{Bounds, Clipper};
use crate::dash;
use crate::ink::{Ink, Pen, Place};
use crate::reduce::Reduced;
use crate::theme::Rgba;

/// Lines are cut this many CSS pixels outside the plot, so that their cut ends stay hidden.
const CUT: f64 = 16.0;

impl Ink for Commands {
    fn line(&mut self, line: &Reduced, place: &Place<'_>, pen: &Pen<'_>) {
        self.stroke(pen.colour);
        let dense = line.points().len() as f64 > place.width();
        self.pen(pen.width, if dense { Join::Bevel } else { Join::Round });
        let frayed = !pen.dash.is_empty() && dash::is_frayed(line, place);
        let dashes = if frayed { &[] } else { pen.dash };
        self.dash(dashes, place.ratio() as f32);
        let mut path = self.path();
        let mut clipper = Clipper::new(bounds(place), &mut path);
        for run in line.runs() {
            clipper.lift();
            for &point in run {
                let (x, y) = place.of(point);
                clipper.point(x, y);
            }
        }
    }

    fn area(&mut self, area: &Area, place: &Place<'_>, colour: Rgba) {
        fill::area(self, area, place, colour);
    }
}

fn bounds(place: &Place<'_>) -> Bounds {
    let cut = CUT * place.ratio();
    let ((left, right), (top, bottom)) = (place.span(), place.rise());
    Bounds {
        left: left - cut,
        top: top - cut,
        right: right + cut,
        bottom: bottom + cut,
    }
}
