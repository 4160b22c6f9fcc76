//! Assets that panels show: which one is the last, and whose it is.

use suisei_core::api::Asset;
use suisei_core::ids::ExperimentKey;

use super::context::Context;
use crate::source::SourceError;
use crate::text::{fill, kinds as words};

/// The last asset of a type and a name, by step, then by time. One whose bytes are still on their
/// way, or are too many, does not count.
pub(super) async fn last_of(
    context: &Context,
    key: &ExperimentKey,
    kind: &str,
    name: &str,
) -> Result<Option<Asset>, SourceError> {
    let assets = context.source.assets(key, kind).await?;
    let named = assets
        .into_iter()
        .filter(|asset| asset.name == name && asset.present && asset.size <= MOST_BYTES);
    Ok(named.max_by_key(|asset| (asset.step, asset.time)))
}

/// Experiments that are asked for assets of a name, one after the other.
pub(super) const MOST_ASKED: usize = 60;

/// Largest file that a panel reads.
const MOST_BYTES: u64 = 32 * 1024 * 1024;

/// What is said of a file that is not what it should be.
pub(super) fn unreadable(experiment: &str, error: &impl std::fmt::Display) -> SourceError {
    SourceError::Format(format!("{experiment}: {error}"))
}

/// "misty-fern-13, step 720".
pub(super) fn source_of(experiment: &str, asset: &Asset) -> String {
    match asset.step {
        Some(step) => {
            let step = step.to_string();
            fill(words::LAST_OF, &[("name", experiment), ("step", &step)])
        }
        None => experiment.to_owned(),
    }
}
