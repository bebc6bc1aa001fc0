//! The files that a user works on: the build context of the page.

use dockerfile::ignore::Ignore;
use vfs::{Blob, Errno, Follow, FsError, Kind, Meta, Node, Snapshot, Time, VPath, VPathBuf};

use crate::error::{Error, lower_first};
use crate::request::{Entry, HostRequest, Response};

/// A file of a project is at most this long. Larger ones don't fit into a page together with their layers.
pub const MAX_FILE: u64 = 64 * 1024 * 1024;

/// What a path is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    File,
    Dir,
    Symlink,
    Fifo,
    Device,
}

impl EntryKind {
    /// The kind of a node.
    #[must_use]
    pub fn of(node: &Node) -> Self {
        match node.kind {
            Kind::File(_) => EntryKind::File,
            Kind::Dir(_) => EntryKind::Dir,
            Kind::Symlink(_) => EntryKind::Symlink,
            Kind::Fifo => EntryKind::Fifo,
            Kind::CharDevice { .. } | Kind::BlockDevice { .. } => EntryKind::Device,
        }
    }
}

/// A path of the project, relative to its root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectEntry {
    pub path: String,
    pub kind: EntryKind,
    /// Permission bits.
    pub mode: u16,
    /// Bytes; of a link, the length of its target.
    pub size: u64,
    /// Seconds since the epoch.
    pub mtime: i64,
    /// Where a link points.
    pub target: Option<String>,
    /// The rule of `.dockerignore` that keeps the path out of the build context.
    pub ignored_by: Option<IgnoreRule>,
}

/// A line of `.dockerignore`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IgnoreRule {
    /// One-based.
    pub line: u32,
    pub pattern: String,
}

/// A tree of files and how it is edited. Paths are relative to the root; `..` is refused rather than cut off.
#[derive(Debug, Clone)]
pub(crate) struct Project {
    pub(crate) tree: Snapshot,
}

impl Project {
    pub(crate) fn empty() -> Self {
        Project { tree: Snapshot::empty() }
    }

    pub(crate) fn entries(&self) -> Vec<ProjectEntry> {
        let ignore = self.ignore_text().map(|text| Ignore::parse(&text).tree);
        self.tree
            .walk(VPath::root())
            .filter(|(path, _)| !path.is_root())
            .map(|(path, node)| ProjectEntry {
                ignored_by: ignore.as_ref().and_then(|ignore| rule_against(ignore, path.relative())),
                kind: EntryKind::of(node),
                mode: node.meta.mode,
                size: node.size(),
                mtime: node.meta.mtime.secs,
                target: node.as_symlink().map(str::to_owned),
                path: path.relative().to_owned(),
            })
            .collect()
    }

    pub(crate) fn read(&self, path: &str) -> Result<Blob, Error> {
        self.tree.read(&place(path)?).map_err(at(path))
    }

    /// The content of a file as text; bytes that are none are replaced.
    pub(crate) fn text(&self, path: &str) -> Result<String, Error> {
        Ok(String::from_utf8_lossy(&self.read(path)?.bytes()).into_owned())
    }

    /// Writes a file; directories above that are missing are made. An existing file keeps its mode unless one is given.
    pub(crate) fn write(
        &mut self,
        path: &str,
        bytes: Vec<u8>,
        mode: Option<u16>,
        time: Time,
    ) -> Result<(), Error> {
        let place = place(path)?;
        let size = bytes.len() as u64;
        if size > MAX_FILE {
            return Err(Error::TooLarge { path: path.to_owned(), size, limit: MAX_FILE });
        }
        self.edit(path, |tree| {
            if let Some(parent) = place.parent() {
                tree.mkdir_all(parent, &Meta::root(0o755, time))?;
            }
            tree.write(&place, Blob::from(bytes), &Meta::root(mode.unwrap_or(0o644), time))?;
            match mode {
                Some(mode) => tree.set_mode(&place, mode, Follow::All),
                None => Ok(()),
            }
        })
    }

    pub(crate) fn make_dir(&mut self, path: &str, time: Time) -> Result<(), Error> {
        let place = place(path)?;
        self.edit(path, |tree| tree.mkdir_all(&place, &Meta::root(0o755, time)).map(drop))
    }

    pub(crate) fn remove(&mut self, path: &str, time: Time) -> Result<(), Error> {
        let place = place(path)?;
        self.edit(path, |tree| tree.remove_all(&place, time))
    }

    pub(crate) fn rename(&mut self, from: &str, to: &str, time: Time) -> Result<(), Error> {
        let (source, target) = (place(from)?, place(to)?);
        self.edit(from, |tree| {
            if let Some(parent) = target.parent() {
                tree.mkdir_all(parent, &Meta::root(0o755, time))?;
            }
            tree.rename(&source, &target, time)
        })
    }

    pub(crate) fn chmod(&mut self, path: &str, mode: u16) -> Result<(), Error> {
        let place = place(path)?;
        self.edit(path, |tree| tree.set_mode(&place, mode, Follow::All))
    }

