//! `trap`. EXIT fires at the end; the others if somebody sends a signal to the process, which nobody does to a build step.

use super::Done;
use super::cd::print;
use crate::eval::Shell;
use crate::syntax::Dialect;
use crate::text::{posix_quoted, single_quoted};

const SIGNALS: &[(&str, i32)] = &[
    ("EXIT", 0),
    ("HUP", 1),
    ("INT", 2),
    ("QUIT", 3),
    ("ILL", 4),
    ("TRAP", 5),
    ("ABRT", 6),
    ("BUS", 7),
    ("FPE", 8),
    ("KILL", 9),
    ("USR1", 10),
    ("SEGV", 11),
    ("USR2", 12),
    ("PIPE", 13),
    ("ALRM", 14),
    ("TERM", 15),
    ("CHLD", 17),
    ("CONT", 18),
    ("STOP", 19),
    ("TSTP", 20),
    ("WINCH", 28),
];

/// The number of a signal that is given by name, with or without `SIG`, or by number.
pub(crate) fn number(text: &str) -> Option<i32> {
    find(text).map(|(_, number)| *number)
}

fn find(text: &str) -> Option<&'static (&'static str, i32)> {
    let upper = text.to_ascii_uppercase();
    let name = upper.strip_prefix("SIG").unwrap_or(&upper);
    SIGNALS.iter().find(|(known, number)| *known == name || text.parse() == Ok(*number))
}

pub(super) fn trap(shell: &mut Shell<'_, '_>, words: &[String]) -> Done<i32> {
    let mut rest = words.get(1..).unwrap_or_default();
    if rest.first().is_some_and(|word| word == "--") {
        rest = rest.get(1..).unwrap_or_default();
    }
    if rest.is_empty() || rest.first().is_some_and(|word| word == "-p") {
        let dialect = shell.state.dialect;
        let lines: String = shell
            .state
            .traps
            .iter()
            .map(|(signal, action)| match dialect {
                Dialect::Bash => {
                    let sig = if signal == "EXIT" || signal == "ERR" { "" } else { "SIG" };
                    format!("trap -- {} {sig}{signal}\n", single_quoted(action))
                }
                _ => format!("trap -- {} {signal}\n", posix_quoted(action)),
            })
            .collect();
        print(shell, &lines)?;
        return Ok(0);
    }
    // A lone signal, or a number first, resets.
    let first = rest.first().cloned().unwrap_or_default();
    let (action, signals) = if rest.len() == 1 || first.parse::<u32>().is_ok() {
        (None, rest)
    } else {
        (Some(first).filter(|action| action != "-"), rest.get(1..).unwrap_or_default())
    };
    let mut status = 0;
    for signal in signals {
        let bash_only = shell.state.dialect == Dialect::Bash && matches!(signal.as_str(), "DEBUG" | "RETURN");
        if bash_only {
            return Err(shell.unmodelled(&format!("`trap … {signal}`")).into());
        }
        if shell.state.dialect == Dialect::Bash && signal == "ERR" {
            match &action {
                Some(action) => shell.state.traps.insert("ERR".into(), action.clone()),
                None => shell.state.traps.remove("ERR"),
            };
            continue;
        }
        let Some((name, _)) = find(signal) else {
            status = 1;
            match shell.state.dialect {
                // dash looks at no other signal.
                Dialect::Dash => {
                    shell.print_error(&format!("trap: {signal}: bad trap\n"))?;
                    return Ok(1);
                }
                _ => shell.builtin_error("trap", &format!("{signal}: invalid signal specification"))?,
            }
            continue;
        };
        if *name == "PIPE" {
            shell.state.task.ignores_pipe = action.as_ref().is_some_and(String::is_empty);
        }
        match &action {
            Some(action) => {
                shell.state.traps.insert((*name).to_string(), action.clone());
                shell.handle(name, Some(!action.is_empty()));
            }
            None => {
                shell.state.traps.remove(*name);
                shell.handle(name, None);
            }
        }
    }
    Ok(status)
}

/// The name of a signal by which `trap` keeps its action.
pub(super) fn name(text: &str) -> Option<&'static str> {
    find(text).map(|(name, _)| *name)
}

impl Shell<'_, '_> {
    /// Tells the system what the first process does with a signal.
    fn handle(&mut self, signal: &str, action: Option<bool>) {
        let first = self.state.task.pid <= self.kernel.first;
        let Some(outside) = self.kernel.outside.as_mut().filter(|_| first) else { return };
        match action {
            Some(action) => outside.handled.insert(signal.to_owned(), action),
            None => outside.handled.remove(signal),
        };
    }
}
