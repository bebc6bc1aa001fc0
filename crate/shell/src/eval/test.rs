//! `[[ … ]]`.

use super::{Done, Shell};
use crate::program::test as expression;
use crate::regex::{Regex, Syntax};
use crate::syntax::Test;

impl Shell<'_, '_> {
    pub(super) fn conditional(&mut self, test: &Test) -> Done<bool> {
        self.kernel.meter.fuel(1)?;
        Ok(match test {
            Test::Word(word) => {
                let text = self.text(word)?;
                self.trace_test(&["-n", &text])?;
                !text.is_empty()
            }
            Test::Not(inner) => !self.conditional(inner)?,
            Test::And(left, right) => self.conditional(left)? && self.conditional(right)?,
            Test::Or(left, right) => self.conditional(left)? || self.conditional(right)?,
            Test::Unary(op, word) => {
                let operand = self.text(word)?;
                self.trace_test(&[op, &operand])?;
                match op.as_str() {
                    "-v" => self.variable(&operand).is_some(),
                    "-o" => self.state.options.by_name(&operand).is_some_and(|on| *on),
                    _ => {
                        let task = self.state.task.clone();
                        expression::unary(self.kernel, &task, op, &operand).unwrap_or(false)
                    }
                }
            }
            Test::Binary(left, op, right) => {
                let subject = self.text(left)?;
                if self.state.options.xtrace {
                    let right = self.text(right)?;
                    self.trace_test(&[&subject, op, &right])?;
                }
                match op.as_str() {
                    "=" | "==" => self.fits(&subject, right, true)?,
                    "!=" => !self.fits(&subject, right, true)?,
                    "=~" => self.match_regex(&subject, right)?,
                    "<" => subject < self.text(right)?,
                    ">" => subject > self.text(right)?,
                    "-nt" | "-ot" | "-ef" => {
                        let right = self.text(right)?;
                        let task = self.state.task.clone();
                        expression::compare_files(self.kernel, &task, &subject, op, &right)
                    }
                    _ => {
                        let right = self.text(right)?;
                        let (left, right) = (self.evaluate(&subject)?, self.evaluate(&right)?);
                        expression::compare(left, op, right).unwrap_or(false)
                    }
                }
            }
        })
    }

    fn match_regex(&mut self, subject: &str, word: &crate::syntax::Word) -> Done<bool> {
        let mut source = String::new();
        for glyph in self.glyphs(word)? {
            if glyph.quoted && !glyph.c.is_alphanumeric() {
                source.push('\\');
            }
            source.push(glyph.c);
        }
        let regex = match Regex::new(&source, Syntax::Extended, false) {
            Ok(regex) => regex,
            Err(error) => return Err(self.fatal(&error)),
        };
        let found = regex.find(subject, 0, &mut self.kernel.meter)?;
        let groups = found.as_ref().map(|found| found.texts(subject)).unwrap_or_default();
        let array = groups.into_iter().enumerate().map(|(i, text)| (i as u64, text)).collect();
        self.state.variables.entry("BASH_REMATCH".into()).or_default().value =
            Some(super::Value::Array(array));
        Ok(found.is_some())
    }
}
