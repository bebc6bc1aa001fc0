//! `set -x`, as each shell prints it.

use super::{Done, Shell};
use crate::syntax::Dialect;
use crate::text::single_quoted;

impl Shell<'_, '_> {
    /// Prints a command that is about to run.
    pub(super) fn trace(&mut self, assigns: &[(String, String)], words: &[String]) -> Done<()> {
        if !self.state.options.xtrace || (assigns.is_empty() && words.is_empty()) {
            return Ok(());
        }
        let dialect = self.state.dialect;
        let mut shown: Vec<String> =
            assigns.iter().map(|(name, value)| format!("{name}={}", quoted(dialect, value))).collect();
        let words = words.iter().map(|word| quoted(dialect, word));
        if dialect == Dialect::Bash {
            // bash shows each assignment on a line of its own.
            let separate = std::mem::take(&mut shown);
            for line in separate {
                self.trace_line(&line)?;
            }
        }
        shown.extend(words);
        if shown.is_empty() {
            return Ok(());
        }
        self.trace_line(&shown.join(" "))
    }

    pub(super) fn trace_line(&mut self, line: &str) -> Done<()> {
        let prefix = self.variable("PS4").unwrap_or_else(|| "+ ".into());
        self.print_error(&format!("{prefix}{line}\n"))
    }
}

pub(super) fn quoted(dialect: Dialect, word: &str) -> String {
    let special = match dialect {
        Dialect::Dash => false,
        Dialect::Ash => {
            word.chars().any(|c| c < '+' || (';'..='?').contains(&c) || "`[\\".contains(c) || c > 'z')
        }
        Dialect::Bash => {
            word.is_empty()
                || word.chars().any(|c| c < '+' && c != '%' && c != '#' || ";<>?`[]\\{|}~^!".contains(c))
        }
    };
    if special { single_quoted(word) } else { word.to_string() }
}
