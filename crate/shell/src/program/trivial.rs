//! Programs of a few lines: true, false, yes, sleep, nproc, arch, hostname, tty, clear.

use super::{Context, Done, options};
use crate::kernel::BLOCK;

pub(super) fn succeed(_: &mut Context<'_, '_>) -> Done<i32> {
    Ok(0)
}

pub(super) fn fail(_: &mut Context<'_, '_>) -> Done<i32> {
    Ok(1)
}

/// Ends when its reader has gone, or when the meter says so.
pub(super) fn yes(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let words = ctx.operands();
    let line = if words.is_empty() { "y\n".to_string() } else { words.join(" ") + "\n" };
    let block = crate::text::to_bytes(&line.repeat((BLOCK / line.len()).max(1)));
    loop {
        ctx.write(&block)?;
    }
}

/// The cursor home, and nothing below it, as a terminal is told.
pub(super) fn clear(ctx: &mut Context<'_, '_>) -> Done<i32> {
    ctx.write(b"\x1b[H\x1b[J")?;
    Ok(0)
}

/// Costs simulated time only.
pub(super) fn sleep(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let words = if ctx.gnu { options!(ctx, "").rest } else { ctx.operands() };
    if words.is_empty() {
        return ctx.misuse("");
    }
    let mut micros = 0;
    for word in &words {
        let Some(seconds) = duration(word) else {
            let message = if ctx.gnu { format!("invalid time interval '{word}'") } else { format!("invalid number '{word}'") };
            return ctx.fail(&message);
        };
        micros += (seconds * 1e6) as u64;
    }
    ctx.kernel.sleep(micros)?;
    Ok(0)
}

/// Seconds of `5`, `0.5`, `2m`, `1h`, `1d`.
pub(super) fn duration(text: &str) -> Option<f64> {
    let (digits, factor) = match text.chars().last()? {
        's' => (text.strip_suffix('s')?, 1.0),
        'm' => (text.strip_suffix('m')?, 60.0),
        'h' => (text.strip_suffix('h')?, 3600.0),
        'd' => (text.strip_suffix('d')?, 86400.0),
        _ => (text, 1.0),
    };
    if digits == "infinity" || digits == "inf" {
        return Some(1e9);
    }
    digits.parse::<f64>().ok().filter(|value| *value >= 0.0).map(|value| (value * factor).min(1e9))
}

/// The simulated machine has two processors.
pub(super) fn nproc(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(ctx, "ai:", "all" => 'a', "ignore" => 'i');
    let ignored: u32 = options.value('i').and_then(|text| text.parse().ok()).unwrap_or(0);
    ctx.print_line(&2u32.saturating_sub(ignored).max(1).to_string())?;
    Ok(0)
}

pub(super) fn arch(ctx: &mut Context<'_, '_>) -> Done<i32> {
    ctx.print_line("x86_64")?;
    Ok(0)
}

pub(super) fn hostname(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(ctx, "sidfIF:");
    if !options.rest.is_empty() || options.has('F') {
        return ctx.fail("sethostname: Operation not permitted");
    }
    let name = if options.has('i') || options.has('I') { ctx.kernel.address.clone() } else { ctx.kernel.hostname.clone() };
    ctx.print_line(&name)?;
    Ok(0)
}

pub(super) fn tty(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(ctx, "s", "silent" => 's', "quiet" => 's');
    let terminal = ctx.task.fds.get(0).is_some_and(|handle| ctx.kernel.is_terminal(&handle));
    if !options.has('s') {
        ctx.print_line(if terminal { "/dev/pts/0" } else { "not a tty" })?;
    }
    Ok(i32::from(!terminal))
}

#[cfg(test)]
mod tests {
    #[test]
    fn answers_recorded_from_busybox() {
        crate::testing::check(&[
            ("true; false; echo $?; yes | head -n 2; sleep 0; tty; sleep x", "1\ny\ny\nnot a tty\nsleep: invalid number 'x'\n[1]"),
            ("clear | od -An -c", " 033   [   H 033   [   J\n"),
        ]);
    }
}
