//! `docker info`.

use serde_json::{Value, json};

use super::command::{Arguments, Command, spelled};
use super::flags::{Flag, Values};
use super::{BOOK_FORMAT, INSPECT_FORMAT, Session, Step, version};
use crate::view::template;

pub(super) const COMMAND: Command = Command {
    spellings: &[spelled("system info", "docker system info"), spelled("info", "docker info")],
    usage: "[OPTIONS]",
    short: "Display system-wide information",
    flags: &[Flag::one("format", "string", INSPECT_FORMAT).short('f').book(BOOK_FORMAT)],
    arguments: Arguments::None,
    run,
};

fn run(session: &mut Session<'_>, values: Values) -> Step {
    let data = data(session);
    if let Some(format) = values.one("format") {
        return session.finish(template::render_one(format, &data).map(|text| text + "\n"));
    }
    let number = version::client(session.console.profile).number;
    let text = |name: &str| match &data[name] {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    session.console.print(&format!(
        "Client: Layerlab {} (simulated)\n Version:    {number}\n Context:    default\n Debug Mode: {}\n\n\
         Server:\n Containers: {}\n  Running: {}\n  Paused: {}\n  Stopped: {}\n Images: {}\n Server Version: {}\n \
         Storage Driver: {}\n Logging Driver: json-file\n Cgroup Driver: systemd\n Cgroup Version: 2\n Swarm: inactive\n \
         Kernel Version: {}\n Operating System: {}\n OSType: linux\n Architecture: x86_64\n CPUs: {}\n \
         Total Memory: 4GiB\n Name: {}\n Docker Root Dir: /var/lib/docker\n Debug Mode: false\n \
         Live Restore Enabled: false\n",
        env!("CARGO_PKG_VERSION"),
        session.console.debug,
        text("Containers"),
        text("ContainersRunning"),
        text("ContainersPaused"),
        text("ContainersStopped"),
        text("Images"),
        text("ServerVersion"),
        text("Driver"),
        text("KernelVersion"),
        text("OperatingSystem"),
        text("NCPU"),
        text("Name"),
    ));
    Step::Exit(0)
}

fn data(session: &Session<'_>) -> Value {
    let number = version::client(session.console.profile).number;
    let [running, paused, stopped] = session.host.container_counts();
    json!({
        "Containers": running + paused + stopped,
        "ContainersRunning": running,
        "ContainersPaused": paused,
        "ContainersStopped": stopped,
        "Images": session.host.store.images().count(),
        "Driver": "overlay2",
        "LoggingDriver": "json-file",
        "CgroupDriver": "systemd",
        "CgroupVersion": "2",
        "KernelVersion": "6.1.0",
        "OperatingSystem": "Layerlab (simulated)",
        "OSType": "linux",
        "Architecture": "x86_64",
        "NCPU": 2,
        "MemTotal": 4_294_967_296_u64,
        "DockerRootDir": "/var/lib/docker",
        "Name": "layerlab",
        "ServerVersion": number,
        "IndexServerAddress": "https://index.docker.io/v1/",
    })
}
