//! test and [.

use vfs::{Follow, Kind};

use super::{Context, Done};
use crate::kernel::{Kernel, Task, allowed};
use crate::syntax::Dialect;

pub(super) fn main(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let mut args = ctx.operands();
    let called = ctx
        .args
        .first()
        .map(|name| name.rsplit('/').next().unwrap_or_default().to_string())
        .unwrap_or_default();
    for (open, close) in [("[", "]"), ("[[", "]]")] {
        if called == open {
            if args.last().is_none_or(|last| last != close) {
                ctx.complain(&format!("missing {close}"))?;
                return Ok(2);
            }
            args.pop();
        }
    }
    let mut reader =
        Reader { kernel: ctx.kernel, task: &ctx.task, args: &args, at: 0, depth: 0, dialect: ctx.dialect };
    match reader.evaluate() {
        Ok(true) => Ok(0),
        Ok(false) => Ok(1),
        Err(message) => {
            ctx.complain(&message)?;
            Ok(2)
        }
    }
}

struct Reader<'t, 'k, 'a> {
    kernel: &'t mut Kernel<'a>,
    task: &'k Task,
    args: &'k [String],
    at: usize,
    depth: u16,
    dialect: Dialect,
}

type Answer = Result<bool, String>;

/// Parentheses and negations may nest this deep.
const MAX_DEPTH: u16 = 64;

impl Reader<'_, '_, '_> {
    fn evaluate(&mut self) -> Answer {
        // POSIX decides by the number of arguments first, so that operands may look like operators.
        let words: Vec<&str> = self.args.iter().map(String::as_str).collect();
        match words.as_slice() {
            [] => return Ok(false),
            [word] => return Ok(!word.is_empty()),
            ["!", word] => return Ok(word.is_empty()),
            [left, op, right] if is_binary(op) => return self.binary(left, op, right),
            ["!", left, op, right] if is_binary(op) => {
                return self.binary(left, op, right).map(|answer| !answer);
            }
            _ => {}
        }
        let answer = self.or()?;
        match self.args.get(self.at) {
            None => Ok(answer),
            Some(word) => Err(match self.dialect {
                Dialect::Bash => "too many arguments".into(),
                Dialect::Dash | Dialect::Ash if is_binary(word) && self.at + 1 == self.args.len() => {
                    format!("{word}: argument expected")
                }
                Dialect::Dash => format!("{word}: unexpected operator"),
                Dialect::Ash => format!("{word}: unknown operand"),
            }),
        }
    }

    fn peek(&self) -> Option<&str> {
        self.args.get(self.at).map(String::as_str)
    }

    fn or(&mut self) -> Answer {
        let mut answer = self.and()?;
        while self.peek() == Some("-o") {
            self.at += 1;
            answer |= self.and()?;
        }
        Ok(answer)
    }

    fn and(&mut self) -> Answer {
        let mut answer = self.not()?;
        while self.peek() == Some("-a") {
            self.at += 1;
            answer &= self.not()?;
        }
        Ok(answer)
    }

    fn not(&mut self) -> Answer {
        if self.depth >= MAX_DEPTH {
            return Err("expression nested too deeply".into());
        }
        self.depth += 1;
        let answer = if self.peek() == Some("!") {
            self.at += 1;
            self.not().map(|answer| !answer)
        } else {
            self.primary()
        };
        self.depth -= 1;
        answer
    }

    fn primary(&mut self) -> Answer {
        let Some(word) = self.peek().map(str::to_string) else { return Err("argument expected".into()) };
        self.at += 1;
        if word == "(" {
            let answer = self.or()?;
            if self.peek() != Some(")") {
                return Err("closing paren expected".into());
            }
            self.at += 1;
            return Ok(answer);
        }
        if let (Some(op), Some(right)) =
            (self.peek().map(str::to_string), self.args.get(self.at + 1).cloned())
            && is_binary(&op)
        {
            self.at += 2;
            return self.binary(&word, &op, &right);
        }
        if is_unary(&word) {
            let Some(operand) = self.peek().map(str::to_string) else {
                return Err("argument expected".into());
            };
            self.at += 1;
            return unary(self.kernel, self.task, &word, &operand)
                .ok_or_else(|| format!("{word}: unknown operand"));
        }
        Ok(!word.is_empty())
    }

    fn binary(&mut self, left: &str, op: &str, right: &str) -> Answer {
        match op {
            "=" | "==" => Ok(left == right),
            "!=" => Ok(left != right),
            "<" => Ok(left < right),
            ">" => Ok(left > right),
            "-a" => Ok(!left.is_empty() && !right.is_empty()),
            "-o" => Ok(!left.is_empty() || !right.is_empty()),
            "-nt" | "-ot" | "-ef" => Ok(compare_files(self.kernel, self.task, left, op, right)),
            _ => {
                let number = |text: &str| {
                    text.trim().parse::<i64>().map_err(|_| match self.dialect {
                        Dialect::Ash => format!("{text}: bad number"),
                        Dialect::Dash => format!("Illegal number: {text}"),
                        Dialect::Bash => format!("{text}: integer expression expected"),
                    })
                };
                let (left, right) = (number(left)?, number(right)?);
                compare(left, op, right).ok_or_else(|| format!("{op}: unknown operand"))
            }
        }
    }
}

