//! `instructions.json`

use dockerfile::instruction::{Command, Flag, Healthcheck, Kind, Run, Takes, parse_flags, understand};
use dockerfile::{Heredoc, Node, Word, parse};
use serde_json::Value;

use crate::{NotApplicable, check_shared, equal, strings};

const SKIPPED: &[NotApplicable] = &[(
    "handle-json-args",
    "a Go helper that joins arguments which the parser never splits: a text in shell form is one word from the start",
)];

#[test]
fn conformance_instructions() {
    check_shared("instructions.json", SKIPPED, |case| {
        let input = case["input"].as_str().unwrap_or_default();
        let expect = &case["expect"];
        match case["kind"].as_str().unwrap() {
            "error" => error(&first_error(input), expect),
            "error-ast" => error(&understand(&node(&case["ast"])).err().map(|error| error.message), expect),
            "shape-ast" => {
                let args = strings(&case["ast"]["args"]);
                let text = format!("{} {}\n", case["ast"]["value"].as_str().unwrap(), args.join(" "));
                health(&only(&text)?, expect)
            }
            "opt-interval" => {
                let text = format!("FROM a\nHEALTHCHECK --interval={input} CMD x\n");
                error(&first_error(&text), expect)
            }
            "bflags" => flags(case),
            "run-device" => device(input, expect),
            "shape" => match only(input)? {
                Kind::Run(run) => equal("flags", run.flags_used, names(&strings(&expect["flagsUsed"]))),
                kind => Err(format!("{kind:?}")),
            },
            "copy-shape" => match only(input)? {
                Kind::Copy(copy) => files(&copy.files, expect),
                kind => Err(format!("{kind:?}")),
            },
            "run-shape" => match only(input)? {
                Kind::Run(run) => run_shape(&run, expect),
                kind => Err(format!("{kind:?}")),
            },
            "doc-comments" => docs(input, expect),
            "no-panic" => {
                let failure = parse(input).tree.failure.map(|failure| failure.message);
                let want = expect["instructionError"].as_str().or(expect["parseError"].as_str());
                equal("error", failure.as_deref(), want)
            }
            kind => Err(format!("unknown kind {kind}")),
        }
    });
}

fn error(got: &Option<String>, expect: &Value) -> Result<(), String> {
    match (&expect["error"], &expect["errorContains"]) {
        (Value::String(want), _) => equal("error", got.as_deref(), Some(want.as_str())),
        (_, Value::String(want)) if got.as_ref().is_some_and(|got| got.contains(want.as_str())) => Ok(()),
        (Value::Null, Value::Null) => equal("error", got.as_deref(), None),
        _ => Err(format!("{got:?}, want {expect}")),
    }
}

fn first_error(text: &str) -> Option<String> {
    let parsed = parse(text);
    // A lone instruction has no stage, which is not what is asked here.
    parsed.diagnostics.into_iter().find(|error| error.code != "no-stage").map(|error| error.message)
}

/// The meaning of the only instruction of a text.
fn only(text: &str) -> Result<Kind, String> {
    let parsed = parse(text);
    match parsed.tree.instructions.as_slice() {
        [one] => Ok(one.kind.clone()),
        several => Err(format!("{} instructions", several.len())),
    }
}

fn word(text: &str) -> Word {
    Word { value: text.into(), ..Word::default() }
}

fn node(ast: &Value) -> Node {
    Node {
        keyword: word(ast["value"].as_str().unwrap()),
        args: strings(&ast["args"]).iter().map(|arg| word(arg)).collect(),
        ..Node::default()
    }
}

fn names(list: &[String]) -> Vec<&str> {
    list.iter().map(String::as_str).collect()
}

fn health(kind: &Kind, expect: &Value) -> Result<(), String> {
    let Kind::Healthcheck(Healthcheck::On(probe)) = kind else { return Err(format!("{kind:?}")) };
    let Command::Shell(text) = &probe.command else { return Err("not in shell form".into()) };
    equal("test", vec!["CMD-SHELL".into(), text.value.to_string()], strings(&expect["test"]))
}

