//! The flags that `run` and `create` share, and what they come to.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use oci::Healthcheck;

use crate::cli::flags::{Values, truth};
use crate::cli::{Session, Step};
use crate::container::{Config, HostOptions, Mount, MountKind, Port, Restart};

macro_rules! table {
    ($($extra:expr),* $(,)?) => {
        &[
            $($extra,)*
            Flag::many("add-host", "list", "Add a custom host-to-IP mapping (host:ip)"),
            Flag::many("annotation", "map", "Add an annotation to the container (passed through to the OCI runtime)").default("map[]").recent(),
            Flag::many("attach", "list", "Attach to STDIN, STDOUT or STDERR").short('a'),
            Flag::one("blkio-weight", "uint16", "Block IO (relative weight), between 10 and 1000, or 0 to disable").default("0"),
            Flag::many("blkio-weight-device", "list", "Block IO weight (relative device weight)").default("[]"),
            Flag::many("cap-add", "list", "Add Linux capabilities"),
            Flag::many("cap-drop", "list", "Drop Linux capabilities"),
            Flag::one("cgroup-parent", "string", "Optional parent cgroup for the container"),
            Flag::one("cgroupns", "string", "Cgroup namespace to use (host|private)\n'host':    Run the container in the Docker host's cgroup namespace\n'private': Run the container in its own private cgroup namespace\n'':        Use the cgroup namespace as configured by the\n           default-cgroupns-mode option on the daemon (default)"),
            Flag::one("cidfile", "string", "Write the container ID to the file"),
            Flag::one("cpu-count", "int", "CPU count (Windows only)").recent(),
            Flag::one("cpu-percent", "int", "CPU percent (Windows only)").recent(),
            Flag::one("cpu-period", "int", "Limit CPU CFS (Completely Fair Scheduler) period"),
            Flag::one("cpu-quota", "int", "Limit CPU CFS (Completely Fair Scheduler) quota"),
            Flag::one("cpu-rt-period", "int", "Limit CPU real-time period in microseconds"),
            Flag::one("cpu-rt-runtime", "int", "Limit CPU real-time runtime in microseconds"),
            Flag::one("cpu-shares", "int", "CPU shares (relative weight)").short('c'),
            Flag::one("cpus", "decimal", "Number of CPUs"),
            Flag::one("cpuset-cpus", "string", "CPUs in which to allow execution (0-3, 0,1)"),
            Flag::one("cpuset-mems", "string", "MEMs in which to allow execution (0-3, 0,1)"),
            Flag::many("device", "list", "Add a host device to the container"),
            Flag::many("device-cgroup-rule", "list", "Add a rule to the cgroup allowed devices list"),
            Flag::many("device-read-bps", "list", "Limit read rate (bytes per second) from a device").default("[]"),
            Flag::many("device-read-iops", "list", "Limit read rate (IO per second) from a device").default("[]"),
            Flag::many("device-write-bps", "list", "Limit write rate (bytes per second) to a device").default("[]"),
            Flag::many("device-write-iops", "list", "Limit write rate (IO per second) to a device").default("[]"),
            Flag::switch("disable-content-trust", "Skip image verification").default("true"),
            Flag::many("dns", "list", "Set custom DNS servers"),
            Flag::many("dns-option", "list", "Set DNS options"),
            Flag::many("dns-search", "list", "Set custom DNS search domains"),
            Flag::one("domainname", "string", "Container NIS domain name"),
            Flag::one("entrypoint", "string", "Overwrite the default ENTRYPOINT of the image"),
            Flag::many("env", "list", "Set environment variables").short('e'),
            Flag::many("env-file", "list", "Read in a file of environment variables"),
            Flag::many("expose", "list", "Expose a port or a range of ports"),
            Flag::one("gpus", "gpu-request", "GPU devices to add to the container ('all' to pass all GPUs)"),
            Flag::many("group-add", "list", "Add additional groups to join"),
            Flag::one("health-cmd", "string", "Command to run to check health"),
            Flag::one("health-interval", "duration", "Time between running the check (ms|s|m|h) (default 0s)"),
            Flag::one("health-retries", "int", "Consecutive failures needed to report unhealthy"),
            Flag::one("health-start-interval", "duration", "Time between running the check during the start period (ms|s|m|h) (default 0s)").recent(),
            Flag::one("health-start-period", "duration", "Start period for the container to initialize before starting health-retries countdown (ms|s|m|h) (default 0s)"),
            Flag::one("health-timeout", "duration", "Maximum time to allow one check to run (ms|s|m|h) (default 0s)"),
            Flag::switch("help", "Print usage"),
            Flag::one("hostname", "string", "Container host name").short('h'),
            Flag::switch("init", "Run an init inside the container that forwards signals and reaps processes"),
            Flag::switch("interactive", "Keep STDIN open even if not attached").short('i'),
            Flag::one("io-maxbandwidth", "bytes", "Maximum IO bandwidth limit for the system drive (Windows only)").recent(),
            Flag::one("io-maxiops", "uint", "Maximum IOps limit for the system drive (Windows only)").recent(),
            Flag::one("ip", "string", "IPv4 address (e.g., 172.30.100.104)"),
            Flag::one("ip6", "string", "IPv6 address (e.g., 2001:db8::33)"),
            Flag::one("ipc", "string", "IPC mode to use"),
            Flag::one("isolation", "string", "Container isolation technology"),
            Flag::one("kernel-memory", "bytes", "Kernel memory limit"),
            Flag::many("label", "list", "Set meta data on a container").short('l'),
            Flag::many("label-file", "list", "Read in a line delimited file of labels"),
            Flag::many("link", "list", "Add link to another container"),
            Flag::many("link-local-ip", "list", "Container IPv4/IPv6 link-local addresses"),
            Flag::one("log-driver", "string", "Logging driver for the container"),
            Flag::many("log-opt", "list", "Log driver options"),
            Flag::one("mac-address", "string", "Container MAC address (e.g., 92:d0:c6:0a:29:33)"),
            Flag::one("memory", "bytes", "Memory limit").short('m'),
            Flag::one("memory-reservation", "bytes", "Memory soft limit"),
            Flag::one("memory-swap", "bytes", "Swap limit equal to memory plus swap: '-1' to enable unlimited swap"),
            Flag::one("memory-swappiness", "int", "Tune container memory swappiness (0 to 100)").default("-1"),
            Flag::many("mount", "mount", "Attach a filesystem mount to the container"),
            Flag::one("name", "string", "Assign a name to the container"),
            Flag::many("network", "network", "Connect a container to a network"),
            Flag::many("net", "network", "Connect a container to a network").hidden(),
            Flag::many("network-alias", "list", "Add network-scoped alias for the container"),
            Flag::switch("no-healthcheck", "Disable any container-specified HEALTHCHECK"),
            Flag::switch("oom-kill-disable", "Disable OOM Killer"),
            Flag::one("oom-score-adj", "int", "Tune host's OOM preferences (-1000 to 1000)"),
            Flag::one("pid", "string", "PID namespace to use"),
            Flag::one("pids-limit", "int", "Tune container pids limit (set -1 for unlimited)"),
            Flag::one("platform", "string", "Set platform if server is multi-platform capable"),
            Flag::switch("privileged", "Give extended privileges to this container"),
            Flag::many("publish", "list", "Publish a container's port(s) to the host").short('p'),
            Flag::switch("publish-all", "Publish all exposed ports to random ports").short('P'),
            Flag::switch("quiet", "Suppress the pull output").short('q').recent(),
            Flag::switch("read-only", "Mount the container's root filesystem as read only"),
            Flag::one("restart", "string", "Restart policy to apply when a container exits").default("no"),
            Flag::switch("rm", "Automatically remove the container and its associated anonymous volumes when it exits").book("Automatically remove the container when it exits"),
            Flag::one("runtime", "string", "Runtime to use for this container"),
            Flag::many("security-opt", "list", "Security Options"),
            Flag::one("shm-size", "bytes", "Size of /dev/shm"),
            Flag::one("stop-signal", "string", "Signal to stop the container").book("Signal to stop a container (default \"SIGTERM\")"),
            Flag::one("stop-timeout", "int", "Timeout (in seconds) to stop a container"),
            Flag::many("storage-opt", "list", "Storage driver options for the container"),
            Flag::many("sysctl", "map", "Sysctl options").default("map[]"),
            Flag::many("tmpfs", "list", "Mount a tmpfs directory"),
            Flag::switch("tty", "Allocate a pseudo-TTY").short('t'),
            Flag::many("ulimit", "ulimit", "Ulimit options").default("[]"),
            Flag::switch("use-api-socket", "Bind mount Docker API socket and required auth").recent(),
            Flag::one("user", "string", "Username or UID (format: <name|uid>[:<group|gid>])").short('u'),
            Flag::one("userns", "string", "User namespace to use"),
            Flag::one("uts", "string", "UTS namespace to use"),
            Flag::many("volume", "list", "Bind mount a volume").short('v'),
            Flag::one("volume-driver", "string", "Optional volume driver for the container"),
            Flag::many("volumes-from", "list", "Mount volumes from the specified container(s)"),
            Flag::one("workdir", "string", "Working directory inside the container").short('w'),
        ]
    };
}
pub(super) use table;

