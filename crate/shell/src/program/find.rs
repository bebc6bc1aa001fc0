//! find.

use vfs::{Follow, Kind, Node};

use super::{Context, Done, mode};
use crate::eval::spawn;
use crate::expand::pattern::Pattern;
use crate::regex::{Regex, Syntax};

enum Test {
    True,
    Name(Pattern, bool),
    Path(Pattern, bool),
    Regex(Box<Regex>),
    Kind(String),
    Size(Comparison, u64),
    Empty,
    /// Days, minutes: the unit in seconds.
    Age(Comparison, i64),
    Newer(i64, u32),
    Mode(char, u16),
    User(u32),
    Group(u32),
    Links(Comparison),
    Executable,
    Not(Box<Test>),
    And(Vec<Test>),
    Or(Vec<Test>),
    Print(char),
    PrintFormat(String),
    Delete,
    Prune,
    Quit,
    /// `-exec … ;`, or with `+` the index of the batch.
    Exec { words: Vec<String>, batch: Option<usize>, in_dir: bool },
}

#[derive(Clone, Copy)]
struct Comparison {
    sign: char,
    number: i64,
}

impl Comparison {
    fn read(text: &str) -> Option<Comparison> {
        let sign = text.chars().next().filter(|c| matches!(c, '+' | '-'));
        let number = text.trim_start_matches(['+', '-']).parse().ok()?;
        Some(Comparison { sign: sign.unwrap_or('='), number })
    }

    fn holds(self, value: i64) -> bool {
        match self.sign {
            '+' => value > self.number,
            '-' => value < self.number,
            _ => value == self.number,
        }
    }
}

struct Search {
    test: Test,
    acts: bool,
    depth_first: bool,
    min_depth: usize,
    max_depth: usize,
    follow: bool,
    follow_named: bool,
    one_filesystem: bool,
    batches: Vec<(Vec<String>, Vec<String>)>,
    status: i32,
    quit: bool,
    pruned: bool,
}

pub(super) fn main(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let mut args = ctx.operands();
    let mut search = Search {
        test: Test::True,
        acts: false,
        depth_first: false,
        min_depth: 0,
        max_depth: usize::MAX,
        follow: false,
        follow_named: false,
        one_filesystem: false,
        batches: Vec::new(),
        status: 0,
        quit: false,
        pruned: false,
    };
    while let Some(flag) = args.first().filter(|arg| matches!(arg.as_str(), "-L" | "-H" | "-P")) {
        search.follow = flag == "-L";
        search.follow_named = flag == "-H";
        args.remove(0);
    }
    let count = args.iter().take_while(|arg| !arg.starts_with('-') && !matches!(arg.as_str(), "(" | ")" | "!")).count();
    let mut paths: Vec<String> = args.drain(..count).collect();
    if paths.is_empty() {
        paths.push(".".into());
    }
    let mut parser = Parser { args: &args, at: 0, search: &mut search, depth: 0 };
    let parsed = parser.all(ctx);
    match parsed {
        Ok(test) => search.test = test,
        Err(message) => return ctx.fail(&message),
    }
    for path in &paths {
        visit(ctx, &mut search, path, 0)?;
        if search.quit {
            break;
        }
    }
    for (words, files) in std::mem::take(&mut search.batches) {
        if !files.is_empty() && execute(ctx, &words.into_iter().chain(files).collect::<Vec<_>>())? != 0 {
            search.status = 1;
        }
    }
    Ok(search.status)
}

struct Parser<'p> {
    args: &'p [String],
    at: usize,
    search: &'p mut Search,
    depth: u16,
}

type Parse<T> = Result<T, String>;

