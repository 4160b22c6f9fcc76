//! What pages share: theme, session, toasts, live updates, the project that is open.

pub(crate) mod live;
pub(crate) mod load;
pub(crate) mod project;
pub(crate) mod renderer;
pub(crate) mod session;
pub(crate) mod theme;
pub(crate) mod toast;
