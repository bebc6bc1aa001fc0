//! Completion of command lines: subcommands, flags, names of images and containers, files of the project.

use super::command::{self, Command, spelled};
use super::flags::{Takes, Values};
use super::overview::{GLOBAL, GROUPS, NESTED};
use super::{Arguments, Session, Step};
use crate::host::Host;

/// What could be typed at a place of a line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LineCompletions {
    /// Byte offset of the word that the items replace.
    pub from: usize,
    /// What to put there, with what it is; sorted by text.
    pub items: Vec<(String, String)>,
}

pub(super) const SCRIPT: Command = Command {
    spellings: &[spelled("completion", "docker completion")],
    usage: "SHELL",
    short: "Generate the autocompletion script for the specified shell (bash, zsh or fish)",
    flags: &[],
    arguments: Arguments::Exactly(1),
    run: script,
};

pub(super) const ASK: Command = Command {
    spellings: &[spelled("__complete", "docker __complete")],
    usage: "LINE CURSOR",
    short: "Print what could be typed at a place of a line",
    flags: &[],
    arguments: Arguments::Exactly(2),
    run: ask,
};

fn script(session: &mut Session<'_>, values: Values) -> Step {
    let text = match values.arguments[0].as_str() {
        "bash" => include_str!("completion/layerlab.bash"),
        "zsh" => include_str!("completion/layerlab.zsh"),
        "fish" => include_str!("completion/layerlab.fish"),
        other => {
            return session
                .fail(&format!("unknown shell {other:?}; there are \"bash\", \"zsh\" and \"fish\""));
        }
    };
    session.console.print(text);
    Step::Exit(0)
}

/// One candidate a line: the text, a tab, what it is.
fn ask(session: &mut Session<'_>, values: Values) -> Step {
    let line = &values.arguments[0];
    let cursor = values.arguments[1].parse().unwrap_or(line.len());
    let found = session.host.complete_line(line, cursor);
    let lines: String = found.items.iter().map(|(text, about)| format!("{text}\t{about}\n")).collect();
    session.console.print(&lines);
    Step::Exit(0)
}

impl Host {
    /// What could be typed at a byte offset of a line of the host's shell.
    #[must_use]
    pub fn complete_line(&self, line: &str, cursor: usize) -> LineCompletions {
        let before = line.get(..cursor).unwrap_or(line);
        let from = before.rfind([' ', '\t', '=', '|', ';', '&', '(']).map_or(0, |at| at + 1);
        let word = before.get(from..).unwrap_or_default();
        let start = before.rfind(['|', ';', '&', '(']).map_or(0, |at| at + 1);
        let done = before.get(start..from).unwrap_or_default();
        let words: Vec<&str> = done.split(['=', ' ', '\t']).filter(|word| !word.is_empty()).collect();
        let mut items = match words.split_first() {
            None => vec![("docker".to_owned(), "A self-sufficient runtime for containers".to_owned())],
            Some((&("docker" | "layerlab"), rest)) => self.after_docker(rest, word),
            Some(_) => self.paths(),
        };
        items.retain(|(text, _)| text.starts_with(word));
        items.sort();
        items.dedup();
        LineCompletions { from, items }
    }

    fn after_docker(&self, words: &[&str], word: &str) -> Vec<(String, String)> {
        let names: Vec<&str> = words.iter().copied().filter(|word| !word.starts_with('-')).collect();
        let found =
            (1..=names.len().min(3)).rev().find_map(|length| command::find(&names[..length].join(" ")));
        let Some((command, _)) = found else {
            return match word.starts_with('-') {
                true => flags(GLOBAL),
                false => subcommands(&names),
            };
        };
        let takes_value = words.last().and_then(|last| {
            let flag = command.flags.iter().find(|flag| is_named(flag, last))?;
            matches!(flag.takes, Takes::One { .. } | Takes::Many { .. }).then_some(flag.name)
        });
        match takes_value {
            Some("file" | "env-file" | "input" | "output" | "iidfile" | "cidfile") => self.paths(),
            Some(_) => Vec::new(),
            None if word.starts_with('-') => flags(command.flags),
            None => self.arguments(command.usage),
        }
    }

