//! Widths of texts in the browser's own fonts.

use std::cell::RefCell;
use std::collections::HashMap;

use suisei_chart::{EstimatedText, Font, TextMeasure};

use crate::{Backend, context, new_canvas};

/// Widths that are kept. The same labels come again and again; measuring one costs a call.
const MOST_REMEMBERED: usize = 20_000;

/// Measures with the browser's own fonts.
#[derive(Clone, Copy, Debug, Default)]
pub struct CanvasText;

impl TextMeasure for CanvasText {
    fn width(&self, text: &str, font: &Font<'_>) -> f64 {
        WIDTHS
            .with_borrow_mut(|widths| widths.of(text, font))
            .unwrap_or_else(|| EstimatedText.width(text, font))
    }
}

thread_local! {
    static WIDTHS: RefCell<Widths> = RefCell::new(Widths::default());
}

#[derive(Default)]
struct Widths {
    measure: Option<web_sys::CanvasRenderingContext2d>,
    /// By font size in hundredths of a pixel and weight, then by text.
    known: HashMap<(u32, u16), HashMap<String, f64>>,
    count: usize,
}

impl Widths {
    fn of(&mut self, text: &str, font: &Font<'_>) -> Option<f64> {
        let key = ((font.size * 100.0) as u32, font.weight);
        if let Some(width) = self.known.get(&key).and_then(|known| known.get(text)) {
            return Some(*width);
        }
        let width = self.measure(text, font)?;
        if self.count >= MOST_REMEMBERED {
            self.known.clear();
            self.count = 0;
        }
        self.count += 1;
        let known = self.known.entry(key).or_default();
        known.insert(text.to_owned(), width);
        Some(width)
    }

    fn measure(&mut self, text: &str, font: &Font<'_>) -> Option<f64> {
        if self.measure.is_none() {
            self.measure = context(&new_canvas()?, Backend::Commands);
        }
        let measure = self.measure.as_ref()?;
        let Font {
            family,
            size,
            weight,
        } = font;
        measure.set_font(&format!("{weight} {size}px {family}"));
        Some(measure.measure_text(text).ok()?.width())
    }
}
