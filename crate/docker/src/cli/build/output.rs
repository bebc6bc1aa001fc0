//! `--output`, `--load` and `--push`.

use std::collections::BTreeMap;

use oci::Compression;

use crate::build::{Export, ExportKind, parse_tags};
use crate::cli::flags::{Values, truth};
use crate::task::ExecOptions;

/// The exporters that are asked for; the store, if there is none.
pub(super) fn exports(values: &Values, surroundings: &ExecOptions) -> Result<Vec<Export>, String> {
    let mut exports = Vec::new();
    for text in values.many("output") {
        exports.push(export(text, surroundings)?);
    }
    if values.on("load") && !exports.iter().any(|export| export.kind == ExportKind::Store) {
        exports.push(Export::new(ExportKind::Store));
    }
    if values.on("push") {
        match exports.iter_mut().find(|export| export.kind == ExportKind::Store) {
            Some(export) => export.push = true,
            None => exports.push(Export { push: true, ..Export::new(ExportKind::Store) }),
        }
    }
    if exports.is_empty() {
        exports.push(Export::new(ExportKind::Store));
    }
    let is_named = !values.many("tag").is_empty();
    if exports.iter().any(|export| export.push && export.names.is_empty() && !is_named) {
        return Err("failed to build: tag is needed when pushing to registry".to_owned());
    }
    Ok(exports)
}

/// `type=oci,dest=out.tar,…`; a path alone means the files into a folder, `-` the files as a tar to standard output.
fn export(text: &str, surroundings: &ExecOptions) -> Result<Export, String> {
    if !text.contains('=') {
        let kind = if text == "-" { ExportKind::Tar } else { ExportKind::Local };
        return checked(Export { dest: text.to_owned(), ..Export::new(kind) }, surroundings);
    }
    let mut fields: BTreeMap<String, String> = BTreeMap::new();
    for field in fields_of(text) {
        let Some((key, value)) = field.split_once('=') else {
            return Err(format!("invalid value {field}"));
        };
        fields.insert(key.trim().to_lowercase(), value.to_owned());
    }
    let dest = fields.remove("dest").unwrap_or_default();
    let kind = fields.remove("type");
    let is_registry = kind.as_deref() == Some("registry");
    let kind = match kind.as_deref() {
        Some("oci") => ExportKind::Oci,
        Some("docker") if dest.is_empty() => ExportKind::Store,
        Some("docker") => ExportKind::Docker,
        Some("image" | "registry") => ExportKind::Store,
        Some("local") => ExportKind::Local,
        Some("tar") => ExportKind::Tar,
        Some("cacheonly") => ExportKind::CacheOnly,
        Some(other) => return Err(format!("exporter {other:?} could not be found")),
        None => return Err("type is required for output".to_owned()),
    };
    let on =
        |name: &str| fields.get(name).is_some_and(|value| truth(value).is_some_and(|truth| truth == "true"));
    let off =
        |name: &str| fields.get(name).is_some_and(|value| truth(value).is_some_and(|truth| truth == "false"));
    let compression = match fields.get("compression").map(String::as_str) {
        None | Some("gzip") => Compression::Gzip,
        Some("uncompressed") => Compression::None,
        Some(other @ ("zstd" | "estargz")) => {
            return Err(format!(
                "compression type {other} is not simulated; there are gzip and uncompressed"
            ));
        }
        Some(other) => return Err(format!("unsupported compression type {other}")),
    };
    let names: Vec<&str> = fields.get("name").map(|names| names.split(',').collect()).unwrap_or_default();
    let export = Export {
        dest,
        names: parse_tags(&names)?,
        rewrite_timestamp: on("rewrite-timestamp"),
        compression,
        as_tar: !off("tar"),
        push: is_registry || on("push"),
        ..Export::new(kind)
    };
    checked(export, surroundings)
}

/// Splits at commas; a field in double quotes may hold some.
fn fields_of(text: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut quoted = false;
    for character in text.chars() {
        match character {
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            other => fields.last_mut().into_iter().for_each(|field| field.push(other)),
        }
    }
    fields
}

fn checked(mut export: Export, surroundings: &ExecOptions) -> Result<Export, String> {
    match export.kind {
        ExportKind::Local if export.dest.is_empty() => Err("dest is required for local output".to_owned()),
        ExportKind::Oci | ExportKind::Tar | ExportKind::Docker
            if export.dest.is_empty() || export.dest == "-" =>
        {
            let kind = if export.kind == ExportKind::Tar { "tar" } else { "oci" };
            if surroundings.stdout_is_terminal {
                return Err(format!(
                    "dest file is required for {kind} exporter. refusing to write to console"
                ));
            }
            if !export.as_tar {
                return Err(format!("dest is required for {kind} output into a folder"));
            }
            export.dest = "-".to_owned();
            Ok(export)
        }
        _ => Ok(export),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let got = match export(text, &ExecOptions::default()) {
            Ok(export) => {
                let names: Vec<String> = export.names.iter().map(|name| name.familiar()).collect();
                let (kind, dest, rewrite) = (export.kind, export.dest, export.rewrite_timestamp);
                let push = if export.push { " push" } else { "" };
                format!("{kind:?} {dest} {} rewrite={rewrite} tar={}{push}", names.join("+"), export.as_tar)
            }
            Err(message) => message,
        };
        assert_eq!(got, expected, "{text}");
    }

    #[test]
    fn outputs() {
        check("out", "Local out  rewrite=false tar=true");
        check("-", "Tar -  rewrite=false tar=true");
        check("type=oci,dest=a.tar,rewrite-timestamp=true,name=a:1", "Oci a.tar a:1 rewrite=true tar=true");
        check("type=oci", "Oci -  rewrite=false tar=true");
        check("type=oci,dest=d,tar=false", "Oci d  rewrite=false tar=false");
        check("type=image,\"name=a,b\"", "Store  a:latest+b:latest rewrite=false tar=true");
        check("type=image,name=a,push=true", "Store  a:latest rewrite=false tar=true push");
        check("type=registry,name=a", "Store  a:latest rewrite=false tar=true push");
        check("type=docker", "Store   rewrite=false tar=true");
        check("type=docker,dest=x", "Docker x  rewrite=false tar=true");
        check("type=local", "dest is required for local output");
        check("type=nope", "exporter \"nope\" could not be found");
        check("dest=x", "type is required for output");
        check(
            "type=oci,compression=zstd,dest=x",
            "compression type zstd is not simulated; there are gzip and uncompressed",
        );
    }
}
