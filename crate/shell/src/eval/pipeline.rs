//! Pipelines: each stage in its own copy of the shell, one after the other.

use std::rc::Rc;

use super::{Done, Shell};
use crate::io::{Channel, Pipe, REAL_PIPE, handle};
use crate::kernel::Unwind;
use crate::syntax::{Command, Dialect, Pipeline};

/// What a pipe between two programs may carry. Enough for any archive that a RUN instruction streams.
const PROGRAM_PIPE: usize = 32 << 20;
/// What a loop may write into a pipe before its reader is asked whether it wants that much.
const LOOP_PIPE: usize = 1 << 20;
/// The status of a process that SIGPIPE ended.
const SIGPIPE: i32 = 141;

impl Shell<'_, '_> {
    pub(super) fn pipeline(&mut self, pipeline: &Pipeline, checked: bool) -> Done<i32> {
        let outer = self.state.tolerant;
        self.state.tolerant |= !checked || pipeline.negated;
        let result = self.pipeline_inside(pipeline, checked && !pipeline.negated);
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
        let status = match pipeline.commands.as_slice() {
            [command] => {
                let status = self.command(command, checked)?;
                self.keep_statuses(&[status]);
                status
            }
            commands => {
                let status = self.stages(commands)?;
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

    fn stages(&mut self, commands: &[Command]) -> Done<i32> {
        let mut statuses: Vec<i32> = Vec::new();
        let mut input: Option<Rc<std::cell::RefCell<Pipe>>> = None;
        for (i, command) in commands.iter().enumerate() {
            let output = (i + 1 < commands.len()).then(|| {
                let loops = !matches!(command, Command::Simple(_));
                let pipe = Pipe::new(if loops { LOOP_PIPE } else { PROGRAM_PIPE });
                pipe.borrow_mut().loops = loops;
                pipe
            });
            let (stdin, stdout) = (input.clone(), output.clone());
            let mut status = self.subshell(|shell| {
                if let Some(pipe) = stdin {
                    shell.state.task.fds.set(0, handle(Channel::Reader(pipe)));
                }
                if let Some(pipe) = stdout {
                    shell.state.task.fds.set(1, handle(Channel::Writer(pipe)));
                }
                shell.command(command, true)
            })?;
            if let (Some(pipe), Some(writer)) = (&input, statuses.last_mut()) {
                let pipe = pipe.borrow();
                let left = pipe.bytes.len() - pipe.at;
                if *writer == 0 && (pipe.overflowed || left > REAL_PIPE) {
                    *writer = SIGPIPE;
                }
            }
            if output.is_none() {
                status &= 0xff;
            }
            statuses.push(status);
            input = output;
        }
        let last = statuses.last().copied().unwrap_or(0);
        let failed = statuses.iter().rev().copied().find(|status| *status != 0);
        self.keep_statuses(&statuses);
        Ok(if self.state.options.pipefail { failed.unwrap_or(0) } else { last })
    }
}
