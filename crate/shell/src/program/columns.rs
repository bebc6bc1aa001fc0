//! Line and column tools: join, paste, fold, nl, rev, tac, expand, unexpand, dos2unix, unix2dos, shuf, split, strings, tee.

use super::{Context, Done, options};
use crate::kernel::Open;
use crate::text::{from_bytes, to_bytes};

fn inputs(rest: &[String]) -> Vec<String> {
    if rest.is_empty() { vec!["-".to_string()] } else { rest.to_vec() }
}

/// All files' text in one; nothing if one could not be read, which has been said.
fn all(ctx: &mut Context<'_, '_>, rest: &[String]) -> Done<Option<String>> {
    let mut text = String::new();
    for file in inputs(rest) {
        match ctx.slurp_text(&file)? {
            Some(more) => text.push_str(&more),
            None => return Ok(None),
        }
    }
    Ok(Some(text))
}

pub(super) fn tee(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(ctx, "aip", "append" => 'a', "ignore-interrupts" => 'i');
    let how = if options.has('a') { Open::Append } else { Open::Write };
    let mut status = 0;
    let mut handles = Vec::new();
    for path in &options.rest {
        match ctx.kernel.open(&ctx.task, path, how) {
            Ok(handle) => handles.push(handle),
            Err(error) => status = ctx.fail(&format!("{path}: {error}"))?,
        }
    }
    let Some(input) = ctx.task.fds.get(0) else { return Ok(1) };
    loop {
        let block = ctx.kernel.read_from(&input, crate::kernel::BLOCK)?.unwrap_or_default();
        if block.is_empty() {
            return Ok(status);
        }
        for handle in &handles {
            if ctx.kernel.write_to(handle, &block)?.is_err() {
                status = 1;
            }
        }
        ctx.write(&block)?;
    }
}

pub(super) fn rev(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let rest = options!(ctx, "").rest;
    let Some(text) = all(ctx, &rest)? else { return Ok(1) };
    for line in text.split_inclusive('\n') {
        let (body, end) = line.strip_suffix('\n').map_or((line, ""), |body| (body, "\n"));
        let reversed: String = body.chars().rev().collect();
        ctx.print(&(reversed + end))?;
    }
    Ok(0)
}

pub(super) fn tac(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let rest = options!(ctx, "").rest;
    let Some(text) = all(ctx, &rest)? else { return Ok(1) };
    let lines: String = text.split_inclusive('\n').rev().collect();
    ctx.print(&lines)?;
    Ok(0)
}

pub(super) fn nl(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(ctx, "b:w:s:v:i:n:", "body-numbering" => 'b', "number-width" => 'w', "number-separator" => 's');
    let Some(text) = all(ctx, &options.rest)? else { return Ok(1) };
    let every = options.value('b') == Some("a");
    let number = |letter: char, default: usize| options.value(letter).and_then(|text| text.parse().ok()).unwrap_or(default);
    let (width, step) = (number('w', 6).min(1000), number('i', 1));
    let separator = options.value('s').unwrap_or("\t");
    let mut count = number('v', 1);
    for line in text.lines() {
        if line.is_empty() && !every {
            ctx.print_line(&format!("{}{}", " ".repeat(width + separator.len()), line))?;
        } else {
            ctx.print_line(&format!("{count:>width$}{separator}{line}"))?;
            count += step;
        }
    }
    Ok(0)
}

pub(super) fn fold(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(ctx, "bsw:", "width" => 'w', "spaces" => 's', "bytes" => 'b');
    let width: usize = options.value('w').and_then(|text| text.parse().ok()).unwrap_or(80).max(1);
    let Some(text) = all(ctx, &options.rest)? else { return Ok(1) };
    let mut out = String::new();
    for line in text.split_inclusive('\n') {
        let (body, end) = line.strip_suffix('\n').map_or((line, ""), |body| (body, "\n"));
        let mut chars: Vec<char> = body.chars().collect();
        while chars.len() > width {
            let blank = chars.iter().take(width).rposition(|c| *c == ' ').filter(|_| options.has('s'));
            let rest = chars.split_off(blank.map_or(width, |at| at + 1));
            out.extend(chars);
            out.push('\n');
            chars = rest;
        }
        out.extend(chars);
        out.push_str(end);
    }
    ctx.print(&out)?;
    Ok(0)
}

