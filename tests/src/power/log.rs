//! Reads the recorder's log. `recorder.c` describes a record.

use std::path::{Path, PathBuf};

/// What a program did to a file or folder; files are known by their inode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operation {
    /// Bytes were written at an offset.
    Write(u64, u64, Vec<u8>),
    /// The length was set.
    Resize(u64, u64),
    /// A file or folder was synced.
    Sync(u64),
    /// A file is new.
    CreateFile(u64, PathBuf),
    /// A folder is new.
    CreateFolder(u64, PathBuf),
    /// A name moved; what had the new name is gone.
    Rename(PathBuf, PathBuf),
    /// A name is gone.
    Remove(PathBuf),
}

/// All operations, each with the place in the log where it ends.
pub fn read_log(path: &Path) -> Vec<(u64, Operation)> {
    let bytes = std::fs::read(path).unwrap();
    let mut operations = Vec::new();
    let mut at = 0;
    // The program may have been killed within its last record.
    while let Some(length) = bytes.get(at..at + 4) {
        let end = at + 4 + number(length) as usize;
        let Some(record) = bytes.get(at + 4..end) else {
            break;
        };
        operations.push((end as u64, operation(record)));
        at = end;
    }
    operations
}

fn operation(record: &[u8]) -> Operation {
    let (inode, value, rest) = (number(&record[1..9]), number(&record[9..17]), &record[17..]);
    let text = |bytes: &[u8]| PathBuf::from(String::from_utf8(bytes.to_vec()).unwrap());
    match record[0] {
        1 => Operation::Write(inode, value, rest.to_vec()),
        2 => Operation::Resize(inode, value),
        3 => Operation::Sync(inode),
        4 => Operation::CreateFile(inode, text(rest)),
        5 => Operation::CreateFolder(inode, text(rest)),
        6 => {
            let middle = rest.iter().position(|&byte| byte == 0).unwrap();
            Operation::Rename(text(&rest[..middle]), text(&rest[middle + 1..]))
        }
        7 => Operation::Remove(text(rest)),
        other => panic!("not an operation: `{other}`"),
    }
}

fn number(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .rev()
        .fold(0, |number, &byte| number << 8 | u64::from(byte))
}
