//! Pages: what a route shows, put together from parts. Each asks the source for its data.

pub(crate) mod experiment;
pub(crate) mod home;
pub(crate) mod not_found;
pub(crate) mod project;
pub(crate) mod sign_in;
pub(crate) mod status;
pub(crate) mod top_bar;
