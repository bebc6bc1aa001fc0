//! Paths inside a tree.

use std::borrow::{Borrow, Cow};
use std::cmp::Ordering;
use std::fmt;
use std::ops::Deref;

use ref_cast::RefCast;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// An absolute, normalised path: it begins with `/`, its components are separated by single slashes, none of them is
/// empty, `.` or `..`, and only the root ends in a slash. Paths are ordered as a walk visits them: a directory before
/// its children, siblings by the bytes of their names.
#[derive(PartialEq, Eq, Hash, RefCast)]
#[repr(transparent)]
pub struct VPath(str);

/// An owned [`VPath`].
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct VPathBuf(String);

/// A text that is not a normalised absolute path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not an absolute, normalised path")]
pub struct PathError {
    /// The text.
    pub text: String,
}

impl VPath {
    /// The root directory.
    pub fn root() -> &'static VPath {
        VPath::ref_cast("/")
    }

    /// `text` as a path, if it is one already. [`VPathBuf::normalise`] makes one of any text.
    pub fn new(text: &str) -> Result<&VPath, PathError> {
        let relative = text.strip_prefix('/');
        let proper = |name: &str| !matches!(name, "" | "." | "..") && !name.contains('\0');
        match relative {
            Some("") => Ok(VPath::root()),
            Some(names) if names.split('/').all(proper) => Ok(VPath::ref_cast(text)),
            _ => Err(PathError { text: text.to_owned() }),
        }
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path without its leading slash; empty for the root.
    pub fn relative(&self) -> &str {
        self.0.strip_prefix('/').unwrap_or(&self.0)
    }

    /// Whether this is `/`.
    pub fn is_root(&self) -> bool {
        self.0.len() == 1
    }

    /// The last component; `None` for the root.
    pub fn name(&self) -> Option<&str> {
        self.0.rsplit('/').next().filter(|name| !name.is_empty())
    }

    /// The directory that holds this path; `None` for the root.
    pub fn parent(&self) -> Option<&VPath> {
        match self.0.rsplit_once('/') {
            Some((_, "")) | None => None,
            Some(("", _)) => Some(VPath::root()),
            Some((parent, _)) => Some(VPath::ref_cast(parent)),
        }
    }

    /// The names from the root down.
    pub fn components(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.0.split('/').filter(|name| !name.is_empty())
    }

    /// This path and its parents up to the root, nearest first.
    pub fn ancestors(&self) -> impl Iterator<Item = &VPath> {
        std::iter::successors(Some(self), |path| path.parent())
    }

    /// `text` as seen from here, normalised by its words alone: an absolute text replaces this path, `..` drops a
    /// component and stops at the root.
    pub fn join(&self, text: &str) -> VPathBuf {
        let mut path = if text.starts_with('/') { VPathBuf::root() } else { self.to_owned() };
        for name in text.split('/') {
            match name {
                "" | "." => {}
                ".." => path.pop(),
                _ => path.push(name),
            }
        }
        path
    }

    /// Whether this path is `other` or lies below it.
    pub fn starts_with(&self, other: &VPath) -> bool {
        self.strip_prefix(other).is_some()
    }

    /// What remains of this path below `base`, without a leading slash; `None` if it does not lie there.
    pub fn strip_prefix(&self, base: &VPath) -> Option<&str> {
        if base.is_root() {
            return Some(self.relative());
        }
        match self.0.strip_prefix(&base.0) {
            Some("") => Some(""),
            Some(rest) => rest.strip_prefix('/'),
            None => None,
        }
    }
}

impl VPathBuf {
    /// The root directory.
    pub fn root() -> Self {
        VPathBuf("/".to_owned())
    }

    /// `text` as an absolute path, taken from the root and normalised by its words alone (see [`VPath::join`]).
    pub fn normalise(text: &str) -> Self {
        VPath::root().join(text)
    }

    /// Goes down to the child called `name`, which must be a proper name: not empty, no slash, not `.` or `..`.
    pub fn push(&mut self, name: &str) {
        debug_assert!(!matches!(name, "" | "." | "..") && !name.contains('/'), "`{name}` is not a name");
        if !self.is_root() {
            self.0.push('/');
        }
        self.0.push_str(name);
    }

    /// Goes up to the parent; the root stays.
    pub fn pop(&mut self) {
        let keep = self.0.rfind('/').unwrap_or(0).max(1);
        self.0.truncate(keep);
    }

