//! The text that lists the files of a modelled layer. `docs/catalog.md` describes it.

use std::borrow::Cow;

use vfs::{Blob, FsError, Meta, Node, Time, Tree, VPath, VPathBuf, Xattrs};

/// A line that makes no sense, or that the tree refuses. Listings are part of the program and tested as a whole.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub(crate) struct ListingError {
    /// One-based.
    line: usize,
    message: String,
}

/// Makes in `tree` what the listing says. Every directory has to be listed before what lies in it.
///
/// Files have the time `time`, until a line `@ DATE` sets another one.
pub(crate) fn apply(listing: &str, tree: &mut Tree, mut time: Time) -> Result<(), ListingError> {
    let mut lines = listing.lines().enumerate().peekable();
    while let Some((index, line)) = lines.next() {
        let fail = |message: String| ListingError { line: index + 1, message };
        let line = line.trim_end();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(date) = line.strip_prefix("@ ") {
            let midnight = oci::parse_time(&format!("{date}T00:00:00Z"));
            time = midnight.ok_or_else(|| fail(format!("`{date}` is no date")))?;
            continue;
        }
        let mut text = String::new();
        while let Some((_, content)) = lines.next_if(|(_, next)| next.starts_with('|')) {
            text.push_str(content.strip_prefix("| ").or(content.strip_prefix('|')).unwrap_or_default());
            text.push('\n');
        }
        let row = Row::parse(line, text).ok_or_else(|| fail(format!("`{line}` is no row of a listing")))?;
        for path in expand(row.path) {
            let place = VPathBuf::normalise(&path);
            row.make(tree, &place, time).map_err(|error| fail(format!("{path}: {error}")))?;
        }
    }
    Ok(())
}

/// The listing with values in place of `$NAMES`: `version=22.21.1 major=22`.
pub(crate) fn fill<'t>(listing: &'t str, values: &str) -> Cow<'t, str> {
    let mut filled = Cow::Borrowed(listing);
    for (name, value) in values.split(' ').filter_map(|pair| pair.split_once('=')) {
        filled = filled.replace(&format!("${name}"), value).into();
    }
    filled
}

struct Row<'a> {
    owner: (u32, u32),
    mode: u16,
    path: &'a str,
    what: What,
}

enum What {
    Dir,
    /// Content that nobody reads, only its size counts.
    Bytes(u64),
    Text(String),
    /// Lines behind those that the file has.
    More(String),
    Link(String),
    /// Another name of a file.
    HardLink(String),
    Gone,
}

impl<'a> Row<'a> {
    fn parse(line: &'a str, text: String) -> Option<Self> {
        if let Some(path) = line.strip_prefix("- ") {
            return Some(Row { owner: (0, 0), mode: 0, path, what: What::Gone });
        }
        if let Some(path) = line.strip_prefix(">> ") {
            return Some(Row { owner: (0, 0), mode: 0, path, what: What::More(text) });
        }
        let (owner, line) = owner(line);
        if let Some((path, existing)) = line.split_once(" => ") {
            return Some(Row { owner, mode: 0, path, what: What::HardLink(existing.to_owned()) });
        }
        if let Some((path, target)) = line.split_once(" -> ") {
            return Some(Row { owner, mode: 0o777, path, what: What::Link(target.to_owned()) });
        }
        let (mode, rest) = line.split_once(' ')?;
        let mode = u16::from_str_radix(mode, 8).ok()?;
        if rest.ends_with('/') {
            return Some(Row { owner, mode, path: rest, what: What::Dir });
        }
        if let Some((path, content)) = rest.split_once(" = ") {
            return Some(Row { owner, mode, path, what: What::Text(format!("{content}\n")) });
        }
        match rest.split_once(' ') {
            Some((size, path)) => Some(Row { owner, mode, path, what: What::Bytes(size.parse().ok()?) }),
            None => Some(Row { owner, mode, path: rest, what: What::Text(text) }),
        }
    }