impl Parser<'_> {
    fn all(&mut self, ctx: &mut Context<'_, '_>) -> Parse<Test> {
        if self.args.is_empty() {
            return Ok(Test::True);
        }
        let test = self.or(ctx)?;
        match self.args.get(self.at) {
            Some(extra) => Err(format!("unrecognized: {extra}")),
            None => Ok(test),
        }
    }

    fn or(&mut self, ctx: &mut Context<'_, '_>) -> Parse<Test> {
        if self.depth >= 64 {
            return Err("expression nested too deeply".into());
        }
        self.depth += 1;
        let mut tests = vec![self.and(ctx)?];
        while matches!(self.args.get(self.at).map(String::as_str), Some("-o" | "-or")) {
            self.at += 1;
            tests.push(self.and(ctx)?);
        }
        self.depth -= 1;
        Ok(Test::Or(tests))
    }

    fn and(&mut self, ctx: &mut Context<'_, '_>) -> Parse<Test> {
        let mut tests = Vec::new();
        loop {
            match self.args.get(self.at).map(String::as_str) {
                None | Some(")" | "-o" | "-or") => break,
                Some("-a" | "-and") => self.at += 1,
                Some(_) => tests.push(self.primary(ctx)?),
            }
        }
        Ok(Test::And(tests))
    }

    fn value(&mut self, name: &str) -> Parse<String> {
        let value = self.args.get(self.at).cloned().ok_or_else(|| format!("option '{name}' requires an argument"))?;
        self.at += 1;
        Ok(value)
    }

    fn comparison(&mut self, name: &str) -> Parse<Comparison> {
        let text = self.value(name)?;
        Comparison::read(&text).ok_or_else(|| format!("invalid number '{text}'"))
    }

    fn primary(&mut self, ctx: &mut Context<'_, '_>) -> Parse<Test> {
        let name = self.value("")?;
        Ok(match name.as_str() {
            "!" | "-not" => {
                self.depth += 1;
                if self.depth >= 64 {
                    return Err("expression nested too deeply".into());
                }
                let test = self.primary(ctx)?;
                self.depth -= 1;
                Test::Not(Box::new(test))
            }
            "(" => {
                let test = self.or(ctx)?;
                if self.value("(")? != ")" {
                    return Err("unmatched '('".into());
                }
                test
            }
            "-name" | "-iname" => {
                let fold = name == "-iname";
                Test::Name(pattern(&self.value(&name)?, fold), fold)
            }
            "-path" | "-ipath" | "-wholename" => {
                let fold = name == "-ipath";
                Test::Path(pattern(&self.value(&name)?, fold), fold)
            }
            "-regex" | "-iregex" => {
                let source = self.value(&name)?;
                let regex = Regex::new(&format!("^\\({source}\\)$"), Syntax::Basic, name == "-iregex")?;
                Test::Regex(Box::new(regex))
            }
            "-regextype" => {
                self.value(&name)?;
                Test::True
            }
            "-type" | "-xtype" => Test::Kind(self.value(&name)?),
            "-size" => {
                let text = self.value(&name)?;
                let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
                let unit = match text.strip_prefix(digits).unwrap_or_default() {
                    "" | "b" => 512,
                    "c" => 1,
                    "w" => 2,
                    "k" => 1 << 10,
                    "M" => 1 << 20,
                    "G" => 1 << 30,
                    _ => return Err(format!("invalid number '{text}'")),
                };
                Test::Size(Comparison::read(digits).ok_or_else(|| format!("invalid number '{text}'"))?, unit)
            }
            "-empty" => Test::Empty,
            "-mtime" | "-atime" | "-ctime" => Test::Age(self.comparison(&name)?, 86_400),
            "-mmin" | "-amin" | "-cmin" => Test::Age(self.comparison(&name)?, 60),
            "-newer" | "-anewer" | "-cnewer" => {
                let path = self.value(&name)?;
                let (_, node) = ctx.kernel.stat(&ctx.task, &path, Follow::All).map_err(|error| format!("{path}: {error}"))?;
                Test::Newer(node.meta.mtime.secs, node.meta.mtime.nanos)
            }
            "-perm" => {
                let text = self.value(&name)?;
                let sign = text.chars().next().filter(|c| matches!(c, '-' | '/' | '+'));
                let bits = text.trim_start_matches(['-', '/', '+']);
                let bits = mode::parse(bits, 0, false, 0).ok_or_else(|| format!("invalid mode '{text}'"))?;
                Test::Mode(sign.unwrap_or('='), bits)
            }
            "-user" | "-uid" => {
                let text = self.value(&name)?;
                Test::User(ctx.kernel.accounts().user(&text).ok_or_else(|| format!("unknown user {text}"))?)
            }
            "-group" | "-gid" => {
                let text = self.value(&name)?;
                Test::Group(ctx.kernel.accounts().group(&text).ok_or_else(|| format!("unknown group {text}"))?)
            }
            "-links" => Test::Links(self.comparison(&name)?),
            "-executable" => Test::Executable,
            "-true" => Test::True,
            "-false" => Test::Not(Box::new(Test::True)),
            "-print" => self.act(Test::Print('\n')),
            "-print0" => self.act(Test::Print('\0')),
            "-printf" => {
                let format = self.value(&name)?;
                self.act(Test::PrintFormat(format))
            }
            "-delete" => {
                self.search.depth_first = true;
                self.act(Test::Delete)
            }
            "-prune" => Test::Prune,
            "-quit" => Test::Quit,
            "-exec" | "-execdir" | "-ok" => self.exec(&name)?,
            "-depth" | "-d" => {
                self.search.depth_first = true;
                Test::True
            }
            "-mindepth" | "-maxdepth" => {
                let text = self.value(&name)?;
                let depth = text.parse().map_err(|_| format!("invalid number '{text}'"))?;
                if name == "-mindepth" { self.search.min_depth = depth } else { self.search.max_depth = depth }
                Test::True
            }
            "-xdev" | "-mount" => {
                self.search.one_filesystem = true;
                Test::True
            }
            "-follow" => {
                self.search.follow = true;
                Test::True
            }
            "-noleaf" | "-ignore_readdir_race" => Test::True,
            _ if ctx.gnu => return Err(format!("unknown predicate `{name}'")),
            _ => return Err(format!("unrecognized: {name}")),
        })
    }

    fn act(&mut self, test: Test) -> Test {
        self.search.acts = true;
        test
    }

    fn exec(&mut self, name: &str) -> Parse<Test> {
        let mut words = Vec::new();
        loop {
            match self.args.get(self.at).map(String::as_str) {
                None => return Err(format!("{name} requires an argument")),
                Some(";") => {
                    self.at += 1;
                    let in_dir = name == "-execdir";
                    return Ok(self.act(Test::Exec { words, batch: None, in_dir }));
                }
                Some("+") if words.last().is_some_and(|word| word == "{}") => {
                    self.at += 1;
                    words.pop();
                    self.search.batches.push((words.clone(), Vec::new()));
                    let batch = Some(self.search.batches.len() - 1);
                    return Ok(self.act(Test::Exec { words, batch, in_dir: false }));
                }
                Some(word) => {
                    words.push(word.to_string());
                    self.at += 1;
                }
            }
        }
    }
}

