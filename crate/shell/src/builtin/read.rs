//! `read` and bash's `mapfile`.

use std::collections::BTreeMap;

use super::Done;
use crate::eval::{Shell, Value};
use crate::program::{Parsed, parse_options};
use crate::syntax::{Dialect, is_name};
use crate::text::from_bytes;

pub(super) fn read(shell: &mut Shell<'_, '_>, words: &[String]) -> Done<i32> {
    let operands = words.get(1..).unwrap_or_default();
    let dash = shell.state.dialect == Dialect::Dash;
    let options = match parse_options(operands, if dash { "+rp:" } else { "+rp:st:n:N:d:u:a:ei:" }, &[]) {
        Ok(options) => options,
        Err(message) if dash => {
            let letter = message.chars().rev().nth(1).unwrap_or_default();
            shell.builtin_error("read", &format!("Illegal option -{letter}"))?;
            return Ok(2);
        }
        Err(message) => {
            shell.builtin_error("read", &message)?;
            return Ok(2);
        }
    };
    let mut names = options.rest.clone();
    if let Some(bad) = names.iter().find(|name| !is_name(name)) {
        let bad = bad.clone();
        let message = match shell.state.dialect {
            Dialect::Ash => format!("'{bad}': bad variable name"),
            _ => format!("{bad}: bad variable name"),
        };
        shell.complain(&format!("read: {message}"))?;
        return Ok(if shell.state.dialect == Dialect::Dash { 2 } else { 1 });
    }
    if names.is_empty() && dash {
        shell.builtin_error("read", "arg count")?;
        return Ok(2);
    }
    if names.is_empty() {
        names.push("REPLY".into());
    }
    let (line, complete) = read_input(shell, &options)?;
    if let Some(array) = options.value('a') {
        let ifs = shell.variable("IFS").unwrap_or_else(|| " \t\n".into());
        let fields = split(&line, &ifs, usize::MAX);
        let elements: BTreeMap<u64, String> = (0..).zip(fields).collect();
        shell.state.variables.entry(array.to_string()).or_default().value = Some(Value::Array(elements));
        return Ok(i32::from(!complete));
    }
    let whole = options.rest.is_empty() && !dash;
    let ifs = shell.variable("IFS").unwrap_or_else(|| " \t\n".into());
    let fields = if whole || options.value('N').is_some() {
        vec![line.iter().map(|(c, _)| *c).collect()]
    } else {
        split(&line, &ifs, names.len())
    };
    for (i, name) in names.iter().enumerate() {
        shell.set_variable(name, fields.get(i).cloned().unwrap_or_default())?;
    }
    Ok(i32::from(!complete))
}

/// The characters read, with whether each was quoted, and whether the delimiter was met.
fn read_input(shell: &mut Shell<'_, '_>, options: &Parsed) -> Done<(Vec<(char, bool)>, bool)> {
    let fd = options.value('u').and_then(|text| text.parse().ok()).unwrap_or(0);
    let Some(handle) = shell.state.task.fds.get(fd) else {
        shell.complain("read error: Bad file descriptor")?;
        return Ok((Vec::new(), false));
    };
    let delimiter = options.value('d').map_or(b'\n', |text| text.bytes().next().unwrap_or(0));
    let raw = options.has('r');
    let count: Option<usize> = options.value('n').or(options.value('N')).and_then(|text| text.parse().ok());
    let mut line = Vec::new();
    loop {
        let (bytes, met) = match count {
            Some(count) => {
                let bytes = shell.kernel.read_from(&handle, count)?.unwrap_or_default();
                let met = bytes.len() == count;
                (bytes, met)
            }
            None => {
                let mut bytes = shell.kernel.read_until(&handle, delimiter)?.unwrap_or_default();
                let met = bytes.last() == Some(&delimiter);
                if met {
                    bytes.pop();
                }
                (bytes, met)
            }
        };
        let text = from_bytes(&bytes);
        let mut chars = text.chars();
        let mut continues = false;
        while let Some(c) = chars.next() {
            match c {
                '\\' if !raw => match chars.next() {
                    Some(next) => line.push((next, true)),
                    None => continues = met && count.is_none(),
                },
                '\0' => {}
                _ => line.push((c, false)),
            }
        }
        if !continues {
            return Ok((line, met));
        }
    }
}

/// Splits at IFS into at most `most` fields; the last takes the rest.
fn split(line: &[(char, bool)], ifs: &str, most: usize) -> Vec<String> {
    let separates = |at: usize| line.get(at).is_some_and(|(c, quoted)| !quoted && ifs.contains(*c));
    let blank = |at: usize| separates(at) && line.get(at).is_some_and(|(c, _)| c.is_ascii_whitespace());
    let mut at = 0;
    while blank(at) {
        at += 1;
    }
    let mut fields = Vec::new();
    while at < line.len() {
        let mut end = at;
        if fields.len() + 1 == most {
            end = line.len();
            while end > at && blank(end - 1) {
                end -= 1;
            }
            // A single separator behind the last field is dropped with it.
            let field_end = (at..end).find(|&i| separates(i));
            if let Some(first) = field_end
                && !blank(first)
                && first + 1 == end
            {
                end = first;
            }
            fields.push(line[at..end].iter().map(|(c, _)| *c).collect());
            return fields;
        }
        while end < line.len() && !separates(end) {
            end += 1;
        }
        fields.push(line[at..end].iter().map(|(c, _)| *c).collect());
        at = end;
        while blank(at) {
            at += 1;
        }
        if separates(at) {
            at += 1;
            while blank(at) {
                at += 1;
            }
        }
    }
    fields
}

pub(super) fn mapfile(shell: &mut Shell<'_, '_>, words: &[String]) -> Done<i32> {
    let operands = words.get(1..).unwrap_or_default();
    let options = match parse_options(operands, "+td:n:O:s:u:", &[]) {
        Ok(options) => options,
        Err(message) => {
            shell.builtin_error("mapfile", &message)?;
            return Ok(2);
        }
    };
    let name = options.rest.first().cloned().unwrap_or_else(|| "MAPFILE".into());
    let delimiter = options.value('d').map_or(b'\n', |text| text.bytes().next().unwrap_or(0));
    let mut elements = BTreeMap::new();
    if let Some(handle) = shell.state.task.fds.get(0) {
        loop {
            let mut bytes = shell.kernel.read_until(&handle, delimiter)?.unwrap_or_default();
            if bytes.is_empty() {
                break;
            }
            if options.has('t') && bytes.last() == Some(&delimiter) {
                bytes.pop();
            }
            elements.insert(elements.len() as u64, from_bytes(&bytes));
        }
    }
    shell.state.variables.entry(name).or_default().value = Some(Value::Array(elements));
    Ok(0)
}
