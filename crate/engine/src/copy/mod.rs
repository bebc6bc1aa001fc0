//! Copying files from one tree into another, as BuildKit's `fsutil/copy` does, which is neither `cp -a` nor `rsync`.
//!
//! What stands out: the directory that is copied to keeps its mode and owner and gets the time of the source;
//! directories below it get mode, owner and time of theirs, whether or not they existed; what is copied replaces files
//! but never directories.

mod chmod;
mod unpack;

use std::collections::BTreeMap;
use std::fmt;

use vfs::{Errno, Follow, FsError, Kind, LinkId, Meta, Node, Snapshot, Time, Tree, VPath, VPathBuf};

use crate::copy::chmod::Mode;
use crate::glob;
use crate::op::file::{Chmod, Copy};
use crate::pattern::{Match, Patterns};

pub(crate) use self::chmod::check as check_mode;
pub(crate) use self::unpack::{entries, place_all};

/// Why something could not be copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CopyError {
    /// As the file system words it: what was tried, where, why.
    Fs {
        /// `lstat`, `mkdir` …
        action: &'static str,
        /// The error with its path.
        error: FsError,
    },
    /// In fsutil's own words.
    Other(String),
}

impl fmt::Display for CopyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fs { action, error } => {
                write!(f, "{action} {}: {}", error.path, error.errno.text().to_lowercase())
            }
            Self::Other(text) => text.fmt(f),
        }
    }
}

impl From<FsError> for CopyError {
    fn from(error: FsError) -> Self {
        Self::Fs { action: "lstat", error }
    }
}

/// The entries of a tar archive: plain, or in gzip, bzip2, xz or zstd; `None` if it is none. `name` is what errors call it.
pub fn unpack_archive(name: &str, bytes: &[u8]) -> Result<Option<Vec<vfs::Change>>, String> {
    entries(name, bytes).map_err(|error| error.to_string())
}

/// Who gets the files, as numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ids {
    /// The user.
    pub uid: u32,
    /// The group.
    pub gid: u32,
}

/// Copies what `copy` says from `source` into `tree`; what has no time of its own gets `now`. Returns about how many
/// bytes that were: the size of the sources.
///
/// After an error the tree is half changed and must be dropped.
pub(crate) fn copy(
    tree: &mut Tree,
    source: &Snapshot,
    copy: &Copy,
    owner: Option<Ids>,
    now: Time,
) -> Result<u64, CopyError> {
    let mut bytes = 0;
    let sources = match copy.wildcard {
        true => expand(source, &copy.source)?,
        false => vec![VPathBuf::normalise(&copy.source)],
    };
    let mode = copy.mode.as_ref().map(Mode::parse).transpose().map_err(CopyError::Other)?;
    for path in sources {
        bytes += source.lookup(&path, Follow::All).map_or(0, Node::content_size);
        if copy.unpack && unpack::unpack(tree, source, &path, copy, owner, now)? {
            continue;
        }
        let mut copier = Copier {
            tree,
            source,
            owner,
            mode: mode.as_ref(),
            include: Patterns::optional(&copy.include).map_err(CopyError::Other)?,
            exclude: Patterns::optional(&copy.exclude).map_err(CopyError::Other)?,
            links: BTreeMap::new(),
            parents: Vec::new(),
            now,
        };
        copier.run(&path, copy)?;
    }
    Ok(bytes)
}

/// The paths that a source stands for: itself, or if it is a pattern all that match, in walk order. Below a directory
/// that matches nothing more is looked for.
pub(crate) fn expand(source: &Snapshot, path: &str) -> Result<Vec<VPathBuf>, FsError> {
    let (plain, pattern) = glob::split(path);
    let plain = VPathBuf::normalise(&plain);
    if pattern.is_empty() {
        return Ok(vec![plain]);
    }
    let (base, _) = source.resolve(&plain, Follow::All)?;
    let mut found: Vec<VPathBuf> = Vec::new();
    for (path, _) in source.walk(&base) {
        let below = found.last().is_some_and(|last| path.starts_with(last));
        let relative = path.strip_prefix(&base).unwrap_or("");
        if !below && !relative.is_empty() && glob::matches(&pattern, relative) {
            found.push(path);
        }
    }
    Ok(found)
}

struct Copier<'a> {
    tree: &'a mut Tree,
    source: &'a Snapshot,
    owner: Option<Ids>,
    mode: Option<&'a Mode>,
    include: Option<Patterns>,
    exclude: Option<Patterns>,
    /// Where the first name of a hard-linked file went.
    links: BTreeMap<LinkId, VPathBuf>,
    /// The directories around what is being copied, with patterns only: source, target, whether it is made.
    parents: Vec<(VPathBuf, VPathBuf, bool)>,
    now: Time,
}

