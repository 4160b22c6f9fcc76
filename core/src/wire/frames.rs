//! Several frames in one body: the answer to several series queries, in the order asked.
//! Says nothing of what a frame holds.

use super::WireError;
use super::cursor::Cursor;

/// Media type of several frames.
pub const CONTENT_TYPE: &str = "application/vnd.suisei.frames";

/// Frames back to back, each behind its length: `length u32`, `0 u32`, the frame's bytes, whose
/// number is a multiple of eight, so that every column of every frame stays aligned.
pub fn join(frames: &[Vec<u8>]) -> Vec<u8> {
    let size = frames.iter().map(|frame| 8 + frame.len()).sum();
    let mut out = Vec::with_capacity(size);
    for frame in frames {
        out.extend_from_slice(&(frame.len() as u32).to_le_bytes());
        out.extend_from_slice(&[0; 4]);
        out.extend_from_slice(frame);
    }
    out
}

/// The frames of a body, each for [`super::frame::Frame::decode`].
pub fn split(bytes: &[u8]) -> Result<Vec<&[u8]>, WireError> {
    let mut cursor = Cursor::new(bytes);
    let mut frames = Vec::new();
    while cursor.left() > 0 {
        let length = cursor.u32("length of a frame")? as usize;
        cursor.u32("length of a frame")?;
        frames.push(cursor.take(length, "frame")?);
    }
    Ok(frames)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_joined_splits_again() {
        let frames = [vec![1; 8], Vec::new(), vec![2; 24]];
        let body = join(&frames);
        assert_eq!(split(&body).unwrap(), [&[1; 8][..], &[], &[2; 24]]);
        for cut in 1..body.len() {
            if let Ok(some) = split(&body[..cut]) {
                assert!(some.len() < frames.len(), "nothing is made up");
            }
        }
    }
}
