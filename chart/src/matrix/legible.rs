//! Text that can be read on any of the ordered colours.

use crate::theme::{Rgba, Theme};

/// Contrast of text, after WCAG 2.2, success criterion 1.4.3.
const LEGIBLE: f64 = 4.5;

/// The colour of text on an ordered colour: the one of the theme that is easier to read there,
/// moved away from the background until it is legible.
pub(super) fn text_on(background: Rgba, theme: &Theme) -> Rgba {
    let contrast = |text: Rgba| contrast(luminance(text), luminance(background));
    let (text, surface) = (theme.text, theme.surface);
    let better = if contrast(text) >= contrast(surface) {
        text
    } else {
        surface
    };
    let lighter = luminance(better) > luminance(background);
    let moved = |share: f64| {
        let channel = |channel: u8| {
            let end = if lighter { 255.0 } else { 0.0 };
            (f64::from(channel) + (end - f64::from(channel)) * share).round() as u8
        };
        Rgba {
            red: channel(better.red),
            green: channel(better.green),
            blue: channel(better.blue),
            ..better
        }
    };
    let shares = (0..=10).map(|tenth| moved(f64::from(tenth) / 10.0));
    let mut legible = shares.filter(|&colour| contrast(colour) >= LEGIBLE);
    legible.next().unwrap_or(better)
}

/// Contrast of two luminances, 1 to 21: (lighter + 0.05) / (darker + 0.05), after WCAG 2.2.
fn contrast(a: f64, b: f64) -> f64 {
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// Relative luminance of a colour, 0 to 1, after WCAG 2.2; its opacity counts for nothing.
fn luminance(colour: Rgba) -> f64 {
    let linear = |channel: u8| {
        let share = f64::from(channel) / 255.0;
        if share <= 0.04045 {
            share / 12.92
        } else {
            ((share + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * linear(colour.red) + 0.7152 * linear(colour.green) + 0.0722 * linear(colour.blue)
}
