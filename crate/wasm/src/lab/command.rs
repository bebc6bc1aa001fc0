//! The command line.

use docker::{RequestId, TaskId};
use tsify::Ts;
use wasm_bindgen::prelude::*;

use super::Lab;
use crate::convert::event::Events;
use crate::convert::{self, Thrown, decode, encode};
use crate::wire::{CommandProgress, ExecOptions, HostResponse, LineCompletions, ShellOptions};

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
        let (progress, mut events) = self.slice(task)?;
        let progress = convert::host::command(progress, &mut events, self.host.now());
        if progress.exit_code.is_none() {
            self.tasks.insert(TaskId(task), events);
        }
        encode(&progress)
    }

    /// Begin a session of the shell; the task's number is for `advanceExec` and `interrupt`.
    #[wasm_bindgen(js_name = openShell)]
    pub fn open_shell(&mut self, options: Ts<ShellOptions>) -> Result<u32, Thrown> {
        let options: ShellOptions = decode(options, "options")?;
        let task = self.host.open_shell(&convert::host::shell(options))?;
        self.tasks.insert(task, Events::of(""));
        Ok(task.0)
    }

    /// Ctrl-C for what a shell session runs. At its prompt, answer `interrupted` instead.
    pub fn interrupt(&mut self, task: u32) -> Result<(), Thrown> {
        Ok(self.host.interrupt(TaskId(task))?)
    }

    /// What could be typed at a place of a line of the shell; `cursor` counts UTF-16 units.
    #[wasm_bindgen(js_name = completeLine)]
    pub fn complete_line(&self, line: &str, cursor: u32) -> Result<Ts<LineCompletions>, Thrown> {
        let before = String::from_utf16_lossy(&line.encode_utf16().take(cursor as usize).collect::<Vec<_>>());
        encode(&convert::host::line_completions(line, self.host.complete_line(line, before.len())))
    }

    /// Answer a question of a command.
    pub fn answer(&mut self, task: u32, id: u32, response: Ts<HostResponse>) -> Result<(), Thrown> {
        let response: HostResponse = decode(response, "response")?;
        Ok(self.host.answer(TaskId(task), RequestId(id), convert::host::response(response)?)?)
    }

    /// Give bytes to the process that a command is attached to; for a terminal whole lines, with their newline.
    pub fn input(&mut self, task: u32, bytes: Vec<u8>) -> Result<(), Thrown> {
        Ok(self.host.input(TaskId(task), bytes)?)
    }

    /// End the input of that process: Ctrl-D at the start of a line, or the end of a pipe.
    #[wasm_bindgen(js_name = closeInput)]
    pub fn close_input(&mut self, task: u32) -> Result<(), Thrown> {
        Ok(self.host.close_input(TaskId(task))?)
    }

    /// Send a signal, named without `SIG` (`INT` for Ctrl-C): to the process that a command is attached to, else to the
    /// command itself, which it ends.
    pub fn signal(&mut self, task: u32, name: &str) -> Result<(), Thrown> {
        Ok(self.host.signal(TaskId(task), name)?)
    }

    /// Tell the process that a command is attached to how large the terminal is now.
    pub fn resize(&mut self, task: u32, columns: u16, rows: u16) -> Result<(), Thrown> {
        Ok(self.host.resize(TaskId(task), columns, rows)?)
    }

    /// End an attached command and let its process go on: Ctrl-P Ctrl-Q.
    pub fn detach(&mut self, task: u32) -> Result<(), Thrown> {
        Ok(self.host.detach(TaskId(task))?)
    }

    /// The simulated time, in milliseconds since 1970.
    pub fn now(&self) -> f64 {
        let now = self.host.now();
        now.secs as f64 * 1e3 + f64::from(now.nanos) / 1e6
    }

    /// In how many milliseconds something happens in a container by itself, if it does.
    pub fn due(&self) -> Option<f64> {
        self.host.next_due().map(|due| convert::host::milliseconds(self.host.now(), due))
    }

    /// Let so many milliseconds of simulated time pass, and everything happen in containers that is due by then.
    pub fn pass(&mut self, milliseconds: f64) {
        self.host.pass((milliseconds.max(0.0) * 1000.0) as u64);
    }
}
