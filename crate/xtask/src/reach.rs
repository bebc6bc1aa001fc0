//! Which of the module's data its functions can come to, by what the linker noted, so that the data that only the second
//! half of the module needs is loaded with it.
//!
//! The addresses of data are in the module because functions or other data refer to it, and the linker's option
//! `--emit-relocs` keeps each such reference. What no chain of them joins to a function of the first half can't be read
//! by it. Data that refers to a function of the second half does not count: calling it loads the rest first.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use anyhow::{Context, Result, ensure};
use wasmparser::{
    Data, DataKind, KnownCustom, Linking, Operator, Parser, Payload, RelocationEntry, RelocationType,
    SymbolInfo, TypeRef,
};

use crate::names;

/// References from functions and data to data. Symbols that overlap are one piece of data.
pub(crate) struct Reach {
    /// Where each piece lies in memory, in order.
    pieces: Vec<Range<u32>>,
    /// The pieces that a function refers to, by its name.
    from_functions: BTreeMap<String, BTreeSet<usize>>,
    from_pieces: BTreeMap<usize, BTreeSet<usize>>,
    /// What is referred to from where no symbol lies, and so is never put off.
    always: BTreeSet<usize>,
}

impl Reach {
    /// Reads them from the module that the linker wrote.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self> {
        let (linked, names) = (Linked::read(bytes)?, names::of_functions(bytes)?);
        ensure!(!linked.symbols.is_empty(), "the linker noted no symbols: it needs the option --emit-relocs");
        let mut places = Vec::new();
        for symbol in &linked.symbols {
            places.push(linked.place(symbol.as_ref())?);
        }
        let mut reach = Reach {
            pieces: joined(places.iter().flatten().cloned().collect()),
            from_functions: BTreeMap::new(),
            from_pieces: BTreeMap::new(),
            always: BTreeSet::new(),
        };
        let symbol = |number: usize| places.get(number).and_then(Option::as_ref);
        for (offset, to) in &linked.in_code {
            let Some(to) = symbol(*to).and_then(|place| reach.piece(place.start)) else { continue };
            let function = linked.bodies.partition_point(|body| body.end <= *offset);
            let name = names.get(&(linked.imported + function as u32)).context("a function has no name")?;
            reach.from_functions.entry(exported(name).to_owned()).or_default().insert(to);
        }
        for (offset, to) in &linked.in_data {
            let Some(to) = symbol(*to).and_then(|place| reach.piece(place.start)) else { continue };
            let address = linked.address(*offset).context("a reference lies in no segment")?;
            match reach.piece(address) {
                Some(from) => reach.from_pieces.entry(from).or_default().insert(to),
                None => reach.always.insert(to),
            };
        }
        Ok(reach)
    }

    /// The parts of memory whose first content no function of the first half can come to, in order. Functions are known
    /// by their names; what is in `first` and what is in neither half, because wasm-bindgen has named it anew, counts.
    pub(crate) fn beyond(&self, first: &BTreeSet<&str>, second: &BTreeSet<&str>) -> Vec<Range<u32>> {
        let mut open: Vec<usize> = self.always.iter().copied().collect();
        for (name, pieces) in &self.from_functions {
            if first.contains(name.as_str()) || !second.contains(name.as_str()) {
                open.extend(pieces);
            }
        }
        let mut reached = BTreeSet::new();
        while let Some(piece) = open.pop() {
            if reached.insert(piece) {
                open.extend(self.from_pieces.get(&piece).into_iter().flatten());
            }
        }
        let pieces = self.pieces.iter().enumerate().filter(|(piece, _)| !reached.contains(piece));
        pieces.map(|(_, place)| place.clone()).collect()
    }

    /// The piece at an address.
    fn piece(&self, address: u32) -> Option<usize> {
        let next = self.pieces.partition_point(|piece| piece.end <= address);
        self.pieces.get(next).is_some_and(|piece| piece.contains(&address)).then_some(next)
    }
}

/// The name that wasm-bindgen gives to a function that it exports: without the hash.
fn exported(name: &str) -> &str {
    let (front, hash) = name.rsplit_once('_').unwrap_or((name, ""));
    if hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()) { front } else { name }
}

