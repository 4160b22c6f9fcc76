//! A position in little-endian bytes from outside. Never reads past the end, never trusts a count.

use super::WireError;

/// Reads forward through a slice and knows where it stands, for messages.
#[derive(Debug, Clone)]
pub struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
    base: usize,
}

impl<'a> Cursor<'a> {
    /// Starts at the first byte.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            at: 0,
            base: 0,
        }
    }

    /// Starts at the first byte of a part that lies at `base` of the whole.
    pub fn within(bytes: &'a [u8], base: usize) -> Self {
        Self { bytes, at: 0, base }
    }

    /// Offset in the whole.
    pub fn offset(&self) -> usize {
        self.base + self.at
    }

    /// Bytes that are left.
    pub fn left(&self) -> usize {
        self.bytes.len() - self.at
    }

    /// The next `n` bytes; `what` names them in the error.
    pub fn take(&mut self, n: usize, what: &'static str) -> Result<&'a [u8], WireError> {
        if n > self.left() {
            return Err(WireError::CutOff {
                offset: self.offset(),
                what,
                needed: n,
                left: self.left(),
            });
        }
        let taken = &self.bytes[self.at..self.at + n];
        self.at += n;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self, what: &'static str) -> Result<[u8; N], WireError> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N, what)?);
        Ok(array)
    }

    /// One byte.
    pub fn u8(&mut self, what: &'static str) -> Result<u8, WireError> {
        Ok(self.array::<1>(what)?[0])
    }

    /// Two bytes.
    pub fn u16(&mut self, what: &'static str) -> Result<u16, WireError> {
        Ok(u16::from_le_bytes(self.array(what)?))
    }

    /// Four bytes.
    pub fn u32(&mut self, what: &'static str) -> Result<u32, WireError> {
        Ok(u32::from_le_bytes(self.array(what)?))
    }

    /// Eight bytes.
    pub fn u64(&mut self, what: &'static str) -> Result<u64, WireError> {
        Ok(u64::from_le_bytes(self.array(what)?))
    }

    /// A column of `n` u32.
    pub fn u32s(&mut self, n: usize, what: &'static str) -> Result<Vec<u32>, WireError> {
        Ok(self.column::<4>(n, what)?.map(u32::from_le_bytes).collect())
    }

    /// A column of `n` i64.
    pub fn i64s(&mut self, n: usize, what: &'static str) -> Result<Vec<i64>, WireError> {
        Ok(self.column::<8>(n, what)?.map(i64::from_le_bytes).collect())
    }

    /// A column of `n` f64.
    pub fn f64s(&mut self, n: usize, what: &'static str) -> Result<Vec<f64>, WireError> {
        Ok(self.column::<8>(n, what)?.map(f64::from_le_bytes).collect())
    }

    /// A column of `n` f32, widened.
    pub fn f32s(&mut self, n: usize, what: &'static str) -> Result<Vec<f64>, WireError> {
        Ok(self
            .column::<4>(n, what)?
            .map(|b| f64::from(f32::from_le_bytes(b)))
            .collect())
    }

    fn column<const WIDTH: usize>(
        &mut self,
        n: usize,
        what: &'static str,
    ) -> Result<impl Iterator<Item = [u8; WIDTH]> + use<'a, WIDTH>, WireError> {
        let (cells, _) = self
            .take(n.saturating_mul(WIDTH), what)?
            .as_chunks::<WIDTH>();
        Ok(cells.iter().copied())
    }

    /// Checks magic and version and returns the version.
    pub fn magic(
        &mut self,
        format: &'static str,
        expected: [u8; 4],
        known: u16,
    ) -> Result<u16, WireError> {
        let found = self.take(4.min(self.left()), format)?;
        if found != expected {
            return Err(WireError::Magic {
                format,
                expected,
                found: found.to_vec(),
            });
        }
        let version = self.u16(format)?;
        if version == 0 || version > known {
            return Err(WireError::Version {
                format,
                found: version,
                known,
            });
        }
        Ok(version)
    }
}
