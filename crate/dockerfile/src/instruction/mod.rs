//! What instructions mean: one file per instruction, with its flags, its errors, its variables and its help text.

mod add;
mod arg;
mod cmd;
mod copy;
mod entrypoint;
mod env;
mod expand;
mod expose;
mod flag;
mod from;
mod git;
mod healthcheck;
mod keyword;
mod label;
mod maintainer;
mod onbuild;
mod run;
mod shell;
mod source;
mod stopsignal;
mod user;
mod volume;
mod workdir;

pub mod value;

use diag::{Diagnostic, Edit, Span};

use crate::ast::Node;
use crate::suggest::nearest;
use crate::text::{Str, Word, lower, upper};

pub use self::add::Add;
pub use self::arg::{Arg, ArgPair};
pub use self::copy::{Copy, Files, InlineFile};
pub use self::env::Pair;
pub use self::expand::{Expander, Undefined};
pub(crate) use self::expose::is_port;
pub use self::expose::{BadPort, Port, ports};
pub use self::flag::{Flag, Flags, Takes, parse as parse_flags};
pub use self::from::From;
pub use self::git::GitRef;
pub use self::healthcheck::{Healthcheck, Probe};
pub use self::keyword::Keyword;
pub use self::onbuild::Onbuild;
pub use self::run::{Device, Mount, MountKind, Network, Run, Security, Sharing};
pub use self::source::Source;
pub(crate) use self::source::is_http;
pub use self::stopsignal::is_signal;

/// An error at a place in the file.
pub(crate) type Failed = Box<Diagnostic>;

/// The meaning of an instruction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Copies files, downloads, repositories and unpacked archives.
    Add(Add),
    /// Declares build arguments.
    Arg(Arg),
    /// The default command.
    Cmd(Command),
    /// Copies files.
    Copy(Copy),
    /// The program that is always run.
    Entrypoint(Command),
    /// Sets environment variables.
    Env(Vec<Pair>),
    /// Documents ports, as written.
    Expose(Vec<Word>),
    /// Opens a stage.
    From(From),
    /// How to see whether a container works.
    Healthcheck(Healthcheck),
    /// Sets labels.
    Label(Vec<Pair>),
    /// The author; deprecated.
    Maintainer(Word),
    /// An instruction for the images built on this one.
    Onbuild(Onbuild),
    /// Runs a command.
    Run(Run),
    /// The shell of shell forms.
    Shell(Vec<Word>),
    /// The signal that stops a container.
    Stopsignal(Word),
    /// User and group.
    User(Word),
    /// Mount points.
    Volume(Vec<Word>),
    /// The working directory.
    Workdir(Word),
    /// Not understood; a diagnostic says why.
    Broken,
}

/// A command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// One text for the shell; empty if there is none.
    Shell(Word),
    /// A JSON array: program and arguments.
    Exec(Vec<Word>),
}

/// What there is to know about an instruction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Help {
    /// In upper case.
    pub name: &'static str,
    /// What it does.
    pub doc: &'static str,
    /// How it is written, one form per line.
    pub syntax: &'static str,
    /// Its flags.
    pub flags: &'static [Flag],
}

/// All instructions in alphabetical order, which is that of [`Keyword`].
pub const ALL: [Help; 18] = [
    add::HELP,
    arg::HELP,
    cmd::HELP,
    copy::HELP,
    entrypoint::HELP,
    env::HELP,
    expose::HELP,
    from::HELP,
    healthcheck::HELP,
    label::HELP,
    maintainer::HELP,
    onbuild::HELP,
    run::HELP,
    shell::HELP,
    stopsignal::HELP,
    user::HELP,
    volume::HELP,
    workdir::HELP,
];

/// What there is to know about the instruction of that name, in any case.
pub fn help(name: &str) -> Option<&'static Help> {
    Keyword::of(name).map(Keyword::help)
}

