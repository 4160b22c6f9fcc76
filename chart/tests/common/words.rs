//! Reads the words of a picture, as any interpreter would.

use proptest::test_runner::TestCaseError;
use suisei_chart::{Commands, EstimatedText, Font, TextMeasure};

/// Every command of a picture: its code, and its arguments. See the head of `commands.rs`.
pub(crate) fn commands(picture: &Commands) -> Vec<(u32, Vec<f32>)> {
    let words = picture.words();
    let mut all = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let code = words[at] as u32;
        let count = |offset: usize| words[at + offset] as usize;
        let length = match code {
            0 | 3 => 2,
            1 | 2 | 5 | 11 | 13 => 4,
            4 => 1 + count(1),
            6 => 0,
            7 | 12 => {
                let mut length = 1;
                for _ in 0..count(1) {
                    length += 1 + 2 * count(1 + length);
                }
                length
            }
            8 => 5,
            9 => 2 + 2 * count(2),
            10 => 3,
            // Nothing behind a command that is not known can be read.
            _ => words.len() - at - 1,
        };
        all.push((code, words[at + 1..at + 1 + length].to_vec()));
        at += 1 + length;
    }
    all
}

/// Every run of every stroked path, in order.
pub(crate) fn paths(picture: &Commands) -> Vec<Vec<(f32, f32)>> {
    let mut runs = Vec::new();
    for (_, arguments) in commands(picture).iter().filter(|(code, _)| *code == 7) {
        let mut rest = &arguments[1..];
        while let Some((count, points)) = rest.split_first() {
            let (run, after) = points.split_at(2 * *count as usize);
            runs.push(run.chunks_exact(2).map(|at| (at[0], at[1])).collect());
            rest = after;
        }
    }
    runs
}

/// The middles of all dots.
pub(crate) fn dots(picture: &Commands) -> Vec<(f32, f32)> {
    let all = commands(picture);
    let dots = all.iter().filter(|(code, _)| *code == 9);
    dots.flat_map(|(_, arguments)| arguments[2..].chunks_exact(2))
        .map(|at| (at[0], at[1]))
        .collect()
}

/// A written text and the box of its capitals: left, top, right, bottom.
#[derive(Debug)]
pub(crate) struct Text {
    pub(crate) text: String,
    pub(crate) rect: [f64; 4],
}

/// Every text of a picture, measured with a measure.
pub(crate) fn texts(picture: &Commands, measure: &dyn TextMeasure) -> Vec<Text> {
    let joined = picture.strings();
    let strings: Vec<&str> = joined.split('\n').collect();
    let (mut size, mut weight) = (0.0, 400);
    let mut found = Vec::new();
    for (code, arguments) in commands(picture) {
        if code == 10 {
            (size, weight) = (f64::from(arguments[0]), arguments[1] as u16);
        }
        if code != 11 {
            continue;
        }
        let text = strings[arguments[3] as usize];
        let font = Font {
            family: "sans-serif",
            size,
            weight,
        };
        let width = measure.width(text, &font);
        let (x, bottom) = (f64::from(arguments[1]), f64::from(arguments[2]));
        let left = x - width * f64::from(arguments[0]) / 2.0;
        found.push(Text {
            text: text.to_owned(),
            rect: [left, bottom - 0.72 * size, left + width, bottom],
        });
    }
    found.retain(|text| text.rect[0] < text.rect[2]);
    found
}

/// No two texts of a picture overlap, and none is cut by the edges of the canvas; at one device
/// pixel per CSS pixel.
pub(crate) fn texts_stand_clear(picture: &Commands, size: (f64, f64)) -> Result<(), TestCaseError> {
    let texts = texts(picture, &EstimatedText);
    // Positions are rounded to whole pixels.
    const ROUNDED: f64 = 1.0;
    for (index, one) in texts.iter().enumerate() {
        let [left, top, right, bottom] = one.rect;
        let inside = left >= -ROUNDED
            && top >= -ROUNDED
            && right <= size.0 + ROUNDED
            && bottom <= size.1 + ROUNDED;
        if !inside {
            return Err(TestCaseError::fail(format!("{one:?} is cut at {size:?}")));
        }
        for other in &texts[..index] {
            let apart = right <= other.rect[0] + ROUNDED
                || other.rect[2] <= left + ROUNDED
                || bottom <= other.rect[1] + ROUNDED
                || other.rect[3] <= top + ROUNDED;
            if !apart {
                return Err(TestCaseError::fail(format!("{one:?} overlaps {other:?}")));
            }
        }
    }
    Ok(())
}