/// A container as the command line wants it.
pub(super) struct Wanted {
    pub(super) name: Option<String>,
    pub(super) config: Config,
    pub(super) options: HostOptions,
    pub(super) entrypoint_given: bool,
}

/// A message of the client, with the exit code.
pub(super) type Refused = (String, i32);

fn refuse(message: impl Into<String>) -> Refused {
    (message.into(), 125)
}

/// Reads the files that flags name, then makes of all flags what they ask for.
pub(super) fn wanted(
    session: &mut Session<'_>,
    values: Values,
    then: impl FnOnce(&mut Session<'_>, Values, Result<Wanted, Refused>) -> Step + 'static,
) -> Step {
    let files: VecDeque<String> = values.many("env-file").into_iter().map(str::to_owned).collect();
    read_all(session, files, Vec::new(), values, Box::new(then))
}

type Then = Box<dyn FnOnce(&mut Session<'_>, Values, Result<Wanted, Refused>) -> Step>;

fn read_all(
    session: &mut Session<'_>,
    mut files: VecDeque<String>,
    mut lines: Vec<String>,
    values: Values,
    then: Then,
) -> Step {
    let Some(path) = files.pop_front() else {
        let wanted = read(session, &values, lines);
        return then(session, values, wanted);
    };
    let request = crate::request::HostRequest::ReadFile { path: path.clone() };
    Step::Ask(
        request,
        Box::new(move |session, answer| match answer {
            crate::request::Response::Bytes(bytes) => {
                let text = String::from_utf8_lossy(&bytes).into_owned();
                lines.extend(
                    text.lines()
                        .map(str::trim_start)
                        .filter(|line| !line.is_empty() && !line.starts_with('#'))
                        .map(str::to_owned),
                );
                read_all(session, files, lines, values, then)
            }
            crate::request::Response::Failed(reason) => {
                then(session, values, Err(refuse(format!("open {path}: {reason}"))))
            }
            _ => then(session, values, Err(refuse(format!("open {path}: no such file or directory")))),
        }),
    )
}

fn read(session: &Session<'_>, values: &Values, env_lines: Vec<String>) -> Result<Wanted, Refused> {
    let book = session.console.profile.is_book();
    let outer = &session.console.options.env;
    let mut env = BTreeMap::new();
    let mut order = Vec::new();
    for pair in env_lines.iter().map(String::as_str).chain(values.many("env")) {
        let (name, value) = match pair.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (pair, outer.get(pair).cloned()),
        };
        if name.is_empty() {
            return Err(refuse(format!("invalid environment variable: {pair}")));
        }
        let Some(value) = value else { continue };
        if env.insert(name.to_owned(), value).is_none() {
            order.push(name.to_owned());
        }
    }
    let env = order
        .into_iter()
        .map(|name| format!("{name}={}", env.get(&name).map_or("", String::as_str)))
        .collect();
    let labels = values.many("label").into_iter().map(|label| label.split_once('=').unwrap_or((label, "")));
    let restart = values.one("restart").map_or(Ok(Restart::No), Restart::parse).map_err(refuse)?;
    if restart != Restart::No && values.on("rm") {
        return Err(refuse(match book {
            true => "Conflicting options: --restart and --rm",
            false => "conflicting options: cannot specify both --restart and --rm",
        }));
    }
    let memory = values.one("memory").map_or(Ok(0), |text| bytes("-m, --memory", text))?;
    if memory > 0 && memory < 6 << 20 {
        return Err(refuse("Error response from daemon: Minimum memory limit allowed is 6MB"));
    }
    let (mut mounts, mut binds, mut volumes) = (Vec::new(), Vec::new(), BTreeSet::new());
    for text in values.many("volume") {
        match volume(text, &session.console.options.cwd)? {
            Some(mount) => {
                mounts.push(mount);
                binds.push(text.to_owned());
            }
            None => {
                volumes.insert(text.to_owned());
            }
        }
    }
    for text in values.many("mount") {
        mounts.push(mount(text)?);
    }
    for text in values.many("tmpfs") {
        let target = text.split(':').next().unwrap_or_default().to_owned();
        let source = String::new();
        mounts.push(Mount { kind: MountKind::Tmpfs, source, target, read_only: false, anonymous: false });
    }
    let mut ports = Vec::new();
    for text in values.many("publish") {
        ports.extend(publish(text, book)?);
    }
    let mut exposed: BTreeSet<String> = ports.iter().map(|port: &Port| port.container.clone()).collect();
    exposed.extend(
        values
            .many("expose")
            .into_iter()
            .map(|port| if port.contains('/') { port.to_owned() } else { format!("{port}/tcp") }),
    );
    let mut words = values.arguments.iter().cloned();
    let image = words.next().unwrap_or_default();
    let text = |name: &str| values.one(name).unwrap_or_default().to_owned();
    let list = |name: &str| values.many(name).into_iter().map(str::to_owned).collect::<Vec<_>>();
    let entrypoint = text("entrypoint");
    let config = Config {
        image,
        hostname: text("hostname"),
        user: text("user"),
        tty: values.on("tty"),
        stdin: values.on("interactive"),
        attach: true,
        env,
        entrypoint: if entrypoint.is_empty() { Vec::new() } else { vec![entrypoint] },
        cmd: words.collect(),
        working_dir: text("workdir"),
        labels: labels.map(|(key, value)| (key.to_owned(), value.to_owned())).collect(),
        exposed,
        volumes,
        stop_signal: text("stop-signal"),
        stop_timeout: values.one("stop-timeout").and_then(|text| text.parse().ok()),
        health: health(values)?,
    };
    let cpus = values.one("cpus").and_then(|text| text.parse::<f64>().ok()).unwrap_or(0.0);
    let options = HostOptions {
        binds,
        mounts,
        network: values.one("network").or(values.one("net")).unwrap_or_default().to_owned(),
        aliases: list("network-alias"),
        ip: values.one("ip").map(str::to_owned),
        ports,
        publish_all: values.on("publish-all"),
        auto_remove: values.on("rm"),
        restart,
        read_only: values.on("read-only"),
        init: values.on("init"),
        privileged: values.on("privileged"),
        memory,
        nano_cpus: (cpus * 1e9) as u64,
        extra_hosts: list("add-host"),
        dns: list("dns"),
        dns_search: list("dns-search"),
        cap_add: list("cap-add"),
        cap_drop: list("cap-drop"),
        container_id_file: text("cidfile"),
    };
    let name = values.one("name").filter(|name| !name.is_empty()).map(str::to_owned);
    Ok(Wanted { name, config, options, entrypoint_given: values.given("entrypoint") })
}

/// `--health-*`; nothing if none was given.
fn health(values: &Values) -> Result<Option<Healthcheck>, Refused> {
    if values.on("no-healthcheck") {
        return Ok(Some(Healthcheck { test: vec!["NONE".to_owned()], ..Healthcheck::default() }));
    }
    let time = |name: &str| match values.one(name) {
        None => Ok(0),
        Some(text) => nanos(text).ok_or_else(|| refuse(format!("invalid duration {text:?}"))),
    };
    let health = Healthcheck {
        test: values
            .one("health-cmd")
            .map(|text| vec!["CMD-SHELL".to_owned(), text.to_owned()])
            .unwrap_or_default(),
        interval: time("health-interval")?,
        timeout: time("health-timeout")?,
        start_period: time("health-start-period")?,
        start_interval: time("health-start-interval")?,
        retries: values.one("health-retries").and_then(|text| text.parse().ok()).unwrap_or(0),
    };
    Ok((health != Healthcheck::default()).then_some(health))
}

/// A duration as Go writes it, in nanoseconds: `1m30s`, `500ms`.
pub(in crate::cli) fn nanos(text: &str) -> Option<i64> {
    let mut total = 0.0;
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, tail) = rest.split_at(end);
        let (unit, length) = match tail {
            _ if tail.starts_with("ms") => (1e6, 2),
            _ if tail.starts_with("us") => (1e3, 2),
            _ if tail.starts_with("ns") => (1.0, 2),
            _ if tail.starts_with('h') => (3600e9, 1),
            _ if tail.starts_with('m') => (60e9, 1),
            _ if tail.starts_with('s') => (1e9, 1),
            _ => return None,
        };
        total += number.parse::<f64>().ok()? * unit;
        rest = tail.get(length..)?;
    }
    (!text.is_empty()).then_some(total as i64)
}

