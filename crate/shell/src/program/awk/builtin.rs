//! Expressions and built-in functions.

use super::super::Done;
use super::ast::*;
use super::execute::Machine;
use super::value::Value;
use crate::kernel::Unwind;
use crate::regex::Regex;

impl Machine<'_, '_, '_, '_> {
    pub(super) fn eval_text(&mut self, expr: &Expr) -> Done<String> {
        let value = self.eval(expr)?;
        Ok(match value {
            Value::Text(text) | Value::Numeric(text, _) => text,
            value => value.text(&self.text("CONVFMT")),
        })
    }

    pub(super) fn eval(&mut self, expr: &Expr) -> Done<Value> {
        self.ctx.kernel.meter.fuel(1)?;
        Ok(match expr {
            Expr::Number(number) => Value::Number(*number),
            Expr::Text(text) => Value::Text(text.clone()),
            Expr::Regex(regex) => {
                let record = self.whole_record();
                regex.is_match(&record, &mut self.ctx.kernel.meter)?.into()
            }
            Expr::Variable(name) => self.get_variable(name),
            Expr::Field(index) => {
                let index = self.field_index(index)?;
                self.field(index)
            }
            Expr::Index(name, index) => {
                let key = self.key(index)?;
                let array = self.array(name)?;
                let found = array.borrow().get(&key).cloned();
                match found {
                    Some(value) => value,
                    None => {
                        // Looking at an element makes it.
                        array.borrow_mut().set(key, Value::Unset);
                        Value::Unset
                    }
                }
            }
            Expr::Assign(target, op, value) => {
                let mut value = self.eval(value)?;
                if *op != '\0' {
                    let old = self.eval(target)?.number();
                    value = Value::Number(self.arithmetic(*op, old, value.number())?);
                }
                self.store(target, value.clone())?;
                value
            }
            Expr::Conditional(condition, yes, no) => {
                if self.eval(condition)?.truth() { self.eval(yes)? } else { self.eval(no)? }
            }
            Expr::And(left, right) => (self.eval(left)?.truth() && self.eval(right)?.truth()).into(),
            Expr::Or(left, right) => (self.eval(left)?.truth() || self.eval(right)?.truth()).into(),
            Expr::Not(inner) => (!self.eval(inner)?.truth()).into(),
            Expr::Negative(inner) => Value::Number(-self.eval(inner)?.number()),
            Expr::Positive(inner) => Value::Number(self.eval(inner)?.number()),
            Expr::Arithmetic(op, left, right) => {
                let (left, right) = (self.eval(left)?.number(), self.eval(right)?.number());
                Value::Number(self.arithmetic(*op, left, right)?)
            }
            Expr::Compare(op, left, right) => self.compare(op, left, right)?,
            Expr::Concat(left, right) => {
                let text = self.eval_text(left)? + &self.eval_text(right)?;
                self.ctx.kernel.meter.hold(text.len() as u64)?;
                self.ctx.kernel.meter.fuel(text.len() as u64 / 32)?;
                Value::Text(text)
            }
            Expr::Match { negated, subject, regex } => {
                let subject = self.eval_text(subject)?;
                let regex = self.regex_of(regex)?;
                (regex.is_match(&subject, &mut self.ctx.kernel.meter)? != *negated).into()
            }
            Expr::In(index, name) => {
                let key = self.key(index)?;
                let array = self.array(name)?;
                let found = array.borrow().get(&key).is_some();
                found.into()
            }
            Expr::Step { target, by, before } => {
                let old = self.eval(target)?.number();
                self.store(target, Value::Number(old + by))?;
                Value::Number(if *before { old + by } else { old })
            }
            Expr::Builtin(name, arguments) => self.builtin(name, arguments)?,
            Expr::Call(name, arguments) => self.call(name, arguments)?,
            Expr::Getline { target, from } => self.getline(target.as_deref(), from.as_ref())?,
            Expr::Group(inner) => self.eval(inner)?,
        })
    }

    fn field_index(&mut self, index: &Expr) -> Done<usize> {
        let number = self.eval(index)?.number();
        if number < 0.0 {
            self.ctx.complain("Access to negative field")?;
            return Err(Unwind::Exit(2));
        }
        Ok(number as usize)
    }

    fn store(&mut self, target: &Expr, value: Value) -> Done<()> {
        match target {
            Expr::Variable(name) => self.set_variable(name, value),
            Expr::Field(index) => {
                let index = self.field_index(index)?;
                self.set_field(index, value)?;
            }
            Expr::Index(name, index) => {
                let key = self.key(index)?;
                self.array(name)?.borrow_mut().set(key, value);
            }
            Expr::Group(inner) => self.store(inner, value)?,
            _ => {}
        }
        Ok(())
    }

