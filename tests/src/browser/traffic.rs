//! What the browser's logs tell: requests that were made and what the console said.

use std::cell::RefCell;

use serde_json::Value;

use super::driver::Driver;

/// One finished or unfinished request.
#[derive(Debug, Clone)]
pub struct Request {
    id: String,
    /// The whole address.
    pub url: String,
    /// Its status; 0 when no answer has come.
    pub status: u16,
    /// Bytes of the answer on the wire, headers included.
    pub wire_bytes: u64,
}

/// Everything that the logs have told so far.
#[derive(Debug, Default)]
pub(super) struct Traffic {
    requests: RefCell<Vec<Request>>,
    console: RefCell<Vec<ConsoleLine>>,
    allowed: RefCell<Vec<String>>,
}

#[derive(Debug, Clone)]
pub(super) struct ConsoleLine {
    level: String,
    message: String,
}

impl Traffic {
    pub(super) fn allow(&self, text: &str) {
        self.allowed.borrow_mut().push(text.to_owned());
    }

    pub(super) fn requests(&self, driver: &Driver) -> Vec<Request> {
        let mut requests = self.requests.borrow_mut();
        for entry in driver.log("performance") {
            let text = entry["message"].as_str().unwrap_or_default();
            let message: Value = serde_json::from_str(text).unwrap_or_default();
            record(&mut requests, &message["message"]);
        }
        requests.clone()
    }

    pub(super) fn forget(&self, driver: &Driver) {
        self.requests(driver);
        self.requests.borrow_mut().clear();
    }

    pub(super) fn console(&self, driver: &Driver) -> Vec<ConsoleLine> {
        let mut console = self.console.borrow_mut();
        for entry in driver.log("browser") {
            let text = |name: &str| entry[name].as_str().unwrap_or_default().to_owned();
            console.push(ConsoleLine {
                level: text("level"),
                message: text("message"),
            });
        }
        console.clone()
    }

    pub(super) fn console_errors(&self, driver: &Driver) -> Vec<String> {
        let allowed = self.allowed.borrow();
        let is_allowed = |message: &str| allowed.iter().any(|text| message.contains(text.as_str()));
        let errors = self
            .console(driver)
            .into_iter()
            .filter(|line| line.level == "SEVERE");
        errors
            .map(|line| line.message)
            .filter(|message| !is_allowed(message))
            .collect()
    }

    /// Shows all of it for a failed test.
    pub(super) fn print(&self, driver: &Driver) {
        for line in self.console(driver) {
            eprintln!("console, {}: {}", line.level, line.message);
        }
        for request in self.requests(driver) {
            eprintln!("request: {} {}", request.status, request.url);
        }
    }

    /// Requests to other places than the server and the page itself.
    pub(super) fn elsewhere(&self, driver: &Driver, origin: &str) -> Vec<String> {
        let is_own = |url: &str| {
            url.starts_with(&format!("{origin}/"))
                || ["data:", "blob:", "about:", "chrome:"]
                    .iter()
                    .any(|scheme| url.starts_with(scheme))
        };
        let urls = self.requests(driver).into_iter().map(|request| request.url);
        urls.filter(|url| !is_own(url)).collect()
    }
}

fn record(requests: &mut Vec<Request>, message: &Value) {
    let parameters = &message["params"];
    let id = parameters["requestId"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let mut known = requests.iter_mut().filter(|request| request.id == id);
    match message["method"].as_str().unwrap_or_default() {
        "Network.requestWillBeSent" => {
            let url = parameters["request"]["url"]
                .as_str()
                .unwrap_or_default()
                .to_owned();
            requests.push(Request {
                id,
                url,
                status: 0,
                wire_bytes: 0,
            });
        }
        "Network.responseReceived" => {
            if let Some(request) = known.next_back() {
                request.status = parameters["response"]["status"].as_u64().unwrap_or(0) as u16;
            }
        }
        "Network.loadingFinished" => {
            if let Some(request) = known.next_back() {
                request.wire_bytes = parameters["encodedDataLength"].as_f64().unwrap_or(0.0) as u64;
            }
        }
        _ => {}
    }
}