pub(super) fn paste(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(ctx, "d:sz", "delimiters" => 'd', "serial" => 's');
    let delimiters: Vec<String> = {
        let mut list = Vec::new();
        let mut chars = options.value('d').unwrap_or("\t").chars();
        while let Some(c) = chars.next() {
            list.push(match c {
                '\\' => match chars.next() {
                    Some('n') => "\n".into(),
                    Some('t') => "\t".into(),
                    Some('0') => String::new(),
                    Some(c) => c.to_string(),
                    None => "\\".into(),
                },
                c => c.to_string(),
            });
        }
        if list.is_empty() { vec![String::new()] } else { list }
    };
    let delimiter = |i: usize| delimiters.get(i % delimiters.len()).cloned().unwrap_or_default();
    let files = inputs(&options.rest);
    let mut columns: Vec<Vec<String>> = Vec::new();
    // Several `-` take the lines of stdin in turn.
    let shared = files.iter().filter(|file| *file == "-").count();
    let mut turn = 0;
    let mut stdin: Option<Vec<String>> = None;
    for file in &files {
        let lines = match stdin.clone().filter(|_| file == "-") {
            Some(lines) => lines,
            None => {
                let Some(text) = ctx.slurp_text(file)? else { return Ok(1) };
                text.lines().map(str::to_string).collect()
            }
        };
        if file == "-" && shared > 1 && !options.has('s') {
            stdin = Some(lines.clone());
            columns.push(lines.into_iter().skip(turn).step_by(shared).collect());
            turn += 1;
        } else {
            columns.push(lines);
        }
    }
    if options.has('s') {
        for column in columns {
            let joined: String =
                column.iter().enumerate().map(|(i, line)| if i == 0 { line.clone() } else { delimiter(i - 1) + line }).collect();
            ctx.print_line(&joined)?;
        }
        return Ok(0);
    }
    let rows = columns.iter().map(Vec::len).max().unwrap_or(0);
    for row in 0..rows {
        let mut line = String::new();
        for (i, column) in columns.iter().enumerate() {
            if i > 0 {
                line.push_str(&delimiter(i - 1));
            }
            line.push_str(column.get(row).map_or("", String::as_str));
        }
        ctx.print_line(&line)?;
    }
    Ok(0)
}

