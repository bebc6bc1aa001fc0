//! sort.

use std::cmp::Ordering;

use super::{Context, Done, options};
use crate::text::from_bytes;

/// How one key compares.
#[derive(Clone, Default)]
struct Order {
    numeric: bool,
    general: bool,
    human: bool,
    version: bool,
    month: bool,
    fold: bool,
    blanks: bool,
    dictionary: bool,
    printable: bool,
    reverse: bool,
}

#[derive(Clone)]
struct Key {
    start: (usize, usize),
    end: Option<(usize, usize)>,
    order: Order,
    /// Whether it has letters of its own; otherwise the global ones hold.
    own: bool,
}

pub(super) fn main(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let options = options!(
        ctx, "nrughVMcCszbdfimo:k:t:T:S:", "numeric-sort" => 'n', "reverse" => 'r', "unique" => 'u', "key" => 'k',
        "field-separator" => 't', "output" => 'o', "stable" => 's', "zero-terminated" => 'z', "version-sort" => 'V',
        "human-numeric-sort" => 'h', "general-numeric-sort" => 'g', "ignore-case" => 'f', "check" => 'c',
        "ignore-leading-blanks" => 'b', "month-sort" => 'M', "dictionary-order" => 'd', "ignore-nonprinting" => 'i',
    );
    let mut global = Order::default();
    for (letter, _) in options.iter() {
        global.set(letter);
    }
    let mut keys = Vec::new();
    for text in options.values('k') {
        match key(text) {
            Some(key) => keys.push(key),
            None => return ctx.fail(&format!("bad field spec '{text}'")),
        }
    }
    let separator = options.value('t').map(|text| if text == "\\t" { '\t' } else { text.chars().next().unwrap_or('\0') });
    let end = if options.has('z') { b'\0' } else { b'\n' };
    let files = if options.rest.is_empty() { vec!["-".to_string()] } else { options.rest.clone() };
    let mut lines: Vec<Vec<u8>> = Vec::new();
    for file in &files {
        let Some(bytes) = ctx.slurp(file)? else { return Ok(if ctx.gnu { 2 } else { 1 }) };
        let body = bytes.strip_suffix(&[end]).unwrap_or(&bytes);
        if !bytes.is_empty() {
            lines.extend(body.split(|byte| *byte == end).map(<[u8]>::to_vec));
        }
    }
    let count = lines.len() as u64;
    ctx.kernel.meter.fuel(1 + count / 2 * u64::from(64 - count.leading_zeros()) / 8)?;
    let sorter = Sorter { global, keys, separator, stable: options.has('s') || (options.has('u') && ctx.gnu), unique: options.has('u') };
    let mut rows: Vec<(Vec<Vec<char>>, Vec<u8>)> = lines.into_iter().map(|line| (sorter.keys_of(&line), line)).collect();
    if options.has('c') || options.has('C') {
        for pair in rows.windows(2) {
            if let [a, b] = pair
                && (sorter.compare(a, b) == Ordering::Greater || (sorter.unique && sorter.compare_keys(a, b) == Ordering::Equal))
            {
                if options.has('c') {
                    let line = from_bytes(&b.1);
                    ctx.complain(&format!("-: disorder: {line}"))?;
                }
                return Ok(1);
            }
        }
        return Ok(0);
    }
    rows.sort_by(|a, b| sorter.compare(a, b));
    if sorter.unique {
        rows.dedup_by(|later, earlier| sorter.compare_keys(earlier, later) == Ordering::Equal);
    }
    let mut out = Vec::new();
    for (_, line) in rows {
        out.extend(line);
        out.push(end);
    }
    match options.value('o') {
        Some(path) => Ok(i32::from(!ctx.save(path, out)?)),
        None => {
            ctx.write(&out)?;
            Ok(0)
        }
    }
}

impl Order {
    fn set(&mut self, letter: char) -> bool {
        let flag = match letter {
            'n' => &mut self.numeric,
            'g' => &mut self.general,
            'h' => &mut self.human,
            'V' => &mut self.version,
            'M' => &mut self.month,
            'f' => &mut self.fold,
            'b' => &mut self.blanks,
            'd' => &mut self.dictionary,
            'i' => &mut self.printable,
            'r' => &mut self.reverse,
            _ => return false,
        };
        *flag = true;
        true
    }
}

