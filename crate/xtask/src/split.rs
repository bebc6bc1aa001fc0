//! Divides the module in two: what a first build executes, and the rest, which is loaded when something first calls it.
//!
//! Both halves have the same functions under the same numbers, so that no body has to be rewritten. A function that lies
//! in the other half is a stub here, which calls through the table that both share. In the first half a stub asks for
//! the rest to be loaded unless it is; `www/src/engine/rest.ts` does that. What nobody refers to falls to `wasm-opt`.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use anyhow::{Context, Result, ensure};
use wasmparser::{
    Data, ElementItems, ElementKind, ExternalKind, FunctionBody, Operator, Parser, Payload, TypeRef, ValType,
};

use crate::names;
use crate::reach::{Reach, address};

/// What front ends need of the first half: the table, the globals by number, and whether the rest is there.
const TABLE: &str = "rest_table";
const GLOBAL: &str = "rest_global_";
const LOADED: &str = "rest_loaded";

const TYPE: u8 = 1;
const IMPORT: u8 = 2;
const FUNCTION: u8 = 3;
const TABLES: u8 = 4;
const GLOBALS: u8 = 6;
const EXPORT: u8 = 7;
const ELEMENT: u8 = 9;
const CODE: u8 = 10;
const DATA: u8 = 11;

/// A module as far as it has to be understood.
struct Module<'a> {
    bytes: &'a [u8],
    /// Number and content of each section, in order; custom ones have the number 0.
    sections: Vec<(u8, Range<usize>)>,
    /// How many parameters each type has.
    params: Vec<u32>,
    /// The type of each function, imported ones first.
    types: Vec<u32>,
    /// How many functions are imported.
    imported: u32,
    bodies: Vec<FunctionBody<'a>>,
    names: BTreeMap<u32, &'a str>,
    data: Vec<Data<'a>>,
    /// The element type, the least and the largest number of elements of each table.
    tables: Vec<(u8, u64, Option<u64>)>,
    memory: (u64, Option<u64>),
    /// Type and mutability of each global, as they are encoded.
    globals: Vec<[u8; 2]>,
    exported: BTreeSet<u32>,
    start: Option<u32>,
    /// The functions that the table holds, and where.
    slots: BTreeMap<u32, u32>,
    counts: BTreeMap<u8, u32>,
}

impl<'a> Module<'a> {
    fn read(bytes: &'a [u8]) -> Result<Self> {
        let mut module = Module {
            bytes,
            sections: Vec::new(),
            params: Vec::new(),
            types: Vec::new(),
            imported: 0,
            bodies: Vec::new(),
            names: names::of_functions(bytes)?,
            data: Vec::new(),
            tables: Vec::new(),
            memory: (0, None),
            globals: Vec::new(),
            exported: BTreeSet::new(),
            start: None,
            slots: BTreeMap::new(),
            counts: BTreeMap::new(),
        };
        for payload in Parser::new(0).parse_all(bytes) {
            module.take(payload?)?;
        }
        Ok(module)
    }

