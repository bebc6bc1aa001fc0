//! printf.

use super::{Context, Done};
use crate::syntax::Dialect;
use crate::text::{from_bytes, to_bytes};

/// How octal escapes are written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Octal {
    /// `\0101` or `\101`, as in `%b` and `echo -e`.
    LeadingZero,
    /// `\101`, as in a format.
    Plain,
}

pub(super) fn main(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let mut args = ctx.operands();
    if args.first().is_some_and(|arg| arg == "--") {
        args.remove(0);
    }
    if args.is_empty() {
        ctx.misuse("")?;
        return Ok(2);
    }
    let format = args.remove(0);
    let mut output = Output { bytes: Vec::new(), status: 0, stopped: false };
    let mut rest = args.as_slice();
    loop {
        let before = rest.len();
        rest = pass(ctx, &format, rest, &mut output)?;
        if rest.is_empty() || rest.len() == before || output.stopped {
            break;
        }
        ctx.kernel.meter.fuel(1 + format.len() as u64 / 16)?;
    }
    ctx.write(&output.bytes)?;
    Ok(output.status)
}

struct Output {
    bytes: Vec<u8>,
    status: i32,
    /// `\c` was met.
    stopped: bool,
}

/// One pass over the format; returns the arguments that are left.
fn pass<'a>(ctx: &mut Context<'_, '_>, format: &str, mut args: &'a [String], out: &mut Output) -> Done<&'a [String]> {
    let chars: Vec<char> = format.chars().collect();
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        at += 1;
        match c {
            // dash knows no `\x`.
            '\\' if ctx.gnu && ctx.dialect == Dialect::Dash && chars.get(at) == Some(&'x') => out.bytes.push(b'\\'),
            '\\' => {
                if escape(&chars, &mut at, Octal::Plain, &mut out.bytes) {
                    out.stopped = true;
                    return Ok(args);
                }
            }
            '%' if chars.get(at) == Some(&'%') => {
                out.bytes.push(b'%');
                at += 1;
            }
            '%' => {
                let start = at;
                let Some(spec) = Spec::read(&chars, &mut at, &mut args) else {
                    let message = format!("%{}: invalid format", chars.iter().skip(at).collect::<String>());
                    ctx.complain(&message)?;
                    out.status = 1;
                    out.stopped = true;
                    return Ok(args);
                };
                if spec.kind == 'q' && (!ctx.gnu || ctx.dialect == Dialect::Dash) {
                    return no_quoting(ctx, chars.get(start..).unwrap_or_default(), at - start, out).map(|()| args);
                }
                let argument = args.split_first().map(|(first, rest)| {
                    args = rest;
                    first.as_str()
                });
                spec.print(ctx, argument, out)?;
                ctx.kernel.meter.hold(out.bytes.len() as u64)?;
                if out.stopped {
                    return Ok(args);
                }
            }
            c => out.bytes.extend(to_bytes(&c.to_string())),
        }
    }
    Ok(args)
}

/// `%-08.3d`.
#[derive(Default)]
pub(super) struct Spec {
    left: bool,
    zero: bool,
    plus: bool,
    space: bool,
    pub(super) alternate: bool,
    width: usize,
    pub(super) precision: Option<usize>,
    pub(super) kind: char,
}

/// Wider fields are cut to this.
const MAX_WIDTH: usize = 10_000;

impl Spec {
    pub(super) fn read(chars: &[char], at: &mut usize, args: &mut &[String]) -> Option<Spec> {
        let mut spec = Spec::default();
        while let Some(c) = chars.get(*at) {
            match c {
                '-' => spec.left = true,
                '0' => spec.zero = true,
                '+' => spec.plus = true,
                ' ' => spec.space = true,
                '#' => spec.alternate = true,
                _ => break,
            }
            *at += 1;
        }
        let width = number(chars, at, args);
        spec.left |= width.is_some_and(|width| width < 0);
        spec.width = (width.unwrap_or(0).unsigned_abs() as usize).min(MAX_WIDTH);
        if chars.get(*at) == Some(&'.') {
            *at += 1;
            let precision = number(chars, at, args).unwrap_or(0);
            spec.precision = usize::try_from(precision).ok().map(|precision| precision.min(MAX_WIDTH));
        }
        while chars.get(*at).is_some_and(|c| matches!(c, 'l' | 'h' | 'L' | 'z' | 'j' | 't')) {
            *at += 1;
        }
        spec.kind = chars.get(*at).copied().filter(|c| "diouxXcsbqeEfFgG".contains(*c))?;
        *at += 1;
        Some(spec)
    }

