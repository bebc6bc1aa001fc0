//! uniq.

use super::{Context, Done, options};
use crate::text::from_bytes;

pub(super) fn main(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(
        ctx, "cdDuif:s:w:z", "count" => 'c', "repeated" => 'd', "unique" => 'u', "ignore-case" => 'i',
        "skip-fields" => 'f', "skip-chars" => 's', "check-chars" => 'w',
    );
    let number = |letter: char| options.value(letter).and_then(|text| text.parse::<usize>().ok());
    let (fields, skipped, checked) = (number('f').unwrap_or(0), number('s').unwrap_or(0), number('w').unwrap_or(usize::MAX));
    let Some(bytes) = ctx.slurp(options.rest.first().map_or("-", String::as_str))? else { return Ok(1) };
    let key = |line: &[u8]| {
        let text = from_bytes(line);
        let mut rest = text.as_str();
        for _ in 0..fields {
            rest = rest.trim_start_matches([' ', '\t']);
            rest = rest.find([' ', '\t']).and_then(|at| rest.get(at..)).unwrap_or("");
        }
        let key: String = rest.chars().skip(skipped).take(checked).collect();
        if options.has('i') { key.to_lowercase() } else { key }
    };
    let body = bytes.strip_suffix(b"\n").unwrap_or(&bytes);
    let mut groups: Vec<(String, &[u8], u64)> = Vec::new();
    if !bytes.is_empty() {
        for line in body.split(|byte| *byte == b'\n') {
            let key = key(line);
            match groups.last_mut() {
                Some((last, _, count)) if *last == key => *count += 1,
                _ => groups.push((key, line, 1)),
            }
        }
    }
    ctx.kernel.meter.fuel(groups.len() as u64 / 4)?;
    let mut out = Vec::new();
    for (_, line, count) in groups {
        if (options.has('d') && count < 2) || (options.has('u') && count > 1) {
            continue;
        }
        if options.has('c') {
            out.extend_from_slice(format!("{count:7} ").as_bytes());
        }
        out.extend_from_slice(line);
        out.push(b'\n');
    }
    match options.rest.get(1) {
        Some(path) => Ok(i32::from(!ctx.save(path, out)?)),
        None => {
            ctx.write(&out)?;
            Ok(0)
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn answers_recorded_from_busybox() {
        crate::testing::check(&[
            ("printf 'a\\na\\nb\\n' > f; uniq f; uniq -c f; uniq -d f; uniq -u f", "a\nb\n      2 a\n      1 b\na\nb\n"),
        ]);
    }
}
