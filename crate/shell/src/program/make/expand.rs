//! `$(…)`: variables and functions of make.

use super::{Halt, MAX_DEPTH, Made, Make, unique};
use crate::io::{Channel, Pipe, handle};

impl Make<'_, '_, '_> {
    pub(super) fn value(&mut self, name: &str) -> Made<String> {
        self.variable(name, 0)
    }

    fn variable(&mut self, name: &str, depth: u16) -> Made<String> {
        match self.variables.get(name) {
            Some(variable) if variable.expanded => Ok(variable.text.clone()),
            Some(variable) => {
                let text = variable.text.clone();
                self.expand(&text, depth + 1)
            }
            None => Ok(String::new()),
        }
    }

    pub(super) fn expand(&mut self, text: &str, depth: u16) -> Made<String> {
        if depth >= MAX_DEPTH {
            return Err(Halt::Error("a variable references itself (eventually).  Stop.".into()));
        }
        self.ctx.kernel.meter.fuel(1 + text.len() as u64 / 64)?;
        let mut out = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('$') {
            out.push_str(before);
            let mut chars = after.chars();
            match chars.next() {
                Some('$') => out.push('$'),
                Some(open @ ('(' | '{')) => {
                    let Some((inner, behind)) = enclosed(chars.as_str(), open) else {
                        return Err(Halt::Error("unterminated variable reference.  Stop.".into()));
                    };
                    let value = self.reference(inner, depth)?;
                    out.push_str(&value);
                    self.ctx.kernel.meter.hold(out.len() as u64)?;
                    rest = behind;
                    continue;
                }
                Some(c) => {
                    let value = self.variable(c.encode_utf8(&mut [0; 4]), depth)?;
                    out.push_str(&value);
                }
                None => {}
            }
            rest = chars.as_str();
        }
        out.push_str(rest);
        Ok(out)
    }

    fn reference(&mut self, inner: &str, depth: u16) -> Made<String> {
        if let Some((name, arguments)) = inner.split_once([' ', '\t'])
            && FUNCTIONS.contains(&name)
        {
            return self.function(name, arguments.trim_start(), depth);
        }
        // `$(NAME:from=to)` replaces suffixes or patterns.
        if let Some((name, change)) = inner.split_once(':')
            && let Some((from, to)) = change.split_once('=')
        {
            let name = self.expand(name, depth + 1)?;
            let value = self.variable(&name, depth)?;
            let (from, to) = (self.expand(from, depth + 1)?, self.expand(to, depth + 1)?);
            let (from, to) = if from.contains('%') { (from, to) } else { (format!("%{from}"), format!("%{to}")) };
            return Ok(each(&value, |word| substituted(word, &from, &to)));
        }
        let name = self.expand(inner, depth + 1)?;
        let automatic = name.strip_suffix(['D', 'F']).filter(|short| ["@", "<", "^", "*", "?"].contains(short));
        if let Some(short) = automatic {
            let value = self.variable(short, depth)?;
            let dir = name.ends_with('D');
            return Ok(each(&value, |word| {
                let (above, base) = word.rsplit_once('/').unwrap_or((".", word));
                if dir { above.to_string() } else { base.to_string() }
            }));
        }
        self.variable(&name, depth)
    }

    fn function(&mut self, name: &str, text: &str, depth: u16) -> Made<String> {
        let raw = arguments(text);
        let lazy = matches!(name, "if" | "or" | "and" | "foreach");
        let mut args = Vec::new();
        if !lazy {
            for argument in &raw {
                args.push(self.expand(argument, depth + 1)?);
            }
        }
        let all = args.join(",");
        let arg = |index: usize| args.get(index).map_or("", String::as_str);
        let words = |text: &str| text.split_whitespace().map(str::to_string).collect::<Vec<_>>();
        Ok(match name {
            "subst" => arg(2).replace(arg(0), arg(1)),
            "patsubst" => each(arg(2), |word| substituted(word, arg(0).trim(), arg(1).trim())),
            "strip" => words(&all).join(" "),
            "findstring" => if arg(1).contains(arg(0)) { arg(0).to_string() } else { String::new() },
            "filter" | "filter-out" => {
                let patterns = words(arg(0));
                let keep = |word: &String| patterns.iter().any(|pattern| fits(word, pattern)) == (name == "filter");
                words(arg(1)).into_iter().filter(keep).collect::<Vec<_>>().join(" ")
            }
            "sort" => {
                let mut sorted = words(&all);
                sorted.sort();
                unique(&sorted).join(" ")
            }
            "word" => words(arg(1)).get(arg(0).trim().parse::<usize>().unwrap_or(1).saturating_sub(1)).cloned().unwrap_or_default(),
            "wordlist" => {
                let number = |index: usize| arg(index).trim().parse::<usize>().unwrap_or(1);
                words(arg(2)).into_iter().skip(number(0).saturating_sub(1)).take((number(1) + 1).saturating_sub(number(0))).collect::<Vec<_>>().join(" ")
            }
            "words" => words(&all).len().to_string(),
            "firstword" => words(&all).first().cloned().unwrap_or_default(),
            "lastword" => words(&all).last().cloned().unwrap_or_default(),
            "dir" => each(&all, |word| word.rsplit_once('/').map_or("./".to_string(), |(dir, _)| format!("{dir}/"))),
            "notdir" => each(&all, |word| word.rsplit('/').next().unwrap_or_default().to_string()),
            "basename" => each(&all, |word| suffix_at(word).map_or(word, |at| word.get(..at).unwrap_or(word)).to_string()),
            "suffix" => each(&all, |word| suffix_at(word).and_then(|at| word.get(at..)).unwrap_or_default().to_string()),
            "addprefix" => each(arg(1), |word| format!("{}{word}", arg(0))),
            "addsuffix" => each(arg(1), |word| format!("{word}{}", arg(0))),
            "join" => {
                let (left, right) = (words(arg(0)), words(arg(1)));
                let part = |list: &[String], index: usize| list.get(index).cloned().unwrap_or_default();
                (0..left.len().max(right.len())).map(|index| part(&left, index) + &part(&right, index)).collect::<Vec<_>>().join(" ")
            }
            "wildcard" => self.wildcard(&all)?,
            "abspath" | "realpath" => {
                let cwd = self.ctx.task.cwd.clone();
                each(&all, |word| cwd.join(word).to_string())
            }
            "shell" => self.shell(&all)?,
            "call" => self.call(&args, depth)?,
            "eval" => {
                self.lines(&all, depth)?;
                String::new()
            }
            "value" => self.variables.get(arg(0).trim()).map(|known| known.text.clone()).unwrap_or_default(),
            "origin" => if self.variables.contains_key(arg(0).trim()) { "file" } else { "undefined" }.to_string(),
            "flavor" => if self.variables.contains_key(arg(0).trim()) { "recursive" } else { "undefined" }.to_string(),
            "error" => return Err(Halt::Error(format!("Makefile: {all}.  Stop."))),
            "warning" => {
                self.ctx.print_error(&format!("Makefile: {all}\n"))?;
                String::new()
            }
            "info" => {
                self.ctx.print_line(&all)?;
                String::new()
            }
            _ => self.lazily(name, &raw, depth)?,
        })
    }

    /// Functions that expand only the arguments they need.
    fn lazily(&mut self, name: &str, raw: &[&str], depth: u16) -> Made<String> {
        let argument = |index: usize| raw.get(index).copied().unwrap_or_default();
        match name {
            "if" => {
                let holds = !self.expand(argument(0).trim(), depth + 1)?.is_empty();
                self.expand(argument(if holds { 1 } else { 2 }), depth + 1)
            }
            "foreach" => {
                let (name, list) = (self.expand(argument(0), depth + 1)?, self.expand(argument(1), depth + 1)?);
                let name = name.trim();
                let before = self.variables.get(name).cloned();
                let mut out = Vec::new();
                for word in list.split_whitespace() {
                    self.define(name, word.to_string(), true, false);
                    out.push(self.expand(argument(2), depth + 1)?);
                }
                match before {
                    Some(variable) => self.variables.insert(name.to_string(), variable),
                    None => self.variables.remove(name),
                };
                Ok(out.join(" "))
            }
            _ => {
                let mut last = String::new();
                for text in raw {
                    last = self.expand(text.trim(), depth + 1)?;
                    if last.is_empty() != (name == "or") {
                        break;
                    }
                }
                Ok(last)
            }
        }
    }

    fn call(&mut self, args: &[String], depth: u16) -> Made<String> {
        let Some(name) = args.first() else { return Ok(String::new()) };
        let body = self.variables.get(name.trim()).map(|known| known.text.clone()).unwrap_or_default();
        let numbers: Vec<String> = (0..10).map(|number| number.to_string()).collect();
        let before: Vec<_> = numbers.iter().map(|number| self.variables.remove(number)).collect();
        for (number, value) in numbers.iter().zip(args) {
            self.define(number, value.clone(), true, false);
        }
        let result = self.expand(&body, depth + 1);
        for (number, variable) in numbers.into_iter().zip(before) {
            match variable {
                Some(variable) => self.variables.insert(number, variable),
                None => self.variables.remove(&number),
            };
        }
        result
    }

    fn wildcard(&mut self, text: &str) -> Made<String> {
        let script = format!("for f in {text}; do [ -e \"$f\" ] && echo \"$f\"; done");
        self.shell(&script)
    }

    /// What a command prints, its newlines as blanks.
    fn shell(&mut self, command: &str) -> Made<String> {
        let capacity = usize::try_from(self.ctx.kernel.meter.limits().disk).unwrap_or(usize::MAX);
        let pipe = Pipe::new(capacity);
        let outer = self.ctx.task.fds.get(1);
        self.ctx.task.fds.set(1, handle(Channel::Writer(std::rc::Rc::clone(&pipe))));
        let status = super::start(self.ctx, &["/bin/sh".to_string(), "-c".into(), command.to_string()]);
        self.ctx.task.fds.restore(1, outer);
        status?;
        let bytes = pipe.take().bytes;
        Ok(crate::text::from_bytes(&bytes).trim_end_matches('\n').replace('\n', " "))
    }
}

