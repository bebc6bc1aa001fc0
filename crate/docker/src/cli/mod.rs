//! The docker command line: one file per command, and what they have in common.
//!
//! Commands never touch a disk. A command is a [`Step`]: it ends, it asks the front end for something and goes on with
//! the answer, or it runs a build.

mod command;
mod flags;
mod help;

use crate::build::Job;
use crate::host::Host;
use crate::request::{HostRequest, Response};
use crate::task::Console;

pub(crate) use command::start;

/// What a command does next.
pub(crate) enum Step {
    /// It has ended with this exit code.
    Exit(i32),
    /// It waits for an answer.
    Ask(HostRequest, Then),
    /// It builds.
    Build(Box<Job>),
}

/// How a command goes on with an answer.
pub(crate) type Then = Box<dyn FnOnce(&mut Session<'_>, Response) -> Step>;

/// What a command works with.
pub(crate) struct Session<'a> {
    pub(crate) host: &'a mut Host,
    pub(crate) console: &'a mut Console,
}

impl Session<'_> {
    /// Ends with a message of the client.
    pub(crate) fn fail(&mut self, message: &str) -> Step {
        self.console.error(&format!("{message}\n"));
        Step::Exit(1)
    }

    /// Ends with a message of the daemon.
    pub(crate) fn refuse(&mut self, message: &str) -> Step {
        self.fail(&format!("Error response from daemon: {message}"))
    }
}

/// Asks, and goes on unless the answer is that it failed; then `failed` makes the message of the words of strerror.
pub(crate) fn ask(
    request: HostRequest,
    failed: impl FnOnce(&str) -> String + 'static,
    then: impl FnOnce(&mut Session<'_>, Response) -> Step + 'static,
) -> Step {
    Step::Ask(
        request,
        Box::new(move |session, response| match response {
            Response::Failed(reason) => session.fail(&failed(&reason)),
            response => then(session, response),
        }),
    )
}

/// Reads a file, and goes on with its bytes.
pub(crate) fn read_file(
    path: &str,
    failed: impl FnOnce(&str) -> String + 'static,
    then: impl FnOnce(&mut Session<'_>, Vec<u8>) -> Step + 'static,
) -> Step {
    bytes(HostRequest::ReadFile { path: path.to_owned() }, failed, then)
}

/// Reads standard input to its end, and goes on with its bytes.
pub(crate) fn read_stdin(then: impl FnOnce(&mut Session<'_>, Vec<u8>) -> Step + 'static) -> Step {
    bytes(HostRequest::ReadStdin, |reason| format!("read stdin: {reason}"), then)
}

fn bytes(
    request: HostRequest,
    failed: impl FnOnce(&str) -> String + 'static,
    then: impl FnOnce(&mut Session<'_>, Vec<u8>) -> Step + 'static,
) -> Step {
    ask(request, failed, |session, response| match response {
        Response::Bytes(bytes) => then(session, bytes),
        _ => session.fail("the front end answered with something else than bytes"),
    })
}
