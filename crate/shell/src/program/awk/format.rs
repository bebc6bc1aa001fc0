//! awk's printf.

use super::super::printf::{Spec, float};
use super::value::Value;
use crate::text::{from_bytes, to_bytes};

pub(super) fn format(format: &str, values: &[Value]) -> String {
    let chars: Vec<char> = format.chars().collect();
    let mut rest = values;
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        at += 1;
        if c != '%' {
            out.extend(to_bytes(&c.to_string()));
            continue;
        }
        if chars.get(at) == Some(&'%') {
            out.push(b'%');
            at += 1;
            continue;
        }
        let start = at;
        // `*` takes its number from the arguments.
        let texts: Vec<String> = rest.iter().map(|value| (value.number() as i64).to_string()).collect();
        let mut left = texts.as_slice();
        let Some(spec) = Spec::read(&chars, &mut at, &mut left) else {
            out.push(b'%');
            at = start;
            continue;
        };
        rest = rest.get(texts.len() - left.len()..).unwrap_or_default();
        let value = match rest.split_first() {
            Some((value, behind)) => {
                rest = behind;
                value.clone()
            }
            None => Value::Unset,
        };
        let shown = match spec.kind {
            'c' => match &value {
                Value::Number(code) | Value::Numeric(_, code) => {
                    let code = *code as u32;
                    if code < 256 { vec![code as u8] } else { char::from_u32(code).map_or(Vec::new(), |c| to_bytes(&c.to_string())) }
                }
                other => other.text("%.6g").chars().take(1).flat_map(|c| to_bytes(&c.to_string())).collect(),
            },
            's' | 'b' | 'q' => spec.cut(to_bytes(&value.text("%.6g"))),
            'd' | 'i' | 'o' | 'x' | 'X' | 'u' => spec.integer(value.number() as i128),
            kind => {
                let number = value.number();
                spec.signed(number.is_sign_negative(), float(number.abs(), kind, spec.precision, spec.alternate))
            }
        };
        spec.pad(shown, &mut out);
    }
    from_bytes(&out)
}
