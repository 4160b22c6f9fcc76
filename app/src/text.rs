//! The text table: every word that the app shows, in English and Japanese side by side.
//! Nothing outside `text/` holds a user-visible string; `cargo xtask tidy` checks it.

pub(crate) mod common;
pub(crate) mod experiment;
pub(crate) mod format;
pub(crate) mod home;
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

/// The text with its `{name}` places filled in.
pub(crate) fn fill(text: Text, values: &[(&str, &str)]) -> String {
    let mut filled = t(text).to_owned();
    for (name, value) in values {
        filled = filled.replace(&format!("{{{name}}}"), value);
    }
    filled
}
