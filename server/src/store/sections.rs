//! Sections of an experiment's environment, each stored in as many chunks as it needs.

use suisei_core::api::Environment;

use super::StoreError;
use super::codec;
use super::documents::{collect_chunks, put_chunks};
use super::keys::{self, ExperimentId};
use super::kv::{Change, Kv};

fn what(name: &str) -> String {
    format!("the environment section `{name}`")
}

/// The changes that replace a section.
pub(crate) fn put(
    kv: &dyn Kv,
    id: ExperimentId,
    name: &str,
    value: &serde_json::Value,
    changes: &mut Vec<Change>,
) -> Result<(), StoreError> {
    put_chunks(kv, &id.section(name), &codec::to_json(value)?, changes)
}

/// All sections by name.
pub(super) fn all(kv: &dyn Kv, id: ExperimentId) -> Result<Environment, StoreError> {
    collect_chunks(kv, id.all_sections(), keys::section_name, what)?
        .into_iter()
        .map(|(name, bytes)| {
            let value = codec::from_json(&bytes?, || what(&name))?;
            Ok((name, value))
        })
        .collect()
}