/// `512m` in bytes.
pub(in crate::cli) fn bytes(flag: &str, text: &str) -> Result<u64, Refused> {
    let wrong = || (format!("invalid argument \"{text}\" for \"{flag}\" flag: invalid size: '{text}'"), -1);
    let lower = text.to_lowercase();
    let lower = lower.strip_suffix('b').unwrap_or(&lower);
    let lower = lower.strip_suffix('i').unwrap_or(lower);
    let (digits, shift) = match lower.chars().last() {
        Some('k') => (lower.trim_end_matches('k'), 10),
        Some('m') => (lower.trim_end_matches('m'), 20),
        Some('g') => (lower.trim_end_matches('g'), 30),
        Some('t') => (lower.trim_end_matches('t'), 40),
        _ => (lower, 0),
    };
    let number: f64 = digits.trim().parse().map_err(|_| wrong())?;
    if number < 0.0 {
        return Err(wrong());
    }
    Ok((number * f64::from(2).powi(shift)) as u64)
}

/// `-v SOURCE:TARGET[:OPTIONS]`; nothing if it is a path alone.
fn volume(text: &str, cwd: &str) -> Result<Option<Mount>, Refused> {
    let parts: Vec<&str> = text.split(':').collect();
    if parts.iter().any(|part| part.is_empty()) {
        return Err(refuse(format!("invalid spec: {text}: empty section between colons")));
    }
    let (source, target, options) = match parts.as_slice() {
        [_] => return Ok(None),
        [source, target] => (*source, *target, ""),
        [source, target, options] => (*source, *target, *options),
        _ => return Err(refuse(format!("invalid volume specification: '{text}'"))),
    };
    let is_path = source.starts_with(['/', '.', '~']);
    let kind = if is_path { MountKind::Bind } else { MountKind::Volume };
    if !target.starts_with('/') {
        let kind = kind.name();
        return Err(refuse(format!(
            "Error response from daemon: invalid volume specification: '{text}': invalid mount config for type \"{kind}\": invalid \
             mount path: '{target}' mount path must be absolute"
        )));
    }
    if !is_path && !valid_volume(source) {
        return Err(refuse(format!(
            "Error response from daemon: create {source}: {}",
            invalid_volume(source)
        )));
    }
    let source = match is_path {
        true => vfs::VPathBuf::normalise(cwd).join(source).to_string(),
        false => source.to_owned(),
    };
    let read_only = options.split(',').any(|option| option == "ro");
    Ok(Some(Mount { kind, source, target: target.to_owned(), read_only, anonymous: false }))
}

