//! What every chart that is no line chart can do: draw itself, say what lies under the pointer and
//! be read as a table. A kind of panel makes one of its data; the panel around knows no more.

use suisei_chart::{Emphasis, Picture, format_value};
use suisei_core::ids::ExperimentKey;

use crate::panels::chart::reading::plain;
use crate::state::theme::ChartColours;
use crate::text::format::count;

/// A finished chart with its data.
pub(crate) trait Chart {
    /// Draws it. It remembers where things stand, for the questions below.
    fn draw(&self, sheet: &Sheet<'_>) -> Picture;

    /// What lies under the pointer, in CSS pixels: an index below [`Chart::len`].
    fn at(&self, at: (f64, f64)) -> Option<usize>;

    /// Where a thing stands, in CSS pixels, for a tooltip that no pointer asked for.
    fn place(&self, index: usize) -> (f64, f64);

    /// How many things it shows.
    fn len(&self) -> usize;

    /// A thing in words.
    fn tip(&self, index: usize) -> Tip;

    /// The experiment that a thing belongs to.
    fn experiment(&self, _index: usize) -> Option<&ExperimentKey> {
        None
    }

    /// Heads of the table that says the same.
    fn heads(&self) -> Vec<String>;

    /// A row of it; one for each thing.
    fn row(&self, index: usize) -> Vec<Cell>;

    /// The height at which everything can be read; a lower panel scrolls.
    fn natural_height(&self) -> f64 {
        0.0
    }

    /// What is shown and what is not, for the foot of the panel.
    fn note(&self) -> Option<String> {
        None
    }

    /// The legend: names and the numbers of the experiments whose colours they have.
    fn names(&self) -> Vec<(String, u32)> {
        Vec::new()
    }

    /// A press that moved from one place to another, in CSS pixels, on charts that take it.
    fn dragged(&self, _from: (f64, f64), _to: (f64, f64)) -> Dragged {
        Dragged::Ignored
    }
}

/// What a drag did to a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dragged {
    /// Nothing; this chart takes none there.
    Ignored,
    /// It looks different now.
    Changed,
}

/// Where and how a chart is drawn.
#[derive(Clone, Copy)]
pub(crate) struct Sheet<'a> {
    /// Width and height in CSS pixels.
    pub(crate) size: (f64, f64),
    /// Device pixels per CSS pixel.
    pub(crate) ratio: f64,
    /// Colours and theme.
    pub(crate) colours: &'a ChartColours,
    /// What stands out.
    pub(crate) lit: Lit<'a>,
}

/// What stands out.
#[derive(Clone, Copy, Default)]
pub(crate) struct Lit<'a> {
    /// The thing under the pointer.
    pub(crate) index: Option<usize>,
    /// The experiment under the pointer elsewhere.
    pub(crate) experiment: Option<&'a ExperimentKey>,
}

impl Lit<'_> {
    /// How something of an experiment is drawn while another one may be pointed at.
    pub(crate) fn emphasis(&self, key: Option<&ExperimentKey>) -> Emphasis {
        match (self.experiment, key) {
            (Some(lit), Some(key)) if lit == key => Emphasis::Lit,
            (Some(_), Some(_)) => Emphasis::Dimmed,
            _ => Emphasis::Normal,
        }
    }
}

/// A thing in words.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Tip {
    /// What it is.
    pub(crate) title: String,
    /// The number of the experiment whose colour stands beside the title.
    pub(crate) slot: Option<u32>,
    /// What is known of it.
    pub(crate) rows: Vec<(String, String)>,
}

/// A cell of the table: on screen as people read it, in a file as programs do.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    /// Words.
    Words(String),
    /// A number, and how people read it.
    Number(f64, String),
}

impl Cell {
    /// A number as charts write it.
    pub(crate) fn number(value: f64) -> Self {
        Self::Number(value, format_value(value))
    }

    /// A number of things.
    pub(crate) fn count(n: u64) -> Self {
        Self::Number(n as f64, count(n))
    }

    /// Nothing, where there is no number.
    pub(crate) fn if_any(value: Option<f64>) -> Self {
        value.map_or_else(|| Self::Words(String::new()), Self::number)
    }

    /// As people read it.
    pub(crate) fn shown(self) -> String {
        match self {
            Self::Words(words) | Self::Number(_, words) => words,
        }
    }

    /// As programs read it.
    pub(crate) fn plain(self) -> String {
        match self {
            Self::Words(words) => words,
            Self::Number(value, _) => plain(value),
        }
    }
}
