//! Running scripts in tests: a root filesystem with busybox under every name that has a model.

use vfs::{Blob, Meta, Snapshot, Time, VPath, VPathBuf};

use crate::{Limits, Packages, Process, Stream, User, run};

const NOW: Time = Time::from_secs(1_700_000_000);

/// What a script prints on stdout and stderr, with `[status]` at the end if it is not 0.
pub(crate) fn output(script: &str) -> String {
    output_with(script, Packages::default())
}

/// As [`output`], with packages to be found.
pub(crate) fn output_with(script: &str, packages: Packages) -> String {
    let mut tree = Snapshot::empty().edit();
    let path = |text: &str| VPathBuf::normalise(text);
    for dir in ["/bin", "/etc", "/root", "/tmp", "/work"] {
        tree.mkdir(&path(dir), &Meta::root(0o755, NOW)).expect("a new directory");
    }
    for (name, text) in [("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\n"), ("/etc/group", "root:x:0:\n")] {
        tree.write(&path(name), Blob::from(text.as_bytes().to_vec()), &Meta::root(0o644, NOW))
            .expect("a new file");
    }
    tree.write(&path("/bin/busybox"), Blob::synthetic(1, 9), &Meta::root(0o755, NOW)).expect("a new file");
    for name in crate::program::names().chain(["[", "gcc"]) {
        tree.symlink(&path("/bin").join(name), "busybox", &Meta::root(0o777, NOW)).expect("a new link");
    }
    let mut printed = Vec::new();
    let outcome = run(
        &["/bin/sh".into(), "-c".into(), script.into()],
        Process {
            tree: &mut tree,
            env: vec![("PATH".into(), "/bin".into())],
            cwd: VPath::new("/work").expect("a path").to_owned(),
            user: User::root(),
            stdin: Vec::new(),
            out: &mut |_: Stream, bytes: &[u8]| printed.extend_from_slice(bytes),
            limits: Limits::STANDARD,
            now: NOW,
            hostname: "box".into(),
            packages,
        },
    );
    let mut text = String::from_utf8_lossy(&printed).into_owned();
    match outcome.result {
        Ok(exit) if exit.success() => {}
        Ok(exit) => text.push_str(&format!("[{}]", exit.0)),
        Err(stop) => text.push_str(&format!("[{stop}]")),
    }
    text
}

/// Runs scripts and compares what they print.
pub(crate) fn check(cases: &[(&str, &str)]) {
    for (script, wanted) in cases {
        assert_eq!(output(script), *wanted, "{script}");
    }
}
