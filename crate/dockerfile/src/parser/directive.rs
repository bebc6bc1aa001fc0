//! `# escape=`, `# syntax=` and `# check=` at the top of a file.

use arcstr::ArcStr;
use diag::Span;

use crate::ast::Directives;
use crate::text::Word;

use super::json::json_member;

/// A directive by name and value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Directive<'a> {
    /// In lower case: `escape`, `syntax` or `check`.
    pub name: Name,
    /// Without blanks at either end.
    pub value: &'a str,
    /// The line it stands on, counted from 1.
    pub line: u32,
}

/// The directives that there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Name {
    /// The escape character.
    Escape,
    /// The frontend image.
    Syntax,
    /// Options of the build checks.
    Check,
}

impl Name {
    /// As it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Escape => "escape",
            Self::Syntax => "syntax",
            Self::Check => "check",
        }
    }
}

/// A directive that was looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The value up to the first blank: the reference of a frontend image.
    pub first: String,
    /// The whole value.
    pub value: String,
    /// The line it stands on, counted from 1; 0 for a JSON file.
    pub line: u32,
}

/// Reads lines as long as they are directives.
#[derive(Default)]
pub(super) struct Header {
    done: bool,
    pub(super) directives: Directives,
}

impl Header {
    pub(super) fn escape(&self) -> char {
        self.directives.escape
    }

    /// Whether `line`, a slice of `source` whose blanks at the start are gone, is a directive.
    pub(super) fn read(&mut self, line: &str, source: &ArcStr) -> Result<bool, String> {
        if self.done {
            return Ok(false);
        }
        let Some(directive) = one(line, "#", 0) else {
            self.done = true;
            return Ok(false);
        };
        let seen = match directive.name {
            Name::Escape => self.directives.escape_word.is_some(),
            Name::Syntax => self.directives.syntax.is_some(),
            Name::Check => self.directives.check.is_some(),
        };
        if seen {
            return Err(twice(directive.name));
        }
        let word =
            |part: &str| Word::new(source.substr_from(part), Span::of(part, source).unwrap_or_default());
        match directive.name {
            Name::Escape => {
                self.directives.escape_word = Some(word(directive.value));
                self.directives.escape = escape(directive.value)?;
            }
            Name::Syntax => self.directives.syntax = Some(word(directive.value)),
            Name::Check => self.directives.check = Some(word(directive.value)),
        }
        Ok(true)
    }
}

fn twice(name: Name) -> String {
    format!("only one {} parser directive can be used", name.as_str())
}

fn escape(value: &str) -> Result<char, String> {
    match value {
        "\\" => Ok('\\'),
        "`" => Ok('`'),
        _ => Err(format!("invalid escape token '{value}' does not match ` or \\")),
    }
}

/// The directive on a line that starts with `comment`.
fn one<'a>(line: &'a str, comment: &str, number: u32) -> Option<Directive<'a>> {
    let rest = line.strip_prefix(comment)?.trim_start();
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric())?;
    let (name, rest) = rest.split_at_checked(end)?;
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let behind = rest.trim_start_matches(BLANKS).strip_prefix('=')?;
    let value = match trim_ascii(behind) {
        // BuildKit's regular expression asks for a character, and leaves the value the last blank if there is no other.
        "" => behind.get(behind.len().checked_sub(1)?..)?,
        value => value,
    };
    let name = [Name::Escape, Name::Syntax, Name::Check]
        .into_iter()
        .find(|known| known.as_str().eq_ignore_ascii_case(name))?;
    Some(Directive { name, value, line: number })
}

/// The value, up to the first blank, of a comment `check=…`. The comment is given without its sign.
pub(crate) fn check_comment(comment: &str) -> Option<&str> {
    let directive = one(comment, "", 0).filter(|directive| directive.name == Name::Check)?;
    directive.value.split(' ').next()
}

/// The blanks that a regular expression's `\s` means.
const BLANKS: [char; 5] = ['\t', '\n', '\u{c}', '\r', ' '];

fn trim_ascii(text: &str) -> &str {
    text.trim_matches(BLANKS)
}

/// All directives at the top of `text` after its first line comment sign; stops at the first line that is none.
///
/// # Errors
/// A directive that is given twice, with those before it lost, as in BuildKit.
pub fn directives<'a>(text: &'a str, comment: &str) -> Result<Vec<Directive<'a>>, String> {
    let (found, error) = collect(text, comment, 0);
    match error {
        Some(error) => Err(error),
        None => Ok(found),
    }
}

fn collect<'a>(text: &'a str, comment: &str, skipped: u32) -> (Vec<Directive<'a>>, Option<String>) {
    let mut found: Vec<Directive<'a>> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let Some(directive) = one(line, comment, skipped + index as u32 + 1) else { break };
        if found.iter().any(|other| other.name == directive.name) {
            return (found, Some(twice(directive.name)));
        }
        found.push(directive);
    }
    (found, None)
}

/// Looks for a directive as BuildKit does outside of its parser: a shebang line may come first, indented directives
/// do not count, and what follows a directive given twice is ignored.
pub fn find_directive(name: Name, text: &str) -> Option<Found> {
    let (body, skipped) = body(text);
    find(name, body, "#", skipped)
}

/// Looks for `# syntax=`, then `// syntax=`, then a JSON object with a `syntax` member.
pub fn detect_syntax(text: &str) -> Option<Found> {
    let (body, skipped) = body(text);
    find(Name::Syntax, body, "#", skipped).or_else(|| find(Name::Syntax, body, "//", skipped)).or_else(|| {
        let value = json_member(body, Name::Syntax.as_str())?;
        Some(Found { first: value.clone(), value, line: skipped })
    })
}

/// The text behind a byte order mark and a shebang line, and how many lines were skipped.
fn body(text: &str) -> (&str, u32) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.starts_with("#!") {
        return (text.split_once('\n').map_or("", |(_, rest)| rest), 1);
    }
    (text, 0)
}

fn find(name: Name, text: &str, comment: &str, skipped: u32) -> Option<Found> {
    let (found, _) = collect(text, comment, skipped);
    let directive = found.into_iter().find(|directive| directive.name == name)?;
    let first = directive.value.split(' ').next().unwrap_or_default();
    Some(Found { first: first.into(), value: directive.value.into(), line: directive.line })
}
