//! Byte offsets to lines and columns, and back, in the unit that the reader counts in.

/// The unit in which columns and flat offsets are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// Bytes of UTF-8: what Rust and Go count.
    Utf8,
    /// Code units of UTF-16: what JavaScript strings and editors count.
    Utf16,
}

/// A place in a text, counted from zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Position {
    /// Line, ended by `\n`. A `\r` before it belongs to the line.
    pub line: u32,
    /// Units from the start of the line.
    pub column: u32,
}

/// Where the lines of a text start and where its UTF-8 and UTF-16 lengths differ.
///
/// Building it is one pass over the bytes; every question afterwards is a binary search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineIndex {
    starts: Vec<u32>,
    wide: Vec<Wide>,
    len: u32,
}

/// A character of several bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Wide {
    /// Byte offset of the character.
    start: u32,
    /// Byte offset behind it.
    end: u32,
    /// How many more bytes than UTF-16 units there are from the start of the text up to `end`.
    surplus: u32,
}

impl LineIndex {
    /// Reads the line starts and wide characters of `text`, which must be shorter than 4 GiB.
    pub fn new(text: &str) -> Self {
        let mut starts = vec![0];
        let mut wide = Vec::new();
        let mut surplus = 0;
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            let (len, units) = match byte {
                0..0x80 => (1, 1),
                0x80..0xe0 => (2, 1),
                0xe0..0xf0 => (3, 1),
                0xf0.. => (4, 2),
            };
            if byte == b'\n' {
                starts.push(at as u32 + 1);
            }
            if len > 1 {
                surplus += len - units;
                wide.push(Wide { start: at as u32, end: at as u32 + len, surplus });
            }
            at += len as usize;
        }
        Self { starts, wide, len: text.len() as u32 }
    }

    /// Number of lines; a text that ends in `\n` has an empty last line.
    pub fn line_count(&self) -> u32 {
        self.starts.len() as u32
    }

    /// The line of a byte offset.
    pub fn line(&self, at: u32) -> u32 {
        self.starts.partition_point(|&start| start <= at).saturating_sub(1) as u32
    }

    /// Byte offset of the start of `line`; the length of the text for lines behind the last.
    pub fn line_start(&self, line: u32) -> u32 {
        self.starts.get(line as usize).copied().unwrap_or(self.len)
    }

    /// Line and column of a byte offset. An offset inside a character counts as the character's start.
    pub fn position(&self, at: u32, encoding: Encoding) -> Position {
        let at = at.min(self.len);
        let line = self.line(at);
        let start = self.line_start(line);
        Position { line, column: self.encode(at, encoding) - self.encode(start, encoding) }
    }

    /// Byte offset of a position. A column behind the end of its line is the line's end, before its `\n`.
    pub fn offset(&self, position: Position, encoding: Encoding) -> u32 {
        let start = self.line_start(position.line);
        let end = match self.starts.get(position.line as usize + 1) {
            Some(next) => next - 1,
            None => self.len,
        };
        let column = self.encode(start, encoding).saturating_add(position.column);
        self.decode(column, encoding).min(end)
    }

    /// A byte offset in `encoding`'s units from the start of the text.
    pub fn encode(&self, at: u32, encoding: Encoding) -> u32 {
        let at = at.min(self.len);
        let after = self.wide.partition_point(|wide| wide.start < at);
        let Some(last) = after.checked_sub(1).and_then(|index| self.wide.get(index)) else { return at };
        let before =
            after.checked_sub(2).and_then(|index| self.wide.get(index)).map_or(0, |wide| wide.surplus);
        match (encoding, at < last.end) {
            (Encoding::Utf8, true) => last.start,
            (Encoding::Utf8, false) => at,
            (Encoding::Utf16, true) => last.start - before,
            (Encoding::Utf16, false) => at - last.surplus,
        }
    }

    /// The byte offset that lies `at` units of `encoding` behind the start of the text.
    pub fn decode(&self, at: u32, encoding: Encoding) -> u32 {
        if encoding == Encoding::Utf8 {
            return self.encode(at, Encoding::Utf8);
        }
        let after = self.wide.partition_point(|wide| wide.end - wide.surplus <= at);
        let surplus =
            after.checked_sub(1).and_then(|index| self.wide.get(index)).map_or(0, |wide| wide.surplus);
        self.encode((at + surplus).min(self.len), Encoding::Utf8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, byte: u32, encoding: Encoding, line: u32, column: u32) {
        let index = LineIndex::new(text);
        let position = Position { line, column };
        assert_eq!(index.position(byte, encoding), position, "position of {byte} in {text:?}");
        assert_eq!(index.offset(position, encoding), byte, "offset of {position:?} in {text:?}");
    }

    #[test]
    fn positions_and_offsets() {
        for encoding in [Encoding::Utf8, Encoding::Utf16] {
            check("", 0, encoding, 0, 0);
            check("ab\ncd", 1, encoding, 0, 1);
            check("ab\ncd", 2, encoding, 0, 2);
            check("ab\ncd", 3, encoding, 1, 0);
            check("ab\r\ncd\n", 7, encoding, 2, 0);
        }
        check("é\nü=x", 6, Encoding::Utf16, 1, 2);
        check("é\nü=x", 6, Encoding::Utf8, 1, 3);
        check("a😀b", 5, Encoding::Utf16, 0, 3);
        check("a😀b", 5, Encoding::Utf8, 0, 5);
        check("가나\n다", 10, Encoding::Utf16, 1, 1);
    }

    #[test]
    fn what_lies_outside_or_inside_a_character_is_clamped() {
        let index = LineIndex::new("é\nab");
        assert_eq!(index.position(1, Encoding::Utf16), Position { line: 0, column: 0 });
        assert_eq!(index.position(99, Encoding::Utf16), Position { line: 1, column: 2 });
        assert_eq!(index.offset(Position { line: 0, column: 99 }, Encoding::Utf16), 2);
        assert_eq!(index.offset(Position { line: 9, column: 0 }, Encoding::Utf8), 5);
        let half = LineIndex::new("😀b");
        assert_eq!(half.decode(1, Encoding::Utf16), 0);
        assert_eq!(half.decode(2, Encoding::Utf16), 4);
    }

    #[test]
    fn flat_offsets_agree_with_the_standard_library() {
        let text = "FROM é\n# 😀 가\r\nRUN x\n";
        let index = LineIndex::new(text);
        for (at, _) in text.char_indices() {
            let utf16 = text.split_at(at).0.encode_utf16().count() as u32;
            assert_eq!(index.encode(at as u32, Encoding::Utf16), utf16);
            assert_eq!(index.decode(utf16, Encoding::Utf16), at as u32);
        }
    }
}
