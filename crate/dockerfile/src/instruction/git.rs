//! Repositories as ADD names them: `https://host/name.git#branch:folder`, `…?tag=v1&subdir=folder`.

use std::borrow::Cow;

use crate::quote::quote;

use super::value::parse_bool;

/// A repository, and what of it is meant.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GitRef {
    /// The repository, without what follows `?` or `#`.
    pub remote: String,
    /// A branch, a tag or a commit; empty for the default branch.
    pub reference: String,
    /// The commit that must be found; empty if any will do.
    pub checksum: String,
    /// The directory of the repository that is meant; empty for the whole.
    pub subdir: String,
    /// Whether to keep `.git`; `None` if not said.
    pub keep_git_dir: Option<bool>,
    /// Whether to fetch submodules; `None` if not said.
    pub submodules: Option<bool>,
}

/// The parts of a URL, still escaped.
struct Parts<'a> {
    /// All before the first `?` or `#`.
    remote: &'a str,
    query: &'a str,
    fragment: Cow<'a, str>,
}

impl GitRef {
    /// Reads a source of ADD as BuildKit's `dfgitutil` does; `None` if it is no repository. `github.com/…` names one for a
    /// build's context only, and a path here, but what is wrong with its query is an error nevertheless.
    ///
    /// A URL over HTTP is a repository if its path ends in `.git`.
    ///
    /// # Errors
    /// BuildKit's message about the query. Where it finds several faults in an order that changes from run to run, the
    /// first is told.
    pub fn parse(text: &str) -> Option<Result<Self, String>> {
        let local = text.starts_with("github.com/");
        let parts = if local || text.contains("://") { url_parts(text, local)? } else { scp_parts(text)? };
        let read = Self::of(&parts);
        if local && read.is_ok() { None } else { Some(read) }
    }

    fn of(parts: &Parts<'_>) -> Result<Self, String> {
        let (reference, subdir) = parts.fragment.split_once(':').unwrap_or((&parts.fragment, ""));
        let mut git = Self {
            remote: parts.remote.to_owned(),
            reference: reference.to_owned(),
            subdir: subdir.to_owned(),
            ..Self::default()
        };
        let query = pairs(parts.query);
        let (mut tag, mut branch) = (String::new(), String::new());
        for (name, value) in &query {
            if query.iter().filter(|(other, _)| other == name).count() > 1 {
                return Err(format!("query {} has multiple values", quote(name)));
            }
            match name.as_str() {
                "keep-git-dir" => git.keep_git_dir = Some(switch(name, value)?),
                "submodules" => git.submodules = Some(switch(name, value)?),
                _ if value.is_empty() => return Err(format!("query {} has no value", quote(name))),
                "ref" => set("ref", &mut git.reference, value)?,
                "subdir" => set("subdir", &mut git.subdir, value)?,
                "checksum" | "commit" => git.checksum.clone_from(value),
                "tag" => tag = prefixed("refs/tags/", value),
                "branch" => branch = prefixed("refs/heads/", value),
                _ => return Err(format!("unexpected query {}", quote(name))),
            }
        }
        if !tag.is_empty() {
            set("ref", &mut git.reference, &tag)?;
        }
        if !branch.is_empty() {
            if !tag.is_empty() {
                return Err("branch conflicts with tag".into());
            }
            set("ref", &mut git.reference, &branch)?;
        }
        if git.reference.is_empty() {
            git.reference.clone_from(&git.checksum);
        }
        Ok(git)
    }
}

/// Takes a value over, unless it says otherwise than one that was given before.
fn set(what: &str, known: &mut String, value: &str) -> Result<(), String> {
    if !known.is_empty() && known != value {
        return Err(format!("{what} conflicts: {} vs {}", quote(known), quote(value)));
    }
    value.clone_into(known);
    Ok(())
}

fn switch(name: &str, value: &str) -> Result<bool, String> {
    let asked = if value.is_empty() { Some(true) } else { parse_bool(value) };
    asked.ok_or_else(|| format!("invalid {name} value: {}", quote(value)))
}

fn prefixed(prefix: &str, value: &str) -> String {
    if value.starts_with(prefix) { value.to_owned() } else { format!("{prefix}{value}") }
}

/// The parts of a URL, or of `github.com/…`, which has no scheme; `None` if it is none of a repository.
fn url_parts(text: &str, local: bool) -> Option<Parts<'_>> {
    let (rest, fragment) = text.split_once('#').unwrap_or((text, ""));
    let (remote, query) = rest.split_once('?').unwrap_or((rest, ""));
    let fragment = unescape(fragment, false)?.into();
    let parts = Parts { remote, query, fragment };
    if local {
        return unescape(remote, false).map(|_| parts);
    }
    let (scheme, rest) = remote.split_once("://")?;
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let (_, port) = authority
        .rsplit_once(['@', ']'])
        .map_or(authority, |(_, host)| host)
        .split_once(':')
        .unwrap_or_default();
    if !port.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let path = unescape(path, false)?;
    match scheme.to_ascii_lowercase().as_str() {
        "http" | "https" => path.ends_with(".git").then_some(parts),
        "git" | "ssh" => Some(parts),
        _ => None,
    }
}