    pub(crate) fn symlink(&mut self, path: &str, target: &str, time: Time) -> Result<(), Error> {
        let place = place(path)?;
        self.edit(path, |tree| tree.symlink(&place, target, &Meta::root(0o777, time)))
    }

    /// Answers what a command in the directory `cwd` asks of the machine it runs on.
    pub(crate) fn answer(&mut self, request: &HostRequest, cwd: &str, now: Time) -> Response {
        let place = VPathBuf::normalise(cwd).join(request.path());
        let path = place.relative();
        let answered = match request {
            HostRequest::Stat { .. } => {
                let node = self.tree.lookup(&place, Follow::All).ok();
                Ok(Response::Stat(node.map(|node| entry(String::new(), node))))
            }
            HostRequest::ReadFile { .. } => {
                self.tree.read(&place).map(|blob| Response::Bytes(blob.bytes().into_owned()))
            }
            HostRequest::List { .. } => self.list(&place).map(Response::List),
            HostRequest::ReadFiles { paths, .. } => {
                let read = |path: &String| match self.tree.read(&place.join(path)) {
                    Ok(blob) => Ok(blob.bytes().into_owned()),
                    Err(error) => Err(lower_first(&error.to_string())),
                };
                Ok(Response::Files(paths.iter().map(read).collect()))
            }
            HostRequest::ReadStdin | HostRequest::Input => Ok(Response::Bytes(Vec::new())),
            HostRequest::Edit { .. } => Ok(Response::Done),
            HostRequest::WriteFile { bytes, mode, .. } => {
                return done(self.write(path, bytes.clone(), Some(*mode), now));
            }
            HostRequest::MakeDir { .. } if place.is_root() => Ok(Response::Done),
            HostRequest::MakeDir { .. } => return done(self.make_dir(path, now)),
            HostRequest::Symlink { target, .. } => return done(self.symlink(path, target, now)),
            HostRequest::Remove { .. } => {
                return match self.remove(path, now) {
                    Err(Error::File { error, .. }) if error.errno == Errno::ENOENT => Response::Done,
                    other => done(other),
                };
            }
        };
        answered.unwrap_or_else(|error: FsError| Response::Failed(lower_first(&error.to_string())))
    }

    fn list(&self, place: &VPath) -> Result<Vec<Entry>, FsError> {
        let (root, node) = self.tree.resolve(place, Follow::All)?;
        if !node.is_dir() {
            return Err(FsError::new(&root, Errno::ENOTDIR));
        }
        let below = |place: &VPath| place.strip_prefix(&root).unwrap_or_default().to_owned();
        Ok(self.tree.walk(&root).map(|(place, node)| entry(below(&place), node)).collect())
    }

    fn edit(
        &mut self,
        path: &str,
        change: impl FnOnce(&mut vfs::Tree) -> Result<(), FsError>,
    ) -> Result<(), Error> {
        let mut tree = self.tree.edit();
        change(&mut tree).map_err(at(path))?;
        self.tree = tree.freeze();
        Ok(())
    }

    pub(crate) fn ignore_text(&self) -> Option<String> {
        let text = self.tree.read(VPath::new("/.dockerignore").ok()?).ok()?;
        Some(String::from_utf8_lossy(&text.bytes()).into_owned())
    }
}

/// The rule that keeps a path out of the build context, if one does.
fn rule_against(ignore: &Ignore, path: &str) -> Option<IgnoreRule> {
    let decision = ignore.decide(path);
    let pattern = ignore.patterns.get(decision.by.filter(|_| decision.excluded)?)?;
    Some(IgnoreRule { line: pattern.line, pattern: pattern.text.clone() })
}

/// A node as a front end would list it.
fn entry(path: String, node: &Node) -> Entry {
    Entry {
        path,
        kind: EntryKind::of(node),
        mode: node.meta.mode,
        mtime: (node.meta.mtime.secs, node.meta.mtime.nanos),
        size: node.size(),
        target: node.as_symlink().map(str::to_owned),
        inode: None,
    }
}

fn done(result: Result<(), Error>) -> Response {
    match result {
        Ok(()) => Response::Done,
        Err(Error::File { error, .. }) => Response::Failed(lower_first(&error.to_string())),
        Err(error) => Response::Failed(error.to_string()),
    }
}

fn at(path: &str) -> impl FnOnce(FsError) -> Error {
    move |error| Error::File { path: path.to_owned(), error }
}

/// Where a path of the project lies.
fn place(path: &str) -> Result<VPathBuf, Error> {
    let invalid = |reason| Err(Error::InvalidPath { path: path.to_owned(), reason });
    match path {
        _ if path.contains('\0') => invalid("it contains a NUL byte"),
        _ if path.split('/').any(|name| name == "..") => invalid("it leaves the project"),
        _ => match VPathBuf::normalise(path) {
            place if place.is_root() => invalid("it names the project itself"),
            place => Ok(place),
        },
    }
}
