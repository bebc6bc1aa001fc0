//! Help and usage, laid out as docker's.

use std::fmt::Write as _;

use super::flags::{Flag, Takes};

/// Columns that help fills when it does not go to a terminal.
const WIDTH: usize = 79;
/// Below this there is no sense in wrapping beside the names of flags.
const LEAST: usize = 24;

/// `  -f, --file string   Name of …`, wrapped, in the order of the names.
pub(crate) fn flags(flags: &[Flag]) -> String {
    let mut shown: Vec<&Flag> = flags.iter().filter(|flag| !flag.hidden).collect();
    shown.sort_by_key(|flag| flag.name);
    let names: Vec<String> = shown.iter().map(|flag| name(flag)).collect();
    let indent = names.iter().map(String::len).max().unwrap_or(0) + 3;
    let mut out = String::new();
    for (flag, name) in shown.iter().zip(names) {
        let mut text = flag.help.to_owned();
        if let Some(default) = flag.default {
            let quote = if matches!(flag.takes, Takes::One { named: "string" }) { "\"" } else { "" };
            let _ = write!(text, " (default {quote}{default}{quote})");
        }
        let _ = writeln!(out, "{name:<indent$}{}", wrapped(&text, indent, WIDTH));
    }
    out
}

fn name(flag: &Flag) -> String {
    let short = flag.short.map_or("    ".to_owned(), |short| format!("-{short}, "));
    match flag.takes {
        Takes::Switch => format!("  {short}--{}", flag.name),
        Takes::One { named } | Takes::Many { named } => format!("  {short}--{} {named}", flag.name),
        Takes::Maybe { named, otherwise } => format!("  {short}--{} {named}[=\"{otherwise}\"]", flag.name),
    }
}

/// Rows of commands with what they do.
pub(crate) fn commands(rows: &[(&str, &str)]) -> String {
    let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or(0).max(11);
    rows.iter().map(|(name, short)| format!("  {name:<width$} {short}\n")).collect()
}

/// Breaks a text at blanks so that it fits between `indent` and `width`; a short last word may stick out a little.
fn wrapped(text: &str, mut indent: usize, width: usize) -> String {
    const SLOP: usize = 5;
    let mut out = String::new();
    let mut room = width.saturating_sub(indent);
    if room < LEAST {
        indent = 16;
        room = width.saturating_sub(indent);
        out = format!("\n{}", " ".repeat(indent));
    }
    let margin = format!("\n{}", " ".repeat(indent));
    if room < LEAST {
        return text.replace('\n', &out);
    }
    let mut rest = text;
    loop {
        let (line, after) = cut(rest, room - SLOP, SLOP);
        out.push_str(&line.replace('\n', &margin));
        if after.is_empty() {
            return out;
        }
        out.push_str(&margin);
        rest = after;
    }
}

/// The part of a text that goes on one line, and the rest.
fn cut(text: &str, room: usize, slop: usize) -> (&str, &str) {
    if room + slop > text.len() {
        return (text, "");
    }
    let Some(head) = text.get(..room) else { return (text, "") };
    let Some(blank) = head.rfind([' ', '\t', '\n']).filter(|at| *at > 0) else { return (text, "") };
    let at = head.rfind('\n').filter(|at| *at > 0 && *at < blank).unwrap_or(blank);
    let (line, rest) = text.split_at(at);
    (line, rest.get(1..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn flags_are_aligned_and_wrapped() {
        let table = [
            Flag::switch("quiet", "Only show image IDs").short('q'),
            Flag::one(
                "network",
                "string",
                "Set the networking mode for the \"RUN\" instructions during build",
            )
            .default("default"),
            Flag::switch("human", "Print sizes and dates in human readable format")
                .short('H')
                .default("true"),
            Flag::switch("secret-flag", "Never seen").hidden(),
        ];
        expect![[r#"
            Options:
              -H, --human            Print sizes and dates in human readable format
                                     (default true)
                  --network string   Set the networking mode for the "RUN"
                                     instructions during build (default "default")
              -q, --quiet            Only show image IDs
        "#]]
        .assert_eq(&format!("Options:\n{}", flags(&table)));
    }
}
