//! What people do with panels and their charts.

use serde_json::json;

use super::{Browser, Point, Rect};
use crate::wait;

impl Browser {
    /// Waits until a panel shows its data.
    pub fn wait_for_chart(&self, title: &str) {
        let script = "return !!panel(args[0])?.querySelector('canvas[data-painted]')";
        let what = format!("the chart `{title}`");
        // A chart off screen is not drawn, so it is scrolled to first.
        self.panel_rect(title);
        wait::wait_until(&what, || self.run(script, &json!([title])) == true);
    }

    /// How many points a panel's footer counts; 0 before there are any.
    pub fn panel_points(&self, title: &str) -> u64 {
        let badge = self.panel_badge(title);
        let total = badge
            .split_once(" of ")
            .map_or(badge.as_str(), |(_, rest)| rest);
        let digits = total.split(' ').next().unwrap_or_default().replace(',', "");
        digits.parse().unwrap_or(0)
    }

    /// What a panel's footer says about its points.
    pub fn panel_badge(&self, title: &str) -> String {
        let script = "return panel(args[0])?.querySelector('.panel-badge')?.innerText ?? ''";
        self.run(script, &json!([title]))
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// Drags a panel by its header, so far to the right and down.
    pub fn drag_panel(&self, title: &str, right: f64, down: f64) {
        let grip = self.rect_in_panel(title, ".panel-head h3");
        let from = grip.at(0.2, 0.5);
        self.drag(from, from.moved(right, down));
    }

    /// Drags the corner of a panel, so far to the right and down.
    pub fn resize_panel(&self, title: &str, right: f64, down: f64) {
        let from = self.rect_in_panel(title, ".panel-corner").middle();
        self.drag(from, from.moved(right, down));
    }

    /// Where a panel lies in its grid, however far the page is scrolled, once it has come to rest.
    pub fn panel_place(&self, title: &str) -> Rect {
        let script = "
            const place = () => {
                const own = panel(args[0]).getBoundingClientRect();
                const grid = panel(args[0]).parentElement.getBoundingClientRect();
                return {left: own.left - grid.left, top: own.top - grid.top,
                    width: own.width, height: own.height};
            };
            let before = '', calm = 0;
            const look = () => {
                const now = JSON.stringify(place());
                calm = now === before ? calm + 1 : 0;
                before = now;
                calm > 8 ? done(place()) : requestAnimationFrame(look);
            };
            look()";
        self.panel_rect(title);
        Rect::from_json(&self.run_async(script, &json!([title]))).unwrap()
    }

    /// Gives the focus to a panel.
    pub fn focus_panel(&self, title: &str) {
        self.panel_rect(title);
        self.run("panel(args[0]).focus()", &json!([title]));
    }

    /// The titles of all panels as they are placed: rows from the top, each from the left.
    pub fn panel_order(&self) -> Vec<String> {
        let script = "
            const place = element => element.getBoundingClientRect();
            return [...document.querySelectorAll('.panel')]
                .sort((a, b) => place(a).top - place(b).top || place(a).left - place(b).left)
                .map(element => element.dataset.panel)";
        serde_json::from_value(self.run(script, &json!([]))).unwrap()
    }

    /// Gives the focus to a panel's chart.
    pub fn focus_chart(&self, title: &str) {
        self.panel_rect(title);
        self.run(
            "panel(args[0]).querySelector('.chart').focus()",
            &json!([title]),
        );
    }

    /// Opens a panel's menu and chooses from it.
    pub fn choose_in_panel(&self, title: &str, text: &str) {
        let head = self.rect_in_panel(title, ".panel-head");
        self.point_at(head.at(0.3, 0.5));
        let menu = self.rect_in_panel(title, ".panel-tools [aria-haspopup=menu]");
        self.click_at(menu.middle());
        self.click_inside(".menu-item", text);
    }

    /// A place in a panel's chart, in shares of its width and height.
    pub fn place_in_chart(&self, title: &str, x: f64, y: f64) -> Point {
        self.rect_in_panel(title, ".chart").at(x, y)
    }

    /// Points at nothing in particular and waits until no line is lit any more.
    pub fn leave_charts(&self) {
        self.point_at(self.wait_for(".top-bar").at(0.5, 0.5));
        self.wait_until_gone(".tooltip:not(.pinned)");
        let script = "requestAnimationFrame(() => requestAnimationFrame(() => done(true)))";
        self.run_async(script, &json!([]));
    }

    /// Waits until a chart's picture is another one and has come to rest; gives it.
    pub fn picture_changes(&self, title: &str, what: &str, before: &str) -> String {
        wait::wait_for(what, || {
            let now = self.picture_of(title);
            (now != before && now == self.picture_of(title)).then_some(now)
        })
    }

    /// Waits until a chart shows an earlier picture again.
    pub fn picture_returns(&self, title: &str, what: &str, picture: &str) {
        wait::wait_until(what, || self.picture_of(title) == picture);
    }

    /// Whether a panel says that it shows a part only.
    pub fn is_zoomed(&self, title: &str) -> bool {
        let script = "return !!panel(args[0]).querySelector('.panel-zoomed')";
        self.run(script, &json!([title])) == true
    }

    /// The texts of something in a panel.
    pub fn texts_in_panel(&self, title: &str, selector: &str) -> Vec<String> {
        let script =
            "return [...panel(args[0]).querySelectorAll(args[1])].map(e => e.innerText.trim())";
        serde_json::from_value(self.run(script, &json!([title, selector]))).unwrap()
    }

    /// The texts in a chart's picture, as its file has them. What the page hands over is kept.
    pub fn labels_of(&self, title: &str) -> Vec<String> {
        self.choose_in_panel(title, "Save SVG");
        let file = format!("{}.svg", title.replace('/', "-"));
        let svg = self.handed_over(&file);
        let texts = svg
            .split("</text>")
            .filter_map(|part| part.rsplit('>').next());
        texts.map(|text| text.trim().to_owned()).collect()
    }

    /// What a chart's picture looks like now: a number that changes with its pixels.
    pub fn picture_of(&self, title: &str) -> String {
        let script = "
            const canvas = panel(args[0]).querySelector('canvas');
            const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
            let hash = 0;
            for (const byte of data) hash = (hash * 31 + byte) | 0;
            return String(hash)";
        self.run(script, &json!([title]))
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }
}
