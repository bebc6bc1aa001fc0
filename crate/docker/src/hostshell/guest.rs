//! A docker command that runs in the host's shell.

use shell::{Arrival, GuestRequest, GuestStdin};
use vfs::Tree;

use crate::cli::{Listener, Session, Step, Then};
use crate::project::Project;
use crate::request::{HostRequest, Response};
use crate::rows::Event;
use crate::task::{Console, Doing, ExecOptions, Stream, Turn};

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
    /// Whether it has taken its standard input.
    pub(super) has_read: bool,
    /// How often Ctrl-C was pressed.
    interrupts: u32,
}

/// That often Ctrl-C ends the client, whatever its container makes of the signal.
const PATIENCE: u32 = 3;

impl Guest {
    pub(super) fn new(request: GuestRequest, session: &Session<'_>) -> Self {
        let terminal = session.console.options.terminal;
        let mut console = Console::new(ExecOptions {
            cwd: request.cwd.to_string(),
            env: request.env.iter().cloned().collect(),
            terminal: terminal.filter(|_| request.own_stderr),
            stdout_is_terminal: terminal.is_some() && request.own_stdout,
            stdin_is_terminal: terminal.is_some() && matches!(request.stdin, GuestStdin::Own { .. }),
            ..ExecOptions::default()
        });
        console.profile = session.console.profile;
        console.plain = Some(String::new());
        let words = request.argv.iter().skip(1).cloned().collect();
        Guest {
            request,
            console,
            doing: Some(Doing::Command(words)),
            held: Vec::new(),
            has_read: false,
            interrupts: 0,
        }
    }

    /// Counts a Ctrl-C that went to the container; true if the client gives up now.
    pub(super) fn gives_up(&mut self) -> bool {
        self.interrupts += 1;
        if self.interrupts < PATIENCE {
            return false;
        }
        self.doing = Some(Doing::Continue(Box::new(|session| {
            session.console.error("\ngot 3 SIGTERM/SIGINTs, forcefully exiting\n");
            Step::Exit(1)
        })));
        true
    }

    /// Ctrl-C: a build says what it gave up, anything else is over.
    pub(super) fn interrupt(&mut self) {
        match &mut self.doing {
            Some(Doing::Build(job)) => job.cancel(),
            doing => *doing = Some(Doing::Continue(Box::new(|_| Step::Cancelled))),
        }
    }

    /// Does a slice. Questions about files are answered from the machine's.
    pub(super) fn advance(
        &mut self,
        tree: &mut Tree,
        outer: &mut Session<'_>,
        events: &mut Vec<Event>,
    ) -> Next {
        let doing = self.doing.take().unwrap_or(Doing::Continue(Box::new(|_| Step::Exit(0))));
        let mut session = Session { host: &mut *outer.host, console: &mut self.console };
        let turn = doing.advance(&mut session, events);
        events
            .extend(self.console.plain.replace(String::new()).filter(|log| !log.is_empty()).map(Event::Log));
        match turn {
            Turn::Ended(code) => return Next::Ended((code & 0xff) as u8),
            Turn::Cancelled => return Next::Ended(130),
            Turn::Goes(doing) => self.doing = Some(doing),
            Turn::Stands(doing) => {
                self.doing = Some(doing);
                // What is fed may let it go on at once.
                return if self.feed(outer) { Next::Goes } else { Next::Stands };
            }
            Turn::Asks(HostRequest::ReadStdin, then) => match self.stdin() {
                Some(bytes) => self.answered(Response::Bytes(bytes), then),
                None => return Next::Asks(HostRequest::Input, then),
            },
            Turn::Asks(request @ (HostRequest::Input | HostRequest::Edit { .. }), then) => {
                return Next::Asks(request, then);
            }
            Turn::Asks(request, then) => {
                let mut machine = Project { tree: tree.snapshot() };
                let now = outer.host.now();
                let answer = machine.answer(&request, &self.request.cwd.to_string(), now);
                tree.reset(&machine.tree);
                self.answered(answer, then);
            }
        }
        Next::Goes
    }

    /// Hands the process that the command is attached to what the shell has for it: once all of a pipe or file, else what
    /// was typed before. Tells whether there was anything.
    fn feed(&mut self, outer: &mut Session<'_>) -> bool {
        let Some(Doing::Follow(follow)) = &mut self.doing else { return false };
        let Some(listener) = follow.listener.as_mut().filter(|listener| listener.stdin) else { return false };
        let (bytes, closed) = match &mut self.request.stdin {
            GuestStdin::Bytes(bytes) => (std::mem::take(bytes), true),
            GuestStdin::Own { bytes, closed } => (std::mem::take(bytes), *closed),
        };
        let any = closed || !bytes.is_empty();
        self.has_read |= any;
        if !bytes.is_empty() {
            listener.tell(outer.host, Arrival::Input(bytes));
        }
        if closed {
            listener.tell(outer.host, Arrival::EndOfInput);
            listener.stdin = false;
        }
        any
    }

    /// Ctrl-P Ctrl-Q.
    pub(super) fn detach(&mut self) {
        self.doing = Some(Doing::detached());
    }

    /// The process that the command is attached to.
    pub(super) fn listener(&self) -> Option<&Listener> {
        self.doing.as_ref().and_then(Doing::listener)
    }

    /// Whether it waits for something to happen in a container.
    pub(super) fn follows(&self) -> bool {
        self.doing.as_ref().is_some_and(Doing::follows)
    }

    pub(super) fn wake(&self) -> Option<vfs::Time> {
        self.doing.as_ref().and_then(Doing::wake)
    }

    pub(super) fn answered(&mut self, answer: Response, then: Then) {
        self.doing = Some(Doing::Answered { answer, then });
    }

    /// What it reads, if that is known already.
    fn stdin(&mut self) -> Option<Vec<u8>> {
        self.has_read = true;
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
