//! Builds the small C libraries that stand in for functions of the C library, which safe Rust cannot.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Compiles `source` into a library in `folder`, to be loaded with `LD_PRELOAD`. Needs the machine's
/// C compiler, or the one that `CC` names.
pub(crate) fn compile(name: &str, source: &str, folder: &Path) -> PathBuf {
    let file = folder.join(format!("{name}.c"));
    let library = folder.join(format!("{name}.so"));
    std::fs::write(&file, source).unwrap();
    let compiler = std::env::var_os("CC").unwrap_or_else(|| OsString::from("cc"));
    let output = Command::new(&compiler)
        .args(["-shared", "-fPIC", "-O1", "-o"])
        .args([&library, &file])
        .arg("-lpthread")
        .output()
        .unwrap_or_else(|error| {
            panic!(
                "this test needs a C compiler (Debian: `apt-get install gcc libc6-dev`), `{}`: {error}",
                compiler.display()
            )
        });
    assert!(
        output.status.success(),
        "`{name}.c` does not compile:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    library
}
