//! Charts: the engine beside uPlot on one page, and in the running app.

mod app;
mod kinds;
mod live;
mod page;
mod server;

pub(crate) use app::measure as in_the_app;
pub(crate) use live::measure as live_in_the_app;
pub(crate) use page::measure as beside_another;
