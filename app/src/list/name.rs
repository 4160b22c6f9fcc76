//! Names that are too long shorten in the middle: sweeps differ at their ends.

use leptos::prelude::*;

/// Characters of a name that never give way.
const TAIL: usize = 8;

/// A name in two parts, of which only the first gives way.
fn split(name: &str) -> (&str, &str) {
    let chars = name.chars().count();
    if chars < 2 * TAIL {
        return (name, "");
    }
    let Some((at, after)) = name.char_indices().nth(chars - TAIL) else {
        return (name, "");
    };
    let before = name[..at].chars().next_back();
    // A cut within what is drawn as one sign would change it.
    let is_plain = |c: char| c.is_ascii() || c.is_alphanumeric();
    if is_plain(after) && before.is_some_and(is_plain) {
        name.split_at(at)
    } else {
        (name, "")
    }
}

/// A name that shortens in the middle.
#[component]
pub(crate) fn ShortName(
    /// The name.
    name: String,
) -> impl IntoView {
    let (head, tail) = split(&name);
    view! {
        <span class="short-name" title=name.clone()>
            <span class="ellipsis">{head.to_owned()}</span>
            <span>{tail.to_owned()}</span>
        </span>
    }
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn only_long_names_are_cut_and_never_within_a_sign() {
        assert_eq!(split("resnet50"), ("resnet50", ""));
        assert_eq!(split("vit-s16-sweep3-0042"), ("vit-s16-swe", "ep3-0042"));
        assert_eq!(
            split("事前学習の実験その一二三四五六七八九"),
            ("事前学習の実験その一", "二三四五六七八九")
        );
        let flags =
            "experiment \u{1f1ef}\u{1f1f5}\u{1f1ef}\u{1f1f5}\u{1f1ef}\u{1f1f5}\u{1f1ef}\u{1f1f5}";
        assert_eq!(split(flags).1, "");
    }
}
