//! Data and theme to picture, on plotters. No DOM, no fetch, no clock.
//!
//! The app describes a chart, draws it, hands the commands to `draw.js` in one call and keeps the
//! layout for the pointer:
//!
//! ```
//! use suisei_chart::{
//!     EstimatedText, Line, LineChart, Overlay, Rgba, Series, Theme, XAxis, XKind, hover, line,
//!     overlay,
//! };
//!
//! # let grey = Rgba { red: 128, green: 128, blue: 128, alpha: 1.0 };
//! # let theme = Theme::plain(grey);
//! # let measure = EstimatedText;
//! # let blue = grey;
//! let steps = [0.0, 100.0, 200.0, 300.0];
//! let loss = [2.3_f32, 1.1, 0.7, 0.6];
//! let series = [Series::new(Line { x: &steps, y: loss.as_slice().into() }, blue)];
//! let chart = LineChart {
//!     ratio: 2.0,
//!     ..LineChart::new(420.0, 260.0, XAxis::new(XKind::Step, "step"), &series)
//! };
//! let picture = line::draw(&chart, &theme, &measure);
//! // suiseiDraw(context, words, strings)
//! let (words, strings) = (picture.commands.words(), picture.commands.strings());
//! # assert!(!words.is_empty() && strings.contains("step"));
//!
//! // The pointer moved to (200, 80): read the values there and draw the cursor on the canvas
//! // that lies on top. The picture below stays as it is.
//! let hovered = hover::at_pixel(&picture.layout, &series, (200.0, 80.0));
//! if let Some(hovered) = hovered {
//!     assert_eq!(hovered.x, 100.0);
//!     let dots = hovered.dots(&series);
//!     let cursor = Overlay { x: Some(hovered.x), dots: &dots, ..Overlay::default() };
//!     let commands = overlay::draw(&picture.layout, &cursor, &theme, &measure);
//! #   assert!(!commands.words().is_empty());
//! }
//! ```
//!
//! From data to pixels: [`spec`] is the question. `plan` decides: `range` and `scale` choose what
//! is visible, `reduce` and `area` keep what a device pixel column can show, `ticks`, `format` and
//! `layout` place the labels. `axes` and `lines` draw through plotters onto `backend`, which appends to
//! [`Commands`]. [`svg`] and `public/draw.js` read those. What draws lines is an `ink`: the
//! commands themselves, or a [`Raster`] that turns them into pixels.

mod area;
mod axes;
mod backend;
pub mod bar;
mod calendar;
mod cells;
mod clip;
pub mod column;
mod commands;
pub mod curve;
mod dash;
pub mod distribution;
pub mod figure;
mod format;
pub mod heat;
pub mod hover;
mod ink;
mod layout;
pub mod line;
mod lines;
pub mod matrix;
pub mod overlay;
pub mod parallel;
mod plan;
#[cfg(feature = "png")]
pub mod png;
mod range;
mod raster;
mod reduce;
pub mod ridge;
pub mod scalar;
mod scale;
pub mod scatter;
mod shorten;
mod simd;
pub mod spark;
pub mod spec;
mod stage;
pub mod svg;
mod text;
mod theme;
mod ticks;
mod zone;

pub use column::Column;
pub use commands::Commands;
pub use figure::{Entry, Figure, Surroundings};
pub use format::{format_value, format_x};
pub use hover::{Hit, Hover};
pub use layout::{Layout, Rect, Tick};
pub use line::Picture;
pub use overlay::{Dot, Overlay, Selection};
pub use range::Limits;
pub use raster::Raster;
pub use scale::{Scale, ScaleKind, symlog_threshold};
pub use spec::{
    Annotation, Band, Emphasis, Line, LineChart, Mark, MarkKind, Reference, Series, Side, Values,
    XAxis, XKind, YAxis,
};
pub use stage::row_at;
pub use text::{EstimatedText, Font, TextMeasure};
pub use theme::{Rgba, SEQ, Theme};
pub use zone::{OffsetChange, Zone};
