//! The envelope of every stored value: a version byte and a checksum, so that damage is noticed
//! where it is read and old values stay readable. Blocks carry their own checksum inside.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::StoreError;

const VERSION: u8 = 1;
const HEADER: usize = 5;

/// Longest body that fits into one value with room for its envelope.
pub(crate) const MAX_BODY: usize = 60 * 1024;

/// `version u8 | crc u32 LE of the body | body`.
pub(crate) fn seal(body: &[u8]) -> Vec<u8> {
    let mut value = Vec::with_capacity(HEADER + body.len());
    value.push(VERSION);
    value.extend_from_slice(&crc32fast::hash(body).to_le_bytes());
    value.extend_from_slice(body);
    value
}

/// The body of a sealed value; `what` names it in the error.
pub(crate) fn open(value: &[u8], what: impl FnOnce() -> String) -> Result<&[u8], StoreError> {
    let Some((&version, rest)) = value.split_first() else {
        return Err(StoreError::damaged(what(), "it is empty"));
    };
    if version != VERSION {
        return Err(StoreError::damaged(
            what(),
            format!("its version is {version}"),
        ));
    }
    match rest.split_first_chunk::<4>() {
        Some((crc, body)) if u32::from_le_bytes(*crc) == crc32fast::hash(body) => Ok(body),
        Some(_) => Err(StoreError::damaged(what(), "its checksum differs")),
        None => Err(StoreError::damaged(what(), "it is cut off")),
    }
}

/// A document's bytes.
pub(crate) fn to_json<T: Serialize>(value: &T) -> Result<Vec<u8>, StoreError> {
    serde_json::to_vec(value).map_err(|error| StoreError::Invalid(error.to_string()))
}

/// A document from its bytes.
pub(crate) fn from_json<T: DeserializeOwned>(
    bytes: &[u8],
    what: impl FnOnce() -> String,
) -> Result<T, StoreError> {
    serde_json::from_slice(bytes).map_err(|error| StoreError::damaged(what(), error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flipped_bit_is_noticed() {
        let sealed = seal(b"some bytes");
        assert_eq!(open(&sealed, String::new), Ok(b"some bytes".as_slice()));
        for at in 0..sealed.len() {
            for bit in 0..8 {
                let mut bent = sealed.clone();
                bent[at] ^= 1 << bit;
                assert!(
                    open(&bent, || "it".to_owned()).is_err(),
                    "byte {at}, bit {bit}"
                );
            }
        }
        assert!(open(&[], String::new).is_err());
        assert!(open(&[1, 2], String::new).is_err());
    }
}
