//! Reading tar archives of any tool: ustar, PAX, GNU.
//!
//! The archive is a slice that is already in memory, so a member's data is borrowed from it, and nothing is allocated
//! that the limits don't allow. The `tar` crate decodes the fields of a header; its iterator is not used, because it
//! reads extended headers of any length and no PAX sparse files.

use std::borrow::Cow;
use std::collections::BTreeMap;

use tar::{EntryType, Header};
use vfs::{Meta, Time, Xattrs};

use super::BLOCK;
use super::sparse::{self, Sparse};
use crate::error::{ArchiveLimits, Error};

/// One member of an archive, with what its extended headers say.
pub(crate) struct Member<'a> {
    pub(crate) name: String,
    pub(crate) kind: EntryType,
    pub(crate) link: String,
    pub(crate) meta: Meta,
    pub(crate) device: (u32, u32),
    pub(crate) data: Cow<'a, [u8]>,
}

/// Visits the members of an archive, extended headers folded in.
pub(crate) fn members<'a>(
    label: &str,
    bytes: &'a [u8],
    limits: &ArchiveLimits,
    visit: &mut dyn FnMut(Member<'a>) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut cursor = Cursor { label, bytes, at: 0, limits };
    let mut extensions = Extensions::default();
    let (mut entries, mut unpacked) = (0, 0);
    while let Some(header) = cursor.header()? {
        entries += 1;
        ArchiveLimits::check(label, "entries", entries, limits.entries)?;
        let place = format!("{label}: header at byte {}", cursor.at - BLOCK);
        match header.entry_type() {
            EntryType::XHeader => extensions.read_pax(&place, cursor.extended(&place, header)?)?,
            EntryType::XGlobalHeader => drop(cursor.extended(&place, header)?),
            EntryType::GNULongName => extensions.name = Some(until_nul(cursor.extended(&place, header)?)),
            EntryType::GNULongLink => extensions.link = Some(until_nul(cursor.extended(&place, header)?)),
            kind => {
                let extensions = std::mem::take(&mut extensions);
                let member = member(&mut cursor, header, kind, extensions, limits.unpacked - unpacked)?;
                unpacked += member.data.len() as u64;
                visit(member)?;
            }
        }
    }
    if extensions.is_empty() {
        Ok(())
    } else {
        Err(Error::malformed(label, "the archive ends after an extended header"))
    }
}

struct Cursor<'a, 'l> {
    label: &'l str,
    bytes: &'a [u8],
    at: usize,
    limits: &'l ArchiveLimits,
}

impl<'a> Cursor<'a, '_> {
    /// The next header; `None` at the end of the archive. Some tools leave out the empty blocks that mark it.
    fn header(&mut self) -> Result<Option<&'a Header>, Error> {
        if self.at >= self.bytes.len() {
            return Ok(None);
        }
        let block = self.block()?;
        if block.iter().all(|byte| *byte == 0) {
            return Ok(None);
        }
        let header = Header::from_byte_slice(block);
        let sum = block.iter().enumerate().map(|(index, byte)| match index {
            148..156 => u32::from(b' '),
            _ => u32::from(*byte),
        });
        if header.cksum().ok() != Some(sum.sum()) {
            let place = format!("{}: header at byte {}", self.label, self.at - BLOCK);
            return Err(Error::malformed(&place, "the checksum is wrong"));
        }
        Ok(Some(header))
    }

    fn block(&mut self) -> Result<&'a [u8], Error> {
        let end = self.at + BLOCK;
        let block = self.bytes.get(self.at..end);
        self.at = end;
        block.ok_or_else(|| Error::malformed(self.label, "the archive is cut off in the middle of a header"))
    }

    /// The data after a header. The last block's padding may be missing.
    fn data(&mut self, entry: &str, size: u64) -> Result<&'a [u8], Error> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        match usize::try_from(size).ok().and_then(|size| rest.get(..size)) {
            Some(data) => {
                self.at += data.len().next_multiple_of(BLOCK);
                Ok(data)
            }
            None => {
                let message = format!("its {size} bytes reach beyond the end of the archive");
                Err(Error::malformed(entry, message))
            }
        }
    }

    fn extended(&mut self, place: &str, header: &Header) -> Result<&'a [u8], Error> {
        let size = size_of(place, header)?;
        ArchiveLimits::check(place, "bytes in an extended header", size, self.limits.header)?;
        self.data(place, size)
    }
}