    /// What the usage of a command says that its arguments are.
    fn arguments(&self, usage: &str) -> Vec<(String, String)> {
        let mut items = Vec::new();
        let has = |word: &str| usage.split(|c: char| !c.is_ascii_uppercase()).any(|part| part == word);
        if has("IMAGE") || has("REPOSITORY") || has("SOURCE") || usage.ends_with("NAME[:TAG]") {
            items.extend(self.store.tags().map(|(name, id)| (name.familiar(), id.short())));
        }
        if has("CONTAINER") || usage.contains("NAME|ID") {
            items.extend(self.container_names());
        }
        if has("PATH") || has("FILE") || usage.contains("file") {
            items.extend(self.paths());
        }
        items
    }

    fn paths(&self) -> Vec<(String, String)> {
        let entries = self.project.entries().into_iter();
        entries
            .map(|entry| match entry.kind {
                crate::EntryKind::Dir => (format!("{}/", entry.path), "folder".to_owned()),
                _ => (entry.path, "file".to_owned()),
            })
            .collect()
    }
}

fn is_named(flag: &super::flags::Flag, word: &str) -> bool {
    word.strip_prefix("--") == Some(flag.name)
        || flag.short.is_some_and(|short| word.strip_prefix('-') == Some(short.encode_utf8(&mut [0; 4])))
}

fn flags(flags: &[super::flags::Flag]) -> Vec<(String, String)> {
    let shown = flags.iter().filter(|flag| !flag.hidden);
    let about = |flag: &super::flags::Flag| flag.help.lines().next().unwrap_or_default().to_owned();
    let mut items: Vec<_> = shown.map(|flag| (format!("--{}", flag.name), about(flag))).collect();
    items.push(("--help".to_owned(), "Print usage".to_owned()));
    items
}

/// The words that can follow those of a name that is not complete.
fn subcommands(names: &[&str]) -> Vec<(String, String)> {
    let prefix: String = names.iter().map(|name| format!("{name} ")).collect();
    let mut items = Vec::new();
    let mut add = |words: &str, about: &str| {
        let Some(next) = words.strip_prefix(&prefix).filter(|rest| !rest.contains(' ')) else { return };
        if !next.starts_with('_') {
            items.push((next.to_owned(), about.to_owned()));
        }
    };
    for command in command::all() {
        for spelling in command.spellings {
            add(spelling.words, command.short);
        }
    }
    for (group, about) in GROUPS.iter().chain(NESTED) {
        add(group, about);
    }
    items
}

#[cfg(test)]
mod tests {
    use crate::{Host, HostConfig};

    fn check(line: &str, expected: &str) {
        let mut host = Host::new(HostConfig { seed: 1, now: 1_700_000_000 });
        host.write_file("Dockerfile", b"FROM scratch\n".to_vec(), None, None).unwrap();
        host.write_file("src/a.js", b"1\n".to_vec(), None, None).unwrap();
        let found = host.complete_line(line, line.len());
        let items: Vec<&str> = found.items.iter().map(|(text, _)| text.as_str()).collect();
        assert_eq!(items.join(" "), expected, "{line}");
    }

    #[test]
    fn commands_flags_and_files() {
        check("do", "docker");
        check("docker imag", "image images");
        check("docker image his", "history");
        check("docker image prune --f", "--filter --force");
        check("docker build -f Doc", "Dockerfile");
        check("docker build --file=Doc", "Dockerfile");
        check("docker build s", "src/ src/a.js");
        check("cat D", "Dockerfile");
        check("ls | docker tag x", "");
        check("docker --prof", "");
        check("docker builder ", "build du prune");
    }
}
