//! Bytes that want to do harm, or are merely broken: each is an error that names the entry.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use oci::{ArchiveLimits, Error, Layer, archive, gzip, unpack};

const LIMITS: ArchiveLimits = ArchiveLimits {
    unpacked: 1 << 20,
    ratio: 100,
    entries: 1000,
    path: 1000,
    depth: 20,
    json: 10_000,
    header: 2000,
    images: 5,
};

/// A header with any name, type, size and link target, in GNU's form.
fn header(kind: u8, name: &str, link: &str, size: u64) -> tar::Header {
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(tar::EntryType::new(kind));
    header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
    header.as_old_mut().linkname[..link.len()].copy_from_slice(link.as_bytes());
    header.set_size(size);
    header.set_mode(0o644);
    header.set_uid(0);
    header.set_gid(0);
    header.set_mtime(0);
    header.set_cksum();
    header
}

/// An archive of entries with their data, whose sizes are true.
fn tar(entries: &[(u8, &str, &str, &[u8])]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (kind, name, link, data) in entries {
        bytes.extend_from_slice(header(*kind, name, link, data.len() as u64).as_bytes());
        bytes.extend_from_slice(data);
        bytes.resize(bytes.len().next_multiple_of(512), 0);
    }
    bytes.extend_from_slice(&[0; 1024]);
    bytes
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = gzip::Gzip::default();
    gzip.update(bytes);
    gzip.finish()
}

fn pax(key: &str, value: &str) -> Vec<u8> {
    let rest = format!(" {key}={value}\n");
    let len = (1..9)
        .map(|digits| rest.len() + digits)
        .find(|len| rest.len() + len.to_string().len() == *len)
        .unwrap();
    format!("{len}{rest}").into_bytes()
}

#[track_caller]
fn check_layer(bytes: &[u8], expected: &str) {
    assert_eq!(
        unpack("layer", bytes, &LIMITS).map(drop).map_err(|error| error.to_string()),
        Err(expected.to_owned())
    );
}

#[test]
fn paths_can_t_leave_the_tree() {
    for name in ["../etc/passwd", "a/../../b", "a/.."] {
        check_layer(&tar(&[(b'0', name, "", b"x")]), &format!("layer: {name}: the path leads upwards"));
    }
    check_layer(&tar(&[(b'0', "/etc/passwd", "", b"x")]), "layer: /etc/passwd: the path is absolute");
    let link = |target| tar(&[(b'1', "l", target, b"")]);
    check_layer(&link("/etc/shadow"), "layer: l: link target /etc/shadow: the path is absolute");
    check_layer(&link("../x"), "layer: l: link target ../x: the path leads upwards");
    check_layer(
        &tar(&[(b'5', "d", "", b""), (b'1', "l", "d", b"")]),
        "layer: l: the hard link leads to a directory",
    );
    check_layer(&tar(&[(b'0', "a/.wh...", "", b"")]), "layer: a/.wh...: the whiteout names nothing");
    check_layer(&tar(&[(b'0', ".wh.", "", b"")]), "layer: .wh.: the whiteout names nothing");
    check_layer(
        &tar(&[(b'x', "p", "", &pax("path", "../up")), (b'0', "f", "", b"")]),
        "layer: ../up: the path leads upwards",
    );
    check_layer(
        &tar(&[(b'x', "p", "", &pax("path", "a\0b")), (b'0', "f", "", b"")]),
        "layer: a\0b: the path contains a NUL",
    );
}

#[test]
fn nothing_comes_twice() {
    let twice = "the layer holds this path twice";
    check_layer(&tar(&[(b'0', "f", "", b"1"), (b'0', "./f", "", b"2")]), &format!("layer: ./f: {twice}"));
    check_layer(&tar(&[(b'5', "f/", "", b""), (b'0', "f", "", b"")]), &format!("layer: f: {twice}"));
    check_layer(
        &tar(&[(b'0', ".wh.f", "", b""), (b'0', ".wh.f", "", b"")]),
        &format!("layer: .wh.f: {twice}"),
    );
    assert_eq!(
        unpack("layer", &tar(&[(b'5', "d/", "", b""), (b'5', "d", "", b"")]), &LIMITS).unwrap().len(),
        2
    );
}