pub(super) fn join(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(ctx, "a:v:t:1:2:j:e:o:i", "ignore-case" => 'i');
    let [first, second] = options.rest.as_slice() else { return ctx.misuse("") };
    if options.has('o') {
        return Err(ctx.unmodelled("an output format (`-o`)"));
    }
    let Some(left) = ctx.slurp_text(first)? else { return Ok(1) };
    let Some(right) = ctx.slurp_text(second)? else { return Ok(1) };
    let separator = options.value('t').map(str::to_string);
    let field = |letter: char| options.value(letter).or(options.value('j')).and_then(|text| text.parse::<usize>().ok()).unwrap_or(1);
    let split = |line: &str, key: usize| {
        let fields: Vec<String> = match &separator {
            Some(separator) => line.split(separator.as_str()).map(str::to_string).collect(),
            None => line.split_whitespace().map(str::to_string).collect(),
        };
        let name = fields.get(key - 1).cloned().unwrap_or_default();
        let rest: Vec<String> = fields.into_iter().enumerate().filter(|(i, _)| i + 1 != key).map(|(_, field)| field).collect();
        (name, rest)
    };
    let left: Vec<_> = left.lines().map(|line| split(line, field('1').max(1))).collect();
    let right: Vec<_> = right.lines().map(|line| split(line, field('2').max(1))).collect();
    let glue = separator.clone().unwrap_or_else(|| " ".into());
    let show = |name: &str, rest: &[&[String]]| {
        std::iter::once(name.to_string()).chain(rest.iter().flat_map(|fields| fields.iter().cloned())).collect::<Vec<_>>().join(&glue) + "\n"
    };
    let only = options.values('v').map(str::to_string).collect::<Vec<_>>();
    let also = |side: &str| only.iter().any(|given| given == side) || options.values('a').any(|given| given == side);
    let mut out = String::new();
    let mut j = 0;
    let mut matched = vec![false; right.len()];
    for (name, rest) in &left {
        while let Some((other, fields)) = right.get(j).filter(|(other, _)| other < name) {
            if !matched[j] && also("2") {
                out.push_str(&show(other, &[fields]));
            }
            j += 1;
        }
        let mut found = false;
        for (at, (_, fields)) in right.iter().enumerate().skip(j).take_while(|(_, (other, _))| other == name) {
            found = true;
            matched[at] = true;
            if only.is_empty() {
                out.push_str(&show(name, &[rest, fields]));
            }
        }
        if !found && also("1") {
            out.push_str(&show(name, &[rest]));
        }
        ctx.kernel.meter.hold(out.len() as u64)?;
        ctx.kernel.meter.fuel(1)?;
    }
    for (at, (other, fields)) in right.iter().enumerate().skip(j) {
        if !matched[at] && also("2") {
            out.push_str(&show(other, &[fields]));
        }
    }
    ctx.print(&out)?;
    Ok(0)
}

pub(super) fn expand(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(ctx, "it:", "tabs" => 't', "initial" => 'i');
    let stop: usize = options.value('t').and_then(|text| text.parse().ok()).unwrap_or(8).max(1);
    let Some(text) = all(ctx, &options.rest)? else { return Ok(1) };
    let mut out = String::new();
    let mut column = 0;
    for c in text.chars() {
        match c {
            '\t' => {
                let fill = stop - column % stop;
                out.push_str(&" ".repeat(fill));
                column += fill;
            }
            '\n' => {
                out.push(c);
                column = 0;
            }
            c => {
                out.push(c);
                column += 1;
            }
        }
        ctx.kernel.meter.hold(out.len() as u64)?;
    }
    ctx.print(&out)?;
    Ok(0)
}

pub(super) fn unexpand(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(ctx, "aft:", "tabs" => 't', "all" => 'a', "first-only" => 'f');
    let stop: usize = options.value('t').and_then(|text| text.parse().ok()).unwrap_or(8).max(1);
    let Some(text) = all(ctx, &options.rest)? else { return Ok(1) };
    for line in text.lines() {
        let blanks = line.chars().take_while(|c| *c == ' ').count();
        let rest: String = line.chars().skip(blanks).collect();
        ctx.print_line(&format!("{}{}{rest}", "\t".repeat(blanks / stop), " ".repeat(blanks % stop)))?;
    }
    Ok(0)
}

pub(super) fn dos2unix(ctx: &mut Context<'_, '_>) -> Done<i32> {
    convert(ctx, |text| text.replace("\r\n", "\n"))
}

pub(super) fn unix2dos(ctx: &mut Context<'_, '_>) -> Done<i32> {
    convert(ctx, |text| text.replace("\r\n", "\n").replace('\n', "\r\n"))
}

fn convert(ctx: &mut Context<'_, '_>, change: fn(&str) -> String) -> Done<i32> {
    let options = options!(ctx, "udqk");
    let mut status = 0;
    for file in inputs(&options.rest) {
        let Some(text) = ctx.slurp_text(&file)? else {
            status = 1;
            continue;
        };
        let changed = to_bytes(&change(&text));
        if file == "-" {
            ctx.write(&changed)?;
        } else if !ctx.save(&file, changed)? {
            status = 1;
        }
    }
    Ok(status)
}

