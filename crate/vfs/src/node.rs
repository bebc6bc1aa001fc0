//! What stands under a name: a kind with its content, and metadata.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::blob::Blob;
use crate::digest::{Digest, Hasher};
use crate::dir::Dir;
use crate::trie::Shape;

/// The extended attribute that layers keep and content digests count.
pub const CAPABILITY: &str = "security.capability";

/// A point in time: seconds since 1970-01-01T00:00:00Z, and nanoseconds below a second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Time {
    /// Whole seconds; negative before 1970.
    pub secs: i64,
    /// 0 to 999,999,999, counted forward from `secs`.
    pub nanos: u32,
}

impl Time {
    /// A whole second.
    pub const fn from_secs(secs: i64) -> Self {
        Time { secs, nanos: 0 }
    }
}

/// Extended attributes by name. Most files have none, which costs one word.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Xattrs(Option<Arc<BTreeMap<String, Vec<u8>>>>);

impl Xattrs {
    /// The value of an attribute.
    pub fn get(&self, name: &str) -> Option<&[u8]> {
        self.0.as_ref()?.get(name).map(Vec::as_slice)
    }

    /// Sets an attribute.
    pub fn set(&mut self, name: &str, value: Vec<u8>) {
        Arc::make_mut(self.0.get_or_insert_default()).insert(name.to_owned(), value);
    }

    /// Removes an attribute and tells whether it was there.
    pub fn remove(&mut self, name: &str) -> bool {
        let Some(map) = &mut self.0 else { return false };
        let was = Arc::make_mut(map).remove(name).is_some();
        if map.is_empty() {
            self.0 = None;
        }
        was
    }

    /// All attributes by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.0.iter().flat_map(|map| map.iter()).map(|(name, value)| (name.as_str(), value.as_slice()))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }
}

/// What every node has besides its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meta {
    /// Permission, set-user-id, set-group-id and sticky bits: `0o7777` at most, no type bits.
    pub mode: u16,
    /// The owner's number.
    pub uid: u32,
    /// The group's number.
    pub gid: u32,
    /// When the content last changed.
    pub mtime: Time,
    /// Extended attributes.
    pub xattrs: Xattrs,
}

impl Meta {
    /// Metadata of something that root owns.
    pub fn root(mode: u16, mtime: Time) -> Self {
        Meta { mode, uid: 0, gid: 0, mtime, xattrs: Xattrs::default() }
    }

    /// Whether the two agree in everything but time.
    pub fn same_but_time(&self, other: &Meta) -> bool {
        self.mode == other.mode
            && self.uid == other.uid
            && self.gid == other.gid
            && self.xattrs == other.xattrs
    }
}

/// The identity of a hard-linked file within one tree: names whose files carry the same id are one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkId(pub(crate) u32);

/// A regular file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// The content.
    pub blob: Blob,
    /// Set once a second name was given to the file.
    pub link: Option<LinkId>,
}

/// The kinds of node. Sockets don't exist here: no layer can hold one.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the variants are POSIX's own")]
pub enum Kind {
    File(File),
    Dir(Dir),
    /// With the target's text, as it was given.
    Symlink(Arc<str>),
    Fifo,
    CharDevice {
        major: u32,
        minor: u32,
    },
    BlockDevice {
        major: u32,
        minor: u32,
    },
}

/// What stands under a name. A clone is a reference, whatever lies below.
#[derive(Debug, Clone)]
pub struct Node {
    /// Mode, owner, time, attributes.
    pub meta: Meta,
    /// Kind and content.
    pub kind: Kind,
}

impl Node {
    /// A regular file.
    pub fn file(blob: Blob, meta: Meta) -> Self {
        Node { meta, kind: Kind::File(File { blob, link: None }) }
    }

    /// An empty directory.
    pub fn dir(meta: Meta) -> Self {
        Node { meta, kind: Kind::Dir(Dir::default()) }
    }

    /// A symbolic link; its mode is always 0777.
    pub fn symlink(target: &str, meta: Meta) -> Self {
        Node { meta: Meta { mode: 0o777, ..meta }, kind: Kind::Symlink(target.into()) }
    }

