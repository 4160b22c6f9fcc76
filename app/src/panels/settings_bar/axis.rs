//! Chooses the horizontal axis: one of every series' own, or any metric; and how times are written.

use leptos::prelude::*;
use suisei_core::query::XAxis;
use suisei_core::table::MetricName;
use suisei_core::view::{Clock, PanelSettings};

use super::face;
use crate::panels::series::{axis_label, axis_name};
use crate::text::format::count;
use crate::text::{fill, list, project, t};
use crate::ui::menu::MenuItem;
use crate::ui::popover::Popover;
use crate::ui::search_box::SearchBox;

/// Metrics that the menu shows at once; a search finds the others.
const MOST_SHOWN: usize = 20;

/// The axes that every series has.
const AXES: [XAxis; 4] = [XAxis::Step, XAxis::Epoch, XAxis::Wall, XAxis::Relative];

/// What the menu changes.
#[derive(Clone, Copy)]
pub(super) struct Choice {
    pub(super) settings: Signal<PanelSettings>,
    pub(super) on_change: Callback<PanelSettings>,
    pub(super) open: RwSignal<bool>,
}

impl Choice {
    /// One line of the menu; `is` tells whether it is taken, `taking` takes it.
    pub(super) fn item(
        self,
        label: String,
        is: impl Fn(&PanelSettings) -> bool + Send + Sync + 'static,
        taking: impl Fn(PanelSettings) -> PanelSettings + Send + Sync + 'static,
    ) -> impl IntoView {
        let choose = move |()| {
            self.on_change.run(taking(self.settings.get_untracked()));
            self.open.set(false);
        };
        let checked = Signal::derive(move || self.settings.with(&is));
        view! { <MenuItem label=label checked=checked on_click=choose /> }
    }
}

/// The menu.
#[component]
pub(super) fn AxisMenu(
    settings: Signal<PanelSettings>,
    metrics: Signal<Vec<MetricName>>,
    on_change: Callback<PanelSettings>,
) -> impl IntoView {
    let choice = Choice {
        settings,
        on_change,
        open: RwSignal::new(false),
    };
    let name = move || settings.with(|settings| axis_label(settings, false));
    let face = move || {
        face(
            project::X_AXIS,
            view! { <span class="ellipsis">{name}</span> },
        )
    };
    view! {
        <Popover face=face class="select" label=t(project::X_AXIS) open=choice.open>
            {AXES
                .map(|x| {
                    let is = move |settings: &PanelSettings| settings.x == x;
                    let taking = move |settings| PanelSettings { x, ..settings };
                    choice.item(t(axis_name(x, false)).to_owned(), is, taking)
                })
                .collect_view()}
            <Show when=move || settings.with(|settings| settings.x == XAxis::Wall)>
                <p class="menu-head">{t(project::CLOCK)}</p>
                {clock_item(choice, Clock::Local)}
                {clock_item(choice, Clock::Utc)}
            </Show>
            <p class="menu-head">{t(project::AXIS_ANY_METRIC)}</p>
            <Metrics choice=choice metrics=metrics />
        </Popover>
    }
}

fn clock_item(choice: Choice, clock: Clock) -> impl IntoView {
    let word = match clock {
        Clock::Local => project::CLOCK_LOCAL,
        Clock::Utc => project::CLOCK_UTC,
    };
    let is = move |settings: &PanelSettings| settings.clock == clock;
    let taking = move |settings| PanelSettings { clock, ..settings };
    choice.item(t(word).to_owned(), is, taking)
}

#[component]
fn Metrics(choice: Choice, metrics: Signal<Vec<MetricName>>) -> impl IntoView {
    let search = RwSignal::new(String::new());
    let found = Memo::new(move |_| {
        let word = search.get().to_lowercase();
        let mut found = metrics.get();
        found.retain(|metric| metric.label().to_lowercase().contains(&word));
        found
    });
    let items = move || {
        let shown = found.get().into_iter().take(MOST_SHOWN);
        shown
            .map(|metric| metric_item(choice, metric))
            .collect_view()
    };
    let more = move || {
        let left = found.with(Vec::len).saturating_sub(MOST_SHOWN);
        (left > 0).then(|| fill(list::N_MORE_METRICS, &[("n", &count(left as u64))]))
    };
    view! {
        <SearchBox
            class="small"
            label=t(list::SEARCH_METRICS)
            value=search
            on_input=move |word| search.set(word)
        />
        {items}
        <p class="menu-head">{more}</p>
    }
}

fn metric_item(choice: Choice, metric: MetricName) -> impl IntoView {
    let (label, mine) = (metric.label(), metric.clone());
    let is = move |settings: &PanelSettings| settings.against() == Some(&mine);
    let taking = move |settings| PanelSettings {
        x: XAxis::Metric,
        against: Some(metric.clone()),
        ..settings
    };
    choice.item(label, is, taking)
}
