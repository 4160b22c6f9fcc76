//! Commands for the one who runs the server: backup and restore, dump and load, checks, amounts, the
//! trash. They work through the server that runs on a data folder, or open the folder themselves when
//! none does. None of them overwrites a store that exists, and only `purge` takes something away.

pub(crate) mod backup;
mod files;
pub(crate) mod fsck;
pub(crate) mod purge;
mod source;
