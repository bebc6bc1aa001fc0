//! A root filesystem with busybox, and a way to run a script in it.

#![allow(dead_code, unreachable_pub, reason = "every test binary uses its own part of this")]

use shell::{Exit, Limits, Packages, Process, Spent, Stop, Stream, User, run};
use vfs::{Blob, Meta, Snapshot, Time, Tree, VPath, VPathBuf};

pub const NOW: Time = Time::from_secs(1_700_000_000);

/// What a run left.
pub struct Ran {
    pub stdout: String,
    pub stderr: String,
    pub result: Result<Exit, Stop>,
    pub spent: Spent,
    pub tree: Tree,
}

pub fn path(text: &str) -> &VPath {
    VPath::new(text).expect("a valid path")
}

/// busybox with all its applets, `/etc/passwd`, and an empty `/work`. With `gnu`, separate binaries as in Debian.
pub fn rootfs(gnu: bool) -> Tree {
    let mut tree = Snapshot::empty().edit();
    for (dir, mode) in [
        ("/bin", 0o755),
        ("/etc", 0o755),
        ("/root", 0o700),
        ("/tmp", 0o1777),
        ("/work", 0o755),
        ("/dev", 0o755),
    ] {
        tree.mkdir(path(dir), &Meta::root(mode, NOW)).expect("mkdir");
    }
    let file = |tree: &mut Tree, name: &str, text: Blob, mode| {
        tree.write(path(name), text, &Meta::root(mode, NOW)).expect("write");
    };
    file(
        &mut tree,
        "/etc/passwd",
        Blob::from(b"root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n".to_vec()),
        0o644,
    );
    file(&mut tree, "/etc/group", Blob::from(b"root:x:0:\nnogroup:x:65534:\n".to_vec()), 0o644);
    file(&mut tree, "/bin/busybox", Blob::synthetic(1, 2_000_000), 0o755);
    for applet in include_str!("../applets.txt").lines() {
        let name = format!("/bin/{applet}");
        if gnu && applet != "sh" {
            file(&mut tree, &name, Blob::synthetic(2, 1000), 0o755);
        } else if !gnu {
            tree.symlink(path(&name), "busybox", &Meta::root(0o777, NOW)).expect("symlink");
        }
    }
    if gnu {
        file(&mut tree, "/bin/dash", Blob::synthetic(3, 1000), 0o755);
        tree.symlink(path("/bin/sh"), "dash", &Meta::root(0o777, NOW)).expect("symlink");
        for name in ["join", "comm", "bash"] {
            file(&mut tree, &format!("/bin/{name}"), Blob::synthetic(3, 1000), 0o755);
        }
    }
    tree
}

pub fn run_argv(mut tree: Tree, argv: &[&str], limits: Limits) -> Ran {
    let argv: Vec<String> = argv.iter().map(|arg| arg.to_string()).collect();
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let outcome = run(
        &argv,
        Process {
            tree: &mut tree,
            env: vec![("PATH".into(), "/bin".into()), ("HOME".into(), "/root".into())],
            cwd: VPathBuf::normalise("/work"),
            user: User::root(),
            stdin: Vec::new(),
            out: &mut |stream, bytes| match stream {
                Stream::Stdout => stdout.extend_from_slice(bytes),
                Stream::Stderr => stderr.extend_from_slice(bytes),
            },
            limits,
            now: NOW,
            hostname: "box".into(),
            packages: Packages::default(),
        },
    );
    Ran {
        stdout: String::from_utf8_lossy(&stdout).into_owned(),
        stderr: String::from_utf8_lossy(&stderr).into_owned(),
        result: outcome.result,
        spent: outcome.spent,
        tree,
    }
}

/// Runs a script with busybox's `sh`.
pub fn sh(script: &str) -> Ran {
    run_argv(rootfs(false), &["/bin/sh", "-c", script], Limits::STANDARD)
}
