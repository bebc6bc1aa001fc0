//! grep, egrep, fgrep.

use std::collections::VecDeque;

use vfs::Follow;

use super::{Context, Done, Parsed, options};
use crate::expand::pattern::Pattern;
use crate::io::Handle;
use crate::regex::{Regex, Syntax};
use crate::text::from_bytes;

pub(super) fn grep(ctx: &mut Context<'_, '_>) -> Done<i32> {
    run(ctx, 'G')
}

pub(super) fn egrep(ctx: &mut Context<'_, '_>) -> Done<i32> {
    run(ctx, 'E')
}

pub(super) fn fgrep(ctx: &mut Context<'_, '_>) -> Done<i32> {
    run(ctx, 'F')
}

/// What a line is held against.
struct Matcher {
    regexes: Vec<Regex>,
    whole_line: bool,
    whole_word: bool,
}

struct Job {
    matcher: Matcher,
    names: bool,
    before: usize,
    after: usize,
    most: u64,
    include: Vec<Pattern>,
    exclude: Vec<Pattern>,
    exclude_dir: Vec<Pattern>,
    found: bool,
    failed: bool,
}

fn run(ctx: &mut Context<'_, '_>, kind: char) -> Done<i32> {
    let options = options!(
        ctx, "HhnlLoqvsrRiywxFEGPczaIbA:B:C:m:e:f:",
        "ignore-case" => 'i', "invert-match" => 'v', "count" => 'c', "quiet" => 'q', "silent" => 'q', "only-matching" => 'o',
        "line-number" => 'n', "extended-regexp" => 'E', "fixed-strings" => 'F', "recursive" => 'r', "word-regexp" => 'w',
        "line-regexp" => 'x', "files-with-matches" => 'l', "files-without-match" => 'L', "no-messages" => 's',
        "no-filename" => 'h', "with-filename" => 'H', "max-count" => 'm', "after-context" => 'A', "before-context" => 'B',
        "context" => 'C', "regexp" => 'e', "file" => 'f', "perl-regexp" => 'P', "basic-regexp" => 'G', "null-data" => 'z',
        "text" => 'a', "include" => 'I', "color" => 'y', "colour" => 'y',
    );
    if options.has('P') {
        return Err(ctx.unmodelled("Perl regular expressions (`-P`)"));
    }
    let mut rest = options.rest.clone();
    let mut patterns: Vec<String> = options.values('e').flat_map(|text| text.split('\n')).map(str::to_string).collect();
    for file in options.values('f').map(str::to_string).collect::<Vec<_>>() {
        match ctx.slurp_text(&file)? {
            Some(text) => patterns.extend(text.lines().map(str::to_string)),
            None => return Ok(2),
        }
    }
    if !options.has('e') && !options.has('f') {
        if rest.is_empty() {
            ctx.misuse("")?;
            return Ok(2);
        }
        patterns.extend(rest.remove(0).split('\n').map(str::to_string));
    }
    let kind = options.last_of("EFG").unwrap_or(kind);
    let matcher = match Matcher::new(&patterns, kind, &options) {
        Ok(matcher) => matcher,
        Err(message) => {
            let message = if ctx.gnu { message } else { format!("bad regex '{}': {message}", patterns.join("\n")) };
            ctx.complain(&message)?;
            return Ok(2);
        }
    };
    let recursive = options.has('r') || options.has('R');
    if rest.is_empty() {
        rest.push(if recursive { "." } else { "-" }.into());
    }
    let count = |letter: char| options.value(letter).or(options.value('C')).and_then(|text| text.parse().ok()).unwrap_or(0);
    let mut job = Job {
        matcher,
        names: (rest.len() > 1 || recursive || options.has('H')) && !options.has('h'),
        before: count('B'),
        after: count('A'),
        most: options.value('m').and_then(|text| text.parse().ok()).unwrap_or(u64::MAX),
        include: Vec::new(),
        exclude: Vec::new(),
        exclude_dir: Vec::new(),
        found: false,
        failed: false,
    };
    // `--include=GLOB` shares a letter with `-I`, which takes no argument.
    for (letter, value) in options.iter() {
        if let ('I', Some(glob)) = (letter, value) {
            job.include.push(Pattern::from_text(glob));
        }
    }
    for file in &rest {
        search(ctx, &options, &mut job, file, recursive)?;
        if job.found && options.has('q') {
            return Ok(0);
        }
    }
    Ok(if job.failed && !(job.found && options.has('q')) { 2 } else { i32::from(!job.found) })
}

