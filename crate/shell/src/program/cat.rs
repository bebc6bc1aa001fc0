//! cat: files one after the other.

use super::{Context, Done, options};
use crate::kernel::BLOCK;

pub(super) fn main(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(ctx, "nbvteAsuET", "number" => 'n', "show-all" => 'A', "squeeze-blank" => 's');
    let files = if options.rest.is_empty() { vec!["-".to_string()] } else { options.rest.clone() };
    let plain = !"nbvteAsET".chars().any(|letter| options.has(letter));
    let style = Style {
        number: options.has('n') || options.has('b'),
        nonblank: options.has('b'),
        ends: options.has('e') || options.has('A') || options.has('E'),
        tabs: options.has('t') || options.has('A') || options.has('T'),
        caret: ['v', 'e', 't', 'A'].iter().any(|letter| options.has(*letter)),
        squeeze: options.has('s'),
    };
    let mut status = 0;
    let mut line_number = 0;
    for file in &files {
        let Some(handle) = ctx.open(file)? else {
            status = 1;
            continue;
        };
        if plain {
            loop {
                match ctx.kernel.read_from(&handle, BLOCK)? {
                    Ok(block) if block.is_empty() => break,
                    Ok(block) => ctx.write(&block)?,
                    Err(bad) => {
                        let message =
                            if ctx.gnu { format!("{file}: {}", bad.text()) } else { format!("read error: {}", bad.text()) };
                        status = ctx.fail(&message)?;
                        break;
                    }
                }
            }
        } else {
            match ctx.read_all(&handle, file)? {
                Some(bytes) => {
                    let shown = style.apply(&bytes, &mut line_number);
                    ctx.write(&shown)?;
                }
                None => status = 1,
            }
        }
    }
    Ok(status)
}

struct Style {
    number: bool,
    nonblank: bool,
    ends: bool,
    tabs: bool,
    caret: bool,
    squeeze: bool,
}

impl Style {
    fn apply(&self, bytes: &[u8], number: &mut u64) -> Vec<u8> {
        let mut out = Vec::new();
        let mut blank_before = false;
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            let blank = line == b"\n";
            if self.squeeze && blank && blank_before {
                continue;
            }
            blank_before = blank;
            if self.number && !(self.nonblank && blank) {
                *number += 1;
                out.extend_from_slice(format!("{number:6}\t").as_bytes());
            }
            for &byte in line {
                match byte {
                    b'\n' if self.ends => out.extend_from_slice(b"$\n"),
                    b'\t' if self.tabs => out.extend_from_slice(b"^I"),
                    b'\n' | b'\t' => out.push(byte),
                    _ if self.caret => show(byte, &mut out),
                    _ => out.push(byte),
                }
            }
        }
        out
    }
}

fn show(byte: u8, out: &mut Vec<u8>) {
    let low = byte & 0x7f;
    if byte >= 0x80 {
        out.extend_from_slice(b"M-");
    }
    match low {
        0..=31 => out.extend_from_slice(&[b'^', low + 64]),
        127 => out.extend_from_slice(b"^?"),
        _ => out.push(low),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn answers_recorded_from_busybox() {
        crate::testing::check(&[
            ("printf 'a\\tb\\n' > f; cat -A f; cat -n f; cat f - < f", "a^Ib$\n     1\ta\tb\na\tb\na\tb\n"),
            ("cat nofile", "cat: can't open 'nofile': No such file or directory\n[1]"),
        ]);
    }
}
