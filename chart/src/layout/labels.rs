//! Labels that stand clear of each other, and how wide they are. Works for any font.

use super::{Layout, Tick};
use crate::backend::HALF_CAPITAL;
use crate::commands::{Align, Commands};
use crate::spec::{Side, XAxis};
use crate::text::{EstimatedText, Font, TextMeasure};
use crate::theme::{Rgba, Theme};
use crate::ticks::{self, Labelled};

/// Wanted distance of x labels.
const X_DISTANCE: f64 = 84.0;
/// Least space between two x labels, and between a label and the name of the axis.
const X_LABEL_SPACE: f64 = 10.0;
/// Least space between two y labels.
const Y_LABEL_SPACE: f64 = 3.0;
/// Least space between a label or a name and the edge of the canvas.
pub(super) const EDGE_GAP: f64 = 2.0;
/// The short line beside a name in the colour of its series, and the gap between them.
pub(crate) const SWATCH: f64 = 12.0;
pub(crate) const SWATCH_GAP: f64 = 5.0;
/// Space between the names of two axes.
const NAME_SPACE: f64 = 12.0;

/// Measures labels in the font of the axes.
pub(crate) struct Labels<'a> {
    theme: &'a Theme,
    measure: &'a dyn TextMeasure,
}

impl<'a> Labels<'a> {
    pub(crate) fn new(theme: &'a Theme, measure: &'a dyn TextMeasure) -> Self {
        Self { theme, measure }
    }

    /// Width of a label in CSS pixels. A measure that answers with no length is not believed.
    pub(crate) fn width(&self, text: &str) -> f64 {
        let Theme {
            font_family,
            font_size,
            ..
        } = self.theme;
        let font = Font {
            family: font_family,
            size: *font_size,
            weight: 400,
        };
        let width = self.measure.width(text, &font);
        if width.is_finite() && width >= 0.0 {
            width
        } else {
            EstimatedText.width(text, &font)
        }
    }

    /// Writes a label whose middle lies `at` device pixels.
    pub(crate) fn write(
        &self,
        commands: &mut Commands,
        layout: &Layout,
        (align, x, y): (Align, f64, f64),
        text: &str,
        colour: Rgba,
    ) {
        commands.fill(colour);
        commands.font(&Font {
            family: &self.theme.font_family,
            size: f64::from(layout.device(self.theme.font_size)),
            weight: 400,
        });
        let below = f64::from(layout.device(self.theme.font_size)) * HALF_CAPITAL;
        commands.text(align, x as f32, (y + below).round() as f32, text);
    }

    /// Height of a line of labels.
    pub(crate) fn height(&self) -> f64 {
        if self.theme.font_size.is_finite() {
            self.theme.font_size.clamp(1.0, 200.0)
        } else {
            1.0
        }
    }

    /// `text`, cut in the middle to `most` pixels if need be: names that begin alike often differ
    /// at their ends. Nothing when not even the ellipsis fits.
    pub(crate) fn shortened_within(&self, text: &str, most: f64) -> String {
        if self.width(text) <= most {
            return text.to_owned();
        }
        let all: Vec<char> = text.chars().collect();
        let cut = |kept: usize| {
            let (head, tail) = (kept.div_ceil(2), kept / 2);
            let (head, tail) = (&all[..head], &all[all.len() - tail..]);
            head.iter()
                .chain(std::iter::once(&'…'))
                .chain(tail)
                .collect::<String>()
        };
        // Fewer characters are never wider, so the longest that fits is found by halving.
        let (mut fits, mut wide) = (0, all.len());
        while wide - fits > 1 {
            let middle = fits.midpoint(wide);
            if self.width(&cut(middle)) <= most {
                fits = middle;
            } else {
                wide = middle;
            }
        }
        let short = cut(fits);
        if self.width(&short) <= most {
            short
        } else {
            String::new()
        }
    }

    /// `text`, cut to `most` pixels with an ellipsis if need be; nothing when not even that fits.
    fn shortened(&self, text: &str, most: f64) -> String {
        if self.width(text) <= most {
            return text.to_owned();
        }
        let mut kept: Vec<char> = text.chars().collect();
        while kept.pop().is_some() && !kept.is_empty() {
            let short = kept.iter().collect::<String>().trim_end().to_owned() + "…";
            if self.width(&short) <= most {
                return short;
            }
        }
        String::new()
    }
}

/// The name of a vertical axis, above it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Name {
    pub(crate) side: Side,
    pub(crate) text: String,
    /// Width of the text in CSS pixels.
    pub(crate) width: f64,
    /// Colour of the one series that the axis measures; none if there are more.
    pub(crate) colour: Option<Rgba>,
}

/// The names of both axes, cut so that they share the width, each with the colour of its series.
pub(super) fn names(
    names: [&str; 2],
    colours: [Option<Rgba>; 2],
    width: f64,
    font: &Labels<'_>,
) -> Vec<Name> {
    let swatches: f64 = colours.iter().flatten().map(|_| SWATCH + SWATCH_GAP).sum();
    let room = (width - 2.0 * EDGE_GAP - NAME_SPACE - swatches).max(0.0);
    let [left, right] = names.map(|name| font.width(name));
    // The shorter one leaves what it does not need to the longer.
    let most = |own: f64, other: f64| {
        (room - other.min(room / 2.0))
            .max(room / 2.0)
            .min(own.max(room / 2.0))
    };
    let sides = [
        (Side::Left, names[0], most(left, right), colours[0]),
        (Side::Right, names[1], most(right, left), colours[1]),
    ];
    sides
        .into_iter()
        .map(|(side, name, most, colour)| {
            let text = font.shortened(name, most);
            Name {
                side,
                width: font.width(&text),
                text,
                colour,
            }
        })
        .filter(|name| !name.text.is_empty())
        .collect()
}

