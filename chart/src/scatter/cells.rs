//! Many points: counted in cells of whole device pixels, shaded by the logarithm of the count.

use super::Spot;
use super::look::Look;
use crate::commands::Commands;
use crate::ink::Place;
use crate::spec::Emphasis;
use crate::theme::{Rgba, SEQ, Theme};

/// Wanted side of a cell, and radius of a point that is alone in its cell, in CSS pixels.
const SIDE: f64 = 2.0;
const DOT: f64 = 1.3;
/// Steps of opacity of a cell with a colour of its own, and the faintest of them.
const STEPS: usize = 6;
const FAINTEST: f32 = 0.5;
/// Opacity of a single point with a colour of its own.
const ALONE: f32 = 0.75;
/// The ordered colour of a single point, and the first one for a count: it stands out as a dot.
const FIRST: usize = 5;

/// What is known of a cell.
#[derive(Clone, Copy, Default)]
struct Cell {
    count: u32,
    /// The last point in it.
    spot: u32,
    /// The hue that leads the vote of its points (Boyer and Moore's way), and by how many.
    hue: u32,
    lead: u32,
    /// Points that are not dimmed.
    clear: u32,
}

/// The cells of a plot.
struct Field {
    left: f64,
    top: f64,
    side: f64,
    columns: usize,
    rows: usize,
    cells: Vec<Cell>,
}

