//! awk's grammar.

use std::rc::Rc;

use super::ast::*;
use super::lexer::{Token, tokens};
use crate::regex::{Regex, Syntax};

type Parse<T> = Result<T, String>;

/// Expressions and statements may nest this deep.
const MAX_DEPTH: u16 = 64;
/// A statement may hold this many operators.
const MAX_CHAIN: u16 = 300;

pub(super) fn parse(source: &str) -> Parse<Program> {
    let mut parser = Parser { tokens: tokens(source)?, at: 0, depth: 0, chained: 0, no_in: false, no_greater: false };
    parser.program()
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: u16,
    /// Operators in the current statement: a chain of them nests as deep as it is long.
    chained: u16,
    /// Inside the head of `for (`, where `in` belongs to the statement.
    no_in: bool,
    /// Inside `print`, where `>` redirects.
    no_greater: bool,
}

impl Parser {
    fn peek(&self) -> &Token {
        self.tokens.get(self.at).unwrap_or(&Token::End)
    }

    fn peek_at(&self, ahead: usize) -> &Token {
        self.tokens.get(self.at + ahead).unwrap_or(&Token::End)
    }

    fn next(&mut self) -> Token {
        let token = self.peek().clone();
        self.at += 1;
        token
    }

    fn is(&self, op: &str) -> bool {
        matches!(self.peek(), Token::Op(here) if *here == op)
    }

    fn take(&mut self, op: &str) -> bool {
        let here = self.is(op);
        self.at += usize::from(here);
        here
    }

    fn take_keyword(&mut self, word: &str) -> bool {
        let here = matches!(self.peek(), Token::Keyword(keyword) if *keyword == word);
        self.at += usize::from(here);
        here
    }

    fn expect(&mut self, op: &str) -> Parse<()> {
        if self.take(op) { Ok(()) } else { Err("Unexpected token".into()) }
    }

    fn newlines(&mut self) {
        while matches!(self.peek(), Token::Newline) || self.is(";") {
            self.at += 1;
        }
    }

    fn only_newlines(&mut self) {
        while matches!(self.peek(), Token::Newline) {
            self.at += 1;
        }
    }

    fn deeper<T>(&mut self, inner: impl FnOnce(&mut Self) -> Parse<T>) -> Parse<T> {
        if self.depth >= MAX_DEPTH {
            return Err("nested too deeply".into());
        }
        self.depth += 1;
        let result = inner(self);
        self.depth -= 1;
        result
    }

    fn program(&mut self) -> Parse<Program> {
        let mut program = Program::default();
        loop {
            self.newlines();
            if matches!(self.peek(), Token::End) {
                return Ok(program);
            }
            if self.take_keyword("function") {
                let function = self.function()?;
                program.functions.push(Rc::new(function));
            } else if self.take_keyword("BEGIN") {
                self.only_newlines();
                program.begin.extend(self.block()?);
            } else if self.take_keyword("END") {
                self.only_newlines();
                program.has_end = true;
                program.end.extend(self.block()?);
            } else {
                let rule = self.rule()?;
                program.rules.push(rule);
            }
        }
    }

    fn function(&mut self) -> Parse<Function> {
        let name = match self.next() {
            Token::Name(name) | Token::Function(name) => name,
            _ => return Err("Unexpected token".into()),
        };
        self.expect("(")?;
        let mut parameters = Vec::new();
        while !self.take(")") {
            match self.next() {
                Token::Name(name) => parameters.push(name),
                _ => return Err("Unexpected token".into()),
            }
            self.take(",");
            self.only_newlines();
        }
        self.only_newlines();
        Ok(Function { name, parameters, body: self.block()? })
    }

    fn rule(&mut self) -> Parse<Rule> {
        self.chained = 0;
        let pattern = if self.is("{") {
            Pattern::Always
        } else {
            let first = self.expr()?;
            if self.take(",") {
                self.only_newlines();
                Pattern::Range(first, self.expr()?)
            } else {
                Pattern::When(first)
            }
        };
        let action = if self.is("{") { Some(self.block()?) } else { None };
        Ok(Rule { pattern, action })
    }

