//! `docker version`.

use super::command::{Arguments, Command, spelled};
use super::flags::{Flag, Values};
use super::{Session, Step};
use crate::view::template;

pub(super) const COMMAND: Command = Command {
    spellings: &[spelled("version", "docker version")],
    usage: "[OPTIONS]",
    short: "Show the Docker version information",
    flags: &[Flag::one("format", "string", super::FORMAT_HELP).short('f')],
    arguments: Arguments::None,
    run,
};

/// `docker --version`.
pub(super) fn line() -> String {
    format!("Layerlab version {}, a simulation of Docker", env!("CARGO_PKG_VERSION"))
}

fn run(session: &mut Session<'_>, values: Values) -> Step {
    let version = env!("CARGO_PKG_VERSION");
    if let Some(format) = values.one("format") {
        let side =
            serde_json::json!({ "Version": version, "Os": "linux", "Arch": "amd64", "ApiVersion": "1.50" });
        let data = serde_json::json!({ "Client": side, "Server": side });
        return session.finish(template::render_one(format, &data).map(|text| text + "\n"));
    }
    session.console.print(&format!(
        "Client: Layerlab\n Version:           {version}\n API version:       1.50\n OS/Arch:           linux/amd64\n\n\
         Server: Layerlab (simulated)\n Engine:\n  Version:          {version}\n  API version:      1.50 (minimum version 1.24)\n  \
         OS/Arch:          linux/amd64\n"
    ));
    Step::Exit(0)
}
