//! tar.

use std::io::Read;

use ::tar::{Archive, Builder, EntryType, Header};
use vfs::{Blob, Follow, Kind, Time};

use super::web::Member;
use super::{Context, Done, Parsed, parse_options};
use crate::expand::pattern::Pattern;

const LONGS: &[(&str, char)] = &[
    ("create", 'c'),
    ("extract", 'x'),
    ("get", 'x'),
    ("list", 't'),
    ("append", 'r'),
    ("file", 'f'),
    ("gzip", 'z'),
    ("gunzip", 'z'),
    ("bzip2", 'j'),
    ("xz", 'J'),
    ("auto-compress", 'a'),
    ("verbose", 'v'),
    ("directory", 'C'),
    ("strip-components", '1'),
    ("exclude", 'e'),
    ("exclude-from", 'X'),
    ("files-from", 'T'),
    ("to-stdout", 'O'),
    ("same-permissions", 'p'),
    ("preserve-permissions", 'p'),
    ("no-same-permissions", '2'),
    ("no-same-owner", 'o'),
    ("same-owner", '3'),
    ("owner", '4'),
    ("group", '5'),
    ("mtime", '6'),
    ("mode", '7'),
    ("sort", '8'),
    ("numeric-owner", '9'),
    ("keep-old-files", 'k'),
    ("overwrite", 'w'),
    ("no-overwrite-dir", 'w'),
    ("wildcards", 'w'),
    ("no-recursion", 'n'),
    ("dereference", 'h'),
    ("touch", 'm'),
    ("zstd", 'Z'),
    ("no-xattrs", 'w'),
    ("warning", 'W'),
    ("transform", 'E'),
];

pub(super) fn main(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let mut args = ctx.operands();
    // `tar xzf`: the first argument may do without its dash, its letters' arguments following in order.
    if let Some(first) = args.first().filter(|first| !first.starts_with('-')).cloned() {
        let mut front = Vec::new();
        let mut rest = args.split_off(1);
        for letter in first.chars() {
            front.push(format!("-{letter}"));
            if "fCTXb".contains(letter) && !rest.is_empty() {
                front.push(rest.remove(0));
            }
        }
        front.extend(rest);
        args = front;
    }
    let spec = "cxtrf:zjJavC:e:X:T:Opo1:234:5:6:7:8:9kwnhmZW:E:b:";
    let options = match parse_options(&args, spec, LONGS) {
        Ok(options) => options,
        Err(message) => return ctx.misuse(&message),
    };
    if options.has('E') {
        return Err(ctx.unmodelled("renaming (`--transform`)"));
    }
    match options.last_of("cxtr") {
        Some('c') => create(ctx, &options),
        Some('x') => extract(ctx, &options),
        Some('t') => list(ctx, &options),
        Some(_) => Err(ctx.unmodelled("appending (`-r`)")),
        None => ctx.misuse(if ctx.gnu { "You must specify one of the '-Acdtrux', '--delete' or '--test-label' options" } else { "" }),
    }
}

/// Reads the archive, unpacked.
fn read(ctx: &mut Context<'_, '_>, options: &Parsed) -> Done<Option<Vec<u8>>> {
    let file = options.value('f').unwrap_or("-").to_string();
    let bytes = if file == "-" {
        ctx.slurp("-")?
    } else {
        match ctx.kernel.read(&ctx.task, &file) {
            Ok(blob) => Some(blob.bytes().into_owned()),
            Err(error) => {
                let message = if ctx.gnu { format!("{file}: Cannot open: {error}\ntar: Error is not recoverable: exiting now") } else { format!("can't open '{file}': {error}") };
                ctx.complain(&message)?;
                None
            }
        }
    };
    let Some(bytes) = bytes else { return Ok(None) };
    if bytes.starts_with(&[0x1f, 0x8b]) {
        return match super::gzip::decompress(ctx, &bytes)? {
            Some(bytes) => Ok(Some(bytes)),
            None => {
                ctx.complain("corrupted data")?;
                Ok(None)
            }
        };
    }
    if let Some(format) = super::xz::Format::of(&bytes) {
        ctx.kernel.meter.fuel(bytes.len() as u64 / 16)?;
        return match format.expand(&bytes, ctx.kernel.meter.limits().disk) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(_) => {
                ctx.complain("corrupted data")?;
                Ok(None)
            }
        };
    }
    if options.has('z') && super::web::members(&bytes).is_none() {
        let message = if ctx.gnu { "gzip: stdin: not in gzip format" } else { "invalid magic" };
        ctx.complain(message)?;
        return Ok(None);
    }
    Ok(Some(bytes))
}

