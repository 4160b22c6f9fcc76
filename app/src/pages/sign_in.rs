//! Signing in: exchanges the token of a one-time link for a session.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::dom::{element, location, page};
use crate::route::{Route, use_router};
use crate::source::{SourceError, use_source};
use crate::state::session::use_session;
use crate::state::toast::explain;
use crate::text::{common, home, t};
use crate::ui::icon::Logo;

/// The page. A token behind `#` is used at once: fragments never reach a server's log.
#[component]
pub(crate) fn SignInPage() -> impl IntoView {
    page::set_title(t(home::SIGN_IN));
    let source = use_source();
    let session = use_session();
    let router = use_router();
    let busy = RwSignal::new(false);
    let problem = RwSignal::new(None::<String>);
    let token = RwSignal::new(String::new());
    let sign_in = move |token: String| {
        busy.set(true);
        problem.set(None);
        spawn_local(async move {
            let answer = source.sign_in(token.trim()).await;
            busy.set(false);
            match answer {
                Ok(()) => {
                    if router.at() == Route::SignIn {
                        router.replace(Route::Home);
                    }
                    session.ask();
                }
                Err(SourceError::SignedOut | SourceError::NotFound) => {
                    problem.set(Some(t(home::SIGN_IN_REFUSED).to_owned()));
                }
                Err(error) => problem.set(Some(explain(&error))),
            }
        });
    };
    let fragment = location::fragment();
    if !fragment.is_empty() {
        // The address keeps no token, not even in the history.
        location::replace(&Route::SignIn.encode());
        sign_in(fragment);
    }
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        sign_in(token.get_untracked());
    };
    view! {
        <main class="sign-in">
            <form class="card sign-in-card" on:submit=submit>
                <Logo />
                <h1>{t(home::SIGN_IN)}</h1>
                <p class="text-2">{t(home::SIGN_IN_BODY)}</p>
                <label class="label" for="token">{t(home::SIGN_IN_TOKEN)}</label>
                <span class="input" class:error=move || problem.get().is_some()>
                    <input
                        id="token"
                        name="token"
                        class="mono"
                        autocomplete="off"
                        required
                        on:input=move |event| token.set(element::input_value(&event))
                    />
                </span>
                <p class="hint error" role="alert">{move || problem.get()}</p>
                <button type="submit" class="button primary large" disabled=move || busy.get()>
                    {move || t(if busy.get() { home::SIGNING_IN } else { home::SIGN_IN })}
                </button>
                <p class="hint">{t(home::SIGN_IN_NEW)}</p>
                <pre class="code-block">{FRESH_LINK_COMMAND}</pre>
            </form>
            <span class="visually-hidden">{t(common::PRODUCT)}</span>
        </main>
    }
}

/// What prints a fresh one-time link; a command, the same in every language.
const FRESH_LINK_COMMAND: &str = "suisei user link";
