//! Random secrets and their digests. A secret is shown once and never stored, logged or compared
//! as text; what the store keeps is its SHA-256.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// Bytes of randomness in a secret.
const SECRET_BYTES: usize = 32;

/// An API key, a session token or the token of a one-time link.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// A new one: 256 random bits in hex. Fails when the system gives no randomness.
    pub fn random() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; SECRET_BYTES];
        getrandom::fill(&mut bytes)?;
        Ok(Self(hex(&bytes)))
    }

    /// One that a client or an operator brings.
    pub fn given(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text, to be shown once.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What may be stored.
    pub fn digest(&self) -> SecretDigest {
        SecretDigest(hex(&Sha256::digest(self.0.as_bytes())))
    }

    /// The first characters, to recognise a key by in a list.
    pub fn prefix(&self) -> String {
        self.0.chars().take(6).collect()
    }
}

/// Keeps secrets out of logs and panic messages.
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// SHA-256 of a secret, in hex.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SecretDigest(String);

impl SecretDigest {
    /// The name under which the thing that the secret opens is stored. Not secret: it tells
    /// nothing about the rest of the digest.
    pub fn id(&self) -> String {
        self.0.chars().take(16).collect()
    }

    /// Compares in constant time.
    pub fn matches(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

/// A short random name, such as a user's.
pub(super) fn random_id() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes)?;
    Ok(hex(&bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_differ_and_only_the_same_text_matches() {
        let (one, other) = (Secret::random().unwrap(), Secret::random().unwrap());
        assert_eq!(one.reveal().len(), 64);
        assert!(one.digest().matches(&Secret::given(one.reveal()).digest()));
        assert!(!one.digest().matches(&other.digest()));
    }

    #[test]
    fn the_digest_is_sha_256() {
        let digest = Secret::given("abc").digest();
        assert_eq!(digest.id(), "ba7816bf8f01cfea");
    }

    #[test]
    fn debug_output_holds_no_secret() {
        let secret = Secret::random().unwrap();
        assert!(!format!("{secret:?}").contains(&secret.reveal()[..8]));
    }
}
