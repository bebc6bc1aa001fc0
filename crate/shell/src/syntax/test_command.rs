//! The expression inside `[[ … ]]`.

use super::lexer::Token;
use super::parser::Parser;
use super::*;

type Parse<T> = Result<T, SyntaxError>;

impl Parser {
    /// Behind `[[`, up to and including `]]`.
    pub(super) fn test_expression(&mut self) -> Parse<Test> {
        let test = self.test_or()?;
        self.newlines()?;
        self.expect_word("]]")?;
        Ok(test)
    }

    fn test_or(&mut self) -> Parse<Test> {
        self.nested(|parser| {
            let mut left = parser.test_and()?;
            let mut length = 0;
            while parser.test_operator("||")? {
                length += 1;
                parser.check_length(length)?;
                left = Test::Or(Box::new(left), Box::new(parser.test_and()?));
            }
            Ok(left)
        })
    }

    fn test_and(&mut self) -> Parse<Test> {
        let mut left = self.test_primary()?;
        let mut length = 0;
        while self.test_operator("&&")? {
            length += 1;
            self.check_length(length)?;
            left = Test::And(Box::new(left), Box::new(self.test_primary()?));
        }
        Ok(left)
    }

    /// A chain of operators nests as deep as it is long.
    fn check_length(&self, length: u16) -> Parse<()> {
        if length > MAX_NESTING { self.error(SyntaxErrorKind::TooDeep) } else { Ok(()) }
    }

    fn test_operator(&mut self, wanted: &'static str) -> Parse<bool> {
        self.newlines()?;
        let here = self.peek()?.is_operator(wanted);
        if here {
            self.next()?;
        }
        Ok(here)
    }

    fn test_primary(&mut self) -> Parse<Test> {
        self.newlines()?;
        if self.peek()?.is_word("!") {
            self.next()?;
            return self.nested(|parser| Ok(Test::Not(Box::new(parser.test_primary()?))));
        }
        if self.test_operator("(")? {
            let inner = self.test_or()?;
            self.expect_operator(")")?;
            return Ok(inner);
        }
        let first = self.test_word()?;
        if let Some(op) = first.literal().filter(|text| is_unary(text)).map(str::to_string)
            && matches!(self.peek()?, Token::Word(word) if word.literal() != Some("]]"))
        {
            return Ok(Test::Unary(op, self.test_word()?));
        }
        let operator = match self.peek()? {
            Token::Operator(op @ ("<" | ">")) => op.to_string(),
            Token::Word(word) => match word.literal() {
                Some(op) if is_binary(op) => op.to_string(),
                _ => return Ok(Test::Word(first)),
            },
            _ => return Ok(Test::Word(first)),
        };
        self.pending = None;
        let right = if operator == "=~" { self.regular_expression()? } else { self.pattern_word()? };
        Ok(Test::Binary(first, operator, right))
    }

    fn test_word(&mut self) -> Parse<Word> {
        match self.next()? {
            Token::Word(word) => Ok(word),
            token => {
                self.pending = Some(token);
                self.unexpected(None)
            }
        }
    }

    /// A word in which extended globs count, whatever `shopt` says.
    fn pattern_word(&mut self) -> Parse<Word> {
        let outer = std::mem::replace(&mut self.extglob, true);
        let word = self.test_word();
        self.extglob = outer;
        word
    }

    /// A regular expression ends at a blank outside parentheses; `(`, `)`, `|` belong to it.
    fn regular_expression(&mut self) -> Parse<Word> {
        while self.peek_char(0).is_some_and(|c| c == ' ' || c == '\t') {
            self.take_char();
        }
        let mut parts = Vec::new();
        let mut depth = 0usize;
        loop {
            match self.peek_char(0) {
                Some(c @ ('(' | ')' | '|')) => {
                    depth = if c == '(' { depth + 1 } else { depth - usize::from(c == ')' && depth > 0) };
                    self.take_char();
                    parts.push(Part::Literal(c.to_string()));
                }
                Some(' ') if depth > 0 => {
                    self.take_char();
                    parts.push(Part::Literal(" ".into()));
                }
                None | Some(' ' | '\t' | '\n' | ';' | '&' | '<' | '>') => return Ok(Word(parts)),
                Some(_) => parts.extend(self.word()?.0),
            }
        }
    }
}

fn is_unary(text: &str) -> bool {
    matches!(text.as_bytes(), [b'-', letter] if b"abcdefghkprstuwxzGLNOSnvo".contains(letter))
}

fn is_binary(text: &str) -> bool {
    matches!(
        text,
        "=" | "==" | "!=" | "=~" | "-eq" | "-ne" | "-lt" | "-le" | "-gt" | "-ge" | "-nt" | "-ot" | "-ef"
    )
}
