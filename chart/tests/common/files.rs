//! Pictures in files that must not change by accident. With `UPDATE_GOLDEN=1` the files are
//! written anew; look at them before committing. With `PICTURES=folder` every picture is also
//! written there as PNG, to be looked at.

use std::path::{Path, PathBuf};

use resvg::tiny_skia::Pixmap;
use suisei_chart::png::{BundledText, Missing, to_png};
use suisei_chart::{Commands, EstimatedText, LineChart, Rgba, TextMeasure, Theme, line, svg};

/// Channels of a pixel may differ by this much: the last digit of a sum depends on the machine.
const CHANNEL: u8 = 8;
/// And this share of the pixels by more.
const SHARE: f64 = 1e-4;

/// Pictures whose pixels are kept too, with the bundled font.
const PIXELS: [&str; 14] = [
    "annotations",
    "area",
    "bands",
    "bands-dark",
    "full-range",
    "gaps",
    "log",
    "log-x",
    "smoothing",
    "spike",
    "symlog",
    "symlog-dark",
    "two-axes",
    "wall-change",
];

/// Compares a light chart with its SVG and, for some, with its pixels.
pub(crate) fn check(name: &str, chart: &LineChart<'_>) {
    check_in(name, chart, &super::light());
}

/// Compares a chart with its SVG and, for some, with its pixels.
pub(crate) fn check_in(name: &str, chart: &LineChart<'_>, theme: &Theme) {
    let draw = |ratio: f64, measure: &dyn TextMeasure| {
        let ratio = ratio.max(chart.ratio);
        let chart = LineChart { ratio, ..*chart };
        line::draw(&chart, theme, measure).commands
    };
    compare_picture(name, theme, PIXELS.contains(&name), &draw);
}

/// Draws a picture at a number of device pixels per CSS pixel.
pub(crate) type Draw<'a> = &'a dyn Fn(f64, &dyn TextMeasure) -> Commands;

/// Compares a picture of any kind with its SVG and its pixels.
pub(crate) fn check_kind(name: &str, theme: &Theme, draw: Draw<'_>) {
    compare_picture(name, theme, true, draw);
}

/// Compares the pixels alone of a picture whose SVG would be too long to keep.
pub(crate) fn check_kind_pixels(name: &str, theme: &Theme, draw: Draw<'_>) {
    let drawn = png(theme, draw);
    check_pixels(name, &drawn);
    keep_picture(name, &drawn);
}

fn compare_picture(name: &str, theme: &Theme, pixels: bool, draw: Draw<'_>) {
    let commands = draw(1.0, &EstimatedText);
    compare(name, &svg::to_svg(&commands, Some(theme.surface)));
    if pixels {
        check_pixels(name, &png(theme, draw));
    }
    if std::env::var_os("PICTURES").is_some() {
        keep_picture(name, &png(theme, draw));
    }
}

/// Writes a picture where somebody wants to look at it.
fn keep_picture(name: &str, png: &[u8]) {
    let Some(folder) = std::env::var_os("PICTURES") else {
        return;
    };
    let path = PathBuf::from(folder).join(format!("{name}.png"));
    let written = std::fs::write(&path, png);
    assert!(
        written.is_ok(),
        "cannot write `{}`: {written:?}",
        path.display()
    );
}

/// Compares drawn SVG with a file.
pub(crate) fn compare(name: &str, drawn: &str) {
    let file = golden(&format!("{name}.svg"), drawn.as_bytes());
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        drawn == kept,
        "the picture differs from `{}`",
        file.display()
    );
}

/// Compares the pixels of a picture with a PNG file.
fn check_pixels(name: &str, drawn: &[u8]) {
    let file = golden(&format!("{name}.png"), drawn);
    let kept = std::fs::read(&file).unwrap_or_default();
    let (drawn, kept) = (
        Pixmap::decode_png(drawn).ok(),
        Pixmap::decode_png(&kept).ok(),
    );
    let both = drawn.zip(kept);
    assert!(both.is_some(), "no picture in `{}`", file.display());
    let Some((drawn, kept)) = both else { return };
    let size = |picture: &Pixmap| (picture.width(), picture.height());
    assert_eq!(size(&drawn), size(&kept), "in `{}`", file.display());
    let pairs = drawn
        .data()
        .chunks_exact(4)
        .zip(kept.data().chunks_exact(4));
    let differs = |(a, b): &(&[u8], &[u8])| a.iter().zip(*b).any(|(a, b)| a.abs_diff(*b) > CHANNEL);
    let different = pairs.filter(differs).count() as f64;
    let share = different / f64::from(drawn.width() * drawn.height());
    assert!(
        share <= SHARE,
        "{share} of the pixels differ from `{}`",
        file.display()
    );
}

/// A picture at two device pixels per CSS pixel.
fn png(theme: &Theme, draw: Draw<'_>) -> Vec<u8> {
    let commands = draw(2.0, &BundledText::new());
    to_png(&commands, Some(theme.surface), Missing::Boxes).unwrap_or_default()
}

/// The pixels that commands stand for.
pub(crate) fn decoded(commands: &Commands, surface: Rgba) -> Option<Pixmap> {
    let png = to_png(commands, Some(surface), Missing::Boxes).unwrap_or_default();
    Pixmap::decode_png(&png).ok()
}

/// The file of this name, written anew if that is wanted.
fn golden(name: &str, content: &[u8]) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let file = folder.join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        let written =
            std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(&file, content));
        assert!(
            written.is_ok(),
            "cannot write `{}`: {written:?}",
            file.display()
        );
    }
    file
}
