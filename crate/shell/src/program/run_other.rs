//! Programs that run another one: timeout, xargs, nohup, nice, setsid, chroot-less wrappers.

use super::{Context, Done, options};
use crate::eval::spawn;
use crate::io::{Channel, handle};
use crate::text::from_bytes;

/// Starts a program as a child, or says why it cannot be started.
pub(super) fn start(ctx: &mut Context<'_, '_>, words: &[String]) -> Done<i32> {
    match spawn(ctx.kernel, &ctx.task, words)? {
        Ok(status) => Ok(status),
        Err(failure) => {
            let name = words.first().cloned().unwrap_or_default();
            let message = if ctx.gnu { format!("failed to run command '{name}': {}", failure.text()) } else { format!("can't execute '{name}': {}", failure.text()) };
            ctx.complain(&message)?;
            Ok(failure.status())
        }
    }
}

/// Runs the program; a sleep that takes longer than the limit ends it with 143 (busybox) or 124 (GNU).
pub(super) fn timeout(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(ctx, "+s:k:v", "signal" => 's', "kill-after" => 'k', "preserve-status" => 'v', "foreground" => 'v');
    let Some((limit, words)) = options.rest.split_first() else { return ctx.misuse("") };
    let Some(limit) = super::trivial::duration(limit) else { return ctx.fail(&format!("invalid number '{limit}'")) };
    if words.is_empty() {
        return ctx.misuse("");
    }
    let before = ctx.kernel.meter.spent.waited;
    let status = start(ctx, words)?;
    let waited = (ctx.kernel.meter.spent.waited - before) as f64 / 1e6;
    if limit > 0.0 && waited > limit {
        ctx.kernel.meter.spent.waited = before + (limit * 1e6) as u64;
        return Ok(if ctx.gnu { 124 } else { 143 });
    }
    Ok(status)
}

/// `time PROG`: how long the simulated clock says that it took.
pub(super) fn time(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(ctx, "+pvao:f:", "portability" => 'p', "verbose" => 'v', "append" => 'a', "output" => 'o', "format" => 'f');
    if options.rest.is_empty() {
        return ctx.misuse("");
    }
    if options.has('v') || options.has('f') || options.has('o') {
        return Err(ctx.unmodelled("a format of its own"));
    }
    let before = ctx.kernel.meter.spent.micros();
    let status = start(ctx, &options.rest)?;
    let seconds = (ctx.kernel.meter.spent.micros() - before) as f64 / 1e6;
    let text = if options.has('p') {
        format!("real {seconds:.2}\nuser 0.00\nsys 0.00\n")
    } else {
        format!("real\t{}m {:.2}s\nuser\t0m 0.00s\nsys\t0m 0.00s\n", (seconds / 60.0) as u64, seconds % 60.0)
    };
    ctx.print_error(&text)?;
    Ok(status)
}

pub(super) fn plain(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(ctx, "+n:f", "adjustment" => 'n');
    if options.rest.is_empty() {
        return ctx.misuse("");
    }
    start(ctx, &options.rest)
}

/// `xargs` without `-n` takes this much per command line.
const MAX_LINE: usize = 128 * 1024;

