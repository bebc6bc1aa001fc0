//! The docker command line: one file per command, and what they have in common.
//!
//! Commands never touch a disk. A command is a [`Step`]: it ends, it asks the front end for something and goes on with
//! the answer, or it runs a build.

mod build;
mod builds;
mod command;
mod complete;
mod container;
mod df;
mod du;
mod events;
mod files;
mod flags;
mod follow;
mod help;
mod history;
mod image_inspect;
mod image_prune;
mod images;
mod import;
mod info;
mod load;
mod login;
mod network;
mod overview;
mod parse;
mod prune;
mod pull;
mod push;
mod record_filter;
mod rm;
mod save;
mod search;
mod system_prune;
mod tag;
mod version;
mod volume;

use std::collections::VecDeque;

use oci::Reference;

use crate::build::Job;
use crate::host::Host;
use crate::hostshell;
use crate::request::{HostRequest, Response};
use crate::task::Console;
use crate::view::template::TemplateError;

use command::Arguments;
pub(crate) use command::needs;
use command::start;
pub use complete::LineCompletions;
pub(crate) use container::commit::config_of;
pub(crate) use container::kill::number as signal_number;
pub(crate) use files::{begin, end};
pub(crate) use follow::{Follow, Listener};

/// What help says about `--format`.
const FORMAT_HELP: &str = "Format output using a custom template:\n\
    'table':            Print output in table format with column headers (default)\n\
    'table TEMPLATE':   Print output in table format using the given Go template\n\
    'json':             Print in JSON format\n\
    'TEMPLATE':         Print output using the given Go template.\n\
    Refer to https://docs.docker.com/go/formatting/ for more information about formatting output with templates";

/// What help says about `--format` where a single thing is described.
const INSPECT_FORMAT: &str = "Format output using a custom template:\n\
    'json':             Print in JSON format\n\
    'TEMPLATE':         Print output using the given Go template.\n\
    Refer to https://docs.docker.com/go/formatting/ for more information about formatting output with templates";

/// What client 20.10 says instead.
const BOOK_FORMAT: &str = "Format the output using the given Go template";

/// A filter that a list does not know.
fn unknown_filter<'a>(values: &'a flags::Values, known: &[&str]) -> Option<&'a str> {
    let names = values.many("filter").into_iter().filter_map(|filter| filter.split_once('='));
    names.map(|(name, _)| name).find(|name| !known.contains(name))
}

/// What a command does next.
pub(crate) enum Step {
    /// It has ended with this exit code.
    Exit(i32),
    /// It waits for an answer.
    Ask(HostRequest, Then),
    /// It builds.
    Build(Box<Job>),
    /// It looks again and again whether something has happened in a container.
    Follow(Box<Follow>),
    /// It goes on at once.
    Continue(Finally),
    /// The shell goes on.
    Shell(Box<hostshell::Job>),
    /// The user ended it.
    Cancelled,
}

/// How a command goes on with an answer.
pub(crate) type Then = Box<dyn FnOnce(&mut Session<'_>, Response) -> Step>;

/// How a command goes on when nothing is left to wait for.
pub(crate) type Finally = Box<dyn FnOnce(&mut Session<'_>) -> Step>;

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

    /// Ends with what a command has to print, or with the message that it could not be shaped as asked.
    pub(crate) fn finish(&mut self, text: Result<String, TemplateError>) -> Step {
        match text {
            Ok(text) => {
                self.console.print(&text);
                Step::Exit(0)
            }
            Err(error) => self.fail(&error.to_string()),
        }
    }

    /// The `--format` that was asked for. Client 20.10 has no word `json`: it prints it.
    pub(crate) fn format(&self, values: &flags::Values) -> Option<String> {
        match values.one("format") {
            Some("json") if self.console.profile.is_book() => Some("{{\"json\"}}".to_owned()),
            format => format.map(str::to_owned),
        }
    }

    /// The name of an image that was typed. Client 20.10 does not repeat one that it can't take.
    pub(crate) fn reference(&self, text: &str) -> Result<Reference, String> {
        Reference::parse(text).map_err(|error| match error.message.split_once(" (") {
            Some((before, rest))
                if self.console.profile.is_book() && rest.ends_with(") must be lowercase") =>
            {
                format!("{before} must be lowercase")
            }
            _ => error.message,
        })
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

/// Words as a shell cuts them, as far as quotes go.
pub(crate) fn words(text: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for c in text.chars() {
        match quote {
            Some(end) if c == end => quote = None,
            Some(_) => word.get_or_insert_default().push(c),
            None if c == '"' || c == '\'' => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            None if c.is_whitespace() => words.extend(word.take()),
            None => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

/// Reads a file, and goes on with its bytes.
pub(crate) fn read_file(
    path: &str,
    failed: impl FnOnce(&str) -> String + 'static,
    then: impl FnOnce(&mut Session<'_>, Vec<u8>) -> Step + 'static,
) -> Step {
    bytes(HostRequest::ReadFile { path: path.to_owned() }, failed, then)
}

/// Goes on if that is forced, or else if the answer to a warning on standard input is yes.
pub(crate) fn confirm(
    session: &mut Session<'_>,
    force: bool,
    warning: &str,
    then: impl FnOnce(&mut Session<'_>) -> Step + 'static,
) -> Step {
    if force {
        return then(session);
    }
    session.console.print(&format!("{warning}\nAre you sure you want to continue? [y/N] "));
    read_stdin(move |session, answer| match answer.first() {
        Some(b'y' | b'Y') => then(session),
        _ if session.console.profile.is_book() => {
            session.console.print("Total reclaimed space: 0B\n");
            Step::Exit(0)
        }
        _ => Step::Exit(0),
    })
}

/// What was removed, with a blank line behind; nothing if nothing was.
pub(crate) fn deleted<'a>(what: &str, names: impl IntoIterator<Item = &'a String>) -> String {
    let names: String = names.into_iter().map(|name| format!("{name}\n")).collect();
    if names.is_empty() { names } else { format!("Deleted {what}:\n{names}\n") }
}

/// Reads standard input to its end, and goes on with its bytes.
pub(crate) fn read_stdin(then: impl FnOnce(&mut Session<'_>, Vec<u8>) -> Step + 'static) -> Step {
    bytes(HostRequest::ReadStdin, |reason| format!("read stdin: {reason}"), then)
}

/// Hands things to the front end to write, one after the other, then goes on. A failure ends the command with `prefix`,
/// the path and the words of strerror.
pub(crate) fn write_all(
    writes: VecDeque<HostRequest>,
    prefix: &'static str,
    then: impl FnOnce(&mut Session<'_>) -> Step + 'static,
) -> Step {
    write_next(writes, prefix, Box::new(then))
}

fn write_next(mut writes: VecDeque<HostRequest>, prefix: &'static str, then: Finally) -> Step {
    let Some(request) = writes.pop_front() else { return Step::Continue(then) };
    let path = request.path().to_owned();
    let failed = move |reason: &str| format!("{prefix}open {path}: {reason}");
    ask(request, failed, move |_, _| write_next(writes, prefix, then))
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
