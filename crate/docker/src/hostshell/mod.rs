//! The host's shell: the project in a small machine, with `docker` among its programs.
//!
//! A session is a task like a command. At its prompt it asks for a line ([`HostRequest::Input`]); `vi`, `nano` and `code`
//! ask the front end to edit a file and wait until that is done ([`HostRequest::Edit`]).

mod guest;
mod machine;
mod outside;

use std::collections::{BTreeMap, BTreeSet};

use shell::{Arrival, GuestAnswer, GuestRequest, GuestStdin, Live, Standing, Start, Wait};
use vfs::{Follow, Snapshot, Time, Tree, VPathBuf};

use crate::cli::{Listener, Session, Step};
use crate::progress::Terminal;
use crate::request::{HostRequest, Response};
use crate::rows::Event;
use crate::task::{Console, Stream};
use guest::Guest;
pub(crate) use outside::MachineGuests;

/// Where the project lies in the machine.
pub(crate) const PROJECT: &str = "/root/project";

/// A shell session.
#[derive(Debug, Clone, Default)]
pub struct ShellOptions {
    /// What `sh -c` runs; without it the session is interactive.
    pub script: Option<String>,
    /// Environment variables besides `HOME`, `PATH` and `PWD`.
    pub env: BTreeMap<String, String>,
    /// The terminal, if there is one.
    pub terminal: Option<Terminal>,
    /// Bytes on standard input of a script.
    pub stdin: Vec<u8>,
    /// Whose docker is imitated, if not that of the host's own profile.
    pub profile: Option<crate::Profile>,
}

/// A shell session between two slices.
pub(crate) struct Job {
    live: Live,
    tree: Tree,
    /// The project as it was last seen on both sides.
    seen: Snapshot,
    guest: Option<Guest>,
    /// Whether the guest has looked, and nothing has happened for it.
    stands: bool,
    /// The program that the front end runs.
    asked: Option<u64>,
    /// Lines that were typed, for `history`.
    typed: Vec<String>,
    /// Input that was there from the beginning, until somebody reads it: then there is no more.
    stdin: Option<Vec<u8>>,
}

impl Job {
    /// `front` names the programs that the front end runs.
    pub(crate) fn new(
        options: &ShellOptions,
        base: &Snapshot,
        project: &Snapshot,
        front: &BTreeSet<String>,
        now: Time,
    ) -> Self {
        let mut tree = machine::tree(base, now);
        let interactive = options.script.is_none();
        let mut argv = vec!["/bin/sh".to_owned()];
        argv.extend(options.script.iter().flat_map(|script| ["-c".to_owned(), script.clone()]));
        let mut env = vec![
            ("HOME".to_owned(), "/root".to_owned()),
            ("PATH".to_owned(), "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin".to_owned()),
            ("PWD".to_owned(), PROJECT.to_owned()),
        ];
        env.retain(|(name, _)| !options.env.contains_key(name));
        env.extend(options.env.clone());
        let mut seen = Snapshot::empty();
        graft(&mut tree, project, &mut seen);
        let size =
            options.terminal.map_or((80, 24), |terminal| (terminal.columns as u16, terminal.rows as u16));
        let start = Start {
            argv,
            env,
            cwd: VPathBuf::normalise(PROJECT),
            hostname: "layerlab".to_owned(),
            stdin: interactive || options.terminal.is_some() || !options.stdin.is_empty(),
            tty: options.terminal.is_some(),
            size,
            protected: false,
            guests: machine::GUESTS.iter().map(|name| (*name).to_owned()).chain(outside::of(front)).collect(),
            ..Start::new(now)
        };
        let live = Live::new(start, &tree);
        let stdin = (!interactive && options.terminal.is_none()).then(|| options.stdin.clone());
        Job { live, tree, seen, guest: None, stands: false, asked: None, typed: Vec::new(), stdin }
    }

    /// The process that the command in the foreground is attached to.
    pub(crate) fn listener(&self) -> Option<&Listener> {
        self.guest.as_ref().and_then(Guest::listener)
    }

    /// Whether it waits for something to happen in a container.
    pub(crate) fn follows(&self) -> bool {
        self.asked.is_some() || self.guest.as_ref().is_some_and(Guest::follows)
    }

    /// When its command looks again by itself.
    pub(crate) fn wake(&self) -> Option<Time> {
        self.guest.as_ref().and_then(Guest::wake)
    }

    /// Whether there is nothing to do until that happens.
    pub(crate) fn stands(&self) -> bool {
        self.asked.is_some() || self.stands && self.follows()
    }

