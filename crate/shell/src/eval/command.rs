//! Simple commands: assignments, words, redirections, and what the first word names.

use std::rc::Rc;

use super::{Done, Shell, Variable};
use crate::builtin::{self, Builtin};
use crate::kernel::Unwind;
use crate::syntax::*;

impl Shell<'_, '_> {
    pub(super) fn command(&mut self, command: &Command, checked: bool) -> Done<i32> {
        self.kernel.meter.fuel(1)?;
        match command {
            Command::Simple(simple) => {
                self.kernel.meter.weigh(2)?;
                let status = self.simple(simple)?;
                self.check_status(status, checked)
            }
            Command::Compound { kind, redirects } => self.compound(kind, redirects, checked),
            Command::Function { name, body } => {
                self.state.functions.insert(name.clone(), Rc::clone(body));
                self.state.status = 0;
                Ok(0)
            }
        }
    }

    fn simple(&mut self, simple: &Simple) -> Done<i32> {
        if simple.line > 0 {
            self.state.line = simple.line;
        }
        let outer = std::mem::take(&mut self.state.substitutions);
        let result = self.simple_inside(simple);
        for fd in std::mem::replace(&mut self.state.substitutions, outer) {
            self.state.task.fds.close(fd);
        }
        result
    }

    fn simple_inside(&mut self, simple: &Simple) -> Done<i32> {
        self.state.substituted = None;
        let words = match self.declaration_words(simple)? {
            Some(words) => words,
            None => self.fields(&simple.words)?,
        };
        if self.state.options.noexec {
            return Ok(0);
        }
        let Some(name) = words.first().cloned() else { return self.assign_only(simple) };
        let function = self.state.functions.get(&name).cloned();
        let builtin = if function.is_some() { None } else { builtin::find(&name, self.state.dialect) };
        let assigns = self.assigned_values(simple)?;
        self.trace(&assigns, &words)?;
        let special = builtin.is_some_and(|builtin| builtin.special);
        if name == "exec" && builtin.is_some() {
            return self.exec(simple, &assigns, &words);
        }
        let saved = match self.redirect(&simple.redirects)? {
            Ok(saved) => saved,
            Err(status) if special => return Err(Unwind::Exit(status)),
            Err(status) => return Ok(status),
        };
        let result = if special && self.state.dialect != Dialect::Bash {
            self.keep(&assigns).and_then(|()| self.dispatch(function, builtin, &words))
        } else {
            self.with_variables(&assigns, |shell| shell.dispatch(function, builtin, &words))
        };
        self.restore(saved);
        result
    }

    /// `export a=~/x b=$c`: bash and ash expand an assignment argument as an assignment, without splitting.
    fn declaration_words(&mut self, simple: &Simple) -> Done<Option<Vec<String>>> {
        let declares = simple.words.first().and_then(Word::literal).is_some_and(|name| match name {
            "export" | "readonly" | "local" => true,
            "declare" | "typeset" => self.state.dialect == Dialect::Bash,
            _ => false,
        });
        if !declares {
            return Ok(None);
        }
        let parser = Parser::new("", self.state.dialect);
        let mut words = Vec::new();
        for word in &simple.words {
            match parser.assignment(word.clone()) {
                Ok(Assign { name, index: None, append: false, value: AssignValue::Word(value) }) => {
                    let value = self.assigned(&value)?;
                    words.push(format!("{name}={value}"));
                }
                Ok(assign @ Assign { value: AssignValue::Array(_), .. }) => {
                    let map = words.iter().any(|word: &String| word.starts_with('-') && word.contains('A'));
                    let local = words.first().is_some_and(|word| word != "export" && word != "readonly");
                    if local && !self.state.locals.is_empty() {
                        self.make_local(&assign.name);
                    }
                    if map {
                        self.declare_map(&assign.name);
                    }
                    self.assign(&assign)?;
                    words.push(assign.name);
                }
                Ok(assign) => {
                    self.assign(&assign)?;
                    words.push(assign.name);
                }
                Err(word) => words.extend(self.fields(std::slice::from_ref(&word))?),
            }
        }
        Ok(Some(words))
    }

    fn assign_only(&mut self, simple: &Simple) -> Done<i32> {
        let saved = match self.redirect(&simple.redirects)? {
            Ok(saved) => saved,
            Err(status) => return Ok(status),
        };
        self.restore(saved);
        let mut shown = Vec::new();
        for assign in &simple.assigns {
            let value = self.assign(assign)?;
            shown.push((assign.name.clone(), value));
        }
        self.trace(&shown, &[])?;
        Ok(self.state.substituted.take().unwrap_or(0))
    }

