//! Pipelines: each stage in its own copy of the shell.

use std::cell::RefCell;
use std::rc::Rc;

use super::{Done, Shell, State};
use crate::io::{Channel, MOST, Pipe, REAL_PIPE, handle};
use crate::kernel::{Kernel, Unwind};
use crate::syntax::{Command, Dialect, Pipeline};

/// The status of a process that SIGPIPE ended.
const SIGPIPE: i32 = 141;

impl Shell<'_, '_> {
    pub(super) fn pipeline(&mut self, pipeline: &Pipeline, checked: bool) -> Done<i32> {
        let outer = self.state.tolerant;
        // bash's `!` tolerates failures only if `set -e` held before it.
        let tolerates =
            pipeline.negated && (self.state.dialect != Dialect::Bash || self.state.options.errexit);
        self.state.tolerant |= !checked || tolerates;
        let result = self.pipeline_inside(pipeline, checked && !tolerates);
        self.state.tolerant = outer;
        match result {
            // ash negates the status that a `return` inside carries.
            Err(Unwind::Return(status)) if pipeline.negated && self.state.dialect == Dialect::Ash => {
                Err(Unwind::Return(i32::from(status == 0)))
            }
            result => result,
        }
    }

    fn pipeline_inside(&mut self, pipeline: &Pipeline, checked: bool) -> Done<i32> {
        let status = match &pipeline.commands[..] {
            [command] => {
                let status = self.command(command, checked)?;
                self.keep_statuses(&[status]);
                status
            }
            _ => {
                let status = self.stages(&pipeline.commands)?;
                self.check_status(status, checked)?
            }
        };
        let status = if pipeline.negated { i32::from(status == 0) } else { status };
        self.state.status = status;
        Ok(status)
    }

    /// bash's PIPESTATUS.
    pub(super) fn keep_statuses(&mut self, statuses: &[i32]) {
        if self.state.dialect == Dialect::Bash {
            let array =
                statuses.iter().enumerate().map(|(i, status)| (i as u64, status.to_string())).collect();
            self.state.variables.entry("PIPESTATUS".into()).or_default().value =
                Some(super::Value::Array(array));
        }
    }

    /// Runs the commands behind one another; the status of the pipeline.
    fn stages(&mut self, commands: &Rc<[Command]>) -> Done<i32> {
        let statuses = self.stages_from(commands, 0, None)?;
        let last = statuses.last().copied().unwrap_or(0);
        let failed = statuses.iter().rev().copied().find(|status| *status != 0);
        self.keep_statuses(&statuses);
        Ok(if self.state.options.pipefail { failed.unwrap_or(0) } else { last })
    }

    /// The statuses of the commands from one of them on, which reads `input`.
    fn stages_from(
        &mut self,
        commands: &Rc<[Command]>,
        from: usize,
        input: Option<Shared>,
    ) -> Done<Vec<i32>> {
        let Some(command) = commands.get(from) else { return Ok(Vec::new()) };
        let output = (from + 1 < commands.len()).then(|| self.pipe(commands, from + 1));
        let (stdin, stdout) = (input, output.clone());
        let status = self.subshell(|shell| {
            if let Some(pipe) = stdin {
                shell.state.task.fds.set(0, handle(Channel::Reader(pipe)));
            }
            if let Some(pipe) = stdout {
                shell.state.task.fds.set(1, handle(Channel::Writer(pipe)));
            }
            shell.command(command, true)
        })?;
        let Some(pipe) = output else { return Ok(vec![status & 0xff]) };
        let ended = pipe.borrow_mut().statuses.take();
        let mut statuses = vec![status];
        match ended {
            Some(rest) => statuses.extend(rest),
            None => {
                pipe.borrow_mut().rest = None;
                statuses.extend(self.stages_from(commands, from + 1, Some(Rc::clone(&pipe)))?);
                let pipe = pipe.borrow();
                if let Some(writer) = statuses.first_mut().filter(|writer| **writer == 0)
                    && pipe.bytes.len() - pipe.at > REAL_PIPE
                {
                    *writer = SIGPIPE;
                }
            }
        }
        Ok(statuses)
    }

    /// A pipe that the commands from one of them on read.
    fn pipe(&self, commands: &Rc<[Command]>, from: usize) -> Shared {
        let pipe = Pipe::new(MOST);
        let rest = Rest { commands: Rc::clone(commands), from, state: self.state.clone() };
        {
            let mut pipe = pipe.borrow_mut();
            pipe.rest = Some(Box::new(rest));
            pipe.asks_at = REAL_PIPE;
            pipe.waited = self.kernel.meter.spent.waited;
            pipe.level = self.kernel.trials;
        }
        pipe
    }
}

type Shared = Rc<RefCell<Pipe>>;

/// The commands behind a pipe, and the shell that they are run in copies of.
pub(crate) struct Rest {
    commands: Rc<[Command]>,
    from: usize,
    pub(crate) state: State,
}

impl Rest {
    /// Runs them; their statuses.
    pub(crate) fn run(&self, kernel: &mut Kernel<'_>, input: Shared) -> Done<Vec<i32>> {
        let mut shell = Shell { kernel, state: self.state.clone() };
        shell.stages_from(&self.commands, self.from, Some(input))
    }
}
