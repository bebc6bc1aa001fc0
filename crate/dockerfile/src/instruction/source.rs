//! What a source of ADD and COPY is: a path, a download or a repository.

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
        let lower = |prefix: &str| text.starts_with(prefix);
        if lower("http://") || lower("https://") {
            let path = text.split(['#', '?']).next().unwrap_or_default();
            return if path.trim_end_matches('/').ends_with(".git") { Self::Git } else { Self::Http };
        }
        if lower("git://") || lower("ssh://") || is_scp(text) { Self::Git } else { Self::Path }
    }
}

/// `user@host:path`, as SSH writes it.
fn is_scp(text: &str) -> bool {
    let Some((user, rest)) = text.split_once('@') else { return false };
    let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    match rest.split_once(':') {
        Some((host, path)) => {
            !user.is_empty()
                && user.chars().all(word)
                && !host.is_empty()
                && host.chars().all(word)
                && !path.is_empty()
        }
        None => false,
    }
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
            ("https://github.com/moby/buildkit.git#v1:docs", Source::Git),
            ("git@github.com:moby/buildkit.git", Source::Git),
            ("git://host/repo", Source::Git),
            ("user@host", Source::Path),
            ("github.com/moby/buildkit", Source::Path),
        ];
        for (text, want) in cases {
            assert_eq!(Source::of(text), want, "{text}");
        }
    }
}
