//! `$name` and `${name…}`.

use super::{Done, Fields};
use crate::eval::{Shell, Value};
use crate::expand::pattern::Pattern;
use crate::kernel::Unwind;
use crate::syntax::*;

/// What a parameter stands for.
enum Current {
    Unset,
    Text(String),
    /// `$@`, `$*`, `${a[@]}`; `joined` for the star.
    List {
        values: Vec<String>,
        joined: bool,
    },
}

impl Current {
    /// What trying a pattern at every place costs beyond what is counted while it is tried: groups walk the whole text.
    fn search_cost(&self, pattern: &Pattern) -> u64 {
        let each = |text: &String| pattern.cost(text.len()).saturating_mul(text.len() as u64);
        match self {
            _ if !pattern.has_groups() => 0,
            Current::Unset => 0,
            Current::Text(text) => each(text),
            Current::List { values, .. } => values.iter().map(each).fold(0, u64::saturating_add),
        }
    }
}

impl Shell<'_, '_> {
    /// Whether a quoted part makes no field at all because it is a `$@` without elements.
    pub(super) fn is_empty_list(&mut self, part: &Part) -> bool {
        let Part::Parameter(parameter) = part else { return false };
        let alternative = match &parameter.op {
            Operation::None => false,
            Operation::Slice { .. } if parameter.index.is_none() => false,
            Operation::Default { kind: DefaultKind::Alternative, .. } => true,
            _ => return false,
        };
        match self.current(parameter) {
            Ok(Current::Unset) => alternative && parameter.index.is_some(),
            Ok(Current::List { values, joined: false }) => values.is_empty(),
            _ => false,
        }
    }

    pub(super) fn expand_parameter(
        &mut self,
        parameter: &Parameter,
        quoted: bool,
        fields: &mut Fields,
    ) -> Done<()> {
        let current = match &parameter.op {
            Operation::Indirect => self.indirect(parameter)?,
            Operation::Keys => self.keys(parameter),
            _ => self.current(parameter)?,
        };
        match &parameter.op {
            Operation::None | Operation::Indirect | Operation::Keys => {
                let current = self.checked(parameter, current)?;
                self.add_current(current, quoted, fields);
            }
            Operation::Length => {
                // `${#@}` of ash and dash is the length of the text, and not a count.
                let counts = self.state.dialect == Dialect::Bash;
                let length = match self.checked(parameter, current)? {
                    Current::List { values, .. } if !counts => {
                        values.iter().map(|value| value.chars().count() + 1).sum::<usize>().saturating_sub(1)
                    }
                    Current::Unset => 0,
                    Current::Text(text) => text.chars().count(),
                    Current::List { values, .. } => values.len(),
                };
                self.add_expansion(&length.to_string(), quoted, fields);
            }
            Operation::Default { colon, kind, word } => {
                let missing = match &current {
                    Current::Unset => true,
                    Current::Text(text) => *colon && text.is_empty(),
                    Current::List { values, .. } => {
                        values.is_empty() || (*colon && values.iter().all(String::is_empty))
                    }
                };
                self.default(parameter, *kind, word, missing, current, quoted, fields)?;
            }
            Operation::Trim { suffix, longest, pattern } => {
                let pattern = self.pattern(pattern)?;
                let current = self.checked(parameter, current)?;
                self.kernel.meter.fuel(current.search_cost(&pattern))?;
                let cost = self.map(current, quoted, fields, |text| trim(text, &pattern, *suffix, *longest));
                self.kernel.meter.fuel(cost)?;
            }
            Operation::Replace { all, anchor, pattern, with } => {
                let pattern = self.pattern(pattern)?;
                let with = self.text(with)?;
                let current = self.checked(parameter, current)?;
                self.kernel.meter.fuel(current.search_cost(&pattern))?;
                let cost =
                    self.map(current, quoted, fields, |text| replace(text, &pattern, &with, *all, *anchor));
                self.kernel.meter.fuel(cost)?;
            }
            Operation::Slice { offset, length } => {
                let current = self.checked(parameter, current)?;
                self.slice(parameter, current, offset, length.as_ref(), quoted, fields)?;
            }
            Operation::Case { change, all, pattern } => {
                let chosen = if pattern.0.is_empty() { None } else { Some(self.pattern(pattern)?) };
                let current = self.checked(parameter, current)?;
                self.map(current, quoted, fields, |text| change_case(text, *change, *all, chosen.as_ref()));
            }
            Operation::Transform(kind) => {
                let current = self.checked(parameter, current)?;
                let change = match kind {
                    'Q' => bash_quoted,
                    'U' => |text: &str| text.to_uppercase(),
                    'L' => |text: &str| text.to_lowercase(),
                    'u' => |text: &str| change_case(text, CaseChange::Upper, false, None).0,
                    _ => return Err(self.unmodelled(&format!("`${{…@{kind}}}`")).into()),
                };
                self.map(current, quoted, fields, |text| (change(text), text.len() as u64 / 16));
            }
            Operation::Bad => return Err(self.bad_substitution()),
        }
        Ok(())
    }

