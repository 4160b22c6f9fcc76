//! `Range` headers: one part of a file. Several parts at once are answered with the whole.

use axum::http::{HeaderMap, header};

/// What a request asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// All of it.
    Whole,
    /// From the first to the last byte, both included.
    Part {
        /// First byte.
        first: u64,
        /// Last byte.
        last: u64,
    },
    /// Bytes that the file does not have.
    Nowhere,
}

/// What these headers ask for of a file of `size` bytes.
pub(super) fn asked(headers: &HeaderMap, etag: &str, size: u64) -> Asked {
    let value = |name| headers.get(name).and_then(|value| value.to_str().ok());
    // Another version was begun: only the whole of this one makes sense.
    if value(header::IF_RANGE).is_some_and(|known| known.trim() != etag) {
        return Asked::Whole;
    }
    value(header::RANGE).map_or(Asked::Whole, |range| parse(range, size))
}

fn parse(range: &str, size: u64) -> Asked {
    let Some(spec) = range
        .trim()
        .strip_prefix("bytes=")
        .filter(|spec| !spec.contains(','))
    else {
        return Asked::Whole;
    };
    let Some((first, last)) = spec.trim().split_once('-') else {
        return Asked::Whole;
    };
    let number = |text: &str| text.parse::<u64>().ok();
    match (first, number(first), last, number(last)) {
        ("", _, _, Some(0)) => Asked::Nowhere,
        ("", _, _, Some(n_last)) if size > 0 => Asked::Part {
            first: size.saturating_sub(n_last),
            last: size - 1,
        },
        ("", _, _, Some(_)) => Asked::Nowhere,
        (_, Some(first), _, Some(last)) if last < first => Asked::Whole,
        (_, Some(first), _, Some(_)) | (_, Some(first), "", None) if first >= size => {
            Asked::Nowhere
        }
        (_, Some(first), "", None) => Asked::Part {
            first,
            last: size - 1,
        },
        (_, Some(first), _, Some(last)) => Asked::Part {
            first,
            last: last.min(size - 1),
        },
        _ => Asked::Whole,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_ten_bytes() {
        let part = |first, last| Asked::Part { first, last };
        for (range, expected) in [
            ("bytes=0-3", part(0, 3)),
            ("bytes=4-", part(4, 9)),
            ("bytes=-2", part(8, 9)),
            ("bytes=-99", part(0, 9)),
            ("bytes=5-99", part(5, 9)),
            ("bytes=10-", Asked::Nowhere),
            ("bytes=-0", Asked::Nowhere),
            ("bytes=3-1", Asked::Whole),
            ("bytes=0-1,4-5", Asked::Whole),
            ("lines=1-2", Asked::Whole),
            ("bytes=x-y", Asked::Whole),
        ] {
            assert_eq!(parse(range, 10), expected, "{range}");
        }
        assert_eq!(parse("bytes=-1", 0), Asked::Nowhere);
    }
}
