//! Builds.

use docker::TaskId;
use tsify::Ts;
use wasm_bindgen::prelude::*;

use super::Lab;
use crate::convert::event::Events;
use crate::convert::{self, Thrown, decode, encode};
use crate::wire::{BuildRequest, Forecast, Progress, TaskState};

#[wasm_bindgen]
impl Lab {
    /// Begin to build the project; the task's number is for `advance` and `cancel`.
    #[wasm_bindgen(js_name = startBuild)]
    pub fn start_build(&mut self, request: Ts<BuildRequest>) -> Result<u32, Thrown> {
        let request: BuildRequest = decode(request, "request")?;
        let dockerfile = self.host.read_file(request.dockerfile.as_deref().unwrap_or("Dockerfile"));
        // A Dockerfile that isn't there has no lines to point at, and the build will say that it is missing.
        let text =
            dockerfile.map(|blob| String::from_utf8_lossy(&blob.bytes()).into_owned()).unwrap_or_default();
        let task = self.host.start_build(convert::host::build(request));
        self.tasks.insert(task, Events::of(&text));
        Ok(task.0)
    }

    /// What a build would take from the cache, without building: with the builder that the request names, or with both if
    /// it names none, instruction by instruction.
    pub fn forecast(&self, request: Ts<BuildRequest>) -> Result<Ts<Forecast>, Thrown> {
        let request: BuildRequest = decode(request, "request")?;
        let builder = request.builder.map(convert::host::builder);
        encode(&convert::reason::forecast(self.host.forecast(convert::host::build(request), builder)))
    }

    /// Do a bounded part of a build. A state other than `running` ends the task.
    pub fn advance(&mut self, task: u32) -> Result<Ts<Progress>, Thrown> {
        let (progress, mut events) = self.slice(task)?;
        let progress = events.progress(progress);
        if progress.state == TaskState::Running {
            self.tasks.insert(TaskId(task), events);
        }
        encode(&progress)
    }

    /// End a build or a command at its next `advance`. A task that has ended is left alone.
    pub fn cancel(&mut self, task: u32) {
        // Whoever cancels may not have seen yet that the task has ended by itself.
        let _ = self.host.cancel(TaskId(task));
    }
}
