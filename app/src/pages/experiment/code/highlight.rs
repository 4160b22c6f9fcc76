//! Source text to coloured pieces, for reading: comments, strings, numbers and keywords of the
//! languages that training code is written in. Pure; knows no grammar and never fails.

/// A language that is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::pages::experiment) enum Language {
    /// Python.
    Python,
    /// JSON, notebooks included.
    Json,
    /// YAML.
    Yaml,
    /// TOML and INI.
    Toml,
    /// Shell scripts.
    Shell,
    /// Anything else: not coloured.
    Text,
}

/// What a piece is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::pages::experiment) enum Kind {
    /// Names, signs, spaces.
    Plain,
    /// Words of the language; keys of a document.
    Keyword,
    /// Strings.
    String,
    /// Comments.
    Comment,
    /// Numbers.
    Number,
}

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::pages::experiment) struct Token {
    /// What it is.
    pub(in crate::pages::experiment) kind: Kind,
    /// Its text.
    pub(in crate::pages::experiment) text: String,
}

const PYTHON: &str = " False None True and as assert async await break case class continue def \
    del elif else except finally for from global if import in is lambda match nonlocal not or \
    pass raise return try while with yield ";
const SHELL: &str = " case do done elif else esac export fi for function if in local return then \
    until while cd git pip python python3 curl ";
const CONSTANTS: &str = " true false null True False None yes no on off ";

impl Language {
    /// The language of a file, by the end of its name.
    pub(in crate::pages::experiment) fn of(name: &str) -> Self {
        match name.rsplit('.').next().unwrap_or_default() {
            "py" | "pyi" | "pyx" => Self::Python,
            _ if name == "-c" => Self::Python,
            "json" | "ipynb" | "jsonl" => Self::Json,
            "yaml" | "yml" => Self::Yaml,
            "toml" | "ini" | "cfg" => Self::Toml,
            "sh" | "bash" | "zsh" => Self::Shell,
            _ => Self::Text,
        }
    }

    fn comment(self) -> bool {
        !matches!(self, Self::Json | Self::Text)
    }

    fn is_keyword(self, word: &str) -> bool {
        let padded = format!(" {word} ");
        match self {
            Self::Python => PYTHON.contains(&padded),
            Self::Shell => SHELL.contains(&padded),
            Self::Json | Self::Yaml | Self::Toml => CONSTANTS.contains(&padded),
            Self::Text => false,
        }
    }

    /// True when words before this sign are keys.
    fn key_sign(self) -> Option<char> {
        match self {
            Self::Json | Self::Yaml => Some(':'),
            Self::Toml => Some('='),
            Self::Python | Self::Shell | Self::Text => None,
        }
    }

    fn long_quotes(self) -> bool {
        matches!(self, Self::Python | Self::Toml)
    }
}

/// The pieces of each line.
pub(in crate::pages::experiment) fn highlight(language: Language, text: &str) -> Vec<Vec<Token>> {
    let mut open = None;
    text.lines()
        .map(|line| Scanner::new(language, line).run(&mut open))
        .collect()
}

struct Scanner<'a> {
    language: Language,
    rest: &'a str,
    tokens: Vec<Token>,
}

impl<'a> Scanner<'a> {
    fn new(language: Language, line: &'a str) -> Self {
        Self {
            language,
            rest: line,
            tokens: Vec::new(),
        }
    }

    /// Takes `length` bytes off the line as one piece; neighbours of one kind become one.
    fn take(&mut self, kind: Kind, length: usize) {
        let (text, rest) = self.rest.split_at(length);
        self.rest = rest;
        match self.tokens.last_mut() {
            Some(last) if last.kind == kind => last.text.push_str(text),
            _ if text.is_empty() => {}
            _ => self.tokens.push(Token {
                kind,
                text: text.to_owned(),
            }),
        }
    }

    /// `open` is the long quote that an earlier line began, if any.
    fn run(mut self, open: &mut Option<&'static str>) -> Vec<Token> {
        if self.language == Language::Text {
            self.take(Kind::Plain, self.rest.len());
            return self.tokens;
        }
        if let Some(quote) = *open {
            self.long_string(quote, 0, open);
        }
        while let Some(first) = self.rest.chars().next() {
            match first {
                '#' if self.language.comment() && self.begins_word() => {
                    self.take(Kind::Comment, self.rest.len());
                }
                '"' | '\'' => self.string(first, open),
                '0'..='9' if self.begins_word() => self.number(),
                c if c.is_alphabetic() || c == '_' => self.word(),
                c => self.take(Kind::Plain, c.len_utf8()),
            }
        }
        self.tokens
    }

