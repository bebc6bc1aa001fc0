//! Recursive descent over tokens; one logical line at a time, because a shell runs line 1 before it reads line 2.

use std::cell::OnceCell;
use std::rc::Rc;

use super::alias::Replaced;
use super::lexer::{Token, is_reserved};
use super::*;

#[derive(Clone)]
pub(crate) struct Parser {
    pub(super) text: Rc<[char]>,
    pub(super) at: usize,
    pub(super) line: u32,
    pub(super) token_line: u32,
    pub(super) dialect: Dialect,
    /// Parentheses of extended globs belong to words.
    pub(super) extglob: bool,
    pub(super) pending: Option<Token>,
    pub(super) here: Vec<PendingHere>,
    pub(super) depth: u16,
    /// The text ended inside a here-document.
    pub(super) open: bool,
    pub(super) replaced: Replaced,
}

#[derive(Clone)]
pub(super) struct PendingHere {
    pub(super) target: Rc<OnceCell<Word>>,
    pub(super) delimiter: String,
    pub(super) quoted: bool,
    pub(super) strip_tabs: bool,
}

type Parse<T> = Result<T, SyntaxError>;

impl Parser {
    pub(crate) fn new(text: &str, dialect: Dialect) -> Parser {
        Parser {
            text: text.chars().collect(),
            at: 0,
            line: 1,
            token_line: 1,
            dialect,
            extglob: false,
            pending: None,
            here: Vec::new(),
            depth: 0,
            open: false,
            replaced: Replaced::default(),
        }
    }

    /// Whether the text that was read ends inside a here-document or behind a backslash.
    pub(crate) fn is_open(&self) -> bool {
        self.open || matches!(self.text.as_ref(), [.., '\\', '\n'])
    }

    /// The commands up to the end of the current line, or `None` at the end of the text.
    pub(crate) fn next_line(&mut self) -> Parse<Option<List>> {
        loop {
            match self.peek()? {
                Token::End => return Ok(None),
                Token::Newline => {
                    self.next()?;
                }
                _ => break,
            }
        }
        let mut items = Vec::new();
        loop {
            items.push(self.and_or()?);
            match self.peek()? {
                Token::Newline => {
                    self.next()?;
                    return Ok(Some(List(items)));
                }
                Token::End => return Ok(Some(List(items))),
                _ => {
                    if !self.separator(&mut items)? {
                        return self.unexpected(None);
                    }
                }
            }
            match self.peek()? {
                Token::Newline => {
                    self.next()?;
                    return Ok(Some(List(items)));
                }
                Token::End => return Ok(Some(List(items))),
                _ => {}
            }
        }
    }

    /// Takes `;` or `&` behind an and-or list; false if neither stands there.
    fn separator(&mut self, items: &mut [Item]) -> Parse<bool> {
        let background = match self.peek()? {
            Token::Operator(";") => false,
            Token::Operator("&") => true,
            _ => return Ok(false),
        };
        self.next()?;
        if let Some(item) = items.last_mut() {
            item.background = background;
        }
        Ok(true)
    }

    /// A list inside a construct: newlines separate too; ends before anything that cannot start a command.
    pub(super) fn list(&mut self) -> Parse<List> {
        self.nested(|parser| {
            let mut items = Vec::new();
            loop {
                parser.newlines()?;
                if parser.at_list_end()? {
                    return Ok(List(items));
                }
                items.push(parser.and_or()?);
                let separated = parser.separator(&mut items)? || matches!(parser.peek()?, Token::Newline);
                if !separated {
                    return Ok(List(items));
                }
            }
        })
    }

    fn at_list_end(&mut self) -> Parse<bool> {
        Ok(match self.peek()? {
            Token::End => true,
            Token::Operator(op) => matches!(*op, ")" | ";;" | ";&" | ";;&"),
            Token::Word(word) => word
                .literal()
                .is_some_and(|w| matches!(w, "then" | "else" | "elif" | "fi" | "do" | "done" | "esac" | "}")),
            _ => false,
        })
    }

    /// A list that must hold at least one command and be followed by `end`.
    fn list_before(&mut self, end: &'static str) -> Parse<List> {
        let list = self.list()?;
        if list.0.is_empty() {
            return self.unexpected(None);
        }
        self.expect_word(end)?;
        Ok(list)
    }

    pub(super) fn newlines(&mut self) -> Parse<()> {
        while matches!(self.peek()?, Token::Newline) {
            self.next()?;
        }
        Ok(())
    }

    pub(super) fn unexpected<T>(&mut self, expecting: Option<&'static str>) -> Parse<T> {
        let found = self.peek()?.found();
        Err(SyntaxError { line: self.token_line, kind: SyntaxErrorKind::Unexpected { found, expecting } })
    }

