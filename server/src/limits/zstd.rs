//! Inflates zstd (RFC 8878): any number of frames, checksums compared. Memory is bounded by the
//! limit of what comes out and by the largest window, whatever the frames promise.

use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use super::Capped;

/// Largest window of a frame: what every decoder has to support, and compressors keep to up to
/// level 19.
pub(super) const MAX_WINDOW_BYTES: u64 = 8 * 1024 * 1024;

/// Why a body cannot be inflated.
#[derive(Debug, thiserror::Error)]
pub(super) enum Inflation {
    /// More than the limit would come out.
    #[error("it holds more than its limit")]
    TooLarge,
    /// A window over [`MAX_WINDOW_BYTES`].
    #[error(
        "a frame's window is {0} bytes, the limit is {MAX_WINDOW_BYTES}; compress it without long-distance matching, or at level 19 at most"
    )]
    Window(u64),
    /// Frames that need more than themselves.
    #[error("a frame needs the dictionary {0}; compress it without one")]
    Dictionary(u32),
    /// Content that is not what was compressed.
    #[error("a frame's checksum is {found:08x}, its content gives {computed:08x}")]
    Checksum { found: u32, computed: u32 },
    /// A body that ends too early.
    #[error("it ends at byte {0}, within a frame")]
    CutOff(usize),
    /// Anything else.
    #[error("{why}, at byte {offset}")]
    Damaged {
        offset: usize,
        why: FrameDecoderError,
    },
}

/// What a body holds, at most `limit` bytes.
pub(super) fn inflate(body: &[u8], limit: u64) -> Result<Vec<u8>, Inflation> {
    let mut inflated = Capped {
        bytes: Vec::new(),
        limit,
    };
    let mut decoder = FrameDecoder::new();
    decoder.set_max_window_size(MAX_WINDOW_BYTES);
    let mut rest = body;
    // An empty body holds not even an empty frame.
    while !rest.is_empty() || body.is_empty() {
        let before = rest.len();
        match decoder.reset(&mut rest) {
            Ok(()) => frame(&mut decoder, &mut rest, body, &mut inflated)?,
            Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                length,
                ..
            })) => {
                rest = rest
                    .get(length as usize..)
                    .ok_or(Inflation::CutOff(body.len()))?;
            }
            Err(error) => return Err(refused(error, body, before)),
        }
    }
    Ok(inflated.bytes)
}

/// One frame whose header has been read.
fn frame(
    decoder: &mut FrameDecoder,
    rest: &mut &[u8],
    body: &[u8],
    inflated: &mut Capped,
) -> Result<(), Inflation> {
    let left = inflated.limit - inflated.bytes.len() as u64;
    if decoder.content_size() > left {
        return Err(Inflation::TooLarge);
    }
    while !decoder.is_finished() {
        let before = rest.len();
        decoder
            .decode_blocks(&mut *rest, BlockDecodingStrategy::UptoBlocks(1))
            .map_err(|error| refused(error, body, before))?;
        decoder
            .collect_to_writer(&mut *inflated)
            .map_err(|_| Inflation::TooLarge)?;
    }
    match (
        decoder.get_checksum_from_data(),
        decoder.get_calculated_checksum(),
    ) {
        (Some(found), Some(computed)) if found != computed => {
            Err(Inflation::Checksum { found, computed })
        }
        _ => Ok(()),
    }
}

/// What a decoder's error means; `left` bytes were left when it began to read.
fn refused(error: FrameDecoderError, body: &[u8], left: usize) -> Inflation {
    match error {
        FrameDecoderError::WindowSizeTooBig { requested, .. } => Inflation::Window(requested),
        FrameDecoderError::DictNotProvided { dict_id } => Inflation::Dictionary(dict_id),
        error if is_cut_off(&error) => Inflation::CutOff(body.len()),
        why => Inflation::Damaged {
            offset: body.len() - left,
            why,
        },
    }
}

