//! Writes the bundle's files, each with a brotli and a gzip twin where that is smaller.
//!
//! A file that is already there with the same content keeps its twins: brotli at its best takes
//! seconds for the WASM module, and most builds change one file.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::cli::Profile;

/// Formats that are compressed already.
const INCOMPRESSIBLE: [&str; 6] = ["png", "jpg", "webp", "woff2", "ico", "gz"];

/// Brotli window of 16 MiB: the whole module.
const BROTLI_WINDOW_BITS: u32 = 24;

/// Writes all files with their twins. The page comes last, since it names the others.
pub(super) fn write(web: &Path, files: &BTreeMap<String, Vec<u8>>, profile: Profile) -> Result<()> {
    let (pages, others): (Vec<_>, Vec<_>) =
        files.iter().partition(|(name, _)| name.ends_with(".html"));
    for (name, bytes) in others.into_iter().chain(pages) {
        write_with_twins(&web.join(name), bytes, profile)
            .with_context(|| format!("cannot write `{}`", web.join(name).display()))?;
    }
    Ok(())
}

/// Removes what an earlier build has left: everything but these files, their twins and `keep`.
pub(super) fn prune(web: &Path, files: &BTreeMap<String, Vec<u8>>, keep: &str) -> Result<()> {
    let mut wanted: BTreeSet<String> = [keep.to_owned()].into();
    for name in files.keys() {
        wanted.extend([name.clone(), format!("{name}.br"), format!("{name}.gz")]);
    }
    for name in super::inputs::read_folder(web)?.into_keys() {
        if !wanted.contains(&name) {
            std::fs::remove_file(web.join(name))?;
        }
    }
    Ok(())
}

fn write_with_twins(path: &Path, bytes: &[u8], profile: Profile) -> Result<()> {
    let brotli_path = path.with_added_extension("br");
    let is_same = std::fs::read(path).is_ok_and(|present| present == bytes);
    if is_same && (brotli_path.exists() || is_incompressible(path)) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(path, bytes)?;
    if is_incompressible(path) {
        return Ok(());
    }
    let quality = match profile {
        Profile::Release => 11,
        Profile::Quick => 4,
    };
    std::fs::write(brotli_path, brotli(bytes, quality)?)?;
    std::fs::write(path.with_added_extension("gz"), gzip(bytes)?)?;
    Ok(())
}

fn is_incompressible(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| INCOMPRESSIBLE.iter().any(|known| extension == *known))
}

/// Compresses with brotli at a quality from 0 to 11.
pub(super) fn brotli(bytes: &[u8], quality: u32) -> Result<Vec<u8>> {
    let mut result = Vec::new();
    let mut writer =
        brotli::CompressorWriter::new(&mut result, 1 << 16, quality, BROTLI_WINDOW_BITS);
    writer.write_all(bytes)?;
    drop(writer);
    Ok(result)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}
