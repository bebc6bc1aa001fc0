//! Which commands there are, how their words are read, and what docker says about wrong ones.

use super::flags::{self, Flag, Takes, Values};
use super::overview::{self, ABSENT, GLOBAL, GROUPS, NESTED};
use super::{Session, Step};
use crate::catalog::CatalogPart;
use crate::profile::Profile;

/// A row of the table of commands.
pub(crate) struct Command {
    pub(super) spellings: &'static [Spelling],
    /// What follows the name in the usage line.
    pub(super) usage: &'static str,
    pub(super) short: &'static str,
    pub(super) flags: &'static [Flag],
    pub(super) arguments: Arguments,
    pub(super) run: fn(&mut Session<'_>, Values) -> Step,
}

impl Command {
    /// The flags that a client has.
    pub(super) fn flags_of(&self, profile: Profile) -> Vec<Flag> {
        let is_book = profile.is_book();
        self.flags.iter().filter(|flag| !(flag.recent && is_book)).map(|flag| flag.of(is_book)).collect()
    }
}

/// A way to call a command: the words behind `docker`, and the name that messages use for it.
pub(super) struct Spelling {
    pub(super) words: &'static str,
    pub(super) shown: &'static str,
}

/// `image ls` is shown as `docker image ls`.
pub(super) const fn spelled(words: &'static str, shown: &'static str) -> Spelling {
    Spelling { words, shown }
}

/// How many arguments a command takes.
pub(super) enum Arguments {
    None,
    Exactly(usize),
    AtLeast(usize),
    AtMost(usize),
    Between(usize, usize),
    /// At least so many; behind the first one words are another program's, whatever they look like.
    Program(usize),
}

const COMMANDS: &[&Command] = &[
    &super::build::COMMAND,
    &super::builds::LS,
    &super::builds::HISTORY,
    &super::builds::INSPECT,
    &super::builds::LOGS,
    &super::history::COMMAND,
    &super::image_inspect::COMMAND,
    &super::image_inspect::ANY,
    &super::load::COMMAND,
    &super::image_prune::COMMAND,
    &super::images::COMMAND,
    &super::import::COMMAND,
    &super::info::COMMAND,
    &super::login::LOGIN,
    &super::login::LOGOUT,
    &super::pull::COMMAND,
    &super::push::COMMAND,
    &super::search::COMMAND,
    &super::system_prune::COMMAND,
    &super::rm::COMMAND,
    &super::save::COMMAND,
    &super::tag::COMMAND,
    &super::prune::COMMAND,
    &super::du::COMMAND,
    &super::df::COMMAND,
    &super::events::COMMAND,
    &super::parse::COMMAND,
    &super::version::COMMAND,
    &super::container::attach::COMMAND,
    &super::container::commit::COMMAND,
    &super::container::cp::COMMAND,
    &super::container::create::COMMAND,
    &super::container::diff::COMMAND,
    &super::container::exec::COMMAND,
    &super::container::export::COMMAND,
    &super::container::inspect::COMMAND,
    &super::container::kill::COMMAND,
    &super::container::kill::PAUSE,
    &super::container::kill::UNPAUSE,
    &super::container::logs::COMMAND,
    &super::container::ls::COMMAND,
    &super::container::port::COMMAND,
    &super::container::prune::COMMAND,
    &super::container::rename::COMMAND,
    &super::container::rm::COMMAND,
    &super::container::run::COMMAND,
    &super::container::start::COMMAND,
    &super::container::start::RESTART,
    &super::container::stats::COMMAND,
    &super::container::stop::COMMAND,
    &super::container::top::COMMAND,
    &super::container::update::COMMAND,
    &super::container::wait::COMMAND,
    &super::network::CONNECT,
    &super::network::CREATE,
    &super::network::DISCONNECT,
    &super::network::INSPECT,
    &super::network::LS,
    &super::network::PRUNE,
    &super::network::RM,
    &super::volume::CREATE,
    &super::volume::INSPECT,
    &super::volume::LS,
    &super::volume::PRUNE,
    &super::volume::RM,
    &super::complete::SCRIPT,
    &super::complete::ASK,
];

/// Exit code for flags that don't exist or have wrong values.
const USAGE: i32 = 125;

/// Words that a command's name has at most.
const LONGEST: usize = 3;

/// All commands.
pub(super) fn all() -> impl Iterator<Item = &'static Command> {
    COMMANDS.iter().copied()
}

/// The parts of the catalog that a command may need: it brings images, or starts processes. What a build needs is known
/// once its context is there.
pub(crate) fn needs(argv: &[String]) -> &'static [CatalogPart] {
    let has = |names: &[&str]| argv.iter().any(|word| names.contains(&word.as_str()));
    match (has(&["run", "create", "pull"]), has(&["run", "create", "start", "restart", "exec"])) {
        (true, true) => &CatalogPart::ALL,
        (true, false) => &[CatalogPart::Images],
        (false, true) => &[CatalogPart::Packages],
        (false, false) => &[],
    }
}

