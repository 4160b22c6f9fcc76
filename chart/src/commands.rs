//! The picture as one flat buffer of words, drawn by one call on the other side.
//!
//! A picture is a list of `f32` words and a table of strings. Each command is its code followed
//! by its arguments; coordinates and lengths are device pixels, colours are red, green and blue
//! (0–255) and opacity (0–1). Two interpreters read it: `public/draw.js` in the browser and
//! [`svg`](crate::svg) here. The codes below are repeated at the head of `draw.js`; a test keeps
//! the two lists equal. A reader never sees a command that it does not know.
//!
//! | Code | Command | Arguments |
//! |---|---|---|
//! | 0 | clear | width, height: wipe the canvas; always the first command |
//! | 1 | stroke | red, green, blue, alpha: colour of lines from here on |
//! | 2 | fill | red, green, blue, alpha: colour of areas, dots and text from here on |
//! | 3 | pen | width of lines, and their joins (0 round, 1 bevelled), from here on |
//! | 4 | dash | n, then n lengths; n = 0 for solid, which also rounds the line ends |
//! | 5 | clip | x, y, width, height: nothing shows outside until *restore*; not nested |
//! | 6 | restore | end of the clip; colours, pen, dash and font are as before it |
//! | 7 | path | runs, then for each run n and n × (x, y): all runs, one stroke |
//! | 8 | rect | x, y, width, height, corner radius: filled |
//! | 9 | dots | radius, n, then n × (x, y): filled circles |
//! | 10 | font | size, weight, family (index of a string) |
//! | 11 | text | align (0 start, 1 middle, 2 end), x, y of the baseline, index of a string |
//! | 12 | area | runs, then for each run n and n × (x, y): all runs, closed and filled |
//! | 13 | blit | x, y, width, height: the pixels of a [`Raster`](crate::Raster), opaque |

pub(crate) mod decode;
mod fill;
mod polygons;
mod stroke;

use crate::raster::Region;
use crate::text::Font;
use crate::theme::Rgba;

/// The code of each command.
pub(crate) mod code {
    pub(crate) const CLEAR: u32 = 0;
    pub(crate) const STROKE: u32 = 1;
    pub(crate) const FILL: u32 = 2;
    pub(crate) const PEN: u32 = 3;
    pub(crate) const DASH: u32 = 4;
    pub(crate) const CLIP: u32 = 5;
    pub(crate) const RESTORE: u32 = 6;
    pub(crate) const PATH: u32 = 7;
    pub(crate) const RECT: u32 = 8;
    pub(crate) const DOTS: u32 = 9;
    pub(crate) const FONT: u32 = 10;
    pub(crate) const TEXT: u32 = 11;
    pub(crate) const AREA: u32 = 12;
    pub(crate) const BLIT: u32 = 13;
}

/// Which point of a text its position names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Align {
    Start,
    Middle,
    End,
}

/// How the pieces of a line meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Join {
    /// As designed.
    Round,
    /// For lines with a bend in every pixel column: looks the same there, draws twice as fast.
    Bevel,
}

/// A picture as words and strings; see the module for the format.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Commands {
    words: Vec<f32>,
    strings: Vec<String>,
    blit: Option<usize>,
    /// The colour of areas and the font so far, which need not be told again.
    fill: Option<Rgba>,
    font: Option<[f32; 3]>,
}

impl Commands {
    /// The words, to be read as a `Float32Array`.
    pub fn words(&self) -> &[f32] {
        &self.words
    }

    /// The string table as one text with a line feed between entries, so that it crosses to the
    /// interpreter in one piece.
    pub fn strings(&self) -> String {
        self.strings.join("\n")
    }

    /// Index of the first word of the blit, if that is the last command.
    pub fn last_blit(&self) -> Option<usize> {
        let at = self.blit?;
        (at + 5 == self.words.len()).then_some(at)
    }

    pub(crate) fn clear(&mut self, width: f32, height: f32) {
        self.push(code::CLEAR, &[width, height]);
    }

    pub(crate) fn stroke(&mut self, colour: Rgba) {
        self.push(code::STROKE, &channels(colour));
    }

    pub(crate) fn fill(&mut self, colour: Rgba) {
        if self.fill.replace(colour) == Some(colour) {
            return;
        }
        self.push(code::FILL, &channels(colour));
    }

    pub(crate) fn pen(&mut self, width: f32, join: Join) {
        let join = match join {
            Join::Round => 0.0,
            Join::Bevel => 1.0,
        };
        self.push(code::PEN, &[width, join]);
    }

    /// Dash lengths are multiplied by `ratio`, from CSS to device pixels.
    pub(crate) fn dash(&mut self, lengths: &[f32], ratio: f32) {
        self.push(code::DASH, &[lengths.len() as f32]);
        self.words
            .extend(lengths.iter().map(|length| length * ratio));
    }

    pub(crate) fn clip(&mut self, x: f32, y: f32, width: f32, height: f32) {
        self.push(code::CLIP, &[x, y, width, height]);
    }

    pub(crate) fn restore(&mut self) {
        // What was told within the clip is forgotten with it.
        (self.fill, self.font) = (None, None);
        self.push(code::RESTORE, &[]);
    }

