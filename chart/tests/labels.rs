//! What must hold for the labels of any chart: clear of each other and of the edges, different,
//! within the range; for any data, range, scale, size, ratio, font and zone.

#[expect(dead_code, reason = "other test programs use the rest")]
mod common;

use common::words::texts_stand_clear;
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use suisei_chart::{
    Annotation, Band, Commands, EstimatedText, Font, Layout, Limits, Line, LineChart, OffsetChange,
    Raster, Reference, Rgba, ScaleKind, Series, Side, TextMeasure, Theme, Tick, XAxis, XKind,
    YAxis, Zone, line,
};

const GREY: Rgba = Rgba {
    red: 128,
    green: 128,
    blue: 128,
    alpha: 1.0,
};

/// A font as wide as it likes.
#[derive(Clone, Copy, Debug)]
enum Measure {
    Estimated(f64),
    Constant(f64),
}

impl TextMeasure for Measure {
    fn width(&self, text: &str, font: &Font<'_>) -> f64 {
        match self {
            Self::Estimated(factor) => EstimatedText.width(text, font) * factor,
            Self::Constant(width) => *width,
        }
    }
}

fn measure() -> impl Strategy<Value = Measure> {
    prop_oneof![
        (0.2..4.0).prop_map(Measure::Estimated),
        Just(Measure::Estimated(1.0)),
        Just(Measure::Constant(0.0)),
        Just(Measure::Constant(1e9)),
        Just(Measure::Constant(f64::NAN)),
        Just(Measure::Constant(f64::INFINITY)),
        Just(Measure::Constant(-5.0)),
    ]
}

/// Finite numbers of every size and sign.
fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        -1e3..1e3f64,
        (-307..307i32, -10.0..10.0f64).prop_map(|(exponent, lead)| lead * 10f64.powi(exponent)),
        1.7e15..1.9e15,
        Just(0.0),
        Just(5e-324),
        Just(f64::MAX),
        Just(f64::MIN),
    ]
}

/// Two numbers: far apart, close, a few units in the last place apart, or equal.
fn pair() -> impl Strategy<Value = (f64, f64)> {
    let apart = (number(), number());
    let close = (number(), -1e-3..1e-3).prop_map(|(a, share)| (a, a + a * share));
    let last_place = (number(), 0..9u64).prop_map(|(a, ulps)| {
        let b = f64::from_bits(a.to_bits().saturating_add(ulps));
        (a, if b.is_finite() { b } else { a })
    });
    prop_oneof![3 => apart, 2 => close, 1 => last_place]
        .prop_map(|(a, b)| (a.min(b), a.max(b)))
        .prop_filter("finite", |(a, b)| a.is_finite() && b.is_finite())
}

/// What people type, also nonsense.
fn limits() -> impl Strategy<Value = Limits> {
    let end = prop_oneof![
        5 => Just(None),
        3 => number().prop_map(Some),
        1 => Just(Some(f64::NAN)),
        1 => Just(Some(f64::INFINITY)),
    ];
    (end.clone(), end).prop_map(|(low, high)| Limits { low, high })
}

fn scale() -> impl Strategy<Value = ScaleKind> {
    prop_oneof![
        2 => Just(ScaleKind::Linear),
        1 => Just(ScaleKind::Log),
        2 => (-300..300i32, 1.0..9.0f64).prop_map(|(exponent, lead)| ScaleKind::Symlog {
            threshold: lead * 10f64.powi(exponent),
        }),
        1 => Just(ScaleKind::Symlog { threshold: 1.0 }),
        1 => Just(ScaleKind::Symlog { threshold: f64::NAN }),
    ]
}

fn kind() -> impl Strategy<Value = XKind> {
    prop_oneof![
        Just(XKind::Step),
        Just(XKind::Index),
        Just(XKind::Epoch),
        Just(XKind::RelativeTime),
        Just(XKind::WallTime),
    ]
}

fn zone() -> impl Strategy<Value = Zone> {
    let change = (1_700_000_000..1_900_000_000i64, -50_000..50_000i32);
    (-50_000..50_000i32, proptest::collection::vec(change, 0..4)).prop_map(|(first, changes)| {
        let changes = changes
            .into_iter()
            .map(|(second, offset_seconds)| OffsetChange {
                at: second * 1_000_000,
                offset_seconds,
            });
        Zone::with_changes(first, changes)
    })
}

fn y_axis() -> impl Strategy<Value = YAxis<'static>> {
    (
        limits(),
        scale(),
        prop_oneof![Just(""), Just("a name that is not short at all")],
    )
        .prop_map(|(range, scale, name)| YAxis { name, scale, range })
}

#[derive(Clone, Debug)]
struct Case {
    x: [f64; 2],
    left: [f64; 2],
    right: [f64; 2],
    kind: XKind,
    x_scale: ScaleKind,
    x_range: Limits,
    zone: Zone,
    y_axis: YAxis<'static>,
    right_axis: Option<YAxis<'static>>,
    size: (f64, f64),
    ratio: f64,
    font_size: f64,
    measure: Measure,
    tinted: bool,
}

