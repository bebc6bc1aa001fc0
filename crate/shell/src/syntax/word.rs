//! Words: quotes, expansions and the assignments that start with a name.

use std::rc::Rc;

use super::lexer::Token;
use super::parser::is_name;
use super::*;

type Parse<T> = Result<T, SyntaxError>;

/// Where a run of parts ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Until {
    /// A character that separates tokens.
    Blank,
    /// The closing double quote.
    Quote,
    /// The `}` of a parameter expansion; `quoted` if the expansion stands in double quotes.
    Brace { quoted: bool },
    /// `/` or the `}`, in `${name/pattern/with}`.
    Slash,
    /// `:` or the `}`, in `${name:offset:length}`.
    Colon,
    /// `]` of an index.
    Bracket,
    /// `)` of an extended glob.
    Group,
    /// The end of the text: here-documents and arithmetic.
    Text,
}

/// Gathers parts, joining adjacent literal characters.
#[derive(Default)]
struct Parts {
    done: Vec<Part>,
    literal: String,
}

impl Parts {
    fn push(&mut self, part: Part) {
        self.flush();
        self.done.push(part);
    }

    fn flush(&mut self) {
        if !self.literal.is_empty() {
            self.done.push(Part::Literal(std::mem::take(&mut self.literal)));
        }
    }

    fn finish(mut self) -> Vec<Part> {
        self.flush();
        self.done
    }
}

impl Parser {
    pub(super) fn word(&mut self) -> Parse<Word> {
        Ok(Word(self.parts(Until::Blank)?))
    }

    /// Parses the text of a here-document or of an arithmetic expression, in which quotes are ordinary characters.
    pub(super) fn here_document(text: &str, dialect: Dialect, line: u32) -> Parse<Word> {
        let mut inner = Parser::new(text, dialect);
        inner.line = line;
        Ok(Word(inner.parts(Until::Text)?))
    }

    fn parts(&mut self, until: Until) -> Parse<Vec<Part>> {
        self.nested(|parser| parser.parts_here(until))
    }

    fn parts_here(&mut self, until: Until) -> Parse<Vec<Part>> {
        let mut parts = Parts::default();
        loop {
            let Some(c) = self.peek_char(0) else {
                return match until {
                    Until::Blank | Until::Text => Ok(parts.finish()),
                    Until::Quote => self.error(SyntaxErrorKind::UnterminatedQuote),
                    Until::Group => self.error(SyntaxErrorKind::MissingParenthesis),
                    _ => self.error(SyntaxErrorKind::MissingBrace),
                };
            };
            if ends(until, c) {
                if self.dialect == Dialect::Bash
                    && until == Until::Blank
                    && (self.extended_glob(c, &mut parts)? || self.array_or_process(c, &mut parts)?)
                {
                    continue;
                }
                return Ok(parts.finish());
            }
            if until == Until::Group && self.extended_glob(c, &mut parts)? {
                continue;
            }
            let quoted = matches!(until, Until::Quote | Until::Text | Until::Brace { quoted: true });
            match c {
                '\\' => self.backslash(until, quoted, &mut parts),
                '\'' if !quoted => {
                    let text = self.single_quoted()?;
                    parts.push(Part::Quoted(text));
                }
                '"' if until != Until::Text => {
                    self.take_char();
                    let inner = self.parts(Until::Quote)?;
                    self.take_char();
                    parts.push(Part::Double(inner));
                }
                '$' => self.dollar(quoted, &mut parts)?,
                '`' => {
                    let command = self.backquoted(quoted)?;
                    parts.push(command);
                }
                _ => {
                    self.take_char();
                    parts.literal.push(c);
                }
            }
        }
    }

    /// The parentheses of `@(…)` and its kin, if they stand here; between them only quotes and expansions have a meaning.
    fn extended_glob(&mut self, c: char, parts: &mut Parts) -> Parse<bool> {
        let inside = parts.literal.ends_with(['?', '*', '+', '@', '!']) && self.extglob;
        if c != '(' || !inside {
            return Ok(false);
        }
        self.take_char();
        parts.literal.push('(');
        for part in self.parts(Until::Group)? {
            match part {
                Part::Literal(text) => parts.literal.push_str(&text),
                part => parts.push(part),
            }
        }
        self.take_char();
        parts.literal.push(')');
        Ok(true)
    }

