//! Commands for the one who runs the server: backup and restore, dump and load, checks, amounts.
//! They read through the server that runs on a data folder, or open the folder themselves when none
//! does. None of them changes or overwrites a store that exists.

pub(crate) mod backup;
mod files;
pub(crate) mod fsck;
mod source;
