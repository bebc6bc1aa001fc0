//! Archives that GNU tar wrote, in its several formats (`data/`, made with `tar --format=… [-S]`).
#![allow(clippy::disallowed_methods, reason = "tests read recorded data from disk")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use oci::{ArchiveLimits, gzip, unpack};
use vfs::{Change, Kind};

fn read(name: &str) -> Vec<Change> {
    let path = format!("{}/tests/data/{name}.tar.gz", env!("CARGO_MANIFEST_DIR"));
    let tar = gzip::gunzip(name, &std::fs::read(path).unwrap(), &ArchiveLimits::STANDARD).unwrap();
    unpack(name, &tar, &ArchiveLimits::STANDARD).unwrap()
}

#[test]
fn sparse_files() {
    for format in ["gnu", "pax-0.0", "pax-0.1", "pax-1.0"] {
        let changes = read(&format!("sparse-{format}"));
        let found: Vec<_> = changes
            .iter()
            .map(|change| {
                let node = change.node.as_ref().unwrap();
                (change.path.as_str(), node.size(), node.as_file().unwrap().blob.digest().hex())
            })
            .collect();
        let holes = "3c16e306fc5e4188736c55f1999ed8be5163bfa47d1355e543df63a5020b1a6b".to_owned();
        let many = "dcc982c7ba270abe801fdd5118342f4c8828eb8e6d1dbc0524f0f2593a7ed38e".to_owned();
        assert_eq!(found, [("/holes", 512_000, holes), ("/many", 671_744, many)], "{format}");
    }
}

#[test]
fn long_names_links_and_owners() {
    let long = "long-name-".repeat(12);
    for (format, nanos) in [("gnu", 0), ("oldgnu", 0), ("posix", 500_000_000)] {
        let changes = read(&format!("names-{format}"));
        let line = |change: &Change| {
            let node = change.node.as_ref().unwrap();
            assert_eq!((node.meta.uid, node.meta.gid), (7, 3_000_000), "{format}");
            assert_eq!((node.meta.mtime.secs, node.meta.mtime.nanos), (1_600_000_000, nanos), "{format}");
            let what = match (&change.link, &node.kind) {
                (Some(target), _) => format!(" = {target}"),
                (None, Kind::Symlink(target)) => format!(" -> {target}"),
                _ => String::new(),
            };
            format!("{:o} {}{what}", node.full_mode(), change.path)
        };
        let expected = [
            "40755 /".to_owned(),
            "10644 /fifo".to_owned(),
            "100644 /hard".to_owned(),
            format!("120777 /link -> {long}/{long}"),
            format!("40755 /{long}"),
            format!("100644 /{long}/{long} = /hard"),
            "104755 /é.txt".to_owned(),
        ];
        assert_eq!(changes.iter().map(line).collect::<Vec<_>>(), expected, "{format}");
    }
}
