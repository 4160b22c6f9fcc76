//! Series frames: the binary answer to a series query.

use serde::{Deserialize, Serialize};

use super::WireError;
use super::cursor::Cursor;
use crate::query::{Answer, AnswerMeta, Mark, XAxis};

/// First bytes of a frame.
pub const MAGIC: [u8; 4] = *b"SUIF";
/// Newest version that this build reads and writes.
pub const VERSION: u16 = 1;
/// Media type of a frame.
pub const CONTENT_TYPE: &str = "application/vnd.suisei.frame";

const META: [u8; 4] = *b"META";
const SERIES: [u8; 4] = *b"SERI";
const F32_VALUES: u32 = 1;

/// A frame: what it answers, then one answer for each asked series, in the order asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    /// About the whole.
    pub meta: FrameMeta,
    /// One for each asked series.
    pub answers: Vec<Answer>,
}

/// About a whole frame.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrameMeta {
    /// The build that answered.
    pub build: String,
    /// The x-axis of the answers.
    pub x: XAxis,
    /// The commit up to which the answers hold everything; compare with live notices.
    pub seq: u64,
}

impl Frame {
    /// The frame's bytes.
    pub fn encode(&self) -> Result<Vec<u8>, serde_json::Error> {
        let n: usize = self.answers.iter().map(Answer::n_points).sum();
        let mut out = Vec::with_capacity(16 * n + 1_024 * (1 + self.answers.len()));
        out.extend_from_slice(&MAGIC);
        out.extend_from_slice(&VERSION.to_le_bytes());
        out.extend_from_slice(&[0, 0]);
        section(&mut out, META, |out| serde_json::to_writer(out, &self.meta))?;
        for answer in &self.answers {
            section(&mut out, SERIES, |out| encode_answer(answer, out))?;
        }
        Ok(out)
    }

    /// Reads a frame.
    pub fn decode(bytes: &[u8]) -> Result<Self, WireError> {
        let mut cursor = Cursor::new(bytes);
        cursor.magic("frame", MAGIC, VERSION)?;
        cursor.u16("frame header")?;
        let mut meta = None;
        let mut answers = Vec::new();
        while cursor.left() > 0 {
            let offset = cursor.offset();
            let tag = cursor.take(4, "section")?;
            let length = cursor.u32("section")? as usize;
            let payload = cursor.take(length, "section")?;
            cursor.take(padding(length).min(cursor.left()), "padding")?;
            let invalid = |error: serde_json::Error| WireError::Invalid {
                what: "frame section",
                offset,
                why: error.to_string(),
            };
            if tag == META {
                meta = Some(serde_json::from_slice(payload).map_err(invalid)?);
            } else if tag == SERIES {
                answers.push(decode_answer(payload, offset)?);
            }
        }
        match meta {
            Some(meta) => Ok(Self { meta, answers }),
            None => Err(WireError::Invalid {
                what: "frame",
                offset: 0,
                why: "it has no META section".to_owned(),
            }),
        }
    }
}

fn padding(length: usize) -> usize {
    length.next_multiple_of(8) - length
}

fn section<E>(
    out: &mut Vec<u8>,
    tag: [u8; 4],
    write: impl FnOnce(&mut Vec<u8>) -> Result<(), E>,
) -> Result<(), E> {
    out.extend_from_slice(&tag);
    let at = out.len();
    out.extend_from_slice(&[0; 4]);
    write(out)?;
    let length = out.len() - at - 4;
    out[at..at + 4].copy_from_slice(&(length as u32).to_le_bytes());
    out.resize(out.len() + padding(length), 0);
    Ok(())
}

fn encode_answer(answer: &Answer, out: &mut Vec<u8>) -> Result<(), serde_json::Error> {
    let meta = serde_json::to_vec(&answer.meta)?;
    let is_f32 = answer
        .y
        .iter()
        .all(|&v| f64::from(v as f32).to_bits() == v.to_bits());
    for word in [
        meta.len() as u32,
        if is_f32 { F32_VALUES } else { 0 },
        answer.x.len() as u32,
        answer.smooth_x.len() as u32,
        answer.marks.len() as u32,
        0,
    ] {
        out.extend_from_slice(&word.to_le_bytes());
    }
    column(out, &answer.x, f64::to_le_bytes);
    column(out, &answer.smooth_x, f64::to_le_bytes);
    column(out, &answer.marks, |mark| mark.x.to_le_bytes());
    if is_f32 {
        column(out, &answer.y, |value| (value as f32).to_le_bytes());
    } else {
        column(out, &answer.y, f64::to_le_bytes);
    }
    column(out, &answer.smooth_y, f64::to_le_bytes);
    column(out, &answer.marks, |mark| [mark.code()]);
    out.extend_from_slice(&meta);
    Ok(())
}

/// Adds cells of one width; compilers make a plain copy of it.
fn column<T: Copy, const WIDTH: usize>(
    out: &mut Vec<u8>,
    cells: &[T],
    bytes: impl Fn(T) -> [u8; WIDTH],
) {
    let start = out.len();
    out.resize(start + cells.len() * WIDTH, 0);
    let (slots, _) = out[start..].as_chunks_mut::<WIDTH>();
    for (slot, &cell) in slots.iter_mut().zip(cells) {
        *slot = bytes(cell);
    }
}

fn decode_answer(payload: &[u8], offset: usize) -> Result<Answer, WireError> {
    let mut cursor = Cursor::within(payload, offset + 8);
    let meta_bytes = cursor.u32("series section")? as usize;
    let encoding = cursor.u32("series section")?;
    let n = cursor.u32("series section")? as usize;
    let n_smooth = cursor.u32("series section")? as usize;
    let n_marks = cursor.u32("series section")? as usize;
    cursor.u32("series section")?;
    let x = cursor.f64s(n, "x column")?;
    let smooth_x = cursor.f64s(n_smooth, "smooth x column")?;
    let mark_x = cursor.f64s(n_marks, "mark column")?;
    let y = if encoding & F32_VALUES != 0 {
        cursor.f32s(n, "y column")?
    } else {
        cursor.f64s(n, "y column")?
    };
    let smooth_y = cursor.f64s(n_smooth, "smooth y column")?;
    let codes = cursor.take(n_marks, "mark column")?;
    let at = cursor.offset();
    let meta: AnswerMeta = serde_json::from_slice(cursor.take(meta_bytes, "series meta")?)
        .map_err(|error| WireError::Invalid {
            what: "series meta",
            offset: at,
            why: error.to_string(),
        })?;
    let marks = mark_x
        .into_iter()
        .zip(codes)
        .map(|(x, &code)| Mark::from_code(x, code))
        .collect();
    Ok(Answer {
        meta,
        x,
        y,
        smooth_x,
        smooth_y,
        marks,
    })
}
