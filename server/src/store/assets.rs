//! Descriptions of assets, one value each; their bytes are blobs.

use serde::Deserialize;
use suisei_core::api::Asset;
use suisei_core::ids::ContentHash;

use super::StoreError;
use super::codec;
use super::keys::{self, ExperimentId, Key};
use super::kv::{Change, Kv, for_each};

fn what(id: &str) -> String {
    format!("the description of asset `{id}`")
}

/// The change that stores a description.
pub(crate) fn put(id: ExperimentId, asset: &Asset) -> Result<Change, StoreError> {
    Ok(Change::Put(
        id.asset(&asset.id),
        codec::seal(&codec::to_json(asset)?),
    ))
}

/// One description.
pub(crate) fn get(kv: &dyn Kv, id: ExperimentId, asset: &str) -> Result<Option<Asset>, StoreError> {
    let Some(value) = kv.get(&id.asset(asset))? else {
        return Ok(None);
    };
    let body = codec::open(&value, || what(asset))?;
    codec::from_json(body, || what(asset)).map(Some)
}

/// Which bytes a stored description is about.
pub(super) fn hash_of(key: &Key, value: &[u8]) -> Result<ContentHash, StoreError> {
    #[derive(Deserialize)]
    struct Reference {
        sha256: ContentHash,
    }
    let what = || what(keys::text_after_id(key));
    let reference: Reference = codec::from_json(codec::open(value, what)?, what)?;
    Ok(reference.sha256)
}

/// All descriptions, oldest first.
pub(super) fn all(kv: &dyn Kv, id: ExperimentId) -> Result<Vec<Asset>, StoreError> {
    let mut found: Vec<Asset> = Vec::new();
    for_each(kv, id.all_assets(), |key, value| {
        let asset = keys::text_after_id(&key);
        let body = codec::open(&value, || what(asset))?;
        found.push(codec::from_json(body, || what(asset))?);
        Ok(())
    })?;
    found.sort_by(|a, b| (a.time, &a.id).cmp(&(b.time, &b.id)));
    Ok(found)
}
