//! Running an awk program.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::super::{Context, Done};
use super::ast::*;
use super::input::Inputs;
use super::value::{Array, Value};
use crate::io::{Channel, handle};
use crate::kernel::{Open, Unwind};
use crate::regex::{Regex, Syntax};
use crate::text::to_bytes;

/// What a name stands for.
#[derive(Clone)]
pub(super) enum Cell {
    Scalar(Value),
    Array(Rc<RefCell<Array>>),
}

/// How a statement ends.
pub(super) enum Flow {
    Normal,
    Next,
    NextFile,
    Break,
    Continue,
    Return(Value),
    Exit,
}

pub(super) struct Machine<'p, 'c, 'k, 'a> {
    program: &'p Program,
    pub(super) ctx: &'c mut Context<'k, 'a>,
    globals: BTreeMap<String, Cell>,
    frames: Vec<BTreeMap<String, Cell>>,
    record: String,
    fields: Vec<Value>,
    /// Whether `fields` has been split off the record.
    split: bool,
    /// Whether the record must be put together from the fields.
    stale: bool,
    pub(super) inputs: Inputs,
    /// Output by target: how it was opened and what was written to it.
    outputs: BTreeMap<String, (Redirect, String)>,
    printed: String,
    regexes: BTreeMap<String, Rc<Regex>>,
    /// For each rule with a range: inside it.
    inside: Vec<bool>,
    status: i32,
    pub(super) failed: bool,
    pub(super) seed: (f64, u64),
}

/// Fields are numbered up to this.
const MAX_FIELD: usize = 1 << 20;

impl<'p, 'c, 'k, 'a> Machine<'p, 'c, 'k, 'a> {
    pub(super) fn new(program: &'p Program, operands: Vec<String>, ctx: &'c mut Context<'k, 'a>) -> Self {
        let mut machine = Machine {
            program,
            globals: BTreeMap::new(),
            frames: Vec::new(),
            record: String::new(),
            fields: Vec::new(),
            split: true,
            stale: false,
            inputs: Inputs::default(),
            outputs: BTreeMap::new(),
            printed: String::new(),
            regexes: BTreeMap::new(),
            inside: vec![false; program.rules.len()],
            status: 0,
            failed: false,
            seed: (0.0, 1),
            ctx,
        };
        let defaults = [("FS", " "), ("OFS", " "), ("ORS", "\n"), ("RS", "\n"), ("SUBSEP", "\u{1c}"), ("CONVFMT", "%.6g"), ("OFMT", "%.6g")];
        for (name, value) in defaults {
            machine.set_global(name, Value::Text(value.into()));
        }
        let mut arguments = Array::default();
        for (i, operand) in std::iter::once("awk".to_string()).chain(operands.iter().cloned()).enumerate() {
            arguments.set(i.to_string(), Value::input(&operand));
        }
        machine.set_global("ARGC", Value::Number(operands.len() as f64 + 1.0));
        machine.globals.insert("ARGV".into(), Cell::Array(Rc::new(RefCell::new(arguments))));
        let mut environment = Array::default();
        for (name, value) in &machine.ctx.task.env {
            environment.set(name.clone(), Value::input(value));
        }
        machine.globals.insert("ENVIRON".into(), Cell::Array(Rc::new(RefCell::new(environment))));
        machine
    }

    pub(super) fn run(&mut self) -> Done<i32> {
        let result = self.run_rules();
        let flushed = self.close_all();
        result?;
        flushed?;
        Ok(if self.status == 0 && self.failed { if self.ctx.gnu { 2 } else { 1 } } else { self.status })
    }

    fn run_rules(&mut self) -> Done<()> {
        let program = self.program;
        let mut exited = matches!(self.block(&program.begin)?, Flow::Exit);
        if !exited && (!program.rules.is_empty() || program.has_end) {
            exited = self.main_loop()?;
        }
        // `exit` in a rule still runs END; in BEGIN too, if there is one.
        let _ = exited;
        self.block(&program.end)?;
        Ok(())
    }

