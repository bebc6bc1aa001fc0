//! What holds for any edits: the persistent tree agrees with a plain model, digests tell equal trees from different
//! ones however they came about, and what `diff` finds, `apply` makes.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod model;

use model::{Edit, Model, edit, listing, start};
use proptest::prelude::*;
use vfs::{Change, ChangeKind, Follow, Meta, Node, Snapshot, Time, VPath, VPathBuf, apply, archive, diff};

fn edits(count: usize) -> impl Strategy<Value = Vec<Edit>> {
    let at = 0u16..160;
    let one = prop_oneof![
        6 => (at.clone(), 0u8..3).prop_map(|(at, byte)| Edit::Write(at, byte)),
        4 => at.clone().prop_map(Edit::Mkdir),
        1 => at.clone().prop_map(Edit::Symlink),
        1 => (at.clone(), at.clone()).prop_map(|(old, new)| Edit::HardLink(old, new)),
        2 => at.clone().prop_map(Edit::Remove),
        1 => at.clone().prop_map(Edit::RemoveAll),
        2 => (at.clone(), at.clone()).prop_map(|(from, to)| Edit::Rename(from, to)),
        2 => (at, 0u8..2).prop_map(|(at, mode)| Edit::Chmod(at, mode)),
    ];
    prop::collection::vec(one, 0..count)
}

/// The tree after edits that begin at a time.
fn edited(base: &Snapshot, edits: &[Edit], time: i64) -> Snapshot {
    let mut tree = base.edit();
    for (index, one) in edits.iter().enumerate() {
        edit(&mut tree, *one, time + index as i64);
    }
    tree.freeze()
}

/// A copy of `to` in which the directories that no change names have the times they have in `from`: layers don't record
/// times of directories alone.
fn with_recorded_times(from: &Snapshot, to: &Snapshot, changes: &[Change]) -> Snapshot {
    let mut tree = to.edit();
    for (path, node) in to.walk(VPath::root()) {
        let listed = changes.iter().any(|change| change.path == path);
        if let (true, Ok(old)) = (node.is_dir() && !listed, from.lookup(&path, Follow::Never)) {
            tree.set_mtime(&path, old.meta.mtime, Follow::Never).unwrap();
        }
    }
    tree.freeze()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn edits_agree_with_a_plain_model(edits in edits(80)) {
        let mut model = Model::new();
        let mut tree = start().edit();
        for (time, one) in (1..).zip(&edits) {
            prop_assert_eq!(edit(&mut tree, *one, time), model.edit(*one, time), "{:?}", one);
            // Fills the memos, so that an edit which forgets to clear one is found out.
            tree.snapshot().digest();
        }
        let tree = tree.freeze();
        prop_assert_eq!(listing(&tree), model.listing());
        prop_assert_eq!(tree.digest(), model.build().digest());
    }

    #[test]
    fn applying_a_diff_gives_the_other_tree(first in edits(60), second in edits(40)) {
        let before = edited(&start(), &first, 1);
        let after = edited(&before, &second, 1000);
        let changes = diff(&before, &after);
        let applied = apply(&before, &changes).unwrap();
        prop_assert_eq!(listing(&applied), listing(&with_recorded_times(&before, &after, &changes)));
        prop_assert_eq!(applied.digest(), after.digest());
        prop_assert!(diff(&after, &applied).is_empty());
        // The same trees without any sharing differ in the same.
        let apart = diff(&apply(&Snapshot::empty(), &diff(&Snapshot::empty(), &before)).unwrap(), &after);
        prop_assert_eq!(names(&apart), names(&changes));
    }

    #[test]
    fn changes_come_in_walk_order_below_their_parents(first in edits(60), second in edits(40)) {
        let before = edited(&start(), &first, 1);
        let changes = diff(&before, &edited(&before, &second, 1000));
        let paths: Vec<&VPathBuf> = changes.iter().map(|change| &change.path).collect();
        prop_assert!(paths.is_sorted());
        for change in &changes {
            let parent = change.path.parent().unwrap();
            prop_assert!(parent.is_root() || paths.iter().any(|path| ***path == *parent), "{:?}", change);
        }
    }

    #[test]
    fn digests_differ_where_trees_do(first in edits(60), second in edits(3)) {
        let before = edited(&start(), &first, 1);
        // At the same time, so that only what counts may differ.
        let after = edited(&before, &second, 0);
        let untimed = |tree: &Snapshot| {
            let mut tree = tree.edit();
            for (path, _) in tree.snapshot().walk(VPath::root()) {
                tree.set_mtime(&path, Time::default(), Follow::Never).unwrap();
            }
            listing(&tree.freeze())
        };
        prop_assert_eq!(before.digest() == after.digest(), untimed(&before) == untimed(&after));
    }

    #[test]
    fn any_trees_survive_being_written(edits in edits(60)) {
        let mut tree = start().edit();
        let mut kept = vec![tree.snapshot()];
        for (time, one) in (1..).zip(&edits) {
            edit(&mut tree, *one, time);
            kept.push(tree.snapshot());
        }
        let kept: Vec<&Snapshot> = kept.iter().collect();
        let contents = archive::blobs(&kept);
        let read = archive::decode(&archive::encode(&kept), &mut |digest| contents.get(digest).cloned()).unwrap();
        for (before, after) in kept.iter().zip(&read) {
            prop_assert_eq!(listing(before), listing(after));
            prop_assert_eq!(before.digest(), after.digest());
        }
        // The hard links are the same too: further edits have the same effect.
        prop_assert_eq!(listing(&edited(kept[kept.len() - 1], &edits, 100)), listing(&edited(&read[read.len() - 1], &edits, 100)));
    }
}

