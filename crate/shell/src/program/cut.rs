//! cut.

use super::{Context, Done, options};
use crate::text::{from_bytes, to_bytes};

pub(super) fn main(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(
        ctx, "b:c:f:d:snzO:C", "bytes" => 'b', "characters" => 'c', "fields" => 'f', "delimiter" => 'd',
        "only-delimited" => 's', "output-delimiter" => 'O', "complement" => 'C', "zero-terminated" => 'z',
    );
    let Some(kind) = options.last_of("bcf") else {
        let message = if ctx.gnu { "you must specify a list of bytes, characters, or fields" } else { "expected a list of bytes, characters, or fields" };
        return ctx.fail(message);
    };
    let list = options.value(kind).unwrap_or_default();
    let Some(ranges) = ranges(list) else { return ctx.fail(&format!("invalid range '{list}'")) };
    let complement = options.has('C');
    let wanted = |at: usize| ranges.iter().any(|(from, to)| (*from..=*to).contains(&at)) != complement;
    let delimiter = options.value('d').unwrap_or("\t").to_string();
    if delimiter.chars().count() > 1 {
        return ctx.fail("the delimiter must be a single character");
    }
    let joint = options.value('O').unwrap_or(&delimiter).to_string();
    let end = if options.has('z') { '\0' } else { '\n' };
    let files = if options.rest.is_empty() { vec!["-".to_string()] } else { options.rest.clone() };
    let mut status = 0;
    for file in &files {
        let Some(handle) = ctx.open(file)? else {
            status = 1;
            continue;
        };
        if file != "-" && let Err(bad) = ctx.kernel.read_from(&handle, 0)? {
            status = ctx.fail(&if ctx.gnu { format!("{file}: {}", bad.text()) } else { format!("read error: {}", bad.text()) })?;
            continue;
        }
        loop {
        let bytes = ctx.read_lines(&handle, end as u8)?;
        if bytes.is_empty() {
            break;
        }
        let text = from_bytes(&bytes);
        let mut out = Vec::new();
        let body = text.strip_suffix(end).unwrap_or(&text);
        for line in body.split(end) {
            match kind {
                'f' if !line.contains(&delimiter) => {
                    if options.has('s') {
                        continue;
                    }
                    out.extend(to_bytes(line));
                }
                'f' => {
                    let fields = line.split(delimiter.as_str()).enumerate().filter(|(i, _)| wanted(i + 1));
                    out.extend(to_bytes(&fields.map(|(_, field)| field).collect::<Vec<_>>().join(&joint)));
                }
                'c' => out.extend(to_bytes(&line.chars().enumerate().filter(|(i, _)| wanted(i + 1)).map(|(_, c)| c).collect::<String>())),
                _ => out.extend(to_bytes(line).into_iter().enumerate().filter(|(i, _)| wanted(i + 1)).map(|(_, byte)| byte)),
            }
            out.push(end as u8);
        }
        ctx.write(&out)?;
        }
    }
    Ok(status)
}

/// `1,3-5,7-`.
fn ranges(list: &str) -> Option<Vec<(usize, usize)>> {
    let number = |text: &str, default: usize| if text.is_empty() { Some(default) } else { text.parse().ok().filter(|n| *n > 0) };
    list.split(',')
        .map(|item| match item.split_once('-') {
            None => number(item, 0).filter(|n| *n > 0).map(|n| (n, n)),
            Some(("", "")) => None,
            Some((from, to)) => Some((number(from, 1)?, number(to, usize::MAX)?)),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn answers_recorded_from_busybox() {
        crate::testing::check(&[
            ("echo a:b:c | cut -d: -f2; echo a:b:c | cut -d: -f1,3; echo abcdef | cut -c2-4; echo nodelim | cut -d: -f2; echo nodelim | cut -s -d: -f2", "b\na:c\nbcd\nnodelim\n"),
        ]);
    }
}
