//! `command`, `type`, `hash`, `builtin`, `alias`.

use std::rc::Rc;

use super::cd::print;
use super::{Done, find};
use crate::eval::{Failure, Shell, find_program};
use crate::syntax::{Aliases, Dialect};
use crate::text::single_quoted;

/// What a name stands for.
enum Meaning {
    Alias(String),
    Keyword,
    Function,
    Special,
    Builtin,
    Program(String),
    Nothing,
}

fn meaning(shell: &mut Shell<'_, '_>, name: &str) -> Meaning {
    let state = &shell.state;
    if let Some(text) = state.aliases.get(name) {
        return Meaning::Alias(text.clone());
    }
    if crate::syntax::is_reserved(name) {
        return Meaning::Keyword;
    }
    if state.functions.contains_key(name) {
        return Meaning::Function;
    }
    if let Some(builtin) = find(name, state.dialect) {
        return if builtin.special { Meaning::Special } else { Meaning::Builtin };
    }
    let search = shell.variable("PATH").unwrap_or_default();
    let task = shell.state.task.clone();
    match find_program(shell.kernel, &task, name, &search) {
        Ok(path) => Meaning::Program(path),
        Err(_) => Meaning::Nothing,
    }
}

pub(super) fn command(shell: &mut Shell<'_, '_>, words: &[String]) -> Done<i32> {
    let mut rest = words.get(1..).unwrap_or_default();
    let (mut show, mut verbose, mut standard) = (false, false, false);
    while let Some((option, behind)) = rest.split_first()
        && option.starts_with('-')
        && option != "-"
    {
        rest = behind;
        if option == "--" {
            break;
        }
        show |= option.contains('v');
        verbose |= option.contains('V');
        standard |= option.contains('p');
    }
    if !show && !verbose {
        if rest.is_empty() {
            return Ok(0);
        }
        let builtin = rest.first().and_then(|name| find(name, shell.state.dialect));
        if standard && builtin.is_none() {
            let before = shell.state.variables.get("PATH").cloned();
            shell.set_variable("PATH", crate::eval::DEFAULT_PATH.to_string())?;
            let result = shell.external(rest);
            shell.put_back("PATH".into(), before);
            return result;
        }
        return shell.dispatch(None, builtin, rest);
    }
    let mut status = 0;
    // ash and dash look at the first name only.
    let most = if shell.state.dialect == Dialect::Bash { rest.len() } else { 1 };
    for name in rest.iter().take(most) {
        let line = match meaning(shell, name) {
            Meaning::Nothing if verbose => {
                status = 127;
                format!("{name}: not found")
            }
            Meaning::Nothing => {
                status = if shell.state.dialect == Dialect::Bash { 1 } else { 127 };
                continue;
            }
            found if verbose => describe(shell.state.dialect, name, &found),
            Meaning::Alias(text) => format!("alias {name}={}", single_quoted(&text)),
            Meaning::Program(path) => path,
            _ => name.clone(),
        };
        print(shell, &(line + "\n"))?;
    }
    Ok(status)
}

pub(super) fn kind(shell: &mut Shell<'_, '_>, words: &[String]) -> Done<i32> {
    let mut status = 0;
    let mut short = None;
    for name in words.iter().skip(1) {
        if shell.state.dialect == Dialect::Bash && name.starts_with('-') && name.len() > 1 {
            short = name.chars().nth(1);
            continue;
        }
        let found = meaning(shell, name);
        let line = match (&found, short) {
            (Meaning::Nothing, Some(_)) => {
                status = 1;
                continue;
            }
            (Meaning::Nothing, None) => {
                status = if shell.state.dialect == Dialect::Bash { 1 } else { 127 };
                if shell.state.dialect == Dialect::Bash {
                    shell.builtin_error("type", &format!("{name}: not found"))?;
                    continue;
                }
                format!("{name}: not found")
            }
            (found, Some('t')) => word_for(found).to_string(),
            (Meaning::Program(path), Some('p' | 'P')) => path.clone(),
            (_, Some('p' | 'P')) => continue,
            (found, _) => describe(shell.state.dialect, name, found),
        };
        print(shell, &(line + "\n"))?;
    }
    Ok(status)
}