    /// bash's `name=(…)` and `<(…)` inside what has been read of a word so far; false if neither stands here.
    fn array_or_process(&mut self, c: char, parts: &mut Parts) -> Parse<bool> {
        if c == '(' && parts.done.is_empty() && is_array_head(&parts.literal) {
            self.take_char();
            let mut words = Vec::new();
            loop {
                self.newlines()?;
                match self.next()? {
                    Token::Word(word) => words.push(word),
                    Token::Operator(")") => break,
                    token => {
                        self.pending = Some(token);
                        return self.unexpected(Some(")"));
                    }
                }
            }
            parts.push(Part::Array(words));
            return Ok(true);
        }
        if matches!(c, '<' | '>')
            && self.peek_char(1) == Some('(')
            && parts.done.is_empty()
            && parts.literal.is_empty()
        {
            self.skip(2);
            let list = Rc::new(self.list()?);
            self.expect_operator(")")?;
            parts.push(Part::Process { output: c == '>', list });
            return Ok(true);
        }
        Ok(false)
    }

    fn backslash(&mut self, until: Until, quoted: bool, parts: &mut Parts) {
        self.take_char();
        let Some(next) = self.peek_char(0) else {
            parts.literal.push('\\');
            return;
        };
        if next == '\n' {
            self.take_char();
            return;
        }
        let special = match next {
            '$' | '`' | '\\' => true,
            '"' => until != Until::Text,
            '}' => matches!(until, Until::Brace { .. }),
            _ => !quoted,
        };
        if special {
            self.take_char();
            parts.push(Part::Quoted(next.to_string()));
        } else {
            // The character behind is looked at again, because it may start something.
            parts.literal.push('\\');
        }
    }

    fn single_quoted(&mut self) -> Parse<String> {
        self.take_char();
        let mut text = String::new();
        loop {
            match self.take_char() {
                Some('\'') => return Ok(text),
                Some(c) => text.push(c),
                None => return self.error(SyntaxErrorKind::UnterminatedQuote),
            }
        }
    }

    fn dollar(&mut self, quoted: bool, parts: &mut Parts) -> Parse<()> {
        match self.peek_char(1) {
            // A text for translation, which nothing translates here.
            Some('"') if !quoted && self.dialect == Dialect::Bash => {
                self.take_char();
                Ok(())
            }
            Some('(') if self.peek_char(2) == Some('(') => {
                let start = (self.at, self.line);
                self.skip(1);
                // Only bash takes a second look for `$( (…) )` without the blank.
                if self.dialect != Dialect::Bash || self.arithmetic_ahead() {
                    self.skip(2);
                    let body = self.arithmetic_body()?;
                    parts.push(Part::Arithmetic(body));
                    return Ok(());
                }
                (self.at, self.line) = start;
                self.command_substitution(parts)
            }
            Some('(') => self.command_substitution(parts),
            Some('{') => {
                self.skip(2);
                let parameter = self.braced(quoted)?;
                parts.push(Part::Parameter(Box::new(parameter)));
                Ok(())
            }
            Some('\'') if !quoted && self.dialect != Dialect::Dash => {
                self.skip(2);
                let text = self.ansi_quoted()?;
                parts.push(Part::Quoted(text));
                Ok(())
            }
            Some(c) if c == '_' || c.is_ascii_alphabetic() => {
                self.take_char();
                let name = self.name();
                parts.push(plain_parameter(name));
                Ok(())
            }
            Some(c) if c.is_ascii_digit() || "@*#?-$!".contains(c) => {
                self.skip(2);
                parts.push(plain_parameter(c.to_string()));
                Ok(())
            }
            _ => {
                self.take_char();
                parts.literal.push('$');
                Ok(())
            }
        }
    }

    fn name(&mut self) -> String {
        let mut name = String::new();
        while let Some(c) = self.peek_char(0).filter(|c| *c == '_' || c.is_ascii_alphanumeric()) {
            self.take_char();
            name.push(c);
        }
        name
    }

    fn command_substitution(&mut self, parts: &mut Parts) -> Parse<()> {
        self.skip(2);
        let list = self.list()?;
        self.expect_operator(")")?;
        parts.push(Part::Command(Rc::new(list)));
        Ok(())
    }