    pub(super) fn expect_word(&mut self, wanted: &'static str) -> Parse<()> {
        if self.peek()?.is_word(wanted) {
            self.next()?;
            return Ok(());
        }
        self.unexpected(Some(wanted))
    }

    pub(super) fn expect_operator(&mut self, wanted: &'static str) -> Parse<()> {
        if self.peek()?.is_operator(wanted) {
            self.next()?;
            return Ok(());
        }
        self.unexpected(Some(wanted))
    }

    /// Runs `inner` one level deeper.
    pub(super) fn nested<T>(&mut self, inner: impl FnOnce(&mut Parser) -> Parse<T>) -> Parse<T> {
        if self.depth >= MAX_NESTING {
            return self.error(SyntaxErrorKind::TooDeep);
        }
        self.depth += 1;
        let result = inner(self);
        self.depth -= 1;
        result
    }

    fn and_or(&mut self) -> Parse<Item> {
        let first = self.pipeline()?;
        let mut rest = Vec::new();
        loop {
            let join = match self.peek()? {
                Token::Operator("&&") => Join::And,
                Token::Operator("||") => Join::Or,
                _ => return Ok(Item { first, rest, background: false }),
            };
            self.next()?;
            self.newlines()?;
            rest.push((join, self.pipeline()?));
        }
    }

    fn pipeline(&mut self) -> Parse<Pipeline> {
        let mut negated = false;
        while self.peek()?.is_word("!") {
            self.next()?;
            negated = !negated;
        }
        let mut commands = vec![self.command()?];
        loop {
            let with_stderr = match self.peek()? {
                Token::Operator("|") => false,
                Token::Operator("|&") => true,
                _ => return Ok(Pipeline { negated, commands: commands.into() }),
            };
            self.next()?;
            if with_stderr && let Some(command) = commands.last_mut() {
                let target = Word(vec![Part::Literal("1".into())]);
                let kind = RedirectKind::Duplicate { input: false, target };
                command.redirects().push(Redirect { fd: Some(2), kind });
            }
            self.newlines()?;
            commands.push(self.command()?);
        }
    }

    fn command(&mut self) -> Parse<Command> {
        let candidate = self.replace_alias()?;
        let Some(kind) = self.compound()? else {
            return self.simple_or_function(candidate);
        };
        let mut redirects = Vec::new();
        while let Some(redirect) = self.redirect()? {
            redirects.push(redirect);
        }
        Ok(Command::Compound { kind, redirects })
    }

    fn compound(&mut self) -> Parse<Option<Compound>> {
        let start = match self.peek()? {
            Token::Operator("(") => "(".to_string(),
            Token::Word(word) => match word.literal() {
                Some(text) => text.to_string(),
                None => return Ok(None),
            },
            _ => return Ok(None),
        };
        let bashisms = self.dialect == Dialect::Bash;
        Ok(Some(match start.as_str() {
            "(" if bashisms && self.peek_char(0) == Some('(') && self.arithmetic_ahead() => {
                self.next()?;
                self.take_char();
                Compound::Arithmetic(self.arithmetic_body()?)
            }
            "(" => self.subshell()?,
            "{" => {
                self.next()?;
                Compound::Group(self.list_before("}")?)
            }
            "if" => self.if_clause()?,
            "while" | "until" => {
                self.next()?;
                let condition = self.list_before("do")?;
                Compound::While { until: start == "until", condition, body: self.list_before("done")? }
            }
            "for" => self.for_clause()?,
            "case" => self.case_clause()?,
            "[[" if bashisms => {
                self.next()?;
                Compound::Test(self.test_expression()?)
            }
            _ => return Ok(None),
        }))
    }

    fn subshell(&mut self) -> Parse<Compound> {
        self.next()?;
        let list = self.list()?;
        if list.0.is_empty() {
            return self.unexpected(None);
        }
        self.expect_operator(")")?;
        Ok(Compound::Subshell(list))
    }

    fn if_clause(&mut self) -> Parse<Compound> {
        self.next()?;
        let mut arms = Vec::new();
        loop {
            let condition = self.list_before("then")?;
            let body = self.list()?;
            if body.0.is_empty() {
                return self.unexpected(None);
            }
            arms.push((condition, body));
            if self.peek()?.is_word("elif") {
                self.next()?;
                continue;
            }
            let otherwise = if self.peek()?.is_word("else") {
                self.next()?;
                Some(self.list_before("fi")?)
            } else {
                self.expect_word("fi")?;
                None
            };
            return Ok(Compound::If { arms, otherwise });
        }
    }

