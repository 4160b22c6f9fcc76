//! What a bundle is made from, as one hash: a second build with the same inputs has nothing to do.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, Result};

use super::hash;
use crate::cli::BuildOptions;
use crate::workspace::Workspace;

/// A hash of the compiled module, `public/`, `style/`, the options and this tool.
pub(super) fn fingerprint(
    workspace: &Workspace,
    wasm: &[u8],
    options: BuildOptions,
) -> Result<String> {
    let mut parts = vec![
        format!("{options:?}").into_bytes(),
        tool_version()?,
        wasm.to_vec(),
    ];
    for folder in ["public", "style"] {
        for (name, bytes) in read_folder(&workspace.root.join(folder))? {
            parts.push(name.into_bytes());
            parts.push(bytes);
        }
    }
    Ok(hash::hex(parts.iter().map(Vec::as_slice)))
}

/// Every file below a folder by its path with `/`; nothing where there is no such folder.
pub(super) fn read_folder(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    if folder.is_dir() {
        collect(folder, "", &mut files)?;
    }
    Ok(files)
}

fn collect(folder: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) -> Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let path = entry.path();
        if path.is_dir() {
            collect(&path, &format!("{name}/"), files)?;
        } else {
            let bytes = std::fs::read(&path)
                .with_context(|| format!("cannot read `{}`", path.display()))?;
            files.insert(name, bytes);
        }
    }
    Ok(())
}

/// Changes whenever this tool is built anew, so that a change here reaches the bundle.
fn tool_version() -> Result<Vec<u8>> {
    let metadata = std::fs::metadata(std::env::current_exe()?)?;
    Ok(format!("{} {:?}", metadata.len(), metadata.modified()?).into_bytes())
}
