//! Parameters, and the other keys and values below them.

use leptos::prelude::*;

use crate::pages::experiment::parts::WhenHere;
use crate::pages::experiment::state::ExperimentState;
use crate::pages::experiment::values::ValuesCard;
use crate::text::{experiment, t};
use crate::ui::empty::Empty;
use crate::ui::icon::Icon;

/// The tab.
#[component]
pub(super) fn Parameters(
    /// The experiment.
    state: ExperimentState,
) -> impl IntoView {
    let parameters = state.parameters();
    let others = state.others();
    let retry = move |()| state.changes.about.now();
    view! {
        <div class="tab-cards value-cards">
            <WhenHere resource=parameters retry=retry lines=8 let:values>
                <Show
                    when=move || !values.with(|values| values.is_empty())
                    fallback=|| view! {
                        <Empty
                            icon=Icon::Table
                            title=t(experiment::NO_PARAMETERS)
                            hint=t(experiment::NO_PARAMETERS_HINT)
                        />
                    }
                >
                    <ValuesCard
                        title=t(experiment::PARAMETERS)
                        search_label=t(experiment::SEARCH_PARAMETERS)
                        values=values
                    />
                </Show>
            </WhenHere>
            <WhenHere resource=others retry=retry lines=2 let:values>
                <Show when=move || !values.with(|values| values.is_empty())>
                    <ValuesCard
                        title=t(experiment::OTHERS)
                        search_label=t(experiment::SEARCH_OTHERS)
                        values=values
                    />
                </Show>
            </WhenHere>
        </div>
    }
}
