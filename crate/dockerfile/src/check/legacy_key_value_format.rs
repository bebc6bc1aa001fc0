//! LegacyKeyValueFormat.

use diag::Span;

use crate::ast::Node;
use crate::instruction::Pair;

use super::{Place, Report, Rule, edit};

pub(super) const RULE: Rule = Rule {
    name: "LegacyKeyValueFormat",
    description: "Legacy key/value format with whitespace separator should not be used",
    url: "https://docs.docker.com/go/dockerfile/rule/legacy-key-value-format/",
    help: "With `=` it is clear where a value ends, and several pairs can stand on one line.",
    experimental: false,
};

pub(crate) fn check(node: &Node, pair: &Pair, place: &Place, report: &mut Report) {
    if !pair.legacy {
        return;
    }
    report.add(&RULE, place, || {
        let name = &node.keyword.value;
        let message =
            format!("\"{name} key=value\" should be used instead of legacy \"{name} key value\" format");
        let remark = RULE.remark(pair.name.span.cover(pair.value.span), message);
        // The arguments as written: those of a label may be expanded already.
        let [key, value, _] = node.args.as_slice() else { return remark };
        // Comments between continued lines would be lost.
        let one_line = node.span.len() as usize <= node.original.text.len();
        match quoted(&value.value).filter(|_| one_line) {
            Some(text) => {
                let between = Span::new(key.span.end, value.span.start);
                let edits = vec![edit(between, "="), edit(value.span, text)];
                remark.with_fix("Write with =", edits)
            }
            None => remark,
        }
    });
}

/// The value as it must be written behind `=`; `None` if quotes in it make that unclear.
fn quoted(value: &str) -> Option<String> {
    let blank = value.contains(char::is_whitespace);
    let marks = value.contains(['"', '\'', '\\', '`']);
    match (blank, marks) {
        (false, _) => Some(value.to_owned()),
        (true, false) => Some(format!("\"{value}\"")),
        (true, true) => {
            let inner = value.strip_prefix('"')?.strip_suffix('"')?;
            (!inner.contains(['"', '\\', '`'])).then(|| value.to_owned())
        }
    }
}
