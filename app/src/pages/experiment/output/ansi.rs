//! Console text to styled pieces: ANSI colours, bold and the like become CSS classes, carriage
//! returns keep what a terminal would show at the end, every other escape sequence is dropped.
//! Pure; never looks at more than one line.

/// A piece of text in one style.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::pages::experiment) struct Span {
    /// What is shown.
    pub(in crate::pages::experiment) text: String,
    /// CSS classes; empty for plain text.
    pub(in crate::pages::experiment) class: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Style {
    bold: bool,
    dim: bool,
    italic: bool,
    underlined: bool,
    reversed: bool,
    front: Option<u8>,
    back: Option<u8>,
}

const BASIC: [&str; 8] = [
    "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white",
];

impl Style {
    fn class(self) -> String {
        let (front, back) = if self.reversed {
            (self.back, self.front)
        } else {
            (self.front, self.back)
        };
        let mut words: Vec<String> = [
            (self.bold, "ansi-bold"),
            (self.dim, "ansi-dim"),
            (self.italic, "ansi-italic"),
            (self.underlined, "ansi-underlined"),
            (self.reversed && back.is_none(), "ansi-reversed"),
        ]
        .into_iter()
        .filter(|(on, _)| *on)
        .map(|(_, word)| word.to_owned())
        .collect();
        let name = |colour: u8| BASIC[usize::from(colour) % BASIC.len()];
        words.extend(front.map(|colour| format!("ansi-{}", name(colour))));
        words.extend(back.map(|colour| format!("ansi-on-{}", name(colour))));
        words.join(" ")
    }

    /// Takes the numbers of one `ESC [ … m` in.
    fn apply(&mut self, numbers: &str) {
        let mut numbers = numbers
            .split([';', ':'])
            .map(|number| number.parse::<u8>().unwrap_or(0));
        while let Some(number) = numbers.next() {
            match number {
                0 => *self = Self::default(),
                1 => self.bold = true,
                2 => self.dim = true,
                3 => self.italic = true,
                4 => self.underlined = true,
                7 => self.reversed = true,
                22 => (self.bold, self.dim) = (false, false),
                23 => self.italic = false,
                24 => self.underlined = false,
                27 => self.reversed = false,
                30..=37 => self.front = Some(number - 30),
                38 => self.front = extended(&mut numbers),
                39 => self.front = None,
                40..=47 => self.back = Some(number - 40),
                48 => self.back = extended(&mut numbers),
                49 => self.back = None,
                // Bright black is the grey that many tools use for what matters less.
                90 => self.front = Some(0),
                91..=97 => self.front = Some(number - 90),
                100..=107 => self.back = Some(number - 100),
                _ => {}
            }
        }
    }
}

/// The colour after 38 or 48: `5;n` of the table of 256, or `2;r;g;b`.
fn extended(numbers: &mut impl Iterator<Item = u8>) -> Option<u8> {
    match numbers.next()? {
        5 => match numbers.next()? {
            basic @ 0..=15 => Some(basic % 8),
            cube @ 16..=231 => {
                let cube = cube - 16;
                Some(nearest(
                    [cube / 36, cube / 6 % 6, cube % 6].map(|part| part * 51),
                ))
            }
            grey => Some(if grey < 244 { 0 } else { 7 }),
        },
        2 => Some(nearest([numbers.next()?, numbers.next()?, numbers.next()?])),
        _ => None,
    }
}

/// The basic colour that has the same strong parts.
fn nearest(parts: [u8; 3]) -> u8 {
    let most = parts.into_iter().max().unwrap_or(0);
    let strong = |part: u8| u8::from(most > 40 && u16::from(part) * 2 > u16::from(most) * 3 / 2);
    strong(parts[0]) + 2 * strong(parts[1]) + 4 * strong(parts[2])
}

struct Line {
    spans: Vec<Span>,
    style: Style,
    class: String,
    /// A carriage return came: the next visible character begins the line anew.
    returned: bool,
}

impl Line {
    fn push(&mut self, character: char) {
        if std::mem::take(&mut self.returned) {
            self.spans.clear();
        }
        match self.spans.last_mut() {
            Some(last) if last.class == self.class => last.text.push(character),
            _ => self.spans.push(Span {
                text: character.into(),
                class: self.class.clone(),
            }),
        }
    }

