//! What of a folder reaches the builder.

use dockerfile::ignore::Ignore;
use vfs::{Keep, Snapshot};

/// A folder without what an ignore file leaves out.
pub(crate) fn without_ignored(files: &Snapshot, ignore: &str) -> Snapshot {
    let ignore = Ignore::parse(ignore).tree;
    let mut walk = ignore.walk();
    files.filter(&mut |path, node| {
        let fate = walk.visit(path.relative(), node.is_dir());
        match (fate.included(), fate.descend) {
            (true, _) => Keep::Here,
            (false, true) => Keep::Inside,
            (false, false) => Keep::Nothing,
        }
    })
}