/// A deterministic shuffle: the same run gives the same order.
pub(super) fn shuf(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(ctx, "en:i:", "echo" => 'e', "head-count" => 'n', "input-range" => 'i');
    let mut lines: Vec<String> = if let Some(range) = options.value('i') {
        let Some((low, high)) = range.split_once('-').and_then(|(a, b)| Some((a.parse::<u64>().ok()?, b.parse::<u64>().ok()?))) else {
            return ctx.fail(&format!("invalid input range '{range}'"));
        };
        ctx.kernel.meter.hold(high.saturating_sub(low).saturating_mul(24))?;
        (low..=high).map(|number| number.to_string()).collect()
    } else if options.has('e') {
        options.rest.clone()
    } else {
        match all(ctx, &options.rest)? {
            Some(text) => text.lines().map(str::to_string).collect(),
            None => return Ok(1),
        }
    };
    for i in (1..lines.len()).rev() {
        let j = (ctx.kernel.noise() % (i as u64 + 1)) as usize;
        lines.swap(i, j);
    }
    let most = options.value('n').and_then(|text| text.parse().ok()).unwrap_or(usize::MAX);
    for line in lines.into_iter().take(most) {
        ctx.print_line(&line)?;
    }
    Ok(0)
}

pub(super) fn split(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(ctx, "l:b:a:d", "lines" => 'l', "bytes" => 'b', "suffix-length" => 'a', "numeric-suffixes" => 'd');
    let Some(bytes) = ctx.slurp(options.rest.first().map_or("-", String::as_str))? else { return Ok(1) };
    let prefix = options.rest.get(1).map_or("x", String::as_str);
    let length = options.value('a').and_then(|text| text.parse().ok()).unwrap_or(2u32).min(8);
    let pieces: Vec<Vec<u8>> = match options.value('b').and_then(super::head::size) {
        Some(size) => bytes.chunks((size as usize).max(1)).map(<[u8]>::to_vec).collect(),
        None => {
            let count = options.value('l').and_then(|text| text.parse().ok()).unwrap_or(1000usize).max(1);
            let lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
            lines.chunks(count).map(|lines| lines.concat()).collect()
        }
    };
    let base = if options.has('d') { 10usize } else { 26 };
    for (i, piece) in pieces.into_iter().enumerate() {
        let mut rest = i;
        let mut suffix = Vec::new();
        for _ in 0..length {
            let digit = (rest % base) as u8;
            suffix.push(char::from(if base == 10 { b'0' + digit } else { b'a' + digit }));
            rest /= base;
        }
        if rest > 0 {
            return ctx.fail("suffixes exhausted");
        }
        let name = format!("{prefix}{}", suffix.iter().rev().collect::<String>());
        if !ctx.save(&name, piece)? {
            return Ok(1);
        }
    }
    Ok(0)
}

pub(super) fn strings(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(ctx, "afon:t:", "bytes" => 'n', "all" => 'a');
    let least: usize = options.value('n').and_then(|text| text.parse().ok()).unwrap_or(4);
    for file in inputs(&options.rest) {
        let Some(bytes) = ctx.slurp(&file)? else { return Ok(1) };
        for run in bytes.split(|byte| !(32..127).contains(byte) && *byte != b'\t').filter(|run| run.len() >= least) {
            ctx.print_line(&from_bytes(run))?;
        }
    }
    Ok(0)
}

#[cfg(test)]
mod tests {
    #[test]
    fn answers_recorded_from_busybox() {
        crate::testing::check(&[
            ("seq 3 | tac; echo abc | rev; printf 'a\\n\\nb\\n' | nl; echo abcdef | fold -w 2; seq 4 | paste -d, - -", "3\n2\n1\ncba\n     1\ta\n       \n     2\tb\nab\ncd\nef\n1,2\n3,4\n"),
            ("printf 'a\\tb\\n' | expand -t 4; printf 'x\\r\\n' | dos2unix | od -An -c; echo hi | tee f; cat f; seq 3 > n; split -l 2 n; cat xab", "a   b\n   x  \\n\nhi\nhi\n3\n"),
        ]);
    }
}