    fn take(&mut self, payload: Payload<'a>) -> Result<()> {
        if let Some((id, range)) = payload.as_section() {
            self.sections.push((id, range));
        }
        match payload {
            Payload::TypeSection(types) => {
                for kind in types.into_iter_err_on_gc_types() {
                    self.params.push(kind?.params().len() as u32);
                }
            }
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    let TypeRef::Func(kind) = import?.ty else { anyhow::bail!("an import is no function") };
                    self.types.push(kind);
                    self.imported += 1;
                }
            }
            Payload::FunctionSection(functions) => {
                for kind in functions {
                    self.types.push(kind?);
                }
            }
            Payload::TableSection(tables) => {
                for table in tables {
                    let table = table?.ty;
                    let kind = if table.element_type.is_func_ref() { 0x70 } else { 0x6f };
                    self.tables.push((kind, table.initial, table.maximum));
                }
            }
            Payload::MemorySection(memories) => {
                for memory in memories {
                    let memory = memory?;
                    self.memory = (memory.initial, memory.maximum);
                }
            }
            Payload::GlobalSection(globals) => {
                self.counts.insert(GLOBALS, globals.count());
                for global in globals {
                    let kind = global?.ty;
                    self.globals.push([value_type(kind.content_type)?, u8::from(kind.mutable)]);
                }
            }
            Payload::ExportSection(exports) => {
                self.counts.insert(EXPORT, exports.count());
                for export in exports {
                    let export = export?;
                    if export.kind == ExternalKind::Func {
                        self.exported.insert(export.index);
                    }
                }
            }
            Payload::StartSection { func, .. } => self.start = Some(func),
            Payload::ElementSection(elements) => {
                self.counts.insert(ELEMENT, elements.count());
                for element in elements {
                    let element = element?;
                    let (ElementKind::Active { offset_expr, .. }, ElementItems::Functions(functions)) =
                        (element.kind, element.items)
                    else {
                        continue;
                    };
                    let Operator::I32Const { value } = offset_expr.get_operators_reader().read()? else {
                        anyhow::bail!("a table is filled from a place that isn't known");
                    };
                    for (slot, function) in (value as u32..).zip(functions) {
                        self.slots.entry(function?).or_insert(slot);
                    }
                }
            }
            Payload::CodeSectionEntry(body) => self.bodies.push(body),
            Payload::DataSection(segments) => {
                for segment in segments {
                    self.data.push(segment?);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn body(&self, function: u32) -> Option<&FunctionBody<'a>> {
        function.checked_sub(self.imported).and_then(|index| self.bodies.get(index as usize))
    }

    /// The content of a section.
    fn section(&self, id: u8) -> &'a [u8] {
        let found = self.sections.iter().find(|(section, _)| *section == id);
        found.and_then(|(_, range)| self.bytes.get(range.clone())).unwrap_or_default()
    }

    /// A section with more entries behind its own.
    fn extended(&self, id: u8, more: u32, entries: &[u8]) -> Vec<u8> {
        let old = self.section(id);
        let count = self.counts.get(&id).copied().unwrap_or_default();
        let entries_begin = number(count).len();
        let mut section = number(count + more);
        section.extend_from_slice(old.get(entries_begin..).unwrap_or_default());
        section.extend_from_slice(entries);
        section
    }

    /// The module with some of its sections replaced. Those that it lacks can't be given.
    fn with(&self, replaced: &BTreeMap<u8, Vec<u8>>) -> Vec<u8> {
        let mut out = HEADER.to_vec();
        for (id, range) in &self.sections {
            let old = self.bytes.get(range.clone()).unwrap_or_default();
            put_section(&mut out, *id, replaced.get(id).map_or(old, Vec::as_slice));
        }
        out
    }
}

const HEADER: [u8; 8] = [0, b'a', b's', b'm', 1, 0, 0, 0];

/// The module with a global for each function, exported as `hit_NUMBER`, which the function sets when it is called.
pub(crate) fn instrument(bytes: &[u8]) -> Result<Vec<u8>> {
    let module = Module::read(bytes)?;
    let count = module.bodies.len() as u32;
    let first = module.globals.len() as u32;
    let (mut globals, mut exports, mut code) = (Vec::new(), Vec::new(), number(count));
    for (index, body) in (0..).zip(&module.bodies) {
        globals.extend([0x7f, 1, 0x41, 0, 0x0b]);
        put_export(&mut exports, &format!("hit_{}", module.imported + index), 3, first + index);
        let operators = body.get_operators_reader()?.original_position();
        let (locals, rest) = split_body(module.bytes, body, operators)?;
        let mut hit = vec![0x41, 1, 0x24];
        hit.extend(number(first + index));
        put_body(&mut code, &[locals, &hit, rest].concat());
    }
    let replaced = BTreeMap::from([
        (GLOBALS, module.extended(GLOBALS, count, &globals)),
        (EXPORT, module.extended(EXPORT, count, &exports)),
        (CODE, code),
    ]);
    Ok(module.with(&replaced))
}

fn split_body<'b>(bytes: &'b [u8], body: &FunctionBody<'_>, at: usize) -> Result<(&'b [u8], &'b [u8])> {
    let range = body.range();
    let parts = bytes.get(range.start..at).zip(bytes.get(at..range.end));
    parts.context("a function lies outside of the module")
}

