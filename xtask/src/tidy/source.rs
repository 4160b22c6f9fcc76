//! Rust source as the checks need it: comments and strings told from code, tests from the rest.
//!
//! A lexer of the few tokens that matter, not a parser: it must never fail on any text.

/// One string literal.
#[derive(Debug, PartialEq)]
pub(super) struct Literal {
    /// Byte position of the opening quote.
    pub(super) start: usize,
    /// What stands between the quotes, escapes as written.
    pub(super) content: String,
}

/// A source text with its code set apart.
pub(super) struct Source {
    /// The text with comments and the contents of strings replaced by spaces; byte for byte and
    /// line for line as long as the original.
    pub(super) code: String,
    /// Every string literal in order.
    pub(super) literals: Vec<Literal>,
    /// Byte position where inline tests begin: the end of the text where there are none.
    pub(super) tests_start: usize,
}

impl Source {
    pub(super) fn new(text: &str) -> Self {
        let mut lexer = Lexer {
            text,
            at: 0,
            code: String::new(),
            literals: Vec::new(),
        };
        lexer.run();
        let (code, literals) = (lexer.code, lexer.literals);
        let inline = test_modules(&code).find(|module| module.is_inline);
        let tests_start = inline.map_or(code.len(), |module| module.start);
        Self {
            code,
            literals,
            tests_start,
        }
    }

    /// Names of modules in files of their own that exist for tests alone.
    pub(super) fn test_files(&self) -> Vec<String> {
        let separate = test_modules(&self.code).filter(|module| !module.is_inline);
        separate.map(|module| module.name.to_owned()).collect()
    }

    /// The code before the inline tests.
    pub(super) fn product_code(&self) -> &str {
        &self.code[..self.tests_start]
    }
}

/// A module that is compiled for tests alone.
struct TestModule<'a> {
    start: usize,
    name: &'a str,
    is_inline: bool,
}

fn test_modules(code: &str) -> impl Iterator<Item = TestModule<'_>> {
    code.match_indices("#[cfg(test)]")
        .filter_map(|(start, attribute)| {
            let item = code[start + attribute.len()..].trim_start();
            let declaration = item
                .strip_prefix("pub(crate) ")
                .unwrap_or(item)
                .strip_prefix("mod ")?;
            let end = declaration.find([';', '{'])?;
            let is_inline = declaration[end..].starts_with('{');
            Some(TestModule {
                start,
                name: declaration[..end].trim(),
                is_inline,
            })
        })
}

/// The line of a byte position, counted from 1.
pub(super) fn line_of(text: &str, position: usize) -> usize {
    text[..position].matches('\n').count() + 1
}

/// Positions where `word` stands by itself, not inside a longer name.
pub(super) fn find_words<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    code.match_indices(word)
        .map(|(at, _)| at)
        .filter(move |at| {
            let before = code[..*at].chars().next_back();
            let after = code[*at + word.len()..].chars().next();
            let open_start =
                !word.starts_with(is_name_character) || !before.is_some_and(is_name_character);
            let open_end =
                !word.ends_with(is_name_character) || !after.is_some_and(is_name_character);
            open_start && open_end
        })
}

fn is_name_character(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    code: String,
    literals: Vec<Literal>,
}

