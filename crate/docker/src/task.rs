//! Work that goes on in slices: builds and commands.

use std::collections::BTreeMap;

use crate::build::{BuildRequest, Job};
use crate::cli::{self, Finally, Follow, Listener, Session, Step, Then};
use crate::hostshell;
use crate::profile::Profile;
use crate::progress::Terminal;
use crate::request::{HostRequest, RequestId, Response};
use crate::rows::Event;

/// Number of a task. It is known to the host until its last progress was handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TaskId(pub u32);

/// Where a task stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskState {
    /// There is more to do: call `advance` again.
    Running,
    /// It waits for the answers to its requests.
    Waiting,
    /// It ended well.
    Done,
    /// It ended with an error, or with an exit code that is not 0.
    Failed,
    /// It was cancelled.
    Cancelled,
}

/// What a slice of work brought.
#[derive(Debug, Clone)]
pub struct Progress {
    pub events: Vec<Event>,
    pub state: TaskState,
    /// In the order in which it was printed.
    pub output: Vec<Output>,
    /// Questions that have not been asked before.
    pub requests: Vec<(RequestId, HostRequest)>,
    /// Set once a command has ended.
    pub exit: Option<i32>,
    /// Whether input for a process goes to this task now ([`crate::Host::input`]); true of it: the process reads from a
    /// terminal, whole lines at a time, and the front end edits and echoes them.
    pub reads: Option<bool>,
    /// When the task can go on by itself at the earliest, if it waits for something to happen in a container: let that
    /// time come ([`crate::Host::tick`]) and advance it again.
    pub wake: Option<vfs::Time>,
    /// Whether the task waits for something to happen in a container, at `wake` at the earliest if there is one.
    pub follows: bool,
    /// Whether signals for the task go on to a process.
    pub attached: bool,
}

/// Where text goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    Stdout,
    Stderr,
}

/// Something printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    pub stream: Stream,
    pub bytes: Vec<u8>,
}

/// Whose files a command means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Files {
    /// The front end's: it answers the requests.
    #[default]
    FrontEnd,
    /// The project's: requests are answered here and never handed out.
    Project,
}

/// The surroundings of a command.
#[derive(Debug, Clone, Default)]
pub struct ExecOptions {
    pub files: Files,
    /// The working directory as the user would name it.
    pub cwd: String,
    /// Environment variables; `SOURCE_DATE_EPOCH`, `DOCKER_BUILDKIT`, `BUILDKIT_PROGRESS` and `NO_COLOR` are read.
    pub env: BTreeMap<String, String>,
    /// The terminal behind standard error, if there is one.
    pub terminal: Option<Terminal>,
    pub stdout_is_terminal: bool,
    pub stdin_is_terminal: bool,
    /// Whose output is imitated, if not that of the host's own profile.
    pub profile: Option<Profile>,
}

/// What a command prints on, with what it knows of its surroundings.
#[derive(Debug, Default)]
pub(crate) struct Console {
    pub(crate) options: ExecOptions,
    /// Whose output is imitated.
    pub(crate) profile: Profile,
    /// `--debug` was given.
    pub(crate) debug: bool,
    /// The log of a build as plain text, where somebody wants it whatever the terminal shows.
    pub(crate) plain: Option<String>,
    output: Vec<Output>,
}

impl Console {
    pub(crate) fn new(options: ExecOptions) -> Self {
        Console { options, ..Console::default() }
    }

    pub(crate) fn print(&mut self, text: &str) {
        self.put(Stream::Stdout, text.as_bytes());
    }

    pub(crate) fn print_bytes(&mut self, bytes: &[u8]) {
        self.put(Stream::Stdout, bytes);
    }

    pub(crate) fn error(&mut self, text: &str) {
        self.put(Stream::Stderr, text.as_bytes());
    }

    pub(crate) fn take(&mut self) -> Vec<Output> {
        std::mem::take(&mut self.output)
    }

    /// Prints on standard error what belongs into the log of a build.
    pub(crate) fn log(&mut self, text: &str) {
        self.error(text);
        self.note(text);
    }

    /// Writes into the plain log only.
    pub(crate) fn note(&mut self, text: &str) {
        if let Some(plain) = &mut self.plain {
            plain.push_str(text);
        }
    }

