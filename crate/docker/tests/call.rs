//! `docker build --call` on BuildKit's own cases, where their data lies next to the repository, and contexts in archives.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    unreachable_pub,
    reason = "tests read recorded data from disk and end at what they do not expect"
)]

mod support;

use serde_json::Value;
use support::Machine;

const NOW: i64 = 1_700_000_000;

fn machine(dockerfile: &str) -> Machine {
    let mut machine = Machine::new(NOW);
    machine.options.cwd = "/project".to_owned();
    machine.write("/project/Dockerfile", dockerfile.as_bytes());
    machine
}

/// What a call answers, as JSON.
fn answer(machine: &mut Machine, line: &str) -> Value {
    let ran = machine.run(line);
    assert_eq!(ran.exit, 0, "{}", ran.stderr);
    serde_json::from_str(&ran.stdout()).unwrap()
}

fn line_of(item: &Value) -> &Value {
    &item["location"]["ranges"][0]["start"]["line"]
}

#[test]
fn conformance_subrequests() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/conformance/integration.json");
    let Ok(text) = std::fs::read(path) else {
        println!("subrequests: not run, their data is not next to the repository");
        return;
    };
    let cases: Vec<Value> = serde_json::from_slice(&text).unwrap();
    let wanted = |case: &&Value| case["needs"].as_array().unwrap().contains(&"subrequest".into());
    let mut passed = 0;
    for case in cases.iter().filter(wanted) {
        let step = &case["steps"][0];
        let mut machine = machine(step["dockerfile"].as_str().unwrap());
        let mut line = String::new();
        for (name, value) in step["attrs"].as_object().unwrap() {
            let value = value.as_str().unwrap();
            match name.split_once(':') {
                Some(("build-arg", name)) => line.push_str(&format!(" --build-arg {name}={value}")),
                _ if name == "target" => line.push_str(&format!(" --target {value}")),
                _ => {}
            }
        }
        let method = step["attrs"]["requestid"].as_str().unwrap().trim_start_matches("frontend.");
        let found = answer(&mut machine, &format!("docker build --call={method},format=json{line} ."));
        let (found, expected) = match method {
            "targets" => (found["Targets"].clone(), &step["expect"]["targets"]),
            _ => (found["args"].clone(), &step["expect"]["outline"]["args"]),
        };
        let (found, expected) = (found.as_array().unwrap(), expected.as_array().unwrap());
        assert_eq!(found.len(), expected.len(), "{found:#?}");
        for (found, expected) in found.iter().zip(expected) {
            for (key, value) in expected.as_object().unwrap() {
                // What is empty or false is left out.
                let empty = value == "" || value == false;
                match key.as_str() {
                    "line" => assert_eq!(line_of(found), value, "{found}"),
                    _ if empty => assert!(found[key].is_null(), "{found}"),
                    _ => assert_eq!(&found[key], value, "{found}"),
                }
            }
        }
        passed += 1;
    }
    println!("subrequests: {passed} passed");
    assert!(passed > 0);
}

#[test]
fn an_outline_names_what_a_target_takes() {
    let mut machine = machine(
        "ARG VERSION=1\nFROM alpine:$VERSION AS base\nARG TARGETOS\nARG FROM_BASE=b\n\
         RUN --mount=type=secret,id=token,required=true --mount=type=cache,target=/c true\n\
         FROM base AS app\n# name is whom to greet\nARG name\nARG FROM_BASE=a\nARG VERSION\n\
         RUN --mount=type=ssh --mount=type=secret,id=token true\nFROM scratch AS other\nARG UNSEEN\n",
    );
    let outline = answer(&mut machine, "docker build --call=outline,format=json --target app .");
    let rows = |key: &str| -> Vec<String> {
        let show = |row: &Value| format!("{} {} {}", row["name"], row["required"], line_of(row));
        outline[key].as_array().unwrap().iter().map(show).collect()
    };
    assert_eq!(rows("args"), ["\"VERSION\" null 1", "\"name\" null 8", "\"FROM_BASE\" null 9"]);
    assert_eq!(rows("secrets"), ["\"token\" null 11"]);
    assert_eq!(rows("ssh"), ["\"default\" null 11"]);
    assert!(outline["cache"].is_null() && outline["sources"][0].is_string());
}
