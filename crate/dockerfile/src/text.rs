//! Text that knows where in the file it stands.

use std::borrow::Cow;

use arcstr::Substr;
use diag::{Span, Spanned};

/// A shared slice of text: clones are reference counts, most words are slices of the file itself.
pub type Str = Substr;

/// One word of an instruction: its text as the parser gives it, and where it was typed.
pub type Word = Spanned<Str>;

/// A text in lower case. Most names are written that way, and then nothing is copied; the tables of Unicode are left alone
/// by all that is ASCII.
pub(crate) fn lower(text: &str) -> Cow<'_, str> {
    if !text.is_ascii() {
        Cow::Owned(text.to_lowercase())
    } else if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(text.to_ascii_lowercase())
    } else {
        Cow::Borrowed(text)
    }
}

/// A text in upper case, as keywords mostly are.
pub(crate) fn upper(text: &str) -> Cow<'_, str> {
    if !text.is_ascii() {
        Cow::Owned(text.to_uppercase())
    } else if text.bytes().any(|byte| byte.is_ascii_lowercase()) {
        Cow::Owned(text.to_ascii_uppercase())
    } else {
        Cow::Borrowed(text)
    }
}

/// The text of one instruction as BuildKit sees it (continuation lines joined, their comments dropped), with a way back
/// to the file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Logical {
    /// The joined text, without leading blanks, trailing blanks kept.
    pub text: Str,
    /// Where the text starts in the file.
    base: u32,
    /// Where each later piece of a joined text comes from, ascending.
    pieces: Vec<Piece>,
}

/// From `at` on, the joined text stands at `source` in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) at: u32,
    pub(crate) source: u32,
}

impl Logical {
    /// A text that stands in the file as it is, from `base` on.
    pub(crate) fn plain(text: Str, base: u32) -> Self {
        Self { text, base, pieces: Vec::new() }
    }

    /// A text that was joined from several lines; `base` is where the first starts.
    pub(crate) fn joined(text: String, base: u32, pieces: Vec<Piece>) -> Self {
        Self { text: Str::from(text), base, pieces }
    }

    /// The place in the file of the byte at `at`.
    pub fn origin(&self, at: u32) -> u32 {
        let after = self.pieces.partition_point(|piece| piece.at <= at);
        match after.checked_sub(1).and_then(|index| self.pieces.get(index)) {
            Some(piece) => piece.source + (at - piece.at),
            None => self.base + at,
        }
    }

    /// The place in the file of a range of the text; continuation lines inside it are covered.
    pub fn span(&self, span: Span) -> Span {
        let start = self.origin(span.start);
        match span.end.checked_sub(1) {
            Some(last) if last >= span.start => Span::new(start, self.origin(last) + 1),
            _ => Span::empty(start),
        }
    }

    /// The word that `part`, a slice of this text, is.
    pub(crate) fn word(&self, part: &str) -> Word {
        match self.text.try_substr_from(part) {
            Some(value) => Word::new(value, self.span_of(part)),
            None => Word::new(Str::from(part), Span::empty(self.base)),
        }
    }

    /// The place in the file of `part`, a slice of this text.
    pub(crate) fn span_of(&self, part: &str) -> Span {
        self.span(Span::of(part, &self.text).unwrap_or_default())
    }

    /// `part`, a slice of this text, as a logical text of its own.
    pub(crate) fn narrow(&self, part: &str) -> Self {
        let span = Span::of(part, &self.text).unwrap_or_default();
        let pieces = self
            .pieces
            .iter()
            .filter(|piece| span.contains(piece.at) && piece.at > span.start)
            .map(|piece| Piece { at: piece.at - span.start, source: piece.source })
            .collect();
        let text = self.text.try_substr_from(part).unwrap_or_else(|| Str::from(part));
        Self { text, base: self.origin(span.start), pieces }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joined_text_finds_its_way_back() {
        // "RUN a \⏎  b": the second line starts at byte 8 of the file.
        let text = Logical::joined("RUN a   b".into(), 0, vec![Piece { at: 6, source: 8 }]);
        assert_eq!(text.origin(4), 4);
        assert_eq!(text.origin(8), 10);
        assert_eq!(text.span(Span::new(4, 9)), Span::new(4, 11));
        assert_eq!(text.span(Span::new(9, 9)), Span::new(11, 11));
        let rest = text.text.clone();
        let (_, rest) = rest.split_at(4);
        let part = text.narrow(rest);
        assert_eq!((part.text.as_str(), part.origin(0), part.origin(4)), ("a   b", 4, 10));
    }
}