/// `2.3nr,4`.
fn key(text: &str) -> Option<Key> {
    let mut order = Order::default();
    let mut own = false;
    let mut place = |text: &str, default: usize| {
        let letters_at = text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len());
        let (numbers, letters) = text.split_at_checked(letters_at)?;
        for letter in letters.chars() {
            own |= order.set(letter).then_some(true)?;
        }
        let (field, offset) = match numbers.split_once('.') {
            Some((field, offset)) => (field, offset.parse().ok()?),
            None => (numbers, default),
        };
        Some((field.parse().ok()?, offset))
    };
    let (start, end) = match text.split_once(',') {
        Some((start, end)) => (place(start, 1)?, Some(place(end, 0)?)),
        None => (place(text, 1)?, None),
    };
    (start.0 > 0).then_some(Key { start, end, order, own })
}

struct Sorter {
    global: Order,
    keys: Vec<Key>,
    separator: Option<char>,
    stable: bool,
    unique: bool,
}

type Keyed = (Vec<Vec<char>>, Vec<u8>);

impl Sorter {
    fn keys_of(&self, line: &[u8]) -> Vec<Vec<char>> {
        let chars: Vec<char> = from_bytes(line).chars().collect();
        if self.keys.is_empty() {
            return vec![chars];
        }
        self.keys.iter().map(|key| self.extract(&chars, key)).collect()
    }

    fn order<'a>(&'a self, key: &'a Key) -> &'a Order {
        if key.own { &key.order } else { &self.global }
    }

    /// The part of the line that a key covers.
    fn extract(&self, chars: &[char], key: &Key) -> Vec<char> {
        let fields = self.fields(chars);
        let blanks = self.order(key).blanks;
        let place = |(field, offset): (usize, usize), is_end: bool| {
            let Some((mut start, end)) = fields.get(field - 1).copied() else { return chars.len() };
            if is_end && offset == 0 {
                return end;
            }
            if blanks {
                start += chars[start..end].iter().take_while(|c| c.is_ascii_whitespace()).count();
            }
            (start + offset - usize::from(!is_end)).min(if is_end { end } else { chars.len() })
        };
        let start = place((key.start.0, key.start.1.max(1)), false);
        let end = key.end.map_or(chars.len(), |end| place((end.0.max(1), end.1), true));
        chars.get(start..end.max(start)).unwrap_or_default().to_vec()
    }

    fn fields(&self, chars: &[char]) -> Vec<(usize, usize)> {
        let mut fields = Vec::new();
        let mut start = 0;
        match self.separator {
            Some(separator) => {
                for (i, c) in chars.iter().enumerate() {
                    if *c == separator {
                        fields.push((start, i));
                        start = i + 1;
                    }
                }
                fields.push((start, chars.len()));
            }
            None => {
                // A field without separators starts with the blanks before it.
                let mut in_word = false;
                for (i, c) in chars.iter().enumerate() {
                    let blank = matches!(c, ' ' | '\t');
                    if blank && in_word {
                        fields.push((start, i));
                        start = i;
                    }
                    in_word = !blank;
                }
                fields.push((start, chars.len()));
            }
        }
        fields
    }

    fn compare_keys(&self, a: &Keyed, b: &Keyed) -> Ordering {
        if self.keys.is_empty() {
            let (a, b) = (a.0.first().map_or(&[][..], Vec::as_slice), b.0.first().map_or(&[][..], Vec::as_slice));
            return self.global.compare(a, b);
        }
        for ((key, a), b) in self.keys.iter().zip(&a.0).zip(&b.0) {
            let ordering = self.order(key).compare(a, b);
            if ordering != Ordering::Equal {
                return ordering;
            }
        }
        Ordering::Equal
    }

    fn compare(&self, a: &Keyed, b: &Keyed) -> Ordering {
        let ordering = self.compare_keys(a, b);
        if ordering != Ordering::Equal || self.stable {
            return ordering;
        }
        // The last resort is the whole line.
        if self.global.reverse { b.1.cmp(&a.1) } else { a.1.cmp(&b.1) }
    }
}

