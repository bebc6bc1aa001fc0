//! What counts as a change, by either builder's rule, and what layers of other tools do to a tree.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use vfs::{
    Blob, Change, ChangeKind, FsError, Keep, Meta, Node, Rule, Snapshot, Time, Tree, TreeOptions, VPath,
    VPathBuf, apply, diff, diff_with,
};

fn path(text: &str) -> VPathBuf {
    VPathBuf::normalise(text)
}

fn at(secs: i64) -> Meta {
    Meta::root(0o644, Time::from_secs(secs))
}

fn dir(secs: i64) -> Meta {
    Meta::root(0o755, Time::from_secs(secs))
}

/// `/d/{a,b,c}` with contents of the same name, and `/d/sub/x`, all of time 1.
fn base() -> Snapshot {
    let mut tree = Snapshot::empty().edit();
    tree.mkdir_all(&path("/d/sub"), &dir(1)).unwrap();
    for name in ["a", "b", "c", "sub/x"] {
        tree.write(&path(&format!("/d/{name}")), name.into(), &at(1)).unwrap();
    }
    for name in ["/d", "/d/sub"] {
        tree.set_mtime(&path(name), Time::from_secs(1), vfs::Follow::All).unwrap();
    }
    tree.freeze()
}

/// Changes as `+ ~ . - !` with their paths, and hard links with their targets.
fn show(changes: &[Change]) -> String {
    let line = |change: &Change| {
        let sign = match change.kind {
            ChangeKind::Added => '+',
            ChangeKind::Modified => '~',
            ChangeKind::Parent => '.',
            ChangeKind::Removed => '-',
            ChangeKind::Opaque => '!',
        };
        let link = change.link.as_ref().map(|target| format!("={target}")).unwrap_or_default();
        format!("{sign}{}{link}", change.path)
    };
    changes.iter().map(line).collect::<Vec<_>>().join(" ")
}

/// The changes of an edit at time 2, by BuildKit's rule and by the classic builder's.
#[track_caller]
fn check(edit: impl Fn(&mut Tree) -> Result<(), FsError>, buildkit: &str, classic: &str) {
    let base = base();
    let mut tree = base.edit_with(TreeOptions { overlay: true, trace: false });
    edit(&mut tree).unwrap();
    let (touched, replaced) = (tree.touched().clone(), tree.replaced().clone());
    let after = tree.freeze();
    assert_eq!(show(&diff(&base, &after)), buildkit);
    let changes = diff_with(&base, &after, Rule::Classic { touched: &touched, replaced: &replaced });
    assert_eq!(show(&changes), classic);
    assert_eq!(apply(&base, &changes).unwrap().digest(), after.digest());
}

#[test]
fn contents_and_metadata() {
    check(|_| Ok(()), "", "");
    check(|tree| tree.write(&path("/d/a"), "new".into(), &at(2)), "./d ~/d/a", "./d ~/d/a");
    check(|tree| tree.write(&path("/d/a"), "a".into(), &at(2)), "./d ~/d/a", "./d ~/d/a");
    check(|tree| tree.write(&path("/d/a"), "a".into(), &at(1)), "", "./d ~/d/a");
    check(|tree| tree.write(&path("/d/a"), "z".into(), &at(1)), "./d ~/d/a", "./d ~/d/a");
    check(|tree| tree.set_mode(&path("/d/a"), 0o600, vfs::Follow::All), "./d ~/d/a", "./d ~/d/a");
    check(|tree| tree.set_mode(&path("/d"), 0o700, vfs::Follow::All), "~/d", "~/d");
    check(|tree| tree.set_mtime(&path("/d"), Time::from_secs(9), vfs::Follow::All), "", "./d");
    check(|tree| tree.set_xattr(&path("/d/a"), "user.x", Some(b"1"), vfs::Follow::All), "", "./d ~/d/a");
    let capability =
        |tree: &mut Tree| tree.set_xattr(&path("/d/a"), vfs::CAPABILITY, Some(b"1"), vfs::Follow::All);
    check(capability, "./d ~/d/a", "./d ~/d/a");
}

#[test]
fn with_equal_fractions_of_a_second_content_is_not_compared() {
    let write = |text: &str| {
        let mut tree = Snapshot::empty().edit();
        tree.write(&path("/f"), text.into(), &Meta::root(0o644, Time { secs: 1, nanos: 5 })).unwrap();
        tree.freeze()
    };
    assert_eq!(show(&diff(&write("one"), &write("two"))), "");
    assert_eq!(show(&diff(&write("one"), &write("three"))), "~/f");
}

