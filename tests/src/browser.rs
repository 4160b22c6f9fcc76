//! Chromium on the running product, in the verbs of the person in front of it.
//!
//! A test that leaves an error in the browser's console, or a request to another place than its
//! server, fails when its browser closes; what is expected is named with [`Browser::allow`].

mod driver;
mod find;
mod handed;
mod keys;
mod look;
mod mouse;
mod panels;
mod touch;
mod traffic;
mod watch;

use std::path::PathBuf;

use serde_json::{Value, json};

pub use self::find::Rect;
pub use self::keys::Key;
pub use self::look::{Language, Look, Theme};
pub use self::mouse::Point;
pub use self::traffic::Request;

use self::driver::Driver;
use self::traffic::Traffic;
use crate::process;
use crate::server::TestServer;
use crate::wait;

/// A browser with one window.
#[derive(Debug)]
pub struct Browser {
    driver: Driver,
    origin: String,
    traffic: Traffic,
}

impl Browser {
    /// Opens the product with a one-time link and waits for the start page.
    pub fn signed_in(server: &TestServer, look: Look) -> Self {
        let browser = Self::signed_out(server, look);
        browser.sign_in(server);
        browser
    }

    /// Opens an empty window without a session.
    pub fn signed_out(server: &TestServer, look: Look) -> Self {
        let driver = Driver::start(look);
        look::apply(&driver, look);
        let browser = Self {
            driver,
            origin: server.url(),
            traffic: Traffic::default(),
        };
        // How the page learns that nobody is signed in yet.
        browser.allow(
            "/api/v1/session - Failed to load resource: the server responded with a status of 401",
        );
        browser
    }

    /// Opens an address that is not the product's.
    pub fn at(origin: &str, look: Look) -> Self {
        let driver = Driver::start(look);
        look::apply(&driver, look);
        driver.navigate(origin);
        Self {
            driver,
            origin: origin.to_owned(),
            traffic: Traffic::default(),
        }
    }

    /// Seconds of processor time that the browser has used so far, all its processes together.
    pub fn cpu_seconds(&self) -> f64 {
        process::cpu_seconds_of_all(self.driver.id())
    }

    /// Uses a fresh one-time link.
    pub fn sign_in(&self, server: &TestServer) {
        let link = server
            .client()
            .post("/api/v1/links", &json!({}))
            .expect_status(201)
            .json();
        self.open_link(link["url"].as_str().unwrap());
    }

    /// Opens a one-time link and waits until it has worked.
    pub fn open_link(&self, link: &str) {
        self.driver.navigate(link);
        self.wait_for(".avatar-button");
        wait::wait_until("the start page", || !self.path().contains("sign-in"));
    }

    /// Goes to an address of the product; it begins with a slash.
    pub fn go(&self, path: &str) {
        self.driver.navigate(&format!("{}{path}", self.origin));
    }

    /// Loads the page anew.
    pub fn reload(&self) {
        self.driver.post("refresh", &json!({}));
    }

    /// The path of the page's address.
    pub fn path(&self) -> String {
        self.text_of("return location.pathname")
    }

    /// Goes to the start page and from there into a project.
    pub fn open_project(&self, name: &str) {
        self.go("/");
        self.wait_for(".project-card");
        self.click_inside(".project-card", name);
        self.wait_for(".top-bar .tabs");
    }

    /// Waits until a text can be read on the page.
    pub fn see(&self, text: &str) {
        let what = format!("the text `{text}`");
        wait::wait_until(&what, || self.shows(text));
    }

    /// Waits until a text cannot be read any more.
    pub fn see_no_more(&self, text: &str) {
        let what = format!("the text `{text}` to go away");
        wait::wait_until(&what, || !self.shows(text));
    }

    /// Whether a text can be read on the page now.
    pub fn shows(&self, text: &str) -> bool {
        self.run(
            "return document.body.innerText.includes(args[0])",
            &json!([text]),
        ) == true
    }

