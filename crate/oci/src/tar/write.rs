//! Writing tar byte for byte as Go's `archive/tar` does under containerd and dockerd.
//!
//! The `tar` crate can't serve here: it writes GNU headers, and digests hang on every byte.

use vfs::{CAPABILITY, Change, ChangeKind, Kind, Node, Time, VPath};

use super::{BLOCK, OPAQUE, WHITEOUT, names};

/// How a layer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TarOptions {
    /// Whose habits are followed.
    pub flavor: Flavor,
    /// Later times become this one, in seconds (`rewrite-timestamp`).
    pub clamp: Option<i64>,
}

/// Whose habits a layer follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Flavor {
    /// BuildKit's: modes are permissions, whiteouts carry nothing.
    BuildKit,
    /// The classic builder's: modes carry the type bits, owners their names on the daemon's host, whiteouts mode 0600
    /// and the time of the removal.
    Classic {
        /// When things were removed.
        removed: Time,
    },
}

impl TarOptions {
    /// What BuildKit does when nothing is asked for.
    pub const BUILDKIT: TarOptions = TarOptions { flavor: Flavor::BuildKit, clamp: None };
}

/// Writes changes as an uncompressed layer, in pieces. The bytes follow from the changes and the options alone.
pub fn write_layer(changes: &[Change], options: TarOptions, out: &mut dyn FnMut(&[u8])) {
    for change in changes {
        write_change(change, options, out);
    }
    write_end(out);
}

/// The two empty blocks that end an archive.
pub(crate) fn write_end(out: &mut dyn FnMut(&[u8])) {
    out(&[0; 2 * BLOCK]);
}

pub(crate) fn write_change(change: &Change, options: TarOptions, out: &mut dyn FnMut(&[u8])) {
    match change.kind {
        ChangeKind::Removed => write_whiteout(&change.path, options, out),
        ChangeKind::Opaque => write_opaque(change, options, out),
        ChangeKind::Added | ChangeKind::Modified | ChangeKind::Parent => {
            if let Some(node) = change.node.as_ref().filter(|_| !change.path.is_root()) {
                write_node(change, node, options, out);
            }
        }
    }
}

fn write_whiteout(path: &VPath, options: TarOptions, out: &mut dyn FnMut(&[u8])) {
    let name = match path.parent().map(VPath::relative) {
        None | Some("") => format!("{WHITEOUT}{}", path.name().unwrap_or_default()),
        Some(parent) => format!("{parent}/{WHITEOUT}{}", path.name().unwrap_or_default()),
    };
    let (mode, mtime) = match options.flavor {
        Flavor::BuildKit => (0, 0),
        Flavor::Classic { removed } => (0o600, clamp(removed, options)),
    };
    write_header(&owned(Header { name: &name, mode, mtime, ..Header::EMPTY }, options), out);
}

/// The marker takes mode and owner from its directory, and no time.
fn write_opaque(change: &Change, options: TarOptions, out: &mut dyn FnMut(&[u8])) {
    let name = match change.path.relative() {
        "" => OPAQUE.to_owned(),
        dir => format!("{dir}/{OPAQUE}"),
    };
    let (mode, uid, gid) = match change.node.as_ref().map(|node| &node.meta) {
        Some(meta) => (u32::from(meta.mode & 0o777), meta.uid, meta.gid),
        None => (0o755, 0, 0),
    };
    let mtime = clamp(Time::default(), options);
    write_header(&owned(Header { name: &name, mode, uid, gid, mtime, ..Header::EMPTY }, options), out);
}

/// With the names of the owners, where the flavour has them.
fn owned<'a>(header: Header<'a>, options: TarOptions) -> Header<'a> {
    match options.flavor {
        Flavor::BuildKit => header,
        Flavor::Classic { .. } => {
            Header { uname: names::user(header.uid), gname: names::group(header.gid), ..header }
        }
    }
}