    fn make(&self, tree: &mut Tree, place: &VPath, time: Time) -> Result<(), FsError> {
        let (uid, gid) = self.owner;
        let meta = Meta { mode: self.mode, uid, gid, mtime: time, xattrs: Xattrs::default() };
        let node = match &self.what {
            What::Gone => return tree.remove_all(place, time),
            What::HardLink(existing) => return tree.hard_link(&VPathBuf::normalise(existing), place, time),
            What::More(text) => {
                let mut bytes = tree.read(place)?.bytes().into_owned();
                bytes.extend_from_slice(text.as_bytes());
                return tree.write(place, Blob::from(bytes), &meta);
            }
            What::Dir if tree.exists(place) => {
                tree.set_mode(place, self.mode, vfs::Follow::Parent)?;
                return tree.set_mtime(place, time, vfs::Follow::Parent);
            }
            What::Dir => Node::dir(meta),
            What::Bytes(size) => Node::file(Blob::synthetic(seed(place.as_str(), *size), *size), meta),
            What::Text(text) => Node::file(Blob::from(text.as_str()), meta),
            What::Link(target) => Node::symlink(target, meta),
        };
        tree.put(place, node)
    }
}

/// A leading `uid:gid `; root without one.
fn owner(line: &str) -> ((u32, u32), &str) {
    let parsed = line.split_once(' ').and_then(|(word, rest)| {
        let (uid, gid) = word.split_once(':')?;
        Some(((uid.parse().ok()?, gid.parse().ok()?), rest))
    });
    parsed.unwrap_or(((0, 0), line))
}

/// `bin/{ash,sh}` and `lib/{1..3}.so`: one path for each alternative.
fn expand(path: &str) -> Vec<String> {
    let Some((before, rest)) = path.split_once('{') else { return vec![path.to_owned()] };
    let Some((inside, after)) = rest.split_once('}') else { return vec![path.to_owned()] };
    let range = inside.split_once("..").and_then(|(from, to)| Some((from.parse().ok()?, to.parse().ok()?)));
    let choices: Vec<String> = match range {
        Some((from, to)) => (from..=to).map(|number: u32| number.to_string()).collect(),
        None => inside.split(',').map(str::to_owned).collect(),
    };
    let tails = expand(after);
    let with_tail = |choice: &String| -> Vec<String> {
        tails.iter().map(|tail| format!("{before}{choice}{tail}")).collect()
    };
    choices.iter().flat_map(with_tail).collect()
}

/// FNV-1a over path and size: the same file has the same bytes wherever it occurs.
fn seed(path: &str, size: u64) -> u64 {
    let bytes = path.bytes().chain(size.to_le_bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use vfs::Snapshot;

    use super::*;

    fn check(listing: &str, expected: Expect) {
        let mut tree = Snapshot::empty().edit();
        let out = match apply(listing, &mut tree, Time::default()) {
            Err(error) => error.to_string(),
            Ok(()) => tree
                .freeze()
                .walk(VPath::root())
                .skip(1)
                .map(|(path, node)| {
                    let target = node.as_symlink().map(|target| format!(" -> {target}")).unwrap_or_default();
                    let meta = &node.meta;
                    let mode = node.full_mode();
                    format!(
                        "{mode:o} {}:{} {} {}{target}\n",
                        meta.uid,
                        meta.gid,
                        node.size(),
                        path.relative()
                    )
                })
                .collect(),
        };
        expected.assert_eq(&out);
    }

    #[test]
    fn rows() {
        check(
            "# a comment\n@ 2024-07-22\n755 bin/\n755 1000 bin/busybox\nbin/{sh,ash} -> /bin/busybox\n755 etc/\n\
             644 etc/name = box\n644 etc/passwd\n| root:x\n|\n1000:1000 700 home/\n644 10 home/{1..2}.{a,b}\n- bin/ash\n\
             >> etc/name\n| two\nbin/bb => bin/busybox\n",
            expect![[r#"
                40755 0:0 0 bin
                100755 0:0 1000 bin/bb
                100755 0:0 1000 bin/busybox
                120777 0:0 12 bin/sh -> /bin/busybox
                40755 0:0 0 etc
                100644 0:0 8 etc/name
                100644 0:0 8 etc/passwd
                40700 1000:1000 0 home
                100644 0:0 10 home/1.a
                100644 0:0 10 home/1.b
                100644 0:0 10 home/2.a
                100644 0:0 10 home/2.b
            "#]],
        );
    }

    #[test]
    fn mistakes_name_their_line() {
        check("@ soon", expect!["line 1: `soon` is no date"]);
        check("\n755 a/b/c/", expect!["line 2: a/b/c/: No such file or directory"]);
        check("what", expect!["line 1: `what` is no row of a listing"]);
    }
}
