//! The command line.

use docker::{RequestId, TaskId};
use tsify::Ts;
use wasm_bindgen::prelude::*;

use super::Lab;
use crate::convert::event::Events;
use crate::convert::{self, Thrown, decode, encode};
use crate::wire::{CommandProgress, ExecOptions, HostResponse};

#[wasm_bindgen]
impl Lab {
    /// Begin to run a command line, without the name of the program; the task's number is for `advanceExec`.
    pub fn exec(&mut self, argv: Vec<String>, options: Ts<ExecOptions>) -> Result<u32, Thrown> {
        let options: ExecOptions = decode(options, "options")?;
        let task = self.host.exec(argv, convert::host::options(options));
        self.tasks.insert(task, Events::of(""));
        Ok(task.0)
    }

    /// Do a bounded part of a command. Its exit code ends the task.
    #[wasm_bindgen(js_name = advanceExec)]
    pub fn advance_exec(&mut self, task: u32) -> Result<Ts<CommandProgress>, Thrown> {
        let (progress, events) = self.slice(task)?;
        if progress.exit.is_none() {
            self.tasks.insert(TaskId(task), events);
        }
        encode(&convert::host::command(progress))
    }

    /// Answer a question of a command.
    pub fn answer(&mut self, task: u32, id: u32, response: Ts<HostResponse>) -> Result<(), Thrown> {
        let response: HostResponse = decode(response, "response")?;
        Ok(self.host.answer(TaskId(task), RequestId(id), convert::host::response(response)?)?)
    }
}
