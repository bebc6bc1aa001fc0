//! Single operations, as data: a list of commands, then the tree they give.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use vfs::{Errno, Follow, Kind, Meta, Node, Snapshot, Time, Tree, TreeOptions, VPathBuf};

fn path(text: &str) -> VPathBuf {
    VPathBuf::normalise(text)
}

/// Runs one command at a time: `w PATH TEXT`, `d PATH` (mkdir), `D PATH` (mkdir -p), `l PATH TARGET` (symlink),
/// `h OLD NEW` (hard link), `r PATH`, `R PATH` (rm -r), `m FROM TO`, `c PATH MODE`.
fn run(tree: &mut Tree, command: &str, time: i64) -> Result<(), Errno> {
    let words: Vec<&str> = command.split(' ').collect();
    let time = Time::from_secs(time);
    let file = Meta::root(0o644, time);
    let dir = Meta::root(0o755, time);
    let result = match words[..] {
        ["w", at, text] => tree.write(&path(at), text.into(), &file),
        ["d", at] => tree.mkdir(&path(at), &dir),
        ["D", at] => tree.mkdir_all(&path(at), &dir).map(drop),
        ["l", at, target] => tree.symlink(&path(at), target, &file),
        ["h", old, new] => tree.hard_link(&path(old), &path(new), time),
        ["r", at] => tree.remove(&path(at), time),
        ["R", at] => tree.remove_all(&path(at), time),
        ["m", from, to] => tree.rename(&path(from), &path(to), time),
        ["c", at, mode] => tree.set_mode(&path(at), u16::from_str_radix(mode, 8).unwrap(), Follow::All),
        _ => panic!("unknown command {command}"),
    };
    result.map_err(|error| error.errno)
}

fn show(tree: &Snapshot) -> String {
    let line = |(at, node): (VPathBuf, &Node)| match &node.kind {
        Kind::Dir(_) if at.is_root() => None,
        Kind::Dir(_) => Some(format!("{at}/ {}", node.meta.mtime.secs)),
        Kind::File(file) => {
            Some(format!("{at}={} {}", String::from_utf8_lossy(&file.blob.bytes()), node.meta.mtime.secs))
        }
        Kind::Symlink(target) => Some(format!("{at}->{target}")),
        _ => Some(at.to_string()),
    };
    tree.walk(&VPathBuf::root()).filter_map(line).collect::<Vec<_>>().join(", ")
}

/// Every command gets the next second as its time, from 1 on; the last may be expected to fail.
#[track_caller]
fn check(commands: &[&str], expected: Result<&str, Errno>) {
    let mut tree = Snapshot::empty().edit();
    for (index, command) in commands.iter().enumerate() {
        let before = show(&tree.snapshot());
        if let Err(errno) = run(&mut tree, command, index as i64 + 1) {
            assert_eq!(show(&tree.snapshot()), before, "a failed `{command}` changes nothing");
            assert_eq!(Err(errno), expected.map(str::to_owned), "{command}");
            return;
        }
    }
    assert_eq!(Ok(show(&tree.freeze())), expected.map(str::to_owned));
}

#[test]
fn writing() {
    check(&["w /a x"], Ok("/a=x 1"));
    check(&["w /a x", "c /a 600", "w /a y"], Ok("/a=y 3"));
    check(&["d /d", "w /d/a x", "w /d/a y"], Ok("/d/ 2, /d/a=y 3"));
    check(&["d /d", "l /l d/f", "w /l x"], Ok("/d/ 3, /d/f=x 3, /l->d/f"));
    check(&["w /d/a x"], Err(Errno::ENOENT));
    check(&["w /a x", "w /a/b y"], Err(Errno::ENOTDIR));
    check(&["d /d", "w /d x"], Err(Errno::EISDIR));
    check(&["w / x"], Err(Errno::EISDIR));
    check(&["l /l nowhere/f", "w /l x"], Err(Errno::ENOENT));
}

