//! sed scripts: text to commands.

use crate::regex::{Regex, Syntax};

pub(super) struct Script {
    pub(super) commands: Vec<Command>,
}

pub(super) struct Command {
    pub(super) from: Option<Address>,
    pub(super) to: Option<Address>,
    pub(super) negated: bool,
    pub(super) action: Action,
}

pub(super) enum Address {
    Line(u64),
    Last,
    /// `first~step`.
    Step(u64, u64),
    /// `addr,+n` and `addr,~n`.
    Plus(u64),
    Multiple(u64),
    /// `None`: the last expression used.
    Regex(Option<Regex>),
}

pub(super) enum Action {
    /// `{`: continues behind the matching `}` if the address does not match.
    Block(usize),
    End,
    Label,
    Substitute(Box<Substitute>),
    Transliterate(Vec<(char, char)>),
    /// a, i, c.
    Text(char, String),
    /// b, t, T with the command to go on with.
    Branch(char, usize),
    Read(String),
    Write(String),
    Quit(char, i32),
    /// The commands without an argument: d D g G h H l n N p P x =.
    Plain(char),
}

pub(super) struct Substitute {
    pub(super) regex: Option<Regex>,
    pub(super) replacement: Vec<Piece>,
    pub(super) global: bool,
    pub(super) print: bool,
    /// Which match is the first to be replaced.
    pub(super) nth: u64,
    pub(super) file: Option<String>,
}

pub(super) enum Piece {
    Text(String),
    /// 0 is the whole match.
    Group(usize),
    /// `\U`, `\L`, `\u`, `\l`, `\E`.
    Case(char),
}

struct Parser {
    text: Vec<char>,
    at: usize,
    extended: bool,
    /// GNU's `\U` and its kin.
    gnu: bool,
}

pub(super) fn script(source: &str, extended: bool, gnu: bool) -> Result<Script, String> {
    let mut parser = Parser { text: source.chars().collect(), at: 0, extended, gnu };
    let mut commands: Vec<Command> = Vec::new();
    let mut labels: Vec<(String, usize)> = Vec::new();
    let mut branches: Vec<(usize, String)> = Vec::new();
    let mut blocks = Vec::new();
    loop {
        parser.skip(|c| c.is_whitespace() || c == ';');
        if parser.peek().is_none() {
            break;
        }
        if parser.peek() == Some('#') {
            parser.skip(|c| c != '\n');
            continue;
        }
        let from = parser.address()?;
        let mut to = None;
        parser.skip(|c| c == ' ' || c == '\t');
        if from.is_some() && parser.peek() == Some(',') {
            parser.at += 1;
            parser.skip(|c| c == ' ' || c == '\t');
            to = parser.address()?;
            if to.is_none() {
                return Err("unexpected ','".into());
            }
        }
        parser.skip(|c| c == ' ' || c == '\t');
        let negated = parser.peek() == Some('!');
        parser.skip(|c| c == '!' || c == ' ');
        let Some(letter) = parser.take() else { return Err("missing command".into()) };
        let index = commands.len();
        let action = match letter {
            '{' => {
                blocks.push(index);
                Action::Block(0)
            }
            '}' => {
                let Some(open) = blocks.pop() else { return Err("unexpected '}'".into()) };
                if let Some(Command { action: Action::Block(end), .. }) = commands.get_mut(open) {
                    *end = index;
                }
                Action::End
            }
            ':' => {
                labels.push((parser.word(), index));
                Action::Label
            }
            'b' | 't' | 'T' => {
                branches.push((index, parser.word()));
                Action::Branch(letter, 0)
            }
            letter => parser.action(letter)?,
        };
        commands.push(Command { from, to, negated, action });
    }
    if !blocks.is_empty() {
        return Err("unmatched '{'".into());
    }
    let end = commands.len();
    for (index, label) in branches {
        let target = labels.iter().find(|(name, _)| *name == label).map(|(_, at)| *at);
        let target = match target {
            Some(target) => target,
            None if label.is_empty() => end,
            None => return Err(format!("can't find label for jump to '{label}'")),
        };
        if let Some(Command { action: Action::Branch(_, to), .. }) = commands.get_mut(index) {
            *to = target;
        }
    }
    Ok(Script { commands })
}