    fn arithmetic(&mut self, op: char, left: f64, right: f64) -> Done<f64> {
        Ok(match op {
            '+' => left + right,
            '-' => left - right,
            '*' => left * right,
            '^' => left.powf(right),
            _ if right == 0.0 => {
                self.ctx.complain(if self.ctx.gnu { "division by zero" } else { "Division by zero" })?;
                return Err(Unwind::Exit(2));
            }
            '/' => left / right,
            _ => left % right,
        })
    }

    fn compare(&mut self, op: &str, left: &Expr, right: &Expr) -> Done<Value> {
        let (left, right) = (self.eval(left)?, self.eval(right)?);
        let ordering = if left.is_text() || right.is_text() {
            let format = self.text("CONVFMT");
            left.text(&format).cmp(&right.text(&format))
        } else {
            left.number().partial_cmp(&right.number()).unwrap_or(std::cmp::Ordering::Less)
        };
        let holds = match op {
            "<" => ordering.is_lt(),
            "<=" => ordering.is_le(),
            "==" => ordering.is_eq(),
            "!=" => ordering.is_ne(),
            ">=" => ordering.is_ge(),
            _ => ordering.is_gt(),
        };
        Ok(holds.into())
    }

    fn getline(&mut self, target: Option<&Expr>, from: Option<&(Source, Box<Expr>)>) -> Done<Value> {
        let record = match from {
            None => self.next_record()?,
            Some((source, name)) => {
                let name = self.eval_text(name)?;
                match self.read_from(*source, &name)? {
                    Some(record) => record,
                    None => return Ok(Value::Number(-1.0)),
                }
            }
        };
        let Some(record) = record else { return Ok(Value::Number(0.0)) };
        match target {
            Some(target) => self.store(target, Value::input(&record))?,
            None => self.set_record(record),
        }
        Ok(Value::Number(1.0))
    }

    /// The pieces between separators: blanks for a single space, a character, or an expression.
    pub(super) fn split_text(&mut self, text: &str, separator: &str, regex: Option<&Regex>) -> Done<Vec<String>> {
        if text.is_empty() {
            return Ok(Vec::new());
        }
        self.ctx.kernel.meter.fuel(1 + text.len() as u64 / 128)?;
        let single = separator.chars().count() == 1 && separator != "\\";
        if regex.is_none() {
            if separator == " " {
                return Ok(text.split([' ', '\t', '\n']).filter(|piece| !piece.is_empty()).map(str::to_string).collect());
            }
            if separator.is_empty() {
                return Ok(text.chars().map(|c| c.to_string()).collect());
            }
            if single {
                return Ok(text.split(separator).map(str::to_string).collect());
            }
        }
        let dynamic;
        let regex = match regex {
            Some(regex) => regex,
            None => {
                dynamic = self.dynamic_regex(separator)?;
                &dynamic
            }
        };
        let chars: Vec<char> = text.chars().collect();
        let mut pieces = Vec::new();
        let (mut start, mut from) = (0, 0);
        while let Some(found) = regex.find_chars(&chars, from, &mut self.ctx.kernel.meter)? {
            if found.end() == found.start() {
                from = found.end() + 1;
                if from > chars.len() {
                    break;
                }
                continue;
            }
            pieces.push(chars[start..found.start()].iter().collect());
            (start, from) = (found.end(), found.end());
        }
        pieces.push(chars[start..].iter().collect());
        Ok(pieces)
    }

