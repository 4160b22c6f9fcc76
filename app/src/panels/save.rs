//! A chart as a file or in the clipboard: the same engine, colours and lines as on the page, with
//! title and legend.

use leptos::prelude::*;
use leptos::task::spawn_local;
use suisei_canvas::CanvasText;
use suisei_chart::figure;
use suisei_chart::{Commands, Entry, Figure, Surroundings};

use super::chart::model::ChartModel;
use super::chart::paint::picture_for;
use super::kinds::{self, KindModel, Lit, Sheet};
use super::table;
use crate::dom::canvas::Backend;
use crate::dom::{canvas, clipboard, download};
use crate::state::theme::{ChartColours, ThemeState, use_theme};
use crate::state::toast::{Toasts, use_toasts};
use crate::text::{chart, common, t};

/// Device pixels per CSS pixel of a file.
const RATIO: f64 = 2.0;

/// Lines that the legend of a file names.
const MOST_ENTRIES: usize = 40;

/// What to make of a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Save {
    /// A picture in the clipboard.
    Clipboard,
    /// A file of pixels.
    Png,
    /// A file of shapes.
    Svg,
    /// A file of numbers.
    Csv,
}

/// Of which chart.
#[derive(Clone, Copy)]
pub(crate) enum Saved {
    /// A line chart.
    Lines(StoredValue<ChartModel, LocalStorage>),
    /// Any other.
    Kind(KindModel),
}

/// Saves one chart; cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Saver {
    saved: Saved,
    title: StoredValue<String>,
    theme: ThemeState,
    toasts: Toasts,
}

/// Saves a chart under its title.
pub(crate) fn use_save(saved: Saved, title: String) -> Saver {
    Saver {
        saved,
        title: StoredValue::new(title),
        theme: use_theme(),
        toasts: use_toasts(),
    }
}

impl Saved {
    /// Of a line chart.
    pub(crate) fn lines(model: ChartModel) -> Self {
        Self::Lines(StoredValue::new_local(model))
    }
}

impl Saver {
    /// Makes it.
    pub(crate) fn run(self, what: Save) {
        let title = self.title.get_value();
        let name = file_name(&title);
        match what {
            Save::Csv => match self.saved {
                Saved::Lines(model) => table::save_csv(model.get_value(), &title),
                Saved::Kind(model) => kinds::save_csv(model, &title),
            },
            Save::Svg => download::text(&format!("{name}.svg"), &self.svg()),
            Save::Png => self.png(move |blob| download::blob(&format!("{name}.png"), &blob)),
            Save::Clipboard => self.png(move |blob| {
                spawn_local(async move {
                    if clipboard::copy_picture(&blob).await {
                        self.toasts.say(t(common::COPIED));
                    } else {
                        download::blob(&format!("{name}.png"), &blob);
                        self.toasts.say(t(chart::PICTURE_SAVED));
                    }
                });
            }),
        }
    }

    /// Title and legend, with a hole for a chart of this size.
    fn surroundings(self, size: (f64, f64), colours: &ChartColours) -> Surroundings {
        let title = self.title.get_value();
        let around = |entries: &[Entry<'_>]| {
            let figure = Figure {
                chart: size,
                ratio: RATIO,
                title: &title,
                entries,
            };
            figure::surround(&figure, &colours.theme, &CanvasText)
        };
        match self.saved {
            Saved::Lines(model) => model.get_value().looks.with_untracked(|looks| {
                let shown = looks.iter().rev().filter(|look| look.shown);
                let entries: Vec<Entry<'_>> = shown
                    .take(MOST_ENTRIES)
                    .map(|look| Entry {
                        label: &look.label,
                        colour: look.colour,
                        dash: &look.dash,
                    })
                    .collect();
                around(&entries)
            }),
            Saved::Kind(model) => {
                let names = model.with(|chart| chart.names()).unwrap_or_default();
                let entries: Vec<Entry<'_>> = names
                    .iter()
                    .take(MOST_ENTRIES)
                    .map(|(name, number)| Entry {
                        label: name,
                        colour: colours.of(*number),
                        dash: &[],
                    })
                    .collect();
                around(&entries)
            }
        }
    }

    /// The chart alone, and its size in CSS pixels.
    fn picture(self, colours: &ChartColours) -> (Commands, (f64, f64)) {
        match self.saved {
            Saved::Lines(model) => {
                let model = model.get_value();
                let size = model.size.get_untracked();
                (picture_for(model, size, RATIO, colours).commands, size)
            }
            Saved::Kind(model) => {
                let (width, height) = model.size.get_untracked();
                let drawn = model.with(|chart| {
                    let size = (width, height.max(chart.natural_height()));
                    let sheet = Sheet {
                        size,
                        ratio: RATIO,
                        colours,
                        lit: Lit::default(),
                    };
                    (chart.draw(&sheet).commands, size)
                });
                // What was drawn last is what the pointer reads.
                model.changed();
                drawn.unwrap_or((Commands::default(), (width, height)))
            }
        }
    }

    fn svg(self) -> String {
        let colours = self.theme.colours().get_untracked();
        let (commands, size) = self.picture(&colours);
        figure::to_svg(&self.surroundings(size, &colours), &commands, RATIO)
    }

    fn png(self, then: impl FnOnce(download::Blob) + 'static) {
        let colours = self.theme.colours().get_untracked();
        let (commands, size) = self.picture(&colours);
        let around = self.surroundings(size, &colours);
        let canvases = (
            canvas::off_screen(around.size.0 * RATIO, around.size.1 * RATIO),
            canvas::off_screen(size.0 * RATIO, size.1 * RATIO),
        );
        let (Some(whole), Some(inner)) = canvases else {
            return;
        };
        for (canvas, commands) in [(&whole, &around.commands), (&inner, &commands)] {
            canvas::draw(canvas, commands, Backend::Commands);
        }
        canvas::lay_onto(&whole, &inner, around.top * RATIO);
        canvas::to_png(&whole, move |blob| {
            if let Some(blob) = blob {
                then(blob);
            }
        });
    }
}

/// A title as the name of a file: without what file systems give a meaning.
pub(crate) fn file_name(title: &str) -> String {
    let name: String = title
        .chars()
        .map(|sign| match sign {
            '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => '-',
            sign if sign.is_control() => '-',
            sign => sign,
        })
        .collect();
    let name = name.trim_matches(['.', ' ', '-']);
    if name.is_empty() {
        "chart".to_owned()
    } else {
        name.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn titles_become_names_of_files() {
        assert_eq!(file_name("train/loss"), "train-loss");
        assert_eq!(file_name("../.."), "chart");
        assert_eq!(file_name("損失 a:b"), "損失 a-b");
    }
}