    fn print(&self, ctx: &mut Context<'_, '_>, argument: Option<&str>, out: &mut Output) -> Done<()> {
        let text = argument.unwrap_or_default();
        let shown = match self.kind {
            's' => self.cut(to_bytes(text)),
            'c' => text.chars().take(1).flat_map(|c| to_bytes(&c.to_string())).collect(),
            'b' => {
                let mut bytes = Vec::new();
                out.stopped = escapes(text, Octal::LeadingZero, &mut bytes);
                self.cut(bytes)
            }
            'q' => to_bytes(&quoted(text)),
            'e' | 'E' | 'f' | 'F' | 'g' | 'G' => {
                let value = match text.trim_start().parse::<f64>() {
                    _ if argument.is_none() || text.is_empty() => 0.0,
                    Ok(value) => value,
                    Err(_) => {
                        out.status = 1;
                        ctx.complain(&invalid(ctx.gnu, text))?;
                        0.0
                    }
                };
                self.signed(value.is_sign_negative(), float(value.abs(), self.kind, self.precision, self.alternate))
            }
            _ => {
                // busybox misses a number even where there is no argument for it.
                let empty = text.is_empty() && !ctx.gnu;
                let value = match integer(text).filter(|_| !empty) {
                    Some(value) => value,
                    None if ctx.gnu && (argument.is_none() || text.is_empty() && ctx.dialect != Dialect::Ash) => 0,
                    None => {
                        out.status = 1;
                        ctx.complain(&invalid(ctx.gnu, text))?;
                        if ctx.gnu { leading_integer(text) } else { 0 }
                    }
                };
                self.integer(value)
            }
        };
        self.pad(shown, &mut out.bytes);
        Ok(())
    }

    pub(super) fn cut(&self, bytes: Vec<u8>) -> Vec<u8> {
        match self.precision {
            None => bytes,
            Some(most) => from_bytes(&bytes).chars().take(most).flat_map(|c| to_bytes(&c.to_string())).collect(),
        }
    }

    pub(super) fn integer(&self, value: i128) -> Vec<u8> {
        let wrapped = value as u64;
        let digits = match self.kind {
            'd' | 'i' => value.unsigned_abs().to_string(),
            'u' => wrapped.to_string(),
            'o' => format!("{wrapped:o}"),
            'x' => format!("{wrapped:x}"),
            _ => format!("{wrapped:X}"),
        };
        let digits = format!("{digits:0>width$}", width = self.precision.unwrap_or(0));
        let digits = match (self.alternate && value != 0, self.kind) {
            (true, 'x') => format!("0x{digits}"),
            (true, 'X') => format!("0X{digits}"),
            (true, 'o') => format!("0{digits}"),
            _ => digits,
        };
        self.signed(value < 0 && matches!(self.kind, 'd' | 'i'), digits)
    }

    pub(super) fn signed(&self, negative: bool, digits: String) -> Vec<u8> {
        let sign = if negative {
            "-"
        } else if self.plus {
            "+"
        } else if self.space {
            " "
        } else {
            ""
        };
        let integer_precision = self.precision.is_some() && "diouxX".contains(self.kind);
        let fill = if self.zero && !self.left && !integer_precision {
            self.width.saturating_sub(sign.len() + digits.len())
        } else {
            0
        };
        format!("{sign}{}{digits}", "0".repeat(fill)).into_bytes()
    }

    pub(super) fn pad(&self, shown: Vec<u8>, out: &mut Vec<u8>) {
        let width = from_bytes(&shown).chars().count();
        let fill = vec![b' '; self.width.saturating_sub(width)];
        if self.left {
            out.extend(shown);
            out.extend(fill);
        } else {
            out.extend(fill);
            out.extend(shown);
        }
    }
}

/// `%q` is bash's and GNU's.
fn no_quoting(ctx: &mut Context<'_, '_>, rest: &[char], length: usize, out: &mut Output) -> Done<()> {
    let (message, status) = if ctx.gnu {
        (format!("%{}: invalid directive", rest.iter().take(length).collect::<String>()), 2)
    } else {
        (format!("%{}: invalid format", rest.iter().collect::<String>()), 1)
    };
    ctx.complain(&message)?;
    (out.status, out.stopped) = (status, true);
    Ok(())
}

fn invalid(gnu: bool, text: &str) -> String {
    if gnu { format!("{text}: expected numeric value") } else { format!("invalid number '{text}'") }
}

/// Digits, or `*` for an argument.
fn number(chars: &[char], at: &mut usize, args: &mut &[String]) -> Option<i64> {
    if chars.get(*at) == Some(&'*') {
        *at += 1;
        let (first, rest) = args.split_first()?;
        *args = rest;
        return first.parse().ok();
    }
    let mut value = None;
    while let Some(digit) = chars.get(*at).and_then(|c| c.to_digit(10)) {
        value = Some(value.unwrap_or(0i64).saturating_mul(10).saturating_add(i64::from(digit)));
        *at += 1;
    }
    value
}

/// A C integer, or the code of a character behind a quote.
fn integer(text: &str) -> Option<i128> {
    if let Some(rest) = text.strip_prefix(['\'', '"']) {
        return Some(rest.chars().next().map_or(0, |c| i128::from(u32::from(c))));
    }
    let text = text.trim_start();
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let value = match digits.strip_prefix("0x").or(digits.strip_prefix("0X")) {
        Some(hex) => i128::from_str_radix(hex, 16),
        None if digits.len() > 1 && digits.starts_with('0') => i128::from_str_radix(digits, 8),
        None => digits.parse(),
    };
    value.ok().map(|value| if negative { -value } else { value })
}

