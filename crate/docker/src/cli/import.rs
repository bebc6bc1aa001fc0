//! `docker import`.

use oci::{ContainerConfig, History, Image, ImageConfig, Layer, Reference, TarOptions};
use vfs::Snapshot;

use super::command::{Arguments, Command, spelled};
use super::container::commit::apply;
use super::flags::{Flag, Values};
use super::{Session, Step, read_file, read_stdin};

pub(super) const COMMAND: Command = Command {
    spellings: &[spelled("image import", "docker image import"), spelled("import", "docker import")],
    usage: "[OPTIONS] file|URL|- [REPOSITORY[:TAG]]",
    short: "Import the contents from a tarball to create a filesystem image",
    flags: &[
        Flag::many("change", "list", "Apply Dockerfile instruction to the created image").short('c'),
        Flag::one("message", "string", "Set commit message for imported image").short('m'),
        Flag::one("platform", "string", "Set platform if server is multi-platform capable"),
    ],
    arguments: Arguments::AtLeast(1),
    run,
};

fn run(session: &mut Session<'_>, values: Values) -> Step {
    let source = values.arguments[0].clone();
    let name = match values.arguments.get(1).map(|name| Reference::parse(name)).transpose() {
        Ok(name) => name.map(Reference::with_default_tag),
        Err(error) => return session.refuse(&error.to_string()),
    };
    let message = values.one("message").unwrap_or_default().to_owned();
    let mut settings = ContainerConfig::default();
    for change in values.many("change") {
        if let Err(message) = apply(&mut settings, change) {
            return session.refuse(&message);
        }
    }
    let make =
        move |session: &mut Session<'_>, bytes: Vec<u8>| import(session, &bytes, settings, message, name);
    match source.as_str() {
        "-" => read_stdin(make),
        url if url.starts_with("http://") || url.starts_with("https://") => session
            .fail(&format!("{url}: archives from the network are not simulated; fetch it and give the file")),
        path => {
            let shown = path.to_owned();
            read_file(path, move |reason| format!("open {shown}: {reason}"), make)
        }
    }
}

/// Makes an image of one layer, and prints its id.
fn import(
    session: &mut Session<'_>,
    bytes: &[u8],
    settings: ContainerConfig,
    message: String,
    name: Option<Reference>,
) -> Step {
    let tree = match super::build::unpack(bytes) {
        Ok(tree) => tree,
        Err(message) => return session.refuse(&message),
    };
    let created = oci::format_time(session.host.now());
    let mut config = ImageConfig::new("linux", "amd64", "");
    config.config = settings;
    config.created = Some(created.clone());
    config.history.push(History { created: Some(created), comment: message, ..History::default() });
    let layer = Layer::new(vfs::diff(&Snapshot::empty(), &tree), TarOptions::BUILDKIT);
    let image = Image::new(config, vec![layer]);
    let id = image.id().to_string();
    session.host.keep(&image, name.as_slice());
    if let Some(name) = &name {
        session.host.note_image("tag", &id, &name.familiar());
    }
    session.host.note_image("import", &id, &id);
    session.console.print(&format!("{}\n", image.id()));
    Step::Exit(0)
}
