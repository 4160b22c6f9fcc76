//! A picture as a PNG file, drawn from its SVG with a font of this crate: the same pixels on every
//! machine. Needs the feature `png`, which the browser never gets.
//!
//! Lay the picture out with [`BundledText`], so that labels have the room that this font needs.
//! The font has Latin, Greek and the signs of numbers; see [`Missing`] for all else.

use std::fmt;
use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::{Database, ID};
use resvg::usvg::{FontResolver, Options, Tree};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};

use crate::commands::Commands;
use crate::svg::to_svg;
use crate::text::{EstimatedText, Font, TextMeasure};
use crate::theme::Rgba;

/// A subset of Inter; see the licence beside it.
const FONT: &[u8] = include_bytes!("../fonts/SuiseiSans.otf");

/// Characters that the bundled font lacks, Japanese for one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Missing {
    /// Drawn as empty boxes: the same on every machine.
    #[default]
    Boxes,
    /// Drawn with a font of this machine that has them, if there is one.
    SystemFonts,
}

/// Why there is no PNG. Never the fault of the data: every picture of this crate can be drawn.
#[derive(Debug)]
pub struct PngError(String);

impl fmt::Display for PngError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "no PNG of this picture: {}", self.0)
    }
}

impl std::error::Error for PngError {}

/// The picture as a PNG file, on `background` if one is given, one pixel for each of its device
/// pixels.
///
/// # Errors
/// When the picture is empty or too large for this machine.
pub fn to_png(
    commands: &Commands,
    background: Option<Rgba>,
    missing: Missing,
) -> Result<Vec<u8>, PngError> {
    let failed = |error: &dyn fmt::Display| PngError(error.to_string());
    let svg = to_svg(commands, background);
    let tree = Tree::from_str(&svg, &options(missing)).map_err(|error| failed(&error))?;
    let size = tree.size().to_int_size();
    let mut pixels =
        Pixmap::new(size.width(), size.height()).ok_or_else(|| failed(&"it is too large"))?;
    resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| failed(&error))
}

/// Every text in the bundled font, whatever family it asks for.
fn options(missing: Missing) -> Options<'static> {
    let mut fonts = Database::new();
    fonts.load_font_data(FONT.to_vec());
    let bundled: Option<ID> = fonts.faces().next().map(|face| face.id);
    if missing == Missing::SystemFonts {
        fonts.load_system_fonts();
    }
    Options {
        fontdb: Arc::new(fonts),
        font_resolver: FontResolver {
            select_font: Box::new(move |_, _| bundled),
            select_fallback: match missing {
                Missing::Boxes => Box::new(|_, _, _| None),
                Missing::SystemFonts => FontResolver::default_fallback_selector(),
            },
        },
        ..Options::default()
    }
}

/// Widths in the bundled font; estimated for characters that it lacks.
#[derive(Clone)]
pub struct BundledText {
    font: Option<FontRef<'static>>,
}

impl BundledText {
    /// Reads the bundled font.
    pub fn new() -> Self {
        Self {
            font: FontRef::new(FONT).ok(),
        }
    }
}

impl Default for BundledText {
    fn default() -> Self {
        Self::new()
    }
}

impl TextMeasure for BundledText {
    fn width(&self, text: &str, font: &Font<'_>) -> f64 {
        let Some(face) = &self.font else {
            return EstimatedText.width(text, font);
        };
        let glyphs = face.charmap();
        let size = font.size as f32;
        let metrics = face.glyph_metrics(Size::new(size), LocationRef::default());
        let advance = |character: char| {
            let known = glyphs
                .map(character)
                .and_then(|glyph| metrics.advance_width(glyph));
            match known {
                Some(width) => f64::from(width),
                None => EstimatedText.width(character.encode_utf8(&mut [0; 4]), font),
            }
        };
        text.chars().map(advance).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::{BundledText, Missing, to_png};
    use crate::commands::{Align, Commands};
    use crate::text::{Font, TextMeasure};

    const FONT: Font<'_> = Font {
        family: "sans-serif",
        size: 10.0,
        weight: 400,
    };

    #[test]
    fn digits_are_equally_wide_and_signs_are_there() {
        let width = |text: &str| BundledText::new().width(text, &FONT);
        assert_eq!(width("111"), width("000"));
        assert_eq!(width("−1.5e−3"), width("+8.2e+9"));
        assert!((5.0..8.0).contains(&width("0")));
        assert!((8.0..11.0).contains(&width("∞")));
        // Estimated: full width.
        assert_eq!(width("損失"), 20.0);
    }

    #[test]
    fn every_text_can_be_drawn() {
        let mut commands = Commands::default();
        commands.clear(60.0, 20.0);
        commands.font(&FONT);
        commands.text(Align::Start, 2.0, 14.0, "loss 損失");
        for missing in [Missing::Boxes, Missing::SystemFonts] {
            let png = to_png(&commands, None, missing).unwrap();
            assert!(png.starts_with(b"\x89PNG"));
        }
        assert!(to_png(&Commands::default(), None, Missing::Boxes).is_err());
    }
}