    fn main_loop(&mut self) -> Done<bool> {
        let program = self.program;
        while let Some(record) = self.next_record()? {
            self.set_record(record);
            for (i, rule) in program.rules.iter().enumerate() {
                self.ctx.kernel.meter.fuel(1)?;
                if !self.applies(i, &rule.pattern)? {
                    continue;
                }
                let flow = match &rule.action {
                    Some(action) => self.block(action)?,
                    None => {
                        let line = self.whole_record() + &self.text("ORS");
                        self.emit(&line)?;
                        Flow::Normal
                    }
                };
                match flow {
                    Flow::Next => break,
                    Flow::NextFile => {
                        self.skip_file();
                        break;
                    }
                    Flow::Exit => return Ok(true),
                    _ => {}
                }
            }
        }
        Ok(false)
    }

    fn applies(&mut self, index: usize, pattern: &Pattern) -> Done<bool> {
        match pattern {
            Pattern::Always => Ok(true),
            Pattern::When(expr) => Ok(self.eval(expr)?.truth()),
            Pattern::Range(from, to) => {
                if !self.inside[index] {
                    if !self.eval(from)?.truth() {
                        return Ok(false);
                    }
                    self.inside[index] = true;
                }
                if self.eval(to)?.truth() {
                    self.inside[index] = false;
                }
                Ok(true)
            }
        }
    }

    fn block(&mut self, statements: &[Stmt]) -> Done<Flow> {
        for statement in statements {
            match self.statement(statement)? {
                Flow::Normal => {}
                flow => return Ok(flow),
            }
        }
        Ok(Flow::Normal)
    }

    fn statement(&mut self, statement: &Stmt) -> Done<Flow> {
        self.ctx.kernel.meter.fuel(1)?;
        match statement {
            Stmt::Expr(expr) => {
                self.eval(expr)?;
            }
            Stmt::Print { arguments, formatted, to } => self.print(arguments, *formatted, to.as_ref())?,
            Stmt::If(condition, yes, no) => {
                if self.eval(condition)?.truth() {
                    return self.statement(yes);
                }
                if let Some(no) = no {
                    return self.statement(no);
                }
            }
            Stmt::While(condition, body) => {
                while self.eval(condition)?.truth() {
                    if let Some(flow) = self.pass(body)? {
                        return Ok(flow);
                    }
                }
            }
            Stmt::Do(body, condition) => loop {
                match self.statement(body)? {
                    Flow::Normal | Flow::Continue => {}
                    Flow::Break => break,
                    flow => return Ok(flow),
                }
                if !self.eval(condition)?.truth() {
                    break;
                }
            },
            Stmt::For(init, condition, step, body) => {
                if let Some(init) = init {
                    self.statement(init)?;
                }
                loop {
                    if let Some(condition) = condition
                        && !self.eval(condition)?.truth()
                    {
                        break;
                    }
                    match self.statement(body)? {
                        Flow::Normal | Flow::Continue => {}
                        Flow::Break => break,
                        flow => return Ok(flow),
                    }
                    if let Some(step) = step {
                        self.statement(step)?;
                    }
                }
            }
            Stmt::ForIn(variable, array, body) => {
                let keys = self.array(array)?.borrow().keys();
                for key in keys {
                    self.set_variable(variable, Value::input(&key));
                    match self.statement(body)? {
                        Flow::Normal | Flow::Continue => {}
                        Flow::Break => break,
                        flow => return Ok(flow),
                    }
                }
            }
            Stmt::Block(statements) => return self.block(statements),
            Stmt::Delete(name, index) => {
                let array = self.array(name)?;
                match index {
                    Some(index) => {
                        let key = self.key(index)?;
                        array.borrow_mut().remove(&key);
                    }
                    None => array.borrow_mut().clear(),
                }
            }
            Stmt::Next => return Ok(Flow::Next),
            Stmt::NextFile => return Ok(Flow::NextFile),
            Stmt::Break => return Ok(Flow::Break),
            Stmt::Continue => return Ok(Flow::Continue),
            Stmt::Exit(code) => {
                if let Some(code) = code {
                    self.status = self.eval(code)?.number() as i32 & 0xff;
                }
                return Ok(Flow::Exit);
            }
            Stmt::Return(value) => {
                let value = value.as_ref().map_or(Ok(Value::Unset), |value| self.eval(value))?;
                return Ok(Flow::Return(value));
            }
        }
        Ok(Flow::Normal)
    }