    fn backquoted(&mut self, quoted: bool) -> Parse<Part> {
        let line = self.line;
        self.take_char();
        let mut text = String::new();
        loop {
            match self.take_char() {
                None => return self.error(SyntaxErrorKind::UnterminatedBackquote),
                Some('`') => break,
                Some('\\') => match self.peek_char(0) {
                    Some(c) if matches!(c, '$' | '`' | '\\') || (c == '"' && quoted) => {
                        self.take_char();
                        text.push(c);
                    }
                    _ => text.push('\\'),
                },
                Some(c) => text.push(c),
            }
        }
        let list = self.nested(|parser| {
            let mut inner = Parser::new(&text, parser.dialect);
            inner.extglob = parser.extglob;
            inner.line = line;
            inner.depth = parser.depth;
            let list = inner.list()?;
            match inner.peek()? {
                Token::End => Ok(list),
                _ => inner.unexpected(None),
            }
        })?;
        Ok(Part::Command(Rc::new(list)))
    }

    /// The rest of `$'…'`.
    fn ansi_quoted(&mut self) -> Parse<String> {
        let mut text = String::new();
        loop {
            match self.take_char() {
                None => return self.error(SyntaxErrorKind::UnterminatedQuote),
                Some('\'') => return Ok(text),
                Some('\\') => {
                    let c = self.take_char();
                    self.ansi_escape(c, &mut text);
                }
                Some(c) => text.push(c),
            }
        }
    }

    fn ansi_escape(&mut self, c: Option<char>, text: &mut String) {
        let byte = |value: u32| crate::text::from_bytes(&[(value & 0xff) as u8]);
        match c {
            Some('n') => text.push('\n'),
            Some('t') => text.push('\t'),
            Some('r') => text.push('\r'),
            Some('a') => text.push('\u{7}'),
            Some('b') => text.push('\u{8}'),
            Some('e' | 'E') => text.push('\u{1b}'),
            Some('f') => text.push('\u{c}'),
            Some('v') => text.push('\u{b}'),
            Some('x') => text.push_str(&byte(self.digits(16, 2))),
            Some('u') => text.extend(char::from_u32(self.digits(16, 4))),
            Some('U') => text.extend(char::from_u32(self.digits(16, 8))),
            Some(c @ '0'..='7') => {
                let rest = self.digits_with(c.to_digit(8).unwrap_or(0), 8, 2);
                text.push_str(&byte(rest));
            }
            Some(c @ ('\\' | '\'' | '"' | '?')) => text.push(c),
            Some(c) => {
                text.push('\\');
                text.push(c);
            }
            None => {}
        }
    }

    fn digits(&mut self, radix: u32, most: usize) -> u32 {
        self.digits_with(0, radix, most)
    }

    fn digits_with(&mut self, mut value: u32, radix: u32, most: usize) -> u32 {
        for _ in 0..most {
            let Some(digit) = self.peek_char(0).and_then(|c| c.to_digit(radix)) else { break };
            self.take_char();
            value = value.wrapping_mul(radix).wrapping_add(digit);
        }
        value
    }

    /// Whether the `((` that starts here is closed by `))`.
    pub(super) fn arithmetic_ahead(&self) -> bool {
        let mut depth = 0usize;
        let mut i = 0;
        // The caller may have consumed the first of the two parentheses.
        if self.peek_char(1) != Some('(') {
            depth = 1;
        }
        while let Some(c) = self.peek_char(i) {
            match c {
                '(' => depth += 1,
                ')' if depth == 2 => return self.peek_char(i + 1) == Some(')'),
                ')' => depth = depth.saturating_sub(1),
                '\\' => i += 1,
                '\'' => return false,
                _ => {}
            }
            if depth == 0 {
                return false;
            }
            i += 1;
        }
        false
    }

    /// The expression up to `))`, behind `((`.
    pub(super) fn arithmetic_body(&mut self) -> Parse<Word> {
        let line = self.line;
        let source = self.arithmetic_source()?;
        self.nested(|parser| {
            let mut inner = Parser::new(&source, parser.dialect);
            inner.line = line;
            inner.depth = parser.depth;
            Ok(Word(inner.parts(Until::Text)?))
        })
    }

    pub(super) fn arithmetic_source(&mut self) -> Parse<String> {
        let mut source = String::new();
        let mut depth = 0usize;
        loop {
            match self.take_char() {
                Some('(') => {
                    depth += 1;
                    source.push('(');
                }
                Some(')') if depth == 0 => {
                    if self.take_char() != Some(')') {
                        return self.error(SyntaxErrorKind::MissingParentheses);
                    }
                    return Ok(source);
                }
                Some(')') => {
                    depth -= 1;
                    source.push(')');
                }
                // Quotes carry no meaning in an expression.
                Some('"') => {}
                Some(c) => source.push(c),
                None => return self.error(SyntaxErrorKind::MissingParentheses),
            }
        }
    }

