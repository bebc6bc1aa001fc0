//! The nodes of a file as columns of numbers, for handing them to JavaScript in one go.
//!
//! A text that stands in the file as it is costs three numbers. Only texts that were changed on the way (quotes of flags
//! resolved, lines joined, JSON escapes) go into the table of strings.

use arcstr::ArcStr;
use diag::{Encoding, LineIndex, Span};

use crate::ast::Node;
use crate::parser::nodes;

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

/// The columns of a file's text. Only nodes are made: what is wrong with them is for [`crate::parse`] to say.
pub fn columns(text: &str, encoding: Encoding) -> Columns {
    let source = ArcStr::from(text);
    // In a text of ASCII all units are bytes.
    let wide = encoding == Encoding::Utf16 && !text.is_ascii();
    let index = wide.then(|| LineIndex::new(text));
    let mut writer = Writer { source: &source, index, encoding, units: 0, out: Columns::default() };
    for node in nodes(&source) {
        writer.node(&node, NONE);
    }
    writer.out
}

impl Columns {
    /// Everything in one list: the numbers of nodes, words, changed texts and bytes in `text`, the four columns, and the
    /// bytes of `text`, four in a number, the first in its lowest byte.
    pub fn pack(&self) -> Vec<u32> {
        let Self { nodes, words, text, ends } = self;
        let counts = [nodes.len() / NODE, words.len() / WORD, ends.len(), text.len()];
        let mut all =
            Vec::with_capacity(counts.len() + nodes.len() + words.len() + ends.len() + text.len() / 4 + 1);
        all.extend(counts.map(|count| count as u32));
        all.extend_from_slice(nodes);
        all.extend_from_slice(words);
        all.extend_from_slice(ends);
        let (whole, rest) = text.as_bytes().as_chunks::<4>();
        all.extend(whole.iter().copied().map(u32::from_le_bytes));
        if !rest.is_empty() {
            let mut last = [0; 4];
            last.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
            all.push(u32::from_le_bytes(last));
        }
        all
    }
}

struct Writer<'a> {
    source: &'a str,
    /// If units are not bytes.
    index: Option<LineIndex>,
    encoding: Encoding,
    /// Units of `text` so far.
    units: u32,
    out: Columns,
}

impl Writer<'_> {
    fn node(&mut self, node: &Node, parent: u32) {
        let number = (self.out.nodes.len() / NODE) as u32;
        let first = (self.out.words.len() / WORD) as u32;
        self.word(&node.keyword.value, node.keyword.span, Role::Keyword);
        for flag in &node.flags {
            self.word(&flag.value, flag.span, Role::Flag);
        }
        let role = if node.json { Role::Json } else { Role::Argument };
        for word in &node.args {
            self.word(&word.value, word.span, role);
        }
        for heredoc in &node.heredocs {
            self.word(&heredoc.name, heredoc.span, Role::Heredoc);
        }
        let count = (self.out.words.len() / WORD) as u32 - first;
        let span = self.span(node.span);
        let lines = node.lines;
        self.out.nodes.extend([span.start, span.end, lines.start, lines.end, first, count, parent]);
        if let Some(child) = &node.child {
            self.node(child, number);
        }
    }

    fn word(&mut self, value: &str, span: Span, role: Role) {
        let text = if self.stands(value, span) { NONE } else { self.text(value) };
        let span = self.span(span);
        self.out.words.extend([role as u32, span.start, span.end, text]);
    }

    /// Whether a text is that of the file at its place. Most are slices of it, which costs no look at the bytes.
    fn stands(&self, value: &str, span: Span) -> bool {
        Span::of(value, self.source) == Some(span) || span.text(self.source) == value
    }

    fn text(&mut self, text: &str) -> u32 {
        self.units += match self.encoding {
            Encoding::Utf16 if !text.is_ascii() => text.encode_utf16().count() as u32,
            _ => text.len() as u32,
        };
        self.out.text.push_str(text);
        self.out.ends.push(self.units);
        self.out.ends.len() as u32 - 1
    }

    fn span(&self, span: Span) -> Span {
        match &self.index {
            None => span,
            Some(index) => {
                Span::new(index.encode(span.start, self.encoding), index.encode(span.end, self.encoding))
            }
        }
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
        let columns = columns(source, Encoding::Utf16);
        let packed = columns.pack();
        assert_eq!(packed.len(), 4 + columns.nodes.len() + columns.words.len() + columns.ends.len() + 3);
        assert_eq!(
            packed.last().unwrap().to_le_bytes(),
            [0xc3, 0xa9, b'E', 0],
            "é and the name of the heredoc"
        );
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
