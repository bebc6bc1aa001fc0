//! `export`, `readonly`, `unset`, `local`, `declare`.

use super::Done;
use super::cd::print;
use crate::eval::{Shell, Value};
use crate::syntax::{Dialect, is_name};
use crate::text::posix_quoted;

pub(super) fn export(shell: &mut Shell<'_, '_>, words: &[String]) -> Done<i32> {
    let called = words.first().cloned().unwrap_or_default();
    let readonly = called == "readonly";
    let mut withdraw = false;
    let mut names = 0;
    let mut options = true;
    for word in words.iter().skip(1) {
        if options && word.starts_with('-') {
            options = word != "--";
            withdraw |= word.contains('n');
            continue;
        }
        names += 1;
        let (name, value) = match word.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (word.as_str(), None),
        };
        if !is_name(name) {
            let message = match shell.state.dialect {
                Dialect::Bash => {
                    shell.builtin_error(&called, &format!("`{word}': not a valid identifier"))?;
                    return Ok(1);
                }
                _ => format!("{name}: bad variable name"),
            };
            return Err(shell.builtin_fatal(&called, &message));
        }
        if let Some(value) = value {
            shell.trace_export(name, value)?;
            shell.set_variable(name, value.to_string())?;
        }
        let variable = shell.state.variables.entry(name.to_string()).or_default();
        if readonly {
            variable.readonly = true;
        } else {
            variable.exported = !withdraw;
        }
    }
    if names == 0 {
        list(shell, &called, |exported, read_only| if readonly { read_only } else { exported })?;
    }
    Ok(0)
}

fn list(shell: &mut Shell<'_, '_>, prefix: &str, wanted: impl Fn(bool, bool) -> bool) -> Done<()> {
    let mut lines = String::new();
    for (name, variable) in &shell.state.variables {
        if !wanted(variable.exported, variable.readonly) {
            continue;
        }
        match &variable.value {
            Some(Value::Text(text)) if shell.state.dialect == Dialect::Bash => {
                lines.push_str(&format!(
                    "declare -{} {name}=\"{text}\"\n",
                    if variable.readonly { "r" } else { "x" }
                ));
            }
            Some(Value::Text(text)) => lines.push_str(&format!("{prefix} {name}={}\n", posix_quoted(text))),
            _ => lines.push_str(&format!("{prefix} {name}\n")),
        }
    }
    print(shell, &lines)
}

pub(super) fn unset(shell: &mut Shell<'_, '_>, words: &[String]) -> Done<i32> {
    let (mut functions, mut variables, mut status) = (false, false, 0);
    for word in words.iter().skip(1) {
        match word.as_str() {
            "-f" => functions = true,
            "-v" => variables = true,
            "--" => {}
            _ if word.starts_with('-') => {
                return Err(shell.builtin_fatal("unset", &format!("illegal option {word}")));
            }
            _ if functions => {
                shell.state.functions.remove(word);
            }
            _ => {
                if let Some((name, key)) = word.strip_suffix(']').and_then(|rest| rest.split_once('[')) {
                    unset_element(shell, name, key)?;
                    continue;
                }
                if shell.state.variables.get(word).is_some_and(|variable| variable.readonly) {
                    if shell.state.dialect != Dialect::Bash {
                        return Err(shell.readonly(word));
                    }
                    shell.builtin_error("unset", &format!("{word}: cannot unset: readonly variable"))?;
                    status = 1;
                    continue;
                }
                let known = shell.state.variables.remove(word).is_some();
                if !known && !variables && shell.state.dialect == Dialect::Bash {
                    shell.state.functions.remove(word);
                }
            }
        }
    }
    Ok(status)
}

fn unset_element(shell: &mut Shell<'_, '_>, name: &str, key: &str) -> Done<()> {
    let is_map =
        matches!(shell.state.variables.get(name).map(|variable| &variable.value), Some(Some(Value::Map(_))));
    let at = if is_map { 0 } else { shell.evaluate(key)? };
    match shell.state.variables.get_mut(name).map(|variable| &mut variable.value) {
        Some(Some(Value::Map(map))) => {
            map.remove(key);
        }
        Some(Some(Value::Array(array))) => {
            if let Some(at) = crate::expand::array_index(array, at) {
                array.remove(&at);
            }
        }
        _ => {}
    }
    Ok(())
}

