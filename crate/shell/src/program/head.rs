//! head and tail.

use super::{Context, Done, options};
use crate::kernel::BLOCK;

/// What is counted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    Lines,
    Bytes,
}

/// `-5` as the first argument means `-n 5`.
fn modern(ctx: &mut Context<'_, '_>) {
    if let Some(first) = ctx.args.get_mut(1)
        && let Some(digits) = first.strip_prefix(['-', '+'])
        && !digits.is_empty()
        && digits.chars().all(|c| c.is_ascii_digit())
    {
        *first = if first.starts_with('+') { format!("-n+{digits}") } else { format!("-n{digits}") };
    }
}

/// A count with `k`, `b`, `M` behind it.
pub(super) fn size(text: &str) -> Option<u64> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, unit) = text.split_at_checked(end)?;
    let factor = match unit {
        "" | "c" => 1,
        "b" => 512,
        "w" => 2,
        "k" | "K" | "KiB" | "kiB" => 1 << 10,
        "m" | "M" | "MiB" => 1 << 20,
        "g" | "G" | "GiB" => 1 << 30,
        "T" | "TiB" => 1 << 40,
        "kB" | "KB" | "kD" => 1000,
        "MB" | "MD" => 1_000_000,
        "GB" | "GD" => 1_000_000_000,
        _ => return None,
    };
    digits.parse::<u64>().ok()?.checked_mul(factor)
}

pub(super) fn head(ctx: &mut Context<'_, '_>) -> Done<i32> {
    modern(ctx);
    let options = options!(ctx, "n:c:qvz", "lines" => 'n', "bytes" => 'c', "quiet" => 'q', "silent" => 'q', "verbose" => 'v');
    let unit = if options.last_of("nc") == Some('c') { Unit::Bytes } else { Unit::Lines };
    let text = options.value(if unit == Unit::Bytes { 'c' } else { 'n' }).unwrap_or("10").to_string();
    let (all_but, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.trim_start_matches('+')),
    };
    let Some(count) = size(digits) else {
        let what = if ctx.gnu && unit == Unit::Lines { "invalid number of lines: " } else { "invalid number " };
        return ctx.fail(&format!("{what}'{text}'"));
    };
    let files = if options.rest.is_empty() { vec!["-".to_string()] } else { options.rest.clone() };
    let titles = (files.len() > 1 || options.has('v')) && !options.has('q');
    let mut status = 0;
    for (i, file) in files.iter().enumerate() {
        let Some(handle) = open(ctx, file)? else {
            status = 1;
            continue;
        };
        if titles {
            title(ctx, file, i)?;
        }
        if all_but {
            let bytes = ctx.read_all(&handle, file)?.unwrap_or_default();
            let cut = tail_start(&bytes, unit, count);
            ctx.write(bytes.get(..cut).unwrap_or_default())?;
            continue;
        }
        let mut left = count;
        while left > 0 {
            let block = match unit {
                Unit::Lines => ctx.read_line(&handle)?,
                Unit::Bytes => ctx.kernel.read_from(&handle, BLOCK.min(left as usize))?.unwrap_or_default(),
            };
            if block.is_empty() {
                break;
            }
            ctx.write(&block)?;
            left -= if unit == Unit::Lines { 1 } else { block.len() as u64 };
        }
    }
    Ok(status)
}

