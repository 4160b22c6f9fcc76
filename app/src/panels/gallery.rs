//! The dialog in which people add a panel, or change one that they have added: a kind of chart,
//! and what that kind needs to know.

mod draft;
mod fields;

use leptos::prelude::*;
use suisei_core::view::PanelKind;

use crate::dom::media;
use crate::state::project::use_project;
use crate::text::{common, edits, kinds as words, t};
use crate::ui::button::IconButton;
use crate::ui::icon::{Glyph, Icon};
use draft::{Choices, Draft, Shape};
use fields::Fields;

/// What the dialog is open for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Purpose {
    /// A new panel.
    Add,
    /// Another one in the place of this.
    Replace(PanelKind),
}

/// The dialog of a page; open while there is a purpose.
#[derive(Clone, Copy)]
pub(crate) struct Gallery {
    purpose: RwSignal<Option<Purpose>>,
}

impl Gallery {
    /// Provides it to all that lies below.
    pub(crate) fn provide() -> Self {
        let gallery = Self {
            purpose: RwSignal::new(None),
        };
        provide_context(gallery);
        gallery
    }

    /// Opens it.
    pub(crate) fn open(self, purpose: Purpose) {
        self.purpose.set(Some(purpose));
    }
}

/// The dialog of the page around.
pub(crate) fn use_gallery() -> Gallery {
    expect_context()
}

/// The button that adds a panel.
#[component]
pub(crate) fn AddPanel() -> impl IntoView {
    let gallery = use_gallery();
    view! {
        <button
            type="button"
            class="button small add-panel"
            aria-label=t(words::ADD_PANEL)
            on:click=move |_| gallery.open(Purpose::Add)
        >
            <Glyph icon=Icon::Plus class="small" />
            <span class="wide-only">{t(words::ADD_PANEL)}</span>
        </button>
    }
}

/// The dialog; there only while it is open.
#[component]
pub(crate) fn GalleryDialog() -> impl IntoView {
    let gallery = use_gallery();
    view! {
        {move || {
            let purpose = gallery.purpose.get()?;
            Some(view! { <Frame purpose=purpose gallery=gallery /> })
        }}
    }
}

#[component]
fn Frame(purpose: Purpose, gallery: Gallery) -> impl IntoView {
    let project = use_project();
    let node = NodeRef::<leptos::html::Dialog>::new();
    Effect::new(move |_| {
        if let Some(dialog) = node.get() {
            media::show_dialog(&dialog);
        }
    });
    let close = move || gallery.purpose.set(None);
    let choices = Choices::load();
    let old = match purpose {
        Purpose::Add => None,
        Purpose::Replace(kind) => Some(kind),
    };
    let draft = Draft::of(old.as_ref());
    let problem = RwSignal::new(None::<&'static str>);
    let (title, done) = match old {
        None => (t(words::ADD_PANEL), t(words::ADD)),
        Some(_) => (t(words::EDIT_TITLE), t(edits::APPLY)),
    };
    let old = StoredValue::new(old);
    let apply = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        match draft.finished() {
            Ok(kind) => {
                let old = old.get_value();
                let is_there = untrack(|| project.with_view(|view| view.has_panel(&kind)));
                if is_there && old.as_ref() != Some(&kind) {
                    return problem.set(Some(t(words::ALREADY_THERE)));
                }
                project.edit_view(|view| {
                    match old {
                        None => view.add_panel(kind),
                        Some(old) => view.replace_panel(&old, kind),
                    };
                });
                close();
            }
            Err(wrong) => problem.set(Some(t(wrong))),
        }
    };
    view! {
        <dialog
            node_ref=node
            class="edit-dialog gallery"
            aria-label=title
            on:close=move |_| close()
            on:click=move |event| {
                if media::is_on_itself(&event) {
                    close();
                }
            }
            on:keydown=|event| event.stop_propagation()
        >
            <form on:submit=apply>
                <header class="row">
                    <b>{title}</b>
                    <span class="grow"></span>
                    <IconButton
                        icon=Icon::Cross
                        label=t(common::CLOSE).to_owned()
                        on_click=move |()| close()
                    />
                </header>
                <div class="gallery-kinds" role="radiogroup" aria-label=t(words::KIND)>
                    {Shape::ALL
                        .map(|shape| {
                            let (word, hint) = shape.words();
                            view! {
                                <button
                                    type="button"
                                    class="gallery-kind"
                                    role="radio"
                                    aria-checked=move || (draft.shape.get() == shape).to_string()
                                    title=t(hint)
                                    on:click=move |_| {
                                        problem.set(None);
                                        draft.shape.set(shape);
                                    }
                                >
                                    <Glyph icon=shape.icon() />
                                    <b>{t(word)}</b>
                                    <span class="text-3 tiny-text">{t(hint)}</span>
                                </button>
                            }
                        })
                        .collect_view()}
                </div>
                <Fields draft=draft choices=choices />
                <p class="hint error" role="alert">{move || problem.get()}</p>
                <footer class="row">
                    <span class="grow"></span>
                    <button type="button" class="button" on:click=move |_| close()>
                        {t(common::CANCEL)}
                    </button>
                    <button type="submit" class="button primary">{done}</button>
                </footer>
            </form>
        </dialog>
    }
}
