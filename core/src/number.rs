//! Numbers and small values in JSON: non-finite floats travel as the strings
//! `"NaN"`, `"Infinity"` and `"-Infinity"`, because JSON has no other place for them.

use std::cmp::Ordering;
use std::fmt;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An f64 with the JSON form described above.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct Float(pub f64);

/// The text of a non-finite number; `None` for a finite one.
pub fn non_finite_text(value: f64) -> Option<&'static str> {
    if value.is_nan() {
        Some("NaN")
    } else if value == f64::INFINITY {
        Some("Infinity")
    } else if value == f64::NEG_INFINITY {
        Some("-Infinity")
    } else {
        None
    }
}

/// The non-finite number that `text` names, if it names one.
pub fn parse_non_finite(text: &str) -> Option<f64> {
    match text {
        "NaN" | "nan" => Some(f64::NAN),
        "Infinity" | "inf" | "+Infinity" => Some(f64::INFINITY),
        "-Infinity" | "-inf" => Some(f64::NEG_INFINITY),
        _ => None,
    }
}

impl Serialize for Float {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match non_finite_text(self.0) {
            Some(text) => serializer.serialize_str(text),
            None => serializer.serialize_f64(self.0),
        }
    }
}

impl<'de> Deserialize<'de> for Float {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct FloatVisitor;
        impl Visitor<'_> for FloatVisitor {
            type Value = Float;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number, or one of \"NaN\", \"Infinity\", \"-Infinity\"")
            }
            fn visit_f64<E: de::Error>(self, value: f64) -> Result<Float, E> {
                Ok(Float(value))
            }
            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Float, E> {
                Ok(Float(value as f64))
            }
            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Float, E> {
                Ok(Float(value as f64))
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Float, E> {
                parse_non_finite(text)
                    .map(Float)
                    .ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
            }
        }
        deserializer.deserialize_any(FloatVisitor)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Float {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Float".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "A number; non-finite ones are strings.",
            "anyOf": [{"type": "number"}, {"enum": ["NaN", "Infinity", "-Infinity"]}]
        })
    }
}

/// A parameter's or other's value, or a table cell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Scalar {
    /// Logged as null, or not logged at all (in a table).
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number that fits.
    Integer(i64),
    /// Any other number; non-finite ones arrive here too.
    Number(Float),
    /// Text. Lists and objects are kept as their compact JSON text.
    Text(String),
}

impl Scalar {
    /// From any JSON value; lists and objects become their compact text.
    pub fn from_json(value: serde_json::Value) -> Self {
        use serde_json::Value;
        match value {
            Value::Null => Self::Null,
            Value::Bool(flag) => Self::Bool(flag),
            Value::Number(number) => match (number.as_i64(), number.as_f64()) {
                (Some(whole), _) => Self::Integer(whole),
                (None, Some(float)) => Self::Number(Float(float)),
                (None, None) => Self::Text(number.to_string()),
            },
            Value::String(text) => match parse_non_finite(&text) {
                Some(float) => Self::Number(Float(float)),
                None => Self::Text(text),
            },
            nested @ (Value::Array(_) | Value::Object(_)) => Self::Text(nested.to_string()),
        }
    }

    /// The value as a number, when it is one.
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Self::Integer(whole) => Some(*whole as f64),
            Self::Number(Float(float)) => Some(*float),
            Self::Bool(flag) => Some(f64::from(u8::from(*flag))),
            Self::Null | Self::Text(_) => None,
        }
    }

    /// Total order for sorting: numbers, then NaN, then text; see [`Self::is_missing`] for nulls,
    /// which callers put last in either direction.
    pub fn order(&self, other: &Self) -> Ordering {
        match (self.as_f64(), other.as_f64()) {
            (Some(a), Some(b)) => a
                .is_nan()
                .cmp(&b.is_nan())
                .then(a.partial_cmp(&b).unwrap_or(Ordering::Equal)),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => self.as_text().cmp(other.as_text()),
        }
    }

    /// True for null.
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Null)
    }

    fn as_text(&self) -> &str {
        match self {
            Self::Text(text) => text,
            _ => "",
        }
    }
}

impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => Ok(()),
            Self::Bool(flag) => write!(f, "{flag}"),
            Self::Integer(whole) => write!(f, "{whole}"),
            Self::Number(Float(float)) => match non_finite_text(*float) {
                Some(text) => f.write_str(text),
                None => write!(f, "{float}"),
            },
            Self::Text(text) => f.write_str(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn non_finite_floats_are_strings_in_json() {
        for (value, text) in [
            (f64::INFINITY, "\"Infinity\""),
            (f64::NEG_INFINITY, "\"-Infinity\""),
        ] {
            assert_eq!(serde_json::to_string(&Float(value)).unwrap(), text);
            assert_eq!(serde_json::from_str::<Float>(text).unwrap().0, value);
        }
        assert!(serde_json::from_str::<Float>("\"NaN\"").unwrap().0.is_nan());
        assert!(serde_json::from_str::<Float>("\"high\"").is_err());
    }

    #[test]
    fn scalars_keep_their_kind() {
        for (json, text) in [
            ("3", "3"),
            ("0.001", "0.001"),
            ("true", "true"),
            ("[1,{}]", "[1,{}]"),
        ] {
            let value: serde_json::Value = serde_json::from_str(json).unwrap();
            assert_eq!(Scalar::from_json(value).to_string(), text);
        }
    }
}
