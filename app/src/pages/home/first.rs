//! The home page before the first experiment: what to paste, with this server's own address.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::dom::location;
use crate::source::use_source;
use crate::state::toast::use_toasts;
use crate::text::{common, home, t};
use crate::ui::button::{CopyButton, WithWords};
use crate::ui::segmented::Segmented;

#[derive(Clone, Copy, PartialEq)]
enum Way {
    Python,
    Variables,
}

/// The invitation.
#[component]
pub(crate) fn FirstExperiment() -> impl IntoView {
    let key = RwSignal::new(None::<String>);
    let way = RwSignal::new(Way::Python);
    let snippet = Signal::derive(move || match way.get() {
        Way::Python => PYTHON.to_owned(),
        Way::Variables => variables(key.get().as_deref()),
    });
    let toasts = use_toasts();
    let refused = move |()| toasts.complain(t(common::COPY_FAILED));
    view! {
        <section class="card first">
            <div class="column gap-3">
                <h2 class="first-title">{t(home::FIRST_TITLE)}</h2>
                <p class="text-2">{t(home::FIRST_BODY)}</p>
                <div>
                    <div class="first-row">
                        <span class="text-3">{t(home::SERVER)}</span>
                        <span class="mono ellipsis">{location::server_url()}</span>
                        <CopyButton
                            text=Signal::derive(location::server_url)
                            label=t(common::COPY)
                            done=t(common::COPIED)
                            on_refused=refused
                        />
                    </div>
                    <KeyRow key=key />
                </div>
                <span class="live">{t(home::FIRST_WAITING)}</span>
            </div>
            <div class="column gap-2">
                <div class="row">
                    <Segmented
                        choices=vec![
                            (Way::Python, t(home::PYTHON)),
                            (Way::Variables, t(home::VARIABLES)),
                        ]
                        value=way
                        on_change=move |choice| way.set(choice)
                        label=t(home::FIRST_TITLE)
                    />
                    <span class="grow"></span>
                    <CopyButton
                        text=snippet
                        label=t(common::COPY)
                        done=t(common::COPIED)
                        on_refused=refused
                        wide=WithWords
                    />
                </div>
                <pre class="code-block">{move || snippet.get()}</pre>
                <pre class="code-block">
                    <span class="code-comment">{format!("# {}\n", t(home::ONCE_PER_MACHINE))}</span>
                    {install()}
                </pre>
            </div>
        </section>
    }
}

#[component]
fn KeyRow(key: RwSignal<Option<String>>) -> impl IntoView {
    let source = use_source();
    let toasts = use_toasts();
    let create = move |_| {
        spawn_local(async move {
            match source.create_key(t(home::KEY_NAME)).await {
                Ok(created) => key.set(Some(created.key)),
                Err(error) => toasts.report(&error),
            }
        });
    };
    let refused = move |()| toasts.complain(t(common::COPY_FAILED));
    view! {
        <div class="first-row">
            <span class="text-3">{t(home::KEY)}</span>
            {move || match key.get() {
                None => view! {
                    <span class="row">
                        <span class="text-3 ellipsis">{t(home::KEY_LOCAL)}</span>
                        <span class="grow"></span>
                        <button type="button" class="button small" on:click=create>
                            {t(home::KEY_CREATE)}
                        </button>
                    </span>
                }
                .into_any(),
                Some(text) => view! {
                    <span class="column">
                        <span class="mono ellipsis">{text.clone()}</span>
                        <span class="hint">{t(home::KEY_ONCE)}</span>
                    </span>
                    <CopyButton
                        text=Signal::derive(move || text.clone())
                        label=t(common::COPY)
                        done=t(common::COPIED)
                        on_refused=refused
                    />
                }
                .into_any(),
            }}
        </div>
    }
}

const PYTHON: &str = "from suisei import Experiment
experiment = Experiment(project_name=\"my-project\")
experiment.log_metric(\"train/loss\", 0.5, step=1)";

fn variables(key: Option<&str>) -> String {
    format!(
        "export SUISEI_URL={}\nexport SUISEI_API_KEY={}\nexport SUISEI_PROJECT=my-project",
        location::server_url(),
        key.unwrap_or("…"),
    )
}

fn install() -> String {
    format!(
        "pip install ./sdk/python\nsuisei login {}",
        location::server_url()
    )
}
