//! Work on many numbers at a time: extremes of a slice, covering
//! pixels with a colour, columns to rows. The one file of this crate with
//! `unsafe` code: loads of vectors in the browser. Elsewhere the same lanes are plain arrays, which
//! the compiler turns into vectors itself.

use std::ops::Range;

/// What a pass over values saw.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Extent<T> {
    /// Lowest value; meaningless unless all are finite.
    pub(crate) low: T,
    /// Highest value; meaningless unless all are finite.
    pub(crate) high: T,
    /// Whether every value is finite.
    pub(crate) all_finite: bool,
}

macro_rules! extent {
    ($name:ident, $number:ident, $pass:expr) => {
        /// The extent of values; of none, an empty range.
        pub(crate) fn $name(values: &[$number]) -> Extent<$number> {
            let (mut low, mut high, mut numbers, seen) = $pass(values);
            for &value in &values[seen..] {
                low = if value < low { value } else { low };
                high = if value > high { value } else { high };
                numbers &= !value.is_nan();
            }
            Extent {
                low,
                high,
                all_finite: numbers && low > $number::NEG_INFINITY && high < $number::INFINITY,
            }
        }
    };
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod lanes {
    macro_rules! pass {
        ($name:ident, $number:ident, $lanes:literal) => {
            /// Both ends of the first values, whether all are numbers, and how many they are.
            pub(super) fn $name(values: &[$number]) -> ($number, $number, bool, usize) {
                let chunks = values.chunks_exact($lanes);
                let seen = values.len() - chunks.remainder().len();
                let mut low = [$number::INFINITY; $lanes];
                let mut high = [$number::NEG_INFINITY; $lanes];
                let mut numbers = [true; $lanes];
                for chunk in chunks {
                    for lane in 0..$lanes {
                        let value = chunk[lane];
                        low[lane] = if value < low[lane] { value } else { low[lane] };
                        high[lane] = if value > high[lane] {
                            value
                        } else {
                            high[lane]
                        };
                        numbers[lane] &= !value.is_nan();
                    }
                }
                (
                    low.into_iter().fold($number::INFINITY, $number::min),
                    high.into_iter().fold($number::NEG_INFINITY, $number::max),
                    numbers.into_iter().all(|number| number),
                    seen,
                )
            }
        };
    }

    pass!(pass_f32, f32, 16);
    pass!(pass_f64, f64, 8);

    use super::{AT_ONCE, Edge};

    pub(super) fn cover(
        pixels: &mut [u32],
        mut row: f32,
        (upper, lower): (Edge, Edge),
        colour: u32,
        opacity: f32,
    ) {
        let below = |edge: Edge, row: f32| ((row - edge.begin) * edge.rate).clamp(0.0, 1.0);
        for pixel in pixels {
            let covered = (below(upper, row) - below(lower, row)).max(0.0);
            *pixel = crate::raster::paint::blend(*pixel, colour, (covered * opacity + 0.5) as u32);
            row += 1.0;
        }
    }

    /// Turns a square of columns into rows.
    pub(super) fn transpose_square(from: &[u32], stride: usize, to: &mut [u32], width: usize) {
        for row in 0..AT_ONCE {
            for column in 0..AT_ONCE {
                to[row * width + column] = from[column * stride + row];
            }
        }
    }
}

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
#[expect(
    unsafe_code,
    reason = "moves vectors between registers and slices that are long enough"
)]
mod lanes {
    use std::arch::wasm32::*;

