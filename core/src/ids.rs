//! Keys and names: parsed once at the door, so that the inside cannot hold a bad one.
//! Never generates randomness or time; callers pass both in.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Most characters that a name (metric, parameter, tag, asset, experiment) may hold.
pub const MAX_NAME_CHARS: usize = 1_000;

/// Why a key or a name was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// An experiment key of the wrong length or alphabet.
    #[error("an experiment key holds 32 to 50 letters and digits, got `{0}`")]
    ExperimentKey(String),
    /// A writer id of the wrong length or alphabet.
    #[error("a writer id holds 1 to 64 of A-Z a-z 0-9 . _ -, got `{0}`")]
    Writer(String),
    /// A content hash that is not one.
    #[error("a content hash is 64 lower-case hex digits, got `{0}`")]
    ContentHash(String),
    /// An empty name.
    #[error("the name is empty; names hold 1 to {MAX_NAME_CHARS} characters")]
    Empty,
    /// A name above [`MAX_NAME_CHARS`].
    #[error(
        "the name holds {n_chars} characters, the limit is {MAX_NAME_CHARS}; shorten it: `{start}…`"
    )]
    TooLong {
        /// Characters in the refused name.
        n_chars: usize,
        /// Its first characters.
        start: String,
    },
    /// A name with control characters, which no screen could show.
    #[error("the name holds a control character at character {at}: `{shown}`")]
    Control {
        /// Index of the first control character, counted in characters.
        at: usize,
        /// The name with control characters escaped, shortened.
        shown: String,
    },
}

/// Checks a metric, parameter, tag, asset or experiment name.
pub fn check_name(name: &str) -> Result<(), NameError> {
    if name.is_empty() {
        return Err(NameError::Empty);
    }
    // The byte length bounds the character count, so only suspiciously long names are counted.
    if name.len() > MAX_NAME_CHARS {
        let n_chars = name.chars().count();
        if n_chars > MAX_NAME_CHARS {
            return Err(NameError::TooLong {
                n_chars,
                start: name.chars().take(40).collect(),
            });
        }
    }
    match name.chars().position(char::is_control) {
        None => Ok(()),
        Some(at) => Err(NameError::Control {
            at,
            shown: name
                .chars()
                .take(80)
                .collect::<String>()
                .escape_debug()
                .to_string(),
        }),
    }
}

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident, $error:ident, $valid:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The text form.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = NameError;
            fn from_str(text: &str) -> Result<Self, NameError> {
                let valid: fn(&str) -> bool = $valid;
                if valid(text) {
                    Ok(Self(text.to_owned()))
                } else {
                    Err(NameError::$error(text.chars().take(80).collect()))
                }
            }
        }

        impl TryFrom<String> for $name {
            type Error = NameError;
            fn try_from(text: String) -> Result<Self, NameError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text_id!(
    /// The public key of an experiment: 32 lower-case hex digits when we make it,
    /// 32 to 50 ASCII letters and digits when a client brings its own.
    ExperimentKey,
    ExperimentKey,
    |text| (32..=50).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric())
);

text_id!(
    /// One process that sends events to an experiment.
    WriterId,
    Writer,
    |text| (1..=64).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
);

text_id!(
    /// SHA-256 of an asset's bytes, in lower-case hex.
    ContentHash,
    ContentHash,
    |text| text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
);

impl ExperimentKey {
    /// A time-ordered key (UUID version 7, RFC 9562) from a time in milliseconds since 1970 UTC
    /// and ten random bytes.
    pub fn from_time_and_random(unix_ms: u64, random: [u8; 10]) -> Self {
        use fmt::Write as _;
        let mut bytes = [0_u8; 16];
        bytes[..6].copy_from_slice(&unix_ms.to_be_bytes()[2..]);
        bytes[6..].copy_from_slice(&random);
        bytes[6] = (bytes[6] & 0x0f) | 0x70;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        let mut text = String::with_capacity(32);
        for byte in bytes {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
        }
        Self(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_clients_are_taken_and_others_refused() {
        assert!("0".repeat(32).parse::<ExperimentKey>().is_ok());
        assert!("aZ9".repeat(16).parse::<ExperimentKey>().is_ok());
        for bad in ["", "abc", &"a".repeat(51), &"-".repeat(32), &"é".repeat(16)] {
            assert!(bad.parse::<ExperimentKey>().is_err(), "{bad}");
        }
    }

    #[test]
    fn made_keys_sort_by_time() {
        let earlier = ExperimentKey::from_time_and_random(1, [0xff; 10]);
        let later = ExperimentKey::from_time_and_random(2, [0; 10]);
        assert!(earlier < later);
        assert_eq!(later.as_str(), "00000000000270008000000000000000");
    }

    #[test]
    fn names_are_counted_in_characters() {
        assert!(check_name(&"彗".repeat(1_000)).is_ok());
        assert!(matches!(
            check_name(&"彗".repeat(1_001)),
            Err(NameError::TooLong { n_chars: 1_001, .. })
        ));
        assert!(matches!(
            check_name("a\nb"),
            Err(NameError::Control { at: 1, .. })
        ));
        assert_eq!(check_name(""), Err(NameError::Empty));
    }
}
