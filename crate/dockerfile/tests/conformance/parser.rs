//! `parser.json`

use dockerfile::parser::{
    Name, detect_syntax, directives, find_directive, heredoc_word, heredocs_in, json_strings, name_values,
    split_words,
};
use dockerfile::{Dockerfile, Heredoc, dump, parse};
use serde_json::Value;

use crate::{NotApplicable, check_shared, equal, strings};

const SKIPPED: &[NotApplicable] = &[(
    "heredoc-line/2",
    "the original finds no heredoc in `RUN <<- EOF`, and its test compares only those that were found",
)];

#[test]
fn conformance_parser() {
    check_shared("parser.json", SKIPPED, |case| {
        let input = &input(case);
        let expect = &case["expect"];
        if case["oracle"]["ast"].is_object() {
            let parsed = parse(input);
            tree(&parsed.tree, &case["oracle"]["ast"])?;
        }
        match case["kind"].as_str().unwrap() {
            "dump" => {
                let dumped = dump(&parse(input).tree) + "\n";
                equal("dump", dumped.as_str(), expect["dump"].as_str().unwrap())
            }
            "error" => error(&parse(input).tree, &case["oracle"]),
            "lines" => lines(&parse(input).tree, expect),
            "warnings" => warnings(&parse(input).tree, expect),
            "words" => equal("words", split_words(input, '\\'), refs(&strings(&expect["words"]))),
            "json-array" => match json_strings(input) {
                Ok(values) => {
                    let values: Vec<String> = values.into_iter().map(|value| value.into_owned()).collect();
                    equal("values", values, strings(&expect["values"]))
                }
                Err(_) => equal("refused", true, !expect["error"].is_null()),
            },
            "nameval" => {
                let values = name_values(input, case["instruction"].as_str().unwrap(), '\\');
                match values {
                    Ok(values) => equal("values", values.concat(), refs(&strings(&expect["values"]))),
                    Err((message, _)) => equal("error", Some(message.as_str()), expect["error"].as_str()),
                }
            }
            "directives" => {
                let found = directives(input, "#")?;
                let found: Vec<_> = found.iter().map(|one| (one.name.as_str(), one.value)).collect();
                let list = expect["directives"].as_array().unwrap();
                let want: Vec<_> = list
                    .iter()
                    .map(|one| (one["name"].as_str().unwrap(), one["value"].as_str().unwrap()))
                    .collect();
                equal("directives", found, want)
            }
            "detect-syntax" => found(detect_syntax(input), expect),
            "parse-directive" => {
                let name = match case["key"].as_str().unwrap() {
                    "check" => Name::Check,
                    "syntax" => Name::Syntax,
                    _ => Name::Escape,
                };
                found(find_directive(name, input), expect)
            }
            "heredocs" => heredocs(&parse(input).tree, expect),
            "heredoc-word" => {
                let heredoc = heredoc_word(input);
                let want = expect["name"].as_str();
                equal("heredoc", heredoc.as_ref().map(|heredoc| heredoc.name.as_str()), want)
            }
            "heredocs-from-line" => {
                let names: Vec<_> =
                    heredocs_in(input).into_iter().map(|heredoc| heredoc.name.to_string()).collect();
                equal("names", names, strings(&expect["names"]))
            }
            "heredoc-chomp" => {
                let heredoc = Heredoc { content: input.as_str().into(), chomp: true, ..Heredoc::default() };
                equal("chomped", heredoc.body().as_str(), expect["output"].as_str().unwrap())
            }
            kind => Err(format!("unknown kind {kind}")),
        }
    });
}

fn input(case: &Value) -> String {
    let template = &case["inputTemplate"];
    match template["times"].as_u64() {
        Some(times) => {
            let part = |name: &str| template[name].as_str().unwrap_or_default();
            format!("{}{}{}", part("prefix"), part("repeat").repeat(times as usize), part("suffix"))
        }
        None => case["input"].as_str().unwrap_or_default().to_owned(),
    }
}

fn refs(list: &[String]) -> Vec<&str> {
    list.iter().map(String::as_str).collect()
}

/// The error that reading stops at, as the original parser gave it.
pub(crate) fn error(tree: &Dockerfile, oracle: &Value) -> Result<(), String> {
    let failure = tree.failure.as_ref().ok_or("no error")?;
    if let Some(want) = oracle["error"].as_str() {
        equal("error", failure.message.as_str(), want)?;
    }
    if let Some(lines) = oracle["errorLines"].as_array() {
        let want: Vec<u64> = lines.iter().map(|line| line.as_u64().unwrap()).collect();
        let got: Vec<u64> = (failure.lines.start..=failure.lines.end).map(u64::from).collect();
        let got = vec![got[0], *got.last().unwrap()];
        equal("error lines", got, vec![want[0], *want.last().unwrap()])?;
    }
    Ok(())
}

