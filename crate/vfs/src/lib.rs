//! The virtual filesystem: blobs, immutable snapshots, diff and apply, digests.
#![warn(missing_docs)]

mod apply;
mod blob;
mod diff;
mod digest;
mod dir;
mod error;
mod node;
mod path;
mod resolve;
mod snapshot;
mod tree;
mod walk;

pub use apply::apply;
pub use blob::Blob;
pub use diff::{Change, ChangeKind, Rule, diff, diff_with};
pub use digest::{Digest, DigestError, Hasher};
pub use dir::{Dir, Entries, Entry, NAME_MAX};
pub use error::{Errno, FsError};
pub use node::{CAPABILITY, File, Kind, LinkId, Meta, Node, Time, Xattrs};
pub use path::{PathError, VPath, VPathBuf};
pub use resolve::{Follow, MAX_LINKS};
pub use snapshot::{Keep, Snapshot};
pub use tree::{Access, MAX_DEPTH, Tree, TreeOptions};
pub use walk::Walk;