    /// Begins a path; it is written when the builder is dropped.
    pub(crate) fn path(&mut self) -> PathBuilder<'_> {
        self.push(code::PATH, &[0.0]);
        let start = self.words.len() - 1;
        PathBuilder {
            words: &mut self.words,
            start,
            run: None,
            points: 0,
        }
    }

    pub(crate) fn rect(&mut self, x: f32, y: f32, width: f32, height: f32, radius: f32) {
        self.push(code::RECT, &[x, y, width, height, radius]);
    }

    pub(crate) fn dots(&mut self, radius: f32, centres: &[(f32, f32)]) {
        if centres.is_empty() {
            return;
        }
        self.push(code::DOTS, &[radius, centres.len() as f32]);
        self.words.extend(centres.iter().flat_map(|&(x, y)| [x, y]));
    }

    pub(crate) fn font(&mut self, font: &Font<'_>) {
        let family = self.intern(font.family);
        let font = [font.size as f32, f32::from(font.weight), family];
        if self.font.replace(font) != Some(font) {
            self.push(code::FONT, &font);
        }
    }

    pub(crate) fn text(&mut self, align: Align, x: f32, y: f32, text: &str) {
        let index = self.intern(text);
        let align = match align {
            Align::Start => 0.0,
            Align::Middle => 1.0,
            Align::End => 2.0,
        };
        self.push(code::TEXT, &[align, x, y, index]);
    }

    pub(crate) fn blit(&mut self, region: Region) {
        let Region {
            left,
            top,
            width,
            height,
        } = region;
        self.blit = Some(self.words.len());
        let arguments = [left as f32, top as f32, width as f32, height as f32];
        self.push(code::BLIT, &arguments);
    }

    fn push(&mut self, code: u32, arguments: &[f32]) {
        self.words.push(code as f32);
        self.words.extend_from_slice(arguments);
    }

    fn intern(&mut self, text: &str) -> f32 {
        // A line feed would split the entry in the joined table.
        let text = text.replace('\n', " ");
        let found = self.strings.iter().position(|known| *known == text);
        let index = found.unwrap_or_else(|| {
            self.strings.push(text);
            self.strings.len() - 1
        });
        index as f32
    }
}

fn channels(colour: Rgba) -> [f32; 4] {
    [
        f32::from(colour.red),
        f32::from(colour.green),
        f32::from(colour.blue),
        colour.alpha,
    ]
}

/// Writes the runs of one path. A run of a single point is dropped: it has no length to stroke.
pub(crate) struct PathBuilder<'a> {
    words: &'a mut Vec<f32>,
    start: usize,
    run: Option<usize>,
    points: usize,
}

impl PathBuilder<'_> {
    pub(crate) fn move_to(&mut self, x: f32, y: f32) {
        self.end_run();
        self.run = Some(self.words.len());
        self.words.push(0.0);
        self.line_to(x, y);
    }

    pub(crate) fn line_to(&mut self, x: f32, y: f32) {
        self.words.extend_from_slice(&[x, y]);
        self.points += 1;
    }

    fn end_run(&mut self) {
        let Some(header) = self.run.take() else {
            return;
        };
        if self.points < 2 {
            self.words.truncate(header);
        } else {
            self.words[header] = self.points as f32;
            self.words[self.start] += 1.0;
        }
        self.points = 0;
    }
}

impl Drop for PathBuilder<'_> {
    fn drop(&mut self) {
        self.end_run();
        if self.words[self.start] == 0.0 {
            self.words.truncate(self.start - 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Commands;

    #[test]
    fn a_path_counts_its_runs_and_drops_single_points() {
        let mut commands = Commands::default();
        let mut path = commands.path();
        path.move_to(0.0, 1.0);
        path.line_to(2.0, 3.0);
        path.move_to(9.0, 9.0);
        path.move_to(4.0, 5.0);
        path.line_to(6.0, 7.0);
        drop(path);
        let expected = [7.0, 2.0, 2.0, 0.0, 1.0, 2.0, 3.0, 2.0, 4.0, 5.0, 6.0, 7.0];
        assert_eq!(commands.words(), expected);
    }

    #[test]
    fn an_empty_path_leaves_nothing() {
        let mut commands = Commands::default();
        drop(commands.path());
        commands.path().move_to(1.0, 1.0);
        assert!(commands.words().is_empty());
    }

    #[test]
    fn strings_are_kept_once_and_on_one_line() {
        let mut commands = Commands::default();
        for text in ["a", "b\nc", "a"] {
            commands.text(super::Align::Start, 0.0, 0.0, text);
        }
        assert_eq!(commands.strings(), "a\nb c");
    }

    /// Every `case N: // name` of the script must be a row of the table above, and back.
    #[test]
    fn the_script_knows_the_same_codes() {
        let script = include_str!("../../public/draw.js");
        let ours = include_str!("commands.rs");
        let rows: Vec<(u32, &str)> = ours
            .lines()
            .filter_map(|line| line.strip_prefix("//! | "))
            .filter_map(|line| {
                let mut cells = line.split(" | ");
                Some((cells.next()?.parse().ok()?, cells.next()?))
            })
            .collect();
        let cases: Vec<(u32, &str)> = script
            .lines()
            .filter_map(|line| line.trim().strip_prefix("case "))
            .filter_map(|line| line.split_once(": // "))
            .filter_map(|(number, name)| Some((number.parse().ok()?, name)))
            .collect();
        assert_eq!(rows.len(), 14);
        assert_eq!(rows, cases);
    }
}
