//! Fingers on a touch screen: the page sees real touch events.

use serde_json::{Value, json};

use super::{Browser, Point};

/// Steps of a movement.
const STEPS: u32 = 8;

impl Browser {
    /// Touches a place and lets go at once.
    pub fn tap(&self, place: Point) {
        self.fingers(&[vec![to(place, 0), down(), pause(40), up()]]);
    }

    /// Touches a place twice.
    pub fn double_tap(&self, place: Point) {
        let tap = [down(), pause(30), up(), pause(60)];
        let mut actions = vec![to(place, 0)];
        actions.extend(tap.iter().chain(&tap).cloned());
        self.fingers(&[actions]);
    }

    /// Rests a finger on a place for half a second, moves it, and lets go.
    pub fn long_press(&self, from: Point, target: Point) {
        let mut actions = vec![to(from, 0), down(), pause(550)];
        actions.extend(way(from, target));
        actions.push(up());
        self.fingers(&[actions]);
    }

    /// Moves a finger from one place to another at once.
    pub fn swipe(&self, from: Point, target: Point) {
        let mut actions = vec![to(from, 0), down(), pause(20)];
        actions.extend(way(from, target));
        actions.push(up());
        self.fingers(&[actions]);
    }

    /// Moves two fingers that lie beside each other around a place from one distance to another.
    pub fn pinch(&self, middle: Point, before: f64, after: f64) {
        let finger = |side: f64| {
            let from = middle.moved(side * before / 2.0, 0.0);
            let mut actions = vec![to(from, 0), down(), pause(30)];
            actions.extend(way(from, middle.moved(side * after / 2.0, 0.0)));
            actions.push(up());
            actions
        };
        self.fingers(&[finger(-1.0), finger(1.0)]);
    }

    fn fingers(&self, fingers: &[Vec<Value>]) {
        let finger = |(number, actions): (usize, &Vec<Value>)| {
            json!({
                "type": "pointer",
                "id": format!("finger-{number}"),
                "parameters": {"pointerType": "touch"},
                "actions": actions,
            })
        };
        let all: Vec<Value> = fingers.iter().enumerate().map(finger).collect();
        self.driver.post("actions", &json!({"actions": all}));
    }
}

fn way(from: Point, target: Point) -> Vec<Value> {
    let place = |step: u32| {
        let share = f64::from(step) / f64::from(STEPS);
        from.moved((target.x - from.x) * share, (target.y - from.y) * share)
    };
    (1..=STEPS).map(|step| to(place(step), 20)).collect()
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

fn pause(milliseconds: u32) -> Value {
    json!({"type": "pause", "duration": milliseconds})
}

fn down() -> Value {
    json!({"type": "pointerDown", "button": 0})
}

fn up() -> Value {
    json!({"type": "pointerUp", "button": 0})
}
