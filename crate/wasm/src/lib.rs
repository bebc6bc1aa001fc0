//! The engine as a WebAssembly module: wire types and forwarding, no decisions.
//!
//! [`Lab`] is a simulated Docker host with a project to build. Its methods decode their arguments, call the `docker`
//! crate and encode the answer; what a value means is said in [`wire`]. Long work is done in slices: `startBuild` and
//! `exec` give a task, `advance` and `advanceExec` do a bounded part of it and return what happened. JavaScript is never
//! called from in here.
//!
//! A method that fails throws a `LabError` with a stable `code` and has changed nothing. A panic is our bug: it traps,
//! and the instance must not be used any more.

mod convert;
pub mod editor;
pub mod wire;

use std::collections::BTreeMap;

use docker::{Host, RequestId, TaskId};
use tsify::Ts;
use vfs::Digest;
use wasm_bindgen::prelude::*;

use convert::event::Events;
use convert::text::Text;
use convert::{Thrown, decode, encode, encode_all};
use wire::{
    ArchiveFormat, BuildRequest, CommandProgress, Diagnostic, ExecOptions, FileChange, HostResponse,
    ImageRow, LabOptions, Progress, ProjectEntry,
};

/// A panic is our bug; its message belongs on the console before the module traps.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}

/// SHA-256 of messages that lie one behind the other in `bytes`: 32 bytes for each of the `lengths`. What lies behind the
/// last one is not looked at.
#[wasm_bindgen]
pub fn sha256(bytes: &[u8], lengths: &[u32]) -> Result<Vec<u8>, Thrown> {
    let mut rest = bytes;
    let mut messages = Vec::with_capacity(lengths.len());
    for length in lengths {
        let Some((message, behind)) = rest.split_at_checked(*length as usize) else {
            return Err(Thrown::new("bad-argument", "lengths: they add up to more than there are bytes"));
        };
        messages.push(message);
        rest = behind;
    }
    Ok(Digest::of_all(&messages).iter().flat_map(|digest| *digest.as_bytes()).collect())
}

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
}

/// The project's files. Paths are relative to its root and separated by `/`.
#[wasm_bindgen]
impl Lab {
    /// Replace the project with a ready-made one: `web-ping`.
    #[wasm_bindgen(js_name = loadExample)]
    pub fn load_example(&mut self, name: &str) -> Result<(), Thrown> {
        Ok(self.host.load_example(name)?)
    }

    /// Everything in the project, in the order of the paths.
    #[wasm_bindgen(unchecked_return_type = "ProjectEntry[]")]
    pub fn files(&self) -> Result<JsValue, Thrown> {
        encode_all::<ProjectEntry>(self.host.files().into_iter().map(convert::host::project_entry))
    }

    #[wasm_bindgen(js_name = readFile)]
    pub fn read_file(&self, path: &str) -> Result<Vec<u8>, Thrown> {
        Ok(self.host.read_file(path)?.bytes().into_owned())
    }

    /// Make or replace a file, with the folders above it. `mode` defaults to that of the file there, or 0644; `mtime`,
    /// in seconds, to the lab's time.
    #[wasm_bindgen(js_name = writeFile)]
    pub fn write_file(
        &mut self,
        path: &str,
        bytes: Vec<u8>,
        mode: Option<u16>,
        mtime: Option<f64>,
    ) -> Result<(), Thrown> {
        Ok(self.host.write_file(path, bytes, mode, mtime.map(convert::time))?)
    }

    /// Make a folder and those above it; it is fine if it is there.
    #[wasm_bindgen(js_name = makeDir)]
    pub fn make_dir(&mut self, path: &str) -> Result<(), Thrown> {
        Ok(self.host.make_dir(path)?)
    }

    /// Remove a file, or a folder with everything in it.
    pub fn remove(&mut self, path: &str) -> Result<(), Thrown> {
        Ok(self.host.remove(path)?)
    }

    pub fn rename(&mut self, from: &str, to: &str) -> Result<(), Thrown> {
        Ok(self.host.rename(from, to)?)
    }

    pub fn chmod(&mut self, path: &str, mode: u16) -> Result<(), Thrown> {
        Ok(self.host.chmod(path, mode)?)
    }

    pub fn symlink(&mut self, path: &str, target: &str) -> Result<(), Thrown> {
        Ok(self.host.symlink(path, target)?)
    }
}

