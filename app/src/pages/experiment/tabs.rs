//! The row of tabs: links with counts, keys 1 to 8, arrows within the row.

use leptos::prelude::*;
use suisei_core::api::Counts;
use suisei_core::ids::ExperimentKey;

use crate::dom::{element, scroll};
use crate::pages::experiment::keyboard::on_keys;
use crate::route::{ExperimentTab, Route, use_router};
use crate::text::format::count;
use crate::text::{Text, experiment, t};

/// The element id of a tab.
pub(super) fn id(tab: ExperimentTab) -> String {
    format!("tab-{}", tab.word())
}

/// The row.
#[component]
pub(super) fn TabBar(
    /// The one that is open.
    tab: Memo<ExperimentTab>,
    /// Whose tabs.
    key: ExperimentKey,
    /// What the tabs hold, once that is known.
    #[prop(into)]
    counts: Signal<Option<Counts>>,
) -> impl IntoView {
    let router = use_router();
    let key = StoredValue::new(key);
    let route = move |tab| Route::Experiment {
        key: key.get_value(),
        tab,
        at: None,
    };
    on_keys(move |word| {
        let digit = word
            .parse::<usize>()
            .ok()
            .and_then(|digit| digit.checked_sub(1));
        match digit.and_then(|index| ExperimentTab::ALL.get(index)) {
            Some(tab) => {
                router.go(route(*tab));
                true
            }
            None => false,
        }
    });
    let on_arrow = move |event: leptos::ev::KeyboardEvent| {
        if let Some(next) = neighbour(tab.get_untracked(), &event.key()) {
            event.prevent_default();
            // Walking along the row is one step of the history, not eight.
            router.replace(route(next));
            element::focus(&format!("#{}", id(next)));
        }
    };
    Effect::new(move |_| {
        let open = tab.get();
        counts.track();
        request_animation_frame(move || scroll::centre_sideways(&format!("#{}", id(open))));
    });
    view! {
        <nav
            class="experiment-tabs"
            role="tablist"
            aria-label=t(experiment::EXPERIMENT)
            on:keydown=on_arrow
        >
            {ExperimentTab::ALL
                .into_iter()
                .map(|each| {
                    let selected = move || tab.get() == each;
                    let follow = move |event: leptos::ev::MouseEvent| {
                        let plain = !event.ctrl_key() && !event.meta_key() && !event.shift_key();
                        if event.button() == 0 && plain {
                            event.prevent_default();
                            router.go(route(each));
                        }
                    };
                    view! {
                        <a
                            id=id(each)
                            role="tab"
                            href=route(each).href()
                            aria-selected=move || selected().to_string()
                            aria-controls="experiment-tab"
                            tabindex=move || if selected() { "0" } else { "-1" }
                            on:click=follow
                        >
                            {t(name(each))}
                            {has_number(each).then(|| view! {
                                <span class="tab-count">
                                    {move || counts.get().and_then(|all| number(each, all)).map(count)}
                                </span>
                            })}
                        </a>
                    }
                })
                .collect_view()}
        </nav>
    }
}

fn neighbour(tab: ExperimentTab, key: &str) -> Option<ExperimentTab> {
    let all = ExperimentTab::ALL;
    let at = all.iter().position(|other| *other == tab)?;
    let next = match key {
        "ArrowRight" => (at + 1) % all.len(),
        "ArrowLeft" => (at + all.len() - 1) % all.len(),
        "Home" => 0,
        "End" => all.len() - 1,
        _ => return None,
    };
    Some(all[next])
}

fn name(tab: ExperimentTab) -> Text {
    match tab {
        ExperimentTab::Overview => experiment::OVERVIEW,
        ExperimentTab::Charts => experiment::CHARTS,
        ExperimentTab::Metrics => experiment::METRICS,
        ExperimentTab::Parameters => experiment::PARAMETERS,
        ExperimentTab::Code => experiment::CODE,
        ExperimentTab::Output => experiment::OUTPUT,
        ExperimentTab::Images => experiment::IMAGES,
        ExperimentTab::Environment => experiment::ENVIRONMENT,
    }
}

/// Tabs whose name has a number beside it; its place is kept before the number is known.
fn has_number(tab: ExperimentTab) -> bool {
    !matches!(
        tab,
        ExperimentTab::Overview | ExperimentTab::Output | ExperimentTab::Environment
    )
}

/// What stands beside a tab's name. Console lines are left out: while they stream, a number that
/// grows would push the tabs after it.
fn number(tab: ExperimentTab, counts: Counts) -> Option<u64> {
    let number = match tab {
        ExperimentTab::Charts => counts.metrics,
        ExperimentTab::Metrics => counts.metrics + counts.system,
        ExperimentTab::Parameters => counts.parameters,
        ExperimentTab::Code => counts.code,
        ExperimentTab::Images => counts.images,
        ExperimentTab::Overview | ExperimentTab::Output | ExperimentTab::Environment => 0,
    };
    (number > 0).then_some(number as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_wrap_around_the_row() {
        let first = ExperimentTab::Overview;
        let last = ExperimentTab::Environment;
        assert_eq!(neighbour(first, "ArrowLeft"), Some(last));
        assert_eq!(neighbour(last, "ArrowRight"), Some(first));
        assert_eq!(neighbour(first, "End"), Some(last));
        assert_eq!(neighbour(first, "a"), None);
    }
}
