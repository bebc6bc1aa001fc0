//! What an editor asks about a Dockerfile's text. All offsets are UTF-16 units, as JavaScript counts.

use diag::{Encoding, LineIndex, Span};
use dockerfile::columns::columns;
use dockerfile::editor::{self, CompletionKind, FoldKind};
use js_sys::JsString;
use wasm_bindgen::prelude::*;

use super::Lab;
use crate::convert::text::utf8;
use crate::convert::{Thrown, encode, encode_all};
use crate::wire::{Completion, Fold, Hover, Range};

#[wasm_bindgen]
impl Lab {
    /// The nodes of a Dockerfile's text.
    #[wasm_bindgen(unchecked_return_type = "SyntaxColumns")]
    pub fn parse(&self, text: &JsString) -> Result<Vec<u32>, Thrown> {
        Ok(columns(&utf8(text)?, Encoding::Utf16).pack())
    }

    /// The tokens of a Dockerfile's text: start, length and type of each. Blanks lie between them.
    pub fn tokens(&self, text: &JsString) -> Result<Vec<u32>, Thrown> {
        let text = utf8(text)?;
        let tokens = editor::tokens(&dockerfile::parse(&text).tree);
        Ok(editor::encode(&tokens, &LineIndex::new(&text), Encoding::Utf16))
    }

    /// What there is to say about the text at an offset: a variable's value there, what a flag or an instruction does.
    #[wasm_bindgen(unchecked_return_type = "Hover | undefined")]
    pub fn hover(&self, text: &JsString, offset: u32) -> Result<JsValue, Thrown> {
        let text = utf8(text)?;
        let index = LineIndex::new(&text);
        let at = index.decode(offset, Encoding::Utf16);
        let Some(hover) = self.host.hover(&dockerfile::parse(&text).tree, at) else {
            return Ok(JsValue::UNDEFINED);
        };
        let Range { start, end } = range(&index, hover.span);
        Ok(encode(&Hover { start, end, text: hover.text })?.into())
    }

    /// What could be typed at an offset, paths of the project included.
    #[wasm_bindgen(unchecked_return_type = "Completion[]")]
    pub fn complete(&self, text: &JsString, offset: u32) -> Result<JsValue, Thrown> {
        let text = utf8(text)?;
        let index = LineIndex::new(&text);
        let at = index.decode(offset, Encoding::Utf16);
        let found = self.host.complete(&dockerfile::parse(&text).tree, at);
        encode_all::<Completion>(found.into_iter().map(|one| {
            let Range { start, end } = range(&index, one.span);
            Completion { start, end, text: one.text, kind: completion_kind(one.kind), detail: one.detail }
        }))
    }

    /// Where the stage or the variable at an offset is defined.
    #[wasm_bindgen(unchecked_return_type = "Range | undefined")]
    pub fn definition(&self, text: &JsString, offset: u32) -> Result<JsValue, Thrown> {
        let text = utf8(text)?;
        let index = LineIndex::new(&text);
        let at = index.decode(offset, Encoding::Utf16);
        match editor::definition(&dockerfile::parse(&text).tree, at) {
            Some(span) => Ok(encode(&range(&index, span))?.into()),
            None => Ok(JsValue::UNDEFINED),
        }
    }

    /// What can be folded away, in the order of the first lines.
    #[wasm_bindgen(unchecked_return_type = "Fold[]")]
    pub fn folds(&self, text: &JsString) -> Result<JsValue, Thrown> {
        let text = utf8(text)?;
        let folds = editor::folds(&dockerfile::parse(&text).tree);
        encode_all::<Fold>(folds.into_iter().map(|fold| Fold {
            start: fold.start,
            end: fold.end,
            kind: fold_kind(fold.kind),
        }))
    }

    /// The text in its stable form. Comments stay, and the result means the same.
    pub fn format(&self, text: &JsString) -> Result<String, Thrown> {
        Ok(editor::format(&dockerfile::parse(&utf8(text)?).tree))
    }
}

fn range(index: &LineIndex, span: Span) -> Range {
    Range { start: index.encode(span.start, Encoding::Utf16), end: index.encode(span.end, Encoding::Utf16) }
}

fn completion_kind(kind: CompletionKind) -> &'static str {
    match kind {
        CompletionKind::Instruction => "instruction",
        CompletionKind::Flag => "flag",
        CompletionKind::Value => "value",
        CompletionKind::Stage => "stage",
        CompletionKind::Variable => "variable",
        CompletionKind::Path => "path",
    }
}

fn fold_kind(kind: FoldKind) -> &'static str {
    match kind {
        FoldKind::Stage => "stage",
        FoldKind::Instruction => "instruction",
        FoldKind::Comment => "comment",
    }
}
