//! From what was recorded to the commands that run it again. Says only what was recorded, and
//! uses only commands that exist everywhere: git, curl, pip and the recorded command itself.

use serde_json::Value;
use suisei_core::api::{Code, Environment};

use super::shell::{join, quote};
use crate::text::{experiment, fill, t};

/// The name of the downloaded patch in the commands.
const PATCH: &str = "suisei.patch";

/// What is needed to run an experiment again, as far as it was recorded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Recorded {
    /// The commit that was checked out.
    pub(super) commit: Option<String>,
    /// Where the repository came from.
    pub(super) remote: Option<String>,
    /// True when tracked files differed from the commit.
    pub(super) dirty: bool,
    /// The full address of the recorded differences.
    pub(super) patch: Option<String>,
    /// Code files that were recorded.
    pub(super) files: usize,
    /// The folder that it ran in, below the repository's; empty for the repository's own.
    pub(super) folder: String,
    /// The command line, the program first.
    pub(super) argv: Vec<String>,
    /// The version of Python.
    pub(super) python: Option<String>,
    /// Names and versions of packages.
    pub(super) packages: Vec<(String, String)>,
}

/// How complete something was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Completeness {
    /// All of it.
    Whole,
    /// Something is missing.
    Lacking,
}

fn text(value: Option<&Value>, name: &str) -> Option<String> {
    let text = value?.get(name)?.as_str()?;
    (!text.is_empty()).then(|| text.to_owned())
}

impl Recorded {
    /// Collects it. `patch` is the full address of the recorded differences.
    pub(super) fn of(environment: &Environment, code: &Code, patch: Option<String>) -> Self {
        let git = code.git.as_ref().or(environment.get("git"));
        let command = environment.get("command");
        let root = text(git, "root").unwrap_or_default();
        let cwd = text(command, "cwd").unwrap_or_default();
        let argv = command.and_then(|command| command.get("argv")?.as_array());
        Self {
            commit: text(git, "commit"),
            remote: text(git, "remote"),
            dirty: git
                .and_then(|git| git.get("dirty")?.as_bool())
                .unwrap_or(false),
            patch,
            files: code.files.len(),
            folder: below(&root, &cwd),
            argv: argv
                .into_iter()
                .flatten()
                .filter_map(|word| word.as_str().map(str::to_owned))
                .collect(),
            python: text(environment.get("python"), "version"),
            packages: packages(environment.get("packages")),
        }
    }

    /// The command line as it can be typed elsewhere: the program by its name alone, because the
    /// folder that it lay in belongs to the machine.
    pub(super) fn command(&self) -> Option<String> {
        let (program, arguments) = self.argv.split_first()?;
        let program = program.rsplit(['/', '\\']).next().unwrap_or(program);
        let words: Vec<String> = std::iter::once(program.to_owned())
            .chain(arguments.iter().cloned())
            .collect();
        Some(join(&words))
    }

    /// The commands, each step under a comment; empty when nothing was recorded.
    pub(super) fn commands(&self) -> String {
        let steps = [self.checkout(), self.apply(), self.install(), self.run()];
        steps.into_iter().flatten().collect::<Vec<_>>().join("\n")
    }

    fn checkout(&self) -> Option<String> {
        let commit = quote(self.commit.as_ref()?);
        let comment = match &self.remote {
            Some(remote) => fill(experiment::STEP_CODE_OF, &[("remote", remote)]),
            None => t(experiment::STEP_CODE).to_owned(),
        };
        Some(format!("# {comment}\ngit checkout {commit}"))
    }

    fn apply(&self) -> Option<String> {
        let url = quote(self.patch.as_ref()?);
        self.commit.as_ref()?;
        Some(format!(
            "# {}\ncurl -fsS -H \"Authorization: Bearer $SUISEI_API_KEY\" -o {PATCH} {url}\n\
             git apply {PATCH}",
            t(experiment::STEP_PATCH),
        ))
    }

    fn install(&self) -> Option<String> {
        if self.packages.is_empty() {
            return None;
        }
        let comment = match &self.python {
            Some(version) => fill(experiment::STEP_PACKAGES_FOR, &[("version", version)]),
            None => t(experiment::STEP_PACKAGES).to_owned(),
        };
        Some(format!("# {comment}\npip install -r requirements.txt"))
    }

    fn run(&self) -> Option<String> {
        let command = self.command()?;
        let comment = t(experiment::STEP_COMMAND);
        Some(match self.folder.as_str() {
            "" => format!("# {comment}\n{command}"),
            folder => format!("# {comment}\ncd {} && {command}", quote(folder)),
        })
    }

