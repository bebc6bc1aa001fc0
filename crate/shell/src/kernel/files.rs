//! System calls on files.

use vfs::{Blob, Errno, Follow, FsError, Kind, Meta, Node, Time, VPath, VPathBuf};

use super::access::{READ, WRITE, allowed};
use super::{Kernel, Task};
use crate::io::{Channel, Handle, OpenFile, handle};
use crate::meter::Stop;

/// How a file is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Open {
    Read,
    /// Created, or emptied.
    Write,
    Append,
    /// Created if missing, kept if not.
    Update,
}

type Done = Result<(), FsError>;

impl Kernel<'_> {
    /// Opens a file with mode 0666 less the umask if it is made.
    pub(crate) fn open(&mut self, task: &Task, text: &str, how: Open) -> Result<Handle, FsError> {
        if let Some(channel) = self.special(task, text)? {
            return Ok(channel);
        }
        let path = self.path(task, text)?;
        self.meter.burn(4 + path.as_str().len() as u64 / 4);
        self.may_reach(task, &path)?;
        let place = self.tree.destination(&path)?;
        let write = how != Open::Read;
        if how != Open::Append {
            self.settle(&place);
        }
        match self.tree.resolve(&place, Follow::Never) {
            Ok((_, node)) => {
                if node.is_dir() && write {
                    return Err(FsError::new(&place, Errno::EISDIR));
                }
                if text.ends_with('/') && !node.is_dir() {
                    return Err(FsError::new(&place, Errno::ENOTDIR));
                }
                let want = if how == Open::Read { READ } else { WRITE };
                let writes = node.as_file().is_some() && write;
                if writes && let Err(error) = self.may_write(&place) {
                    return Err(error);
                }
                if !allowed(task, &node.meta, want) {
                    return Err(FsError::new(&place, Errno::EACCES));
                }
                if write {
                    self.tree.check_writable(&place)?;
                }
                if matches!(node.kind, Kind::Fifo) {
                    return Ok(self.open_fifo(place, write));
                }
                if how == Open::Write && node.as_file().is_some() {
                    self.tree.write(&place, Blob::empty(), &Meta::root(0, self.now))?;
                }
            }
            Err(error) if error.errno == Errno::ENOENT && write => {
                if text.ends_with('/') {
                    return Err(FsError::new(&place, Errno::EISDIR));
                }
                self.may_change_entry(task, &place)?;
                let meta = self.new_meta(task, 0o666);
                self.tree.write(&place, Blob::empty(), &meta)?;
            }
            Err(error) => return Err(error),
        }
        let opened = match how {
            Open::Write | Open::Append => Blob::empty(),
            _ => self.tree.read(&place).unwrap_or_else(|_| Blob::empty()),
        };
        let readable = matches!(how, Open::Read | Open::Update);
        let append = how == Open::Append;
        let file =
            OpenFile { path: place, opened, offset: 0, readable, writable: write, append, epoch: self.epoch };
        Ok(handle(Channel::File(file)))
    }

    /// Devices and descriptors by name.
    fn special(&self, task: &Task, text: &str) -> Result<Option<Handle>, FsError> {
        if !text.contains("dev/") && !text.contains("proc/") && !task.cwd.as_str().starts_with("/dev") {
            return Ok(None);
        }
        let path = self.path(task, text)?;
        let channel = match path.as_str() {
            "/dev/null" => Channel::Null,
            "/dev/zero" => Channel::Zero,
            "/dev/full" => Channel::Full,
            "/dev/random" | "/dev/urandom" => Channel::Random,
            other => {
                let fd = match other {
                    "/dev/stdin" => "0",
                    "/dev/stdout" => "1",
                    "/dev/stderr" => "2",
                    _ => match other.strip_prefix("/dev/fd/").or(other.strip_prefix("/proc/self/fd/")) {
                        Some(fd) => fd,
                        None => return Ok(None),
                    },
                };
                let open = fd.parse().ok().and_then(|fd| task.fds.get(fd));
                return open.map(Some).ok_or_else(|| FsError::new(&path, Errno::ENOENT));
            }
        };
        Ok(Some(handle(channel)))
    }

    /// Metadata of something that `task` makes now.
    pub(crate) fn new_meta(&self, task: &Task, mode: u16) -> Meta {
        Meta { uid: task.user.uid, gid: task.user.gid, ..Meta::root(mode & !task.umask, self.now) }
    }

    /// As [`Kernel::new_meta`], with the group of a set-group-id directory.
    fn new_meta_at(&self, task: &Task, path: &VPath, mode: u16) -> Meta {
        let mut meta = self.new_meta(task, mode);
        let parent = path.parent().and_then(|parent| self.tree.lookup(parent, Follow::All).ok());
        if let Some(parent) = parent.filter(|parent| parent.meta.mode & 0o2000 != 0) {
            meta.gid = parent.meta.gid;
        }
        meta
    }

    /// A file's content.
    pub(crate) fn read(&mut self, task: &Task, text: &str) -> Result<Blob, FsError> {
        let (path, node) = self.stat(task, text, Follow::All)?;
        if !allowed(task, &node.meta, READ) {
            return Err(FsError::new(&path, Errno::EACCES));
        }
        let blob = self.tree.read(&path)?;
        self.meter.spent.read += blob.len();
        Ok(blob)
    }

    /// Writes a whole file; one that exists keeps its mode and owner.
    pub(crate) fn write(&mut self, task: &Task, text: &str, blob: Blob, mode: u16) -> Result<Done, Stop> {
        if blob.seed().is_some() {
            self.meter.modelled(blob.len());
        } else {
            self.meter.disk(blob.len())?;
        }
        Ok(self.write_unmetered(task, text, blob, mode))
    }

    fn write_unmetered(&mut self, task: &Task, text: &str, blob: Blob, mode: u16) -> Done {
        self.flush();
        let path = self.path(task, text)?;
        self.may_reach(task, &path)?;
        let place = self.tree.destination(&path)?;
        match self.tree.lookup(&place, Follow::Never) {
            Ok(_) if self.may_write(&place).is_err() => return Err(FsError::new(&place, Errno::EROFS)),
            Ok(node) if !allowed(task, &node.meta, WRITE) => return Err(FsError::new(&place, Errno::EACCES)),
            Ok(_) => {}
            Err(_) => self.may_change_entry(task, &place)?,
        }
        let meta = self.new_meta_at(task, &place, mode);
        self.tree.write(&place, blob, &meta)
    }

    /// The names in a directory, sorted by bytes.
    pub(crate) fn list(&mut self, task: &Task, text: &str) -> Result<Vec<(String, Node)>, FsError> {
        let (path, node) = self.stat(task, text, Follow::All)?;
        if node.is_dir() && !allowed(task, &node.meta, READ) {
            return Err(FsError::new(&path, Errno::EACCES));
        }
        self.flush();
        let entries = self.tree.list(&path)?;
        self.meter.burn(entries.len() as u64);
        Ok(entries.into_iter().map(|(name, node)| (name.to_string(), node.clone())).collect())
    }

    pub(crate) fn mkdir(&mut self, task: &Task, text: &str, mode: u16) -> Done {
        self.meter.burn(10 + task.cwd.as_str().len() as u64 / 4);
        let path = self.path(task, text)?;
        if self.tree.lookup(&path, Follow::Parent).is_ok() {
            return Err(FsError::new(&path, Errno::EEXIST));
        }
        self.may_change_entry(task, &path)?;
        let mut meta = self.new_meta_at(task, &path, mode);
        let inherits = path.parent().and_then(|parent| self.tree.lookup(parent, Follow::All).ok());
        meta.mode |= inherits.map_or(0, |parent| parent.meta.mode & 0o2000);
        self.tree.mkdir(&path, &meta)
    }

    pub(crate) fn symlink(&mut self, task: &Task, target: &str, text: &str) -> Done {
        let path = self.path(task, text)?;
        if self.tree.lookup(&path, Follow::Parent).is_ok() {
            return Err(FsError::new(&path, Errno::EEXIST));
        }
        self.may_change_entry(task, &path)?;
        let meta = Meta { mode: 0o777, ..self.new_meta(task, 0o777) };
        self.tree.symlink(&path, target, &meta)
    }

    pub(crate) fn hard_link(&mut self, task: &Task, existing: &str, new: &str) -> Done {
        self.flush();
        let (existing, new) = (self.path(task, existing)?, self.path(task, new)?);
        self.may_change_entry(task, &new)?;
        self.tree.hard_link(&existing, &new, self.now)
    }

    pub(crate) fn mknod(&mut self, task: &Task, text: &str, kind: Kind, mode: u16) -> Done {
        let path = self.path(task, text)?;
        self.may_change_entry(task, &path)?;
        let meta = self.new_meta_at(task, &path, mode);
        self.tree.mknod(&path, Node { meta, kind })
    }

    /// Removes anything but a directory.
    pub(crate) fn unlink(&mut self, task: &Task, text: &str) -> Done {
        self.flush();
        let path = self.path(task, text)?;
        self.may_change_entry(task, &path)?;
        let (place, node) = self.tree.resolve(&path, Follow::Parent)?;
        if node.is_dir() {
            return Err(FsError::new(&path, Errno::EISDIR));
        }
        self.forget(&place);
        self.tree.remove(&place, self.now)
    }

    pub(crate) fn rmdir(&mut self, task: &Task, text: &str) -> Done {
        let path = self.path(task, text)?;
        self.may_change_entry(task, &path)?;
        let (place, node) = self.tree.resolve(&path, Follow::Parent)?;
        if !node.is_dir() {
            return Err(FsError::new(&path, Errno::ENOTDIR));
        }
        self.tree.remove(&place, self.now)
    }

    pub(crate) fn rename(&mut self, task: &Task, from: &str, to: &str) -> Done {
        self.flush();
        let (from, to) = (self.path(task, from)?, self.path(task, to)?);
        self.may_change_entry(task, &from)?;
        self.may_change_entry(task, &to)?;
        self.forget(&from);
        self.forget(&to);
        self.tree.rename(&from, &to, self.now)
    }

    pub(crate) fn chmod(&mut self, task: &Task, text: &str, mode: u16) -> Done {
        let (path, node) = self.stat(task, text, Follow::All)?;
        self.owns(task, &path, &node)?;
        self.tree.set_mode(&path, mode, Follow::All)
    }

    pub(crate) fn chown(
        &mut self,
        task: &Task,
        text: &str,
        uid: Option<u32>,
        gid: Option<u32>,
        follow: Follow,
    ) -> Done {
        let (path, node) = self.stat(task, text, follow)?;
        let gives_away = uid.is_some_and(|uid| uid != node.meta.uid);
        let own_group = gid.is_none_or(|gid| gid == task.user.gid || task.user.groups.contains(&gid));
        if task.user.uid != 0 && (gives_away || !own_group || node.meta.uid != task.user.uid) {
            return Err(FsError::new(&path, Errno::EPERM));
        }
        self.may_write(&path)?;
        self.tree.set_owner(&path, uid, gid, follow)?;
        // Changing the owner takes the set-id bits away, as Linux does for files that can be executed.
        if node.as_file().is_some() && node.meta.mode & 0o6000 != 0 {
            let keep_gid = node.meta.mode & 0o2010 == 0o2000;
            let cleared = node.meta.mode & if keep_gid { !0o4000 } else { !0o6000 };
            self.tree.set_mode(&path, cleared, follow)?;
        }
        Ok(())
    }

    pub(crate) fn set_mtime(&mut self, task: &Task, text: &str, time: Time, follow: Follow) -> Done {
        let (path, node) = self.stat(task, text, follow)?;
        self.owns(task, &path, &node)?;
        self.tree.set_mtime(&path, time, follow)
    }

    fn owns(&self, task: &Task, path: &VPath, node: &Node) -> Done {
        self.may_write(path)?;
        if task.user.uid == 0 || task.user.uid == node.meta.uid {
            return Ok(());
        }
        Err(FsError::new(path, Errno::EPERM))
    }

    /// Notes that a name is about to stand for something else, so that open files keep what they had.
    fn forget(&mut self, path: &VPath) {
        self.epoch += 1;
        self.removed.retain(|(removed, _)| **removed != *path);
        self.removed.push((path.to_owned(), self.epoch));
    }

    /// Whether the name by which a file was opened has been taken away since.
    pub(super) fn is_stale(&self, file: &OpenFile) -> bool {
        self.removed.iter().any(|(path, epoch)| *epoch > file.epoch && *path == file.path)
    }

    /// Puts what was written last into the tree if it was written to `path`; whether it was.
    pub(crate) fn settle(&mut self, path: &VPath) -> bool {
        let here = self.dirty.as_ref().is_some_and(|(dirty, _)| **dirty == *path);
        if here {
            self.flush();
        }
        here
    }

    /// Puts what was written last into the tree.
    pub(crate) fn flush(&mut self) {
        if let Some((path, bytes)) = self.dirty.take() {
            // The file was there when it was opened; if it is gone now, so is what was written to it.
            if self.tree.lookup(&path, Follow::Never).is_ok() {
                self.meter.burn(bytes.len() as u64 / 128);
                let _ = self.tree.write(&path, Blob::from(bytes), &Meta::root(0, self.now));
            }
        }
    }

    /// The bytes of the file at `path`, to be written to.
    pub(super) fn dirty_bytes(&mut self, path: &VPathBuf) -> &mut Vec<u8> {
        if self.dirty.as_ref().is_none_or(|(dirty, _)| dirty != path) {
            self.flush();
        }
        self.meter.burn(4);
        let tree = &*self.tree;
        let content = || tree.read(path).map(|blob| blob.bytes().into_owned()).unwrap_or_default();
        &mut self.dirty.get_or_insert_with(|| (path.clone(), content())).1
    }
}

/// Whether an error means that nothing stands there.
pub(crate) fn stale(error: &FsError) -> bool {
    matches!(error.errno, Errno::ENOENT | Errno::ENOTDIR)
}
