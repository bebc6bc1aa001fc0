//! What a host tells of what happens on it: events, processes, samples, records. The order of events was recorded from a real
//! daemon (20.10.24).
#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "this is a test")]

mod support;

use support::Machine;

const NOW: i64 = 1_700_000_000;

fn machine() -> Machine {
    let mut machine = Machine::new(NOW);
    machine.run("docker run --rm alpine true");
    machine
}

/// Runs commands, then compares what a last one prints. Ids are shown as `<id>`.
fn check(lines: &[&str], last: &str, wanted: &str) {
    let mut machine = machine();
    for line in lines {
        machine.run(line);
    }
    let told = shown(&mut machine, last);
    // What the first container did, which brought the image, is no part of it.
    let told = told
        .split_once("container destroy\n")
        .filter(|_| last.starts_with(ALL))
        .map_or(told.as_str(), |(_, rest)| rest);
    assert_eq!(told, wanted, "{lines:#?}\n{last}");
}

fn shown(machine: &mut Machine, line: &str) -> String {
    let text = String::from_utf8_lossy(&machine.run(line).both).into_owned();
    let mut out = String::new();
    let mut digits = String::new();
    for c in text.chars().chain([' ']) {
        if c.is_ascii_digit() || ('a'..='f').contains(&c) {
            digits.push(c);
            continue;
        }
        out.push_str(if digits.len() == 64 { "<id>" } else { &digits });
        digits.clear();
        out.push(c);
    }
    out.pop();
    out
}

const ALL: &str = "docker events --since 0 --until 0s --format '{{.Type}} {{.Action}}'";

#[test]
fn events_of_a_container() {
    check(
        &[
            "docker volume create v1",
            "docker run -d --network none --name c2 -v v1:/d alpine sleep 100",
            "docker exec c2 ls /",
            "docker exec c2 sh -c 'exit 3'",
            "docker top c2",
            "docker rename c2 c3",
            "docker pause c3",
            "docker unpause c3",
            "docker update --cpus 1 c3",
            "docker kill -s USR1 c3",
            "docker stop -t 1 c3",
            "docker restart -t 1 c3",
            "docker rm -f c3",
        ],
        &format!("{ALL} -f type=container -f type=volume -f type=network"),
        "volume create\n\
         volume create\n\
         container create\n\
         network connect\n\
         volume mount\n\
         container start\n\
         container exec_create: ls /\n\
         container exec_start: ls /\n\
         container exec_die\n\
         container exec_create: sh -c exit 3\n\
         container exec_start: sh -c exit 3\n\
         container exec_die\n\
         container top\n\
         container rename\n\
         container pause\n\
         container unpause\n\
         container update\n\
         container kill\n\
         container kill\n\
         container kill\n\
         container die\n\
         network disconnect\n\
         volume unmount\n\
         container stop\n\
         network connect\n\
         volume mount\n\
         container start\n\
         container restart\n\
         container kill\n\
         container die\n\
         network disconnect\n\
         volume unmount\n\
         container destroy\n",
    );
}

#[test]
fn events_of_volumes_and_networks() {
    let lines = [
        "docker volume create v1",
        "docker run -d --network none --name c2 -v v1:/d alpine sleep 100",
        "docker rm -f c2",
        "docker volume rm v1",
        "docker network create n1",
        "docker run -d --name c3 alpine sleep 100",
        "docker network connect n1 c3",
        "docker network disconnect n1 c3",
        "docker network rm n1",
    ];
    check(
        &lines,
        &format!("{ALL} -f type=volume"),
        "volume create\nvolume create\nvolume mount\nvolume unmount\nvolume destroy\n",
    );
    check(
        &lines,
        "docker events --since 0 --until 0s -f network=n1 --format '{{.Action}} {{json .Actor.Attributes}}'",
        "create {\"name\":\"n1\",\"type\":\"bridge\"}\n\
         connect {\"container\":\"<id>\",\"name\":\"n1\",\"type\":\"bridge\"}\n\
         disconnect {\"container\":\"<id>\",\"name\":\"n1\",\"type\":\"bridge\"}\n\
         destroy {\"name\":\"n1\",\"type\":\"bridge\"}\n",
    );
    check(
        &lines[..2],
        "docker events --since 0 --until 0s -f volume=v1 -f event=mount --format '{{json .Actor}}'",
        "{\"ID\":\"v1\",\"Attributes\":{\"container\":\"<id>\",\"destination\":\"/d\",\"driver\":\"local\",\
         \"propagation\":\"\",\"read/write\":\"true\"}}\n",
    );
}