/// Whether a volume may have this name.
pub(crate) fn valid_volume(name: &str) -> bool {
    let first = name.chars().next().is_some_and(|c| c.is_ascii_alphanumeric());
    first && name.len() > 1 && name.chars().all(|c| c.is_ascii_alphanumeric() || "_.-".contains(c))
}

/// The daemon's words about a name that no volume may have.
pub(crate) fn invalid_volume(name: &str) -> String {
    format!(
        "\"{name}\" includes invalid characters for a local volume name, only \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are allowed. If you \
         intended to pass a host directory, use absolute path"
    )
}

/// `--mount type=…,source=…,target=…`.
fn mount(text: &str) -> Result<Mount, Refused> {
    let mut mount = Mount {
        kind: MountKind::Volume,
        source: String::new(),
        target: String::new(),
        read_only: false,
        anonymous: false,
    };
    let wrong = |what: String| (format!("invalid argument \"{text}\" for \"--mount\" flag: {what}"), -1);
    for field in text.split(',') {
        let (key, value) = field.split_once('=').unwrap_or((field, "true"));
        match key.to_lowercase().as_str() {
            "type" => {
                mount.kind = match value {
                    "bind" => MountKind::Bind,
                    "tmpfs" => MountKind::Tmpfs,
                    "volume" => MountKind::Volume,
                    other => {
                        return Err(refuse(format!(
                            "Error response from daemon: mount type unknown: \"{other}\""
                        )));
                    }
                }
            }
            "source" | "src" => mount.source = value.to_owned(),
            "target" | "dst" | "destination" => mount.target = value.to_owned(),
            "readonly" | "ro" => mount.read_only = truth(value).is_none_or(|value| value == "true"),
            _ if field.contains('=') => {}
            _ => return Err(wrong(format!("invalid field '{field}' must be a key=value pair"))),
        }
    }
    if mount.target.is_empty() {
        return Err(wrong("target is required".to_owned()));
    }
    mount.anonymous = mount.kind == MountKind::Volume && mount.source.is_empty();
    Ok(mount)
}