fn is_binary(op: &str) -> bool {
    matches!(
        op,
        "=" | "=="
            | "!="
            | "<"
            | ">"
            | "-eq"
            | "-ne"
            | "-lt"
            | "-le"
            | "-gt"
            | "-ge"
            | "-nt"
            | "-ot"
            | "-ef"
            | "-a"
            | "-o"
    )
}

fn is_unary(op: &str) -> bool {
    matches!(op.as_bytes(), [b'-', letter] if b"bcdefghkprstuwxznGLOSN".contains(letter))
}

/// Compares integers by `-eq` and its kin.
pub(crate) fn compare(left: i64, op: &str, right: i64) -> Option<bool> {
    Some(match op {
        "-eq" => left == right,
        "-ne" => left != right,
        "-lt" => left < right,
        "-le" => left <= right,
        "-gt" => left > right,
        "-ge" => left >= right,
        _ => return None,
    })
}

/// `-nt`, `-ot`, `-ef`.
pub(crate) fn compare_files(kernel: &mut Kernel<'_>, task: &Task, left: &str, op: &str, right: &str) -> bool {
    let left = kernel.stat(task, left, Follow::All).ok();
    let right = kernel.stat(task, right, Follow::All).ok();
    match (left, right) {
        (Some((a, left)), Some((b, right))) => match op {
            "-nt" => left.meta.mtime > right.meta.mtime,
            "-ot" => left.meta.mtime < right.meta.mtime,
            _ => {
                let link = |node: &vfs::Node| node.as_file().and_then(|file| file.link);
                a == b || (link(&left).is_some() && link(&left) == link(&right))
            }
        },
        (Some(_), None) => op == "-nt",
        (None, Some(_)) => op == "-ot",
        (None, None) => false,
    }
}

/// Operators of one operand; nothing for an unknown one.
pub(crate) fn unary(kernel: &mut Kernel<'_>, task: &Task, op: &str, operand: &str) -> Option<bool> {
    let follow = if matches!(op, "-L" | "-h") { Follow::Parent } else { Follow::All };
    let answer = match op {
        "-n" => return Some(!operand.is_empty()),
        "-z" => return Some(operand.is_empty()),
        "-t" => return Some(false),
        _ => kernel.stat(task, operand, follow).ok(),
    };
    let Some((_, node)) = answer else {
        return is_unary(op).then_some(false);
    };
    Some(match op {
        "-a" | "-e" => true,
        "-f" => node.as_file().is_some(),
        "-d" => node.is_dir(),
        "-L" | "-h" => node.as_symlink().is_some(),
        "-s" => node.size() > 0 || node.is_dir(),
        "-r" => allowed(task, &node.meta, 4),
        "-w" => allowed(task, &node.meta, 2),
        "-x" => (node.is_dir() && task.user.uid == 0) || allowed(task, &node.meta, 1),
        "-p" => matches!(node.kind, Kind::Fifo),
        "-c" => matches!(node.kind, Kind::CharDevice { .. }),
        "-b" => matches!(node.kind, Kind::BlockDevice { .. }),
        "-S" => false,
        "-u" => node.meta.mode & 0o4000 != 0,
        "-g" => node.meta.mode & 0o2000 != 0,
        "-k" => node.meta.mode & 0o1000 != 0,
        "-O" => node.meta.uid == task.user.uid,
        "-G" => node.meta.gid == task.user.gid,
        "-N" => true,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn answers_recorded_from_busybox() {
        crate::testing::check(&[
            (
                "[ a = a ] && echo 1; [ 2 -gt 1 -a ! -e nofile ] && echo 2; [ -d . ] && echo 3; test; echo $?; [ a = b -o c = c ] && echo 4",
                "1\n2\n3\n1\n4\n",
            ),
            ("[ a", "sh: missing ]\n[2]"),
            ("[ 1 -eq x ]", "sh: x: bad number\n[2]"),
        ]);
    }
}
