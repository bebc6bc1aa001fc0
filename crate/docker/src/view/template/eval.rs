//! From nodes and a value to text.

use std::cmp::Ordering;

use serde_json::Value;

use super::TemplateError;
use super::syntax::{Branch, Node, Operand, Pipeline};
use crate::view::json;

/// The functions: those of `text/template` and those that docker adds.
pub(super) const FUNCTIONS: [&str; 23] = [
    "and", "eq", "ge", "gt", "index", "join", "json", "le", "len", "lower", "lt", "ne", "not", "or", "pad",
    "print", "printf", "println", "slice", "split", "title", "truncate", "upper",
];

pub(super) fn render(nodes: &[Node], data: &Value) -> Result<String, TemplateError> {
    let mut out = String::new();
    Scope { root: data, dot: data }.nodes(nodes, &mut out)?;
    Ok(out)
}

#[derive(Clone, Copy)]
struct Scope<'a> {
    root: &'a Value,
    dot: &'a Value,
}

impl Scope<'_> {
    fn nodes(&self, nodes: &[Node], out: &mut String) -> Result<(), TemplateError> {
        for node in nodes {
            match node {
                Node::Text(text) => out.push_str(text),
                Node::Action(pipeline) => {
                    let value = self.pipeline(pipeline)?;
                    out.push_str(&match field(pipeline) {
                        Some(name) => show_field(name, &value),
                        None => show(&value),
                    });
                }
                Node::If(branch) if is_true(&self.condition(&branch.subject)?) => {
                    self.nodes(&branch.body, out)?
                }
                Node::If(branch) => self.nodes(&branch.otherwise, out)?,
                Node::With(branch) => self.with(branch, out)?,
                Node::Range(branch) => self.range(branch, out)?,
            }
        }
        Ok(())
    }

    fn with(&self, branch: &Branch, out: &mut String) -> Result<(), TemplateError> {
        let value = self.condition(&branch.subject)?;
        match is_true(&value) {
            true => Scope { dot: &value, ..*self }.nodes(&branch.body, out),
            false => self.nodes(&branch.otherwise, out),
        }
    }

    fn range(&self, branch: &Branch, out: &mut String) -> Result<(), TemplateError> {
        let items: Vec<Value> = match self.pipeline(&branch.subject)? {
            Value::Array(items) => items,
            Value::Object(mut map) => {
                map.sort_keys();
                map.into_iter().map(|(_, value)| value).collect()
            }
            Value::Null => Vec::new(),
            other => return Err(TemplateError::new(format!(" range can't iterate over {}", show(&other)))),
        };
        for item in &items {
            Scope { dot: item, ..*self }.nodes(&branch.body, out)?;
        }
        if items.is_empty() { self.nodes(&branch.otherwise, out) } else { Ok(()) }
    }

    /// A missing field counts as false where a truth is asked for.
    fn condition(&self, pipeline: &Pipeline) -> Result<Value, TemplateError> {
        self.pipeline(pipeline)
    }

    fn pipeline(&self, pipeline: &Pipeline) -> Result<Value, TemplateError> {
        let mut carried = None;
        for command in pipeline {
            carried = Some(self.command(command, carried)?);
        }
        Ok(carried.unwrap_or(Value::Null))
    }

    fn command(&self, command: &[Operand], carried: Option<Value>) -> Result<Value, TemplateError> {
        let Some((first, rest)) = command.split_first() else { return Ok(Value::Null) };
        let Operand::Function(name) = first else {
            return match (rest.is_empty(), carried) {
                (true, None) => self.operand(first),
                _ => Err(TemplateError::new(" can't give argument to non-function")),
            };
        };
        if matches!(*name, "and" | "or") {
            return self.logic(name, rest, carried);
        }
        let mut arguments =
            rest.iter().map(|operand| self.operand(operand)).collect::<Result<Vec<_>, _>>()?;
        arguments.extend(carried);
        call(name, &arguments)
    }

    /// `and` and `or` look no further than they must.
    fn logic(
        &self,
        name: &str,
        operands: &[Operand],
        carried: Option<Value>,
    ) -> Result<Value, TemplateError> {
        let mut value = Value::Null;
        for operand in operands {
            value = self.operand(operand)?;
            if is_true(&value) == (name == "or") {
                return Ok(value);
            }
        }
        Ok(carried.unwrap_or(value))
    }

    fn operand(&self, operand: &Operand) -> Result<Value, TemplateError> {
        Ok(match operand {
            Operand::Field { from_root, path, at } => {
                let mut value = if *from_root { self.root } else { self.dot };
                for name in path {
                    value = match value {
                        Value::Object(map) => map.get(name).ok_or_else(|| missing(path, name, *at))?,
                        Value::Null => return Ok(Value::Null),
                        _ => return Err(missing(path, name, *at)),
                    };
                }
                value.clone()
            }
            Operand::Text(text) => Value::from(text.as_str()),
            Operand::Number(number) => Value::from(*number),
            Operand::Truth(truth) => Value::from(*truth),
            Operand::Nil => Value::Null,
            Operand::Function(name) => call(name, &[])?,
            Operand::Nested(pipeline) => self.pipeline(pipeline)?,
        })
    }
}