    /// A pass through a `while` body: what ends the loop, if anything does.
    fn pass(&mut self, body: &Stmt) -> Done<Option<Flow>> {
        Ok(match self.statement(body)? {
            Flow::Normal | Flow::Continue => None,
            Flow::Break => Some(Flow::Normal),
            flow => Some(flow),
        })
    }

    fn print(&mut self, arguments: &[Expr], formatted: bool, to: Option<&(Redirect, Expr)>) -> Done<()> {
        let mut values = Vec::new();
        for argument in arguments {
            values.push(self.eval(argument)?);
        }
        let line = if formatted {
            let format = values.first().map(|value| value.text("%.6g")).unwrap_or_default();
            super::format::format(&format, values.get(1..).unwrap_or_default())
        } else if values.is_empty() {
            self.whole_record() + &self.text("ORS")
        } else {
            let format = self.text("OFMT");
            let texts: Vec<String> = values.iter().map(|value| value.text(&format)).collect();
            texts.join(&self.text("OFS")) + &self.text("ORS")
        };
        let Some((how, target)) = to else { return self.emit(&line) };
        let name = self.eval_text(target)?;
        if name == "/dev/stdout" || name == "-" {
            return self.emit(&line);
        }
        if name == "/dev/stderr" {
            return self.ctx.print_error(&line);
        }
        let fresh = !self.outputs.contains_key(&name);
        if fresh
            && *how == Redirect::File
            && let Err(error) = self.ctx.kernel.open(&self.ctx.task, &name, Open::Write)
        {
            self.ctx.complain(&format!("{name}: {error}"))?;
            return Err(Unwind::Exit(2));
        }
        let buffer = &mut self.outputs.entry(name).or_insert((*how, String::new())).1;
        buffer.push_str(&line);
        let held = buffer.len() as u64;
        self.ctx.kernel.meter.hold(held)?;
        Ok(())
    }

    pub(super) fn emit(&mut self, text: &str) -> Done<()> {
        self.printed.push_str(text);
        if self.printed.len() > 32 * 1024 { self.flush() } else { Ok(()) }
    }

    pub(super) fn flush(&mut self) -> Done<()> {
        let text = std::mem::take(&mut self.printed);
        self.ctx.print(&text)
    }

    fn close_all(&mut self) -> Done<()> {
        self.flush()?;
        let names: Vec<String> = self.outputs.keys().cloned().collect();
        for name in names {
            self.close(&name)?;
        }
        Ok(())
    }

    /// Writes out and forgets what goes to or comes from a name; the status, or -1 if nothing was open.
    pub(super) fn close(&mut self, name: &str) -> Done<i32> {
        let read = self.inputs.open.remove(name).is_some();
        let Some((how, text)) = self.outputs.remove(name) else { return Ok(if read { 0 } else { -1 }) };
        self.flush()?;
        let bytes = to_bytes(&text);
        if how == Redirect::Pipe {
            let before = self.ctx.task.fds.get(0);
            self.ctx.task.fds.set(0, handle(Channel::Input { bytes, at: 0 }));
            let status = self.shell(name);
            self.ctx.task.fds.restore(0, before);
            return status;
        }
        match self.ctx.kernel.open(&self.ctx.task, name, Open::Append) {
            Ok(target) => {
                // A full disk stops the run; nothing else can refuse a file that is open.
                let _ = self.ctx.kernel.write_to(&target, &bytes)?;
                Ok(0)
            }
            Err(error) => {
                self.ctx.complain(&format!("{name}: {error}"))?;
                Ok(-1)
            }
        }
    }

