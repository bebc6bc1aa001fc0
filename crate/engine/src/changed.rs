//! Walking two trees side by side, past everything that they share.

use vfs::{Node, VPath, VPathBuf};

/// One path at which two trees differ; `None` where one of them has nothing.
pub(crate) type Pair<'a> = (Option<&'a Node>, Option<&'a Node>);

/// Visits every path at and below `path` at which the two differ or may differ, a directory before what is in it. What
/// both share by reference is not looked at, so that this costs what changed and not what there is.
pub(crate) fn visit<'a>(path: &VPath, pair: Pair<'a>, see: &mut dyn FnMut(&VPath, Pair<'a>)) {
    walk(&mut path.to_owned(), pair, see);
}

fn walk<'a>(path: &mut VPathBuf, pair: Pair<'a>, see: &mut dyn FnMut(&VPath, Pair<'a>)) {
    see(path, pair);
    let dir = |node: Option<&'a Node>| node.and_then(Node::as_dir);
    match (dir(pair.0), dir(pair.1)) {
        (Some(old), Some(new)) if old.ptr_eq(new) => {}
        (Some(old), Some(new)) => old.compare(new, &mut |old, new| {
            let Some(entry) = old.or(new) else { return };
            path.push(&entry.name);
            walk(path, (old.map(|entry| &entry.node), new.map(|entry| &entry.node)), see);
            path.pop();
        }),
        (Some(old), None) => {
            for entry in old {
                path.push(&entry.name);
                walk(path, (Some(&entry.node), None), see);
                path.pop();
            }
        }
        (None, Some(new)) => {
            for entry in new {
                path.push(&entry.name);
                walk(path, (None, Some(&entry.node)), see);
                path.pop();
            }
        }
        (None, None) => {}
    }
}
