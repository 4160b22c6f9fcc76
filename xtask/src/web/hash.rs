//! A short stable hash of content: FNV-1a over 64 bits. For names and caches, not for secrets.

/// Sixteen hex digits for these bytes.
pub(super) fn hex<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for part in parts {
        // The length keeps ("ab", "c") and ("a", "bc") apart.
        for byte in (part.len() as u64).to_le_bytes().iter().chain(part) {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    format!("{hash:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_and_its_division_both_count() {
        let together = hex([b"ab".as_slice(), b"c"]);
        assert_eq!(together, hex([b"ab".as_slice(), b"c"]));
        assert_ne!(together, hex([b"a".as_slice(), b"bc"]));
        assert_eq!(together.len(), 16);
    }
}