    fn block(&mut self) -> Parse<Vec<Stmt>> {
        self.expect("{")?;
        let mut statements = Vec::new();
        loop {
            self.newlines();
            if self.take("}") {
                return Ok(statements);
            }
            let statement = self.deeper(Parser::statement)?;
            statements.push(statement);
        }
    }

    fn end_of_statement(&mut self) -> Parse<()> {
        match self.peek() {
            Token::Newline | Token::End => {
                self.at += 1;
                Ok(())
            }
            Token::Op(";") => {
                self.at += 1;
                Ok(())
            }
            Token::Op("}") => Ok(()),
            _ => Err("Unexpected token".into()),
        }
    }

    /// The body of a loop or branch.
    fn body(&mut self) -> Parse<Box<Stmt>> {
        self.only_newlines();
        if self.take(";") {
            return Ok(Box::new(Stmt::Block(Vec::new())));
        }
        Ok(Box::new(self.deeper(Parser::statement)?))
    }

    fn statement(&mut self) -> Parse<Stmt> {
        self.chained = 0;
        if self.is("{") {
            return Ok(Stmt::Block(self.block()?));
        }
        let Token::Keyword(word) = *self.peek() else { return self.simple_statement() };
        match word {
            "if" => {
                self.at += 1;
                let condition = self.parenthesised()?;
                let yes = self.body()?;
                let before = self.at;
                self.newlines();
                if self.take_keyword("else") {
                    let no = self.body()?;
                    return Ok(Stmt::If(condition, yes, Some(no)));
                }
                self.at = before;
                Ok(Stmt::If(condition, yes, None))
            }
            "while" => {
                self.at += 1;
                let condition = self.parenthesised()?;
                Ok(Stmt::While(condition, self.body()?))
            }
            "do" => {
                self.at += 1;
                let body = self.body()?;
                self.newlines();
                if !self.take_keyword("while") {
                    return Err("Unexpected token".into());
                }
                let condition = self.parenthesised()?;
                self.end_of_statement()?;
                Ok(Stmt::Do(body, condition))
            }
            "for" => {
                self.at += 1;
                self.for_statement()
            }
            _ => self.simple_statement(),
        }
    }

    fn parenthesised(&mut self) -> Parse<Expr> {
        self.expect("(")?;
        let (no_in, no_greater) = (std::mem::take(&mut self.no_in), std::mem::take(&mut self.no_greater));
        let expr = self.expr()?;
        (self.no_in, self.no_greater) = (no_in, no_greater);
        self.expect(")")?;
        Ok(expr)
    }

    fn for_statement(&mut self) -> Parse<Stmt> {
        self.expect("(")?;
        if let (Token::Name(variable), Token::Keyword("in"), Token::Name(array), Token::Op(")")) =
            (self.peek().clone(), self.peek_at(1).clone(), self.peek_at(2).clone(), self.peek_at(3).clone())
        {
            self.at += 4;
            return Ok(Stmt::ForIn(variable, array, self.body()?));
        }
        let init = if self.is(";") { None } else { Some(Box::new(self.bare_statement()?)) };
        self.expect(";")?;
        self.only_newlines();
        let condition = if self.is(";") { None } else { Some(self.expr()?) };
        self.expect(";")?;
        self.only_newlines();
        let step = if self.is(")") { None } else { Some(Box::new(self.bare_statement()?)) };
        self.expect(")")?;
        Ok(Stmt::For(init, condition, step, self.body()?))
    }

    fn simple_statement(&mut self) -> Parse<Stmt> {
        let statement = self.bare_statement()?;
        self.end_of_statement()?;
        Ok(statement)
    }

    fn ends_here(&self) -> bool {
        matches!(self.peek(), Token::Newline | Token::End | Token::Op(";" | "}"))
    }

