//! JSON arrays of strings, as Go's `encoding/json` reads them.

use std::borrow::Cow;

/// How deep arrays and objects may nest; the limit of `encoding/json`.
pub const MAX_DEPTH: u32 = 10_000;

/// Why a text is no JSON array of strings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonError {
    /// No JSON array at all: the text is in shell form.
    NotAnArray,
    /// An array with something else than strings in it.
    NotStrings,
}

/// The strings of a JSON array; slices of the text where they hold no escapes.
///
/// # Errors
/// Why it is none. Only [`JsonError::NotStrings`] is an error of the Dockerfile.
pub fn json_strings(text: &str) -> Result<Vec<Cow<'_, str>>, JsonError> {
    let text = text.trim_start();
    if !text.starts_with('[') {
        return Err(JsonError::NotAnArray);
    }
    let mut scanner = Scanner { text, at: 1 };
    let strings = scanner.array_of_strings().ok_or(JsonError::NotAnArray)?;
    scanner.blanks();
    if scanner.at < text.len() {
        return Err(JsonError::NotAnArray);
    }
    strings.ok_or(JsonError::NotStrings)
}

/// The string member `name` of a JSON object; the last one, if it is a string.
pub(super) fn json_member(text: &str, name: &str) -> Option<String> {
    let mut scanner = Scanner { text, at: 0 };
    scanner.blanks();
    scanner.eat(b'{')?;
    let mut value = None;
    scanner.blanks();
    if scanner.eat(b'}').is_none() {
        loop {
            scanner.blanks();
            let key = scanner.string()?;
            scanner.blanks();
            scanner.eat(b':')?;
            scanner.blanks();
            let string = (scanner.peek() == Some(b'"')).then(|| scanner.string());
            let found = match string {
                Some(string) => Some(string?.into_owned()),
                None => {
                    scanner.value()?;
                    None
                }
            };
            if key == name {
                value = found;
            }
            scanner.blanks();
            if scanner.eat(b',').is_none() {
                scanner.eat(b'}')?;
                break;
            }
        }
    }
    scanner.blanks();
    (scanner.at == text.len()).then_some(value).flatten()
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn eat(&mut self, byte: u8) -> Option<()> {
        (self.peek() == Some(byte)).then(|| self.at += 1)
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    /// The rest of an array behind `[`: `None` if it is not JSON, `Some(None)` if it does not hold only strings.
    fn array_of_strings(&mut self) -> Option<Option<Vec<Cow<'a, str>>>> {
        let mut strings = Some(Vec::new());
        self.blanks();
        if self.eat(b']').is_some() {
            return Some(strings);
        }
        loop {
            self.blanks();
            if self.peek() == Some(b'"') {
                let string = self.string()?;
                if let Some(strings) = &mut strings {
                    strings.push(string);
                }
            } else {
                self.value()?;
                strings = None;
            }
            self.blanks();
            if self.eat(b',').is_none() {
                self.eat(b']')?;
                return Some(strings);
            }
        }
    }

    /// Skips any value. Containers are kept on a stack of their own, so that depth costs no call.
    fn value(&mut self) -> Option<()> {
        let mut open: Vec<u8> = Vec::new();
        loop {
            self.blanks();
            let byte = self.peek()?;
            let empty = match byte {
                b'[' | b'{' => {
                    if open.len() as u32 >= MAX_DEPTH {
                        return None;
                    }
                    self.at += 1;
                    self.blanks();
                    let close = if byte == b'[' { b']' } else { b'}' };
                    let empty = self.eat(close).is_some();
                    if !empty {
                        open.push(close);
                    }
                    Some(empty)
                }
                _ => None,
            };
            match empty {
                Some(true) => {}
                Some(false) => {
                    self.key(&open)?;
                    continue;
                }
                None => self.scalar(byte)?,
            }
            if !self.after_value(&mut open)? {
                return Some(());
            }
        }
    }

    /// Whether another value follows in the innermost open container.
    fn after_value(&mut self, open: &mut Vec<u8>) -> Option<bool> {
        loop {
            let Some(&close) = open.last() else { return Some(false) };
            self.blanks();
            if self.eat(b',').is_some() {
                self.key(open)?;
                return Some(true);
            }
            self.eat(close)?;
            open.pop();
        }
    }

    /// The key before a member of an object.
    fn key(&mut self, open: &[u8]) -> Option<()> {
        if open.last() == Some(&b'}') {
            self.blanks();
            self.string()?;
            self.blanks();
            self.eat(b':')?;
        }
        Some(())
    }

    fn scalar(&mut self, first: u8) -> Option<()> {
        match first {
            b'"' => self.string().map(drop),
            b't' => self.literal("true"),
            b'f' => self.literal("false"),
            b'n' => self.literal("null"),
            _ => self.number(),
        }
    }

    fn literal(&mut self, word: &str) -> Option<()> {
        let rest = self.text.get(self.at..)?;
        rest.starts_with(word).then(|| self.at += word.len())
    }

    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }

    fn number(&mut self) -> Option<()> {
        let _ = self.eat(b'-');
        if self.eat(b'0').is_none() {
            self.digits()?;
        }
        if self.eat(b'.').is_some() {
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        Some(())
    }

    /// A string, its quotes and escapes resolved.
    fn string(&mut self) -> Option<Cow<'a, str>> {
        self.eat(b'"')?;
        let start = self.at;
        loop {
            match self.peek()? {
                b'"' => break,
                b'\\' => return self.escaped_string(start).map(Cow::Owned),
                0..0x20 => return None,
                _ => self.at += 1,
            }
        }
        let string = self.text.get(start..self.at)?;
        self.at += 1;
        Some(Cow::Borrowed(string))
    }

    fn escaped_string(&mut self, start: usize) -> Option<String> {
        let mut out = String::from(self.text.get(start..self.at)?);
        loop {
            let run = self.at;
            while !matches!(self.peek()?, b'"' | b'\\' | 0..0x20) {
                self.at += 1;
            }
            out.push_str(self.text.get(run..self.at)?);
            match self.peek()? {
                b'"' => {
                    self.at += 1;
                    return Some(out);
                }
                b'\\' => {
                    self.at += 1;
                    out.push(self.escape()?);
                }
                _ => return None,
            }
        }
    }

    /// The character behind a backslash.
    fn escape(&mut self) -> Option<char> {
        let byte = self.peek()?;
        self.at += 1;
        Some(match byte {
            b'"' | b'\\' | b'/' => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => self.unicode()?,
            _ => return None,
        })
    }

    /// Four hexadecimal digits, or twice four for a surrogate pair. Half a pair becomes U+FFFD.
    fn unicode(&mut self) -> Option<char> {
        let first = self.hex4()?;
        if let Some(c) = char::from_u32(first) {
            return Some(c);
        }
        let rewind = self.at;
        let rest = self.text.get(self.at..).unwrap_or_default();
        if first < 0xdc00 && rest.starts_with("\\u") {
            self.at += 2;
            let second = self.hex4()?;
            if (0xdc00..0xe000).contains(&second) {
                return char::from_u32(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00));
            }
            self.at = rewind;
        }
        Some(char::REPLACEMENT_CHARACTER)
    }

    fn hex4(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 4)?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        self.at += 4;
        u32::from_str_radix(digits, 16).ok()
    }
}
