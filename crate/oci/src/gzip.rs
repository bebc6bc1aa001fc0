//! Compressing and inflating layers.

use std::io::{Read, Write};

use flate2::{Compression, read::MultiGzDecoder, write::GzEncoder};

use crate::error::{ArchiveLimits, Error};

/// Whether bytes begin as gzip does.
pub fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1f, 0x8b])
}

/// A gzip stream in the making, at gzip's default level and without a name or a time in its header.
pub struct Gzip(GzEncoder<Vec<u8>>);

impl Default for Gzip {
    fn default() -> Self {
        Gzip(GzEncoder::new(Vec::new(), Compression::default()))
    }
}

impl Gzip {
    /// Takes in the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        // Writing to memory can't fail.
        let _ = self.0.write_all(bytes);
    }

    /// The compressed stream.
    pub fn finish(self) -> Vec<u8> {
        self.0.finish().unwrap_or_default()
    }
}

/// Inflates a gzip stream; `name` is what an error calls it.
pub fn gunzip(name: &str, bytes: &[u8], limits: &ArchiveLimits) -> Result<Vec<u8>, Error> {
    const PIECE: usize = 64 * 1024;
    const FREE: u64 = 1 << 20;
    let mut decoder = MultiGzDecoder::new(bytes);
    let mut unpacked = Vec::new();
    let mut piece = vec![0; PIECE];
    loop {
        let count = match decoder.read(&mut piece) {
            Ok(0) => return Ok(unpacked),
            Ok(count) => count,
            Err(error) => return Err(Error::malformed(name, format!("invalid gzip: {error}"))),
        };
        let total = (unpacked.len() + count) as u64;
        ArchiveLimits::check(name, "unpacked bytes", total, limits.unpacked)?;
        let ratio = total.saturating_sub(FREE) / (bytes.len() as u64).max(1);
        ArchiveLimits::check(name, "unpacked bytes for each compressed one", ratio, limits.ratio)?;
        unpacked.extend_from_slice(&piece[..count]);
    }
}
