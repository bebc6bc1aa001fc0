//! Where a process waits: for input, for time, for a program that runs elsewhere, for signals.
//!
//! Evaluation is recursive and can't stop halfway. So what has arrived so far is written down; where something is missing
//! evaluation unwinds, and when it has arrived the process is evaluated again from its start, or from its last
//! [`Checkpoint`], with the same arrivals at the same places. A process is a function of its inputs: it comes to the
//! place where it stood.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use vfs::Time;

use super::{Done, Kernel, Task, Unwind};
use crate::builtin::signal;
use crate::eval::Checkpoint;
use crate::io::{Channel, Handle};
use crate::live::{Arrival, Entry, GuestAnswer, GuestRequest, GuestStdin, Wait};

/// By which name the host answers for the network.
const NETWORK: &str = "net";

/// What a process that can wait knows of the outside. Clones are taken for checkpoints.
#[derive(Clone)]
pub(crate) struct Outside {
    /// Until then time may pass without the process standing still.
    pub(crate) horizon: Time,
    /// Whether the standard streams are a terminal.
    pub(crate) tty: bool,
    /// Columns and rows of the terminal.
    pub(crate) size: (u16, u16),
    /// Programs that the host runs for us.
    pub(crate) guests: Rc<BTreeSet<String>>,
    /// As the system protects process 1: a signal that it does not handle does nothing.
    pub(crate) protected: bool,
    /// Places where something could be waited for, counted.
    pub(crate) place: u64,
    input: VecDeque<Input>,
    /// Signals that the first process handles and has not looked at.
    pub(crate) signals: VecDeque<String>,
    /// Signals for which the first process has an action (true) or none on purpose (false).
    pub(crate) handled: BTreeMap<String, bool>,
    /// The first process is a shell with a prompt.
    pub(crate) interactive: bool,
}

#[derive(Clone)]
enum Input {
    Bytes(Vec<u8>),
    End,
}

/// What has arrived, and how much of it this evaluation has taken.
pub(crate) struct Journal {
    pub(crate) entries: Vec<Entry>,
    pub(crate) taken: usize,
    /// Fuel that was spent when the last entry was taken; what follows is new.
    pub(crate) fresh_from: u64,
}

impl Outside {
    pub(crate) fn new(tty: bool, size: (u16, u16), guests: BTreeSet<String>, protected: bool) -> Outside {
        Outside {
            horizon: Time::from_secs(0),
            tty,
            size,
            guests: Rc::new(guests),
            protected,
            place: 0,
            input: VecDeque::new(),
            signals: VecDeque::new(),
            handled: BTreeMap::new(),
            interactive: false,
        }
    }

    fn take_input(&mut self, most: usize) -> Option<Vec<u8>> {
        match self.input.front_mut()? {
            Input::End => {
                // On a terminal Ctrl-D ends one read; a closed stream stays closed.
                if self.tty {
                    self.input.pop_front();
                }
                Some(Vec::new())
            }
            Input::Bytes(bytes) => {
                let line = bytes.iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |at| at + 1);
                let count = if self.tty { line } else { bytes.len() }.min(most);
                let rest = bytes.split_off(count);
                let taken = std::mem::replace(bytes, rest);
                if bytes.is_empty() {
                    self.input.pop_front();
                }
                Some(taken)
            }
        }
    }
}

/// What a signal does to the process that waits.
enum Struck {
    /// It goes on waiting.
    Nothing,
    /// It stops waiting, so that the action can run.
    Action,
}

