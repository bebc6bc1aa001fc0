//! make: rules, variables and recipes, run for real; what compilers do in them is modelled.

mod expand;
mod parse;

use std::collections::{BTreeMap, BTreeSet};

use vfs::{Follow, Time};

use super::run_other::start;
use super::{Context, Done};

/// How deep prerequisites and included files may nest.
const MAX_DEPTH: u16 = 100;

/// A variable: `:=` was expanded when it was read, `=` is expanded when it is used.
#[derive(Clone)]
struct Variable {
    text: String,
    expanded: bool,
    /// From the command line, which a makefile cannot change.
    fixed: bool,
    exported: bool,
}

/// A line of a recipe and where it stands.
#[derive(Clone)]
struct Line {
    text: String,
    /// `Makefile:3`; nothing for rules that make itself knows.
    place: String,
}

#[derive(Clone, Default)]
struct Rule {
    targets: Vec<String>,
    needs: Vec<String>,
    /// Behind `|`: made first, but never a reason to make again.
    order_only: Vec<String>,
    recipe: Vec<Line>,
    double: bool,
}

/// One run of make.
struct Make<'c, 'k, 'a> {
    ctx: &'c mut Context<'k, 'a>,
    variables: BTreeMap<String, Variable>,
    rules: Vec<Rule>,
    patterns: Vec<Rule>,
    phony: BTreeSet<String>,
    done: BTreeSet<String>,
    first: Option<String>,
    dry: bool,
    silent: bool,
    always: bool,
    ran: bool,
    /// The makefile that is being read.
    file: String,
}

/// Why make stops.
enum Halt {
    Unwind(crate::kernel::Unwind),
    /// Said on stderr behind `make: *** `.
    Error(String),
}

impl From<crate::kernel::Unwind> for Halt {
    fn from(unwind: crate::kernel::Unwind) -> Halt {
        Halt::Unwind(unwind)
    }
}

impl From<crate::meter::Stop> for Halt {
    fn from(stop: crate::meter::Stop) -> Halt {
        Halt::Unwind(stop.into())
    }
}

type Made<T> = Result<T, Halt>;

pub(super) fn main(ctx: &mut Context<'_, '_>) -> Done<i32> {
    let given = super::parse_options(
        &ctx.operands(),
        "f:C:j::l::nskBeirtqwvhI:o:W:dpSO::",
        &[
            ("file", 'f'), ("makefile", 'f'), ("directory", 'C'), ("jobs", 'j'), ("dry-run", 'n'), ("just-print", 'n'), ("silent", 's'), ("quiet", 's'),
            ("keep-going", 'k'), ("always-make", 'B'), ("no-print-directory", 'w'), ("version", 'v'), ("help", 'h'), ("ignore-errors", 'i'),
            ("include-dir", 'I'), ("output-sync", 'O'), ("load-average", 'l'), ("no-builtin-rules", 'r'), ("warn-undefined-variables", 'w'),
        ],
    );
    let options = match given {
        Ok(options) => options,
        Err(message) => {
            ctx.complain(&message)?;
            return Ok(2);
        }
    };
    if options.has('v') {
        ctx.print("GNU Make 4.3\nBuilt for x86_64-pc-linux-gnu\n")?;
        return Ok(0);
    }
    for dir in options.values('C').map(str::to_string).collect::<Vec<_>>() {
        if !ctx.kernel.stat(&ctx.task, &dir, Follow::All).is_ok_and(|(_, node)| node.is_dir()) {
            ctx.complain(&format!("*** {dir}: No such file or directory.  Stop."))?;
            return Ok(2);
        }
        ctx.task.cwd = ctx.task.cwd.join(&dir);
    }
    let level: u32 = ctx.task.var("MAKELEVEL").and_then(|level| level.parse().ok()).unwrap_or(0);
    if level > 0 {
        ctx.name = format!("make[{level}]");
    }
    ctx.task.env.retain(|(name, _)| name != "MAKELEVEL");
    ctx.task.env.push(("MAKELEVEL".into(), (level + 1).to_string()));
    let shows = (options.has('C') || level > 0) && !options.has('s') && !options.has('w');
    let cwd = ctx.task.cwd.to_string();
    if shows {
        ctx.print_line(&format!("{}: Entering directory '{cwd}'", ctx.name.clone()))?;
    }
    let mut make = Make {
        variables: BTreeMap::new(),
        rules: Vec::new(),
        patterns: Vec::new(),
        phony: BTreeSet::new(),
        done: BTreeSet::new(),
        first: None,
        dry: options.has('n'),
        silent: options.has('s'),
        always: options.has('B'),
        ran: false,
        file: "Makefile".into(),
        ctx,
    };
    let goals = make.begin(&options.rest);
    let files: Vec<String> = options.values('f').map(str::to_string).collect();
    let result = make.all(&files, &goals);
    let status = match result {
        Ok(status) => status,
        Err(Halt::Unwind(unwind)) => return Err(unwind),
        Err(Halt::Error(message)) => {
            ctx.complain(&format!("*** {message}"))?;
            2
        }
    };
    if shows {
        ctx.print_line(&format!("{}: Leaving directory '{cwd}'", ctx.name.clone()))?;
    }
    Ok(status)
}