fn pattern(text: &str, fold: bool) -> Pattern {
    Pattern::from_text(&if fold { text.to_lowercase() } else { text.to_string() })
}

fn execute(ctx: &mut Context<'_, '_>, words: &[String]) -> Done<i32> {
    match spawn(ctx.kernel, &ctx.task, words)? {
        Ok(status) => Ok(status),
        Err(failure) => {
            let name = words.first().cloned().unwrap_or_default();
            ctx.complain(&format!("{name}: {}", failure.text()))?;
            Ok(failure.status())
        }
    }
}

fn visit(ctx: &mut Context<'_, '_>, search: &mut Search, path: &str, depth: usize) -> Done<()> {
    ctx.kernel.meter.fuel(1)?;
    let follow = search.follow || (search.follow_named && depth == 0);
    let found = match ctx.kernel.stat(&ctx.task, path, if follow { Follow::All } else { Follow::Parent }) {
        Err(_) if follow => ctx.kernel.stat(&ctx.task, path, Follow::Parent),
        found => found,
    };
    let node = match found {
        Ok((_, node)) => node,
        Err(error) => {
            search.status = 1;
            let shown = if ctx.gnu { format!("'{path}'") } else { path.to_string() };
            return ctx.complain(&format!("{shown}: {error}"));
        }
    };
    search.pruned = false;
    let in_range = depth >= search.min_depth && depth <= search.max_depth;
    if in_range && !search.depth_first {
        judge(ctx, search, path, &node)?;
    }
    let pruned = std::mem::take(&mut search.pruned);
    if node.is_dir() && depth < search.max_depth && (search.depth_first || !pruned) && !search.quit {
        match ctx.kernel.list(&ctx.task, path) {
            Ok(entries) => {
                for (name, _) in entries {
                    visit(ctx, search, &below(path, &name), depth + 1)?;
                    if search.quit {
                        return Ok(());
                    }
                }
            }
            Err(error) => {
                search.status = 1;
                ctx.complain(&format!("{path}: {error}"))?;
            }
        }
    }
    if in_range && search.depth_first {
        judge(ctx, search, path, &node)?;
    }
    Ok(())
}

