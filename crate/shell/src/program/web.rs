//! The modelled network: which URLs answer, and with what. The table is `data/web.txt`.

use std::sync::OnceLock;

use vfs::Blob;

use super::{Context, Done};

const TABLE: &str = include_str!("../../data/web.txt");

/// What the first line of a modelled archive says; the URL it came from follows on the next.
const MAGIC: &[u8] = b"layerlab: a modelled archive\n";

/// What a URL leads to.
pub(super) struct Answer {
    /// Bytes that would have come over the network.
    pub(super) size: u64,
    pub(super) blob: Blob,
}

/// A file of a modelled archive.
pub(super) struct Member {
    pub(super) mode: u16,
    /// A directory's ends in a slash.
    pub(super) path: String,
    pub(super) blob: Blob,
}

/// A row of the table as it was written.
struct Row {
    urls: Vec<&'static str>,
    kind: &'static str,
    body: Vec<&'static str>,
}

fn rows() -> &'static [Row] {
    static ROWS: OnceLock<Vec<Row>> = OnceLock::new();
    ROWS.get_or_init(|| {
        let mut rows: Vec<Row> = Vec::new();
        for line in TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let indented = line.strip_prefix("  ");
            match (indented, rows.last_mut()) {
                (Some(kind), Some(row)) if row.kind.is_empty() => row.kind = kind,
                (Some(body), Some(row)) => row.body.push(body),
                (_, Some(row)) if row.kind.is_empty() => row.urls.push(line),
                _ => rows.push(Row { urls: vec![line], kind: "", body: Vec::new() }),
            }
        }
        rows
    })
}

/// What `*` and `**` of a pattern stand for in a text, if it fits.
fn captures<'t>(pattern: &str, text: &'t str, budget: &mut u32) -> Option<Vec<&'t str>> {
    *budget = budget.checked_sub(1)?;
    let Some((before, after)) = pattern.split_once('*') else { return (pattern == text).then(Vec::new) };
    let text = text.strip_prefix(before)?;
    let (deep, after) = match after.strip_prefix('*') {
        Some(after) => (true, after),
        None => (false, after),
    };
    let most = if deep { text.len() } else { text.find('/').unwrap_or(text.len()) };
    let ends = (0..=most).rev().filter(|end| text.is_char_boundary(*end));
    for end in ends {
        let (taken, rest) = text.split_at(end);
        if let Some(mut found) = captures(after, rest, budget) {
            found.insert(0, taken);
            return Some(found);
        }
    }
    None
}

/// How many places the patterns of one URL may be tried at.
const BUDGET: u32 = 200_000;

fn lookup(url: &str) -> Option<(&'static Row, Vec<&str>)> {
    let url = url.split(['?', '#']).next().unwrap_or(url);
    let mut budget = BUDGET;
    rows().iter().find_map(|row| {
        let found = row.urls.iter().find_map(|pattern| captures(pattern, url, &mut budget))?;
        Some((row, found))
    })
}

fn filled(text: &str, captures: &[&str]) -> String {
    captures.iter().enumerate().fold(text.to_string(), |text, (i, value)| text.replace(&format!("{{{}}}", i + 1), value))
}