    /// The inside of `${…}`, up to and including the brace.
    fn braced(&mut self, quoted: bool) -> Parse<Parameter> {
        if self.looking_at("#}") {
            self.skip(2);
            return Ok(Parameter { name: "#".into(), index: None, op: Operation::None });
        }
        let length = self.peek_char(0) == Some('#') && self.peek_char(1).is_some_and(starts_parameter);
        let indirect = !length
            && self.dialect == Dialect::Bash
            && self.peek_char(0) == Some('!')
            && self.peek_char(1).is_some_and(|c| c == '_' || c.is_ascii_alphabetic());
        if length || indirect {
            self.take_char();
        }
        let name = self.parameter_name();
        let index = self.index()?;
        let op = if name.is_empty() {
            Operation::Bad
        } else if self.peek_char(0) == Some('}') {
            match (length, indirect, &index) {
                (true, _, _) => Operation::Length,
                (_, true, Some(Index::At | Index::Star)) => Operation::Keys,
                (_, true, _) => Operation::Indirect,
                _ => Operation::None,
            }
        } else if length || indirect {
            Operation::Bad
        } else {
            self.operation(quoted)?
        };
        if matches!(op, Operation::Bad) {
            self.parts(Until::Brace { quoted })?;
        }
        match self.take_char() {
            Some('}') => Ok(Parameter { name, index, op }),
            _ => self.error(SyntaxErrorKind::MissingBrace),
        }
    }

    fn parameter_name(&mut self) -> String {
        match self.peek_char(0) {
            Some(c) if c.is_ascii_digit() => {
                let mut name = String::new();
                while let Some(c) = self.peek_char(0).filter(char::is_ascii_digit) {
                    self.take_char();
                    name.push(c);
                }
                name
            }
            Some(c) if "@*#?-$!".contains(c) => {
                self.take_char();
                c.to_string()
            }
            _ => self.name(),
        }
    }

    fn index(&mut self) -> Parse<Option<Index>> {
        if self.dialect != Dialect::Bash || self.peek_char(0) != Some('[') {
            return Ok(None);
        }
        self.take_char();
        let index = if self.looking_at("@]") || self.looking_at("*]") {
            if self.take_char() == Some('@') { Index::At } else { Index::Star }
        } else {
            Index::Word(Word(self.parts(Until::Bracket)?))
        };
        self.take_char();
        Ok(Some(index))
    }

    fn operation(&mut self, quoted: bool) -> Parse<Operation> {
        let colon = self.peek_char(0) == Some(':') && self.peek_char(1).is_some_and(|c| "-=?+".contains(c));
        if colon {
            self.take_char();
        }
        let bashisms = self.dialect != Dialect::Dash;
        let Some(c) = self.take_char() else {
            return self.error(SyntaxErrorKind::MissingBrace);
        };
        let kind = match c {
            '-' => DefaultKind::Use,
            '=' => DefaultKind::Assign,
            '?' => DefaultKind::Fail,
            '+' => DefaultKind::Alternative,
            '#' | '%' => {
                let longest = self.peek_char(0) == Some(c);
                if longest {
                    self.take_char();
                }
                let pattern = Word(self.parts(Until::Brace { quoted: false })?);
                return Ok(Operation::Trim { suffix: c == '%', longest, pattern });
            }
            '/' if bashisms => return self.replace_operation(),
            ':' if bashisms => {
                let offset = Word(self.parts(Until::Colon)?);
                let length = if self.peek_char(0) == Some(':') {
                    self.take_char();
                    Some(Word(self.parts(Until::Brace { quoted: false })?))
                } else {
                    None
                };
                return Ok(Operation::Slice { offset, length });
            }
            '^' | ',' | '~' if self.dialect == Dialect::Bash => {
                let all = self.peek_char(0) == Some(c);
                if all {
                    self.take_char();
                }
                let pattern = Word(self.parts(Until::Brace { quoted: false })?);
                let change = match c {
                    '^' => CaseChange::Upper,
                    ',' => CaseChange::Lower,
                    _ => CaseChange::Toggle,
                };
                return Ok(Operation::Case { change, all, pattern });
            }
            '@' if self.dialect == Dialect::Bash && self.peek_char(1) == Some('}') => {
                return Ok(self.take_char().map_or(Operation::Bad, Operation::Transform));
            }
            _ => return Ok(Operation::Bad),
        };
        let word = Word(self.parts(Until::Brace { quoted })?);
        Ok(Operation::Default { colon, kind, word })
    }

