//! Looks at everything that is kept, for the one who runs the server: how much there is of what, and
//! what is damaged. Changes nothing.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::Path;

use suisei_core::ids::ExperimentKey;

use super::blobs::{INCOMING, hash_of};
use super::keys::{Key, kind_name};
use super::{Store, StoreError, blocks, codec, packs};
use crate::sync::read;

/// How much there is of one kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Amount {
    /// Keys, or files.
    pub count: u64,
    /// Bytes of keys and values, or of files.
    pub bytes: u64,
}

impl Amount {
    fn add(&mut self, bytes: u64) {
        self.count += 1;
        self.bytes += bytes;
    }
}

/// What was seen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Census {
    /// Amounts by the name of the kind.
    pub kinds: BTreeMap<&'static str, Amount>,
    /// Files of assets, and packs.
    pub files: Amount,
    /// What is damaged, each with its name and how it is wrong.
    pub damage: Vec<String>,
}

impl Census {
    /// Looks at one value: its checksum and its form.
    pub fn check_value(&mut self, key: &Key, value: &[u8]) {
        let Some(name) = kind_name(key.kind()) else {
            self.damage
                .push(format!("nothing known is stored at `{key:?}`"));
            return;
        };
        let bytes = (key.as_bytes().len() + value.len()) as u64;
        self.kinds.entry(name).or_default().add(bytes);
        let what = || format!("{name} at `{key:?}`");
        let checked = match key.kind() {
            b'b' => blocks::open(value, what).map(drop),
            b'i' => packs::check(value, what),
            b'u' if value.is_empty() => Ok(()),
            _ => codec::open(value, what).map(drop),
        };
        self.note(checked);
    }

    /// Counts the files in the folder `blobs`.
    pub fn count_files(&mut self, blobs: &Path) -> std::io::Result<()> {
        for file in files_below(blobs)? {
            self.files.add(fs::metadata(blobs.join(file))?.len());
        }
        Ok(())
    }

    /// Checks the files in the folder `blobs`: packs, and assets, which are named after their hash.
    pub fn check_files(&mut self, blobs: &Path) -> std::io::Result<()> {
        self.count_files(blobs)?;
        for file in files_below(blobs)? {
            if file.starts_with("packs") {
                let what = || format!("the pack `{}`", file.display());
                self.note(packs::check(&fs::read(blobs.join(&file))?, what));
                continue;
            }
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            let hash = hash_of(&mut File::open(blobs.join(&file))?)?;
            if hash != name {
                let what = format!("the file `{name}`");
                self.note(Err(StoreError::damaged(
                    what,
                    "its bytes have another hash",
                )));
            }
        }
        Ok(())
    }

    /// Looks at what belongs together, as [`check_whole`] does.
    pub fn check_whole(&mut self, store: &Store) {
        let note = |damage| {
            self.damage.push(damage);
            Ok::<(), std::convert::Infallible>(())
        };
        match check_whole(store, note) {
            Ok(()) => {}
            Err(never) => match never {},
        }
    }

    fn note(&mut self, checked: Result<(), StoreError>) {
        if let Err(error) = checked {
            self.damage.push(error.to_string());
        }
    }
}

/// Looks at what belongs together: heads, names and summaries of experiments, and that no series misses
/// points. Hands on what is damaged, until `found` fails. The store may be in use.
pub fn check_whole<E>(
    store: &Store,
    mut found: impl FnMut(String) -> Result<(), E>,
) -> Result<(), E> {
    store.damage().into_iter().try_for_each(&mut found)?;
    // Not handles of all of them: whoever is held cannot be forgotten.
    let mut keys: Vec<ExperimentKey> = read(&store.inner.catalog)
        .experiments
        .keys()
        .cloned()
        .collect();
    keys.sort();
    for experiment in keys.iter().filter_map(|key| store.experiment(key)) {
        let damage = experiment.shared.read(|state| state.damage.clone());
        damage.map_or(Ok(()), &mut found)?;
        for name in experiment.recorded() {
            match experiment.check(&name) {
                // It was purged meanwhile.
                Ok(()) | Err(StoreError::NotFound(_)) => {}
                Err(error) => found(error.to_string())?,
            }
        }
    }
    Ok(())
}

/// The files of a folder of blobs, relative to it and sorted; those that are still arriving are none.
pub fn files_below(folder: &Path) -> std::io::Result<Vec<std::path::PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![std::path::PathBuf::new()];
    while let Some(inner) = folders.pop() {
        let entries = match fs::read_dir(folder.join(&inner)) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            entries => entries?,
        };
        for entry in entries {
            let entry = entry?;
            let path = inner.join(entry.file_name());
            if entry.file_type()?.is_file() {
                files.push(path);
            } else if path != Path::new(INCOMING) {
                folders.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}
