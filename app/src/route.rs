//! Addresses: one typed route with encode and decode, and the state that the address holds.
//! The address is the truth for everything that can be shared. No page writes a URL by hand.

use leptos::prelude::*;
use suisei_core::ids::ExperimentKey;

use crate::dom::location;

/// A place in the app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Route {
    /// All projects.
    Home,
    /// Exchanges a one-time token for a session.
    SignIn,
    /// One project.
    Project {
        /// Its id.
        id: String,
        /// Which of its faces.
        tab: ProjectTab,
    },
    /// One experiment.
    Experiment {
        /// Its key.
        key: ExperimentKey,
        /// Which of its faces.
        tab: ExperimentTab,
        /// The moment to show, where a face has many.
        at: Option<Moment>,
    },
    /// An address that means nothing.
    NotFound,
}

/// A moment of an experiment, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Moment {
    /// The step.
    pub(crate) step: Option<i64>,
    /// The time, in microseconds since 1970 UTC.
    pub(crate) time: Option<i64>,
}

impl Moment {
    /// As the query of an address, with its question mark; empty when nothing is known.
    fn encode(self) -> String {
        let parts = [("step", self.step), ("time", self.time)];
        let known = parts
            .into_iter()
            .filter_map(|(name, value)| value.map(|value| format!("{name}={value}")));
        let query = known.collect::<Vec<_>>().join("&");
        if query.is_empty() {
            query
        } else {
            format!("?{query}")
        }
    }

    /// From the query of an address; none where it names no moment.
    fn decode(query: &str) -> Option<Self> {
        let value = |name: &str| {
            let pair = query.split('&').filter_map(|pair| pair.split_once('='));
            pair.filter(|(other, _)| *other == name)
                .find_map(|(_, value)| value.parse().ok())
        };
        let moment = Self {
            step: value("step"),
            time: value("time"),
        };
        (moment != Self::default()).then_some(moment)
    }
}

/// Faces of a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum ProjectTab {
    /// Charts on a grid.
    #[default]
    Panels,
    /// Rows and columns.
    Table,
}

/// Faces of an experiment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum ExperimentTab {
    /// Status, summary, how to reproduce it.
    #[default]
    Overview,
    /// Its metrics over time.
    Charts,
    /// Its metrics in numbers.
    Metrics,
    /// Its hyperparameters.
    Parameters,
    /// Files, commit, patch.
    Code,
    /// Console.
    Output,
    /// Pictures by step.
    Images,
    /// Packages, host, command.
    Environment,
}

impl ExperimentTab {
    /// All of them, in the order of the tabs.
    pub(crate) const ALL: [Self; 8] = [
        Self::Overview,
        Self::Charts,
        Self::Metrics,
        Self::Parameters,
        Self::Code,
        Self::Output,
        Self::Images,
        Self::Environment,
    ];

    /// Its word in the address.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Overview => "overview",
            Self::Charts => "charts",
            Self::Metrics => "metrics",
            Self::Parameters => "parameters",
            Self::Code => "code",
            Self::Output => "output",
            Self::Images => "images",
            Self::Environment => "environment",
        }
    }
}

impl Route {
    /// The address below the base.
    pub(crate) fn encode(&self) -> String {
        match self {
            Self::Home | Self::NotFound => String::new(),
            Self::SignIn => "sign-in".to_owned(),
            Self::Project { id, tab } => {
                let id = location::encode(id);
                match tab {
                    ProjectTab::Panels => format!("projects/{id}"),
                    ProjectTab::Table => format!("projects/{id}/table"),
                }
            }
            Self::Experiment { key, tab, at } => {
                let query = at.map(Moment::encode).unwrap_or_default();
                match tab {
                    ExperimentTab::Overview => format!("experiments/{key}{query}"),
                    tab => format!("experiments/{key}/{}{query}", tab.word()),
                }
            }
        }
    }

