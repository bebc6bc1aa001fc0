//! What the module consists of: bytes of functions by crate, as the compiler left them, before they are divided and shrunk.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};
use wasmparser::{Parser, Payload, TypeRef};

use crate::names;

/// Crates with less than this many bytes are summed up.
const SMALL: u64 = 10_000;
/// What `RUN` and containers execute besides the shell itself.
const PROGRAMS: &str = "shell::program";
/// Functions of the standard library are mostly instances for the types of others, which their names don't tell.
const STANDARD: [&str; 3] = ["alloc", "core", "std"];

/// Prints the table of a module with names.
pub(crate) fn print(module: &Path) -> Result<()> {
    let bytes = std::fs::read(module).with_context(|| format!("could not read {}", module.display()))?;
    let names = names::of_functions(&bytes)?;
    let (mut sizes, mut imported, mut data) = (Vec::new(), 0, 0);
    for payload in Parser::new(0).parse_all(&bytes) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => sizes.push(body.range().len() as u64),
            Payload::DataSection(section) => data = section.range().len() as u64,
            _ => {}
        }
    }
    let mut owners: BTreeMap<String, u64> = BTreeMap::from([("data".to_owned(), data)]);
    for (function, size) in (imported..).zip(&sizes) {
        let name = names.get(&function).copied().unwrap_or_default();
        *owners.entry(owner(name)).or_default() += size;
    }
    let total: u64 = owners.values().sum();
    let (large, small): (Vec<_>, Vec<_>) = owners.into_iter().partition(|(_, size)| *size >= SMALL);
    let mut rows = large;
    rows.push(("other crates".to_owned(), small.iter().map(|(_, size)| size).sum()));
    rows.sort_by_key(|(_, size)| std::cmp::Reverse(*size));
    println!("\n{:20} {:>10} {:>8}", "as compiled", "bytes", "share");
    for (name, size) in rows {
        println!("{name:20} {size:>10} {:>7.1}%", size as f64 * 100.0 / total as f64);
    }
    Ok(())
}

/// The crate that a function comes from, by its mangled name.
fn owner(name: &str) -> String {
    let path = if name.starts_with("_ZN") { legacy(name) } else { v0(name) };
    match path.first().map(String::as_str) {
        Some("shell") if path.get(1).is_some_and(|module| module == "program") => PROGRAMS.to_owned(),
        Some(krate) if STANDARD.contains(&krate) => "standard library".to_owned(),
        Some(krate) => krate.to_owned(),
        None => "without a name".to_owned(),
    }
}

/// The first elements of a path in `_ZN5shell7program3awk…E`; of an implementation, those of the type.
fn legacy(name: &str) -> Vec<String> {
    let first = element(name.strip_prefix("_ZN").unwrap_or_default());
    let Some((first, rest)) = first else { return Vec::new() };
    if !first.contains('$') {
        return [Some(first), element(rest).map(|(second, _)| second)]
            .into_iter()
            .flatten()
            .map(str::to_owned)
            .collect();
    }
    // Pieces between dollars are either signs such as `LT`, all in upper case or `u20`, or parts of the path.
    let is_sign = |piece: &&str| {
        piece.len() <= 3 && piece.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == 'u')
    };
    let pieces = first.split('$').filter(|piece| !is_sign(piece));
    let mut pieces = pieces.filter(|piece| !["", "_", "mut", "dyn", "const"].contains(piece));
    pieces.next().unwrap_or_default().split("..").map(str::to_owned).collect()
}

/// An element with its length in front.
fn element(text: &str) -> Option<(&str, &str)> {
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let (length, rest) = text.split_at(digits);
    rest.split_at_checked(length.parse().ok()?)
}

/// The crate in `_RNvNtCs1234_4core3num…`.
fn v0(name: &str) -> Vec<String> {
    let crates = name.split("Cs").skip(1).filter_map(|part| element(part.split_once('_')?.1));
    crates.take(1).map(|(name, _)| name.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::owner;

    #[test]
    fn names_lead_to_crates() {
        for (name, expected) in [
            ("_ZN5shell7program3awk4main17h090cac14c63bf0bbE", "shell::program"),
            ("_ZN5shell6syntax6parser6Parser7command17hc3739f12a2e2b56dE", "shell"),
            ("_ZN4core5slice4sort6stable9quicksort9quicksort17h60272c7119029eceE", "standard library"),
            (
                "_ZN98_$LT$$RF$mut$u20$serde_json..de..Deserializer$LT$R$GT$$u20$as$u20$serde_core..de..Deserializer$GT$18deserialize_struct17h6168385a405cd5f0E",
                "serde_json",
            ),
            ("_RNvMs3_NtCs5cOc02OMXlo_5alloc3stre12to_lowercase", "standard library"),
            ("", "without a name"),
        ] {
            assert_eq!(owner(name), expected, "{name}");
        }
    }
}
