//! The charts of a single experiment: every metric in a panel of its own, in sections by prefix.

use leptos::prelude::*;
use suisei_core::ids::ExperimentKey;
use suisei_core::query::XAxis;
use suisei_core::table::MetricName;
use suisei_core::view::{Axis, PanelSettings, Section, ViewSpec};

use super::chart::model::ChartModel;
use super::cursor::SharedCursor;
use super::data::LineName;
use super::line::{LinePanel, WantedLine};
use super::linked::LinkedZoom;
use super::section::section_title;
use super::series::Focus;
use super::settings_bar::SettingsBar;
use super::tools::{ChartMenuItems, ZoomTools};
use crate::text::{common, t};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::menu::{AlignRight, MenuButton};

/// All metrics of one experiment.
#[component]
pub(crate) fn ExperimentCharts(
    /// The experiment.
    key: ExperimentKey,
    /// Its number in the project, from 1: its colour.
    #[prop(into)]
    number: Signal<u32>,
    /// Its name.
    #[prop(into)]
    name: Signal<String>,
    /// Its metrics.
    #[prop(into)]
    metrics: Signal<Vec<MetricName>>,
) -> impl IntoView {
    SharedCursor::provide();
    LinkedZoom::provide();
    let settings = RwSignal::new(PanelSettings {
        x: XAxis::Step,
        ..PanelSettings::default()
    });
    let search = RwSignal::new(String::new());
    let titles = Memo::new(move |_| {
        let word = search.get().to_lowercase();
        let found: Vec<MetricName> = metrics
            .get()
            .into_iter()
            .filter(|metric| metric.name.to_lowercase().contains(&word))
            .collect();
        let view = ViewSpec::default();
        view.arrange(&found)
            .into_iter()
            .map(names)
            .collect::<Vec<_>>()
    });
    let key = StoredValue::new(key);
    let chart = move |metric: String| {
        let wanted_metric = metric.clone();
        let wanted = Signal::derive(move || {
            let contexts = metrics
                .get()
                .into_iter()
                .filter(|m| m.name == wanted_metric);
            contexts
                .map(|context| WantedLine {
                    name: LineName {
                        key: key.get_value(),
                        metric: wanted_metric.clone(),
                        context: context.context.clone(),
                    },
                    number: number.get(),
                    axis: Axis::Left,
                    label: if context.context.is_empty() {
                        name.get()
                    } else {
                        context.context
                    },
                })
                .collect::<Vec<_>>()
        });
        view! { <StaticPanel title=metric wanted=wanted settings=settings /> }
    };
    view! {
        <SettingsBar
            settings=settings
            metrics=metrics
            on_change=move |changed| settings.set(changed)
            search=search
        />
        <div class="experiment-charts">
            <For each=move || titles.get() key=Clone::clone let:section>
                <section class="panel-section">
                    <h2 class="section-head section-title">{section_title(&section.0)}</h2>
                    <div class="static-grid">
                        {section.1.into_iter().map(chart).collect_view()}
                    </div>
                </section>
            </For>
        </div>
    }
}

/// A section's name and the metrics of its panels.
fn names(section: Section) -> (String, Vec<String>) {
    (
        section.name,
        section
            .panels
            .into_iter()
            .filter_map(|panel| panel.kind.automatic_metric().map(str::to_owned))
            .collect(),
    )
}

/// A panel that stays where it is.
#[component]
fn StaticPanel(
    title: String,
    wanted: Signal<Vec<WantedLine>>,
    settings: RwSignal<PanelSettings>,
) -> impl IntoView {
    let focus = Signal::derive(Focus::default);
    let model = ChartModel::new(settings.into(), focus, Signal::derive(|| None));
    let (data_panel, heading, tip) = (title.clone(), title.clone(), title.clone());
    let menu_title = StoredValue::new(title.clone());
    view! {
        <article class="panel static" data-panel=data_panel>
            <header class="panel-head">
                <h3 title=tip>{heading}</h3>
                <span class="panel-note"></span>
                <ZoomTools model=model />
                <span class="panel-tools">
                    <MenuButton
                        face=|| view! { <Glyph icon=Icon::More class="small" /> }
                        class="icon-button"
                        label=t(common::MORE)
                        align_right=AlignRight
                    >
                        <ChartMenuItems model=model title=menu_title.get_value() />
                    </MenuButton>
                </span>
            </header>
            <LinePanel
                wanted=wanted
                settings=settings
                focus=focus
                on_point=|_| ()
                on_hover=|_| ()
                model=model
                title=title
            />
        </article>
    }
}
