//! Folders of the host in containers: what is written there is there for everybody.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "this is a test")]

mod support;

use support::Machine;
use vfs::VPathBuf;

const NOW: i64 = 1_700_000_000;

fn machine() -> Machine {
    let mut machine = Machine::new(NOW);
    machine.options.cwd = "/work".to_owned();
    machine.write("/work/d/a", b"1\n");
    machine.run("docker run --rm alpine true");
    machine
}

fn check(machine: &mut Machine, line: &str, wanted: &str) {
    let ran = machine.run(line);
    assert_eq!(String::from_utf8_lossy(&ran.both), wanted, "{line}");
}

/// What stands in a file of the host's disk.
fn on_disk(machine: &Machine, path: &str) -> Option<String> {
    let blob = machine.files.read(&VPathBuf::normalise(path)).ok()?;
    Some(String::from_utf8_lossy(&blob.bytes()).into_owned())
}

#[test]
fn what_a_container_writes_is_on_the_disk() {
    let mut machine = machine();
    let script = "cat /x/a; echo 2 > /x/b; rm /x/a; mkdir -p /x/sub/deep; echo 3 > /x/sub/c; ln -s b /x/l; chmod 755 /x/b";
    check(&mut machine, &format!("docker run --rm -v ./d:/x alpine sh -c '{script}'"), "1\n");
    assert_eq!(on_disk(&machine, "/work/d/a"), None);
    assert_eq!(on_disk(&machine, "/work/d/b").as_deref(), Some("2\n"));
    assert_eq!(on_disk(&machine, "/work/d/l").as_deref(), Some("2\n"));
    assert_eq!(on_disk(&machine, "/work/d/sub/c").as_deref(), Some("3\n"));
    assert_eq!(
        machine.files.lookup(&VPathBuf::normalise("/work/d/b"), vfs::Follow::All).unwrap().meta.mode,
        0o755
    );
    check(
        &mut machine,
        "docker run --rm --mount type=bind,source=/work/d,target=/x alpine rm -r /x/sub /x/l",
        "",
    );
    assert!(machine.files.lookup(&VPathBuf::normalise("/work/d/sub"), vfs::Follow::All).is_err());
    check(&mut machine, "docker run --rm -v /work/d/b:/f alpine sh -c 'echo 9 > /f'", "");
    assert_eq!(on_disk(&machine, "/work/d/b").as_deref(), Some("9\n"));
}

#[test]
fn a_read_only_folder_is_left_as_it_is() {
    let mut machine = machine();
    let refused = "touch: /x/q: Read-only file system\n";
    check(&mut machine, "docker run --rm -v ./d:/x:ro alpine touch /x/q", refused);
    check(
        &mut machine,
        "docker run --rm --mount type=bind,src=/work/d,dst=/x,readonly alpine touch /x/q",
        refused,
    );
    assert_eq!(on_disk(&machine, "/work/d/q"), None);
}

#[test]
fn a_running_container_sees_the_disk_and_other_containers() {
    let mut machine = machine();
    machine.run("docker run -d --name one -v ./d:/x alpine sleep 100");
    machine.write("/work/d/new", b"from outside\n");
    check(&mut machine, "docker exec one cat /x/new", "from outside\n");
    machine.run("docker run --rm -v ./d:/y alpine sh -c 'echo from two > /y/new'");
    check(&mut machine, "docker exec one cat /x/new", "from two\n");
    machine.reload();
    check(&mut machine, "docker exec one sh -c 'echo after > /x/new'", "");
    assert_eq!(on_disk(&machine, "/work/d/new").as_deref(), Some("after\n"));
}

#[test]
fn a_folder_that_is_missing_is_made() {
    let mut machine = machine();
    check(&mut machine, "docker run --rm -v ./made:/x alpine ls /x", "");
    assert!(machine.files.lookup(&VPathBuf::normalise("/work/made"), vfs::Follow::All).unwrap().is_dir());
}