/// A seed that follows from a text (FNV-1a).
pub(super) fn seed(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// What a URL answers; nothing if the model does not know it.
pub(super) fn get(url: &str) -> Option<Answer> {
    let (row, captures) = lookup(url)?;
    let mut words = row.kind.split(' ');
    let kind = words.next().unwrap_or_default();
    let size = words.next().and_then(|size| size.parse().ok()).unwrap_or(0);
    if kind == "text" {
        let text = text(row, &captures);
        return Some(Answer { size: text.len() as u64, blob: Blob::from(text.into_bytes()) });
    }
    let blob = match kind {
        "binary" => Blob::synthetic(seed(url), size),
        _ => Blob::from([MAGIC, url.as_bytes(), b"\n"].concat()),
    };
    Some(Answer { size, blob })
}

/// Whether content is not what a real download would have held, so that a real checksum says nothing about it.
pub(super) fn is_modelled(blob: &Blob) -> bool {
    let mut head = vec![0; MAGIC.len()];
    blob.seed().is_some() || (blob.read_at(0, &mut head) == MAGIC.len() && head == MAGIC) || is_text(blob)
}

/// Whether content is a text of the table.
fn is_text(blob: &Blob) -> bool {
    let texts = rows().iter().filter(|row| row.kind == "text");
    texts.map(|row| text(row, &[])).any(|text| text.len() as u64 == blob.len() && *blob.bytes() == *text.as_bytes())
}

/// What a row of text answers.
fn text(row: &Row, captures: &[&str]) -> String {
    let line = |line: &&str| filled(line.trim_start_matches('|').strip_prefix(' ').unwrap_or_default(), captures) + "\n";
    row.body.iter().map(line).collect()
}

/// The files of a modelled archive; nothing if the bytes are something else.
pub(super) fn members(bytes: &[u8]) -> Option<Vec<Member>> {
    let url = std::str::from_utf8(bytes.strip_prefix(MAGIC)?).ok()?.trim_end();
    let (row, captures) = lookup(url)?;
    let mut listed: Vec<Member> = Vec::new();
    for line in &row.body {
        if let (Some(text), Some(last)) = (line.strip_prefix('|'), listed.last_mut()) {
            let text = format!("{}\n", filled(text.strip_prefix(' ').unwrap_or_default(), &captures));
            let before = if last.blob.seed().is_some() { Vec::new() } else { last.blob.bytes().into_owned() };
            last.blob = Blob::from([before, text.into_bytes()].concat());
            continue;
        }
        let mut words = line.splitn(3, ' ');
        let mode = u16::from_str_radix(words.next()?, 8).ok()?;
        let size = words.next()?.parse().ok()?;
        let path = filled(words.next()?, &captures);
        let blob = Blob::synthetic(seed(&format!("{url} {path}")), size);
        listed.push(Member { mode, path, blob });
    }
    let Some(top) = row.kind.strip_prefix("source ") else { return Some(listed) };
    let top = filled(top.split_once(' ').map_or("", |(_, top)| top), &captures);
    Some(sources(&top, listed.into_iter()))
}

/// The sources of a program as its archive or repository holds them: enough for configure and make to run.
pub(super) fn sources(top: &str, installed: impl Iterator<Item = Member>) -> Vec<Member> {
    let text = |mode, path: &str, text: &str| Member { mode, path: format!("{top}/{path}"), blob: Blob::from(text.as_bytes().to_vec()) };
    let mut all = vec![
        text(0o755, "configure", CONFIGURE),
        text(0o755, "autogen.sh", "#!/bin/sh\necho 'modelled: configure is there already'\n"),
        text(0o755, "buildconf", "#!/bin/sh\necho 'modelled: configure is there already'\n"),
        text(0o644, "Makefile", MAKEFILE),
        text(0o644, "CMakeLists.txt", "# modelled\n"),
        text(0o644, "LICENSE", "Modelled.\n"),
        text(0o644, "README.md", "Modelled sources.\n"),
        text(0o644, "src/main.c", "int main(void) { return 0; }\n"),
    ];
    all.extend(installed.map(|member| match member.path.strip_prefix("./") {
        Some(own) => Member { path: format!("{top}/{own}"), ..member },
        None => Member { path: format!("{top}/.modelled/{}", member.path), ..member },
    }));
    all
}

const CONFIGURE: &str = "#!/bin/sh
# Modelled: notes the prefix for `make install`.
prefix=/usr/local
for argument; do case $argument in --prefix=*) prefix=${argument#*=};; esac; done
echo 'checking build system type... x86_64-pc-linux-gnu'
echo 'checking whether make sets $(MAKE)... yes'
echo 'configure: modelled: nothing is compiled'
source=$(dirname \"$0\")
sed \"s|^prefix ?= .*|prefix = $prefix|; s|^source ?= .*|source = $source|\" \"$source/Makefile\" > Makefile.new
mv Makefile.new Makefile
echo 'config.status: creating Makefile'
";

const MAKEFILE: &str = "# Modelled: nothing is compiled; `make install` copies what a real one leaves.
prefix ?= /usr/local
source ?= .
all:
\t@echo 'modelled: nothing is compiled'
install: all
\tmkdir -p $(DESTDIR)$(prefix)
\tif [ -d $(source)/.modelled ]; then cp -R $(source)/.modelled/. $(DESTDIR)$(prefix)/; fi
clean distclean check test:
\t@:
%: all
\t@:
.PHONY: all install clean distclean check test
";

/// The host that a URL names.
pub(super) fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?']).next().unwrap_or_default();
    host.rsplit('@').next().unwrap_or_default().split(':').next().unwrap_or_default()
}

impl Context<'_, '_> {
    /// Says on stderr that what follows is modelled.
    pub(super) fn mark(&mut self, what: &str) -> Done<()> {
        self.complain(&format!("modelled: {what}"))
    }

    /// Takes an answer over the modelled network.
    pub(super) fn download(&mut self, url: &str) -> Done<Option<Answer>> {
        self.kernel.meter.fuel(200)?;
        let Some(answer) = get(url) else { return Ok(None) };
        self.kernel.meter.spent.network = self.kernel.meter.spent.network.saturating_add(answer.size);
        self.mark(&format!("{url} is answered from a table, not downloaded"))?;
        Ok(Some(answer))
    }

    /// Says that the model does not know a URL.
    pub(super) fn offline(&mut self, url: &str) -> Done<()> {
        self.mark(&format!("offline: no row of the table answers {url}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_says_what_it_answers() {
        for row in rows() {
            let kind = row.kind.split(' ').next().unwrap_or_default();
            assert!(["binary", "text", "archive", "source"].contains(&kind), "{:?}: {:?}", row.urls, row.kind);
            for line in &row.body {
                let listed = line.split(' ').next().is_some_and(|mode| u16::from_str_radix(mode, 8).is_ok());
                assert!(listed || line.starts_with('|'), "{line}");
            }
        }
    }

    #[test]
    fn stars_stand_for_parts() {
        let check = |pattern, text, wanted: Option<&[&str]>| assert_eq!(captures(pattern, text, &mut 1000).as_deref(), wanted, "{pattern}");
        check("a*c", "abc", Some(&["b"]));
        check("a*c", "a/c", None);
        check("a**c/*", "a/c/d", Some(&["/", "d"]));
        check("v*/x-*.tar.*", "v1/x-1-2.tar.xz", Some(&["1", "1-2", "xz"]));
    }
}
