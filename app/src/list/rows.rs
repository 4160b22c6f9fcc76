//! Rows of the list: status, colour, eye, name, value, pin.

use leptos::prelude::*;
use suisei_chart::format_value;
use suisei_core::ids::ExperimentKey;
use suisei_core::table::PageRow;

use super::{ListState, ShortName, Status, StatusIcon};
use crate::dom::element;
use crate::route::{ExperimentTab, Link, Route};
use crate::state::theme::slot_of;
use crate::text::{fill, list as words};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::virtual_rows::{Piece, pieces};

/// Pinned rows: few, so that all of them exist.
#[component]
pub(super) fn PinnedRows(state: ListState) -> impl IntoView {
    view! {
        <ol class="list-pinned">
            <For
                each=move || state.order.with(|order| order.pinned.clone())
                key=ExperimentKey::clone
                children=move |key| row(state, key)
            />
        </ol>
    }
}

/// A row or the space of rows that cannot be seen.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Item {
    Row(ExperimentKey),
    Gap(usize, usize),
}

/// All other rows, of which only those that can be seen exist.
#[component]
pub(super) fn OtherRows(state: ListState) -> impl IntoView {
    let items = Memo::new(move |_| {
        let active = state.active.get();
        state.order.with(|order| {
            let pinned = order.pinned.len();
            let kept = active
                .and_then(|key| order.place(&key))
                .and_then(|place| place.position.checked_sub(pinned));
            let rows = order.others.len();
            pieces(state.rows.visible(rows), kept, rows)
                .into_iter()
                .map(|piece| match piece {
                    Piece::Row(index) => Item::Row(order.others[index].clone()),
                    Piece::Gap(first, rows) => Item::Gap(first, rows),
                })
                .collect::<Vec<_>>()
        })
    });
    let show = move |item: Item| match item {
        Item::Row(key) => row(state, key).into_any(),
        Item::Gap(_, rows) => view! {
            <li aria-hidden="true" style:height=move || state.rows.height_of(rows)></li>
        }
        .into_any(),
    };
    view! {
        <div class="list-scroll" node_ref=state.scroller on:scroll=move |_| state.rows.read()>
            <ol>
                <For each=move || items.get() key=Item::clone children=show />
            </ol>
        </div>
    }
}

fn row(state: ListState, key: ExperimentKey) -> impl IntoView {
    let key = StoredValue::new(key);
    let content = Memo::new(move |_| key.with_value(|key| state.row(key)));
    let is_shown = Memo::new(move |_| key.with_value(|key| state.is_shown(key)));
    let is_pinned = Memo::new(move |_| {
        key.with_value(|key| state.project.with_view(|v| v.pinned.contains(key)))
    });
    let is_marked = Memo::new(move |_| {
        let is_mine = |other: &Option<ExperimentKey>| {
            other
                .as_ref()
                .is_some_and(|other| key.with_value(|key| key == other))
        };
        state.project.pointed.with(is_mine) || state.project.hovered.with(is_mine)
    });
    let position = move || {
        let place = key.with_value(|key| state.order.with(|order| order.place(key)));
        place.map(|place| (place.position + 1).to_string())
    };
    let leave = move || {
        state.project.hovered.update(|hovered| {
            if key.with_value(|key| hovered.as_ref() == Some(key)) {
                *hovered = None;
            }
        });
    };
    let enter = move |event: leptos::ev::PointerEvent| {
        if element::can_hover(&event) {
            state.project.hovered.set(Some(key.get_value()));
        }
    };
    on_cleanup(move || {
        if state.project.hovered.with_untracked(Option::is_some) {
            leave();
        }
    });
    view! {
        <li
            class="experiment-row"
            class:off=move || !is_shown.get()
            class:pinned=move || is_pinned.get()
            class:marked=move || is_marked.get()
            aria-posinset=position
            aria-setsize=move || state.order.with(|order| order.len().to_string())
            on:pointerenter=enter
            on:pointerleave=move |_| leave()
        >
            {move || content.get().map(|row| cells(state, row, is_shown, is_pinned))}
        </li>
    }
}

fn cells(
    state: ListState,
    row: PageRow,
    is_shown: Memo<bool>,
    is_pinned: Memo<bool>,
) -> impl IntoView {
    let PageRow { head, cells } = row;
    let value = cells.first().and_then(suisei_core::number::Scalar::as_f64);
    let key = StoredValue::new(head.key.clone());
    let name = StoredValue::new(head.name.clone());
    let swatch = format!("swatch slot-{}", slot_of(head.number));
    let to = Route::Experiment {
        key: head.key.clone(),
        tab: ExperimentTab::Overview,
        at: None,
    };
    let tab_index = move || {
        if state
            .tab_stop()
            .is_some_and(|stop| key.with_value(|key| *key == stop))
        {
            "0"
        } else {
            "-1"
        }
    };
    let status = Memo::new(move |_| Status::of(&head, state.now.get()));
    view! {
        {move || view! { <StatusIcon status=status.get() /> }}
        <span class=swatch></span>
        <RowSwitch
            is_on=is_shown
            icons=(Icon::Eye, Icon::EyeOff)
            words=(words::HIDE, words::SHOW)
            name=name
            on_click=move |()| state.toggle_shown(&key.get_value())
        />
        <Link
            to=to
            class="experiment-link"
            attr:tabindex=tab_index
            attr:data-row=key.get_value().to_string()
            on:focus=move |_| state.active.set(Some(key.get_value()))
        >
            <ShortName name=name.get_value() />
        </Link>
        <span class="list-value" class:bad=value.is_some_and(|value| !value.is_finite())>
            {value.map(format_value)}
        </span>
        <RowSwitch
            class="row-pin"
            is_on=is_pinned
            icons=(Icon::Pin, Icon::Pin)
            words=(words::UNPIN, words::PIN)
            name=name
            on_click=move |()| state.project.toggle_pin(&key.get_value())
        />
    }
}

/// A switch in a row, of rows in list and table alike. The keyboard has letters for the same:
/// with a stop at every switch, Tab would never reach the panels.
#[component]
pub(crate) fn RowSwitch(
    /// On or off.
    is_on: Memo<bool>,
    /// Its pictures, on and off.
    icons: (Icon, Icon),
    /// What it does while it is on, and while it is off.
    words: (crate::text::Text, crate::text::Text),
    /// Whose switch it is.
    name: StoredValue<String>,
    /// What happens.
    #[prop(into)]
    on_click: Callback<()>,
    /// More CSS classes.
    #[prop(into, optional)]
    class: String,
) -> impl IntoView {
    let label = move || {
        let text = if is_on.get() { words.0 } else { words.1 };
        name.with_value(|name| fill(text, &[("name", name)]))
    };
    view! {
        <button
            type="button"
            class=format!("row-switch {class}")
            tabindex="-1"
            aria-pressed=move || is_on.get().to_string()
            aria-label=label
            title=label
            on:click=move |_| on_click.run(())
        >
            {move || {
                let icon = if is_on.get() { icons.0 } else { icons.1 };
                view! { <Glyph icon=icon class="small" /> }
            }}
        </button>
    }
}
