//! `suisei fsck` and `suisei stats`.

use std::fmt::Write as _;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use super::backup::about;
use super::source::{Source, open_file};
use crate::clock;
use crate::config::FolderOptions;
use crate::store::check::{Amount, Census};
use crate::store::kv::Change;
use crate::store::{Store, dump, transfer};

/// Checks everything that is kept; an error that names each damage when there is any.
pub(crate) async fn fsck(options: FolderOptions) -> Result<String> {
    let source = Source::open(options).await?;
    let hold = source.hold_purges().await?;
    let mut census = values(&source).await?;
    check_files(&mut census, &source.blobs())?;
    source.check_whole(&mut census).await?;
    hold.end()?;
    told(census)
}

/// The same for a backup: everything that it holds, and that it is a whole store.
pub(crate) fn fsck_backup(from: &Path) -> Result<String> {
    if about(from)?.is_none() {
        bail!("`{}` holds no finished backup", from.display());
    }
    let (dump, blobs) = (from.join("store.dump"), from.join("blobs"));
    let mut census = Census::default();
    check_files(&mut census, &blobs)?;
    let read = dump::read(BufReader::new(open_file(&dump)?), |change| {
        take(&mut census, change);
        Ok(())
    });
    match read {
        Ok(_) => {
            let scratch = Scratch::new()?;
            transfer::load(&scratch.0, BufReader::new(open_file(&dump)?))?;
            census.check_whole(&Store::open_with_blobs(&scratch.0, &blobs)?);
        }
        Err(error) => census.damage.push(error.to_string()),
    }
    told(census)
}

/// A folder for a moment.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Result<Self> {
        let name = format!("suisei-fsck-{}-{}", std::process::id(), clock::now());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir(&folder)
            .with_context(|| format!("cannot make the folder `{}`", folder.display()))?;
        Ok(Self(folder))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What is left lies where nobody keeps anything.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn check_files(census: &mut Census, blobs: &Path) -> Result<()> {
    census
        .check_files(blobs)
        .with_context(|| format!("cannot read `{}`", blobs.display()))
}

fn told(mut census: Census) -> Result<String> {
    let values: u64 = census.kinds.values().map(|amount| amount.count).sum();
    let seen = format!("{values} values and {} files of assets", census.files.count);
    if census.damage.is_empty() {
        return Ok(format!("no damage in {seen}"));
    }
    census.damage.sort();
    census.damage.dedup();
    let (found, named) = (census.damage.len(), census.damage.join("\n"));
    bail!("{found} damaged of {seen}:\n{named}")
}

/// A table of amounts.
pub(crate) async fn stats(options: FolderOptions) -> Result<String> {
    let source = Source::open(options).await?;
    let mut census = values(&source).await?;
    let hold = source.hold_purges().await?;
    census.count_files(&source.blobs())?;
    hold.end()?;
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
            take(census, change);
            Ok(())
        })
        .await
}

fn take(census: &mut Census, change: Change) {
    if let Change::Put(key, value) = change {
        census.check_value(&key, &value);
    }
}