    /// The path as text.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl ToOwned for VPath {
    type Owned = VPathBuf;

    fn to_owned(&self) -> VPathBuf {
        VPathBuf(self.0.to_owned())
    }
}

impl Deref for VPathBuf {
    type Target = VPath;

    fn deref(&self) -> &VPath {
        VPath::ref_cast(&self.0)
    }
}

impl Borrow<VPath> for VPathBuf {
    fn borrow(&self) -> &VPath {
        self
    }
}

impl AsRef<VPath> for VPathBuf {
    fn as_ref(&self) -> &VPath {
        self
    }
}

impl AsRef<VPath> for VPath {
    fn as_ref(&self) -> &VPath {
        self
    }
}

impl Ord for VPath {
    fn cmp(&self, other: &VPath) -> Ordering {
        // Comparing bytes, with the slash below all others, is comparing component by component.
        let rank = |byte: u8| if byte == b'/' { 0 } else { byte };
        let (a, b) = (self.0.as_bytes(), other.0.as_bytes());
        match a.iter().zip(b).find(|(a, b)| a != b) {
            Some((a, b)) => rank(*a).cmp(&rank(*b)),
            None => a.len().cmp(&b.len()),
        }
    }
}

impl PartialOrd for VPath {
    fn partial_cmp(&self, other: &VPath) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for VPathBuf {
    fn cmp(&self, other: &VPathBuf) -> Ordering {
        self.deref().cmp(other)
    }
}

impl PartialOrd for VPathBuf {
    fn partial_cmp(&self, other: &VPathBuf) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for VPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for VPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for VPathBuf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for VPathBuf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl From<&VPath> for VPathBuf {
    fn from(path: &VPath) -> Self {
        path.to_owned()
    }
}

impl std::str::FromStr for VPathBuf {
    type Err = PathError;

    fn from_str(text: &str) -> Result<Self, PathError> {
        VPath::new(text).map(VPath::to_owned)
    }
}

impl Serialize for VPathBuf {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for VPathBuf {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        VPath::new(&text).map(VPath::to_owned).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_normalised_absolute_paths_are_paths() {
        for good in ["/", "/a", "/a/b.txt", "/é/ ", "/...", "/a\\b"] {
            assert_eq!(VPath::new(good).map(VPath::as_str), Ok(good));
        }
        for bad in ["", "a", "//", "/a/", "/a//b", "/./a", "/a/..", "/a\0"] {
            assert_eq!(VPath::new(bad), Err(PathError { text: bad.to_owned() }));
        }
    }

    #[test]
    fn joining_normalises_and_stays_inside() {
        let cases = [
            ("/a/b", "c", "/a/b/c"),
            ("/a/b", "../c/", "/a/c"),
            ("/a/b", "./.", "/a/b"),
            ("/a/b", "/x//y", "/x/y"),
            ("/", "../../etc", "/etc"),
            ("/a", "..", "/"),
            ("/a", "", "/a"),
        ];
        for (base, text, expected) in cases {
            let joined = VPathBuf::normalise(base).join(text);
            assert_eq!(joined.as_str(), expected, "{base} joined with {text}");
            assert!(VPath::new(&joined.0).is_ok());
        }
    }

    #[test]
    fn parts_of_a_path() {
        let path = VPathBuf::normalise("/a/b/c");
        assert_eq!(path.name(), Some("c"));
        assert_eq!(path.parent().map(VPath::as_str), Some("/a/b"));
        assert_eq!(path.ancestors().map(VPath::as_str).collect::<Vec<_>>(), ["/a/b/c", "/a/b", "/a", "/"]);
        assert_eq!(path.strip_prefix(&VPathBuf::normalise("/a")), Some("b/c"));
        assert_eq!(path.strip_prefix(&VPathBuf::normalise("/a/b/c")), Some(""));
        assert_eq!(path.strip_prefix(&VPathBuf::normalise("/a/bb")), None);
        assert_eq!(VPath::root().name(), None);
        assert_eq!(VPath::root().parent(), None);
    }

    #[test]
    fn paths_sort_as_a_walk_visits_them() {
        let mut paths = ["/ab", "/a.txt", "/a/z", "/a-b", "/a b", "/a", "/"].map(VPathBuf::normalise);
        paths.sort();
        assert_eq!(paths.map(VPathBuf::into_string), ["/", "/a", "/a/z", "/a b", "/a-b", "/a.txt", "/ab"]);
    }
}
