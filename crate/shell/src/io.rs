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
    /// A loop writes into it, and not one program.
    pub(crate) loops: bool,
    /// The writer was ended because of its work, before the pipe was full.
    pub(crate) worn: bool,
    /// The writer was ended because nothing more fits.
    pub(crate) overflowed: bool,
}

/// How much a pipe of the real kernel holds: a writer that put this much more into it than was read dies of SIGPIPE.
pub(crate) const REAL_PIPE: usize = 64 * 1024;

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
