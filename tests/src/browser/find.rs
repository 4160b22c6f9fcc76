//! Finds things on the page as people do: by what they say or by what they are.

use serde_json::{Value, json};

use super::{Browser, Key, Point};
use crate::wait;

/// JavaScript that every script of this crate may use.
pub(super) const HELPERS: &str = "
    const visible = element => {
        const box = element.getBoundingClientRect();
        return box.width > 0 && box.height > 0 && getComputedStyle(element).visibility !== 'hidden';
    };
    const says = (element, text) => element.innerText?.trim() === text
        || element.getAttribute('aria-label') === text || element.title === text;
    const boxOf = element => {
        if (!element) return null;
        element.scrollIntoView({block: 'nearest', inline: 'nearest', behavior: 'instant'});
        const box = element.getBoundingClientRect();
        return {left: box.left, top: box.top, width: box.width, height: box.height};
    };
    const panel = title => [...document.querySelectorAll('.panel')]
        .find(element => element.dataset.panel === title);
";

/// What can be clicked.
const CLICKABLE: &str = "a, button, label, summary, [role=button], [role=menuitem], \
     [role=menuitemradio], [role=menuitemcheckbox], [role=tab], [role=checkbox], [role=columnheader]";

/// A box in CSS pixels of the window.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rect {
    /// From the left.
    pub left: f64,
    /// From the top.
    pub top: f64,
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
}

impl Rect {
    pub(super) fn from_json(value: &Value) -> Option<Self> {
        Some(Self {
            left: value["left"].as_f64()?,
            top: value["top"].as_f64()?,
            width: value["width"].as_f64()?,
            height: value["height"].as_f64()?,
        })
    }

    /// Its middle.
    pub fn middle(self) -> Point {
        self.at(0.5, 0.5)
    }

    /// A point at these shares of its width and height.
    pub fn at(self, x: f64, y: f64) -> Point {
        Point {
            x: self.left + self.width * x,
            y: self.top + self.height * y,
        }
    }

    /// Whether two boxes are the same to the pixel.
    pub fn is_near(self, other: Self) -> bool {
        let near = |a: f64, b: f64| (a - b).abs() < 1.5;
        near(self.left, other.left)
            && near(self.top, other.top)
            && near(self.width, other.width)
            && near(self.height, other.height)
    }
}

impl Browser {
    /// Waits for an element that can be seen, by CSS selector, and gives its box.
    pub fn wait_for(&self, selector: &str) -> Rect {
        let what = format!("`{selector}` on the page");
        wait::wait_for(&what, || self.rect(selector))
    }

    /// Waits until no such element can be seen.
    pub fn wait_until_gone(&self, selector: &str) {
        let what = format!("`{selector}` to go away");
        wait::wait_until(&what, || self.rect(selector).is_none());
    }

    /// The box of the first such element that can be seen, scrolled to.
    pub fn rect(&self, selector: &str) -> Option<Rect> {
        let script = "return boxOf([...document.querySelectorAll(args[0])].find(visible))";
        Rect::from_json(&self.run(script, &json!([selector])))
    }

    /// How many such elements there are.
    pub fn count(&self, selector: &str) -> usize {
        let script = "return document.querySelectorAll(args[0]).length";
        self.run(script, &json!([selector])).as_u64().unwrap_or(0) as usize
    }

    /// The texts of all such elements.
    pub fn texts(&self, selector: &str) -> Vec<String> {
        let script = "return [...document.querySelectorAll(args[0])].map(element => element.innerText.trim())";
        serde_json::from_value(self.run(script, &json!([selector]))).unwrap()
    }

    /// Clicks what says this, or is called so.
    pub fn click(&self, text: &str) {
        self.click_within("body", text);
    }

    /// Clicks what says this within the first such element.
    pub fn click_within(&self, selector: &str, text: &str) {
        let script = "
            const root = [...document.querySelectorAll(args[0])].find(visible);
            const all = root ? [...root.querySelectorAll(args[1])] : [];
            return boxOf(all.find(element => visible(element) && says(element, args[2])))";
        let what = format!("something called `{text}` in `{selector}`");
        let found = wait::wait_for(&what, || {
            Rect::from_json(&self.run(script, &json!([selector, CLICKABLE, text])))
        });
        self.click_at(found.middle());
    }

    /// Clicks the first such element that holds this text.
    pub fn click_inside(&self, selector: &str, text: &str) {
        let script = "
            const all = [...document.querySelectorAll(args[0])];
            return boxOf(all.find(element => visible(element) && element.innerText.includes(args[1])))";
        let what = format!("`{selector}` with the text `{text}`");
        let found = wait::wait_for(&what, || {
            Rect::from_json(&self.run(script, &json!([selector, text])))
        });
        self.click_at(found.middle());
    }

    /// Clicks the first such element.
    pub fn click_on(&self, selector: &str) {
        let found = self.wait_for(selector);
        self.click_at(found.middle());
    }

    /// Puts a text into a field.
    pub fn type_into(&self, selector: &str, text: &str) {
        self.click_on(selector);
        self.type_text(text);
    }

    /// Types a text in place of what an input holds.
    pub fn retype_into(&self, selector: &str, text: &str) {
        self.click_on(selector);
        self.press(&[Key::Control, Key::Sign('a')]);
        self.type_text(text);
    }

    /// The box of a panel.
    pub fn panel_rect(&self, title: &str) -> Rect {
        let what = format!("the panel `{title}`");
        wait::wait_for(&what, || {
            Rect::from_json(&self.run("return boxOf(panel(args[0]))", &json!([title])))
        })
    }

    /// The box of something in a panel.
    pub fn rect_in_panel(&self, title: &str, selector: &str) -> Rect {
        let script = "return boxOf(panel(args[0])?.querySelector(args[1]))";
        let what = format!("`{selector}` in the panel `{title}`");
        wait::wait_for(&what, || {
            Rect::from_json(&self.run(script, &json!([title, selector])))
        })
    }
}