    fn assigned_values(&mut self, simple: &Simple) -> Done<Vec<(String, String)>> {
        let mut values = Vec::new();
        for assign in &simple.assigns {
            match &assign.value {
                AssignValue::Word(word) => {
                    let mut value = self.assigned(word)?;
                    if assign.append {
                        value = self.variable(&assign.name).unwrap_or_default() + &value;
                    }
                    values.push((assign.name.clone(), value));
                }
                AssignValue::Array(_) => {
                    self.assign(assign)?;
                }
            }
        }
        Ok(values)
    }

    fn keep(&mut self, assigns: &[(String, String)]) -> Done<()> {
        for (name, value) in assigns {
            self.set_variable(name, value.clone())?;
        }
        Ok(())
    }

    /// Runs something with variables that are exported and put back afterwards.
    fn with_variables(
        &mut self,
        assigns: &[(String, String)],
        run: impl FnOnce(&mut Self) -> Done<i32>,
    ) -> Done<i32> {
        let before: Vec<(String, Option<Variable>)> =
            assigns.iter().map(|(name, _)| (name.clone(), self.state.variables.get(name).cloned())).collect();
        for (name, value) in assigns {
            self.set_variable(name, value.clone())?;
            self.export(name);
        }
        let result = run(self);
        for (name, variable) in before.into_iter().rev() {
            self.put_back(name, variable);
        }
        result
    }

    pub(crate) fn put_back(&mut self, name: String, variable: Option<Variable>) {
        match variable {
            Some(variable) => self.state.variables.insert(name, variable),
            None => self.state.variables.remove(&name),
        };
    }

    /// Function, builtin or program, in this order.
    pub(crate) fn dispatch(
        &mut self,
        function: Option<Rc<Command>>,
        builtin: Option<&'static Builtin>,
        words: &[String],
    ) -> Done<i32> {
        if let Some(body) = function {
            return self.call(&body, words);
        }
        match builtin {
            Some(builtin) => (builtin.run)(self, words),
            None => self.external(words),
        }
    }

    fn call(&mut self, body: &Command, words: &[String]) -> Done<i32> {
        self.kernel.meter.enter()?;
        let arguments = words.get(1..).unwrap_or_default().to_vec();
        let outer = std::mem::replace(&mut self.state.positional, arguments);
        // In ash, and nowhere else, `break` in a function ends a loop of its caller.
        let loops = self.state.loops;
        if self.state.dialect != Dialect::Ash {
            self.state.loops = 0;
        }
        self.state.locals.push(Vec::new());
        self.state.calls.extend(words.first().cloned());
        let result = self.command(body, true);
        self.state.calls.pop();
        for (name, variable) in self.state.locals.pop().unwrap_or_default().into_iter().rev() {
            self.put_back(name, variable);
        }
        self.state.loops = loops;
        self.state.positional = outer;
        self.kernel.meter.leave();
        match result {
            Err(Unwind::Return(status)) => Ok(status),
            Err(Unwind::Break(_) | Unwind::Continue(_)) if self.state.dialect != Dialect::Ash => Ok(0),
            result => result,
        }
    }

    /// `exec`: redirections stay; a command takes the shell's place.
    fn exec(&mut self, simple: &Simple, assigns: &[(String, String)], words: &[String]) -> Done<i32> {
        if let Err(status) = self.redirect(&simple.redirects)? {
            return Err(Unwind::Exit(status));
        }
        self.keep(assigns)?;
        for (name, _) in assigns {
            self.export(name);
        }
        let mut words = words.get(1..).unwrap_or_default();
        while let Some((option, rest)) = words.split_first()
            && option.starts_with('-')
        {
            // `exec -a NAME`, `exec -c`, `exec -l`, `exec --`.
            words = if option == "-a" { rest.get(1..).unwrap_or_default() } else { rest };
        }
        if words.is_empty() {
            return Ok(0);
        }
        self.state.traps.clear();
        self.kernel.replaced = Some(self.state.task.pid);
        if let Some(outside) = &mut self.kernel.outside {
            // What was ignored stays so; actions are gone with the shell.
            outside.handled.retain(|_, action| !*action);
        }
        let status = self.external_as(words, Some("exec"))?;
        Err(Unwind::Exit(status))
    }