    fn bare_statement(&mut self) -> Parse<Stmt> {
        let Token::Keyword(word) = *self.peek() else { return Ok(Stmt::Expr(self.expr()?)) };
        if word == "getline" {
            return Ok(Stmt::Expr(self.expr()?));
        }
        self.at += 1;
        Ok(match word {
            "print" | "printf" => return self.print(word == "printf"),
            "next" => Stmt::Next,
            "nextfile" => Stmt::NextFile,
            "break" => Stmt::Break,
            "continue" => Stmt::Continue,
            "exit" => Stmt::Exit(if self.ends_here() { None } else { Some(self.expr()?) }),
            "return" => Stmt::Return(if self.ends_here() { None } else { Some(self.expr()?) }),
            "delete" => match self.next() {
                Token::Name(name) if self.take("[") => {
                    let index = self.list("]")?;
                    Stmt::Delete(name, Some(index))
                }
                Token::Name(name) => Stmt::Delete(name, None),
                _ => return Err("Unexpected token".into()),
            },
            _ => return Err("Unexpected token".into()),
        })
    }

    fn print(&mut self, formatted: bool) -> Parse<Stmt> {
        let mut arguments = Vec::new();
        self.no_greater = true;
        // `print (a, b)` is a list; `print (a)(b)` a concatenation.
        let start = self.at;
        if self.take("(") {
            self.no_greater = false;
            arguments = self.list(")")?;
            self.no_greater = true;
            if !self.ends_here() && !self.is(">") && !self.is(">>") && !self.is("|") {
                self.at = start;
                arguments.clear();
            }
        }
        if arguments.is_empty() {
            while !self.ends_here() && !self.is(">") && !self.is(">>") && !self.is("|") {
                arguments.push(self.expr()?);
                if !self.take(",") {
                    break;
                }
                self.only_newlines();
            }
        }
        self.no_greater = false;
        let how = match self.peek() {
            Token::Op(">") => Some(Redirect::File),
            Token::Op(">>") => Some(Redirect::Append),
            Token::Op("|") => Some(Redirect::Pipe),
            _ => None,
        };
        let to = match how {
            Some(how) => {
                self.at += 1;
                self.no_greater = true;
                let target = self.concat()?;
                self.no_greater = false;
                Some((how, target))
            }
            None => None,
        };
        Ok(Stmt::Print { arguments, formatted, to })
    }

    /// Expressions separated by commas, up to and including `end`.
    fn list(&mut self, end: &str) -> Parse<Vec<Expr>> {
        let (no_in, no_greater) = (std::mem::take(&mut self.no_in), std::mem::take(&mut self.no_greater));
        let mut list = Vec::new();
        self.only_newlines();
        while !self.take(end) {
            list.push(self.expr()?);
            self.only_newlines();
            if !self.take(",") && !self.is(end) {
                return Err("Unexpected token".into());
            }
            self.only_newlines();
        }
        (self.no_in, self.no_greater) = (no_in, no_greater);
        Ok(list)
    }

    fn expr(&mut self) -> Parse<Expr> {
        self.deeper(Parser::ternary)
    }

    fn ternary(&mut self) -> Parse<Expr> {
        let condition = self.or()?;
        if self.take("?") {
            self.only_newlines();
            let yes = self.expr()?;
            self.only_newlines();
            self.expect(":")?;
            self.only_newlines();
            let no = self.expr()?;
            return Ok(Expr::Conditional(Box::new(condition), Box::new(yes), Box::new(no)));
        }
        let operator = match self.peek() {
            Token::Op(op @ ("=" | "+=" | "-=" | "*=" | "/=" | "%=" | "^=")) => *op,
            _ => return Ok(condition),
        };
        // `!x = y` and `a && b = c` assign to the rightmost operand.
        let (wrap, target) = split_target(condition)?;
        self.at += 1;
        self.only_newlines();
        let value = self.expr()?;
        let letter = if operator == "=" { '\0' } else { operator.chars().next().unwrap_or('\0') };
        Ok(wrap(Expr::Assign(Box::new(target), letter, Box::new(value))))
    }

    fn or(&mut self) -> Parse<Expr> {
        let mut left = self.and()?;
        while self.take("||") {
            self.only_newlines();
            self.chain()?;
            left = Expr::Or(Box::new(left), Box::new(self.and()?));
        }
        Ok(left)
    }

    fn and(&mut self) -> Parse<Expr> {
        let mut left = self.membership()?;
        while self.take("&&") {
            self.only_newlines();
            self.chain()?;
            left = Expr::And(Box::new(left), Box::new(self.membership()?));
        }
        Ok(left)
    }

