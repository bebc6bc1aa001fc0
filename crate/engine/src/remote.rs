//! What ADD takes from elsewhere: files behind URLs and git repositories. Nothing is downloaded; a folder that was given as
//! a named context stands for everything behind its URL.

use std::collections::BTreeMap;

use dockerfile::check_checksum;
use dockerfile::instruction::GitRef;
use vfs::{Digest, Follow, Keep, Meta, Node, Snapshot, VPathBuf};

use crate::options::NamedContext;

/// What a download has as its mode: nobody but root may read it.
const MODE: u16 = 0o600;
/// The name of a file whose URL tells none.
const UNNAMED: &str = "__unnamed__";

/// Something that ADD was to fetch.
pub(crate) struct Fetched {
    pub(crate) files: Snapshot,
    /// What is taken from the files: a file, or a directory.
    pub(crate) path: String,
    /// Whether it is a repository, of which the content is taken.
    pub(crate) is_repository: bool,
}

pub(crate) fn is_url(source: &str) -> bool {
    source.starts_with("http://") || source.starts_with("https://")
}

pub(crate) fn is_git(source: &str) -> bool {
    GitRef::parse(source).is_some()
}

pub(crate) fn is_remote(source: &str) -> bool {
    is_url(source) || is_git(source)
}

/// What stands for a URL or a repository. `checksum` is the digest that a file must have. Errors are those of a builder
/// that has a network, as far as there is one.
pub(crate) fn fetch(
    source: &str,
    contexts: &BTreeMap<String, NamedContext>,
    checksum: Option<&str>,
    keep_git_dir: Option<bool>,
) -> Result<Fetched, String> {
    let git = GitRef::parse(source).transpose()?;
    if let Some(git) = &git {
        agree(git, checksum, keep_git_dir)?;
    }
    let Some((rest, files)) = folder_for(source, contexts) else {
        return Err(format!(
            "failed to load cache key: {source} is not fetched: downloads and git repositories are not simulated; give a \
             folder with the content, --build-context {}=FOLDER, or put it into the build context and COPY it",
            source.split(['?', '#']).next().unwrap_or(source)
        ));
    };
    let Some(git) = git else { return file(source, rest, files, checksum) };
    if checksum.is_some() || !git.checksum.is_empty() {
        return Err(format!(
            "failed to load cache key: the checksum of {source} can't be compared: a folder stands for the repository"
        ));
    }
    let files = match git.keep_git_dir.or(keep_git_dir) {
        Some(true) => files.clone(),
        _ => files.filter(&mut |path, _| match path.relative() {
            ".git" => Keep::Nothing,
            _ => Keep::Whole,
        }),
    };
    Ok(Fetched { files, path: format!("/{}", git.subdir.trim_matches('/')), is_repository: true })
}

/// Whether the flags of ADD say the same as the URL.
fn agree(git: &GitRef, checksum: Option<&str>, keep_git_dir: Option<bool>) -> Result<(), String> {
    if git.keep_git_dir.is_some_and(|keep| keep_git_dir.is_some_and(|asked| asked != keep)) {
        return Err("inconsistent keep-git-dir configuration".to_owned());
    }
    match checksum.filter(|checksum| !git.checksum.is_empty() && *checksum != git.checksum) {
        Some(checksum) => {
            let (asked, named) = (dockerfile::quote(checksum), dockerfile::quote(&git.checksum));
            Err(format!("checksum mismatch {asked} != {named}"))
        }
        None => Ok(()),
    }
}

/// The folder whose name is the source, or the beginning of it up to a slash, and what follows that.
fn folder_for<'a>(
    source: &'a str,
    contexts: &'a BTreeMap<String, NamedContext>,
) -> Option<(&'a str, &'a Snapshot)> {
    let fitting = contexts.iter().filter(|(name, _)| name.contains("://") || is_git(name));
    let fitting = fitting.filter_map(|(name, context)| {
        let NamedContext::Local(files) = context else { return None };
        let rest = source.strip_prefix(name.trim_end_matches('/'))?;
        (rest.is_empty() || rest.starts_with(['/', '?', '#'])).then_some((rest, files))
    });
    fitting.min_by_key(|(rest, _)| rest.len())
}

fn file(source: &str, rest: &str, files: &Snapshot, checksum: Option<&str>) -> Result<Fetched, String> {
    let name = name(source);
    let rest = rest.split(['?', '#']).next().unwrap_or_default().trim_matches('/');
    let place = VPathBuf::normalise(if rest.is_empty() { &name } else { rest });
    let node = files.lookup(&place, Follow::All).ok();
    let Some((node, file)) = node.and_then(|node| Some((node, node.as_file()?))) else {
        return Err("failed to load cache key: invalid response status 404".to_owned());
    };
    if let Some(wanted) = checksum {
        check_checksum(wanted)?;
        let got = file.blob.digest();
        if wanted.parse::<Digest>().ok() != Some(got) {
            return Err(format!("digest mismatch for {source}: {got} (expected: {wanted})"));
        }
    }
    let meta = Meta::root(MODE, node.meta.mtime);
    let path = format!("/{name}");
    let mut tree = Snapshot::empty().edit();
    tree.put(&VPathBuf::normalise(&path), Node::file(file.blob.clone(), meta))
        .map_err(|error| format!("failed to load cache key: {error}"))?;
    Ok(Fetched { files: tree.freeze(), path, is_repository: false })
}

/// The name that a download gets: the last part of the URL's path.
pub(crate) fn name(source: &str) -> String {
    let text = source.split(['?', '#']).next().unwrap_or(source);
    let (_, place) = text.split_once("://").unwrap_or(("", text));
    let path = place.split_once('/').map_or("", |(_, path)| path);
    match path.trim_end_matches('/').rsplit('/').next().map(unescaped) {
        Some(name) if !matches!(name.as_str(), "" | "." | "..") && !name.contains('/') => name,
        _ => UNNAMED.to_owned(),
    }
}

/// A part of a URL with `%20` and the like replaced.
fn unescaped(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let hex = after.get(..2).filter(|_| first == b'%').and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn downloads_are_named_after_their_urls() {
        for (url, wanted) in [
            ("https://h/a/b.tar.gz?x=/y#z", "b.tar.gz"),
            ("https://h/a/", "a"),
            ("https://h", UNNAMED),
            ("https://h/", UNNAMED),
            ("http://h/a%20b", "a b"),
            ("http://h/a%2fb", UNNAMED),
            ("http://h/100%", "100%"),
        ] {
            assert_eq!(name(url), wanted, "{url}");
        }
    }
}
