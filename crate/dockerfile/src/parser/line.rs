//! Physical lines.

use diag::Span;

/// The longest line that BuildKit reads, its line break included.
pub const MAX_LINE: usize = 65_536;

/// Hands out the lines of a text with their line breaks, and counts them.
pub(super) struct Reader<'a> {
    text: &'a str,
    at: usize,
    line: u32,
    too_long: Option<Span>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0, line: 0, too_long: None }
    }

    /// The next line and where it starts; `None` at the end and from a line on that is too long.
    pub(super) fn next(&mut self) -> Option<(u32, &'a str)> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let start = u32::try_from(self.at).ok()?;
        if rest.is_empty() || self.too_long.is_some() {
            return None;
        }
        let len = memchr::memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |at| at + 1);
        // Without a line break, the buffer must have room for the byte that tells the end of the file.
        if len > MAX_LINE || (len == MAX_LINE && !rest.get(..len).unwrap_or_default().ends_with('\n')) {
            self.too_long = Some(Span::new(start, start + len as u32));
            return None;
        }
        self.at += len;
        self.line += 1;
        Some((start, rest.get(..len).unwrap_or_default()))
    }

    /// The whole text.
    pub(super) fn text(&self) -> &'a str {
        self.text
    }

    /// How many lines have been read, which is the number of the current one.
    pub(super) fn line(&self) -> u32 {
        self.line
    }

    /// Where the next line starts.
    pub(super) fn at(&self) -> u32 {
        self.at as u32
    }

    /// Where the current line ends, its line break excluded.
    pub(super) fn line_end(&self) -> u32 {
        let read = self.text.get(..self.at).unwrap_or_default();
        without_newline(read).len() as u32
    }

    /// The line that was too long to read.
    pub(super) fn too_long(&self) -> Option<Span> {
        self.too_long
    }
}

/// `line` without `\r` and `\n` at its end.
pub(super) fn without_newline(line: &str) -> &str {
    without_trailing(line, |byte| matches!(byte, b'\r' | b'\n'))
}

pub(super) fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with('#')
}

/// What stands before the escape character at the end of a line that is continued. Blanks may follow it; an escape
/// character before it takes its meaning away.
pub(super) fn continued(line: &str, escape: char) -> Option<&str> {
    let head = without_trailing(line, |byte| matches!(byte, b' ' | b'\t')).strip_suffix(escape)?;
    (!head.ends_with(escape)).then_some(head)
}

/// `line` without the ASCII bytes at its end that `drop` names.
fn without_trailing(line: &str, drop: impl Fn(u8) -> bool) -> &str {
    let len = line.bytes().rposition(|byte| !drop(byte)).map_or(0, |at| at + 1);
    line.get(..len).unwrap_or_default()
}
