//! Digests in slices, and from where an earlier layer was the same: always those of the whole tar.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use oci::{Layer, Sealing, TarOptions};
use vfs::{Blob, Change, Digest, Meta, Snapshot, Time, VPathBuf, diff};

const FILES: usize = 60;
const SIZE: u64 = 100_000;

/// The changes of a layer of some megabytes, in which `edits` say what stands at some places.
fn changes(edits: &[(usize, &str)]) -> Vec<Change> {
    let mut tree = Snapshot::empty().edit();
    let meta = Meta::root(0o644, Time::from_secs(1_600_000_000));
    for number in 0..FILES {
        let edit = edits.iter().find(|(at, _)| *at == number);
        let blob = edit.map_or_else(|| Blob::synthetic(number as u64, SIZE), |(_, text)| Blob::from(*text));
        tree.write(&VPathBuf::normalise(&format!("/{number:03}")), blob, &meta).unwrap();
    }
    diff(&Snapshot::empty(), &tree.freeze())
}

/// Seals in slices of `room` bytes and returns the layer and how many slices it took.
fn seal(changes: Vec<Change>, options: TarOptions, like: Option<&Layer>, room: u64) -> (Layer, usize) {
    let mut sealing = Sealing::new(changes, options, like);
    let mut slices = 1;
    while !sealing.advance(&mut room.clone()) {
        slices += 1;
    }
    (sealing.finish(), slices)
}

#[test]
fn slices_and_beginnings_change_nothing() {
    let options = TarOptions::BUILDKIT;
    let (first, slices) = seal(changes(&[]), options, None, 1 << 20);
    assert_eq!((first.diff_id(), slices), (Digest::of(&first.tar()), 6));
    let check = |edits: &[(usize, &str)], options: TarOptions, expected: usize| {
        let (layer, slices) = seal(changes(edits), options, Some(&first), 1 << 20);
        assert_eq!((layer.diff_id(), layer.tar_size()), (Digest::of(&layer.tar()), layer.tar().len() as u64));
        assert_eq!(slices, expected, "{edits:?}");
    };
    check(&[], options, 1);
    check(&[(FILES - 1, "edited")], options, 1);
    check(&[(FILES / 2, "edited")], options, 4);
    check(&[(0, "edited")], options, 6);
    check(&[(5, "edited"), (50, "edited")], options, 6);
    check(&[], TarOptions { clamp: Some(1), ..options }, 6);
}
