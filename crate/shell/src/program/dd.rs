//! dd and truncate.

use super::head::size;
use super::{Context, Done, options};
use crate::io::{Channel, Handle};
use crate::kernel::Open;
use crate::meter::Stop;

pub(super) fn dd(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let (mut input, mut output) = (None, None);
    let (mut read_size, mut write_size) = (512u64, 512u64);
    let (mut skip, mut seek, mut count) = (0u64, 0u64, None);
    let mut conversions = Vec::new();
    let mut quiet = false;
    for arg in ctx.operands() {
        let Some((name, value)) = arg.split_once('=') else { return ctx.misuse(&format!("invalid argument '{arg}'")) };
        let number = || product(value);
        match name {
            "if" => input = Some(value.to_string()),
            "of" => output = Some(value.to_string()),
            "bs" | "ibs" | "obs" | "count" | "skip" | "seek" | "iseek" | "oseek" => {
                let Some(number) = number() else { return ctx.fail(&format!("invalid number '{value}'")) };
                match name {
                    "bs" => (read_size, write_size) = (number, number),
                    "ibs" => read_size = number,
                    "obs" => write_size = number,
                    "count" => count = Some(number),
                    "skip" | "iseek" => skip = number,
                    _ => seek = number,
                }
            }
            "conv" => conversions.extend(value.split(',').map(str::to_string)),
            "status" => quiet = value == "none" || value == "noxfer",
            "iflag" | "oflag" => {}
            _ => return ctx.misuse(&format!("invalid argument '{arg}'")),
        }
    }
    // More than this is not held in one piece, whatever the block size.
    let limit = ctx.kernel.meter.limits().disk;
    if read_size == 0 || read_size > limit {
        return if read_size == 0 { ctx.fail("invalid number '0'") } else { Err(Stop::Disk(limit).into()) };
    }
    let source = match input {
        Some(path) => match ctx.open(&path)? {
            Some(handle) => handle,
            None => return Ok(1),
        },
        None => match ctx.task.fds.get(0) {
            Some(handle) => handle,
            None => return Ok(1),
        },
    };
    let target = match &output {
        Some(path) => {
            let keep = conversions.iter().any(|conversion| conversion == "notrunc") || seek > 0;
            match ctx.kernel.open(&ctx.task, path, if keep { Open::Update } else { Open::Write }) {
                Ok(handle) => handle,
                Err(error) => return ctx.fs_error("can't open", path, &error),
            }
        }
        None => match ctx.task.fds.get(1) {
            Some(handle) => handle,
            None => return Ok(1),
        },
    };
    for _ in 0..skip {
        if ctx.kernel.read_from(&source, read_size as usize)?.unwrap_or_default().is_empty() {
            break;
        }
    }
    if let Channel::File(file) = &mut *target.borrow_mut() {
        file.offset = seek.saturating_mul(write_size);
    }
    let done = copy(ctx, &source, &target, read_size as usize, count, &conversions)?;
    let Ok((full, partial, bytes)) = done else { return Ok(1) };
    if !quiet {
        let records = format!("{full}+{partial} records in\n{full}+{partial} records out\n");
        ctx.print_error(&records)?;
        let line = format!("{bytes} bytes ({}B) copied, 0.000100 seconds\n", super::ls::human(bytes));
        ctx.print_error(&line)?;
    }
    Ok(0)
}

/// Full blocks, partial blocks, bytes; `Err` after a failed write.
type Copied = Result<(u64, u64, u64), i32>;

fn copy(
    ctx: &mut Context<'_, '_>,
    source: &Handle,
    target: &Handle,
    size: usize,
    count: Option<u64>,
    conversions: &[String],
) -> Done<Copied> {
    let has = |name: &str| conversions.iter().any(|conversion| conversion == name);
    let (mut full, mut partial, mut bytes) = (0, 0, 0u64);
    while count.is_none_or(|count| full + partial < count) {
        let mut block = ctx.kernel.read_from(source, size)?.unwrap_or_default();
        if block.is_empty() {
            break;
        }
        if block.len() == size { full += 1 } else { partial += 1 }
        if has("sync") {
            block.resize(size, 0);
        }
        if has("ucase") {
            block.make_ascii_uppercase();
        }
        if has("lcase") {
            block.make_ascii_lowercase();
        }
        bytes += block.len() as u64;
        if let Err(bad) = ctx.kernel.write_to(target, &block)? {
            return Ok(Err(ctx.fail(&format!("error writing: {}", bad.text()))?));
        }
    }
    Ok(Ok((full, partial, bytes)))
}

/// `4k`, `2x512`.
fn product(text: &str) -> Option<u64> {
    text.split('x').try_fold(1u64, |product, factor| product.checked_mul(size(factor)?))
}

pub(super) fn truncate(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(ctx, "cs:r:o", "size" => 's', "no-create" => 'c', "reference" => 'r');
    let Some(text) = options.value('s').map(str::to_string) else { return ctx.misuse("") };
    let (sign, digits) = match text.chars().next() {
        Some(sign @ ('+' | '-' | '<' | '>')) => (Some(sign), text.trim_start_matches(sign)),
        _ => (None, text.as_str()),
    };
    let Some(number) = size(digits) else { return ctx.fail(&format!("invalid number '{text}'")) };
    let mut status = 0;
    for path in &options.rest {
        let old = match ctx.kernel.stat(&ctx.task, path, vfs::Follow::All) {
            Ok((_, node)) => Some(node),
            Err(_) if options.has('c') => continue,
            Err(_) => None,
        };
        let before = old.as_ref().map_or(0, vfs::Node::size);
        let after = match sign {
            Some('+') => before.saturating_add(number),
            Some('-') => before.saturating_sub(number),
            Some('<') => before.min(number),
            Some('>') => before.max(number),
            _ => number,
        };
        ctx.kernel.meter.hold(after)?;
        let mut bytes = match &old {
            Some(_) => ctx.kernel.read(&ctx.task, path).map(|blob| blob.bytes().into_owned()).unwrap_or_default(),
            None => Vec::new(),
        };
        bytes.resize(after as usize, 0);
        let blob = vfs::Blob::from(bytes);
        if let Err(error) = ctx.kernel.write(&ctx.task, path, blob, 0o666)? {
            let message = if ctx.gnu { format!("cannot open '{path}' for writing: {error}") } else { format!("{path}: open: {error}") };
            status = ctx.fail(&message)?;
        }
    }
    Ok(status)
}

#[cfg(test)]
mod tests {
    #[test]
    fn answers_recorded_from_busybox() {
        crate::testing::check(&[
            ("printf abcdef | dd bs=2 skip=1 count=1 2>/dev/null; echo; truncate -s 3 f; stat -c %s f", "cd\n3\n"),
        ]);
    }
}