    /// The file, if it is one.
    pub fn as_file(&self) -> Option<&File> {
        match &self.kind {
            Kind::File(file) => Some(file),
            _ => None,
        }
    }

    /// The directory, if it is one.
    pub fn as_dir(&self) -> Option<&Dir> {
        match &self.kind {
            Kind::Dir(dir) => Some(dir),
            _ => None,
        }
    }

    /// The symbolic link's target, if it is one.
    pub fn as_symlink(&self) -> Option<&str> {
        match &self.kind {
            Kind::Symlink(target) => Some(target),
            _ => None,
        }
    }

    /// Whether this is a directory.
    pub fn is_dir(&self) -> bool {
        matches!(self.kind, Kind::Dir(_))
    }

    /// The size stat reports, in bytes: a file's content, a link's target; 0 for the rest.
    pub fn size(&self) -> u64 {
        match &self.kind {
            Kind::File(file) => file.blob.len(),
            Kind::Symlink(target) => target.len() as u64,
            _ => 0,
        }
    }

    /// The mode with POSIX's type bits, as stat reports it (`0o100644`, `0o40755`).
    pub fn full_mode(&self) -> u32 {
        let kind = match &self.kind {
            Kind::Fifo => 0o010_000,
            Kind::CharDevice { .. } => 0o020_000,
            Kind::Dir(_) => 0o040_000,
            Kind::BlockDevice { .. } => 0o060_000,
            Kind::File(_) => 0o100_000,
            Kind::Symlink(_) => 0o120_000,
        };
        kind | u32::from(self.meta.mode)
    }

    /// The content digest: kind, mode, owner, `security.capability`, content, link target, device numbers, and for a
    /// directory the names and digests below it. Neither times nor the node's own name nor the identity of hard links
    /// count. Memoised for directories' contents and for blobs.
    pub fn digest(&self) -> Digest {
        if let Kind::Dir(dir) = &self.kind {
            let mut blobs = Vec::new();
            dir.undigested(&mut blobs);
            Blob::digest_all(&blobs);
        }
        let mut hasher = Hasher::new();
        self.hash_into(&mut hasher);
        hasher.finish()
    }

    /// Feeds what [`Node::digest`] counts. Every part has a fixed length or is a digest, so no two nodes feed the same.
    pub(crate) fn hash_into(&self, hasher: &mut Hasher) {
        let mut head = [0; 13];
        head[..4].copy_from_slice(&self.full_mode().to_le_bytes());
        head[4..8].copy_from_slice(&self.meta.uid.to_le_bytes());
        head[8..12].copy_from_slice(&self.meta.gid.to_le_bytes());
        let capability = self.meta.xattrs.get(CAPABILITY);
        head[12] = u8::from(capability.is_some());
        hasher.update(&head);
        if let Some(value) = capability {
            hasher.update(Digest::of(value).as_bytes());
        }
        match &self.kind {
            Kind::File(file) => hasher.update(file.blob.digest().as_bytes()),
            Kind::Dir(dir) => hasher.update(dir.digest().as_bytes()),
            Kind::Symlink(target) => hasher.update(Digest::of(target.as_bytes()).as_bytes()),
            Kind::Fifo => {}
            Kind::CharDevice { major, minor } | Kind::BlockDevice { major, minor } => {
                hasher.update(&major.to_le_bytes());
                hasher.update(&minor.to_le_bytes());
            }
        }
    }

    /// What the files and links here and below hold, in bytes; a file with several names counts once for each. Memoised.
    pub fn content_size(&self) -> u64 {
        self.shape().bytes
    }

    /// Whether hard links stand here or below, how deep directories nest from here, and what files hold.
    pub(crate) fn shape(&self) -> Shape {
        match &self.kind {
            Kind::File(file) => Shape { links: file.link.is_some(), height: 0, bytes: file.blob.len() },
            Kind::Dir(dir) => {
                let below = dir.shape();
                Shape { height: below.height + 1, ..below }
            }
            Kind::Symlink(target) => Shape { bytes: target.len() as u64, ..Shape::default() },
            _ => Shape::default(),
        }
    }
}
