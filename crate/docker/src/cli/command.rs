//! Which commands there are, how their words are read, and what docker says about wrong ones.

use super::flags::{self, Flag, Values};
use super::{Session, Step, help};

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
}

const COMMANDS: &[&Command] = &[
    &super::build::COMMAND,
    &super::history::COMMAND,
    &super::image_inspect::COMMAND,
    &super::image_inspect::ANY,
    &super::load::COMMAND,
    &super::images::COMMAND,
    &super::rm::COMMAND,
    &super::save::COMMAND,
    &super::tag::COMMAND,
    &super::prune::COMMAND,
    &super::du::COMMAND,
    &super::df::COMMAND,
    &super::parse::COMMAND,
    &super::version::COMMAND,
];

/// Groups of commands with what they are about.
const GROUPS: &[(&str, &str)] = &[
    ("builder", "Manage builds"),
    ("buildx", "Docker Buildx"),
    ("image", "Manage images"),
    ("system", "Manage Docker"),
];

/// Exit code for flags that don't exist or have wrong values.
const USAGE: i32 = 125;

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
    for length in (1..=named.min(2)).rev() {
        let (name, rest) = words.split_at(length);
        if let Some((command, spelling)) = find(&name.join(" ")) {
            return run(session, command, spelling, rest);
        }
    }
    not_a_command(session, words, named)
}

fn find(words: &str) -> Option<(&'static Command, &'static Spelling)> {
    COMMANDS.iter().find_map(|command| {
        let spelling = command.spellings.iter().find(|spelling| spelling.words == words)?;
        Some((*command, spelling))
    })
}

/// Reads the flags before the command.
fn global<'a>(session: &mut Session<'_>, mut words: &'a [String]) -> Result<&'a [String], Step> {
    while let [first, rest @ ..] = words {
        match first.as_str() {
            "-D" | "--debug" => session.console.debug = true,
            "-v" | "--version" => {
                session.console.print(&format!("{}\n", super::version::line()));
                return Err(Step::Exit(0));
            }
            "-h" | "--help" | "help" => {
                return Err(match rest {
                    [] => {
                        session.console.print(&overview());
                        Step::Exit(0)
                    }
                    rest if first == "help" => {
                        let words: Vec<String> = rest.iter().cloned().chain(["--help".to_owned()]).collect();
                        start(session, &words)
                    }
                    rest => start(session, rest),
                });
            }
            flag if flag.len() > 1 && flag.starts_with('-') => {
                let message = flags::parse(&[], std::slice::from_ref(first)).err().unwrap_or_default();
                let usage =
                    "Usage:  docker [OPTIONS] COMMAND [ARG...]\n\nRun 'docker --help' for more information";
                session.console.error(&format!("{message}\n\n{usage}\n"));
                return Err(Step::Exit(USAGE));
            }
            _ => break,
        }
        words = rest;
    }
    Ok(words)
}

fn run(session: &mut Session<'_>, command: &Command, spelling: &Spelling, words: &[String]) -> Step {
    let name = spelling.shown;
    let usage = format!("Usage:  {name} {}", command.usage);
    let values = match flags::parse(command.flags, words) {
        Ok(values) => values,
        Err(message) => {
            session
                .console
                .error(&format!("{message}\n\n{usage}\n\nRun '{name} --help' for more information\n"));
            return Step::Exit(USAGE);
        }
    };
    if values.help {
        session.console.print(&help_of(command, spelling));
        return Step::Exit(0);
    }
    match wrong_count(&command.arguments, values.arguments.len()) {
        None => (command.run)(session, values),
        Some((complaint, verb)) => {
            let plugin = if name.starts_with("docker buildx") { "ERROR: " } else { "" };
            session.fail(&format!(
                "{plugin}docker: '{name}' {complaint}\n\n{usage}\n\n{verb} '{name} --help' for more information"
            ))
        }
    }
}