#[test]
fn events_of_images_and_of_tidying_up() {
    check(
        &[
            "docker tag alpine a:1",
            "docker save -o a.tar a:1",
            "docker rmi a:1",
            "docker load -i a.tar",
            "docker run --name cc alpine touch /x",
            "docker commit cc cm:1",
            "docker export -o c.tar cc",
            "docker import c.tar im:1",
            "docker container prune -f",
            "docker image prune -f",
            "docker volume prune -f",
            "docker network prune -f",
            "docker builder prune -f",
        ],
        &format!(
            "{ALL} -f type=image -f type=builder -f type=volume -f type=network -f event=tag -f event=save -f event=untag \
                  -f event=load -f event=import -f event=prune"
        ),
        "image tag\nimage save\nimage untag\nimage load\nimage tag\nimage tag\nimage import\nimage prune\nvolume prune\n\
         network prune\nbuilder prune\n",
    );
    check(
        &[
            "docker run --name cc alpine touch /x",
            "docker commit -m why cc cm:1",
            "docker container prune -f",
        ],
        "docker events --since 0 --until 0s -f event=commit -f event=prune --format '{{.Action}} {{json .Actor.Attributes}}'",
        "commit {\"comment\":\"why\",\"image\":\"alpine\",\"imageID\":\"sha256:<id>\",\"imageRef\":\"cm:1\",\"name\":\"cc\"}\n\
         prune {\"reclaimed\":\"0\"}\n",
    );
}

#[test]
fn moments_of_events() {
    check(&[], "docker events --since x", "failed to parse value as time or duration: \"x\"\n");
    check(&[], "docker events --since 2099-01-01 --until 0s", "");
    check(&["docker run --name cc alpine echo a"], "docker logs --since 2023-11-14 cc", "a\n");
    check(&["docker run --name cc alpine echo a"], "docker logs --since 2023-11-15 cc", "");
    check(&["docker run --name cc alpine echo a"], "docker logs --until 2023-11-14T22:13:19Z cc", "");
    check(
        &["docker run --name cc alpine echo a"],
        "docker logs --until 5z cc",
        "invalid value for \"until\": failed to parse value as time or duration: \"5z\"\n",
    );
}

#[test]
fn processes_of_a_container() {
    let start =
        ["docker run -d --name cc alpine sleep 100", "docker exec -d cc sleep 50", "docker exec cc true"];
    check(
        &start,
        "docker exec cc ps",
        "PID   USER     TIME  COMMAND\n    1 root      0:00 sleep 100\n    7 root      0:00 sleep 50\n   19 root      0:00 ps\n",
    );
    check(&start, "docker exec cc sh -c 'echo $$'", "19\n");
    check(
        &["docker run -d --name cc alpine sh -c 'sleep 100; true'"],
        "docker exec cc ps -o pid,args",
        "PID ARGS\n1 sh -c sleep 100; true\n2 sleep 100\n7 ps -o pid,args\n",
    );
}

#[test]
fn a_container_that_holds_too_much_is_killed() {
    let run =
        "docker run --memory 8m --name cc alpine sh -c 'a=xxxxxxxxxxxxxxxx; while true; do a=$a$a; done'";
    let mut machine = machine();
    assert_eq!(machine.run(run).exit, 137);
    let told = shown(
        &mut machine,
        "docker inspect -f '{{.State.OOMKilled}} {{.State.ExitCode}} {{.State.Status}}' cc",
    );
    assert_eq!(told, "true 137 exited\n");
    let events = shown(&mut machine, &format!("{ALL} -f container=cc"));
    assert!(events.contains("container start\ncontainer oom\ncontainer die\n"), "{events}");
    machine.reload();
    assert_eq!(shown(&mut machine, "docker inspect -f '{{.State.OOMKilled}}' cc"), "true\n");
}

