//! expr.

use super::{Context, Done};
use crate::regex::{Regex, Syntax};

pub(super) fn main(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let args = ctx.operands();
    if args.is_empty() {
        ctx.misuse("")?;
        return Ok(2);
    }
    let mut reader = Reader { ctx, args: &args, at: 0, depth: 0 };
    let result = reader.or();
    let complete = reader.at == args.len();
    match result? {
        Ok(value) if complete => {
            ctx.print_line(&value)?;
            Ok(i32::from(value.is_empty() || value.trim_start_matches('-').chars().all(|c| c == '0') && !value.is_empty()))
        }
        Ok(_) => {
            ctx.complain("syntax error")?;
            Ok(2)
        }
        Err(message) => {
            ctx.complain(&message)?;
            Ok(2)
        }
    }
}

struct Reader<'r, 'k, 'a> {
    ctx: &'r mut Context<'k, 'a>,
    args: &'r [String],
    at: usize,
    depth: u16,
}

type Value = Done<Result<String, String>>;

macro_rules! value {
    ($expr:expr) => {
        match $expr? {
            Ok(value) => value,
            Err(message) => return Ok(Err(message)),
        }
    };
}

impl Reader<'_, '_, '_> {
    fn take(&mut self, wanted: &[&str]) -> Option<String> {
        let here = self.args.get(self.at).filter(|arg| wanted.contains(&arg.as_str()))?;
        self.at += 1;
        Some(here.clone())
    }

    fn or(&mut self) -> Value {
        let mut left = value!(self.and());
        while self.take(&["|"]).is_some() {
            let right = value!(self.and());
            left = if is_null(&left) { if is_null(&right) { "0".into() } else { right } } else { left };
        }
        Ok(Ok(left))
    }

    fn and(&mut self) -> Value {
        let mut left = value!(self.comparison());
        while self.take(&["&"]).is_some() {
            let right = value!(self.comparison());
            left = if is_null(&left) || is_null(&right) { "0".into() } else { left };
        }
        Ok(Ok(left))
    }

    fn comparison(&mut self) -> Value {
        let mut left = value!(self.sum());
        while let Some(op) = self.take(&["=", "==", "!=", "<", "<=", ">", ">="]) {
            let right = value!(self.sum());
            let ordering = match (left.parse::<i64>(), right.parse::<i64>()) {
                (Ok(left), Ok(right)) => left.cmp(&right),
                _ => left.cmp(&right),
            };
            let holds = match op.as_str() {
                "=" | "==" => ordering.is_eq(),
                "!=" => ordering.is_ne(),
                "<" => ordering.is_lt(),
                "<=" => ordering.is_le(),
                ">" => ordering.is_gt(),
                _ => ordering.is_ge(),
            };
            left = u8::from(holds).to_string();
        }
        Ok(Ok(left))
    }

    fn sum(&mut self) -> Value {
        let mut left = value!(self.product());
        while let Some(op) = self.take(&["+", "-"]) {
            let right = value!(self.product());
            left = match arithmetic(&op, &left, &right) {
                Ok(value) => value,
                Err(message) => return Ok(Err(message)),
            };
        }
        Ok(Ok(left))
    }

    fn product(&mut self) -> Value {
        let mut left = value!(self.matching());
        while let Some(op) = self.take(&["*", "/", "%"]) {
            let right = value!(self.matching());
            left = match arithmetic(&op, &left, &right) {
                Ok(value) => value,
                Err(message) => return Ok(Err(message)),
            };
        }
        Ok(Ok(left))
    }

    fn matching(&mut self) -> Value {
        let mut left = value!(self.primary());
        while self.take(&[":"]).is_some() {
            let pattern = value!(self.primary());
            left = value!(self.match_pattern(&left, &pattern));
        }
        Ok(Ok(left))
    }

    fn match_pattern(&mut self, text: &str, pattern: &str) -> Value {
        let regex = match Regex::new(&format!("^{pattern}"), Syntax::Basic, false) {
            Ok(regex) => regex,
            Err(message) => return Ok(Err(message)),
        };
        let found = regex.find(text, 0, &mut self.ctx.kernel.meter)?;
        let has_group = pattern.contains("\\(");
        Ok(Ok(match found {
            Some(found) if has_group => found.texts(text).get(1).cloned().unwrap_or_default(),
            Some(found) => found.end().to_string(),
            None if has_group => String::new(),
            None => "0".into(),
        }))
    }

    fn primary(&mut self) -> Value {
        let Some(word) = self.args.get(self.at).cloned() else { return Ok(Err("syntax error".into())) };
        self.at += 1;
        let left = self.args.len() - self.at;
        Ok(Ok(match word.as_str() {
            "(" => {
                if self.depth >= 64 {
                    return Ok(Err("syntax error".into()));
                }
                self.depth += 1;
                let value = value!(self.or());
                self.depth -= 1;
                if self.take(&[")"]).is_none() {
                    return Ok(Err("syntax error".into()));
                }
                value
            }
            "length" if left >= 1 => value!(self.primary()).chars().count().to_string(),
            "match" if left >= 2 => {
                let (text, pattern) = (value!(self.primary()), value!(self.primary()));
                value!(self.match_pattern(&text, &pattern))
            }
            "index" if left >= 2 => {
                let (text, set) = (value!(self.primary()), value!(self.primary()));
                text.chars().position(|c| set.contains(c)).map_or(0, |at| at + 1).to_string()
            }
            "substr" if left >= 3 => {
                let (text, start, length) = (value!(self.primary()), value!(self.primary()), value!(self.primary()));
                let number = |text: &str| text.parse::<usize>().unwrap_or(0);
                match number(&start).checked_sub(1) {
                    Some(skip) => text.chars().skip(skip).take(number(&length)).collect(),
                    None => String::new(),
                }
            }
            _ => word,
        }))
    }
}

fn is_null(value: &str) -> bool {
    value.is_empty() || value.parse() == Ok(0)
}

fn arithmetic(op: &str, left: &str, right: &str) -> Result<String, String> {
    let (Ok(left), Ok(right)) = (left.parse::<i64>(), right.parse::<i64>()) else { return Err("non-integer argument".into()) };
    if right == 0 && matches!(op, "/" | "%") {
        return Err("division by zero".into());
    }
    Ok(match op {
        "+" => left.wrapping_add(right),
        "-" => left.wrapping_sub(right),
        "*" => left.wrapping_mul(right),
        "/" => left.wrapping_div(right),
        _ => left.wrapping_rem(right),
    }
    .to_string())
}

#[cfg(test)]
mod tests {
    #[test]
    fn answers_recorded_from_busybox() {
        crate::testing::check(&[
            ("expr 1 + 2 \\* 3; expr abc : 'a\\(.\\)'; expr length hello; expr 5 = 5; expr substr hello 2 3; expr index hello l", "7\nb\n5\n1\nell\n3\n"),
            ("expr 1 / 0", "expr: division by zero\n[2]"),
            ("expr 0", "0\n[1]"),
        ]);
    }
}
