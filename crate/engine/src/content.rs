//! The content hash of what an operation takes from an input, as BuildKit's `contenthash` builds it.
//!
//! It counts kind, mode, owner, size, content and link targets, and the names below a directory. It does not count
//! times, nor the name of the file or directory that a selector names.

use serde::{Deserialize, Serialize};
use std::fmt;

use vfs::{Digest, Follow, FsError, Hasher, Node, Snapshot, VPath, VPathBuf};

use crate::glob;
use crate::pattern::{Match, Patterns};

/// Paths that an operation takes from an input.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Selector {
    /// A path or pattern, absolute and clean.
    pub path: String,
    /// Whether it is a pattern.
    pub wildcard: bool,
    /// Whether a link that it names is followed.
    pub follow_links: bool,
    /// Patterns of what is taken below; everything if empty.
    pub include: Vec<String>,
    /// Patterns of what is left out.
    pub exclude: Vec<String>,
    /// Paths that must exist.
    pub required: Vec<String>,
}

impl Selector {
    /// A path as it is.
    pub fn path(path: &str) -> Self {
        Self { path: path.to_owned(), ..Self::default() }
    }

    fn is_plain(&self) -> bool {
        !self.wildcard && self.include.is_empty() && self.exclude.is_empty()
    }
}

/// Why content can't be hashed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ContentError {
    /// Nothing stands at the path that a user named.
    NotFound(String),
    /// Something else went wrong on the way.
    Other(String),
}

impl fmt::Display for ContentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound(path) => write!(f, "\"{path}\": not found"),
            Self::Other(text) => text.fmt(f),
        }
    }
}

/// Selectors in a fixed order, without those whose paths lie below another's.
pub(crate) fn dedupe(selectors: Vec<Selector>) -> Vec<Selector> {
    let (plain, mut rest): (Vec<_>, Vec<_>) = selectors.into_iter().partition(Selector::is_plain);
    for follow in [false, true] {
        let paths: Vec<&Selector> = plain.iter().filter(|selector| selector.follow_links == follow).collect();
        for (index, selector) in paths.iter().enumerate() {
            let covered =
                paths.iter().any(|other| other.path != selector.path && below(&selector.path, &other.path));
            let again = paths.iter().take(index).any(|other| other.path == selector.path);
            if !covered && !again {
                rest.push((*selector).clone());
            }
        }
    }
    rest.sort_by(|a, b| a.path.cmp(&b.path));
    rest
}

fn below(path: &str, directory: &str) -> bool {
    let directory = directory.strip_suffix('/').unwrap_or(directory);
    path.strip_prefix(directory).is_some_and(|rest| rest.starts_with('/'))
}

/// The content hash of everything that `selectors` take from `tree`.
pub(crate) fn checksum(tree: &Snapshot, selectors: &[Selector]) -> Result<Digest, ContentError> {
    let mut hasher = Hasher::new();
    for selector in selectors {
        for path in &selector.required {
            find(tree, &VPathBuf::normalise(path), Follow::All)?;
        }
        let digest = match selector.is_plain() {
            true => plain(tree, selector)?,
            false => filtered(tree, selector)?,
        };
        hasher.update(digest.as_bytes());
    }
    Ok(hasher.finish())
}

fn find<'a>(tree: &'a Snapshot, path: &VPath, follow: Follow) -> Result<(VPathBuf, &'a Node), ContentError> {
    tree.resolve(path, follow).map_err(|error| not_found(path, &error))
}

fn not_found(path: &VPath, error: &FsError) -> ContentError {
    match error.errno {
        vfs::Errno::ENOENT | vfs::Errno::ENOTDIR => ContentError::NotFound(path.to_string()),
        other => ContentError::Other(format!("{path}: {}", other.text())),
    }
}

fn plain(tree: &Snapshot, selector: &Selector) -> Result<Digest, ContentError> {
    let follow = if selector.follow_links { Follow::All } else { Follow::Parent };
    let (path, node) = find(tree, &VPathBuf::normalise(&selector.path), follow)?;
    Ok(digest(&path, node))
}

/// The digest of what stands at a path. Of the root only what is in it counts: it has neither name nor mode.
fn digest(path: &VPath, node: &Node) -> Digest {
    match node.as_dir() {
        Some(dir) if path.is_root() => dir.digest(),
        _ => node.digest(),
    }
}

/// A directory without what is in it.
fn header(path: &VPath, node: &Node) -> Digest {
    if path.is_root() { Digest::of(b"") } else { Node::dir(node.meta.clone()).digest() }
}

/// One thing that is taken: the last part of its name, and its digest.
type Taken = (String, Digest);