fn below(path: &str, name: &str) -> String {
    if path.ends_with('/') { format!("{path}{name}") } else { format!("{path}/{name}") }
}

fn judge(ctx: &mut Context<'_, '_>, search: &mut Search, path: &str, node: &Node) -> Done<()> {
    let test = std::mem::replace(&mut search.test, Test::True);
    let answer = holds(ctx, search, &test, path, node);
    search.test = test;
    if answer? && !search.acts {
        ctx.print_line(path)?;
    }
    Ok(())
}

fn holds(ctx: &mut Context<'_, '_>, search: &mut Search, test: &Test, path: &str, node: &Node) -> Done<bool> {
    let folded = |text: &str, fold: bool| if fold { text.to_lowercase() } else { text.to_string() };
    Ok(match test {
        Test::True => true,
        Test::Name(pattern, fold) => {
            let base = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
            pattern.matches(&folded(if base.is_empty() { "/" } else { base }, *fold))
        }
        Test::Path(pattern, fold) => pattern.matches(&folded(path, *fold)),
        Test::Regex(regex) => regex.is_match(path, &mut ctx.kernel.meter)?,
        Test::Kind(kinds) => kinds.split(',').any(|kind| kind.starts_with(letter(node))),
        Test::Size(comparison, unit) => {
            let size = if node.is_dir() { 4096 } else { node.size() };
            comparison.holds(size.div_ceil(*unit) as i64)
        }
        Test::Empty => match &node.kind {
            Kind::Dir(dir) => dir.is_empty(),
            Kind::File(_) => node.size() == 0,
            _ => false,
        },
        Test::Age(comparison, unit) => comparison.holds((ctx.kernel.now.secs - node.meta.mtime.secs).div_euclid(*unit)),
        Test::Newer(secs, nanos) => (node.meta.mtime.secs, node.meta.mtime.nanos) > (*secs, *nanos),
        Test::Mode(sign, bits) => match sign {
            '-' => node.meta.mode & bits == *bits,
            '/' | '+' => *bits == 0 || node.meta.mode & bits != 0,
            _ => node.meta.mode == *bits,
        },
        Test::User(uid) => node.meta.uid == *uid,
        Test::Group(gid) => node.meta.gid == *gid,
        Test::Links(comparison) => comparison.holds(super::stat_links(ctx, path, node) as i64),
        Test::Executable => crate::kernel::may_execute(&ctx.task, &node.meta),
        Test::Not(test) => !holds(ctx, search, test, path, node)?,
        Test::And(tests) => {
            for test in tests {
                if !holds(ctx, search, test, path, node)? {
                    return Ok(false);
                }
            }
            true
        }
        Test::Or(tests) => {
            for test in tests {
                if holds(ctx, search, test, path, node)? {
                    return Ok(true);
                }
            }
            false
        }
        Test::Print(end) => {
            ctx.print(&format!("{path}{end}"))?;
            true
        }
        Test::PrintFormat(format) => {
            let text = print_format(ctx, format, path, node);
            let mut bytes = Vec::new();
            super::printf::escapes(&text, super::printf::Octal::Plain, &mut bytes);
            ctx.write(&bytes)?;
            true
        }
        Test::Delete => {
            let base = path.rsplit('/').next().unwrap_or_default();
            if base == "." {
                return Ok(true);
            }
            let result = if node.is_dir() { ctx.kernel.rmdir(&ctx.task, path) } else { ctx.kernel.unlink(&ctx.task, path) };
            if let Err(error) = result {
                search.status = 1;
                ctx.complain(&format!("{path}: {error}"))?;
                return Ok(false);
            }
            true
        }
        Test::Prune => {
            search.pruned = true;
            true
        }
        Test::Quit => {
            search.quit = true;
            true
        }
        Test::Exec { batch: Some(batch), .. } => {
            if let Some((_, files)) = search.batches.get_mut(*batch) {
                files.push(path.to_string());
            }
            true
        }
        Test::Exec { words, in_dir, .. } => {
            let before = ctx.task.cwd.clone();
            let mut shown = path.to_string();
            if *in_dir {
                let (dir, base) = path.rsplit_once('/').unwrap_or((".", path));
                shown = format!("./{base}");
                ctx.task.cwd = ctx.task.cwd.join(if dir.is_empty() { "/" } else { dir });
            }
            let words: Vec<String> = words.iter().map(|word| word.replace("{}", &shown)).collect();
            let status = execute(ctx, &words)?;
            ctx.task.cwd = before;
            status == 0
        }
    })
}