/// Understands an instruction.
///
/// # Errors
/// BuildKit's error, without its prefix, at the word it is about.
pub fn understand(node: &Node) -> Result<Kind, Box<Diagnostic>> {
    let Some(keyword) = Keyword::of(&node.keyword.value) else { return Err(unknown(node)) };
    Ok(match keyword {
        Keyword::Add => Kind::Add(add::understand(node)?),
        Keyword::Arg => Kind::Arg(arg::understand(node)?),
        Keyword::Cmd => Kind::Cmd(command(node, &cmd::HELP)?),
        Keyword::Copy => Kind::Copy(copy::understand(node)?),
        Keyword::Entrypoint => Kind::Entrypoint(command(node, &entrypoint::HELP)?),
        Keyword::Env => Kind::Env(env::understand(node, &env::HELP)?),
        Keyword::Expose => Kind::Expose(expose::understand(node)?),
        Keyword::From => Kind::From(from::understand(node)?),
        Keyword::Healthcheck => Kind::Healthcheck(healthcheck::understand(node)?),
        Keyword::Label => Kind::Label(env::understand(node, &label::HELP)?),
        Keyword::Maintainer => Kind::Maintainer(only_argument(node, &maintainer::HELP)?),
        Keyword::Onbuild => Kind::Onbuild(onbuild::understand(node)?),
        Keyword::Run => Kind::Run(run::understand(node)?),
        Keyword::Shell => Kind::Shell(shell::understand(node)?),
        Keyword::Stopsignal => Kind::Stopsignal(stopsignal::understand(node)?),
        Keyword::User => Kind::User(only_argument(node, &user::HELP)?),
        Keyword::Volume => Kind::Volume(volume::understand(node)?),
        Keyword::Workdir => Kind::Workdir(only_argument(node, &workdir::HELP)?),
    })
}

fn unknown(node: &Node) -> Failed {
    let keyword = node.keyword.value.as_str();
    let message = format!("unknown instruction: {keyword}");
    let upper = upper(keyword);
    let Some(near) = nearest(&upper, ALL.iter().map(|help| help.name)) else {
        return Box::new(Diagnostic::error("unknown-instruction", node.keyword.span, message));
    };
    let near = if keyword == upper && keyword != lower(keyword) {
        near.to_owned()
    } else {
        // BuildKit compares in lower case and leaves that as it is for mixed case.
        lower(near).into_owned()
    };
    let edit = Edit { span: node.keyword.span, text: near.clone() };
    Box::new(
        Diagnostic::error(
            "unknown-instruction",
            node.keyword.span,
            format!("{message} (did you mean {near}?)"),
        )
        .with_fix(format!("Change to {near}"), vec![edit]),
    )
}

/// The one argument of an instruction.
fn only_argument(node: &Node, help: &Help) -> Result<Word, Failed> {
    let [argument] = node.args.as_slice() else {
        return Err(error(node, format!("{} requires exactly one argument", help.name)));
    };
    flag::parse(&node.flags, help.flags)?;
    Ok(argument.clone())
}

/// A command line in shell or exec form.
fn command(node: &Node, help: &Help) -> Result<Command, Failed> {
    flag::parse(&node.flags, help.flags)?;
    Ok(command_line(node, &node.args))
}

fn command_line(node: &Node, args: &[Word]) -> Command {
    if node.json {
        return Command::Exec(args.to_vec());
    }
    let empty = || Word::new(Str::default(), Span::empty(node.span.end));
    Command::Shell(args.first().cloned().unwrap_or_else(empty))
}

/// An error about all arguments of an instruction.
fn error(node: &Node, message: String) -> Failed {
    let first = node.args.first().map(|word| word.span);
    let span = node.args.iter().map(|word| word.span).fold(first, |all, span| all.map(|all| all.cover(span)));
    Box::new(Diagnostic::error("arguments", span.unwrap_or(node.keyword.span), message))
}

fn error_at(span: Span, message: impl Into<String>) -> Failed {
    Box::new(Diagnostic::error("arguments", span, message))
}

fn at_least_one(node: &Node, name: &str) -> Failed {
    error(node, format!("{name} requires at least one argument"))
}

#[cfg(test)]
mod tests;
