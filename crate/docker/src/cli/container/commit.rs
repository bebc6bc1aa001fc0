//! `docker container commit`.

use std::collections::BTreeMap;
use std::sync::Arc;

use engine::RecordId;
use engine::classic::{RunConfig, StepImage};
use oci::{ContainerConfig, History, Image, ImageConfig, Reference};
use vfs::Blob;

use crate::cli::command::{Arguments, Command, spelled};
use crate::cli::flags::{Flag, Values};
use crate::cli::{Session, Step};
use crate::container::Container;
use crate::profile::Profile;

pub(crate) const COMMAND: Command = Command {
    spellings: &[spelled("container commit", "docker container commit"), spelled("commit", "docker commit")],
    usage: "[OPTIONS] CONTAINER [REPOSITORY[:TAG]]",
    short: "Create a new image from a container's changes",
    flags: &[
        Flag::one("author", "string", "Author (e.g., \"John Hannibal Smith <hannibal@a-team.com>\")")
            .short('a'),
        Flag::many("change", "list", "Apply Dockerfile instruction to the created image").short('c'),
        Flag::one("message", "string", "Commit message").short('m'),
        Flag::switch("pause", "Pause container during commit").short('p').default("true"),
    ],
    arguments: Arguments::Between(1, 2),
    run: commit,
};

fn commit(session: &mut Session<'_>, values: Values) -> Step {
    let name = values.arguments.first().cloned().unwrap_or_default();
    let tag = match values.arguments.get(1).map(|text| session.reference(text)).transpose() {
        Ok(tag) => tag.map(Reference::with_default_tag),
        Err(message) => return session.fail(&message),
    };
    let container = match session.host.containers.find(&name) {
        Ok(container) => container,
        Err(message) => return session.refuse(&message),
    };
    let mut config = config_of(container);
    for change in values.many("change") {
        if let Err(message) = apply(&mut config, change) {
            return session.refuse(&message);
        }
    }
    let now = session.host.now();
    let Some(base) = session.host.store.get(&container.image).cloned() else {
        return session.refuse(&format!("No such image: {}", container.image));
    };
    let (layer, _) = container.layer(now);
    let created = oci::format_time(now);
    let mut history = base.config().history.clone();
    history.push(History {
        created: Some(created.clone()),
        created_by: container.config.argv().join(" "),
        author: values.one("author").unwrap_or_default().to_owned(),
        comment: values.one("message").unwrap_or_default().to_owned(),
        empty_layer: layer.is_none(),
    });
    let ran_with = settings(&config_of(container), container);
    let starts_with = settings(&config, container);
    let mut layers = base.layers().to_vec();
    layers.extend(layer);
    let made = ImageConfig {
        config,
        created: Some(created),
        author: values.one("author").unwrap_or_default().to_owned(),
        history,
        ..base.config().clone()
    };
    let image = match with_origin(
        &Image::new(made, layers),
        container,
        [&ran_with, &starts_with],
        session.console.profile,
    ) {
        Ok(image) => image,
        Err(error) => return session.refuse(&error.to_string()),
    };
    let step = StepImage {
        number: RecordId(0),
        image: image.clone(),
        parent: Some(base.id()),
        container_config: ran_with,
        created: now,
        rootfs: container.tree.clone().freeze(),
        modelled: base.layers().iter().any(|layer| session.host.catalog.holds(&layer.diff_id())),
        origin: Arc::default(),
    };
    session.host.classic.insert(step);
    let names: Vec<Reference> = tag.into_iter().collect();
    let (comment, id) = (values.one("message").unwrap_or_default(), image.id().to_string());
    let of = container.id.clone();
    session.host.keep(&image, &names);
    let name = names.first().map(Reference::familiar);
    if let Some(name) = &name {
        session.host.note_image("tag", &id, name);
    }
    let told = [("comment", comment), ("imageID", &id), ("imageRef", name.as_deref().unwrap_or_default())];
    session.host.note_now(&of, "commit", &told);
    session.console.print(&format!("{}\n", image.id()));
    Step::Exit(0)
}

