//! Power cuts without a power cut: what a program does to its folder is written down, and the folder
//! is rebuilt as the disk could hold it when the power had failed at any moment. Linux only.

mod disk;
mod log;
mod recorder;

pub use disk::{Disk, Loss};
pub use log::{Operation, read_log};
pub use recorder::Recorder;
