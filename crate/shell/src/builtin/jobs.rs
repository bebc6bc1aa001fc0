//! `wait`, `jobs`, `kill`, `times`. Background jobs have ended by the time anybody asks.

use super::Done;
use super::cd::print;
use crate::eval::Shell;
use crate::kernel::Unwind;
use crate::syntax::Dialect;

pub(super) fn wait(shell: &mut Shell<'_, '_>, words: &[String]) -> Done<i32> {
    let operands: Vec<String> = words.iter().skip(1).filter(|word| !word.starts_with('-')).cloned().collect();
    if operands.is_empty() {
        let next = words.iter().any(|word| word == "-n");
        let status = if next { shell.state.jobs.first().map_or(127, |(_, status)| *status) } else { 0 };
        shell.state.jobs.clear();
        return Ok(status);
    }
    let mut status = 0;
    for operand in &operands {
        let at = match operand.strip_prefix('%') {
            Some(number) => number.parse::<usize>().ok().and_then(|number| number.checked_sub(1)),
            None => shell.state.jobs.iter().position(|(pid, _)| operand.parse() == Ok(*pid)),
        };
        status = at.and_then(|at| shell.state.jobs.get(at)).map_or(127, |(_, status)| *status);
    }
    Ok(status)
}

pub(super) fn jobs(_: &mut Shell<'_, '_>, _: &[String]) -> Done<i32> {
    Ok(0)
}

pub(super) fn kill(shell: &mut Shell<'_, '_>, words: &[String]) -> Done<i32> {
    let mut signal = "TERM".to_string();
    let mut status = 0;
    let mut words = words.iter().skip(1);
    while let Some(word) = words.next() {
        match word.strip_prefix('-') {
            Some("l") => {
                print(shell, "HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM\n")?;
                return Ok(0);
            }
            Some("s" | "n") => signal = words.next().cloned().unwrap_or_default(),
            Some("-") => {}
            Some(name) => signal = name.to_string(),
            None => {
                let pid: Option<u32> = word.parse().ok();
                let own = pid == Some(shell.state.shell_pid);
                if own && signal != "0" {
                    let number = super::trap::number(&signal).unwrap_or(15);
                    return Err(Unwind::Exit(128 + number));
                }
                let known =
                    own || shell.state.jobs.iter().any(|(job, _)| Some(*job) == pid) || word.starts_with('%');
                if !known {
                    status = 1;
                    let message = match shell.state.dialect {
                        Dialect::Ash => {
                            let base = shell.state.name.rsplit('/').next().unwrap_or_default().to_string();
                            shell
                                .print_error(&format!("{base}: can't kill pid {word}: No such process\n"))?;
                            continue;
                        }
                        Dialect::Dash => "kill: No such process\n".to_string(),
                        Dialect::Bash => format!("kill: ({word}) - No such process"),
                    };
                    shell.complain(&message)?;
                }
            }
        }
    }
    Ok(status)
}

pub(super) fn times(shell: &mut Shell<'_, '_>, _: &[String]) -> Done<i32> {
    print(shell, "0m0.000s 0m0.000s\n0m0.000s 0m0.000s\n")?;
    Ok(0)
}
