//! Taking an image from the registry into the store, as the classic builder does before it starts from one.

use std::fmt::Write as _;

use oci::{Image, Reference};

use crate::catalog::{CatalogPart, Found};
use crate::host::Host;
use crate::hub;

/// How many layers are downloaded at once.
const AT_ONCE: usize = 3;

/// Pulls an image unless the store has it, and returns what docker prints about it where nothing is redrawn. What the
/// registry has not is left to whoever needs it.
pub(crate) fn pull(host: &mut Host, reference: &Reference) -> String {
    if host.store.resolve(reference).is_some() {
        return String::new();
    }
    let (image, manifest) = match (host.hub.find(reference), host.catalog.find(reference)) {
        (Some(image), _) => (image.clone(), hub::manifest(image)),
        (None, Ok(Found::Image(found))) if host.has_catalog(CatalogPart::Images) => {
            (found.image.clone(), found.manifest)
        }
        _ => return String::new(),
    };
    let mut out = String::new();
    if let Some(tag) = &reference.tag {
        let _ = writeln!(out, "{tag}: Pulling from {}", reference.path);
    }
    out.push_str(&layers(host, &image));
    let _ = writeln!(out, "Digest: {manifest}");
    let _ = writeln!(out, "Status: Downloaded newer image for {}", reference.familiar());
    host.keep(&image, std::slice::from_ref(reference));
    host.note_digest(reference, image.id(), manifest);
    out
}

/// The states that the layers go through: downloads side by side, extraction strictly in order.
fn layers(host: &Host, image: &Image) -> String {
    let held = host.store.sharing();
    let mut out = String::new();
    let mut fresh = Vec::new();
    for layer in image.layers() {
        let id = layer.diff_id().short();
        if held.contains_key(&layer.diff_id()) {
            let _ = writeln!(out, "{id}: Already exists");
        } else {
            let _ = writeln!(out, "{id}: Pulling fs layer");
            fresh.push(id);
        }
    }
    for id in fresh.iter().skip(AT_ONCE) {
        let _ = writeln!(out, "{id}: Waiting");
    }
    for id in &fresh {
        let _ = writeln!(out, "{id}: Verifying Checksum\n{id}: Download complete");
    }
    for id in &fresh {
        let _ = writeln!(out, "{id}: Pull complete");
    }
    out
}