fn write_node(change: &Change, node: &Node, options: TarOptions, out: &mut dyn FnMut(&[u8])) {
    let mode = match options.flavor {
        Flavor::BuildKit => u32::from(node.meta.mode),
        Flavor::Classic { .. } => node.full_mode(),
    };
    let base = Header {
        name: change.path.relative(),
        mode,
        uid: node.meta.uid,
        gid: node.meta.gid,
        mtime: clamp(node.meta.mtime, options),
        capability: node.meta.xattrs.get(CAPABILITY),
        ..Header::EMPTY
    };
    let base = owned(base, options);
    if let Some(target) = &change.link {
        return write_header(&Header { kind: b'1', link: target.relative(), ..base }, out);
    }
    match &node.kind {
        Kind::File(file) => {
            write_header(&Header { size: file.blob.len(), ..base }, out);
            file.blob.chunks().for_each(|chunk| out(&chunk));
            write_padding(file.blob.len(), out);
        }
        Kind::Dir(_) => write_header(&Header { kind: b'5', name: &format!("{}/", base.name), ..base }, out),
        Kind::Symlink(target) => write_header(&Header { kind: b'2', link: target, ..base }, out),
        Kind::Fifo => write_header(&Header { kind: b'6', ..base }, out),
        Kind::CharDevice { major, minor } => {
            write_header(&Header { kind: b'3', major: *major, minor: *minor, ..base }, out);
        }
        Kind::BlockDevice { major, minor } => {
            write_header(&Header { kind: b'4', major: *major, minor: *minor, ..base }, out);
        }
    }
}

/// Writes a file of an archive that is not a layer: mode 0444, time 0.
pub(crate) fn write_file(name: &str, bytes: &[u8], out: &mut dyn FnMut(&[u8])) {
    write_header(&Header { name, mode: 0o444, size: bytes.len() as u64, ..Header::EMPTY }, out);
    out(bytes);
    write_padding(bytes.len() as u64, out);
}

fn write_padding(len: u64, out: &mut dyn FnMut(&[u8])) {
    let rest = (len % BLOCK as u64) as usize;
    if rest > 0 {
        out(&[0; BLOCK][rest..]);
    }
}

/// Layers keep whole seconds; a time is cut, never rounded.
fn clamp(time: Time, options: TarOptions) -> i64 {
    options.clamp.map_or(time.secs, |limit| time.secs.min(limit))
}

/// What a header says.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Header<'a> {
    pub(crate) kind: u8,
    pub(crate) name: &'a str,
    pub(crate) mode: u32,
    pub(crate) uid: u32,
    pub(crate) gid: u32,
    pub(crate) uname: &'a str,
    pub(crate) gname: &'a str,
    pub(crate) size: u64,
    pub(crate) mtime: i64,
    pub(crate) link: &'a str,
    pub(crate) major: u32,
    pub(crate) minor: u32,
    pub(crate) capability: Option<&'a [u8]>,
}

impl Header<'_> {
    /// A regular file without anything.
    pub(crate) const EMPTY: Header<'static> = Header {
        kind: b'0',
        name: "",
        mode: 0,
        uid: 0,
        gid: 0,
        uname: "",
        gname: "",
        size: 0,
        mtime: 0,
        link: "",
        major: 0,
        minor: 0,
        capability: None,
    };
}

/// Writes a header; before it, where ustar can't say everything, a PAX header with the records that are needed.
pub(crate) fn write_header(header: &Header<'_>, out: &mut dyn FnMut(&[u8])) {
    let split = split_name(header.name);
    let needs_pax = header.capability.is_some()
        || (unfit(header.name, 100) && split.is_none())
        || unfit(header.link, 100)
        || numbers(header).any(|(_, value, width)| !fits_octal(value, width));
    if !needs_pax {
        let (prefix, name) = split.unwrap_or(("", header.name));
        let mut block = base_block(&Header { name, ..*header });
        put_text(&mut block[345..500], prefix);
        put_number(&mut block[329..337], i64::from(header.major));
        put_number(&mut block[337..345], i64::from(header.minor));
        return finish(block, out);
    }
    write_pax(header, out);
    let name = ascii(header.name);
    let link = ascii(header.link);
    let mut block = base_block(&Header { name: &name, link: &link, ..*header });
    put_number(&mut block[329..337], i64::from(header.major));
    put_number(&mut block[337..345], i64::from(header.minor));
    finish(block, out);
}

/// The numbers that have a PAX record, with the width of their field.
fn numbers(header: &Header<'_>) -> impl Iterator<Item = (&'static str, i64, usize)> {
    [
        ("gid", i64::from(header.gid), 8),
        ("mtime", header.mtime, 12),
        ("size", i64::try_from(header.size).unwrap_or(i64::MAX), 12),
        ("uid", i64::from(header.uid), 8),
    ]
    .into_iter()
}

