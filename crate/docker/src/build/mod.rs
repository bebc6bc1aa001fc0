//! Builds: what is asked for, how it is shown while it runs, and where the result goes.

mod explain;
mod export;
mod feed;
mod record;
mod spec;

use engine::classic::SideBySide;
use engine::{Failure, State, Verdict, World, classic};
use vfs::Digest;

use crate::catalog::CatalogPart;
use crate::cli::{Session, Step};
use crate::host::Host;
use crate::progress::{Display, Mode, Nanos, SolveStatus};
use crate::pull::{Telling, pull};
use crate::registry::Shelf;
use crate::rows::Event;
use crate::task::Stream;

pub(crate) use export::{Export, Kind as ExportKind};
pub(crate) use record::{BuildRecord, Origin, letters};
pub use spec::{BuildRequest, Builder};
pub(crate) use spec::{Explain, Spec, parse_tags};

use explain::Account;
use feed::Feed;
use record::{Begun, CANCELLED, Ending};

/// A build that runs.
pub(crate) struct Job {
    running: Running,
    spec: Spec,
    feed: Feed,
    display: Display,
    account: Account,
    has_begun: bool,
    /// Makes the plain log beside what the terminal shows.
    plain: Display,
    log: String,
    started: Nanos,
}

/// Which builder does it.
enum Running {
    Buildkit(Box<engine::Build>),
    Classic(Box<classic::Build>),
}

impl Job {
    pub(crate) fn new(mut spec: Spec, session: &Session<'_>) -> Box<Self> {
        let request = &mut spec.request;
        request.options.rewrite_timestamp |= spec.exports.iter().any(|export| export.rewrite_timestamp);
        request.options.without_image = spec.exports.iter().all(Export::is_without_image);
        let feed = Feed::new(&request.dockerfile_name, &request.dockerfile, session.host.now());
        let plain = match spec.builder {
            Builder::Buildkit => Display::new(Mode::Plain, None),
            Builder::Classic => Display::Quiet,
        };
        let started = feed.now;
        let (display, running) = match spec.builder {
            Builder::Buildkit => {
                let display = Display::new(spec.progress, session.console.options.terminal);
                (display, Running::Buildkit(Box::new(engine::Build::new(request.clone()))))
            }
            // What the classic builder prints comes with its events.
            Builder::Classic => {
                let build = classic::Build::new(spec.classic(session.host.seed));
                (Display::Quiet, Running::Classic(Box::new(build)))
            }
        };
        Box::new(Job {
            running,
            spec,
            feed,
            display,
            account: Account::default(),
            has_begun: false,
            plain,
            log: String::new(),
            started,
        })
    }

