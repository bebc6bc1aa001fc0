//! What a source of ADD and COPY is: a path, a download or a repository.

use super::GitRef;

/// Where a source comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// A path or pattern in the build context, a stage or an image.
    Path,
    /// A file to download.
    Http,
    /// A Git repository.
    Git,
}

impl Source {
    /// Tells them apart as BuildKit does: a URL over HTTP is a repository if its path ends in `.git`.
    pub fn of(text: &str) -> Self {
        if GitRef::parse(text).is_some() {
            Self::Git
        } else if is_http(text) {
            Self::Http
        } else {
            Self::Path
        }
    }
}

/// Whether a source is fetched over HTTP, unless it is a repository.
pub(crate) fn is_http(text: &str) -> bool {
    text.starts_with("http://") || text.starts_with("https://")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources() {
        let cases = [
            ("a.txt", Source::Path),
            ("https://example.com/a.tar.gz", Source::Http),
            ("https://github.com/moby/buildkit.git", Source::Git),
            ("git@github.com:moby/buildkit.git", Source::Git),
            ("https://example.com/a.git/", Source::Http),
            ("github.com/moby/buildkit", Source::Path),
        ];
        for (text, want) in cases {
            assert_eq!(Source::of(text), want, "{text}");
        }
    }
}