impl Lexer<'_> {
    fn run(&mut self) {
        while let Some(character) = self.rest().chars().next() {
            match character {
                '/' if self.rest().starts_with("//") => self.line_comment(),
                '/' if self.rest().starts_with("/*") => self.block_comment(),
                '"' => self.string(),
                '\'' => self.quote(),
                'r' if !self.follows_name() && self.raw_hashes().is_some() => self.raw_string(),
                _ => self.keep(character.len_utf8()),
            }
        }
    }

    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    /// Whether the last character of the code belongs to a name: `br"…"` is a raw string too.
    fn follows_name(&self) -> bool {
        let mut before = self.code.chars().rev();
        match before.next() {
            Some('b' | 'c') => before.next().is_some_and(is_name_character),
            Some(last) => is_name_character(last),
            None => false,
        }
    }

    fn keep(&mut self, length: usize) {
        self.code.push_str(&self.text[self.at..self.at + length]);
        self.at += length;
    }

    fn blank(&mut self, length: usize) {
        let end = (self.at + length).min(self.text.len());
        for byte in self.text[self.at..end].bytes() {
            self.code.push(if byte == b'\n' { '\n' } else { ' ' });
        }
        self.at = end;
    }

    fn line_comment(&mut self) {
        let length = self.rest().find('\n').unwrap_or(self.rest().len());
        self.blank(length);
    }

    fn block_comment(&mut self) {
        let mut depth = 0;
        let bytes = self.rest().as_bytes();
        let mut end = 0;
        while end < bytes.len() {
            match &bytes[end..] {
                [b'/', b'*', ..] => {
                    depth += 1;
                    end += 2;
                }
                [b'*', b'/', ..] => {
                    depth -= 1;
                    end += 2;
                    if depth == 0 {
                        break;
                    }
                }
                _ => end += 1,
            }
        }
        self.blank(end);
    }

    fn string(&mut self) {
        let mut escaped = false;
        let inner = &self.rest()[1..];
        let length = inner
            .find(|character| {
                let ends = character == '"' && !escaped;
                escaped = character == '\\' && !escaped;
                ends
            })
            .unwrap_or(inner.len());
        self.literal(1, length, 1);
    }

    /// The number of hashes, where a raw string begins here.
    fn raw_hashes(&self) -> Option<usize> {
        let after = &self.rest()[1..];
        let hashes = after.len() - after.trim_start_matches('#').len();
        after[hashes..].starts_with('"').then_some(hashes)
    }

    fn raw_string(&mut self) {
        let hashes = self.raw_hashes().unwrap_or(0);
        let open = hashes + 2;
        let end = format!("\"{}", "#".repeat(hashes));
        let inner = &self.rest()[open..];
        let length = inner.find(&end).unwrap_or(inner.len());
        self.literal(open, length, hashes + 1);
    }

    /// Keeps the quotes of a literal and blanks its content.
    fn literal(&mut self, open: usize, length: usize, close: usize) {
        let start = self.at + open - 1;
        let content = self.text[start + 1..start + 1 + length].to_owned();
        self.literals.push(Literal { start, content });
        self.keep(open);
        self.blank(length);
        self.keep(close.min(self.rest().len()));
    }

    /// A character literal is blanked, since it may hold a quote or a brace; a lifetime is kept.
    fn quote(&mut self) {
        let inner: Vec<char> = self.rest().chars().skip(1).take(12).collect();
        let end = match inner.as_slice() {
            ['\\', _, rest @ ..] => rest.iter().position(|c| *c == '\'').map(|at| at + 2),
            [_, '\'', ..] => Some(1),
            _ => None,
        };
        match end {
            Some(end) => {
                let length = inner[..end].iter().map(|c| c.len_utf8()).sum();
                self.keep(1);
                self.blank(length);
                self.keep(1);
            }
            None => self.keep(1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, code: &str, contents: &[&str]) {
        let source = Source::new(text);
        assert_eq!(source.code, code);
        assert_eq!(source.code.len(), text.len());
        let found: Vec<&str> = source
            .literals
            .iter()
            .map(|literal| literal.content.as_str())
            .collect();
        assert_eq!(found, contents);
    }

    #[test]
    fn comments_are_blank() {
        check("a // b\nc", "a     \nc", &[]);
        check("a /* b /* c */ d */ e", "a                   e", &[]);
        check("a /* never ends", "a              ", &[]);
    }

    #[test]
    fn strings_keep_their_quotes() {
        check(r#"f("a // b") // c"#, r#"f("      ")     "#, &["a // b"]);
        check(r#"f("a\"b", 'x')"#, r#"f("    ", ' ')"#, &[r#"a\"b"#]);
        check("f(\"never", "f(\"     ", &["never"]);
        check("f(\"é\")", "f(\"  \")", &["é"]);
    }

    #[test]
    fn raw_strings_end_with_their_hashes() {
        check("r#\"a\"b\"# c", "r#\"   \"# c", &["a\"b"]);
        check("br\"a\" r\"b\"", "br\" \" r\" \"", &["a", "b"]);
        check("for\"a\"", "for\" \"", &["a"]);
    }

    #[test]
    fn lifetimes_are_not_characters() {
        check(
            "fn f<'a>(x: &'a str) -> char { '{' }",
            "fn f<'a>(x: &'a str) -> char { ' ' }",
            &[],
        );
        check(
            r"['\'', '\u{1F600}', '\n']",
            r"['  ', '         ', '  ']",
            &[],
        );
    }

    #[test]
    fn tests_begin_at_their_attribute() {
        let source = Source::new("fn a() {}\n#[cfg(test)]\nmod tests { a }");
        assert_eq!(source.product_code(), "fn a() {}\n");
        assert_eq!(Source::new("// #[cfg(test)]\na").product_code().len(), 17);
    }

    #[test]
    fn test_files_are_named_where_they_are_declared() {
        let source = Source::new("#[cfg(test)]\nmod samples;\nfn a() {}\n");
        assert_eq!(source.test_files(), ["samples"]);
        assert!(source.product_code().contains("fn a"));
    }

    #[test]
    fn words_stand_by_themselves() {
        assert_eq!(
            find_words("sled::a unsled::b sled_x", "sled").collect::<Vec<_>>(),
            [0]
        );
        assert_eq!(
            find_words("a.unwrap() b", ".unwrap()").collect::<Vec<_>>(),
            [1]
        );
    }
}