    pub(super) fn dynamic_regex(&mut self, source: &str) -> Done<Rc<Regex>> {
        if let Some(regex) = self.regexes.get(source) {
            return Ok(Rc::clone(regex));
        }
        match Regex::new(source, Syntax::Extended, false) {
            Ok(regex) => {
                let regex = Rc::new(regex);
                self.regexes.insert(source.to_string(), Rc::clone(&regex));
                Ok(regex)
            }
            Err(error) => {
                self.ctx.complain(&format!("bad regex '{source}': {error}"))?;
                Err(Unwind::Exit(2))
            }
        }
    }

    /// The expression that an operand of `~` stands for.
    pub(super) fn regex_of(&mut self, expr: &Expr) -> Done<Rc<Regex>> {
        match expr {
            Expr::Regex(regex) => Ok(Rc::clone(regex)),
            Expr::Group(inner) => self.regex_of(inner),
            expr => {
                let source = self.eval_text(expr)?;
                self.dynamic_regex(&source)
            }
        }
    }

    // Variables.

    pub(super) fn number(&self, name: &str) -> f64 {
        match self.globals.get(name) {
            Some(Cell::Scalar(value)) => value.number(),
            _ => 0.0,
        }
    }

    pub(super) fn text(&self, name: &str) -> String {
        match self.globals.get(name) {
            Some(Cell::Scalar(value)) => value.text("%.6g"),
            _ => String::new(),
        }
    }

    pub(super) fn argument(&self, index: usize) -> String {
        match self.globals.get("ARGV") {
            Some(Cell::Array(array)) => array.borrow().get(&index.to_string()).map(|value| value.text("%.6g")).unwrap_or_default(),
            _ => String::new(),
        }
    }

    pub(super) fn set_global(&mut self, name: &str, value: Value) {
        self.globals.insert(name.to_string(), Cell::Scalar(value));
    }

    /// `-v name=value` and operands: escapes count.
    pub(super) fn assign_text(&mut self, name: &str, text: &str) {
        let mut bytes = Vec::new();
        super::super::printf::escapes(text, super::super::printf::Octal::Plain, &mut bytes);
        self.set_global(name, Value::input(&crate::text::from_bytes(&bytes)));
    }

    pub(super) fn get_variable(&mut self, name: &str) -> Value {
        if name == "NF" {
            self.split_record();
            return Value::Number(self.fields.len() as f64);
        }
        let local = self.frames.last().and_then(|frame| frame.get(name));
        match local.or_else(|| self.globals.get(name)) {
            Some(Cell::Scalar(value)) => value.clone(),
            _ => Value::Unset,
        }
    }

    pub(super) fn set_variable(&mut self, name: &str, value: Value) {
        if name == "NF" {
            self.split_record();
            let count = (value.number().max(0.0) as usize).min(MAX_FIELD);
            self.fields.resize(count, Value::Unset);
            self.stale = true;
            return;
        }
        let cell = match self.frames.last_mut().and_then(|frame| frame.get_mut(name)) {
            Some(local) => local,
            None => self.globals.entry(name.to_string()).or_insert(Cell::Scalar(Value::Unset)),
        };
        *cell = Cell::Scalar(value);
    }

    /// The array of a name, made if there is none.
    pub(super) fn array(&mut self, name: &str) -> Done<Rc<RefCell<Array>>> {
        let cell = match self.frames.last_mut().and_then(|frame| frame.get_mut(name)) {
            Some(local) => local,
            None => self.globals.entry(name.to_string()).or_insert(Cell::Scalar(Value::Unset)),
        };
        if let Cell::Scalar(Value::Unset) = cell {
            *cell = Cell::Array(Rc::default());
        }
        match cell {
            Cell::Array(array) => Ok(Rc::clone(array)),
            Cell::Scalar(_) => {
                self.ctx.complain(&format!("{name}: not an array"))?;
                Err(Unwind::Exit(2))
            }
        }
    }