    fn bad_substitution(&mut self) -> Unwind {
        let message = match self.state.dialect {
            Dialect::Ash => "syntax error: bad substitution",
            Dialect::Dash => "Bad substitution",
            Dialect::Bash => "bad substitution",
        };
        self.fatal(message)
    }

    #[expect(clippy::too_many_arguments, reason = "one operator's operands")]
    fn default(
        &mut self,
        parameter: &Parameter,
        kind: DefaultKind,
        word: &Word,
        missing: bool,
        current: Current,
        quoted: bool,
        fields: &mut Fields,
    ) -> Done<()> {
        match (kind, missing) {
            (DefaultKind::Alternative, true) => {}
            (DefaultKind::Alternative, false) | (DefaultKind::Use, true) => {
                self.add_word(word, quoted, fields)?
            }
            (DefaultKind::Assign, true) => {
                let value = self.text(word)?;
                self.set_variable(&parameter.name, value.clone())?;
                self.add_expansion(&value, quoted, fields);
            }
            (DefaultKind::Fail, true) => {
                let colon = matches!(parameter.op, Operation::Default { colon: true, .. });
                let message = match (colon, self.state.dialect) {
                    _ if !word.0.is_empty() => self.text(word)?,
                    (false, _) => "parameter not set".to_string(),
                    (true, Dialect::Bash) => "parameter null or not set".to_string(),
                    (true, _) => "parameter not set or null".to_string(),
                };
                return Err(self.unset_error(&format!("{}: {message}", parameter.name)));
            }
            _ => self.add_current(current, quoted, fields),
        }
        Ok(())
    }

    /// The word behind `:-`: its unquoted parts are split like the result of an expansion.
    fn add_word(&mut self, word: &Word, quoted: bool, fields: &mut Fields) -> Done<()> {
        for (i, part) in word.0.iter().enumerate() {
            match part {
                Part::Literal(text) if !quoted => {
                    let home = if i == 0 { self.tilde(text) } else { None };
                    match home {
                        Some(home) => fields.add(&home, true),
                        None => fields.add_split(text, &self.ifs()),
                    }
                }
                part => self.expand_part(part, quoted, fields)?,
            }
        }
        Ok(())
    }

    fn add_current(&mut self, current: Current, quoted: bool, fields: &mut Fields) {
        match current {
            Current::Unset => {}
            Current::Text(text) => self.add_expansion(&text, quoted, fields),
            Current::List { values, joined: true } if quoted || !fields.split => {
                let separator = match self.variable("IFS") {
                    None => " ".to_string(),
                    Some(ifs) => ifs.chars().take(1).collect(),
                };
                fields.add(&values.join(&separator), quoted);
            }
            Current::List { values, .. } => {
                self.kernel.meter.burn(values.len() as u64 * 8);
                for (i, value) in values.iter().enumerate() {
                    if i > 0 {
                        fields.end();
                        fields.after_blank = false;
                    }
                    if quoted {
                        fields.add(value, true);
                    } else {
                        self.add_expansion(value, false, fields);
                    }
                }
            }
        }
    }

