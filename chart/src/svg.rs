//! A command buffer as SVG text: for files, the clipboard and tests. Follows `draw.js` command
//! by command.

use std::fmt::Write;

use crate::commands::Commands;
use crate::commands::decode::{Command, Decoder};
use crate::theme::Rgba;

/// The picture as a standalone SVG document, on `background` if one is given.
pub fn to_svg(commands: &Commands, background: Option<Rgba>) -> String {
    let mut writer = Writer {
        out: String::new(),
        state: State::new(),
        saved: None,
        background,
    };
    for command in Decoder::new(commands) {
        writer.command(&command);
    }
    writer.out.push_str("</svg>\n");
    writer.out
}

/// What a canvas context remembers.
#[derive(Clone)]
struct State {
    stroke: Rgba,
    fill: Rgba,
    width: f32,
    join: &'static str,
    dash: String,
    font: String,
}

impl State {
    fn new() -> Self {
        let clear = Rgba {
            red: 0,
            green: 0,
            blue: 0,
            alpha: 0.0,
        };
        Self {
            stroke: clear,
            fill: clear,
            width: 1.0,
            join: "round",
            dash: String::new(),
            font: String::new(),
        }
    }

    fn line(&self) -> String {
        let ends = if self.dash.is_empty() {
            " stroke-linecap=\"round\""
        } else {
            ""
        };
        format!(
            "fill=\"none\" {} stroke-width=\"{}\" stroke-linejoin=\"{}\"{ends}{}",
            paint("stroke", self.stroke),
            number(self.width),
            self.join,
            self.dash,
        )
    }
}

struct Writer {
    out: String,
    state: State,
    saved: Option<State>,
    background: Option<Rgba>,
}

impl Writer {
    fn command(&mut self, command: &Command<'_>) {
        match command {
            Command::Clear { width, height } => self.open(*width, *height),
            Command::Stroke(colour) => self.state.stroke = *colour,
            Command::Fill(colour) => self.state.fill = *colour,
            Command::Pen { width, join } => {
                self.state.width = *width;
                self.state.join = if *join == 0.0 { "round" } else { "bevel" };
            }
            Command::Dash(lengths) => self.state.dash = dash(lengths),
            Command::Clip {
                x,
                y,
                width,
                height,
            } => self.clip([*x, *y, *width, *height]),
            Command::Restore => self.restore(),
            Command::Path(runs) => self.path(runs),
            Command::Area(runs) => self.area(runs),
            Command::Rect {
                x,
                y,
                width,
                height,
                radius,
            } => {
                self.rect([*x, *y, *width, *height], *radius);
            }
            Command::Dots { radius, centres } => self.dots(*radius, centres),
            Command::Font {
                size,
                weight,
                family,
            } => {
                self.state.font = format!(
                    "font-size=\"{}\" font-weight=\"{}\" font-family=\"{}\"",
                    number(*size),
                    number(*weight),
                    escaped(family)
                );
            }
            Command::Text { align, x, y, text } => self.text(*align, (*x, *y), text),
            // A vector picture is drawn without a raster; its lines are paths.
            Command::Blit => {}
        }
    }

    fn open(&mut self, width: f32, height: f32) {
        let (width, height) = (number(width), number(height));
        self.line(&format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\">"
        ));
        if let Some(colour) = self.background {
            self.line(&format!(
                "<rect width=\"{width}\" height=\"{height}\" {}/>",
                paint("fill", colour)
            ));
        }
    }

    /// A nested document clips without an id that could clash when pictures share a page.
    fn clip(&mut self, rect: [f32; 4]) {
        let [x, y, width, height] = rect.map(number);
        self.saved = Some(self.state.clone());
        self.line(&format!(
            "<svg x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"{x} {y} {width} {height}\">"
        ));
    }

    fn restore(&mut self) {
        if let Some(saved) = self.saved.take() {
            self.state = saved;
            self.line("</svg>");
        }
    }

    fn path(&mut self, runs: &[&[f32]]) {
        let data = outline(runs, "");
        self.line(&format!("<path {} d=\"{data}\"/>", self.state.line()));
    }

    fn area(&mut self, runs: &[&[f32]]) {
        let (fill, data) = (paint("fill", self.state.fill), outline(runs, "Z"));
        self.line(&format!("<path {fill} d=\"{data}\"/>"));
    }

    fn rect(&mut self, rect: [f32; 4], radius: f32) {
        let [x, y, width, height] = rect.map(number);
        let rounding = if radius > 0.0 {
            format!(" rx=\"{}\"", number(radius))
        } else {
            String::new()
        };
        self.line(&format!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"{rounding} {}/>",
            paint("fill", self.state.fill)
        ));
    }

    fn dots(&mut self, radius: f32, centres: &[f32]) {
        self.line(&format!("<g {}>", paint("fill", self.state.fill)));
        for centre in centres.chunks_exact(2) {
            self.line(&format!(
                "<circle cx=\"{}\" cy=\"{}\" r=\"{}\"/>",
                number(centre[0]),
                number(centre[1]),
                number(radius)
            ));
        }
        self.line("</g>");
    }

    fn text(&mut self, align: f32, (x, y): (f32, f32), text: &str) {
        let anchor = match align as u32 {
            0 => "start",
            1 => "middle",
            _ => "end",
        };
        self.line(&format!(
            "<text x=\"{}\" y=\"{}\" text-anchor=\"{anchor}\" {} {}>{}</text>",
            number(x),
            number(y),
            self.state.font,
            paint("fill", self.state.fill),
            escaped(text)
        ));
    }

    fn line(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }
}

/// Runs of points as path data, each with `end` behind it.
fn outline(runs: &[&[f32]], end: &str) -> String {
    let mut data = String::new();
    for run in runs {
        for (index, point) in run.chunks_exact(2).enumerate() {
            data.push(match index {
                0 => 'M',
                1 => 'L',
                _ => ' ',
            });
            data.push_str(&number(point[0]));
            data.push(' ');
            data.push_str(&number(point[1]));
        }
        data.push_str(end);
    }
    data
}

fn paint(name: &str, colour: Rgba) -> String {
    let Rgba {
        red,
        green,
        blue,
        alpha,
    } = colour;
    let mut text = format!("{name}=\"#{red:02x}{green:02x}{blue:02x}\"");
    if alpha < 1.0 {
        // Writing to a string cannot fail.
        let _ = write!(text, " {name}-opacity=\"{}\"", number(alpha));
    }
    text
}

fn dash(lengths: &[f32]) -> String {
    if lengths.is_empty() {
        return String::new();
    }
    let lengths: Vec<String> = lengths.iter().map(|&length| number(length)).collect();
    format!(" stroke-dasharray=\"{}\"", lengths.join(" "))
}

/// At most two decimals.
fn number(value: f32) -> String {
    let text = format!("{value:.2}");
    let short = text.trim_end_matches('0').trim_end_matches('.');
    if short == "-0" {
        "0".to_owned()
    } else {
        short.to_owned()
    }
}

/// Text for an element or an attribute. Control characters, which XML forbids, are left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ if character.is_control() => {}
            _ => out.push(character),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{escaped, number};

    #[test]
    fn numbers_are_short() {
        assert_eq!(number(1.0), "1");
        assert_eq!(number(1.256), "1.26");
        assert_eq!(number(-0.001), "0");
        assert_eq!(number(100.0), "100");
    }

    #[test]
    fn names_cannot_break_out() {
        assert_eq!(
            escaped("<a href=\"x\">&\u{1}"),
            "&lt;a href=&quot;x&quot;&gt;&amp;"
        );
    }
}
