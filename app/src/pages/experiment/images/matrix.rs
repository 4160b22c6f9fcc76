//! Confusion matrices: actual classes down, predicted ones across, square-root colours so that
//! few mistakes can be seen beside many hits.

use leptos::prelude::*;
use suisei_chart::format_value;
use suisei_core::api::Asset;
use suisei_core::confusion::Confusion;

use super::grid::step_words;
use crate::pages::experiment::parts::{Card, WhenHere};
use crate::pages::experiment::state::ExperimentState;
use crate::source::SourceError;
use crate::state::load::Resource;
use crate::text::format::count;
use crate::text::{common, experiment, fill, t};

/// Classes that are drawn.
const MOST: usize = 60;

/// Above this many classes cells hold no numbers; a title tells them.
const NUMBERED: usize = 24;

/// The step of the colour scale, 0 to 9, by the square root of the share.
fn shade(cell: f64, most: f64) -> u8 {
    if cell.is_nan() || cell <= 0.0 || most <= 0.0 {
        return 0;
    }
    // Anything at all stands out from nothing.
    ((cell / most).sqrt() * 9.0).round().clamp(1.0, 9.0) as u8
}

/// The matrices of a step.
#[component]
pub(super) fn Matrices(
    /// The experiment.
    state: ExperimentState,
    /// Their assets.
    tables: Memo<Vec<Asset>>,
) -> impl IntoView {
    view! {
        <For each=move || tables.get() key=|asset| asset.id.clone() let:asset>
            <MatrixCard state=state asset=asset />
        </For>
    }
}

#[component]
fn MatrixCard(state: ExperimentState, asset: Asset) -> impl IntoView {
    let resource = Resource::<Confusion>::new();
    let id = StoredValue::new(asset.id.clone());
    let ask = move || {
        resource.load(async move {
            let key = state.key();
            let text = state.source.asset_text(&key, &id.get_value()).await?;
            Confusion::read(&text).map_err(|error| SourceError::Format(error.to_string()))
        });
    };
    ask();
    let words = step_words(&asset);
    let tools = move || {
        let accuracy = resource.here().and_then(|matrix| matrix.accuracy());
        let accuracy = accuracy.map(|share| {
            fill(
                experiment::ON_DIAGONAL,
                &[("share", &format!("{:.1}", share * 100.0))],
            )
        });
        view! {
            <span class="text-3 small-text number card-note">{words.clone()}</span>
            <span class="text-2 small-text number card-note">{accuracy}</span>
        }
    };
    view! {
        <Card title=asset.name class="scroll-card" tools=move || tools.clone()>
            <WhenHere resource=resource retry=move |()| ask() lines=15 let:matrix>
                {move || matrix.with(table)}
            </WhenHere>
        </Card>
    }
}

fn table(matrix: &Confusion) -> AnyView {
    let (n, most) = (matrix.labels.len().min(MOST), matrix.most());
    let total = matrix.labels.len();
    let numbered = n <= NUMBERED;
    let heads = matrix.labels[..n].iter().map(|label| {
        view! { <th scope="col" title=label.clone()><span>{label.clone()}</span></th> }
    });
    let rows = matrix.matrix[..n]
        .iter()
        .zip(&matrix.labels)
        .map(|(row, actual)| {
            let cells = row[..n].iter().zip(&matrix.labels).map(|(cell, predicted)| {
            let title = fill(
                experiment::CELL,
                &[("actual", actual), ("predicted", predicted), ("n", &format_value(*cell))],
            );
            let text = (numbered && *cell != 0.0).then(|| format_value(*cell));
            view! { <td class=format!("seq-{}", shade(*cell, most)) title=title>{text}</td> }
        });
            view! {
                <tr>
                    <th scope="row" title=actual.clone()><span>{actual.clone()}</span></th>
                    {cells.collect_view()}
                </tr>
            }
        });
    let rest = (total > n).then(|| {
        let counts = [("n", count(n as u64)), ("m", count(total as u64))];
        let words = fill(
            common::N_OF_M_SHOWN,
            &[("n", &counts[0].1), ("m", &counts[1].1)],
        );
        view! { <p class="text-3 small-text">{words}</p> }
    });
    view! {
        <div class="matrix-frame card-body">
            <div class="matrix-across tiny-text text-3">{t(experiment::PREDICTED)}</div>
            <div class="matrix-down tiny-text text-3"><span>{t(experiment::ACTUAL)}</span></div>
            <table class="matrix" class:dense=!numbered>
                <thead><tr><td></td>{heads.collect_view()}</tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
            {rest}
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shades_grow_with_the_square_root() {
        assert_eq!(
            [0.0, 1.0, 25.0, 100.0].map(|cell| shade(cell, 100.0)),
            [0, 1, 5, 9]
        );
        assert_eq!(
            (shade(f64::NAN, 1.0), shade(0.001, 100.0), shade(1.0, 0.0)),
            (0, 1, 0)
        );
    }
}