/// Ranges in order, with those that overlap made one.
fn joined(mut ranges: Vec<Range<u32>>) -> Vec<Range<u32>> {
    ranges.retain(|range| !range.is_empty());
    ranges.sort_unstable_by_key(|range| range.start);
    let mut joined: Vec<Range<u32>> = Vec::new();
    for range in ranges {
        match joined.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => joined.push(range),
        }
    }
    joined
}

/// What the linker wrote, as far as it is about references to data.
#[derive(Default)]
struct Linked {
    imported: u32,
    /// Where each function's body lies in the section of code.
    bodies: Vec<Range<u32>>,
    segments: Vec<Segment>,
    /// For each symbol of data its segment, and where in that it lies.
    symbols: Vec<Option<(usize, Range<u32>)>>,
    /// Where in its section a reference stands, and the symbol it refers to.
    in_code: Vec<(u32, usize)>,
    in_data: Vec<(u32, usize)>,
}

struct Segment {
    address: u32,
    /// Where its content lies in the section of data.
    content: Range<u32>,
}

impl Linked {
    fn read(bytes: &[u8]) -> Result<Self> {
        let mut linked = Linked::default();
        // The number and the start of a section, by which notes refer to what is in it.
        let (mut sections, mut code, mut data) = (0, (u32::MAX, 0), (u32::MAX, 0));
        for payload in Parser::new(0).parse_all(bytes) {
            let payload = payload?;
            if let Some((_, range)) = payload.as_section() {
                match payload {
                    Payload::CodeSectionStart { .. } => code = (sections, range.start),
                    Payload::DataSection(_) => data = (sections, range.start),
                    _ => {}
                }
                sections += 1;
            }
            match payload {
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        linked.imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                    }
                }
                Payload::CodeSectionEntry(body) => {
                    let range = body.range();
                    linked.bodies.push((range.start - code.1) as u32..(range.end - code.1) as u32);
                }
                Payload::DataSection(segments) => {
                    for segment in segments {
                        linked.segments.push(Segment::read(&segment?, data.1)?);
                    }
                }
                Payload::CustomSection(section) => linked.note(&section.as_known(), code.0, data.0)?,
                _ => {}
            }
        }
        Ok(linked)
    }

    /// Takes in symbols and references. The numbers are those of the sections of code and of data.
    fn note(&mut self, section: &KnownCustom<'_>, code: u32, data: u32) -> Result<()> {
        match section {
            KnownCustom::Linking(subsections) => {
                for subsection in subsections.subsections() {
                    let Linking::SymbolTable(symbols) = subsection? else { continue };
                    for symbol in symbols {
                        self.symbols.push(symbol_of_data(&symbol?));
                    }
                }
            }
            KnownCustom::Reloc(references) => {
                let about = references.section_index();
                for reference in references.entries() {
                    let reference = reference?;
                    let noted = (reference.offset, reference.index as usize);
                    match about {
                        _ if !is_to_data(&reference) => {}
                        _ if about == code => self.in_code.push(noted),
                        _ if about == data => self.in_data.push(noted),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Where a symbol of data lies in memory.
    fn place(&self, symbol: Option<&(usize, Range<u32>)>) -> Result<Option<Range<u32>>> {
        let Some((segment, range)) = symbol else { return Ok(None) };
        let start = self.segments.get(*segment).context("data lies in no segment")?.address;
        Ok(Some(start + range.start..start + range.end))
    }

    /// The place in memory of an offset in the section of data.
    fn address(&self, offset: u32) -> Option<u32> {
        let segment = self.segments.iter().find(|segment| segment.content.contains(&offset))?;
        Some(segment.address + (offset - segment.content.start))
    }
}

impl Segment {
    fn read(data: &Data<'_>, section: usize) -> Result<Self> {
        let end = (data.range.end - section) as u32;
        Ok(Segment { address: address(data)?, content: end - data.data.len() as u32..end })
    }
}

/// Where in memory a segment is put.
pub(crate) fn address(data: &Data<'_>) -> Result<u32> {
    let DataKind::Active { memory_index: 0, offset_expr } = &data.kind else {
        anyhow::bail!("data is not put into memory at once");
    };
    let Operator::I32Const { value } = offset_expr.get_operators_reader().read()? else {
        anyhow::bail!("data is put to a place that isn't known");
    };
    Ok(value as u32)
}

fn symbol_of_data(symbol: &SymbolInfo<'_>) -> Option<(usize, Range<u32>)> {
    let SymbolInfo::Data { symbol: Some(data), .. } = symbol else { return None };
    Some((data.index as usize, data.offset..data.offset + data.size))
}

/// Whether a reference has the number of a symbol of data. One of a kind that isn't known counts, which keeps more.
fn is_to_data(reference: &RelocationEntry) -> bool {
    use RelocationType::{
        EventIndexLeb, FunctionIndexI32, FunctionIndexLeb, FunctionOffsetI32, FunctionOffsetI64,
        GlobalIndexI32, GlobalIndexLeb, SectionOffsetI32, TableIndexI32, TableIndexI64, TableIndexRelSleb,
        TableIndexRelSleb64, TableIndexSleb, TableIndexSleb64, TableNumberLeb, TypeIndexLeb,
    };
    !matches!(
        reference.ty,
        EventIndexLeb
            | FunctionIndexI32
            | FunctionIndexLeb
            | FunctionOffsetI32
            | FunctionOffsetI64
            | GlobalIndexI32
            | GlobalIndexLeb
            | SectionOffsetI32
            | TableIndexI32
            | TableIndexI64
            | TableIndexRelSleb
            | TableIndexRelSleb64
            | TableIndexSleb
            | TableIndexSleb64
            | TableNumberLeb
            | TypeIndexLeb
    )
}

/// The module without the linker's notes, which are true of this module only.
pub(crate) fn without_notes(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut kept = Vec::new();
    let mut at = 0;
    for payload in Parser::new(0).parse_all(bytes) {
        let payload = payload?;
        let end = payload.as_section().map_or(at, |(_, range)| range.end);
        // Payloads inside of a section end before it does.
        if end <= at {
            continue;
        }
        let is_note = matches!(&payload, Payload::CustomSection(section)
            if section.name() == "linking" || section.name().starts_with("reloc."));
        if !is_note {
            kept.extend_from_slice(bytes.get(at..end).context("a section lies outside of the module")?);
        }
        at = end;
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::{Reach, exported, joined};

    #[test]
    fn what_overlaps_is_one_piece() {
        for (ranges, pieces) in [
            (vec![4..8, 0..4], vec![0..4, 4..8]),
            (vec![8..9, 0..4, 0..4, 2..3], vec![0..4, 8..9]),
            (vec![0..4, 3..6, 8..9, 5..5], vec![0..6, 8..9]),
        ] {
            assert_eq!(joined(ranges.clone()), pieces, "{ranges:?}");
        }
    }

    #[test]
    fn what_no_chain_of_references_joins_to_a_function_is_beyond_it() {
        let set = |pieces: &[usize]| pieces.iter().copied().collect::<BTreeSet<_>>();
        let reach = Reach {
            pieces: vec![0..4, 4..8, 8..12, 12..16, 16..20],
            from_functions: BTreeMap::from([("a".to_owned(), set(&[0])), ("b".to_owned(), set(&[3]))]),
            from_pieces: BTreeMap::from([(0, set(&[1])), (1, set(&[0])), (3, set(&[2]))]),
            always: set(&[4]),
        };
        for (first, second, beyond) in [
            ("a", "b", vec![8..12, 12..16]),
            ("b", "a", vec![0..4, 4..8]),
            ("a b", "", vec![]),
            // A function that nobody knows may be in either half.
            ("", "a", vec![0..4, 4..8]),
        ] {
            let names = |names: &'static str| names.split_whitespace().collect::<BTreeSet<_>>();
            assert_eq!(reach.beyond(&names(first), &names(second)), beyond, "{first:?}");
        }
    }

    #[test]
    fn exports_lose_their_hash() {
        for (name, expected) in [
            ("lab_loadCatalog_4b0f351a8e6eeb46", "lab_loadCatalog"),
            ("lab_new", "lab_new"),
            ("_ZN3std4main17h090cac14c63bf0bbE", "_ZN3std4main17h090cac14c63bf0bbE"),
        ] {
            assert_eq!(exported(name), expected);
        }
    }
}