/// What extended headers say about the member that follows.
#[derive(Default)]
struct Extensions {
    name: Option<String>,
    link: Option<String>,
    pax: BTreeMap<String, Vec<u8>>,
    /// The segments of PAX sparse files of format 0.0, whose records repeat.
    segments: Vec<u64>,
}

impl Extensions {
    fn is_empty(&self) -> bool {
        self.name.is_none() && self.link.is_none() && self.pax.is_empty() && self.segments.is_empty()
    }

    fn read_pax(&mut self, place: &str, mut data: &[u8]) -> Result<(), Error> {
        while !data.is_empty() {
            let (key, value, rest) =
                pax_record(data).ok_or_else(|| Error::malformed(place, "invalid PAX record"))?;
            data = rest;
            if matches!(key, "GNU.sparse.offset" | "GNU.sparse.numbytes") {
                let value = std::str::from_utf8(value).ok().and_then(|text| text.parse().ok());
                self.segments.push(value.ok_or_else(|| Error::malformed(place, "invalid PAX record"))?);
            } else {
                self.pax.insert(key.to_owned(), value.to_vec());
            }
        }
        Ok(())
    }

    fn text(&self, key: &str) -> Option<String> {
        self.pax.get(key).map(|value| String::from_utf8_lossy(value).into_owned())
    }

    fn number(&self, entry: &str, key: &str) -> Result<Option<u64>, Error> {
        let parse =
            |text: String| text.parse().map_err(|_| Error::malformed(entry, format!("invalid PAX `{key}`")));
        self.text(key).map(parse).transpose()
    }

    /// The map of a PAX sparse file; the data of format 1.0 begins with it.
    fn sparse<'a>(&self, entry: &str, data: &'a [u8]) -> Result<Option<(Sparse, &'a [u8])>, Error> {
        let size = self.number(entry, "GNU.sparse.realsize")?.or(self.number(entry, "GNU.sparse.size")?);
        let Some(size) = size else { return Ok(None) };
        let invalid = || Error::malformed(entry, "invalid sparse map");
        if self.text("GNU.sparse.major").as_deref() == Some("1") {
            let (segments, data) = sparse::map_in_data(data).ok_or_else(invalid)?;
            return Ok(Some((Sparse { size, segments }, data)));
        }
        let numbers = match self.text("GNU.sparse.map") {
            Some(map) => {
                map.split(',').map(|number| number.parse().ok()).collect::<Option<_>>().ok_or_else(invalid)?
            }
            None => self.segments.clone(),
        };
        let segments = sparse::pairs(&numbers).ok_or_else(invalid)?;
        Ok(Some((Sparse { size, segments }, data)))
    }
}

/// The first record, and what follows it.
fn pax_record(data: &[u8]) -> Option<(&str, &[u8], &[u8])> {
    let blank = data.iter().position(|byte| *byte == b' ')?;
    let len: usize = std::str::from_utf8(&data[..blank]).ok()?.parse().ok()?;
    let record = data.get(blank + 1..len)?.strip_suffix(b"\n")?;
    let equals = record.iter().position(|byte| *byte == b'=')?;
    Some((std::str::from_utf8(&record[..equals]).ok()?, &record[equals + 1..], &data[len..]))
}

fn member<'a>(
    cursor: &mut Cursor<'a, '_>,
    header: &Header,
    kind: EntryType,
    extensions: Extensions,
    room: u64,
) -> Result<Member<'a>, Error> {
    let field = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let sparse_name = extensions.text("GNU.sparse.name");
    let name = sparse_name
        .or_else(|| extensions.text("path"))
        .or_else(|| extensions.name.clone())
        .unwrap_or_else(|| field(&header.path_bytes()));
    let link = extensions
        .text("linkpath")
        .or_else(|| extensions.link.clone())
        .unwrap_or_else(|| field(&header.link_name_bytes().unwrap_or_default()));
    let entry = format!("{}: {name}", cursor.label);
    let kind = match kind {
        EntryType::Regular if name.ends_with('/') => EntryType::Directory,
        EntryType::GNUSparse => EntryType::Regular,
        kind => kind,
    };
    let size = match extensions.number(&entry, "size")? {
        Some(size) => size,
        None => size_of(&entry, header)?,
    };
    let old_sparse = match header.as_gnu() {
        Some(gnu) if header.entry_type() == EntryType::GNUSparse => {
            Some(sparse::map_in_header(&entry, gnu, &mut || cursor.block())?)
        }
        _ => None,
    };
    ArchiveLimits::check(&entry, "unpacked bytes", size, room)?;
    let has_data = matches!(kind, EntryType::Regular | EntryType::Continuous);
    let data = cursor.data(&entry, if has_data { size } else { 0 })?;
    let map = match old_sparse {
        Some(map) => Some((map, data)),
        None => extensions.sparse(&entry, data)?,
    };
    let data = match map {
        Some((map, data)) => {
            ArchiveLimits::check(&entry, "unpacked bytes", map.size, room)?;
            Cow::Owned(map.expand(data).ok_or_else(|| Error::malformed(&entry, "invalid sparse map"))?)
        }
        None => Cow::Borrowed(data),
    };
    let device = match kind {
        EntryType::Char | EntryType::Block => device(&entry, header)?,
        _ => (0, 0),
    };
    let meta = meta(&entry, header, &extensions)?;
    Ok(Member { name, kind, link, meta, device, data })
}

