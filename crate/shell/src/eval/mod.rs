//! Evaluation: the tree of a script against the machine.

mod background;
mod command;
mod compound;
mod first;
mod pipeline;
mod redirect;
mod start;
mod state;
mod test;
mod trace;

use std::rc::Rc;

use crate::kernel::{Kernel, Unwind};
use crate::meter::Stop;
use crate::syntax::{Aliases, Dialect, Item, Join, List, Parser};

pub(crate) use background::NEVER;
pub(crate) use first::Checkpoint;
pub(crate) use pipeline::Rest;
pub(crate) use start::{DEFAULT_PATH, Failure, Program, find as find_program, spawn, start};
pub(crate) use state::{Job, State, Value, Variable};

type Done<T> = Result<T, Unwind>;

/// A shell process: the machine it runs on and everything it has for itself.
pub(crate) struct Shell<'k, 'a> {
    pub(crate) kernel: &'k mut Kernel<'a>,
    pub(crate) state: State,
}

impl Shell<'_, '_> {
    /// Runs a text line by line, as read from `-c`, a file or stdin; returns the last status.
    pub(crate) fn run_text(&mut self, text: &str) -> Done<i32> {
        self.kernel.meter.hold(text.len() as u64)?;
        self.kernel.meter.fuel(1 + text.len() as u64 / 32)?;
        let mut parser = Parser::new(text, self.state.dialect);
        loop {
            parser.know(&self.aliases(), self.state.options.extglob);
            match parser.next_line() {
                Ok(Some(list)) => {
                    self.list(&list, true)?;
                }
                Ok(None) => return Ok(self.state.status),
                Err(error) => {
                    return match self.syntax_error(&error) {
                        // bash goes on behind an `eval` or a sourced file that it can't read.
                        Unwind::Exit(status)
                            if self.state.dialect == Dialect::Bash && self.state.reading > 0 =>
                        {
                            Ok(status)
                        }
                        unwind => Err(unwind),
                    };
                }
            }
        }
    }

    /// The aliases that a script's next line is read with.
    pub(crate) fn aliases(&self) -> Aliases {
        let expanded = self.state.dialect != Dialect::Bash || self.state.options.expand_aliases;
        if expanded { Rc::clone(&self.state.aliases) } else { Aliases::default() }
    }

    /// Runs a whole script and its EXIT trap; the status is the process's.
    pub(crate) fn run_script(&mut self, text: &str) -> Result<i32, Unwind> {
        let ended = self.run_text(text);
        self.finish(ended)
    }

    /// Turns the end of a shell process into its status, running the EXIT trap on the way.
    pub(crate) fn finish(&mut self, ended: Done<i32>) -> Result<i32, Unwind> {
        let status = match ended {
            Ok(status) | Err(Unwind::Exit(status) | Unwind::Return(status)) => status,
            Err(Unwind::Break(_) | Unwind::Continue(_)) => self.state.status,
            Err(unwind) => return Err(unwind),
        };
        if !self.state.jobs.is_empty() {
            self.run_late_jobs()?;
        }
        let Some(action) = self.state.traps.remove("EXIT") else { return Ok(status) };
        self.state.status = status;
        match self.run_text(&action) {
            Err(Unwind::Exit(status)) => Ok(status),
            Err(Unwind::Return(_) | Unwind::Break(_) | Unwind::Continue(_)) | Ok(_) => Ok(status),
            Err(unwind) => Err(unwind),
        }
    }

    /// Runs a list. `checked`: `set -e` counts here.
    pub(crate) fn list(&mut self, list: &List, checked: bool) -> Done<i32> {
        for item in &list.0 {
            self.list_item(item, checked)?;
        }
        Ok(self.state.status)
    }

    fn list_item(&mut self, item: &Item, checked: bool) -> Done<()> {
        if item.background {
            self.background(item)?;
        } else {
            self.item(item, checked)?;
        }
        self.run_traps()
    }

    fn item(&mut self, item: &Item, checked: bool) -> Done<i32> {
        self.kernel.meter.fuel(1)?;
        let mut status = self.pipeline(&item.first, checked && item.rest.is_empty())?;
        let last = item.rest.len();
        for (i, (join, pipeline)) in item.rest.iter().enumerate() {
            if (*join == Join::And) == (status == 0) {
                status = self.pipeline(pipeline, checked && i + 1 == last)?;
            }
        }
        Ok(status)
    }

