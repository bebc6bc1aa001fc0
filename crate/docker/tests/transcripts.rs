//! What was typed at a real docker (client 28.2.2), and what it printed.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, unreachable_pub, reason = "this is a test")]

mod support;

use serde_json::Value;
use support::Machine;

/// Beginnings of commands that are not there yet.
const ABSENT: [&str; 34] = [
    "docker attach",
    "docker commit",
    "docker compose",
    "docker container",
    "docker cp",
    "docker create",
    "docker diff",
    "docker exec",
    "docker image prune",
    "docker info",
    "docker login",
    "docker logs",
    "docker network",
    "docker port",
    "docker ps",
    "docker psa",
    "docker pul ",
    "docker push",
    "docker rename",
    "docker rm ",
    "docker run",
    "docker scan",
    "docker search",
    "docker start",
    "docker stop",
    "docker system prune",
    "docker volume",
    "docker-compose",
    "docker build",
    "docker image build",
    "docker image",
    "docker buildx ls",
    "docker version",
    "docker builder prune",
];

#[test]
fn conformance_transcripts() {
    let (mut passed, mut absent, mut failed) = (0, 0, Vec::new());
    for file in ["errors_common", "image_ls_empty"] {
        let path = format!("{}/tests/data/{file}.28.2.2.json", env!("CARGO_MANIFEST_DIR"));
        let recorded: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        let mut machine = Machine::new(1_700_000_000);
        for step in recorded["steps"].as_array().unwrap() {
            let command = step["cmd"].as_str().unwrap();
            let listed = ["docker image nosuch", "docker image ls", "docker image lss", "docker image rm"];
            let there = listed.iter().any(|there| command.starts_with(there));
            if !there && ABSENT.iter().any(|absent| command.starts_with(absent)) {
                absent += 1;
                continue;
            }
            let ran = machine.run(command);
            let wanted = (&step["stdout"], &step["stderr"], &step["exit"]);
            let got = (ran.stdout(), ran.stderr, ran.exit);
            if (wanted.0, wanted.1) == (&Value::from(got.0.as_str()), &Value::from(got.1.as_str()))
                && *wanted.2 == got.2
            {
                passed += 1;
            } else {
                failed.push(format!("{command}\n  wanted {wanted:?}\n  got    {got:?}"));
            }
        }
    }
    println!(
        "transcripts: {passed} passed, {absent} not applicable (commands that are not there), {} failed",
        failed.len()
    );
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
