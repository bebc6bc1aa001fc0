//! What steps are called: `[build 2/4] COPY main.c .`.

use dockerfile::word::{Lexer, Scope};

use super::stages::Stage;

/// The instruction as a step shows it: keyword in upper case, variables replaced.
pub(super) fn expanded(lexer: Lexer, text: &str, scope: &dyn Scope) -> String {
    let text = lexer.expand(text, scope).unwrap_or(text.into());
    match text.split_once(' ') {
        Some((keyword, rest)) => format!("{} {rest}", keyword.to_ascii_uppercase()),
        None => text.to_ascii_uppercase(),
    }
}

/// A step's name, which counts it.
pub(super) fn numbered(stage: &mut Stage, text: &str, onbuild: bool) -> String {
    stage.step += 1;
    with_number(stage, text, onbuild)
}

/// A step's name with the number that was counted last.
pub(super) fn with_number(stage: &Stage, text: &str, onbuild: bool) -> String {
    if stage.total == 0 {
        return text.to_owned();
    }
    let name = if stage.shown.is_empty() { String::new() } else { format!("{} ", stage.shown) };
    let width = stage.total.to_string().len();
    let onbuild = if onbuild { "ONBUILD " } else { "" };
    format!("[{name}{:width$}/{}] {onbuild}{text}", stage.step, stage.total)
}

/// The first line of a heredoc, as steps show it.
pub(super) fn heredoc(content: &str) -> String {
    let content = content.trim().replace("\r\n", "\n");
    match content.split_once('\n') {
        Some((first, _)) => format!("{first}..."),
        None => content,
    }
}