fn missing(path: &[String], name: &str, at: usize) -> TemplateError {
    let path = path.join(".");
    TemplateError::new(format!("{at}: executing \"\" at <.{path}>: map has no entry for key \"{name}\""))
}

fn call(name: &str, arguments: &[Value]) -> Result<Value, TemplateError> {
    let text = |index: usize| arguments.get(index).map(show).unwrap_or_default();
    let number = |index: usize| arguments.get(index).and_then(Value::as_i64).unwrap_or(0).max(0) as usize;
    let compared = || arguments.first().zip(arguments.get(1)).and_then(|(a, b)| compare(a, b));
    let least = match name {
        "print" | "println" => 0,
        "eq" | "ne" | "lt" | "le" | "gt" | "ge" | "index" | "join" | "split" | "truncate" => 2,
        "pad" => 3,
        _ => 1,
    };
    if arguments.len() < least {
        let given = arguments.len();
        return Err(TemplateError::new(format!(
            " wrong number of args for {name}: want {least} got {given}"
        )));
    }
    Ok(match name {
        "json" => Value::from(json::compact(&arguments[0])),
        "len" => Value::from(length(&arguments[0])?),
        "index" => index(arguments)?,
        "slice" => Value::from(
            text(0).chars().skip(number(1)).take(number(2).max(1) - number(1)).collect::<String>(),
        ),
        "lower" => Value::from(text(0).to_lowercase()),
        "upper" => Value::from(text(0).to_uppercase()),
        "title" => Value::from(title(&text(0))),
        "join" => Value::from(items(&arguments[0]).iter().map(show).collect::<Vec<_>>().join(&text(1))),
        "split" => text(0).split(text(1).as_str()).map(Value::from).collect(),
        "truncate" => Value::from(text(0).chars().take(number(1)).collect::<String>()),
        "pad" => Value::from(format!("{}{}{}", " ".repeat(number(1)), text(0), " ".repeat(number(2)))),
        "print" => Value::from(arguments.iter().map(show).collect::<String>()),
        "println" => Value::from(format!("{}\n", arguments.iter().map(show).collect::<Vec<_>>().join(" "))),
        "printf" => Value::from(printf(&text(0), &arguments[1..])),
        "not" => Value::from(!is_true(&arguments[0])),
        "eq" => Value::from(arguments[1..].contains(&arguments[0])),
        "ne" => Value::from(arguments[0] != arguments[1]),
        "lt" => Value::from(compared() == Some(Ordering::Less)),
        "le" => Value::from(compared().is_some_and(Ordering::is_le)),
        "gt" => Value::from(compared() == Some(Ordering::Greater)),
        "ge" => Value::from(compared().is_some_and(Ordering::is_ge)),
        _ => return Err(TemplateError::new(format!(" function \"{name}\" not defined"))),
    })
}

fn compare(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.as_f64()?.partial_cmp(&b.as_f64()?),
        (Value::String(a), Value::String(b)) => Some(a.cmp(b)),
        _ => None,
    }
}