    /// Runs JavaScript in the page; `args` holds the arguments.
    pub fn run(&self, script: &str, arguments: &Value) -> Value {
        let body = format!("const args = arguments[0]; {}{script}", find::HELPERS);
        self.driver.post(
            "execute/sync",
            &json!({"script": body, "args": [arguments]}),
        )
    }

    /// Runs JavaScript that calls `done` with its result.
    pub fn run_async(&self, script: &str, arguments: &Value) -> Value {
        let body = format!("const [args, done] = arguments; {}{script}", find::HELPERS);
        self.driver.post(
            "execute/async",
            &json!({"script": body, "args": [arguments]}),
        )
    }

    /// Runs JavaScript at the start of every page that is loaded from now on.
    pub fn run_before_pages(&self, script: &str) {
        self.driver.devtools(
            "Page.addScriptToEvaluateOnNewDocument",
            &json!({"source": script}),
        );
    }

    /// Runs JavaScript that returns a text.
    pub fn text_of(&self, script: &str) -> String {
        self.run(script, &json!([]))
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// Keeps a picture of the window in `target/screenshots`.
    pub fn screenshot(&self, name: &str) {
        let folder = screenshots();
        std::fs::create_dir_all(&folder).unwrap();
        let picture = self.driver.get("screenshot");
        let bytes = driver::from_base64(picture.as_str().unwrap_or_default());
        std::fs::write(folder.join(format!("{name}.png")), bytes).unwrap();
    }

    /// How much the page has jumped since it was loaded, by the browser's own measure (CLS), and
    /// what has jumped.
    pub fn layout_shift(&self) -> (f64, Vec<String>) {
        let script = "
            let sum = 0;
            const what = [];
            new PerformanceObserver(list => {
                for (const entry of list.getEntries()) {
                    if (entry.hadRecentInput) continue;
                    sum += entry.value;
                    for (const {node, previousRect, currentRect} of entry.sources) {
                        const name = node?.nodeType === 1 ? node.outerHTML.slice(0, 80) : String(node?.data);
                        const box = rect => [rect.x, rect.y, rect.width, rect.height].map(Math.round);
                        what.push(`${entry.value.toFixed(3)} ${name} ${box(previousRect)} to ${box(currentRect)}`);
                    }
                }
            }).observe({type: 'layout-shift', buffered: true});
            setTimeout(() => done([sum, what]), 100);";
        let found = self.run_async(script, &json!([]));
        let what = serde_json::from_value(found[1].clone()).unwrap();
        (found[0].as_f64().unwrap(), what)
    }

    /// Changes the width of the window, in CSS pixels.
    pub fn set_width(&self, look: Look) {
        look::apply(&self.driver, look);
    }

    /// The requests so far, in order.
    pub fn requests(&self) -> Vec<Request> {
        self.traffic.requests(&self.driver)
    }

    /// Forgets the requests so far.
    pub fn forget_requests(&self) {
        self.traffic.forget(&self.driver);
    }

    /// Empties the browser's cache, as a first visit would find it.
    pub fn clear_cache(&self) {
        self.driver
            .devtools("Network.clearBrowserCache", &json!({}));
    }

    /// Expects console errors that hold this text: a test makes them on purpose.
    pub fn allow(&self, text: &str) {
        self.traffic.allow(text);
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let test = std::thread::current()
                .name()
                .unwrap_or("test")
                .replace("::", "-");
            let picture = screenshots().join(format!("failed-{test}.png"));
            self.driver.try_screenshot(&picture);
            self.traffic.print(&self.driver);
            return;
        }
        let errors = self.traffic.console_errors(&self.driver);
        assert!(
            errors.is_empty(),
            "the browser's console has errors: {errors:#?}"
        );
        let elsewhere = self.traffic.elsewhere(&self.driver, &self.origin);
        assert!(
            elsewhere.is_empty(),
            "the page asked other places than its server: {elsewhere:#?}"
        );
    }
}

/// Where pictures of pages are kept.
pub fn screenshots() -> PathBuf {
    crate::repository().join("target/screenshots")
}