    /// The parts of the catalog without which the build can't begin. It has to be asked before the first slice only.
    pub(crate) fn needs(&self, host: &Host) -> &'static [CatalogPart] {
        if self.has_begun || host.want(&CatalogPart::ALL).is_ok() {
            return &[];
        }
        let shelf = Shelf::settings(&host.store, &host.catalog);
        let rows = self.spec.forecast(host, &shelf, Some(self.spec.builder));
        let runs = |row: &SideBySide| {
            let verdict = match self.spec.builder {
                Builder::Buildkit => &row.buildkit,
                Builder::Classic => &row.classic,
            };
            row.instruction.keyword == "RUN" && !matches!(verdict, None | Some(Verdict::Hit(_)))
        };
        // What a build that can't be foreseen will need isn't known either.
        let runs = rows.map_or(true, |rows| rows.iter().any(runs));
        match (shelf.opened.get(), runs) {
            (true, true) => &CatalogPart::ALL,
            (true, false) => &[CatalogPart::Images],
            (false, true) => &[CatalogPart::Packages],
            (false, false) => &[],
        }
    }

    /// One slice of the build.
    pub(crate) fn advance(mut self: Box<Self>, session: &mut Session<'_>, events: &mut Vec<Event>) -> Step {
        if !std::mem::replace(&mut self.has_begun, true) {
            let request = &self.spec.request;
            let (name, text) = (request.dockerfile_name.clone(), request.dockerfile.clone());
            events.push(Event::Began { name, text });
        }
        if let Running::Classic(build) = &self.running
            && let Some(wanted) = build.wants()
        {
            let wanted = wanted.with_default_tag();
            let missing = session.host.resolve(&wanted).is_none();
            // What the registry has not is the builder's to complain about.
            if missing && let Ok(offer) = session.host.offer(&wanted, None, session.console.profile) {
                let quiet = self.spec.progress == Mode::Quiet;
                // Client 28 keeps what the classic builder sends in a buffer, which is no terminal.
                let redraw = session.console.profile.is_book();
                let telling = Telling { to: Stream::Stdout, quiet, redraw };
                return pull(session, offer, telling, |_| Step::Build(self));
            }
        }
        let host = &mut *session.host;
        let shelf = Shelf::new(&host.store, &host.catalog);
        let mut world = World {
            cache: &mut host.cache,
            registry: &shelf,
            limits: shell::Limits::STANDARD,
            now: host.now,
        };
        let progress = match &mut self.running {
            Running::Buildkit(build) => build.advance(&mut world),
            Running::Classic(build) => build.advance(&mut world, &mut host.classic),
        };
        for event in feed::with_warnings_in_place(progress.events) {
            if let engine::Event::Printed { stream, text } = &event {
                self.print(session, *stream, text);
            }
            if let Some(status) = self.feed.translate(&event) {
                self.show(session, &status);
            }
            self.account.hear(&event);
            events.push(Event::Build(event));
        }
        session.host.advance_clock(feed::time(self.feed.now));
        match progress.state {
            State::Running => Step::Build(self),
            State::Done(result) => export::run(self, session, &result, events),
            State::Failed(failure) => self.fail(session, *failure, events),
            State::Cancelled => {
                self.close(session);
                if matches!(self.running, Running::Buildkit(_)) {
                    session
                        .console
                        .log("ERROR: failed to build: failed to solve: Canceled: context canceled\n");
                }
                self.remember(session, Some(format!("Canceled: {CANCELLED}")), None, 0);
                Step::Cancelled
            }
        }
    }

    // Not within `advance`: a first visit's build ends well, and loads no more than that.
    #[inline(never)]
    fn fail(
        mut self: Box<Self>,
        session: &mut Session<'_>,
        failure: Failure,
        events: &mut Vec<Event>,
    ) -> Step {
        self.close(session);
        let message = &failure.message;
        let exit = match &self.running {
            Running::Buildkit(_) => {
                session.console.log(&failure.excerpt);
                session.console.log(&format!("ERROR: failed to build: failed to solve: {message}\n"));
                1
            }
            Running::Classic(build) => {
                session.console.log(&format!("{message}\n"));
                build.exit_code()
            }
        };
        self.explain(session);
        self.remember(session, Some(failure.message.clone()), None, 0);
        events.push(Event::Failed(failure));
        Step::Exit(exit)
    }

    /// What the classic builder prints; asked to be quiet it prints nothing but the image's id.
    fn print(&self, session: &mut Session<'_>, stream: engine::Stream, text: &str) {
        session.console.note(text);
        match stream {
            engine::Stream::Stdout if self.spec.progress == Mode::Quiet => {}
            engine::Stream::Stdout => session.console.print(text),
            engine::Stream::Stderr => session.console.error(text),
        }
    }

    pub(crate) fn cancel(&mut self) {
        match &mut self.running {
            Running::Buildkit(build) => build.cancel(),
            Running::Classic(build) => build.cancel(),
        }
    }

    fn show(&mut self, session: &mut Session<'_>, status: &SolveStatus) {
        let text = self.display.update(status);
        session.console.error(&text);
        let text = self.plain.update(status);
        session.console.note(&text);
        self.log.push_str(&text);
    }

    /// Keeps what is known of the build for the builder's history; `exports` steps were none of its own.
    fn remember(
        &self,
        session: &mut Session<'_>,
        error: Option<String>,
        manifest: Option<Digest>,
        exports: usize,
    ) {
        if matches!(self.running, Running::Classic(_)) {
            return;
        }
        let mut begun =
            Begun { started: self.started, steps: self.feed.steps(), materials: self.feed.materials() };
        begun.steps.total += exports;
        begun.steps.completed += exports;
        let ending = Ending { completed: self.feed.now, error, manifest };
        session.host.remember_build(&self.spec, begun, &self.log, ending);
    }

    /// Ends the view of the progress, and repeats what the checks found.
    fn close(&mut self, session: &mut Session<'_>) {
        let text = self.display.finish();
        session.console.error(&text);
        let text = self.plain.finish();
        session.console.note(&text);
        self.log.push_str(&text);
        let warnings = &self.feed.warnings;
        if warnings.is_empty() || !self.display.is_for_people() {
            return;
        }
        let count = match warnings.len() {
            1 => "1 warning found".to_owned(),
            count => format!("{count} warnings found"),
        };
        let hint = if session.console.debug { "" } else { " (use docker --debug to expand)" };
        let coloured = session.console.options.terminal.is_some_and(|terminal| terminal.colours);
        let (yellow, reset) = if coloured { ("\x1b[33m", "\x1b[0m") } else { ("", "") };
        session.console.error(&format!("\n {yellow}{count}{hint}:\n{reset}"));
        session.console.note(&format!("\n {count}{hint}:\n"));
        for warning in warnings {
            session.console.log(&format!(" - {}\n", warning.short));
            if session.console.debug {
                session.console.log(&expanded(warning));
            }
        }
    }

    fn explain(&self, session: &mut Session<'_>) {
        let text = match self.spec.explain {
            Explain::No => return,
            Explain::Text => self.account.text(),
            Explain::Json => self.account.json(),
        };
        session.console.print(&text);
    }
}

/// A warning with everything that is known about it, as `docker --debug build` shows it.
fn expanded(warning: &crate::progress::Warning) -> String {
    let mut out: String = warning.detail.iter().map(|detail| format!("{detail}\n")).collect();
    if !warning.url.is_empty() {
        out.push_str(&format!("More info: {}\n", warning.url));
    }
    if let (Some(source), Some(range)) = (&warning.source, warning.ranges.first()) {
        out.push_str(&diag::excerpt(&source.filename, &source.data, range.start.line..=range.end.line));
    }
    out.push('\n');
    out
}
