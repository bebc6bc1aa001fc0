//! Options of `docker build`: what goes into a build from outside, and where its result goes.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, unreachable_pub, reason = "this is a test")]

mod support;

use base64::Engine as _;
use support::Machine;

fn machine(dockerfile: &str) -> Machine {
    let mut machine = Machine::new(1_700_000_000);
    machine.options.cwd = "/project".to_owned();
    machine.write("/project/Dockerfile", dockerfile.as_bytes());
    machine.write("/project/f.txt", b"text\n");
    machine
}

fn ok(machine: &mut Machine, line: &str) -> String {
    let ran = machine.run(line);
    assert_eq!(ran.exit, 0, "{line}: {}", ran.stderr);
    format!("{}{}", ran.stdout(), ran.stderr)
}

fn read(machine: &Machine, path: &str) -> String {
    let blob = machine.files.read(&vfs::VPathBuf::normalise(path)).unwrap();
    String::from_utf8_lossy(&blob.bytes()).into_owned()
}

/// Builds and looks at a file of the result.
#[track_caller]
fn check(machine: &mut Machine, options: &str, path: &str, expected: &str) {
    ok(machine, &format!("docker build -o type=local,dest=/out {options} ."));
    assert_eq!(read(machine, &format!("/out/{path}")), expected, "{options}");
}

#[test]
fn hosts_secrets_and_agents_reach_a_step() {
    let mut machine = machine(
        "FROM alpine AS run\nRUN --mount=type=secret,id=s cat /run/secrets/s > /secret\n\
         RUN grep -c db.local /etc/hosts > /host\nRUN --mount=type=ssh test -e $SSH_AUTH_SOCK && echo agent > /ssh\n\
         FROM scratch\nCOPY --from=run /secret /host /ssh /\n",
    );
    machine.write("/project/s.txt", b"hidden\n");
    let options = "--add-host db.local:10.0.0.1 --secret id=s,src=s.txt --ssh default";
    check(&mut machine, options, "secret", "hidden\n");
    assert_eq!((read(&machine, "/out/host"), read(&machine, "/out/ssh")), ("1\n".into(), "agent\n".into()));
}

#[test]
fn contexts_have_names() {
    let mut machine = machine("FROM scratch\nCOPY f.txt /f\n");
    ok(&mut machine, "docker build -q -t other .");
    ok(&mut machine, "docker build -q -o type=oci,dest=/layout,tar=false .");
    machine.write("/folder/f", b"folder\n");
    machine.write("/project/Dockerfile", b"FROM scratch\nCOPY --from=given /f /g\n");
    check(&mut machine, "--build-context given=/folder", "g", "folder\n");
    check(&mut machine, "--build-context given=docker-image://other", "g", "text\n");
    check(&mut machine, "--build-context given=oci-layout:///layout", "g", "text\n");
}

#[test]
fn a_context_stands_for_what_is_behind_a_url() {
    let mut machine = machine("FROM alpine\nADD https://h.example/A/f.txt /d/\n");
    machine.write("/mirror/A/f.txt", b"mirrored\n");
    for builder in ["buildkit", "classic"] {
        let ran = machine.run(&format!("docker build -q --builder {builder} ."));
        assert!(
            ran.exit == 1 && ran.stderr.contains("--build-context https://h.example/A/f.txt=FOLDER"),
            "{}",
            ran.stderr
        );
        let given = "--build-context https://h.example=/mirror";
        ok(&mut machine, &format!("docker build -q --builder {builder} {given} -t {builder} ."));
        let shown = ok(
            &mut machine,
            &format!("docker run --rm {builder} sh -c 'cat /d/f.txt; stat -c %a:%u:%Y /d/f.txt'"),
        );
        assert_eq!(shown, "mirrored\n600:0:1600000000\n", "{builder}");
    }
}

#[test]
fn a_stage_is_built_without_the_cache() {
    let mut machine =
        machine("FROM scratch AS a\nCOPY f.txt /a\nFROM scratch AS b\nCOPY f.txt /b\nCOPY --from=a /a /\n");
    ok(&mut machine, "docker build .");
    let log = ok(&mut machine, "docker build --no-cache-filter a --explain --progress=quiet .");
    assert!(log.contains("COPY f.txt /a  (line 2)\n    cache not used for this step"), "{log}");
    assert!(log.contains("Steps taken from the cache") && log.contains("COPY f.txt /b\n"), "{log}");
}

#[test]
fn results_go_where_they_are_told() {
    let mut machine = machine("FROM scratch\nCOPY f.txt /d/f\n");
    ok(&mut machine, "docker build -o /folder --metadata-file /meta .");
    assert_eq!((read(&machine, "/folder/d/f").as_str(), read(&machine, "/meta").as_str()), ("text\n", "{}"));
    ok(&mut machine, "docker build -o type=tar,dest=/t.tar .");
    assert!(read(&machine, "/t.tar").starts_with("d/\0"));
    let images = |machine: &mut Machine| ok(machine, "docker images -aq").lines().count();
    ok(&mut machine, "docker build -o type=cacheonly .");
    assert_eq!(images(&mut machine), 0);
    for kind in ["oci", "docker"] {
        ok(&mut machine, &format!("docker build -t made:{kind} -o type={kind},dest=/{kind}.tar ."));
        assert_eq!(images(&mut machine), 0);
        let loaded = ok(&mut machine, &format!("docker load -i /{kind}.tar"));
        assert!(loaded.contains(&format!("made:{kind}")), "{loaded}");
        ok(&mut machine, &format!("docker rmi made:{kind}"));
    }
    ok(&mut machine, "docker build -q -t kept -o type=image -o type=local,dest=/both .");
    assert_eq!((images(&mut machine), read(&machine, "/both/d/f").as_str()), (1, "text\n"));
}

/// `Dockerfile` with `FROM scratch` and `COPY f /`, and `f` with `hi`, packed by GNU tar.
const CONTEXTS: [(&str, &str); 2] = [
    ("gzip", include_str!("data/context.tar.gz.base64")),
    ("xz", include_str!("data/context.tar.xz.base64")),
];

#[test]
fn a_context_comes_as_an_archive() {
    for (packing, text) in CONTEXTS {
        let mut machine = machine("");
        machine.stdin = base64::prelude::BASE64_STANDARD.decode(text.trim()).unwrap();
        ok(&mut machine, "docker build -o /out -");
        assert_eq!(read(&machine, "/out/f"), "hi\n", "{packing}");
    }
}
