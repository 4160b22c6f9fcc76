//! Links to files with every point of the experiment, as it is shown.

use leptos::prelude::*;

use crate::pages::experiment::state::ExperimentState;
use crate::source::PointsFormat;
use crate::text::{Text, experiment, t};
use crate::ui::icon::{Glyph, Icon};

const FORMATS: [(PointsFormat, Text); 3] = [
    (PointsFormat::Csv, experiment::CSV),
    (PointsFormat::Json, experiment::JSON),
    (PointsFormat::Parquet, experiment::PARQUET),
];

/// One link for each format. The server names the file.
#[component]
pub(super) fn ExportLinks(
    /// The experiment.
    state: ExperimentState,
) -> impl IntoView {
    let link = move |(format, word): (PointsFormat, Text)| {
        let url = state.source.points_url(&state.key(), format);
        view! { <a class="button ghost small" href=url download>{t(word)}</a> }
    };
    view! {
        <div class="export-links" role="group" aria-label=t(experiment::EVERY_POINT) title=t(experiment::EVERY_POINT)>
            <Glyph icon=Icon::Download class="small" />
            {FORMATS.map(link).collect_view()}
        </div>
    }
}
