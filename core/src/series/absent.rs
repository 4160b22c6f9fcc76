//! What a series does not have is `null` in JSON; in memory some value stands for it, because
//! comparing plain numbers is what summaries do most.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A step, or [`NO_STEP`](crate::series::columns::NO_STEP).
pub(super) mod step {
    use super::*;
    use crate::series::columns::NO_STEP;

    pub(in crate::series) fn serialize<S: Serializer>(
        step: &i64,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        (*step != NO_STEP).then_some(step).serialize(to)
    }

    pub(in crate::series) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<i64, D::Error> {
        Ok(Option::deserialize(from)?.unwrap_or(NO_STEP))
    }
}

/// The smallest and the greatest of some whole numbers; the first is greater when there are none.
pub(super) mod range {
    use super::*;

    pub(in crate::series) fn serialize<S: Serializer>(
        range: &(i64, i64),
        to: S,
    ) -> Result<S::Ok, S::Error> {
        (range.0 <= range.1).then_some(range).serialize(to)
    }

    pub(in crate::series) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<(i64, i64), D::Error> {
        Ok(Option::deserialize(from)?.unwrap_or((i64::MAX, i64::MIN)))
    }
}

/// As [`range`], of floating-point numbers.
pub(super) mod float_range {
    use super::*;
    use crate::number::Float;

    pub(in crate::series) fn serialize<S: Serializer>(
        range: &(Float, Float),
        to: S,
    ) -> Result<S::Ok, S::Error> {
        (range.0.0 <= range.1.0).then_some(range).serialize(to)
    }

    pub(in crate::series) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<(Float, Float), D::Error> {
        let none = (Float(f64::INFINITY), Float(f64::NEG_INFINITY));
        Ok(Option::deserialize(from)?.unwrap_or(none))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::series::columns::{NO_STEP, Row};
    use crate::series::{Columns, Summary};

    #[test]
    fn what_is_not_there_is_null_and_comes_back() {
        let mut columns = Columns::default();
        columns.push(Row {
            step: NO_STEP,
            epoch: f64::NAN,
            time: 5,
            value: 1.5,
        });
        let summary = Summary::of(&columns);
        let written = serde_json::to_value(summary).unwrap();
        assert_eq!(written["last_step"], json!(null));
        assert_eq!(written["step_range"], json!(null));
        assert_eq!(written["epoch_range"], json!(null));
        assert_eq!(written["time_range"], json!([5, 5]));
        assert_eq!(serde_json::from_value::<Summary>(written).unwrap(), summary);
    }
}