fn items(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn length(value: &Value) -> Result<usize, TemplateError> {
    match value {
        Value::Array(items) => Ok(items.len()),
        Value::Object(map) => Ok(map.len()),
        Value::String(text) => Ok(text.len()),
        other => Err(TemplateError::new(format!(" error calling len: len of type {}", show(other)))),
    }
}

fn index(arguments: &[Value]) -> Result<Value, TemplateError> {
    let mut value = &arguments[0];
    for key in &arguments[1..] {
        value = match (value, key) {
            (Value::Array(items), Value::Number(_)) => {
                let at = key.as_u64().unwrap_or(u64::MAX) as usize;
                let found = items.get(at);
                found.ok_or_else(|| {
                    TemplateError::new(format!(" error calling index: index out of range: {key}"))
                })?
            }
            (Value::Object(map), Value::String(key)) => map.get(key).unwrap_or(&Value::Null),
            (Value::Null, _) => return Ok(Value::Null),
            _ => return Err(TemplateError::new(" error calling index: can't index item")),
        };
    }
    Ok(value.clone())
}

fn title(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

/// `%s`, `%d`, `%v` and `%q` with an optional width (`%-12s`), and `%%`.
fn printf(format: &str, arguments: &[Value]) -> String {
    let mut out = String::new();
    let mut arguments = arguments.iter();
    let mut parts = format.split('%');
    out.push_str(parts.next().unwrap_or_default());
    while let Some(part) = parts.next() {
        let Some(at) = part.find(|character: char| character.is_ascii_alphabetic()) else {
            out.push('%');
            out.push_str(parts.next().unwrap_or_default());
            continue;
        };
        let (flags, rest) = part.split_at(at);
        let value = arguments.next().unwrap_or(&Value::Null);
        let shown = if rest.starts_with('q') { format!("{:?}", show(value)) } else { show(value) };
        let width = flags.trim_start_matches('-').parse().unwrap_or(0);
        if flags.starts_with('-') {
            out.push_str(&format!("{shown:<width$}"));
        } else {
            out.push_str(&format!("{shown:>width$}"));
        }
        out.extend(rest.chars().skip(1));
    }
    out
}

/// Go takes zero values for false.
fn is_true(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(truth) => *truth,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(map) => !map.is_empty(),
    }
}

/// The name of the field that a pipeline is, if it is nothing else.
fn field(pipeline: &Pipeline) -> Option<&str> {
    match pipeline.as_slice() {
        [command] => match command.as_slice() {
            [Operand::Field { path, .. }] => path.last().map(String::as_str),
            _ => None,
        },
        _ => None,
    }
}

/// Fields that Go holds in maps, and in lists; JSON does not tell a map from a structure, nor what is missing.
const MAPS: [&str; 13] = [
    "Annotations",
    "Attributes",
    "Containers",
    "Data",
    "ExposedPorts",
    "Labels",
    "Networks",
    "Options",
    "PortBindings",
    "Ports",
    "Sysctls",
    "Tmpfs",
    "Volumes",
];
const LISTS: [&str; 16] = [
    "Args",
    "Binds",
    "CapAdd",
    "CapDrop",
    "Cmd",
    "Dns",
    "Entrypoint",
    "Env",
    "ExecIDs",
    "ExtraHosts",
    "Links",
    "Mounts",
    "OnBuild",
    "RepoDigests",
    "RepoTags",
    "Shell",
];

fn show_field(name: &str, value: &Value) -> String {
    match value {
        Value::Null if MAPS.contains(&name) => "map[]".to_owned(),
        Value::Null if LISTS.contains(&name) => "[]".to_owned(),
        Value::Object(map) if MAPS.contains(&name) => show_map(map),
        other => show(other),
    }
}

fn show_map(map: &serde_json::Map<String, Value>) -> String {
    let mut pairs: Vec<String> = map.iter().map(|(key, value)| format!("{key}:{}", show(value))).collect();
    pairs.sort();
    format!("map[{}]", pairs.join(" "))
}

/// A value as Go's `fmt` prints it.
fn show(value: &Value) -> String {
    match value {
        Value::Null => "<no value>".to_owned(),
        Value::Bool(truth) => truth.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::Array(items) => format!("[{}]", items.iter().map(show).collect::<Vec<_>>().join(" ")),
        // Fields of structures are known by their capital letters.
        Value::Object(map)
            if map.keys().all(|key| key.starts_with(|first: char| first.is_ascii_uppercase())) =>
        {
            format!("{{{}}}", map.values().map(show).collect::<Vec<_>>().join(" "))
        }
        Value::Object(map) => show_map(map),
    }
}
