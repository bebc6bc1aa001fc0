//! Reading compressed bytes within limits.

use std::borrow::Cow;
use std::io::Read;

use flate2::read::MultiGzDecoder;
use ruzstd::decoding::StreamingDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};

use crate::error::{ArchiveLimits, Error};
use crate::gzip::is_gzip;

/// How a zstd frame begins, and the sixteen ways in which one to be skipped does.
const ZSTD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
const SKIPPABLE: [u8; 3] = [0x2a, 0x4d, 0x18];

/// Whether bytes begin as a zstd stream does.
pub fn is_zstd(bytes: &[u8]) -> bool {
    let skippable =
        bytes.get(1..4) == Some(&SKIPPABLE) && bytes.first().is_some_and(|byte| byte & 0xf0 == 0x50);
    skippable || bytes.starts_with(&ZSTD)
}

/// The bytes without compression. gzip and zstd are told by how they begin, anything else is given as it is. `name` is
/// what an error calls them.
pub fn inflate<'a>(name: &str, bytes: &'a [u8], limits: &ArchiveLimits) -> Result<Cow<'a, [u8]>, Error> {
    match () {
        () if is_gzip(bytes) => gunzip(name, bytes, limits).map(Cow::Owned),
        () if is_zstd(bytes) => unzstd(name, bytes, limits).map(Cow::Owned),
        () => Ok(Cow::Borrowed(bytes)),
    }
}

/// Inflates a gzip stream; `name` is what an error calls it.
pub fn gunzip(name: &str, bytes: &[u8], limits: &ArchiveLimits) -> Result<Vec<u8>, Error> {
    let mut unpacked = Vec::new();
    read_all(name, "gzip", &mut MultiGzDecoder::new(bytes), bytes.len(), limits, &mut unpacked)?;
    Ok(unpacked)
}

/// Inflates a zstd stream of one or more frames.
fn unzstd(name: &str, bytes: &[u8], limits: &ArchiveLimits) -> Result<Vec<u8>, Error> {
    let invalid = |error: &dyn std::fmt::Display| Error::malformed(name, format!("invalid zstd: {error}"));
    let mut unpacked = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        match StreamingDecoder::new(&mut rest) {
            Ok(mut frame) => read_all(name, "zstd", &mut frame, bytes.len(), limits, &mut unpacked)?,
            Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                length, ..
            })) => {
                rest = rest.get(length as usize..).ok_or_else(|| invalid(&"it is cut off"))?;
            }
            Err(error) => return Err(invalid(&error)),
        }
    }
    Ok(unpacked)
}

/// Appends what a decoder gives, as long as it stays within limits; `packed` is how many bytes it was given.
fn read_all(
    name: &str,
    format: &str,
    decoder: &mut dyn Read,
    packed: usize,
    limits: &ArchiveLimits,
    unpacked: &mut Vec<u8>,
) -> Result<(), Error> {
    const PIECE: usize = 64 * 1024;
    const FREE: u64 = 1 << 20;
    let mut piece = vec![0; PIECE];
    loop {
        let count = match decoder.read(&mut piece) {
            Ok(0) => return Ok(()),
            Ok(count) => count,
            Err(error) => return Err(Error::malformed(name, format!("invalid {format}: {error}"))),
        };
        let total = (unpacked.len() + count) as u64;
        ArchiveLimits::check(name, "unpacked bytes", total, limits.unpacked)?;
        let ratio = total.saturating_sub(FREE) / (packed as u64).max(1);
        ArchiveLimits::check(name, "unpacked bytes for each compressed one", ratio, limits.ratio)?;
        unpacked.extend_from_slice(&piece[..count]);
    }
}
