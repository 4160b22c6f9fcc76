//! `suisei backup`, `restore`, `dump` and `load`.
//!
//! A backup is a folder with `store.dump`, `blobs/` as in the data folder, and `backup.json`, which
//! is written last and says whose backup it is.

use std::fs;
use std::io::{BufReader, BufWriter, Write as _};
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use serde::{Deserialize, Serialize};

use super::files::{NewFile, copy_tree, make_folder};
use super::source::{Source, open_file};
use crate::config::FolderOptions;
use crate::store::check::Census;
use crate::store::transfer;
use crate::{clock, serve};

/// Newest version of a backup that this build reads and writes.
const VERSION: u32 = 1;

/// What `backup.json` says.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct About {
    version: u32,
    /// The id of the store.
    store: String,
    /// When it was made, in microseconds.
    made: i64,
}

/// Copies everything into a folder.
pub(crate) async fn backup(options: FolderOptions, to: &Path) -> Result<String> {
    let source = Source::open(options).await?;
    let to = std::path::absolute(to)?;
    check_target(&source, &to)?;
    let blobs = to.join("blobs");
    make_folder(&blobs)?;
    let hold = source.hold_purges().await?;
    let first = copy_tree(&source.blobs(), &blobs)?;
    let path = to.join("store.dump");
    write_dump(&source, &path).await?;
    // What arrived meanwhile may be mentioned in the dump.
    let second = copy_tree(&source.blobs(), &blobs)?;
    hold.end()?;
    write_about(&to, &source.id)?;
    Ok(format!(
        "backed up to `{}`: {} of records; {} new files of assets, {} were there",
        to.display(),
        in_words(fs::metadata(&path)?.len()),
        first.new + second.new,
        first.known
    ))
}

/// Makes a data folder from a backup.
pub(crate) fn restore(options: FolderOptions, from: &Path) -> Result<String> {
    let folder = serve::data_folder(options.data)?;
    if about(from)?.is_none() {
        bail!("`{}` holds no finished backup", from.display());
    }
    refuse_existing(&folder)?;
    let dump = open_file(&from.join("store.dump"))?;
    let copied = copy_tree(&from.join("blobs"), &folder.join("blobs"))?;
    let n_changes = transfer::load(&folder, BufReader::new(dump))?;
    let mut census = Census::default();
    census.check_files(&folder.join("blobs"))?;
    if !census.damage.is_empty() {
        bail!(
            "restored into `{}`, but the backup itself holds damage:\n{}",
            folder.display(),
            census.damage.join("\n")
        );
    }
    Ok(format!(
        "restored into `{}`: {n_changes} records, {} files of assets",
        folder.display(),
        copied.new + copied.known
    ))
}

/// Writes a dump into a new file.
pub(crate) async fn dump(options: FolderOptions, out: &Path) -> Result<String> {
    if out.exists() {
        bail!(
            "there is a file already; name a new one, not `{}`",
            out.display()
        );
    }
    let source = Source::open(options).await?;
    write_dump(&source, out).await?;
    Ok(format!(
        "wrote `{}`, {}; packs and files of assets are not in it, `suisei backup` copies `blobs` too",
        out.display(),
        in_words(fs::metadata(out)?.len())
    ))
}

/// Makes a data folder from a dump.
pub(crate) fn load(options: FolderOptions, input: &Path) -> Result<String> {
    let folder = serve::data_folder(options.data)?;
    refuse_existing(&folder)?;
    let n_changes = transfer::load(&folder, BufReader::new(open_file(input)?))?;
    Ok(format!(
        "loaded {n_changes} records into `{}`",
        folder.display()
    ))
}

/// Refuses folders in which a backup would be lost, or would mix with something else.
fn check_target(source: &Source, to: &Path) -> Result<()> {
    if to.starts_with(&source.folder) {
        bail!(
            "a backup inside the data folder is lost with it; name another folder than `{}`",
            to.display()
        );
    }
    match about(to)? {
        Some(about) if about.store != source.id => bail!(
            "this holds a backup of another store; name another folder than `{}`",
            to.display()
        ),
        Some(_) => Ok(()),
        None => {
            let is_empty = fs::read_dir(to).map_or(true, |mut entries| entries.next().is_none());
            // A backup that was broken off has its files and no `backup.json` yet.
            if is_empty || to.join("blobs").is_dir() {
                return Ok(());
            }
            bail!(
                "this holds something else than a backup; name another folder than `{}`",
                to.display()
            )
        }
    }
}

async fn write_dump(source: &Source, path: &Path) -> Result<()> {
    let new = NewFile::create(path)?;
    let mut out = BufWriter::new(&new);
    source.dump(&mut out).await?;
    out.flush()?;
    drop(out);
    new.keep()
}

fn refuse_existing(folder: &Path) -> Result<()> {
    if folder.join("db").exists() {
        bail!(
            "there is a store already; name an empty folder with --data, or move this one away: `{}`",
            folder.display()
        );
    }
    Ok(())
}

fn write_about(folder: &Path, store: &str) -> Result<()> {
    let about = About {
        version: VERSION,
        store: store.to_owned(),
        made: clock::now(),
    };
    let path = folder.join("backup.json");
    let new = NewFile::create(&path)?;
    (&new).write_all(&serde_json::to_vec_pretty(&about)?)?;
    new.keep()
}

/// What a folder says about the backup in it; none when there is no finished one.
pub(super) fn about(folder: &Path) -> Result<Option<About>> {
    let path = folder.join("backup.json");
    if !path.exists() {
        return Ok(None);
    }
    let about: About = serde_json::from_reader(BufReader::new(open_file(&path)?))
        .with_context(|| format!("cannot read `{}`", path.display()))?;
    if about.version > VERSION {
        bail!(
            "the backup has version {}, this build reads up to {VERSION}; update it",
            about.version
        );
    }
    Ok(Some(about))
}

fn in_words(n_bytes: u64) -> String {
    match n_bytes {
        0..=9_999 => format!("{n_bytes} bytes"),
        10_000..=9_999_999 => format!("{} kB", n_bytes / 1_000),
        _ => format!("{} MB", n_bytes / 1_000_000),
    }
}
