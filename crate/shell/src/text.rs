//! Bytes as text and back without loss.
//!
//! Words, variables and lines are `String`s. A byte that is not part of valid UTF-8 becomes one character of the last
//! private-use plane (U+10FF00 + byte) and is turned back when text leaves for a file or the terminal.

const RAW: u32 = 0x10_FF00;

/// Decodes bytes, keeping those that are not UTF-8.
pub(crate) fn from_bytes(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().filter_map(|&byte| char::from_u32(RAW + u32::from(byte))));
    }
    text
}

/// Encodes text; the inverse of [`from_bytes`].
pub(crate) fn to_bytes(text: &str) -> Vec<u8> {
    // Only the last planes of Unicode start with this byte.
    if !text.as_bytes().contains(&0xF4) {
        return text.as_bytes().to_vec();
    }
    let mut bytes = Vec::with_capacity(text.len());
    for c in text.chars() {
        match raw(c) {
            Some(byte) => bytes.push(byte),
            None => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    bytes
}

/// The byte that a character stands for, if it is not itself text.
fn raw(c: char) -> Option<u8> {
    u32::from(c).checked_sub(RAW).and_then(|byte| u8::try_from(byte).ok()).filter(|byte| *byte >= 0x80)
}

/// Quotes a text as dash and ash write it.
pub(crate) fn posix_quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\"'\"'"))
}

/// Quotes a text as bash writes it; any POSIX shell reads it back as one word.
pub(crate) fn single_quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_survives() {
        let all: Vec<u8> = (0..=255).chain("é€😀".bytes()).collect();
        assert_eq!(to_bytes(&from_bytes(&all)), all);
    }
}
