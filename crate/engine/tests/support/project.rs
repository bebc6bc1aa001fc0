//! A project folder, edited as the recordings were.

use base64::Engine as _;
use serde_json::Value;
use vfs::{Blob, Follow, Meta, Node, Snapshot, Time, Tree, VPath, VPathBuf};

/// What directories and files carry unless an edit says otherwise.
const MTIME: Time = Time::from_secs(1_600_000_000);

/// The files of a project.
pub struct Project {
    pub files: Snapshot,
}

impl Project {
    pub fn new() -> Self {
        Self { files: Snapshot::empty() }
    }

    /// Writes a file; directories around it keep their times.
    pub fn write(&mut self, path: &str, content: &[u8], mode: u16, mtime: Time) {
        let mut tree = self.files.edit();
        put(&mut tree, path, Node::file(Blob::from(content.to_vec()), Meta::root(mode, mtime)));
        self.files = tree.freeze();
    }

    /// Does what an edit of a recording says.
    pub fn edit(&mut self, edit: &Value) {
        let path = VPathBuf::normalise(edit["path"].as_str().unwrap());
        let mode = edit["mode"].as_str().map(|mode| u16::from_str_radix(mode, 8).unwrap());
        let mtime = edit.get("mtime").and_then(Value::as_f64).map_or(MTIME, time);
        let mut tree = self.files.edit();
        let parent_time = |tree: &Tree| {
            let parent = path.parent().unwrap_or(VPath::root());
            tree.lookup(parent, Follow::All).map_or(MTIME, |node| node.meta.mtime)
        };
        match edit["op"].as_str().unwrap() {
            "write" | "pattern" => {
                let node = Node::file(Blob::from(content(edit)), Meta::root(mode.unwrap_or(0o644), mtime));
                put(&mut tree, path.as_str(), node);
            }
            "mkdir" => {
                tree.mkdir_all(&path, &Meta::root(0o755, MTIME)).unwrap();
                tree.set_mode(&path, mode.unwrap_or(0o755), Follow::All).unwrap();
                tree.set_mtime(&path, mtime, Follow::All).unwrap();
                let parent = path.parent().unwrap();
                if !parent.is_root() {
                    tree.set_mtime(parent, MTIME, Follow::All).unwrap();
                }
            }
            "delete" => {
                let time = parent_time(&tree);
                tree.remove_all(&path, time).unwrap();
            }
            "chmod" => tree.set_mode(&path, mode.unwrap(), Follow::All).unwrap(),
            "touch" => tree.set_mtime(&path, mtime, Follow::Parent).unwrap(),
            "symlink" => {
                let target = edit["target"].as_str().unwrap();
                put(&mut tree, path.as_str(), Node::symlink(target, Meta::root(0o777, mtime)));
            }
            "hardlink" => {
                let time = parent_time(&tree);
                let target = VPathBuf::normalise(edit["target"].as_str().unwrap());
                tree.hard_link(&target, &path, time).unwrap();
            }
            "rename" => {
                let time = parent_time(&tree);
                tree.rename(&path, &VPathBuf::normalise(edit["to"].as_str().unwrap()), time).unwrap();
            }
            other => panic!("unknown edit {other}"),
        }
        self.files = tree.freeze();
    }
}

fn put(tree: &mut Tree, path: &str, node: Node) {
    let path = VPathBuf::normalise(path);
    tree.mkdir_all(path.parent().unwrap(), &Meta::root(0o755, MTIME)).unwrap();
    tree.put(&path, node).unwrap();
}

fn content(edit: &Value) -> Vec<u8> {
    if let Some(text) = edit["content"].as_str() {
        return text.as_bytes().to_vec();
    }
    if let Some(text) = edit["base64"].as_str() {
        return base64::engine::general_purpose::STANDARD.decode(text).unwrap();
    }
    let (size, seed) = (edit["size"].as_u64().unwrap(), edit["seed"].as_u64().unwrap_or(0));
    (0..size).map(|i| ((i * 31 + (i >> 8) * 17 + seed) & 255) as u8).collect()
}

fn time(seconds: f64) -> Time {
    let micros = (seconds * 1e6).round() as i64;
    Time { secs: micros.div_euclid(1_000_000), nanos: (micros.rem_euclid(1_000_000) * 1000) as u32 }
}