/// Begins a command. The words may begin with the program's own name.
pub(crate) fn start(session: &mut Session<'_>, argv: &[String]) -> Step {
    let words = match argv {
        [first, rest @ ..] if first == "docker" || first == "layerlab" => rest,
        words => words,
    };
    let words = match global(session, words) {
        Ok(words) => words,
        Err(step) => return step,
    };
    let named = words.iter().take_while(|word| !word.starts_with('-')).count();
    let is_hidden = session.console.profile.is_book() && words.first().is_some_and(|word| word == "buildx");
    for length in (1..=named.min(LONGEST)).rev().filter(|_| !is_hidden) {
        let (name, rest) = words.split_at(length);
        if let Some((command, spelling)) = find(&name.join(" ")) {
            return run(session, command, spelling, rest);
        }
    }
    not_a_command(session, words, is_hidden)
}

pub(super) fn find(words: &str) -> Option<(&'static Command, &'static Spelling)> {
    all().find_map(|command| {
        let spelling = command.spellings.iter().find(|spelling| spelling.words == words)?;
        Some((command, spelling))
    })
}

/// Reads the flags before the command.
fn global<'a>(session: &mut Session<'_>, mut words: &'a [String]) -> Result<&'a [String], Step> {
    while let [first, rest @ ..] = words {
        let name = first.split('=').next().unwrap_or_default();
        let is = |flag: &&Flag| {
            name.strip_prefix("--") == Some(flag.name)
                || flag
                    .short
                    .is_some_and(|short| first.strip_prefix('-') == Some(short.encode_utf8(&mut [0; 4])))
        };
        words = match (first.as_str(), GLOBAL.iter().find(is)) {
            ("-h" | "--help" | "help", _) => return Err(help(session, first, rest)),
            (_, Some(flag)) => {
                let takes_next = !matches!(flag.takes, Takes::Switch) && !first.contains('=');
                let length = if takes_next { 2.min(words.len()) } else { 1 };
                let (mine, rest) = words.split_at(length);
                let values =
                    flags::parse(GLOBAL, mine, false).map_err(|message| wrong_global(session, &message))?;
                apply(session, &values)?;
                rest
            }
            (flag, None) if flag.len() > 1 && flag.starts_with('-') => {
                let message =
                    flags::parse(GLOBAL, std::slice::from_ref(first), false).err().unwrap_or_default();
                return Err(wrong_global(session, &message));
            }
            _ => return Ok(words),
        };
    }
    Ok(words)
}

/// What a flag before the command asks for.
fn apply(session: &mut Session<'_>, values: &Values) -> Result<(), Step> {
    session.console.debug |= values.on("debug");
    if let Some(name) = values.one("profile") {
        let Some(profile) = Profile::find(name) else {
            let message = format!("unknown profile {name:?}; there are \"book\", \"v28\" and \"v29\"");
            return Err(session.fail(&message));
        };
        session.console.profile = profile;
    }
    if values.on("version") {
        let line = super::version::line(session.console.profile);
        session.console.print(&format!("{line}\n"));
        return Err(Step::Exit(0));
    }
    Ok(())
}

/// `docker help …` and `docker --help …`.
fn help(session: &mut Session<'_>, first: &str, rest: &[String]) -> Step {
    match rest {
        [] => {
            let text = overview::docker(session.console.profile);
            session.console.print(&text);
            Step::Exit(0)
        }
        rest if first == "help" => {
            let words: Vec<String> = rest.iter().cloned().chain(["--help".to_owned()]).collect();
            start(session, &words)
        }
        rest => start(session, rest),
    }
}

fn wrong_global(session: &mut Session<'_>, message: &str) -> Step {
    let profile = session.console.profile;
    let rest = match profile.is_book() {
        true => format!("See 'docker --help'.\n{}\n", overview::docker(profile)),
        false => "\nUsage:  docker [OPTIONS] COMMAND [ARG...]\n\nRun 'docker --help' for more information\n"
            .to_owned(),
    };
    session.console.error(&format!("{message}\n{rest}"));
    Step::Exit(USAGE)
}

fn run(session: &mut Session<'_>, command: &'static Command, spelling: &Spelling, words: &[String]) -> Step {
    let profile = session.console.profile;
    let name = shown(session, spelling);
    let foreign = matches!(command.arguments, Arguments::Program(_));
    let mut values = match flags::parse(&command.flags_of(profile), words, foreign) {
        Ok(values) => values,
        Err(message) => return wrong_flag(session, command, spelling, &message),
    };
    if values.help {
        session.console.print(&overview::command(command, spelling, profile));
        return Step::Exit(0);
    }
    let usage = format!("Usage:  {name} {}", command.usage);
    match wrong_count(&command.arguments, values.arguments.len()) {
        None => {
            values.shown = name;
            (command.run)(session, values)
        }
        Some((complaint, _)) if profile.is_book() => {
            let complaint = complaint.replacen("requires ", exactly(&command.arguments), 1);
            let short = overview::short(command, &name, profile);
            session.fail(&format!("\"{name}\" {complaint}.\nSee '{name} --help'.\n\n{usage}\n\n{short}"))
        }
        Some((complaint, verb)) => {
            super::build::deprecate(session, &name);
            let plugin = if name.starts_with("docker buildx") { "ERROR: " } else { "" };
            session.fail(&format!(
                "{plugin}docker: '{name}' {complaint}\n\n{usage}\n\n{verb} '{name} --help' for more information"
            ))
        }
    }
}

