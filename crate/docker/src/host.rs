//! The host: a project, an image store, a build cache and a registry, and what can be done with them.

use std::collections::BTreeMap;

use diag::Diagnostic;
use dockerfile::Dockerfile;
use dockerfile::editor::{self, Completion, Hover};
use engine::{Cache, classic};
use oci::{Reference, Store};
use vfs::{Blob, Digest, Time};

use crate::build::{BuildRecord, BuildRequest, Builder, Job};
use crate::catalog::{Catalog, CatalogPart, Found};
use crate::cli::{self, Listener, Session, Step};
use crate::container::Containers;
use crate::error::Error;
use crate::example;
use crate::happened::Log;
use crate::hostshell::{self, ShellOptions};
use crate::hub::Hub;
use crate::images::Notes;
use crate::profile::Profile;
use crate::project::{Project, ProjectEntry};
use crate::registry::Shelf;
use crate::request::{RequestId, Response};
use crate::rows::{Checked, Event};
use crate::state::{Incoming, Saved};
use crate::task::{Console, Doing, ExecOptions, Files, Progress, Task, TaskId, TaskState, Turn};
use shell::Arrival;

/// What a host is made with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HostConfig {
    /// Where identifiers come from that docker draws at random. The same seed gives the same ones.
    pub seed: u64,
    /// The time, in seconds since the epoch.
    pub now: i64,
}

/// A simulated Docker host.
///
/// Work goes on in slices: [`Host::start_build`] and [`Host::exec`] give a task, [`Host::advance`] does a piece of it.
/// A call that fails has changed nothing.
pub struct Host {
    pub(crate) seed: u64,
    pub(crate) now: Time,
    pub(crate) project: Project,
    pub(crate) store: Store,
    pub(crate) notes: BTreeMap<Digest, Notes>,
    pub(crate) cache: Cache,
    /// What the classic builder made, which is its cache.
    pub(crate) classic: classic::Images,
    pub(crate) catalog: Catalog,
    pub(crate) saved: Saved,
    pub(crate) incoming: Option<Incoming>,
    pub(crate) profile: Profile,
    pub(crate) hub: Hub,
    /// The builds that BuildKit did, the newest last.
    pub(crate) builds: Vec<BuildRecord>,
    pub(crate) containers: Containers,
    pub(crate) log: Log,
    pub(crate) machine_guests: hostshell::MachineGuests,
    tasks: BTreeMap<TaskId, Task>,
    next_task: u32,
}

impl Host {
    /// A host with an empty project, no images and nothing cached.
    #[must_use]
    pub fn new(config: HostConfig) -> Self {
        Host {
            seed: config.seed,
            now: Time::from_secs(config.now),
            project: Project::empty(),
            store: Store::new(),
            notes: BTreeMap::new(),
            cache: Cache::new(),
            classic: classic::Images::new(),
            catalog: Catalog::new(),
            saved: Saved::default(),
            incoming: None,
            profile: Profile::default(),
            hub: Hub::default(),
            builds: Vec::new(),
            containers: Containers::default(),
            log: Log::default(),
            machine_guests: hostshell::MachineGuests::default(),
            tasks: BTreeMap::new(),
            next_task: 1,
        }
    }

    /// Sets the clock, in seconds since the epoch. It never goes back.
    pub fn set_now(&mut self, now: i64) {
        self.advance_clock(Time::from_secs(now));
    }

    /// Whose output is imitated by commands that don't say otherwise.
    #[must_use]
    pub fn profile(&self) -> Profile {
        self.profile
    }

    /// Sets whose output is imitated from now on. It is part of the state.
    pub fn set_profile(&mut self, profile: Profile) {
        self.profile = profile;
    }

    /// The clock.
    #[must_use]
    pub fn now(&self) -> Time {
        self.now
    }

    pub(crate) fn advance_clock(&mut self, now: Time) {
        self.now = self.now.max(now);
    }
}

/// The project.
impl Host {
    /// Replaces the project by a ready-made one. Its files have the time it is.
    pub fn load_example(&mut self, name: &str) -> Result<(), Error> {
        let example = example::find(name).ok_or_else(|| Error::UnknownExample(name.to_owned()))?;
        let mut project = Project::empty();
        for (path, text) in example.files {
            project.write(path, text.as_bytes().to_vec(), None, self.now)?;
        }
        self.project = project;
        Ok(())
    }

    /// All paths of the project in the order of a walk.
    #[must_use]
    pub fn files(&self) -> Vec<ProjectEntry> {
        self.project.entries()
    }

    /// The content of a file, symbolic links followed.
    pub fn read_file(&self, path: &str) -> Result<Blob, Error> {
        self.project.read(path)
    }

