//! How much one experiment may hold of everything that is kept in memory. Events beyond a limit are
//! refused one by one, with a message; what is there stays.

/// Series: metric × context × source.
pub(super) const SERIES: usize = 100_000;
/// Parameters, and as many others.
pub(super) const VALUES: usize = 10_000;
/// Tags.
pub(super) const TAGS: usize = 1_000;
/// Sections of the environment.
pub(super) const SECTIONS: usize = 200;
/// Writers.
pub(super) const WRITERS: usize = 10_000;
/// Refusals that one answer spells out; all of them are counted.
pub(super) const REPORTED: usize = 1_000;

/// Bytes of experiments in memory; above it, those that nobody looks at are forgotten.
pub(super) const EXPERIMENT_BYTES: usize = 192 * 1024 * 1024;
/// Bytes of batches that may wait.
pub(super) const QUEUE_BYTES: usize = 64 * 1024 * 1024;
/// Bytes of batches that one commit takes.
pub(super) const GROUP_BYTES: usize = 8 * 1024 * 1024;
/// Bytes of memory that may wait for compaction, of all experiments.
pub(super) const TAIL_BYTES: usize = 128 * 1024 * 1024;
/// Bytes of blocks that experiments under way may have in the engine, shared between them; each may
/// have enough for a first pack.
pub(super) const BLOCK_BYTES: u64 = 256 * 1024 * 1024;