/// What a body refers to.
#[derive(Default)]
struct References {
    calls: BTreeSet<u32>,
    /// It does something that only the half with the tables and the data can do.
    bound: bool,
}

fn references(body: &FunctionBody<'_>) -> Result<References> {
    let mut found = References::default();
    for operator in body.get_operators_reader()? {
        match operator? {
            Operator::Call { function_index } | Operator::ReturnCall { function_index } => {
                found.calls.insert(function_index);
            }
            Operator::TableGet { .. }
            | Operator::TableSet { .. }
            | Operator::TableGrow { .. }
            | Operator::TableSize { .. }
            | Operator::TableFill { .. }
            | Operator::TableCopy { .. }
            | Operator::TableInit { .. }
            | Operator::ElemDrop { .. }
            | Operator::MemoryInit { .. }
            | Operator::DataDrop { .. }
            | Operator::RefFunc { .. } => found.bound = true,
            _ => {}
        }
    }
    Ok(found)
}

/// How the halves reach each other.
struct Plan {
    /// The functions of the first half.
    first: BTreeSet<u32>,
    /// Where each function that the other half calls stands in the table.
    slots: BTreeMap<u32, u32>,
    /// Functions of the first half, imported ones too, that got a place of their own, from the table's old end on.
    added: Vec<u32>,
    /// As many elements the table has then; the last one is for what loads the rest.
    size: u32,
    /// The parts of memory whose content comes with the second half.
    later: Vec<Range<u32>>,
}

fn plan(module: &Module<'_>, hot: &BTreeSet<u32>, reach: &Reach) -> Result<Plan> {
    let mut first = hot.clone();
    first.extend(module.start);
    let mut calls = BTreeMap::new();
    for (function, body) in (module.imported..).zip(&module.bodies) {
        let found = references(body)?;
        if found.bound {
            first.insert(function);
        }
        calls.insert(function, found.calls);
    }
    first.extend(0..module.imported);
    let (mut to_rest, mut to_first) = (BTreeSet::<u32>::new(), BTreeSet::<u32>::new());
    for (function, calls) in &calls {
        let here = first.contains(function);
        let away = calls.iter().copied().filter(|callee| first.contains(callee) != here);
        if here { to_rest.extend(away) } else { to_first.extend(away) }
    }
    let known = module.exported.iter().chain(module.slots.keys());
    to_rest.extend(known.copied().filter(|function| !first.contains(function)));
    let mut size = module.tables.first().context("the module has no table")?.1 as u32;
    let mut slots = BTreeMap::new();
    let mut place = |function: u32, added: &mut Vec<u32>| {
        slots.insert(function, module.slots.get(&function).copied().unwrap_or(size));
        if !module.slots.contains_key(&function) {
            added.push(function);
            size += 1;
        }
    };
    let mut added = Vec::new();
    to_first.into_iter().for_each(|function| place(function, &mut added));
    let mut rest = Vec::new();
    to_rest.into_iter().for_each(|function| place(function, &mut rest));
    let (mut in_first, mut in_second) = (BTreeSet::new(), BTreeSet::new());
    for (function, name) in &module.names {
        if first.contains(function) {
            in_first.insert(*name)
        } else {
            in_second.insert(*name)
        };
    }
    let later = reach.beyond(&in_first, &in_second);
    Ok(Plan { first, slots, added, size: size + 1, later })
}

/// The two halves; `hot` are the functions of the first, and `reach` tells what data they need.
pub(crate) fn split(bytes: &[u8], hot: &BTreeSet<u32>, reach: &Reach) -> Result<(Vec<u8>, Vec<u8>)> {
    let module = Module::read(bytes)?;
    ensure!(module.globals.len() < 100, "the module has more globals than can be shared one by one");
    let plan = plan(&module, hot, reach)?;
    Ok((first_half(&module, &plan)?, second_half(&module, &plan)?))
}

