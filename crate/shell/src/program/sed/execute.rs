//! Running a sed script over lines.

use std::collections::BTreeMap;

use super::super::{Context, Done};
use super::parse::{Action, Address, Command, Piece, Script, Substitute};
use crate::regex::{Match, Regex};
use crate::io::Handle;
use crate::text::{from_bytes, to_bytes};

pub(super) struct Machine<'s> {
    script: &'s Script,
    quiet: bool,
    end: char,
    pattern: String,
    hold: String,
    output: String,
    /// What `a` and `r` put behind the current line.
    appended: Vec<String>,
    files: BTreeMap<String, String>,
    /// For each command with a range: the line on which it ends, if it is open.
    ranges: Vec<Option<RangeEnd>>,
    /// Index of the last command whose expression was used, for empty expressions.
    last: Option<(usize, bool)>,
    pub(super) quit: Option<i32>,
}

#[derive(Clone, Copy)]
enum RangeEnd {
    Line(u64),
    Open,
}

/// The lines of all inputs, which are read as they are needed.
struct Lines {
    rest: std::collections::VecDeque<(String, bool)>,
    /// What is still to be read.
    sources: std::vec::IntoIter<Source>,
    number: u64,
    /// Whether the current line had its newline.
    complete: bool,
}

/// Where lines come from.
pub(super) enum Source {
    Text(String),
    /// Standard input.
    Open(Handle),
}

enum Next {
    /// Print the pattern space and go on with the next line.
    Cycle,
    /// Go on with the next line without printing.
    Delete,
    /// Start over without reading.
    Restart,
    Quit { print: bool },
}

