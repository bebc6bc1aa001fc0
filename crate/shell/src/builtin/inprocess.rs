//! Programs that shells run without starting a process: echo, printf, test, true, false.

use super::Done;
use crate::eval::Shell;
use crate::kernel::Unwind;
use crate::program::{self, Context};
use crate::syntax::Dialect;

pub(super) fn run(shell: &mut Shell<'_, '_>, words: &[String]) -> Done<i32> {
    let called = words.first().map(String::as_str).unwrap_or_default();
    let Some(program) = program::find(called) else { return Ok(127) };
    let state = &shell.state;
    let base = state.name.rsplit('/').next().unwrap_or_default().to_string();
    let name = match state.dialect {
        Dialect::Ash => base,
        Dialect::Dash => format!("{}: {}: {called}", state.name, state.line.max(1)),
        Dialect::Bash => format!("{}: line {}: {called}", state.name, state.line.max(1)),
    };
    let mut context = Context {
        task: state.task.clone(),
        kernel: shell.kernel,
        args: words.to_vec(),
        name,
        program: program.name,
        usage: program.usage,
        gnu: state.dialect != Dialect::Ash,
        dialect: state.dialect,
    };
    match (program.main)(&mut context) {
        // The shell itself goes on after a builtin that could not write.
        Err(Unwind::Exit(status)) => Ok(status),
        result => result,
    }
}
