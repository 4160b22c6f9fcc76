//! What guides say: small labels inside the plot, above the data, where they cover least of it.

use plotters::style::TextStyle;
use plotters::style::text_anchor::HPos;

use super::guides::Guide;
use super::{Canvas, Painted, Painter};
use crate::backend::to_backend;
use crate::ink::Place;
use crate::layout::{Labels, Layout, Rect};
use crate::lines::Prepared;
use crate::spec::Reference;
use crate::theme::Theme;

/// Between a label and its line, and between a label and the edge of the plot.
const RISE: f64 = 2.0;
const INSET: f64 = 4.0;
/// With more points than this nobody looks for a free place: there is none.
const MOST_POINTS: usize = 40_000;

/// Writes the labels of `guides`, none over another.
pub(crate) fn draw(
    canvas: &Canvas<'_>,
    layout: &Layout,
    theme: &Theme,
    font: &Labels<'_>,
    guides: &[Guide],
    prepared: &[Prepared<'_>],
) -> Painted {
    let painter = Painter { layout, theme };
    let mut taken: Vec<Rect> = Vec::new();
    for guide in guides.iter().filter(|guide| !guide.text.is_empty()) {
        let size = (font.width(&guide.text), font.height());
        let places: Vec<Rect> = places(guide, layout, size)
            .into_iter()
            .filter(|place| fits(place, &layout.plot()))
            .filter(|place| !taken.iter().any(|other| overlap(place, other)))
            .collect();
        let free = places
            .iter()
            .find(|place| !is_crossed(place, layout, prepared));
        let Some(place) = free.or(places.first()) else {
            continue;
        };
        taken.push(*place);
        let style = TextStyle {
            color: to_backend(guide.colours(theme).1),
            ..painter.text(HPos::Left)
        };
        let position = (
            painter.device(place.left),
            painter.device((place.top + place.bottom) / 2.0),
        );
        canvas.draw_text(&guide.text, &style, position)?;
    }
    Ok(())
}

/// Where the label of a guide may stand, the best first.
fn places(guide: &Guide, layout: &Layout, (width, height): (f64, f64)) -> Vec<Rect> {
    let plot = layout.plot();
    let rect = |left: f64, top: f64| Rect {
        left,
        top,
        right: left + width,
        bottom: top + height,
    };
    match guide.at {
        Reference::Y(side, y) => {
            let y = layout.y_to_pixel(side, y);
            let (start, end) = (plot.left + INSET, plot.right - INSET - width);
            let columns = [end, start, (start + end) / 2.0];
            let rows = [y - RISE - height, y + RISE];
            let every = rows
                .into_iter()
                .flat_map(|top| columns.map(|left| rect(left, top)));
            every.collect()
        }
        Reference::X(x) => {
            let x = layout.x_to_pixel(x);
            let (start, end) = (plot.top + RISE, plot.bottom - RISE - height);
            let rows = [start, end, (start + end) / 2.0];
            let columns = [x + INSET, x - INSET - width];
            let every = rows
                .into_iter()
                .flat_map(|top| columns.map(|left| rect(left, top)));
            every.collect()
        }
    }
}

fn fits(place: &Rect, plot: &Rect) -> bool {
    place.left >= plot.left
        && place.right <= plot.right
        && place.top >= plot.top
        && place.bottom <= plot.bottom
}

fn overlap(a: &Rect, b: &Rect) -> bool {
    a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
}

/// Whether a line runs through the box around a place.
fn is_crossed(place: &Rect, layout: &Layout, prepared: &[Prepared<'_>]) -> bool {
    let points: usize = prepared.iter().map(|item| item.main.points().len()).sum();
    if points > MOST_POINTS {
        return false;
    }
    let canvas = Place::new(layout);
    let css = |(x, y): (f64, f64)| (x / layout.ratio, y / layout.ratio);
    prepared.iter().any(|item| {
        let own = canvas.on(item.side);
        item.main.runs().any(|run| {
            let ends = run.windows(2).map(|pair| (pair[0], pair[1]));
            let single = run.iter().map(|&point| (point, point)).take(1);
            single.chain(ends).any(|(from, to)| {
                let ((x0, y0), (x1, y1)) = (css(own.of(from)), css(own.of(to)));
                let around = Rect {
                    left: x0.min(x1),
                    top: y0.min(y1),
                    right: x0.max(x1),
                    bottom: y0.max(y1),
                };
                overlap(place, &around)
            })
        })
    })
}