impl<'s> Machine<'s> {
    pub(super) fn new(script: &'s Script, quiet: bool, end: char) -> Machine<'s> {
        Machine {
            script,
            quiet,
            end,
            pattern: String::new(),
            hold: String::new(),
            output: String::new(),
            appended: Vec::new(),
            files: BTreeMap::new(),
            ranges: vec![None; script.commands.len()],
            last: None,
            quit: None,
        }
    }

    pub(super) fn take_output(&mut self) -> String {
        std::mem::take(&mut self.output)
    }

    pub(super) fn write_files(&mut self, ctx: &mut Context<'_, '_>) -> Done<()> {
        for (path, text) in std::mem::take(&mut self.files) {
            if path == "/dev/stdout" {
                ctx.print(&text)?;
            } else {
                ctx.save(&path, to_bytes(&text))?;
            }
        }
        Ok(())
    }

    /// Edits texts as one input, numbering lines through.
    pub(super) fn run(&mut self, ctx: &mut Context<'_, '_>, sources: Vec<Source>) -> Done<()> {
        let rest = std::collections::VecDeque::new();
        let mut lines = Lines { rest, sources: sources.into_iter(), number: 0, complete: true };
        let mut restart = false;
        loop {
            if !restart && !self.read(ctx, &mut lines)? {
                break;
            }
            let next = self.cycle(ctx, &mut lines)?;
            restart = matches!(next, Next::Restart);
            let prints = matches!(next, Next::Cycle | Next::Quit { print: true });
            if prints && !self.quiet {
                self.print_pattern(&lines);
            }
            self.flush_appended();
            ctx.kernel.meter.hold(self.output.len() as u64)?;
            if let Next::Quit { .. } = next {
                break;
            }
        }
        Ok(())
    }

    /// Reads on until there is a line behind the current one, or no more.
    fn fill(&mut self, ctx: &mut Context<'_, '_>, lines: &mut Lines) -> Done<()> {
        while lines.rest.is_empty() {
            let text = match lines.sources.next() {
                None => return Ok(()),
                Some(Source::Text(text)) => text,
                Some(Source::Open(handle)) => {
                    let bytes = ctx.read_lines(&handle, self.end as u8)?;
                    if bytes.is_empty() {
                        continue;
                    }
                    // Whoever reads what was edited so far need not wait for the rest.
                    let out = self.take_output();
                    ctx.write(&to_bytes(&out))?;
                    let mut sources = vec![Source::Open(handle)];
                    sources.extend(lines.sources.by_ref());
                    lines.sources = sources.into_iter();
                    from_bytes(&bytes)
                }
            };
            let pieces = text.split_inclusive(self.end);
            lines.rest.extend(pieces.map(|line| match line.strip_suffix(self.end) {
                Some(body) => (body.to_string(), true),
                None => (line.to_string(), false),
            }));
        }
        Ok(())
    }

    fn read(&mut self, ctx: &mut Context<'_, '_>, lines: &mut Lines) -> Done<bool> {
        self.fill(ctx, lines)?;
        let Some((line, complete)) = lines.rest.pop_front() else { return Ok(false) };
        self.fill(ctx, lines)?;
        self.pattern = line;
        // A missing newline counts only at the very end.
        lines.complete = complete || !lines.rest.is_empty();
        lines.number += 1;
        Ok(true)
    }

    fn print_pattern(&mut self, lines: &Lines) {
        self.output.push_str(&self.pattern);
        if lines.complete {
            self.output.push(self.end);
        }
    }

    fn print_text(&mut self, text: &str) {
        self.output.push_str(text);
        self.output.push(self.end);
    }

    fn flush_appended(&mut self) {
        for text in std::mem::take(&mut self.appended) {
            if !self.output.is_empty() && !self.output.ends_with(self.end) {
                self.output.push(self.end);
            }
            self.output.push_str(&text);
        }
    }

    fn cycle(&mut self, ctx: &mut Context<'_, '_>, lines: &mut Lines) -> Done<Next> {
        let script = self.script;
        let mut at = 0;
        let mut substituted = false;
        while let Some(command) = script.commands.get(at) {
            ctx.kernel.meter.fuel(1 + self.pattern.len() as u64 / 32)?;
            if self.selected(ctx, at, command, lines)? == command.negated {
                at = match command.action {
                    Action::Block(end) => end + 1,
                    _ => at + 1,
                };
                continue;
            }
            match &command.action {
                Action::Block(_) | Action::End | Action::Label => {}
                Action::Substitute(how) => {
                    if self.substitute(ctx, at, how)? {
                        substituted = true;
                        if how.print {
                            self.print_pattern(lines);
                        }
                        if let Some(path) = &how.file {
                            let line = format!("{}\n", self.pattern);
                            self.files.entry(path.clone()).or_default().push_str(&line);
                        }
                    }
                }
                Action::Transliterate(pairs) => {
                    let to = |c: char| pairs.iter().find(|(from, _)| *from == c).map_or(c, |(_, to)| *to);
                    self.pattern = self.pattern.chars().map(to).collect();
                }
                Action::Text('a', text) => self.appended.push(text.clone()),
                Action::Text('i', text) => self.output.push_str(text),
                Action::Text(_, text) => {
                    // In a range, the text stands once, at its end.
                    if command.to.is_none() || command.negated || self.ranges[at].is_none() {
                        self.output.push_str(text);
                    }
                    return Ok(Next::Delete);
                }
                Action::Branch(kind, target) => {
                    let jumps = match kind {
                        'b' => true,
                        't' => substituted,
                        _ => !substituted,
                    };
                    if *kind != 'b' {
                        substituted = false;
                    }
                    if jumps {
                        at = *target;
                        continue;
                    }
                }
                Action::Read(path) => {
                    if let Ok(blob) = ctx.kernel.read(&ctx.task, path) {
                        self.appended.push(crate::text::from_bytes(&blob.bytes()));
                    }
                }
                Action::Write(path) => {
                    let line = format!("{}\n", self.pattern);
                    self.files.entry(path.clone()).or_default().push_str(&line);
                }
                Action::Quit(kind, code) => {
                    self.quit = Some(*code);
                    return Ok(Next::Quit { print: *kind == 'q' });
                }
                Action::Plain(letter) => {
                    if let Some(next) = self.plain(ctx, *letter, lines)? {
                        return Ok(next);
                    }
                }
            }
            at += 1;
        }
        Ok(Next::Cycle)
    }

    fn plain(&mut self, ctx: &mut Context<'_, '_>, letter: char, lines: &mut Lines) -> Done<Option<Next>> {
        match letter {
            'd' => return Ok(Some(Next::Delete)),
            'D' => match self.pattern.split_once('\n') {
                None => return Ok(Some(Next::Delete)),
                Some((_, rest)) => {
                    self.pattern = rest.to_string();
                    return Ok(Some(Next::Restart));
                }
            },
            'g' => self.pattern.clone_from(&self.hold),
            'G' => {
                self.pattern.push('\n');
                self.pattern.push_str(&self.hold);
            }
            'h' => self.hold.clone_from(&self.pattern),
            'H' => {
                self.hold.push('\n');
                self.hold.push_str(&self.pattern);
            }
            'x' => std::mem::swap(&mut self.pattern, &mut self.hold),
            'l' => {
                let text = visible(&self.pattern);
                self.print_text(&text);
            }
            'p' => self.print_pattern(lines),
            'P' => {
                let first = self.pattern.split('\n').next().unwrap_or_default().to_string();
                self.print_text(&first);
            }
            '=' => self.output.push_str(&format!("{}\n", lines.number)),
            'n' => {
                if lines.rest.is_empty() {
                    self.quit = self.quit.or(Some(0));
                    return Ok(Some(Next::Quit { print: true }));
                }
                if !self.quiet {
                    self.print_pattern(lines);
                }
                self.flush_appended();
                self.read(ctx, lines)?;
            }
            'N' => {
                let before = std::mem::take(&mut self.pattern);
                if !self.read(ctx, lines)? {
                    self.pattern = before;
                    return Ok(Some(Next::Quit { print: true }));
                }
                self.flush_appended();
                self.pattern = format!("{before}\n{}", self.pattern);
            }
            _ => {}
        }
        Ok(None)
    }

    fn selected(&mut self, ctx: &mut Context<'_, '_>, at: usize, command: &Command, lines: &Lines) -> Done<bool> {
        let Some(from) = &command.from else { return Ok(true) };
        let Some(to) = &command.to else { return self.matches(ctx, at, from, lines) };
        let number = lines.number;
        match self.ranges[at] {
            None => {
                if !self.matches(ctx, at, from, lines)? {
                    return Ok(false);
                }
                self.ranges[at] = match to {
                    // A range that would end before it started is one line long.
                    Address::Line(end) if *end <= number => None,
                    Address::Line(end) => Some(RangeEnd::Line(*end)),
                    Address::Plus(0) => None,
                    Address::Plus(count) => Some(RangeEnd::Line(number + count)),
                    Address::Multiple(step) if *step == 0 || number.is_multiple_of(*step) => None,
                    Address::Multiple(step) => Some(RangeEnd::Line(number.div_ceil(*step) * step)),
                    Address::Last if lines.rest.is_empty() => None,
                    _ => Some(RangeEnd::Open),
                };
                // `0,/re/` may end on the first line.
                if matches!(from, Address::Line(0)) && self.matches(ctx, at, to, lines)? {
                    self.ranges[at] = None;
                }
            }
            Some(RangeEnd::Line(end)) => {
                if number >= end {
                    self.ranges[at] = None;
                }
                // The end may have been passed by `n` or `N`.
                return Ok(number <= end);
            }
            Some(RangeEnd::Open) => {
                if self.matches(ctx, at, to, lines)? {
                    self.ranges[at] = None;
                }
            }
        }
        Ok(true)
    }

    fn matches(&mut self, ctx: &mut Context<'_, '_>, at: usize, address: &Address, lines: &Lines) -> Done<bool> {
        Ok(match address {
            Address::Line(line) => lines.number == (*line).max(1) && (*line > 0 || lines.number == 1),
            Address::Last => lines.rest.is_empty(),
            Address::Step(first, 0) => lines.number == *first,
            Address::Step(first, step) => lines.number >= *first && (lines.number - first).is_multiple_of(*step),
            Address::Plus(_) | Address::Multiple(_) => false,
            Address::Regex(Some(regex)) => {
                self.last = Some((at, false));
                regex.is_match(&self.pattern, &mut ctx.kernel.meter)?
            }
            Address::Regex(None) => match self.last_regex() {
                Some(regex) => regex.is_match(&self.pattern, &mut ctx.kernel.meter)?,
                None => return Err(self.no_expression(ctx)),
            },
        })
    }

    fn no_expression(&self, ctx: &mut Context<'_, '_>) -> crate::kernel::Unwind {
        match ctx.complain("no previous regexp") {
            Ok(()) => crate::kernel::Unwind::Exit(1),
            Err(unwind) => unwind,
        }
    }

    fn last_regex(&self) -> Option<&'s Regex> {
        let (at, substitution) = self.last?;
        let command = self.script.commands.get(at)?;
        match (&command.action, &command.from, &command.to) {
            (Action::Substitute(how), _, _) if substitution => how.regex.as_ref(),
            (_, Some(Address::Regex(Some(regex))), _) | (_, _, Some(Address::Regex(Some(regex)))) => Some(regex),
            _ => None,
        }
    }

