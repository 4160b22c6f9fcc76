//! Widgets that know no domain word: icons, buttons, menus, states, toasts.

pub(crate) mod button;
pub(crate) mod empty;
pub(crate) mod icon;
pub(crate) mod menu;
pub(crate) mod popover;
pub(crate) mod search_box;
pub(crate) mod segmented;
pub(crate) mod spark;
pub(crate) mod toast;
pub(crate) mod virtual_rows;
