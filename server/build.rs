//! Has the crate rebuilt when the app's files change, so that a release embeds the newest ones.

fn main() {
    let web = std::path::Path::new("../target/web");
    // Cargo takes a missing folder for one that has changed, and would rebuild every time.
    if let Err(error) = std::fs::create_dir_all(web) {
        println!("cargo::warning=cannot make `{}`: {error}", web.display());
    }
    println!("cargo::rerun-if-changed={}", web.display());
}