fn failure(ctx: &Context<'_, '_>) -> i32 {
    if ctx.gnu { 2 } else { 1 }
}

fn excluded(options: &Parsed, path: &str) -> bool {
    options.values('e').any(|glob| {
        let pattern = Pattern::from_text(glob.trim_end_matches('/'));
        let base = path.trim_end_matches('/');
        pattern.matches(base) || base.rsplit('/').next().is_some_and(|name| pattern.matches(name)) || base.starts_with(&format!("{glob}/"))
    })
}

/// Whether a member is asked for: nothing named means all.
fn wanted(options: &Parsed, path: &str) -> bool {
    let trimmed = path.trim_end_matches('/');
    let named = |name: &String| {
        let name = name.trim_end_matches('/');
        trimmed == name || trimmed.starts_with(&format!("{name}/")) || (options.has('w') && Pattern::from_text(name).matches(trimmed))
    };
    (options.rest.is_empty() || options.rest.iter().any(named)) && !excluded(options, path)
}

fn list(ctx: &mut Context<'_, '_>, options: &Parsed) -> Done<i32> {
    let Some(bytes) = read(ctx, options)? else { return Ok(failure(ctx)) };
    if let Some(members) = super::web::members(&bytes) {
        for member in members.iter().filter(|member| wanted(options, &member.path)) {
            ctx.print_line(&member.path)?;
        }
        return Ok(0);
    }
    let mut archive = Archive::new(bytes.as_slice());
    let Ok(entries) = archive.entries() else { return ctx.fail("invalid tar magic") };
    for entry in entries {
        let Ok(entry) = entry else { return ctx.fail("invalid tar header checksum") };
        ctx.kernel.meter.fuel(4)?;
        let path = crate::text::from_bytes(&entry.path_bytes());
        if !wanted(options, &path) {
            continue;
        }
        if !options.has('v') {
            ctx.print_line(&path)?;
            continue;
        }
        let header = entry.header();
        let mode = header.mode().unwrap_or(0);
        let kind = match header.entry_type() {
            EntryType::Directory => 0o040_000,
            EntryType::Symlink => 0o120_000,
            _ => 0o100_000,
        };
        let time = crate::calendar::format("%F %T", header.mtime().unwrap_or(0) as i64, 0);
        let owner = format!("{}/{}", header.uid().unwrap_or(0), header.gid().unwrap_or(0));
        let link = entry.link_name_bytes().map(|name| format!(" -> {}", crate::text::from_bytes(&name))).unwrap_or_default();
        let line = format!("{} {owner} {:9} {time} {path}{link}", super::mode::show(kind | mode), header.size().unwrap_or(0));
        ctx.print_line(&line)?;
    }
    Ok(0)
}

