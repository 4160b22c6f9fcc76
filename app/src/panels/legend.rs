//! The legend of a panel: names that show a line alone or hide it, and a list of all lines with
//! a search and the values at the cursor.

pub(crate) mod visibility;

use leptos::prelude::*;
use suisei_chart::{format_value, hover};
use suisei_core::ids::ExperimentKey;

use super::chart::model::ChartModel;
use super::data::LineName;
use super::series::{Focus, Look, series};
use crate::dom::{element, keyboard};
use crate::state::theme::slot_of;
use crate::text::format::count;
use crate::text::{chart, fill, project, t};
use crate::ui::button::IconButton;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::search_box::SearchBox;

/// Rows of the list; a search leads to the others.
const MOST_ROWS: usize = 200;

/// From so many lines on the list has a search.
const SEARCHED: usize = 8;

/// A line of a chart, by its place.
#[derive(Clone, Copy)]
pub(crate) struct LegendLine {
    model: ChartModel,
    index: usize,
    on_hover: Callback<Option<ExperimentKey>>,
}

impl LegendLine {
    /// The line at an index; `on_hover` is told while somebody points at its name.
    pub(crate) fn new(
        model: ChartModel,
        index: usize,
        on_hover: Callback<Option<ExperimentKey>>,
    ) -> Self {
        Self {
            model,
            index,
            on_hover,
        }
    }

    fn name(self) -> Option<LineName> {
        self.model
            .data
            .with_value(|data| data.lines().get(self.index).map(|line| line.name.clone()))
    }

    /// Shows it alone, or hides or shows it.
    fn choose(self, choice: Choice) {
        let Some(name) = self.name() else { return };
        let all = self.model.data.with_value(|data| {
            let names = data.lines().iter().map(|line| line.name.clone());
            names.collect::<Vec<_>>()
        });
        self.model.visibility.update(|visibility| match choice {
            Choice::Alone => visibility.isolate(&name, &all),
            Choice::Toggle => visibility.toggle(&name),
        });
    }

    /// Lights its experiment up, unless it is hidden: then all others would only step back.
    /// Nothing is pointed at any more; the panel itself may be gone by then.
    fn forget(self) {
        let _ = self.on_hover.try_run(None);
    }

    fn point(self) {
        let shown = |name: &LineName| self.model.visibility.with_untracked(|v| v.shows(name));
        let name = self.name().filter(shown);
        self.on_hover.run(name.map(|name| name.key));
    }

    /// A button with the line and its name.
    pub(crate) fn button(self, look: &Look) -> impl IntoView + use<> {
        let hint = fill(chart::LEGEND_HINT, &[("name", &look.label)]);
        let label = look.label.clone();
        let click = move |event: leptos::ev::MouseEvent| {
            self.choose(if event.shift_key() {
                Choice::Toggle
            } else {
                Choice::Alone
            });
        };
        view! {
            <button
                type="button"
                class="legend-name"
                class:hidden-line=!look.shown
                aria-pressed=look.shown.to_string()
                title=hint
                on:click=click
                on:pointerenter=move |event| {
                    if element::can_hover(&event) {
                        self.point();
                    }
                }
                on:pointerleave=move |_| self.forget()
                on:focus=move |_| self.point()
                on:blur=move |_| self.forget()
            >
                {swatch(look)}
                <span class="ellipsis">{label}</span>
            </button>
        }
    }
}

#[derive(Clone, Copy)]
enum Choice {
    Alone,
    Toggle,
}

/// A short piece of the line, with its colour and dashes.
fn swatch(look: &Look) -> impl IntoView + use<> {
    let dash: Vec<String> = look.dash.iter().map(f32::to_string).collect();
    view! {
        <svg
            class=format!("legend-line slot-{}", slot_of(look.number))
            width="16"
            height="8"
            aria-hidden="true"
        >
            <path d="M0 4H16" stroke-dasharray=dash.join(" ") />
        </svg>
    }
}

/// All lines; there only while it is open.
#[component]
pub(crate) fn LegendList(
    /// The chart.
    model: ChartModel,
    /// Told which experiment's name is pointed at.
    on_hover: Callback<Option<ExperimentKey>>,
) -> impl IntoView {
    view! {
        <Show when=move || model.legend_open.get()>
            <List model=model on_hover=on_hover />
        </Show>
    }
}