pub(super) fn local(shell: &mut Shell<'_, '_>, words: &[String]) -> Done<i32> {
    if shell.state.locals.is_empty() && shell.state.dialect == Dialect::Bash {
        shell.builtin_error("local", "can only be used in a function")?;
        return Ok(1);
    }
    if shell.state.locals.is_empty() {
        return Err(shell.builtin_fatal("local", "not in a function"));
    }
    declare(shell, words)
}

/// `declare`, `typeset` and `local`: the same but for the function that `local` needs.
pub(super) fn declare(shell: &mut Shell<'_, '_>, words: &[String]) -> Done<i32> {
    let mut flags = String::new();
    let in_function = !shell.state.locals.is_empty();
    for word in words.iter().skip(1) {
        if let Some(letters) = word.strip_prefix('-')
            && (shell.state.dialect == Dialect::Bash || letters.is_empty())
        {
            flags.push_str(letters);
            continue;
        }
        let (name, value) = match word.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (word.as_str(), None),
        };
        if !is_name(name) {
            return Err(shell.builtin_fatal("local", &format!("{name}: bad variable name")));
        }
        if flags.contains(['f', 'F']) {
            return Ok(i32::from(!shell.state.functions.contains_key(name)));
        }
        let fresh = in_function && !flags.contains('g') && !shell.is_local(name);
        if fresh {
            shell.make_local(name);
        }
        if flags.contains('A') {
            shell.declare_map(name);
        }
        if flags.contains('p') {
            let line = described(shell, name);
            match line {
                Some(line) => print(shell, &line)?,
                None => {
                    shell.builtin_error("declare", &format!("{name}: not found"))?;
                    return Ok(1);
                }
            }
            continue;
        }
        if flags.contains('i') {
            shell.state.variables.entry(name.to_string()).or_default().integer = true;
        }
        match value {
            Some(value) => shell.set_variable(name, value.to_string())?,
            // bash starts a new local without a value; ash and dash let the outer one show through.
            None if fresh && shell.state.dialect == Dialect::Bash && !flags.contains('A') => {
                shell.state.variables.remove(name);
            }
            None => {}
        }
        if let Some(variable) = shell.state.variables.get_mut(name) {
            variable.exported |= flags.contains('x');
            variable.readonly |= flags.contains('r');
        }
    }
    Ok(0)
}

/// `declare -p`: the variable as bash would read it back.
fn described(shell: &Shell<'_, '_>, name: &str) -> Option<String> {
    let variable = shell.state.variables.get(name)?;
    let quoted = |text: &str| {
        format!(
            "\"{}\"",
            text.replace('\\', "\\\\").replace('"', "\\\"").replace('$', "\\$").replace('`', "\\`")
        )
    };
    let (kind, value) = match &variable.value {
        None => ("", String::new()),
        Some(Value::Text(text)) => ("", format!("={}", quoted(text))),
        Some(Value::Array(array)) => {
            let elements: Vec<String> =
                array.iter().map(|(at, text)| format!("[{at}]={}", quoted(text))).collect();
            ("a", format!("=({})", elements.join(" ")))
        }
        Some(Value::Map(map)) => {
            let elements: String =
                map.iter().map(|(key, text)| format!("[{key}]={} ", quoted(text))).collect();
            ("A", format!("=({elements})"))
        }
    };
    let flags = [(variable.integer, "i"), (variable.readonly, "r"), (variable.exported, "x")];
    let flags: String = flags.into_iter().filter(|(set, _)| *set).map(|(_, letter)| letter).collect();
    let letters = format!("{kind}{flags}");
    Some(format!("declare -{} {name}{value}\n", if letters.is_empty() { "-" } else { &letters }))
}

impl Shell<'_, '_> {
    fn is_local(&self, name: &str) -> bool {
        self.state.locals.last().is_some_and(|frame| frame.iter().any(|(known, _)| known == name))
    }
}
