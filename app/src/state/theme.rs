//! Light, dark or as the system has it; charts take their colours from the same tokens as CSS.

use leptos::prelude::*;
use suisei_chart::{Rgba, Theme};

use crate::dom::canvas;
use crate::dom::page::{self, Tokens};
use crate::dom::storage;

/// How many series colours there are before they repeat with another dash.
pub(crate) const SLOTS: u32 = 12;

/// What was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ThemeChoice {
    /// As the system has it.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl ThemeChoice {
    fn word(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    fn stored() -> Self {
        match storage::get("theme").as_deref() {
            Some("light") => Self::Light,
            Some("dark") => Self::Dark,
            _ => Self::System,
        }
    }
}

/// Sets the stored theme before anything is drawn.
pub(crate) fn apply_stored() {
    page::set_root_attribute("data-theme", Some(ThemeChoice::stored().word()));
}

/// Theme state, shared by context.
#[derive(Clone, Copy)]
pub(crate) struct ThemeState {
    choice: RwSignal<ThemeChoice>,
    colours: RwSignal<ChartColours>,
    ratio: RwSignal<f64>,
}

/// Everything that a chart takes from the tokens.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ChartColours {
    /// Axes, text and line widths.
    pub(crate) theme: Theme,
    /// The colours of the slots.
    pub(crate) series: Vec<Rgba>,
    /// The dashes of the slots.
    pub(crate) dashes: Vec<Vec<f32>>,
    /// The font family of labels.
    pub(crate) font: String,
}

impl ThemeState {
    /// Reads the tokens and follows the system.
    pub(crate) fn start() -> Self {
        let state = Self {
            choice: RwSignal::new(ThemeChoice::stored()),
            colours: RwSignal::new(ChartColours::read()),
            ratio: RwSignal::new(canvas::pixel_ratio()),
        };
        page::on_pixel_ratio_change(move || state.ratio.set(canvas::pixel_ratio()));
        page::on_media_change("(prefers-color-scheme: dark)", move || state.read_tokens());
        state
    }

    /// What was chosen; reactive.
    pub(crate) fn choice(self) -> ThemeChoice {
        self.choice.get()
    }

    /// Chooses, remembers and applies.
    pub(crate) fn choose(self, choice: ThemeChoice) {
        storage::set("theme", choice.word());
        self.choice.set(choice);
        apply_stored();
        self.read_tokens();
    }

    fn read_tokens(self) {
        self.colours.set(ChartColours::read());
    }

    /// Device pixels per CSS pixel: another screen or another zoom of the page changes it.
    pub(crate) fn ratio(self) -> RwSignal<f64> {
        self.ratio
    }

    /// The colours of charts; reactive.
    pub(crate) fn colours(self) -> RwSignal<ChartColours> {
        self.colours
    }
}

/// The theme state of the app.
pub(crate) fn use_theme() -> ThemeState {
    expect_context()
}

impl ChartColours {
    fn read() -> Self {
        let tokens = Tokens::current();
        let dash = |slot: u32| -> Vec<f32> {
            let text = tokens.get(&format!("--dash-{}", slot + 1));
            text.split_whitespace()
                .filter_map(|length| length.parse().ok())
                .collect()
        };
        Self {
            theme: chart_theme(&tokens),
            series: (0..SLOTS)
                .map(|slot| colour(&tokens, &format!("--c-{}", slot + 1)))
                .collect(),
            dashes: (0..SLOTS).map(dash).collect(),
            font: tokens.get("--font-ui"),
        }
    }

    /// The colour of an experiment, by its number in the project (from 1).
    pub(crate) fn of(&self, number: u32) -> Rgba {
        self.series[slot_of(number) as usize]
    }

    /// Its dash: that of its slot, shifted once the colours repeat.
    pub(crate) fn dash_of(&self, number: u32) -> &[f32] {
        let round = number.saturating_sub(1) / SLOTS;
        &self.dashes[((slot_of(number) + round * 6) % SLOTS) as usize]
    }
}

/// The colour slot of an experiment, from 0.
pub(crate) fn slot_of(number: u32) -> u32 {
    number.saturating_sub(1) % SLOTS
}

fn colour(tokens: &Tokens, name: &str) -> Rgba {
    Rgba::parse(&tokens.get(name)).unwrap_or(Rgba {
        red: 128,
        green: 128,
        blue: 128,
        alpha: 1.0,
    })
}

fn chart_theme(tokens: &Tokens) -> Theme {
    let px = |name: &str, or: f64| tokens.number(name).unwrap_or(or);
    Theme {
        surface: colour(tokens, "--surface"),
        grid: colour(tokens, "--c-grid"),
        axis: colour(tokens, "--c-axis"),
        tick: colour(tokens, "--c-tick"),
        cross: colour(tokens, "--c-cross"),
        zoom: colour(tokens, "--c-zoom"),
        chip: colour(tokens, "--text"),
        chip_text: colour(tokens, "--surface"),
        text: colour(tokens, "--text"),
        seq: std::array::from_fn(|step| colour(tokens, &format!("--seq-{step}"))),
        font_family: tokens.get("--font-ui"),
        font_size: px("--fs-11", 11.0),
        chip_weight: px("--fw-medium", 500.0) as u16,
        line_width: px("--line-w", 1.5),
        lit_width: px("--line-w-hover", 2.25),
        raw_width: px("--line-w-raw", 1.0),
        raw_opacity: px("--raw-o", 0.26) as f32,
        dimmed_opacity: px("--line-dim", 0.16) as f32,
        band_opacity: px("--band-o", 0.16) as f32,
    }
}