fn letter(node: &Node) -> char {
    match node.kind {
        Kind::File(_) => 'f',
        Kind::Dir(_) => 'd',
        Kind::Symlink(_) => 'l',
        Kind::Fifo => 'p',
        Kind::CharDevice { .. } => 'c',
        Kind::BlockDevice { .. } => 'b',
    }
}

fn print_format(ctx: &mut Context<'_, '_>, format: &str, path: &str, node: &Node) -> String {
    let accounts = ctx.kernel.accounts();
    let mut out = String::new();
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        let (dir, base) = path.rsplit_once('/').unwrap_or((".", path));
        match chars.next().unwrap_or('%') {
            'p' => out.push_str(path),
            'f' => out.push_str(base),
            'h' => out.push_str(dir),
            'P' => out.push_str(path.split_once('/').map_or("", |(_, rest)| rest)),
            's' => out.push_str(&node.size().to_string()),
            'm' => out.push_str(&format!("{:o}", node.meta.mode)),
            'M' => out.push_str(&mode::show(node.full_mode())),
            'u' => out.push_str(accounts.user_name(node.meta.uid).unwrap_or(&node.meta.uid.to_string())),
            'g' => out.push_str(accounts.group_name(node.meta.gid).unwrap_or(&node.meta.gid.to_string())),
            'U' => out.push_str(&node.meta.uid.to_string()),
            'G' => out.push_str(&node.meta.gid.to_string()),
            'y' => out.push(letter(node)),
            'l' => out.push_str(node.as_symlink().unwrap_or_default()),
            'd' => out.push_str(&path.matches('/').count().to_string()),
            'T' => {
                let piece = match chars.next() {
                    Some('@') => format!("{}.{:09}0", node.meta.mtime.secs, node.meta.mtime.nanos),
                    Some(c) => crate::calendar::format(&format!("%{c}"), node.meta.mtime.secs, node.meta.mtime.nanos),
                    None => String::new(),
                };
                out.push_str(&piece);
            }
            '%' => out.push('%'),
            other => {
                out.push('%');
                out.push(other);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn answers_recorded_from_busybox() {
        crate::testing::check(&[
            ("mkdir -p q/w; touch q/a.c q/w/b.c; find q | sort; find q -name '*.c' | sort; find q -maxdepth 1 -type f; find q -name a.c -exec echo '<{}>' \\;; find q ! -name '*.c' -type d | sort", "q\nq/a.c\nq/w\nq/w/b.c\nq/a.c\nq/w/b.c\nq/a.c\n<q/a.c>\nq\nq/w\n"),
            ("find nofile", "find: nofile: No such file or directory\n[1]"),
        ]);
    }
}