    /// True unless the character before belongs to the same word.
    fn begins_word(&self) -> bool {
        let before = self
            .tokens
            .last()
            .and_then(|token| token.text.chars().next_back());
        !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '$' | '{'))
    }

    fn string(&mut self, quote: char, open: &mut Option<&'static str>) {
        let long = if quote == '"' { "\"\"\"" } else { "'''" };
        if self.language.long_quotes() && self.rest.starts_with(long) {
            self.long_string(long, 3, open);
            return;
        }
        let mut escaped = false;
        let end = self.rest.char_indices().skip(1).find(|(_, c)| {
            let ends = *c == quote && !escaped;
            escaped = *c == '\\' && !escaped;
            ends
        });
        let end = end.map_or(self.rest.len(), |(at, _)| at + 1);
        let kind = if self.is_key(end) {
            Kind::Keyword
        } else {
            Kind::String
        };
        self.take(kind, end);
    }

    fn long_string(&mut self, quote: &'static str, skip: usize, open: &mut Option<&'static str>) {
        let end = self.rest.get(skip..).and_then(|rest| rest.find(quote));
        *open = if end.is_some() { None } else { Some(quote) };
        let length = end.map_or(self.rest.len(), |at| skip + at + quote.len());
        self.take(Kind::String, length);
    }

    fn number(&mut self) {
        let bytes = self.rest.as_bytes();
        let mut end = 1;
        while let Some(byte) = bytes.get(end) {
            let exponent = matches!(bytes[end - 1], b'e' | b'E') && !self.rest.starts_with("0x");
            let sign = matches!(byte, b'+' | b'-') && exponent;
            if !(byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_') || sign) {
                break;
            }
            end += 1;
        }
        self.take(Kind::Number, end);
    }

    fn word(&mut self) {
        let in_key = |c: char| {
            c.is_alphanumeric()
                || c == '_'
                || (matches!(c, '-' | '.') && self.language.key_sign().is_some())
        };
        let end = self.rest.find(|c| !in_key(c)).unwrap_or(self.rest.len());
        let keyword = self.language.is_keyword(&self.rest[..end]) || self.is_key(end);
        self.take(if keyword { Kind::Keyword } else { Kind::Plain }, end);
    }

    /// True when a key sign follows the first `end` bytes, and nothing but signs came before.
    fn is_key(&self, end: usize) -> bool {
        let Some(sign) = self.language.key_sign() else {
            return false;
        };
        let first = self.tokens.iter().all(|token| token.kind == Kind::Plain);
        (first || self.language == Language::Json)
            && self.rest[end..].trim_start().starts_with(sign)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(language: Language, text: &str) -> Vec<(Kind, String)> {
        let lines = highlight(language, text);
        let tokens = lines
            .into_iter()
            .flatten()
            .filter(|token| token.kind != Kind::Plain);
        tokens.map(|token| (token.kind, token.text)).collect()
    }

    fn check(language: Language, text: &str, expected: &[(Kind, &str)]) {
        let expected: Vec<_> = expected
            .iter()
            .map(|(kind, text)| (*kind, (*text).to_owned()))
            .collect();
        assert_eq!(pieces(language, text), expected, "{text}");
    }

    #[test]
    fn python_is_coloured() {
        check(
            Language::Python,
            "def f(x1):  # say \"hi\"\n    return 1e-3 * x1 + 'it\\'s'",
            &[
                (Kind::Keyword, "def"),
                (Kind::Comment, "# say \"hi\""),
                (Kind::Keyword, "return"),
                (Kind::Number, "1e-3"),
                (Kind::String, "'it\\'s'"),
            ],
        );
    }

    #[test]
    fn long_strings_go_on_over_lines() {
        check(
            Language::Python,
            "a = \"\"\"one\ndef\n\"\"\" if b",
            &[
                (Kind::String, "\"\"\"one"),
                (Kind::String, "def"),
                (Kind::String, "\"\"\""),
                (Kind::Keyword, "if"),
            ],
        );
    }

    #[test]
    fn documents_show_their_keys() {
        check(
            Language::Json,
            "{\"a\": \"b\", \"n\": -1.5, \"t\": true}",
            &[
                (Kind::Keyword, "\"a\""),
                (Kind::String, "\"b\""),
                (Kind::Keyword, "\"n\""),
                (Kind::Number, "1.5"),
                (Kind::Keyword, "\"t\""),
                (Kind::Keyword, "true"),
            ],
        );
        check(
            Language::Yaml,
            "- learning-rate: 0.1 # fast",
            &[
                (Kind::Keyword, "learning-rate"),
                (Kind::Number, "0.1"),
                (Kind::Comment, "# fast"),
            ],
        );
        check(
            Language::Toml,
            "name = \"x\"",
            &[(Kind::Keyword, "name"), (Kind::String, "\"x\"")],
        );
    }

    #[test]
    fn shell_and_text_do_no_harm() {
        check(
            Language::Shell,
            "git apply a#b 'c d' # e",
            &[
                (Kind::Keyword, "git"),
                (Kind::String, "'c d'"),
                (Kind::Comment, "# e"),
            ],
        );
        check(Language::Text, "def \"x", &[]);
        assert_eq!(highlight(Language::Python, "é = '彗\n").len(), 1);
    }

    #[test]
    fn no_character_is_lost() {
        for text in [
            "x = \"\"\" é",
            "'",
            "0x1e+3",
            "a.b[1:2] != f\"{c}\"",
            "\\",
            "\t# 彗",
        ] {
            let joined: String = highlight(Language::Python, text)
                .into_iter()
                .flatten()
                .map(|t| t.text)
                .collect();
            assert_eq!(joined, text);
        }
    }
}