/// What patterns said about the directory above.
#[derive(Clone, Default)]
struct Matched {
    include: Match,
    exclude: Match,
}

impl Copier<'_> {
    fn run(&mut self, path: &VPath, copy: &Copy) -> Result<(), CopyError> {
        let destination = copy.destination.as_str();
        let directory = match destination.rfind('/') {
            Some(slash) => destination.get(..=slash).unwrap_or("/"),
            None => "/",
        };
        self.mkdir_all(&VPathBuf::normalise(directory), copy.mode.as_ref())?;
        let target = self.tree.destination(&VPathBuf::normalise(destination))?;
        let followed = match copy.follow_links {
            true => self.source.resolve(path, Follow::All).map(|(path, _)| path),
            false => self.source.resolve(path, Follow::Parent).map(|(path, _)| path),
        }
        .map_err(|error| CopyError::Fs { action: "lstat", error: FsError::new(path, error.errno) })?;
        let target = self.prepare(&followed, path, target, copy)?;
        self.copy(&followed, "", &target, false, &Matched::default())
    }

    /// Where exactly to copy to: into a directory that exists under the source's name. Makes what is missing.
    fn prepare(
        &mut self,
        followed: &VPath,
        path: &VPath,
        mut target: VPathBuf,
        copy: &Copy,
    ) -> Result<VPathBuf, CopyError> {
        let from = self.source.lookup(followed, Follow::Never)?.is_dir();
        let to = match self.tree.lookup(&target, Follow::All) {
            Ok(node) => Some(node.is_dir()),
            Err(error) if error.errno == Errno::ENOENT => None,
            Err(error) => return Err(CopyError::Fs { action: "stat", error }),
        };
        let into = if from { !copy.contents_only && to.is_some() } else { to == Some(true) };
        if into && let Some(name) = path.name() {
            target.push(name);
        }
        let directory = match target.parent() {
            _ if copy.contents_only && from && to.is_none() => target.clone(),
            Some(parent) => parent.to_owned(),
            None => VPathBuf::root(),
        };
        self.mkdir_all(&directory, copy.mode.as_ref())?;
        Ok(target)
    }

    /// Makes a directory and those above it; `--chmod` in octal counts for them, too.
    fn mkdir_all(&mut self, path: &VPath, mode: Option<&Chmod>) -> Result<(), CopyError> {
        let mode = match mode {
            Some(Chmod::Octal(mode)) => *mode,
            _ => 0o755,
        };
        mkdir_all(self.tree, path, mode, self.owner, self.now)
    }

    fn copy(
        &mut self,
        from: &VPath,
        relative: &str,
        to: &VPath,
        below: bool,
        matched: &Matched,
    ) -> Result<(), CopyError> {
        let node = self.source.lookup(from, Follow::Never)?.clone();
        let (included, matched) = self.wanted(relative, matched);
        if node.is_dir() {
            return self.copy_directory(from, &node, relative, to, below, included, &matched);
        }
        if !included {
            return Ok(());
        }
        self.make_parents(below)?;
        match self.tree.lookup(to, Follow::Parent) {
            Ok(old) if old.is_dir() => {
                return Err(CopyError::Other(format!("cannot replace to directory {to} with file")));
            }
            Ok(_) => self.tree.remove(to, self.now)?,
            Err(error) if error.errno == Errno::ENOENT => {}
            Err(error) => return Err(error.into()),
        }
        self.create(node, to)
    }

    fn wanted(&self, relative: &str, above: &Matched) -> (bool, Matched) {
        let mut matched = Matched::default();
        if relative.is_empty() {
            return (true, matched);
        }
        let mut included = true;
        if let Some(include) = &self.include {
            (included, matched.include) = include.matches(relative, &above.include);
        }
        if let Some(exclude) = &self.exclude {
            let (excluded, info) = exclude.matches(relative, &above.exclude);
            included &= !excluded;
            matched.exclude = info;
        }
        (included, matched)
    }

    #[expect(clippy::too_many_arguments, reason = "a recursion over two trees with what was decided above")]
    fn copy_directory(
        &mut self,
        from: &VPath,
        node: &Node,
        relative: &str,
        to: &VPath,
        below: bool,
        included: bool,
        matched: &Matched,
    ) -> Result<(), CopyError> {
        let Some(dir) = node.as_dir() else { return Ok(()) };
        let existed = self.tree.lookup(to, Follow::Parent).is_ok();
        let plain = self.include.is_none() && self.exclude.is_none();
        if below && plain && !existed && self.mode.is_none() && self.owner.is_none() {
            // Nothing to decide and nothing to change below: the subtree is shared as it is.
            self.tree.put(to, node.clone())?;
            return Ok(self.touch_parent(to)?);
        }
        let mut created = false;
        // With patterns a directory is made when the first thing inside it is.
        if included && (self.include.is_none() || below) {
            self.make_parents(below)?;
            created = self.make_directory(node, to, below)?;
        }
        self.parents.push((from.to_owned(), to.to_owned(), created || (included && existed)));
        for entry in dir {
            let relative = match relative {
                "" => entry.name.to_string(),
                _ => format!("{relative}/{}", entry.name),
            };
            self.copy(&from.join(&entry.name), &relative, &to.join(&entry.name), true, matched)?;
        }
        self.parents.pop();
        let all = match below && self.include.is_none() {
            true => included,
            false => created,
        };
        if all {
            self.copy_meta(&node.meta, to)
        } else if existed && included {
            Ok(self.tree.set_mtime(to, node.meta.mtime, Follow::Parent)?)
        } else {
            Ok(())
        }
    }

    /// Makes the directories around, which patterns had left for later.
    fn make_parents(&mut self, below: bool) -> Result<(), CopyError> {
        for index in 0..self.parents.len() {
            let Some((from, to, false)) = self.parents.get(index).cloned() else { continue };
            let node = self.source.lookup(&from, Follow::Never)?.clone();
            if self.make_directory(&node, &to, below)? {
                self.copy_meta(&node.meta, &to)?;
            }
            if let Some(parent) = self.parents.get_mut(index) {
                parent.2 = true;
            }
        }
        Ok(())
    }

    /// Makes one directory, or gives one that stands there the mode of the source; tells whether it was made.
    fn make_directory(&mut self, node: &Node, to: &VPath, below: bool) -> Result<bool, CopyError> {
        match self.tree.lookup(to, Follow::Parent) {
            Err(error) if error.errno == Errno::ENOENT => {
                self.tree
                    .mkdir(to, &Meta::root(node.meta.mode, self.now))
                    .map_err(|error| CopyError::Fs { action: "mkdir", error })?;
                Ok(true)
            }
            Err(error) => Err(error.into()),
            Ok(old) if !old.is_dir() => Err(CopyError::Other(format!("cannot copy to non-directory: {to}"))),
            Ok(_) if below => {
                self.tree.set_mode(to, node.meta.mode, Follow::Parent)?;
                Ok(false)
            }
            Ok(_) => Ok(false),
        }
    }

    /// Puts a copy of something that is no directory; nothing stands there.
    fn create(&mut self, node: Node, to: &VPath) -> Result<(), CopyError> {
        let link = node.as_file().and_then(|file| file.link);
        if let Some(first) = link.and_then(|link| self.links.get(&link)) {
            return Ok(self.tree.hard_link(&first.clone(), to, self.now)?);
        }
        let meta = self.meta(&node.meta, node.as_symlink().is_some());
        let copy = match &node.kind {
            Kind::File(file) => Node::file(file.blob.clone(), meta),
            other => Node { meta, kind: other.clone() },
        };
        self.tree.put(to, copy)?;
        self.touch_parent(to)?;
        if let Some(link) = link {
            self.links.insert(link, to.to_owned());
        }
        Ok(())
    }

    fn copy_meta(&mut self, meta: &Meta, to: &VPath) -> Result<(), CopyError> {
        let meta = self.meta(meta, false);
        self.tree.set_mode(to, meta.mode, Follow::Parent)?;
        self.tree.set_owner(to, Some(meta.uid), Some(meta.gid), Follow::Parent)?;
        Ok(self.tree.set_mtime(to, meta.mtime, Follow::Parent)?)
    }

    /// Gives the directory around a new entry the time of the entry's making.
    fn touch_parent(&mut self, path: &VPath) -> Result<(), FsError> {
        let parent = path.parent().unwrap_or(VPath::root());
        self.tree.set_mtime(parent, self.now, Follow::All)
    }

    fn meta(&self, meta: &Meta, symlink: bool) -> Meta {
        let mut meta = meta.clone();
        if let Some(owner) = self.owner {
            meta.uid = owner.uid;
            meta.gid = owner.gid;
        }
        if let (Some(mode), false) = (self.mode, symlink) {
            meta.mode = mode.apply(meta.mode);
        }
        meta
    }
}

/// Makes a directory and those above that are missing, all alike.
pub(crate) fn mkdir_all(
    tree: &mut Tree,
    path: &VPath,
    mode: u16,
    owner: Option<Ids>,
    time: Time,
) -> Result<(), CopyError> {
    let mut meta = Meta::root(mode, time);
    if let Some(owner) = owner {
        meta.uid = owner.uid;
        meta.gid = owner.gid;
    }
    tree.mkdir_all(path, &meta).map_err(|error| CopyError::Fs { action: "mkdir", error })?;
    Ok(())
}
