//! awk, as POSIX has it and busybox, mawk and gawk share it.
//!
//! Ours: the interpreters on crates.io are programs around a JIT or a file system, not libraries over a given one.

mod ast;
mod builtin;
mod execute;
mod format;
mod input;
mod lexer;
mod parser;
mod value;

use super::{Context, Done, parse_options};
use execute::Machine;

pub(super) fn main(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = match parse_options(&ctx.operands(), "+F:v:f:e:", &[("field-separator", 'F'), ("assign", 'v'), ("file", 'f')]) {
        Ok(options) => options,
        Err(message) => return ctx.misuse(&message),
    };
    let mut rest = options.rest.clone();
    let mut source = String::new();
    for (letter, value) in options.iter() {
        match (letter, value) {
            ('f', Some(path)) => match ctx.slurp_text(path)? {
                Some(text) => source.push_str(&(text + "\n")),
                None => return Ok(if ctx.gnu { 2 } else { 1 }),
            },
            ('e', Some(text)) => source.push_str(&format!("{text}\n")),
            _ => {}
        }
    }
    if !options.has('f') && !options.has('e') {
        if rest.is_empty() {
            return ctx.misuse("");
        }
        source = rest.remove(0);
    }
    let program = match parser::parse(&source) {
        Ok(program) => program,
        Err(message) => {
            let message = if ctx.gnu { format!("cmd. line:1: syntax error: {message}") } else { format!("cmd. line:1: {message}") };
            ctx.complain(&message)?;
            return Ok(if ctx.gnu { 2 } else { 1 });
        }
    };
    let mut machine = Machine::new(&program, rest, ctx);
    if let Some(separator) = options.value('F') {
        let text = if separator == "t" { "\\t" } else { separator };
        machine.assign_text("FS", text);
    }
    for assignment in options.values('v') {
        match assignment.split_once('=') {
            Some((name, value)) => machine.assign_text(name, value),
            None => return machine.ctx.misuse(""),
        }
    }
    machine.run()
}

#[cfg(test)]
mod tests {
    #[test]
    fn answers_recorded_from_busybox() {
        crate::testing::check(&[
            ("printf 'a 1\\nb 2\\n' > f; awk '{ s += $2 } END { print s, NR }' f; awk '$1 == \"b\"' f; awk -F' ' '{ $1 = \"x\" } 1' f; awk -v n=3 'BEGIN { print n \"!\" }'; awk 'NR % 2 { print NF }' f", "3 2\nb 2\nx 1\nx 2\n3!\n2\n"),
            ("awk 'BEGIN { n = split(\"a,b\", p, \",\"); print n, p[2]; print substr(\"hello\", 2, 3), index(\"ab\", \"b\"), length(\"xyz\"); gsub(/l/, \"L\", s); x[\"k\"]; print (\"k\" in x), toupper(\"a\"); printf \"%03d|%s\\n\", 7, \"z\"; exit 3 }'", "2 b\nell 2 3\n1 A\n007|z\n[3]"),
            ("awk 'function f(n) { return n < 2 ? 1 : n * f(n - 1) } BEGIN { print f(5); while (i < 2) print i++; for (;;) break; do j++; while (j < 3); print j }'", "120\n0\n1\n3\n"),
        ]);
    }
}
