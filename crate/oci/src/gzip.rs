//! Compressing layers.

use std::io::Write;

use flate2::{Compression, write::GzEncoder};

pub use crate::inflate::gunzip;

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
