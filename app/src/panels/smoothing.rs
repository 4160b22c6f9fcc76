//! The strength of a smoothing as the place of a slider and in words. Pure.

use suisei_core::number::Float;
use suisei_core::query::Smoothing;
use suisei_core::view::{PanelSettings, SmoothingKind};

use crate::text::{Text, fill, project, t};

/// The choices, in the order of the menu.
pub(crate) const KINDS: [SmoothingKind; 4] = [
    SmoothingKind::Exponential,
    SmoothingKind::Mean,
    SmoothingKind::Median,
    SmoothingKind::Gaussian,
];

/// Greatest weight that the slider reaches.
const MOST_WEIGHT: f64 = 0.999;

/// Most points on one side of a window that the slider reaches.
const MOST_HALF: f64 = 500.0;

/// Greatest standard deviation that the slider reaches.
const MOST_SIGMA: f64 = 200.0;

/// What a kind is called.
pub(crate) fn kind_name(kind: SmoothingKind) -> Text {
    match kind {
        SmoothingKind::Exponential => project::SMOOTHING_EXPONENTIAL,
        SmoothingKind::Mean => project::SMOOTHING_MEAN,
        SmoothingKind::Median => project::SMOOTHING_MEDIAN,
        SmoothingKind::Gaussian => project::SMOOTHING_GAUSSIAN,
    }
}

/// Where the slider stands, from 0 (none) to 1. Its right half is as fine as smoothing is there.
pub(crate) fn position(settings: &PanelSettings) -> f64 {
    let place = |value: f64, most: f64| value.max(0.0).ln_1p() / most.ln_1p();
    match settings.smoothing_kind {
        SmoothingKind::Exponential => 1.0 - (1.0 - settings.smoothing.0).max(0.0).sqrt(),
        SmoothingKind::Mean | SmoothingKind::Median => {
            place(f64::from(settings.window / 2), MOST_HALF)
        }
        SmoothingKind::Gaussian => place(settings.sigma.0, MOST_SIGMA),
    }
    .clamp(0.0, 1.0)
}

/// The settings with the smoothing `kind` and the slider at `position`.
pub(crate) fn at(settings: PanelSettings, kind: SmoothingKind, position: f64) -> PanelSettings {
    let value = |most: f64| (most.ln_1p() * position).exp_m1();
    let mut settings = PanelSettings {
        smoothing_kind: kind,
        ..settings
    };
    match kind {
        SmoothingKind::Exponential => settings.smoothing = Float(weight(position)),
        SmoothingKind::Mean | SmoothingKind::Median => {
            settings.window = match value(MOST_HALF).round() as u32 {
                0 => 0,
                half => 2 * half + 1,
            };
        }
        SmoothingKind::Gaussian => {
            let sigma = value(MOST_SIGMA);
            let fine = if sigma < 10.0 { 10.0 } else { 1.0 };
            settings.sigma = Float((sigma * fine).round() / fine);
        }
    }
    settings
}

/// The weight is 1 − (1 − s)².
fn weight(position: f64) -> f64 {
    let rest = 1.0 - position;
    let weight = (1.0 - rest * rest).clamp(0.0, MOST_WEIGHT);
    // Two decimals are what the number beside it shows; the last stretch needs a third.
    let fine = if weight > 0.985 { 1_000.0 } else { 100.0 };
    (weight * fine).round() / fine
}

/// The strength, as it stands beside the slider.
pub(crate) fn strength(settings: &PanelSettings) -> String {
    match settings.smoothing_kind {
        SmoothingKind::Exponential if settings.smoothing.0 > 0.985 => {
            format!("{:.3}", settings.smoothing.0)
        }
        SmoothingKind::Exponential => format!("{:.2}", settings.smoothing.0),
        SmoothingKind::Mean | SmoothingKind::Median => fill(
            project::SMOOTHING_POINTS,
            &[("n", &settings.window.max(1).to_string())],
        ),
        SmoothingKind::Gaussian => format!("σ {}", settings.sigma.0),
    }
}

/// The smoothing with its strength, as headers and tooltips name it; none without smoothing.
pub(crate) fn name(settings: &PanelSettings) -> Option<String> {
    let kind = match settings.smoothing()? {
        Smoothing::Exponential { .. } => t(project::SMOOTHING),
        _ => t(kind_name(settings.smoothing_kind)),
    };
    Some(format!("{kind} {}", strength(settings)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slider_comes_back_to_where_it_was_left() {
        for kind in KINDS {
            let none = at(PanelSettings::default(), kind, 0.0);
            assert_eq!(none.smoothing(), None, "{kind:?}");
            let mut before = -1.0;
            for percent in 0..=100 {
                let settings = at(PanelSettings::default(), kind, f64::from(percent) / 100.0);
                let found = position(&settings);
                assert!(found >= before, "{kind:?} {percent}");
                assert!(
                    (found * 100.0 - f64::from(percent)).abs() < 7.0,
                    "{kind:?} {percent}: {found}"
                );
                assert_eq!(
                    at(settings.clone(), kind, found),
                    settings,
                    "{kind:?} {percent}"
                );
                before = found;
            }
        }
    }

    #[test]
    fn smoothing_has_a_name_only_where_there_is_any() {
        assert_eq!(name(&PanelSettings::default()), None);
        let settings = PanelSettings {
            smoothing_kind: SmoothingKind::Gaussian,
            sigma: Float(12.0),
            ..PanelSettings::default()
        };
        assert!(name(&settings).unwrap().ends_with("σ 12"));
    }
}
