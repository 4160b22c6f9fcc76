//! Which backend draws the lines of charts: the faster one on this machine, or the chosen one.

use std::time::Duration;

use leptos::prelude::*;

use super::theme::ThemeState;
use crate::dom::canvas::{self, Backend};
use crate::dom::storage;

/// Both backends are timed this long after the start, when the first charts are there.
const TIMED_AFTER: Duration = Duration::from_millis(1_500);

/// What was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RendererChoice {
    /// The faster one.
    Automatic,
    /// Always this one.
    Always(Backend),
}

impl RendererChoice {
    fn word(self) -> &'static str {
        match self {
            Self::Automatic => "automatic",
            Self::Always(Backend::Raster) => "raster",
            Self::Always(Backend::Commands) => "commands",
        }
    }

    fn stored() -> Self {
        match storage::get("renderer").as_deref() {
            Some("raster") => Self::Always(Backend::Raster),
            Some("commands") => Self::Always(Backend::Commands),
            _ => Self::Automatic,
        }
    }
}

/// Renderer state, shared by context.
#[derive(Clone, Copy)]
pub(crate) struct Renderer {
    choice: RwSignal<RendererChoice>,
    fastest: RwSignal<Backend>,
    /// What draws now.
    pub(crate) backend: Memo<Backend>,
}

impl Renderer {
    /// Begins with the backend that is never slow, and times both soon.
    pub(crate) fn start(theme: ThemeState) -> Self {
        let choice = RwSignal::new(RendererChoice::stored());
        let fastest = RwSignal::new(Backend::default());
        let backend = Memo::new(move |_| match choice.get() {
            RendererChoice::Automatic => fastest.get(),
            RendererChoice::Always(backend) => backend,
        });
        set_timeout(
            move || {
                let theme = theme
                    .colours()
                    .with_untracked(|colours| colours.theme.clone());
                if let Some(timing) = canvas::time(canvas::pixel_ratio(), &theme) {
                    fastest.set(timing.faster());
                }
            },
            TIMED_AFTER,
        );
        Self {
            choice,
            fastest,
            backend,
        }
    }

    /// What was chosen; reactive.
    pub(crate) fn choice(self) -> RendererChoice {
        self.choice.get()
    }

    /// The faster backend as far as it is known; reactive.
    pub(crate) fn fastest(self) -> Backend {
        self.fastest.get()
    }

    /// Chooses and remembers.
    pub(crate) fn choose(self, choice: RendererChoice) {
        storage::set("renderer", choice.word());
        self.choice.set(choice);
    }
}

/// The renderer state of the app.
pub(crate) fn use_renderer() -> Renderer {
    expect_context()
}