    /// Runs something in a copy of this shell; only its status comes back.
    pub(crate) fn subshell(&mut self, run: impl FnOnce(&mut Self) -> Done<i32>) -> Done<i32> {
        self.kernel.meter.enter()?;
        // A copy costs what the variables weigh.
        self.kernel.meter.fuel(30 + self.state.positional.len() as u64)?;
        let saved = self.state.clone();
        self.state.enter_subshell();
        let ended = run(self);
        let status = match self.finish(ended) {
            Err(Unwind::Pipe) => Ok(141),
            status => status,
        };
        self.state = saved;
        self.kernel.meter.leave();
        let status = status?;
        self.state.status = status;
        Ok(status)
    }

    /// `<(…)`: runs the list to its end and gives the path of a descriptor that holds what it printed.
    pub(crate) fn process_output(&mut self, list: &Rc<List>) -> Done<String> {
        let (bytes, _) = self.captured(list)?;
        let fds = &mut self.state.task.fds;
        let free = (10..=63).rev().find(|fd| fds.get(*fd).is_none());
        let Some(fd) = free else { return Err(self.unmodelled("more than 50 process substitutions").into()) };
        fds.set(fd, crate::io::handle(crate::io::Channel::Input { bytes, at: 0 }));
        self.state.substitutions.push(fd);
        Ok(format!("/dev/fd/{fd}"))
    }

    /// What a command substitution prints, without the newlines at its end.
    pub(crate) fn command_output(&mut self, list: &Rc<List>) -> Done<String> {
        let (mut bytes, status) = self.captured(list)?;
        self.state.substituted = Some(status);
        bytes.retain(|byte| *byte != 0);
        while bytes.last() == Some(&b'\n') {
            bytes.pop();
        }
        Ok(crate::text::from_bytes(&bytes))
    }

    fn captured(&mut self, list: &Rc<List>) -> Done<(Vec<u8>, i32)> {
        let capacity = usize::try_from(self.kernel.meter.limits().disk).unwrap_or(usize::MAX);
        let pipe = crate::io::Pipe::new(capacity);
        let writer = crate::io::handle(crate::io::Channel::Writer(Rc::clone(&pipe)));
        let status = self.subshell(|shell| {
            shell.state.task.fds.set(1, writer);
            shell.state.captures += 1;
            shell.list(list, true)
        })?;
        let pipe = pipe.take();
        if pipe.overflowed {
            return Err(Stop::Disk(self.kernel.meter.limits().disk).into());
        }
        Ok((pipe.bytes, status))
    }

    /// `sh: …` on stderr, as the dialect starts its messages.
    pub(crate) fn complain(&mut self, message: &str) -> Done<()> {
        let name = &self.state.name;
        let line = match self.state.dialect {
            Dialect::Ash => format!("{name}: {message}\n"),
            Dialect::Dash => format!("{name}: {}: {message}\n", self.state.line.max(1)),
            Dialect::Bash => format!("{name}: line {}: {message}\n", self.state.line.max(1)),
        };
        self.print_error(&line)
    }

    /// Text on the shell's stderr.
    pub(crate) fn print_error(&mut self, text: &str) -> Done<()> {
        if let Some(handle) = self.state.task.fds.get(2) {
            // A stderr that cannot be written to leaves nowhere to say so.
            let _ = self.kernel.write_to(&handle, &crate::text::to_bytes(text))?;
        }
        Ok(())
    }

    /// An error that ends a shell which reads a script.
    pub(crate) fn fatal(&mut self, message: &str) -> Unwind {
        let status = if self.state.dialect == Dialect::Bash { 1 } else { 2 };
        self.state.status = status;
        match self.complain(message) {
            Ok(()) if self.kernel.outside.as_ref().is_some_and(|outside| outside.interactive) => {
                Unwind::Refused(status)
            }
            Ok(()) => Unwind::Exit(status),
            Err(unwind) => unwind,
        }
    }

    /// bash's `trap … ERR`: functions and subshells inherit it under `set -E` only.
    fn error_trap(&mut self, status: i32) -> Done<()> {
        let inside = !self.state.locals.is_empty() || self.state.nested;
        if inside && !self.state.options.errtrace {
            return Ok(());
        }
        // The trap is away while its action runs.
        let Some(action) = self.state.traps.remove("ERR") else { return Ok(()) };
        let ended = self.run_text(&action);
        self.state.traps.entry("ERR".into()).or_insert(action);
        self.state.status = status;
        ended.map(drop)
    }

    /// Ends the shell if `set -e` says so.
    fn check_status(&mut self, status: i32, checked: bool) -> Done<i32> {
        self.state.status = status;
        if status == 0 || !checked || self.state.tolerant {
            return Ok(status);
        }
        self.error_trap(status)?;
        if self.state.options.errexit {
            return Err(Unwind::Exit(status));
        }
        Ok(status)
    }
}
