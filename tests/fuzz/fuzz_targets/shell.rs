//! Any text is a script that ends, and what it leaves is a tree, within its limits.

#![no_main]

use shell::{Limits, Packages, Process, User, run};
use vfs::{Blob, Meta, Snapshot, Time, Tree, VPathBuf};

const NOW: Time = Time::from_secs(1_700_000_000);

/// Far below what a build allows, so that each run is short; each must hold whatever the script is.
const LIMITS: Limits = Limits { fuel: 60_000, output: 1 << 16, disk: 1 << 20, depth: 24 };

fn rootfs() -> Tree {
    let mut tree = Snapshot::empty().edit();
    for dir in ["/bin", "/etc", "/root", "/tmp", "/work"] {
        tree.mkdir(&VPathBuf::normalise(dir), &Meta::root(0o755, NOW)).expect("a new directory");
    }
    for (name, text) in [("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\n"), ("/etc/group", "root:x:0:\n")] {
        tree.write(&VPathBuf::normalise(name), Blob::from(text.as_bytes().to_vec()), &Meta::root(0o644, NOW))
            .expect("a new file");
    }
    let applets = include_str!("../../../crate/shell/tests/applets.txt").lines();
    for program in applets.chain(["bash", "make", "patch", "unzip", "curl", "git"]) {
        let path = VPathBuf::normalise("/bin").join(program);
        tree.write(&path, Blob::synthetic(1, 9), &Meta::root(0o755, NOW)).expect("a new file");
    }
    tree
}

libfuzzer_sys::fuzz_target!(|text: &str| {
    let shell = if text.len() % 2 == 0 { "/bin/sh" } else { "/bin/bash" };
    let mut tree = rootfs();
    let mut printed = 0;
    let outcome = run(
        &[shell.to_owned(), "-c".to_owned(), text.to_owned()],
        Process {
            tree: &mut tree,
            env: vec![("PATH".to_owned(), "/bin".to_owned())],
            cwd: VPathBuf::normalise("/work"),
            user: User::root(),
            stdin: b"line 1\nline 2\n".to_vec(),
            out: &mut |_, bytes| printed += bytes.len() as u64,
            limits: LIMITS,
            now: NOW,
            hostname: "fuzz".to_owned(),
            packages: Packages::default(),
        },
    );
    // A message about the limit itself may still be printed.
    assert!(printed <= LIMITS.output + 4096, "{printed} bytes printed");
    drop(outcome);
    tree.freeze().digest();
});
