//! Permissions, and paths as programs write them.

use vfs::{Errno, Follow, FsError, Kind, Meta, Node, VPath, VPathBuf};

use super::{Kernel, Task};

/// Wanted permission: the bits of one octal digit.
pub(crate) const READ: u16 = 4;
pub(crate) const WRITE: u16 = 2;
pub(crate) const SEARCH: u16 = 1;

impl Kernel<'_> {
    /// The absolute path that `text` means in `task`'s directory. `..` leaves the directory that a symbolic link led to.
    pub(crate) fn path(&self, task: &Task, text: &str) -> Result<VPathBuf, FsError> {
        if text.is_empty() {
            return Err(FsError::new(&task.cwd, Errno::ENOENT));
        }
        if !text.split('/').any(|name| name == "..") {
            return Ok(task.cwd.join(text));
        }
        let mut path = if text.starts_with('/') { VPathBuf::root() } else { task.cwd.clone() };
        for name in text.split('/') {
            match name {
                "" | "." => {}
                ".." => {
                    let (place, node) = self.tree.resolve(&path, Follow::All)?;
                    if !node.is_dir() {
                        return Err(FsError::new(&path, Errno::ENOTDIR));
                    }
                    path = place;
                    path.pop();
                }
                _ => path.push(name),
            }
        }
        Ok(path)
    }

    /// The node that `text` names, and where it stands. Devices are there even if no layer holds them.
    pub(crate) fn stat(
        &mut self,
        task: &Task,
        text: &str,
        follow: Follow,
    ) -> Result<(VPathBuf, Node), FsError> {
        let path = self.path(task, text)?;
        self.meter.burn(2 + path.as_str().len() as u64);
        // A trailing slash asks for the directory that a link leads to.
        let follow = if text.ends_with('/') { Follow::All } else { follow };
        if let Some(node) = device(&path, self.now)
            && self.tree.lookup(&path, Follow::Parent).is_err()
        {
            return Ok((path, node));
        }
        self.may_reach(task, &path)?;
        let (place, mut node) =
            self.tree.resolve(&path, follow).map(|(place, node)| (place, node.clone()))?;
        if text.ends_with('/') && !node.is_dir() {
            return Err(FsError::new(&path, Errno::ENOTDIR));
        }
        if self.settle(&place) {
            node = self.tree.lookup(&place, Follow::Never)?.clone();
        }
        Ok((place, node))
    }

    /// Whether the directories above `path` may be searched.
    pub(crate) fn may_reach(&self, task: &Task, path: &VPath) -> Result<(), FsError> {
        if task.user.uid == 0 {
            return Ok(());
        }
        for above in path.ancestors().skip(1) {
            let Ok(node) = self.tree.lookup(above, Follow::All) else { continue };
            if node.is_dir() && !allowed(task, &node.meta, SEARCH) {
                return Err(FsError::new(above, Errno::EACCES));
            }
        }
        Ok(())
    }

    /// Whether the file system at a path takes writes at all.
    pub(crate) fn may_write(&self, path: &VPath) -> Result<(), FsError> {
        let mounts = self.read_only.iter().filter(|(place, _)| path.starts_with(place));
        match mounts.max_by_key(|(place, _)| place.as_str().len()) {
            Some((_, true)) => Err(FsError::new(path, Errno::EROFS)),
            _ => Ok(()),
        }
    }

    /// Whether entries of the directory above `path` may be made and removed.
    pub(crate) fn may_change_entry(&self, task: &Task, path: &VPath) -> Result<(), FsError> {
        self.may_reach(task, path)?;
        self.may_write(path)?;
        let Some(parent) = path.parent() else { return Ok(()) };
        let dir = self.tree.lookup(parent, Follow::All)?;
        if !allowed(task, &dir.meta, WRITE) {
            return Err(FsError::new(path, Errno::EACCES));
        }
        let sticky = dir.meta.mode & 0o1000 != 0 && task.user.uid != 0 && dir.meta.uid != task.user.uid;
        match self.tree.lookup(path, Follow::Parent) {
            Ok(node) if sticky && node.meta.uid != task.user.uid => Err(FsError::new(path, Errno::EPERM)),
            _ => Ok(()),
        }
    }
}

/// Whether the user has all of the wanted bits.
pub(crate) fn allowed(task: &Task, meta: &Meta, want: u16) -> bool {
    let user = &task.user;
    if user.uid == 0 {
        return want & SEARCH == 0 || meta.mode & 0o111 != 0;
    }
    let shift = if meta.uid == user.uid {
        6
    } else if meta.gid == user.gid || user.groups.contains(&meta.gid) {
        3
    } else {
        0
    };
    (meta.mode >> shift) & want == want
}

/// Whether the user may execute a file with this metadata.
pub(crate) fn may_execute(task: &Task, meta: &Meta) -> bool {
    allowed(task, meta, SEARCH)
}

/// The device nodes that a container runtime adds to every root filesystem.
fn device(path: &VPath, now: vfs::Time) -> Option<Node> {
    let (major, minor) = match path.as_str() {
        "/dev/null" => (1, 3),
        "/dev/zero" => (1, 5),
        "/dev/full" => (1, 7),
        "/dev/random" => (1, 8),
        "/dev/urandom" => (1, 9),
        "/dev/tty" => (5, 0),
        "/dev/stdin" => return Some(Node::symlink("/proc/self/fd/0", Meta::root(0o777, now))),
        "/dev/stdout" => return Some(Node::symlink("/proc/self/fd/1", Meta::root(0o777, now))),
        "/dev/stderr" => return Some(Node::symlink("/proc/self/fd/2", Meta::root(0o777, now))),
        _ => return None,
    };
    Some(Node { meta: Meta::root(0o666, now), kind: Kind::CharDevice { major, minor } })
}