fn case() -> impl Strategy<Value = Case> {
    // In boxes: trees of this size would not fit on the stack of a test.
    let data = (pair(), pair(), pair()).boxed();
    let x = (kind(), scale(), limits(), zone()).boxed();
    let y = (y_axis(), proptest::option::of(y_axis())).boxed();
    let look = (
        (0.0..1300.0, 0.0..700.0),
        0.5..4.0,
        6.0..30.0,
        measure(),
        any::<bool>(),
    );
    (data, x, y, look).prop_map(|(data, x, y, look)| Case {
        x: data.0.into(),
        left: data.1.into(),
        right: data.2.into(),
        kind: x.0,
        x_scale: x.1,
        x_range: x.2,
        zone: x.3,
        y_axis: y.0,
        right_axis: y.1,
        size: look.0,
        ratio: look.1,
        font_size: look.2,
        measure: look.3,
        tinted: look.4,
    })
}

#[derive(Clone, Copy)]
enum Backend {
    Commands,
    Raster,
}

impl Case {
    fn draw(&self, backend: Backend) -> (Layout, Commands) {
        self.draw_with(backend, Theme::plain(GREY))
    }

    fn texts_stand_clear(&self, is_dark: bool) -> Result<(), TestCaseError> {
        let theme = if is_dark {
            common::dark()
        } else {
            common::light()
        };
        let mut usual = self.clone();
        (usual.ratio, usual.measure) = (1.0, Measure::Estimated(1.0));
        // A canvas that is lower than a line of text cuts every text.
        usual.size.1 += 2.0 * self.font_size;
        let (_, commands) = usual.draw_with(Backend::Commands, theme);
        texts_stand_clear(&commands, usual.size)
    }

    fn draw_with(&self, backend: Backend, theme: Theme) -> (Layout, Commands) {
        let all = [
            Series::new(
                Line {
                    x: &self.x,
                    y: self.left.as_slice().into(),
                },
                GREY,
            ),
            Series {
                side: Side::Right,
                band: self.tinted.then_some(Band {
                    x: &self.x,
                    low: self.left.as_slice().into(),
                    high: self.right.as_slice().into(),
                }),
                fill: self.tinted.then_some(self.left[0]),
                ..Series::new(
                    Line {
                        x: &self.x,
                        y: self.right.as_slice().into(),
                    },
                    GREY,
                )
            },
        ];
        let x_axis = XAxis {
            scale: self.x_scale,
            range: self.x_range,
            zone: &self.zone,
            ..XAxis::new(self.kind, "step")
        };
        let annotation = |at| Annotation {
            at,
            label: "a label",
            colour: None,
        };
        let annotations = [
            annotation(Reference::X(self.x[0])),
            annotation(Reference::Y(Side::Left, self.left[1])),
            annotation(Reference::Y(Side::Right, self.right[1])),
        ];
        let chart = LineChart {
            ratio: self.ratio,
            y_axis: self.y_axis,
            right_axis: self.right_axis,
            annotations: &annotations,
            ..LineChart::new(self.size.0, self.size.1, x_axis, &all)
        };
        let theme = Theme {
            font_size: self.font_size,
            ..theme
        };
        let picture = match backend {
            Backend::Commands => line::draw(&chart, &theme, &self.measure),
            Backend::Raster => line::draw_pixels(&mut Raster::new(), &chart, &theme, &self.measure),
        };
        (picture.layout, picture.commands)
    }
}

fn is_different(pair: &[Tick]) -> bool {
    pair[0].label.is_empty() || pair[0].label != pair[1].label
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn labels_stand_clear_of_each_other_and_of_the_edges(case in case()) {
        let (layout, commands) = case.draw(Backend::Commands);
        prop_assert!(commands.words().iter().all(|word| word.is_finite()));
        for tick in layout.x_ticks() {
            prop_assert!(layout.x().contains(tick.value), "{tick:?}");
            prop_assert!(tick.position - tick.width / 2.0 >= 0.0, "{tick:?}");
            prop_assert!(tick.position + tick.width / 2.0 <= case.size.0, "{tick:?}");
        }
        for pair in layout.x_ticks().windows(2) {
            let end = pair[0].position + pair[0].width / 2.0;
            prop_assert!(end < pair[1].position - pair[1].width / 2.0, "{pair:?}");
            prop_assert!(is_different(pair), "{pair:?}");
        }
        for side in [Side::Left, Side::Right] {
            let ticks = layout.y_ticks(side);
            for tick in ticks.iter().filter(|tick| !tick.label.is_empty()) {
                prop_assert!(layout.y(side).contains(tick.value), "{tick:?}");
                let margin = match side {
                    Side::Right if layout.has_right_axis() => case.size.0 - layout.plot().right,
                    _ => layout.left(),
                };
                prop_assert!(tick.width + 8.0 <= margin + 1.0, "{tick:?} {margin}");
            }
            for pair in ticks.windows(2) {
                let distance = pair[0].position - pair[1].position;
                prop_assert!(distance >= case.font_size, "{pair:?}");
                prop_assert!(is_different(pair), "{pair:?}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn pixels_are_laid_out_as_commands(case in case()) {
        let (layout, commands) = case.draw(Backend::Raster);
        prop_assert!(commands.words().iter().all(|word| word.is_finite()));
        prop_assert!(layout == case.draw(Backend::Commands).0);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Labels of all axes, their names, thresholds and notes: no two texts of a picture overlap,
    /// none is cut, in either theme.
    #[test]
    fn no_two_texts_of_a_picture_overlap(case in case(), is_dark in any::<bool>()) {
        case.texts_stand_clear(is_dark)?;
    }
}