#[test]
fn builds_are_remembered() {
    let mut machine = machine();
    machine.options.cwd = "/work".to_owned();
    machine.write("/work/app/Dockerfile", b"FROM alpine\nARG A=1\nRUN echo $A > /a\n");
    machine.write("/work/app/Dockerfile.bad", b"FROM alpine AS x\nRUN exit 3\n");
    machine.run("docker build --build-arg A=2 -t app app");
    machine.run("docker build -f app/Dockerfile.bad --target x app");
    machine.reload();
    let list = "docker buildx history ls --format '{{.Name}} {{.Status}} {{.CreatedAt}}'";
    assert_eq!(
        shown(&mut machine, list),
        "app/Dockerfile.bad (x) Error Less than a second ago\napp Completed Less than a second ago\n"
    );
    let first = shown(&mut machine, "docker buildx history ls");
    assert!(first.starts_with("BUILD ID                    NAME "), "{first}");
    assert_eq!(
        shown(&mut machine, "docker buildx history ls -q"),
        "unknown shorthand flag: 'q' in -q\n\nUsage:  docker buildx history ls [OPTIONS]\n\nRun 'docker buildx history ls --help' for more information\n"
    );
    assert_eq!(
        shown(&mut machine, "docker buildx history ls --filter status=error --format '{{.Name}}'"),
        "app/Dockerfile.bad (x)\n"
    );
    assert_eq!(
        shown(&mut machine, "docker buildx history inspect nope"),
        "ERROR: no record found for ref \"nope\"\n"
    );
    let told = shown(&mut machine, "docker buildx history inspect ^1");
    for part in [
        "Name:\t\tapp\n",
        "Context:\tapp\nDockerfile:\tDockerfile\n\nStarted:\t2023-11-14 22:13:2",
        "BUILD ARG\tVALUE\nA\t\t2\n\nMaterials:\nURI",
        "pkg:docker/alpine@latest?platform=linux%2Famd64\tsha256:<id>\n",
        "sha256:<id>\t",
    ] {
        assert!(told.contains(part), "{part:?} in {told}");
    }
    let log = shown(&mut machine, "docker buildx history logs ^1");
    assert!(log.contains("RUN echo 2 > /a"), "{log}");
}

#[test]
fn the_builder_is_listed() {
    check(
        &[],
        "docker buildx ls",
        "NAME/NODE     DRIVER/ENDPOINT   STATUS    BUILDKIT   PLATFORMS\n\
         default*      docker                                 \n \\_ default    \\_ default       running   v0.22.0    linux/amd64 (+3), linux/386\n",
    );
    check(&[], "docker buildx ls --format '{{.Name}}: {{.Status}}'", "default: \ndefault: running\n");
}

#[test]
fn samples_go_on_until_they_are_given_up() {
    let mut machine = machine();
    machine.run("docker run -d --name one alpine sleep 100");
    let host = &mut machine.host;
    let words = ["stats", "--format", "{{.Name}} {{.PIDs}}"].map(str::to_owned).to_vec();
    let task = host.exec(words, docker::ExecOptions::default());
    let mut screens = String::new();
    for _ in 0..3 {
        let progress = loop {
            let progress = host.advance(task).unwrap();
            screens
                .extend(progress.output.iter().map(|part| String::from_utf8_lossy(&part.bytes).into_owned()));
            if progress.state != docker::TaskState::Running {
                break progress;
            }
        };
        assert_eq!(progress.exit, None);
        host.tick(progress.wake.unwrap());
    }
    let screen = "␛[Hone 1 ␛[K\n ␛[K\n␛[J";
    assert_eq!(screens.replace('\x1b', "␛"), format!("␛[H{}", screen.repeat(3)));
    host.interrupt(task).unwrap();
    assert_eq!(host.advance(task).unwrap().exit, Some(130));
}
