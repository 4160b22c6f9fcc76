//! Names and texts that would be code if they were trusted are shown as what they are: text.

use serde_json::json;
use suisei_tests::browser::Look;
use suisei_tests::{Browser, TestServer};

const SCRIPT: &str = "<script>window.hacked = 1</script>";
const IMAGE: &str = "<img src=x onerror=\"window.hacked = 1\">";
const BIDI: &str = "損失 \u{202e}abc é";

#[test]
fn names_never_run() {
    let server = TestServer::start();
    let client = server.client();
    let long = "n".repeat(1_000);
    let metrics = [
        SCRIPT,
        IMAGE,
        BIDI,
        &long,
        "javascript:window.hacked=1",
        "{{7*7}}",
    ];
    let key = client.create(IMAGE, SCRIPT);
    let mut events: Vec<serde_json::Value> = metrics
        .iter()
        .map(|name| json!({"kind": "metric", "name": name, "value": 1.0, "step": 1}))
        .collect();
    for name in metrics {
        events.push(json!({"kind": "parameter", "name": name, "value": name}));
        events.push(json!({"kind": "other", "name": name, "value": name}));
        events.push(json!({"kind": "tag", "name": name}));
        events.push(json!({"kind": "output", "stream": "stdout", "text": format!("{name}\n")}));
        events.push(json!({"kind": "environment", "section": name, "value": {name: name}}));
    }
    events.push(json!({"kind": "output", "stream": "stdout",
        "text": "\u{1b}]8;;javascript:window.hacked=1\u{7}click\u{1b}]8;;\u{7}\u{1b}[31mred\n"}));
    events.push(json!({"kind": "environment", "section": "git", "value":
        {"commit": SCRIPT, "branch": IMAGE, "remote": "javascript:window.hacked=1"}}));
    events.push(json!({"kind": "status", "state": "failed", "message": SCRIPT}));
    let ack = client.batch_json(
        &key,
        &json!({"writer": "w", "first_seq": 0, "events": events}),
    );
    assert!(ack.rejected.is_empty(), "{ack:?}");

    let browser = Browser::signed_in(&server, Look::default());
    browser.see(IMAGE);
    browser.screenshot("hostile-home");
    let project = client.project_id(IMAGE).unwrap();
    browser.go(&format!("/projects/{project}"));
    browser.wait_for_chart(SCRIPT);
    for title in [SCRIPT, IMAGE, BIDI, &long] {
        browser.wait_for_chart(title);
    }
    browser.point_at(browser.place_in_chart(SCRIPT, 0.5, 0.5));
    browser.screenshot("hostile-panels");
    browser.go(&format!("/projects/{project}/table"));
    browser.see(SCRIPT);
    browser.screenshot("hostile-table");
    for tab in [
        "",
        "/charts",
        "/metrics",
        "/parameters",
        "/code",
        "/output",
        "/images",
        "/environment",
    ] {
        browser.go(&format!("/experiments/{key}{tab}"));
        browser.see(SCRIPT);
        browser.screenshot(&format!("hostile-experiment{}", tab.replace('/', "-")));
        let wide = "return document.documentElement.scrollWidth > innerWidth";
        assert_eq!(
            browser.run(wide, &json!([])),
            false,
            "{tab} scrolls sideways"
        );
        let links =
            "return [...document.querySelectorAll('a')].some(a => a.protocol === 'javascript:')";
        assert_eq!(
            browser.run(links, &json!([])),
            false,
            "{tab} has a link that is code"
        );
        assert_eq!(
            browser.run("return 'hacked' in window", &json!([])),
            false,
            "{tab} ran a name"
        );
    }
}
