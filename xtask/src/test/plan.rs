//! The steps of a test run: their names, their order, and what each needs before it.

use super::{Scope, TestOptions};

/// One part of a test run, in the order in which they run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    Format,
    Tidy,
    SetupPython,
    SetupBrowser,
    Xtask,
    Clippy,
    Compile,
    Rust,
    Doc,
    Python,
    Web,
    Product,
    Browser,
}

use Step::{
    Browser, Clippy, Compile, Doc, Format, Product, Python, Rust, SetupBrowser, SetupPython, Tidy,
    Web, Xtask,
};

impl Step {
    pub(crate) const ALL: [Self; 13] = [
        Format,
        Tidy,
        SetupPython,
        SetupBrowser,
        Xtask,
        Clippy,
        Compile,
        Rust,
        Doc,
        Python,
        Web,
        Product,
        Browser,
    ];

    /// The name on the command line.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Format => "fmt",
            Tidy => "tidy",
            SetupPython => "setup-python",
            SetupBrowser => "setup-browser",
            Xtask => "xtask",
            Clippy => "clippy",
            Compile => "compile",
            Rust => "rust",
            Doc => "doc",
            Python => "python",
            Web => "web",
            Product => "product",
            Browser => "browser",
        }
    }

    /// What it does, in a few words.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Format => "formatting of Rust code",
            Tidy => "rules that no compiler checks",
            SetupPython => "a Python environment with the SDK and its test tools",
            SetupBrowser => "Chromium, its driver, and fonts",
            Xtask => "tests of this tool",
            Clippy => "lints of all crates",
            Compile => "the server and all test programs",
            Rust => "unit, property and HTTP tests",
            Doc => "examples in documentation",
            Python => "tests of the Python SDK",
            Web => "the app as users get it",
            Product => "the running product: SDK to server, crashes",
            Browser => "the running product in a browser",
        }
    }

    /// The step of this name.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.name() == name)
    }

    /// The steps whose results it uses directly.
    pub(super) fn needs(self) -> &'static [Self] {
        match self {
            Rust | Doc => &[Compile],
            Python => &[SetupPython, Compile],
            Product => &[SetupPython, Compile, Web],
            Browser => &[SetupPython, SetupBrowser, Compile, Web],
            _ => &[],
        }
    }

    /// Whether it belongs to the quick run before a commit.
    fn is_fast(self) -> bool {
        matches!(self, Format | Tidy | Xtask | Clippy | Compile | Rust)
    }
}

/// The steps to run: what was asked for and everything that needs.
pub(super) fn plan(options: &TestOptions) -> Vec<Step> {
    let asked = |step: &Step| {
        let named = options.only.is_empty() || options.only.contains(step);
        let in_scope = options.scope != Scope::Fast || step.is_fast();
        named && (in_scope || options.only.contains(step)) && !is_without(options, *step)
    };
    let mut steps: Vec<Step> = Step::ALL.into_iter().filter(asked).collect();
    let mut next = 0;
    while next < steps.len() {
        for need in steps[next].needs() {
            if !steps.contains(need) {
                steps.push(*need);
            }
        }
        next += 1;
    }
    steps.sort();
    steps
}

/// Steps that a full run has and this one has not.
pub(super) fn left_out(options: &TestOptions) -> Vec<Step> {
    let planned = plan(options);
    Step::ALL
        .into_iter()
        .filter(|step| !planned.contains(step))
        .collect()
}

/// A setup whose only user is left out is left out with it.
fn is_without(options: &TestOptions, step: Step) -> bool {
    let without = |step: Step| options.without.contains(&step);
    without(step) || (step == SetupBrowser && without(Browser))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test::AfterFailure;

    fn check(scope: Scope, only: &[Step], without: &[Step], expected: &[Step]) {
        let options = TestOptions {
            scope,
            only: only.to_vec(),
            without: without.to_vec(),
            after_failure: AfterFailure::Stop,
        };
        assert_eq!(plan(&options), expected);
    }

    #[test]
    fn everything_runs_in_order() {
        check(Scope::Usual, &[], &[], &Step::ALL);
        assert!(Step::ALL.is_sorted());
    }

    #[test]
    fn one_step_brings_what_it_needs() {
        check(Scope::Usual, &[Tidy], &[], &[Tidy]);
        check(
            Scope::Usual,
            &[Python],
            &[],
            &[SetupPython, Compile, Python],
        );
        check(Scope::Fast, &[Doc], &[], &[Compile, Doc]);
    }

    #[test]
    fn a_fast_run_needs_no_setup() {
        check(
            Scope::Fast,
            &[],
            &[],
            &[Format, Tidy, Xtask, Clippy, Compile, Rust],
        );
    }

    #[test]
    fn without_a_browser_nothing_is_installed_for_it() {
        let mut expected = Step::ALL.to_vec();
        expected.retain(|step| !matches!(step, Browser | SetupBrowser));
        check(Scope::Usual, &[], &[Browser], &expected);
    }

    #[test]
    fn names_lead_back_to_their_steps() {
        for step in Step::ALL {
            assert_eq!(Step::from_name(step.name()), Some(step));
        }
    }
}