    pub(crate) fn error_bytes(&mut self, bytes: &[u8]) {
        self.put(Stream::Stderr, bytes);
    }

    pub(crate) fn put(&mut self, stream: Stream, bytes: &[u8]) {
        match self.output.last_mut() {
            _ if bytes.is_empty() => {}
            Some(last) if last.stream == stream => last.bytes.extend_from_slice(bytes),
            _ => self.output.push(Output { stream, bytes: bytes.to_vec() }),
        }
    }
}

/// A task between two slices.
pub(crate) struct Task {
    pub(crate) console: Console,
    pub(crate) doing: Doing,
    /// Number of the next request.
    pub(crate) next_request: u32,
}

/// What a task does next.
pub(crate) enum Doing {
    /// A build that has not begun.
    Request(Box<BuildRequest>),
    /// A command that has not begun.
    Command(Vec<String>),
    Build(Box<Job>),
    Shell(Box<hostshell::Job>),
    /// It waits for an answer.
    Waiting {
        id: RequestId,
        then: Then,
    },
    /// The answer is there.
    Answered {
        answer: Response,
        then: Then,
    },
    Continue(Finally),
    /// It looks whether something has happened.
    Follow(Box<Follow>),
}

/// What came of a slice.
pub(crate) enum Turn {
    Ended(i32),
    Cancelled,
    /// There is more to do.
    Goes(Doing),
    /// It waits for an answer, or for something to happen in a container.
    Stands(Doing),
    Asks(HostRequest, Then),
}

impl Doing {
    /// Does one slice: of a task of the host, or of a command in the host's shell.
    pub(crate) fn advance(self, session: &mut Session<'_>, events: &mut Vec<Event>) -> Turn {
        let is_shell = matches!(self, Doing::Shell(_));
        let step = match self {
            Doing::Request(request) => crate::host::begin(*request, session, events),
            Doing::Command(argv) => cli::begin(session, argv),
            Doing::Build(job) => job.advance(session, events),
            Doing::Shell(job) => job.advance(session, events),
            Doing::Answered { answer, then } => then(session, answer),
            Doing::Continue(then) => then(session),
            Doing::Waiting { .. } => return Turn::Stands(self),
            Doing::Follow(mut follow) => match follow.look(session) {
                Some(step) => step,
                None => return Turn::Stands(Doing::Follow(follow)),
            },
        };
        match step {
            Step::Exit(code) if is_shell => Turn::Ended(code),
            Step::Exit(code) => cli::end(session, code),
            Step::Cancelled => Turn::Cancelled,
            Step::Build(job) => Turn::Goes(Doing::Build(job)),
            Step::Shell(job) if job.stands() => Turn::Stands(Doing::Shell(job)),
            Step::Shell(job) => Turn::Goes(Doing::Shell(job)),
            Step::Follow(follow) => Turn::Goes(Doing::Follow(follow)),
            Step::Continue(then) => Turn::Goes(Doing::Continue(then)),
            Step::Ask(request, then) => Turn::Asks(request, then),
        }
    }

    /// Whether it waits for something to happen in a container.
    pub(crate) fn follows(&self) -> bool {
        match self {
            Doing::Follow(_) => true,
            Doing::Shell(job) => job.follows(),
            _ => false,
        }
    }

    /// When it looks again by itself.
    pub(crate) fn wake(&self) -> Option<vfs::Time> {
        match self {
            Doing::Follow(follow) => follow.again.map(|(next, _)| next),
            Doing::Shell(job) => job.wake(),
            _ => None,
        }
    }

    /// What a command does that has let go of the process it was attached to.
    pub(crate) fn detached() -> Doing {
        Doing::Continue(Box::new(|session| {
            session.console.error("read escape sequence\n");
            Step::Exit(0)
        }))
    }

    /// The process that the task is attached to.
    pub(crate) fn listener(&self) -> Option<&Listener> {
        match self {
            Doing::Follow(follow) => follow.listener.as_ref(),
            Doing::Shell(job) => job.listener(),
            _ => None,
        }
    }
}

impl From<shell::Stream> for Stream {
    fn from(stream: shell::Stream) -> Stream {
        match stream {
            shell::Stream::Stdout => Stream::Stdout,
            shell::Stream::Stderr => Stream::Stderr,
        }
    }
}