/// What docker says about a number of arguments, and the word with which it then points at the help.
fn wrong_count(arguments: &Arguments, given: usize) -> Option<(String, &'static str)> {
    let plural = |count: usize| if count == 1 { "argument" } else { "arguments" };
    match *arguments {
        Arguments::None if given > 0 => Some(("accepts no arguments".to_owned(), "Run")),
        Arguments::Exactly(count) if given != count => {
            Some((format!("requires {count} {}", plural(count)), "Run"))
        }
        Arguments::AtLeast(count) if given < count => {
            Some((format!("requires at least {count} {}", plural(count)), "See"))
        }
        Arguments::AtMost(count) if given > count => {
            Some((format!("requires at most {count} {}", plural(count)), "Run"))
        }
        _ => None,
    }
}

fn help_of(command: &Command, spelling: &Spelling) -> String {
    let mut out = format!("Usage:  {} {}\n\n{}\n", spelling.shown, command.usage, command.short);
    let mut names: Vec<String> =
        command.spellings.iter().map(|spelling| format!("docker {}", spelling.words)).collect();
    names.dedup();
    if names.len() > 1 {
        out.push_str(&format!("\nAliases:\n  {}\n", names.join(", ")));
    }
    let flags = help::flags(command.flags);
    if !flags.is_empty() {
        out.push_str(&format!("\nOptions:\n{flags}"));
    }
    out
}

/// `docker --help`.
fn overview() -> String {
    let mut top: Vec<(&str, &str)> = COMMANDS
        .iter()
        .flat_map(|command| {
            let plain = command.spellings.iter().filter(|spelling| !spelling.words.contains(' '));
            plain.map(|spelling| (spelling.words, command.short))
        })
        .collect();
    top.sort_unstable();
    format!(
        "Usage:  docker [OPTIONS] COMMAND\n\nA Docker build that people can watch\n\nManagement Commands:\n{}\n\
         Commands:\n{}\nGlobal Options:\n  -D, --debug     Enable debug mode\n  -v, --version   Print version \
         information and quit\n\nRun 'docker COMMAND --help' for more information on a command.\n",
        help::commands(GROUPS),
        help::commands(&top),
    )
}

/// `docker image`.
fn group_help(group: &str, about: &str) -> String {
    let prefix = format!("{group} ");
    let mut rows: Vec<(&str, &str)> = COMMANDS
        .iter()
        .filter_map(|command| {
            let name = command.spellings.iter().find_map(|spelling| spelling.words.strip_prefix(&prefix))?;
            Some((name, command.short))
        })
        .collect();
    rows.sort_unstable();
    format!(
        "Usage:  docker {group} COMMAND\n\n{about}\n\nCommands:\n{}\n\
         Run 'docker {group} COMMAND --help' for more information on a command.\n",
        help::commands(&rows)
    )
}

fn not_a_command(session: &mut Session<'_>, words: &[String], named: usize) -> Step {
    let Some(first) = words.first() else {
        session.console.error(&overview());
        return Step::Exit(0);
    };
    let Some((group, about)) = GROUPS.iter().find(|(group, _)| group == first) else {
        return session.fail(&format!(
            "docker: unknown command: docker {first}\n\nRun 'docker --help' for more information"
        ));
    };
    match words.get(1) {
        Some(second) if named > 1 => session.fail(&format!(
            "docker: unknown command: docker {group} {second}\n\nUsage:  docker {group}\n\nRun 'docker {group} --help' for more information"
        )),
        Some(flag) if flag == "--help" || flag == "-h" => {
            session.console.print(&group_help(group, about));
            Step::Exit(0)
        }
        Some(flag) => {
            let message = flags::parse(&[], std::slice::from_ref(flag)).err().unwrap_or_default();
            let usage = format!("Usage:  docker {group}\n\nRun 'docker {group} --help' for more information");
            session.console.error(&format!("{message}\n\n{usage}\n"));
            Step::Exit(USAGE)
        }
        None => {
            session.console.error(&group_help(group, about));
            Step::Exit(0)
        }
    }
}
