//! A card with one number, for files and exports: its name, the number large, how it changed, and
//! how it went. The number is shortened until it fits; it is never left out.

use crate::commands::{Align, Commands};
use crate::format::MINUS;
use crate::layout::{Labels, Layout, Rect, sound_canvas};
use crate::line::Picture;
use crate::shorten::{brief, shortened, shortest};
use crate::spark::{self, Spark};
use crate::text::{Font, TextMeasure};
use crate::theme::{Rgba, Theme};

/// The number of the design, and the smallest that it becomes on a small card.
const SIZE: f64 = 28.0;
const SMALLEST: f64 = 8.0;
const WEIGHT: u16 = 600;
/// Height of capitals and digits, as a share of the font size.
const CAPITAL: f64 = 0.72;
/// Around everything, and between the parts.
const EDGE: f64 = 12.0;
const GAP: f64 = 10.0;
/// A sparkline lower than this shows nothing.
const LOWEST_SPARK: f64 = 12.0;
/// And a higher one is out of proportion.
const HIGHEST_SPARK: f64 = 64.0;

/// A card with one number. Lengths are CSS pixels.
#[derive(Clone, Copy, Debug)]
pub struct ScalarCard<'a> {
    /// Width of the canvas.
    pub width: f64,
    /// Height of the canvas.
    pub height: f64,
    /// Device pixels per CSS pixel.
    pub ratio: f64,
    /// What the number is.
    pub name: &'a str,
    /// The number.
    pub value: f64,
    /// How it changed.
    pub delta: Option<Delta<'a>>,
    /// How it went; size and ratio are those of the room that is left.
    pub spark: Option<Spark<'a>>,
}

/// A change, with its sign.
#[derive(Clone, Copy, Debug)]
pub struct Delta<'a> {
    /// The change.
    pub value: f64,
    /// What follows the number, with a space if there should be one; may be empty.
    pub unit: &'a str,
    /// Its colour: whether more is better is not for a picture to know.
    pub colour: Rgba,
}

impl Delta<'_> {
    /// `+0.0506`, `−5.7 %`, `±0`: as much of it as `fits`, nothing if not even one digit does.
    fn text(&self, fits: impl Fn(&str) -> bool) -> String {
        let sign = if self.value > 0.0 {
            '+'
        } else if self.value < 0.0 {
            MINUS
        } else {
            '±'
        };
        let whole = |number: &str| match self.value.is_nan() {
            true => number.to_owned(),
            false => format!("{sign}{number}{}", self.unit),
        };
        let number = brief(self.value.abs(), |number| fits(&whole(number)));
        number.map(|number| whole(&number)).unwrap_or_default()
    }
}

/// Draws a card. Any data and any size give a picture; on a small card the parts beside the
/// number are left out, the sparkline first.
pub fn draw(card: &ScalarCard<'_>, theme: &Theme, measure: &dyn TextMeasure) -> Picture {
    let (size, ratio) = sound_canvas((card.width, card.height), card.ratio);
    let edge = EDGE.min(size.0 / 10.0).min(size.1 / 10.0);
    let plot = Rect {
        left: edge,
        top: edge,
        right: size.0 - edge,
        bottom: size.1 - edge,
    };
    let layout = Layout::of_parts(size, ratio, plot, (1, 1));
    let mut commands = Commands::default();
    commands.clear(layout.device(size.0).round(), layout.device(size.1).round());
    Painter {
        card,
        theme,
        measure,
        font: Labels::new(theme, measure),
        layout: &layout,
    }
    .paint(&mut commands);
    Picture {
        commands,
        layout,
        not_positive: 0,
    }
}

struct Painter<'a> {
    card: &'a ScalarCard<'a>,
    theme: &'a Theme,
    measure: &'a dyn TextMeasure,
    font: Labels<'a>,
    layout: &'a Layout,
}

