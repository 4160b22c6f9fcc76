//! Searching in console lines: where a word stands, and the pieces of a line with the hits marked.
//! Upper and lower case of ASCII letters are the same. Pure.

use super::ansi::Span;

/// A piece of a line: text, CSS classes, and whether it is a hit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// What is shown.
    pub(super) text: String,
    /// CSS classes.
    pub(super) class: String,
    /// True for what was searched.
    pub(super) hit: bool,
}

/// Start and end of each hit in bytes; hits never overlap.
fn hits(text: &str, word: &str) -> Vec<(usize, usize)> {
    if word.is_empty() {
        return Vec::new();
    }
    // Only ASCII changes, so that byte positions stay what they are.
    let (text, word) = (text.to_ascii_lowercase(), word.to_ascii_lowercase());
    text.match_indices(&word)
        .map(|(at, found)| (at, at + found.len()))
        .collect()
}

/// True when the visible text of a line holds the word.
pub(super) fn holds(visible: &str, word: &str) -> bool {
    !hits(visible, word).is_empty()
}

/// The pieces of a line with every hit of `word` marked; hits may reach over styles.
pub(super) fn mark(spans: &[Span], word: &str) -> Vec<Piece> {
    let visible: String = spans.iter().map(|span| span.text.as_str()).collect();
    let hits = hits(&visible, word);
    let mut pieces = Vec::new();
    let mut offset = 0;
    for span in spans {
        let end = offset + span.text.len();
        let mut at = offset;
        let piece = |from: usize, to: usize, hit: bool| Piece {
            text: visible[from..to].to_owned(),
            class: span.class.clone(),
            hit,
        };
        for (from, to) in hits
            .iter()
            .copied()
            .filter(|(from, to)| *from < end && *to > offset)
        {
            let (from, to) = (from.max(offset), to.min(end));
            if from > at {
                pieces.push(piece(at, from, false));
            }
            pieces.push(piece(from, to, true));
            at = to;
        }
        if at < end {
            pieces.push(piece(at, end, false));
        }
        offset = end;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(parts: &[(&str, &str)], word: &str) -> Vec<(String, bool)> {
        let spans: Vec<Span> = parts
            .iter()
            .map(|(text, class)| Span {
                text: (*text).to_owned(),
                class: (*class).to_owned(),
            })
            .collect();
        mark(&spans, word)
            .into_iter()
            .map(|piece| (piece.text, piece.hit))
            .collect()
    }

    #[test]
    fn hits_are_marked_in_any_case() {
        assert_eq!(
            marked(&[("Loss loss", "")], "loss"),
            [
                ("Loss".to_owned(), true),
                (" ".to_owned(), false),
                ("loss".to_owned(), true)
            ]
        );
        assert_eq!(marked(&[("a", "")], ""), [("a".to_owned(), false)]);
        assert_eq!(
            marked(&[("é彗星", "")], "星"),
            [("é彗".to_owned(), false), ("星".to_owned(), true)]
        );
    }

    #[test]
    fn a_hit_may_reach_over_styles() {
        assert_eq!(
            marked(&[("ab", "x"), ("cd", "y")], "bc"),
            [
                ("a".to_owned(), false),
                ("b".to_owned(), true),
                ("c".to_owned(), true),
                ("d".to_owned(), false)
            ]
        );
        assert!(holds("abcd", "BC"));
        assert!(!holds("abcd", "x"));
    }
}
