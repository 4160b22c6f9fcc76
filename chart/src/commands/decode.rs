//! Reads a command buffer back, one command at a time. It stops at the first word it cannot
//! read and never reads past the end.

use super::{Commands, code};
use crate::theme::Rgba;

/// One command with its arguments; see [`commands`](super) for their meaning.
pub(crate) enum Command<'a> {
    Clear {
        width: f32,
        height: f32,
    },
    Stroke(Rgba),
    Fill(Rgba),
    Pen {
        width: f32,
        join: f32,
    },
    Dash(&'a [f32]),
    Clip {
        x: f32,
        y: f32,
        width: f32,
        height: f32,
    },
    Restore,
    Path(Vec<&'a [f32]>),
    Area(Vec<&'a [f32]>),
    Rect {
        x: f32,
        y: f32,
        width: f32,
        height: f32,
        radius: f32,
    },
    Dots {
        radius: f32,
        centres: &'a [f32],
    },
    Font {
        size: f32,
        weight: f32,
        family: &'a str,
    },
    Text {
        align: f32,
        x: f32,
        y: f32,
        text: &'a str,
    },
    Blit,
}

/// The commands of a buffer, in order.
pub(crate) struct Decoder<'a> {
    words: &'a [f32],
    strings: &'a [String],
}

impl<'a> Decoder<'a> {
    pub(crate) fn new(commands: &'a Commands) -> Self {
        Self {
            words: &commands.words,
            strings: &commands.strings,
        }
    }

    fn take(&mut self, count: usize) -> Option<&'a [f32]> {
        let (taken, rest) = self.words.split_at_checked(count)?;
        self.words = rest;
        Some(taken)
    }

    fn numbers<const N: usize>(&mut self) -> Option<[f32; N]> {
        self.take(N)?.try_into().ok()
    }

    fn counted(&mut self, words_each: usize) -> Option<&'a [f32]> {
        let [count] = self.numbers()?;
        self.take(count as usize * words_each)
    }

    fn string(&self, index: f32) -> Option<&'a str> {
        self.strings.get(index as usize).map(String::as_str)
    }

    fn colour(&mut self) -> Option<Rgba> {
        let [red, green, blue, alpha] = self.numbers()?;
        Some(Rgba {
            red: red as u8,
            green: green as u8,
            blue: blue as u8,
            alpha,
        })
    }

    fn path(&mut self) -> Option<Vec<&'a [f32]>> {
        let [runs] = self.numbers()?;
        (0..runs as usize).map(|_| self.counted(2)).collect()
    }
}

impl<'a> Iterator for Decoder<'a> {
    type Item = Command<'a>;

    fn next(&mut self) -> Option<Command<'a>> {
        let [number] = self.numbers()?;
        Some(match number as u32 {
            code::CLEAR => {
                let [width, height] = self.numbers()?;
                Command::Clear { width, height }
            }
            code::STROKE => Command::Stroke(self.colour()?),
            code::FILL => Command::Fill(self.colour()?),
            code::PEN => {
                let [width, join] = self.numbers()?;
                Command::Pen { width, join }
            }
            code::DASH => Command::Dash(self.counted(1)?),
            code::CLIP => {
                let [x, y, width, height] = self.numbers()?;
                Command::Clip {
                    x,
                    y,
                    width,
                    height,
                }
            }
            code::RESTORE => Command::Restore,
            code::PATH => Command::Path(self.path()?),
            code::AREA => Command::Area(self.path()?),
            code::RECT => {
                let [x, y, width, height, radius] = self.numbers()?;
                Command::Rect {
                    x,
                    y,
                    width,
                    height,
                    radius,
                }
            }
            code::DOTS => {
                let [radius] = self.numbers()?;
                Command::Dots {
                    radius,
                    centres: self.counted(2)?,
                }
            }
            code::FONT => {
                let [size, weight, family] = self.numbers()?;
                Command::Font {
                    size,
                    weight,
                    family: self.string(family)?,
                }
            }
            code::TEXT => {
                let [align, x, y, index] = self.numbers()?;
                Command::Text {
                    align,
                    x,
                    y,
                    text: self.string(index)?,
                }
            }
            code::BLIT => {
                let [_, _, _, _] = self.numbers()?;
                Command::Blit
            }
            _ => return None,
        })
    }
}