#[component]
fn List(model: ChartModel, on_hover: Callback<Option<ExperimentKey>>) -> impl IntoView {
    let root = NodeRef::<leptos::html::Div>::new();
    let search = RwSignal::new(String::new());
    let values = Memo::new(move |_| values(model));
    root.on_load(|element| {
        // The list is in the document from the next frame on.
        request_animation_frame(move || element::focus_inside(&element, "input, .legend-name"));
    });
    on_cleanup(move || on_hover.run(None));
    let keys = move |event: leptos::ev::KeyboardEvent| {
        if let ("ArrowDown" | "ArrowUp", Some(root)) = (event.key().as_str(), root.get_untracked())
        {
            event.prevent_default();
            event.stop_propagation();
            keyboard::move_focus(&root, ".legend-name", event.key() == "ArrowDown");
        }
    };
    let rows = move || {
        let word = search.get().to_lowercase();
        let looks = model.looks.get();
        let found: Vec<usize> = (0..looks.len())
            .rev()
            .filter(|&index| looks[index].label.to_lowercase().contains(&word))
            .collect();
        let more = found.len().saturating_sub(MOST_ROWS);
        let shown = found.iter().take(MOST_ROWS).map(|&index| {
            let line = LegendLine::new(model, index, on_hover);
            row(line, &looks[index], values)
        });
        view! {
            {shown.collect_view()}
            {found.is_empty().then(|| view! {
                <p class="legend-note">{t(chart::NO_SERIES_MATCHES)}</p>
            })}
            {(more > 0).then(|| view! {
                <p class="legend-note">{fill(project::N_MORE, &[("n", &count(more as u64))])}</p>
            })}
        }
    };
    view! {
        <div
            class="menu legend-list"
            role="dialog"
            aria-label=t(chart::LEGEND)
            node_ref=root
            on:keydown=keys
        >
            <header>
                <b>{move || {
                    let n = count(model.looks.with(Vec::len) as u64);
                    fill(chart::N_SERIES, &[("n", &n)])
                }}</b>
                <Show when=move || model.visibility.with(visibility::Visibility::hides_some)>
                    <button
                        type="button"
                        class="button ghost small"
                        on:click=move |_| model.visibility.update(visibility::Visibility::show_all)
                    >
                        {t(chart::SHOW_ALL_SERIES)}
                    </button>
                </Show>
                <span class="grow"></span>
                <IconButton
                    icon=Icon::Cross
                    label=t(crate::text::common::CLOSE).to_owned()
                    on_click=move |()| model.legend_open.set(false)
                />
            </header>
            <Show when=move || { model.looks.with(Vec::len) >= SEARCHED }>
                <SearchBox
                    class="small"
                    label=t(chart::SEARCH_SERIES)
                    value=search
                    on_input=move |word| search.set(word)
                />
            </Show>
            <div class="legend-rows">{rows}</div>
        </div>
    }
}

fn row(line: LegendLine, look: &Look, values: Memo<Vec<Option<f64>>>) -> impl IntoView + use<> {
    let (icon, word) = if look.shown {
        (Icon::Eye, crate::text::list::HIDE)
    } else {
        (Icon::EyeOff, crate::text::list::SHOW)
    };
    let label = fill(word, &[("name", &look.label)]);
    let index = line.index;
    let value = move || {
        let value = values.with(|values| values.get(index).copied().flatten());
        value.map(format_value)
    };
    view! {
        <div class="legend-row" class:hidden-line=!look.shown>
            <button
                type="button"
                class="icon-button"
                title=label.clone()
                aria-label=label
                on:click=move |_| line.choose(Choice::Toggle)
            >
                <Glyph icon=icon class="small" />
            </button>
            {line.button(look)}
            <b class="number">{value}</b>
        </div>
    }
}

/// Every line's value at the cursor; none where there is no cursor or the line does not reach it.
fn values(model: ChartModel) -> Vec<Option<f64>> {
    let mut values = vec![None; model.looks.with(Vec::len)];
    let Some(x) = model.cursor() else {
        return values;
    };
    model.layout.with_value(|layout| {
        let Some(layout) = layout else { return };
        model.data.with_value(|data| {
            model.looks.with_untracked(|looks| {
                let series = series(data, looks, &Focus::default());
                for hit in hover::at_value(layout, &series, x)
                    .into_iter()
                    .flat_map(|h| h.hits)
                {
                    if let Some(slot) = values.get_mut(hit.series) {
                        *slot = Some(hit.top().1);
                    }
                }
            });
        });
    });
    values
}
