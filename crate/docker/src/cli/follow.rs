//! Commands that wait for what happens in containers, and where their input goes.

use shell::Arrival;
use vfs::Time;

use super::{Session, Step};
use crate::container::Process;
use crate::container::life::after;
use crate::host::Host;
use crate::task::{Output, Stream};

/// Looks whether something has happened; what the command does then.
type Poll = Box<dyn FnMut(&mut Session<'_>) -> Option<Step>>;

/// A command that looks, each time it is its turn, whether what it waits for has happened.
pub(crate) struct Follow {
    pub(crate) poll: Poll,
    /// Whose output it prints and to whom its input goes; none for commands that only wait.
    pub(crate) listener: Option<Listener>,
    /// When it looks again although nothing may have happened, and how many nanoseconds it lets pass from then on.
    pub(crate) again: Option<(Time, i64)>,
}

/// In nanoseconds.
pub(crate) const SECOND: i64 = 1_000_000_000;

impl Follow {
    pub(crate) fn look(&mut self, session: &mut Session<'_>) -> Option<Step> {
        let now = session.host.now();
        if let Some((next, period)) = &mut self.again {
            if now < *next {
                return None;
            }
            *next = after(now, *period);
        }
        (self.poll)(session)
    }
}

/// A process that a command is attached to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Listener {
    pub(crate) container: String,
    pub(crate) exec: Option<u64>,
    /// Whether input goes there.
    pub(crate) stdin: bool,
    pub(crate) tty: bool,
    /// Whether signals go there.
    pub(crate) signals: bool,
}

impl Listener {
    /// The process, while it runs.
    pub(crate) fn process<'a>(&self, host: &'a mut Host) -> Option<&'a mut Process> {
        let container = host.containers.get_mut(&self.container)?;
        match self.exec {
            None => container.main.as_mut(),
            Some(number) => {
                let exec =
                    container.execs.iter_mut().find(|exec| exec.number == number && exec.exit.is_none())?;
                Some(&mut exec.process)
            }
        }
    }

    pub(crate) fn tell(&self, host: &mut Host, arrival: Arrival) {
        let now = host.now();
        if let Some(process) = self.process(host) {
            process.tell(now, arrival);
        }
        host.run_due();
    }
}

/// Waits until `done` gives the command's end.
pub(crate) fn until(done: impl FnMut(&mut Session<'_>) -> Option<Step> + 'static) -> Step {
    Step::Follow(Box::new(Follow { poll: Box::new(done), listener: None, again: None }))
}

/// Looks at once and then each time that so many nanoseconds have passed, until `done` gives the command's end.
pub(crate) fn every(nanos: i64, done: impl FnMut(&mut Session<'_>) -> Option<Step> + 'static) -> Step {
    let again = Some((Time::from_secs(i64::MIN), nanos));
    Step::Follow(Box::new(Follow { poll: Box::new(done), listener: None, again }))
}

/// Prints what a process prints from a place in its log on, until it ends; its exit status is the command's.
pub(crate) fn attached(listener: Listener, mut from: usize, print: bool) -> Step {
    let to = listener.clone();
    let poll = move |session: &mut Session<'_>| {
        let Some(container) = session.host.containers.get(&to.container) else { return Some(Step::Exit(0)) };
        let exec = to.exec.map(|number| container.execs.iter().find(|exec| exec.number == number));
        let (log, exit) = match exec {
            None => (&container.log, (!container.is_running()).then_some(container.state.exit)),
            Some(Some(exec)) => (&exec.log, exec.exit),
            Some(None) => return Some(Step::Exit(137)),
        };
        let fresh = log.get(from..).unwrap_or_default();
        let fresh: Vec<Output> =
            fresh.iter().map(|piece| Output { stream: piece.stream, bytes: piece.bytes.clone() }).collect();
        from = log.len();
        let leaving = container.state.leaving;
        if print {
            for Output { stream, bytes } in fresh {
                match stream {
                    Stream::Stdout => session.console.print_bytes(&bytes),
                    Stream::Stderr => session.console.error_bytes(&bytes),
                }
            }
        }
        let exit = exit?;
        match to.exec {
            None if leaving => session.host.drop_container(&to.container, true),
            None => {}
            Some(number) => {
                if let Some(container) = session.host.containers.get_mut(&to.container) {
                    container.execs.retain(|exec| exec.number != number);
                }
            }
        }
        Some(Step::Exit(exit))
    };
    Step::Follow(Box::new(Follow { poll: Box::new(poll), listener: Some(listener), again: None }))
}
