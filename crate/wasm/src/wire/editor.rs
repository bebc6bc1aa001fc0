//! What an editor asks about a text.

use serde::Serialize;
use tsify::Tsify;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const SYNTAX_COLUMNS: &str = r#"
/**
 * The nodes of a Dockerfile as columns of numbers, one behind the other; `Syntax` reads them.
 * First four counts: of nodes, of words, of changed texts, and of bytes in these. Then
 * per node: start, end, first line and last line (from 1), index of its first word, number of its words, and the index of the node it stands in (ONBUILD) or 0xffffffff;
 * per word: role (0 keyword, 1 flag, 2 argument, 3 string of a JSON array, 4 heredoc), start, end, and the index of its text among the changed ones or 0xffffffff if it is the text of the file;
 * per changed text: where it ends among them, in UTF-16 units;
 * and all changed texts as UTF-8, four bytes in a number, the first in its lowest byte.
 */
export type SyntaxColumns = Uint32Array;
"#;

/// A piece of text, in UTF-16 units.
#[derive(Tsify, Serialize)]
pub struct Range {
    /// Where it begins.
    pub start: u32,
    /// Where it ends: the offset behind it.
    pub end: u32,
}

/// A text in Markdown about a piece of the file.
#[derive(Tsify, Serialize)]
pub struct Hover {
    /// Where the piece begins, in UTF-16 units.
    pub start: u32,
    /// The offset behind it.
    pub end: u32,
    /// Markdown.
    pub text: String,
}

/// Something that could be typed in place of a piece of the file.
#[derive(Tsify, Serialize)]
pub struct Completion {
    /// Where the replaced piece begins, in UTF-16 units.
    pub start: u32,
    /// The offset behind it.
    pub end: u32,
    /// What would stand there.
    pub text: String,
    /// What it is.
    #[tsify(type = "\"instruction\" | \"flag\" | \"value\" | \"stage\" | \"variable\" | \"path\"")]
    pub kind: &'static str,
    /// A sentence about it, or its value.
    pub detail: String,
}

/// Lines, counted from 1, that can be folded to the first of them.
#[derive(Tsify, Serialize)]
pub struct Fold {
    /// The line that stays.
    pub start: u32,
    /// The last line that is folded away.
    pub end: u32,
    /// What it is.
    #[tsify(type = "\"stage\" | \"instruction\" | \"comment\"")]
    pub kind: &'static str,
}
