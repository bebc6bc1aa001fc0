//! The Dockerfile as the classic builder reads it: without heredocs, with fewer flags, and with errors in its words.

use diag::Parsed;
use dockerfile::{Dockerfile, Instruction, Lines, Phase};

/// Flags that BuildKit knows and the classic builder doesn't. Those that it knows only to refuse are not among them.
const UNKNOWN_FLAGS: [(&str, &[&str]); 4] = [
    ("ADD", &["checksum", "exclude", "keep-git-dir", "link", "unpack"]),
    ("COPY", &["exclude", "link", "parents"]),
    ("HEALTHCHECK", &["start-interval"]),
    ("RUN", &["device", "network", "security"]),
];

/// An error about the Dockerfile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    /// As the daemon words it.
    pub(super) message: String,
    /// The lines that it is about, if it names any.
    pub(super) lines: Option<Lines>,
}

/// Reads a Dockerfile; `name` is what errors call it.
pub(super) fn read(name: &str, text: &str) -> Result<Parsed<Dockerfile>, Problem> {
    if text.is_empty() {
        return Err(Problem { message: format!("the Dockerfile ({name}) cannot be empty"), lines: None });
    }
    let parsed = dockerfile::parse_classic(text);
    match problem(&parsed.tree) {
        Some(problem) => Err(problem),
        None => Ok(parsed),
    }
}

/// Reads an ONBUILD trigger.
pub(super) fn read_trigger(text: &str) -> Result<Instruction, String> {
    let parsed = dockerfile::parse_classic(text);
    let [instruction] = parsed.tree.instructions.as_slice() else {
        return Err("onbuild trigger should be a single expression".to_owned());
    };
    if let Some(error) =
        parsed.diagnostics.iter().find(|error| error.code != "no-stage" && error.code != "no-stages")
    {
        return Err(reworded(&error.message));
    }
    match refused_flag(instruction) {
        Some(message) => Err(message),
        None => Ok(instruction.clone()),
    }
}

/// The first error, in the order in which the daemon meets them.
fn problem(file: &Dockerfile) -> Option<Problem> {
    let failure = file.failure.as_ref().filter(|failure| failure.phase != Phase::Convert);
    if let Some(failure) = failure.filter(|failure| failure.phase == Phase::Lines) {
        let message = format!("failed to parse Dockerfile: {}", bare(&failure.message));
        return Some(Problem { message, lines: Some(failure.lines) });
    }
    let flag =
        file.instructions.iter().find_map(|instruction| Some((instruction, refused_flag(instruction)?)));
    let flag_line = flag.as_ref().map_or(u32::MAX, |(instruction, _)| instruction.node.lines.start);
    match (failure, flag) {
        (Some(failure), _) if failure.lines.start <= flag_line => {
            let line = failure.lines.start;
            let message = match failure.message.strip_prefix("dockerfile parse error") {
                Some(_) => {
                    format!("dockerfile parse error line {line}: {}", reworded(bare(&failure.message)))
                }
                None => failure.message.clone(),
            };
            Some(Problem { message, lines: Some(failure.lines) })
        }
        (_, Some((instruction, message))) => {
            let lines = instruction.node.lines;
            Some(Problem {
                message: format!("dockerfile parse error line {}: {message}", lines.start),
                lines: Some(lines),
            })
        }
        _ => None,
    }
}

/// A message without BuildKit's `dockerfile parse error on line 2: `.
fn bare(message: &str) -> &str {
    match message.strip_prefix("dockerfile parse error on line ") {
        Some(rest) => rest.split_once(": ").map_or(rest, |(_, bare)| bare),
        None => message,
    }
}

/// BuildKit's message in the words of the older parser: no guesses, instructions in upper case, flags without dashes.
fn reworded(message: &str) -> String {
    let message = message.split_once(" (did you mean ").map_or(message, |(head, _)| head);
    if let Some(name) = message.strip_prefix("unknown instruction: ") {
        return format!("unknown instruction: {}", name.to_uppercase());
    }
    if let Some(count) = message.strip_prefix("--retries cannot be negative (") {
        return format!("--retries must be at least 1 (not {count}");
    }
    for (now, then) in [
        ("unknown flag: --", "Unknown flag: "),
        ("duplicate flag specified: --", "Duplicate flag specified: "),
        ("missing a value on flag: --", "Missing a value on flag: "),
        ("expecting boolean value for flag --", "Expecting boolean value for flag "),
        ("arg should start with -- ", "Arg should start with -- "),
    ] {
        if let Some(rest) = message.strip_prefix(now) {
            return format!("{then}{rest}");
        }
    }
    message.to_owned()
}

/// What is wrong with the flags of an instruction that BuildKit takes.
fn refused_flag(instruction: &Instruction) -> Option<String> {
    let node = &instruction.node;
    if node.is("HEALTHCHECK") && node.flags.iter().any(|flag| flag.value == "--retries=0") {
        return Some("--retries must be at least 1 (not 0)".to_owned());
    }
    let (_, unknown) = UNKNOWN_FLAGS.iter().find(|(keyword, _)| node.is(keyword))?;
    node.flags.iter().find_map(|flag| {
        let flag = flag.value.strip_prefix("--")?;
        let name = flag.split('=').next().unwrap_or(flag);
        unknown.contains(&name).then(|| format!("Unknown flag: {name}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_worded_as_the_daemon_words_them() {
        for (text, want) in [
            ("FROM a\nRUNN x\n", "dockerfile parse error line 2: unknown instruction: RUNN"),
            ("FROM a\nCOPY --frm=x a b\n", "dockerfile parse error line 2: Unknown flag: frm"),
            ("FROM a\nCOPY --link a b\nRUNN\n", "dockerfile parse error line 2: Unknown flag: link"),
            ("FROM a\nRUN <<EOF\necho hi\nEOF\n", "dockerfile parse error line 3: unknown instruction: ECHO"),
            (
                "FROM a\nHEALTHCHECK --retries=-1 CMD x\n",
                "dockerfile parse error line 2: --retries must be at least 1 (not -1)",
            ),
            (
                "FROM a\nHEALTHCHECK --retries=0 CMD x\n",
                "dockerfile parse error line 2: --retries must be at least 1 (not 0)",
            ),
            ("RUN x\n", "no build stage in current context"),
            ("", "the Dockerfile (Dockerfile) cannot be empty"),
            ("# x\n", "failed to parse Dockerfile: file with no instructions"),
            ("FROM a\nENV A\n", "failed to parse Dockerfile: ENV must have two arguments"),
        ] {
            assert_eq!(read("Dockerfile", text).unwrap_err().message, want, "{text}");
        }
        assert_eq!(read_trigger("FROB x").unwrap_err(), "unknown instruction: FROB");
        assert!(read_trigger("COPY . /src").is_ok());
    }
}
