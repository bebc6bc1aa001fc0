//! What COPY and ADD take: paths and patterns become files with checksums.

use std::collections::BTreeSet;

use vfs::{Errno, Follow, FsError, Node, Snapshot, VPath, VPathBuf};

use super::tarsum;
use crate::glob;
use crate::op::VertexId;

/// Where COPY and ADD take files from.
#[derive(Debug, Clone)]
pub(super) struct Origin {
    /// The files.
    pub(super) tree: Snapshot,
    /// Whether they come from a stage or an image rather than from the build context.
    pub(super) image: bool,
    /// Directories that were not sent with the context (see [`super::context::Context::implied`]).
    pub(super) implied: BTreeSet<VPathBuf>,
    /// The step that missed first in the stage that they come from, with its name.
    pub(super) rebuilt: Option<(VertexId, String)>,
}

/// One thing that is copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Source {
    /// The path as it was given, without a leading slash.
    pub(super) path: String,
    /// Where it stands, links followed.
    pub(super) place: VPathBuf,
    /// `file:…`, `dir:…`.
    pub(super) sum: String,
}

impl Origin {
    /// The sources that words stand for, in order. Errors as the daemon words them behind `COPY failed: `.
    pub(super) fn sources(&self, words: &[String]) -> Result<Vec<Source>, String> {
        let mut sources = Vec::new();
        for word in words {
            let path = word.strip_prefix('/').unwrap_or(word);
            let path = path.strip_prefix("./").unwrap_or(path);
            match glob::has_wildcards(path) {
                true => sources.extend(self.matching(path)?),
                false => sources.push(self.source(path)?),
            }
        }
        if sources.is_empty() {
            return Err("no source files were specified".to_owned());
        }
        Ok(sources)
    }

    /// Everything that a pattern matches as a whole, in walk order.
    fn matching(&self, pattern: &str) -> Result<Vec<Source>, String> {
        self.tree
            .walk(VPath::root())
            .map(|(path, _)| path)
            .filter(|path| !path.is_root() && glob::matches(pattern, path.relative()))
            .map(|path| self.source(path.relative()))
            .collect()
    }

    fn source(&self, path: &str) -> Result<Source, String> {
        if leaves_root(path) {
            return Err(format!("forbidden path outside the build context: {path} ()"));
        }
        let (place, node) = self
            .tree
            .resolve(&VPathBuf::normalise(path), Follow::All)
            .map_err(|error| self.not_found(path, &error))?;
        let sum = match node.is_dir() {
            true => self.directory_sum(&place),
            false => format!("file:{}", self.sum(&place, node)),
        };
        Ok(Source { path: path.to_owned(), place, sum })
    }

    fn not_found(&self, path: &str, error: &FsError) -> String {
        match (error.errno, self.image) {
            (Errno::ENOENT, true) => format!("stat {path}: file does not exist"),
            (Errno::ENOENT, false) => format!(
                "file not found in build context or excluded by .dockerignore: stat {path}: file does not exist"
            ),
            (errno, _) => format!("stat {path}: {}", errno.text().to_lowercase()),
        }
    }

    fn directory_sum(&self, place: &VPath) -> String {
        let mut sums: Vec<String> = self
            .tree
            .walk(place)
            .filter(|(path, _)| !path.is_root())
            .map(|(path, node)| match node.as_symlink() {
                Some(_) => self.link_sum(&path),
                None => self.sum(&path, node),
            })
            .collect();
        sums.sort_unstable();
        tarsum::of_list("dir", &sums)
    }

    /// A link counts as what it leads to; if that is nothing, as its own path, or in an image as the path it leads to.
    fn link_sum(&self, path: &VPath) -> String {
        match self.tree.resolve(path, Follow::All) {
            Ok((place, node)) if !place.is_root() => self.sum(&place, node),
            Err(_) if self.image => match self.tree.destination(path) {
                Ok(target) => target.relative().to_owned(),
                Err(_) => path.relative().to_owned(),
            },
            _ => path.relative().to_owned(),
        }
    }

    fn sum(&self, place: &VPath, node: &Node) -> String {
        match self.implied.contains(place) {
            true => place.relative().to_owned(),
            false => tarsum::of_node(place.relative(), node, self.image),
        }
    }
}

/// The checksum that stands in the text for all sources together.
pub(super) fn sum(sources: &[Source]) -> String {
    match sources {
        [only] => only.sum.clone(),
        _ => tarsum::of_list("multi", &sources.iter().map(|source| source.sum.clone()).collect::<Vec<_>>()),
    }
}

/// Whether a path leads out of the root when its `..` are taken literally.
fn leaves_root(path: &str) -> bool {
    let mut depth = 0;
    path.split('/').any(|part| {
        match part {
            "" | "." => {}
            ".." => depth -= 1,
            _ => depth += 1,
        }
        depth < 0
    })
}