const FUNCTIONS: [&str; 35] = [
    "subst", "patsubst", "strip", "findstring", "filter", "filter-out", "sort", "word", "wordlist", "words", "firstword", "lastword", "dir", "notdir",
    "basename", "suffix", "addprefix", "addsuffix", "join", "wildcard", "abspath", "realpath", "shell", "call", "eval", "value", "origin", "flavor",
    "error", "warning", "info", "if", "or", "and", "foreach",
];

/// What stands before the closing bracket, and what behind it.
fn enclosed(text: &str, open: char) -> Option<(&str, &str)> {
    let close = if open == '(' { ')' } else { '}' };
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        if c == open {
            depth += 1;
        } else if c == close {
            if depth == 0 {
                return Some((text.get(..at)?, text.get(at + 1..)?));
            }
            depth -= 1;
        }
    }
    None
}

/// The first comma that stands in no brackets.
pub(super) fn top_level_comma(text: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        match c {
            '(' | '{' => depth += 1,
            ')' | '}' => depth -= 1,
            ',' if depth == 0 => return Some(at),
            _ => {}
        }
    }
    None
}

fn arguments(text: &str) -> Vec<&str> {
    let mut arguments = Vec::new();
    let mut rest = text;
    while let Some(at) = top_level_comma(rest) {
        let (argument, behind) = rest.split_at(at);
        arguments.push(argument);
        rest = behind.get(1..).unwrap_or_default();
    }
    arguments.push(rest);
    arguments
}

fn each(words: &str, change: impl Fn(&str) -> String) -> String {
    words.split_whitespace().map(change).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn fits(word: &str, pattern: &str) -> bool {
    match pattern.split_once('%') {
        Some((before, after)) => word.len() >= before.len() + after.len() && word.starts_with(before) && word.ends_with(after),
        None => word == pattern,
    }
}

fn substituted(word: &str, from: &str, to: &str) -> String {
    let Some((before, after)) = from.split_once('%') else { return if word == from { to.to_string() } else { word.to_string() } };
    match word.strip_prefix(before).and_then(|rest| rest.strip_suffix(after)) {
        Some(stem) => to.replacen('%', stem, 1),
        None => word.to_string(),
    }
}

/// Where a file's suffix starts.
fn suffix_at(word: &str) -> Option<usize> {
    let base = word.rfind('/').map_or(0, |at| at + 1);
    word.rfind('.').filter(|at| *at >= base)
}