    /// Applies a function to the value or to every element; says what it cost.
    fn map(
        &mut self,
        current: Current,
        quoted: bool,
        fields: &mut Fields,
        change: impl Fn(&str) -> (String, u64),
    ) -> u64 {
        let mut cost = 0;
        let mut apply = |text: &str| {
            let (changed, steps) = change(text);
            cost += steps;
            changed
        };
        let changed = match current {
            Current::Unset => Current::Unset,
            Current::Text(text) => Current::Text(apply(&text)),
            Current::List { values, joined } => {
                Current::List { values: values.iter().map(|value| apply(value)).collect(), joined }
            }
        };
        self.add_current(changed, quoted, fields);
        cost
    }

    /// The end of a shell because of an unset parameter: of bash's own errors only this one ends `-c` with 127.
    fn unset_error(&mut self, message: &str) -> Unwind {
        match self.fatal(message) {
            Unwind::Exit(_) if self.state.dialect == Dialect::Bash && self.state.options.command => {
                Unwind::Exit(127)
            }
            unwind => unwind,
        }
    }

    /// Refuses an unset parameter under `set -u`.
    fn checked(&mut self, parameter: &Parameter, current: Current) -> Done<Current> {
        if self.state.options.nounset && matches!(current, Current::Unset) {
            let what =
                if self.state.dialect == Dialect::Bash { "unbound variable" } else { "parameter not set" };
            return Err(self.unset_error(&format!("{}: {what}", parameter.name)));
        }
        Ok(current)
    }

    fn current(&mut self, parameter: &Parameter) -> Done<Current> {
        let name = parameter.name.as_str();
        if matches!(name, "@" | "*") {
            return Ok(Current::List { values: self.state.positional.clone(), joined: name == "*" });
        }
        match &parameter.index {
            Some(index) => self.element(name, index),
            None => Ok(self.parameter(name).map_or(Current::Unset, Current::Text)),
        }
    }

    fn element(&mut self, name: &str, index: &Index) -> Done<Current> {
        if name == "FUNCNAME" && self.state.dialect == Dialect::Bash {
            let values: Vec<String> = self.state.calls.iter().rev().cloned().collect();
            return Ok(match index {
                Index::At | Index::Star => Current::List { values, joined: matches!(index, Index::Star) },
                Index::Word(word) => {
                    let key = self.text(word)?;
                    let at = usize::try_from(self.evaluate(&key)?).ok();
                    at.and_then(|at| values.get(at).cloned()).map_or(Current::Unset, Current::Text)
                }
            });
        }
        let word = match index {
            Index::At | Index::Star => {
                let values = match self.state.variables.get(name).and_then(|variable| variable.value.as_ref())
                {
                    Some(Value::Array(array)) => array.values().cloned().collect(),
                    Some(Value::Map(map)) => map.values().cloned().collect(),
                    Some(Value::Text(text)) => vec![text.clone()],
                    None => Vec::new(),
                };
                return Ok(Current::List { values, joined: matches!(index, Index::Star) });
            }
            Index::Word(word) => word,
        };
        let key = self.text(word)?;
        let value = match self.state.variables.get(name).and_then(|variable| variable.value.clone()) {
            Some(Value::Map(map)) => map.get(&key).cloned(),
            Some(Value::Array(array)) => {
                let at = self.evaluate(&key)?;
                array_index(&array, at).and_then(|at| array.get(&at).cloned())
            }
            Some(Value::Text(text)) => (self.evaluate(&key)? == 0).then_some(text),
            None => None,
        };
        Ok(value.map_or(Current::Unset, Current::Text))
    }

    fn indirect(&mut self, parameter: &Parameter) -> Done<Current> {
        let Current::Text(target) = self.current(parameter)? else { return Ok(Current::Unset) };
        let (name, index) = match target.strip_suffix(']').and_then(|rest| rest.split_once('[')) {
            Some((name, "@")) => (name.to_string(), Some(Index::At)),
            Some((name, "*")) => (name.to_string(), Some(Index::Star)),
            Some((name, key)) => (name.to_string(), Some(Index::Word(Word::quoted(key)))),
            None => (target, None),
        };
        self.current(&Parameter { name, index, op: Operation::None })
    }

