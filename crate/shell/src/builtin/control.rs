//! `:`, `.`, `break`, `continue`, `eval`, `exit`, `return`, `shift`, `let`.

use super::Done;
use crate::eval::Shell;
use crate::kernel::{Unwind, stale};
use crate::syntax::Dialect;

pub(super) fn colon(_: &mut Shell<'_, '_>, _: &[String]) -> Done<i32> {
    Ok(0)
}

pub(super) fn source(shell: &mut Shell<'_, '_>, words: &[String]) -> Done<i32> {
    let called = words.first().cloned().unwrap_or_default();
    let Some(name) = words.get(1).filter(|name| *name != "--").or(words.get(2)) else {
        return Err(shell.builtin_fatal(&called, "filename argument required"));
    };
    let task = shell.state.task.clone();
    let mut path = name.clone();
    if !name.contains('/') {
        let search = shell.variable("PATH").unwrap_or_default();
        let dirs = search.split(':').map(|dir| format!("{dir}/{name}"));
        let mut found = None;
        for candidate in dirs {
            if shell
                .kernel
                .stat(&task, &candidate, vfs::Follow::All)
                .is_ok_and(|(_, node)| node.as_file().is_some())
            {
                found = Some(candidate);
                break;
            }
        }
        path = found.unwrap_or(path);
    }
    let blob = match shell.kernel.open(&task, &path, crate::kernel::Open::Read) {
        Ok(handle) => {
            let mut bytes = Vec::new();
            while let Ok(block) = shell.kernel.read_from(&handle, crate::kernel::BLOCK)? {
                if block.is_empty() {
                    break;
                }
                bytes.extend(block);
                shell.kernel.meter.hold(bytes.len() as u64)?;
            }
            bytes
        }
        Err(error) => {
            let message = match shell.state.dialect {
                Dialect::Ash => format!("can't open '{name}': {error}"),
                Dialect::Dash if stale(&error) => format!("cannot open {name}: No such file"),
                Dialect::Dash => format!("cannot open {name}: {error}"),
                Dialect::Bash => {
                    shell.complain(&format!("{name}: {error}"))?;
                    return Ok(1);
                }
            };
            return Err(shell.builtin_fatal(&called, &message));
        }
    };
    shell.kernel.meter.enter()?;
    let arguments = words.get(2..).unwrap_or_default();
    let outer = (!arguments.is_empty() && shell.state.dialect != Dialect::Dash)
        .then(|| std::mem::replace(&mut shell.state.positional, arguments.to_vec()));
    shell.state.status = 0;
    shell.state.sourced += 1;
    shell.state.reading += 1;
    let result = shell.run_text(&crate::text::from_bytes(&blob));
    shell.state.reading -= 1;
    shell.state.sourced -= 1;
    if let Some(outer) = outer {
        shell.state.positional = outer;
    }
    shell.kernel.meter.leave();
    match result {
        Err(Unwind::Return(status)) => Ok(status),
        result => result,
    }
}

pub(super) fn break_loop(shell: &mut Shell<'_, '_>, words: &[String]) -> Done<i32> {
    let name = words.first().cloned().unwrap_or_default();
    let levels = match words.get(1) {
        None => 1,
        Some(text) => match text.parse::<u32>() {
            Ok(levels) if levels > 0 => levels,
            _ => return Err(shell.builtin_fatal(&name, &format!("Illegal number: {text}"))),
        },
    };
    let levels = levels.min(shell.state.loops);
    match levels {
        0 => Ok(0),
        _ if name == "break" => Err(Unwind::Break(levels)),
        _ => Err(Unwind::Continue(levels)),
    }
}

pub(super) fn eval(shell: &mut Shell<'_, '_>, words: &[String]) -> Done<i32> {
    let text = words.get(1..).unwrap_or_default().join(" ");
    shell.kernel.meter.enter()?;
    shell.state.status = 0;
    let line = shell.state.line;
    shell.state.reading += 1;
    let result = shell.run_text(&text);
    shell.state.reading -= 1;
    shell.state.line = line;
    shell.kernel.meter.leave();
    result
}

pub(super) fn exit(shell: &mut Shell<'_, '_>, words: &[String]) -> Done<i32> {
    let name = words.first().cloned().unwrap_or_default();
    let returns = shell.state.sourced > 0 || !shell.state.calls.is_empty();
    if name == "return" && !returns && shell.state.dialect == Dialect::Bash {
        shell.builtin_error("return", "can only `return' from a function or sourced script")?;
        return Ok(2);
    }
    let status = match words.get(1) {
        None => shell.state.status,
        Some(text) => match text.parse::<i64>() {
            Ok(status) => (status & 0xff) as i32,
            Err(_) if shell.state.dialect == Dialect::Bash => {
                shell.builtin_error(&name, &format!("{text}: numeric argument required"))?;
                2
            }
            Err(_) => return Err(shell.builtin_fatal(&name, &format!("Illegal number: {text}"))),
        },
    };
    let asked = shell.kernel.outside.as_ref().is_some_and(|outside| outside.interactive);
    if asked && name == "exit" && shell.state.dialect == Dialect::Bash {
        shell.print_error("exit\n")?;
    }
    Err(if name == "exit" { Unwind::Exit(status) } else { Unwind::Return(status) })
}

pub(super) fn shift(shell: &mut Shell<'_, '_>, words: &[String]) -> Done<i32> {
    let count = match words.get(1) {
        None => 1,
        Some(text) => match text.parse::<usize>() {
            Ok(count) => count,
            Err(_) => return Err(shell.builtin_fatal("shift", &format!("Illegal number: {text}"))),
        },
    };
    if count > shell.state.positional.len() {
        return match shell.state.dialect {
            Dialect::Dash => Err(shell.builtin_fatal("shift", "can't shift that many")),
            _ => Ok(1),
        };
    }
    shell.state.positional.drain(..count);
    Ok(0)
}

pub(super) fn let_expressions(shell: &mut Shell<'_, '_>, words: &[String]) -> Done<i32> {
    let mut value = 0;
    for expression in words.get(1..).unwrap_or_default() {
        value = shell.evaluate(expression)?;
    }
    Ok(i32::from(value == 0))
}