    /// Ctrl-C. What it asked of the front end's programs is given up.
    pub(crate) fn interrupt(&mut self, now: Time, guests: &mut MachineGuests) {
        if let Some(guest) = &mut self.guest {
            guest.interrupt();
        }
        if let Some(number) = self.asked.take() {
            guests.give_up(number);
            self.live.push(now, Arrival::Guest(GuestAnswer { pieces: Vec::new(), exit: Some(130) }));
        }
        self.live.push(now, Arrival::Signal { name: "INT".to_owned(), terminal: true });
    }

    /// Nobody waits for it any more.
    pub(crate) fn give_up(&self, guests: &mut MachineGuests) {
        if let Some(number) = self.asked {
            guests.give_up(number);
        }
    }

    /// Counts a Ctrl-C that is for the container of the command in the foreground; true if the command gives up.
    pub(crate) fn gives_up(&mut self) -> bool {
        self.guest.as_mut().is_some_and(Guest::gives_up)
    }

    /// Ctrl-P Ctrl-Q: the command in the foreground lets go of its process.
    pub(crate) fn detach(&mut self) {
        if let Some(guest) = &mut self.guest {
            guest.detach();
        }
    }

    /// Goes on until something is to be waited for.
    pub(crate) fn advance(mut self: Box<Self>, session: &mut Session<'_>, events: &mut Vec<Event>) -> Step {
        graft(&mut self.tree, &session.host.project.tree, &mut self.seen);
        if let Some(guest) = self.guest.take() {
            return self.run_guest(guest, session, events);
        }
        if let Some(number) = self.asked {
            let Some(answer) = session.host.machine_guests.take(number) else { return Step::Shell(self) };
            if answer.exit.is_some() {
                self.asked = None;
            }
            self.live.push(session.host.now(), Arrival::Guest(answer));
        }
        let horizon = session.host.now();
        let console = &mut *session.console;
        let turn = self.live.advance(&mut self.tree, horizon, &mut |_, stream, bytes| match stream {
            shell::Stream::Stdout => console.put(Stream::Stdout, bytes),
            shell::Stream::Stderr => console.put(Stream::Stderr, bytes),
        });
        self.give_back(session);
        match turn.standing {
            Standing::Ended(outcome) => self.ended(outcome, session),
            // Still the same program.
            Standing::Waits(Wait::Guest(_)) if self.asked.is_some() => Step::Shell(self),
            Standing::Waits(Wait::Guest(request)) => self.begin(*request, session, events),
            Standing::Waits(Wait::Until(time)) => {
                session.host.advance_clock(time);
                Step::Shell(self)
            }
            Standing::Waits(Wait::Input | Wait::Signal) => self.ask(session.host.now()),
        }
    }

    fn ended(&self, outcome: shell::Outcome, session: &mut Session<'_>) -> Step {
        match outcome.result {
            Ok(exit) => Step::Exit(exit.0.into()),
            Err(stop) => session.fail(&format!("sh: {stop}")),
        }
    }

    /// Hands over the input that was there from the beginning, or asks for a line.
    fn ask(mut self: Box<Self>, now: Time) -> Step {
        if let Some(stdin) = self.stdin.take() {
            self.live.push(now, Arrival::Input(stdin));
            self.live.push(now, Arrival::EndOfInput);
            return Step::Shell(self);
        }
        Step::Ask(
            HostRequest::Input,
            Box::new(move |session, answer| {
                let now = session.host.now();
                match answer {
                    Response::Bytes(bytes) if !bytes.is_empty() => {
                        self.typed.push(String::from_utf8_lossy(&bytes).trim_end().to_owned());
                        self.live.push(now, Arrival::Input(bytes));
                    }
                    Response::Interrupted => self.interrupt(now, &mut session.host.machine_guests),
                    _ => self.live.push(now, Arrival::EndOfInput),
                }
                Step::Shell(self)
            }),
        )
    }

    /// Starts a program that is not the shell's.
    fn begin(
        mut self: Box<Self>,
        mut request: GuestRequest,
        session: &mut Session<'_>,
        events: &mut Vec<Event>,
    ) -> Step {
        if let (GuestStdin::Own { bytes, closed }, Some(stdin)) = (&mut request.stdin, &self.stdin) {
            bytes.extend(stdin);
            *closed = true;
        }
        match request.program.as_str() {
            "docker" | "layerlab" => {
                let guest = Guest::new(request, session);
                self.run_guest(guest, session, events)
            }
            program if session.host.containers.guests.contains(program) && outside::is_networked(program) => {
                let now = session.host.now();
                self.asked = Some(session.host.machine_guests.ask(request, now));
                Step::Shell(self)
            }
            "history" => {
                let lines = self.typed.iter().enumerate();
                let text: String = lines.map(|(index, line)| format!("{:>5}  {line}\n", index + 1)).collect();
                self.answer(&request, text.into_bytes(), 0, session)
            }
            _ => self.edit(request, session),
        }
    }

