//! A mouse that moves as a hand moves it: the page sees real pointer events.

use serde_json::{Value, json};

use super::Browser;

/// A place in the window, in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
}

impl Point {
    /// The place so far to the right and down.
    #[must_use]
    pub fn moved(self, right: f64, down: f64) -> Self {
        Self {
            x: self.x + right,
            y: self.y + down,
        }
    }
}

/// Steps of a drag.
const STEPS: u32 = 8;

impl Browser {
    /// Clicks at a place.
    pub fn click_at(&self, place: Point) {
        self.mouse(&[to(place, 0), down(), up()]);
    }

    /// Clicks twice at a place.
    pub fn double_click_at(&self, place: Point) {
        self.mouse(&[to(place, 0), down(), up(), down(), up()]);
    }

    /// Moves the mouse to a place.
    pub fn point_at(&self, place: Point) {
        self.mouse(&[to(place.moved(-3.0, -3.0), 0), to(place, 20)]);
    }

    /// Presses at one place, moves, and lets go at another.
    pub fn drag(&self, from: Point, target: Point) {
        self.drag_and_hold(from, target);
        self.let_go();
    }

    /// Presses at one place and moves to another, without letting go.
    pub fn drag_and_hold(&self, from: Point, target: Point) {
        let mut actions = vec![to(from, 0), down()];
        for step in 1..=STEPS {
            let share = f64::from(step) / f64::from(STEPS);
            let place = from.moved((target.x - from.x) * share, (target.y - from.y) * share);
            actions.push(to(place, 16));
        }
        self.mouse(&actions);
    }

    /// Lets the button go where the mouse is.
    pub fn let_go(&self) {
        self.mouse(&[up()]);
    }

    /// Turns the wheel over a place: down is away from the user.
    pub fn turn_wheel_at(&self, place: Point, down: i64) {
        let scroll = json!({
            "type": "scroll",
            "duration": 0,
            "origin": "viewport",
            "x": place.x.round() as i64,
            "y": place.y.round() as i64,
            "deltaX": 0,
            "deltaY": down,
        });
        let body = json!({"actions": [{"type": "wheel", "id": "wheel", "actions": [scroll]}]});
        self.driver.post("actions", &body);
    }

    fn mouse(&self, actions: &[Value]) {
        let body = json!({"actions": [{
            "type": "pointer",
            "id": "mouse",
            "parameters": {"pointerType": "mouse"},
            "actions": actions,
        }]});
        self.driver.post("actions", &body);
    }
}

fn to(place: Point, milliseconds: u32) -> Value {
    json!({
        "type": "pointerMove",
        "duration": milliseconds,
        "origin": "viewport",
        "x": place.x.round() as i64,
        "y": place.y.round() as i64,
    })
}

fn down() -> Value {
    json!({"type": "pointerDown", "button": 0})
}

fn up() -> Value {
    json!({"type": "pointerUp", "button": 0})
}