    /// Writes a file of at most [`crate::MAX_FILE`] bytes; directories above that are missing are made. Without a mode an
    /// existing file keeps its own and a new one gets 0644; without a time (in seconds since the epoch) it gets the time it is.
    pub fn write_file(
        &mut self,
        path: &str,
        bytes: Vec<u8>,
        mode: Option<u16>,
        mtime: Option<Time>,
    ) -> Result<(), Error> {
        self.project.write(path, bytes, mode, mtime.unwrap_or(self.now))
    }

    /// Makes a directory and those above that are missing.
    pub fn make_dir(&mut self, path: &str) -> Result<(), Error> {
        self.project.make_dir(path, self.now)
    }

    /// Removes a path with everything below.
    pub fn remove(&mut self, path: &str) -> Result<(), Error> {
        self.project.remove(path, self.now)
    }

    /// Moves a path; directories above the new one that are missing are made.
    pub fn rename(&mut self, from: &str, to: &str) -> Result<(), Error> {
        self.project.rename(from, to, self.now)
    }

    /// Sets the permission bits.
    pub fn chmod(&mut self, path: &str, mode: u16) -> Result<(), Error> {
        self.project.chmod(path, mode)
    }

    /// Makes a symbolic link with any target.
    pub fn symlink(&mut self, path: &str, target: &str) -> Result<(), Error> {
        self.project.symlink(path, target, self.now)
    }

    /// What is to be said about a Dockerfile of the project: errors and findings of the checks.
    pub fn check(&self, path: &str) -> Result<Checked, Error> {
        let text = self.project.text(path)?;
        let diagnostics = self.check_text(&text);
        Ok(Checked { text, diagnostics })
    }

    /// The same of a text that may be no file of the project.
    #[must_use]
    pub fn check_text(&self, text: &str) -> Vec<Diagnostic> {
        crate::check::diagnostics(self, text, self.project.ignore_text().as_deref())
    }

    /// Our own advice on a Dockerfile of the project, apart from what [`Host::check`] finds. It looks at the project's
    /// files too.
    pub fn advise(&self, path: &str) -> Result<Checked, Error> {
        let text = self.project.text(path)?;
        let diagnostics = crate::check::advice(&self.project, &self.cache, &text);
        Ok(Checked { text, diagnostics })
    }

    /// What there is to say about a byte offset of a Dockerfile: the value of a variable at that point, what a flag or
    /// an instruction does.
    pub fn hover(&self, file: &Dockerfile, at: u32) -> Option<Hover> {
        let mut found = None;
        crate::check::with_options(self, &engine::Options::default(), None, &mut |options| {
            found = editor::hover(file, options, at);
        });
        found
    }

    /// What could be typed at a byte offset of a Dockerfile; paths are those of the project that are sent to a build.
    pub fn complete(&self, file: &Dockerfile, at: u32) -> Vec<Completion> {
        let files = self.files();
        let sent = files.iter().filter(|file| file.ignored_by.is_none());
        let paths: Vec<&str> = sent.map(|file| file.path.as_str()).collect();
        let mut found = Vec::new();
        crate::check::with_options(self, &engine::Options::default(), None, &mut |options| {
            found = editor::complete(file, options, at, &paths);
        });
        found
    }
}

/// Tasks.
impl Host {
    /// Begins a build of the project. What is wrong with the request ends the task as failed.
    pub fn start_build(&mut self, request: BuildRequest) -> TaskId {
        let console = Console::new(ExecOptions { files: Files::Project, ..ExecOptions::default() });
        self.add(Task { console, doing: Doing::Request(Box::new(request)), next_request: 0 })
    }

    /// Begins a command: the words of a `docker` command line, with or without `docker` itself.
    pub fn exec(&mut self, argv: Vec<String>, options: ExecOptions) -> TaskId {
        let asked = options.env.get("LAYERLAB_PROFILE").and_then(|name| Profile::find(name));
        let mut console = Console::new(options);
        console.profile = console.options.profile.or(asked).unwrap_or(self.profile);
        self.add(Task { console, doing: Doing::Command(argv), next_request: 0 })
    }

    /// Begins a session of the host's shell over the project. It fails if the catalog has no system for it.
    pub fn open_shell(&mut self, options: &ShellOptions) -> Result<TaskId, Error> {
        self.want(&CatalogPart::ALL)?;
        let name = Reference::parse("alpine").map_err(|error| Error::Archive(error.to_string()))?;
        let found = self.catalog.find(&name).map_err(|error| Error::Archive(error.to_string()))?;
        let Found::Image(system) = found else { return Err(Error::NoSuchImage("alpine".to_owned())) };
        let base = system.image.rootfs().map_err(|error| Error::Archive(error.to_string()))?;
        let job = hostshell::Job::new(options, &base, &self.project.tree, &self.containers.guests, self.now);
        let console = hostshell::console(options, self.profile);
        Ok(self.add(Task { console, doing: Doing::Shell(Box::new(job)), next_request: 0 }))
    }