#[test]
fn limits_hold_before_anything_is_allocated() {
    let too_many: Vec<String> = (0..1001).map(|number| number.to_string()).collect();
    let entries: Vec<_> = too_many.iter().map(|name| (b'5', name.as_str(), "", &b""[..])).collect();
    check_layer(&tar(&entries), "layer: 1001 entries are more than the limit of 1000");
    let long = "n/".repeat(600);
    check_layer(
        &tar(&[(b'x', "p", "", &pax("path", &long)), (b'5', "f", "", b"")]),
        &format!("layer: {long}: 1200 bytes in the path are more than the limit of 1000"),
    );
    let deep = "n/".repeat(21);
    check_layer(
        &tar(&[(b'5', &deep, "", b"")]),
        &format!("layer: {deep}: 21 nested directories are more than the limit of 20"),
    );
    let name = "n".repeat(256);
    check_layer(
        &tar(&[(b'L', "L", "", name.as_bytes()), (b'0', "f", "", b"")]),
        &format!("layer: {name}: the name `{name}` is longer than 255 bytes"),
    );
    check_layer(
        &tar(&[(b'L', "L", "", &[b'x'; 2001])]),
        "layer: header at byte 0: 2001 bytes in an extended header are more than the limit of 2000",
    );
    let big = vec![0; 600 << 10];
    check_layer(
        &tar(&[(b'0', "a", "", &big), (b'0', "b", "", &big)]),
        "layer: b: 614400 unpacked bytes are more than the limit of 434176",
    );
}

#[test]
fn sizes_that_lie_are_found_out() {
    let mut lie = header(b'0', "f", "", 1 << 19).as_bytes().to_vec();
    lie.extend_from_slice(&[0; 1024]);
    check_layer(&lie, "layer: f: its 524288 bytes reach beyond the end of the archive");
    let huge = header(b'0', "f", "", 7 << 30);
    check_layer(huge.as_bytes(), "layer: f: 7516192768 unpacked bytes are more than the limit of 1048576");
    check_layer(
        &tar(&[(b'x', "p", "", &pax("size", "99999999")), (b'0', "f", "", b"x")]),
        "layer: f: 99999999 unpacked bytes are more than the limit of 1048576",
    );
    let whole = tar(&[(b'0', "f", "", &[7; 700])]);
    check_layer(&whole[..100], "layer: the archive is cut off in the middle of a header");
    check_layer(&whole[..600], "layer: f: its 700 bytes reach beyond the end of the archive");
    assert_eq!(unpack("layer", &whole[..512 + 700], &LIMITS).unwrap().len(), 1, "only padding is missing");
    let mut broken = whole.clone();
    broken[0] = b'g';
    check_layer(&broken, "layer: header at byte 0: the checksum is wrong");
    check_layer(
        &tar(&[(b'x', "p", "", &pax("path", "f"))]),
        "layer: the archive ends after an extended header",
    );
    check_layer(&tar(&[(b'x', "p", "", b"99 path=f\n")]), "layer: header at byte 0: invalid PAX record");
    check_layer(&tar(&[(b'Z', "f", "", b"")]), "layer: f: unknown type `Z`");
}

#[test]
fn sparse_maps_that_lie_are_found_out() {
    for (map, size) in
        [("9,1", "5"), ("0,5", "9"), ("3,1,0,1", "9"), ("0,1,1", "9"), ("0,x", "9"), ("0,99999999999", "9")]
    {
        let records = [pax("GNU.sparse.map", map), pax("GNU.sparse.size", size)].concat();
        check_layer(
            &tar(&[(b'x', "p", "", &records), (b'0', "f", "", b"xy")]),
            "layer: f: invalid sparse map",
        );
    }
    let records = pax("GNU.sparse.size", "999999999999");
    check_layer(
        &tar(&[(b'x', "p", "", &records), (b'0', "f", "", b"")]),
        "layer: f: 999999999999 unpacked bytes are more than the limit of 1048576",
    );
}

