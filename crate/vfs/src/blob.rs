//! File contents: immutable, shared, hashed once.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, OnceLock};

use crate::digest::{Digest, Hasher};

/// How many bytes [`Blob::chunks`] hands out at a time.
const CHUNK: usize = 64 * 1024;

/// Immutable bytes. A clone is a reference; the digest is computed at most once for all clones.
///
/// A blob is either owned bytes or *synthetic*: content that is generated from a seed whenever it is read, so that a
/// modelled image of many megabytes occupies no memory.
#[derive(Clone)]
pub struct Blob(Arc<Inner>);

struct Inner {
    data: Data,
    digest: OnceLock<Digest>,
}

enum Data {
    Bytes(Box<[u8]>),
    Synthetic { seed: u64, len: u64 },
}

impl Blob {
    /// No bytes.
    pub fn empty() -> Self {
        Blob::from(Vec::new())
    }

    /// `len` bytes that follow from `seed` alone. They look like text of four bits of entropy per byte, which gzip
    /// halves: about what it does to a real root filesystem.
    pub fn synthetic(seed: u64, len: u64) -> Self {
        Blob::new(Data::Synthetic { seed, len })
    }

    fn new(data: Data) -> Self {
        Blob(Arc::new(Inner { data, digest: OnceLock::new() }))
    }

    /// The length in bytes.
    pub fn len(&self) -> u64 {
        match &self.0.data {
            Data::Bytes(bytes) => bytes.len() as u64,
            Data::Synthetic { len, .. } => *len,
        }
    }

    /// Whether there are no bytes.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The seed of synthetic content; `None` for owned bytes.
    pub fn seed(&self) -> Option<u64> {
        match &self.0.data {
            Data::Bytes(_) => None,
            Data::Synthetic { seed, .. } => Some(*seed),
        }
    }

    /// The SHA-256 of the bytes, computed when first asked for.
    pub fn digest(&self) -> Digest {
        *self.0.digest.get_or_init(|| {
            let mut hasher = Hasher::new();
            self.chunks().for_each(|chunk| hasher.update(&chunk));
            hasher.finish()
        })
    }

    /// Computes the digests of many blobs, several at once where that is faster.
    pub fn digest_all(blobs: &[&Blob]) {
        let mut owned: Vec<(&Blob, &[u8])> = Vec::new();
        for blob in blobs {
            match &blob.0.data {
                Data::Bytes(bytes) if blob.0.digest.get().is_none() => owned.push((blob, bytes)),
                _ => {}
            }
        }
        let messages: Vec<&[u8]> = owned.iter().map(|(_, bytes)| *bytes).collect();
        for ((blob, _), digest) in owned.iter().zip(Digest::of_all(&messages)) {
            blob.0.digest.get_or_init(|| digest);
        }
    }

    /// All bytes. Synthetic content is generated into memory: prefer [`Blob::chunks`] where it may be long.
    pub fn bytes(&self) -> Cow<'_, [u8]> {
        match &self.0.data {
            Data::Bytes(bytes) => Cow::Borrowed(bytes),
            Data::Synthetic { seed, len } => Cow::Owned(generate(*seed, 0, *len as usize)),
        }
    }

    /// Fills `buffer` with the bytes from `offset` on and returns how many there were.
    pub fn read_at(&self, offset: u64, buffer: &mut [u8]) -> usize {
        let count = self.len().saturating_sub(offset).min(buffer.len() as u64) as usize;
        let target = &mut buffer[..count];
        match &self.0.data {
            Data::Bytes(bytes) if count > 0 => target.copy_from_slice(&bytes[offset as usize..][..count]),
            Data::Bytes(_) => {}
            Data::Synthetic { seed, .. } => target.copy_from_slice(&generate(*seed, offset, count)),
        }
        count
    }

    /// The bytes in order, in pieces of bounded size.
    pub fn chunks(&self) -> impl Iterator<Item = Cow<'_, [u8]>> {
        let (bytes, generated) = match &self.0.data {
            Data::Bytes(bytes) => (&bytes[..], (0, 0)),
            Data::Synthetic { seed, len } => (&[][..], (*seed, *len)),
        };
        let (seed, len) = generated;
        let synthetic = (0..len)
            .step_by(CHUNK)
            .map(move |start| Cow::Owned(generate(seed, start, (len - start).min(CHUNK as u64) as usize)));
        bytes.chunks(CHUNK).map(Cow::Borrowed).chain(synthetic)
    }

    /// Whether both are the same allocation; cheaper than `==`, and never true for different bytes.
    pub fn ptr_eq(&self, other: &Blob) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// `len` synthetic bytes from `offset` on. Sixteen bytes come from each step of a splitmix64 generator, so any place
