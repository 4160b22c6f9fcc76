//! The cursor, the zoom selection and a measured range, drawn on a canvas of their own above the
//! picture, so that a moving pointer redraws a few shapes and never the data.

use crate::commands::{Align, Commands, Join};
use crate::layout::Layout;
use crate::spec::{Emphasis, Side};
use crate::text::{Font, TextMeasure};
use crate::theme::{Rgba, Theme};

/// Lengths of dash and gap of the cursor line.
const CROSS_DASH: [f32; 2] = [3.0, 3.0];
/// Radius of a cursor dot to the middle of its ring, usual and lit, and the width of the ring.
const DOT_RADIUS: f64 = 3.0;
const LIT_RADIUS: f64 = 4.0;
const RING: f64 = 1.5;
/// The chip: distance below the axis, height, padding on both sides together, corner radius.
const CHIP_TOP: f64 = 3.0;
const CHIP_HEIGHT: f64 = 17.0;
const CHIP_PADDING: f64 = 12.0;
const CHIP_RADIUS: f64 = 3.0;
const CHIP_BASELINE: f64 = 12.5;
/// Labels closer to the chip than this are covered.
const CHIP_SPACE: f64 = 4.0;

/// What lies above a picture.
#[derive(Clone, Copy, Debug, Default)]
pub struct Overlay<'a> {
    /// The x value of the cursor; nothing is drawn for one out of view.
    pub x: Option<f64>,
    /// Dots on the lines at the cursor.
    pub dots: &'a [Dot],
    /// The part being selected.
    pub selection: Option<Selection>,
    /// The x values between which something is measured, in any order.
    pub measured: Option<(f64, f64)>,
}

/// A part of the plot, in CSS pixels; both ends of a span may come in any order.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Selection {
    /// From left to right; the whole width when missing.
    pub x: Option<(f64, f64)>,
    /// From top to bottom; the whole height when missing.
    pub y: Option<(f64, f64)>,
}

/// A dot on a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dot {
    /// X value.
    pub x: f64,
    /// Y value; without a place on the axis the dot is left out.
    pub y: f64,
    /// The axis that measures it.
    pub side: Side,
    /// Colour of the series.
    pub colour: Rgba,
    /// A lit series has a larger dot.
    pub emphasis: Emphasis,
}

/// Draws an overlay for a picture with this layout.
pub fn draw(
    layout: &Layout,
    overlay: &Overlay<'_>,
    theme: &Theme,
    measure: &dyn TextMeasure,
) -> Commands {
    let mut commands = Commands::default();
    commands.clear(
        layout.device(layout.size.0).round(),
        layout.device(layout.size.1).round(),
    );
    let mut painter = Painter {
        commands: &mut commands,
        layout,
        theme,
        measure,
    };
    if let Some((from, to)) = overlay.measured {
        painter.measured(from, to);
    }
    if let Some(selection) = &overlay.selection {
        painter.selection(selection);
    }
    if let Some(x) = overlay.x.filter(|&x| layout.x().contains(x)) {
        painter.cross(x);
        for dot in overlay.dots {
            painter.dot(dot);
        }
        painter.chip(x);
    }
    commands
}

struct Painter<'a> {
    commands: &'a mut Commands,
    layout: &'a Layout,
    theme: &'a Theme,
    measure: &'a dyn TextMeasure,
}

