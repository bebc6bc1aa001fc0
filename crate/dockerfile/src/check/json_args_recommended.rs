//! JSONArgsRecommended.

use crate::ast::Node;
use crate::quote::quote;
use crate::text::Word;

use super::{Place, Report, Rule, edit};

pub(super) const RULE: Rule = Rule {
    name: "JSONArgsRecommended",
    description: "JSON arguments recommended for ENTRYPOINT/CMD to prevent unintended behavior related to OS signals",
    url: "https://docs.docker.com/go/dockerfile/rule/json-args-recommended/",
    help: "In shell form the program is a child of a shell, which does not pass signals on: `docker stop` waits ten \
           seconds and kills it.",
    experimental: false,
};

pub(crate) fn check(node: &Node, command: &Word, place: &Place, report: &mut Report) {
    report.add(&RULE, place, || {
        let name = &node.keyword.value;
        let message = format!(
            "JSON arguments recommended for {name} to prevent unintended behavior related to OS signals"
        );
        let remark = RULE.remark(node.keyword.span.cover(command.span), message);
        // Comments between continued lines would be lost.
        let one_line = command.span.len() as usize == command.value.len();
        match json(&command.value).filter(|_| one_line) {
            Some(json) => remark.with_fix("Write as a JSON array", vec![edit(command.span, json)]),
            None => remark,
        }
    });
}

/// What a shell does itself: there is no such program.
const OF_THE_SHELL: [&str; 14] = [
    ".", ":", "cd", "eval", "exec", "exit", "export", "if", "set", "source", "trap", "ulimit", "umask",
    "while",
];

/// The command as an array, if a shell would do no more than split it at blanks.
fn json(command: &str) -> Option<String> {
    let plain = |c: char| c.is_alphanumeric() || " /.-_=:,@%+".contains(c);
    let words: Vec<String> = command.split_whitespace().map(quote).collect();
    let program = command.split_whitespace().next()?;
    let needs_shell = program.contains('=') || OF_THE_SHELL.contains(&program);
    (command.chars().all(plain) && !needs_shell).then(|| format!("[{}]", words.join(", ")))
}
