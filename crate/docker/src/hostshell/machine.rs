//! The machine that the host's shell runs on: the files of an alpine system, and `docker`.

use vfs::{Blob, Meta, Snapshot, Time, Tree, VPathBuf};

/// Programs that are not the shell's own.
pub(super) const GUESTS: [&str; 7] = ["docker", "layerlab", "vi", "vim", "nano", "code", "history"];

/// The machine's files, with a home folder, the programs that the host runs, and `curl`.
pub(super) fn tree(base: &Snapshot, now: Time) -> Tree {
    let mut tree = base.edit();
    let executable = Meta::root(0o755, now);
    for folder in ["/root", "/usr/local/bin", "/tmp"] {
        // A folder that can't be made leaves the machine without programs, and the shell says so.
        let _ = tree.mkdir_all(&VPathBuf::normalise(folder), &executable);
    }
    for (index, name) in GUESTS.iter().chain(&["curl"]).enumerate() {
        let place = VPathBuf::normalise(&format!("/usr/local/bin/{name}"));
        let _ = tree.write(&place, Blob::synthetic(index as u64, 1 << 20), &executable);
    }
    tree
}
