//! Following a build without building: stages, arguments, variables, dependencies.
//!
//! This is the part of BuildKit's `dockerfile2llb` that finds errors and gives the build checks something to look at.
//! It goes through the same steps in the same order, so that a check warns before an error that comes later, and not
//! after one that came earlier.

mod copy;
mod dispatch;
mod onbuild;
mod order;
mod stage;

use diag::{Diagnostic, Parsed, Span};

use crate::args::{BuildArgs, global_args, platform_args};
use crate::ast::{Dockerfile, Failure, Instruction, Lines, Phase};
use crate::check::{self, Config, Place, Report, Warning};
use crate::ignore::Ignore;
use crate::platform::Platform;
use crate::text::Str;
use crate::word::Env;

pub use self::dispatch::{DEFAULT_PATH, is_script};

use self::stage::State;

/// What a base image sets that a Dockerfile builds on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Base {
    /// `NAME=value` entries of its environment.
    pub env: Vec<Str>,
    /// What it was built for; `None` if that is not known.
    pub platform: Option<Platform>,
    /// Its triggers.
    pub onbuild: Vec<String>,
    /// Whether it sets a shell of its own.
    pub has_shell: bool,
    /// Its working directory; empty for `/`.
    pub directory: Str,
}

/// Looks up what a base image sets; `None` if it is not known.
pub type Bases<'a> = &'a dyn Fn(&str, &Platform) -> Option<Base>;

/// What a build is asked to do.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// `--build-arg`. `BUILDKIT_DOCKERFILE_CHECK` replaces the file's `# check=`.
    pub build_args: &'a BuildArgs,
    /// `--target`; the last stage without.
    pub target: Option<&'a str>,
    /// Look at all stages and not only at those that the target needs.
    pub all_stages: bool,
    /// The platform of the builder.
    pub build_platform: &'a Platform,
    /// `--platform`.
    pub target_platform: &'a Platform,
    /// The context's `.dockerignore`.
    pub ignore: Option<&'a Ignore>,
    /// What base images set.
    pub bases: Bases<'a>,
}

/// What following a build brought to light.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outcome {
    /// Warnings of the build checks, in the order in which BuildKit gives them.
    pub warnings: Vec<Warning>,
    /// The error at which the build ends, if it does before anything is run.
    pub failure: Option<Failure>,
    /// The same with its place, unless it is among the diagnostics of the parser already.
    pub diagnostic: Option<Diagnostic>,
}

/// An error at an instruction.
#[derive(Debug)]
struct Stop {
    message: String,
    lines: Lines,
    span: Span,
}

impl Stop {
    fn at(place: &Place, span: Span, message: impl Into<String>) -> Self {
        Self { message: message.into(), lines: place.lines, span: place.span.unwrap_or(span) }
    }

    fn diagnostic(place: &Place, error: Diagnostic) -> Self {
        Self::at(place, error.span, error.message)
    }
}

/// Follows the build of a file.
pub fn follow(parsed: &Parsed<Dockerfile>, options: &Options<'_>) -> Outcome {
    let file = &parsed.tree;
    let config = match config(file, options) {
        Ok(config) => config,
        Err(message) => return failed(Vec::new(), message, Lines::default(), Span::default()),
    };
    let mut report = Report::new(config);
    let (_, result) = Walk::run(file, options, &mut report, None);
    let lint = report.failure();
    let warnings = report.into_warnings();
    match result {
        Err(Some(stop)) => failed(warnings, stop.message, stop.lines, stop.span),
        // The parser's own error, which has its diagnostic already.
        Err(None) => Outcome { warnings, failure: file.failure.clone(), diagnostic: None },
        Ok(()) => match lint {
            Some(message) => {
                let first = warnings.first().map_or((Lines::default(), Span::default()), |warning| {
                    (warning.lines, warning.diagnostic.span)
                });
                failed(warnings, message, first.0, first.1)
            }
            None => Outcome { warnings, failure: None, diagnostic: None },
        },
    }
}

/// The variables that an instruction sees, by its index: global arguments for a FROM or what stands before the first,
/// arguments and environment for others. As much as can be told if the build would fail before.
pub fn variables(file: &Dockerfile, options: &Options<'_>, instruction: usize) -> Env {
    let mut report = Report::new(Config::default());
    let options = Options { all_stages: true, ..*options };
    Walk::run(file, &options, &mut report, Some(instruction)).0
}

