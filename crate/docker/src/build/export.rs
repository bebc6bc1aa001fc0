//! Where the result of a build goes: the store, an archive, a folder.

use std::collections::VecDeque;

use engine::BuildResult;
use oci::archive::{self, Format, SaveOptions};
use oci::{Compression, Descriptor, Image, MediaTypes, Reference, TarOptions};
use serde_json::{Map, Value, json};
use vfs::{Digest, Kind as NodeKind, Snapshot, VPath};

use super::Job;
use super::feed::{Part, time};
use crate::cli::{Session, Step, write_all};
use crate::progress::{Mode, Nanos};
use crate::request::HostRequest;
use crate::rows::Event;
use crate::view;

/// How fast an export goes on the simulated clock.
const BYTES_PER_SECOND: f64 = 200e6;

/// What an exporter writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The image, into the store.
    Store,
    /// The image, as an OCI layout.
    Oci,
    /// The image, as `docker save` writes it.
    Docker,
    /// The files, into a folder.
    Local,
    /// The files, as a tar.
    Tar,
    /// Nothing; the steps are in the cache.
    CacheOnly,
}

/// An exporter with its settings.
#[derive(Debug, Clone)]
pub(crate) struct Export {
    pub(crate) kind: Kind,
    /// A path; `-` is standard output.
    pub(crate) dest: String,
    /// Names besides those of `--tag`.
    pub(crate) names: Vec<Reference>,
    pub(crate) rewrite_timestamp: bool,
    pub(crate) compression: Compression,
    /// Into one file; otherwise into a folder (`tar=false`).
    pub(crate) as_tar: bool,
    /// And from the store into the registry.
    pub(crate) push: bool,
}

impl Export {
    pub(crate) fn new(kind: Kind) -> Self {
        Export {
            kind,
            dest: String::new(),
            names: Vec::new(),
            rewrite_timestamp: false,
            compression: Compression::Gzip,
            as_tar: true,
            push: false,
        }
    }

    /// Whether it writes files rather than an image.
    pub(crate) fn is_of_files(&self) -> bool {
        matches!(self.kind, Kind::Local | Kind::Tar)
    }

    /// Whether it needs no image.
    pub(crate) fn is_without_image(&self) -> bool {
        self.is_of_files() || self.kind == Kind::CacheOnly
    }

    /// The name of the step that progress shows.
    fn title(&self) -> &'static str {
        match self.kind {
            Kind::Store | Kind::CacheOnly => "exporting to image",
            Kind::Oci => "exporting to oci image format",
            Kind::Docker => "exporting to docker image format",
            Kind::Local => "exporting to client directory",
            Kind::Tar => "exporting to client tarball",
        }
    }
}

/// What is still to be done with a result.
#[derive(Default)]
struct Delivery {
    /// Steps that progress shows, with their parts.
    steps: Vec<(String, Vec<Part>)>,
    writes: VecDeque<HostRequest>,
    stdout: Vec<u8>,
    /// The manifest in the last archive.
    manifest: Option<Descriptor>,
    /// Why a registry did not take the image.
    refused: Option<String>,
    /// The manifest of the image that was made.
    made: Option<Digest>,
}