fn flags(case: &Value) -> Result<(), String> {
    let defined = case["flags"].as_array().unwrap();
    let known: Vec<Flag> = defined
        .iter()
        .map(|flag| Flag {
            name: flag["name"].as_str().unwrap().to_owned().leak(),
            takes: match flag["type"].as_str().unwrap() {
                "bool" => Takes::Bool,
                "strings" => Takes::Texts,
                _ => Takes::Text,
            },
            values: &[],
            doc: "",
        })
        .collect();
    let words: Vec<Word> = strings(&case["args"]).iter().map(|arg| word(arg)).collect();
    let expect = &case["expect"];
    let flags = match parse_flags(&words, &known) {
        Ok(flags) => flags,
        Err(_) => return equal("refused", true, expect["error"] == true),
    };
    equal("accepted", true, expect["ok"] == true)?;
    if expect["used"].is_array() {
        let mut want = strings(&expect["used"]);
        want.sort();
        equal("used", flags.names(), names(&want))?;
    }
    for flag in defined {
        let name = flag["name"].as_str().unwrap();
        match &expect["values"][name] {
            Value::Bool(want) => {
                let default = flag["default"] == true;
                equal(name, flags.switch(name).unwrap_or(default), *want)?;
            }
            Value::String(want) => {
                let default = flag["default"].as_str().unwrap_or_default();
                let value = flags.text(name);
                equal(name, value.as_ref().map_or(default, |word| word.value.as_str()), want)?;
            }
            _ => {}
        }
    }
    Ok(())
}

fn device(input: &str, expect: &Value) -> Result<(), String> {
    match dockerfile::instruction::Device::parse(input) {
        Ok(device) => {
            equal("name", Some(device.name.as_str()), expect["name"].as_str())?;
            equal("required", Some(device.required), expect["required"].as_bool())
        }
        Err(message) => error(&Some(message), expect),
    }
}

fn files(files: &dockerfile::instruction::Files, expect: &Value) -> Result<(), String> {
    equal("destination", Some(files.destination.value.as_str()), expect["dest"].as_str())?;
    let sources: Vec<_> = files.sources.iter().map(|word| word.value.to_string()).collect();
    equal("sources", sources, strings(&expect["sources"]))?;
    let want = expect["contents"].as_array().unwrap();
    equal("contents", files.contents.len(), want.len())?;
    for (got, want) in files.contents.iter().zip(want) {
        let wanted = (want["path"].as_str().unwrap(), want["data"].as_str().unwrap(), want["expand"] == true);
        equal("content", (got.name.as_str(), got.data.as_str(), got.expand), wanted)?;
    }
    Ok(())
}

fn run_shape(run: &Run, expect: &Value) -> Result<(), String> {
    let (shell, words) = match &run.command {
        Command::Shell(text) => (true, vec![text.value.to_string()]),
        Command::Exec(words) => (false, words.iter().map(|word| word.value.to_string()).collect()),
    };
    equal("shell", Some(shell), expect["shell"].as_bool())?;
    equal("command", words, strings(&expect["cmdline"]))?;
    let got: Vec<_> = run
        .heredocs
        .iter()
        .map(|Heredoc { name, content, chomp, .. }| (name.as_str(), content.as_str(), *chomp))
        .collect();
    let files = expect["files"].as_array().unwrap();
    let want: Vec<_> = files
        .iter()
        .map(|file| (file["name"].as_str().unwrap(), file["data"].as_str().unwrap(), file["chomp"] == true))
        .collect();
    equal("files", got, want)
}

fn docs(input: &str, expect: &Value) -> Result<(), String> {
    let tree = parse(input).tree;
    let pairs = |kind: &Kind| match kind {
        Kind::Arg(arg) => {
            let pair = |pair: &dockerfile::instruction::ArgPair| {
                (pair.name.value.to_string(), pair.doc.as_deref().unwrap_or_default().to_owned())
            };
            arg.pairs.iter().map(pair).collect::<Vec<_>>()
        }
        _ => Vec::new(),
    };
    let want = |list: &Value| -> Vec<(String, String)> {
        let field = |item: &Value, name: &str| item[name].as_str().unwrap().to_owned();
        list.as_array().unwrap().iter().map(|item| (field(item, "key"), field(item, "doc"))).collect()
    };
    let global: Vec<_> = tree.global_args().flat_map(|(one, _)| pairs(&one.kind)).collect();
    equal("global", global, want(&expect["metaArgs"]))?;
    let stage = &tree.stages[0];
    let doc = tree.from(stage).and_then(|from| from.doc.as_deref());
    equal("stage", doc, expect["stages"][0]["doc"].as_str())?;
    equal(
        "arguments",
        tree.body(stage).iter().flat_map(|one| pairs(&one.kind)).collect(),
        want(&expect["stageArgs"]),
    )
}
