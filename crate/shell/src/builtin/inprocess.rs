//! Programs that shells run without starting a process: echo, printf, test, true, false.

use std::rc::Rc;

use super::Done;
use crate::eval::Shell;
use crate::io::{Channel, Pipe, handle};
use crate::kernel::Unwind;
use crate::program::{self, Context};
use crate::syntax::Dialect;
use crate::text::from_bytes;

pub(super) fn run(shell: &mut Shell<'_, '_>, words: &[String]) -> Done<i32> {
    let called = words.first().map(String::as_str).unwrap_or_default();
    if shell.state.dialect == Dialect::Bash
        && let ["printf", "-v", name, ..] = words.iter().map(String::as_str).collect::<Vec<_>>().as_slice()
    {
        let name = (*name).to_string();
        return print_to(shell, &name, words);
    }
    if shell.state.dialect == Dialect::Bash
        && let ["test", "-v", name] | ["[", "-v", name, "]"] =
            words.iter().map(String::as_str).collect::<Vec<_>>().as_slice()
    {
        return Ok(i32::from(shell.variable(name).is_none()));
    }
    shell.kernel.meter.weigh(8 + shell.state.task.env.len() as u64 / 4)?;
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

/// bash's `printf -v NAME`: into a variable.
fn print_to(shell: &mut Shell<'_, '_>, name: &str, words: &[String]) -> Done<i32> {
    let capacity = usize::try_from(shell.kernel.meter.limits().disk).unwrap_or(usize::MAX);
    let pipe = Pipe::new(capacity);
    let outer = shell.state.task.fds.get(1);
    shell.state.task.fds.set(1, handle(Channel::Writer(Rc::clone(&pipe))));
    let rest = words.iter().skip(3).cloned();
    let status = run(shell, &["printf".to_string()].into_iter().chain(rest).collect::<Vec<_>>());
    shell.state.task.fds.restore(1, outer);
    let status = status?;
    let text = from_bytes(&pipe.take().bytes);
    match name.strip_suffix(']').and_then(|rest| rest.split_once('[')) {
        Some((array, key)) => {
            let at = shell.evaluate(key)?;
            shell.set_element(array, u64::try_from(at).unwrap_or(0), text);
        }
        None => shell.set_variable(name, text)?,
    }
    Ok(status)
}