    fn for_clause(&mut self) -> Parse<Compound> {
        self.next()?;
        if self.dialect == Dialect::Bash && self.peek()?.is_operator("(") && self.peek_char(0) == Some('(') {
            return self.for_arithmetic();
        }
        let variable = match self.next()? {
            Token::Word(word) => word.literal().filter(|name| is_name(name)).map(str::to_string),
            _ => None,
        };
        let Some(variable) = variable else {
            return self.error(SyntaxErrorKind::BadForVariable);
        };
        self.newlines()?;
        let words = if self.peek()?.is_word("in") {
            self.next()?;
            let mut words = Vec::new();
            while let Token::Word(_) = self.peek()? {
                if let Token::Word(word) = self.next()? {
                    words.push(word);
                }
            }
            match self.peek()? {
                Token::Newline | Token::Operator(";") => self.next()?,
                _ => return self.unexpected(None),
            };
            Some(words)
        } else {
            if self.peek()?.is_operator(";") {
                self.next()?;
            }
            None
        };
        let body = self.do_group()?;
        Ok(Compound::For { variable, words, body })
    }

    fn do_group(&mut self) -> Parse<List> {
        self.newlines()?;
        self.expect_word("do")?;
        self.list_before("done")
    }

    fn for_arithmetic(&mut self) -> Parse<Compound> {
        self.next()?;
        self.take_char();
        let source = self.arithmetic_source()?;
        let mut sections = source.split(';').map(|text| Parser::here_document(text, self.dialect, self.line));
        let mut section = || sections.next().unwrap_or_else(|| Ok(Word::default()));
        let (init, condition, step) = (section()?, section()?, section()?);
        if self.peek()?.is_operator(";") {
            self.next()?;
        }
        let body = self.do_group()?;
        Ok(Compound::ForArithmetic { init, condition, step, body })
    }

    fn case_clause(&mut self) -> Parse<Compound> {
        self.next()?;
        let Token::Word(word) = self.next()? else {
            return self.unexpected(None);
        };
        self.newlines()?;
        self.expect_word("in")?;
        let mut arms = Vec::new();
        loop {
            self.newlines()?;
            if self.peek()?.is_word("esac") {
                self.next()?;
                return Ok(Compound::Case { word, arms });
            }
            if self.peek()?.is_operator("(") {
                self.next()?;
            }
            let patterns = self.patterns()?;
            let body = self.list()?;
            let mut then = Then::Leave;
            match self.peek()? {
                Token::Operator(end @ (";;" | ";&" | ";;&")) => {
                    then = match *end {
                        ";&" => Then::Fall,
                        ";;&" => Then::Test,
                        _ => Then::Leave,
                    };
                    self.next()?;
                }
                token if token.is_word("esac") => {}
                _ => return self.unexpected(Some(";;")),
            }
            arms.push(Arm { patterns, body, then });
        }
    }

    fn patterns(&mut self) -> Parse<Vec<Word>> {
        let mut patterns = Vec::new();
        loop {
            match self.next()? {
                Token::Word(word) => patterns.push(word),
                token => {
                    self.pending = Some(token);
                    return self.unexpected(None);
                }
            }
            if self.peek()?.is_operator("|") {
                self.next()?;
                continue;
            }
            self.expect_operator(")")?;
            return Ok(patterns);
        }
    }

    /// `candidate`: the word behind the first may be an alias too.
    fn simple_or_function(&mut self, mut candidate: bool) -> Parse<Command> {
        let mut simple = Simple { line: 0, ..Simple::default() };
        loop {
            if let Some(redirect) = self.redirect()? {
                simple.redirects.push(redirect);
                continue;
            }
            let starts = simple.words.is_empty() && simple.assigns.is_empty() && simple.redirects.is_empty();
            match self.peek()? {
                Token::Word(word) if starts && word.literal().is_some_and(is_reserved) => {
                    return self.unexpected(None);
                }
                Token::Word(_) => {
                    let named = simple.words.len();
                    self.take_word(&mut simple)?;
                    // Behind assignments stands the command's own name.
                    if candidate || (named == 0 && simple.words.is_empty()) {
                        candidate = self.replace_alias()?;
                    }
                }
                Token::Operator("(") if simple.words.len() == 1 && simple.assigns.is_empty() => {
                    return self.function(&simple);
                }
                _ if starts => return self.unexpected(None),
                _ => return Ok(Command::Simple(simple)),
            }
            let keyword = simple.words.len() == 1 && self.dialect != Dialect::Dash;
            if keyword
                && simple.words.iter().all(|w| w.literal() == Some("function"))
                && let Token::Word(name) = self.peek()?.clone()
            {
                self.next()?;
                if self.peek()?.is_operator("(") {
                    self.next()?;
                    self.expect_operator(")")?;
                }
                return self.function_body(name.literal());
            }
        }
    }