    fn substitute(&mut self, ctx: &mut Context<'_, '_>, at: usize, how: &Substitute) -> Done<bool> {
        let script = self.script;
        let own = match &script.commands[at].action {
            Action::Substitute(how) => how.regex.as_ref(),
            _ => None,
        };
        let regex = match own {
            Some(regex) => {
                self.last = Some((at, true));
                regex
            }
            None => match self.last_regex() {
                Some(regex) => regex,
                None => return Err(self.no_expression(ctx)),
            },
        };
        let chars: Vec<char> = self.pattern.chars().collect();
        let mut out = String::new();
        let (mut from, mut copied, mut count, mut changed) = (0, 0, 0u64, false);
        while from <= chars.len() {
            let Some(found) = regex.find_chars(&chars, from, &mut ctx.kernel.meter)? else { break };
            let (start, end) = (found.start(), found.end());
            // An empty match directly behind a match does not count.
            let touches = start == end && start == copied && count > 0 && start > 0;
            if !touches {
                count += 1;
                if count >= how.nth {
                    out.extend(&chars[copied..start]);
                    replace(&how.replacement, &found, &chars, &mut out);
                    copied = end;
                    changed = true;
                    if !how.global {
                        break;
                    }
                }
            }
            from = if end > start { end } else { end + 1 };
            if end == start && from <= chars.len() && copied <= start && changed && touches {
                continue;
            }
        }
        if changed {
            out.extend(&chars[copied..]);
            ctx.kernel.meter.hold(out.len() as u64)?;
            ctx.kernel.meter.fuel(out.len() as u64 / 256)?;
            self.pattern = out;
        }
        Ok(changed)
    }
}