#[test]
fn directories() {
    check(&["D /a/b/c"], Ok("/a/ 1, /a/b/ 1, /a/b/c/ 1"));
    check(&["d /a", "l /l a", "D /l/b/c"], Ok("/a/ 3, /a/b/ 3, /a/b/c/ 3, /l->a"));
    check(&["l /l a/b", "D /l"], Ok("/a/ 2, /a/b/ 2, /l->a/b"));
    check(&["d /a", "d /a"], Err(Errno::EEXIST));
    check(&["l /a nowhere", "d /a"], Err(Errno::EEXIST));
    check(&["d /a/b"], Err(Errno::ENOENT));
    check(&["w /a x", "D /a/b"], Err(Errno::ENOTDIR));
    check(&["d /"], Err(Errno::EEXIST));
}

#[test]
fn removing() {
    check(&["d /d", "w /d/a x", "r /d/a"], Ok("/d/ 3"));
    check(&["d /d", "w /d/a x", "R /d"], Ok(""));
    check(&["d /d", "l /l d", "r /l"], Ok("/d/ 1"));
    check(&["d /d", "w /d/a x", "r /d"], Err(Errno::ENOTEMPTY));
    check(&["r /a"], Err(Errno::ENOENT));
    check(&["R /"], Err(Errno::EBUSY));
}

#[test]
fn renaming() {
    check(&["d /d", "w /a x", "m /a /d/b"], Ok("/d/ 3, /d/b=x 2"));
    check(&["w /a x", "w /b y", "m /a /b"], Ok("/b=x 1"));
    check(&["D /a/b", "d /c", "m /a /c"], Ok("/c/ 1, /c/b/ 1"));
    check(&["w /a x", "m /a /a"], Ok("/a=x 1"));
    check(&["w /a x", "h /a /b", "m /a /b"], Ok("/a=x 1, /b=x 1"));
    check(&["D /a/b", "m /a /a/b/c"], Err(Errno::EINVAL));
    check(&["d /a", "D /c/d", "m /a /c"], Err(Errno::ENOTEMPTY));
    check(&["d /a", "w /b x", "m /a /b"], Err(Errno::ENOTDIR));
    check(&["d /a", "w /b x", "m /b /a"], Err(Errno::EISDIR));
    check(&["m /a /b"], Err(Errno::ENOENT));
    check(&["w /a x", "m /a /c/b"], Err(Errno::ENOENT));
    check(&["m / /a"], Err(Errno::EINVAL));
}

#[test]
fn hard_links() {
    check(&["w /a x", "h /a /b", "w /b y"], Ok("/a=y 3, /b=y 3"));
    check(&["w /a x", "h /a /b", "r /a", "w /b y"], Ok("/b=y 4"));
    check(&["d /d", "w /d/a x", "h /d/a /b", "m /d /e", "w /b y"], Ok("/b=y 5, /e/ 2, /e/a=y 5"));
    check(&["d /d", "h /d /e"], Err(Errno::EPERM));
    check(&["w /a x", "w /b x", "h /a /b"], Err(Errno::EEXIST));
}

#[test]
fn links_of_the_base_part_on_an_overlay() {
    let mut base = Snapshot::empty().edit();
    ["w /a x", "h /a /b", "h /a /c"].iter().for_each(|command| run(&mut base, command, 1).unwrap());
    let base = base.freeze();
    let mut tree = base.edit_with(TreeOptions { overlay: true, trace: false });
    ["w /a y", "h /b /d", "w /d z"].iter().for_each(|command| run(&mut tree, command, 2).unwrap());
    assert_eq!(show(&tree.freeze()), "/a=y 2, /b=z 2, /c=x 1, /d=z 2");
    assert_eq!(base.names_of(&path("/b")).unwrap(), [path("/a"), path("/b"), path("/c")]);
}

#[test]
fn subtrees_bring_their_links_along() {
    let mut base = Snapshot::empty().edit();
    ["d /d", "w /d/a x", "h /d/a /d/b"].iter().for_each(|command| run(&mut base, command, 1).unwrap());
    let dir = base.lookup(&path("/d"), Follow::All).unwrap().clone();
    base.put(&path("/e"), dir).unwrap();
    run(&mut base, "w /e/a y", 2).unwrap();
    assert_eq!(show(&base.freeze()), "/d/ 1, /d/a=x 1, /d/b=x 1, /e/ 1, /e/a=y 2, /e/b=y 2");
}