/// Looking at a Dockerfile without building it.
#[wasm_bindgen]
impl Lab {
    /// What is wrong or could be better in a Dockerfile of the project.
    #[wasm_bindgen(unchecked_return_type = "Diagnostic[]")]
    pub fn check(&self, path: &str) -> Result<JsValue, Thrown> {
        let checked = self.host.check(path)?;
        let text = Text::new(&checked.text);
        encode_all::<Diagnostic>(
            checked.diagnostics.into_iter().map(|diagnostic| text.diagnostic(diagnostic)),
        )
    }
}

/// Builds.
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

    /// Do a bounded part of a build. A state other than `running` ends the task.
    pub fn advance(&mut self, task: u32) -> Result<Ts<Progress>, Thrown> {
        let (progress, mut events) = self.slice(task)?;
        let progress = events.progress(progress);
        if progress.state == wire::TaskState::Running {
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

/// The command line.
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

/// Images and their layers.
#[wasm_bindgen]
impl Lab {
    #[wasm_bindgen(unchecked_return_type = "ImageRow[]")]
    pub fn images(&self) -> Result<JsValue, Thrown> {
        encode_all::<ImageRow>(self.host.images().into_iter().map(convert::host::image))
    }

    /// What a layer adds, changes and removes.
    #[wasm_bindgen(js_name = layerFiles, unchecked_return_type = "FileChange[]")]
    pub fn layer_files(&self, #[wasm_bindgen(js_name = diffId)] diff_id: &str) -> Result<JsValue, Thrown> {
        encode_all::<FileChange>(
            self.host.layer_files(&layer(diff_id)?)?.into_iter().map(convert::host::file_change),
        )
    }

    /// The content of a file that a layer holds.
    #[wasm_bindgen(js_name = layerFile)]
    pub fn layer_file(
        &self,
        #[wasm_bindgen(js_name = diffId)] diff_id: &str,
        path: &str,
    ) -> Result<Vec<u8>, Thrown> {
        Ok(self.host.layer_file(&layer(diff_id)?, path)?.bytes().into_owned())
    }

    /// An image as an archive that Docker loads.
    pub fn save(&self, reference: &str, format: Ts<ArchiveFormat>) -> Result<Vec<u8>, Thrown> {
        let format: ArchiveFormat = decode(format, "format")?;
        Ok(self.host.save(reference, convert::host::format(format))?)
    }
}

/// Everything that outlives the lab: an index, and the blobs that it names by digest.
#[wasm_bindgen]
impl Lab {
    /// Everything but the blobs, which stay available until the next call.
    #[wasm_bindgen(js_name = stateIndex)]
    pub fn state_index(&mut self) -> Vec<u8> {
        self.host.state_index()
    }

    /// Digests of the blobs that belong to the last index.
    #[wasm_bindgen(js_name = stateBlobs)]
    pub fn state_blobs(&self) -> Vec<String> {
        self.host.state_blobs().iter().map(ToString::to_string).collect()
    }

    pub fn blob(&self, digest: &str) -> Result<Vec<u8>, Thrown> {
        let blob = digest.parse().ok().and_then(|digest| self.host.blob(&digest));
        let blob =
            blob.ok_or_else(|| Thrown::new("no-such-blob", format!("the saved state has no blob {digest}")))?;
        Ok(blob.bytes().into_owned())
    }

    /// Begin to take in an index. Returns the digests of the blobs to `putBlob` before `finishImport`.
    #[wasm_bindgen(js_name = importState)]
    pub fn import_state(&mut self, index: &[u8]) -> Result<Vec<String>, Thrown> {
        Ok(self.host.import_state(index)?.iter().map(ToString::to_string).collect())
    }

    #[wasm_bindgen(js_name = putBlob)]
    pub fn put_blob(&mut self, bytes: Vec<u8>) -> Result<(), Thrown> {
        self.host.put_blob(bytes)?;
        Ok(())
    }

    /// Replace the lab's state with what was imported. Fails, and changes nothing, while blobs are missing.
    #[wasm_bindgen(js_name = finishImport)]
    pub fn finish_import(&mut self) -> Result<(), Thrown> {
        Ok(self.host.finish_import()?)
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

/// A layer's digest as it came from outside.
fn layer(diff_id: &str) -> Result<Digest, Thrown> {
    Ok(diff_id.parse().map_err(|_| docker::Error::NoSuchLayer(diff_id.to_owned()))?)
}
