//! Files with holes: GNU's old headers and the three formats of its PAX records.

use tar::{GnuExtSparseHeader, GnuHeader, GnuSparseHeader};

use super::BLOCK;
use crate::error::Error;

/// Offset and length of each piece of data, in order.
pub(super) type Segments = Vec<(u64, u64)>;

/// Where a sparse file's data goes.
pub(super) struct Sparse {
    /// The file's length with its holes.
    pub(super) size: u64,
    /// The pieces between the holes.
    pub(super) segments: Segments,
}

impl Sparse {
    /// The file with its holes filled by zeros; `None` if the map contradicts itself or the data. The caller has
    /// checked the size against its limits.
    pub(super) fn expand(&self, mut data: &[u8]) -> Option<Vec<u8>> {
        let mut file = Vec::new();
        for (offset, len) in &self.segments {
            let end = offset.checked_add(*len)?;
            if *offset < file.len() as u64 || end > self.size {
                return None;
            }
            let piece;
            (piece, data) = data.split_at_checked(usize::try_from(*len).ok()?)?;
            file.resize(usize::try_from(*offset).ok()?, 0);
            file.extend_from_slice(piece);
        }
        file.resize(usize::try_from(self.size).ok()?, 0);
        data.is_empty().then_some(file)
    }
}

/// The map of an old GNU sparse file, which goes on in the blocks that `next_block` gives.
pub(super) fn map_in_header<'a>(
    entry: &str,
    header: &GnuHeader,
    next_block: &mut dyn FnMut() -> Result<&'a [u8], Error>,
) -> Result<Sparse, Error> {
    let invalid = || Error::malformed(entry, "invalid sparse map");
    let size = header.real_size().map_err(|_| invalid())?;
    let mut segments = Vec::new();
    read_segments(&header.sparse, &mut segments).ok_or_else(invalid)?;
    let mut extended = header.is_extended();
    while extended {
        let block = next_block()?;
        let mut more = GnuExtSparseHeader::new();
        more.as_mut_bytes().copy_from_slice(block);
        read_segments(&more.sparse, &mut segments).ok_or_else(invalid)?;
        extended = more.is_extended();
    }
    Ok(Sparse { size, segments })
}

fn read_segments(headers: &[GnuSparseHeader], segments: &mut Segments) -> Option<()> {
    for header in headers.iter().filter(|header| !header.is_empty()) {
        segments.push((header.offset().ok()?, header.length().ok()?));
    }
    Some(())
}

/// The map that stands in front of the data: the number of segments, then offset and length of each, a line each,
/// filled up to a block.
pub(super) fn map_in_data(data: &[u8]) -> Option<(Segments, &[u8])> {
    let mut at = 0;
    let mut line = || {
        let rest = data.get(at..)?;
        let end = rest.iter().position(|byte| *byte == b'\n')?;
        at += end + 1;
        std::str::from_utf8(&rest[..end]).ok()?.parse::<u64>().ok()
    };
    let count = line()?;
    let mut segments = Vec::new();
    for _ in 0..count {
        segments.push((line()?, line()?));
    }
    Some((segments, data.get(at.next_multiple_of(BLOCK)..)?))
}

/// Numbers taken two by two.
pub(super) fn pairs(numbers: &[u64]) -> Option<Segments> {
    numbers.len().is_multiple_of(2).then(|| numbers.chunks(2).map(|pair| (pair[0], pair[1])).collect())
}
