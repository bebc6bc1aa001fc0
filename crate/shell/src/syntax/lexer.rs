//! Characters to tokens.

use super::parser::Parser;
use super::{Dialect, Part, SyntaxError, SyntaxErrorKind, Word};

#[derive(Debug, Clone)]
pub(super) enum Token {
    Word(Word),
    /// Digits directly before `<` or `>`.
    Number(u32),
    Operator(&'static str),
    Newline,
    End,
}

/// Longest first, so that the first match is the right one.
const OPERATORS: &[&str] = &[
    "&>>", "<<<", "<<-", ";;&", "&&", "||", ";;", ";&", "<<", ">>", "<&", ">&", "<>", ">|", "&>", "|&", "|",
    "&", ";", "<", ">", "(", ")",
];

impl Token {
    /// How an error names the token.
    pub(super) fn found(&self) -> String {
        match self {
            Token::Word(word) => match word.literal() {
                Some(text) if is_reserved(text) => format!("\"{text}\""),
                _ => "word".into(),
            },
            Token::Number(_) => "redirection".into(),
            Token::Operator(op) if op.starts_with(['<', '>']) => "redirection".into(),
            Token::Operator(op) => format!("\"{op}\""),
            Token::Newline => "newline".into(),
            Token::End => "end of file".into(),
        }
    }

    pub(super) fn is_operator(&self, wanted: &str) -> bool {
        matches!(self, Token::Operator(op) if *op == wanted)
    }

    pub(super) fn is_word(&self, wanted: &str) -> bool {
        matches!(self, Token::Word(word) if word.literal() == Some(wanted))
    }
}

pub(crate) fn is_reserved(text: &str) -> bool {
    matches!(
        text,
        "if" | "then"
            | "else"
            | "elif"
            | "fi"
            | "for"
            | "while"
            | "until"
            | "do"
            | "done"
            | "case"
            | "esac"
            | "in"
            | "{"
            | "}"
            | "!"
    )
}

impl Parser {
    pub(super) fn peek_char(&self, ahead: usize) -> Option<char> {
        self.text.get(self.at + ahead).copied()
    }

    pub(super) fn take_char(&mut self) -> Option<char> {
        let c = self.text.get(self.at).copied()?;
        self.at += 1;
        if c == '\n' {
            self.line += 1;
        }
        Some(c)
    }

    pub(super) fn looking_at(&self, text: &str) -> bool {
        text.chars().enumerate().all(|(i, c)| self.peek_char(i) == Some(c))
    }

    pub(super) fn skip(&mut self, count: usize) {
        for _ in 0..count {
            self.take_char();
        }
    }

    /// The next token, left in place.
    pub(super) fn peek(&mut self) -> Result<&Token, SyntaxError> {
        if self.pending.is_none() {
            let token = self.lex()?;
            self.pending = Some(token);
        }
        Ok(self.pending.as_ref().unwrap_or(&Token::End))
    }

    pub(super) fn next(&mut self) -> Result<Token, SyntaxError> {
        match self.pending.take() {
            Some(token) => Ok(token),
            None => self.lex(),
        }
    }

    fn lex(&mut self) -> Result<Token, SyntaxError> {
        self.skip_blanks();
        self.token_line = self.line;
        let Some(c) = self.peek_char(0) else {
            self.read_here_documents()?;
            return Ok(Token::End);
        };
        if c == '\n' {
            self.take_char();
            self.read_here_documents()?;
            return Ok(Token::Newline);
        }
        let is_process = self.dialect == Dialect::Bash && (self.looking_at("<(") || self.looking_at(">("));
        if !is_process && let Some(op) = self.operator() {
            return Ok(Token::Operator(op));
        }
        if let Some(number) = self.descriptor() {
            return Ok(Token::Number(number));
        }
        Ok(Token::Word(self.word()?))
    }

    fn skip_blanks(&mut self) {
        while let Some(c) = self.peek_char(0) {
            if c == ' ' || c == '\t' || (c == '\\' && self.peek_char(1) == Some('\n')) {
                self.skip(if c == '\\' { 2 } else { 1 });
            } else if c == '#' {
                while self.peek_char(0).is_some_and(|c| c != '\n') {
                    self.take_char();
                }
            } else {
                break;
            }
        }
    }

    fn operator(&mut self) -> Option<&'static str> {
        let bashisms = self.dialect == Dialect::Bash;
        let found = OPERATORS.iter().copied().find(|op| {
            self.looking_at(op)
                && match *op {
                    "<<<" | ";;&" | ";&" | "|&" => bashisms,
                    "&>" | "&>>" => self.dialect != Dialect::Dash,
                    _ => true,
                }
        })?;
        self.skip(found.len());
        Some(found)
    }

    /// `2` of `2>`: digits with a redirection directly behind.
    fn descriptor(&mut self) -> Option<u32> {
        let digits = (0..4).take_while(|&i| self.peek_char(i).is_some_and(|c| c.is_ascii_digit())).count();
        if digits == 0 || !matches!(self.peek_char(digits), Some('<' | '>')) {
            return None;
        }
        let text: String = self.text.iter().skip(self.at).take(digits).collect();
        self.skip(digits);
        text.parse().ok()
    }

    /// Reads the bodies of the here-documents announced on the line that has just ended.
    pub(super) fn read_here_documents(&mut self) -> Result<(), SyntaxError> {
        for pending in std::mem::take(&mut self.here) {
            let mut body = String::new();
            self.open = true;
            while self.peek_char(0).is_some() {
                let mut line = String::new();
                let mut ended = false;
                while let Some(c) = self.take_char() {
                    if c == '\n' {
                        ended = true;
                        break;
                    }
                    line.push(c);
                }
                let shown = if pending.strip_tabs { line.trim_start_matches('\t') } else { line.as_str() };
                if shown == pending.delimiter {
                    self.open = false;
                    break;
                }
                body.push_str(shown);
                if ended {
                    body.push('\n');
                }
            }
            let word = if pending.quoted {
                Word(vec![Part::Quoted(body)])
            } else {
                Parser::here_document(&body, self.dialect, self.line)?
            };
            // A second body for the same redirection cannot come, so a refused value cannot be lost.
            let _ = pending.target.set(word);
        }
        Ok(())
    }

    pub(super) fn error<T>(&self, kind: SyntaxErrorKind) -> Result<T, SyntaxError> {
        Err(SyntaxError { line: self.line, kind })
    }
}
