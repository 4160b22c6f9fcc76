//! A keyboard.

use serde_json::{Value, json};

use super::Browser;

/// A key that writes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// Shift, for as long as the next keys are pressed.
    Shift,
    /// Control, for as long as the next keys are pressed.
    Control,
    /// Alt, for as long as the next keys are pressed.
    Alt,
    /// Escape.
    Escape,
    /// Enter.
    Enter,
    /// The space bar.
    Space,
    /// Arrow to the left.
    Left,
    /// Arrow to the right.
    Right,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// End.
    End,
    /// A letter or sign.
    Sign(char),
}

impl Key {
    /// Its code in the WebDriver protocol.
    fn code(self) -> char {
        match self {
            Self::Shift => '\u{e008}',
            Self::Control => '\u{e009}',
            Self::Alt => '\u{e00a}',
            Self::Escape => '\u{e00c}',
            Self::Enter => '\u{e007}',
            Self::Space => ' ',
            Self::Left => '\u{e012}',
            Self::Up => '\u{e013}',
            Self::Right => '\u{e014}',
            Self::Down => '\u{e015}',
            Self::End => '\u{e010}',
            Self::Sign(sign) => sign,
        }
    }

    fn is_held(self) -> bool {
        matches!(self, Self::Shift | Self::Control | Self::Alt)
    }
}

impl Browser {
    /// Presses keys one after another; Shift, Control and Alt are held until the last.
    pub fn press(&self, keys: &[Key]) {
        let mut actions = Vec::new();
        for key in keys {
            actions.push(key_action("keyDown", key.code()));
            if !key.is_held() {
                actions.push(key_action("keyUp", key.code()));
            }
        }
        let held = keys.iter().filter(|key| key.is_held());
        actions.extend(held.map(|key| key_action("keyUp", key.code())));
        self.keyboard(&actions);
    }

    /// Does something while a key is held.
    pub fn holding(&self, key: Key, what: impl FnOnce()) {
        self.keyboard(&[key_action("keyDown", key.code())]);
        what();
        self.keyboard(&[key_action("keyUp", key.code())]);
    }

    /// Types a text where the focus is.
    pub fn type_text(&self, text: &str) {
        let actions: Vec<Value> = text
            .chars()
            .flat_map(|sign| [key_action("keyDown", sign), key_action("keyUp", sign)])
            .collect();
        self.keyboard(&actions);
    }

    /// Gives the focus to an element.
    pub fn focus(&self, selector: &str) {
        self.wait_for(selector);
        self.run(
            "document.querySelector(args[0]).focus()",
            &json!([selector]),
        );
    }

    fn keyboard(&self, actions: &[Value]) {
        let body = json!({"actions": [{"type": "key", "id": "keyboard", "actions": actions}]});
        self.driver.post("actions", &body);
    }
}

fn key_action(kind: &str, sign: char) -> Value {
    json!({"type": kind, "value": sign.to_string()})
}