pub(super) fn tail(ctx: &mut Context<'_, '_>) -> Done<i32> {
    modern(ctx);
    let options = options!(ctx, "n:c:qvfFs:", "lines" => 'n', "bytes" => 'c', "quiet" => 'q', "follow" => 'f', "verbose" => 'v');
    let follow = options.has('f') || options.has('F');
    if follow && ctx.kernel.outside.is_none() {
        return Err(ctx.unmodelled("waiting for more (`-f`)"));
    }
    let unit = if options.last_of("nc") == Some('c') { Unit::Bytes } else { Unit::Lines };
    let text = options.value(if unit == Unit::Bytes { 'c' } else { 'n' }).unwrap_or("10").to_string();
    let (from_start, digits) = match text.strip_prefix('+') {
        Some(digits) => (true, digits),
        None => (false, text.trim_start_matches('-')),
    };
    let Some(count) = size(digits) else { return ctx.fail(&format!("invalid number '{text}'")) };
    let files = if options.rest.is_empty() { vec!["-".to_string()] } else { options.rest.clone() };
    let titles = (files.len() > 1 || options.has('v')) && !options.has('q');
    let mut status = 0;
    let mut followed = Vec::new();
    for (i, file) in files.iter().enumerate() {
        let handle = open(ctx, file)?;
        let bytes = match &handle {
            Some(handle) => ctx.read_all(handle, file)?,
            None => None,
        };
        followed.extend(handle.map(|handle| (i, handle)));
        let Some(bytes) = bytes else {
            status = 1;
            continue;
        };
        if titles {
            title(ctx, file, i)?;
        }
        let cut = if from_start { skip(&bytes, unit, count.saturating_sub(1)) } else { tail_start(&bytes, unit, count) };
        ctx.write(bytes.get(cut..).unwrap_or_default())?;
    }
    while follow && !followed.is_empty() {
        ctx.kernel.pause()?;
        for (i, handle) in &followed {
            let Some(file) = files.get(*i) else { continue };
            let more = ctx.read_all(handle, file)?.unwrap_or_default();
            if titles && !more.is_empty() {
                title(ctx, file, 1)?;
            }
            ctx.write(&more)?;
        }
    }
    Ok(status)
}

fn open(ctx: &mut Context<'_, '_>, file: &str) -> Done<Option<crate::io::Handle>> {
    if file == "-" {
        return Ok(ctx.task.fds.get(0));
    }
    match ctx.kernel.open(&ctx.task, file, crate::kernel::Open::Read) {
        Ok(handle) => Ok(Some(handle)),
        Err(error) => {
            let message = if ctx.gnu { format!("cannot open '{file}' for reading: {error}") } else { format!("{file}: {error}") };
            ctx.complain(&message)?;
            Ok(None)
        }
    }
}

fn title(ctx: &mut Context<'_, '_>, file: &str, index: usize) -> Done<()> {
    let shown = if file == "-" { "standard input" } else { file };
    ctx.print(&format!("{}==> {shown} <==\n", if index > 0 { "\n" } else { "" }))
}

/// Where the last `count` lines or bytes start.
fn tail_start(bytes: &[u8], unit: Unit, count: u64) -> usize {
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    if unit == Unit::Bytes {
        return bytes.len().saturating_sub(count);
    }
    if count == 0 {
        return bytes.len();
    }
    let body = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    let breaks = body.iter().enumerate().rev().filter(|(_, byte)| **byte == b'\n');
    breaks.map(|(at, _)| at + 1).nth(count - 1).unwrap_or(0)
}

/// Where the text behind the first `count` lines or bytes starts.
fn skip(bytes: &[u8], unit: Unit, count: u64) -> usize {
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    if unit == Unit::Bytes {
        return count.min(bytes.len());
    }
    if count == 0 {
        return 0;
    }
    let breaks = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
    breaks.map(|(at, _)| at + 1).nth(count - 1).unwrap_or(bytes.len())
}

#[cfg(test)]
mod tests {
    #[test]
    fn answers_recorded_from_busybox() {
        crate::testing::check(&[
            ("seq 5 > f; head -n 2 f; tail -n 2 f; head -c 3 f; tail -n +4 f; head -n -3 f; head -n 1 f f", "1\n2\n4\n5\n1\n24\n5\n1\n2\n==> f <==\n1\n\n==> f <==\n1\n"),
            ("head nofile", "head: nofile: No such file or directory\n[1]"),
        ]);
    }
}
