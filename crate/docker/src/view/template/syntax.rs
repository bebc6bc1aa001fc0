//! From the text of a template to its nodes.

use super::TemplateError;
use super::eval::FUNCTIONS;

/// How deep parentheses and blocks may nest.
const MAX_DEPTH: usize = 64;

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    Text(String),
    Action(Pipeline),
    If(Branch),
    Range(Branch),
    With(Branch),
}

/// A condition or subject, what it guards, and what comes otherwise.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Branch {
    pub(super) subject: Pipeline,
    pub(super) body: Vec<Node>,
    pub(super) otherwise: Vec<Node>,
}

/// Commands, each given the result of the one before as its last argument.
pub(super) type Pipeline = Vec<Vec<Operand>>;

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Operand {
    /// `.A.B`, from the current value or from the whole data (`$.A.B`); `at` is the column of its last field.
    Field {
        from_root: bool,
        path: Vec<String>,
        at: usize,
    },
    Text(String),
    Number(i64),
    Truth(bool),
    Nil,
    Function(&'static str),
    Nested(Pipeline),
}

/// A piece of the template, with the column where an action's words begin.
enum Piece {
    Text(String),
    Action(String, usize),
}

pub(super) fn parse(text: &str) -> Result<Vec<Node>, TemplateError> {
    let mut pieces = pieces(text)?.into_iter();
    let (nodes, end) = block(&mut pieces, 0)?;
    match end {
        None => Ok(nodes),
        Some((keyword, _)) => Err(TemplateError::new(format!(" unexpected {{{{{keyword}}}}}"))),
    }
}

fn pieces(text: &str) -> Result<Vec<Piece>, TemplateError> {
    let mut pieces = Vec::new();
    let mut rest = text;
    let mut trim = false;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((inside, next)) = after.split_once("}}") else {
            return Err(TemplateError::new(" unclosed action"));
        };
        let column = text.len() - after.len();
        let before = if trim { before.trim_start() } else { before };
        let left = inside.starts_with("- ");
        pieces.push(Piece::Text(if left { before.trim_end() } else { before }.to_owned()));
        let inside = if left { inside.get(1..).unwrap_or_default() } else { inside };
        trim = inside.ends_with(" -");
        let words = inside.strip_suffix(" -").unwrap_or(inside);
        if !words.trim().starts_with("/*") {
            pieces.push(Piece::Action(
                words.trim().to_owned(),
                column + inside.len() - inside.trim_start().len(),
            ));
        }
        rest = next;
    }
    pieces.push(Piece::Text(if trim { rest.trim_start() } else { rest }.to_owned()));
    Ok(pieces)
}

/// Reads until `end`, `else` or the end of the template, and tells which (with the words behind `else`).
#[allow(clippy::type_complexity, reason = "used in this file only")]
fn block(
    pieces: &mut impl Iterator<Item = Piece>,
    depth: usize,
) -> Result<(Vec<Node>, Option<(String, usize)>), TemplateError> {
    if depth > MAX_DEPTH {
        return Err(TemplateError::new(format!(" blocks nest deeper than {MAX_DEPTH}")));
    }
    let mut nodes = Vec::new();
    while let Some(piece) = pieces.next() {
        let (words, column) = match piece {
            Piece::Text(text) => {
                nodes.push(Node::Text(text));
                continue;
            }
            Piece::Action(words, column) => (words, column),
        };
        let (keyword, subject) = words.split_once(' ').unwrap_or((&words, ""));
        let column_of_subject = column + words.len() - subject.len();
        match keyword {
            "end" | "else" => return Ok((nodes, Some((words, column)))),
            "if" => nodes.push(Node::If(branch(pieces, subject, column_of_subject, depth)?)),
            "range" => nodes.push(Node::Range(branch(pieces, subject, column_of_subject, depth)?)),
            "with" => nodes.push(Node::With(branch(pieces, subject, column_of_subject, depth)?)),
            _ => nodes.push(Node::Action(pipeline(&words, column)?)),
        }
    }
    Ok((nodes, None))
}

fn branch(
    pieces: &mut impl Iterator<Item = Piece>,
    subject: &str,
    column: usize,
    depth: usize,
) -> Result<Branch, TemplateError> {
    let subject = pipeline(subject, column)?;
    let (body, end) = block(pieces, depth + 1)?;
    let otherwise = match end {
        None => return Err(TemplateError::new(" unexpected EOF")),
        Some((words, column)) => match words.strip_prefix("else if ") {
            Some(condition) => vec![Node::If(branch(pieces, condition, column + 8, depth + 1)?)],
            None if words == "else" => match block(pieces, depth + 1)? {
                (otherwise, Some((words, _))) if words == "end" => otherwise,
                (_, None) => return Err(TemplateError::new(" unexpected EOF")),
                (_, Some(_)) => return Err(TemplateError::new(" unexpected {{else}}")),
            },
            None => Vec::new(),
        },
    };
    Ok(Branch { subject, body, otherwise })
}