/// The tree against the one that the original parser gave.
pub(crate) fn tree(file: &Dockerfile, want: &Value) -> Result<(), String> {
    let children = want["children"].as_array().map(Vec::as_slice).unwrap_or_default();
    equal("instructions", file.instructions.len(), children.len())?;
    for (instruction, want) in file.instructions.iter().zip(children) {
        node(&instruction.node, want)?;
    }
    Ok(())
}

fn node(node: &dockerfile::Node, want: &Value) -> Result<(), String> {
    let name = node.keyword.value.as_str();
    equal("keyword", name, want["value"].as_str().unwrap())?;
    if let Some(original) = want["original"].as_str() {
        equal(name, node.original.text.as_str(), original)?;
    }
    let texts =
        |words: &[dockerfile::Word]| words.iter().map(|word| word.value.to_string()).collect::<Vec<_>>();
    equal("flags", texts(&node.flags), strings(&want["flags"]))?;
    let args = want["args"].as_array().map(Vec::as_slice).unwrap_or_default();
    if let [sub] = args
        && sub["sub"].is_object()
    {
        return self::node(node.child.as_ref().ok_or("no inner instruction")?, &sub["sub"]);
    }
    equal("arguments", texts(&node.args), strings(&want["args"]))?;
    equal("json", node.json, want["attributes"]["json"] == true)?;
    if want["startLine"].as_u64().is_some_and(|line| line > 0) {
        let lines = (u64::from(node.lines.start), u64::from(node.lines.end));
        equal("lines", lines, (want["startLine"].as_u64().unwrap(), want["endLine"].as_u64().unwrap()))?;
    }
    let comments: Vec<_> = node.comments.iter().map(|comment| comment.to_string()).collect();
    equal("comments", comments, strings(&want["prevComment"]))?;
    let docs = want["heredocs"].as_array().map(Vec::as_slice).unwrap_or_default();
    heredoc_list(&node.heredocs, docs)
}

fn heredoc_list(got: &[Heredoc], want: &[Value]) -> Result<(), String> {
    equal("heredocs", got.len(), want.len())?;
    for (got, want) in got.iter().zip(want) {
        let fields = (got.name.as_str(), got.fd, got.expand, got.chomp, got.content.as_str());
        let wanted = (
            want["name"].as_str().unwrap(),
            want["fd"].as_u64().unwrap_or_default(),
            want["expand"] == true,
            want["chomp"] == true,
            want["content"].as_str().unwrap_or_default(),
        );
        equal("heredoc", fields, wanted)?;
    }
    Ok(())
}

fn lines(tree: &Dockerfile, expect: &Value) -> Result<(), String> {
    let pair = |value: &Value| (value[0].as_u64().unwrap() as u32, value[1].as_u64().unwrap() as u32);
    let got: Vec<_> =
        tree.instructions.iter().map(|one| (one.node.lines.start, one.node.lines.end)).collect();
    let root = (got[0].0, got[got.len() - 1].1);
    equal("root", root, pair(&expect["root"]))?;
    equal("children", got, expect["children"].as_array().unwrap().iter().map(pair).collect())
}

fn warnings(tree: &Dockerfile, expect: &Value) -> Result<(), String> {
    let want = expect["warnings"].as_array().unwrap();
    equal("warnings", tree.empty_continuations.len(), want.len())?;
    for ((index, _), want) in tree.empty_continuations.iter().zip(want) {
        let text = tree.instructions[*index].node.original.text.as_str();
        let parts = strings(&want["contains"]);
        let last = parts.last().unwrap();
        if !text.contains(last.as_str()) {
            return Err(format!("{text:?} does not contain {last:?}"));
        }
    }
    Ok(())
}

fn found(found: Option<dockerfile::parser::Found>, expect: &Value) -> Result<(), String> {
    equal("found", Some(found.is_some()), expect["found"].as_bool())?;
    let Some(found) = found else { return Ok(()) };
    equal("reference", found.first.as_str(), expect["ref"].as_str().unwrap())?;
    if let Some(value) = expect["cmdline"].as_str() {
        equal("value", found.value.as_str(), value)?;
    }
    match expect["line"].as_u64() {
        Some(line) => equal("line", u64::from(found.line), line),
        None => Ok(()),
    }
}

fn heredocs(tree: &Dockerfile, expect: &Value) -> Result<(), String> {
    let want = expect["heredocs"].as_array().unwrap();
    for (index, want) in want.iter().enumerate() {
        let got = &tree.instructions[index + 1].node.heredocs;
        heredoc_list(got, want.as_array().map(Vec::as_slice).unwrap_or_default())?;
    }
    Ok(())
}
