//! What two images differ in.

use oci::{Aspect, Image, ImageConfig};
use vfs::{Digest, Node, Snapshot, VPathBuf};

use crate::cli::config_of;
use crate::error::Error;
use crate::host::Host;
use crate::project::EntryKind;
use crate::rows::ChangeKind;

/// How many text diffs come with a comparison; the others are asked for one by one ([`Host::file_diff`]).
const MAX_TEXTS: usize = 100;

/// What has to happen to one image for it to become another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageDiff {
    /// Id of the one.
    pub before: Digest,
    /// Id of the other.
    pub after: Digest,
    /// How many layers the two share, from the lowest.
    pub shared_layers: usize,
    /// In what the configurations differ, by the names of their fields.
    pub config: Vec<ConfigDifference>,
    /// Paths that differ, in walk order. Times of directories do not count.
    pub files: Vec<PathDifference>,
}

/// A field of the configuration, as it is on both sides; `None` where it is not set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigDifference {
    /// `Env PATH`, `Labels version`, `Cmd`: the field, and the key where it has some.
    pub field: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// A path that two trees differ in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathDifference {
    /// Without a leading slash.
    pub path: String,
    /// What stands there now, or stood there.
    pub kind: EntryKind,
    pub change: ChangeKind,
    /// In what the two differ, if both are there.
    pub aspects: Vec<Aspect>,
    /// Bytes of the files at and below the path.
    pub size_before: u64,
    pub size_after: u64,
    /// Unified diff, if both are short texts. Of very many, only the first come with one.
    pub diff: Option<String>,
}

impl Host {
    /// What two images of the store differ in, by names or ids. A container stands for the image that `docker container
    /// commit` would make of it.
    pub fn diff(&self, before: &str, after: &str) -> Result<ImageDiff, Error> {
        let (before, after) = (self.image_or_container(before)?, self.image_or_container(after)?);
        let pairs = before.layers().iter().zip(after.layers());
        Ok(ImageDiff {
            before: before.id(),
            after: after.id(),
            shared_layers: pairs.take_while(|(a, b)| a.diff_id() == b.diff_id()).count(),
            config: config(before.config(), after.config()),
            files: files(&files_of(&before)?, &files_of(&after)?),
        })
    }

    fn image_or_container(&self, reference: &str) -> Result<Image, Error> {
        let unknown = match self.named(reference) {
            Ok(image) => return Ok(image.clone()),
            Err(error) => error,
        };
        let Ok(container) = self.containers.find(reference) else { return Err(unknown) };
        let base = self.store.get(&container.image).ok_or(unknown)?;
        let mut layers = base.layers().to_vec();
        layers.extend(container.layer(self.now()).0);
        let config = ImageConfig { config: config_of(container), ..base.config().clone() };
        Ok(Image::new(config, layers))
    }

    /// The unified diff of a file in two images; `None` if one of them is long, no text, or no file.
    pub fn file_diff(&self, before: &str, after: &str, path: &str) -> Result<Option<String>, Error> {
        let place = VPathBuf::normalise(path);
        let before = files_of(&self.image_or_container(before)?)?.read(&place).ok();
        let after = files_of(&self.image_or_container(after)?)?.read(&place).ok();
        Ok(before
            .zip(after)
            .and_then(|(before, after)| engine::text_diff(&before, &after))
            .map(|diff| diff.0))
    }
}

fn files_of(image: &Image) -> Result<Snapshot, Error> {
    image.rootfs().map_err(|error| Error::Archive(error.to_string()))
}

fn files(before: &Snapshot, after: &Snapshot) -> Vec<PathDifference> {
    let mut texts = 0;
    let row = |difference: oci::Difference| {
        let (change, node) = match (&difference.before, &difference.after) {
            (None, Some(node)) => (ChangeKind::Added, node),
            (Some(_), Some(node)) => (ChangeKind::Modified, node),
            (Some(node), None) => (ChangeKind::Removed, node),
            (None, None) => return None,
        };
        let blob = |node: &Option<Node>| Some(node.as_ref()?.as_file()?.blob.clone());
        let is_text = difference.aspects.contains(&Aspect::Content) && texts < MAX_TEXTS;
        let blobs = blob(&difference.before).zip(blob(&difference.after)).filter(|_| is_text);
        let diff = blobs.and_then(|(before, after)| engine::text_diff(&before, &after)).map(|diff| diff.0);
        texts += usize::from(diff.is_some());
        Some(PathDifference {
            path: difference.path.relative().to_owned(),
            kind: EntryKind::of(node),
            change,
            aspects: difference.aspects.clone(),
            size_before: difference.size_before,
            size_after: difference.size_after,
            diff,
        })
    };
    oci::compare(before, after).into_iter().filter_map(row).collect()
}

fn config(before: &ImageConfig, after: &ImageConfig) -> Vec<ConfigDifference> {
    let (before, after) = (fields(before), fields(after));
    let find = |fields: &[(String, String)], wanted: &str| {
        fields.iter().find(|(field, _)| field == wanted).map(|(_, value)| value.clone())
    };
    let mut names: Vec<&String> = before.iter().map(|(field, _)| field).collect();
    names.extend(after.iter().map(|(field, _)| field).filter(|field| find(&before, field).is_none()));
    let difference = |field: &String| {
        let (before, after) = (find(&before, field), find(&after, field));
        (before != after).then(|| ConfigDifference { field: field.clone(), before, after })
    };
    names.into_iter().filter_map(difference).collect()
}

/// What a configuration sets, one row for each thing that can change by itself.
fn fields(config: &ImageConfig) -> Vec<(String, String)> {
    let mut fields = vec![("Platform".to_owned(), format!("{}/{}", config.os, config.architecture))];
    let inner = &config.config;
    fields.extend(inner.env.iter().map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (format!("Env {name}"), value.to_owned())
    }));
    fields.extend(inner.labels.iter().map(|(name, value)| (format!("Labels {name}"), value.clone())));
    fields.extend(inner.exposed_ports.iter().map(|port| (format!("ExposedPorts {port}"), String::new())));
    fields.extend(inner.volumes.iter().map(|path| (format!("Volumes {path}"), String::new())));
    let lists = [
        ("Entrypoint", &inner.entrypoint),
        ("Cmd", &inner.cmd),
        ("Shell", &inner.shell),
        ("OnBuild", &inner.on_build),
    ];
    let set = lists.into_iter().filter(|(_, words)| !words.is_empty());
    fields.extend(set.map(|(field, words)| (field.to_owned(), format!("{words:?}"))));
    let texts = [
        ("User", &inner.user),
        ("WorkingDir", &inner.working_dir),
        ("StopSignal", &inner.stop_signal),
        ("Author", &config.author),
    ];
    let set = texts.into_iter().filter(|(_, text)| !text.is_empty());
    fields.extend(set.map(|(field, text)| (field.to_owned(), text.clone())));
    let check = inner.healthcheck.as_ref().map(|check| ("Healthcheck".to_owned(), check.test.join(" ")));
    fields.extend(check);
    fields
}