fn pipeline(words: &str, column: usize) -> Result<Pipeline, TemplateError> {
    let mut reader = Reader { rest: words, end: column + words.len() };
    let pipeline = reader.pipeline(0)?;
    if !reader.rest.is_empty() {
        return Err(TemplateError::new(format!(" unexpected \"{}\" in operand", reader.rest)));
    }
    if pipeline.iter().any(Vec::is_empty) {
        return Err(TemplateError::new(" missing value for command"));
    }
    Ok(pipeline)
}

/// Reads the words of an action; `end` is the column behind them.
struct Reader<'a> {
    rest: &'a str,
    end: usize,
}

impl<'a> Reader<'a> {
    fn pipeline(&mut self, depth: usize) -> Result<Pipeline, TemplateError> {
        if depth > MAX_DEPTH {
            return Err(TemplateError::new(format!(" parentheses nest deeper than {MAX_DEPTH}")));
        }
        let mut commands = vec![Vec::new()];
        loop {
            self.rest = self.rest.trim_start();
            if self.rest.is_empty() || self.rest.starts_with(')') {
                return Ok(commands);
            }
            if let Some(rest) = self.rest.strip_prefix('|') {
                self.rest = rest;
                commands.push(Vec::new());
                continue;
            }
            let operand = self.operand(depth)?;
            if let Some(command) = commands.last_mut() {
                command.push(operand);
            }
        }
    }

    fn operand(&mut self, depth: usize) -> Result<Operand, TemplateError> {
        if let Some(rest) = self.rest.strip_prefix('(') {
            self.rest = rest;
            let nested = self.pipeline(depth + 1)?;
            let Some(rest) = self.rest.strip_prefix(')') else {
                return Err(TemplateError::new(" unclosed left paren"));
            };
            self.rest = rest;
            return Ok(Operand::Nested(nested));
        }
        if self.rest.starts_with('"') || self.rest.starts_with('`') {
            return self.quoted();
        }
        let start = self.end - self.rest.len();
        let length = self.rest.find([' ', '\t', '\n', '|', '(', ')']).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(length);
        self.rest = rest;
        self.word(word, start)
    }

    fn word(&self, word: &str, start: usize) -> Result<Operand, TemplateError> {
        if let Some(path) = word.strip_prefix("$.").or(word.strip_prefix('.')).or((word == "$").then_some(""))
        {
            let path: Vec<String> =
                path.split('.').filter(|name| !name.is_empty()).map(str::to_owned).collect();
            // Go points at the dot before the last field.
            let last = path.last().map_or(0, String::len);
            let at = if path.len() > 1 { start + word.len() - last - 1 } else { start };
            return Ok(Operand::Field { from_root: word.starts_with('$'), path, at });
        }
        match word {
            "true" => return Ok(Operand::Truth(true)),
            "false" => return Ok(Operand::Truth(false)),
            "nil" => return Ok(Operand::Nil),
            _ => {}
        }
        if let Ok(number) = word.parse() {
            return Ok(Operand::Number(number));
        }
        if word.starts_with('$') {
            return Err(TemplateError::new(format!(" variables are not there: {word}")));
        }
        let known = FUNCTIONS.iter().find(|name| **name == word);
        known
            .map(|name| Operand::Function(name))
            .ok_or_else(|| TemplateError::new(format!(" function \"{word}\" not defined")))
    }

    fn quoted(&mut self) -> Result<Operand, TemplateError> {
        let mut characters = self.rest.char_indices();
        let quote = characters.next().map_or('"', |(_, quote)| quote);
        let mut text = String::new();
        while let Some((at, character)) = characters.next() {
            match character {
                _ if character == quote => {
                    self.rest = self.rest.get(at + 1..).unwrap_or_default();
                    return Ok(Operand::Text(text));
                }
                '\\' if quote == '"' => match characters.next() {
                    Some((_, 'n')) => text.push('\n'),
                    Some((_, 't')) => text.push('\t'),
                    Some((_, other)) => text.push(other),
                    None => break,
                },
                other => text.push(other),
            }
        }
        Err(TemplateError::new(" unterminated quoted string"))
    }
}
