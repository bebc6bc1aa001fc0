//! Reading from and writing to open files.

use std::rc::Rc;

use vfs::Blob;

use super::{Kernel, Unwind};
use crate::io::{Channel, Handle, OpenFile};
use crate::meter::Stop;

/// How much a program reads at a time.
pub(crate) const BLOCK: usize = 64 * 1024;
/// How much it gets at a time from a pipe: what most real programs ask for.
const PIPE_BLOCK: usize = 4096;

/// A read or write that the descriptor refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bad {
    /// It is not open for that.
    Descriptor,
    /// It is a directory.
    Directory,
    /// No space is left on the device.
    Full,
    /// Nobody reads the pipe.
    Pipe,
}

impl Bad {
    pub(crate) fn text(self) -> &'static str {
        match self {
            Bad::Descriptor => "Bad file descriptor",
            Bad::Directory => "Is a directory",
            Bad::Full => "No space left on device",
            Bad::Pipe => "Broken pipe",
        }
    }
}

impl Kernel<'_> {
    /// Writes all of `bytes`.
    pub(crate) fn write_to(&mut self, handle: &Handle, bytes: &[u8]) -> Result<Result<(), Bad>, Unwind> {
        if bytes.is_empty() {
            return Ok(Ok(()));
        }
        self.meter.fuel(1 + bytes.len() as u64 / 128)?;
        let pipe = match &*handle.borrow() {
            Channel::Writer(pipe) => Some(Rc::clone(pipe)),
            _ => None,
        };
        if let Some(pipe) = pipe {
            return self.write_pipe(&pipe, bytes);
        }
        match &mut *handle.borrow_mut() {
            Channel::Null | Channel::Zero | Channel::Random | Channel::Writer(_) => {}
            Channel::Full => return Ok(Err(Bad::Full)),
            Channel::Input { .. } | Channel::Stdin | Channel::Reader(_) => return Ok(Err(Bad::Descriptor)),
            Channel::Output(stream) => {
                self.meter.weigh(20)?;
                self.meter.output(bytes)?;
                self.emit(*stream, bytes);
            }
            Channel::File(file) if !file.writable => return Ok(Err(Bad::Descriptor)),
            Channel::File(file) => self.write_file(file, bytes)?,
        }
        Ok(Ok(()))
    }

    fn write_file(&mut self, file: &mut OpenFile, bytes: &[u8]) -> Result<(), Stop> {
        self.meter.disk(bytes.len() as u64)?;
        if self.is_stale(file) {
            return Ok(());
        }
        let append = file.append;
        let end = file.offset + bytes.len() as u64;
        self.meter.hold(end)?;
        let content = self.dirty_bytes(&file.path);
        if append {
            content.extend_from_slice(bytes);
            file.offset = content.len() as u64;
            return Ok(());
        }
        let (from, to) = (file.offset as usize, end as usize);
        if content.len() < to {
            content.resize(to, 0);
        }
        if let Some(place) = content.get_mut(from..to) {
            place.copy_from_slice(bytes);
        }
        file.offset = end;
        Ok(())
    }

    /// Reads at most `most` bytes; none at the end.
    pub(crate) fn read_from(&mut self, handle: &Handle, most: usize) -> Result<Result<Vec<u8>, Bad>, Unwind> {
        self.meter.fuel(1)?;
        if matches!(&*handle.borrow(), Channel::Stdin) {
            return self.read_stdin(most).map(Ok);
        }
        Ok(Ok(match &mut *handle.borrow_mut() {
            Channel::Null | Channel::Output(_) | Channel::Stdin => Vec::new(),
            Channel::Zero | Channel::Full => {
                self.meter.fuel(most as u64 / 1024)?;
                vec![0; most]
            }
            Channel::Random => {
                self.meter.fuel(most as u64 / 256)?;
                (0..most.div_ceil(8)).flat_map(|_| self.noise().to_le_bytes()).take(most).collect()
            }
            Channel::Input { bytes, at } => take(bytes, at, most),
            Channel::Writer(_) => return Ok(Err(Bad::Descriptor)),
            Channel::Reader(pipe) => {
                let mut pipe = pipe.borrow_mut();
                if pipe.at == pipe.bytes.len() && (pipe.asking || pipe.unwritten && self.trials > 0) {
                    return Err(Unwind::Starved);
                }
                if pipe.unwritten {
                    return Err(Stop::Unsupported("a FIFO that is read before it is written".into()).into());
                }
                let pipe = &mut *pipe;
                take(&pipe.bytes, &mut pipe.at, most.min(PIPE_BLOCK))
            }
            Channel::File(file) if !file.readable => return Ok(Err(Bad::Descriptor)),
            Channel::File(file) => {
                let Some(blob) = self.content(file) else { return Ok(Err(Bad::Directory)) };
                self.meter.burn(most as u64 / 4096);
                let left = blob.len().saturating_sub(file.offset).min(most as u64) as usize;
                let mut bytes = vec![0; left];
                let count = blob.read_at(file.offset, &mut bytes);
                bytes.truncate(count);
                file.offset += count as u64;
                self.meter.spent.read += count as u64;
                bytes
            }
        }))
    }

    /// Reads up to and including the next `end`, leaving what follows for the next reader.
    pub(crate) fn read_until(&mut self, handle: &Handle, end: u8) -> Result<Result<Vec<u8>, Bad>, Unwind> {
        let mut line = Vec::new();
        let mut size = 128;
        loop {
            let block = match self.read_from(handle, size)? {
                Ok(block) => block,
                Err(bad) => return Ok(Err(bad)),
            };
            if block.is_empty() {
                return Ok(Ok(line));
            }
            if let Some(at) = block.iter().position(|byte| *byte == end) {
                line.extend_from_slice(block.get(..=at).unwrap_or_default());
                self.give_back(handle, block.get(at + 1..).unwrap_or_default());
                return Ok(Ok(line));
            }
            line.extend_from_slice(&block);
            self.meter.hold(line.len() as u64)?;
            size = BLOCK;
        }
    }

    /// Gives the last bytes that were read back to the next reader.
    fn give_back(&mut self, handle: &Handle, bytes: &[u8]) {
        match &mut *handle.borrow_mut() {
            Channel::Input { at, .. } => *at -= bytes.len(),
            Channel::Reader(pipe) => pipe.borrow_mut().at -= bytes.len(),
            Channel::File(file) => file.offset -= bytes.len() as u64,
            Channel::Stdin => self.give_back_input(bytes),
            _ => {}
        }
    }

    fn content(&mut self, file: &OpenFile) -> Option<Blob> {
        if self.is_stale(file) {
            return Some(file.opened.clone());
        }
        self.settle(&file.path);
        match self.tree.lookup(&file.path, vfs::Follow::Never) {
            Ok(node) if node.is_dir() => None,
            Ok(node) => Some(node.as_file().map_or_else(Blob::empty, |file| file.blob.clone())),
            Err(_) => Some(file.opened.clone()),
        }
    }
}

fn take(bytes: &[u8], at: &mut usize, most: usize) -> Vec<u8> {
    let rest = bytes.get(*at..).unwrap_or_default();
    let piece = rest.get(..most).unwrap_or(rest).to_vec();
    *at += piece.len();
    piece
}
