//! Aliases: the word that starts a command is replaced by a text before it is read.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::lexer::{Token, is_reserved};
use super::parser::Parser;
use super::{SyntaxError, SyntaxErrorKind};

/// The values of aliases by their names.
pub(crate) type Aliases = Rc<BTreeMap<String, String>>;

/// Replacements that one text may ask for; aliases that lead to several others each grow without end.
const MOST: u32 = 2_000;

/// What a parser knows of aliases.
#[derive(Clone, Default)]
pub(super) struct Replaced {
    pub(super) table: Aliases,
    /// Names whose text is being read, with what was left of the whole text behind each.
    open: Vec<(String, usize)>,
    count: u32,
}

impl Parser {
    /// From here on, commands that bear one of these names are replaced, and `shopt -s extglob` was said or not.
    pub(crate) fn know(&mut self, aliases: &Aliases, extglob: bool) {
        self.replaced.table = Rc::clone(aliases);
        self.extglob = extglob;
    }

    /// Replaces the next word if it is the name of an alias; true if the value ends in a blank, which makes the word
    /// behind it a candidate too. A name is not replaced within its own value.
    pub(super) fn replace_alias(&mut self) -> Result<bool, SyntaxError> {
        let mut blank = false;
        while !self.replaced.table.is_empty() {
            let Token::Word(word) = self.peek()? else { break };
            let Some(name) = word.literal().filter(|name| !is_reserved(name)).map(str::to_string) else {
                break;
            };
            let left = self.text.len() - self.at;
            self.replaced.open.retain(|(_, behind)| left >= *behind);
            let Some(value) = self.replaced.table.get(&name) else { break };
            if self.replaced.open.iter().any(|(open, _)| *open == name) {
                break;
            }
            self.replaced.count += 1;
            if self.replaced.count > MOST {
                return Err(SyntaxError { line: self.line, kind: SyntaxErrorKind::TooManyAliases });
            }
            blank = value.ends_with([' ', '\t']);
            self.replaced.open.push((name, left));
            self.text = value.chars().chain(self.text.iter().skip(self.at).copied()).collect();
            self.at = 0;
            self.pending = None;
        }
        Ok(blank)
    }
}

#[cfg(test)]
mod tests {
    /// Answers of dash and bash.
    #[test]
    fn commands_are_replaced() {
        crate::testing::check(&[
            ("alias ll='echo long'\nll a; ll b && ll c", "long a\nlong b\nlong c\n"),
            ("alias ll='echo long'; ll a", "/bin/sh: ll: not found\n[127]"),
            ("alias echo='echo x'\necho a", "x a\n"),
            ("alias a=b b='echo two'\na 1; \\a 2", "two 1\n/bin/sh: a: not found\n[127]"),
            ("alias run='env ' t='echo t'\nrun t 1", "t 1\n"),
            ("alias if2='if true; then'\nif2 echo yes; fi", "yes\n"),
            ("alias x='echo 1;echo'\nf() { x 2; }\nunalias x\nf", "1\n2\n"),
            ("alias l='echo l'\n'l'; \"l\"; echo l", "/bin/sh: l: not found\n/bin/sh: l: not found\nl\n"),
        ]);
    }

    #[test]
    fn aliases_that_lead_to_each_other_end() {
        crate::testing::check(&[
            ("alias a=b b=a\na", "/bin/sh: a: not found\n[127]"),
            (
                "alias a='b;b' b='c;c' c='d;d' d='e;e' e='f;f' f='g;g' g='h;h' h='i;i' i='j;j' j='k;k' k='l;l' l=:\na",
                "/bin/sh: syntax error: aliases lead to too many others\n[2]",
            ),
        ]);
    }
}
