//! Bytes that want to do harm, given to every command that reads an archive: each is an error that names the entry, and
//! nothing that the host keeps has changed.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "this is a test")]

mod support;

use oci::gzip::Gzip;
use support::Machine;
use vfs::Digest;

/// An entry of a tar with any name, type, link target and size; the checksum is right.
fn entry(kind: u8, name: &str, link: &str, size: u64, data: &[u8]) -> Vec<u8> {
    let mut header = [0_u8; 512];
    let fields: [(usize, &[u8]); 7] = [
        (0, name.as_bytes()),
        (100, b"0000644"),
        (108, b"0000000"),
        (116, b"0000000"),
        (136, b"00000000000"),
        (157, link.as_bytes()),
        (257, b"ustar\x0000"),
    ];
    for (at, text) in fields {
        header[at..at + text.len()].copy_from_slice(text);
    }
    header[124..135].copy_from_slice(format!("{size:011o}").as_bytes());
    header[156] = kind;
    header[148..156].fill(b' ');
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
    let mut bytes = header.to_vec();
    bytes.extend_from_slice(data);
    bytes.resize(bytes.len().next_multiple_of(512), 0);
    bytes
}

fn file(name: &str, data: &[u8]) -> Vec<u8> {
    entry(b'0', name, "", data.len() as u64, data)
}

fn tar(entries: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = entries.concat();
    bytes.extend_from_slice(&[0; 1024]);
    bytes
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = Gzip::default();
    gzip.update(bytes);
    gzip.finish()
}

/// An archive as `docker save` writes it, with one layer; the configuration tells the digest of `claimed`.
fn image(layer: &[u8], claimed: &[u8]) -> Vec<u8> {
    let config = format!(
        r#"{{"architecture":"amd64","os":"linux","rootfs":{{"type":"layers","diff_ids":["{}"]}}}}"#,
        Digest::of(claimed)
    );
    tar(&[
        file("manifest.json", br#"[{"Config":"c.json","RepoTags":["evil:1"],"Layers":["l.tar"]}]"#),
        file("c.json", config.as_bytes()),
        file("l.tar", layer),
    ])
}

/// A host with an image, a container and something cached, and the archive as a file.
fn machine(archive: &[u8]) -> Machine {
    let mut machine = Machine::new(1_700_000_000);
    machine.options.cwd = "/p".to_owned();
    machine.write("/p/Dockerfile", b"FROM scratch\nADD f.txt /\n");
    machine.write("/p/f.txt", b"text\n");
    assert_eq!(machine.run("docker build -q -t kept .").exit, 0);
    machine.write("/p/evil/Dockerfile", b"FROM scratch\nADD a.tar /\n");
    machine.write("/p/evil/a.tar", archive);
    machine
}

/// What is kept, all of it.
fn kept(machine: &mut Machine) -> (Digest, usize) {
    let index = machine.host.state_index();
    (Digest::of(&index), machine.host.images().len())
}

/// Runs a command over an archive. It must end with an error that says `wanted`, and leave everything as it was.
fn check(line: &str, archive: &[u8], wanted: &str) {
    let mut machine = machine(archive);
    machine.stdin = archive.to_vec();
    let before = kept(&mut machine);
    let ran = machine.run(line);
    let said = String::from_utf8_lossy(&ran.both).into_owned();
    assert_ne!(ran.exit, 0, "{line}: {wanted}: {said}");
    assert!(said.contains(wanted), "{line}: {wanted}: {said}");
    assert_eq!(kept(&mut machine), before, "{line}: {wanted}");
}

/// Layers that are refused, and what is said of them.
fn layers() -> Vec<(Vec<u8>, &'static str)> {
    let deep = "n/".repeat(300);
    vec![
        (tar(&[file("../etc/passwd", b"x")]), "../etc/passwd: the path leads upwards"),
        (tar(&[file("/etc/passwd", b"x")]), "/etc/passwd: the path is absolute"),
        (tar(&[entry(b'1', "l", "/etc/shadow", 0, b"")]), "l: link target /etc/shadow: the path is absolute"),
        (tar(&[entry(b'1', "l", "../x", 0, b"")]), "l: link target ../x: the path leads upwards"),
        (tar(&[file("f", b"1"), file("./f", b"2")]), "./f: the layer holds this path twice"),
        (
            tar(&[entry(b'0', "huge", "", 7 << 30, b"")]),
            "huge: 7516192768 unpacked bytes are more than the limit",
        ),
        (entry(b'0', "cut", "", 700, b"short"), "cut: its 700 bytes reach beyond the end of the archive"),
        (
            tar(&[entry(b'L', "L", "", deep.len() as u64, deep.as_bytes()), entry(b'5', "d", "", 0, b"")]),
            "300 nested directories are more than the limit",
        ),
        (
            tar(&[entry(b'0', "loop", "", 2 << 20, b"")]),
            "loop: its 2097152 bytes reach beyond the end of the archive",
        ),
        (tar(&[entry(b'Z', "odd", "", 0, b"")]), "odd: unknown type `Z`"),
    ]
}

#[test]
fn a_hostile_layer_changes_nothing() {
    for (layer, wanted) in layers() {
        check("docker load -i evil/a.tar", &image(&layer, &layer), wanted);
        check("docker load", &gz(&image(&gz(&layer), &layer)), wanted);
    }
}

#[test]
fn a_hostile_archive_changes_nothing() {
    let layer = tar(&[file("f", b"x")]);
    let other = tar(&[file("f", b"y")]);
    let whole = image(&layer, &layer);
    for (archive, wanted) in [
        (image(&layer, &other), "expected sha256:"),
        (tar(&[file("../f", b"")]), "../f: the path `../f` leads out of the archive"),
        (tar(&[file("f", b""), file("f", b"")]), "f: the archive holds this path twice"),
        (
            tar(&[entry(b'2', "l", "/etc/passwd", 0, b"")]),
            "l: the link to `/etc/passwd` leads out of the archive",
        ),
        (whole[..whole.len() - 2000].to_vec(), "reach beyond the end of the archive"),
        (gz(&whole)[..300].to_vec(), "invalid gzip"),
        (b"nonsense".to_vec(), ""),
    ] {
        check("docker load -i evil/a.tar", &archive, wanted);
    }
}

#[test]
fn a_hostile_context_or_file_system_changes_nothing() {
    for (archive, wanted) in layers() {
        check("docker import evil/a.tar evil", &archive, wanted);
        check("docker build -q -", &gz(&archive), wanted);
    }
}
