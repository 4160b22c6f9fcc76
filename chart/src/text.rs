//! How wide a text is, asked through a trait so that no browser is needed to lay out a chart.

/// A font to measure or draw with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Font<'a> {
    /// CSS font family list.
    pub family: &'a str,
    /// Size in the unit of the answer.
    pub size: f64,
    /// Weight, 100–900.
    pub weight: u16,
}

/// Measures text. The app answers from a canvas context, tests and servers by estimate.
pub trait TextMeasure {
    /// Width of `text` in the unit of `font.size`.
    fn width(&self, text: &str, font: &Font<'_>) -> f64;
}

/// Widths by class of character: right within about a tenth for usual interface fonts.
#[derive(Clone, Copy, Debug, Default)]
pub struct EstimatedText;

impl TextMeasure for EstimatedText {
    fn width(&self, text: &str, font: &Font<'_>) -> f64 {
        let ems: f64 = text.chars().map(ems).sum();
        let weight = if font.weight >= 500 { 1.04 } else { 1.0 };
        ems * font.size * weight
    }
}

/// Advance of one character, in units of the font size.
fn ems(character: char) -> f64 {
    match character {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | ' ' => 0.3,
        'f' | 'r' | 't' | 'I' | '(' | ')' | '-' | '/' => 0.38,
        'm' | 'w' | 'M' | 'W' => 0.88,
        '0'..='9' | '+' | '\u{2212}' => 0.6,
        'A'..='Z' => 0.68,
        // From the CJK radicals on, the usual scripts are set full width.
        '\u{2e80}'.. => 1.0,
        _ => 0.56,
    }
}

#[cfg(test)]
mod tests {
    use super::{EstimatedText, Font, TextMeasure};

    #[test]
    fn wide_scripts_count_double() {
        let font = Font {
            family: "sans-serif",
            size: 10.0,
            weight: 400,
        };
        assert_eq!(EstimatedText.width("ステップ", &font), 40.0);
        assert!(EstimatedText.width("step", &font) < 24.0);
    }
}