/// Exports the result, and goes on when the front end has written what is to be written.
pub(super) fn run(
    job: Box<Job>,
    session: &mut Session<'_>,
    result: &BuildResult,
    events: &mut Vec<Event>,
) -> Step {
    let image = result.image.clone();
    let made = session.host.keep_notes(result, &job.spec.tags);
    let mut delivery = Delivery { made: made.as_ref().map(|made| made.manifest), ..Delivery::default() };
    events.extend(made.map(Event::Image));
    for export in &job.spec.exports {
        let mut names = job.spec.tags.clone();
        names.extend(export.names.iter().cloned());
        delivery.add(export, &names, result, session);
    }
    // Where nothing but files came out, metadata tells of no image.
    let id = image.as_ref().map(Image::id);
    if let Some(path) = job.spec.iidfile.clone() {
        let bytes = id.map_or_else(Vec::new, |id| id.to_string().into_bytes());
        delivery.writes.push_back(HostRequest::WriteFile { path, bytes, mode: 0o644 });
    }
    if let Some(path) = job.spec.metadata_file.clone() {
        let bytes = metadata(id, &job.spec.tags, delivery.manifest.as_ref()).into_bytes();
        delivery.writes.push_back(HostRequest::WriteFile { path, bytes, mode: 0o644 });
    }
    let bytes: u64 =
        result.layers.iter().filter(|layer| !layer.from_base).map(|layer| layer.layer.tar_size()).sum();
    let took = (bytes as f64 / BYTES_PER_SECOND * 1e9) as Nanos;
    let writes = std::mem::take(&mut delivery.writes);
    write_all(writes, "ERROR: failed to build: ", move |session| conclude(job, session, delivery, id, took))
}

/// Shows that the export is done, and whatever was asked for besides.
fn conclude(
    mut job: Box<Job>,
    session: &mut Session<'_>,
    delivery: Delivery,
    id: Option<Digest>,
    took: Nanos,
) -> Step {
    for (title, parts) in &delivery.steps {
        let status = job.feed.extra_step(title, parts, job.feed.now + took);
        job.show(session, &status);
    }
    session.host.advance_clock(time(job.feed.now));
    job.close(session);
    session.console.print_bytes(&delivery.stdout);
    if job.spec.progress == Mode::Quiet {
        let id = id.map(|id| id.to_string()).unwrap_or_default();
        session.console.print(&format!("{id}\n"));
    }
    job.explain(session);
    job.remember(session, delivery.refused.clone(), delivery.made, delivery.steps.len());
    match delivery.refused {
        Some(refusal) => session.fail(&format!("ERROR: failed to build: {refusal}")),
        None => Step::Exit(0),
    }
}

impl Delivery {
    fn add(&mut self, export: &Export, names: &[Reference], result: &BuildResult, session: &mut Session<'_>) {
        let parts = match (export.kind, &result.image) {
            (Kind::CacheOnly, _) | (Kind::Store | Kind::Oci | Kind::Docker, None) => return,
            (Kind::Store, Some(image)) => {
                session.host.keep(image, names);
                let id = image.id().to_string();
                names.iter().for_each(|name| session.host.note_image("tag", &id, &name.familiar()));
                let mut parts =
                    vec![Part::of("exporting layers"), Part::of(format!("writing image {}", image.id()))];
                parts.extend(names.iter().map(|name| Part::of(format!("naming to {name}"))));
                parts
            }
            (Kind::Oci | Kind::Docker, Some(image)) => self.archive(export, image, names, result),
            (Kind::Local, _) => {
                let bytes = self.folder(&export.dest, &result.rootfs);
                vec![Part { text: "copying files".to_owned(), bytes }]
            }
            (Kind::Tar, _) => {
                let changes = vfs::diff(&Snapshot::empty(), &result.rootfs);
                let mut tar = Vec::new();
                oci::write_layer(&changes, TarOptions::BUILDKIT, &mut |bytes| tar.extend_from_slice(bytes));
                self.file(&export.dest, tar);
                vec![Part::of("sending tarball")]
            }
        };
        self.steps.push((export.title().to_owned(), parts));
        if let (true, Some(image)) = (export.push, &result.image) {
            names.iter().for_each(|name| self.push(name, image, session));
        }
    }

    /// From the store into the registry; after one that was refused nothing more is pushed.
    fn push(&mut self, name: &Reference, image: &Image, session: &mut Session<'_>) {
        if self.refused.is_some() {
            return;
        }
        let parts = match session.host.upload(name, image) {
            Ok(layers) => layers.iter().map(|id| Part::of(format!("pushing layer {id}"))).collect(),
            Err(refusal) => {
                self.refused = Some(refusal);
                Vec::new()
            }
        };
        self.steps.push((format!("pushing {} with docker", name.familiar()), parts));
    }