#[test]
fn compressed_bombs_don_t_go_off() {
    let check = |bytes: &[u8], limits: &ArchiveLimits, expected: &str| {
        assert_eq!(
            gzip::gunzip("layer", bytes, limits).map(drop).map_err(|error| error.to_string()),
            Err(expected.to_owned())
        );
    };
    let zeros = gz(&vec![0; 3 << 20]);
    check(&zeros, &LIMITS, "layer: 1114112 unpacked bytes are more than the limit of 1048576");
    let roomy = ArchiveLimits { unpacked: 1 << 30, ..LIMITS };
    let message = gzip::gunzip("layer", &zeros, &roomy).unwrap_err().to_string();
    assert!(
        message.ends_with("unpacked bytes for each compressed one are more than the limit of 100"),
        "{message}"
    );
    check(&zeros[..40], &LIMITS, "layer: invalid gzip: incomplete deflate stream");
    let text = gz(b"hello");
    check(&text[..text.len() - 3], &LIMITS, "layer: invalid gzip: unexpected end of file");
    let mut wrong = text.clone();
    let end = wrong.len();
    wrong[end - 5] ^= 1;
    assert!(gzip::gunzip("layer", &wrong, &LIMITS).is_err(), "the checksum is wrong");
    assert_eq!(gzip::gunzip("layer", &[text.clone(), text].concat(), &LIMITS).unwrap(), b"hellohello");
}

#[test]
fn zstd_is_read_within_the_same_limits() {
    let packed =
        |bytes: &[u8]| ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest);
    let inflate = |bytes: &[u8]| oci::inflate("layer", bytes, &LIMITS).map(|bytes| bytes.into_owned());
    let text = packed(b"hello");
    let skipped = [&[0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0][..], b"any"].concat();
    assert_eq!(inflate(&[text.clone(), skipped.clone(), text.clone()].concat()).unwrap(), b"hellohello");
    let check = |bytes: &[u8], expected: &str| {
        let error = inflate(bytes).unwrap_err().to_string();
        assert!(error.starts_with(expected), "{error}");
    };
    check(&packed(&vec![0; 3 << 20]), "layer: 1114112 unpacked bytes are more than the limit");
    check(&text[..text.len() - 3], "layer: invalid zstd");
    check(&skipped[..9], "layer: invalid zstd: it is cut off");
    let layer = tar(&[(b'0', "f", "", b"content")]);
    let read = Layer::read("layer", oci::media::OCI_LAYER_ZSTD, packed(&layer).into(), &LIMITS).unwrap();
    assert_eq!((read.diff_id(), read.tar()), (vfs::Digest::of(&layer), layer));
}

#[track_caller]
fn check_archive(entries: &[(u8, &str, &str, &[u8])], expected: &str) {
    let result = archive::load(&tar(entries), &LIMITS);
    assert_eq!(result.map(drop).map_err(|error| error.to_string()), Err(expected.to_owned()));
}

const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

#[test]
fn archives_that_are_none() {
    check_archive(&[], "index.json or manifest.json: not found in the archive");
    check_archive(&[(b'0', "../f", "", b"")], "../f: the path `../f` leads out of the archive");
    check_archive(&[(b'0', "/f", "", b"")], "/f: the path `/f` leads out of the archive");
    check_archive(&[(b'0', "f", "", b""), (b'0', "f", "", b"")], "f: the archive holds this path twice");
    check_archive(
        &[(b'2', "l", "/etc/passwd", b"")],
        "l: the link to `/etc/passwd` leads out of the archive",
    );
    check_archive(&[(b'2', "d/l", "../../f", b"")], "d/l: the link to `../../f` leads out of the archive");
    check_archive(&[(b'2', "l", "nowhere", b"")], "l: the link leads to `/nowhere`, where no file is");
    check_archive(
        &[(b'2', "a", "b", b""), (b'2', "b", "a", b"")],
        "a: the link leads to `/b`, where no file is",
    );
    check_archive(&[(b'6', "f", "", b"")], "f: only files, directories and links belong in an image archive");
    check_archive(
        &[(b'0', "index.json", "", b"{")],
        "index.json: invalid JSON: EOF while parsing an object at line 1 column 1",
    );
    let big = vec![b' '; 10_001];
    check_archive(
        &[(b'0', "index.json", "", &big)],
        "index.json: 10001 bytes of JSON are more than the limit of 10000",
    );
    assert!(archive::load(b"nonsense", &LIMITS).is_err());
    assert!(archive::load(&gz(b"nonsense"), &LIMITS).is_err());
}