/// The parts of `user@host:path`, as SSH writes it; nothing in them is escaped but the query.
fn scp_parts(text: &str) -> Option<Parts<'_>> {
    let (user, rest) = text.split_once('@')?;
    let (host, path) = rest.split_once(':')?;
    let all = |text: &str, mark: char| {
        !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == mark)
    };
    if !all(user, '_') || !all(host, '.') || path.contains('\n') {
        return None;
    }
    let (rest, fragment) = text.split_once('#').unwrap_or((text, ""));
    let (remote, query) = rest.split_once('?').unwrap_or((rest, ""));
    let readable = query.split('&').all(|pair| !pair.contains(';') && unescape(pair, true).is_some());
    readable.then_some(Parts { remote, query, fragment: fragment.into() })
}

/// The names and values of a query. What cannot be read is left out.
fn pairs(query: &str) -> Vec<(String, String)> {
    let read = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        Some((unescape(name, true)?, unescape(value, true)?))
    };
    query.split('&').filter(|pair| !pair.is_empty() && !pair.contains(';')).filter_map(read).collect()
}

/// A part of a URL with `%20` and the like replaced, and in a query `+`; `None` if a `%` is not followed by two digits.
fn unescape(text: &str, query: bool) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, behind @ ..] = rest {
        rest = behind;
        match first {
            b'%' => {
                let (hex, behind) = behind.split_at_checked(2)?;
                let hex = std::str::from_utf8(hex).ok().filter(|hex| !hex.starts_with('+'))?;
                bytes.push(u8::from_str_radix(hex, 16).ok()?);
                rest = behind;
            }
            b'+' if query => bytes.push(b' '),
            other => bytes.push(*other),
        }
    }
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Remote, reference, checksum and directory of what is a repository.
    fn check(text: &str, want: Option<Result<[&str; 4], &str>>) {
        let git = GitRef::parse(text);
        let got = git.as_ref().map(|git| {
            git.as_ref()
                .map(|git| [&git.remote, &git.reference, &git.checksum, &git.subdir].map(String::as_str))
                .map_err(String::as_str)
        });
        assert_eq!(got, want, "{text}");
    }

    #[test]
    fn repositories() {
        for text in [
            "",
            "a.txt",
            "./.git",
            ".git",
            "https://example.com/",
            "https://example.com/foo.git/",
            "https://example.com/foo.git.bar",
            "http://github.com/docker/docker.git:#branch",
            "https://host:port/a.git",
            "https://host/%zz.git",
            "ftp://host/a.git",
            "custom.xyz/moby/buildkit.git",
            "github.com/moby/buildkit#master",
            "github.com/moby/buildkit?tag=v1.0.0",
            "user@host",
            "a.user@host:path",
            "user@a_host:path",
            "git@host:a?%zz=1",
        ] {
            check(text, None);
        }
        let hub = "https://github.com/moby/buildkit.git";
        for (text, want) in [
            ("", [hub, "", "", ""]),
            ("#baz/qux:quux/quuz", [hub, "baz/qux", "", "quux/quuz"]),
            ("#:myfolder", [hub, "", "", "myfolder"]),
            ("?ref=v1.0.0&subdir=/subdir", [hub, "v1.0.0", "", "/subdir"]),
            ("?subdir=/subdir#v1.0.0", [hub, "v1.0.0", "", "/subdir"]),
            ("?tag=v1.0.0#refs/tags/v1.0.0", [hub, "refs/tags/v1.0.0", "", ""]),
            ("?branch=v1%2E0", [hub, "refs/heads/v1.0", "", ""]),
            ("?branch=refs/heads/a+b", [hub, "refs/heads/a b", "", ""]),
            ("?commit=deadbeef", [hub, "deadbeef", "deadbeef", ""]),
            ("?tag=v1&checksum=deadbeef", [hub, "refs/tags/v1", "deadbeef", ""]),
            ("?keep-git-dir&submodules", [hub, "", "", ""]),
            ("?", [hub, "", "", ""]),
        ] {
            check(&format!("{hub}{text}"), Some(Ok(want)));
        }
        for (text, remote) in [
            ("git://host/repo", "git://host/repo"),
            ("HTTPS://host:1/repo.git", "HTTPS://host:1/repo.git"),
            ("ssh://me:pw@host:22/repo?x", ""),
            ("git@github.com:moby/buildkit", "git@github.com:moby/buildkit"),
            ("git@h:r.git?subdir=/s#v1", "git@h:r.git"),
        ] {
            let git = GitRef::parse(text).unwrap();
            assert_eq!(git.map(|git| git.remote).unwrap_or_default(), remote, "{text}");
        }
    }

    #[test]
    fn queries_that_cannot_be_met() {
        for (query, want) in [
            ("?ref=v1#v2", "ref conflicts: \"v2\" vs \"v1\""),
            ("?ref=v1&tag=v2", "ref conflicts: \"v1\" vs \"refs/tags/v2\""),
            ("?subdir=b#:a", "subdir conflicts: \"a\" vs \"b\""),
            ("?tag=v1&branch=v1", "branch conflicts with tag"),
            ("?invalid=123", "unexpected query \"invalid\""),
            ("?ref", "query \"ref\" has no value"),
            ("?ref=a&ref=a", "query \"ref\" has multiple values"),
            ("?keep-git-dir=maybe", "invalid keep-git-dir value: \"maybe\""),
            ("?submodules=2", "invalid submodules value: \"2\""),
        ] {
            check(&format!("https://host/repo.git{query}"), Some(Err(want)));
        }
        check("github.com/moby/buildkit?x=1", Some(Err("unexpected query \"x\"")));
    }
}
