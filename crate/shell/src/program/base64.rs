//! base64.

use super::{Context, Done, options};

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

pub(super) fn main(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(ctx, "dw:i", "decode" => 'd', "wrap" => 'w', "ignore-garbage" => 'i');
    let Some(bytes) = ctx.slurp(options.rest.first().map_or("-", String::as_str))? else { return Ok(1) };
    ctx.kernel.meter.fuel(bytes.len() as u64 / 64)?;
    if options.has('d') {
        return match decode(&bytes) {
            Some(out) => {
                ctx.write(&out)?;
                Ok(0)
            }
            None => ctx.fail(if ctx.gnu { "invalid input" } else { "truncated input" }),
        };
    }
    let width: usize = options.value('w').and_then(|text| text.parse().ok()).unwrap_or(76);
    let encoded = encode(&bytes);
    if width == 0 {
        ctx.write(encoded.as_bytes())?;
        return Ok(0);
    }
    for line in encoded.as_bytes().chunks(width) {
        ctx.write(&[line, b"\n"].concat())?;
    }
    Ok(0)
}

pub(super) fn encode(bytes: &[u8]) -> String {
    let mut out = String::new();
    for group in bytes.chunks(3) {
        let bits = group.iter().fold(0u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - group.len()));
        for i in 0..4 {
            let digit = (bits >> (18 - 6 * i)) & 63;
            out.push(if i <= group.len() { char::from(ALPHABET[digit as usize]) } else { '=' });
        }
    }
    out
}

pub(super) fn decode(bytes: &[u8]) -> Option<Vec<u8>> {
    let digits: Vec<u8> = bytes.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let body: Vec<u8> = digits.iter().copied().take_while(|byte| *byte != b'=').collect();
    let mut out = Vec::new();
    for group in body.chunks(4) {
        let mut bits = 0u32;
        for digit in group {
            bits = bits << 6 | ALPHABET.iter().position(|letter| letter == digit)? as u32;
        }
        bits <<= 6 * (4 - group.len());
        out.extend(bits.to_be_bytes().into_iter().skip(1).take(group.len() * 3 / 4));
    }
    (digits.len().is_multiple_of(4) && body.len() % 4 != 1).then_some(out)
}

#[cfg(test)]
mod tests {
    #[test]
    fn answers_recorded_from_busybox() {
        crate::testing::check(&[
            ("printf 'hello world' | base64; echo aGk= | base64 -d", "aGVsbG8gd29ybGQ=\nhi"),
        ]);
    }
}
