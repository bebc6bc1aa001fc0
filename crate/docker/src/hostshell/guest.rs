//! A docker command that runs in the host's shell.

use shell::{GuestRequest, GuestStdin};
use vfs::Tree;

use crate::cli::{self, Listener, Session, Step, Then};
use crate::project::Project;
use crate::request::{HostRequest, Response};
use crate::task::{Console, Doing, ExecOptions, Stream};

/// What a command does next.
pub(super) enum Next {
    Ended(u8),
    Goes,
    /// It waits for something to happen in a container.
    Stands,
    /// It asks for what only the front end has.
    Asks(HostRequest, Then),
}

/// A command under way.
pub(super) struct Guest {
    request: GuestRequest,
    console: Console,
    doing: Option<Doing>,
    /// Output for pipes and files, which they get when the command ends.
    held: Vec<(shell::Stream, Vec<u8>)>,
}

impl Guest {
    pub(super) fn new(request: GuestRequest, session: &Session<'_>) -> Self {
        let terminal = session.console.options.terminal;
        let mut console = Console::new(ExecOptions {
            cwd: request.cwd.to_string(),
            env: request.env.iter().cloned().collect(),
            terminal: terminal.filter(|_| request.own_stderr),
            stdout_is_terminal: terminal.is_some() && request.own_stdout,
            ..ExecOptions::default()
        });
        console.profile = session.console.profile;
        let words = request.argv.iter().skip(1).cloned().collect();
        Guest { request, console, doing: Some(Doing::Command(words)), held: Vec::new() }
    }

    /// Ctrl-C: a build says what it gave up, anything else is over.
    pub(super) fn interrupt(&mut self) {
        match &mut self.doing {
            Some(Doing::Build(job)) => job.cancel(),
            doing => *doing = Some(Doing::Continue(Box::new(|_| Step::Cancelled))),
        }
    }

    /// Does a slice. Questions about files are answered from the machine's.
    pub(super) fn advance(&mut self, tree: &mut Tree, outer: &mut Session<'_>) -> Next {
        let doing = self.doing.take().unwrap_or(Doing::Continue(Box::new(|_| Step::Exit(0))));
        let mut session = Session { host: &mut *outer.host, console: &mut self.console };
        // What a build tells while it runs, the shell has no use for: it is printed.
        let mut events = Vec::new();
        let step = match doing {
            Doing::Command(argv) => cli::start(&mut session, &argv),
            Doing::Build(job) => job.advance(&mut session, &mut events),
            Doing::Answered { answer, then } => then(&mut session, answer),
            Doing::Continue(then) => then(&mut session),
            Doing::Waiting { id, then } => Step::Wait(id, then),
            Doing::Follow(mut follow) => match (follow.poll)(&mut session) {
                Some(step) => step,
                None => {
                    self.doing = Some(Doing::Follow(follow));
                    return Next::Stands;
                }
            },
            Doing::Request(_) | Doing::Shell(_) => session.fail("docker: this can't run inside a shell"),
        };
        match step {
            Step::Exit(code) => return Next::Ended((code & 0xff) as u8),
            Step::Cancelled => return Next::Ended(130),
            Step::Build(job) => self.doing = Some(Doing::Build(job)),
            Step::Continue(then) => self.doing = Some(Doing::Continue(then)),
            Step::Follow(follow) => self.doing = Some(Doing::Follow(follow)),
            Step::Wait(id, then) => self.doing = Some(Doing::Waiting { id, then }),
            Step::Shell(_) => return Next::Ended(1),
            Step::Ask(HostRequest::ReadStdin, then) => match self.stdin() {
                Some(bytes) => self.answered(Response::Bytes(bytes), then),
                None => return Next::Asks(HostRequest::Input, then),
            },
            Step::Ask(request @ (HostRequest::Input | HostRequest::Edit { .. }), then) => {
                return Next::Asks(request, then);
            }
            Step::Ask(request, then) => {
                let mut machine = Project { tree: tree.snapshot() };
                let now = outer.host.now();
                let answer = machine.answer(&request, &self.request.cwd.to_string(), now);
                tree.reset(&machine.tree);
                self.answered(answer, then);
            }
        }
        Next::Goes
    }

    /// The process that the command is attached to.
    pub(super) fn listener(&self) -> Option<&Listener> {
        self.doing.as_ref().and_then(Doing::listener)
    }

    /// Whether it waits for something to happen in a container.
    pub(super) fn follows(&self) -> bool {
        matches!(self.doing, Some(Doing::Follow(_)))
    }

    pub(super) fn answered(&mut self, answer: Response, then: Then) {
        self.doing = Some(Doing::Answered { answer, then });
    }

    /// What it reads, if that is known already.
    fn stdin(&self) -> Option<Vec<u8>> {
        match &self.request.stdin {
            GuestStdin::Bytes(bytes) => Some(bytes.clone()),
            GuestStdin::Own { bytes, closed } if *closed || !bytes.is_empty() => Some(bytes.clone()),
            GuestStdin::Own { .. } => None,
        }
    }

    /// Prints what goes to the terminal, and gives back what goes to pipes and files.
    pub(super) fn output(&mut self, outer: &mut Session<'_>) -> Vec<(shell::Stream, Vec<u8>)> {
        let mut pieces = std::mem::take(&mut self.held);
        for output in self.console.take() {
            let (own, stream) = match output.stream {
                Stream::Stdout => (self.request.own_stdout, shell::Stream::Stdout),
                Stream::Stderr => (self.request.own_stderr, shell::Stream::Stderr),
            };
            match own {
                true => outer.console.put(output.stream, &output.bytes),
                false => pieces.push((stream, output.bytes)),
            }
        }
        pieces
    }

    pub(super) fn hold(&mut self, pieces: Vec<(shell::Stream, Vec<u8>)>) {
        self.held = pieces;
    }
}