fn filtered(tree: &Snapshot, selector: &Selector) -> Result<Digest, ContentError> {
    let (prefix, _) = glob::split(&selector.path);
    let start = match selector.wildcard {
        true => tree.resolve(&VPathBuf::normalise(&prefix), Follow::All),
        false => tree.resolve(&VPathBuf::normalise(&selector.path), Follow::Parent),
    };
    let mut taken = Vec::new();
    if let Ok((resolved, _)) = start {
        let filter = Filter::new(tree, selector, &prefix, &resolved)?;
        filter.walk(&mut taken)?;
    }
    let mut hasher = Hasher::new();
    for (name, digest) in &taken {
        hasher.update(&(name.len() as u64).to_le_bytes());
        hasher.update(name.as_bytes());
        hasher.update(digest.as_bytes());
    }
    match taken.as_slice() {
        [(name, digest)] if selector.path.ends_with(name.as_str()) && !selector.wildcard => Ok(*digest),
        _ => Ok(hasher.finish()),
    }
}

struct Filter<'a> {
    tree: &'a Snapshot,
    selector: &'a Selector,
    /// The path up to where patterns begin, as the selector spells it, and where that leads.
    prefix: String,
    resolved: &'a VPath,
    include: Option<Patterns>,
    exclude: Option<Patterns>,
}

/// A directory on the way to something that is taken.
struct Above {
    path: String,
    header: Taken,
    taken: bool,
    include: Match,
    exclude: Match,
}

impl<'a> Filter<'a> {
    fn new(
        tree: &'a Snapshot,
        selector: &'a Selector,
        prefix: &str,
        resolved: &'a VPath,
    ) -> Result<Self, ContentError> {
        let prefix = if selector.wildcard { prefix } else { &selector.path };
        Ok(Self {
            tree,
            selector,
            prefix: prefix.strip_suffix('/').unwrap_or(prefix).to_owned(),
            resolved,
            include: Patterns::optional(&selector.include).map_err(ContentError::Other)?,
            exclude: Patterns::optional(&selector.exclude).map_err(ContentError::Other)?,
        })
    }

    fn walk(&self, taken: &mut Vec<Taken>) -> Result<(), ContentError> {
        let mut stack: Vec<Above> = Vec::new();
        let mut matched: Option<String> = None;
        for (path, node) in self.tree.walk(self.resolved) {
            let below = path.strip_prefix(self.resolved).unwrap_or("");
            let shown =
                if below.is_empty() { self.prefix.clone() } else { format!("{}/{below}", self.prefix) };
            while stack.last().is_some_and(|above| !shown.starts_with(&format!("{}/", above.path))) {
                stack.pop();
            }
            let base = if self.selector.wildcard {
                let inside = matched.as_ref().is_some_and(|dir| shown.starts_with(&format!("{dir}/")));
                if !inside && !glob::matches(&self.selector.path, &shown) {
                    continue;
                }
                if !inside {
                    matched = Some(shown.clone());
                }
                matched.clone().unwrap_or_default()
            } else {
                self.prefix.clone()
            };
            let candidate = shown.strip_prefix(&base).unwrap_or(&shown);
            let candidate = candidate.strip_prefix('/').unwrap_or(candidate);
            self.visit(candidate, &shown, &path, node, &mut stack, taken)?;
        }
        Ok(())
    }

    fn visit(
        &self,
        candidate: &str,
        shown: &str,
        path: &VPath,
        node: &Node,
        stack: &mut Vec<Above>,
        taken: &mut Vec<Taken>,
    ) -> Result<(), ContentError> {
        let (mut include, mut exclude) = (Match::default(), Match::default());
        let (parent_include, parent_exclude) = stack
            .last()
            .map_or_else(Default::default, |above| (above.include.clone(), above.exclude.clone()));
        let mut wanted = true;
        if let Some(patterns) = &self.include {
            (wanted, include) = patterns.matches(candidate, &parent_include);
        }
        if let (Some(patterns), true) = (&self.exclude, wanted) {
            let (out, info) = patterns.matches(candidate, &parent_exclude);
            exclude = info;
            wanted = !out;
        }
        let name = shown.rsplit('/').next().unwrap_or("").to_owned();
        let digest = match node.is_dir() {
            true => header(path, node),
            false if self.selector.follow_links && node.as_symlink().is_some() => {
                let (path, node) = find(self.tree, path, Follow::All)?;
                digest(&path, node)
            }
            false => node.digest(),
        };
        if wanted {
            for above in stack.iter_mut().filter(|above| !above.taken) {
                taken.push(above.header.clone());
                above.taken = true;
            }
            taken.push((name.clone(), digest));
        }
        if node.is_dir() {
            stack.push(Above {
                path: shown.to_owned(),
                header: (name, digest),
                taken: wanted,
                include,
                exclude,
            });
        }
        Ok(())
    }
}

/// What `selectors` name in `tree`, with the paths at which it stands.
pub(crate) fn starting_points<'a>(tree: &'a Snapshot, selectors: &[Selector]) -> Vec<(VPathBuf, &'a Node)> {
    let mut found = Vec::new();
    for selector in selectors {
        let starts = match selector.wildcard {
            true => crate::copy::expand(tree, &selector.path).unwrap_or_default(),
            false => vec![VPathBuf::normalise(&selector.path)],
        };
        for start in starts {
            let follow = if selector.follow_links { Follow::All } else { Follow::Parent };
            found.extend(tree.resolve(&start, follow));
        }
    }
    found
}
