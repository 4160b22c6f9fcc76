//! The line chart: from a [`LineChart`] to a finished [`Picture`].

use plotters::drawing::IntoDrawingArea;

use crate::axes::guides::{self, Guide};
use crate::axes::{self, Painted, notes};
use crate::backend::CommandBackend;
use crate::commands::Commands;
use crate::layout::{Labels, Layout};
use crate::lines::{self, Lines, Prepared};
use crate::plan::{Plan, plan};
use crate::raster::Raster;
use crate::spec::{LineChart, Side};
use crate::text::TextMeasure;
use crate::theme::Theme;

/// A drawn chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// What to hand to an interpreter.
    pub commands: Commands,
    /// Where things stand in it.
    pub layout: Layout,
    /// Finite points in view that a logarithmic scale cannot show, over all series. A panel says
    /// so in its footer.
    pub not_positive: usize,
}

/// Draws a line chart as commands alone. Any data and any size give a picture; nothing here can
/// fail.
pub fn draw(chart: &LineChart<'_>, theme: &Theme, measure: &dyn TextMeasure) -> Picture {
    draw_on(None, chart, theme, measure)
}

/// Draws a line chart with its lines as pixels of `raster`; the commands draw the rest and say
/// where the pixels go.
pub fn draw_pixels(
    raster: &mut Raster,
    chart: &LineChart<'_>,
    theme: &Theme,
    measure: &dyn TextMeasure,
) -> Picture {
    draw_on(Some(raster), chart, theme, measure)
}

fn draw_on(
    mut raster: Option<&mut Raster>,
    chart: &LineChart<'_>,
    theme: &Theme,
    measure: &dyn TextMeasure,
) -> Picture {
    let font = Labels::new(theme, measure);
    let Plan {
        prepared,
        layout,
        not_positive,
    } = plan(chart, &font);
    let mut commands = Commands::default();
    if let Some(raster) = &mut raster {
        raster.begin(lines::region(&layout), theme.surface);
    }
    let canvas = CommandBackend::new(&mut commands, raster, &layout, measure);
    let guides = guides::guides(&layout, chart.annotations);
    let painted = paint(canvas, &prepared, &layout, theme, &font, &guides);
    debug_assert!(painted.is_ok(), "the buffer refused a command: {painted:?}");
    Picture {
        commands,
        layout,
        not_positive,
    }
}

fn paint(
    canvas: CommandBackend<'_>,
    prepared: &[Prepared<'_>],
    layout: &Layout,
    theme: &Theme,
    font: &Labels<'_>,
    guides: &[Guide],
) -> Painted {
    let canvas = canvas.into_drawing_area();
    let area = axes::plot_area(&canvas, layout);
    let (x, y) = (layout.x(), layout.y(Side::Left));
    axes::draw(&canvas, &area, layout, theme)?;
    area.draw(&Lines {
        corners: [(x.low(), y.low()), (x.high(), y.high())],
        prepared,
        layout,
        theme,
        guides,
    })?;
    notes::draw(&canvas, layout, theme, font, guides, prepared)
}