impl Make<'_, '_, '_> {
    /// Takes variables from the environment, make itself and the command line; the rest are goals.
    fn begin(&mut self, words: &[String]) -> Vec<String> {
        for (name, value) in self.ctx.task.env.clone() {
            self.define(&name, value, false, true);
        }
        let builtin = [
            ("CC", "cc"), ("CXX", "g++"), ("AR", "ar"), ("LD", "ld"), ("RM", "rm -f"), ("MAKE", "make"), ("SHELL", "/bin/sh"), ("ARFLAGS", "rv"),
            ("COMPILE.c", "$(CC) $(CFLAGS) $(CPPFLAGS) $(TARGET_ARCH) -c"), ("LINK.o", "$(CC) $(LDFLAGS) $(TARGET_ARCH)"), ("MAKEFLAGS", ""),
            ("LINK.c", "$(CC) $(CFLAGS) $(CPPFLAGS) $(LDFLAGS) $(TARGET_ARCH)"), ("MAKE_VERSION", "4.3"), ("INSTALL", "install"),
        ];
        for (name, value) in builtin {
            if name == "SHELL" || !self.variables.contains_key(name) {
                self.define(name, value.to_string(), false, false);
            }
        }
        let cwd = self.ctx.task.cwd.to_string();
        self.define("CURDIR", cwd, true, false);
        let mut goals = Vec::new();
        for word in words {
            match word.split_once('=').filter(|(name, _)| !name.is_empty() && !name.contains(char::is_whitespace)) {
                Some((name, value)) => {
                    let name = name.trim_end_matches([':', '?', '+']);
                    self.define(name, value.to_string(), false, true);
                    if let Some(variable) = self.variables.get_mut(name) {
                        variable.fixed = true;
                    }
                }
                None => goals.push(word.clone()),
            }
        }
        self.define("MAKECMDGOALS", goals.join(" "), true, false);
        goals
    }

    fn define(&mut self, name: &str, text: String, expanded: bool, exported: bool) {
        if self.variables.get(name).is_none_or(|known| !known.fixed) {
            self.variables.insert(name.to_string(), Variable { text, expanded, fixed: false, exported });
        }
    }

    fn all(&mut self, files: &[String], goals: &[String]) -> Made<i32> {
        if files.is_empty() {
            let names = ["GNUmakefile", "makefile", "Makefile"];
            let found = names.into_iter().find(|name| self.exists(name));
            match found {
                Some(name) => self.read(name, 0)?,
                None if goals.is_empty() => return Err(Halt::Error("No targets specified and no makefile found.  Stop.".into())),
                None => {}
            }
        }
        for file in files {
            if !self.exists(file) && file != "-" {
                self.ctx.complain(&format!("{file}: No such file or directory"))?;
                return Err(Halt::Error(format!("No rule to make target '{file}'.  Stop.")));
            }
            self.read(file, 0)?;
        }
        let goals = match (goals.is_empty(), self.first.clone()) {
            (false, _) => goals.to_vec(),
            (true, Some(first)) => vec![first],
            (true, None) => return Err(Halt::Error("No targets.  Stop.".into())),
        };
        for goal in &goals {
            self.ran = false;
            self.make(goal, None, 0)?;
            if !self.ran {
                let line = if self.phony.contains(goal) || self.recipe_of(goal).is_none() {
                    format!("{}: Nothing to be done for '{goal}'.", self.ctx.name)
                } else {
                    format!("{}: '{goal}' is up to date.", self.ctx.name)
                };
                if !self.silent {
                    self.ctx.print_line(&line)?;
                }
            }
        }
        Ok(0)
    }

    fn exists(&mut self, path: &str) -> bool {
        self.ctx.kernel.stat(&self.ctx.task, path, Follow::All).is_ok()
    }

    fn time(&mut self, path: &str) -> Option<Time> {
        self.ctx.kernel.stat(&self.ctx.task, path, Follow::All).ok().map(|(_, node)| node.meta.mtime)
    }

    fn recipe_of(&self, target: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.targets.iter().any(|known| known == target) && !rule.recipe.is_empty())
    }

    /// The rule for a target, its prerequisites collected from every rule that names it, and the stem of a pattern.
    fn rule_for(&mut self, target: &str) -> Option<(Rule, String)> {
        let mut rule = Rule { targets: vec![target.to_string()], ..Rule::default() };
        let mut found = false;
        for known in self.rules.iter().filter(|rule| rule.targets.iter().any(|name| name == target)) {
            found = true;
            if !known.recipe.is_empty() {
                if known.double {
                    rule.recipe.extend(known.recipe.iter().cloned());
                } else {
                    rule.recipe.clone_from(&known.recipe);
                }
                // What the rule with the recipe needs comes first: `$<` is its.
                rule.needs.splice(0..0, known.needs.iter().cloned());
            } else {
                rule.needs.extend(known.needs.iter().cloned());
            }
            rule.order_only.extend(known.order_only.iter().cloned());
        }
        if rule.recipe.is_empty()
            && !self.phony.contains(target)
            && let Some((pattern, stem)) = self.pattern_for(target)
        {
            let fill = |text: &String| text.replacen('%', &stem, 1);
            rule.needs.splice(0..0, pattern.needs.iter().map(fill));
            rule.order_only.extend(pattern.order_only.iter().map(fill));
            rule.recipe = pattern.recipe;
            return Some((rule, stem));
        }
        found.then_some((rule, String::new()))
    }

    fn pattern_for(&mut self, target: &str) -> Option<(Rule, String)> {
        let builtin = |target: &str, need: &str, recipe: &str| Rule {
            targets: vec![target.into()],
            needs: vec![need.into()],
            recipe: vec![Line { text: recipe.into(), place: "<builtin>".into() }],
            ..Rule::default()
        };
        let implicit = [
            builtin("%.o", "%.c", "$(COMPILE.c) -o $@ $<"),
            builtin("%.o", "%.cc", "$(CXX) $(CXXFLAGS) $(CPPFLAGS) -c -o $@ $<"),
            builtin("%.o", "%.cpp", "$(CXX) $(CXXFLAGS) $(CPPFLAGS) -c -o $@ $<"),
            builtin("%", "%.o", "$(LINK.o) $^ $(LDLIBS) -o $@"),
            builtin("%", "%.c", "$(LINK.c) $^ $(LDLIBS) -o $@"),
        ];
        let mut best: Option<(Rule, String)> = None;
        for rule in self.patterns.clone().into_iter().chain(implicit) {
            for pattern in &rule.targets {
                let Some((before, after)) = pattern.split_once('%') else { continue };
                let Some(stem) = target.strip_prefix(before).and_then(|rest| rest.strip_suffix(after)).filter(|stem| !stem.is_empty()) else { continue };
                let ready = rule.needs.iter().all(|need| {
                    let need = need.replacen('%', stem, 1);
                    self.exists(&need) || self.rules.iter().any(|rule| rule.targets.contains(&need))
                });
                // The shortest stem is the best fit; of equals the first.
                if ready && best.as_ref().is_none_or(|(_, known)| stem.len() < known.len()) {
                    best = Some((rule.clone(), stem.to_string()));
                }
            }
        }
        best
    }

    /// Makes a target after everything it needs.
    fn make(&mut self, target: &str, wanted_by: Option<&str>, depth: u16) -> Made<()> {
        if self.done.contains(target) {
            return Ok(());
        }
        self.ctx.kernel.meter.fuel(20)?;
        if depth >= MAX_DEPTH {
            return Err(Halt::Error(format!("prerequisites of '{target}' are nested too deep.  Stop.")));
        }
        self.done.insert(target.to_string());
        let Some((rule, stem)) = self.rule_for(target) else {
            if self.exists(target) {
                return Ok(());
            }
            let by = wanted_by.map(|by| format!(", needed by '{by}'")).unwrap_or_default();
            return Err(Halt::Error(format!("No rule to make target '{target}'{by}.  Stop.")));
        };
        for need in rule.needs.iter().chain(&rule.order_only) {
            self.make(need, Some(target), depth + 1)?;
        }
        let phony = self.phony.contains(target);
        let own = if phony { None } else { self.time(target) };
        let newer: Vec<String> = {
            let mut newer = Vec::new();
            for need in &rule.needs {
                let later = self.phony.contains(need) || self.time(need).is_none_or(|time| own.is_none_or(|own| time > own));
                if later && !newer.contains(need) {
                    newer.push(need.clone());
                }
            }
            newer
        };
        if rule.recipe.is_empty() || (own.is_some() && newer.is_empty() && !self.always) {
            return Ok(());
        }
        self.ran = true;
        let needs = unique(&rule.needs);
        for (name, value) in [
            ("@", target.to_string()),
            ("<", rule.needs.first().cloned().unwrap_or_default()),
            ("^", needs.join(" ")),
            ("+", rule.needs.join(" ")),
            ("?", newer.join(" ")),
            ("*", stem),
            ("|", rule.order_only.join(" ")),
        ] {
            self.define(name, value, true, false);
        }
        // All lines are expanded before the first one runs.
        let mut lines = Vec::new();
        for line in &rule.recipe {
            let text = self.expand(&line.text, 0)?;
            lines.extend(recipe_lines(&text).into_iter().map(|text| Line { text, place: line.place.clone() }));
        }
        for line in &lines {
            self.run_line(target, line)?;
        }
        Ok(())
    }

    fn run_line(&mut self, target: &str, line: &Line) -> Made<()> {
        let (mut quiet, mut ignore, mut always) = (self.silent, false, false);
        let place = &line.place;
        let mut command = line.text.trim_start();
        while let Some(first) = command.chars().next().filter(|first| "@-+ \t".contains(*first)) {
            match first {
                '@' => quiet = true,
                '-' => ignore = true,
                '+' => always = true,
                _ => {}
            }
            command = command.get(1..).unwrap_or_default();
        }
        if command.is_empty() {
            return Ok(());
        }
        if !quiet || self.dry {
            self.ctx.print_line(command)?;
        }
        if self.dry && !always {
            return Ok(());
        }
        let shell = self.value("SHELL")?;
        let saved = self.ctx.task.env.clone();
        let exported: Vec<(String, String)> =
            self.variables.iter().filter(|(_, variable)| variable.exported).map(|(name, _)| (name.clone(), String::new())).collect();
        for (name, _) in exported {
            let value = self.value(&name)?;
            if name != "MAKELEVEL" {
                self.ctx.task.env.retain(|(known, _)| *known != name);
                self.ctx.task.env.push((name, value));
            }
        }
        let flags = self.variables.get(".SHELLFLAGS").map_or("-c".to_string(), |flags| flags.text.clone());
        let mut words = vec![shell];
        words.extend(flags.split_whitespace().map(str::to_string));
        words.push(command.to_string());
        let status = start(self.ctx, &words);
        self.ctx.task.env = saved;
        match status? {
            0 => Ok(()),
            status if ignore => {
                let message = format!("[{place}: {target}] Error {status} (ignored)");
                self.ctx.complain(&message)?;
                Ok(())
            }
            status => Err(Halt::Error(format!("[{place}: {target}] Error {status}"))),
        }
    }
}