    fn take_word(&mut self, simple: &mut Simple) -> Parse<()> {
        let line = self.token_line;
        if let Token::Word(word) = self.next()? {
            if simple.line == 0 {
                simple.line = line;
            }
            if simple.words.is_empty() {
                match self.assignment(word) {
                    Ok(assign) => simple.assigns.push(assign),
                    Err(word) => simple.words.push(word),
                }
            } else {
                simple.words.push(word);
            }
        }
        Ok(())
    }

    fn function(&mut self, simple: &Simple) -> Parse<Command> {
        self.next()?;
        self.expect_operator(")")?;
        let name = simple.words.first().and_then(Word::literal).map(str::to_string);
        self.function_body(name.as_deref())
    }

    fn function_body(&mut self, name: Option<&str>) -> Parse<Command> {
        let Some(name) = name.map(str::to_string) else {
            return self.error(SyntaxErrorKind::BadFunctionName);
        };
        self.newlines()?;
        let body = self.nested(Parser::command)?;
        Ok(Command::Function { name, body: Rc::new(body) })
    }

    fn redirect(&mut self) -> Parse<Option<Redirect>> {
        let fd = match self.peek()? {
            Token::Number(number) => {
                let number = *number;
                self.next()?;
                Some(number)
            }
            _ => None,
        };
        let operator = match self.peek()? {
            Token::Operator(op) if op.contains(['<', '>']) => *op,
            _ => return Ok(None),
        };
        self.next()?;
        let word = match self.next()? {
            Token::Word(word) => word,
            token => {
                self.pending = Some(token);
                return self.unexpected(None);
            }
        };
        let kind = match operator {
            "<" => RedirectKind::Read(word),
            ">" => RedirectKind::Write(word),
            ">|" => RedirectKind::Clobber(word),
            ">>" => RedirectKind::Append(word),
            "<>" => RedirectKind::ReadWrite(word),
            "<&" => RedirectKind::Duplicate { input: true, target: word },
            ">&" if fd.is_none() && self.dialect == Dialect::Bash && !is_descriptor(&word) => {
                RedirectKind::Both { append: false, target: word }
            }
            ">&" => RedirectKind::Duplicate { input: false, target: word },
            "&>" => RedirectKind::Both { append: false, target: word },
            "&>>" => RedirectKind::Both { append: true, target: word },
            "<<<" => RedirectKind::HereString(word),
            _ => self.announce_here(&word, operator == "<<-"),
        };
        Ok(Some(Redirect { fd, kind }))
    }

    fn announce_here(&mut self, word: &Word, strip_tabs: bool) -> RedirectKind {
        let (delimiter, quoted) = plain_text(word);
        let target = Rc::new(OnceCell::new());
        self.here.push(PendingHere { target: Rc::clone(&target), delimiter, quoted, strip_tabs });
        RedirectKind::Here(target)
    }
}

impl Command {
    fn redirects(&mut self) -> &mut Vec<Redirect> {
        match self {
            Command::Simple(simple) => &mut simple.redirects,
            Command::Compound { redirects, .. } => redirects,
            // A definition cannot be redirected without a body of its own; the redirection goes nowhere,
            // as in `f() { …; } |& cat`, where it would only concern the definition.
            Command::Function { body, .. } => Rc::make_mut(body).redirects(),
        }
    }
}

fn is_descriptor(word: &Word) -> bool {
    word.literal().is_some_and(|w| w == "-" || w.bytes().all(|b| b.is_ascii_digit()))
        || word.0.iter().any(|part| !matches!(part, Part::Literal(_)))
}

/// The text of a here-document's delimiter with quotes removed, and whether there were any.
fn plain_text(word: &Word) -> (String, bool) {
    let mut text = String::new();
    let mut quoted = false;
    for part in &word.0 {
        match part {
            Part::Literal(piece) => text.push_str(piece),
            Part::Quoted(piece) => {
                quoted = true;
                text.push_str(piece);
            }
            Part::Double(parts) => {
                quoted = true;
                text.push_str(&plain_text(&Word(parts.clone())).0);
            }
            _ => {}
        }
    }
    (text, quoted)
}

/// Whether the text can name a variable.
pub(crate) fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| c == '_' || c.is_ascii_alphabetic())
        && chars.all(|c| c == '_' || c.is_ascii_alphanumeric())
}
