//! Many shapes of one colour as one command.

use super::{Commands, code};

impl Commands {
    /// Fills closed shapes, each a list of corners, with the colour of areas. Shapes of fewer than
    /// three corners are left out.
    pub(crate) fn polygons<'a>(&mut self, shapes: impl Iterator<Item = &'a [(f32, f32)]>) {
        let start = self.words.len();
        self.push(code::AREA, &[0.0]);
        let mut count = 0;
        for shape in shapes.filter(|shape| shape.len() > 2) {
            count += 1;
            self.words.push(shape.len() as f32);
            self.words.extend(shape.iter().flat_map(|&(x, y)| [x, y]));
        }
        if count == 0 {
            self.words.truncate(start);
        } else {
            self.words[start + 1] = count as f32;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::commands::Commands;

    #[test]
    fn shapes_are_counted_and_none_leave_nothing() {
        let mut commands = Commands::default();
        let line = [(0.0, 0.0), (1.0, 1.0)];
        commands.polygons([line.as_slice()].into_iter());
        assert!(commands.words().is_empty());
        let triangle = [(0.0, 0.0), (1.0, 1.0), (2.0, 0.0)];
        commands.polygons([line.as_slice(), triangle.as_slice()].into_iter());
        let expected = [12.0, 1.0, 3.0, 0.0, 0.0, 1.0, 1.0, 2.0, 0.0];
        assert_eq!(commands.words(), expected);
    }
}