fn word_for(meaning: &Meaning) -> &'static str {
    match meaning {
        Meaning::Alias(_) => "alias",
        Meaning::Keyword => "keyword",
        Meaning::Function => "function",
        Meaning::Special | Meaning::Builtin => "builtin",
        Meaning::Program(_) => "file",
        Meaning::Nothing => "",
    }
}

fn describe(dialect: Dialect, name: &str, meaning: &Meaning) -> String {
    match meaning {
        Meaning::Alias(text) => format!("{name} is an alias for {text}"),
        Meaning::Keyword => format!("{name} is a shell keyword"),
        Meaning::Function if dialect == Dialect::Dash => format!("{name} is a shell function"),
        Meaning::Function => format!("{name} is a function"),
        Meaning::Special if dialect == Dialect::Dash => format!("{name} is a special shell builtin"),
        Meaning::Special | Meaning::Builtin => format!("{name} is a shell builtin"),
        Meaning::Program(path) => format!("{name} is {path}"),
        Meaning::Nothing => format!("{name}: not found"),
    }
}

pub(super) fn hash(shell: &mut Shell<'_, '_>, words: &[String]) -> Done<i32> {
    let mut status = 0;
    for name in words.iter().skip(1).filter(|word| !word.starts_with('-')) {
        let search = shell.variable("PATH").unwrap_or_default();
        let task = shell.state.task.clone();
        let known = find(name, shell.state.dialect).is_some() || shell.state.functions.contains_key(name);
        if !known
            && let Err(Failure::Missing | Failure::Refused(_) | Failure::Format) =
                find_program(shell.kernel, &task, name, &search)
        {
            shell.builtin_error("hash", &format!("{name}: not found"))?;
            status = 1;
        }
    }
    Ok(status)
}

pub(super) fn builtin(shell: &mut Shell<'_, '_>, words: &[String]) -> Done<i32> {
    let rest = words.get(1..).unwrap_or_default();
    let Some(name) = rest.first() else { return Ok(0) };
    match find(name, shell.state.dialect) {
        Some(builtin) => shell.dispatch(None, Some(builtin), rest),
        None => {
            shell.builtin_error("builtin", &format!("{name}: not a shell builtin"))?;
            Ok(1)
        }
    }
}

/// Only bash says which shell it is that does not know the alias.
fn not_found(shell: &mut Shell<'_, '_>, command: &str, name: &str) -> Done<()> {
    if shell.state.dialect == Dialect::Bash {
        return shell.complain(&format!("{command}: {name}: not found"));
    }
    shell.print_error(&format!("{command}: {name} not found\n"))
}

/// `alias` and `unalias`; the parser replaces what they name from the next line on.
pub(super) fn alias(shell: &mut Shell<'_, '_>, words: &[String]) -> Done<i32> {
    let remove = words.first().is_some_and(|name| name == "unalias");
    let prefix = if shell.state.dialect == Dialect::Bash { "alias " } else { "" };
    let mut status = 0;
    if words.len() == 1 {
        let lines: String = shell
            .state
            .aliases
            .iter()
            .map(|(name, text)| format!("{prefix}{name}={}\n", single_quoted(text)))
            .collect();
        print(shell, &lines)?;
    }
    for word in words.iter().skip(1) {
        match word.split_once('=') {
            Some((name, text)) if !remove => {
                Rc::make_mut(&mut shell.state.aliases).insert(name.to_string(), text.to_string());
            }
            _ if remove && word == "-a" => shell.state.aliases = Aliases::default(),
            _ if remove => {
                if Rc::make_mut(&mut shell.state.aliases).remove(word).is_none() {
                    not_found(shell, "unalias", word)?;
                    status = 1;
                }
            }
            _ => match shell.state.aliases.get(word).cloned() {
                Some(text) => print(shell, &format!("{prefix}{word}={}\n", single_quoted(&text)))?,
                None => {
                    not_found(shell, "alias", word)?;
                    status = 1;
                }
            },
        }
    }
    Ok(status)
}