fn extract(ctx: &mut Context<'_, '_>, options: &Parsed) -> Done<i32> {
    let Some(bytes) = read(ctx, options)? else { return Ok(failure(ctx)) };
    if let Some(dir) = options.value('C') {
        match ctx.kernel.stat(&ctx.task, dir, Follow::All) {
            Ok((_, node)) if node.is_dir() => ctx.task.cwd = ctx.task.cwd.join(dir),
            Ok(_) => return ctx.fail(&format!("can't change directory to '{dir}': Not a directory")),
            Err(error) => return ctx.fail(&format!("can't change directory to '{dir}': {error}")),
        }
    }
    let strip: usize = options.value('1').and_then(|text| text.parse().ok()).unwrap_or(0);
    if let Some(members) = super::web::members(&bytes) {
        return extract_modelled(ctx, options, members, strip);
    }
    let mut archive = Archive::new(bytes.as_slice());
    let Ok(entries) = archive.entries() else { return ctx.fail("invalid tar magic") };
    // Modes and times of directories are set when nothing more is written into them.
    let mut dirs: Vec<(String, u16, Time)> = Vec::new();
    let mut status = 0;
    for entry in entries {
        let Ok(mut entry) = entry else {
            ctx.complain("short read")?;
            return Ok(failure(ctx));
        };
        ctx.kernel.meter.fuel(8)?;
        let full = crate::text::from_bytes(&entry.path_bytes());
        if !wanted(options, &full) {
            continue;
        }
        let parts: Vec<&str> = full.split('/').filter(|part| !matches!(*part, "" | "." | "..")).collect();
        let path = parts.get(strip..).unwrap_or_default().join("/");
        if path.is_empty() {
            continue;
        }
        if options.has('v') {
            ctx.print_line(&full)?;
        }
        ctx.kernel.meter.hold(entry.size())?;
        status |= extract_one(ctx, options, &mut entry, &path, strip, &mut dirs)?;
    }
    for (path, mode, time) in dirs.into_iter().rev() {
        let _ = ctx.kernel.chmod(&ctx.task, &path, mode);
        let _ = ctx.kernel.set_mtime(&ctx.task, &path, time, Follow::All);
    }
    Ok(status)
}

/// Lays out the files of an archive that the modelled network gave.
fn extract_modelled(ctx: &mut Context<'_, '_>, options: &Parsed, members: Vec<Member>, strip: usize) -> Done<i32> {
    for member in members {
        if !wanted(options, &member.path) {
            continue;
        }
        let parts: Vec<&str> = member.path.split('/').filter(|part| !matches!(*part, "" | "." | "..")).collect();
        let mut path = parts.get(strip..).unwrap_or_default().join("/");
        if path.is_empty() {
            continue;
        }
        if options.has('v') {
            ctx.print_line(&member.path)?;
        }
        if member.path.ends_with('/') {
            path.push('/');
        }
        let status = lay_out(ctx, "", Member { path, ..member })?;
        if status != 0 {
            return Ok(status);
        }
    }
    Ok(0)
}

/// Writes a modelled file below a directory, with what is missing above it.
pub(super) fn lay_out(ctx: &mut Context<'_, '_>, dir: &str, member: Member) -> Done<i32> {
    let path = if dir.is_empty() { member.path } else { format!("{}/{}", dir.trim_end_matches('/'), member.path) };
    let Some((above, name)) = path.rsplit_once('/') else { return write_modelled(ctx, &path, member.blob, member.mode) };
    make_parents(ctx, above);
    if name.is_empty() { Ok(0) } else { write_modelled(ctx, &path, member.blob, member.mode) }
}

fn write_modelled(ctx: &mut Context<'_, '_>, path: &str, blob: Blob, mode: u16) -> Done<i32> {
    ctx.kernel.meter.fuel(8)?;
    if let Err(error) = ctx.kernel.write(&ctx.task, path, blob, mode)? {
        let message = if ctx.gnu { format!("{path}: Cannot open: {error}") } else { format!("can't create '{path}': {error}") };
        return ctx.fail(&message);
    }
    let _ = ctx.kernel.chmod(&ctx.task, path, mode);
    Ok(0)
}