impl Painter<'_> {
    fn paint(&self, commands: &mut Commands) {
        let room = self.layout.plot();
        let (number, size) = self.number(room.width(), room.height());
        let line = self.font.height();
        let mut top = room.top;
        let below_name = line + GAP;
        let named = room.height() >= size * CAPITAL + below_name;
        if named {
            let name = self.font.shortened_within(self.card.name, room.width());
            self.label(
                commands,
                (room.left, top + line / 2.0),
                &name,
                self.theme.tick,
            );
            top += below_name;
        }
        let baseline = top + size * CAPITAL;
        self.write_number(commands, (room.left, baseline), &number, size);
        let end = room.left + self.width(&number, size);
        let bottom = self.delta(commands, end, baseline);
        self.spark(commands, bottom);
    }

    /// What the number says and how large it is: all of it at full size if that fits, else with
    /// fewer digits, else smaller.
    fn number(&self, width: f64, height: f64) -> (String, f64) {
        let value = self.card.value;
        let mut size = SIZE.min(height / CAPITAL).max(1.0);
        loop {
            let fits = |text: &str| self.width(text, size) <= width;
            if let Some(text) = shortened(value, fits) {
                return (text, size);
            }
            if size <= SMALLEST {
                break;
            }
            size = (size - 1.0).max(SMALLEST.min(size));
        }
        // Not even one digit fits at a size that can be read: as large as the card allows.
        let text = shortest(value);
        let needed = self.width(&text, size);
        (
            text,
            if needed > width {
                size * width / needed
            } else {
                size
            },
        )
    }

    fn width(&self, text: &str, size: f64) -> f64 {
        let font = Font {
            family: &self.theme.font_family,
            size,
            weight: WEIGHT,
        };
        let width = self.measure.width(text, &font);
        if width.is_finite() {
            width.max(0.0)
        } else {
            0.0
        }
    }

    fn write_number(&self, commands: &mut Commands, at: (f64, f64), text: &str, size: f64) {
        commands.fill(self.theme.text);
        commands.font(&Font {
            family: &self.theme.font_family,
            size: f64::from(self.layout.device(size)),
            weight: WEIGHT,
        });
        let (x, y) = (self.layout.device(at.0), self.layout.device(at.1).round());
        commands.text(Align::Start, x, y, text);
    }

    /// The change beside the number, or below it where there is more room; answers where what is
    /// written ends.
    fn delta(&self, commands: &mut Commands, end: f64, baseline: f64) -> f64 {
        let room = self.layout.plot();
        let Some(delta) = &self.card.delta else {
            return baseline;
        };
        let within = |room: f64| delta.text(|text| self.font.width(text) <= room);
        let half = self.font.height() * CAPITAL / 2.0;
        let beside = within(room.right - end - GAP);
        let below = within(room.width());
        let lowest = baseline + GAP + 2.0 * half;
        if beside == below || lowest > room.bottom {
            let place = (end + GAP, baseline - half);
            self.label(commands, place, &beside, delta.colour);
            return baseline;
        }
        self.label(commands, (room.left, lowest - half), &below, delta.colour);
        lowest
    }

    fn label(&self, commands: &mut Commands, (x, y): (f64, f64), text: &str, colour: Rgba) {
        if text.is_empty() {
            return;
        }
        let ratio = self.layout.ratio;
        let place = (Align::Start, x * ratio, y * ratio);
        self.font.write(commands, self.layout, place, text, colour);
    }

    fn spark(&self, commands: &mut Commands, above: f64) {
        let room = self.layout.plot();
        let height = (room.bottom - above - GAP).min(HIGHEST_SPARK);
        let Some(spark) = self.card.spark.filter(|_| height >= LOWEST_SPARK) else {
            return;
        };
        let spark = Spark {
            width: room.width(),
            height,
            ratio: self.layout.ratio,
            ..spark
        };
        let corner = (room.left, room.bottom - height);
        spark::draw_at(&spark, corner, self.theme, commands);
    }
}
