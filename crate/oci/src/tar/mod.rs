//! Tar archives, as Go's `archive/tar` writes them and as anybody writes them.

mod locate;
mod names;
mod read;
mod sparse;
mod unpack;
mod write;

pub use locate::locate;
pub(crate) use read::members;
pub use unpack::unpack;
pub use write::{Flavor, TarOptions, write_layer};
pub(crate) use write::{Header, write_change, write_end, write_file, write_header};

/// The size of a block in bytes.
pub(crate) const BLOCK: usize = 512;

/// The prefix of a name that removes what stands under the rest of it.
pub(crate) const WHITEOUT: &str = ".wh.";

/// The name whose presence hides what stood in a directory.
pub(crate) const OPAQUE: &str = ".wh..wh..opq";