    fn builtin(&mut self, name: &str, arguments: &[Expr]) -> Done<Value> {
        Ok(match (name, arguments) {
            ("length", []) => Value::Number(self.whole_record().chars().count() as f64),
            ("length", [Expr::Variable(name), ..]) if self.is_array(name) => Value::Number(self.array(name)?.borrow().len() as f64),
            ("length", [text, ..]) => Value::Number(self.eval_text(text)?.chars().count() as f64),
            ("substr", [text, start, rest @ ..]) => {
                let text = self.eval_text(text)?;
                let start = self.eval(start)?.number().round();
                let length = match rest.first() {
                    Some(length) => self.eval(length)?.number().round(),
                    None => f64::INFINITY,
                };
                let piece = text.chars().enumerate().filter(|(i, _)| {
                    let place = *i as f64 + 1.0;
                    place >= start && place < start + length
                });
                Value::Text(piece.map(|(_, c)| c).collect())
            }
            ("index", [text, part, ..]) => {
                let (text, part) = (self.eval_text(text)?, self.eval_text(part)?);
                let at = text.find(&part).and_then(|at| text.get(..at)).map(|before| before.chars().count() + 1);
                Value::Number(at.unwrap_or(0) as f64)
            }
            ("split", [text, Expr::Variable(array), rest @ ..]) => self.split(text, array, rest.first())?,
            ("sub" | "gsub", [regex, with, rest @ ..]) => self.substitute(regex, with, rest.first(), name == "gsub")?,
            ("gensub", [_, _, _, ..]) => return Err(self.ctx.unmodelled("gensub()")),
            ("match", [text, regex, ..]) => {
                let text = self.eval_text(text)?;
                let regex = self.regex_of(regex)?;
                let found = regex.find(&text, 0, &mut self.ctx.kernel.meter)?;
                let (start, length) = found.map_or((0.0, -1.0), |found| (found.start() as f64 + 1.0, (found.end() - found.start()) as f64));
                self.set_global("RSTART", Value::Number(start));
                self.set_global("RLENGTH", Value::Number(length));
                Value::Number(start)
            }
            ("sprintf", [format, rest @ ..]) => {
                let format = self.eval_text(format)?;
                let mut values = Vec::new();
                for expr in rest {
                    values.push(self.eval(expr)?);
                }
                Value::Text(super::format::format(&format, &values))
            }
            ("tolower", [text, ..]) => Value::Text(self.eval_text(text)?.to_lowercase()),
            ("toupper", [text, ..]) => Value::Text(self.eval_text(text)?.to_uppercase()),
            ("system", [command, ..]) => {
                let command = self.eval_text(command)?;
                self.flush()?;
                Value::Number(f64::from(self.shell(&command)?))
            }
            ("close", [target, ..]) => {
                let target = self.eval_text(target)?;
                Value::Number(f64::from(self.close(&target)?))
            }
            ("fflush", _) => {
                self.flush()?;
                Value::Number(0.0)
            }
            ("systime", _) => Value::Number(self.ctx.kernel.now.secs as f64),
            ("strftime", rest) => {
                let format = rest.first().map_or(Ok("%a %b %e %H:%M:%S UTC %Y".to_string()), |format| self.eval_text(format))?;
                let now = self.ctx.kernel.now.secs as f64;
                let time = rest.get(1).map_or(Ok(now), |time| self.eval(time).map(|value| value.number()))?;
                Value::Text(crate::calendar::format(&format, time as i64, 0))
            }
            ("srand", rest) => {
                let old = self.seed.0;
                let now = self.ctx.kernel.now.secs as f64;
                let seed = rest.first().map_or(Ok(now), |seed| self.eval(seed).map(|value| value.number()))?;
                self.seed = (seed, seed.to_bits() | 1);
                Value::Number(old)
            }
            ("rand", _) => {
                // xorshift64*: deterministic, as awk's own is without srand.
                let mut state = self.seed.1;
                state ^= state >> 12;
                state ^= state << 25;
                state ^= state >> 27;
                self.seed.1 = state;
                Value::Number((state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 11) as f64 / (1u64 << 53) as f64)
            }
            (name, [first, rest @ ..]) => {
                let first = self.eval(first)?.number();
                let second = rest.first().map(|expr| self.eval(expr)).transpose()?.map_or(0.0, |value| value.number());
                Value::Number(numeric(name, first, second))
            }
            _ => {
                self.ctx.complain("cmd. line:1: Too few arguments")?;
                return Err(Unwind::Exit(if self.ctx.gnu { 2 } else { 1 }));
            }
        })
    }

    fn is_array(&mut self, name: &str) -> bool {
        self.get_variable(name) == Value::Unset && self.array(name).is_ok_and(|array| array.borrow().len() > 0)
    }

    fn split(&mut self, text: &Expr, array: &str, separator: Option<&Expr>) -> Done<Value> {
        let text = self.eval_text(text)?;
        let pieces = match separator {
            Some(Expr::Regex(regex)) => {
                let regex = std::rc::Rc::clone(regex);
                self.split_text(&text, "", Some(&regex))?
            }
            Some(expr) => {
                let separator = self.eval_text(expr)?;
                self.split_text(&text, &separator, None)?
            }
            None => {
                let separator = self.text("FS");
                self.split_text(&text, &separator, None)?
            }
        };
        let array = self.array(array)?;
        let mut array = array.borrow_mut();
        array.clear();
        for (i, piece) in pieces.iter().enumerate() {
            array.set((i + 1).to_string(), Value::input(piece));
        }
        Ok(Value::Number(pieces.len() as f64))
    }

