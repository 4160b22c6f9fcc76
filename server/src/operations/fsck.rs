//! `suisei fsck` and `suisei stats`.

use std::fmt::Write as _;

use anyhow::{Context as _, Result, bail};

use super::source::Source;
use crate::config::FolderOptions;
use crate::store::check::{Amount, Census};
use crate::store::kv::Change;

/// Checks everything that is kept; an error that names each damage when there is any.
pub(crate) async fn fsck(options: FolderOptions) -> Result<String> {
    let source = Source::open(options).await?;
    let mut census = values(&source).await?;
    let blobs = source.blobs();
    census
        .check_files(&blobs)
        .with_context(|| format!("cannot read `{}`", blobs.display()))?;
    let how = match source.stopped() {
        Some(store) => {
            census.check_whole(store);
            ""
        }
        None => "; stop the server to check also that nothing is missing",
    };
    let values: u64 = census.kinds.values().map(|amount| amount.count).sum();
    let seen = format!("{values} values and {} files of assets", census.files.count);
    if census.damage.is_empty() {
        return Ok(format!("no damage in {seen}{how}"));
    }
    census.damage.sort();
    census.damage.dedup();
    let (found, named) = (census.damage.len(), census.damage.join("\n"));
    bail!("{found} damaged of {seen}{how}:\n{named}")
}

/// A table of amounts.
pub(crate) async fn stats(options: FolderOptions) -> Result<String> {
    let source = Source::open(options).await?;
    let mut census = values(&source).await?;
    census.count_files(&source.blobs())?;
    let mut table = format!("{:>12} {:>15}  kind", "count", "bytes");
    let mut together = Amount::default();
    let files = [("files of assets", census.files)];
    let rows: Vec<(&str, Amount)> = census.kinds.into_iter().chain(files).collect();
    for (_, amount) in &rows {
        together.count += amount.count;
        together.bytes += amount.bytes;
    }
    for (name, amount) in rows.into_iter().chain([("together", together)]) {
        // Writing to a String cannot fail.
        let _ = write!(table, "\n{:>12} {:>15}  {name}", amount.count, amount.bytes);
    }
    Ok(table)
}

async fn values(source: &Source) -> Result<Census> {
    source
        .read(Census::default(), |census, change| {
            if let Change::Put(key, value) = change {
                census.check_value(&key, &value);
            }
            Ok(())
        })
        .await
}