fn replace(pieces: &[Piece], found: &Match, chars: &[char], out: &mut String) {
    let mut case = None;
    let mut once = None;
    for piece in pieces {
        let text: String = match piece {
            Piece::Text(text) => text.clone(),
            Piece::Group(group) => match found.groups.get(*group).copied().flatten() {
                Some((start, end)) => chars[start..end].iter().collect(),
                None => String::new(),
            },
            Piece::Case('E') => {
                case = None;
                continue;
            }
            Piece::Case(kind @ ('U' | 'L')) => {
                case = Some(*kind);
                continue;
            }
            Piece::Case(kind) => {
                once = Some(*kind);
                continue;
            }
        };
        let text = match case {
            Some('U') => text.to_uppercase(),
            Some(_) => text.to_lowercase(),
            None => text,
        };
        let mut rest = text.chars();
        match (once, rest.next()) {
            (Some(kind), Some(first)) => {
                once = None;
                if kind == 'u' { out.extend(first.to_uppercase()) } else { out.extend(first.to_lowercase()) }
                out.push_str(rest.as_str());
            }
            _ => out.push_str(&text),
        }
    }
}

/// As `l` shows it.
fn visible(text: &str) -> String {
    let mut shown = String::new();
    for byte in to_bytes(text) {
        match byte {
            b'\\' => shown.push_str("\\\\"),
            b'\n' => shown.push_str("\\n"),
            b'\t' => shown.push_str("\\t"),
            b'\r' => shown.push_str("\\r"),
            32..=126 => shown.push(char::from(byte)),
            _ => shown.push_str(&format!("\\{byte:03o}")),
        }
    }
    shown.push('$');
    shown
}