    /// Has the front end edit a file of the project.
    fn edit(self: Box<Self>, request: GuestRequest, session: &mut Session<'_>) -> Step {
        let program = request.program.clone();
        let named = request.argv.iter().skip(1).rfind(|word| !word.starts_with(['-', '+']));
        let Some(named) = named else {
            let text = format!("{program}: name a file of the project\n");
            return self.complain(&request, &text, session);
        };
        let place = request.cwd.join(named);
        let Some(path) = place.strip_prefix(&VPathBuf::normalise(PROJECT)).filter(|path| !path.is_empty())
        else {
            let text = format!("{program}: {place}: only files of the project can be edited\n");
            return self.complain(&request, &text, session);
        };
        let path = path.to_owned();
        Step::Ask(
            HostRequest::Edit { path, program },
            Box::new(move |session, answer| match answer {
                Response::Failed(reason) => self.complain(&request, &format!("{reason}\n"), session),
                _ => self.answer(&request, Vec::new(), 0, session),
            }),
        )
    }

    fn complain(self: Box<Self>, request: &GuestRequest, text: &str, session: &mut Session<'_>) -> Step {
        session.console.error(text);
        self.answer(request, Vec::new(), 1, session)
    }

    /// Tells the shell how a program ended.
    fn answer(
        mut self: Box<Self>,
        request: &GuestRequest,
        stdout: Vec<u8>,
        exit: u8,
        session: &mut Session<'_>,
    ) -> Step {
        let mut pieces = Vec::new();
        match request.own_stdout {
            true => session.console.print_bytes(&stdout),
            false => pieces.push((shell::Stream::Stdout, stdout)),
        }
        self.live.push(session.host.now(), Arrival::Guest(GuestAnswer { pieces, exit: Some(exit) }));
        Step::Shell(self)
    }

    /// Does a slice of a docker command.
    fn run_guest(
        mut self: Box<Self>,
        mut guest: Guest,
        session: &mut Session<'_>,
        events: &mut Vec<Event>,
    ) -> Step {
        let step = guest.advance(&mut self.tree, session, events);
        self.give_back(session);
        let pieces = guest.output(session);
        self.stands = matches!(step, guest::Next::Stands);
        match step {
            guest::Next::Ended(exit) => {
                if let Some(stdin) = self.stdin.as_mut().filter(|_| guest.has_read) {
                    stdin.clear();
                }
                let answer = GuestAnswer { pieces, exit: Some(exit) };
                self.live.push(session.host.now(), Arrival::Guest(answer));
                Step::Shell(self)
            }
            guest::Next::Goes | guest::Next::Stands => {
                guest.hold(pieces);
                self.guest = Some(guest);
                Step::Shell(self)
            }
            guest::Next::Asks(request, then) => {
                guest.hold(pieces);
                Step::Ask(
                    request,
                    Box::new(move |_, answer| {
                        guest.answered(answer, then);
                        self.guest = Some(guest);
                        Step::Shell(self)
                    }),
                )
            }
        }
    }

    /// Hands the project back to the host if the shell or a program changed it.
    fn give_back(&mut self, session: &mut Session<'_>) {
        let place = VPathBuf::normalise(PROJECT);
        let Ok(node) = self.tree.lookup(&place, Follow::All) else { return };
        let mut project = Snapshot::empty().edit();
        if project.put(VPathBuf::root().as_ref(), node.clone()).is_err() {
            return;
        }
        let project = project.freeze();
        if project.digest() != self.seen.digest() {
            session.host.project.tree = project.clone();
            self.seen = project;
        }
    }
}

/// Puts the project into the machine if the host has another one than was last seen.
fn graft(tree: &mut Tree, project: &Snapshot, seen: &mut Snapshot) {
    if project.ptr_eq(seen) || project.digest() == seen.digest() && tree.exists(&VPathBuf::normalise(PROJECT))
    {
        return;
    }
    // The folder above is the machine's own and always there.
    if tree.put(&VPathBuf::normalise(PROJECT), project.root().clone()).is_ok() {
        *seen = project.clone();
    }
}

/// What the console of a session is made with.
pub(crate) fn console(options: &ShellOptions, profile: crate::Profile) -> Console {
    let mut console = Console::new(crate::ExecOptions {
        terminal: options.terminal,
        stdout_is_terminal: options.terminal.is_some(),
        ..crate::ExecOptions::default()
    });
    console.profile = options.profile.unwrap_or(profile);
    console
}
