//! `set -x`, as each shell prints it.

use super::{Done, Shell};
use crate::syntax::Dialect;
use crate::text::{posix_quoted, single_quoted};

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

    /// bash shows what `export NAME=value` assigns once more.
    pub(crate) fn trace_export(&mut self, name: &str, value: &str) -> Done<()> {
        if self.state.options.xtrace && self.state.dialect == Dialect::Bash {
            let line = format!("{name}={}", quoted(Dialect::Bash, value));
            self.trace_line(&line)?;
        }
        Ok(())
    }

    /// bash shows each comparison of `[[ … ]]`.
    pub(super) fn trace_test(&mut self, words: &[&str]) -> Done<()> {
        if self.state.options.xtrace {
            let words: Vec<String> = words
                .iter()
                .map(|word| if word.is_empty() { "''".into() } else { (*word).to_string() })
                .collect();
            self.trace_line(&format!("[[ {} ]]", words.join(" ")))?;
        }
        Ok(())
    }

    pub(super) fn trace_line(&mut self, line: &str) -> Done<()> {
        let mut prefix = self.variable("PS4").unwrap_or_else(|| "+ ".into());
        if self.state.dialect == Dialect::Bash
            && let Some(first) = prefix.chars().next()
        {
            // Once more for each command substitution around.
            let nested = first.to_string().repeat(usize::from(self.state.captures));
            prefix.insert_str(0, &nested);
        }
        self.print_error(&format!("{prefix}{line}\n"))
    }
}

pub(super) fn quoted(dialect: Dialect, word: &str) -> String {
    let special = match dialect {
        Dialect::Dash => false,
        Dialect::Ash => {
            crate::syntax::is_reserved(word)
                || word.chars().any(|c| c < '+' || (';'..='?').contains(&c) || "`[\\".contains(c) || c > 'z')
        }
        Dialect::Bash => {
            word.is_empty()
                || word.chars().any(|c| c < '+' && c != '%' && c != '#' || ";<>?`[]\\{|}~^!".contains(c))
        }
    };
    match dialect {
        _ if !special => word.to_string(),
        Dialect::Bash => single_quoted(word),
        _ => posix_quoted(word),
    }
}