fn meta(entry: &str, header: &Header, extensions: &Extensions) -> Result<Meta, Error> {
    let mut xattrs = Xattrs::default();
    for (key, value) in &extensions.pax {
        if let Some(name) = key.strip_prefix("SCHILY.xattr.") {
            xattrs.set(name, value.clone());
        }
    }
    let old = header.as_old();
    let id = |key: &'static str, field: &[u8]| {
        let value = match extensions.number(entry, key)? {
            Some(value) => i64::try_from(value).ok(),
            None => number(field),
        };
        value
            .and_then(|value| u32::try_from(value).ok())
            .ok_or_else(|| Error::malformed(entry, format!("invalid {key}")))
    };
    let mtime = match extensions.text("mtime") {
        Some(text) => pax_time(&text),
        None => number(&old.mtime).map(Time::from_secs),
    };
    let mtime = mtime.ok_or_else(|| Error::malformed(entry, "invalid mtime"))?;
    let mode = number(&old.mode).ok_or_else(|| Error::malformed(entry, "invalid mode"))?;
    let (uid, gid) = (id("uid", &old.uid)?, id("gid", &old.gid)?);
    Ok(Meta { mode: (mode & 0o7777) as u16, uid, gid, mtime, xattrs })
}

fn device(entry: &str, header: &Header) -> Result<(u32, u32), Error> {
    let part = |field: &[u8]| number(field).and_then(|value| u32::try_from(value).ok());
    match (part(&header.as_bytes()[329..337]), part(&header.as_bytes()[337..345])) {
        (Some(major), Some(minor)) => Ok((major, minor)),
        _ => Err(Error::malformed(entry, "invalid device number")),
    }
}

fn size_of(entry: &str, header: &Header) -> Result<u64, Error> {
    let size = number(&header.as_old().size).and_then(|size| u64::try_from(size).ok());
    size.ok_or_else(|| Error::malformed(entry, "invalid size"))
}

/// A number field: octal digits between blanks and NULs, nothing for 0, or with the first bit set, a signed number in
/// base 256.
fn number(field: &[u8]) -> Option<i64> {
    let (first, rest) = field.split_first()?;
    if first & 0x80 != 0 {
        let sign: i64 = if first & 0x40 == 0 { 0 } else { -1 };
        let head = (sign << 6) | i64::from(first & 0x3f);
        return rest
            .iter()
            .try_fold(head, |value, byte| value.checked_mul(256)?.checked_add(i64::from(*byte)));
    }
    let text = std::str::from_utf8(field).ok()?.trim_matches([' ', '\0']);
    if text.is_empty() { Some(0) } else { i64::from_str_radix(text, 8).ok() }
}

/// A decimal number of seconds with an optional fraction. A fraction of a negative time counts away from zero.
fn pax_time(text: &str) -> Option<Time> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let secs: i64 = whole.parse().ok()?;
    let digits: String = fraction.chars().chain("000000000".chars()).take(9).collect();
    let nanos: u32 = digits.parse().ok()?;
    match (whole.starts_with('-'), nanos) {
        (true, 1..) => Some(Time { secs: secs.checked_sub(1)?, nanos: 1_000_000_000 - nanos }),
        _ => Some(Time { secs, nanos }),
    }
}

fn until_nul(data: &[u8]) -> String {
    let text = data.split(|byte| *byte == 0).next().unwrap_or_default();
    String::from_utf8_lossy(text).into_owned()
}
