//! What can be wrong with bytes from outside.

use vfs::Digest;

/// Why an image, a layer or an archive could not be read. Every message names the entry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum Error {
    #[error("{name}: invalid JSON: {message}")]
    Json { name: String, message: String },
    #[error("{name}: {message}")]
    Malformed { name: String, message: String },
    #[error("{name}: not found in the archive")]
    Missing { name: String },
    #[error("{name}: expected {expected}, but its content is {found}")]
    DigestMismatch { name: String, expected: Digest, found: Digest },
    #[error("{name}: {found} {unit} are more than the limit of {limit}")]
    Limit { name: String, unit: &'static str, found: u64, limit: u64 },
    #[error("{0}")]
    Reference(#[from] crate::reference::ReferenceError),
    #[error("{message}")]
    NoSuchImage { message: String },
}

impl Error {
    pub(crate) fn malformed(name: &str, message: impl Into<String>) -> Self {
        Error::Malformed { name: name.to_owned(), message: message.into() }
    }
}

/// What reading bytes from outside may cost. Checked before anything is allocated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ArchiveLimits {
    /// Bytes that one archive or layer may unpack to.
    pub unpacked: u64,
    /// Bytes that a compressed stream may unpack to for every byte it has, once it is beyond a megabyte.
    pub ratio: u64,
    /// Entries in one archive or layer.
    pub entries: u64,
    /// Bytes in the path of an entry.
    pub path: u64,
    /// Directories that a path may nest.
    pub depth: u64,
    /// Bytes in one JSON document.
    pub json: u64,
    /// Bytes in one extended header (PAX, GNU long name).
    pub header: u64,
    /// Images in one archive, and layers in one image.
    pub images: u64,
}

impl ArchiveLimits {
    /// What a page can bear: images of up to 2 GiB.
    pub const STANDARD: ArchiveLimits = ArchiveLimits {
        unpacked: 2 << 30,
        ratio: 1100,
        entries: 1 << 20,
        path: 4096,
        depth: vfs::MAX_DEPTH as u64,
        json: 8 << 20,
        header: 1 << 20,
        images: 512,
    };

    /// None, for bytes that were checked before.
    pub(crate) const NONE: ArchiveLimits = ArchiveLimits {
        unpacked: u64::MAX,
        ratio: u64::MAX,
        entries: u64::MAX,
        path: u64::MAX,
        depth: u64::MAX,
        json: u64::MAX,
        header: u64::MAX,
        images: u64::MAX,
    };

    /// An error, if `found` is more than `limit`.
    pub(crate) fn check(name: &str, unit: &'static str, found: u64, limit: u64) -> Result<(), Error> {
        if found > limit { Err(Error::Limit { name: name.to_owned(), unit, found, limit }) } else { Ok(()) }
    }
}
