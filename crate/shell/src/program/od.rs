//! od and hexdump.

use super::{Context, Done, options};

pub(super) fn od(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(
        ctx, "A:t:N:j:vw::abcdxos", "address-radix" => 'A', "format" => 't', "read-bytes" => 'N', "skip-bytes" => 'j', "width" => 'w',
    );
    let radix = options.value('A').and_then(|text| text.chars().next()).unwrap_or('o');
    let format = match options.value('t') {
        Some(text) => text.to_string(),
        None => match options.last_of("abcdxos") {
            Some('a') => "a".into(),
            Some('b') => "o1".into(),
            Some('c') => "c".into(),
            Some('d') => "u2".into(),
            Some('x') => "x2".into(),
            Some('s') => "d2".into(),
            _ => "o2".to_string(),
        },
    };
    let number = |letter: char| options.value(letter).and_then(super::head::size).map(|count| count as usize);
    let mut bytes = Vec::new();
    let files = if options.rest.is_empty() { vec!["-".to_string()] } else { options.rest.clone() };
    for file in &files {
        match ctx.slurp(file)? {
            Some(more) => bytes.extend(more),
            None => return Ok(1),
        }
    }
    let skipped = number('j').unwrap_or(0).min(bytes.len());
    bytes.drain(..skipped);
    bytes.truncate(number('N').unwrap_or(usize::MAX));
    let Some(style) = Style::new(&format) else { return ctx.fail(&format!("invalid type string '{format}'")) };
    let width = number('w').filter(|width| *width > 0).unwrap_or(16);
    let mut out = String::new();
    let mut before: Option<&[u8]> = None;
    let mut starred = false;
    for (i, row) in bytes.chunks(width).enumerate() {
        if before == Some(row) && !options.has('v') {
            if !starred {
                out.push_str("*\n");
            }
            starred = true;
            continue;
        }
        starred = false;
        before = Some(row);
        out.push_str(&address(radix, skipped + i * width));
        for unit in row.chunks(style.size) {
            out.push_str(&style.show(unit));
        }
        out.push('\n');
    }
    if radix != 'n' {
        out.push_str(&address(radix, skipped + bytes.len()));
        out.push('\n');
    }
    ctx.print(&out)?;
    Ok(0)
}

fn address(radix: char, at: usize) -> String {
    match radix {
        'n' => String::new(),
        'x' => format!("{at:06x}"),
        'd' => format!("{at:07}"),
        _ => format!("{at:07o}"),
    }
}

struct Style {
    kind: char,
    size: usize,
}

impl Style {
    fn new(text: &str) -> Option<Style> {
        let kind = text.chars().next()?;
        let size = match text.get(1..)?.trim_end_matches('z') {
            "" if matches!(kind, 'c' | 'a') => 1,
            "" | "I" => 4,
            "C" => 1,
            "S" => 2,
            "L" => 8,
            digits => digits.parse().ok()?,
        };
        ("acdoux".contains(kind) && matches!(size, 1 | 2 | 4 | 8)).then_some(Style { kind, size })
    }

    fn show(&self, unit: &[u8]) -> String {
        let value = unit.iter().rev().fold(0u64, |value, byte| value << 8 | u64::from(*byte));
        match self.kind {
            'c' => format!("{:>4}", character(unit.first().copied().unwrap_or(0))),
            'a' => format!("{:>4}", named(unit.first().copied().unwrap_or(0))),
            'x' => format!(" {value:0width$x}", width = self.size * 2),
            'o' => format!(" {value:0width$o}", width = [3, 6, 6, 11, 11, 11, 11, 22].get(self.size - 1).copied().unwrap_or(22)),
            'u' => format!(" {value:>width$}", width = [3, 5, 5, 10, 10, 10, 10, 20].get(self.size - 1).copied().unwrap_or(20)),
            _ => {
                let shift = 64 - self.size * 8;
                let signed = ((value << shift) as i64) >> shift;
                format!(" {signed:>width$}", width = [4, 6, 6, 11, 11, 11, 11, 20].get(self.size - 1).copied().unwrap_or(20))
            }
        }
    }
}

fn character(byte: u8) -> String {
    match byte {
        0 => "\\0".into(),
        7 => "\\a".into(),
        8 => "\\b".into(),
        9 => "\\t".into(),
        10 => "\\n".into(),
        11 => "\\v".into(),
        12 => "\\f".into(),
        13 => "\\r".into(),
        32..=126 => char::from(byte).to_string(),
        _ => format!("{byte:03o}"),
    }
}

fn named(byte: u8) -> String {
    const NAMES: [&str; 33] = [
        "nul", "soh", "stx", "etx", "eot", "enq", "ack", "bel", "bs", "ht", "nl", "vt", "ff", "cr", "so", "si", "dle", "dc1",
        "dc2", "dc3", "dc4", "nak", "syn", "etb", "can", "em", "sub", "esc", "fs", "gs", "rs", "us", "sp",
    ];
    let low = byte & 0x7f;
    match NAMES.get(usize::from(low)) {
        Some(name) => (*name).to_string(),
        None if low == 127 => "del".into(),
        None => char::from(low).to_string(),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn answers_recorded_from_busybox() {
        crate::testing::check(&[
            ("printf 'ab\\n\\0' | od -c; printf 'ab' | od -An -tx1; printf 'abcd' | od -An -tu2", "0000000   a   b  \\n  \\0\n0000004\n 61 62\n 25185 25699\n"),
        ]);
    }
}
