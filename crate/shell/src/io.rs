//! Open files: what a descriptor stands for.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use vfs::{Blob, VPathBuf};

use crate::process::Stream;

/// What `read` and `write` on a descriptor reach. Shared by all descriptors that were duplicated from one another.
pub(crate) type Handle = Rc<RefCell<Channel>>;

pub(crate) enum Channel {
    Null,
    Zero,
    Full,
    /// Deterministic noise.
    Random,
    /// The process's own stdout or stderr.
    Output(Stream),
    /// The process's own stdin, whose bytes arrive while it runs.
    Stdin,
    /// Bytes known in advance: the process's stdin, a here-document.
    Input {
        bytes: Vec<u8>,
        at: usize,
    },
    File(OpenFile),
    Reader(Rc<RefCell<Pipe>>),
    Writer(Rc<RefCell<Pipe>>),
}

pub(crate) struct OpenFile {
    /// With symbolic links followed.
    pub(crate) path: VPathBuf,
    /// The content when it was opened: what is still read once the name is gone.
    pub(crate) opened: Blob,
    pub(crate) offset: u64,
    pub(crate) readable: bool,
    pub(crate) writable: bool,
    pub(crate) append: bool,
    /// The kernel's count of removals when it was opened.
    pub(crate) epoch: u64,
}

/// Bytes on their way from one command to the next.
#[derive(Default)]
pub(crate) struct Pipe {
    pub(crate) bytes: Vec<u8>,
    pub(crate) at: usize,
    pub(crate) capacity: usize,
    /// The writer was ended because nothing more fits.
    pub(crate) overflowed: bool,
    /// The commands that read it, as long as they have not ended; see [`crate::kernel`]'s `pipe`.
    pub(crate) rest: Option<Box<crate::eval::Rest>>,
    /// What these came to.
    pub(crate) statuses: Option<Vec<i32>>,
    /// They are being tried: there may be more to read than there is.
    pub(crate) asking: bool,
    /// They are tried when this many bytes are there.
    pub(crate) asks_at: usize,
    /// How often they were tried, the last time with how many bytes and after how much waiting.
    pub(crate) asked: u32,
    pub(crate) asked_at: usize,
    pub(crate) waited: u64,
    /// They were tried because of how much work the writer was.
    pub(crate) worn: bool,
    /// They have ended: what may still be written before it is noticed.
    pub(crate) room: Option<usize>,
    /// A FIFO that nobody has opened to write.
    pub(crate) unwritten: bool,
    /// In how many trials it was made.
    pub(crate) level: u32,
}

/// How much a pipe of the real kernel holds.
pub(crate) const REAL_PIPE: usize = 64 * 1024;

/// What a pipe may carry. Enough for any archive that a RUN instruction streams.
pub(crate) const MOST: usize = 32 << 20;

impl Pipe {
    pub(crate) fn new(capacity: usize) -> Rc<RefCell<Pipe>> {
        Rc::new(RefCell::new(Pipe { capacity, ..Pipe::default() }))
    }
}

/// A process's descriptor table.
#[derive(Clone, Default)]
pub(crate) struct Descriptors(BTreeMap<u32, Handle>);

impl Descriptors {
    pub(crate) fn standard(stdin: Vec<u8>) -> Descriptors {
        let stdin = if stdin.is_empty() { Channel::Null } else { Channel::Input { bytes: stdin, at: 0 } };
        let mut table = Descriptors::default();
        table.set(0, handle(stdin));
        table.set(1, handle(Channel::Output(Stream::Stdout)));
        table.set(2, handle(Channel::Output(Stream::Stderr)));
        table
    }

    /// As [`Descriptors::standard`], with a stdin whose bytes are still to come.
    pub(crate) fn waiting() -> Descriptors {
        let mut table = Descriptors::standard(Vec::new());
        table.set(0, handle(Channel::Stdin));
        table
    }

    /// Whether nothing but the process's own streams is open: a copy then holds nothing that a later read moves.
    pub(crate) fn are_plain(&self) -> bool {
        let plain = |handle: &Handle| {
            matches!(&*handle.borrow(), Channel::Stdin | Channel::Output(_) | Channel::Null)
        };
        self.0.values().all(plain)
    }

    pub(crate) fn handles(&self) -> impl Iterator<Item = &Handle> {
        self.0.values()
    }

    pub(crate) fn get(&self, fd: u32) -> Option<Handle> {
        self.0.get(&fd).cloned()
    }

    pub(crate) fn set(&mut self, fd: u32, handle: Handle) {
        self.0.insert(fd, handle);
    }

    /// Puts back what `get` gave before: a handle, or nothing.
    pub(crate) fn restore(&mut self, fd: u32, handle: Option<Handle>) {
        match handle {
            Some(handle) => self.set(fd, handle),
            None => self.close(fd),
        }
    }

    pub(crate) fn close(&mut self, fd: u32) {
        self.0.remove(&fd);
    }
}

pub(crate) fn handle(channel: Channel) -> Handle {
    Rc::new(RefCell::new(channel))
}