/// What an image says about the settings of a container that it was made of.
fn settings(config: &ContainerConfig, container: &Container) -> RunConfig {
    let mut settings = RunConfig::inherited(config);
    settings.hostname.clone_from(&container.config.hostname);
    settings.image.clone_from(&container.config.image);
    settings.labels.get_or_insert_default();
    settings
}

/// With the container that it was made of, as daemons before 25 wrote that into an image's configuration.
fn with_origin(
    image: &Image,
    container: &Container,
    [ran_with, starts_with]: [&RunConfig; 2],
    profile: Profile,
) -> Result<Image, oci::Error> {
    if profile == Profile::V29 {
        return Ok(image.clone());
    }
    let read = serde_json::from_slice::<BTreeMap<String, serde_json::Value>>(&image.config_bytes().bytes());
    let Ok(mut config) = read else { return Ok(image.clone()) };
    config.insert("container".to_owned(), container.id.clone().into());
    config.insert("container_config".to_owned(), serde_json::to_value(ran_with).unwrap_or_default());
    config.insert("config".to_owned(), serde_json::to_value(starts_with).unwrap_or_default());
    config.insert("docker_version".to_owned(), crate::cli::version::client(profile).number.into());
    Image::from_config(Blob::from(serde_json::to_vec(&config).unwrap_or_default()), image.layers().to_vec())
}

/// A container's settings as those of an image.
pub(crate) fn config_of(container: &Container) -> ContainerConfig {
    let config = &container.config;
    ContainerConfig {
        user: config.user.clone(),
        exposed_ports: config.exposed.clone(),
        env: config.env.clone(),
        entrypoint: config.entrypoint.clone(),
        cmd: config.cmd.clone(),
        volumes: config.volumes.clone(),
        working_dir: config.working_dir.clone(),
        labels: config.labels.clone(),
        stop_signal: config.stop_signal.clone(),
        healthcheck: config.health.clone(),
        ..ContainerConfig::default()
    }
}

/// `--change`: an instruction that only concerns settings.
pub(in crate::cli) fn apply(config: &mut ContainerConfig, text: &str) -> Result<(), String> {
    let (word, rest) = text.trim().split_once(char::is_whitespace).unwrap_or((text.trim(), ""));
    let rest = rest.trim();
    let pairs = |rest: &str| -> Vec<(String, String)> {
        if let Some((key, value)) = rest.split_once(' ').filter(|(key, _)| !key.contains('=')) {
            return vec![(key.to_owned(), value.trim().to_owned())];
        }
        let words = crate::cli::words(rest);
        words
            .iter()
            .filter_map(|word| word.split_once('='))
            .map(|(k, v)| (k.to_owned(), v.to_owned()))
            .collect()
    };
    match word.to_lowercase().as_str() {
        "cmd" => config.cmd = command(rest),
        "entrypoint" => config.entrypoint = command(rest),
        "env" => {
            for (key, value) in pairs(rest) {
                config.env.retain(|pair| pair.split_once('=').is_none_or(|(name, _)| name != key));
                config.env.push(format!("{key}={value}"));
            }
        }
        "label" => config.labels.extend(pairs(rest)),
        "workdir" => {
            config.working_dir = vfs::VPathBuf::normalise(&config.working_dir).join(rest).to_string();
        }
        "user" => config.user = rest.to_owned(),
        "expose" => {
            let ports = rest.split_whitespace();
            config.exposed_ports.extend(
                ports.map(|port| if port.contains('/') { port.to_owned() } else { format!("{port}/tcp") }),
            );
        }
        "volume" => config
            .volumes
            .extend(list(rest).unwrap_or_else(|| rest.split_whitespace().map(str::to_owned).collect())),
        "stopsignal" => config.stop_signal = rest.to_owned(),
        "onbuild" => config.on_build.push(rest.to_owned()),
        other => return Err(format!("{other} is not a valid change command")),
    }
    Ok(())
}

fn list(text: &str) -> Option<Vec<String>> {
    serde_json::from_str(text).ok()
}

/// The exec form, or a line for the shell.
fn command(text: &str) -> Vec<String> {
    list(text).unwrap_or_else(|| ["/bin/sh", "-c", text].map(str::to_owned).to_vec())
}
