//! A series' points as columns, their summary, and the compressed block form.

mod absent;
pub mod block;
pub mod columns;
pub mod summary;

pub use columns::Columns;
pub use summary::Summary;