fn failed(warnings: Vec<Warning>, message: String, lines: Lines, span: Span) -> Outcome {
    let diagnostic = Diagnostic::error("convert", span, message.clone());
    let failure = Failure { message, lines, phase: Phase::Convert };
    Outcome { warnings, failure: Some(failure), diagnostic: Some(diagnostic) }
}

/// The options of the checks: the build argument if there is one, else the directive.
fn config(file: &Dockerfile, options: &Options<'_>) -> Result<Config, String> {
    if file.source.is_empty() {
        return Err("the Dockerfile cannot be empty".into());
    }
    let directive =
        crate::parser::find_directive(crate::parser::Name::Check, &file.source).map(|found| found.first);
    let given = options.build_args.get("BUILDKIT_DOCKERFILE_CHECK");
    let text = given.map_or(directive.as_deref().unwrap_or_default(), String::as_str);
    Config::parse(text).map_err(|error| format!("failed to parse check options: {error}"))
}

/// A build that is being followed.
struct Walk<'a> {
    file: &'a Dockerfile,
    options: &'a Options<'a>,
    global: Env,
    states: Vec<State<'a>>,
    /// The instruction in front of which to stop, and the variables there.
    stop_before: Option<usize>,
    seen: Env,
}

impl<'a> Walk<'a> {
    /// Follows a build to its end and gives the variables in front of the instruction to look for. `Err(None)` is the
    /// parser's error; with an instruction to look for, such errors do not end the walk.
    fn run(
        file: &'a Dockerfile,
        options: &'a Options<'a>,
        report: &mut Report,
        stop_before: Option<usize>,
    ) -> (Env, Result<(), Option<Stop>>) {
        let last = || file.stages.last().and_then(|stage| stage.name.as_deref()).unwrap_or_default();
        let target = options.target.unwrap_or_else(last);
        let platform =
            platform_args(options.build_platform, options.target_platform, target, options.build_args);
        if stop_before.is_none() && !Self::check_file(file, &platform, report) {
            return (Env::new(), Err(None));
        }
        let global = match global_args(file, platform, options.build_args) {
            Ok(global) => global,
            Err(error) => return (Env::new(), Err(Some(Self::at_span(file, *error)))),
        };
        let seen = if stop_before.is_some() { global.clone() } else { Env::new() };
        let mut walk = Self { file, options, states: Vec::new(), stop_before, seen, global };
        let result = walk.follow(report);
        (walk.seen, result.map_err(Some))
    }

    /// The checks that need no stages. Whether the file could be read.
    fn check_file(file: &Dockerfile, platform: &Env, report: &mut Report) -> bool {
        if file.failure.as_ref().is_some_and(|failure| failure.phase == Phase::Lines) {
            return false;
        }
        check::no_empty_continuation::check(file, report);
        Self::check_instructions(file, report);
        if file.failure.is_some() {
            return false;
        }
        check::stage_names(file, report);
        check::consistent_instruction_casing::check(file, report);
        check::invalid_default_arg_in_from::check(file, platform, report);
        true
    }

    fn follow(&mut self, report: &mut Report) -> Result<(), Stop> {
        self.add_stages(report)?;
        let target = self.target()?;
        self.add_dependencies()?;
        self.check_cycles()?;
        let reachable = self.resolve(target, report)?;
        self.dispatch_stages(&reachable, report)
    }

    /// The checks that BuildKit makes while it understands instructions; they end at the first that it does not.
    fn check_instructions(file: &Dockerfile, report: &mut Report) {
        let last = file.failure.as_ref().filter(|failure| failure.phase == Phase::Instructions);
        for instruction in &file.instructions {
            check::while_understanding(instruction, report);
            if last.is_some_and(|failure| failure.lines == instruction.node.lines) {
                return;
            }
        }
    }

    /// An error in a global ARG, with the lines of its instruction.
    fn at_span(file: &Dockerfile, error: Diagnostic) -> Stop {
        let holds = |one: &&Instruction| one.node.span.touches(error.span.start);
        let lines = file.instructions.iter().find(holds).map(|one| one.node.lines).unwrap_or_default();
        Stop { message: error.message, lines, span: error.span }
    }
}

#[cfg(test)]
pub(crate) mod tests;
