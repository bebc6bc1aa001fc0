//! Trials: running what may turn out to need something that is not there yet. If it does, all is put back as it was.
//!
//! Evaluation can't stop halfway and go on later. So where programs run side by side in reality, one of them is tried with what
//! the other has given it so far: the reader of a pipe when the pipe is full, a background job when it is started.

use vfs::{Snapshot, Time};

use super::{Kernel, Outside, Unwind};
use crate::io::{Channel, Descriptors, Handle};
use crate::meter::Meter;
use crate::process::Stream;

/// A piece of output that is not handed out yet: when it was written, by which background job, and where to.
#[derive(Clone)]
pub(crate) struct Held {
    time: Time,
    job: Option<u32>,
    stream: Stream,
    bytes: Vec<u8>,
}

/// What a trial may change.
pub(crate) struct Before {
    tree: Snapshot,
    now: Time,
    next_pid: u32,
    noise: u64,
    epoch: u64,
    removed: Vec<(vfs::VPathBuf, u64)>,
    running: Vec<(u32, Vec<String>)>,
    replaced: Option<u32>,
    meter: Meter,
    outside: Option<Outside>,
    taken: usize,
    held: usize,
    late: Vec<Held>,
    places: Vec<(Handle, u64)>,
}

impl Kernel<'_> {
    /// Notes how everything is that a program with these descriptors can change.
    pub(crate) fn begin_trial(&mut self, fds: &Descriptors) -> Before {
        self.flush();
        self.trials += 1;
        Before {
            tree: self.tree.snapshot(),
            now: self.now,
            next_pid: self.next_pid,
            noise: self.noise,
            epoch: self.epoch,
            removed: self.removed.clone(),
            running: self.running.clone(),
            replaced: self.replaced,
            meter: self.meter.clone(),
            outside: self.outside.clone(),
            taken: self.journal.taken,
            held: self.held.len(),
            late: self.late.clone(),
            places: fds
                .handles()
                .chain(self.fifos.values().flatten())
                .map(|handle| (handle.clone(), place(handle)))
                .collect(),
        }
    }

    /// What was tried came to its end: it stands.
    pub(crate) fn keep_trial(&mut self) {
        self.trials -= 1;
        if self.trials == 0 {
            for piece in std::mem::take(&mut self.held) {
                self.hand_out(piece);
            }
        }
    }

    /// What was tried needs more than there is: it has not happened, but for the work it was.
    pub(crate) fn undo_trial(&mut self, before: Before) {
        self.flush();
        self.trials -= 1;
        self.tree.reset(&before.tree);
        self.now = before.now;
        self.next_pid = before.next_pid;
        self.noise = before.noise;
        self.epoch = before.epoch;
        self.removed = before.removed;
        self.running = before.running;
        self.replaced = before.replaced;
        self.meter.put_back(before.meter);
        self.outside = before.outside;
        self.journal.taken = before.taken;
        self.held.truncate(before.held);
        self.late = before.late;
        for (handle, at) in before.places {
            put_back(&handle, at);
        }
    }

    /// Whether nothing can be seen of what was tried.
    pub(crate) fn is_unchanged(&mut self, before: &Before) -> bool {
        self.flush();
        self.tree.snapshot().ptr_eq(&before.tree) && self.held.len() == before.held
    }

    /// Something that only time can bring is missing: what is tried can't be decided now.
    pub(super) fn decided(&self) -> Result<(), Unwind> {
        if self.trials > 0 { Err(Unwind::Starved) } else { Ok(()) }
    }

    /// Output of the process itself.
    pub(super) fn emit(&mut self, stream: Stream, bytes: &[u8]) {
        let job = self.background.map(|(job, _)| job);
        if self.trials == 0 && job.is_none() {
            self.release(self.now);
            (self.out)(self.now, stream, bytes);
            return;
        }
        let piece = Held { time: self.now, job, stream, bytes: bytes.to_vec() };
        if self.trials > 0 {
            self.held.push(piece);
        } else {
            self.hand_out(piece);
        }
    }

    /// What a background job prints after it slept comes when the shell's own time has got there.
    fn hand_out(&mut self, piece: Held) {
        let now = self.background.map_or(self.now, |(_, since)| since);
        if piece.job.is_some() && piece.time > now {
            let at = self.late.partition_point(|late| late.time <= piece.time);
            self.late.insert(at, piece);
        } else {
            self.release(piece.time);
            (self.out)(piece.time, piece.stream, &piece.bytes);
        }
    }

    /// Hands out what background jobs had printed by then.
    pub(crate) fn release(&mut self, until: Time) {
        let due = self.late.partition_point(|late| late.time <= until);
        for piece in self.late.drain(..due) {
            (self.out)(piece.time, piece.stream, &piece.bytes);
        }
    }

    pub(super) fn late_bytes(&self) -> u64 {
        self.late.iter().map(|late| late.bytes.len() as u64).sum()
    }

    /// Bytes that were printed and handed out.
    pub(crate) fn handed_out(&self) -> u64 {
        self.meter.spent.output.saturating_sub(self.late_bytes())
    }

    /// A background job was killed: what it would have printed later is not printed.
    pub(crate) fn silence(&mut self, job: u32) {
        let before = self.late_bytes();
        self.late.retain(|late| late.job != Some(job));
        self.meter.spent.output -= before - self.late_bytes();
    }
}

/// Where reading or writing stands.
fn place(handle: &Handle) -> u64 {
    match &*handle.borrow() {
        Channel::Input { at, .. } => *at as u64,
        Channel::File(file) => file.offset,
        Channel::Reader(pipe) => pipe.borrow().at as u64,
        Channel::Writer(pipe) => pipe.borrow().bytes.len() as u64,
        _ => 0,
    }
}

fn put_back(handle: &Handle, place: u64) {
    match &mut *handle.borrow_mut() {
        Channel::Input { at, .. } => *at = place as usize,
        Channel::File(file) => file.offset = place,
        Channel::Reader(pipe) => pipe.borrow_mut().at = place as usize,
        Channel::Writer(pipe) => pipe.borrow_mut().bytes.truncate(place as usize),
        _ => {}
    }
}