    /// Performs one assignment and returns the value, as `set -x` shows it.
    pub(crate) fn assign(&mut self, assign: &Assign) -> Done<String> {
        match (&assign.value, &assign.index) {
            (AssignValue::Array(words), _) => {
                self.assign_array(assign, words)?;
                Ok("(…)".into())
            }
            (AssignValue::Word(word), None) => {
                let mut value = self.assigned(word)?;
                if assign.append {
                    let before = self.variable(&assign.name).unwrap_or_default();
                    let integer = self.state.variables.get(&assign.name).is_some_and(|known| known.integer);
                    value = if integer { format!("({before})+({value})") } else { before + &value };
                }
                self.set_variable(&assign.name, value.clone())?;
                Ok(value)
            }
            (AssignValue::Word(word), Some(index)) => {
                let value = self.assigned(word)?;
                self.assign_element(&assign.name, index, assign.append, value.clone())?;
                Ok(value)
            }
        }
    }

    fn assign_element(&mut self, name: &str, index: &Word, append: bool, value: String) -> Done<()> {
        if self.state.variables.get(name).is_some_and(|variable| variable.readonly) {
            return Err(self.readonly(name));
        }
        let key = self.text(index)?;
        let variable = self.state.variables.entry(name.to_string()).or_default();
        if let Some(super::Value::Map(map)) = &mut variable.value {
            let slot = map.entry(key).or_default();
            *slot = if append { format!("{slot}{value}") } else { value };
            return Ok(());
        }
        let at = self.evaluate(&key)?;
        let at = match self.state.variables.get(name).and_then(|variable| variable.value.as_ref()) {
            Some(super::Value::Array(array)) => crate::expand::array_index(array, at).unwrap_or(0),
            _ => u64::try_from(at).unwrap_or(0),
        };
        let old = match self.state.variables.get(name).and_then(|variable| variable.value.as_ref()) {
            Some(super::Value::Array(array)) if append => array.get(&at).cloned().unwrap_or_default(),
            _ => String::new(),
        };
        self.set_element(name, at, old + &value);
        Ok(())
    }

    fn assign_array(&mut self, assign: &Assign, words: &[Word]) -> Done<()> {
        let is_map = matches!(
            self.state.variables.get(&assign.name).and_then(|variable| variable.value.as_ref()),
            Some(super::Value::Map(_))
        );
        let mut next = 0;
        if !assign.append {
            let empty = if is_map {
                super::Value::Map(Default::default())
            } else {
                super::Value::Array(Default::default())
            };
            self.state.variables.entry(assign.name.clone()).or_default().value = Some(empty);
        } else if let Some(super::Value::Array(array)) =
            self.state.variables.get(&assign.name).and_then(|variable| variable.value.as_ref())
        {
            next = array.keys().next_back().map_or(0, |last| last + 1);
        }
        for word in words {
            if let Some((key, value)) = keyed_element(word) {
                let value = self.text(&value)?;
                self.assign_element(&assign.name, &key, false, value)?;
                continue;
            }
            for value in self.fields(std::slice::from_ref(word))? {
                self.set_element(&assign.name, next, value);
                next += 1;
            }
        }
        Ok(())
    }

    pub(crate) fn declare_map(&mut self, name: &str) {
        let variable = self.state.variables.entry(name.to_string()).or_default();
        if !matches!(variable.value, Some(super::Value::Map(_))) {
            variable.value = Some(super::Value::Map(Default::default()));
        }
    }

    /// Hides a variable until the current function returns.
    pub(crate) fn make_local(&mut self, name: &str) {
        let old = self.state.variables.get(name).cloned();
        if let Some(frame) = self.state.locals.last_mut()
            && !frame.iter().any(|(known, _)| known == name)
        {
            frame.push((name.to_string(), old));
        }
    }
}

/// `[key]=value` inside `name=(…)`.
fn keyed_element(word: &Word) -> Option<(Word, Word)> {
    let Some(Part::Literal(head)) = word.0.first() else { return None };
    let rest = head.strip_prefix('[')?;
    let mut parts = vec![Part::Literal(rest.to_string())];
    parts.extend(word.0.iter().skip(1).cloned());
    let at = parts.iter().position(|part| matches!(part, Part::Literal(text) if text.contains("]=")))?;
    let Part::Literal(text) = parts.get(at)?.clone() else { return None };
    let (left, right) = text.split_once("]=")?;
    let mut key: Vec<Part> = parts.iter().take(at).cloned().collect();
    key.push(Part::Literal(left.to_string()));
    let mut value = vec![Part::Literal(right.to_string())];
    value.extend(parts.iter().skip(at + 1).cloned());
    Some((Word(key), Word(value)))
}
