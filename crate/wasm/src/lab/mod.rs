//! The simulated host that JavaScript holds, one file per area of its methods.

mod build;
mod check;
mod command;
mod editor;
mod guest;
mod image;
mod inspect;
mod project;
mod state;

use std::collections::BTreeMap;

use docker::{Host, TaskId};
use tsify::Ts;
use wasm_bindgen::prelude::*;

use crate::convert::event::Events;
use crate::convert::{self, Thrown, decode};
use crate::wire::LabOptions;

/// A simulated Docker host with a project to build.
#[wasm_bindgen]
pub struct Lab {
    host: Host,
    /// Tasks under way, with what their events refer to.
    tasks: BTreeMap<TaskId, Events>,
}

#[wasm_bindgen]
impl Lab {
    /// A lab with an empty project and an empty store.
    #[wasm_bindgen(constructor)]
    pub fn new(options: Option<Ts<LabOptions>>) -> Result<Lab, Thrown> {
        let options: LabOptions =
            options.map(|options| decode(options, "options")).transpose()?.unwrap_or_default();
        Ok(Lab { host: Host::new(convert::host::config(options)), tasks: BTreeMap::new() })
    }

    /// Take in a part of the catalog, unpacked: `catalog-index.bin` before anything else, `catalog-images.bin` after a call
    /// has failed with the code `needs-images`, `catalog-packages.bin` after `needs-packages`. The same call can be made
    /// again then.
    #[wasm_bindgen(js_name = loadCatalog)]
    pub fn load_catalog(&mut self, bytes: &[u8]) -> Result<(), Thrown> {
        Ok(self.host.load_catalog(bytes)?)
    }
}

impl Lab {
    /// Do a bounded part of a task, and take out what its events refer to.
    fn slice(&mut self, task: u32) -> Result<(docker::Progress, Events), Thrown> {
        let id = TaskId(task);
        let progress = self.host.advance(id)?;
        let events = self.tasks.remove(&id).ok_or(docker::Error::UnknownTask(task))?;
        Ok((progress, events))
    }
}
