//! sh, ash, dash, bash: the shell as a program.

use super::{Context, Done};
use crate::eval::{Shell, State, Value, Variable};
use crate::io::Channel;
use crate::kernel::{BLOCK, Open, Unwind};
use crate::syntax::Dialect;
use crate::text::from_bytes;

pub(super) fn main(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let called = ctx.args.first().cloned().unwrap_or_default();
    let mut state = State::new(ctx.dialect, called.clone(), ctx.task.clone());
    // The shell's variables are the environment from now on.
    state.task.env.clear();
    if ctx.dialect != Dialect::Dash && !state.variables.contains_key("HOSTNAME") {
        let value = Some(Value::Text(ctx.kernel.hostname.clone()));
        state.variables.insert("HOSTNAME".into(), Variable { value, ..Variable::default() });
    }
    let mut args = ctx.operands();
    let mut command = false;
    let mut from_stdin = false;
    let mut prompt = false;
    while let Some(arg) = args.first().cloned() {
        let on = match arg.chars().next() {
            Some('-') if arg.len() > 1 => true,
            Some('+') if arg.len() > 1 => false,
            _ => break,
        };
        args.remove(0);
        match arg.as_str() {
            "--" => break,
            "--version" if ctx.dialect == Dialect::Bash => {
                ctx.print_line("GNU bash, version 5.2.15(1)-release (x86_64-pc-linux-gnu)")?;
                return Ok(0);
            }
            "--login" | "--posix" | "--norc" | "--noprofile" => continue,
            _ if arg.starts_with("--") => return usage(ctx, &called, &arg),
            _ => {}
        }
        for letter in arg.chars().skip(1) {
            match letter {
                'c' => command = true,
                's' => from_stdin = true,
                'i' => prompt = true,
                'l' | 'p' => {}
                'o' | 'O' => {
                    let name = if args.is_empty() { String::new() } else { args.remove(0) };
                    match state.options.by_name(&name) {
                        Some(flag) => *flag = on,
                        None if letter == 'O' => {}
                        None => return usage(ctx, &called, &format!("-o {name}")),
                    }
                }
                letter => match state.options.by_letter(letter) {
                    Some(flag) => *flag = on,
                    None => return usage(ctx, &called, &format!("-{letter}")),
                },
            }
        }
    }
    state.options.command = command;
    let text = if command {
        if args.is_empty() {
            let what = if ctx.dialect == Dialect::Bash { "-c: option requires an argument" } else { "-c requires an argument" };
            ctx.name = called;
            ctx.complain(what)?;
            return Ok(2);
        }
        let text = args.remove(0);
        if !args.is_empty() {
            state.name = args.remove(0);
        }
        text
    } else if from_stdin || args.is_empty() {
        if let Some(stdin) = ctx.task.fds.get(0).filter(|handle| matches!(&*handle.borrow(), Channel::Stdin)) {
            state.positional = args;
            ctx.kernel.meter.enter()?;
            let interactive = prompt || ctx.kernel.is_terminal(&stdin);
            let ended = Shell { kernel: ctx.kernel, state }.converse(interactive);
            ctx.kernel.meter.leave();
            return ended.map(|status| status & 0xff);
        }
        match read_stdin(ctx)? {
            Some(text) => text,
            None => return Ok(2),
        }
    } else {
        let path = args.remove(0);
        match script(ctx, &called, &path)? {
            Ok(text) => {
                state.name = path;
                text
            }
            Err(status) => return Ok(status),
        }
    };
    state.positional = args;
    ctx.kernel.meter.enter()?;
    let mut shell = Shell { kernel: ctx.kernel, state };
    let result = shell.run_process(&text);
    ctx.kernel.meter.leave();
    result.map(|status| status & 0xff)
}

fn usage(ctx: &mut Context<'_, '_>, called: &str, option: &str) -> Done<i32> {
    ctx.name = called.to_string();
    ctx.complain(&format!("illegal option {option}"))?;
    Ok(2)
}

fn read_stdin(ctx: &mut Context<'_, '_>) -> Done<Option<String>> {
    let Some(handle) = ctx.task.fds.get(0) else { return Ok(Some(String::new())) };
    Ok(ctx.read_all(&handle, "-")?.map(|bytes| from_bytes(&bytes)))
}

fn script(ctx: &mut Context<'_, '_>, called: &str, path: &str) -> Done<Result<String, i32>> {
    ctx.name = called.to_string();
    let handle = match ctx.kernel.open(&ctx.task, path, Open::Read) {
        Ok(handle) => handle,
        Err(error) => {
            let message = match ctx.dialect {
                Dialect::Ash => format!("can't open '{path}': {error}"),
                Dialect::Dash => format!("0: cannot open {path}: No such file"),
                Dialect::Bash => format!("{path}: {error}"),
            };
            ctx.complain(&message)?;
            return Ok(Err(if ctx.dialect == Dialect::Bash { 127 } else { 2 }));
        }
    };
    let mut bytes = Vec::new();
    while let Ok(block) = ctx.kernel.read_from(&handle, BLOCK)? {
        if block.is_empty() {
            break;
        }
        bytes.extend(block);
    }
    if bytes.starts_with(b"\x7fELF") {
        return Err(Unwind::Exit(126));
    }
    Ok(Ok(from_bytes(&bytes)))
}

#[cfg(test)]
mod tests {
    #[test]
    fn answers_recorded_from_busybox() {
        crate::testing::check(&[
            ("sh -c 'echo $0 $1' a b; echo 'echo in script $1' > s; sh s x; sh -ec 'false; echo no'", "a b\nin script x\n[1]"),
            ("sh nofile", "sh: can't open 'nofile': No such file or directory\n[2]"),
        ]);
    }
}
