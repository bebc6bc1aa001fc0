//! `layerlab parse`: the nodes of a Dockerfile.

use dockerfile::{Dockerfile, Node};
use serde_json::{Map, Value, json};

use super::command::{Arguments, Command, spelled};
use super::flags::{Flag, Values};
use super::{Session, Step, read_file, read_stdin};
use crate::view;

pub(super) const COMMAND: Command = Command {
    spellings: &[spelled("parse", "docker parse")],
    usage: "[OPTIONS] FILE | -",
    short: "Show the nodes of a Dockerfile",
    flags: &[Flag::one("format", "string", "\"json\", or \"sexpr\" as BuildKit's parser tests write them")
        .default("json")],
    arguments: Arguments::Exactly(1),
    run,
};

fn run(session: &mut Session<'_>, values: Values) -> Step {
    let sexpr = match values.one("format") {
        None | Some("json") => false,
        Some("sexpr") => true,
        Some(other) => {
            return session.fail(&format!("unknown format {other:?}; there are \"json\" and \"sexpr\""));
        }
    };
    let path = values.arguments.first().cloned().unwrap_or_default();
    match path.as_str() {
        "-" => read_stdin(move |session, bytes| show(session, "Dockerfile", &bytes, sexpr)),
        _ => {
            let shown = path.clone();
            let failed = move |reason: &str| format!("open {shown}: {reason}");
            read_file(&path.clone(), failed, move |session, bytes| show(session, &path, &bytes, sexpr))
        }
    }
}

fn show(session: &mut Session<'_>, name: &str, bytes: &[u8], sexpr: bool) -> Step {
    let text = String::from_utf8_lossy(bytes);
    let parsed = dockerfile::parse(&text);
    let out = match sexpr {
        true => format!("{}\n", dockerfile::dump(&parsed.tree)),
        false => format!("{}\n", view::json::pretty(&document(&parsed.tree), "  ")),
    };
    match &parsed.tree.failure {
        None => {
            session.console.print(&out);
            Step::Exit(0)
        }
        Some(failure) => {
            let excerpt = diag::excerpt(name, &text, failure.lines.start..=failure.lines.end);
            session.fail(&format!("{excerpt}ERROR: {}", failure.message))
        }
    }
}

/// `{"escape", "instructions": [node…], "stages": [{"name", "from", "to"}]}`; instructions are counted from 0.
fn document(file: &Dockerfile) -> Value {
    let stages = file.stages.iter().map(|stage| {
        json!({ "name": stage.name.as_ref().map(|name| name.to_string()), "from": stage.from, "to": stage.body.end })
    });
    json!({
        "escape": file.directives.escape.to_string(),
        "instructions": file.instructions.iter().map(|instruction| node(&instruction.node)).collect::<Vec<_>>(),
        "stages": stages.collect::<Vec<_>>(),
    })
}

fn node(node: &Node) -> Value {
    let words = |words: &[dockerfile::Word]| -> Vec<String> {
        words.iter().map(|word| word.value.to_string()).collect()
    };
    let mut object = Map::new();
    object.insert("value".to_owned(), json!(node.keyword.value.to_string()));
    object.insert("startLine".to_owned(), json!(node.lines.start));
    object.insert("endLine".to_owned(), json!(node.lines.end));
    object.insert("original".to_owned(), json!(node.original.text.to_string()));
    if !node.flags.is_empty() {
        object.insert("flags".to_owned(), json!(words(&node.flags)));
    }
    if !node.args.is_empty() {
        object.insert("args".to_owned(), json!(words(&node.args)));
    }
    if node.json {
        object.insert("attributes".to_owned(), json!({ "json": true }));
    }
    if let Some(child) = &node.child {
        object.insert("child".to_owned(), self::node(child));
    }
    if !node.comments.is_empty() {
        let comments: Vec<String> = node.comments.iter().map(|comment| comment.to_string()).collect();
        object.insert("prevComment".to_owned(), json!(comments));
    }
    let heredocs = node.heredocs.iter().map(|heredoc| {
        json!({
            "name": heredoc.name.to_string(),
            "fd": heredoc.fd,
            "expand": heredoc.expand,
            "chomp": heredoc.chomp,
            "content": heredoc.content.to_string(),
        })
    });
    if !node.heredocs.is_empty() {
        object.insert("heredocs".to_owned(), heredocs.collect());
    }
    Value::Object(object)
}
