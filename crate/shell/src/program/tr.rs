//! tr.

use super::{Context, Done, options};
use crate::expand::pattern::in_class;
use crate::kernel::BLOCK;

pub(super) fn main(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(ctx, "+cCdst", "complement" => 'c', "delete" => 'd', "squeeze-repeats" => 's', "truncate-set1" => 't');
    let complement = options.has('c') || options.has('C');
    let (delete, squeeze) = (options.has('d'), options.has('s'));
    let Some(first) = options.rest.first() else { return ctx.misuse("") };
    let second = options.rest.get(1).map(|text| expand(text));
    if second.is_none() && !delete && !squeeze {
        if ctx.gnu {
            return ctx.misuse(&format!("missing operand after '{first}'"));
        }
        return ctx.misuse("");
    }
    let mut set = expand(first);
    if complement {
        set = (0..=255).filter(|byte| !set.contains(byte)).collect();
    }
    let table = Table::new(&set, second.as_deref(), delete, squeeze, options.has('t'));
    let Some(handle) = ctx.task.fds.get(0) else { return Ok(1) };
    let mut last = None;
    loop {
        let block = ctx.kernel.read_from(&handle, BLOCK)?.unwrap_or_default();
        if block.is_empty() {
            return Ok(0);
        }
        let out = table.apply(&block, &mut last);
        ctx.write(&out)?;
    }
}

struct Table {
    map: Vec<Option<u8>>,
    squeezed: Vec<bool>,
}

impl Table {
    fn new(set: &[u8], second: Option<&[u8]>, delete: bool, squeeze: bool, truncate: bool) -> Table {
        let mut map: Vec<Option<u8>> = (0..=255u8).map(Some).collect();
        let mut squeezed = vec![false; 256];
        let mut mark = |bytes: &[u8]| bytes.iter().for_each(|byte| squeezed[usize::from(*byte)] = true);
        match second {
            _ if delete => {
                set.iter().for_each(|byte| map[usize::from(*byte)] = None);
                if squeeze {
                    mark(second.unwrap_or_default());
                }
            }
            Some(second) if !second.is_empty() => {
                for (i, byte) in set.iter().enumerate() {
                    let to = second.get(i).or(if truncate { None } else { second.last() });
                    if let Some(to) = to {
                        map[usize::from(*byte)] = Some(*to);
                    }
                }
                if squeeze {
                    mark(second);
                }
            }
            _ => {
                if squeeze {
                    mark(set);
                }
            }
        }
        Table { map, squeezed }
    }

    fn apply(&self, block: &[u8], last: &mut Option<u8>) -> Vec<u8> {
        let mut out = Vec::with_capacity(block.len());
        for byte in block {
            let Some(byte) = self.map[usize::from(*byte)] else { continue };
            if self.squeezed[usize::from(byte)] && *last == Some(byte) {
                continue;
            }
            *last = Some(byte);
            out.push(byte);
        }
        out
    }
}

/// The bytes of a set: ranges, classes, escapes, `[x*n]`.
fn expand(text: &str) -> Vec<u8> {
    let bytes = crate::text::to_bytes(text);
    let mut set = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'[' && matches!(bytes.get(at + 1), Some(b':' | b'=')) {
            let kind = bytes[at + 1];
            let rest = &bytes[at + 2..];
            if let Some(end) = rest.windows(2).position(|pair| pair == [kind, b']']) {
                if kind == b':' {
                    let name = String::from_utf8_lossy(&rest[..end]);
                    set.extend((0..128u8).filter(|byte| in_class(&name, char::from(*byte))));
                } else {
                    set.extend_from_slice(&rest[..end]);
                }
                at += end + 4;
                continue;
            }
        }
        if bytes[at] == b'['
            && bytes.get(at + 2) == Some(&b'*')
            && let Some(end) = bytes[at..].iter().position(|byte| *byte == b']')
        {
                let count = String::from_utf8_lossy(&bytes[at + 3..at + end]).parse().unwrap_or(256usize).min(256);
                set.extend(std::iter::repeat_n(bytes[at + 1], count));
                at += end + 1;
            continue;
        }
        let low = escaped(&bytes, &mut at);
        if bytes.get(at) == Some(&b'-') && at + 1 < bytes.len() {
            at += 1;
            let high = escaped(&bytes, &mut at);
            set.extend(low..=high);
        } else {
            set.push(low);
        }
    }
    set
}

fn escaped(bytes: &[u8], at: &mut usize) -> u8 {
    let byte = bytes[*at];
    *at += 1;
    if byte != b'\\' {
        return byte;
    }
    let Some(&next) = bytes.get(*at) else { return b'\\' };
    *at += 1;
    match next {
        b'n' => b'\n',
        b't' => b'\t',
        b'r' => b'\r',
        b'a' => 7,
        b'b' => 8,
        b'f' => 12,
        b'v' => 11,
        b'0'..=b'7' => {
            let mut value = u32::from(next - b'0');
            for _ in 0..2 {
                match bytes.get(*at) {
                    Some(digit @ b'0'..=b'7') => {
                        value = value * 8 + u32::from(digit - b'0');
                        *at += 1;
                    }
                    _ => break,
                }
            }
            (value & 0xff) as u8
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn answers_recorded_from_busybox() {
        crate::testing::check(&[
            ("echo hello | tr a-y b-z; echo hello | tr -d l; echo aabb | tr -s ab; echo AbC | tr '[:upper:]' '[:lower:]'; echo a1b2 | tr -cd '0-9\\n'; echo 'a b' | tr ' ' '\\n'", "ifmmp\nheo\nab\nabc\n12\na\nb\n"),
        ]);
    }
}
