//! Byte ranges, and values that carry one.

/// A half-open range of byte offsets into a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset after the last byte.
    pub end: u32,
}

impl Span {
    /// The range from `start` up to, not including, `end`.
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// The empty range at `at`.
    pub const fn empty(at: u32) -> Self {
        Self { start: at, end: at }
    }

    /// The range of `part`, a slice that was cut out of `whole`; `None` if it lies elsewhere.
    pub fn of(part: &str, whole: &str) -> Option<Self> {
        let start = (part.as_ptr() as usize).checked_sub(whole.as_ptr() as usize)?;
        let end = start + part.len();
        (end <= whole.len()).then_some(Self { start: start as u32, end: end as u32 })
    }

    /// Number of bytes.
    pub const fn len(self) -> u32 {
        self.end.saturating_sub(self.start)
    }

    /// Whether the range holds no byte.
    pub const fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// Whether the byte at `at` lies inside.
    pub const fn contains(self, at: u32) -> bool {
        self.start <= at && at < self.end
    }

    /// Whether `at` lies inside or directly behind, as an editor's cursor does.
    pub const fn touches(self, at: u32) -> bool {
        self.start <= at && at <= self.end
    }

    /// The smallest range that holds both.
    pub fn cover(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The text of the range; empty where it does not lie on character boundaries of `text`.
    pub fn text(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize).unwrap_or_default()
    }
}

/// A value and where it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Spanned<T> {
    /// What was written.
    pub value: T,
    /// Where.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// `value`, written at `span`.
    pub const fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }

    /// Another value at the same place.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned { value: f(self.value), span: self.span }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slice_knows_its_place() {
        let text = "FROM alpine";
        let (_, image) = text.split_at(5);
        assert_eq!(Span::of(image, text), Some(Span::new(5, 11)));
        assert_eq!(Span::of(text, image), None);
    }

    #[test]
    fn text_of_a_span_outside_or_across_a_character_is_empty() {
        assert_eq!(Span::new(0, 2).text("é"), "é");
        assert_eq!(Span::new(1, 2).text("é"), "");
        assert_eq!(Span::new(5, 9).text("é"), "");
    }
}