fn leading_integer(text: &str) -> i128 {
    let end = text.char_indices().find(|(i, c)| !(c.is_ascii_digit() || (*i == 0 && *c == '-'))).map_or(text.len(), |(i, _)| i);
    text.get(..end).and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

/// A non-negative number as C's printf writes it.
pub(super) fn float(value: f64, kind: char, precision: Option<usize>, alternate: bool) -> String {
    if !value.is_finite() {
        return if value.is_nan() { "nan".into() } else { "inf".into() };
    }
    let precision = precision.unwrap_or(6);
    match kind {
        'f' | 'F' => format!("{value:.precision$}"),
        'e' | 'E' => exponent(value, precision, kind),
        _ => {
            let precision = precision.max(1);
            let scientific = exponent(value, precision - 1, if kind == 'g' { 'e' } else { 'E' });
            let magnitude: i32 = scientific.rsplit(['e', 'E']).next().and_then(|text| text.parse().ok()).unwrap_or(0);
            let plain = (-4..precision as i32).contains(&magnitude);
            let text = if plain { format!("{value:.*}", (precision as i32 - 1 - magnitude).max(0) as usize) } else { scientific };
            if alternate {
                return text;
            }
            match text.split_once(['e', 'E']) {
                None => trim_zeros(&text).to_string(),
                Some((mantissa, exponent)) => {
                    format!("{}{}{exponent}", trim_zeros(mantissa), if kind == 'g' { 'e' } else { 'E' })
                }
            }
        }
    }
}

fn trim_zeros(text: &str) -> &str {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text }
}

fn exponent(value: f64, precision: usize, letter: char) -> String {
    let text = format!("{value:.precision$e}");
    let (mantissa, power) = text.split_once('e').unwrap_or((&text, "0"));
    let power: i32 = power.parse().unwrap_or(0);
    let sign = if power < 0 { '-' } else { '+' };
    format!("{mantissa}{letter}{sign}{:02}", power.abs())
}

/// Replaces escapes in a whole text; true if `\c` ended it.
pub(super) fn escapes(text: &str, octal: Octal, out: &mut Vec<u8>) -> bool {
    let chars: Vec<char> = text.chars().collect();
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        at += 1;
        if c != '\\' {
            out.extend(to_bytes(&c.to_string()));
        } else if escape(&chars, &mut at, octal, out) {
            return true;
        }
    }
    false
}

/// One escape, behind its backslash; true if it is `\c`.
fn escape(chars: &[char], at: &mut usize, octal: Octal, out: &mut Vec<u8>) -> bool {
    let Some(&c) = chars.get(*at) else {
        out.push(b'\\');
        return false;
    };
    *at += 1;
    let byte = match c {
        'n' => b'\n',
        't' => b'\t',
        'r' => b'\r',
        'a' => 7,
        'b' => 8,
        'e' | 'E' => 27,
        'f' => 12,
        'v' => 11,
        '\\' => b'\\',
        '"' if octal == Octal::Plain => b'"',
        'c' => return true,
        'x' => {
            let (value, digits) = digits(chars, at, 16, 2);
            if digits == 0 {
                out.extend_from_slice(b"\\x");
                return false;
            }
            value
        }
        '0'..='7' => {
            *at -= 1;
            let most = if octal == Octal::LeadingZero && c == '0' { 4 } else { 3 };
            digits(chars, at, 8, most).0
        }
        c => {
            out.push(b'\\');
            out.extend(to_bytes(&c.to_string()));
            return false;
        }
    };
    out.push(byte);
    false
}

fn digits(chars: &[char], at: &mut usize, radix: u32, most: usize) -> (u8, usize) {
    let mut value = 0u32;
    let mut count = 0;
    while count < most
        && let Some(digit) = chars.get(*at).and_then(|c| c.to_digit(radix))
    {
        value = value * radix + digit;
        count += 1;
        *at += 1;
    }
    ((value & 0xff) as u8, count)
}

fn quoted(text: &str) -> String {
    if text.is_empty() {
        return "''".into();
    }
    let plain = |c: char| c.is_alphanumeric() || "_-./:=@%+,".contains(c);
    text.chars().map(|c| if plain(c) { c.to_string() } else { format!("\\{c}") }).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn answers_recorded_from_busybox() {
        crate::testing::check(&[
            ("printf '%s|%5d|%-4s|%x|%c\\n' a 42 b 255 xyz; printf '%s ' a b c; printf '\\n%b\\n' 'x\\ty'; printf '%.2f %e\\n' 3.14159 1234.5; printf '%05.1f|%+d\\n' 2.25 3", "a|   42|b   |ff|x\na b c \nx\ty\n3.14 1.234500e+03\n002.2|+3\n"),
            ("printf '%d\\n' abc", "sh: invalid number 'abc'\n0\n[1]"),
        ]);
    }
}
