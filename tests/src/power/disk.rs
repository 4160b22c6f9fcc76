//! A folder as a disk holds it: what was synced, and what was done since then and may be lost.
//!
//! It models what POSIX promises and nothing more. The bytes of a file are safe once that file was
//! synced; a name is safe once its folder was synced, whatever happened to the file behind it.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::os::unix::fs::{FileExt as _, MetadataExt as _};
use std::path::{Component, Path, PathBuf};

use super::log::Operation;
use crate::random::Random;

/// What disks write at once.
const PAGE: usize = 4096;

/// What a power cut takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loss {
    /// Everything that was not synced: bytes and names.
    Everything,
    /// Bytes that were not synced; names are kept, so that files are there and short.
    Bytes,
    /// Each page and each name that was not synced with a chance of one half, by this seed.
    Half(u64),
    /// Nothing: the folder as programs see it.
    Nothing,
}

/// A folder of the simulated disk.
#[derive(Debug, Clone)]
pub struct Disk {
    root: PathBuf,
    nodes: Vec<Node>,
    by_inode: HashMap<u64, usize>,
}

#[derive(Debug, Clone)]
enum Node {
    File(File),
    Folder(Folder),
}

#[derive(Debug, Clone, Default)]
struct File {
    safe: Vec<u8>,
    since: Vec<Change>,
}

#[derive(Debug, Clone)]
enum Change {
    Write(u64, Vec<u8>),
    Resize(u64),
}

#[derive(Debug, Clone, Default)]
struct Folder {
    safe: BTreeMap<String, usize>,
    now: BTreeMap<String, usize>,
    /// A name and what it stands for since then; with the same number both halves of a move.
    since: Vec<(u64, String, Option<usize>)>,
}

impl Disk {
    /// The disk that holds `root` safely, as it is now.
    pub fn load(root: &Path) -> Self {
        let mut disk = Self {
            root: root.to_owned(),
            nodes: Vec::new(),
            by_inode: HashMap::new(),
        };
        disk.load_node(root);
        disk
    }

    fn load_node(&mut self, path: &Path) -> usize {
        let about = fs::symlink_metadata(path).unwrap();
        let index = self.nodes.len();
        self.by_inode.insert(about.ino(), index);
        if about.is_dir() {
            self.nodes.push(Node::Folder(Folder::default()));
            let mut names = BTreeMap::new();
            for entry in fs::read_dir(path).unwrap() {
                let entry = entry.unwrap();
                let name = entry.file_name().into_string().unwrap();
                names.insert(name, self.load_node(&entry.path()));
            }
            self.nodes[index] = Node::Folder(Folder {
                safe: names.clone(),
                now: names,
                since: Vec::new(),
            });
        } else {
            self.nodes.push(Node::File(File {
                safe: fs::read(path).unwrap(),
                since: Vec::new(),
            }));
        }
        index
    }

    /// Does what a program did; `number` tells operations apart.
    pub fn apply(&mut self, number: u64, operation: &Operation) {
        match operation {
            Operation::Write(inode, at, bytes) => {
                self.change(*inode, Change::Write(*at, bytes.clone()));
            }
            Operation::Resize(inode, length) => self.change(*inode, Change::Resize(*length)),
            Operation::Sync(inode) => {
                if let Some(&index) = self.by_inode.get(inode) {
                    self.nodes[index].sync();
                }
            }
            Operation::CreateFile(inode, path) => {
                self.create(number, *inode, path, Node::File(File::default()));
            }
            Operation::CreateFolder(inode, path) => {
                self.create(number, *inode, path, Node::Folder(Folder::default()));
            }
            Operation::Rename(from, to) => {
                let moved = self.find(from);
                self.set_name(number, from, None);
                self.set_name(number, to, Some(moved));
            }
            Operation::Remove(path) => self.set_name(number, path, None),
        }
    }

    fn change(&mut self, inode: u64, change: Change) {
        // Files elsewhere on the device are none of ours.
        if let Some(&index) = self.by_inode.get(&inode)
            && let Node::File(file) = &mut self.nodes[index]
        {
            file.since.push(change);
        }
    }

    fn create(&mut self, number: u64, inode: u64, path: &Path, node: Node) {
        let index = self.nodes.len();
        self.nodes.push(node);
        // An inode is used again when its file is gone.
        self.by_inode.insert(inode, index);
        self.set_name(number, path, Some(index));
    }