    /// Ctrl-C for a shell session that is running something: for the process that its command is attached to, if there is
    /// one. At its prompt, answer with [`crate::Response::Interrupted`] instead.
    pub fn interrupt(&mut self, id: TaskId) -> Result<(), Error> {
        let now = self.now;
        let listener = self.tasks.get(&id).and_then(|task| task.doing.listener());
        if let Some(tty) = listener.filter(|to| to.signals).map(|to| to.tty) {
            // With a terminal it is a key for the process and no signal for the client.
            if let Some(Task { doing: Doing::Shell(job), .. }) = self.tasks.get_mut(&id)
                && !tty
                && job.gives_up()
            {
                return Ok(());
            }
            return self.signal(id, "INT");
        }
        match self.tasks.get_mut(&id) {
            None => Err(Error::UnknownTask(id.0)),
            Some(Task { doing: Doing::Shell(job), .. }) => {
                job.interrupt(now, &mut self.machine_guests);
                Ok(())
            }
            Some(_) => self.cancel(id),
        }
    }

    /// What a build of the project would take from the cache, without building: with one builder or else with both,
    /// instruction by instruction. The error is that at which a build would end before any step.
    pub fn forecast(
        &self,
        request: BuildRequest,
        builder: Option<Builder>,
    ) -> Result<Vec<classic::SideBySide>, Box<engine::Failure>> {
        let failed = |message: String| Box::new(engine::Failure { message, ..engine::Failure::default() });
        let spec = request.over(&self.project.tree).map_err(failed)?;
        spec.forecast(self, &Shelf::settings(&self.store, &self.catalog), builder)
    }

    fn add(&mut self, task: Task) -> TaskId {
        let id = TaskId(self.next_task);
        self.next_task += 1;
        self.tasks.insert(id, task);
        id
    }

    /// Does one slice of a task. With the last progress the task is gone. After [`Error::NeedsCatalog`] it stands where
    /// it stood.
    pub fn advance(&mut self, id: TaskId) -> Result<Progress, Error> {
        match self.tasks.get(&id).map(|task| &task.doing) {
            Some(Doing::Command(argv)) => self.want(cli::needs(argv))?,
            Some(Doing::Build(job)) => self.want(job.needs(self))?,
            _ => {}
        }
        let Some(Task { mut console, doing, mut next_request }) = self.tasks.remove(&id) else {
            return Err(Error::UnknownTask(id.0));
        };
        let mut events = Vec::new();
        let mut requests = Vec::new();
        let listener = doing.listener().cloned();
        self.run_due_for(listener.as_ref());
        let mut session = Session { host: self, console: &mut console };
        let turn = doing.advance(&mut session, &mut events);
        let (state, doing, exit) = match turn {
            Turn::Ended(0) => (TaskState::Done, None, Some(0)),
            Turn::Ended(code) => (TaskState::Failed, None, Some(code)),
            Turn::Cancelled => (TaskState::Cancelled, None, Some(130)),
            Turn::Goes(doing) => (TaskState::Running, Some(doing), None),
            Turn::Stands(doing) => (TaskState::Waiting, Some(doing), None),
            Turn::Asks(request, then) if console.options.files == Files::Project => {
                let answer = self.project.answer(&request, &console.options.cwd, self.now);
                (TaskState::Running, Some(Doing::Answered { answer, then }), None)
            }
            Turn::Asks(request, then) => {
                let id = RequestId(next_request);
                next_request += 1;
                requests.push((id, request));
                (TaskState::Waiting, Some(Doing::Waiting { id, then }), None)
            }
        };
        let output = console.take();
        let following = doing.as_ref().is_some_and(Doing::follows);
        let again = doing.as_ref().and_then(Doing::wake);
        let wake = self.next_due().into_iter().chain(again).min().filter(|_| following);
        let reads = doing.as_ref().and_then(Doing::listener).filter(|to| to.stdin).map(|to| to.tty);
        let attached = doing.as_ref().and_then(Doing::listener).is_some_and(|to| to.signals);
        let due = wake.is_some_and(|wake| wake <= self.now);
        let state = if due && state == TaskState::Waiting { TaskState::Running } else { state };
        if let Some(doing) = doing {
            self.tasks.insert(id, Task { console, doing, next_request });
            self.count_followers(None);
        }
        Ok(Progress { events, state, output, requests, exit, reads, wake, follows: following, attached })
    }

