//! echo, as the shells and coreutils have it.

use super::{Context, Done};
use crate::syntax::Dialect;
use crate::text::to_bytes;

pub(super) fn main(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let args = ctx.operands();
    let mut words = args.as_slice();
    let mut newline = true;
    // dash always interprets escapes and knows only `-n`.
    let dash = ctx.dialect == Dialect::Dash;
    let mut escapes = dash;
    while let Some((word, rest)) = words.split_first() {
        let letters = word.strip_prefix('-').filter(|letters| !letters.is_empty());
        let Some(letters) = letters.filter(|l| l.chars().all(|c| if dash { c == 'n' } else { "neE".contains(c) })) else {
            break;
        };
        if dash && letters != "n" {
            break;
        }
        for letter in letters.chars() {
            match letter {
                'n' => newline = false,
                'e' => escapes = true,
                _ => escapes = false,
            }
        }
        words = rest;
    }
    let text = words.join(" ");
    let mut bytes = Vec::new();
    if escapes {
        if super::printf::escapes(&text, super::printf::Octal::LeadingZero, &mut bytes) {
            newline = false;
        }
    } else {
        bytes = to_bytes(&text);
    }
    if newline {
        bytes.push(b'\n');
    }
    ctx.write(&bytes)?;
    Ok(0)
}

#[cfg(test)]
mod tests {
    #[test]
    fn answers_recorded_from_busybox() {
        crate::testing::check(&[
            ("echo -n a; echo -e 'x\\ty\\0101'; echo 'a\\tb'; echo -x", "ax\tyA\na\\tb\n-x\n"),
        ]);
    }
}