    fn set_name(&mut self, number: u64, path: &Path, node: Option<usize>) {
        let parent = self.find(path.parent().unwrap());
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let Node::Folder(folder) = &mut self.nodes[parent] else {
            panic!("not a folder: `{}`", path.display())
        };
        match node {
            Some(index) => folder.now.insert(name.clone(), index),
            None => folder.now.remove(&name),
        };
        folder.since.push((number, name, node));
    }

    /// The node of a path as programs see it.
    fn find(&self, path: &Path) -> usize {
        let inside = path.strip_prefix(&self.root).unwrap();
        inside.components().fold(0, |index, part| {
            let (Node::Folder(folder), Component::Normal(name)) = (&self.nodes[index], part) else {
                panic!("no such folder: `{}`", path.display())
            };
            *folder
                .now
                .get(name.to_str().unwrap())
                .unwrap_or_else(|| panic!("no such name: `{}`", path.display()))
        })
    }

    /// Writes what is left after a power cut now into an empty folder.
    pub fn write(&self, loss: Loss, folder: &Path) {
        self.write_node(0, loss, folder);
    }

    fn write_node(&self, index: usize, loss: Loss, path: &Path) {
        match &self.nodes[index] {
            Node::File(file) => write_sparse(path, &file.after(loss, index)),
            Node::Folder(folder) => {
                fs::create_dir_all(path).unwrap();
                for (name, node) in folder.after(loss) {
                    self.write_node(node, loss, &path.join(name));
                }
            }
        }
    }

    /// Everything that a folder on disk holds otherwise than this one: a test of the recorder.
    pub fn differences(&self) -> Vec<String> {
        let mut found = Vec::new();
        self.compare(0, &self.root, &mut found);
        found
    }

    fn compare(&self, index: usize, path: &Path, found: &mut Vec<String>) {
        match &self.nodes[index] {
            Node::File(file) => {
                if fs::read(path).ok() != Some(file.after(Loss::Nothing, index)) {
                    found.push(format!("`{}` differs", path.display()));
                }
            }
            Node::Folder(folder) => {
                let real: Vec<String> = fs::read_dir(path)
                    .unwrap()
                    .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                    .collect();
                for name in real.iter().filter(|name| !folder.now.contains_key(*name)) {
                    found.push(format!("`{}` is unknown", path.join(name).display()));
                }
                for (name, node) in &folder.now {
                    self.compare(*node, &path.join(name), found);
                }
            }
        }
    }
}

impl Node {
    fn sync(&mut self) {
        match self {
            Self::File(file) => {
                for change in file.since.drain(..) {
                    change.apply(&mut file.safe);
                }
            }
            Self::Folder(folder) => {
                folder.safe = folder.now.clone();
                folder.since.clear();
            }
        }
    }
}

impl File {
    fn after(&self, loss: Loss, index: usize) -> Vec<u8> {
        let mut bytes = self.safe.clone();
        match loss {
            Loss::Everything | Loss::Bytes => {}
            Loss::Nothing => self
                .since
                .iter()
                .for_each(|change| change.apply(&mut bytes)),
            Loss::Half(seed) => {
                let mut random = Random::new(seed ^ (index as u64) << 32);
                for change in self.since.iter().flat_map(Change::pages) {
                    if random.number() & 1 == 0 {
                        change.apply(&mut bytes);
                    }
                }
            }
        }
        bytes
    }
}

impl Change {
    fn apply(&self, bytes: &mut Vec<u8>) {
        match self {
            Self::Resize(length) => bytes.resize(*length as usize, 0),
            Self::Write(at, new) => {
                let (start, end) = (*at as usize, *at as usize + new.len());
                if bytes.len() < end {
                    bytes.resize(end, 0);
                }
                bytes[start..end].copy_from_slice(new);
            }
        }
    }

    /// The parts that a disk writes or loses as one.
    fn pages(&self) -> Vec<Self> {
        let Self::Write(at, bytes) = self else {
            return vec![self.clone()];
        };
        let first = PAGE - *at as usize % PAGE;
        let (head, rest) = bytes.split_at(first.min(bytes.len()));
        let mut next = *at;
        std::iter::once(head)
            .chain(rest.chunks(PAGE))
            .map(|part| {
                let page = Self::Write(next, part.to_vec());
                next += part.len() as u64;
                page
            })
            .collect()
    }
}

