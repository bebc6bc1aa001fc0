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
            return if path.ends_with(".git") { Self::Git } else { Self::Http };
        }
        if lower("git://") || lower("ssh://") || is_scp(text) { Self::Git } else { Self::Path }
    }
}

/// `user@host:path`, as SSH writes it.
fn is_scp(text: &str) -> bool {
    let Some((user, rest)) = text.split_once('@') else { return false };
    let Some((host, _)) = rest.split_once(':') else { return false };
    let all = |text: &str, mark: char| {
        !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == mark)
    };
    all(user, '_') && all(host, '.')
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
            ("https://example.com/a.git/", Source::Http),
            ("user@host", Source::Path),
            ("a.user@host:path", Source::Path),
            ("user@a_host:path", Source::Path),
            ("github.com/moby/buildkit", Source::Path),
        ];
        for (text, want) in cases {
            assert_eq!(Source::of(text), want, "{text}");
        }
    }
}
