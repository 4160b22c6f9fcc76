//! How a window looks: its size, its device pixels, light or dark, its language.

use serde_json::json;

use super::driver::Driver;

/// The look of a window.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// Width in CSS pixels.
    pub width: u32,
    /// Height in CSS pixels.
    pub height: u32,
    /// Device pixels per CSS pixel.
    pub pixel_ratio: f64,
    /// What the system prefers.
    pub theme: Theme,
    /// What the browser prefers.
    pub language: Language,
    /// Whether the system asks for less motion.
    pub calm: bool,
}

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// A language of the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// English.
    English,
    /// Japanese.
    Japanese,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            width: 1_440,
            height: 900,
            pixel_ratio: 1.0,
            theme: Theme::Light,
            language: Language::English,
            calm: false,
        }
    }
}

impl Look {
    /// The same in the dark.
    #[must_use]
    pub fn dark(self) -> Self {
        Self {
            theme: Theme::Dark,
            ..self
        }
    }

    /// The same in Japanese.
    #[must_use]
    pub fn japanese(self) -> Self {
        Self {
            language: Language::Japanese,
            ..self
        }
    }

    /// The size of a telephone.
    #[must_use]
    pub fn narrow(self) -> Self {
        Self {
            width: 390,
            height: 844,
            pixel_ratio: 2.0,
            ..self
        }
    }

    /// The same where the system asks for less motion.
    #[must_use]
    pub fn calm(self) -> Self {
        Self { calm: true, ..self }
    }

    /// The same on a screen with fine pixels.
    #[must_use]
    pub fn fine(self) -> Self {
        Self {
            pixel_ratio: 2.0,
            ..self
        }
    }

    pub(super) fn arguments(self) -> Vec<String> {
        let language = match self.language {
            Language::English => "en-US",
            Language::Japanese => "ja",
        };
        vec![
            format!("--lang={language}"),
            format!("--accept-lang={language}"),
            format!("--window-size={},{}", self.width, self.height),
        ]
    }
}

/// Gives the window this look.
pub(super) fn apply(driver: &Driver, look: Look) {
    let scheme = match look.theme {
        Theme::Light => "light",
        Theme::Dark => "dark",
    };
    driver.devtools(
        "Emulation.setDeviceMetricsOverride",
        &json!({
            "width": look.width,
            "height": look.height,
            "deviceScaleFactor": look.pixel_ratio,
            "mobile": false,
        }),
    );
    driver.devtools(
        "Emulation.setEmulatedMedia",
        &json!({"features": [
            {"name": "prefers-color-scheme", "value": scheme},
            {"name": "prefers-reduced-motion", "value": if look.calm { "reduce" } else { "no-preference" }},
        ]}),
    );
}