/// The name that messages use for a command. buildx answers for `docker build` unless it is switched off.
fn shown(session: &Session<'_>, spelling: &Spelling) -> String {
    match super::build::is_switched_off(&session.console.options.env) {
        true if spelling.words == "build" || spelling.words.ends_with(" build") => {
            format!("docker {}", spelling.words)
        }
        _ => overview::shown(spelling, session.console.profile),
    }
}

/// What is said about a flag, and then where to learn more.
fn wrong_flag(
    session: &mut Session<'_>,
    command: &'static Command,
    spelling: &Spelling,
    message: &str,
) -> Step {
    let profile = session.console.profile;
    let name = shown(session, spelling);
    super::build::deprecate(session, &name);
    let rest = match profile.is_book() {
        true => format!("See '{name} --help'.\n"),
        false => format!("\nUsage:  {name} {}\n\nRun '{name} --help' for more information\n", command.usage),
    };
    session.console.error(&format!("{message}\n{rest}"));
    Step::Exit(USAGE)
}

/// Ends a command whose flag has a value that it can't take, as an unknown flag would end it.
pub(super) fn invalid(session: &mut Session<'_>, values: &Values, message: &str) -> Step {
    let words = values.shown.strip_prefix("docker ").unwrap_or_default();
    match find(words) {
        Some((command, spelling)) => wrong_flag(session, command, spelling, message),
        None => session.fail(message),
    }
}

/// Client 20.10 says so when a number of arguments has to be exact.
fn exactly(arguments: &Arguments) -> &'static str {
    if matches!(arguments, Arguments::Exactly(_)) { "requires exactly " } else { "requires " }
}

/// What docker says about a number of arguments, and the word with which it then points at the help.
fn wrong_count(arguments: &Arguments, given: usize) -> Option<(String, &'static str)> {
    let plural = |count: usize| if count == 1 { "argument" } else { "arguments" };
    match *arguments {
        Arguments::None if given > 0 => Some(("accepts no arguments".to_owned(), "Run")),
        Arguments::Exactly(count) if given != count => {
            Some((format!("requires {count} {}", plural(count)), "Run"))
        }
        Arguments::AtLeast(count) | Arguments::Program(count) if given < count => {
            Some((format!("requires at least {count} {}", plural(count)), "See"))
        }
        Arguments::Between(least, most) if given < least || given > most => {
            Some((format!("requires at least {least} and at most {most} {}", plural(most)), "Run"))
        }
        Arguments::AtMost(count) if given > count => {
            // With this slip of the pen.
            Some((format!("requires at most {count} {}", plural(count)), "SRun"))
        }
        _ => None,
    }
}

fn not_a_command(session: &mut Session<'_>, words: &[String], is_hidden: bool) -> Step {
    let profile = session.console.profile;
    let Some(first) = words.first() else {
        session.console.error(&overview::docker(profile));
        return Step::Exit(0);
    };
    if ABSENT.iter().any(|(name, _)| name == first) {
        return session.fail(&format!("docker: 'docker {first}' is not simulated"));
    }
    let second = words.get(1).map(String::as_str);
    let nested = second.and_then(|second| {
        let name = format!("{first} {second}");
        NESTED.iter().find(|(group, _)| *group == name)
    });
    let group = nested.or_else(|| GROUPS.iter().find(|(group, _)| group == first)).filter(|_| !is_hidden);
    let Some((group, about)) = group else {
        return session.fail(&match profile.is_book() {
            true => format!("docker: '{first}' is not a docker command.\nSee 'docker --help'"),
            false => {
                format!("docker: unknown command: docker {first}\n\nRun 'docker --help' for more information")
            }
        });
    };
    let next = words.get(group.split(' ').count());
    let help = overview::group(group, about, profile);
    let usage = if group == &"volume" { " COMMAND" } else { "" };
    let more = format!("Usage:  docker {group}{usage}\n\nRun 'docker {group} --help' for more information\n");
    match next.map(String::as_str) {
        None => {
            session.console.error(&help);
            Step::Exit(0)
        }
        Some("--help" | "-h") => {
            session.console.print(&help);
            Step::Exit(0)
        }
        Some(flag) if flag.starts_with('-') => {
            let message = flags::parse(&[], &[flag.to_owned()], false).err().unwrap_or_default();
            let more = if profile.is_book() {
                format!("See 'docker {group} --help'.\n{help}")
            } else {
                format!("\n{more}")
            };
            session.console.error(&format!("{message}\n{more}"));
            Step::Exit(USAGE)
        }
        Some(_) if profile.is_book() => {
            session.console.error(&help);
            Step::Exit(1)
        }
        Some(other) => {
            session.console.error(&format!("docker: unknown command: docker {group} {other}\n\n{more}"));
            Step::Exit(1)
        }
    }
}