fn search(ctx: &mut Context<'_, '_>, options: &Parsed, job: &mut Job, path: &str, recursive: bool) -> Done<()> {
    ctx.kernel.meter.fuel(1)?;
    if recursive && path != "-" && ctx.kernel.stat(&ctx.task, path, Follow::All).is_ok_and(|(_, node)| node.is_dir()) {
        for (name, node) in ctx.kernel.list(&ctx.task, path).unwrap_or_default() {
            let excluded = if node.is_dir() { &job.exclude_dir } else { &job.exclude };
            let unwanted = !node.is_dir() && !job.include.is_empty() && !job.include.iter().any(|glob| glob.matches(&name));
            if unwanted || excluded.iter().any(|glob| glob.matches(&name)) || node.as_symlink().is_some() {
                continue;
            }
            let below = if path == "." && ctx.gnu { name } else { format!("{}/{name}", path.trim_end_matches('/')) };
            search(ctx, options, job, &below, true)?;
        }
        return Ok(());
    }
    let handle = match path {
        "-" => ctx.task.fds.get(0),
        _ => match ctx.kernel.open(&ctx.task, path, crate::kernel::Open::Read) {
            Ok(handle) => Some(handle),
            Err(error) => {
                job.failed = true;
                if !options.has('s') {
                    ctx.complain(&format!("{path}: {error}"))?;
                }
                return Ok(());
            }
        },
    };
    let Some(handle) = handle else { return Ok(()) };
    if path != "-" && ctx.kernel.read_from(&handle, 0)?.is_err() {
        if ctx.gnu {
            ctx.complain(&format!("{path}: Is a directory"))?;
        }
        return Ok(());
    }
    let shown = if path == "-" { "(standard input)" } else { path };
    file(ctx, options, job, shown, &handle)
}

/// How far the search of a file has come.
#[derive(Default)]
struct Scan {
    /// The number of the line, from 0.
    line: usize,
    count: u64,
    /// The line that was printed last.
    printed: Option<usize>,
    /// How many lines behind a match are still to be printed.
    trailing: usize,
    /// Lines that were not printed and may stand before a match.
    kept: VecDeque<(usize, String)>,
}

fn file(ctx: &mut Context<'_, '_>, options: &Parsed, job: &mut Job, name: &str, handle: &Handle) -> Done<()> {
    let separator = if options.has('z') { b'\0' } else { b'\n' };
    let mut scan = Scan::default();
    'file: loop {
        // A reader of the output need not wait for the whole input.
        let bytes = ctx.read_lines(handle, separator)?;
        if bytes.is_empty() {
            break;
        }
        let body = bytes.strip_suffix(&[separator]).unwrap_or(&bytes);
        for raw in body.split(|byte| *byte == separator) {
            if scan_line(ctx, options, job, name, &mut scan, &from_bytes(raw))? {
                break 'file;
            }
            scan.line += 1;
        }
    }
    if options.has('q') && scan.count > 0 {
        return Ok(());
    }
    if options.has('c') {
        let prefix = if job.names { format!("{name}:") } else { String::new() };
        ctx.print_line(&format!("{prefix}{}", scan.count))?;
    } else if options.has('l') && scan.count > 0 {
        ctx.print_line(name)?;
    } else if options.has('L') && scan.count == 0 {
        job.found = true;
        ctx.print_line(name)?;
    }
    Ok(())
}

/// Looks at a line; whether no other need be looked at.
fn scan_line(ctx: &mut Context<'_, '_>, options: &Parsed, job: &mut Job, name: &str, scan: &mut Scan, line: &str) -> Done<bool> {
    let quiet = options.has('q') || options.has('l') || options.has('L') || options.has('c');
    let invert = options.has('v');
    let i = scan.line;
    let hits = job.matcher.find(ctx, line, options.has('o') && !invert)?;
    if hits.is_empty() != invert || scan.count >= job.most {
        if scan.trailing > 0 && !quiet {
            emit(ctx, options, job, name, i, '-', line)?;
            scan.printed = Some(i);
            scan.trailing -= 1;
        } else if scan.count >= job.most {
            return Ok(true);
        } else if job.before > 0 {
            scan.kept.push_back((i, line.to_string()));
            if scan.kept.len() > job.before {
                scan.kept.pop_front();
            }
        }
        return Ok(false);
    }
    scan.count += 1;
    job.found |= !options.has('L');
    if quiet {
        return Ok(options.has('q') || options.has('l') || options.has('L'));
    }
    let start = scan.kept.front().map_or(i, |(at, _)| *at);
    if (job.before > 0 || job.after > 0) && scan.printed.is_some_and(|last| start > last + 1) {
        ctx.print("--\n")?;
    }
    for (at, line) in std::mem::take(&mut scan.kept) {
        emit(ctx, options, job, name, at, '-', &line)?;
    }
    if options.has('o') {
        for (from, to) in hits.into_iter().filter(|(from, to)| to > from) {
            let piece: String = line.chars().skip(from).take(to - from).collect();
            emit(ctx, options, job, name, i, ':', &piece)?;
        }
    } else {
        emit(ctx, options, job, name, i, ':', line)?;
    }
    scan.printed = Some(i);
    scan.trailing = job.after;
    // What follows the last match that is wanted is read only for its lines behind.
    Ok(scan.count >= job.most && job.after == 0)
}

