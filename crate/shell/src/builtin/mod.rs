//! Commands that the shell runs itself, one file each unless they belong together.

mod cd;
mod command;
mod control;
mod declare;
mod getopts;
mod inprocess;
mod jobs;
mod read;
mod set;
mod shopt;
mod trap;
mod umask;

pub(crate) use trap::number as signal;

use crate::eval::Shell;
use crate::kernel::Unwind;
use crate::syntax::Dialect;

type Done<T> = Result<T, Unwind>;

/// A row of the table of builtins.
pub(crate) struct Builtin {
    pub(crate) name: &'static str,
    /// POSIX's special builtins: their assignments stay and their failures end the shell.
    pub(crate) special: bool,
    /// The shells that have it.
    shells: &'static [Dialect],
    pub(crate) run: fn(&mut Shell<'_, '_>, &[String]) -> Done<i32>,
}

const ALL: &[Dialect] = &[Dialect::Ash, Dialect::Dash, Dialect::Bash];
const ASH: &[Dialect] = &[Dialect::Ash];
const ASH_BASH: &[Dialect] = &[Dialect::Ash, Dialect::Bash];
const BASH: &[Dialect] = &[Dialect::Bash];

macro_rules! table {
    ($($name:literal $special:literal $shells:ident $run:expr;)*) => {
        const TABLE: &[Builtin] = &[$(Builtin { name: $name, special: $special, shells: $shells, run: $run },)*];
    };
}

table! {
    ":" true ALL control::colon;
    "." true ALL control::source;
    "source" true ASH_BASH control::source;
    "break" true ALL control::break_loop;
    "continue" true ALL control::break_loop;
    "eval" true ALL control::eval;
    "exec" true ALL control::colon;
    "exit" true ALL control::exit;
    "return" true ALL control::exit;
    "shift" true ALL control::shift;
    "times" true ALL jobs::times;
    "export" true ALL declare::export;
    "readonly" true ALL declare::export;
    "unset" true ALL declare::unset;
    "local" false ALL declare::local;
    "declare" false BASH declare::declare;
    "typeset" false BASH declare::declare;
    "set" true ALL set::set;
    "shopt" false BASH shopt::shopt;
    "trap" true ALL trap::trap;
    "alias" false ALL command::alias;
    "unalias" false ALL command::alias;
    "cd" false ALL cd::cd;
    "chdir" false ASH cd::cd;
    "pwd" false ALL cd::pwd;
    "command" false ALL command::command;
    "builtin" false BASH command::builtin;
    "type" false ALL command::kind;
    "hash" false ALL command::hash;
    "getopts" false ALL getopts::getopts;
    "read" false ALL read::read;
    "mapfile" false BASH read::mapfile;
    "readarray" false BASH read::mapfile;
    "let" false ASH_BASH control::let_expressions;
    "umask" false ALL umask::umask;
    "ulimit" false ALL umask::ulimit;
    "wait" false ALL jobs::wait;
    "jobs" false ALL jobs::jobs;
    "bg" false ALL jobs::jobs;
    "fg" false ALL jobs::jobs;
    "kill" false ALL jobs::kill;
    "echo" false ALL inprocess::run;
    "printf" false ALL inprocess::run;
    "test" false ALL inprocess::run;
    "[" false ALL inprocess::run;
    "[[" false ASH inprocess::run;
    "true" false ALL inprocess::run;
    "false" false ALL inprocess::run;
}

/// The builtin of a name in a shell.
pub(crate) fn find(name: &str, dialect: Dialect) -> Option<&'static Builtin> {
    TABLE.iter().find(|builtin| builtin.name == name && builtin.shells.contains(&dialect))
}

impl Shell<'_, '_> {
    /// `sh: name: message`, with ash's line number, which is always 0 here.
    pub(crate) fn builtin_error(&mut self, name: &str, message: &str) -> Done<()> {
        let line = if self.state.dialect == Dialect::Ash { "line 0: " } else { "" };
        self.complain(&format!("{name}: {line}{message}"))
    }

    /// A misused special builtin ends the shell.
    pub(crate) fn builtin_fatal(&mut self, name: &str, message: &str) -> Unwind {
        match self.builtin_error(name, message) {
            Ok(()) => Unwind::Exit(2),
            Err(unwind) => unwind,
        }
    }
}