/// `-p [IP:][HOST:]CONTAINER[/PROTOCOL]`, also with ranges.
fn publish(text: &str, book: bool) -> Result<Vec<Port>, Refused> {
    let (rest, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
    let parts: Vec<&str> = rest.rsplitn(3, ':').collect();
    let (container, host, ip) = match parts.as_slice() {
        [container] => (*container, "", ""),
        [container, host] => (*container, *host, ""),
        [container, host, ip] => (*container, *host, *ip),
        _ => ("", "", ""),
    };
    let invalid = |what: &str, value: &str| {
        refuse(format!("{} {what}: {value}", if book { "Invalid" } else { "invalid" }))
    };
    let (first, last) = range(container).ok_or_else(|| invalid("containerPort", container))?;
    let hosts =
        if host.is_empty() { None } else { Some(range(host).ok_or_else(|| invalid("hostPort", host))?) };
    let ports = (first..=last).map(|port| Port {
        container: format!("{port}/{protocol}"),
        host_ip: ip.trim_matches(['[', ']']).to_owned(),
        host: hosts.map_or(0, |(from, to)| from.saturating_add(port - first).min(to)),
    });
    Ok(ports.collect())
}

fn range(text: &str) -> Option<(u16, u16)> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    Some((first.parse().ok()?, last.parse().ok()?))
}