    macro_rules! pass {
        ($name:ident, $number:ident, $each:literal, $splat:ident, $min:ident, $max:ident, $eq:ident,
         $lane:ident, [$($index:literal),*]) => {
            /// Both ends of the first values, whether all are numbers, and how many they are.
            #[inline(always)]
            pub(super) fn $name(values: &[$number]) -> ($number, $number, bool, usize) {
                // Four independent chains: one comparison need not wait for the one before.
                let mut low = [$splat($number::INFINITY); 4];
                let mut high = [$splat($number::NEG_INFINITY); 4];
                let mut numbers = [u8x16_splat(255); 4];
                let mut take = |part: usize, values: &[$number]| {
                    assert!(values.len() >= $each);
                    // SAFETY: the assertion above; a vector has that many values.
                    let value = unsafe { v128_load(values.as_ptr().cast::<v128>()) };
                    low[part] = $min(low[part], value);
                    high[part] = $max(high[part], value);
                    numbers[part] = v128_and(numbers[part], $eq(value, value));
                };
                let chunks = values.chunks_exact(4 * $each);
                let rest = chunks.remainder();
                for chunk in chunks {
                    for part in 0..4 {
                        take(part, &chunk[part * $each..]);
                    }
                }
                let mut seen = 0;
                if let Some(last) = values.len().checked_sub($each) {
                    for (part, vector) in rest.chunks_exact($each).enumerate() {
                        take(part, vector);
                    }
                    // Some of the last ones were seen before, which changes nothing.
                    take(3, &values[last..]);
                    seen = values.len();
                }
                let lowest = $min($min(low[0], low[1]), $min(low[2], low[3]));
                let highest = $max($max(high[0], high[1]), $max(high[2], high[3]));
                let all = v128_and(
                    v128_and(numbers[0], numbers[1]),
                    v128_and(numbers[2], numbers[3]),
                );
                let (mut first, mut last) = ($number::INFINITY, $number::NEG_INFINITY);
                // No lane is NaN, so plain comparisons do, where `min` would take a call.
                $(
                    let (low, high) = ($lane::<$index>(lowest), $lane::<$index>(highest));
                    first = if low < first { low } else { first };
                    last = if high > last { high } else { last };
                )*
                (first, last, u8x16_all_true(all), seen)
            }
        };
    }

    use super::{AT_ONCE, Edge};

    #[inline(always)]
    fn below(edge: Edge, rows: v128) -> v128 {
        let begin = f32x4_splat(edge.begin);
        let share = f32x4_mul(f32x4_sub(rows, begin), f32x4_splat(edge.rate));
        f32x4_pmin(f32x4_pmax(share, f32x4_splat(0.0)), f32x4_splat(1.0))
    }

    pub(super) fn cover(
        pixels: &mut [u32],
        row: f32,
        (upper, lower): (Edge, Edge),
        colour: u32,
        opacity: f32,
    ) {
        let red_blue_mask = u32x4_splat(0x00ff_00ff);
        let byte = u32x4_splat(0xff);
        let over_red_blue = u32x4_splat(colour & 0x00ff_00ff);
        let over_green = u32x4_splat((colour >> 8) & 0xff);
        let opaque = u32x4_splat(0xff00_0000);
        let mut rows = f32x4_add(f32x4_splat(row), f32x4(0.0, 1.0, 2.0, 3.0));
        for chunk in pixels.chunks_exact_mut(AT_ONCE) {
            let covered = f32x4_sub(below(upper, rows), below(lower, rows));
            let covered = f32x4_pmax(covered, f32x4_splat(0.0));
            // Added to 2²³, a small number stands in the lowest bits of the sum.
            let scaled = f32x4_mul(covered, f32x4_splat(opacity));
            let share = f32x4_add(scaled, f32x4_splat(8_388_608.0));
            let share = v128_and(share, u32x4_splat(0x1ff));
            // SAFETY: a chunk has as many pixels as a vector.
            let under = unsafe { v128_load(chunk.as_ptr().cast::<v128>()) };
            let red_blue = v128_and(under, red_blue_mask);
            let green = v128_and(u32x4_shr(under, 8), byte);
            let step = i32x4_mul(i32x4_sub(over_red_blue, red_blue), share);
            let red_blue = v128_and(i32x4_add(red_blue, u32x4_shr(step, 8)), red_blue_mask);
            let step = i32x4_mul(i32x4_sub(over_green, green), share);
            let green = v128_and(i32x4_add(green, u32x4_shr(step, 8)), byte);
            let mixed = v128_or(v128_or(red_blue, opaque), i32x4_shl(green, 8));
            // SAFETY: as above.
            unsafe { v128_store(chunk.as_mut_ptr().cast::<v128>(), mixed) };
            rows = f32x4_add(rows, f32x4_splat(4.0));
        }
    }

    /// Turns a square of columns into rows.
    pub(super) fn transpose_square(from: &[u32], stride: usize, to: &mut [u32], width: usize) {
        assert!(from.len() >= 3 * stride + AT_ONCE && to.len() >= 3 * width + AT_ONCE);
        let column = |index: usize| {
            // SAFETY: the assertion above; index is at most 3.
            unsafe { v128_load(from.as_ptr().add(index * stride).cast::<v128>()) }
        };
        let (a, b, c, d) = (column(0), column(1), column(2), column(3));
        let top_left = i32x4_shuffle::<0, 4, 1, 5>(a, b);
        let top_right = i32x4_shuffle::<0, 4, 1, 5>(c, d);
        let low_left = i32x4_shuffle::<2, 6, 3, 7>(a, b);
        let low_right = i32x4_shuffle::<2, 6, 3, 7>(c, d);
        let rows = [
            i64x2_shuffle::<0, 2>(top_left, top_right),
            i64x2_shuffle::<1, 3>(top_left, top_right),
            i64x2_shuffle::<0, 2>(low_left, low_right),
            i64x2_shuffle::<1, 3>(low_left, low_right),
        ];
        for (index, row) in rows.into_iter().enumerate() {
            // SAFETY: the assertion above; index is at most 3.
            unsafe { v128_store(to.as_mut_ptr().add(index * width).cast::<v128>(), row) };
        }
    }