    pub(super) fn key(&mut self, index: &[Expr]) -> Done<String> {
        let mut parts = Vec::new();
        for expr in index {
            let value = self.eval(expr)?;
            parts.push(value.text(&self.text("CONVFMT")));
        }
        Ok(parts.join(&self.text("SUBSEP")))
    }

    pub(super) fn call(&mut self, name: &str, arguments: &[Expr]) -> Done<Value> {
        let Some(function) = self.program.functions.iter().find(|function| function.name == name).cloned() else {
            self.ctx.complain("cmd. line:1: Call to undefined function")?;
            return Err(Unwind::Exit(if self.ctx.gnu { 2 } else { 1 }));
        };
        let mut frame = BTreeMap::new();
        for (i, parameter) in function.parameters.iter().enumerate() {
            let cell = match arguments.get(i) {
                None => Cell::Scalar(Value::Unset),
                Some(Expr::Variable(variable)) => self.pass_variable(variable, &function, parameter)?,
                Some(expr) => Cell::Scalar(self.eval(expr)?),
            };
            frame.insert(parameter.clone(), cell);
        }
        self.ctx.kernel.meter.enter()?;
        self.frames.push(frame);
        let flow = self.block(&function.body);
        self.frames.pop();
        self.ctx.kernel.meter.leave();
        match flow? {
            Flow::Return(value) => Ok(value),
            Flow::Exit => Err(Unwind::Exit(self.status)),
            _ => Ok(Value::Unset),
        }
    }

    /// An array is passed itself, a scalar by value; something unset becomes an array if the function uses it as one.
    fn pass_variable(&mut self, name: &str, function: &Function, parameter: &str) -> Done<Cell> {
        let local = self.frames.last().and_then(|frame| frame.get(name));
        match local.or_else(|| self.globals.get(name)) {
            Some(cell @ Cell::Array(_)) => Ok(cell.clone()),
            Some(Cell::Scalar(value)) if *value != Value::Unset => Ok(Cell::Scalar(value.clone())),
            _ if name == "NF" => Ok(Cell::Scalar(self.get_variable(name))),
            _ if super::builtin::uses_as_array(&function.body, parameter) => Ok(Cell::Array(self.array(name)?)),
            _ => Ok(Cell::Scalar(Value::Unset)),
        }
    }

    // The record.

    pub(super) fn set_record(&mut self, record: String) {
        self.record = record;
        self.split = false;
        self.stale = false;
        self.fields.clear();
    }

    pub(super) fn whole_record(&mut self) -> String {
        if self.stale {
            let format = self.text("CONVFMT");
            let texts: Vec<String> = self.fields.iter().map(|field| field.text(&format)).collect();
            self.record = texts.join(&self.text("OFS"));
            self.stale = false;
        }
        self.record.clone()
    }

    fn split_record(&mut self) {
        if !self.split {
            self.split = true;
            let record = self.record.clone();
            let separator = self.text("FS");
            // A broken expression in FS shows when it is used as one; here it splits nothing.
            let pieces = self.split_text(&record, &separator, None).unwrap_or_else(|_| vec![record]);
            self.fields = pieces.iter().map(|piece| Value::input(piece)).collect();
        }
    }

    pub(super) fn field(&mut self, index: usize) -> Value {
        if index == 0 {
            return Value::input(&self.whole_record());
        }
        self.split_record();
        self.fields.get(index - 1).cloned().unwrap_or(Value::Unset)
    }

    pub(super) fn set_field(&mut self, index: usize, value: Value) -> Done<()> {
        if index == 0 {
            self.set_record(value.text("%.6g"));
            return Ok(());
        }
        if index > MAX_FIELD {
            self.ctx.complain("Access to a field that is too far")?;
            return Err(Unwind::Exit(2));
        }
        self.split_record();
        if self.fields.len() < index {
            self.fields.resize(index, Value::Unset);
        }
        self.fields[index - 1] = value;
        self.stale = true;
        Ok(())
    }
}