    fn keys(&mut self, parameter: &Parameter) -> Current {
        let values =
            match self.state.variables.get(&parameter.name).and_then(|variable| variable.value.as_ref()) {
                Some(Value::Array(array)) => array.keys().map(u64::to_string).collect(),
                Some(Value::Map(map)) => map.keys().cloned().collect(),
                Some(Value::Text(_)) => vec!["0".to_string()],
                None => Vec::new(),
            };
        Current::List { values, joined: matches!(parameter.index, Some(Index::Star)) }
    }

    /// A parameter without an operator: a variable or a special parameter.
    pub(crate) fn parameter(&mut self, name: &str) -> Option<String> {
        let state = &self.state;
        match name {
            "#" => Some(state.positional.len().to_string()),
            "?" => Some(state.status.to_string()),
            "-" => Some(state.options.letters(state.dialect != Dialect::Dash)),
            "$" => Some(state.shell_pid.to_string()),
            "!" => state.last_background.map(|pid| pid.to_string()),
            "0" => Some(state.name.clone()),
            "RANDOM" => Some((self.kernel.noise() % 32768).to_string()),
            "BASH_SUBSHELL" if state.dialect == Dialect::Bash => Some(u8::from(state.nested).to_string()),
            "FUNCNAME" if state.dialect == Dialect::Bash => state.calls.last().cloned(),
            "LINENO" if state.dialect != Dialect::Dash => Some(state.line.to_string()),
            _ if name.starts_with(|c: char| c.is_ascii_digit()) => {
                let at: usize = name.parse().ok()?;
                state.positional.get(at.checked_sub(1)?).cloned()
            }
            _ => self.variable(name),
        }
    }

    fn slice(
        &mut self,
        parameter: &Parameter,
        current: Current,
        offset: &Word,
        length: Option<&Word>,
        quoted: bool,
        fields: &mut Fields,
    ) -> Done<()> {
        let offset = self.arithmetic(offset)?;
        let length = length.map(|word| self.arithmetic(word)).transpose()?;
        match current {
            Current::Unset => {}
            Current::Text(text) => {
                let chars: Vec<char> = text.chars().collect();
                let piece: String = bounds(chars.len(), offset, length).map(|at| chars[at]).collect();
                self.add_expansion(&piece, quoted, fields);
            }
            Current::List { mut values, joined } => {
                // `${@:0}` counts from the shell's own name.
                if parameter.index.is_none() {
                    values.insert(0, self.state.name.clone());
                }
                let piece = bounds(values.len(), offset, length).map(|at| values[at].clone()).collect();
                self.add_current(Current::List { values: piece, joined }, quoted, fields);
            }
        }
        Ok(())
    }
}

/// The key of an array element; a negative index counts from behind the last.
pub(crate) fn array_index(array: &std::collections::BTreeMap<u64, String>, at: i64) -> Option<u64> {
    if at >= 0 {
        return Some(at as u64);
    }
    let end = array.keys().next_back().map_or(0, |last| last + 1);
    end.checked_sub(at.unsigned_abs())
}

fn bounds(count: usize, offset: i64, length: Option<i64>) -> std::ops::Range<usize> {
    let count = count as i64;
    let start = if offset < 0 { count.saturating_add(offset) } else { offset.min(count) };
    if start < 0 {
        return 0..0;
    }
    let end = match length {
        None => count,
        Some(length) if length < 0 => count.saturating_add(length),
        Some(length) => start.saturating_add(length).min(count),
    };
    start as usize..end.max(start) as usize
}

fn trim(text: &str, pattern: &Pattern, suffix: bool, longest: bool) -> (String, u64) {
    let chars: Vec<char> = text.chars().collect();
    let cuts: Box<dyn Iterator<Item = usize>> = match (suffix, longest) {
        (false, false) | (true, true) => Box::new(0..=chars.len()),
        _ => Box::new((0..=chars.len()).rev()),
    };
    let mut steps = 0;
    for cut in cuts {
        let (before, after) = chars.split_at(cut);
        let candidate = if suffix { after } else { before };
        steps += 1 + candidate.len() as u64 / 16;
        if pattern.matches_chars(candidate) {
            return (if suffix { before } else { after }.iter().collect(), steps);
        }
    }
    (text.to_string(), steps)
}