fn emit(ctx: &mut Context<'_, '_>, options: &Parsed, job: &Job, name: &str, at: usize, mark: char, text: &str) -> Done<()> {
    let mut line = String::new();
    if job.names {
        line.push_str(name);
        line.push(mark);
    }
    if options.has('n') {
        line.push_str(&format!("{}{mark}", at + 1));
    }
    line.push_str(text);
    if options.has('z') { ctx.print(&format!("{line}\0")) } else { ctx.print_line(&line) }
}

impl Matcher {
    fn new(patterns: &[String], kind: char, options: &Parsed) -> Result<Matcher, String> {
        let syntax = if kind == 'E' { Syntax::Extended } else { Syntax::Basic };
        let source = |pattern: &String| {
            if kind == 'F' { pattern.chars().map(|c| if "\\.[]*^$".contains(c) { format!("\\{c}") } else { c.to_string() }).collect() } else { pattern.clone() }
        };
        let fold = options.has('i') || options.has('y');
        let regexes = patterns.iter().map(|pattern| Regex::new(&source(pattern), syntax, fold)).collect::<Result<_, _>>()?;
        Ok(Matcher { regexes, whole_line: options.has('x'), whole_word: options.has('w') })
    }

    /// The places of the matches: all of them if `all`, else the first; empty if there is none.
    fn find(&self, ctx: &mut Context<'_, '_>, line: &str, all: bool) -> Done<Vec<(usize, usize)>> {
        let chars: Vec<char> = line.chars().collect();
        let mut places = Vec::new();
        let mut from = 0;
        while from <= chars.len() {
            let mut best: Option<(usize, usize)> = None;
            for regex in &self.regexes {
                if let Some(place) = self.first(ctx, regex, &chars, from)?
                    && best.is_none_or(|best| (place.0, std::cmp::Reverse(place.1)) < (best.0, std::cmp::Reverse(best.1)))
                {
                    best = Some(place);
                }
            }
            let Some(place) = best else { break };
            places.push(place);
            if !all {
                break;
            }
            from = if place.1 > place.0 { place.1 } else { place.1 + 1 };
        }
        Ok(places)
    }

    fn first(&self, ctx: &mut Context<'_, '_>, regex: &Regex, chars: &[char], mut from: usize) -> Done<Option<(usize, usize)>> {
        let word = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(|c| c.is_alphanumeric() || *c == '_');
        while from <= chars.len() {
            let Some(found) = regex.find_chars(chars, from, &mut ctx.kernel.meter)? else { return Ok(None) };
            let (start, end) = (found.start(), found.end());
            let fits = (!self.whole_line || (start == 0 && end == chars.len()))
                && (!self.whole_word || (!word(start.checked_sub(1)) && !word(Some(end))));
            if fits {
                return Ok(Some((start, end)));
            }
            if self.whole_line {
                return Ok(None);
            }
            from = start + 1;
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn answers_recorded_from_busybox() {
        crate::testing::check(&[
            ("printf 'foo\\nbar\\nfoobar\\n' > f; grep foo f; grep -v foo f; grep -c o f; grep -n bar f; grep -o 'o*b' f; grep -E '^(foo|bar)$' f; grep -w foo f; grep -x foobar f; grep -q nope f; echo $?", "foo\nfoobar\nbar\n2\n2:bar\n3:foobar\nb\noob\nfoo\nbar\nfoo\nfoobar\n1\n"),
            ("grep x nofile", "grep: nofile: No such file or directory\n[2]"),
        ]);
    }
}
