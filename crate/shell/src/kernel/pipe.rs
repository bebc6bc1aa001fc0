//! Pipes between programs that run side by side.
//!
//! The writer runs first. When it has filled a pipe of the real size, or time has passed, its readers are tried with what is
//! there. If they end without asking for more they have ended for good, and the writer dies of SIGPIPE where the real one
//! would; if they starve, the writer goes on and they are tried again when there is twice as much.

use std::cell::RefCell;
use std::rc::Rc;

use vfs::VPathBuf;

use super::{Bad, Done, Kernel, Unwind};
use crate::io::{Channel, Handle, MOST, Pipe, REAL_PIPE, handle};
use crate::meter::Stop;

impl Kernel<'_> {
    /// One end of a FIFO. What is written before anybody reads stays in it.
    pub(super) fn open_fifo(&mut self, path: VPathBuf, write: bool) -> Handle {
        let [reads, writes] = self.fifos.entry(path).or_insert_with(|| {
            let pipe = Pipe::new(MOST);
            pipe.borrow_mut().unwritten = true;
            [handle(Channel::Reader(Rc::clone(&pipe))), handle(Channel::Writer(pipe))]
        });
        if let (true, Channel::Writer(pipe)) = (write, &*writes.borrow()) {
            pipe.borrow_mut().unwritten = false;
        }
        Rc::clone(if write { writes } else { reads })
    }

    pub(super) fn write_pipe(&mut self, pipe: &Rc<RefCell<Pipe>>, mut bytes: &[u8]) -> Done<Result<(), Bad>> {
        if self.has_waited(pipe) {
            self.ask(pipe, true)?;
        }
        loop {
            let fits = {
                let mut pipe = pipe.borrow_mut();
                if let Some(room) = &mut pipe.room {
                    *room = room.checked_sub(bytes.len()).ok_or(Unwind::Pipe)?;
                    return Ok(Ok(()));
                }
                let asks = pipe.rest.is_some() && pipe.level == self.trials;
                let most = if asks && !self.meter.is_half_burnt() { pipe.asks_at } else { pipe.capacity };
                let worn = asks && self.meter.is_half_burnt() && !pipe.worn;
                pipe.worn |= worn;
                let fits = if worn { 0 } else { most.saturating_sub(pipe.bytes.len()) };
                let (now, later) = bytes.split_at(fits.min(bytes.len()));
                pipe.bytes.extend_from_slice(now);
                bytes = later;
                if bytes.is_empty() && !worn {
                    return Ok(Ok(()));
                }
                asks && (worn || pipe.bytes.len() < pipe.capacity)
            };
            if fits {
                self.ask(pipe, false)?;
                continue;
            }
            let mut pipe = pipe.borrow_mut();
            pipe.overflowed = true;
            if pipe.rest.is_none() {
                return Err(Unwind::Pipe);
            }
            self.decided()?;
            let size = pipe.capacity >> 20;
            return Err(Stop::Unsupported(format!("a pipe that carries more than {size} MiB")).into());
        }
    }

    /// Whether the reader had time to read everything, and to end, since it was asked.
    fn has_waited(&self, pipe: &Rc<RefCell<Pipe>>) -> bool {
        let pipe = pipe.borrow();
        let more = pipe.bytes.len() >= pipe.asked_at.saturating_mul(2) || pipe.asked < 16;
        pipe.rest.is_some()
            && pipe.level == self.trials
            && !pipe.bytes.is_empty()
            && more
            && self.meter.spent.waited > pipe.waited
    }

    /// Tries the rest of the pipeline with what is there.
    fn ask(&mut self, pipe: &Rc<RefCell<Pipe>>, waited: bool) -> Done<()> {
        let Some(rest) = pipe.borrow_mut().rest.take() else { return Ok(()) };
        let at = pipe.borrow().at;
        pipe.borrow_mut().asking = true;
        let before = self.begin_trial(&rest.state.task.fds);
        let ended = rest.run(self, Rc::clone(pipe));
        pipe.borrow_mut().asking = false;
        match ended {
            Ok(statuses) => {
                self.keep_trial();
                let mut pipe = pipe.borrow_mut();
                pipe.statuses = Some(statuses);
                let held = if waited { 0 } else { (pipe.at + REAL_PIPE).saturating_sub(pipe.bytes.len()) };
                pipe.room = Some(held);
                pipe.bytes = Vec::new();
                pipe.at = 0;
            }
            Err(Unwind::Stop(stop)) => return Err(stop.into()),
            Err(_) => {
                self.undo_trial(before);
                let mut pipe = pipe.borrow_mut();
                pipe.at = at;
                pipe.rest = Some(rest);
                pipe.asked += 1;
                pipe.asked_at = pipe.bytes.len();
                pipe.waited = self.meter.spent.waited;
                pipe.asks_at = pipe.asks_at.max(pipe.bytes.len().saturating_mul(2)).min(pipe.capacity);
            }
        }
        Ok(())
    }
}
