//! Checksums of copied files: `tarsum`, version 1, as the daemon puts them into the text of COPY and ADD.
//!
//! A file's checksum counts its path, mode, owner, kind, link target, attributes and content, and not its times. A
//! directory's counts those of everything in it and of itself.

use vfs::{CAPABILITY, Digest, Hasher, Kind, Node};

/// The checksum of one node under its path relative to the source, without a leading slash. `names` tells user and
/// group by name too, as for files that come from an image.
pub(super) fn of_node(path: &str, node: &Node, names: bool) -> String {
    let mut hasher = Hasher::new();
    hasher.update(header(path, node, names).as_bytes());
    if let Some(value) = node.meta.xattrs.get(CAPABILITY) {
        hasher.update(CAPABILITY.as_bytes());
        hasher.update(value);
    }
    if let Kind::File(file) = &node.kind {
        file.blob.chunks().for_each(|chunk| hasher.update(&chunk));
    }
    hasher.finish().hex()
}

fn header(path: &str, node: &Node, names: bool) -> String {
    let slash = if node.is_dir() && !path.ends_with('/') { "/" } else { "" };
    let (kind, size, target) = match &node.kind {
        Kind::File(file) => ('0', file.blob.len(), ""),
        Kind::Symlink(target) => ('2', 0, &**target),
        Kind::CharDevice { .. } => ('3', 0, ""),
        Kind::BlockDevice { .. } => ('4', 0, ""),
        Kind::Dir(_) => ('5', 0, ""),
        Kind::Fifo => ('6', 0, ""),
    };
    let (major, minor) = match node.kind {
        Kind::CharDevice { major, minor } | Kind::BlockDevice { major, minor } => (major, minor),
        _ => (0, 0),
    };
    let (user, group) = match names {
        true => (name(node.meta.uid), name(node.meta.gid)),
        false => ("", ""),
    };
    format!(
        "name{path}{slash}mode{}uid{}gid{}size{size}typeflag{kind}linkname{target}uname{user}gname{group}devmajor{major}devminor{minor}",
        node.full_mode(),
        node.meta.uid,
        node.meta.gid,
    )
}

/// The name that the daemon's own machine has for a number. Only root is known to be the same everywhere.
fn name(id: u32) -> &'static str {
    if id == 0 { "root" } else { "" }
}

/// The checksum of a directory or of several sources: of their checksums, in the order given.
pub(super) fn of_list(prefix: &str, sums: &[String]) -> String {
    format!("{prefix}:{}", Digest::of(sums.join(",").as_bytes()).hex())
}

#[cfg(test)]
mod tests {
    use vfs::{Blob, Meta, Time};

    use super::*;

    #[test]
    fn checksums_are_those_of_a_recorded_build() {
        // `COPY a.txt /` and `COPY --from` of a file with `a\n` and `x\n`, mode 0644.
        let file =
            |text: &str| Node::file(Blob::from(text.as_bytes().to_vec()), Meta::root(0o644, Time::default()));
        let want = "7a379d0ef3d363574f9a38cf03a78aa104889c30582434cdb486f5c62436edb0";
        assert_eq!(of_node("a.txt", &file("a\n"), false), want);
        let want = "8b0867144a9c05b521d46edf8864a7e9d05e32e3b5233e190cb830151b0c0f0c";
        assert_eq!(of_node("z", &file("z\n"), true), want);
    }

    #[test]
    fn times_do_not_count_and_paths_do() {
        let file = |secs| Node::file(Blob::empty(), Meta::root(0o600, Time::from_secs(secs)));
        assert_eq!(of_node("a", &file(1), false), of_node("a", &file(2), false));
        assert_ne!(of_node("a", &file(1), false), of_node("b", &file(1), false));
    }
}