fn write_pax(header: &Header<'_>, out: &mut dyn FnMut(&[u8])) {
    let mut records: Vec<(&str, Vec<u8>)> = Vec::new();
    if let Some(value) = header.capability {
        records.push(("SCHILY.xattr.security.capability", value.to_vec()));
    }
    for (key, text) in [("path", header.name), ("linkpath", header.link)] {
        if unfit(text, 100) {
            records.push((key, text.as_bytes().to_vec()));
        }
    }
    for (key, value, width) in numbers(header) {
        if !fits_octal(value, width) {
            records.push((key, value.to_string().into_bytes()));
        }
    }
    records.sort();
    let data: Vec<u8> = records.iter().flat_map(|(key, value)| pax_record(key, value)).collect();

    let (dir, base) = header.name.rsplit_once('/').map_or(("", header.name), |(dir, base)| (dir, base));
    let joined: Vec<&str> = [dir, "PaxHeaders.0", base].into_iter().filter(|part| !part.is_empty()).collect();
    let mut name = ascii(&joined.join("/"));
    name.truncate(100);
    let mut block = base_block(&Header {
        kind: b'x',
        name: name.trim_end_matches('/'),
        size: data.len() as u64,
        ..Header::EMPTY
    });
    block[329..345].fill(0);
    finish(block, out);
    out(&data);
    write_padding(data.len() as u64, out);
}

/// `LENGTH KEY=VALUE\n`, where the length counts its own digits.
fn pax_record(key: &str, value: &[u8]) -> Vec<u8> {
    let rest = key.len() + value.len() + 3;
    let mut len = rest + rest.to_string().len();
    if len.to_string().len() + rest != len {
        len = rest + len.to_string().len();
    }
    let mut record = format!("{len} {key}=").into_bytes();
    record.extend_from_slice(value);
    record.push(b'\n');
    record
}

fn base_block(header: &Header<'_>) -> [u8; BLOCK] {
    let mut block = [0; BLOCK];
    put_text(&mut block[0..100], header.name);
    put_number(&mut block[100..108], i64::from(header.mode));
    put_number(&mut block[108..116], i64::from(header.uid));
    put_number(&mut block[116..124], i64::from(header.gid));
    put_number(&mut block[124..136], i64::try_from(header.size).unwrap_or(i64::MAX));
    put_number(&mut block[136..148], header.mtime);
    block[156] = header.kind;
    put_text(&mut block[157..257], header.link);
    block[257..265].copy_from_slice(b"ustar\x0000");
    put_text(&mut block[265..297], header.uname);
    put_text(&mut block[297..329], header.gname);
    block
}

/// Fills in the checksum: six digits, NUL, blank.
fn finish(mut block: [u8; BLOCK], out: &mut dyn FnMut(&[u8])) {
    block[148..156].fill(b' ');
    let sum: i64 = block.iter().map(|byte| i64::from(*byte)).sum();
    put_number(&mut block[148..155], sum);
    out(&block);
}

/// A text cut to the field, and ended by a NUL if there is room. Go replaces a slash at the cut, so that readers don't
/// take the entry for a directory.
fn put_text(field: &mut [u8], text: &str) {
    let len = text.len().min(field.len());
    field[..len].copy_from_slice(&text.as_bytes()[..len]);
    if let Some(end) = field.get_mut(len) {
        *end = 0;
    } else if text.len() > field.len() && field.ends_with(b"/") {
        let kept = field.iter().rposition(|byte| *byte != b'/').map_or(0, |last| last + 1);
        field[kept] = 0;
    }
}

/// Octal digits and a NUL; zero, if the number doesn't fit.
fn put_number(field: &mut [u8], value: i64) {
    let value = if fits_octal(value, field.len()) { value } else { 0 };
    put_text(field, &format!("{value:0width$o}", width = field.len() - 1));
}

fn fits_octal(value: i64, width: usize) -> bool {
    value >= 0 && value < 1 << (3 * (width - 1))
}

fn unfit(text: &str, len: usize) -> bool {
    text.len() > len || !text.is_ascii()
}

fn ascii(text: &str) -> String {
    text.chars().filter(char::is_ascii).collect()
}

/// Parts a long name at a slash, as ustar wants it: at most 155 bytes and at most 100.
fn split_name(name: &str) -> Option<(&str, &str)> {
    if name.len() <= 100 || !name.is_ascii() {
        return None;
    }
    let limit = match name.len() {
        len if len > 156 => 156,
        len if name.ends_with('/') => len - 1,
        len => len,
    };
    let at = name.get(..limit)?.rfind('/').filter(|at| *at > 0)?;
    let (prefix, rest) = (name.get(..at)?, name.get(at + 1..)?);
    (!rest.is_empty() && rest.len() <= 100).then_some((prefix, rest))
}