    fn archive(
        &mut self,
        export: &Export,
        image: &Image,
        names: &[Reference],
        result: &BuildResult,
    ) -> Vec<Part> {
        let format = if export.kind == Kind::Oci { Format::Oci } else { Format::Docker };
        let types = if export.kind == Kind::Oci { MediaTypes::Oci } else { MediaTypes::Docker };
        let options = SaveOptions { format, compression: export.compression, types };
        let (manifest, _) = image.manifest(export.compression, types);
        let mut parts = vec![Part::of("exporting layers")];
        if let Some(epoch) = result.epoch.filter(|_| export.rewrite_timestamp) {
            let moment = view::time::go(epoch);
            parts.push(Part::of(format!("rewriting layers with source-date-epoch {epoch} ({moment})")));
        }
        parts.push(Part::of(format!("exporting manifest {}", manifest.digest)));
        parts.push(Part::of(format!("exporting config {}", image.id())));
        self.manifest = Some(manifest);
        if export.as_tar {
            self.file(&export.dest, archive::save(&[(names, image)], options));
            parts.push(Part::of("sending tarball"));
        } else {
            self.writes.push_back(HostRequest::MakeDir { path: export.dest.clone(), mode: 0o755 });
            for (name, blob) in archive::layout_files(&[(names, image)], options) {
                let path = format!("{}/{name}", export.dest);
                if let Some((folder, _)) = path.rsplit_once('/') {
                    self.writes.push_back(HostRequest::MakeDir { path: folder.to_owned(), mode: 0o755 });
                }
                let bytes = blob.bytes().into_owned();
                self.writes.push_back(HostRequest::WriteFile { path, bytes, mode: 0o644 });
            }
            parts.push(Part::of("copying files"));
        }
        parts
    }

    fn file(&mut self, dest: &str, bytes: Vec<u8>) {
        match dest {
            "-" => self.stdout = bytes,
            path => {
                self.writes.push_back(HostRequest::WriteFile { path: path.to_owned(), bytes, mode: 0o644 })
            }
        }
    }

    /// Writes a tree into a folder and returns how many bytes its files have. Devices can't be made there.
    fn folder(&mut self, dest: &str, tree: &Snapshot) -> u64 {
        let mut total = 0;
        for (place, node) in tree.walk(VPath::root()) {
            let path = match place.relative() {
                "" => dest.to_owned(),
                relative => format!("{}/{relative}", dest.trim_end_matches('/')),
            };
            let mode = node.meta.mode;
            total += node.as_file().map_or(0, |file| file.blob.len());
            self.writes.push_back(match &node.kind {
                NodeKind::Dir(_) => HostRequest::MakeDir { path, mode },
                NodeKind::File(file) => {
                    HostRequest::WriteFile { path, bytes: file.blob.bytes().into_owned(), mode }
                }
                NodeKind::Symlink(target) => HostRequest::Symlink { path, target: target.to_string() },
                NodeKind::Fifo | NodeKind::CharDevice { .. } | NodeKind::BlockDevice { .. } => continue,
            });
        }
        total
    }
}

/// What `--metadata-file` holds.
fn metadata(id: Option<Digest>, tags: &[Reference], manifest: Option<&Descriptor>) -> String {
    let mut object = Map::new();
    if let Some(id) = id {
        object.insert("containerimage.config.digest".to_owned(), json!(id));
        if let Some(descriptor) = manifest {
            object.insert("containerimage.descriptor".to_owned(), json!(descriptor));
        }
        let digest = manifest.map_or(id, |manifest| manifest.digest);
        object.insert("containerimage.digest".to_owned(), json!(digest));
    }
    if !tags.is_empty() && id.is_some() {
        let names: Vec<String> = tags.iter().map(Reference::to_string).collect();
        object.insert("image.name".to_owned(), json!(names.join(",")));
    }
    view::json::pretty(&Value::Object(object), "  ")
}
