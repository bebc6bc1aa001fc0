//! `--name=value` before an instruction's arguments.

use diag::{Diagnostic, Edit, Span};

use crate::suggest::nearest;
use crate::text::{Word, lower};

use super::Failed;

/// A flag that an instruction knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flag {
    /// Without the dashes.
    pub name: &'static str,
    /// What may follow it.
    pub takes: Takes,
    /// Values or keys worth offering.
    pub values: &'static [&'static str],
    /// What it does, in one or two sentences.
    pub doc: &'static str,
}

/// What a flag takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// Nothing, `=true` or `=false`.
    Bool,
    /// One value.
    Text,
    /// A value, and the flag may come again.
    Texts,
}

/// The flags given to an instruction.
#[derive(Debug, Default)]
pub struct Flags {
    list: Vec<(&'static str, Word)>,
}

impl Flags {
    /// The value of a text flag, if it was given.
    pub fn text(&self, name: &str) -> Option<Word> {
        self.list.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone())
    }

    /// All values of a flag.
    pub fn texts(&self, name: &str) -> Vec<Word> {
        self.list.iter().filter(|(known, _)| *known == name).map(|(_, value)| value.clone()).collect()
    }

    /// The value of a switch, if it was given.
    pub fn switch(&self, name: &str) -> Option<bool> {
        self.text(name).map(|value| !value.value.eq_ignore_ascii_case("false"))
    }

    /// Whether a switch is on.
    pub fn is_on(&self, name: &str) -> bool {
        self.switch(name) == Some(true)
    }

    /// The names of the flags that were given, sorted, each once.
    pub fn names(&self) -> Vec<&'static str> {
        let mut names: Vec<_> = self.list.iter().map(|(name, _)| *name).collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

/// Checks flags against those that an instruction knows. A lone `--` ends them.
///
/// # Errors
/// The first flag that is unknown, doubled, or has no or a wrong value.
pub fn parse(words: &[Word], known: &[Flag]) -> Result<Flags, Failed> {
    let mut given = Flags::default();
    for word in words {
        let Some(text) = word.value.strip_prefix("--") else {
            return Err(error(word, format!("arg should start with -- : {}", word.value)));
        };
        if text.is_empty() {
            break;
        }
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (text, None),
        };
        let Some(flag) = known.iter().find(|flag| flag.name == name) else {
            return Err(unknown(word, name, known));
        };
        if flag.takes != Takes::Texts && given.list.iter().any(|(other, _)| *other == name) {
            return Err(error(word, format!("duplicate flag specified: --{name}")));
        }
        check_value(word, flag, value)?;
        given.list.push((flag.name, value_word(word, value.unwrap_or_default())));
    }
    Ok(given)
}

fn check_value(word: &Word, flag: &Flag, value: Option<&str>) -> Result<(), Failed> {
    let name = flag.name;
    match (flag.takes, value) {
        (Takes::Bool, None) => Ok(()),
        (Takes::Bool, Some("")) | (_, None) => Err(error(word, format!("missing a value on flag: --{name}"))),
        (Takes::Bool, Some(value)) => match &*lower(value) {
            "true" | "false" => Ok(()),
            _ => Err(error(word, format!("expecting boolean value for flag --{name}, not: {value}"))),
        },
        (_, Some(_)) => Ok(()),
    }
}

/// The part of a flag behind `=`, with its own place if the flag has no quotes.
fn value_word(word: &Word, value: &str) -> Word {
    let text = word.value.try_substr_from(value).unwrap_or_default();
    let plain = word.span.len() as usize == word.value.len();
    let start = word.span.end.saturating_sub(value.len() as u32);
    Word::new(text, if plain { Span::new(start, word.span.end) } else { word.span })
}

fn unknown(word: &Word, name: &str, known: &[Flag]) -> Failed {
    let mut names: Vec<&str> = known.iter().map(|flag| flag.name).collect();
    names.sort_unstable();
    let message = format!("unknown flag: --{name}");
    let start = word.span.start + 2;
    let span = Span::new(start, (start + name.len() as u32).min(word.span.end));
    let Some(near) = nearest(name, names) else { return error(word, message) };
    let edit = Edit { span, text: near.to_owned() };
    Box::new(
        Diagnostic::error("unknown-flag", word.span, format!("{message} (did you mean {near}?)"))
            .with_fix(format!("Change to --{near}"), vec![edit]),
    )
}

fn error(word: &Word, message: String) -> Failed {
    Box::new(Diagnostic::error("flag", word.span, message))
}

/// The flag names of an instruction that takes none.
pub(super) const NONE: &[Flag] = &[];
