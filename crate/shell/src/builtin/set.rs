//! `set`.

use super::Done;
use super::cd::print;
use crate::eval::{Shell, Value};
use crate::syntax::Dialect;
use crate::text::single_quoted;

const NAMES: &[&str] = &[
    "errexit",
    "noglob",
    "monitor",
    "noexec",
    "xtrace",
    "verbose",
    "noclobber",
    "allexport",
    "nounset",
    "pipefail",
];

pub(super) fn set(shell: &mut Shell<'_, '_>, words: &[String]) -> Done<i32> {
    let mut rest = words.get(1..).unwrap_or_default();
    if rest.is_empty() {
        return list_variables(shell);
    }
    while let Some((word, behind)) = rest.split_first() {
        let on = match word.chars().next() {
            Some('-') => true,
            Some('+') => false,
            _ => break,
        };
        rest = behind;
        if word == "--" {
            shell.state.positional = rest.to_vec();
            return Ok(0);
        }
        if word == "-" {
            shell.state.options.xtrace = false;
            shell.state.options.verbose = false;
            break;
        }
        for letter in word.chars().skip(1) {
            if letter == 'o' {
                let Some((name, behind)) = rest.split_first() else { return list_options(shell, on) };
                rest = behind;
                // Debian's dash has no `pipefail`.
                let known = name != "pipefail" || shell.state.dialect != Dialect::Dash;
                match shell.state.options.by_name(name).filter(|_| known) {
                    Some(flag) => *flag = on,
                    None => {
                        if shell.state.dialect == Dialect::Dash {
                            return Err(shell.builtin_fatal("set", &format!("Illegal option {word} {name}")));
                        }
                        shell.builtin_error("set", &format!("illegal option {word} {name}"))?;
                        return Ok(1);
                    }
                }
            } else if let Some(flag) = shell.state.options.by_letter(letter) {
                *flag = on;
            } else {
                let sign = if on { '-' } else { '+' };
                return Err(shell.builtin_fatal("set", &format!("illegal option {sign}{letter}")));
            }
        }
    }
    if !rest.is_empty() {
        shell.state.positional = rest.to_vec();
    }
    Ok(0)
}

fn list_variables(shell: &mut Shell<'_, '_>) -> Done<i32> {
    let mut lines = String::new();
    for (name, variable) in &shell.state.variables {
        if let Some(Value::Text(text)) = &variable.value {
            lines.push_str(&format!("{name}={}\n", single_quoted(text)));
        }
    }
    print(shell, &lines)?;
    Ok(0)
}

fn list_options(shell: &mut Shell<'_, '_>, table: bool) -> Done<i32> {
    let mut lines = if table { "Current option settings\n".to_string() } else { String::new() };
    for name in NAMES {
        let on = shell.state.options.by_name(name).is_some_and(|flag| *flag);
        let line = if table {
            format!("{name:<16}{}\n", if on { "on" } else { "off" })
        } else {
            format!("set {}o {name}\n", if on { '-' } else { '+' })
        };
        lines.push_str(&line);
    }
    print(shell, &lines)?;
    Ok(0)
}
