//! What can be done with one point: go to what was printed then, to the images of that step, to
//! the experiment.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::panels::chart::model::ChartModel;
use crate::panels::chart::reading::ReadingRow;
use crate::panels::moment::moment_of;
use crate::route::{ExperimentTab, Link, Moment, Route, use_router};
use crate::source::use_source;
use crate::text::{chart, t};
use crate::ui::icon::{Glyph, Icon};

/// The actions.
#[component]
pub(super) fn PointActions(
    /// The chart.
    model: ChartModel,
    /// The point.
    point: ReadingRow,
) -> impl IntoView {
    let (router, source) = (use_router(), use_source());
    let name = model
        .data
        .with_value(|data| data.lines().get(point.line).map(|line| line.name.clone()));
    let name = StoredValue::new(name?);
    let at = (point.x, point.raw.unwrap_or(point.value));
    let go = move |tab: ExperimentTab| {
        let settings = model.settings.get_untracked();
        spawn_local(async move {
            let name = name.get_value();
            let at = moment_of(source, &name, &settings, at).await;
            router.go(Route::Experiment {
                key: name.key,
                tab,
                at,
            });
        });
    };
    let experiment = Route::Experiment {
        key: name.with_value(|name| name.key.clone()),
        tab: ExperimentTab::Overview,
        at: None::<Moment>,
    };
    Some(view! {
        <div class="tooltip-actions">
            <button type="button" class="menu-item" on:click=move |_| go(ExperimentTab::Output)>
                <Glyph icon=Icon::File class="small" />
                {t(chart::OUTPUT_AT)}
            </button>
            <button type="button" class="menu-item" on:click=move |_| go(ExperimentTab::Images)>
                <Glyph icon=Icon::Box class="small" />
                {t(chart::IMAGES_AT)}
            </button>
            <Link to=experiment class="menu-item">
                <Glyph icon=Icon::Right class="small" />
                {t(chart::OPEN_EXPERIMENT)}
            </Link>
        </div>
    })
}
