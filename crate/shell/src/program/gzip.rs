//! gzip, gunzip, zcat.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::MultiGzDecoder;

use super::{Context, Done, Parsed, options};

pub(super) fn gzip(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(
        ctx, "cdfkntqv123456789NrS:", "stdout" => 'c', "to-stdout" => 'c', "decompress" => 'd', "uncompress" => 'd',
        "force" => 'f', "keep" => 'k', "no-name" => 'n', "test" => 't', "best" => '9', "fast" => '1', "quiet" => 'q',
    );
    let expand = options.has('d') || options.has('t');
    run(ctx, &options, expand)
}

pub(super) fn gunzip(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(ctx, "cfktqvnN", "stdout" => 'c', "to-stdout" => 'c', "force" => 'f', "keep" => 'k', "test" => 't');
    run(ctx, &options, true)
}

pub(super) fn zcat(ctx: &mut Context<'_, '_>) -> Done<i32> {
    if ctx.gnu {
        // It is a script that calls gzip.
        ctx.name = "gzip".into();
    }
    let files = options!(ctx, "cfqv").rest;
    let files = if files.is_empty() { vec!["-".to_string()] } else { files };
    let mut status = 0;
    for file in &files {
        match ctx.slurp(file)? {
            Some(bytes) => match decompress(ctx, &bytes)? {
                Some(out) => ctx.write(&out)?,
                None => status = ctx.fail("invalid magic")?,
            },
            None => status = 1,
        }
    }
    Ok(status)
}

/// gzip with the given level; no name, no time, so that the same content gives the same bytes.
pub(super) fn compress(bytes: &[u8], level: u32) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), Compression::new(level));
    // Writing to a vector cannot fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

/// The content, or nothing if it is no gzip file. Stops before more is unpacked than may be held.
pub(super) fn decompress(ctx: &mut Context<'_, '_>, bytes: &[u8]) -> Done<Option<Vec<u8>>> {
    let mut decoder = MultiGzDecoder::new(bytes);
    let mut out = Vec::new();
    let mut block = vec![0; 64 * 1024];
    loop {
        match decoder.read(&mut block) {
            Ok(0) => return Ok(Some(out)),
            Ok(count) => out.extend_from_slice(block.get(..count).unwrap_or_default()),
            Err(_) => return Ok(None),
        }
        ctx.kernel.meter.fuel(64)?;
        ctx.kernel.meter.hold(out.len() as u64)?;
    }
}

fn run(ctx: &mut Context<'_, '_>, options: &Parsed, expand: bool) -> Done<i32> {
    let level = "123456789".chars().rev().find(|digit| options.has(*digit)).and_then(|digit| digit.to_digit(10)).unwrap_or(6);
    let files = if options.rest.is_empty() { vec!["-".to_string()] } else { options.rest.clone() };
    let mut status = 0;
    for file in &files {
        let target = if expand { target_of(file) } else { Some(format!("{file}.gz")) };
        let to_stdout = options.has('c') || file == "-";
        let Some(target) = target.or_else(|| (to_stdout || options.has('t')).then(String::new)) else {
            status = ctx.fail(&format!("{file}: unknown suffix - ignored"))?;
            continue;
        };
        let Some(bytes) = ctx.slurp(file)? else {
            status = 1;
            continue;
        };
        let out = if expand {
            match decompress(ctx, &bytes)? {
                Some(out) => out,
                None => {
                    let message = if ctx.gnu { format!("{file}: not in gzip format") } else { "invalid magic".into() };
                    status = ctx.fail(&message)?;
                    continue;
                }
            }
        } else {
            ctx.kernel.meter.fuel(bytes.len() as u64 / 256)?;
            compress(&bytes, level)
        };
        if options.has('t') {
            continue;
        }
        if to_stdout {
            ctx.write(&out)?;
            continue;
        }
        status |= replace(ctx, options, file, &target, out)?;
    }
    Ok(status)
}

fn target_of(file: &str) -> Option<String> {
    let tar = file.strip_suffix(".tgz").map(|base| format!("{base}.tar"));
    file.strip_suffix(".gz").or(file.strip_suffix(".z")).map(str::to_string).or(tar)
}

pub(super) fn replace(ctx: &mut Context<'_, '_>, options: &Parsed, file: &str, target: &str, out: Vec<u8>) -> Done<i32> {
    let there = ctx.kernel.stat(&ctx.task, target, vfs::Follow::Parent).is_ok();
    if there && !options.has('f') {
        return ctx.fail(&format!("can't open '{target}': File exists"));
    }
    let Ok((_, node)) = ctx.kernel.stat(&ctx.task, file, vfs::Follow::All) else { return Ok(1) };
    if !ctx.save(target, out)? {
        return Ok(1);
    }
    let _ = ctx.kernel.chmod(&ctx.task, target, node.meta.mode);
    let _ = ctx.kernel.set_mtime(&ctx.task, target, node.meta.mtime, vfs::Follow::All);
    if !options.has('k') {
        let _ = ctx.kernel.unlink(&ctx.task, file);
    }
    Ok(0)
}

#[cfg(test)]
mod tests {
    #[test]
    fn answers_recorded_from_busybox() {
        crate::testing::check(&[
            ("echo data > f; gzip f; ls; zcat f.gz; gunzip f.gz; cat f; echo bad > b.gz; gunzip b.gz", "f.gz\ndata\ndata\ngunzip: invalid magic\n[1]"),
        ]);
    }
}