impl Order {
    fn compare(&self, a: &[char], b: &[char]) -> Ordering {
        let trimmed = |chars: &[char]| chars.iter().skip_while(|c| self.blanks && c.is_ascii_whitespace()).copied().collect::<Vec<_>>();
        let (a, b) = (trimmed(a), trimmed(b));
        let ordering = if self.numeric {
            compare_numbers(&a, &b)
        } else if self.general || self.human {
            value(&a, self.human).total_cmp(&value(&b, self.human))
        } else if self.month {
            month(&a).cmp(&month(&b))
        } else if self.version {
            compare_versions(&a, &b)
        } else {
            let seen = |chars: Vec<char>| {
                let kept = chars.into_iter().filter(|c| {
                    (!self.dictionary || c.is_alphanumeric() || *c == ' ') && (!self.printable || !c.is_control())
                });
                kept.map(|c| if self.fold { c.to_ascii_uppercase() } else { c }).collect::<String>()
            };
            seen(a).cmp(&seen(b))
        };
        if self.reverse { ordering.reverse() } else { ordering }
    }
}

/// Leading decimal numbers of any length.
fn compare_numbers(a: &[char], b: &[char]) -> Ordering {
    value(a, false).total_cmp(&value(b, false))
}

fn value(chars: &[char], human: bool) -> f64 {
    let text: String = chars.iter().skip_while(|c| c.is_ascii_whitespace()).collect();
    let end = text.char_indices().find(|(i, c)| !(c.is_ascii_digit() || *c == '.' || (*i == 0 && matches!(c, '-' | '+'))));
    let end = end.map_or(text.len(), |(at, _)| at);
    let number: f64 = text.get(..end).and_then(|digits| digits.parse().ok()).unwrap_or(0.0);
    let unit = text.get(end..).and_then(|rest| rest.chars().next());
    match unit.filter(|_| human).and_then(|c| "KMGTPE".find(c.to_ascii_uppercase())) {
        Some(power) => number * 1024f64.powi(power as i32 + 1),
        // Adding zero turns -0 into 0, which compares equal.
        None => number + 0.0,
    }
}

fn month(chars: &[char]) -> usize {
    let text: String = chars.iter().filter(|c| !c.is_whitespace()).take(3).map(char::to_ascii_uppercase).collect();
    let months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    months.iter().position(|name| *name == text).map_or(0, |at| at + 1)
}

/// strverscmp: runs of digits compare as numbers.
fn compare_versions(a: &[char], b: &[char]) -> Ordering {
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        if a[i].is_ascii_digit() && b[j].is_ascii_digit() {
            let run = |chars: &[char], at: usize| chars[at..].iter().take_while(|c| c.is_ascii_digit()).count();
            let (m, n) = (run(a, i), run(b, j));
            let number = |chars: &[char]| chars.iter().collect::<String>().trim_start_matches('0').to_string();
            let (x, y) = (number(&a[i..i + m]), number(&b[j..j + n]));
            let ordering = x.len().cmp(&y.len()).then_with(|| x.cmp(&y));
            if ordering != Ordering::Equal {
                return ordering;
            }
            (i, j) = (i + m, j + n);
        } else {
            // `~` sorts before everything, even the end.
            let rank = |c: char| if c == '~' { 0 } else { u32::from(c) + 1 };
            match rank(a[i]).cmp(&rank(b[j])) {
                Ordering::Equal => (i, j) = (i + 1, j + 1),
                ordering => return ordering,
            }
        }
    }
    (a.len() - i).cmp(&(b.len() - j))
}

#[cfg(test)]
mod tests {
    #[test]
    fn answers_recorded_from_busybox() {
        crate::testing::check(&[
            ("printf 'b 2\\na 10\\nc 1\\n' > f; sort f; sort -k2 -n f; sort -r f; printf '3\\n1\\n2\\n1\\n' | sort -nu; printf 'a:2\\nb:1\\n' | sort -t: -k2; printf '1.10\\n1.9\\n' | sort -V", "a 10\nb 2\nc 1\nc 1\nb 2\na 10\nc 1\nb 2\na 10\n1\n2\n3\nb:1\na:2\n1.9\n1.10\n"),
        ]);
    }
}
