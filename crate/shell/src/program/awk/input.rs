//! Where awk's records come from.

use std::collections::BTreeMap;

use super::super::Done;
use super::ast::Source;
use super::execute::Machine;
use super::value::Value;
use crate::io::{Channel, Handle, Pipe, handle};
use crate::text::from_bytes;

/// Text that is read record by record.
pub(super) struct Reader {
    text: Vec<char>,
    at: usize,
    /// Where more text comes from.
    more: Option<Handle>,
}

impl Reader {
    fn new(text: &str) -> Reader {
        Reader { text: text.chars().collect(), at: 0, more: None }
    }
}

/// The main input and those that `getline` opened.
#[derive(Default)]
pub(super) struct Inputs {
    main: Option<Reader>,
    /// Index of the next operand in ARGV.
    next_operand: usize,
    /// Whether some operand was a file.
    used: bool,
    finished: bool,
    pub(super) open: BTreeMap<String, Reader>,
}

impl Machine<'_, '_, '_, '_> {
    /// The next record of the main input.
    pub(super) fn next_record(&mut self) -> Done<Option<String>> {
        loop {
            if let Some(mut reader) = self.inputs.main.take() {
                let record = self.record(&mut reader)?;
                if record.is_some() {
                    self.inputs.main = Some(reader);
                    let (nr, fnr) = (self.number("NR") + 1.0, self.number("FNR") + 1.0);
                    self.set_global("NR", Value::Number(nr));
                    self.set_global("FNR", Value::Number(fnr));
                    return Ok(record);
                }
            }
            if !self.open_next()? {
                return Ok(None);
            }
        }
    }

    pub(super) fn skip_file(&mut self) {
        self.inputs.main = None;
    }

    fn open_next(&mut self) -> Done<bool> {
        if self.inputs.finished {
            return Ok(false);
        }
        loop {
            self.inputs.next_operand += 1;
            let count = self.number("ARGC") as usize;
            if self.inputs.next_operand >= count {
                self.inputs.finished = true;
                if self.inputs.used {
                    return Ok(false);
                }
                return self.open_main("-");
            }
            let operand = self.argument(self.inputs.next_operand);
            if operand.is_empty() {
                continue;
            }
            if let Some((name, value)) = operand.split_once('=')
                && crate::syntax::is_name(name)
            {
                self.assign_text(name, value);
                continue;
            }
            self.inputs.used = true;
            if self.open_main(&operand)? {
                return Ok(true);
            }
        }
    }

    fn open_main(&mut self, path: &str) -> Done<bool> {
        let Some(handle) = (if path == "-" { self.ctx.task.fds.get(0) } else {
            match self.ctx.kernel.open(&self.ctx.task, path, crate::kernel::Open::Read) {
                Ok(handle) => Some(handle),
                Err(error) => {
                    self.failed = true;
                    self.ctx.complain(&format!("{path}: {error}"))?;
                    None
                }
            }
        }) else {
            return Ok(false);
        };
        self.inputs.main = Some(Reader { text: Vec::new(), at: 0, more: Some(handle) });
        self.set_global("FNR", Value::Number(0.0));
        self.set_global("FILENAME", Value::input(if path == "-" { "" } else { path }));
        Ok(true)
    }

    /// Reads on until there is a whole record.
    fn fill(&mut self, reader: &mut Reader, separator: &str) -> Done<()> {
        // What ends a record that is no single character may stand anywhere.
        let mut ends = separator.chars();
        let end = ends.next().filter(|_| ends.next().is_none());
        while let Some(handle) = &reader.more {
            if end.is_some_and(|end| reader.text.get(reader.at..).unwrap_or_default().contains(&end)) {
                break;
            }
            let bytes = self.ctx.read_lines(handle, b'\n')?;
            if bytes.is_empty() {
                reader.more = None;
            }
            reader.text.drain(..reader.at.min(reader.text.len()));
            reader.at = 0;
            reader.text.extend(from_bytes(&bytes).chars());
            self.ctx.kernel.meter.hold(reader.text.len() as u64)?;
        }
        Ok(())
    }

    /// One record, split off by RS.
    fn record(&mut self, reader: &mut Reader) -> Done<Option<String>> {
        let separator = self.text("RS");
        self.fill(reader, &separator)?;
        let text = &reader.text;
        let mut start = reader.at;
        if separator.is_empty() {
            while text.get(start) == Some(&'\n') {
                start += 1;
            }
        }
        if start >= text.len() {
            reader.at = start;
            return Ok(None);
        }
        let (end, next) = match separator.chars().count() {
            0 => {
                let gap = (start..text.len()).find(|&i| text[i] == '\n' && text.get(i + 1).is_none_or(|c| *c == '\n'));
                let end = gap.unwrap_or(text.len());
                (end, end + 2)
            }
            1 => {
                let c = separator.chars().next().unwrap_or('\n');
                let end = (start..text.len()).find(|&i| text[i] == c).unwrap_or(text.len());
                (end, end + 1)
            }
            _ => {
                let regex = self.dynamic_regex(&separator)?;
                match regex.find_chars(text, start, &mut self.ctx.kernel.meter)? {
                    Some(found) if found.end() > found.start() => (found.start(), found.end()),
                    // The newline at the very end is no part of the last record.
                    _ if text.last() == Some(&'\n') => (text.len() - 1, text.len()),
                    _ => (text.len(), text.len()),
                }
            }
        };
        self.ctx.kernel.meter.fuel(1 + (end - start) as u64 / 256)?;
        let record = text[start..end].iter().collect();
        reader.at = next;
        Ok(Some(record))
    }

    /// A record of a file or a command's output; `Err` in the option if it cannot be opened.
    pub(super) fn read_from(&mut self, source: Source, name: &str) -> Done<Option<Option<String>>> {
        if !self.inputs.open.contains_key(name) {
            let text = match source {
                Source::Command => self.command_output(name)?,
                Source::File if name == "-" => self.ctx.slurp_text("-")?.unwrap_or_default(),
                Source::File => {
                    let Ok(handle) = self.ctx.kernel.open(&self.ctx.task, name, crate::kernel::Open::Read) else {
                        return Ok(None);
                    };
                    match self.ctx.read_all(&handle, name)? {
                        Some(bytes) => from_bytes(&bytes),
                        None => return Ok(None),
                    }
                }
            };
            self.inputs.open.insert(name.to_string(), Reader::new(&text));
        }
        let Some(mut reader) = self.inputs.open.remove(name) else { return Ok(None) };
        let record = self.record(&mut reader)?;
        self.inputs.open.insert(name.to_string(), reader);
        Ok(Some(record))
    }

    fn command_output(&mut self, command: &str) -> Done<String> {
        self.flush()?;
        let capacity = usize::try_from(self.ctx.kernel.meter.limits().disk).unwrap_or(usize::MAX);
        let pipe = Pipe::new(capacity);
        let before = self.ctx.task.fds.get(1);
        self.ctx.task.fds.set(1, handle(Channel::Writer(std::rc::Rc::clone(&pipe))));
        let result = self.shell(command);
        self.ctx.task.fds.restore(1, before);
        result?;
        Ok(from_bytes(&pipe.take().bytes))
    }

    /// Runs a command line with `sh -c`; its status.
    pub(super) fn shell(&mut self, command: &str) -> Done<i32> {
        let words = ["sh".to_string(), "-c".into(), command.to_string()];
        Ok(crate::eval::spawn(self.ctx.kernel, &self.ctx.task, &words)?.unwrap_or(127))
    }
}