impl Painter<'_> {
    fn selection(&mut self, selection: &Selection) {
        let plot = self.layout.plot();
        let (left, right) = inside(selection.x, (plot.left, plot.right));
        let (top, bottom) = inside(selection.y, (plot.top, plot.bottom));
        self.commands.fill(self.theme.zoom);
        self.rect([left, top, right - left, bottom - top], 0.0);
        // The edges that were chosen; the others are those of the plot.
        let across = [top, bottom].map(|y| [(left, y), (right, y)]);
        let upright = [left, right].map(|x| [(x, top), (x, bottom)]);
        self.pen();
        if selection.x.is_some() {
            self.edges(&upright);
        }
        if selection.y.is_some() {
            self.edges(&across);
        }
    }

    fn measured(&mut self, from: f64, to: f64) {
        let plot = self.layout.plot();
        let place = |x: f64| self.layout.x_to_pixel(x);
        let ends = [place(from.min(to)), place(from.max(to))];
        let (left, right) = inside(Some((ends[0], ends[1])), (plot.left, plot.right));
        if right < left || ends[1] < plot.left || ends[0] > plot.right {
            return;
        }
        self.commands.fill(self.theme.zoom);
        self.rect([left, plot.top, right - left, plot.height()], 0.0);
        self.pen();
        for x in ends {
            if (plot.left..=plot.right).contains(&x) {
                self.edges(&[[(x, plot.top), (x, plot.bottom)]]);
            }
        }
    }

    /// A solid hairline in the colour of the cursor.
    fn pen(&mut self) {
        self.commands.stroke(self.theme.cross);
        self.commands
            .pen(self.layout.hairline() as f32, Join::Round);
        self.commands.dash(&[], self.layout.ratio as f32);
    }

    /// Straight edges, each on whole device pixels.
    fn edges(&mut self, edges: &[[(f64, f64); 2]]) {
        let odd = self.odd();
        let at = |css: f64| self.layout.device(css).round() + odd;
        for [from, to] in edges {
            let mut path = self.commands.path();
            path.move_to(at(from.0), at(from.1));
            path.line_to(at(to.0), at(to.1));
        }
    }

    /// Half a device pixel where a hairline covers an odd number of them.
    fn odd(&self) -> f32 {
        if self.layout.hairline() % 2 == 1 {
            0.5
        } else {
            0.0
        }
    }

    fn cross(&mut self, x: f64) {
        let plot = self.layout.plot();
        let x = self.column(x);
        self.commands.stroke(self.theme.cross);
        self.commands
            .pen(self.layout.hairline() as f32, Join::Round);
        self.commands.dash(&CROSS_DASH, self.layout.ratio as f32);
        let (top, bottom) = (
            self.layout.device(plot.top),
            self.layout.device(plot.bottom),
        );
        let mut path = self.commands.path();
        path.move_to(x, top);
        path.line_to(x, bottom);
    }

    /// The middle of the device pixels that a hairline at `x` covers.
    fn column(&self, x: f64) -> f32 {
        self.layout.device(self.layout.x_to_pixel(x)).round() + self.odd()
    }

    fn dot(&mut self, dot: &Dot) {
        let layout = self.layout;
        let (x, y) = (layout.x_to_pixel(dot.x), layout.y_to_pixel(dot.side, dot.y));
        let plot = self.layout.plot();
        // NaN lies in no range, so a value without a place draws nothing.
        if !(plot.left..=plot.right).contains(&x) || !(plot.top..=plot.bottom).contains(&y) {
            return;
        }
        let radius = if dot.emphasis == Emphasis::Lit {
            LIT_RADIUS
        } else {
            DOT_RADIUS
        };
        let centre = [(self.layout.device(x), self.layout.device(y))];
        self.commands.fill(self.theme.surface);
        self.commands
            .dots(self.layout.device(radius + RING / 2.0), &centre);
        self.commands.fill(dot.colour);
        self.commands
            .dots(self.layout.device(radius - RING / 2.0), &centre);
    }

    fn chip(&mut self, x: f64) {
        let layout = self.layout;
        let text = layout.format_x(x);
        let Theme {
            font_family,
            font_size,
            chip_weight,
            ..
        } = self.theme;
        let font = Font {
            family: font_family,
            size: *font_size,
            weight: *chip_weight,
        };
        let width = self.measure.width(&text, &font) + CHIP_PADDING;
        let half = width / 2.0;
        let middle = layout
            .x_to_pixel(x)
            .max(half)
            .min((layout.size.0 - half).max(half));
        let top = layout.plot().bottom + CHIP_TOP;
        self.cover_labels(middle - half, middle + half);
        self.commands.fill(self.theme.chip);
        self.rect([middle - half, top, width, CHIP_HEIGHT], CHIP_RADIUS);
        self.commands.fill(self.theme.chip_text);
        self.commands.font(&Font {
            size: f64::from(layout.device(*font_size)),
            ..font
        });
        let baseline = layout.device(top + CHIP_BASELINE);
        self.commands
            .text(Align::Middle, layout.device(middle), baseline, &text);
    }

    /// Covers every label that the chip would cut in two.
    fn cover_labels(&mut self, left: f64, right: f64) {
        let top = self.layout.plot().bottom + CHIP_TOP + 2.0;
        self.commands.fill(self.theme.surface);
        for tick in self.layout.x_ticks() {
            let (start, end) = (
                tick.position - tick.width / 2.0 - 1.0,
                tick.position + tick.width / 2.0 + 1.0,
            );
            if start < right + CHIP_SPACE && end > left - CHIP_SPACE {
                self.rect([start, top, end - start, CHIP_HEIGHT - 2.0], 0.0);
            }
        }
    }

    fn rect(&mut self, rect: [f64; 4], radius: f64) {
        let [x, y, width, height] = rect.map(|length| self.layout.device(length));
        self.commands
            .rect(x, y, width, height, self.layout.device(radius));
    }
}

/// A span cut to what there is; all of it when none was chosen.
fn inside(span: Option<(f64, f64)>, whole: (f64, f64)) -> (f64, f64) {
    let (from, to) = span.unwrap_or(whole);
    let cut = |at: f64| at.clamp(whole.0, whole.1);
    (cut(from.min(to)), cut(from.max(to)))
}