fn unique(words: &[String]) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for word in words {
        if !kept.contains(word) {
            kept.push(word.clone());
        }
    }
    kept
}

/// The shell commands of an expanded recipe line: a newline ends one unless a backslash stands before it.
fn recipe_lines(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut open = false;
    for line in text.split('\n') {
        match lines.last_mut().filter(|_| open) {
            Some(last) => {
                last.push('\n');
                last.push_str(line.strip_prefix('\t').unwrap_or(line));
            }
            None => lines.push(line.to_string()),
        }
        open = line.ends_with('\\');
    }
    lines
}

#[cfg(test)]
mod tests {
    fn check(makefile: &str, arguments: &str, wanted: &str) {
        let script = format!("cat > Makefile <<'EOF'\n{makefile}EOF\nmake {arguments} 2>&1");
        assert_eq!(crate::testing::output(&script), wanted, "{makefile}");
    }

    #[test]
    fn answers_recorded_from_gnu_make() {
        check("all: a b\n\t@echo all\na:\n\techo a > a\nb: a\n\tcp a b\n", "", "echo a > a\ncp a b\nall\n");
        check("x = 1\ny := $(x)2\nx = 3\nz ?= q\nx += 4\nall:\n\t@echo $(x) $(y) ${z} $$HOME\n", "z=5", "3 4 12 5 /root\n");
        check("%.up: %.txt\n\ttr a-z A-Z < $< > $@\nall: f.up\n\t@cat $^\nf.txt:\n\t@echo hi > $@\n", "all", "tr a-z A-Z < f.txt > f.up\nHI\n");
        check("ifeq ($(A),1)\nB = yes\nelse\nB = no\nendif\nifdef B\nC = set\nendif\nall: ; @echo $B $C\n", "A=1", "yes set\n");
        check("f = $(patsubst %.c,%.o,a.c b.c) $(words a b) $(filter-out b,a b) $(firstword x y) $(dir s/t) $(notdir s/t) $(addprefix p,1 2)\nall: ; @echo $(f) $(shell echo sh) $(foreach i,1 2,[$(i)])\n", "", "a.o b.o 2 a x s/ t p1 p2 sh [1] [2]\n");
        check(".PHONY: t\nt:\n\tfalse\n", "", "false\nmake: *** [Makefile:3: t] Error 1\n[2]");
        check("t:\n\t-false\n\t@echo on\n", "", "false\nmake: [Makefile:2: t] Error 1 (ignored)\non\n");
        check("all: nosuch\n", "", "make: *** No rule to make target 'nosuch', needed by 'all'.  Stop.\n[2]");
        check("t:\n\t@touch t\n", "t; make t", "make: 't' is up to date.\n");
        check("define p\n@echo $(1)-$(2)\nendef\nall:\n\t$(call p,a,b)\nexport E = v\nenv: ; @echo $$E\n", "all env", "a-b\nv\n");
        check("all:\n\t@for i in 1 2; do \\\n\t  echo $$i; \\\n\tdone\n", "", "1\n2\n");
    }
}
