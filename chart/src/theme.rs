//! What a picture looks like: plain colours, sizes and widths, in CSS pixels.
//!
//! The app fills a [`Theme`] from its CSS tokens. This crate never names a colour of its own.

/// A colour with straight (not premultiplied) alpha.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rgba {
    /// Red, 0–255.
    pub red: u8,
    /// Green, 0–255.
    pub green: u8,
    /// Blue, 0–255.
    pub blue: u8,
    /// Opacity, 0–1.
    pub alpha: f32,
}

impl Rgba {
    /// Reads the forms a colour token takes: three, six or eight hexadecimal digits behind `#`,
    /// or the functional form with three or four numbers. `None` for anything else.
    pub fn parse(token: &str) -> Option<Self> {
        let token = token.trim();
        match token.strip_prefix('#') {
            Some(digits) => Self::parse_digits(digits),
            None => Self::parse_function(token),
        }
    }

    /// The same colour with its opacity multiplied by `factor` (0–1).
    #[must_use]
    pub fn faded(self, factor: f32) -> Self {
        Self {
            alpha: self.alpha * factor,
            ..self
        }
    }

    fn parse_digits(digits: &str) -> Option<Self> {
        if !digits.is_ascii() {
            return None;
        }
        let pair = |start: usize| u8::from_str_radix(digits.get(start..start + 2)?, 16).ok();
        let single = |at: usize| u8::from_str_radix(digits.get(at..at + 1)?, 16).ok();
        match digits.len() {
            3 => Some(Self {
                red: single(0)? * 17,
                green: single(1)? * 17,
                blue: single(2)? * 17,
                alpha: 1.0,
            }),
            6 => Some(Self {
                red: pair(0)?,
                green: pair(2)?,
                blue: pair(4)?,
                alpha: 1.0,
            }),
            8 => Some(Self {
                red: pair(0)?,
                green: pair(2)?,
                blue: pair(4)?,
                alpha: f32::from(pair(6)?) / 255.0,
            }),
            _ => None,
        }
    }

    fn parse_function(token: &str) -> Option<Self> {
        let body = token.strip_prefix("rgb")?;
        let body = body.strip_prefix('a').unwrap_or(body);
        let body = body.strip_prefix('(')?.strip_suffix(')')?;
        let mut numbers = body
            .split(|c: char| c == ',' || c == '/' || c.is_whitespace())
            .filter(|part| !part.is_empty())
            .map(|part| part.parse::<f32>().ok().filter(|number| number.is_finite()));
        let mut channel = || Some(numbers.next()??.round().clamp(0.0, 255.0) as u8);
        let (red, green, blue) = (channel()?, channel()?, channel()?);
        let alpha = match numbers.next() {
            Some(alpha) => alpha?.clamp(0.0, 1.0),
            None => 1.0,
        };
        numbers.next().is_none().then_some(Self {
            red,
            green,
            blue,
            alpha,
        })
    }
}

/// Number of ordered colours.
pub const SEQ: usize = 10;

/// Colours, sizes and widths of every picture; lengths are CSS pixels.
#[derive(Clone, Debug, PartialEq)]
pub struct Theme {
    /// The panel behind the chart; rings around hover dots.
    pub surface: Rgba,
    /// Horizontal grid lines.
    pub grid: Rgba,
    /// The bottom axis and its ticks.
    pub axis: Rgba,
    /// Tick labels and the name of the x axis.
    pub tick: Rgba,
    /// The cursor line.
    pub cross: Rgba,
    /// The zoom selection (usually translucent).
    pub zoom: Rgba,
    /// The chip with the x value on the axis.
    pub chip: Rgba,
    /// The text in that chip.
    pub chip_text: Rgba,
    /// Names and numbers that are part of the data, such as the value of a bar.
    pub text: Rgba,
    /// Ordered colours, low to high: cells of heat maps, density, lines by value.
    pub seq: [Rgba; SEQ],
    /// CSS font family list.
    pub font_family: String,
    /// Size of tick labels.
    pub font_size: f64,
    /// Weight of the text in the chip (400–700).
    pub chip_weight: u16,
    /// Width of a series line.
    pub line_width: f64,
    /// Width of a lit series line.
    pub lit_width: f64,
    /// Width of the ghosted raw line under a smoothed one.
    pub raw_width: f64,
    /// Opacity of that raw line, 0–1.
    pub raw_opacity: f32,
    /// Opacity of a dimmed series, 0–1.
    pub dimmed_opacity: f32,
    /// Opacity of a band or an area in the colour of its series, 0–1.
    pub band_opacity: f32,
}

impl Theme {
    /// The ordered colour for a share of the whole, 0 to 1; anything beyond counts as that end.
    pub fn seq_at(&self, share: f64) -> Rgba {
        self.seq[seq_step(share)]
    }

    /// The sizes of the design with every colour the same: a start to fill in.
    pub fn plain(colour: Rgba) -> Self {
        Self {
            surface: colour,
            grid: colour,
            axis: colour,
            tick: colour,
            cross: colour,
            zoom: colour,
            chip: colour,
            chip_text: colour,
            text: colour,
            seq: [colour; SEQ],
            font_family: "sans-serif".to_owned(),
            font_size: 11.0,
            chip_weight: 500,
            line_width: 1.5,
            lit_width: 2.25,
            raw_width: 1.0,
            raw_opacity: 0.26,
            dimmed_opacity: 0.16,
            band_opacity: 0.16,
        }
    }
}

/// The step of the ordered colours for a share of the whole, 0 to 1.
pub(crate) fn seq_step(share: f64) -> usize {
    // A share that is no number becomes 0.
    ((share * SEQ as f64) as usize).min(SEQ - 1)
}

#[cfg(test)]
mod tests {
    use super::Rgba;

    fn rgba(red: u8, green: u8, blue: u8, alpha: f32) -> Option<Rgba> {
        Some(Rgba {
            red,
            green,
            blue,
            alpha,
        })
    }

    #[test]
    fn reads_the_forms_tokens_take() {
        assert_eq!(Rgba::parse(" #265ee7 "), rgba(0x26, 0x5e, 0xe7, 1.0));
        assert_eq!(Rgba::parse("#fff"), rgba(255, 255, 255, 1.0));
        assert_eq!(Rgba::parse("#00000000"), rgba(0, 0, 0, 0.0));
        assert_eq!(Rgba::parse("rgba(36,87,208,.12)"), rgba(36, 87, 208, 0.12));
        assert_eq!(Rgba::parse("rgb(36 87 208 / 0.5)"), rgba(36, 87, 208, 0.5));
        assert_eq!(Rgba::parse("rgb(1, 2, 3)"), rgba(1, 2, 3, 1.0));
    }

    #[test]
    fn refuses_what_is_no_colour() {
        for token in [
            "",
            "#",
            "#12",
            "#ggg",
            "#é1",
            "red",
            "rgb(1,2)",
            "rgb(1,2,3,4,5)",
            "rgb(a,b,c)",
        ] {
            assert_eq!(Rgba::parse(token), None, "{token}");
        }
    }

    #[test]
    fn fading_multiplies_opacity() {
        let colour = Rgba {
            red: 1,
            green: 2,
            blue: 3,
            alpha: 0.5,
        };
        assert_eq!(colour.faded(0.5).alpha, 0.25);
    }
}
