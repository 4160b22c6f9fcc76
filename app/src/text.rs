//! The text table: every word that the app shows, in English and Japanese side by side.
//! Nothing outside `text/` holds a user-visible string; `cargo xtask tidy` checks it.

pub(crate) mod chart;
pub(crate) mod column;
pub(crate) mod common;
pub(crate) mod edits;
pub(crate) mod experiment;
pub(crate) mod format;
pub(crate) mod home;
pub(crate) mod kinds;
pub(crate) mod list;
pub(crate) mod project;
pub(crate) mod table;

use std::cell::Cell;

use crate::dom::{page, storage};

/// A language of the app.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    /// English.
    English,
    /// Japanese.
    Japanese,
}

/// One text in both languages.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Text {
    /// English.
    pub(crate) en: &'static str,
    /// Japanese.
    pub(crate) ja: &'static str,
}

/// Declares texts: `NAME: "English", "日本語";`
macro_rules! texts {
    ($($name:ident: $en:literal, $ja:literal;)*) => {
        $(pub(crate) const $name: crate::text::Text = crate::text::Text { en: $en, ja: $ja };)*
    };
}
pub(crate) use texts;

thread_local! {
    static LANGUAGE: Cell<Language> = const { Cell::new(Language::English) };
}

/// Chooses the language once, before anything is shown: the stored one, else the browser's.
pub(crate) fn choose_language() {
    let stored = storage::get("language");
    let browser = page::browser_language();
    let japanese = stored.as_deref().unwrap_or(&browser).starts_with("ja");
    let language = if japanese {
        Language::Japanese
    } else {
        Language::English
    };
    LANGUAGE.set(language);
    page::set_root_attribute("lang", Some(if japanese { "ja" } else { "en" }));
}

/// The language that was chosen.
pub(crate) fn language() -> Language {
    LANGUAGE.get()
}

/// Stores another language and loads the page anew in it.
pub(crate) fn switch_language(language: Language) {
    let code = match language {
        Language::English => "en",
        Language::Japanese => "ja",
    };
    storage::set("language", code);
    crate::dom::location::reload();
}

/// The text in the chosen language.
pub(crate) fn t(text: Text) -> &'static str {
    match language() {
        Language::English => text.en,
        Language::Japanese => text.ja,
    }
}

/// The text with its places filled in: `{name}` is the value, `{name:one|many}` the word that
/// goes with it as a number.
pub(crate) fn fill(text: Text, values: &[(&str, &str)]) -> String {
    let mut filled = String::new();
    let mut rest = t(text);
    while let Some((before, place, after)) = next_place(rest) {
        filled.push_str(before);
        let (name, words) = place.split_once(':').unwrap_or((place, ""));
        let value = values.iter().find(|(given, _)| *given == name);
        match (value, words.split_once('|')) {
            (Some((_, "1")), Some((one, _))) => filled.push_str(one),
            (Some(_), Some((_, many))) => filled.push_str(many),
            (Some((_, value)), None) => filled.push_str(value),
            (None, _) => filled.push_str(&format!("{{{place}}}")),
        }
        rest = after;
    }
    filled.push_str(rest);
    filled
}

/// What stands before a place, in it and after it.
fn next_place(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('{')?;
    let (place, after) = rest.split_once('}')?;
    Some((before, place, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_take_values_and_words_that_go_with_them() {
        let points = project::POINTS_SAMPLED;
        assert_eq!(
            fill(points, &[("n", "1"), ("m", "1,284")]),
            "1 of 1,284 points · extremes exact"
        );
        let one = fill(experiment::N_POINTS, &[("n", "1")]);
        assert_eq!(one, "1 point");
        let braces = fill(experiment::N_POINTS, &[("n", "{n}")]);
        assert_eq!(braces, "{n} points", "a value is not read as a text");
    }
}