    fn membership(&mut self) -> Parse<Expr> {
        let mut left = self.matching()?;
        while !self.no_in && self.take_keyword("in") {
            let Token::Name(array) = self.next() else { return Err("Unexpected token".into()) };
            self.chain()?;
            left = Expr::In(vec![left], array);
        }
        Ok(left)
    }

    fn matching(&mut self) -> Parse<Expr> {
        let mut left = self.comparison()?;
        loop {
            let negated = match self.peek() {
                Token::Op("~") => false,
                Token::Op("!~") => true,
                _ => return Ok(left),
            };
            self.at += 1;
            let regex = Box::new(self.comparison()?);
            self.chain()?;
            left = Expr::Match { negated, subject: Box::new(left), regex };
        }
    }

    fn comparison(&mut self) -> Parse<Expr> {
        let left = self.piped()?;
        let op = match self.peek() {
            Token::Op(op @ ("<" | "<=" | "==" | "!=" | ">=")) => *op,
            Token::Op(">") if !self.no_greater => ">",
            _ => return Ok(left),
        };
        self.at += 1;
        let right = self.piped()?;
        Ok(Expr::Compare(op, Box::new(left), Box::new(right)))
    }

    /// `command | getline`.
    fn piped(&mut self) -> Parse<Expr> {
        let mut left = self.concat()?;
        while self.is("|") && matches!(self.peek_at(1), Token::Keyword("getline")) {
            self.at += 2;
            let target = self.getline_target()?;
            self.chain()?;
            left = Expr::Getline { target, from: Some((Source::Command, Box::new(left))) };
        }
        Ok(left)
    }

    fn getline_target(&mut self) -> Parse<Option<Box<Expr>>> {
        Ok(match self.peek() {
            Token::Name(_) | Token::Op("$") => Some(Box::new(self.primary()?)),
            _ => None,
        })
    }

    fn concat(&mut self) -> Parse<Expr> {
        let mut left = self.additive()?;
        while self.starts_operand() {
            self.chain()?;
            left = Expr::Concat(Box::new(left), Box::new(self.additive()?));
        }
        Ok(left)
    }

    fn starts_operand(&self) -> bool {
        match self.peek() {
            Token::Number(_) | Token::Text(_) | Token::Regex(_) | Token::Name(_) | Token::Function(_) | Token::Builtin(_) => true,
            Token::Op(op) => matches!(*op, "(" | "$" | "!" | "-" | "+" | "++" | "--"),
            _ => false,
        }
    }

    fn chain(&mut self) -> Parse<()> {
        self.chained += 1;
        if self.chained > MAX_CHAIN { Err("expression too long".into()) } else { Ok(()) }
    }

    fn additive(&mut self) -> Parse<Expr> {
        let mut left = self.multiplicative()?;
        loop {
            let op = match self.peek() {
                Token::Op("+") => '+',
                Token::Op("-") => '-',
                _ => return Ok(left),
            };
            self.at += 1;
            self.chain()?;
            left = Expr::Arithmetic(op, Box::new(left), Box::new(self.multiplicative()?));
        }
    }

    fn multiplicative(&mut self) -> Parse<Expr> {
        let mut left = self.unary()?;
        loop {
            let op = match self.peek() {
                Token::Op("*") => '*',
                Token::Op("/") => '/',
                Token::Op("%") => '%',
                _ => return Ok(left),
            };
            self.at += 1;
            self.chain()?;
            left = Expr::Arithmetic(op, Box::new(left), Box::new(self.unary()?));
        }
    }

    fn unary(&mut self) -> Parse<Expr> {
        if self.take("!") {
            return Ok(Expr::Not(Box::new(self.deeper(Parser::unary)?)));
        }
        if self.take("-") {
            return Ok(Expr::Negative(Box::new(self.deeper(Parser::unary)?)));
        }
        if self.take("+") {
            return Ok(Expr::Positive(Box::new(self.deeper(Parser::unary)?)));
        }
        self.power()
    }

    fn power(&mut self) -> Parse<Expr> {
        let base = self.postfix()?;
        if self.take("^") {
            // `2^-1`: the exponent may have a sign.
            let exponent = self.deeper(|parser| if parser.is("-") { parser.unary() } else { parser.power() })?;
            return Ok(Expr::Arithmetic('^', Box::new(base), Box::new(exponent)));
        }
        Ok(base)
    }

