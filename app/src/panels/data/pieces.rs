//! Answers put together: newer points behind older ones, fine points in the place of coarse ones.
//! Pure.

use suisei_core::query::{Answer, Mark, MarkKind};

use crate::panels::zoom::Range;

/// `old` with the points of `new` behind it; sorted again where they came out of order.
pub(super) fn extended(old: Answer, new: Answer) -> Answer {
    let in_order = match (old.x.last(), new.x.first()) {
        (Some(last), Some(first)) => last <= first,
        _ => true,
    };
    let mut meta = new.meta;
    // The answer counted only what it carries.
    meta.in_range += old.meta.in_range;
    meta.no_x += old.meta.no_x;
    let mut answer = Answer { meta, ..old };
    answer.x.extend(new.x);
    answer.y.extend(new.y);
    answer.marks.extend(new.marks);
    if !in_order {
        let mut order: Vec<usize> = (0..answer.x.len()).collect();
        order.sort_by(|&a, &b| answer.x[a].total_cmp(&answer.x[b]));
        answer.x = order.iter().map(|&index| answer.x[index]).collect();
        answer.y = order.iter().map(|&index| answer.y[index]).collect();
        answer
            .marks
            .sort_by(|a: &Mark, b: &Mark| a.x.total_cmp(&b.x));
    }
    answer
}

/// `whole` with the points of `part`, which stand for `range`, in the place of its own.
pub(super) fn laid_into(whole: &Answer, part: &Answer, range: Range) -> Answer {
    let (x, y) = laid((&whole.x, &whole.y), (&part.x, &part.y), range);
    let smooth = |answer: &Answer| !answer.smooth_x.is_empty();
    let (smooth_x, smooth_y) = if smooth(part) {
        laid(
            (&whole.smooth_x, &whole.smooth_y),
            (&part.smooth_x, &part.smooth_y),
            range,
        )
    } else {
        (whole.smooth_x.clone(), whole.smooth_y.clone())
    };
    let outside = |low: &f64, high: &f64, mark: &&Mark| mark.x < *low || mark.x > *high;
    let mut marks: Vec<Mark> = whole
        .marks
        .iter()
        .filter(|mark| outside(&range.0, &range.1, mark))
        .chain(&part.marks)
        .copied()
        .collect();
    marks.sort_by(|a, b| a.x.total_cmp(&b.x));
    Answer {
        meta: part.meta.clone(),
        x,
        y,
        smooth_x,
        smooth_y,
        marks,
    }
}

/// One line with another in its place between the ends of `range`, neighbours included.
fn laid(whole: (&[f64], &[f64]), part: (&[f64], &[f64]), range: Range) -> (Vec<f64>, Vec<f64>) {
    let low = part.0.first().map_or(range.0, |first| first.min(range.0));
    let high = part.0.last().map_or(range.1, |last| last.max(range.1));
    let before = whole.0.partition_point(|&x| x < low);
    let after = whole.0.partition_point(|&x| x <= high).max(before);
    let join = |whole: &[f64], part: &[f64]| [&whole[..before], part, &whole[after..]].concat();
    (join(whole.0, part.0), join(whole.1, part.1))
}

/// An answer of the same series without any point.
pub(super) fn hollow(answer: &Answer) -> Answer {
    Answer {
        meta: answer.meta.clone(),
        x: Vec::new(),
        y: Vec::new(),
        smooth_x: Vec::new(),
        smooth_y: Vec::new(),
        marks: Vec::new(),
    }
}

/// The answer with infinities in the place of NaN where its marks say so.
pub(super) fn with_infinities(mut answer: Answer) -> Answer {
    for mark in &answer.marks {
        let value = match mark.kind {
            MarkKind::NotANumber => continue,
            MarkKind::PositiveInfinity => f64::INFINITY,
            MarkKind::NegativeInfinity => f64::NEG_INFINITY,
        };
        let first = answer.x.partition_point(|&x| x < mark.x);
        let same = answer.x[first..].iter().take_while(|&&x| x == mark.x);
        let end = first + same.count();
        if let Some(y) = answer.y[first..end].iter_mut().find(|y| y.is_nan()) {
            *y = value;
        }
    }
    answer
}