/// can be computed without what stands before it.
fn generate(seed: u64, offset: u64, len: usize) -> Vec<u8> {
    const ALPHABET: &[u8; 16] = b" etaoinshrdlucm\n";
    let first = offset / 16;
    let skip = (offset % 16) as usize;
    let mut bytes = Vec::with_capacity(len + 32);
    for step in first.. {
        if bytes.len() >= skip + len {
            break;
        }
        let mut word = splitmix(seed.wrapping_add(step.wrapping_mul(0x9e37_79b9_7f4a_7c15)));
        for _ in 0..16 {
            bytes.push(ALPHABET[(word & 15) as usize]);
            word >>= 4;
        }
    }
    bytes.truncate(skip + len);
    bytes.drain(..skip);
    bytes
}

fn splitmix(state: u64) -> u64 {
    let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

impl From<Vec<u8>> for Blob {
    fn from(bytes: Vec<u8>) -> Self {
        Blob::new(Data::Bytes(bytes.into_boxed_slice()))
    }
}

impl From<&[u8]> for Blob {
    fn from(bytes: &[u8]) -> Self {
        Blob::from(bytes.to_vec())
    }
}

impl From<&str> for Blob {
    fn from(text: &str) -> Self {
        Blob::from(text.as_bytes())
    }
}

impl From<String> for Blob {
    fn from(text: String) -> Self {
        Blob::from(text.into_bytes())
    }
}

impl PartialEq for Blob {
    fn eq(&self, other: &Blob) -> bool {
        if self.ptr_eq(other) {
            return true;
        }
        if self.len() != other.len() {
            return false;
        }
        match (&self.0.data, &other.0.data) {
            (Data::Bytes(a), Data::Bytes(b)) => a == b,
            (Data::Synthetic { seed: a, .. }, Data::Synthetic { seed: b, .. }) if a == b => true,
            _ => self.digest() == other.digest(),
        }
    }
}

impl Eq for Blob {}

impl fmt::Debug for Blob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.data {
            Data::Bytes(bytes) if bytes.len() <= 80 => {
                write!(f, "Blob({:?})", String::from_utf8_lossy(bytes))
            }
            Data::Bytes(bytes) => write!(f, "Blob({} bytes)", bytes.len()),
            Data::Synthetic { seed, len } => write!(f, "Blob({len} bytes from seed {seed})"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn synthetic_content_is_the_same_however_it_is_read() {
        for len in [0, 1, 15, 16, 17, 1000, CHUNK as u64, CHUNK as u64 + 5] {
            let blob = Blob::synthetic(7, len);
            let whole = blob.bytes().into_owned();
            assert_eq!(whole.len() as u64, len);
            assert_eq!(blob.chunks().flat_map(Cow::into_owned).collect::<Vec<_>>(), whole);
            assert_eq!(blob.digest(), Digest::of(&whole));
            assert_eq!(blob, Blob::from(whole.clone()));
            for offset in [0, 3, 16, 33] {
                let mut buffer = [0; 21];
                let count = blob.read_at(offset, &mut buffer);
                let expected: Vec<u8> = whole.iter().copied().skip(offset as usize).take(21).collect();
                assert_eq!(buffer[..count], expected, "{count} bytes from {offset} of {len}");
            }
        }
        assert_ne!(Blob::synthetic(1, 100), Blob::synthetic(2, 100));
    }

    #[test]
    fn many_blobs_are_digested_together() {
        let blobs = [Blob::from("a"), Blob::synthetic(1, 10), Blob::from("a"), Blob::empty()];
        Blob::digest_all(&blobs.iter().collect::<Vec<_>>());
        for blob in &blobs {
            assert_eq!(blob.digest(), Digest::of(&blob.bytes()));
        }
    }

    #[test]
    fn owned_bytes_are_read_in_pieces() {
        let blob = Blob::from("hello");
        let mut buffer = [0; 3];
        assert_eq!(blob.read_at(3, &mut buffer), 2);
        assert_eq!(&buffer[..2], b"lo");
        assert_eq!(blob.read_at(9, &mut buffer), 0);
        assert_eq!(blob.digest(), Digest::of(b"hello"));
        assert!(Blob::empty().is_empty());
    }
}
