//! Snapshots written and read again; damaged bytes.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use proptest::prelude::*;
use vfs::archive::{ArchiveError, blobs, decode, encode};
use vfs::{Blob, CAPABILITY, Digest, Follow, Kind, Meta, Node, Snapshot, Time, VPath, VPathBuf};

fn path(text: &str) -> VPathBuf {
    VPathBuf::normalise(text)
}

fn written_and_read(snapshots: &[&Snapshot]) -> Vec<Snapshot> {
    let contents = blobs(snapshots);
    decode(&encode(snapshots), &mut |digest| contents.get(digest).cloned()).unwrap()
}

/// A tree with one of everything.
fn everything() -> Snapshot {
    let mut tree = Snapshot::empty().edit();
    let meta = Meta { mode: 0o4755, uid: 1000, gid: 70_000, ..Meta::root(0, Time { secs: -5, nanos: 7 }) };
    tree.mkdir_all(&path("/d/e"), &meta).unwrap();
    tree.write(&path("/d/f"), "text".into(), &meta).unwrap();
    tree.hard_link(&path("/d/f"), &path("/d/e/g"), meta.mtime).unwrap();
    tree.write(&path("/d/big"), Blob::synthetic(3, 5_000_000_000), &meta).unwrap();
    tree.symlink(&path("/d/l"), "../é", &meta).unwrap();
    tree.set_xattr(&path("/d/f"), CAPABILITY, Some(&[1, 2, 255]), Follow::All).unwrap();
    for (name, kind) in [
        ("/fifo", Kind::Fifo),
        ("/tty", Kind::CharDevice { major: 4, minor: 64 }),
        ("/sda", Kind::BlockDevice { major: 8, minor: 0 }),
    ] {
        tree.mknod(&path(name), Node { meta: meta.clone(), kind }).unwrap();
    }
    tree.freeze()
}

fn debug(tree: &Snapshot) -> String {
    format!("{tree:?}")
}

#[test]
fn everything_comes_back() {
    let tree = everything();
    let again = written_and_read(&[&tree, &Snapshot::empty()]);
    assert_eq!(debug(&again[0]), debug(&tree));
    assert_eq!(debug(&again[1]), debug(&Snapshot::empty()));
    assert_eq!(again[0].names_of(&path("/d/f")).unwrap(), [path("/d/e/g"), path("/d/f")]);
    assert_eq!(encode(&[&again[0], &again[1]]), encode(&[&tree, &Snapshot::empty()]));
    assert_eq!(blobs(&[&tree]).len(), 1, "synthetic content needs no blob");
}

#[test]
fn what_snapshots_share_is_written_once() {
    let meta = Meta::root(0o644, Time::default());
    let mut tree = Snapshot::empty().edit();
    for number in 0..10_000 {
        tree.put(&path(&format!("/{number}")), Node::file("x".into(), meta.clone())).unwrap();
    }
    let one = tree.freeze();
    let mut tree = one.edit();
    tree.write(&path("/77"), "y".into(), &meta).unwrap();
    let two = tree.freeze();
    let (alone, both) = (encode(&[&one]).len(), encode(&[&one, &two]).len());
    assert!(both - alone < 300, "{both} bytes for both, {alone} for one");
    let again = written_and_read(&[&one, &two]);
    let mut compared = 0;
    again[0].root().as_dir().unwrap().compare(again[1].root().as_dir().unwrap(), &mut |_, _| compared += 1);
    assert_eq!(compared, 1, "they share it again");
}

#[test]
fn damage_is_an_error() {
    let tree = everything();
    let bytes = encode(&[&tree]);
    let contents = blobs(&[&tree]);
    let read = |bytes: &[u8]| decode(bytes, &mut |digest| contents.get(digest).cloned()).map(drop);
    assert_eq!(read(b"something else"), Err(ArchiveError::Foreign));
    assert_eq!(read(b"layerlab trees\n\x02"), Err(ArchiveError::Version(2)));
    let missing = Digest::of(b"text");
    assert_eq!(decode(&bytes, &mut |_| None).map(drop), Err(ArchiveError::Missing(missing)));
    let mut wrong = BTreeMap::from([(missing, Blob::from("texT"))]);
    assert!(decode(&bytes, &mut |digest| wrong.remove(digest)).is_err());
    for end in 0..bytes.len() {
        assert!(read(&bytes[..end]).is_err(), "cut at {end}");
    }
    assert!(read(&[&bytes[..], b"x"].concat()).is_err());
}

#[test]
fn few_bytes_can_t_stand_for_endless_trees() {
    // Each directory holds the one before twice: 2^40 entries in a few hundred bytes.
    let meta = Meta::root(0o755, Time::default());
    let mut dir = Node::dir(meta.clone());
    for _ in 0..40 {
        let mut tree = Snapshot::empty().edit();
        tree.put(&path("/a"), dir.clone()).unwrap();
        tree.put(&path("/b"), dir).unwrap();
        dir = tree.snapshot().root().clone();
    }
    let mut tree = Snapshot::empty().edit();
    tree.put(VPath::root(), dir).unwrap();
    let bytes = encode(&[&tree.freeze()]);
    assert!(bytes.len() < 2000);
    assert!(matches!(
        decode(&bytes, &mut |_| None),
        Err(ArchiveError::Damaged { what: "too many entries", .. })
    ));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn changed_bytes_are_refused_or_harmless(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4)) {
        let tree = everything();
        let mut bytes = encode(&[&tree]);
        for (index, byte) in changes {
            let at = index.index(bytes.len());
            bytes[at] = byte;
        }
        let contents = blobs(&[&tree]);
        if let Ok(snapshots) = decode(&bytes, &mut |digest| contents.get(digest).cloned()) {
            for snapshot in snapshots {
                prop_assert!(snapshot.walk(VPath::root()).count() < 100);
            }
        }
    }
}