impl Kernel<'_> {
    /// Whether an open file is the process's terminal.
    pub(crate) fn is_terminal(&self, handle: &Handle) -> bool {
        let tty = self.outside.as_ref().is_some_and(|outside| outside.tty);
        tty && matches!(&*handle.borrow(), Channel::Stdin | Channel::Output(_))
    }

    /// Columns of the terminal that an open file is.
    pub(crate) fn terminal_width(&self, handle: &Handle) -> Option<usize> {
        let size = self.outside.as_ref().filter(|_| self.is_terminal(handle))?.size;
        Some(usize::from(size.0)).filter(|columns| *columns > 0)
    }

    /// Lets simulated time pass. False: a signal came before it was over.
    pub(crate) fn sleep(&mut self, micros: u64) -> Done<bool> {
        self.meter.spent.waited += micros;
        let until = later(self.now, micros);
        if self.background.is_some() {
            self.now = until;
            return Ok(true);
        }
        self.sleep_until(until)
    }

    /// As [`Kernel::sleep`], to a point in time.
    pub(crate) fn sleep_until(&mut self, until: Time) -> Done<bool> {
        if self.outside.is_none() {
            self.now = self.now.max(until);
            return Ok(true);
        }
        self.new_place()?;
        if self.take_arrivals()? {
            return Ok(false);
        }
        let Some(outside) = &self.outside else { return Ok(true) };
        if until > outside.horizon || self.worked_enough() {
            return Err(Unwind::Wait(Wait::Until(until)));
        }
        self.now = self.now.max(until);
        Ok(true)
    }

    /// Takes all that arrived at this place; whether the waiting is over because of a signal.
    fn take_arrivals(&mut self) -> Done<bool> {
        while let Some(arrival) = self.arrival() {
            if let Struck::Action = self.take(arrival)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Waits until anything happens: a signal with an action, input, a change of the files by others.
    pub(crate) fn pause(&mut self) -> Done<()> {
        self.new_place()?;
        match self.arrival() {
            Some(arrival) => self.take(arrival).map(|_| ()),
            None => Err(Unwind::Wait(Wait::Signal)),
        }
    }

    /// Bytes from the process's standard input, at most one line of a terminal; none at the end.
    pub(super) fn read_stdin(&mut self, most: usize) -> Done<Vec<u8>> {
        self.new_place()?;
        if self.take_arrivals()? {
            return Ok(Vec::new());
        }
        let Some(outside) = &mut self.outside else { return Ok(Vec::new()) };
        outside.take_input(most).ok_or(Unwind::Wait(Wait::Input))
    }

    /// Puts bytes back that were read too far.
    pub(super) fn give_back_input(&mut self, bytes: &[u8]) {
        if let Some(outside) = self.outside.as_mut().filter(|_| !bytes.is_empty()) {
            outside.input.push_front(Input::Bytes(bytes.to_vec()));
        }
    }

    /// Whether the host runs this program.
    pub(crate) fn has_guest(&self, program: &str) -> bool {
        self.outside
            .as_ref()
            .is_some_and(|outside| self.background.is_none() && outside.guests.contains(program))
    }

    /// Runs a program elsewhere. `stdin` is what it reads unless it shares the process's own.
    pub(crate) fn guest(&mut self, task: &Task, program: &str, argv: &[String]) -> Done<i32> {
        let stdin = self.guest_stdin(task)?;
        self.new_place()?;
        let own = |fd, kernel: &Kernel<'_>| {
            task.fds.get(fd).is_some_and(|handle| matches!(&*handle.borrow(), Channel::Output(_)))
                && kernel.outside.is_some()
        };
        let request = GuestRequest {
            id: self.outside.as_ref().map_or(0, |outside| outside.place),
            program: program.to_owned(),
            argv: argv.to_vec(),
            env: task.env.clone(),
            cwd: task.cwd.clone(),
            user: task.user.clone(),
            stdin,
            own_stdout: own(1, self),
            own_stderr: own(2, self),
            tty: task.fds.get(1).is_some_and(|handle| self.is_terminal(&handle)),
            pid: task.pid,
        };
        loop {
            let GuestAnswer { pieces, exit } = self.guest_answer(&request)?;
            for (stream, bytes) in pieces {
                let fd = if stream == crate::Stream::Stdout { 1 } else { 2 };
                if let Some(handle) = task.fds.get(fd) {
                    // A guest whose output is refused has no way to hear of it.
                    let _ = self.write_to(&handle, &bytes)?;
                }
            }
            if let Some(status) = exit {
                return Ok(i32::from(status));
            }
        }
    }

    /// Asks the host something about the network; what it wrote and its exit status. Nothing if there is no network.
    pub(crate) fn ask_network(
        &mut self,
        task: &Task,
        argv: &[String],
        bytes: Vec<u8>,
    ) -> Done<Option<(Vec<u8>, u8)>> {
        if !self.has_guest(NETWORK) {
            return Ok(None);
        }
        self.new_place()?;
        let request = GuestRequest {
            id: self.outside.as_ref().map_or(0, |outside| outside.place),
            program: NETWORK.to_owned(),
            argv: std::iter::once(NETWORK.to_owned()).chain(argv.iter().cloned()).collect(),
            env: Vec::new(),
            cwd: task.cwd.clone(),
            user: task.user.clone(),
            stdin: GuestStdin::Bytes(bytes),
            own_stdout: false,
            own_stderr: false,
            tty: false,
            pid: task.pid,
        };
        let mut answer = Vec::new();
        loop {
            let GuestAnswer { pieces, exit } = self.guest_answer(&request)?;
            pieces.into_iter().for_each(|(_, bytes)| answer.extend(bytes));
            self.meter.hold(answer.len() as u64)?;
            match exit {
                None => {}
                // Ctrl-C came while it waited, and went to the host.
                Some(status @ 129..) => return Err(Unwind::Signal(i32::from(status) - 128)),
                Some(status) => return Ok(Some((answer, status))),
            }
        }
    }

    /// The next piece of what a guest did.
    fn guest_answer(&mut self, request: &GuestRequest) -> Done<GuestAnswer> {
        loop {
            match self.arrival() {
                None => return Err(Unwind::Wait(Wait::Guest(Box::new(request.clone())))),
                Some(Arrival::Guest(answer)) => return Ok(answer),
                Some(arrival) => {
                    self.take(arrival)?;
                }
            }
        }
    }

    fn guest_stdin(&mut self, task: &Task) -> Done<GuestStdin> {
        let Some(handle) = task.fds.get(0) else { return Ok(GuestStdin::Bytes(Vec::new())) };
        if matches!(&*handle.borrow(), Channel::Stdin) {
            let (mut bytes, mut closed) = (Vec::new(), false);
            while let Some(more) = self.outside.as_mut().and_then(|outside| outside.take_input(usize::MAX)) {
                if more.is_empty() {
                    closed = true;
                    break;
                }
                bytes.extend(more);
            }
            return Ok(GuestStdin::Own { bytes, closed });
        }
        let mut bytes = Vec::new();
        while let Ok(block) = self.read_from(&handle, super::BLOCK)? {
            if block.is_empty() {
                break;
            }
            bytes.extend(block);
            self.meter.hold(bytes.len() as u64)?;
        }
        Ok(GuestStdin::Bytes(bytes))
    }

    /// Notes where a process can go on from, if something was waited for since the last time.
    pub(crate) fn wants_checkpoint(&self) -> bool {
        let place = self.outside.as_ref().map(|outside| outside.place);
        self.trials == 0 && place.is_some() && place != self.checkpoint.as_ref().map(Checkpoint::place)
    }

    fn new_place(&mut self) -> Done<()> {
        if let Some(outside) = &mut self.outside {
            outside.place += 1;
            self.meter.rest();
            self.decided()?;
        }
        Ok(())
    }

    /// Whether this evaluation has done enough that is new; the rest can come with the next one.
    fn worked_enough(&self) -> bool {
        self.journal.taken == self.journal.entries.len()
            && self.meter.burnt() - self.journal.fresh_from > self.meter.limits().fuel / 4
    }

    /// The next thing that arrived while the process stood at this place.
    fn arrival(&mut self) -> Option<Arrival> {
        let place = self.outside.as_ref()?.place;
        let entry = self.journal.entries.get(self.journal.taken).filter(|entry| entry.place == place)?;
        let (arrival, tree, time) = (entry.arrival.clone(), entry.tree.clone(), entry.time);
        self.journal.taken += 1;
        self.journal.fresh_from = self.meter.burnt();
        self.flush();
        if let Some(tree) = tree {
            // The files as others left them.
            self.tree.reset(&tree);
        }
        if !matches!(arrival, Arrival::Nothing) {
            self.now = self.now.max(time);
        }
        Some(arrival)
    }

    fn take(&mut self, arrival: Arrival) -> Done<Struck> {
        let Some(outside) = &mut self.outside else { return Ok(Struck::Nothing) };
        match arrival {
            Arrival::Nothing | Arrival::Guest(_) => {}
            Arrival::Input(bytes) if bytes.is_empty() => {}
            Arrival::Input(bytes) => outside.input.push_back(Input::Bytes(bytes)),
            Arrival::EndOfInput => outside.input.push_back(Input::End),
            Arrival::Resized { columns, rows } => outside.size = (columns, rows),
            Arrival::Signal { name, terminal } => return self.strike(&name, terminal),
        }
        Ok(Struck::Nothing)
    }

    /// A signal, to the first process or, from the terminal, to all that run in the foreground.
    fn strike(&mut self, name: &str, terminal: bool) -> Done<Struck> {
        let waiter = self.running.last().map_or(1, |(pid, _)| *pid);
        let Some(outside) = &mut self.outside else { return Ok(Struck::Nothing) };
        let number = signal(name).unwrap_or(15);
        let first = waiter <= 1;
        match outside.handled.get(name) {
            Some(true) => {
                outside.signals.push_back(name.to_owned());
                return match terminal && !first {
                    true => Err(Unwind::Signal(number)),
                    false if first => Ok(Struck::Action),
                    false => Ok(Struck::Nothing),
                };
            }
            Some(false) => return Ok(Struck::Nothing),
            None => {}
        }
        match name {
            "WINCH" | "CHLD" | "CONT" | "URG" | "STOP" | "TSTP" => Ok(Struck::Nothing),
            "INT" if outside.interactive && terminal => Err(Unwind::Abandon(130)),
            "TERM" | "INT" | "QUIT" if outside.interactive && first => Ok(Struck::Nothing),
            _ if terminal && !first => {
                Err(if outside.protected { Unwind::Signal(number) } else { Unwind::Killed(number) })
            }
            _ if outside.protected => Ok(Struck::Nothing),
            _ => Err(Unwind::Killed(number)),
        }
    }
}

/// A time some microseconds later.
pub(crate) fn later(time: Time, micros: u64) -> Time {
    let nanos = u64::from(time.nanos) + micros % 1_000_000 * 1_000;
    let secs = i64::try_from(micros / 1_000_000 + nanos / 1_000_000_000).unwrap_or(i64::MAX);
    Time { secs: time.secs.saturating_add(secs), nanos: (nanos % 1_000_000_000) as u32 }
}
