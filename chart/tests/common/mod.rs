//! Themes and made-up data for the tests. Data use plain arithmetic only, so that every platform
//! gives the same bits.

pub(crate) mod files;
pub(crate) mod words;

use suisei_chart::{Limits, Line, LineChart, Rgba, ScaleKind, Series, Theme, XAxis, XKind, YAxis};

/// Series colours of the light theme, with their dashes.
pub(crate) const LIGHT: [&str; 12] = [
    "#265ee7", "#aa3300", "#02a377", "#dd68c3", "#9c8200", "#8217aa", "#0b4067", "#ff5665",
    "#256949", "#785f95", "#6d1f1a", "#9c77ff",
];
/// Series colours of the dark theme.
pub(crate) const DARK: [&str; 12] = [
    "#286fd7", "#f1871d", "#01d2af", "#b05475", "#e3dc33", "#b593ff", "#58a6c1", "#d7561c",
    "#7ff39e", "#ffa5f0", "#c1858b", "#8276ae",
];
/// Ordered colours of the light theme, low to high.
const LIGHT_SEQ: [&str; 10] = [
    "#f4f7fb", "#dfe9f4", "#c4d8ea", "#a3c5de", "#7dafd0", "#5896c0", "#3a7baf", "#276197",
    "#1b487a", "#112f57",
];
/// Ordered colours of the dark theme.
const DARK_SEQ: [&str; 10] = [
    "#14202e", "#16304a", "#194264", "#1e5680", "#2a6c9a", "#4184b1", "#629ec5", "#8bb9d7",
    "#b7d4e7", "#e4f0f8",
];
/// Dashes of the slots.
pub(crate) const DASHES: [&[f32]; 12] = [
    &[],
    &[],
    &[],
    &[],
    &[],
    &[],
    &[6.0, 3.0],
    &[2.0, 2.5],
    &[9.0, 3.0, 2.0, 3.0],
    &[12.0, 4.0],
    &[4.0, 2.0, 1.0, 2.0],
    &[1.5, 4.0],
];

pub(crate) fn colour(token: &str) -> Rgba {
    Rgba::parse(token).unwrap_or(Rgba {
        red: 0,
        green: 0,
        blue: 0,
        alpha: 1.0,
    })
}

pub(crate) fn light() -> Theme {
    Theme {
        surface: colour("#ffffff"),
        grid: colour("#eceef2"),
        axis: colour("#c3c8d1"),
        tick: colour("#616876"),
        cross: colour("#6b7280"),
        zoom: colour("rgba(36,87,208,.12)"),
        chip: colour("#191c22"),
        chip_text: colour("#ffffff"),
        text: colour("#191c22"),
        seq: LIGHT_SEQ.map(colour),
        font_family: "system-ui, sans-serif".to_owned(),
        ..Theme::plain(colour("#000000"))
    }
}

pub(crate) fn dark() -> Theme {
    Theme {
        surface: colour("#15181d"),
        grid: colour("#1f232a"),
        axis: colour("#3c434f"),
        tick: colour("#8d95a3"),
        cross: colour("#8d95a3"),
        zoom: colour("rgba(127,166,255,.16)"),
        chip: colour("#e7e9ed"),
        chip_text: colour("#15181d"),
        text: colour("#e7e9ed"),
        seq: DARK_SEQ.map(colour),
        raw_opacity: 0.30,
        dimmed_opacity: 0.18,
        band_opacity: 0.20,
        ..light()
    }
}

/// A chart of the usual panel size.
pub(crate) fn chart<'a>(series: &'a [Series<'a>]) -> LineChart<'a> {
    LineChart::new(420.0, 240.0, XAxis::new(XKind::Step, "step"), series)
}

/// The usual chart with another kind of y axis.
pub(crate) fn scaled<'a>(series: &'a [Series<'a>], scale: ScaleKind) -> LineChart<'a> {
    LineChart {
        y_axis: YAxis {
            scale,
            ..YAxis::default()
        },
        ..chart(series)
    }
}

/// A series in the colour and dash of a slot.
pub(crate) fn series<'a>(x: &'a [f64], y: &'a [f64], slot: usize) -> Series<'a> {
    Series {
        dash: DASHES[slot % 12],
        ..Series::new(Line { x, y: y.into() }, colour(LIGHT[slot % 12]))
    }
}

/// A y axis from `low` to `high`.
pub(crate) fn ranged(low: f64, high: f64) -> YAxis<'static> {
    YAxis {
        range: Limits::between(low, high),
        ..YAxis::default()
    }
}

/// The whole numbers below `count`.
pub(crate) fn range(count: usize) -> Vec<f64> {
    (0..count).map(|i| i as f64).collect()
}

/// Numbers between −1 and 1 with a bell-like spread.
pub(crate) struct Noise(u64);

impl Noise {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn next(&mut self) -> f64 {
        (0..4).map(|_| self.even()).sum::<f64>() * 0.25
    }

    fn even(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1u64 << 52) as f64 - 1.0
    }
}

/// `count` steps up to `last`.
pub(crate) fn steps(count: usize, last: f64) -> Vec<f64> {
    (1..=count)
        .map(|i| i as f64 * last / count as f64)
        .collect()
}

/// A loss that falls quickly, then slowly, with noise.
pub(crate) fn loss(seed: u64, x: &[f64], end: f64) -> Vec<f64> {
    let mut noise = Noise::new(seed);
    let last = x.last().copied().unwrap_or(1.0);
    x.iter()
        .map(|x| {
            let t = x / last;
            let smooth = end + (5.0 - end) / (1.0 + 22.0 * t);
            smooth * (1.0 + 0.2 * noise.next() * (1.3 - t))
        })
        .collect()
}

/// Exponential smoothing without bias at the start.
pub(crate) fn smooth(y: &[f64], keep: f64) -> Vec<f64> {
    let (mut sum, mut weight) = (0.0, 0.0);
    y.iter()
        .map(|y| {
            sum = sum * keep + y * (1.0 - keep);
            weight = weight * keep + 1.0 - keep;
            sum / weight
        })
        .collect()
}
