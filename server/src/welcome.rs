//! What `suisei serve` prints: where it is, how to get in, where data lies, what to do next.
//! The only place that shows secrets, on the terminal of the one who started the server.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::auth::Secret;
use crate::config::default_data_folder;

/// What there is to say.
pub(crate) struct Welcome {
    /// Where browsers find the server.
    pub(crate) address: String,
    /// The one-time link.
    pub(crate) link: String,
    /// The owner's generated API key, at the first start.
    pub(crate) first_key: Option<Secret>,
    /// The data folder.
    pub(crate) data: PathBuf,
}

/// Prints it on stdout.
pub(crate) fn print(welcome: &Welcome) {
    // Nobody may be reading, as under a service manager; that is no reason to stop.
    let mut stdout = std::io::stdout().lock();
    let _ = stdout.write_all(text(welcome).as_bytes());
    let _ = stdout.flush();
}

fn text(welcome: &Welcome) -> String {
    let mut text = format!("\nSuisei {}\n\n", env!("CARGO_PKG_VERSION"));
    let mut line = |what: &str, value: &str| {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "  {what:<9} {value}");
    };
    line("Address", &welcome.address);
    line("Sign in", &welcome.link);
    line("", "works once; `suisei user link` prints another");
    if let Some(key) = &welcome.first_key {
        line("API key", key.reveal());
        line(
            "",
            "shown this once; programs on this machine do not need it",
        );
    }
    line("Data", &welcome.data.display().to_string());
    line("Stop", "Ctrl-C");
    let _ = write!(
        text,
        "\nRecord an experiment from Python:\n\n  {}\n{}\n\
         \x20 from suisei import Experiment\n\
         \x20 experiment = Experiment(project_name=\"first-steps\")\n\
         \x20 experiment.log_metric(\"loss\", 0.5, step=1)\n\n",
        install_line(Path::new(".")),
        environment_line(&welcome.data),
    );
    text
}

/// How to install the SDK from where we are.
fn install_line(folder: &Path) -> &'static str {
    if folder
        .join("sdk")
        .join("python")
        .join("pyproject.toml")
        .is_file()
    {
        "pip install ./sdk/python"
    } else {
        "pip install ./sdk/python     # in the folder of Suisei's sources"
    }
}

/// How the SDK finds a server whose data does not lie in the usual place.
fn environment_line(data: &Path) -> String {
    if default_data_folder().is_some_and(|usual| usual == data) {
        String::new()
    } else {
        format!("  export SUISEI_DATA='{}'\n", data.display())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newcomer_finds_everything() {
        let welcome = Welcome {
            address: "http://127.0.0.1:5870".to_owned(),
            link: "http://127.0.0.1:5870/sign-in#abc".to_owned(),
            first_key: Some(Secret::given("0123456789abcdef")),
            data: PathBuf::from("/some/where"),
        };
        let text = text(&welcome);
        for part in [
            "http://127.0.0.1:5870\n",
            "sign-in#abc",
            "0123456789abcdef",
            "/some/where",
            "Ctrl-C",
            "pip install ./sdk/python",
            "export SUISEI_DATA='/some/where'",
            "from suisei import Experiment",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
    }
}
