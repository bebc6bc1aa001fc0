//! The nodes of a file as columns of numbers, for handing them to JavaScript in one go.
//!
//! A text that stands in the file as it is costs three numbers. Only texts that were changed on the way (quotes of flags
//! resolved, lines joined, JSON escapes) go into the table of strings.

use diag::{Encoding, LineIndex, Span};

use crate::ast::{Dockerfile, Node};
use crate::text::Word;

/// Instead of an index: there is none.
pub const NONE: u32 = u32::MAX;

/// Numbers per node in [`Columns::nodes`].
pub const NODE: usize = 7;

/// Numbers per word in [`Columns::words`].
pub const WORD: usize = 4;

/// What a word is in its node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Role {
    /// The instruction's name.
    Keyword = 0,
    /// `--name=value`.
    Flag = 1,
    /// An argument in shell form.
    Argument = 2,
    /// A string of a JSON array.
    Json = 3,
    /// The name of a heredoc; its place is that of the content.
    Heredoc = 4,
}

/// The nodes of a file. All offsets are in the units of the encoding that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Columns {
    /// Per node: start, end, first line and last line (from 1), index of its first word, number of its words, and the
    /// index of the node it stands in (ONBUILD) or [`NONE`].
    pub nodes: Vec<u32>,
    /// Per word: role, start, end, and the index of its text in the table or [`NONE`] if it is the text of the file.
    pub words: Vec<u32>,
    /// All changed texts one after another.
    pub text: String,
    /// Per changed text, where it ends in `text`.
    pub ends: Vec<u32>,
}

/// The columns of a file.
pub fn columns(file: &Dockerfile, encoding: Encoding) -> Columns {
    let index = LineIndex::new(&file.source);
    let mut writer = Writer { file, index, encoding, units: 0, out: Columns::default() };
    writer.out.nodes.reserve(file.instructions.len() * NODE);
    writer.out.words.reserve(file.instructions.len() * 3 * WORD);
    for instruction in &file.instructions {
        writer.node(&instruction.node, NONE);
    }
    writer.out
}

struct Writer<'a> {
    file: &'a Dockerfile,
    index: LineIndex,
    encoding: Encoding,
    /// Units of `text` so far.
    units: u32,
    out: Columns,
}

impl Writer<'_> {
    fn node(&mut self, node: &Node, parent: u32) {
        let number = (self.out.nodes.len() / NODE) as u32;
        let first = (self.out.words.len() / WORD) as u32;
        self.word(&node.keyword, node.keyword.span, Role::Keyword);
        for flag in &node.flags {
            self.word(flag, flag.span, Role::Flag);
        }
        let role = if node.json { Role::Json } else { Role::Argument };
        for word in &node.args {
            self.word(word, word.span, role);
        }
        for heredoc in &node.heredocs {
            let word = Word::new(heredoc.name.clone(), heredoc.span);
            self.word(&word, heredoc.span, Role::Heredoc);
        }
        let count = (self.out.words.len() / WORD) as u32 - first;
        let span = self.span(node.span);
        let lines = node.lines;
        self.out.nodes.extend([span.start, span.end, lines.start, lines.end, first, count, parent]);
        if let Some(child) = &node.child {
            self.node(child, number);
        }
    }

    fn word(&mut self, word: &Word, span: Span, role: Role) {
        let same = span.text(&self.file.source) == word.value.as_str();
        let text = if same { NONE } else { self.text(&word.value) };
        let span = self.span(span);
        self.out.words.extend([role as u32, span.start, span.end, text]);
    }

    fn text(&mut self, text: &str) -> u32 {
        self.units += match self.encoding {
            Encoding::Utf8 => text.len() as u32,
            Encoding::Utf16 => text.encode_utf16().count() as u32,
        };
        self.out.text.push_str(text);
        self.out.ends.push(self.units);
        self.out.ends.len() as u32 - 1
    }

    fn span(&self, span: Span) -> Span {
        Span::new(self.index.encode(span.start, self.encoding), self.index.encode(span.end, self.encoding))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every word as the text that a reader of the columns finds for it.
    fn read(source: &str, columns: &Columns) -> Vec<String> {
        let units: Vec<u16> = source.encode_utf16().collect();
        let table: Vec<u16> = columns.text.encode_utf16().collect();
        let cut = |units: &[u16], start: u32, end: u32| {
            String::from_utf16(units.get(start as usize..end as usize).unwrap()).unwrap()
        };
        let (words, _) = columns.words.as_chunks::<WORD>();
        words
            .iter()
            .map(|[_, start, end, text]| match *text {
                NONE => cut(&units, *start, *end),
                index => {
                    let start = index.checked_sub(1).map_or(0, |before| columns.ends[before as usize]);
                    cut(&table, start, columns.ends[index as usize])
                }
            })
            .collect()
    }

    #[test]
    fn words_can_be_read_back() {
        let source = "# é\nFROM a AS b\nCOPY --from=\"x\" ü \\\n /y\nONBUILD CMD [\"\\u00e9\", \"z\"]\nRUN <<E\nk\nE\n";
        let columns = columns(&crate::parse(source).tree, Encoding::Utf16);
        let want = [
            "FROM", "a", "AS", "b", "COPY", "--from=x", "ü", "/y", "ONBUILD", "CMD", "é", "z", "RUN", "<<E",
            "E",
        ];
        assert_eq!(read(source, &columns), want);
        let (nodes, _) = columns.nodes.as_chunks::<NODE>();
        let parents: Vec<u32> = nodes.iter().map(|node| node[6]).collect();
        assert_eq!(parents, [NONE, NONE, NONE, 2, NONE]);
    }
}