impl Parser {
    fn peek(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    fn take(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += 1;
        Some(c)
    }

    fn skip(&mut self, wanted: impl Fn(char) -> bool) {
        while self.peek().is_some_and(&wanted) {
            self.at += 1;
        }
    }

    fn number(&mut self) -> Option<u64> {
        let start = self.at;
        self.skip(|c| c.is_ascii_digit());
        self.text.get(start..self.at)?.iter().collect::<String>().parse().ok()
    }

    /// A label or a file name's first word.
    fn word(&mut self) -> String {
        self.skip(|c| c == ' ' || c == '\t');
        let start = self.at;
        self.skip(|c| c != '\n' && c != ';' && c != '}');
        self.text[start..self.at].iter().collect::<String>().trim().to_string()
    }

    fn line(&mut self) -> String {
        self.skip(|c| c == ' ' || c == '\t');
        let start = self.at;
        self.skip(|c| c != '\n');
        self.text[start..self.at].iter().collect()
    }

    fn address(&mut self) -> Result<Option<Address>, String> {
        Ok(Some(match self.peek() {
            Some(c) if c.is_ascii_digit() => {
                let line = self.number().unwrap_or(0);
                if self.peek() == Some('~') {
                    self.at += 1;
                    Address::Step(line, self.number().unwrap_or(0))
                } else {
                    Address::Line(line)
                }
            }
            Some('$') => {
                self.at += 1;
                Address::Last
            }
            Some('+') => {
                self.at += 1;
                Address::Plus(self.number().unwrap_or(0))
            }
            Some('~') => {
                self.at += 1;
                Address::Multiple(self.number().unwrap_or(0))
            }
            Some('/') => {
                self.at += 1;
                self.regex_address('/')?
            }
            Some('\\') => {
                self.at += 1;
                let Some(delimiter) = self.take() else { return Err("unexpected end".into()) };
                self.regex_address(delimiter)?
            }
            _ => return Ok(None),
        }))
    }

    fn regex_address(&mut self, delimiter: char) -> Result<Address, String> {
        let source = self.delimited(delimiter, true)?;
        let mut fold = false;
        while let Some(flag @ ('I' | 'M')) = self.peek() {
            fold |= flag == 'I';
            self.at += 1;
        }
        Ok(Address::Regex(self.regex(&source, fold, false)?))
    }

    /// An empty expression is the last one used.
    fn regex(&self, source: &str, fold: bool, multiline: bool) -> Result<Option<Regex>, String> {
        if source.is_empty() {
            return Ok(None);
        }
        let syntax = if self.extended { Syntax::Extended } else { Syntax::Basic };
        let regex = Regex::new(&self.with_controls(source), syntax, fold).map_err(|error| format!("bad regex '{source}': {error}"))?;
        Ok(Some(if multiline { regex.multiline() } else { regex }))
    }

    /// An expression with control characters for `\r` and, as GNU has them, `\f`, `\v` and `\a`.
    fn with_controls(&self, source: &str) -> String {
        let mut text = String::new();
        let mut chars = source.chars();
        while let Some(c) = chars.next() {
            let next = if c == '\\' { chars.next() } else { None };
            match next {
                Some('r') => text.push('\r'),
                Some('f') if self.gnu => text.push('\u{c}'),
                Some('v') if self.gnu => text.push('\u{b}'),
                Some('a') if self.gnu => text.push('\u{7}'),
                next => {
                    text.push(c);
                    text.extend(next);
                }
            }
        }
        text
    }

    /// Text up to the delimiter. `regex`: brackets hide the delimiter, `\n` is left for the expression.
    fn delimited(&mut self, delimiter: char, regex: bool) -> Result<String, String> {
        let mut text = String::new();
        let mut bracket = false;
        loop {
            let Some(c) = self.take() else { return Err("unterminated address regex".into()) };
            match c {
                '\\' => {
                    let Some(next) = self.take() else { return Err("unterminated address regex".into()) };
                    if next == delimiter && !(regex && "()+?|{}".contains(next)) {
                        // A delimiter that is special to the expression stands for itself.
                        if regex && "*.[^$".contains(next) {
                            text.push('\\');
                        }
                        text.push(next);
                    } else if next == 'n' && regex {
                        text.push_str(if bracket { "\n" } else { "\\n" });
                    } else {
                        text.push('\\');
                        text.push(next);
                    }
                }
                '[' if regex && !bracket => {
                    bracket = true;
                    text.push(c);
                    // `[]` and `[^]` start with a literal bracket.
                    if self.peek() == Some('^') {
                        self.at += 1;
                        text.push('^');
                    }
                    if self.peek() == Some(']') {
                        self.at += 1;
                        text.push(']');
                    }
                }
                '[' if regex && matches!(self.peek(), Some(':' | '.' | '=')) => {
                    let kind = self.peek().unwrap_or(':');
                    text.push(c);
                    while let Some(c) = self.take() {
                        text.push(c);
                        if c == kind && self.peek() == Some(']') && !text.ends_with(&format!("[{kind}")) {
                            self.at += 1;
                            text.push(']');
                            break;
                        }
                    }
                }
                ']' if bracket => {
                    bracket = false;
                    text.push(c);
                }
                c if c == delimiter && !bracket => return Ok(text),
                c => text.push(c),
            }
        }
    }

    fn action(&mut self, letter: char) -> Result<Action, String> {
        Ok(match letter {
            's' => Action::Substitute(Box::new(self.substitute()?)),
            'y' => self.transliterate()?,
            'a' | 'i' | 'c' => Action::Text(letter, self.text_argument()),
            'r' => Action::Read(self.line()),
            'w' => Action::Write(self.line()),
            'q' | 'Q' => {
                self.skip(|c| c == ' ');
                Action::Quit(letter, self.number().and_then(|code| i32::try_from(code).ok()).unwrap_or(0))
            }
            'd' | 'D' | 'g' | 'G' | 'h' | 'H' | 'l' | 'n' | 'N' | 'p' | 'P' | 'x' | '=' => Action::Plain(letter),
            _ => return Err(format!("unsupported command {letter}")),
        })
    }

    fn transliterate(&mut self) -> Result<Action, String> {
        let Some(delimiter) = self.take() else { return Err("unterminated y".into()) };
        let unescape = |text: String| {
            let mut chars = Vec::new();
            let mut rest = text.chars();
            while let Some(c) = rest.next() {
                chars.push(match c {
                    '\\' => match rest.next() {
                        Some('n') => '\n',
                        Some('t') => '\t',
                        Some(c) => c,
                        None => '\\',
                    },
                    c => c,
                });
            }
            chars
        };
        let from = unescape(self.delimited(delimiter, false)?);
        let to = unescape(self.delimited(delimiter, false)?);
        if from.len() != to.len() {
            return Err("strings for 'y' command are different lengths".into());
        }
        Ok(Action::Transliterate(from.into_iter().zip(to).collect()))
    }

    /// `a\`, newline, text with backslash-newlines; or `a text` on one line.
    fn text_argument(&mut self) -> String {
        self.skip(|c| c == ' ' || c == '\t');
        if self.peek() == Some('\\') {
            self.at += 1;
            self.skip(|c| c == ' ' || c == '\t');
            if self.peek() == Some('\n') {
                self.at += 1;
            }
        }
        let mut text = String::new();
        while let Some(c) = self.take() {
            match c {
                '\\' => match self.take() {
                    Some('t') => text.push('\t'),
                    Some(c) => text.push(c),
                    None => {}
                },
                '\n' => break,
                c => text.push(c),
            }
        }
        text.push('\n');
        text
    }

    fn substitute(&mut self) -> Result<Substitute, String> {
        let Some(delimiter) = self.take() else { return Err("unterminated `s' command".into()) };
        let source = self.delimited(delimiter, true).map_err(|_| "unterminated `s' command".to_string())?;
        let replacement = self.replacement(delimiter)?;
        let mut found = Substitute { regex: None, replacement, global: false, print: false, nth: 1, file: None };
        let (mut fold, mut multiline) = (false, false);
        loop {
            match self.peek() {
                Some('g') => found.global = true,
                Some('p') => found.print = true,
                Some('i' | 'I') => fold = true,
                Some('m' | 'M') => multiline = true,
                Some(c) if c.is_ascii_digit() => {
                    found.nth = self.number().unwrap_or(1).max(1);
                    continue;
                }
                Some('w') => {
                    self.at += 1;
                    found.file = Some(self.line());
                    break;
                }
                Some('e') => return Err("unsupported flag e".into()),
                _ => break,
            }
            self.at += 1;
        }
        self.skip(|c| c == ' ' || c == '\t');
        match self.peek() {
            None | Some('\n' | ';' | '}' | '#') => {}
            Some(_) => return Err("unknown option to `s'".into()),
        }
        found.regex = self.regex(&source, fold, multiline)?;
        Ok(found)
    }

    fn replacement(&mut self, delimiter: char) -> Result<Vec<Piece>, String> {
        let mut pieces = Vec::new();
        let mut text = String::new();
        let flush = |text: &mut String, pieces: &mut Vec<Piece>| {
            if !text.is_empty() {
                pieces.push(Piece::Text(std::mem::take(text)));
            }
        };
        loop {
            let Some(c) = self.take() else { return Err("unterminated `s' command".into()) };
            match c {
                c if c == delimiter => break,
                '&' => {
                    flush(&mut text, &mut pieces);
                    pieces.push(Piece::Group(0));
                }
                '\\' => match self.take() {
                    None => return Err("unterminated `s' command".into()),
                    Some(c @ '0'..='9') => {
                        flush(&mut text, &mut pieces);
                        pieces.push(Piece::Group(c.to_digit(10).unwrap_or(0) as usize));
                    }
                    Some(c @ ('U' | 'L' | 'u' | 'l' | 'E')) if self.gnu => {
                        flush(&mut text, &mut pieces);
                        pieces.push(Piece::Case(c));
                    }
                    Some('n') => text.push('\n'),
                    Some('t') => text.push('\t'),
                    Some('r') => text.push('\r'),
                    Some('f') if self.gnu => text.push('\u{c}'),
                    Some('v') if self.gnu => text.push('\u{b}'),
                    Some('a') if self.gnu => text.push('\u{7}'),
                    Some(c) => text.push(c),
                },
                c => text.push(c),
            }
        }
        flush(&mut text, &mut pieces);
        Ok(pieces)
    }
}
