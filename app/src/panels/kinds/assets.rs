//! Assets that panels show: which one is the last, and whose it is.

use suisei_core::api::Asset;
use suisei_core::ids::ExperimentKey;

use super::context::Context;
use crate::source::SourceError;
use crate::text::{fill, kinds as words};

/// The last asset of a type and a name, by step, then by time. One whose bytes are still on their
/// way does not count.
pub(super) async fn last_of(
    context: &Context,
    key: &ExperimentKey,
    kind: &str,
    name: &str,
) -> Result<Option<Asset>, SourceError> {
    let assets = context.source.assets(key, kind).await?;
    let named = assets
        .into_iter()
        .filter(|asset| asset.name == name && asset.present);
    Ok(named.max_by_key(|asset| (asset.step, asset.time)))
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