    fn replace_operation(&mut self) -> Parse<Operation> {
        let (mut all, mut anchor) = (false, Anchor::None);
        match self.peek_char(0) {
            Some('/') => all = true,
            Some('#') => anchor = Anchor::Start,
            Some('%') => anchor = Anchor::End,
            _ => {}
        }
        if all || anchor != Anchor::None {
            self.take_char();
        }
        let pattern = Word(self.parts(Until::Slash)?);
        let with = if self.peek_char(0) == Some('/') {
            self.take_char();
            Word(self.parts(Until::Brace { quoted: false })?)
        } else {
            Word::default()
        };
        Ok(Operation::Replace { all, anchor, pattern, with })
    }

    /// Splits `name=value`, `name+=value` and `name[i]=value`; gives the word back if it is none of them.
    pub(crate) fn assignment(&self, word: Word) -> Result<Assign, Word> {
        let Some(Part::Literal(head)) = word.0.first() else { return Err(word) };
        let bash = self.dialect == Dialect::Bash;
        let Some((left, right)) = head.split_once('=') else {
            return if bash && head.contains('[') { indexed_assignment(word) } else { Err(word) };
        };
        if bash && left.contains('[') {
            return indexed_assignment(word);
        }
        let (name, append) = match left.strip_suffix('+') {
            Some(name) if bash => (name, true),
            _ => (left, false),
        };
        if !is_name(name) {
            return Err(word);
        }
        let (name, right) = (name.to_string(), right.to_string());
        let mut parts = word.0.into_iter().skip(1).collect::<Vec<_>>();
        if !right.is_empty() {
            parts.insert(0, Part::Literal(right));
        }
        Ok(Assign { name, index: None, append, value: value_of(parts) })
    }
}

fn value_of(parts: Vec<Part>) -> AssignValue {
    match parts.as_slice() {
        [Part::Array(words)] => AssignValue::Array(words.clone()),
        _ => AssignValue::Word(Word(parts)),
    }
}

fn indexed_assignment(word: Word) -> Result<Assign, Word> {
    let mut index = Vec::new();
    let mut value: Option<(bool, Vec<Part>)> = None;
    let mut name = String::new();
    for (i, part) in word.0.iter().enumerate() {
        if let Some((_, value)) = &mut value {
            value.push(part.clone());
            continue;
        }
        let Part::Literal(text) = part else {
            index.push(part.clone());
            continue;
        };
        let rest = if i == 0 {
            let Some((left, rest)) = text.split_once('[') else { return Err(word) };
            name = left.to_string();
            rest
        } else {
            text
        };
        let split = rest.split_once("]+=").map(|s| (true, s)).or(rest.split_once("]=").map(|s| (false, s)));
        match split {
            None => index.push(Part::Literal(rest.to_string())),
            Some((append, (left, right))) => {
                index.push(Part::Literal(left.to_string()));
                let right = (!right.is_empty()).then(|| Part::Literal(right.to_string()));
                value = Some((append, right.into_iter().collect()));
            }
        }
    }
    match value {
        Some((append, parts)) if is_name(&name) => {
            Ok(Assign { name, index: Some(Word(index)), append, value: value_of(parts) })
        }
        _ => Err(word),
    }
}

fn plain_parameter(name: String) -> Part {
    Part::Parameter(Box::new(Parameter { name, index: None, op: Operation::None }))
}

fn starts_parameter(c: char) -> bool {
    c == '_' || c.is_ascii_alphanumeric() || "@*#?-$!".contains(c)
}

/// `name=`, `name+=`.
fn is_array_head(literal: &str) -> bool {
    literal.strip_suffix('=').is_some_and(|left| is_name(left.strip_suffix('+').unwrap_or(left)))
}

fn ends(until: Until, c: char) -> bool {
    match until {
        Until::Blank => matches!(c, ' ' | '\t' | '\n' | ';' | '&' | '|' | '<' | '>' | '(' | ')'),
        Until::Quote => c == '"',
        Until::Brace { .. } => c == '}',
        Until::Slash => matches!(c, '/' | '}'),
        Until::Colon => matches!(c, ':' | '}'),
        Until::Bracket => c == ']',
        Until::Group => c == ')',
        Until::Text => false,
    }
}
