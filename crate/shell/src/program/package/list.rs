//! A list of packages, as `docs/catalog.md` describes it.

use std::collections::{BTreeMap, BTreeSet};

/// One package of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Package<'a> {
    pub(crate) name: &'a str,
    pub(crate) version: &'a str,
    /// Bytes to download.
    pub(crate) size: u64,
    /// Bytes on disk.
    pub(crate) installed: u64,
    /// Part of every system that has the package manager.
    pub(crate) base: bool,
    pub(crate) needs: Vec<&'a str>,
    /// Installed with it unless that is refused.
    pub(crate) recommends: Vec<&'a str>,
    pub(crate) provides: Vec<&'a str>,
    /// Found only where a source of packages names this host.
    pub(crate) host: Option<&'a str>,
    pub(crate) files: Vec<File<'a>>,
}

/// One path of a package, relative to the root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum File<'a> {
    /// Bytes that nobody reads; without a size, a share of what the package occupies.
    Bytes(Option<u64>, &'a str),
    Link(&'a str, &'a str),
    Text(&'a str, &'a str),
}

impl<'a> Package<'a> {
    /// The commands that it brings: its files in `bin/`.
    pub(crate) fn binaries(&self) -> Vec<&'a str> {
        let paths = self.files.iter().map(|file| match file {
            File::Bytes(_, path) | File::Link(path, _) | File::Text(path, _) => *path,
        });
        paths.filter_map(|path| path.strip_prefix("bin/")).collect()
    }
}

/// All packages of a list by name.
#[derive(Debug, Default)]
pub(crate) struct List<'a> {
    packages: BTreeMap<&'a str, Package<'a>>,
    provided: BTreeMap<&'a str, &'a str>,
}

impl<'a> List<'a> {
    /// Rows that make no sense are left out; a test of the catalog finds them.
    pub(crate) fn read(text: &'a str) -> List<'a> {
        let mut list = List::default();
        let mut last = "";
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if let Some(row) = line.strip_prefix(' ') {
                if let (Some(file), Some(package)) = (file(row), list.packages.get_mut(last)) {
                    package.files.push(file);
                }
            } else if let Some(package) = package(line) {
                last = package.name;
                list.provided.extend(package.provides.iter().map(|name| (*name, package.name)));
                list.packages.insert(package.name, package);
            }
        }
        list
    }

    /// The package of that name, or one that stands for it.
    pub(crate) fn get(&self, name: &str) -> Option<&Package<'a>> {
        self.packages.get(name).or_else(|| self.packages.get(self.provided.get(name)?))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Package<'a>> {
        self.packages.values()
    }

    /// The packages that `roots` need and that are not there yet, each behind those that it needs itself.
    pub(crate) fn closure(
        &self,
        roots: &[&str],
        there: &BTreeSet<String>,
        recommended: bool,
    ) -> Vec<&Package<'a>> {
        let (mut seen, mut found) = (BTreeSet::new(), Vec::new());
        // A worklist instead of recursion: chains of dependencies come from data.
        let mut work: Vec<(&str, bool)> = roots.iter().rev().map(|name| (*name, false)).collect();
        while let Some((name, done)) = work.pop() {
            let Some(package) = self.get(name) else { continue };
            if done {
                found.push(package);
                continue;
            }
            if there.contains(package.name) || !seen.insert(package.name) {
                continue;
            }
            work.push((package.name, true));
            let recommends = package.recommends.iter().filter(|_| recommended);
            work.extend(package.needs.iter().chain(recommends).rev().map(|name| (*name, false)));
        }
        found
    }
}

/// How many packages a list has.
pub(crate) fn count(text: &str) -> usize {
    List::read(text).packages.len()
}

/// Rows that make no sense, and dependencies that the list does not have.
pub(crate) fn faults(text: &str) -> Vec<String> {
    let rows = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let bad =
        |row: &str| row.strip_prefix(' ').map_or_else(|| package(row).is_none(), |row| file(row).is_none());
    let mut found: Vec<String> = rows.filter(|row| bad(row)).map(|row| format!("no row: {row}")).collect();
    let list = List::read(text);
    for package in list.iter() {
        let missing = package.needs.iter().filter(|name| list.get(name).is_none());
        found.extend(missing.map(|name| format!("{} needs {name}, which is not there", package.name)));
    }
    found
}

fn package(line: &str) -> Option<Package<'_>> {
    let (facts, words) = line.split_once(" : ").unwrap_or((line, ""));
    let mut facts = facts.split(' ');
    let mut package = Package {
        name: facts.next()?,
        version: facts.next()?,
        size: bytes(facts.next()?)?,
        installed: bytes(facts.next()?)?,
        base: facts.next() == Some("base"),
        needs: Vec::new(),
        recommends: Vec::new(),
        provides: Vec::new(),
        host: None,
        files: Vec::new(),
    };
    for word in words.split_whitespace() {
        match (word.strip_prefix('?'), word.strip_prefix('='), word.strip_prefix('@')) {
            (Some(name), ..) => package.recommends.push(name),
            (_, Some(name), _) => package.provides.push(name),
            (.., Some(host)) if !host.is_empty() && host.contains('.') => package.host = Some(host),
            _ => package.needs.push(word),
        }
    }
    Some(package)
}

/// `1234`, `150k` or `2.5M`.
fn bytes(text: &str) -> Option<u64> {
    let scaled = |number: &str, unit: f64| Some((number.parse::<f64>().ok()? * unit) as u64);
    match (text.strip_suffix('k'), text.strip_suffix('M')) {
        (Some(number), _) => scaled(number, 1e3),
        (_, Some(number)) => scaled(number, 1e6),
        _ => text.parse().ok(),
    }
}

fn file(row: &str) -> Option<File<'_>> {
    if let Some((path, target)) = row.split_once(" -> ") {
        return Some(File::Link(path, target));
    }
    if let Some((path, text)) = row.split_once(" = ") {
        return Some(File::Text(path, text));
    }
    match row.split_once(' ') {
        Some((size, path)) => Some(File::Bytes(Some(bytes(size)?), path)),
        None => Some(File::Bytes(None, row)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "# tools\ncurl 8.1-r2 150k 2.5M : libcurl ?certs\n usr/bin/curl\n usr/bin/c -> curl\nlibcurl 8 1 2 base : =libcurl.so\n\
                        certs 1 1 1 : libcurl @example.org\n etc/name = box\n";

    #[test]
    fn rows() {
        let list = List::read(LIST);
        let curl = list.get("curl").unwrap();
        assert_eq!(
            (curl.version, curl.size, curl.installed, curl.base),
            ("8.1-r2", 150_000, 2_500_000, false)
        );
        assert_eq!(curl.files, [File::Bytes(None, "usr/bin/curl"), File::Link("usr/bin/c", "curl")]);
        assert_eq!(list.get("libcurl.so").unwrap().name, "libcurl");
        assert_eq!(list.get("certs").unwrap().host, Some("example.org"));
        assert_eq!(list.iter().count(), 3);
    }

    #[test]
    fn what_is_needed_comes_first() {
        let list = List::read(LIST);
        let check = |there: &[&str], recommended, expected: &str| {
            let there = there.iter().map(|name| (*name).to_owned()).collect();
            let names: Vec<&str> = list
                .closure(&["curl", "nosuch"], &there, recommended)
                .iter()
                .map(|found| found.name)
                .collect();
            assert_eq!(names.join(" "), expected);
        };
        check(&[], true, "libcurl certs curl");
        check(&[], false, "libcurl curl");
        check(&["libcurl"], true, "certs curl");
    }
}
