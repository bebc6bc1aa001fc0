//! The virtual filesystem: blobs, immutable snapshots, diff and apply, digests.
//!
//! A [`Snapshot`] is a file tree as a value: it never changes, a clone is a reference, and two snapshots share what
//! they have in common. A [`Tree`] is a working copy of one, edited with POSIX's rules. [`diff`] finds what a step
//! changed, as image layers record it, and [`apply`] makes those changes elsewhere. Every directory remembers a digest
//! of its contents, so that digesting a tree again after one edit costs the depth of the edited path.
//!
//! ```
//! use vfs::{ChangeKind, Meta, Snapshot, Time, VPathBuf, apply, diff};
//!
//! let now = Time::from_secs(1_700_000_000);
//! let mut tree = Snapshot::empty().edit();
//! tree.mkdir_all(&VPathBuf::normalise("/web-ping"), &Meta::root(0o755, now))?;
//! let before = tree.freeze();
//!
//! let app = VPathBuf::normalise("/web-ping/app.js");
//! let mut tree = before.edit();
//! tree.write(&app, "console.log(1)\n".into(), &Meta::root(0o644, now))?;
//! let after = tree.freeze();
//!
//! let changes = diff(&before, &after);
//! assert_eq!(changes[0].kind, ChangeKind::Parent); // /web-ping
//! assert_eq!(changes[1].path, app);
//! assert_eq!(apply(&before, &changes)?.digest(), after.digest());
//! # Ok::<(), vfs::FsError>(())
//! ```
//!
//! It does no I/O and reads no clock: times are the caller's. It knows owners and permissions but doesn't enforce
//! them: whoever runs programs over a tree decides what they may do. Names are UTF-8. Sockets don't exist, and names of
//! one file (hard links) are known as such for regular files only.
#![warn(missing_docs)]

mod apply;
pub mod archive;
mod blob;
mod diff;
mod digest;
mod dir;
mod error;
#[cfg(any(test, all(target_arch = "wasm32", target_feature = "simd128")))]
mod lanes;
mod mounts;
mod node;
mod path;
mod resolve;
mod snapshot;
mod tree;
mod trie;
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
