//! unzip: the members of a zip archive, stored or deflated.

use std::io::Read;

use flate2::read::DeflateDecoder;
use vfs::Time;

use super::web::members;
use super::{Context, Done, Parsed, options};
use crate::expand::pattern::Pattern;
use crate::text::from_bytes;

/// A member as the central directory describes it.
struct Entry {
    name: String,
    mode: u16,
    symlink: bool,
    method: u16,
    size: u64,
    time: i64,
    data: Vec<u8>,
}

/// Little-endian numbers at an offset.
fn number(bytes: &[u8], at: usize, width: usize) -> Option<u64> {
    let bytes = bytes.get(at..at.checked_add(width)?)?;
    Some(bytes.iter().rev().fold(0, |value, byte| value << 8 | u64::from(*byte)))
}

/// The members of an archive; nothing if the bytes are none.
fn entries(bytes: &[u8]) -> Option<Vec<Entry>> {
    // The end record stands behind everything, with a comment of at most 64 KiB.
    let from = bytes.len().saturating_sub(66_000);
    let end = (from..bytes.len().saturating_sub(21)).rev().find(|at| bytes.get(*at..at + 4) == Some(b"PK\x05\x06"))?;
    let count = number(bytes, end + 10, 2)?;
    let mut at = number(bytes, end + 16, 4)? as usize;
    let mut entries = Vec::new();
    for _ in 0..count {
        if bytes.get(at..at.checked_add(4)?)? != b"PK\x01\x02" {
            return None;
        }
        let [name, extra, comment] = [28, 30, 32].map(|field| number(bytes, at + field, 2).unwrap_or(0) as usize);
        let attributes = number(bytes, at + 38, 4)? >> 16;
        let local = number(bytes, at + 42, 4)? as usize;
        let start = local + 30 + number(bytes, local + 26, 2)? as usize + number(bytes, local + 28, 2)? as usize;
        let packed = number(bytes, at + 20, 4)? as usize;
        let path = from_bytes(bytes.get(at + 46..at + 46 + name)?);
        let default = if path.ends_with('/') { 0o755 } else { 0o644 };
        let unix = number(bytes, at + 5, 1)? == 3 && attributes != 0;
        entries.push(Entry {
            mode: if unix { (attributes & 0o7777) as u16 } else { default },
            symlink: unix && attributes & 0o170_000 == 0o120_000,
            name: path,
            method: number(bytes, at + 10, 2)? as u16,
            size: number(bytes, at + 24, 4)?,
            time: dos_time(number(bytes, at + 12, 2)?, number(bytes, at + 14, 2)?),
            data: bytes.get(start..start.checked_add(packed)?)?.to_vec(),
        });
        at += 46 + name + extra + comment;
    }
    Some(entries)
}

/// MS-DOS's time and date as seconds since 1970, in UTC.
fn dos_time(time: u64, date: u64) -> i64 {
    let text = format!(
        "{:04}-{:02}-{:02} {:02}:{:02}:{:02}",
        1980 + (date >> 9),
        (date >> 5) & 15,
        date & 31,
        time >> 11,
        (time >> 5) & 63,
        (time & 31) * 2
    );
    crate::calendar::parse(&text, 0).map_or(0, |(secs, _)| secs)
}

pub(super) fn main(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(ctx, "oqnlptjd:x:aCvLKXuf");
    let Some((archive, names)) = options.rest.split_first().map(|(archive, names)| (archive.clone(), names.to_vec())) else {
        return ctx.misuse("");
    };
    let found = [archive.clone(), format!("{archive}.zip")].into_iter().find(|path| ctx.kernel.stat(&ctx.task, path, vfs::Follow::All).is_ok());
    let Some(path) = found else {
        if ctx.gnu {
            ctx.print_error(&format!("unzip:  cannot find or open {archive}, {archive}.zip or {archive}.ZIP.\n"))?;
            return Ok(9);
        }
        return ctx.fail(&format!("can't open '{archive}'[.zip]"));
    };
    let Some(bytes) = ctx.slurp(&path)? else { return Ok(9) };
    let quiet = options.has('q') || options.has('p');
    if !quiet {
        ctx.print_line(&format!("Archive:  {path}"))?;
    }
    if let Some(modelled) = members(&bytes) {
        for member in modelled {
            if !quiet {
                ctx.print_line(&format!("  inflating: {}", target(&options, &member.path)))?;
            }
            super::tar::lay_out(ctx, options.value('d').unwrap_or(""), member)?;
        }
        return Ok(0);
    }
    let Some(entries) = entries(&bytes) else {
        if ctx.gnu {
            ctx.print_error("  End-of-central-directory signature not found.  Either this file is not\n  a zipfile, or it constitutes one disk of a multi-part archive.\n")?;
            return Ok(9);
        }
        return ctx.fail("corrupted data");
    };
    if options.has('l') {
        return list(ctx, &entries);
    }
    let chosen = |name: &str| names.is_empty() || names.iter().any(|glob| Pattern::from_text(glob).matches(name));
    let mut status = 0;
    for entry in entries.iter().filter(|entry| chosen(&entry.name)) {
        status |= extract(ctx, &options, entry, quiet)?;
    }
    Ok(status)
}