fn first_half(module: &Module<'_>, plan: &Plan) -> Result<Vec<u8>> {
    let loaded = module.globals.len() as u32;
    let mut exports = Vec::new();
    put_export(&mut exports, TABLE, 1, 0);
    put_export(&mut exports, LOADED, 3, loaded);
    for index in 0..loaded {
        put_export(&mut exports, &format!("{GLOBAL}{index}"), 3, index);
    }
    let mut tables = number(module.tables.len() as u32);
    for (index, (kind, least, most)) in module.tables.iter().enumerate() {
        let resized = (u64::from(plan.size), most.map(|most| most.max(u64::from(plan.size))));
        let limits = if index == 0 { resized } else { (*least, *most) };
        tables.push(*kind);
        put_limits(&mut tables, limits);
    }
    let mut element = vec![0, 0x41];
    element.extend(signed(module.tables.first().map_or(0, |table| table.1 as i64)));
    element.push(0x0b);
    element.extend(number(plan.added.len() as u32));
    plan.added.iter().for_each(|function| element.extend(number(*function)));
    // The type `() -> ()` is put behind the others, so that it need not be looked for.
    let plain = module.params.len() as u32;
    let mut load = vec![0x23];
    load.extend(number(loaded));
    load.extend([0x45, 0x04, 0x40, 0x41]);
    load.extend(signed(i64::from(plan.size) - 1));
    load.push(0x11);
    load.extend(number(plain));
    load.extend([0, 0x0b]);
    let mut code = number(module.bodies.len() as u32);
    for function in module.imported..module.types.len() as u32 {
        if plan.first.contains(&function) {
            put_own(&mut code, module, function)?;
        } else {
            put_body(&mut code, &stub(module, plan, function, &load)?);
        }
    }
    let mut types = number(plain + 1);
    types.extend_from_slice(module.section(TYPE).get(number(plain).len()..).unwrap_or_default());
    types.extend([0x60, 0, 0]);
    let replaced = BTreeMap::from([
        (TYPE, types),
        (TABLES, tables),
        (GLOBALS, module.extended(GLOBALS, 1, &[0x7f, 1, 0x41, 0, 0x0b])),
        (EXPORT, module.extended(EXPORT, 2 + loaded, &exports)),
        (ELEMENT, module.extended(ELEMENT, 1, &element)),
        (CODE, code),
        (DATA, data_without(module, &plan.later)?),
    ]);
    Ok(module.with(&replaced))
}

/// The data with zeros in some parts of memory.
fn data_without(module: &Module<'_>, parts: &[Range<u32>]) -> Result<Vec<u8>> {
    let mut section = number(module.data.len() as u32);
    for data in &module.data {
        let mut content = data.data.to_vec();
        for (part, _) in content_of(data, parts)? {
            content.get_mut(part).context("data lies outside of its segment")?.fill(0);
        }
        put_data(&mut section, address(data)?, &content);
    }
    Ok(section)
}

/// The data in some parts of memory.
fn data_of(module: &Module<'_>, parts: &[Range<u32>]) -> Result<Vec<u8>> {
    let (mut count, mut segments) = (0, Vec::new());
    for data in &module.data {
        for (part, address) in content_of(data, parts)? {
            put_data(
                &mut segments,
                address,
                data.data.get(part).context("data lies outside of its segment")?,
            );
            count += 1;
        }
    }
    Ok([number(count), segments].concat())
}

/// What of a segment lies in some parts of memory: where in its content, and the address of that.
fn content_of(data: &Data<'_>, parts: &[Range<u32>]) -> Result<Vec<(Range<usize>, u32)>> {
    let (start, length) = (address(data)?, data.data.len() as u32);
    let within = parts.iter().map(|part| part.start.max(start)..part.end.min(start + length));
    let within = within.filter(|part| !part.is_empty());
    Ok(within.map(|part| ((part.start - start) as usize..(part.end - start) as usize, part.start)).collect())
}