    fn substitute(&mut self, regex: &Expr, with: &Expr, target: Option<&Expr>, all: bool) -> Done<Value> {
        let regex = self.regex_of(regex)?;
        let with = self.eval_text(with)?;
        let record = Expr::Field(Box::new(Expr::Number(0.0)));
        let target = target.unwrap_or(&record);
        let chars: Vec<char> = self.eval_text(target)?.chars().collect();
        let mut out = String::new();
        let (mut copied, mut from, mut count) = (0, 0, 0u64);
        while from <= chars.len() {
            let Some(found) = regex.find_chars(&chars, from, &mut self.ctx.kernel.meter)? else { break };
            let (start, end) = (found.start(), found.end());
            if !(start == end && start == copied && count > 0) {
                out.extend(&chars[copied..start]);
                replacement(&with, &chars[start..end], &mut out);
                copied = end;
                count += 1;
            }
            if !all {
                break;
            }
            from = if end > start { end } else { end + 1 };
        }
        if count > 0 {
            out.extend(&chars[copied..]);
            self.ctx.kernel.meter.hold(out.len() as u64)?;
            self.store(target, Value::Text(out))?;
        }
        Ok(Value::Number(count as f64))
    }
}

/// `&` is the match, `\&` an ampersand.
fn replacement(with: &str, matched: &[char], out: &mut String) {
    let mut chars = with.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '&' => out.extend(matched),
            '\\' if matches!(chars.peek(), Some('&' | '\\')) => out.extend(chars.next()),
            c => out.push(c),
        }
    }
}

fn numeric(name: &str, first: f64, second: f64) -> f64 {
    match name {
        "sin" => first.sin(),
        "cos" => first.cos(),
        "atan2" => first.atan2(second),
        "exp" => first.exp(),
        "log" => first.ln(),
        "sqrt" => first.sqrt(),
        "int" => first.trunc(),
        "and" => (first as u64 & second as u64) as f64,
        "or" => (first as u64 | second as u64) as f64,
        "xor" => (first as u64 ^ second as u64) as f64,
        "lshift" => (first as u64).wrapping_shl(second as u32) as f64,
        "rshift" => (first as u64).wrapping_shr(second as u32) as f64,
        "compl" => (!(first as u64) & ((1 << 53) - 1)) as f64,
        _ => 0.0,
    }
}

/// Whether a function's body uses a name as an array.
pub(super) fn uses_as_array(body: &[Stmt], name: &str) -> bool {
    body.iter().any(|statement| in_statement(statement, name))
}

fn in_statement(statement: &Stmt, name: &str) -> bool {
    let expr = |expr: &Expr| in_expr(expr, name);
    let inner = |statement: &Stmt| in_statement(statement, name);
    match statement {
        Stmt::Expr(value) => expr(value),
        Stmt::Print { arguments, to, .. } => arguments.iter().any(expr) || to.as_ref().is_some_and(|(_, target)| expr(target)),
        Stmt::If(condition, yes, no) => expr(condition) || inner(yes) || no.as_deref().is_some_and(inner),
        Stmt::While(condition, body) | Stmt::Do(body, condition) => expr(condition) || inner(body),
        Stmt::For(init, condition, step, body) => {
            init.as_deref().is_some_and(inner) || condition.as_ref().is_some_and(expr) || step.as_deref().is_some_and(inner) || inner(body)
        }
        Stmt::ForIn(_, array, body) => array == name || inner(body),
        Stmt::Block(body) => uses_as_array(body, name),
        Stmt::Delete(array, _) => array == name,
        Stmt::Exit(value) | Stmt::Return(value) => value.as_ref().is_some_and(expr),
        Stmt::Next | Stmt::NextFile | Stmt::Break | Stmt::Continue => false,
    }
}

fn in_expr(expr: &Expr, name: &str) -> bool {
    let inner = |expr: &Expr| in_expr(expr, name);
    match expr {
        Expr::Index(array, index) => array == name || index.iter().any(inner),
        Expr::In(index, array) => array == name || index.iter().any(inner),
        Expr::Builtin(function, arguments) => {
            let second = matches!(arguments.get(1), Some(Expr::Variable(array)) if function == "split" && array == name);
            second || arguments.iter().any(inner)
        }
        // What is passed on may be used as an array there.
        Expr::Call(_, arguments) => arguments.iter().any(|argument| matches!(argument, Expr::Variable(array) if array == name) || inner(argument)),
        Expr::Assign(left, _, right)
        | Expr::And(left, right)
        | Expr::Or(left, right)
        | Expr::Arithmetic(_, left, right)
        | Expr::Compare(_, left, right)
        | Expr::Concat(left, right) => inner(left) || inner(right),
        Expr::Match { subject, regex, .. } => inner(subject) || inner(regex),
        Expr::Conditional(condition, yes, no) => inner(condition) || inner(yes) || inner(no),
        Expr::Field(value) | Expr::Not(value) | Expr::Negative(value) | Expr::Positive(value) | Expr::Group(value) => inner(value),
        Expr::Step { target, .. } => inner(target),
        Expr::Getline { target, from } => target.as_deref().is_some_and(inner) || from.as_ref().is_some_and(|(_, value)| inner(value)),
        Expr::Number(_) | Expr::Text(_) | Expr::Regex(_) | Expr::Variable(_) => false,
    }
}