/// Draws cells, and dots for points that are alone in theirs.
pub(super) fn draw(
    commands: &mut Commands,
    spots: &[Spot],
    look: &Look<'_>,
    (place, theme): (&Place<'_>, &Theme),
) {
    let field = Field::count(spots, look, place);
    let most = field.cells.iter().map(|cell| cell.count).max().unwrap_or(0);
    let mut shapes = Shapes::new(look, theme, most);
    for row in 0..field.rows {
        shapes.row(&field, row);
    }
    for (colour, bars) in shapes.in_order() {
        commands.fill(colour);
        commands.polygons(bars.iter().map(<[_; 4]>::as_slice));
    }
    lonely(commands, &field, spots, look, (place, theme));
}

/// Dots for points that are alone in their cells.
fn lonely(
    commands: &mut Commands,
    field: &Field,
    spots: &[Spot],
    look: &Look<'_>,
    (place, theme): (&Place<'_>, &Theme),
) {
    let mut groups: Vec<Vec<(f32, f32)>> = vec![Vec::new(); look.hues() * 2];
    for cell in field.cells.iter().filter(|cell| cell.count == 1) {
        let spot = &spots[cell.spot as usize];
        groups[cell.hue as usize * 2 + usize::from(cell.clear > 0)]
            .push((spot.x as f32, spot.y as f32));
    }
    let radius = (DOT * place.ratio()) as f32;
    for (slot, centres) in groups.iter().enumerate() {
        let opacity = look.opacity(if slot % 2 == 0 {
            Emphasis::Dimmed
        } else {
            Emphasis::Normal
        });
        let colour = if look.is_coloured() {
            look.colour(slot / 2).faded(ALONE)
        } else {
            theme.seq[FIRST]
        };
        commands.fill(colour.faded(opacity));
        commands.dots(radius, centres);
    }
}

impl Field {
    fn count(spots: &[Spot], look: &Look<'_>, place: &Place<'_>) -> Self {
        let ((left, right), (top, bottom)) = (place.span(), place.rise());
        let side = (SIDE * place.ratio()).round().max(1.0);
        let fits = |length: f64| ((length / side).ceil() as usize).max(1);
        let (columns, rows) = (fits(right - left), fits(bottom - top));
        let mut field = Self {
            left,
            top,
            side,
            columns,
            rows,
            cells: vec![Cell::default(); columns * rows],
        };
        for (number, spot) in spots.iter().enumerate() {
            let hue = look.hue(spot.index) as u32;
            let dimmed = look.points.emphasis(spot.index) == Emphasis::Dimmed;
            let at = field.cell_of(spot);
            let cell = &mut field.cells[at];
            cell.count += 1;
            cell.spot = number as u32;
            cell.clear += u32::from(!dimmed);
            if cell.lead == 0 {
                (cell.hue, cell.lead) = (hue, 1);
            } else if cell.hue == hue {
                cell.lead += 1;
            } else {
                cell.lead -= 1;
            }
        }
        field
    }

    /// The cell of a point; the right and lower edges of the plot belong to the last ones.
    fn cell_of(&self, spot: &Spot) -> usize {
        let along =
            |from: f64, to: f64, most: usize| (((to - from) / self.side) as usize).min(most - 1);
        let column = along(self.left, spot.x, self.columns);
        along(self.top, spot.y, self.rows) * self.columns + column
    }
}

/// Cells side by side with the same look.
type Bar = [(f32, f32); 4];

/// The bars of each look: plain cells have a step of the ordered colours, others a hue and a step
/// of opacity.
struct Shapes<'a> {
    look: &'a Look<'a>,
    theme: &'a Theme,
    most: u32,
    bars: Vec<Vec<Bar>>,
}

impl<'a> Shapes<'a> {
    fn new(look: &'a Look<'a>, theme: &'a Theme, most: u32) -> Self {
        let looks = if look.is_coloured() {
            look.hues() * STEPS
        } else {
            SEQ
        };
        Self {
            look,
            theme,
            most,
            // Twice: as usual, and dimmed.
            bars: vec![Vec::new(); looks * 2],
        }
    }

    /// Which look a cell has; none for an empty one and for one with a single point.
    fn slot(&self, cell: &Cell) -> Option<usize> {
        if cell.count < 2 {
            return None;
        }
        let share = f64::from(cell.count).ln() / f64::from(self.most.max(3)).ln();
        let step = |steps: usize| ((share * steps as f64) as usize).min(steps - 1);
        let slot = if self.look.is_coloured() {
            cell.hue as usize * STEPS + step(STEPS)
        } else {
            FIRST + step(SEQ - FIRST)
        };
        Some(slot * 2 + usize::from(cell.clear > 0))
    }

    fn row(&mut self, field: &Field, row: usize) {
        let cells = &field.cells[row * field.columns..(row + 1) * field.columns];
        let edge = |from: f64, number: usize| (from + number as f64 * field.side) as f32;
        let (top, bottom) = (edge(field.top, row), edge(field.top, row + 1));
        let slots: Vec<Option<usize>> = cells.iter().map(|cell| self.slot(cell)).collect();
        let mut column = 0;
        for same in slots.chunk_by(|a, b| a == b) {
            let after = column + same.len();
            let (left, right) = (edge(field.left, column), edge(field.left, after));
            column = after;
            if let Some(&Some(slot)) = same.first() {
                self.bars[slot].push([(left, top), (right, top), (right, bottom), (left, bottom)]);
            }
        }
    }

    fn in_order(&self) -> impl Iterator<Item = (Rgba, &[Bar])> {
        let filled = self.bars.iter().enumerate();
        let filled = filled.filter(|(_, bars)| !bars.is_empty());
        filled.map(|(slot, bars)| (self.colour(slot), bars.as_slice()))
    }

    fn colour(&self, slot: usize) -> Rgba {
        let (slot, clear) = (slot / 2, slot % 2 == 1);
        let opacity = self.look.opacity(if clear {
            Emphasis::Normal
        } else {
            Emphasis::Dimmed
        });
        if !self.look.is_coloured() {
            return self.theme.seq[slot].faded(opacity);
        }
        let step = (slot % STEPS) as f32 / (STEPS - 1) as f32;
        let strength = FAINTEST + (1.0 - FAINTEST) * step;
        self.look.colour(slot / STEPS).faded(strength * opacity)
    }
}
