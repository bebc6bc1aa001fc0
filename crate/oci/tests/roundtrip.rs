//! What is written as a layer is read as the same changes, whatever names, owners and times they have.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use oci::{ArchiveLimits, Layer, TarOptions, unpack};
use proptest::prelude::*;
use vfs::{
    Blob, CAPABILITY, Change, ChangeKind, Follow, Kind, Meta, Node, Snapshot, Time, VPathBuf, Xattrs, apply,
    diff,
};

/// Names of every length that tar treats differently, ASCII or not.
fn name() -> impl Strategy<Value = String> {
    prop_oneof!["[a-c]{1,3}", "[a-z .-]{90,110}[a-z]", "[a-z]{150,160}", "é{1,60}", "[a-zé]{99,101}"]
}

fn meta() -> impl Strategy<Value = Meta> {
    let id = prop_oneof![Just(0), 0..5u32, Just(2_097_151), Just(2_097_152), any::<u32>()];
    let secs = prop_oneof![
        Just(0),
        -5..5i64,
        Just(1_600_000_000),
        Just((1 << 33) - 1),
        Just(1 << 33),
        -4_000_000_000..4_000_000_000i64
    ];
    let capability = prop::option::weighted(0.2, prop::collection::vec(any::<u8>(), 0..30));
    (0..0o10000u16, id.clone(), id, secs, capability).prop_map(|(mode, uid, gid, secs, capability)| {
        let mut xattrs = Xattrs::default();
        if let Some(value) = capability {
            xattrs.set(CAPABILITY, value);
        }
        Meta { mode, uid, gid, mtime: Time::from_secs(secs), xattrs }
    })
}

fn kind() -> impl Strategy<Value = Kind> {
    let file = |blob| Node::file(blob, Meta::root(0, Time::default())).kind;
    let target = prop_oneof!["[a-z/.é]{1,20}", "[a-z/]{95,105}", "é{40,60}"];
    prop_oneof![
        3 => Just(Node::dir(Meta::root(0, Time::default())).kind),
        3 => prop::collection::vec(any::<u8>(), 0..1500).prop_map(move |bytes| file(Blob::from(bytes))),
        1 => target.prop_map(|target| Kind::Symlink(target.into())),
        1 => Just(Kind::Fifo),
        1 => (0..4096u32, 0..1_048_576u32).prop_map(|(major, minor)| Kind::CharDevice { major, minor }),
    ]
}

/// A tree made by hanging nodes below each other, with some hard links.
fn tree() -> impl Strategy<Value = Snapshot> {
    let node = (name(), kind(), meta(), any::<prop::sample::Index>(), 0..6u8);
    prop::collection::vec(node, 0..25).prop_map(|nodes| {
        let mut tree = Snapshot::empty().edit();
        let (mut dirs, mut files) = (vec![VPathBuf::root()], Vec::new());
        for (name, kind, meta, index, link) in nodes {
            let path = dirs[index.index(dirs.len())].join(&name);
            // A link that points nowhere stands there all the same.
            if tree.lookup(&path, Follow::Parent).is_ok() {
                continue;
            }
            if link == 0 && !files.is_empty() {
                let file: &VPathBuf = &files[index.index(files.len())];
                tree.hard_link(file, &path, Time::default()).unwrap();
                continue;
            }
            let mode = if matches!(kind, Kind::Symlink(_)) { 0o777 } else { meta.mode };
            let node = Node { meta: Meta { mode, ..meta }, kind };
            match &node.kind {
                Kind::Dir(_) => dirs.push(path.clone()),
                Kind::File(_) => files.push(path.clone()),
                _ => {}
            }
            tree.put(&path, node).unwrap();
        }
        tree.freeze()
    })
}

/// Changes as text; what a layer doesn't tell is left out.
fn show(changes: &[Change]) -> Vec<String> {
    let line = |change: &Change| {
        let kind = match change.kind {
            ChangeKind::Removed => "removed",
            ChangeKind::Opaque => "opaque",
            _ => "present",
        };
        // The identity of hard links is known by their targets.
        let kind_and_content = change.node.as_ref().map(|node| match &node.kind {
            Kind::File(file) => format!("{:?} {:?}", file.blob.digest(), node.meta),
            other => format!("{other:?} {:?}", node.meta),
        });
        format!("{kind} {} {kind_and_content:?} {:?}", change.path, change.link)
    };
    changes.iter().map(line).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn layers_are_read_as_they_were_written(before in tree(), after in tree()) {
        let changes = diff(&before, &after);
        let layer = Layer::new(changes.clone(), TarOptions::BUILDKIT);
        let tar = layer.tar();
        prop_assert_eq!(tar.len() as u64, layer.tar_size());
        let read = unpack("layer", &tar, &ArchiveLimits::STANDARD).unwrap();
        prop_assert_eq!(show(&read), show(&changes));
        prop_assert_eq!(Layer::new(read.clone(), TarOptions::BUILDKIT).diff_id(), layer.diff_id());
        prop_assert_eq!(apply(&before, &read).unwrap().digest(), after.digest());
    }
}