fn extract_one<R: Read>(
    ctx: &mut Context<'_, '_>,
    options: &Parsed,
    entry: &mut ::tar::Entry<'_, R>,
    path: &str,
    strip: usize,
    dirs: &mut Vec<(String, u16, Time)>,
) -> Done<i32> {
    let header = entry.header().clone();
    let mask = if options.has('p') || ctx.task.user.uid == 0 { 0 } else { ctx.task.umask };
    let mode = (header.mode().unwrap_or(0o644) as u16) & 0o7777 & !mask;
    let time = if options.has('m') { ctx.kernel.now } else { Time::from_secs(header.mtime().unwrap_or(0) as i64) };
    let link = entry.link_name_bytes().map(|name| crate::text::from_bytes(&name));
    if options.has('O') {
        let mut bytes = Vec::new();
        let _ = entry.read_to_end(&mut bytes);
        ctx.write(&bytes)?;
        return Ok(0);
    }
    if let Some((above, _)) = path.rsplit_once('/') {
        make_parents(ctx, above);
    }
    let existing = ctx.kernel.stat(&ctx.task, path, Follow::Parent).ok().map(|(_, node)| node);
    let is_dir = header.entry_type() == EntryType::Directory;
    if existing.as_ref().is_some_and(|node| !(is_dir && node.is_dir())) {
        let _ = ctx.kernel.unlink(&ctx.task, path);
    }
    let result = match header.entry_type() {
        EntryType::Directory => {
            dirs.push((path.to_string(), mode, time));
            if existing.is_some_and(|node| node.is_dir()) { Ok(()) } else { ctx.kernel.mkdir(&ctx.task, path, mode) }
        }
        EntryType::Symlink => ctx.kernel.symlink(&ctx.task, &link.unwrap_or_default(), path),
        EntryType::Link => {
            let target = link.unwrap_or_default();
            let target: Vec<&str> = target.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
            let target = target.get(strip..).unwrap_or_default().join("/");
            ctx.kernel.hard_link(&ctx.task, &target, path)
        }
        EntryType::Fifo => ctx.kernel.mknod(&ctx.task, path, Kind::Fifo, mode),
        EntryType::Regular | EntryType::Continuous | EntryType::GNUSparse => {
            let mut bytes = Vec::new();
            if entry.read_to_end(&mut bytes).is_err() {
                return ctx.fail("short read");
            }
            ctx.kernel.write(&ctx.task, path, Blob::from(bytes), mode)?
        }
        _ => return Ok(0),
    };
    if let Err(error) = result {
        let message = if ctx.gnu { format!("{path}: Cannot open: {error}") } else { format!("can't create '{path}': {error}") };
        return ctx.fail(&message);
    }
    if ctx.task.user.uid == 0 && !options.has('o') {
        let (uid, gid) = (header.uid().unwrap_or(0) as u32, header.gid().unwrap_or(0) as u32);
        let _ = ctx.kernel.chown(&ctx.task, path, Some(uid), Some(gid), Follow::Parent);
    }
    if matches!(header.entry_type(), EntryType::Regular | EntryType::Fifo) {
        let _ = ctx.kernel.chmod(&ctx.task, path, mode);
    }
    if !is_dir {
        let _ = ctx.kernel.set_mtime(&ctx.task, path, time, Follow::Parent);
    }
    Ok(0)
}

/// What is missing above a member is made as `mkdir -p` would; failures show in the member itself.
pub(super) fn make_parents(ctx: &mut Context<'_, '_>, path: &str) {
    let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]).collect::<Vec<_>>();
    for end in ends {
        if let Some(above) = path.get(..end).filter(|above| !above.is_empty())
            && ctx.kernel.stat(&ctx.task, above, Follow::All).is_err()
        {
            let _ = ctx.kernel.mkdir(&ctx.task, above, 0o777);
        }
    }
}

fn create(ctx: &mut Context<'_, '_>, options: &Parsed) -> Done<i32> {
    let home = ctx.task.cwd.clone();
    let mut names = options.rest.clone();
    if let Some(list) = options.value('T') {
        match ctx.slurp_text(list)? {
            Some(text) => names.extend(text.lines().map(str::to_string)),
            None => return Ok(failure(ctx)),
        }
    }
    if names.is_empty() {
        return ctx.fail(if ctx.gnu { "Cowardly refusing to create an empty archive" } else { "empty archive" });
    }
    let file = options.value('f').unwrap_or("-").to_string();
    if let Some(dir) = options.value('C') {
        match ctx.kernel.stat(&ctx.task, dir, Follow::All) {
            Ok((_, node)) if node.is_dir() => ctx.task.cwd = ctx.task.cwd.join(dir),
            _ => return ctx.fail(&format!("can't change directory to '{dir}': No such file or directory")),
        }
    }
    let mut builder = Builder::new(Vec::new());
    let mut status = 0;
    let mut links = Vec::new();
    for name in &names {
        status |= add(ctx, options, &mut builder, name, &mut links)?;
    }
    let bytes = builder.into_inner().unwrap_or_default();
    let named_gz = options.has('a') && (file.ends_with(".gz") || file.ends_with(".tgz"));
    let bytes = if options.has('z') || named_gz {
        ctx.kernel.meter.fuel(bytes.len() as u64 / 256)?;
        super::gzip::compress(&bytes, 6)
    } else if options.has('j') || options.has('J') || options.has('Z') {
        return Err(ctx.unmodelled("this kind of compression"));
    } else {
        bytes
    };
    ctx.task.cwd = home;
    if file == "-" {
        ctx.write(&bytes)?;
    } else if !ctx.save(&file, bytes)? {
        return Ok(failure(ctx));
    }
    Ok(status)
}

