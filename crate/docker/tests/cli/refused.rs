//! What is refused, and how.

use std::collections::{BTreeMap, BTreeSet};

use expect_test::expect;

use crate::support::Machine;
use crate::{NOW, check, machine};

#[test]
fn what_build_refuses() {
    let mut machine = machine();
    check(
        &mut machine,
        "docker build",
        expect![[r#"
        ERROR: docker: 'docker buildx build' requires 1 argument

        Usage:  docker buildx build [OPTIONS] PATH | URL | -

        Run 'docker buildx build --help' for more information
        exit 1
    "#]],
    );
    check(
        &mut machine,
        "docker build --bogus .",
        expect![[r#"
        unknown flag: --bogus

        Usage:  docker buildx build [OPTIONS] PATH | URL | -

        Run 'docker buildx build --help' for more information
        exit 125
    "#]],
    );
    check(
        &mut machine,
        "docker build nowhere",
        expect![[r#"
        ERROR: unable to prepare context: path "nowhere" not found
        exit 1
    "#]],
    );
    check(
        &mut machine,
        "docker build -f Nope .",
        expect![[r#"
        ERROR: failed to build: failed to solve: failed to read dockerfile: open Nope: no such file or directory
        exit 1
    "#]],
    );
    check(
        &mut machine,
        "docker build -t App .",
        expect![[r#"
        ERROR: invalid tag "App": invalid reference format: repository name (library/App) must be lowercase
        exit 1
    "#]],
    );
    check(
        &mut machine,
        "docker build --progress=fast .",
        expect![[r#"
        ERROR: invalid progress mode fast
        exit 1
    "#]],
    );
    check(
        &mut machine,
        "docker build -o type=oci,dest=/no/where.tar .",
        expect![[r#"
            #1 [internal] load build definition from Dockerfile
            #1 transferring dockerfile: 101B 0.0s done
            #1 DONE 0.0s

            #2 [internal] load metadata for docker.io/library/alpine:latest
            #2 DONE 0.1s

            #3 [internal] load .dockerignore
            #3 transferring context: 2B done
            #3 DONE 0.0s

            #4 [1/2] FROM docker.io/library/alpine:latest@sha256:d2b101698740979615a84a96744ba457edbab1c09f344f573e041c2a577784f7
            #4 resolve docker.io/library/alpine:latest@sha256:d2b101698740979615a84a96744ba457edbab1c09f344f573e041c2a577784f7 done
            #4 ...

            #5 [internal] load build context
            #5 transferring context: 47B done
            #5 DONE 0.0s

            #4 [1/2] FROM docker.io/library/alpine:latest@sha256:d2b101698740979615a84a96744ba457edbab1c09f344f573e041c2a577784f7
            #4 DONE 0.0s

            #6 [2/2] COPY app.js /app/
            #6 CACHED
            ERROR: failed to build: open /no/where.tar: no such file or directory
            exit 1
        "#]],
    );
    check(
        &mut machine,
        "docker build https://example.com/x.git",
        expect![[r#"
        ERROR: https://example.com/x.git: contexts from the network are not simulated; fetch it and give the folder
        exit 1
    "#]],
    );
    check(
        &mut machine,
        "docker build --platform linux/amd64,linux/arm64 .",
        expect![[r#"
        ERROR: images for several platforms at once are not simulated; give one --platform
        exit 1
    "#]],
    );
}

/// What is known to differ from the clients: the command, and why.
const APART: &[(&str, &str)] = &[
    ("container cp a: b", "a path that is empty is taken for the root"),
    ("container ls --format {{", TEMPLATE),
    ("container ls --format {{.Nope}}", TEMPLATE),
    ("container update --restart x nope", "the policy is read before the container is looked for"),
    ("image save -o /nope/x nope", "the image is looked for before the folder"),
    ("images --format {{.Nope}}", TEMPLATE),
    ("network rm bridge", "the recorded daemon was started without that network"),
    ("version -f {{.Nope}}", TEMPLATE),
];
const TEMPLATE: &str = "a mistake in a template is told without the names of the program's own types";

/// What was typed wrong, and what both clients say: exit status, standard output, standard error.
type Recorded = BTreeMap<String, BTreeMap<String, (i32, String, String)>>;

#[test]
fn mistakes_are_refused_as_the_clients_refuse_them() {
    let recorded: Recorded = serde_json::from_str(include_str!("../data/refused.json")).unwrap();
    let mut apart = BTreeSet::new();
    for (command, clients) in &recorded {
        for (client, (exit, stdout, stderr)) in clients {
            let ran = Machine::new(NOW).run(&format!("docker --profile {client} {command}"));
            if (ran.exit, ran.stdout(), ran.stderr.clone()) != (*exit, stdout.clone(), stderr.clone()) {
                apart.insert(command.as_str());
            }
        }
    }
    let known: BTreeSet<&str> = APART.iter().map(|(command, _)| *command).collect();
    assert_eq!(apart, known);
}