fn second_half(module: &Module<'_>, plan: &Plan) -> Result<Vec<u8>> {
    let mut imports = number(2 + module.globals.len() as u32);
    put_import(&mut imports, "memory", &[2]);
    put_limits(&mut imports, module.memory);
    put_import(&mut imports, TABLE, &[1, 0x70]);
    let most = module.tables.first().and_then(|table| table.2);
    put_limits(&mut imports, (u64::from(plan.size), most.map(|most| most.max(u64::from(plan.size)))));
    for (index, kind) in module.globals.iter().enumerate() {
        put_import(&mut imports, &format!("{GLOBAL}{index}"), &[3, kind[0], kind[1]]);
    }
    // Imported functions are stubs as well, so that all keep their numbers.
    let count = module.types.len() as u32;
    let mut functions = number(count);
    module.types.iter().for_each(|kind| functions.extend(number(*kind)));
    let mut code = number(count);
    for function in 0..count {
        if plan.first.contains(&function) {
            put_body(&mut code, &stub(module, plan, function, &[])?);
        } else {
            put_own(&mut code, module, function)?;
        }
    }
    let rest: Vec<_> = plan.slots.iter().filter(|(function, _)| !plan.first.contains(function)).collect();
    let mut elements = number(rest.len() as u32);
    for (function, slot) in rest {
        elements.extend([0, 0x41]);
        elements.extend(signed(i64::from(*slot)));
        elements.extend([0x0b, 1]);
        elements.extend(number(*function));
    }
    let mut out = HEADER.to_vec();
    put_section(&mut out, TYPE, module.section(TYPE));
    put_section(&mut out, IMPORT, &imports);
    put_section(&mut out, FUNCTION, &functions);
    put_section(&mut out, ELEMENT, &elements);
    put_section(&mut out, CODE, &code);
    put_section(&mut out, DATA, &data_of(module, &plan.later)?);
    Ok(out)
}

/// A body that calls a function of the other half, `before` it does anything else; a trap if nobody refers to it.
fn stub(module: &Module<'_>, plan: &Plan, function: u32, before: &[u8]) -> Result<Vec<u8>> {
    let Some(slot) = plan.slots.get(&function) else { return Ok(vec![0, 0, 0x0b]) };
    let kind = module.types.get(function as usize).context("a function has no type")?;
    let params = module.params.get(*kind as usize).context("a type is missing")?;
    let mut body = vec![0];
    body.extend_from_slice(before);
    for param in 0..*params {
        body.push(0x20);
        body.extend(number(param));
    }
    body.push(0x41);
    body.extend(signed(i64::from(*slot)));
    body.push(0x11);
    body.extend(number(*kind));
    body.extend([0, 0x0b]);
    Ok(body)
}

fn put_own(code: &mut Vec<u8>, module: &Module<'_>, function: u32) -> Result<()> {
    let body = module.body(function).context("a function has no body")?;
    put_body(code, module.bytes.get(body.range()).context("a function lies outside of the module")?);
    Ok(())
}

fn put_body(code: &mut Vec<u8>, body: &[u8]) {
    code.extend(number(body.len() as u32));
    code.extend_from_slice(body);
}

fn put_section(out: &mut Vec<u8>, id: u8, content: &[u8]) {
    out.push(id);
    put_body(out, content);
}

/// A segment that is put into memory at once.
fn put_data(out: &mut Vec<u8>, address: u32, content: &[u8]) {
    out.extend([0, 0x41]);
    out.extend(signed(i64::from(address)));
    out.push(0x0b);
    put_body(out, content);
}

fn put_export(exports: &mut Vec<u8>, name: &str, kind: u8, index: u32) {
    put_body(exports, name.as_bytes());
    exports.push(kind);
    exports.extend(number(index));
}

/// An import from the module without a name.
fn put_import(imports: &mut Vec<u8>, name: &str, kind: &[u8]) {
    imports.push(0);
    put_body(imports, name.as_bytes());
    imports.extend_from_slice(kind);
}

fn put_limits(out: &mut Vec<u8>, (least, most): (u64, Option<u64>)) {
    out.push(u8::from(most.is_some()));
    out.extend(number(least as u32));
    out.extend(most.map(|most| number(most as u32)).unwrap_or_default());
}

fn value_type(kind: ValType) -> Result<u8> {
    Ok(match kind {
        ValType::I32 => 0x7f,
        ValType::I64 => 0x7e,
        ValType::F32 => 0x7d,
        ValType::F64 => 0x7c,
        other => anyhow::bail!("a global is of the type {other}"),
    })
}

/// LEB128.
fn number(mut value: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
    bytes
}

/// LEB128 of a number with a sign.
fn signed(mut value: i64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while !(-64..64).contains(&value) {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8 & 0x7f);
    bytes
}
