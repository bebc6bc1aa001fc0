//! Background jobs: `… &`.

use vfs::Time;

use super::{Done, Job, Shell};
use crate::io::{Channel, handle};
use crate::kernel::Unwind;
use crate::meter::Stop;
use crate::syntax::Item;

/// How much of what may be burnt a job may burn before it is taken for one that has no end.
const SHARE: u64 = 8;
/// When a job without end ends.
pub(crate) const NEVER: Time = Time::from_secs(i64::MAX);

impl Shell<'_, '_> {
    /// `… &`: runs to its end at once, with its own copy of everything and its own time, and is reaped by `wait`.
    ///
    /// One that waits for what the shell itself is still to write into a FIFO runs when the shell waits. One that does
    /// nothing but wait, and has no end, is left alone until it is killed.
    pub(super) fn background(&mut self, item: &Item) -> Done<()> {
        let pid = self.kernel.new_pid();
        let item = Item { background: false, ..item.clone() };
        let mut job = Job { pid, status: 0, ends: self.kernel.now, slept: false, late: None };
        let fds = self.state.task.fds.clone();
        let before = self.kernel.begin_trial(&fds);
        let waited = self.kernel.meter.spent.waited;
        // A job's own jobs share what it has.
        let share = if self.kernel.background.is_some() { 1 } else { SHARE };
        let fuel = self.kernel.meter.narrow(self.kernel.meter.limits().fuel / share);
        let ended = self.in_background(&item, &mut job);
        self.kernel.meter.widen(fuel);
        match ended {
            Ok(()) => self.keep_job(pid),
            Err(Unwind::Starved) => {
                self.kernel.undo_trial(before);
                job.late = Some(Box::new((item, self.state.clone())));
            }
            Err(Unwind::Stop(Stop::Fuel(_)))
                if self.kernel.meter.spent.waited > waited && self.kernel.is_unchanged(&before) =>
            {
                self.kernel.undo_trial(before);
                (job.ends, job.slept) = (NEVER, true);
            }
            Err(unwind) => return Err(unwind),
        }
        self.state.jobs.push(job);
        self.state.last_background = Some(pid);
        self.state.status = 0;
        Ok(())
    }

    fn in_background(&mut self, item: &Item, job: &mut Job) -> Done<()> {
        let (now, waited) = (self.kernel.now, self.kernel.meter.spent.waited);
        let outer = self.kernel.background.replace((job.pid, now));
        let ended = self.subshell(|shell| {
            shell.state.task.fds.set(0, handle(Channel::Null));
            shell.item(item, true)
        });
        self.kernel.background = outer;
        job.ends = std::mem::replace(&mut self.kernel.now, now);
        job.status = ended?;
        job.slept = self.kernel.meter.spent.waited > waited;
        Ok(())
    }

    /// What a job printed is handed out as a job's.
    fn keep_job(&mut self, pid: u32) {
        let outer = self.kernel.background.replace((pid, self.kernel.now));
        self.kernel.keep_trial();
        self.kernel.background = outer;
    }

    /// Runs the jobs that waited for the shell.
    pub(crate) fn run_late_jobs(&mut self) -> Done<()> {
        for at in 0..self.state.jobs.len() {
            let Some(mut job) = self.state.jobs.get(at).cloned() else { break };
            let Some(late) = job.late.take() else { continue };
            let (item, state) = *late;
            let own = std::mem::replace(&mut self.state, state);
            let ended = self.in_background(&item, &mut job);
            self.state = own;
            ended?;
            if let Some(slot) = self.state.jobs.get_mut(at) {
                *slot = job;
            }
        }
        Ok(())
    }
}
