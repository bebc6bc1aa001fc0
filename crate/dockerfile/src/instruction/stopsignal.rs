//! STOPSIGNAL.

use crate::ast::Node;
use crate::text::Word;

use super::{Failed, Help, error, flag};

pub(super) const HELP: Help = Help {
    name: "STOPSIGNAL",
    doc: "The signal that `docker stop` sends to the container's first process. Default: SIGTERM.",
    syntax: "STOPSIGNAL SIGNAL",
    flags: flag::NONE,
};

pub(super) fn understand(node: &Node) -> Result<Word, Failed> {
    // BuildKit does not look at flags here.
    match node.args.as_slice() {
        [signal] => Ok(signal.clone()),
        _ => Err(error(node, format!("{} requires exactly one argument", HELP.name))),
    }
}

/// The names of Linux signals without `SIG`.
const SIGNALS: [&str; 35] = [
    "ABRT", "ALRM", "BUS", "CHLD", "CLD", "CONT", "FPE", "HUP", "ILL", "INT", "IO", "IOT", "KILL", "PIPE",
    "POLL", "PROF", "PWR", "QUIT", "SEGV", "STKFLT", "STOP", "SYS", "TERM", "TRAP", "TSTP", "TTIN", "TTOU",
    "URG", "USR1", "USR2", "VTALRM", "WINCH", "XCPU", "XFSZ", "RTMIN",
];

/// Whether a text names a signal: a number other than 0, `SIGTERM`, `term`, `RTMIN+3`, `RTMAX-2`.
pub fn is_signal(text: &str) -> bool {
    if let Ok(number) = text.parse::<i64>() {
        return number != 0;
    }
    let upper = text.to_uppercase();
    let name = upper.strip_prefix("SIG").unwrap_or(&upper);
    let offset = |rest: &str, sign: char, max: u32| {
        let digits =
            rest.strip_prefix(sign).filter(|digits| !digits.starts_with('0') && !digits.starts_with('+'));
        digits.and_then(|digits| digits.parse().ok()).is_some_and(|offset: u32| (1..=max).contains(&offset))
    };
    SIGNALS.contains(&name)
        || name == "RTMAX"
        || name.strip_prefix("RTMIN").is_some_and(|rest| offset(rest, '+', 15))
        || name.strip_prefix("RTMAX").is_some_and(|rest| offset(rest, '-', 14))
}