pub(super) fn xargs(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(
        ctx, "+0rtn:L:I:i::P:d:s:a:E:xp", "null" => '0', "no-run-if-empty" => 'r', "verbose" => 't', "max-args" => 'n',
        "max-lines" => 'L', "replace" => 'I', "max-procs" => 'P', "delimiter" => 'd', "arg-file" => 'a', "max-chars" => 's',
    );
    let Some(bytes) = ctx.slurp(options.value('a').unwrap_or("-"))? else { return Ok(1) };
    let text = from_bytes(&bytes);
    let replace = options.value('I').map(str::to_string).or(options.has('i').then(|| options.value('i').unwrap_or("{}").to_string()));
    let items = if options.has('0') {
        text.split('\0').filter(|item| !item.is_empty()).map(str::to_string).collect()
    } else if let Some(delimiter) = options.value('d') {
        let delimiter = match delimiter {
            "\\n" => "\n",
            "\\t" => "\t",
            "\\0" => "\0",
            other => other,
        };
        let body = text.strip_suffix(delimiter).unwrap_or(&text);
        if text.is_empty() { Vec::new() } else { body.split(delimiter).map(str::to_string).collect() }
    } else if replace.is_some() || options.has('L') {
        text.lines().map(|line| line.trim_start().to_string()).filter(|line| !line.is_empty()).collect()
    } else {
        match words(&text) {
            Some(words) => words,
            None => {
                let message = if ctx.gnu { "unmatched quote; by default quotes are special to xargs unless you use the -0 option" } else { "unmatched single quote" };
                return ctx.fail(message);
            }
        }
    };
    let command = if options.rest.is_empty() { vec!["echo".to_string()] } else { options.rest.clone() };
    let most = match (&replace, options.value('n').or(options.value('L')).map(str::parse)) {
        (Some(_), _) => 1,
        (None, Some(Ok(count))) if count > 0 => count,
        (None, Some(_)) => return ctx.fail("invalid number"),
        (None, None) => usize::MAX,
    };
    // The children must not read what is meant for xargs.
    ctx.task.fds.set(0, handle(Channel::Null));
    if items.is_empty() {
        if options.has('r') || replace.is_some() {
            return Ok(0);
        }
        return child(ctx, &command, options.has('t')).map(|status| status.0);
    }
    let mut status = 0;
    for batch in batches(&items, most) {
        let words: Vec<String> = match &replace {
            Some(mark) => command.iter().map(|word| word.replace(mark.as_str(), &batch[0])).collect(),
            None if options.has('L') => {
                command.iter().cloned().chain(batch.iter().flat_map(|line| line.split_whitespace().map(str::to_string))).collect()
            }
            None => command.iter().chain(batch).cloned().collect(),
        };
        let (ended, stop) = child(ctx, &words, options.has('t'))?;
        if stop {
            return Ok(ended);
        }
        status = status.max(ended);
    }
    Ok(status)
}

/// The status for xargs itself, and whether it ends at once.
fn child(ctx: &mut Context<'_, '_>, words: &[String], verbose: bool) -> Done<(i32, bool)> {
    if verbose {
        let line = words.join(" ") + "\n";
        ctx.print_error(&line)?;
    }
    match spawn(ctx.kernel, &ctx.task, words)? {
        Ok(0) => Ok((0, false)),
        Ok(255) => {
            let name = words.first().cloned().unwrap_or_default();
            ctx.complain(&format!("{name}: exited with status 255; aborting"))?;
            Ok((124, true))
        }
        Ok(_) => Ok((123, false)),
        Err(failure) => {
            let name = words.first().cloned().unwrap_or_default();
            ctx.complain(&format!("{name}: {}", failure.text()))?;
            Ok((failure.status(), true))
        }
    }
}

fn batches(items: &[String], most: usize) -> Vec<&[String]> {
    let mut batches = Vec::new();
    let mut start = 0;
    let mut length = 0;
    for (i, item) in items.iter().enumerate() {
        if i > start && (i - start >= most || length + item.len() + 1 > MAX_LINE) {
            batches.push(&items[start..i]);
            (start, length) = (i, 0);
        }
        length += item.len() + 1;
    }
    batches.push(&items[start..]);
    batches
}

/// Words separated by blanks, with quotes and backslashes; nothing if a quote is open.
fn words(text: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            c if c.is_whitespace() => words.extend(word.take()),
            '\'' | '"' => {
                let word = word.get_or_insert_default();
                loop {
                    match chars.next() {
                        None | Some('\n') => return None,
                        Some(end) if end == c => break,
                        Some(c) => word.push(c),
                    }
                }
            }
            '\\' => word.get_or_insert_default().extend(chars.next()),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    Some(words)
}

#[cfg(test)]
mod tests {
    #[test]
    fn answers_recorded_from_busybox() {
        crate::testing::check(&[
            ("printf 'a\\nb\\n' | xargs echo; printf 'a b' | xargs -n1 echo x; printf 'a\\n' | xargs -I{} echo '<{}>'; timeout 5 echo t; nice echo n", "a b\nx a\nx b\n<a>\nt\nn\n"),
            ("echo x | xargs nosuch", "xargs: nosuch: No such file or directory\n[127]"),
        ]);
    }
}