    /// The place that an address below the base means.
    pub(crate) fn decode(address: &str) -> Self {
        let address = address.split('#').next().unwrap_or_default();
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let at = Moment::decode(query);
        let parts: Vec<String> = path
            .split('/')
            .filter(|part| !part.is_empty())
            .map(location::decode)
            .collect();
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        match parts.as_slice() {
            [] => Self::Home,
            ["sign-in"] => Self::SignIn,
            ["projects", id] => Self::project(id, ProjectTab::Panels),
            ["projects", id, "table"] => Self::project(id, ProjectTab::Table),
            ["experiments", key] => Self::experiment(key, Some(ExperimentTab::Overview), at),
            ["experiments", key, word] => {
                let tab = ExperimentTab::ALL
                    .into_iter()
                    .find(|tab| tab.word() == *word);
                Self::experiment(key, tab, at)
            }
            _ => Self::NotFound,
        }
    }

    fn project(id: &str, tab: ProjectTab) -> Self {
        Self::Project {
            id: id.to_owned(),
            tab,
        }
    }

    fn experiment(key: &str, tab: Option<ExperimentTab>, at: Option<Moment>) -> Self {
        match (key.parse(), tab) {
            (Ok(key), Some(tab)) => Self::Experiment { key, tab, at },
            _ => Self::NotFound,
        }
    }

    /// The address as a link's `href`: below the `<base href>`.
    pub(crate) fn href(&self) -> String {
        // An empty href would mean the page itself, a dot means the base.
        let below = self.encode();
        if below.is_empty() {
            "./".to_owned()
        } else {
            below
        }
    }
}

/// The place where the app is; shared by context.
#[derive(Clone, Copy)]
pub(crate) struct Router {
    current: RwSignal<Route>,
}

impl Router {
    /// Reads the address and follows *Back* and *Forward*.
    pub(crate) fn start() -> Self {
        let current = RwSignal::new(Route::decode(&location::current()));
        location::on_pop(move || current.set(Route::decode(&location::current())));
        Self { current }
    }

    /// The place now; reactive.
    pub(crate) fn current(self) -> Route {
        self.current.get()
    }

    /// The place at this moment, for handlers.
    pub(crate) fn at(self) -> Route {
        self.current.get_untracked()
    }

    /// Goes to a place.
    pub(crate) fn go(self, route: Route) {
        location::push(&route.encode());
        self.current.set(route);
    }

    /// Goes to a place without a step that *Back* would undo.
    pub(crate) fn replace(self, route: Route) {
        location::replace(&route.encode());
        self.current.set(route);
    }
}

/// The router of the app.
pub(crate) fn use_router() -> Router {
    expect_context()
}

/// A link to a place: an ordinary link that does not load the page anew.
#[component]
pub(crate) fn Link(
    /// Where it leads.
    #[prop(into)]
    to: Signal<Route>,
    /// CSS classes.
    #[prop(into, optional)]
    class: String,
    /// Marks the link of the place where the app is.
    #[prop(into, optional)]
    selected: Signal<bool>,
    /// What it shows.
    children: Children,
) -> impl IntoView {
    let router = use_router();
    let follow = move |event: leptos::ev::MouseEvent| {
        // Other buttons and keys mean a new tab or window: the browser does that.
        if event.button() == 0 && !event.ctrl_key() && !event.meta_key() && !event.shift_key() {
            event.prevent_default();
            router.go(to.get_untracked());
        }
    };
    view! {
        <a
            class=class
            href=move || to.get().href()
            aria-current=move || selected.get().then_some("page")
            on:click=follow
        >
            {children()}
        </a>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_stands_in_the_query() {
        for (query, step, time) in [
            (
                "?step=-3&time=1780000000000000",
                Some(-3),
                Some(1_780_000_000_000_000),
            ),
            ("?step=12", Some(12), None),
            ("?time=9", None, Some(9)),
        ] {
            let moment = Moment { step, time };
            assert_eq!(moment.encode(), query);
            assert_eq!(Moment::decode(query.trim_start_matches('?')), Some(moment));
        }
        assert_eq!(Moment::default().encode(), "");
        assert_eq!(Moment::decode("step=x&other=1"), None);
    }
}