    // `pmin(a, b)` is b < a ? b : a, one instruction, and passes over NaN.
    pass!(
        pass_f32,
        f32,
        4,
        f32x4_splat,
        f32x4_pmin,
        f32x4_pmax,
        f32x4_eq,
        f32x4_extract_lane,
        [0, 1, 2, 3]
    );
    pass!(
        pass_f64,
        f64,
        2,
        f64x2_splat,
        f64x2_pmin,
        f64x2_pmax,
        f64x2_eq,
        f64x2_extract_lane,
        [0, 1]
    );
}

/// An edge of what is covered, as the share of a pixel that lies below it: none up to row
/// `begin`, all from `1 / rate` rows further down on, measured at the middle of the pixel.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Edge {
    pub(crate) begin: f32,
    pub(crate) rate: f32,
}

/// How many pixels are covered at once. Slices for [`cover`] are whole multiples of it.
pub(crate) const AT_ONCE: usize = 4;

/// Blends a colour over the pixels between two edges, with an opacity in 256ths. The first pixel
/// is that of `row`. Pixels outside of the edges stay as they are.
pub(crate) fn cover(
    pixels: &mut [u32],
    row: usize,
    (upper, lower): (Edge, Edge),
    colour: u32,
    opacity: f32,
) {
    lanes::cover(pixels, row as f32, (upper, lower), colour, opacity);
}

/// Writes some columns, which begin `stride` numbers apart, as the first `count` rows of `width`.
pub(crate) fn transpose(
    columns: &[u32],
    stride: usize,
    rows: &mut [u32],
    width: usize,
    range: Range<usize>,
    count: usize,
) {
    let mut row = 0;
    while row + AT_ONCE <= count {
        let mut column = range.start;
        while column + AT_ONCE <= range.end {
            let from = &columns[column * stride + row..];
            let to = &mut rows[row * width + column..];
            lanes::transpose_square(from, stride, to, width);
            column += AT_ONCE;
        }
        for column in column..range.end {
            for row in row..row + AT_ONCE {
                rows[row * width + column] = columns[column * stride + row];
            }
        }
        row += AT_ONCE;
    }
    for row in row..count {
        for column in range.clone() {
            rows[row * width + column] = columns[column * stride + row];
        }
    }
}

extent!(extent_f32, f32, lanes::pass_f32);
extent!(extent_f64, f64, lanes::pass_f64);

#[cfg(test)]
mod tests {
    use super::{extent_f32, extent_f64, transpose};

    #[test]
    fn finds_both_ends_wherever_they_lie() {
        for length in 1..40usize {
            for spike in 0..length {
                let mut values = vec![1.0f32; length];
                values[spike] = -7.0;
                values[length - 1 - spike] += 9.0;
                let extent = extent_f32(&values);
                let low = values.iter().copied().fold(f32::INFINITY, f32::min);
                let high = values.iter().copied().fold(f32::NEG_INFINITY, f32::max);
                assert_eq!((extent.low, extent.high), (low, high));
                assert!(extent.all_finite);
            }
        }
    }

    #[test]
    fn columns_become_rows() {
        for (width, height) in [(1, 1), (5, 3), (16, 4), (17, 9), (40, 33)] {
            let columns: Vec<u32> = (0..width * height).map(|index| index as u32).collect();
            let mut rows = vec![0; width * height];
            transpose(&columns, height, &mut rows, width, 0..width, height);
            for (at, &number) in rows.iter().enumerate() {
                let (row, column) = (at / width, at % width);
                assert_eq!(number, (column * height + row) as u32);
            }
        }
    }

    #[test]
    fn one_bad_value_is_noticed() {
        for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            for at in 0..20 {
                let mut values = [0.5f64; 20];
                values[at] = bad;
                assert!(!extent_f64(&values).all_finite, "{bad} at {at}");
            }
        }
    }
}