fn replace(text: &str, pattern: &Pattern, with: &str, all: bool, anchor: Anchor) -> (String, u64) {
    let chars: Vec<char> = text.chars().collect();
    let mut result = String::new();
    let mut at = 0;
    let mut steps = 0;
    let mut done = *pattern == Pattern::from_text("");
    while at < chars.len() || (at == 0 && chars.is_empty()) {
        let ends = pattern.has_groups().then(|| pattern.ends(&chars, at));
        let longest = (at..=chars.len()).rev().find(|&end| {
            steps += 1 + (end - at) as u64 / 16;
            let fits = match anchor {
                Anchor::None => end > at,
                Anchor::Start => at == 0,
                Anchor::End => end == chars.len(),
            };
            let matches = || match &ends {
                Some(ends) => ends.contains(&end),
                None => pattern.matches_chars(&chars[at..end]),
            };
            fits && !done && matches()
        });
        match longest {
            Some(end) => {
                result.push_str(with);
                at = end;
                done = !all;
                if end == 0 && chars.is_empty() {
                    break;
                }
            }
            None if at < chars.len() => {
                result.push(chars[at]);
                at += 1;
            }
            None => break,
        }
        if done || (anchor == Anchor::Start && at > 0) {
            result.extend(&chars[at..]);
            break;
        }
    }
    (result, steps)
}

/// `@Q`: as bash would read it back.
fn bash_quoted(text: &str) -> String {
    if text.chars().any(char::is_control) {
        let escaped =
            text.replace('\\', "\\\\").replace('\'', "\\'").replace('\n', "\\n").replace('\t', "\\t");
        return format!("$'{escaped}'");
    }
    crate::text::single_quoted(text)
}

fn change_case(text: &str, change: CaseChange, all: bool, chosen: Option<&Pattern>) -> (String, u64) {
    let fits = |c: char| chosen.is_none_or(|pattern| pattern.matches_chars(&[c]));
    let changed = text.chars().enumerate().map(|(i, c)| {
        let upper = match change {
            CaseChange::Upper => true,
            CaseChange::Lower => false,
            CaseChange::Toggle => c.is_lowercase(),
        };
        match (all || i == 0) && fits(c) {
            true if upper => c.to_uppercase().to_string(),
            true => c.to_lowercase().to_string(),
            false => c.to_string(),
        }
    });
    (changed.collect(), text.len() as u64 / 16)
}

impl super::arith::Variables for Shell<'_, '_> {
    fn get(&self, name: &str) -> Option<String> {
        match name.strip_suffix(']').and_then(|rest| rest.split_once('[')) {
            None => self.variable(name),
            Some((name, key)) => match self.state.variables.get(name)?.value.as_ref()? {
                Value::Text(text) => Some(text.clone()),
                Value::Map(map) => map.get(key).cloned(),
                Value::Array(array) => {
                    let at = key.parse().ok().or_else(|| self.variable(key)?.parse().ok())?;
                    array_index(array, at).and_then(|at| array.get(&at).cloned())
                }
            },
        }
    }

    fn set(&mut self, name: &str, value: i64) {
        let result = match name.strip_suffix(']').and_then(|rest| rest.split_once('[')) {
            None => self.set_variable(name, value.to_string()),
            Some((name, key)) => {
                let key = key.parse().ok().or_else(|| self.variable(key)?.parse().ok()).unwrap_or(0);
                self.set_element(name, key, value.to_string());
                Ok(())
            }
        };
        // A read-only variable has said so; an expression has no other way to fail.
        let _ = result;
    }

    fn strict(&self) -> bool {
        self.state.options.nounset
    }

    fn plain(&self) -> bool {
        self.state.dialect == Dialect::Dash
    }
}
