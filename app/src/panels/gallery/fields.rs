//! What each kind of panel asks for.

use leptos::prelude::*;
use suisei_core::table::{Column, ColumnInfo, Statistic};

use super::draft::{Choices, Draft, Shape};
use crate::text::column::{STATISTICS, label, statistic_word};
use crate::text::{Text, kinds as words, t};
use crate::ui::button::IconButton;
use crate::ui::icon::Icon;

/// The fields of the chosen kind.
#[component]
pub(super) fn Fields(
    /// The panel so far.
    draft: Draft,
    /// What can be chosen.
    choices: Choices,
) -> impl IntoView {
    move || {
        match draft.shape.get() {
        Shape::Lines => view! {
            <Metrics name=words::METRICS_LEFT chosen=draft.left choices=choices />
            <Metrics name=words::METRICS_RIGHT chosen=draft.right choices=choices />
        }
        .into_any(),
        Shape::Bar | Shape::Box | Shape::Violin => view! {
            <One name=words::VALUE chosen=draft.value choices=choices />
            <Group chosen=draft.by choices=choices />
        }
        .into_any(),
        Shape::Scalar => {
            view! { <One name=words::VALUE chosen=draft.value choices=choices /> }.into_any()
        }
        Shape::Scatter => view! {
            <One name=words::X chosen=draft.x choices=choices times=Times::Moments />
            <One name=words::Y chosen=draft.y choices=choices />
        }
        .into_any(),
        Shape::Parallel => view! { <Axes chosen=draft.columns choices=choices /> }.into_any(),
        Shape::Heat | Shape::Ridge => {
            view! { <Names kinds=&["histogram", "histogram3d"] chosen=draft.name choices=choices /> }.into_any()
        }
        Shape::Matrix => {
            view! { <Names kinds=&["confusion-matrix"] chosen=draft.name choices=choices /> }.into_any()
        }
        Shape::Curve => {
            view! { <Names kinds=&["curve"] chosen=draft.name choices=choices /> }.into_any()
        }
    }
    }
}

/// Which times are numbers of an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Times {
    /// How long something took.
    Durations,
    /// When something was, too: only a horizontal axis has labels for that.
    Moments,
}

/// One numeric column, and the statistic of a metric.
#[component]
fn One(
    name: Text,
    chosen: RwSignal<Option<Column>>,
    choices: Choices,
    #[prop(default = Times::Durations)] times: Times,
) -> impl IntoView {
    let numeric = move || {
        let columns = choices.columns.here().unwrap_or_default();
        let numeric = columns.into_iter().filter(|info| info.numeric);
        numeric
            .map(|info| info.column)
            .chain([Column::Duration])
            .chain((times == Times::Moments).then_some(Column::Created))
            .collect::<Vec<_>>()
    };
    let statistic = move || match chosen.get() {
        Some(Column::Metric { statistic, .. }) => Some(statistic),
        _ => None,
    };
    view! {
        <div class="edit-fields row">
            <label class="edit-fields grow">
                <span class="label">{t(name)}</span>
                {move || select(numeric(), chosen.get(), None, move |column| {
                    chosen.update(|old| *old = column.map(|new| like(new, old.as_ref())));
                })}
            </label>
            {move || statistic().map(|statistic| view! {
                <StatisticOf statistic=statistic chosen=chosen />
            })}
        </div>
    }
}

#[component]
fn StatisticOf(statistic: Statistic, chosen: RwSignal<Option<Column>>) -> impl IntoView {
    let numbers = STATISTICS
        .into_iter()
        .filter(|one| *one != Statistic::Trend);
    let options = numbers.map(|one| {
        let word = t(statistic_word(one));
        view! { <option selected=one == statistic>{word}</option> }
    });
    let change = move |event: leptos::ev::Event| {
        let word = event_target_value(&event);
        let found = STATISTICS
            .iter()
            .find(|one| t(statistic_word(**one)) == word);
        chosen.update(|column| {
            if let (Some(Column::Metric { statistic, .. }), Some(found)) = (column, found) {
                *statistic = *found;
            }
        });
    };
    view! {
        <label class="edit-fields">
            <span class="label">{t(words::STATISTIC)}</span>
            <select class="input" on:change=change>{options.collect_view()}</select>
        </label>
    }
}

/// What groups experiments; nothing for one each.
#[component]
fn Group(chosen: RwSignal<Option<Column>>, choices: Choices) -> impl IntoView {
    let columns = move || {
        let columns = choices.columns.here().unwrap_or_default();
        let kept = columns
            .into_iter()
            .map(|info| info.column)
            .filter(|column| column.metric().is_none());
        [Column::State, Column::Tags]
            .into_iter()
            .chain(kept)
            .collect::<Vec<_>>()
    };
    view! {
        <label class="edit-fields">
            <span class="label">{t(words::GROUP_BY)}</span>
            {move || select(
                columns(),
                chosen.get(),
                Some(words::NO_GROUP),
                move |column| chosen.set(column),
            )}
        </label>
    }
}