#[test]
fn documents_that_contradict_their_digests() {
    let manifest = |digest: &str, size: u32| {
        format!(r#"{{"manifests":[{{"digest":"sha256:{digest}","size":{size}}}],"schemaVersion":2}}"#)
    };
    let blob = format!("blobs/sha256/{EMPTY}");
    check_archive(
        &[(b'0', "index.json", "", manifest(EMPTY, 0).as_bytes())],
        &format!("{blob}: not found in the archive"),
    );
    let other = vfs::Digest::of(b"x");
    check_archive(
        &[(b'0', "index.json", "", manifest(EMPTY, 1).as_bytes()), (b'0', &blob, "", b"x")],
        &format!("{blob}: expected sha256:{EMPTY}, but its content is {other}"),
    );
    let docker = format!(r#"[{{"Config":"{EMPTY}.json","Layers":[]}}]"#);
    check_archive(
        &[(b'0', "manifest.json", "", docker.as_bytes()), (b'0', &format!("{EMPTY}.json"), "", b"x")],
        &format!("{EMPTY}.json: expected sha256:{EMPTY}, but its content is {other}"),
    );
    check_archive(
        &[
            (b'0', "manifest.json", "", br#"[{"Config":"c.json","Layers":[]},{"Config":"c.json"}]"#),
            (b'0', "c.json", "", b"{}"),
        ],
        "image config: invalid JSON: missing field `architecture` at line 1 column 2",
    );
    let config = format!(
        r#"{{"architecture":"a","os":"l","rootfs":{{"type":"layers","diff_ids":["sha256:{EMPTY}"]}}}}"#
    );
    let id = vfs::Digest::of(config.as_bytes());
    let layered = |layers: &str| format!(r#"[{{"Config":"c.json","Layers":[{layers}]}}]"#);
    check_archive(
        &[(b'0', "manifest.json", "", layered("").as_bytes()), (b'0', "c.json", "", config.as_bytes())],
        &format!("image config {id}: it names 1 layers, but there are 0"),
    );
    let layer = tar(&[]);
    check_archive(
        &[
            (b'0', "manifest.json", "", layered(r#""l.tar""#).as_bytes()),
            (b'0', "c.json", "", config.as_bytes()),
            (b'0', "l.tar", "", &layer),
        ],
        &format!(
            "image config {id}: layer sha256:{EMPTY}: expected sha256:{EMPTY}, but its content is {}",
            vfs::Digest::of(&layer)
        ),
    );
    let six = format!("[{}]", [r#"{"Config":"c"}"#; 6].join(","));
    check_archive(
        &[(b'0', "manifest.json", "", six.as_bytes())],
        "manifest.json: 6 images are more than the limit of 5",
    );
}

#[test]
fn damaged_archives_never_panic() {
    let config = br#"{"architecture":"a","os":"l","rootfs":{"type":"layers","diff_ids":[]}}"#;
    let whole = tar(&[
        (b'0', "manifest.json", "", br#"[{"Config":"c.json","RepoTags":["a:1"],"Layers":[]}]"#),
        (b'0', "c.json", "", config),
    ]);
    assert_eq!(archive::load(&whole, &LIMITS).unwrap()[0].references[0].familiar(), "a:1");
    let packed = gz(&whole);
    for bytes in [&whole, &packed] {
        for at in 0..bytes.len() {
            let _: Result<_, Error> = archive::load(&bytes[..at], &LIMITS);
            for flip in [1, 0x80, 0xff] {
                let mut damaged = bytes.clone();
                damaged[at] ^= flip;
                let _: Result<_, Error> = archive::load(&damaged, &LIMITS);
            }
        }
    }
}