/// Whether the bytes ended before what they announce.
fn is_cut_off(error: &FrameDecoderError) -> bool {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(inner) = cause {
        let ended = inner
            .downcast_ref::<std::io::Error>()
            .is_some_and(|error| error.kind() == std::io::ErrorKind::UnexpectedEof);
        if ended {
            return true;
        }
        cause = inner.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};

    use super::*;

    const LIMIT: u64 = 1024 * 1024;

    fn compressed(bytes: &[u8]) -> Vec<u8> {
        compress_to_vec(bytes, CompressionLevel::Fastest)
    }

    fn text() -> Vec<u8> {
        (0..2_000)
            .flat_map(|i: u32| format!("step {i}, ").into_bytes())
            .collect()
    }

    #[test]
    fn frames_follow_one_another_and_some_are_skipped() {
        let mut body = compressed(b"one ");
        body.extend([0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
        body.extend(compressed(&text()));
        body.extend(compressed(b""));
        let inflated = inflate(&body, LIMIT).unwrap();
        assert_eq!(inflated, [b"one ".as_slice(), &text()].concat());
    }

    #[test]
    fn limits_hold_whatever_a_frame_says() {
        let zeros = compressed(&vec![0; 2 * LIMIT as usize]);
        assert!(zeros.len() < 1_000);
        assert!(matches!(inflate(&zeros, LIMIT), Err(Inflation::TooLarge)));
        // Many frames count together.
        let many = compressed(&[0; 100_000]).repeat(11);
        assert!(matches!(inflate(&many, LIMIT), Err(Inflation::TooLarge)));
        // Magic, a descriptor without sizes, and a window of 2^41 bytes.
        let window = [0x28, 0xb5, 0x2f, 0xfd, 0, 31 << 3];
        let error = inflate(&window, LIMIT).unwrap_err();
        assert!(error.to_string().contains("window"), "{error}");
        let window = [0x28, 0xb5, 0x2f, 0xfd, 0, (23 - 10) << 3 | 1, 1, 0, 0];
        assert!(matches!(inflate(&window, LIMIT), Err(Inflation::Window(_))));
        let window = [0x28, 0xb5, 0x2f, 0xfd, 0, (23 - 10) << 3, 1, 0, 0];
        assert_eq!(inflate(&window, LIMIT).unwrap(), b"");
    }

    #[test]
    fn what_is_wrong_is_told() {
        let good = compressed(&text());
        for (body, words) in [
            (Vec::new(), "ends at byte 0"),
            (good[..good.len() - 5].to_vec(), "within a frame"),
            (b"not compressed".to_vec(), "at byte 0"),
            ([good.as_slice(), b"and more"].concat(), "at byte"),
            (
                vec![0x28, 0xb5, 0x2f, 0xfd, 1, 0, 7, 1, 0, 0],
                "dictionary 7",
            ),
        ] {
            let error = inflate(&body, LIMIT).unwrap_err().to_string();
            assert!(error.contains(words), "{error}");
        }
    }

    #[test]
    fn damage_is_refused_or_changes_a_checksum() {
        let good = compressed(&text());
        let mut state: u64 = 1;
        for _ in 0..3_000 {
            let mut body = good.clone();
            for _ in 0..3 {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                let at = (state >> 33) as usize % body.len();
                body[at] ^= 1 << (state >> 20 & 7);
            }
            if let Ok(inflated) = inflate(&body, LIMIT) {
                assert!(inflated.len() as u64 <= LIMIT);
            }
        }
    }

    /// Made by the reference implementation at level 19, with a checksum.
    #[test]
    fn frames_of_the_reference_implementation_are_read() {
        let golden = include_bytes!("../../tests/golden/level19.zst");
        assert_eq!(inflate(golden, LIMIT).unwrap(), text());
        let mut damaged = golden.to_vec();
        *damaged.last_mut().unwrap() ^= 1;
        assert!(matches!(
            inflate(&damaged, LIMIT),
            Err(Inflation::Checksum { .. })
        ));
    }
}