#[test]
fn symbolic_links_stay_inside() {
    let mut tree = Snapshot::empty().edit();
    for command in [
        "D /a/b",
        "w /a/f x",
        "l /up ../../a/f",
        "l /abs /a/f",
        "l /a/b/up ../f",
        "l /loop loop",
        "l /dir a/b",
    ] {
        run(&mut tree, command, 1).unwrap();
    }
    let tree = tree.freeze();
    for at in ["/up", "/abs", "/a/b/up", "/dir/up"] {
        let (place, _) = tree.resolve(&path(at), Follow::All).unwrap();
        assert_eq!(place.as_str(), "/a/f", "{at}");
    }
    let errno = |at: &str, follow| tree.lookup(&path(at), follow).map(|_| ()).map_err(|error| error.errno);
    assert_eq!(errno("/loop", Follow::All), Err(Errno::ELOOP));
    assert_eq!(errno("/loop", Follow::Parent), Ok(()));
    assert_eq!(errno("/loop/x", Follow::Parent), Err(Errno::ELOOP));
    assert_eq!(errno("/dir/up", Follow::Parent), Ok(()));
    assert_eq!(errno("/dir/up", Follow::Never), Err(Errno::ENOTDIR));
    assert_eq!(errno("/abs/x", Follow::All), Err(Errno::ENOTDIR));
    assert_eq!(tree.destination(&path("/dir/new/x")).unwrap(), path("/a/b/new/x"));
}

#[test]
fn forty_links_are_followed_and_no_more() {
    let mut tree = Snapshot::empty().edit();
    run(&mut tree, "w /l0 x", 1).unwrap();
    for n in 1..=vfs::MAX_LINKS + 1 {
        run(&mut tree, &format!("l /l{n} l{}", n - 1), 1).unwrap();
    }
    let read = |n: usize| tree.read(&path(&format!("/l{n}"))).map(drop).map_err(|error| error.errno);
    assert_eq!(read(vfs::MAX_LINKS), Ok(()));
    assert_eq!(read(vfs::MAX_LINKS + 1), Err(Errno::ELOOP));
}

#[test]
fn names_and_depth_are_limited() {
    let name = |len: usize| format!("w /{} x", "n".repeat(len));
    check(&[&name(256)], Err(Errno::ENAMETOOLONG));
    check(&["w /a\0b x"], Err(Errno::EINVAL));
    let deep = |depth: usize| "/d".repeat(depth);
    let full = format!("D {}", deep(vfs::MAX_DEPTH));
    check(
        &[&full, &format!("w {}/f x", deep(vfs::MAX_DEPTH - 1))],
        Ok(&{
            let mut dirs: Vec<_> = (1..=vfs::MAX_DEPTH).map(|depth| format!("{}/ 1", deep(depth))).collect();
            let touched = dirs.len() - 2;
            dirs[touched] = format!("{}/ 2", deep(vfs::MAX_DEPTH - 1));
            dirs.push(format!("{}/f=x 2", deep(vfs::MAX_DEPTH - 1)));
            dirs.join(", ")
        }),
    );
    check(&[&full, &format!("d {}", deep(vfs::MAX_DEPTH + 1))], Err(Errno::ENAMETOOLONG));
    check(&[&full, "d /x", "m /d /x/d"], Err(Errno::ENAMETOOLONG));
}

#[test]
fn reads_and_writes_are_recorded() {
    let mut tree = Snapshot::empty().edit_with(TreeOptions { overlay: true, trace: true });
    ["d /d", "w /d/a x", "l /l d/a", "c /d 700"]
        .iter()
        .for_each(|command| run(&mut tree, command, 1).unwrap());
    let _ = (tree.read(&path("/l")), tree.list(&path("/d")), tree.lookup(&path("/nope"), Follow::All));
    let touched: Vec<_> = tree.touched().iter().map(|path| path.as_str()).collect();
    assert_eq!(touched, ["/d", "/d/a", "/l"]);
    let reads: Vec<_> = tree.reads().into_iter().map(|(path, access)| format!("{access:?} {path}")).collect();
    assert_eq!(reads, ["Stat /d", "List /d", "Stat /d/a", "Content /d/a", "Missing /nope"]);
}
