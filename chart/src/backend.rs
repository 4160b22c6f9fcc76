//! The plotters backend that writes a command buffer. It never touches a pixel itself.

use std::convert::Infallible;

use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    FontStyle,
};

use crate::commands::{Align, Commands, Join};
use crate::layout::Layout;
use crate::raster::Raster;
use crate::text::{Font, TextMeasure};
use crate::theme::Rgba;

/// Half the height of capitals and digits, as a share of the font size: from the middle of a
/// label down to its baseline.
pub(crate) const HALF_CAPITAL: f64 = 0.36;

/// What a call to the backend returns. Appending to a buffer cannot fail.
pub(crate) type Drawn = Result<(), DrawingErrorKind<Infallible>>;

/// Appends what plotters draws to a command buffer.
pub(crate) struct CommandBackend<'a> {
    commands: &'a mut Commands,
    raster: Option<&'a mut Raster>,
    measure: &'a dyn TextMeasure,
    size: (u32, u32),
}

impl<'a> CommandBackend<'a> {
    pub(crate) fn new(
        commands: &'a mut Commands,
        raster: Option<&'a mut Raster>,
        layout: &Layout,
        measure: &'a dyn TextMeasure,
    ) -> Self {
        let (width, height) = (layout.device(layout.size.0), layout.device(layout.size.1));
        let (width, height) = (width.round(), height.round());
        commands.clear(width, height);
        Self {
            commands,
            raster,
            measure,
            size: (width as u32, height as u32),
        }
    }

    /// The buffer, for elements that draw with more precision than whole pixels, and the raster
    /// that draws the lines, if there is one.
    pub(crate) fn targets(&mut self) -> (&mut Commands, Option<&mut Raster>) {
        (self.commands, self.raster.as_deref_mut())
    }

    fn filled(&mut self, colour: BackendColor, rect: [i32; 4]) {
        let colour = from_backend(colour);
        let [x, y, width, height] = rect.map(|length| length as f32);
        self.commands.fill(colour);
        self.commands.rect(x, y, width, height, 0.0);
        if let Some(raster) = &mut self.raster {
            raster.behind(rect, colour);
        }
    }

    fn stroked<S: BackendStyle>(&mut self, points: &[BackendCoord], style: &S) {
        self.commands.stroke(from_backend(style.color()));
        self.commands.pen(style.stroke_width() as f32, Join::Round);
        self.commands.dash(&[], 1.0);
        let mut path = self.commands.path();
        for (index, &(x, y)) in points.iter().enumerate() {
            if index == 0 {
                path.move_to(x as f32, y as f32);
            } else {
                path.line_to(x as f32, y as f32);
            }
        }
    }
}

impl DrawingBackend for CommandBackend<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, point: BackendCoord, colour: BackendColor) -> Drawn {
        self.filled(colour, [point.0, point.1, 1, 1]);
        Ok(())
    }

    /// Level and upright lines become whole pixels, sharp at every ratio; others a stroke.
    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Drawn {
        let width = style.stroke_width().max(1) as i32;
        if from.0 != to.0 && from.1 != to.1 {
            self.stroked(&[from, to], style);
            return Ok(());
        }
        let (left, right) = (from.0.min(to.0), from.0.max(to.0));
        let (top, bottom) = (from.1.min(to.1), from.1.max(to.1));
        let rect = if from.1 == to.1 {
            [left, top - width / 2, right - left, width]
        } else {
            [left - width / 2, top, width, bottom - top]
        };
        self.filled(style.color(), rect);
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        let points: Vec<BackendCoord> = path.into_iter().collect();
        if let [from, to] = points[..] {
            return self.draw_line(from, to, style);
        }
        self.stroked(&points, style);
        Ok(())
    }

    fn draw_text<S: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &S,
        position: BackendCoord,
    ) -> Drawn {
        let anchor = style.anchor();
        let align = match anchor.h_pos {
            HPos::Left => Align::Start,
            HPos::Center => Align::Middle,
            HPos::Right => Align::End,
        };
        let below = match anchor.v_pos {
            VPos::Top => 2.0 * HALF_CAPITAL * style.size(),
            VPos::Center => HALF_CAPITAL * style.size(),
            VPos::Bottom => 0.0,
        };
        self.commands.fill(from_backend(style.color()));
        self.commands.font(&Font {
            family: style.family().as_str(),
            size: style.size(),
            weight: weight(style.style()),
        });
        let baseline = f64::from(position.1) + below.round();
        self.commands
            .text(align, position.0 as f32, baseline as f32, text);
        Ok(())
    }

    /// Asks the given measure. The default of plotters would put elements into a document.
    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        let family = style.family();
        let font = Font {
            family: family.as_str(),
            size: style.size(),
            weight: weight(style.style()),
        };
        Ok((
            self.measure.width(text, &font).ceil() as u32,
            style.size().ceil() as u32,
        ))
    }
}

fn weight(style: FontStyle) -> u16 {
    match style {
        FontStyle::Bold => 600,
        FontStyle::Normal | FontStyle::Oblique | FontStyle::Italic => 400,
    }
}

fn from_backend(colour: BackendColor) -> Rgba {
    let (red, green, blue) = colour.rgb;
    Rgba {
        red,
        green,
        blue,
        alpha: colour.alpha as f32,
    }
}

/// A theme colour as plotters wants it.
pub(crate) fn to_backend(colour: Rgba) -> BackendColor {
    BackendColor {
        rgb: (colour.red, colour.green, colour.blue),
        alpha: f64::from(colour.alpha),
    }
}