fn names(changes: &[Change]) -> Vec<(String, ChangeKind)> {
    changes.iter().map(|change| (change.path.to_string(), change.kind)).collect()
}

#[test]
fn a_million_edits_don_t_drift() {
    // A linear congruential generator: the same edits on every run.
    let mut state = 1u64;
    let mut random = |limit: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % limit
    };
    let mut model = Model::new();
    let mut tree = start().edit();
    let mut kept: Vec<(Snapshot, Vec<String>)> = Vec::new();
    let (mut time, mut made) = (0, 0);
    while made < 1_000_000 {
        time += 1;
        let (at, other) = (random(8000) as u16, random(8000) as u16);
        let one = match random(64) {
            0..=35 => Edit::Write(at, other as u8),
            36..=45 => Edit::Mkdir(at),
            46 => Edit::Symlink(at),
            47..=48 => Edit::HardLink(other, at),
            49..=53 => Edit::Remove(at),
            54 => Edit::RemoveAll(at),
            55..=58 => Edit::Rename(at, other),
            _ => Edit::Chmod(at, other as u8),
        };
        let possible = edit(&mut tree, one, time);
        assert_eq!(possible, model.edit(one, time), "edit {time}: {one:?}");
        made += u32::from(possible);
        if possible && made % 100_000 == 0 {
            let snapshot = tree.freeze();
            assert_eq!(listing(&snapshot), model.listing(), "after {made} edits");
            assert_eq!(snapshot.digest(), model.build().digest(), "after {made} edits");
            tree = snapshot.edit();
            kept.push((snapshot, model.listing()));
        }
    }
    for (snapshot, was) in kept {
        assert_eq!(listing(&snapshot), was, "a snapshot never changes");
    }
}

#[test]
fn an_edit_in_a_wide_directory_renews_its_path_only() {
    let mut tree = Snapshot::empty().edit();
    let meta = Meta::root(0o644, Time::default());
    for number in 0..100_000 {
        tree.put(&VPathBuf::normalise(&format!("/file-{number}")), Node::file("x".into(), meta.clone()))
            .unwrap();
    }
    let before = tree.freeze();
    let mut tree = before.edit();
    tree.write(&VPathBuf::normalise("/file-5000"), "y".into(), &meta).unwrap();
    let after = tree.freeze();
    assert_ne!(before.digest(), after.digest());
    let mut compared = 0;
    let (Some(a), Some(b)) = (before.root().as_dir(), after.root().as_dir()) else {
        panic!("roots are directories")
    };
    a.compare(b, &mut |_, _| compared += 1);
    assert_eq!(compared, 1, "the rest is shared");
    assert_eq!(names(&diff(&before, &after)), [("/file-5000".to_owned(), ChangeKind::Modified)]);
}
