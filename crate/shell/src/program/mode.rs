//! Modes as chmod, mkdir and umask read them.

/// The permission bits that `text` makes of `old`; nothing if it is no mode. `dir`: whether `X` applies to a directory.
/// A clause without `ugoa` spares the bits of `umask`, or takes a number, as GNU has it.
pub(crate) fn parse(text: &str, old: u16, dir: bool, umask: u16) -> Option<u16> {
    if !text.is_empty() && text.chars().all(|c| c.is_digit(8)) {
        return u16::from_str_radix(text, 8).ok().filter(|mode| *mode <= 0o7777);
    }
    text.split(',').try_fold(old, |mode, clause| apply(clause, mode, dir, umask))
}

fn apply(clause: &str, mut mode: u16, dir: bool, umask: u16) -> Option<u16> {
    let at = clause.find(['+', '-', '='])?;
    let (who, mut rest) = clause.split_at_checked(at)?;
    let mut mask = 0;
    for c in who.chars() {
        mask |= match c {
            'u' => 0o4700,
            'g' => 0o2070,
            'o' => 0o1007,
            'a' => 0o7777,
            _ => return None,
        };
    }
    let spared = if who.is_empty() { umask } else { 0 };
    if who.is_empty() {
        mask = 0o7777;
    }
    while let Some(op) = rest.chars().next() {
        rest = rest.strip_prefix(op)?;
        let end = rest.find(['+', '-', '=']).unwrap_or(rest.len());
        let (letters, behind) = rest.split_at_checked(end)?;
        rest = behind;
        if who.is_empty() && !letters.is_empty() && letters.chars().all(|c| c.is_digit(8)) {
            let bits = u16::from_str_radix(letters, 8).ok().filter(|mode| *mode <= 0o7777)?;
            mode = match op {
                '+' => mode | bits,
                '-' => mode & !bits,
                _ => bits,
            };
            continue;
        }
        let mut bits = 0;
        for c in letters.chars() {
            bits |= match c {
                'r' => 0o444,
                'w' => 0o222,
                'x' => 0o111,
                'X' if dir || mode & 0o111 != 0 => 0o111,
                'X' => 0,
                's' => 0o6000,
                't' => 0o1000,
                'u' => ((mode >> 6) & 7) * 0o111,
                'g' => ((mode >> 3) & 7) * 0o111,
                'o' => (mode & 7) * 0o111,
                _ => return None,
            };
        }
        // The sticky bit goes with any of the classes when it is named alone.
        let sticky = if bits & 0o1000 != 0 && (who.is_empty() || who.contains(['a', 'o', 'u', 'g'])) {
            0o1000
        } else {
            0
        };
        let bits = (bits & mask & !spared) | sticky;
        match op {
            '+' => mode |= bits,
            '-' => mode &= !bits,
            _ => {
                let cleared = if dir { mask & !0o6000 } else { mask };
                mode = (mode & !cleared) | bits;
            }
        }
    }
    Some(mode)
}

/// `-rwxr-xr-x`, as ls and stat show it.
pub(crate) fn show(full: u32) -> String {
    let kind = match full & 0o170_000 {
        0o040_000 => 'd',
        0o120_000 => 'l',
        0o010_000 => 'p',
        0o020_000 => 'c',
        0o060_000 => 'b',
        _ => '-',
    };
    let mut text = String::from(kind);
    for (shift, special, set, unset) in [(6, 0o4000, 's', 'S'), (3, 0o2000, 's', 'S'), (0, 0o1000, 't', 'T')]
    {
        let bits = full >> shift;
        text.push(if bits & 4 != 0 { 'r' } else { '-' });
        text.push(if bits & 2 != 0 { 'w' } else { '-' });
        text.push(match (full & special != 0, bits & 1 != 0) {
            (true, true) => set,
            (true, false) => unset,
            (false, true) => 'x',
            (false, false) => '-',
        });
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_are_read_as_chmod_reads_them() {
        let check = |text: &str, old: u16, dir: bool, wanted: Option<u16>| {
            assert_eq!(parse(text, old, dir, 0o022), wanted, "{text} of {old:o}");
        };
        check("755", 0, false, Some(0o755));
        check("4755", 0, false, Some(0o4755));
        check("u+x,g-r,o=r", 0o644, false, Some(0o704));
        check("a+rwx", 0o644, false, Some(0o777));
        check("go=", 0o644, false, Some(0o600));
        check("+x", 0o600, false, Some(0o711));
        check("+w", 0o444, false, Some(0o644));
        check("u=rwX,go=rX", 0o700, true, Some(0o755));
        check("a+X", 0o644, false, Some(0o644));
        check("g+s", 0o755, true, Some(0o2755));
        check("u=g", 0o750, false, Some(0o550));
        check("+t", 0o755, true, Some(0o1755));
        check("zz", 0o644, false, None);
        check("9", 0o644, false, None);
        assert_eq!(show(0o104_755), "-rwsr-xr-x");
        assert_eq!(show(0o041_777), "drwxrwxrwt");
    }
}
