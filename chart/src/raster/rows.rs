//! The plot row by row, as it goes onto a canvas. It is kept from one plot to the next: where both
//! show nothing but the same background, not a pixel is written. Most of a plot is background, and
//! memory is what a large one waits for.

/// Columns that are turned into rows together: their lines all stay in the cache.
pub(super) const STRIP: usize = 16;

/// The rows, and what is drawn on them.
#[derive(Clone, Debug, Default)]
pub(super) struct Rows {
    pixels: Vec<u32>,
    width: usize,
    /// What lies where nothing is drawn, from top to bottom.
    background: Vec<u32>,
    /// The rows of each strip that show more than background, from first to end.
    drawn: Vec<(usize, usize)>,
}

impl Rows {
    /// All pixels.
    pub(super) fn pixels(&self) -> &[u32] {
        &self.pixels
    }

    /// Begins a plot of `width` on a background: anew if anything of that has changed.
    pub(super) fn begin(&mut self, width: usize, background: &[u32]) {
        if self.width == width && self.background == background {
            return;
        }
        self.width = width;
        background.clone_into(&mut self.background);
        self.drawn.clear();
        self.drawn.resize(width.div_ceil(STRIP), (0, 0));
        self.pixels.resize(width * background.len(), 0);
        if width > 0 {
            let rows = self.pixels.chunks_exact_mut(width);
            for (row, &colour) in rows.zip(background) {
                row.fill(colour);
            }
        }
    }

    /// The pixels from the first row on that a strip is drawn on, after the rows beyond have become
    /// background again.
    pub(super) fn strip(&mut self, index: usize, first: usize, end: usize) -> &mut [u32] {
        let left = index * STRIP;
        let right = (left + STRIP).min(self.width);
        let (old_first, old_end) = self.drawn[index];
        self.drawn[index] = (first, end);
        for row in (old_first..old_end.min(first)).chain(old_first.max(end)..old_end) {
            let start = row * self.width;
            self.pixels[start + left..start + right].fill(self.background[row]);
        }
        &mut self.pixels[first * self.width..]
    }
}
