//! Integer arithmetic of `$((…))`: 64 bits, wrapping.

use crate::syntax::Dialect;

/// Where variables come from and go to.
pub(crate) trait Variables {
    fn get(&self, name: &str) -> Option<String>;
    fn set(&mut self, name: &str, value: i64);
    /// Whether an unset variable is an error.
    fn strict(&self) -> bool;
    /// Whether the language is POSIX's alone: no `++`, `--`, `**` and `,`.
    fn plain(&self) -> bool {
        false
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ArithmeticError {
    Syntax,
    /// Something stands behind the expression.
    Trailing,
    DivisionByZero,
    NegativeExponent,
    Unset(String),
    TooDeep,
}

impl ArithmeticError {
    pub(crate) fn message(&self, source: &str, dialect: Dialect) -> String {
        let what = match self {
            ArithmeticError::Unset(name) => return format!("{name}: parameter not set"),
            ArithmeticError::TooDeep => return "expression recursion loop detected".into(),
            ArithmeticError::Syntax | ArithmeticError::Trailing if dialect == Dialect::Ash => {
                return "arithmetic syntax error".into();
            }
            ArithmeticError::DivisionByZero if dialect == Dialect::Ash => return "divide by zero".into(),
            ArithmeticError::NegativeExponent => "exponent less than 0",
            ArithmeticError::DivisionByZero if dialect == Dialect::Bash => {
                return format!("{source}: division by 0");
            }
            ArithmeticError::Syntax | ArithmeticError::Trailing if dialect == Dialect::Bash => {
                return format!("{source}: syntax error in expression");
            }
            ArithmeticError::Syntax => "expecting primary",
            ArithmeticError::Trailing => "expecting EOF",
            ArithmeticError::DivisionByZero => "division by zero",
        };
        format!("arithmetic expression: {what}: \"{source}\"")
    }
}

type Value = Result<i64, ArithmeticError>;

/// Parentheses, unary operators and variables that hold expressions may nest this deep.
const MAX_DEPTH: u16 = 64;

pub(crate) fn evaluate(source: &str, variables: &mut dyn Variables) -> Value {
    evaluate_at(source, variables, 0)
}

fn evaluate_at(source: &str, variables: &mut dyn Variables, depth: u16) -> Value {
    let mut reader = Reader { text: source.chars().collect(), at: 0, variables, depth, skipping: false };
    reader.blanks();
    if reader.peek().is_none() {
        return Ok(0);
    }
    let value = reader.comma()?;
    if reader.peek().is_some() { Err(ArithmeticError::Trailing) } else { Ok(value) }
}

struct Reader<'a> {
    text: Vec<char>,
    at: usize,
    variables: &'a mut dyn Variables,
    depth: u16,
    /// Inside the branch that `&&`, `||` or `?:` does not take: nothing is assigned, nothing fails.
    skipping: bool,
}

/// Binary operators by rising precedence; each group binds to the left.
const BINARY: &[&[&str]] = &[
    &["||"],
    &["&&"],
    &["|"],
    &["^"],
    &["&"],
    &["==", "!="],
    &["<=", ">=", "<", ">"],
    &["<<", ">>"],
    &["+", "-"],
    &["*", "/", "%"],
];

const ASSIGNMENTS: &[&str] = &["<<=", ">>=", "+=", "-=", "*=", "/=", "%=", "&=", "^=", "|=", "="];

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    fn blanks(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    fn looking_at(&self, op: &str) -> bool {
        op.chars().enumerate().all(|(i, c)| self.text.get(self.at + i) == Some(&c))
    }

    fn take(&mut self, op: &str) -> bool {
        let here = self.looking_at(op);
        if here {
            self.at += op.len();
            self.blanks();
        }
        here
    }

    fn deeper<T>(
        &mut self,
        inner: impl FnOnce(&mut Self) -> Result<T, ArithmeticError>,
    ) -> Result<T, ArithmeticError> {
        if self.depth >= MAX_DEPTH {
            return Err(ArithmeticError::TooDeep);
        }
        self.depth += 1;
        let result = inner(self);
        self.depth -= 1;
        result
    }

    fn comma(&mut self) -> Value {
        let mut value = self.assignment()?;
        while !self.variables.plain() && self.take(",") {
            value = self.assignment()?;
        }
        Ok(value)
    }

    fn assignment(&mut self) -> Value {
        let start = self.at;
        if let Some(name) = self.name() {
            let found =
                ASSIGNMENTS.iter().find(|op| self.looking_at(op) && !(**op == "=" && self.looking_at("==")));
            if let Some(op) = found {
                self.take(op);
                let right = self.deeper(Self::assignment)?;
                let value = match op.strip_suffix('=') {
                    Some("") | None => right,
                    Some(op) => {
                        let left = self.read(&name)?;
                        self.apply(op, left, right)?
                    }
                };
                self.write(&name, value);
                return Ok(value);
            }
            self.at = start;
        }
        self.conditional()
    }

    fn conditional(&mut self) -> Value {
        let condition = self.binary(0)?;
        if !self.take("?") {
            return Ok(condition);
        }
        let yes = self.branch(condition == 0, |reader| reader.deeper(Self::comma))?;
        if !self.take(":") {
            return Err(ArithmeticError::Syntax);
        }
        let no = self.branch(condition != 0, |reader| reader.deeper(Self::assignment))?;
        Ok(if condition != 0 { yes } else { no })
    }

    fn branch(&mut self, skip: bool, inner: impl FnOnce(&mut Self) -> Value) -> Value {
        let before = self.skipping;
        self.skipping |= skip;
        let value = inner(self);
        self.skipping = before;
        value
    }

    fn binary(&mut self, level: usize) -> Value {
        let Some(operators) = BINARY.get(level) else { return self.power() };
        let mut left = self.binary(level + 1)?;
        while let Some(op) = operators.iter().find(|op| self.looking_at(op) && !self.is_longer(op)) {
            self.take(op);
            left = match *op {
                "&&" => {
                    i64::from(self.branch(left == 0, |reader| reader.binary(level + 1))? != 0 && left != 0)
                }
                "||" => {
                    i64::from(self.branch(left != 0, |reader| reader.binary(level + 1))? != 0 || left != 0)
                }
                op => {
                    let right = self.binary(level + 1)?;
                    self.apply(op, left, right)?
                }
            };
        }
        Ok(left)
    }

    /// Whether the operator here is really a longer one, such as `&&` where `&` is looked for.
    fn is_longer(&self, op: &str) -> bool {
        let next = self.text.get(self.at + op.len()).copied();
        match op {
            "|" => matches!(next, Some('|' | '=')),
            "&" => matches!(next, Some('&' | '=')),
            "<" | ">" => next == op.chars().next(),
            "^" | "<<" | ">>" | "+" | "-" | "/" | "%" => next == Some('='),
            "*" => matches!(next, Some('=' | '*')),
            _ => false,
        }
    }

    fn apply(&self, op: &str, left: i64, right: i64) -> Value {
        Ok(match op {
            "|" => left | right,
            "^" => left ^ right,
            "&" => left & right,
            "==" => i64::from(left == right),
            "!=" => i64::from(left != right),
            "<=" => i64::from(left <= right),
            ">=" => i64::from(left >= right),
            "<" => i64::from(left < right),
            ">" => i64::from(left > right),
            "<<" => left.wrapping_shl(right as u32),
            ">>" => left.wrapping_shr(right as u32),
            "+" => left.wrapping_add(right),
            "-" => left.wrapping_sub(right),
            "*" => left.wrapping_mul(right),
            _ if right == 0 && self.skipping => 0,
            _ if right == 0 => return Err(ArithmeticError::DivisionByZero),
            "/" => left.wrapping_div(right),
            _ => left.wrapping_rem(right),
        })
    }

    fn power(&mut self) -> Value {
        let base = self.unary()?;
        if self.variables.plain() || !self.take("**") {
            return Ok(base);
        }
        let exponent = self.deeper(Self::power)?;
        match u32::try_from(exponent) {
            Ok(exponent) => Ok(base.wrapping_pow(exponent)),
            Err(_) if exponent < 0 => Err(ArithmeticError::NegativeExponent),
            Err(_) => Ok(0),
        }
    }

    fn unary(&mut self) -> Value {
        for op in ["++", "--"] {
            let start = self.at;
            if !self.variables.plain() && self.take(op) {
                if let Some(name) = self.name() {
                    let value = self.read(&name)?.wrapping_add(if op == "++" { 1 } else { -1 });
                    self.write(&name, value);
                    return Ok(value);
                }
                self.at = start;
            }
        }
        let Some(op) = self.peek().filter(|c| "+-!~".contains(*c)) else { return self.primary() };
        self.at += 1;
        self.blanks();
        let value = self.deeper(Self::unary)?;
        Ok(match op {
            '-' => value.wrapping_neg(),
            '!' => i64::from(value == 0),
            '~' => !value,
            _ => value,
        })
    }

    fn primary(&mut self) -> Value {
        if self.take("(") {
            let value = self.deeper(Self::comma)?;
            return if self.take(")") { Ok(value) } else { Err(ArithmeticError::Syntax) };
        }
        if let Some(name) = self.name() {
            let value = self.read(&name)?;
            for (op, change) in [("++", 1), ("--", -1)] {
                if !self.variables.plain() && self.take(op) {
                    self.write(&name, value.wrapping_add(change));
                    break;
                }
            }
            return Ok(value);
        }
        self.number()
    }

    /// A variable's name, with an index of bash's arrays behind it.
    fn name(&mut self) -> Option<String> {
        self.peek().filter(|c| *c == '_' || c.is_ascii_alphabetic())?;
        let mut name = String::new();
        while let Some(c) = self.peek().filter(|c| *c == '_' || c.is_ascii_alphanumeric()) {
            name.push(c);
            self.at += 1;
        }
        if self.peek() == Some('[') {
            while let Some(c) = self.peek() {
                name.push(c);
                self.at += 1;
                if c == ']' {
                    break;
                }
            }
        }
        self.blanks();
        Some(name)
    }

    fn number(&mut self) -> Value {
        let mut digits = String::new();
        while let Some(c) = self.peek().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '#' | '@' | '_'))
        {
            digits.push(c);
            self.at += 1;
        }
        self.blanks();
        let (radix, digits) = match digits.split_once('#') {
            Some((radix, digits)) => (radix.parse().unwrap_or(0), digits),
            None => match digits.strip_prefix("0x").or(digits.strip_prefix("0X")) {
                Some(digits) => (16, digits),
                None if digits.len() > 1 && digits.starts_with('0') => (8, digits.as_str()),
                None => (10, digits.as_str()),
            },
        };
        if digits.is_empty() || !(2..=36).contains(&radix) {
            return Err(ArithmeticError::Syntax);
        }
        let mut value = 0i64;
        for c in digits.chars() {
            let digit = c.to_digit(radix).ok_or(ArithmeticError::Trailing)?;
            value = value.wrapping_mul(i64::from(radix)).wrapping_add(i64::from(digit));
        }
        Ok(value)
    }

    fn read(&mut self, name: &str) -> Value {
        let Some(text) = self.variables.get(name) else {
            if self.variables.strict() && !self.skipping {
                return Err(ArithmeticError::Unset(name.to_string()));
            }
            return Ok(0);
        };
        if let Ok(value) = text.trim().parse::<i64>()
            && !text.trim().trim_start_matches('-').starts_with('0')
        {
            return Ok(value);
        }
        if self.depth >= MAX_DEPTH {
            return Err(ArithmeticError::TooDeep);
        }
        evaluate_at(&text, self.variables, self.depth + 1)
    }

    fn write(&mut self, name: &str, value: i64) {
        if !self.skipping {
            self.variables.set(name, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    impl Variables for BTreeMap<String, String> {
        fn get(&self, name: &str) -> Option<String> {
            BTreeMap::get(self, name).cloned()
        }
        fn set(&mut self, name: &str, value: i64) {
            self.insert(name.into(), value.to_string());
        }
        fn strict(&self) -> bool {
            false
        }
    }

    #[test]
    fn expressions_have_their_values() {
        let check = |source: &str, wanted: Value| {
            let mut variables =
                BTreeMap::from([("a".to_string(), "5".to_string()), ("e".into(), "a+1".into())]);
            assert_eq!(evaluate(source, &mut variables), wanted, "{source}");
        };
        check("1 + 2 * 3", Ok(7));
        check("(1 + 2) * 3", Ok(9));
        check("2 ** 3 ** 2", Ok(512));
        check("-7 / 2", Ok(-3));
        check("-7 % 3", Ok(-1));
        check("0x1f + 010", Ok(39));
        check("2#101", Ok(5));
        check("a++ + a", Ok(11));
        check("a += 3, a", Ok(8));
        check("e * 2", Ok(12));
        check("1 < 2 && 2 < 1 || 3 == 3", Ok(1));
        check("a > 4 ? 10 : 1/0", Ok(10));
        check("0 && 1/0", Ok(0));
        check("!0 + ~0", Ok(0));
        check("1 << 4 | 1", Ok(17));
        check("unset", Ok(0));
        check("", Ok(0));
        check("1/0", Err(ArithmeticError::DivisionByZero));
        check("1 +", Err(ArithmeticError::Syntax));
        check("1 2", Err(ArithmeticError::Trailing));
        check("9223372036854775807 + 1", Ok(i64::MIN));
        check(&"(".repeat(100_000), Err(ArithmeticError::TooDeep));
    }
}