    /// The packages as pip reads them.
    pub(super) fn requirements(&self) -> String {
        self.packages
            .iter()
            .map(|(name, version)| format!("{name}=={version}\n"))
            .collect()
    }

    /// What was recorded and what was not, in a few words each.
    pub(super) fn badges(&self) -> Vec<(Completeness, String)> {
        use Completeness::{Lacking, Whole};
        let say = |completeness, text| (completeness, t(text).to_owned());
        let mut badges = vec![match (&self.commit, self.files) {
            (Some(_), _) => say(Whole, experiment::COMMIT_RECORDED),
            (None, 0) => say(Lacking, experiment::NO_CODE_RECORDED),
            (None, _) => say(Lacking, experiment::NO_REPOSITORY),
        }];
        match (self.dirty, &self.patch) {
            (_, Some(_)) => badges.push(say(Whole, experiment::PATCH_RECORDED)),
            (true, None) => badges.push(say(Lacking, experiment::PATCH_MISSING)),
            (false, None) => {}
        }
        badges.push(match self.packages.len() {
            0 => say(Lacking, experiment::NO_PACKAGES_RECORDED),
            n => (
                Whole,
                fill(experiment::N_PACKAGES, &[("n", &n.to_string())]),
            ),
        });
        badges.push(match self.argv.is_empty() {
            true => say(Lacking, experiment::NO_COMMAND_RECORDED),
            false => say(Whole, experiment::COMMAND_RECORDED),
        });
        badges
    }
}

/// The part of `folder` below `root`; empty when it is the same or lies elsewhere.
fn below(root: &str, folder: &str) -> String {
    if root.is_empty() {
        return String::new();
    }
    match folder.strip_prefix(root) {
        Some(rest) if rest.starts_with('/') => rest.trim_matches('/').to_owned(),
        _ => String::new(),
    }
}

/// The packages of an environment section: pairs of name and version.
pub(in crate::pages::experiment) fn packages(section: Option<&Value>) -> Vec<(String, String)> {
    let pairs = section.and_then(Value::as_array).into_iter().flatten();
    pairs
        .filter_map(|pair| {
            let name = pair.get(0)?.as_str()?;
            let version = pair.get(1)?.as_str()?;
            Some((name.to_owned(), version.to_owned()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn environment() -> Environment {
        let sections = [
            (
                "git",
                json!({"commit": "4f9c21e", "root": "/srv/net", "dirty": true}),
            ),
            (
                "command",
                json!({"argv": ["/opt/bin/python3", "train.py", "--note", "a b"], "cwd": "/srv/net/src"}),
            ),
            (
                "packages",
                json!([["numpy", "2.1.0"], ["torch", "2.9.1+cpu"], ["odd"]]),
            ),
            ("python", json!({"version": "3.11.2"})),
        ];
        sections
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect()
    }

    fn lines(recorded: &Recorded) -> Vec<String> {
        let commands = recorded.commands();
        commands
            .lines()
            .filter(|line| !line.starts_with('#'))
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn everything_recorded_makes_every_step() {
        let url = "http://localhost/a".to_owned();
        let recorded = Recorded::of(&environment(), &Code::default(), Some(url));
        assert_eq!(
            lines(&recorded),
            [
                "git checkout 4f9c21e",
                "curl -fsS -H \"Authorization: Bearer $SUISEI_API_KEY\" -o suisei.patch http://localhost/a",
                "git apply suisei.patch",
                "pip install -r requirements.txt",
                "cd src && python3 train.py --note 'a b'",
            ]
        );
        assert_eq!(recorded.requirements(), "numpy==2.1.0\ntorch==2.9.1+cpu\n");
        assert!(
            recorded
                .badges()
                .iter()
                .all(|(kind, _)| *kind == Completeness::Whole)
        );
    }

    #[test]
    fn what_was_not_recorded_is_said_and_not_invented() {
        let recorded = Recorded::of(&Environment::new(), &Code::default(), None);
        assert_eq!(recorded.commands(), "");
        assert!(
            recorded
                .badges()
                .iter()
                .all(|(kind, _)| *kind == Completeness::Lacking)
        );
        let dirty = Recorded::of(&environment(), &Code::default(), None);
        let lacking: Vec<_> = dirty
            .badges()
            .into_iter()
            .filter(|(kind, _)| *kind == Completeness::Lacking)
            .collect();
        assert_eq!(lacking.len(), 1);
    }

    #[test]
    fn folders_elsewhere_are_not_entered() {
        assert_eq!(below("/srv/net", "/srv/net"), "");
        assert_eq!(below("/srv/net", "/srv/network/a"), "");
        assert_eq!(below("/srv/net", "/srv/net/a/b"), "a/b");
        assert_eq!(below("", "/work"), "");
    }
}