fn add(
    ctx: &mut Context<'_, '_>,
    options: &Parsed,
    builder: &mut Builder<Vec<u8>>,
    name: &str,
    links: &mut Vec<(vfs::LinkId, String)>,
) -> Done<i32> {
    if excluded(options, name) {
        return Ok(0);
    }
    let follow = if options.has('h') { Follow::All } else { Follow::Parent };
    let node = match ctx.kernel.stat(&ctx.task, name, follow) {
        Ok((_, node)) => node,
        Err(error) => {
            let message = if ctx.gnu { format!("{name}: Cannot stat: {error}") } else { format!("{name}: {error}") };
            ctx.complain(&message)?;
            return Ok(failure(ctx));
        }
    };
    let mut stored = name.trim_start_matches('/').to_string();
    if node.is_dir() && !stored.ends_with('/') {
        stored.push('/');
    }
    if options.has('v') {
        let line = stored.clone() + "\n";
        if options.value('f').is_none_or(|file| file == "-") { ctx.print_error(&line)? } else { ctx.print(&line)? }
    }
    let mut header = Header::new_gnu();
    header.set_mode(u32::from(node.meta.mode));
    header.set_uid(u64::from(node.meta.uid));
    header.set_gid(u64::from(node.meta.gid));
    let given = options.value('6').and_then(|text| crate::calendar::parse(text, ctx.kernel.now.secs));
    header.set_mtime(given.map_or(node.meta.mtime.secs, |(secs, _)| secs).max(0) as u64);
    header.set_size(0);
    let link = node.as_file().and_then(|file| file.link);
    let earlier = link.and_then(|link| links.iter().find(|(id, _)| *id == link).map(|(_, name)| name.clone()));
    // Writing to a vector cannot fail; a name that fits no header is left out as tar would.
    let written = match (&node.kind, earlier) {
        (Kind::File(_), Some(first)) => {
            header.set_entry_type(EntryType::Link);
            builder.append_link(&mut header, &stored, first)
        }
        (Kind::File(file), None) => {
            links.extend(link.map(|link| (link, stored.clone())));
            ctx.kernel.meter.hold(file.blob.len())?;
            ctx.kernel.meter.fuel(file.blob.len() / 4096)?;
            header.set_entry_type(EntryType::Regular);
            header.set_size(file.blob.len());
            builder.append_data(&mut header, &stored, &*file.blob.bytes())
        }
        (Kind::Dir(_), _) => {
            header.set_entry_type(EntryType::Directory);
            builder.append_data(&mut header, &stored, std::io::empty())
        }
        (Kind::Symlink(target), _) => {
            header.set_entry_type(EntryType::Symlink);
            builder.append_link(&mut header, &stored, &**target)
        }
        (Kind::Fifo, _) => {
            header.set_entry_type(EntryType::Fifo);
            builder.append_data(&mut header, &stored, std::io::empty())
        }
        _ => Ok(()),
    };
    if written.is_err() {
        return ctx.fail(&format!("{name}: File name too long"));
    }
    let mut status = 0;
    if node.is_dir() && !options.has('n') {
        for (child, _) in ctx.kernel.list(&ctx.task, name).unwrap_or_default() {
            status |= add(ctx, options, builder, &format!("{}/{child}", name.trim_end_matches('/')), links)?;
        }
    }
    Ok(status)
}

#[cfg(test)]
mod tests {
    #[test]
    fn answers_recorded_from_busybox() {
        crate::testing::check(&[
            ("mkdir d; echo 1 > d/a; tar cf t.tar d; tar tf t.tar; rm -r d; tar xf t.tar; cat d/a; tar czf z.tgz d; tar tzf z.tgz", "d/\nd/a\n1\nd/\nd/a\n"),
            ("tar xf nofile", "tar: can't open 'nofile': No such file or directory\n[1]"),
        ]);
    }
}