    /// Answers a question of a task, which can go on then.
    pub fn answer(&mut self, task: TaskId, request: RequestId, answer: Response) -> Result<(), Error> {
        let Some(waiting) = self.tasks.get_mut(&task) else { return Err(Error::UnknownTask(task.0)) };
        let unknown = Error::UnknownRequest { task: task.0, request: request.0 };
        match &waiting.doing {
            Doing::Waiting { id, .. } if *id == request => {}
            _ => return Err(unknown),
        }
        let doing = std::mem::replace(&mut waiting.doing, Doing::Command(Vec::new()));
        if let Doing::Waiting { then, .. } = doing {
            waiting.doing = Doing::Answered { answer, then };
        }
        Ok(())
    }

    /// Gives input to the process that a task is attached to. Without one it is lost, as with a real terminal.
    pub fn input(&mut self, task: TaskId, bytes: Vec<u8>) -> Result<(), Error> {
        self.tell(task, |to| to.stdin, Arrival::Input(bytes))
    }

    /// Ends the input of the process that a task is attached to: Ctrl-D at the start of a line, or the end of a pipe.
    pub fn close_input(&mut self, task: TaskId) -> Result<(), Error> {
        self.tell(task, |to| to.stdin, Arrival::EndOfInput)
    }

    /// A signal for a task, by its name without `SIG`: it goes on to the process that the task is attached to, and ends
    /// a task that has none.
    pub fn signal(&mut self, task: TaskId, name: &str) -> Result<(), Error> {
        let listener = self.tasks.get(&task).ok_or(Error::UnknownTask(task.0))?.doing.listener().cloned();
        match listener.filter(|to| to.signals) {
            None => self.cancel(task),
            Some(to) => {
                let arrival = Arrival::Signal { name: name.to_owned(), terminal: to.tty };
                to.tell(self, arrival);
                Ok(())
            }
        }
    }

    /// Another size of the terminal.
    pub fn resize(&mut self, task: TaskId, columns: u16, rows: u16) -> Result<(), Error> {
        if let Some(Task { console, .. }) = self.tasks.get_mut(&task)
            && let Some(terminal) = &mut console.options.terminal
        {
            (terminal.columns, terminal.rows) = (columns.into(), rows.into());
        }
        self.tell(task, |to| to.tty, Arrival::Resized { columns, rows })
    }

    /// Ctrl-P Ctrl-Q: the task ends well and the process goes on.
    pub fn detach(&mut self, task: TaskId) -> Result<(), Error> {
        let waiting = self.tasks.get_mut(&task).ok_or(Error::UnknownTask(task.0))?;
        if waiting.doing.listener().is_none() {
            return Ok(());
        }
        match &mut waiting.doing {
            Doing::Shell(job) => job.detach(),
            doing => *doing = Doing::detached(),
        }
        Ok(())
    }

    fn tell(&mut self, task: TaskId, wants: fn(&Listener) -> bool, arrival: Arrival) -> Result<(), Error> {
        let listener = self.tasks.get(&task).ok_or(Error::UnknownTask(task.0))?.doing.listener().cloned();
        if let Some(to) = listener.filter(wants) {
            to.tell(self, arrival);
        }
        Ok(())
    }

    /// Lets happen in containers what is due; `with` is followed by a task that is about to look.
    fn run_due_for(&mut self, with: Option<&Listener>) {
        self.count_followers(with);
        self.run_due();
    }

    /// A container that goes away by itself stays as long as a task follows it.
    fn count_followers(&mut self, with: Option<&Listener>) {
        for container in &mut self.containers.all {
            let follows = |to: &Listener| to.container == container.id;
            let others = self.tasks.values().filter_map(|task| task.doing.listener());
            container.followers = others.chain(with).filter(|to| follows(to)).count() as u32;
        }
    }

    /// Cancels a task. A build says with its next progress what it gave up; anything else is simply over.
    pub fn cancel(&mut self, id: TaskId) -> Result<(), Error> {
        match self.tasks.get_mut(&id) {
            None => return Err(Error::UnknownTask(id.0)),
            Some(Task { doing: Doing::Build(job), .. }) => job.cancel(),
            Some(task) => {
                if let Doing::Shell(job) = &task.doing {
                    job.give_up(&mut self.machine_guests);
                }
                task.doing = Doing::Continue(Box::new(|_| Step::Cancelled));
            }
        }
        Ok(())
    }
}

/// Begins a build that was not asked for on a command line.
pub(crate) fn begin(request: BuildRequest, session: &mut Session<'_>, events: &mut Vec<Event>) -> Step {
    let tree = session.host.project.tree.clone();
    match request.over(&tree) {
        Ok(spec) => Step::Build(Job::new(spec, session)),
        Err(message) => {
            session.console.error(&format!("ERROR: failed to build: failed to solve: {message}\n"));
            events.push(Event::Failed(engine::Failure { message, ..engine::Failure::default() }));
            Step::Exit(1)
        }
    }
}
