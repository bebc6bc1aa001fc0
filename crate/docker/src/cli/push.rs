//! `docker push`: into the registry of the lab.

use std::collections::BTreeSet;

use oci::{Compression, Image, MediaTypes, Reference};

use super::command::{Arguments, Command, spelled};
use super::flags::{Flag, Values};
use super::{Session, Step};
use crate::host::Host;
use crate::hub;

pub(super) const COMMAND: Command = Command {
    spellings: &[spelled("image push", "docker image push"), spelled("push", "docker push")],
    usage: "[OPTIONS] NAME[:TAG]",
    short: "Upload an image to a registry",
    flags: &[
        Flag::switch("all-tags", "Push all tags of an image to the repository").short('a').book("Push all tagged images in the repository"),
        Flag::switch("disable-content-trust", "Skip image signing").default("true"),
        Flag::one(
            "platform",
            "string",
            "Push a platform-specific manifest as a single-platform image to the registry.\n\
             Image index won't be pushed, meaning that other manifests, including attestations won't be preserved.\n\
             'os[/arch[/variant]]': Explicit platform (eg. linux/amd64)",
        )
        .recent(),
        Flag::switch("quiet", "Suppress verbose output").short('q'),
    ],
    arguments: Arguments::Exactly(1),
    run,
};

fn run(session: &mut Session<'_>, values: Values) -> Step {
    let name = match Reference::parse(&values.arguments[0]) {
        Ok(name) => name,
        Err(error) => return session.fail(&error.to_string()),
    };
    let all = values.on("all-tags");
    if all && name.tag.is_some() {
        return session.fail("tag can't be used with --all-tags/-a");
    }
    let quiet = values.on("quiet");
    if name.tag.is_none() && !all && !quiet {
        session.console.print("Using default tag: latest\n");
    }
    if !quiet {
        session.console.print(&format!("The push refers to repository [{}]\n", name.repository()));
    }
    if let Some(refusal) = hub::unreachable(&name) {
        return session.fail(&refusal);
    }
    let repository = name.repository();
    let tags: Vec<Reference> = match all {
        true => session.host.store.tags().map(|(tag, _)| tag.clone()).collect(),
        false => vec![name.clone().with_default_tag()],
    };
    let tags: Vec<Reference> = tags.into_iter().filter(|tag| tag.repository() == repository).collect();
    let has_any = session.host.store.tags().any(|(tag, _)| tag.repository() == repository);
    if !has_any {
        return session
            .fail(&format!("An image does not exist locally with the tag: {}", name.familiar_name()));
    }
    for tag in tags {
        let Some(image) = session.host.store.resolve(&tag).cloned() else {
            return session.fail(&format!("tag does not exist: {}", tag.familiar()));
        };
        if let Err(step) = push(session, &tag, &image, quiet) {
            return step;
        }
    }
    if quiet {
        session.console.print(&format!("{}\n", name.with_default_tag()));
    }
    Step::Exit(0)
}

/// Pushes one tag.
fn push(session: &mut Session<'_>, name: &Reference, image: &Image, quiet: bool) -> Result<(), Step> {
    let repository = name.repository();
    let held = session.host.registry_layers(&repository);
    let diff_ids: Vec<_> = image.layers().iter().rev().map(oci::Layer::diff_id).collect();
    let mut lines: String = diff_ids.iter().map(|id| format!("{}: Preparing\n", id.short())).collect();
    let may = session.host.hub.may_push(name);
    for id in &diff_ids {
        let how = match session.host.elsewhere(name, id) {
            _ if held.contains(id) => "Layer already exists".to_owned(),
            _ if !may => continue,
            Some(other) => format!("Mounted from {other}"),
            None => "Pushed".to_owned(),
        };
        lines.push_str(&format!("{}: {how}\n", id.short()));
    }
    if !quiet {
        session.console.print(&lines);
    }
    if !may {
        return Err(session.fail(match held.is_empty() {
            true => "denied: requested access to the resource is denied",
            false => "errors:\ndenied: requested access to the resource is denied\nunauthorized: authentication required\n",
        }));
    }
    let (descriptor, bytes) = image.manifest(Compression::None, MediaTypes::Docker);
    let digest = hub::manifest(image);
    let tag = name.tag.as_deref().unwrap_or("latest");
    if !quiet {
        session.console.print(&format!(
            "{tag}: digest: {digest} size: {}\n",
            bytes.bytes().len().max(descriptor.size as usize)
        ));
    }
    session.host.put_into_registry(name, image);
    session.host.note_image("push", &name.familiar(), &name.familiar_name());
    Ok(())
}

impl Host {
    /// Pushes an image for a build. Gives the short ids of its layers, the top one first.
    pub(crate) fn upload(&mut self, name: &Reference, image: &Image) -> Result<Vec<String>, String> {
        if let Some(refusal) = hub::unreachable(name) {
            return Err(refusal);
        }
        if !self.hub.may_push(name) {
            return Err("denied: requested access to the resource is denied".to_owned());
        }
        self.put_into_registry(&name.clone().with_default_tag(), image);
        Ok(image.layers().iter().rev().map(|layer| layer.diff_id().short()).collect())
    }

    fn put_into_registry(&mut self, name: &Reference, image: &Image) {
        self.hub.pushed.insert(name.clone(), image.clone());
        self.note_digest(name, image.id(), hub::manifest(image));
    }

    /// The layers that a repository holds, pushed or of the catalog.
    fn registry_layers(&self, repository: &Reference) -> BTreeSet<vfs::Digest> {
        let mut held = self.hub.layers(repository);
        held.extend(self.catalog.layers(repository));
        held
    }

    /// Another repository of the same registry that holds a layer, as the daemon knows from what it pulled and pushed.
    fn elsewhere(&self, name: &Reference, layer: &vfs::Digest) -> Option<String> {
        let known = self.hub.known.keys().filter(|(other, id)| {
            other.domain == name.domain
                && *other != name.repository()
                && self
                    .store
                    .get(id)
                    .is_some_and(|image| image.layers().iter().any(|it| it.diff_id() == *layer))
        });
        known.map(|(other, _)| other.path.clone()).next()
    }
}