fn target(options: &Parsed, name: &str) -> String {
    let safe: Vec<&str> = name.split('/').filter(|part| !matches!(*part, "" | "." | "..")).collect();
    let path = if options.has('j') { safe.last().unwrap_or(&"").to_string() } else { safe.join("/") };
    options.value('d').map_or(path.clone(), |dir| format!("{}/{path}", dir.trim_end_matches('/')))
}

fn extract(ctx: &mut Context<'_, '_>, options: &Parsed, entry: &Entry, quiet: bool) -> Done<i32> {
    ctx.kernel.meter.hold(entry.size)?;
    ctx.kernel.meter.fuel(8 + entry.data.len() as u64 / 64)?;
    let path = target(options, &entry.name);
    if entry.name.ends_with('/') {
        if !options.has('j') {
            super::tar::make_parents(ctx, &path);
        }
        return Ok(0);
    }
    let mut content = Vec::new();
    let good = match entry.method {
        0 => {
            content.clone_from(&entry.data);
            true
        }
        8 => DeflateDecoder::new(entry.data.as_slice()).take(entry.size + 1).read_to_end(&mut content).is_ok(),
        _ => return Err(ctx.unmodelled("this kind of compression")),
    };
    if !good || content.len() as u64 != entry.size {
        return ctx.fail(&format!("{}: bad CRC or damaged data", entry.name));
    }
    if options.has('p') {
        ctx.write(&content)?;
        return Ok(0);
    }
    if let Some((above, _)) = path.rsplit_once('/') {
        super::tar::make_parents(ctx, above);
    }
    if ctx.kernel.stat(&ctx.task, &path, vfs::Follow::Parent).is_ok() && !options.has('o') {
        if options.has('n') {
            return Ok(0);
        }
        ctx.print(&format!("replace {path}? [y]es, [n]o, [A]ll, [N]one, [r]ename:  NULL\n(EOF or read error, treating as \"[N]one\" ...)\n"))?;
        return Ok(1);
    }
    if !quiet {
        ctx.print_line(&format!("{}: {path}", if entry.method == 0 && ctx.gnu { " extracting" } else { "  inflating" }))?;
    }
    let written = if entry.symlink {
        ctx.kernel.symlink(&ctx.task, &from_bytes(&content), &path)
    } else {
        ctx.kernel.write(&ctx.task, &path, vfs::Blob::from(content), entry.mode)?
    };
    if let Err(error) = written {
        return ctx.fs_error("can't open", &path, &error);
    }
    if !entry.symlink {
        let _ = ctx.kernel.chmod(&ctx.task, &path, entry.mode);
        let _ = ctx.kernel.set_mtime(&ctx.task, &path, Time::from_secs(entry.time), vfs::Follow::All);
    }
    Ok(0)
}

fn list(ctx: &mut Context<'_, '_>, entries: &[Entry]) -> Done<i32> {
    ctx.print("  Length      Date    Time    Name\n---------  ---------- -----   ----\n")?;
    let mut total = 0;
    for entry in entries {
        total += entry.size;
        let time = crate::calendar::format(if ctx.gnu { "%Y-%m-%d %H:%M" } else { "%m-%d-%Y %H:%M" }, entry.time, 0);
        ctx.print_line(&format!("{:9}  {time}   {}", entry.size, entry.name))?;
    }
    let files = if entries.len() == 1 { "file" } else { "files" };
    ctx.print(&format!("---------                     -------\n{total:9}                     {} {files}\n", entries.len()))?;
    Ok(0)
}

#[cfg(test)]
mod tests {
    #[test]
    fn archives_of_the_real_zip_are_read() {
        // A stored `b` and a deflated `d/a.txt` of 40 letters, written by Info-ZIP, in base64.
        let zip = "UEsDBAoAAAAAANxueV0fCOpGAgAAAAIAAAABAAAAYngKUEsDBBQAAAAIANxueV1eiRp5BwAAACkAAAAHAAAAZC9hLnR4dEtMJA5wAQBQSwECHgMKAAAAAADcbnldHwjqRgIAAAACAAAAAQAAAAAAAAABAAAApIEAAAAAYlBLAQIeAxQAAAAIANxueV1eiRp5BwAAACkAAAAHAAAAAAAAAAEAAACkgSEAAABkL2EudHh0UEsFBgAAAAACAAIAZAAAAE0AAAAAAA==";
        let script = format!("printf '%s' '{zip}' | base64 -d > f.zip; unzip -q f.zip; cat b; cat d/a.txt; unzip -d x f.zip; unzip -n f.zip b; unzip nosuch");
        crate::testing::check(&[(
            script.as_str(),
            "x\naaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\nArchive:  f.zip\n  inflating: x/b\n  inflating: x/d/a.txt\nArchive:  f.zip\nunzip: can't open 'nosuch'[.zip]\n[1]",
        )]);
    }
}
