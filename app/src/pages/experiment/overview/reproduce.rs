//! The card that says how to run the experiment again, and what is missing to do so.

use leptos::prelude::*;
use suisei_core::api::{Code, Environment};

use super::commands::{Completeness, Recorded};
use crate::dom::{download, location};
use crate::pages::experiment::code::highlight::{Language, highlight};
use crate::pages::experiment::code::lines::code_line;
use crate::pages::experiment::parts::{Card, Copy, WhenHere};
use crate::pages::experiment::state::ExperimentState;
use crate::state::load::{Loaded, Resource};
use crate::text::{experiment, t};
use crate::ui::icon::{Glyph, Icon};

/// The card.
#[component]
pub(super) fn Reproduce(
    /// The experiment.
    state: ExperimentState,
    /// Its environment.
    environment: Resource<Environment>,
    /// Its code.
    code: Resource<Code>,
) -> impl IntoView {
    let recorded = Memo::new(move |_| {
        environment.with(|environment| {
            code.with(|code| match (environment, code) {
                (Loaded::Here(environment), Loaded::Here(code)) => {
                    let patch = code.patch.as_ref().filter(|patch| patch.present);
                    let url = patch.map(|patch| {
                        location::absolute(&state.source.asset_url(&state.key(), &patch.id))
                    });
                    Recorded::of(environment, code, url)
                }
                _ => Recorded::default(),
            })
        })
    });
    let retry = move |()| {
        state.changes.about.now();
        state.changes.assets.now();
    };
    let tools = move || {
        (!recorded.with(|recorded| recorded.commands().is_empty())).then(|| {
            let commands = Signal::derive(move || recorded.with(Recorded::commands));
            view! { <Copy text=commands label=t(experiment::COPY_COMMANDS) /> }
        })
    };
    view! {
        <Card title=t(experiment::REPRODUCE) class="span-7" tools=move || tools>
            <div class="card-body">
                <WhenHere resource=environment retry=retry lines=12 let:_environment>
                    <WhenHere resource=code retry=retry lines=12 let:_code>
                        {move || recorded.with(steps)}
                    </WhenHere>
                </WhenHere>
            </div>
        </Card>
    }
}

fn steps(recorded: &Recorded) -> impl IntoView + use<> {
    let commands = recorded.commands();
    let lack = recorded
        .badges()
        .iter()
        .any(|(kind, _)| *kind == Completeness::Lacking);
    let intro = match (commands.is_empty(), lack) {
        (true, _) => experiment::REPRODUCE_NOTHING,
        (false, true) => experiment::REPRODUCE_PART,
        (false, false) => experiment::REPRODUCE_ALL,
    };
    let lines: Vec<_> = highlight(Language::Shell, &commands)
        .into_iter()
        .map(|line| code_line(&line))
        .collect();
    let badges = recorded.badges().into_iter().map(|(kind, words)| {
        let class = match kind {
            Completeness::Whole => "badge ok",
            Completeness::Lacking => "badge warn",
        };
        view! { <span class=class>{words}</span> }
    });
    view! {
        <p class="small-text text-2">{t(intro)}</p>
        {(!commands.is_empty()).then(|| view! { <pre class="code-block commands">{lines}</pre> })}
        <div class="row wrap reproduce-foot">
            {badges.collect_view()}
            <span class="row">
                {recorded.patch.clone().map(|url| view! {
                    <a class="button ghost small" href=url download>
                        <Glyph icon=Icon::Download class="small" />
                        {t(experiment::PATCH)}
                    </a>
                })}
                {(!recorded.packages.is_empty()).then(|| {
                    let requirements = recorded.requirements();
                    view! {
                        <button
                            type="button"
                            class="button ghost small"
                            on:click=move |_| download::text("requirements.txt", &requirements)
                        >
                            <Glyph icon=Icon::Download class="small" />
                            {REQUIREMENTS}
                        </button>
                    }
                })}
            </span>
        </div>
    }
}

/// A file name, the same in every language.
const REQUIREMENTS: &str = "requirements.txt";