/// A list of columns to choose one from; `none` is a choice too where it has a word.
fn select(
    columns: Vec<Column>,
    chosen: Option<Column>,
    none: Option<Text>,
    on_change: impl Fn(Option<Column>) + 'static,
) -> impl IntoView {
    let is_chosen = |column: &Column| {
        chosen
            .as_ref()
            .is_some_and(|chosen| is_same(chosen, column))
    };
    let options = columns
        .iter()
        .enumerate()
        .map(|(at, column)| {
            view! { <option value=at.to_string() selected=is_chosen(column)>{label(column)}</option> }
        })
        .collect_view();
    let nothing = (none.is_some() || !columns.iter().any(is_chosen)).then(|| {
        let word = none.map(t).unwrap_or_default();
        view! { <option value="" selected=chosen.is_none()>{word}</option> }
    });
    let change = move |event: leptos::ev::Event| {
        let at = event_target_value(&event).parse::<usize>().ok();
        on_change(at.and_then(|at| columns.get(at)).cloned());
    };
    view! { <select class="input" on:change=change>{nothing}{options}</select> }
}

/// A column with the statistic that was chosen before, where both are metrics.
fn like(new: Column, old: Option<&Column>) -> Column {
    match (new, old) {
        (Column::Metric { metric, .. }, Some(Column::Metric { statistic, .. })) => Column::Metric {
            metric,
            statistic: *statistic,
        },
        (new, _) => new,
    }
}

/// Whether two columns are the same thing, whatever their statistic.
fn is_same(a: &Column, b: &Column) -> bool {
    match (a.metric(), b.metric()) {
        (Some(a), Some(b)) => a == b,
        (None, None) => a == b,
        _ => false,
    }
}

/// Axes in order: those that are chosen, and a list of the others.
#[component]
fn Axes(chosen: RwSignal<Vec<Column>>, choices: Choices) -> impl IntoView {
    let others = move || {
        let columns: Vec<ColumnInfo> = choices.columns.here().unwrap_or_default();
        let own = chosen.get();
        let columns = columns.into_iter().map(|info| info.column);
        columns
            .filter(|column| !own.iter().any(|own| is_same(own, column)))
            .collect::<Vec<_>>()
    };
    let own = move || {
        let columns = chosen.get();
        let one = |(at, column): (usize, Column)| {
            view! {
                <span class="tag chosen-axis">
                    {label(&column)}
                    <IconButton
                        icon=Icon::Cross
                        label=label(&column)
                        on_click=move |()| chosen.update(|all| { all.remove(at); })
                    />
                </span>
            }
        };
        columns.into_iter().enumerate().map(one).collect_view()
    };
    let add = move |column: Option<Column>| chosen.update(|all| all.extend(column));
    view! {
        <label class="edit-fields">
            <span class="label">{t(words::COLUMNS)}</span>
            {move || select(others(), None, Some(words::ADD), add)}
        </label>
        <div class="row wrap chosen-axes">{own}</div>
    }
}

/// Metrics of one axis.
#[component]
fn Metrics(name: Text, chosen: RwSignal<Vec<String>>, choices: Choices) -> impl IntoView {
    let names = move || {
        let metrics = choices.metrics.here().unwrap_or_default();
        let mut names: Vec<String> = metrics.into_iter().map(|metric| metric.name).collect();
        names.dedup();
        names
    };
    let options = move || {
        names()
            .into_iter()
            .map(|name| {
                let own = name.clone();
                let is_chosen = move || chosen.with(|all| all.contains(&own));
                let toggled = name.clone();
                let toggle = move |_| {
                    chosen.update(|all| match all.iter().position(|other| *other == toggled) {
                        Some(at) => {
                            all.remove(at);
                        }
                        None => all.push(toggled.clone()),
                    });
                };
                view! {
                    <label class="row check">
                        <input type="checkbox" prop:checked=is_chosen on:change=toggle />
                        <span class="ellipsis">{name}</span>
                    </label>
                }
            })
            .collect_view()
    };
    view! {
        <fieldset class="edit-fields gallery-metrics">
            <legend class="label">{t(name)}</legend>
            <div class="gallery-list">{options}</div>
        </fieldset>
    }
}

/// The names of assets of some types.
#[component]
fn Names(
    kinds: &'static [&'static str],
    chosen: RwSignal<Option<String>>,
    choices: Choices,
) -> impl IntoView {
    let names = move || {
        let all = choices.names.here().unwrap_or_default();
        let own = all
            .into_iter()
            .filter(|asset| kinds.contains(&asset.kind.as_str()));
        let mut names: Vec<String> = own.map(|asset| asset.name).collect();
        names.sort_unstable();
        names.dedup();
        names
    };
    // The first one is as good a guess as any.
    Effect::new(move |_| {
        let names = names();
        let known =
            chosen.with_untracked(|name| name.as_ref().is_some_and(|name| names.contains(name)));
        if !known && !names.is_empty() {
            chosen.set(names.into_iter().next());
        }
    });
    move || {
        let names = names();
        if names.is_empty() {
            return view! { <p class="hint">{t(words::NONE_LOGGED)}</p> }.into_any();
        }
        let options = names
            .into_iter()
            .map(|name| {
                let is_chosen = chosen.get().as_ref() == Some(&name);
                view! { <option selected=is_chosen>{name.clone()}</option> }
            })
            .collect_view();
        view! {
            <label class="edit-fields">
                <span class="label">{t(words::NAME)}</span>
                <select
                    class="input"
                    on:change=move |event| chosen.set(Some(event_target_value(&event)))
                >
                    {options}
                </select>
            </label>
        }
        .into_any()
    }
}