/// The y labels of a side that stand clear of each other; without `Shown` lines alone.
pub(super) fn y_ticks(
    layout: &Layout,
    side: Side,
    labels: Vec<Labelled>,
    shown: Shown,
    font: &Labels<'_>,
) -> Vec<Tick> {
    let all = labels.into_iter().map(|(value, label)| {
        let label = match shown {
            Shown::Labels => label,
            Shown::Lines => String::new(),
        };
        Tick {
            value,
            position: layout.y_to_pixel(side, value),
            width: font.width(&label),
            label,
        }
    });
    clear_of_each_other(all.collect(), |_| font.height() / 2.0, Y_LABEL_SPACE)
}

/// Whether labels are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    Labels,
    Lines,
}

/// As many x labels as stand clear of each other, of the name and of the edges of the canvas.
pub(super) fn x_ticks(layout: &Layout, axis: &XAxis<'_>, font: &Labels<'_>) -> Vec<Tick> {
    let name = font.width(&layout.x_name);
    let end = if name > 0.0 {
        layout.plot.right - name - X_LABEL_SPACE
    } else {
        layout.size.0 - EDGE_GAP
    };
    let mut target = (layout.plot.width() / X_DISTANCE).max(2.0);
    loop {
        let all: Vec<Tick> = ticks::x(axis, layout.x(), target)
            .into_iter()
            .map(|(value, label)| Tick {
                value,
                position: layout.x_to_pixel(value),
                width: font.width(&label),
                label,
            })
            .collect();
        let count = all.len();
        let clear = clear_of_each_other(all, |tick| tick.width / 2.0, X_LABEL_SPACE);
        if clear.len() == count || target <= 1.0 {
            let fits = |tick: &Tick| {
                let half = tick.width / 2.0;
                tick.position + half <= end && tick.position - half >= EDGE_GAP
            };
            return clear.into_iter().filter(fits).collect();
        }
        target = (target - 1.0).max(1.0);
    }
}

/// Leaves out every label that would touch another: zero stays, then the first has precedence.
fn clear_of_each_other(ticks: Vec<Tick>, half: impl Fn(&Tick) -> f64, space: f64) -> Vec<Tick> {
    let zero = ticks.iter().position(|tick| tick.value == 0.0);
    let apart = |a: &Tick, b: &Tick| (a.position - b.position).abs() >= half(a) + half(b) + space;
    let mut kept: Vec<usize> = zero.into_iter().collect();
    let mut last: Option<usize> = None;
    for (index, tick) in ticks.iter().enumerate() {
        if Some(index) == zero {
            last = zero;
            continue;
        }
        let clear = |other: Option<usize>| other.is_none_or(|other| apart(&ticks[other], tick));
        if clear(last) && clear(zero) {
            kept.push(index);
            last = Some(index);
        }
    }
    kept.sort_unstable();
    let mut ticks: Vec<Option<Tick>> = ticks.into_iter().map(Some).collect();
    kept.into_iter()
        .filter_map(|index| ticks[index].take())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Labels, Tick, clear_of_each_other, names};
    use crate::spec::Side;
    use crate::text::{Font, TextMeasure};
    use crate::theme::{Rgba, Theme};

    /// Every character is ten pixels wide.
    struct Tens;

    impl TextMeasure for Tens {
        fn width(&self, text: &str, _font: &Font<'_>) -> f64 {
            text.chars().count() as f64 * 10.0
        }
    }

    #[test]
    fn zero_has_precedence() {
        let ticks = [-3.0, -1.0, 0.0, 1.0, 5.0].map(|value| Tick {
            value,
            position: value,
            label: "x".to_owned(),
            width: 1.0,
        });
        let kept = clear_of_each_other(ticks.to_vec(), |tick| tick.width / 2.0, 0.5);
        let values: Vec<f64> = kept.iter().map(|tick| tick.value).collect();
        assert_eq!(values, [-3.0, 0.0, 5.0]);
    }

    #[test]
    fn long_names_share_the_width() {
        let theme = Theme::plain(Rgba {
            red: 0,
            green: 0,
            blue: 0,
            alpha: 1.0,
        });
        let font = Labels::new(&theme, &Tens);
        let texts = |left, right| -> Vec<(Side, String)> {
            let found = names([left, right], [None; 2], 216.0, &font);
            found
                .into_iter()
                .map(|name| (name.side, name.text))
                .collect()
        };
        assert_eq!(
            texts("loss", "a learning rate"),
            [
                (Side::Left, "loss".to_owned()),
                (Side::Right, "a learning rate".to_owned())
            ]
        );
        assert_eq!(
            texts("a very long name of an axis", "a learning rate"),
            [
                (Side::Left, "a very lo…".to_owned()),
                (Side::Right, "a learnin…".to_owned())
            ]
        );
        assert_eq!(names(["loss", ""], [None; 2], 5.0, &font), []);
    }
}
