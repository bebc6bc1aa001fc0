//! Texts on their way in, and diagnostics in the units of JavaScript: UTF-16 offsets, lines from 1.

use diag::{Encoding, LineIndex, Span};
use js_sys::JsString;
use wasm_bindgen::prelude::*;

use crate::convert::Thrown;
use crate::wire;

#[wasm_bindgen]
extern "C" {
    type TextEncoder;

    #[wasm_bindgen(constructor)]
    fn new() -> TextEncoder;

    #[wasm_bindgen(method, js_name = encodeInto)]
    fn encode_into(this: &TextEncoder, text: &JsString, into: &mut [u8]) -> Encoded;

    type Encoded;

    #[wasm_bindgen(method, getter)]
    fn read(this: &Encoded) -> u32;

    #[wasm_bindgen(method, getter)]
    fn written(this: &Encoded) -> u32;
}

thread_local! {
    static ENCODER: TextEncoder = TextEncoder::new();
}

/// A text of JavaScript. Half a character becomes a replacement character.
///
/// The browser's own encoder is many times faster than the loop over characters that wasm-bindgen makes of `&str`.
pub(crate) fn utf8(text: &JsString) -> Result<String, Thrown> {
    if !text.is_string() {
        return Err(Thrown::new("bad-argument", "text: not a string"));
    }
    let units = text.length();
    // Nearly always one byte a unit; never more than three.
    let mut bytes = vec![0; units as usize];
    let mut encoded = ENCODER.with(|encoder| encoder.encode_into(text, &mut bytes));
    if encoded.read() < units {
        bytes.resize(3 * units as usize, 0);
        encoded = ENCODER.with(|encoder| encoder.encode_into(text, &mut bytes));
    }
    bytes.truncate(encoded.written() as usize);
    String::from_utf8(bytes).map_err(|error| Thrown::new("internal", error.to_string()))
}

/// A text whose diagnostics are to be shown.
pub(crate) struct Text {
    index: LineIndex,
}

impl Text {
    pub(crate) fn new(text: &str) -> Text {
        Text { index: LineIndex::new(text) }
    }

    pub(crate) fn diagnostic(&self, diagnostic: diag::Diagnostic) -> wire::Diagnostic {
        let (start, end) = self.span(diagnostic.span);
        wire::Diagnostic {
            code: diagnostic.code.into_owned(),
            severity: severity(diagnostic.severity),
            message: diagnostic.message,
            start,
            end,
            start_line: self.line(diagnostic.span.start),
            end_line: self.line(diagnostic.span.end),
            help: diagnostic.help,
            url: diagnostic.url.map(|url| url.into_owned()),
            fix: diagnostic.fix.map(|fix| self.fix(fix)),
        }
    }

    fn fix(&self, fix: diag::Fix) -> wire::Fix {
        let edit = |edit: diag::Edit| {
            let (start, end) = self.span(edit.span);
            wire::Edit { start, end, text: edit.text }
        };
        wire::Fix { title: fix.title, edits: fix.edits.into_iter().map(edit).collect() }
    }

    fn span(&self, span: Span) -> (u32, u32) {
        (self.index.encode(span.start, Encoding::Utf16), self.index.encode(span.end, Encoding::Utf16))
    }

    fn line(&self, at: u32) -> u32 {
        self.index.line(at) + 1
    }
}

fn severity(severity: diag::Severity) -> wire::Severity {
    match severity {
        diag::Severity::Error => wire::Severity::Error,
        diag::Severity::Warning => wire::Severity::Warning,
        diag::Severity::Advice => wire::Severity::Advice,
        diag::Severity::Info => wire::Severity::Info,
    }
}