    fn postfix(&mut self) -> Parse<Expr> {
        let expr = self.primary()?;
        if is_target(&expr) {
            for (op, by) in [("++", 1.0), ("--", -1.0)] {
                if self.take(op) {
                    return Ok(Expr::Step { target: Box::new(expr), by, before: false });
                }
            }
        }
        Ok(expr)
    }

    fn primary(&mut self) -> Parse<Expr> {
        Ok(match self.next() {
            Token::Number(value) => Expr::Number(value),
            Token::Text(text) => Expr::Text(text),
            Token::Regex(source) => Expr::Regex(Rc::new(Regex::new(&source, Syntax::Extended, false)?)),
            Token::Op("$") => {
                for (op, by) in [("++", 1.0), ("--", -1.0)] {
                    if self.take(op) {
                        let target = Box::new(self.deeper(Parser::primary)?);
                        return Ok(Expr::Field(Box::new(Expr::Step { target, by, before: true })));
                    }
                }
                let index = self.deeper(|parser| if parser.is("-") { parser.unary() } else { parser.primary() })?;
                Expr::Field(Box::new(index))
            }
            Token::Op(op @ ("++" | "--")) => {
                let target = self.deeper(Parser::primary)?;
                if !is_target(&target) {
                    return Err("Unexpected token".into());
                }
                Expr::Step { target: Box::new(target), by: if op == "++" { 1.0 } else { -1.0 }, before: true }
            }
            Token::Op("-") => Expr::Negative(Box::new(self.deeper(Parser::unary)?)),
            Token::Op("(") => {
                let mut list = self.list(")")?;
                if list.len() > 1 || matches!(self.peek(), Token::Keyword("in") if list.len() == 1 && !self.no_in) {
                    if !self.take_keyword("in") {
                        return Err("Unexpected token".into());
                    }
                    let Token::Name(array) = self.next() else { return Err("Unexpected token".into()) };
                    return Ok(Expr::In(list, array));
                }
                match list.pop() {
                    Some(inner) => Expr::Group(Box::new(inner)),
                    None => return Err("Unexpected token".into()),
                }
            }
            Token::Name(name) if self.take("[") => Expr::Index(name, self.list("]")?),
            Token::Name(name) => Expr::Variable(name),
            Token::Function(name) => {
                self.expect("(")?;
                Expr::Call(name, self.list(")")?)
            }
            Token::Builtin(name) => {
                let arguments = if self.take("(") {
                    self.list(")")?
                } else if name == "length" {
                    Vec::new()
                } else {
                    return Err("Unexpected token".into());
                };
                Expr::Builtin(name, arguments)
            }
            Token::Keyword("getline") => {
                let target = self.getline_target()?;
                let from = if self.take("<") { Some((Source::File, Box::new(self.primary()?))) } else { None };
                Expr::Getline { target, from }
            }
            Token::End => return Err("Unexpected end of file".into()),
            _ => return Err("Unexpected token".into()),
        })
    }
}

fn is_target(expr: &Expr) -> bool {
    matches!(expr, Expr::Variable(_) | Expr::Field(_) | Expr::Index(..))
}

type Wrap = Box<dyn FnOnce(Expr) -> Expr>;

/// The operand that an assignment behind `expr` concerns, and what stands around it.
fn split_target(expr: Expr) -> Parse<(Wrap, Expr)> {
    match expr {
        target if is_target(&target) => Ok((Box::new(|value| value), target)),
        Expr::Not(inner) => {
            let (wrap, target) = split_target(*inner)?;
            Ok((Box::new(move |value| Expr::Not(Box::new(wrap(value)))), target))
        }
        Expr::And(left, right) => {
            let (wrap, target) = split_target(*right)?;
            Ok((Box::new(move |value| Expr::And(left, Box::new(wrap(value)))), target))
        }
        Expr::Or(left, right) => {
            let (wrap, target) = split_target(*right)?;
            Ok((Box::new(move |value| Expr::Or(left, Box::new(wrap(value)))), target))
        }
        _ => Err("Unexpected token".into()),
    }
}
