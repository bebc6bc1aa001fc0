//! The tree that the parser makes and the evaluator walks.
//!
//! Words keep their quoting structure, because whether a character was quoted decides later about
//! splitting, globbing and pattern matching.

use std::cell::OnceCell;
use std::rc::Rc;

/// A sequence of and-or lists, as separated by `;`, `&` or a newline.
#[derive(Debug, Clone, Default)]
pub struct List(pub Vec<Item>);

/// One and-or list: pipelines joined by `&&` and `||`.
#[derive(Debug, Clone)]
pub struct Item {
    pub first: Pipeline,
    pub rest: Vec<(Join, Pipeline)>,
    /// Ended by `&`.
    pub background: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Join {
    And,
    Or,
}

#[derive(Debug, Clone)]
pub struct Pipeline {
    pub negated: bool,
    /// Shared with whoever runs some of them later.
    pub commands: Rc<[Command]>,
}

#[derive(Debug, Clone)]
pub enum Command {
    Simple(Simple),
    Compound { kind: Compound, redirects: Vec<Redirect> },
    Function { name: String, body: Rc<Command> },
}

/// Assignments, words and redirections, in the order in which they stand within their kind.
#[derive(Debug, Clone, Default)]
pub struct Simple {
    pub assigns: Vec<Assign>,
    pub words: Vec<Word>,
    pub redirects: Vec<Redirect>,
    /// 1-based line of the first word.
    pub line: u32,
}

#[derive(Debug, Clone)]
pub struct Assign {
    pub name: String,
    /// `name[index]=…`, bash only.
    pub index: Option<Word>,
    /// `name+=…`.
    pub append: bool,
    pub value: AssignValue,
}

#[derive(Debug, Clone)]
pub enum AssignValue {
    Word(Word),
    Array(Vec<Word>),
}

#[derive(Debug, Clone)]
pub enum Compound {
    Group(List),
    Subshell(List),
    If {
        arms: Vec<(List, List)>,
        otherwise: Option<List>,
    },
    /// `words` is `None` for a `for` without `in`, which walks the positional parameters.
    For {
        variable: String,
        words: Option<Vec<Word>>,
        body: List,
    },
    /// `for ((init; condition; step))`, bash only.
    ForArithmetic {
        init: Word,
        condition: Word,
        step: Word,
        body: List,
    },
    While {
        until: bool,
        condition: List,
        body: List,
    },
    Case {
        word: Word,
        arms: Vec<Arm>,
    },
    /// `[[ … ]]`.
    Test(Test),
    /// `(( … ))`, bash only.
    Arithmetic(Word),
}

#[derive(Debug, Clone)]
pub struct Arm {
    pub patterns: Vec<Word>,
    pub body: List,
    /// Ended by `;&`: the next arm's body runs too.
    pub then: Then,
}

/// The expression language of `[[ … ]]`.
/// What follows an arm of `case` that has run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// `;;`.
    Leave,
    /// `;&`: the next arm runs too.
    Fall,
    /// `;;&`: the next arm that matches runs too.
    Test,
}

#[derive(Debug, Clone)]
pub enum Test {
    Word(Word),
    Unary(String, Word),
    Binary(Word, String, Word),
    Not(Box<Test>),
    And(Box<Test>, Box<Test>),
    Or(Box<Test>, Box<Test>),
}

#[derive(Debug, Clone)]
pub struct Redirect {
    /// The descriptor as written before the operator.
    pub fd: Option<u32>,
    pub kind: RedirectKind,
}

#[derive(Debug, Clone)]
pub enum RedirectKind {
    Read(Word),
    Write(Word),
    /// `>|`: also over a file that is there, under `set -C`.
    Clobber(Word),
    Append(Word),
    ReadWrite(Word),
    /// `<&` and `>&`: `-` closes.
    Duplicate {
        input: bool,
        target: Word,
    },
    /// `&>` and `&>>`, bash and ash.
    Both {
        append: bool,
        target: Word,
    },
    /// The body arrives when the parser reaches the end of the line.
    Here(Rc<OnceCell<Word>>),
    /// `<<<`, bash and ash.
    HereString(Word),
}

/// Adjacent parts that make one word.
#[derive(Debug, Clone, Default)]
pub struct Word(pub Vec<Part>);

#[derive(Debug, Clone)]
pub enum Part {
    /// Unquoted text; subject to splitting only when it came from an expansion, to globbing always.
    Literal(String),
    /// `'…'`, `\x`, `$'…'`.
    Quoted(String),
    /// `"…"`.
    Double(Vec<Part>),
    Parameter(Box<Parameter>),
    /// `$(…)` and `` `…` ``.
    Command(Rc<List>),
    /// `$((…))`.
    Arithmetic(Word),
    /// `(…)` behind `name=`, bash only.
    Array(Vec<Word>),
    /// `<(…)` and `>(…)`.
    Process {
        /// `>(…)`.
        output: bool,
        list: Rc<List>,
    },
}

#[derive(Debug, Clone)]
pub struct Parameter {
    pub name: String,
    /// `${name[index]}`, bash only.
    pub index: Option<Index>,
    pub op: Operation,
}

#[derive(Debug, Clone)]
pub enum Index {
    At,
    Star,
    Word(Word),
}

#[derive(Debug, Clone)]
pub enum Operation {
    None,
    /// `${#name}`.
    Length,
    /// `:-`, `-`, `:=`, `=`, `:?`, `?`, `:+`, `+`; `colon` says whether empty counts as unset.
    Default {
        colon: bool,
        kind: DefaultKind,
        word: Word,
    },
    /// `#`, `##`, `%`, `%%`.
    Trim {
        suffix: bool,
        longest: bool,
        pattern: Word,
    },
    /// `/`, `//`, `/#`, `/%`.
    Replace {
        all: bool,
        anchor: Anchor,
        pattern: Word,
        with: Word,
    },
    /// `:offset:length`.
    Slice {
        offset: Word,
        length: Option<Word>,
    },
    /// `^`, `^^`, `,`, `,,`, `~`, `~~` with the pattern of the characters that change; an empty one means all.
    Case {
        change: CaseChange,
        all: bool,
        pattern: Word,
    },
    /// `@Q`, `@U` and the like.
    Transform(char),
    /// `${!name}`.
    Indirect,
    /// `${!name[@]}`.
    Keys,
    /// Anything else between the braces; the error comes when it is expanded.
    Bad,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DefaultKind {
    Use,
    Assign,
    Fail,
    Alternative,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseChange {
    Upper,
    Lower,
    Toggle,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    None,
    Start,
    End,
}

impl Word {
    /// A word of one quoted text.
    pub fn quoted(text: impl Into<String>) -> Word {
        Word(vec![Part::Quoted(text.into())])
    }

    /// The text, if the word consists of unquoted characters only.
    pub fn literal(&self) -> Option<&str> {
        match self.0.as_slice() {
            [Part::Literal(text)] => Some(text),
            _ => None,
        }
    }
}
