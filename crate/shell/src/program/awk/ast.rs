//! The tree of an awk program.

use std::rc::Rc;

use crate::regex::Regex;

#[derive(Default)]
pub(super) struct Program {
    pub(super) begin: Vec<Stmt>,
    pub(super) rules: Vec<Rule>,
    pub(super) end: Vec<Stmt>,
    pub(super) has_end: bool,
    pub(super) functions: Vec<Rc<Function>>,
}

pub(super) struct Rule {
    pub(super) pattern: Pattern,
    /// `None` prints the record.
    pub(super) action: Option<Vec<Stmt>>,
}

pub(super) enum Pattern {
    Always,
    When(Expr),
    Range(Expr, Expr),
}

pub(super) struct Function {
    pub(super) name: String,
    pub(super) parameters: Vec<String>,
    pub(super) body: Vec<Stmt>,
}

pub(super) enum Stmt {
    Expr(Expr),
    Print { arguments: Vec<Expr>, formatted: bool, to: Option<(Redirect, Expr)> },
    If(Expr, Box<Stmt>, Option<Box<Stmt>>),
    While(Expr, Box<Stmt>),
    Do(Box<Stmt>, Expr),
    For(Option<Box<Stmt>>, Option<Expr>, Option<Box<Stmt>>, Box<Stmt>),
    ForIn(String, String, Box<Stmt>),
    Block(Vec<Stmt>),
    Delete(String, Option<Vec<Expr>>),
    Next,
    NextFile,
    Exit(Option<Expr>),
    Return(Option<Expr>),
    Break,
    Continue,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Redirect {
    File,
    Append,
    Pipe,
}

pub(super) enum Expr {
    Number(f64),
    Text(String),
    Regex(Rc<Regex>),
    Variable(String),
    Field(Box<Expr>),
    Index(String, Vec<Expr>),
    /// The operator is `\0` for plain `=`.
    Assign(Box<Expr>, char, Box<Expr>),
    Conditional(Box<Expr>, Box<Expr>, Box<Expr>),
    And(Box<Expr>, Box<Expr>),
    Or(Box<Expr>, Box<Expr>),
    Not(Box<Expr>),
    Negative(Box<Expr>),
    Positive(Box<Expr>),
    Arithmetic(char, Box<Expr>, Box<Expr>),
    Compare(&'static str, Box<Expr>, Box<Expr>),
    Concat(Box<Expr>, Box<Expr>),
    Match { negated: bool, subject: Box<Expr>, regex: Box<Expr> },
    In(Vec<Expr>, String),
    Step { target: Box<Expr>, by: f64, before: bool },
    Builtin(String, Vec<Expr>),
    Call(String, Vec<Expr>),
    /// `getline`, `getline <file`, `command | getline`, into a variable or the record.
    Getline { target: Option<Box<Expr>>, from: Option<(Source, Box<Expr>)> },
    Group(Box<Expr>),
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    File,
    Command,
}
