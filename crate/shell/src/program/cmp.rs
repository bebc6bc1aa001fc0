//! cmp and comm.

use super::{Context, Done, options};
use crate::text::from_bytes;

pub(super) fn cmp(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(ctx, "lsn:", "silent" => 's', "quiet" => 's', "verbose" => 'l', "bytes" => 'n');
    let (first, second) = match options.rest.as_slice() {
        [first] => (first.clone(), "-".to_string()),
        [first, second, ..] => (first.clone(), second.clone()),
        [] => return ctx.misuse(""),
    };
    let Some(a) = slurp(ctx, &first)? else { return Ok(2) };
    let Some(b) = slurp(ctx, &second)? else { return Ok(2) };
    let most = options.value('n').and_then(|text| text.parse().ok()).unwrap_or(usize::MAX);
    let (a, b) = (a.get(..most).unwrap_or(&a), b.get(..most).unwrap_or(&b));
    if options.has('l') {
        let mut status = 0;
        for (i, (x, y)) in a.iter().zip(b).enumerate().filter(|(_, (x, y))| x != y) {
            status = 1;
            ctx.print_line(&format!("{} {x:3o} {y:3o}", i + 1))?;
        }
        return Ok(status);
    }
    if let Some(at) = a.iter().zip(b).position(|(x, y)| x != y) {
        if !options.has('s') {
            let line = 1 + a.iter().take(at).filter(|byte| **byte == b'\n').count();
            ctx.print_line(&format!("{first} {second} differ: char {}, line {line}", at + 1))?;
        }
        return Ok(1);
    }
    if a.len() != b.len() {
        if !options.has('s') {
            let shorter = if a.len() < b.len() { &first } else { &second };
            let tail = if ctx.gnu { format!(" after byte {}", a.len().min(b.len())) } else { String::new() };
            ctx.complain(&format!("EOF on {shorter}{tail}"))?;
        }
        return Ok(1);
    }
    Ok(0)
}

fn slurp(ctx: &mut Context<'_, '_>, path: &str) -> Done<Option<Vec<u8>>> {
    if path == "-" {
        return ctx.slurp(path);
    }
    match ctx.kernel.open(&ctx.task, path, crate::kernel::Open::Read) {
        Ok(handle) => ctx.read_all(&handle, path),
        Err(error) => {
            ctx.complain(&format!("{path}: {error}"))?;
            Ok(None)
        }
    }
}

pub(super) fn comm(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(ctx, "123z");
    let [first, second] = options.rest.as_slice() else { return ctx.misuse("") };
    let Some(a) = slurp(ctx, first)? else { return Ok(1) };
    let Some(b) = slurp(ctx, second)? else { return Ok(1) };
    let (a, b) = (from_bytes(&a), from_bytes(&b));
    let (mut left, mut right) = (a.lines().peekable(), b.lines().peekable());
    let mut out = String::new();
    let mut show = |column: usize, line: &str| {
        let hidden = |column: usize| options.has(char::from_digit(column as u32, 10).unwrap_or('0'));
        if !hidden(column) {
            let indent = (1..column).filter(|column| !hidden(*column)).count();
            out.push_str(&format!("{}{line}\n", "\t".repeat(indent)));
        }
    };
    loop {
        match (left.peek().copied(), right.peek().copied()) {
            (None, None) => break,
            (Some(x), Some(y)) if x == y => {
                show(3, x);
                left.next();
                right.next();
            }
            (Some(x), y) if y.is_none_or(|y| x < y) => {
                show(1, x);
                left.next();
            }
            (_, Some(y)) => {
                show(2, y);
                right.next();
            }
            (Some(_), None) => {
                left.next();
            }
        }
    }
    ctx.print(&out)?;
    Ok(0)
}

#[cfg(test)]
mod tests {
    #[test]
    fn answers_recorded_from_busybox() {
        crate::testing::check(&[
            ("printf 'a\\nb\\n' > x; printf 'a\\nc\\n' > y; cmp x y; cmp x x", "x y differ: char 3, line 2\n"),
            ("cmp nofile x", "cmp: nofile: No such file or directory\n[2]"),
        ]);
    }
}
