//! `--chmod`: permission bits in octal, or as chmod takes them.

use crate::op::file::Chmod;

/// Parsed permission bits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Mode {
    /// These.
    Octal(u16),
    /// The old ones, changed.
    Changes(Vec<Change>),
}

/// One clause: `u+rwX`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    /// Which bits it touches: of user, group, others.
    who: u16,
    /// `+`, `-` or `=`.
    operator: char,
    /// The bits, as if for everyone.
    bits: u16,
    /// `X`: execute, if anyone has that already.
    execute_if_any: bool,
}

const USER: u16 = 0o4700;
const GROUP: u16 = 0o2070;
const OTHERS: u16 = 0o1007;

impl Mode {
    /// The bits of `--chmod`.
    pub(super) fn parse(chmod: &Chmod) -> Result<Self, String> {
        match chmod {
            Chmod::Octal(mode) => Ok(Self::Octal(*mode)),
            Chmod::Symbolic(text) => text
                .split(',')
                .map(clause)
                .collect::<Option<Vec<_>>>()
                .map(|clauses| Self::Changes(clauses.concat()))
                .ok_or_else(|| format!("invalid mode: {text}")),
        }
    }

    /// What becomes of `mode`.
    pub(super) fn apply(&self, mode: u16) -> u16 {
        match self {
            Self::Octal(new) => *new,
            Self::Changes(changes) => changes.iter().fold(mode, |mode, change| change.apply(mode)),
        }
    }
}

impl Change {
    fn apply(&self, mode: u16) -> u16 {
        let mut bits = self.bits;
        if self.execute_if_any && mode & 0o111 != 0 {
            bits |= 0o111;
        }
        let bits = bits & self.who;
        match self.operator {
            '+' => mode | bits,
            '-' => mode & !bits,
            _ => (mode & !(self.who & 0o6777)) | bits,
        }
    }
}

/// `ugoa`, an operator, `rwxXst`, and perhaps more operators with bits.
fn clause(text: &str) -> Option<Vec<Change>> {
    let start = text.find(['+', '-', '='])?;
    let (who, mut rest) = text.split_at(start);
    let mut mask = 0;
    for char in who.chars() {
        mask |= match char {
            'u' => USER,
            'g' => GROUP,
            'o' => OTHERS,
            'a' => USER | GROUP | OTHERS,
            _ => return None,
        };
    }
    if who.is_empty() {
        mask = USER | GROUP | OTHERS;
    }
    let mut changes = Vec::new();
    while let Some(operator) = rest.chars().next() {
        rest = rest.strip_prefix(operator)?;
        let end = rest.find(['+', '-', '=']).unwrap_or(rest.len());
        let (letters, more) = rest.split_at(end);
        rest = more;
        let mut change = Change { who: mask, operator, bits: 0, execute_if_any: false };
        for char in letters.chars() {
            match char {
                'r' => change.bits |= 0o444,
                'w' => change.bits |= 0o222,
                'x' => change.bits |= 0o111,
                'X' => change.execute_if_any = true,
                's' => change.bits |= 0o6000,
                't' => change.bits |= 0o1000,
                _ => return None,
            }
        }
        changes.push(change);
    }
    Some(changes)
}

/// What `--chmod=TEXT` means; the error is BuildKit's.
pub(crate) fn check(text: &str) -> Result<Chmod, String> {
    let octal =
        format!("invalid chmod parameter: '{text}'. it should be octal string and between 0 and 07777");
    if let Ok(mode) = u32::from_str_radix(text, 8) {
        return u16::try_from(mode).ok().filter(|mode| *mode <= 0o7777).map(Chmod::Octal).ok_or(octal);
    }
    let symbolic = Chmod::Symbolic(text.to_owned());
    match Mode::parse(&symbolic) {
        Ok(_) => Ok(symbolic),
        // What starts like a number is meant as one.
        Err(_) if text.starts_with(|char: char| char.is_ascii_digit()) => Err(octal),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_change_as_chmod_says() {
        for (text, before, after) in [
            ("755", 0o644, 0o755),
            ("u+x", 0o644, 0o744),
            ("go-w,a+X", 0o666, 0o644),
            ("go-w,a+X", 0o755, 0o755),
            ("a=r", 0o777, 0o444),
            ("u=rwx,go=rx", 0o600, 0o755),
            ("+x", 0o644, 0o755),
            ("u+s", 0o755, 0o4755),
            ("g-s", 0o2755, 0o755),
            ("a+t", 0o777, 0o1777),
            ("u=rw-w", 0o777, 0o477),
        ] {
            let mode = Mode::parse(&check(text).unwrap()).unwrap();
            assert_eq!(mode.apply(before), after, "{text} on {before:o}");
        }
    }

    #[test]
    fn other_texts_are_refused() {
        for text in ["99z", "10000", "8"] {
            assert!(check(text).unwrap_err().starts_with("invalid chmod parameter"), "{text}");
        }
        assert_eq!(check("u+q").unwrap_err(), "invalid mode: u+q");
    }
}
