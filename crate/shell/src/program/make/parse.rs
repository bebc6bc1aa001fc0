//! Reading a makefile: lines, conditionals, definitions and rules.

use super::{Halt, Line, MAX_DEPTH, Made, Make, Rule, Variable};
use crate::text::from_bytes;

/// Where reading stands among `ifeq … else … endif`.
struct Branch {
    /// Lines count now.
    active: bool,
    /// A branch was taken before.
    taken: bool,
    /// The lines around count.
    outer: bool,
}

impl Make<'_, '_, '_> {
    pub(super) fn read(&mut self, file: &str, depth: u16) -> Made<()> {
        if depth >= MAX_DEPTH {
            return Err(Halt::Error(format!("{file}: included too deep.  Stop.")));
        }
        let Some(bytes) = self.ctx.slurp(file)? else { return Ok(()) };
        self.ctx.kernel.meter.fuel(bytes.len() as u64 / 8)?;
        let list = match self.variables.get("MAKEFILE_LIST") {
            Some(list) => format!("{} {file}", list.text),
            None => format!(" {file}"),
        };
        self.define("MAKEFILE_LIST", list, true, false);
        let outer = std::mem::replace(&mut self.file, file.to_string());
        let result = self.lines(&from_bytes(&bytes), depth);
        self.file = outer;
        result
    }

    /// Reads the lines of a makefile or of what `$(eval …)` was given.
    pub(super) fn lines(&mut self, text: &str, depth: u16) -> Made<()> {
        let mut branches: Vec<Branch> = Vec::new();
        let mut rule: Option<Rule> = None;
        let mut lines = text.lines();
        let mut number = 0;
        while let Some(line) = lines.next() {
            number += 1;
            let active = branches.last().is_none_or(|branch| branch.active);
            if let Some(recipe) = line.strip_prefix('\t')
                && let Some(rule) = &mut rule
            {
                let mut recipe = recipe.to_string();
                let place = format!("{}:{number}", self.file);
                while recipe.ends_with('\\')
                    && let Some(more) = lines.next()
                {
                    number += 1;
                    recipe.push('\n');
                    recipe.push_str(more);
                }
                if active {
                    rule.recipe.push(Line { text: recipe, place });
                }
                continue;
            }
            let mut line = line.to_string();
            while line.ends_with('\\')
                && let Some(more) = lines.next()
            {
                number += 1;
                line.pop();
                line.truncate(line.trim_end().len());
                line.push(' ');
                line.push_str(more.trim_start());
            }
            let line = without_comment(&line);
            let line = line.trim();
            if line.is_empty() {
                continue;
            }
            if self.conditional(line, &mut branches, number)? || !active {
                continue;
            }
            if let Some(name) = line.strip_prefix("define ") {
                let name = name.trim().trim_end_matches('=').trim().to_string();
                let body: Vec<&str> = lines.by_ref().take_while(|line| line.trim() != "endef").collect();
                number += body.len() + 1;
                self.define(&name, body.join("\n"), false, false);
                continue;
            }
            self.finish(rule.take());
            rule = self.statement(line, depth, number)?;
        }
        self.finish(rule);
        Ok(())
    }

    fn finish(&mut self, rule: Option<Rule>) {
        let Some(rule) = rule else { return };
        if rule.targets.iter().any(|target| target.contains('%')) {
            self.patterns.push(rule);
            return;
        }
        if rule.targets.iter().any(|target| target == ".PHONY") {
            self.phony.extend(rule.needs.iter().cloned());
            return;
        }
        if self.first.is_none() {
            self.first = rule.targets.iter().find(|target| !target.starts_with('.') || target.contains('/')).cloned();
        }
        self.rules.push(rule);
    }

    /// Handles `ifeq`, `else`, `endif`; whether the line was one of them.
    fn conditional(&mut self, line: &str, branches: &mut Vec<Branch>, number: usize) -> Made<bool> {
        let (word, rest) = line.split_once([' ', '\t', '(']).map_or((line, ""), |(word, _)| (word, line.get(word.len()..).unwrap_or_default()));
        match word {
            "ifeq" | "ifneq" | "ifdef" | "ifndef" => {
                let outer = branches.last().is_none_or(|branch| branch.active);
                let holds = outer && self.holds(word, rest.trim(), number)?;
                branches.push(Branch { active: holds, taken: holds, outer });
            }
            "else" => {
                let Some(mut branch) = branches.pop() else { return Err(Halt::Error(format!("{}:{number}: extraneous 'else'.  Stop.", self.file))) };
                let open = branch.outer && !branch.taken;
                let rest = rest.trim();
                let (word, condition) = rest.split_once([' ', '(']).map_or((rest, ""), |(word, _)| (word, rest.get(word.len()..).unwrap_or_default()));
                branch.active = open && (rest.is_empty() || self.holds(word, condition.trim(), number)?);
                branch.taken |= branch.active;
                branches.push(branch);
            }
            "endif" => {
                if branches.pop().is_none() {
                    return Err(Halt::Error(format!("{}:{number}: extraneous 'endif'.  Stop.", self.file)));
                }
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn holds(&mut self, word: &str, condition: &str, number: usize) -> Made<bool> {
        if word == "ifdef" || word == "ifndef" {
            let name = self.expand(condition, 0)?;
            let set = self.variables.get(name.trim()).is_some_and(|variable| !variable.text.is_empty());
            return Ok(set == (word == "ifdef"));
        }
        let invalid = || Halt::Error(format!("{}:{number}: invalid syntax in conditional.  Stop.", self.file));
        let (left, right) = if let Some(inner) = condition.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
            let at = super::expand::top_level_comma(inner).ok_or_else(invalid)?;
            let (left, right) = inner.split_at(at);
            (left.trim().to_string(), right.get(1..).unwrap_or_default().trim().to_string())
        } else {
            let quote = condition.chars().next().filter(|c| *c == '"' || *c == '\'').ok_or_else(invalid)?;
            let parts: Vec<&str> = condition.split(quote).collect();
            let [_, left, _, right, _] = parts.as_slice() else { return Err(invalid()) };
            (left.to_string(), right.to_string())
        };
        let equal = self.expand(&left, 0)? == self.expand(&right, 0)?;
        Ok(equal == (word == "ifeq"))
    }

    /// A definition, a directive or the head of a rule, which is given back to take its recipe.
    fn statement(&mut self, line: &str, depth: u16, number: usize) -> Made<Option<Rule>> {
        let (word, rest) = line.split_once([' ', '\t']).unwrap_or((line, ""));
        match word {
            "include" | "-include" | "sinclude" => {
                for file in self.expand(rest, 0)?.split_whitespace() {
                    if self.exists(file) {
                        self.read(file, depth + 1)?;
                    } else if word == "include" {
                        return Err(Halt::Error(format!("{}:{number}: {file}: No such file or directory", self.file)));
                    }
                }
                return Ok(None);
            }
            "export" | "unexport" | "override" | "undefine" | "vpath" if !rest.trim_start().starts_with([':', '=']) => {
                return self.directive(word, rest);
            }
            _ => {}
        }
        if let Some((name, operator, value)) = assignment(line) {
            self.assign(name, operator, value)?;
            return Ok(None);
        }
        self.rule(line, number)
    }

    fn directive(&mut self, word: &str, rest: &str) -> Made<Option<Rule>> {
        let mut names: Vec<String> = rest.split_whitespace().map(str::to_string).collect();
        if let Some((name, operator, value)) = assignment(rest) {
            self.assign(name, operator, value)?;
            names = vec![name.to_string()];
        }
        for name in names {
            match word {
                "undefine" => drop(self.variables.remove(&name)),
                "export" | "unexport" => {
                    let missing = Variable { text: String::new(), expanded: true, fixed: false, exported: false };
                    self.variables.entry(name).or_insert(missing).exported = word == "export";
                }
                _ => {}
            }
        }
        Ok(None)
    }

    fn assign(&mut self, name: &str, operator: &str, value: &str) -> Made<()> {
        let name = self.expand(name, 0)?;
        let exported = self.variables.get(&name).is_some_and(|known| known.exported);
        match operator {
            "?=" if self.variables.contains_key(&name) => {}
            ":=" | "::=" => {
                let value = self.expand(value, 0)?;
                self.define(&name, value, true, exported);
            }
            "!=" => {
                let value = self.expand(&format!("$(shell {value})"), 0)?;
                self.define(&name, value, true, exported);
            }
            "+=" => {
                let (before, expanded) = self.variables.get(&name).map_or((String::new(), false), |known| (known.text.clone(), known.expanded));
                let value = if expanded { self.expand(value, 0)? } else { value.to_string() };
                let joined = if before.is_empty() { value } else { format!("{before} {value}") };
                self.ctx.kernel.meter.hold(joined.len() as u64)?;
                self.define(&name, joined, expanded, exported);
            }
            _ => self.define(&name, value.to_string(), false, exported),
        }
        Ok(())
    }

    fn rule(&mut self, line: &str, number: usize) -> Made<Option<Rule>> {
        // `target: needs ; recipe`; the recipe is not expanded yet.
        let (head, recipe) = line.split_once(';').map_or((line, None), |(head, recipe)| (head, Some(Line { text: recipe.trim_start().to_string(), place: format!("{}:{number}", self.file) })));
        let head = self.expand(head, 0)?;
        if head.trim().is_empty() {
            return Ok(None);
        }
        let Some((targets, needs)) = head.split_once(':') else {
            return Err(Halt::Error(format!("{}:{number}: missing separator.  Stop.", self.file)));
        };
        let (double, needs) = match needs.strip_prefix(':') {
            Some(needs) => (true, needs),
            None => (false, needs),
        };
        // `target: NAME = value` holds for everything here, not for the target alone.
        if let Some((name, operator, value)) = assignment(needs.trim()) {
            let (name, operator, value) = (name.to_string(), operator.to_string(), value.to_string());
            self.assign(&name, &operator, &value)?;
            return Ok(None);
        }
        let words = |text: &str| text.split_whitespace().map(str::to_string).collect::<Vec<_>>();
        // `targets: target-pattern: need-patterns` is a rule for each target.
        if let Some((pattern, needs)) = needs.split_once(':') {
            let (before, after) = pattern.trim().split_once('%').unwrap_or((pattern.trim(), ""));
            let mut last = None;
            for target in words(targets) {
                let stem = target.strip_prefix(before).and_then(|rest| rest.strip_suffix(after)).unwrap_or_default();
                self.finish(last.take());
                let needs = words(needs).iter().map(|need| need.replacen('%', stem, 1)).collect();
                last = Some(Rule { targets: vec![target], needs, ..Rule::default() });
            }
            return Ok(last);
        }
        let (needs, order_only) = needs.split_once('|').unwrap_or((needs, ""));
        Ok(Some(Rule { targets: words(targets), needs: words(needs), order_only: words(order_only), recipe: recipe.into_iter().collect(), double }))
    }
}

/// `NAME op value`, if a line is one.
fn assignment(line: &str) -> Option<(&str, &str, &str)> {
    let mut depth = 0i32;
    for (at, c) in line.char_indices() {
        match c {
            '(' | '{' => depth += 1,
            ')' | '}' => depth -= 1,
            '=' if depth == 0 => {
                let before = line.get(..at)?;
                let operator = ["::", ":", "?", "+", "!"].into_iter().find(|sign| before.ends_with(sign)).unwrap_or_default();
                let name = before.strip_suffix(operator)?.trim();
                let valid = !name.is_empty() && !name.contains([' ', '\t', ':']);
                let full = line.get(at - operator.len()..=at)?;
                return valid.then_some((name, full, line.get(at + 1..)?.trim_start()));
            }
            ':' if depth == 0 && !line.get(at..)?.starts_with(":=") && !line.get(at..)?.starts_with("::=") => return None,
            _ => {}
        }
    }
    None
}

/// Without `# …`; `\#` is a number sign.
fn without_comment(line: &str) -> String {
    let mut out = String::new();
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' if chars.peek() == Some(&'#') => out.extend(chars.next()),
            '#' => break,
            c => out.push(c),
        }
    }
    out
}
