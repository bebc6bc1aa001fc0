//! What a Dockerfile is made of, before and after its instructions are understood.

use std::ops::Range;

use diag::Span;

use crate::instruction::Kind;
use crate::text::{Logical, Str, Word, lower};

/// A Dockerfile: all its instructions in the order of the text, and the stages that they form.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dockerfile {
    /// The whole text.
    pub source: Str,
    /// `# escape=`, `# syntax=`, `# check=`.
    pub directives: Directives,
    /// Every instruction. Its index is its id.
    pub instructions: Vec<Instruction>,
    /// The stages, in order.
    pub stages: Vec<Stage>,
    /// Every comment line, in order; directives too, heredoc bodies not.
    pub comments: Vec<Span>,
    /// Instructions with an empty line between their continuation lines: index, and the line (from 1) that BuildKit
    /// reports, which is the instruction's last.
    pub empty_continuations: Vec<(usize, u32)>,
    /// The error that BuildKit stops at, as it words it.
    pub failure: Option<Failure>,
}

/// The first error of a file in BuildKit's words and with the lines that it reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// With BuildKit's prefix, such as `dockerfile parse error on line 2: `.
    pub message: String,
    /// Lines counted from 1; for errors about a whole file or a directive BuildKit counts from 0.
    pub lines: Lines,
    /// Whether reading the lines failed (no instruction is understood) or understanding one.
    pub phase: Phase,
}

/// Where in BuildKit an error arises. Errors of an earlier phase hide those of a later one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// `parser.Parse`: lines, directives, heredocs, JSON arrays, `name=value`.
    Lines,
    /// `instructions.Parse`: flags, numbers of arguments, stage names.
    Instructions,
    /// `dockerfile2llb`: variables, stages and their dependencies.
    Convert,
}

/// A range of lines, counted from 1, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Lines {
    /// First line.
    pub start: u32,
    /// Last line.
    pub end: u32,
}

/// The parser directives at the top of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directives {
    /// The escape character: `\` or, with `` # escape=` ``, a backtick.
    pub escape: char,
    /// `# escape=`: the value as written.
    pub escape_word: Option<Word>,
    /// `# syntax=`: the whole value.
    pub syntax: Option<Word>,
    /// `# check=`: the whole value.
    pub check: Option<Word>,
}

impl Default for Directives {
    fn default() -> Self {
        Self { escape: '\\', escape_word: None, syntax: None, check: None }
    }
}

/// A stage: a FROM and what follows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// The instruction that opens it.
    pub from: usize,
    /// The instructions that belong to it, without the FROM.
    pub body: Range<usize>,
    /// Its name in lower case, if it has one.
    pub name: Option<Str>,
}

/// One instruction: as written, and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instruction {
    /// What the line parser makes of it.
    pub node: Node,
    /// Its meaning, or what is wrong with it.
    pub kind: Kind,
}

/// An instruction as BuildKit's line parser sees it: keyword, flags, arguments.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Node {
    /// The first word, in the case it was typed.
    pub keyword: Word,
    /// `--name=value`, quotes and escapes resolved.
    pub flags: Vec<Word>,
    /// The arguments. ENV and LABEL give three per pair: name, value, and `=` or nothing.
    pub args: Vec<Word>,
    /// The instruction inside an ONBUILD.
    pub child: Option<Box<Node>>,
    /// Whether the arguments were a JSON array.
    pub json: bool,
    /// The whole instruction, continuation lines joined.
    pub original: Logical,
    /// Heredocs, in order.
    pub heredocs: Vec<Heredoc>,
    /// The comment lines directly above, without `#` and blanks.
    pub comments: Vec<Str>,
    /// The lines it takes, its heredocs included.
    pub lines: Lines,
    /// The text it takes, its heredocs included, the last line break not.
    pub span: Span,
}

impl Node {
    /// The instruction as it appears in step names: the joined text without blanks at either end. Continuation lines
    /// are joined as they are; variables are not expanded.
    pub fn code(&self) -> &str {
        self.original.text.trim()
    }

    /// Whether the keyword is `name`, whatever its case.
    pub fn is(&self, name: &str) -> bool {
        self.keyword.value.eq_ignore_ascii_case(name)
    }
}

/// A heredoc: `<<NAME`, `<<-NAME`, `3<<"NAME"`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Heredoc {
    /// The terminator, quotes removed.
    pub name: Str,
    /// The number before `<<`; 0 where there is none.
    pub fd: u64,
    /// Whether variables in the content are expanded: no part of the name was quoted.
    pub expand: bool,
    /// `<<-`: leading tabs of every line go away.
    pub chomp: bool,
    /// The lines up to the terminator as typed, tabs included.
    pub content: Str,
    /// The content's place in the file.
    pub span: Span,
}

impl Heredoc {
    /// The content as a program gets it: without leading tabs for `<<-`.
    pub fn body(&self) -> Str {
        if self.chomp { chomp(&self.content) } else { self.content.clone() }
    }
}

/// `content` without the tabs at the start of its lines.
pub(crate) fn chomp(content: &Str) -> Str {
    if !content.starts_with('\t') && !content.contains("\n\t") {
        return content.clone();
    }
    let lines = content.split_inclusive('\n').map(|line| line.trim_start_matches('\t'));
    Str::from(lines.collect::<String>())
}

impl Dockerfile {
    /// The instructions of a stage, without its FROM.
    pub fn body(&self, stage: &Stage) -> &[Instruction] {
        self.instructions.get(stage.body.clone()).unwrap_or_default()
    }

    /// The FROM of a stage.
    pub fn from(&self, stage: &Stage) -> Option<&crate::instruction::From> {
        match &self.instructions.get(stage.from)?.kind {
            Kind::From(from) => Some(from),
            _ => None,
        }
    }

    /// The ARG instructions before the first FROM.
    pub fn global_args(&self) -> impl Iterator<Item = (&Instruction, &crate::instruction::Arg)> {
        let end = self.stages.first().map_or(self.instructions.len(), |stage| stage.from);
        self.instructions.iter().take(end).filter_map(|instruction| match &instruction.kind {
            Kind::Arg(arg) => Some((instruction, arg)),
            _ => None,
        })
    }

    /// The index of the stage that an instruction opens or belongs to.
    pub fn stage_of(&self, instruction: usize) -> Option<usize> {
        self.stages.iter().rposition(|stage| stage.from <= instruction)
    }

    /// The index of the stage called `name`, whatever its case; the last one of that name.
    pub fn stage_named(&self, name: &str) -> Option<usize> {
        let name = lower(name);
        self.stages.iter().rposition(|stage| stage.name.as_deref() == Some(&*name))
    }
}