impl Folder {
    fn after(&self, loss: Loss) -> BTreeMap<String, usize> {
        match loss {
            Loss::Everything => self.safe.clone(),
            Loss::Bytes | Loss::Nothing => self.now.clone(),
            Loss::Half(seed) => {
                let mut names = self.safe.clone();
                for (number, name, node) in &self.since {
                    // Both halves of a move are one entry of the file system's journal.
                    if Random::new(seed ^ number).number() & 1 == 0 {
                        match node {
                            Some(node) => names.insert(name.clone(), *node),
                            None => names.remove(name),
                        };
                    }
                }
                names
            }
        }
    }
}

/// Zeros take no room, so that many rebuilt folders fit on a small disk.
fn write_sparse(path: &Path, bytes: &[u8]) {
    let file = fs::File::create(path).unwrap();
    file.set_len(bytes.len() as u64).unwrap();
    for (number, page) in bytes.chunks(PAGE).enumerate() {
        if page.iter().any(|&byte| byte != 0) {
            file.write_all_at(page, (number * PAGE) as u64).unwrap();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A disk on which one file was written, synced or not, under a name that was synced or not.
    fn disk(sync_file: bool, sync_folder: bool) -> (tempfile::TempDir, Disk) {
        let folder = tempfile::tempdir().unwrap();
        let mut disk = Disk::load(folder.path());
        let root = fs::metadata(folder.path()).unwrap().ino();
        let path = folder.path().join("a");
        let mut operations = vec![
            Operation::CreateFile(1, path),
            Operation::Write(1, 0, vec![7; 3 * PAGE]),
        ];
        operations.extend(sync_file.then_some(Operation::Sync(1)));
        operations.extend(sync_folder.then_some(Operation::Sync(root)));
        operations.push(Operation::Write(1, 100, vec![8; 2 * PAGE]));
        for (number, operation) in operations.iter().enumerate() {
            disk.apply(number as u64, operation);
        }
        (folder, disk)
    }

    fn left(disk: &Disk, loss: Loss) -> Option<Vec<u8>> {
        let folder = tempfile::tempdir().unwrap();
        disk.write(loss, folder.path());
        fs::read(folder.path().join("a")).ok()
    }

    #[test]
    fn what_was_synced_stays_and_the_rest_may_go() {
        let (_folder, synced) = disk(true, true);
        assert_eq!(left(&synced, Loss::Everything), Some(vec![7; 3 * PAGE]));
        let now = left(&synced, Loss::Nothing).unwrap();
        assert_eq!((now[99], now[100], now[2 * PAGE + 100]), (7, 8, 7));
        let (_folder, nameless) = disk(true, false);
        assert_eq!(left(&nameless, Loss::Everything), None);
        assert_eq!(left(&nameless, Loss::Bytes), Some(vec![7; 3 * PAGE]));
        let (_folder, empty) = disk(false, true);
        assert_eq!(left(&empty, Loss::Everything), Some(Vec::new()));
    }

    #[test]
    fn half_of_the_pages_come_in_every_mixture() {
        let (_folder, disk) = disk(true, true);
        let kept: std::collections::BTreeSet<Vec<bool>> = (0..64)
            .map(|seed| {
                let bytes = left(&disk, Loss::Half(seed)).unwrap();
                vec![
                    bytes[PAGE - 1] == 8,
                    bytes[2 * PAGE - 1] == 8,
                    bytes[2 * PAGE] == 8,
                ]
            })
            .collect();
        assert_eq!(kept.len(), 8);
    }

    #[test]
    fn a_move_is_safe_when_its_folder_was_synced() {
        let (folder, mut disk) = disk(true, true);
        let root = fs::metadata(folder.path()).unwrap().ino();
        let (a, b) = (folder.path().join("a"), folder.path().join("b"));
        disk.apply(10, &Operation::Rename(b.with_file_name("a"), b));
        assert!(left(&disk, Loss::Everything).is_some());
        assert!(left(&disk, Loss::Bytes).is_none());
        disk.apply(11, &Operation::Sync(root));
        assert!(left(&disk, Loss::Everything).is_none());
        disk.apply(12, &Operation::CreateFile(1, a));
        assert_eq!(left(&disk, Loss::Bytes), Some(Vec::new()));
    }
}