#[test]
fn coming_and_going() {
    let two = Time::from_secs(2);
    check(|tree| tree.remove(&path("/d/b"), two), "./d -/d/b", "./d -/d/b");
    check(|tree| tree.remove_all(&path("/d"), two), "-/d", "-/d");
    check(
        |tree| {
            tree.write(&path("/d/new"), "".into(), &at(2))?;
            tree.remove(&path("/d/new"), two)
        },
        "",
        "./d",
    );
    check(
        |tree| {
            tree.remove_all(&path("/d/sub"), two)?;
            tree.write(&path("/d/sub"), "".into(), &at(2))
        },
        "./d ~/d/sub",
        "./d ~/d/sub",
    );
    check(
        |tree| {
            tree.remove(&path("/d/a"), two)?;
            tree.mkdir(&path("/d/a"), &dir(2))?;
            tree.write(&path("/d/a/x"), "".into(), &at(2))
        },
        "./d ~/d/a +/d/a/x",
        "./d ~/d/a !/d/a +/d/a/x",
    );
    check(
        |tree| {
            tree.remove_all(&path("/d"), two)?;
            tree.mkdir(&path("/d"), &dir(2))?;
            tree.write(&path("/d/b"), "b".into(), &at(1))
        },
        "./d -/d/a -/d/c -/d/sub",
        "~/d !/d +/d/b",
    );
    check(
        |tree| tree.rename(&path("/d/sub"), &path("/e"), two),
        "./d -/d/sub +/e +/e/x",
        "./d -/d/sub +/e +/e/x",
    );
}

#[test]
fn hard_links() {
    let two = Time::from_secs(2);
    check(
        |tree| {
            tree.write(&path("/n2"), "n".into(), &at(2))?;
            tree.hard_link(&path("/n2"), &path("/n1"), two)?;
            tree.hard_link(&path("/n1"), &path("/d/n3"), two)
        },
        "./d +/d/n3 +/n1=/d/n3 +/n2=/d/n3",
        "./d +/d/n3 +/n1=/d/n3 +/n2=/d/n3",
    );
    // A link to a file below copies it up: BuildKit drops the unchanged name again, the classic builder doesn't.
    check(|tree| tree.hard_link(&path("/d/a"), &path("/n"), two), "+/n", "./d ~/d/a +/n=/d/a");
}

fn change(kind: ChangeKind, at: &str, node: Option<Node>) -> Change {
    Change { path: path(at), kind, node, link: None }
}

fn paths(tree: &Snapshot) -> String {
    tree.walk(VPath::root()).map(|(path, _)| path.into_string()).collect::<Vec<_>>().join(" ")
}

#[test]
fn layers_of_other_tools() {
    let file = || Some(Node::file(Blob::empty(), at(5)));
    // Parents are made, and what isn't there may be removed.
    let changes =
        [change(ChangeKind::Added, "/x/y/f", file()), change(ChangeKind::Removed, "/nowhere/f", None)];
    assert_eq!(paths(&apply(&Snapshot::empty(), &changes).unwrap()), "/ /x /x/y /x/y/f");
    // An opaque marker spares what its own layer brings, wherever it stands.
    let changes = [change(ChangeKind::Added, "/d/sub/new", file()), change(ChangeKind::Opaque, "/d", None)];
    assert_eq!(paths(&apply(&base(), &changes).unwrap()), "/ /d /d/sub /d/sub/new");
    let changes = [change(ChangeKind::Opaque, "/", None), change(ChangeKind::Added, "/f", file())];
    assert_eq!(paths(&apply(&base(), &changes).unwrap()), "/ /f");
    // Links among the parents stay inside.
    let link = Some(Node::symlink("../../../d", at(5)));
    let changes = [change(ChangeKind::Added, "/l", link), change(ChangeKind::Added, "/l/f", file())];
    assert_eq!(paths(&apply(&base(), &changes).unwrap()), "/ /d /d/a /d/b /d/c /d/f /d/sub /d/sub/x /l");
    // A hard link to nothing is an error.
    let nowhere = Change { link: Some(path("/nowhere")), ..change(ChangeKind::Added, "/f", None) };
    assert_eq!(apply(&base(), &[nowhere]).unwrap_err().errno, vfs::Errno::ENOENT);
}

#[test]
fn filtering_shares_what_is_kept_whole() {
    let base = base();
    let kept = base.filter(&mut |path, _| match path.as_str() {
        "/d" => Keep::Inside,
        "/d/sub" => Keep::Whole,
        "/d/a" => Keep::Here,
        _ => Keep::Nothing,
    });
    assert_eq!(paths(&kept), "/ /d /d/a /d/sub /d/sub/x");
    let sub = |tree: &Snapshot| tree.lookup(&path("/d/sub"), vfs::Follow::All).unwrap().clone();
    assert!(sub(&base).as_dir().unwrap().ptr_eq(sub(&kept).as_dir().unwrap()));
    assert_eq!(paths(&base.filter(&mut |_, _| Keep::Inside)), "/");
    assert_eq!(
        paths(&base.filter(&mut |_, node| if node.is_dir() { Keep::Here } else { Keep::Nothing })),
        "/ /d /d/sub"
    );
}

#[test]
fn digests_of_selections() {
    let base = base();
    let digest = |paths: &[&str]| {
        let paths: Vec<VPathBuf> = paths.iter().map(|text| path(text)).collect();
        base.digest_of(&paths.iter().map(|path| &**path).collect::<Vec<_>>())
    };
    assert_eq!(digest(&["/d/a", "/d/b"]), digest(&["/d/a", "/d/b"]));
    assert_ne!(digest(&["/d/a", "/d/b"]), digest(&["/d/b", "/d/a"]));
    assert_ne!(digest(&["/d/a"]), digest(&["/d/b"]));
    assert!(digest(&["/nowhere"]).is_err());
}
