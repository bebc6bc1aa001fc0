//! `docker version`.

use serde_json::{Value, json};

use super::command::{Arguments, Command, spelled};
use super::flags::{Flag, Values};
use super::{Session, Step};
use crate::profile::Profile;
use crate::view::template;

pub(super) const COMMAND: Command = Command {
    spellings: &[spelled("version", "docker version")],
    usage: "[OPTIONS]",
    short: "Show the Docker version information",
    flags: &[
        Flag::one("format", "string", super::INSPECT_FORMAT).short('f').book(super::BOOK_FORMAT),
        Flag::one("kubeconfig", "string", "Kubernetes config file").older(),
    ],
    arguments: Arguments::None,
    run,
};

/// A program as `docker version` describes it.
pub(super) struct Version {
    pub(super) number: &'static str,
    api: &'static str,
    go: &'static str,
    commit: &'static str,
    built: &'static str,
}

/// The client that a profile imitates.
pub(super) fn client(profile: Profile) -> Version {
    match profile {
        Profile::Book => Version {
            number: "20.10.24",
            api: "1.41",
            go: "go1.19.7",
            commit: "297e128",
            built: "Tue Apr  4 18:21:03 2023",
        },
        Profile::V28 => Version {
            number: "28.2.2",
            api: "1.50",
            go: "go1.24.3",
            commit: "e6534b4",
            built: "Fri May 30 12:07:14 2025",
        },
        Profile::V29 => Version {
            number: "29.0.0",
            api: "1.52",
            go: "go1.25.4",
            commit: "3d4129b",
            built: "Mon Nov 10 21:49:31 2025",
        },
    }
}

/// `docker --version`.
pub(super) fn line(profile: Profile) -> String {
    let Version { number, commit, .. } = client(profile);
    format!("Docker version {number}, build {commit} (simulated by Layerlab {})", env!("CARGO_PKG_VERSION"))
}

fn run(session: &mut Session<'_>, values: Values) -> Step {
    let profile = session.console.profile;
    let Version { number, api, go, commit, built } = client(profile);
    if let Some(format) = values.one("format") {
        return session.finish(template::render_one(format, &data(profile)).map(|text| text + "\n"));
    }
    let layerlab = env!("CARGO_PKG_VERSION");
    session.console.print(&format!(
        "Client: Layerlab {layerlab} (simulated)\n Version:           {number}\n API version:       {api}\n \
         Go version:        {go}\n Git commit:        {commit}\n Built:             {built}\n \
         OS/Arch:           linux/amd64\n Context:           default\n\n\
         Server: Layerlab {layerlab} (simulated)\n Engine:\n  Version:          {number}\n  \
         API version:      {api} (minimum version {})\n  Go version:       {go}\n  Git commit:       {commit}\n  \
         Built:            {built}\n  OS/Arch:          linux/amd64\n  Experimental:     false\n",
        minimum(profile)
    ));
    Step::Exit(0)
}

fn minimum(profile: Profile) -> &'static str {
    match profile {
        Profile::Book => "1.12",
        Profile::V28 => "1.24",
        Profile::V29 => "1.44",
    }
}

fn data(profile: Profile) -> Value {
    let Version { number, api, go, commit, built } = client(profile);
    json!({
        "Client": {
            "Platform": { "Name": "Layerlab" }, "Version": number, "ApiVersion": api, "DefaultAPIVersion": api,
            "GitCommit": commit, "GoVersion": go, "Os": "linux", "Arch": "amd64", "BuildTime": built,
            "Context": "default"
        },
        "Server": {
            "Platform": { "Name": "Layerlab (simulated)" }, "Version": number, "ApiVersion": api,
            "MinAPIVersion": minimum(profile), "GitCommit": commit, "GoVersion": go, "Os": "linux", "Arch": "amd64",
            "KernelVersion": "6.1.0", "BuildTime": built
        },
    })
}
