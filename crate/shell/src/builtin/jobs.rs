//! `wait`, `jobs`, `kill`, `times`. Background jobs have run by the time anybody asks; `wait` lets their time pass.

use super::Done;
use super::cd::print;
use crate::eval::{NEVER, Shell};
use crate::kernel::Unwind;
use crate::syntax::Dialect;

pub(super) fn wait(shell: &mut Shell<'_, '_>, words: &[String]) -> Done<i32> {
    shell.run_late_jobs()?;
    let operands: Vec<String> = words.iter().skip(1).filter(|word| !word.starts_with('-')).cloned().collect();
    if operands.is_empty() {
        let next = words.iter().any(|word| word == "-n");
        let first = shell.state.jobs.iter().min_by_key(|job| job.ends).cloned();
        let status = if next { first.as_ref().map_or(127, |job| job.status) } else { 0 };
        let ends =
            if next { first.map(|job| job.ends) } else { shell.state.jobs.iter().map(|job| job.ends).max() };
        if let Some(interrupted) = shell.wait_until(ends)? {
            return Ok(interrupted);
        }
        shell.state.jobs.clear();
        return Ok(status);
    }
    let mut status = 0;
    for operand in &operands {
        let at = match operand.strip_prefix('%') {
            Some(number) => number.parse::<usize>().ok().and_then(|number| number.checked_sub(1)),
            None => shell.state.jobs.iter().position(|job| operand.parse() == Ok(job.pid)),
        };
        let job = at.and_then(|at| shell.state.jobs.get_mut(at)).map(|job| {
            job.slept = false;
            job.clone()
        });
        if let Some(interrupted) = shell.wait_until(job.as_ref().map(|job| job.ends))? {
            return Ok(interrupted);
        }
        status = job.map_or(127, |job| job.status);
    }
    Ok(status)
}

/// Background jobs have ended by the time anybody asks: there is none to show or to bring back.
pub(super) fn jobs(shell: &mut Shell<'_, '_>, words: &[String]) -> Done<i32> {
    let name = words.first().map_or("jobs", String::as_str);
    let (message, status) = match (name, words.get(1), shell.state.dialect) {
        ("jobs", None, _) => return Ok(0),
        ("jobs", Some(word), _) if word.starts_with('-') => return Ok(0),
        (_, None, Dialect::Bash) => ("current: no such job".to_string(), 1),
        (_, None, _) => ("No current job".to_string(), 2),
        (_, Some(word), Dialect::Dash) => (format!("No such job: {word}"), 2),
        (_, Some(word), Dialect::Ash) => (format!("{word}: no such job"), 2),
        (_, Some(word), Dialect::Bash) => (format!("{word}: no such job"), 1),
    };
    shell.builtin_error(name, &message)?;
    Ok(status)
}

pub(super) fn kill(shell: &mut Shell<'_, '_>, words: &[String]) -> Done<i32> {
    let mut signal = "TERM".to_string();
    let mut status = 0;
    let mut words = words.iter().skip(1);
    while let Some(word) = words.next() {
        match word.strip_prefix('-') {
            Some("l") => {
                if let Some(word) = words.next() {
                    let number = word.parse::<i32>().ok().map(|number| (number & 127).to_string());
                    let text = match number {
                        Some(number) => super::trap::name(&number).map(str::to_owned),
                        None => super::trap::number(word).map(|number| number.to_string()),
                    };
                    print(shell, &format!("{}\n", text.unwrap_or_else(|| word.clone())))?;
                    return Ok(0);
                }
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
                    let action = super::trap::name(&signal)
                        .filter(|_| number != 9)
                        .and_then(|name| shell.state.traps.get(name))
                        .cloned();
                    if let Some(action) = action {
                        let status = shell.state.status;
                        shell.run_text(&action)?;
                        shell.state.status = status;
                        continue;
                    }
                    // The first process of a container gets only the signals for which it has an action.
                    if shell.state.shell_pid == 1 {
                        continue;
                    }
                    return Err(Unwind::Exit(128 + number));
                }
                let now = shell.kernel.now;
                let running = shell
                    .state
                    .jobs
                    .iter_mut()
                    .find(|job| Some(job.pid) == pid && (job.slept || job.ends > now));
                if let (Some(job), Some(number)) =
                    (running, super::trap::number(&signal).filter(|number| *number > 0))
                {
                    // What it did until now and what it would have done stands; its end is that of the signal.
                    (job.status, job.ends, job.slept) = (128 + number, now, false);
                    let pid = job.pid;
                    shell.kernel.silence(pid);
                    continue;
                }
                let known =
                    own || shell.state.jobs.iter().any(|job| Some(job.pid) == pid) || word.starts_with('%');
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

impl Shell<'_, '_> {
    /// Lets time pass until a job is over; a signal with an action ends that early, with its status.
    fn wait_until(&mut self, ends: Option<vfs::Time>) -> Done<Option<i32>> {
        if ends == Some(NEVER) && self.kernel.outside.is_none() {
            return Err(self.kernel.meter.worn_out().into());
        }
        match ends {
            Some(ends) if ends > self.kernel.now && !self.kernel.sleep_until(ends)? => {
                let signal = self.kernel.outside.as_ref().and_then(|outside| outside.signals.front());
                Ok(Some(128 + signal.and_then(|name| super::trap::number(name)).unwrap_or(15)))
            }
            _ => Ok(None),
        }
    }
}
