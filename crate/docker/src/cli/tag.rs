//! `docker image tag`.

use super::command::{Arguments, Command, spelled};
use super::flags::Values;
use super::{Session, Step};

pub(super) const COMMAND: Command = Command {
    spellings: &[spelled("image tag", "docker image tag"), spelled("tag", "docker tag")],
    usage: "SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]",
    short: "Create a tag TARGET_IMAGE that refers to SOURCE_IMAGE",
    flags: &[],
    arguments: Arguments::Exactly(2),
    run,
};

fn run(session: &mut Session<'_>, values: Values) -> Step {
    let (source, target) = (&values.arguments[0], &values.arguments[1]);
    let name = match session.reference(target) {
        Ok(name) if name.digest.is_none() => name.with_default_tag(),
        Ok(_) => return session.fail("refusing to create a tag with a digest reference"),
        Err(error) => {
            return session.fail(&format!(
                "Error parsing reference: \"{target}\" is not a valid repository/tag: {error}"
            ));
        }
    };
    let id = match session.host.find(source) {
        Ok(image) => image.id(),
        Err(error) => return session.refuse(&error.to_string()),
    };
    session.host.store.tag(&name, id);
    session.host.note_image("tag", &id.to_string(), &name.familiar());
    Step::Exit(0)
}