    fn back(&mut self) {
        if let Some(last) = self.spans.last_mut() {
            last.text.pop();
            if last.text.is_empty() {
                self.spans.pop();
            }
        }
    }

    fn control(&mut self, numbers: &str, end: char) {
        match (end, numbers) {
            ('m', _) => {
                self.style.apply(numbers);
                self.class = self.style.class();
            }
            ('K', "2") => self.spans.clear(),
            ('K', "" | "0") if self.returned => self.spans.clear(),
            _ => {}
        }
    }
}

/// The pieces of one console line, as a terminal would show them in the end.
pub(in crate::pages::experiment) fn parse(text: &str) -> Vec<Span> {
    let mut line = Line {
        spans: Vec::new(),
        style: Style::default(),
        class: String::new(),
        returned: false,
    };
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            '\r' => line.returned = true,
            '\u{8}' => line.back(),
            '\u{1b}' => match rest.next() {
                Some('[') => {
                    let mut numbers = String::new();
                    for next in rest.by_ref() {
                        if ('@'..='~').contains(&next) {
                            line.control(&numbers, next);
                            break;
                        }
                        numbers.push(next);
                    }
                }
                // Titles and links: they end with a bell or with ESC and a backslash.
                Some(']') => {
                    let mut before = ' ';
                    for next in rest.by_ref() {
                        if next == '\u{7}' || (before == '\u{1b}' && next == '\\') {
                            break;
                        }
                        before = next;
                    }
                }
                _ => {}
            },
            '\t' => line.push('\t'),
            other if other.is_control() => {}
            other => line.push(other),
        }
    }
    line.spans
}

/// The text without any styles.
pub(in crate::pages::experiment) fn plain(text: &str) -> String {
    parse(text).into_iter().map(|span| span.text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<(String, String)> {
        parse(text)
            .into_iter()
            .map(|span| (span.text, span.class))
            .collect()
    }

    fn pair(text: &str, class: &str) -> (String, String) {
        (text.to_owned(), class.to_owned())
    }

    #[test]
    fn colours_and_bold_become_classes() {
        assert_eq!(
            shown("a \u{1b}[1;31mred\u{1b}[0m b"),
            [
                pair("a ", ""),
                pair("red", "ansi-bold ansi-red"),
                pair(" b", "")
            ]
        );
        assert_eq!(
            shown("\u{1b}[92mok\u{1b}[39m."),
            [pair("ok", "ansi-green"), pair(".", "")]
        );
        assert_eq!(shown("\u{1b}[41mx"), [pair("x", "ansi-on-red")]);
        assert_eq!(shown("\u{1b}[7mx"), [pair("x", "ansi-reversed")]);
    }

    #[test]
    fn large_palettes_fall_back_to_the_basic_colours() {
        assert_eq!(shown("\u{1b}[38;5;196mx"), [pair("x", "ansi-red")]);
        assert_eq!(shown("\u{1b}[38;2;10;200;20mx"), [pair("x", "ansi-green")]);
        assert_eq!(
            shown("\u{1b}[38;2;250;240;20mx"),
            [pair("x", "ansi-yellow")]
        );
        assert_eq!(shown("\u{1b}[38;5;240mx"), [pair("x", "ansi-black")]);
    }

    #[test]
    fn progress_bars_keep_their_last_state() {
        assert_eq!(plain("10%\r 50%\r100%"), "100%");
        assert_eq!(plain("100%\r"), "100%");
        assert_eq!(plain("10%\r\u{1b}[K20%"), "20%");
        assert_eq!(plain("abc\u{1b}[2Kd"), "d");
        assert_eq!(plain("ab\u{8}c"), "ac");
    }

    #[test]
    fn other_sequences_are_dropped_and_torn_ones_do_no_harm() {
        assert_eq!(plain("\u{1b}]0;title\u{7}x\u{1b}[2Ay\u{1b}(B"), "xyB");
        assert_eq!(plain("x\u{1b}[31"), "x");
        assert_eq!(plain("x\u{1b}"), "x");
        assert_eq!(plain("a\tb\u{0}c"), "a\tbc");
        assert_eq!(shown("\u{1b}[999mx"), [pair("x", "")]);
    }
}
