//! `docker container inspect`, and what `docker inspect` says about containers.

use serde::{Serialize, Serializer};
use serde_json::{Value, json};
use vfs::Digest;

use super::ls::sizes;
use crate::cli::Step;
use crate::cli::command::{Arguments, Command, spelled};
use crate::cli::flags::Flag;
use crate::cli::image_inspect::{FORMAT, inspect_with};
use crate::container::{Container, Endpoint, Mount, MountKind, Status, network};
use crate::host::Host;

pub(crate) const COMMAND: Command = Command {
    spellings: &[spelled("container inspect", "docker container inspect")],
    usage: "[OPTIONS] CONTAINER [CONTAINER...]",
    short: "Display detailed information on one or more containers",
    flags: &[FORMAT, Flag::switch("size", "Display total file sizes").short('s')],
    arguments: Arguments::AtLeast(1),
    run: |session, values| -> Step {
        let size = values.on("size");
        let missing = |session: &crate::cli::Session<'_>, name: &str| {
            session.missing_container(&format!("No such container: {name}"))
        };
        inspect_with(session, &values, &|host, name| describe(host, name, size), &missing)
    },
};

/// JSON whose objects keep the order in which docker prints them.
pub(crate) enum Json {
    Plain(Value),
    Object(Vec<(&'static str, Json)>),
    Map(Vec<(String, Json)>),
    List(Vec<Json>),
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Json::Plain(value) => value.serialize(serializer),
            Json::Object(fields) => serializer.collect_map(fields.iter().map(|(name, value)| (name, value))),
            Json::Map(fields) => serializer.collect_map(fields.iter().map(|(name, value)| (name, value))),
            Json::List(items) => serializer.collect_seq(items),
        }
    }
}

impl<T: Into<Value>> From<T> for Json {
    fn from(value: T) -> Json {
        Json::Plain(value.into())
    }
}

macro_rules! object {
    ($($name:literal: $value:expr),* $(,)?) => { Json::Object(vec![$(($name, Json::from_any($value)),)*]) };
}
pub(crate) use object;

/// What may stand as a value in `object!`.
pub(crate) trait IntoJson {
    fn into_json(self) -> Json;
}

impl IntoJson for Json {
    fn into_json(self) -> Json {
        self
    }
}

macro_rules! plain {
    ($($kind:ty),*) => { $(impl IntoJson for $kind { fn into_json(self) -> Json { Json::Plain(json!(self)) } })* };
}
plain!(Value, &str, String, bool, i64, i32, u64, u32, Vec<String>, &Vec<String>, &String);

impl Json {
    pub(crate) fn from_any(value: impl IntoJson) -> Json {
        value.into_json()
    }
}

/// A list, or null if nothing is in it.
fn or_null(list: &[String]) -> Value {
    if list.is_empty() { Value::Null } else { json!(list) }
}

fn stamp(time: Option<(i64, u32)>) -> String {
    time.map_or("0001-01-01T00:00:00Z".to_owned(), |(secs, nanos)| {
        oci::format_time(vfs::Time { secs, nanos })
    })
}

/// A container as docker describes it; nothing if there is none of that name.
pub(crate) fn describe(host: &Host, name: &str, size: bool) -> Option<Json> {
    let container = host.containers.find(name).ok()?;
    let argv = container.config.argv();
    let place = |file: &str| format!("/var/lib/docker/containers/{}/{file}", container.id);
    let mut fields = vec![
        ("Id", Json::from_any(&container.id)),
        ("Created", oci::format_time(container.created).into()),
        ("Path", argv.first().cloned().unwrap_or_default().into()),
        ("Args", json!(argv.get(1..).unwrap_or_default()).into()),
        ("State", state(container)),
        ("Image", container.image.to_string().into()),
        ("ResolvConfPath", place("resolv.conf").into()),
        ("HostnamePath", place("hostname").into()),
        ("HostsPath", place("hosts").into()),
        ("LogPath", place(&format!("{}-json.log", container.id)).into()),
        ("Name", format!("/{}", container.name).into()),
        ("RestartCount", container.state.restarts.into()),
        ("Driver", "overlay2".into()),
        ("Platform", "linux".into()),
        ("MountLabel", "".into()),
        ("ProcessLabel", "".into()),
        ("AppArmorProfile", "".into()),
        ("ExecIDs", Value::Null.into()),
        ("HostConfig", host_config(container)),
        ("GraphDriver", graph_driver(host, container)),
    ];
    if size {
        let (own, all) = sizes(host, container);
        fields.push(("SizeRw", own.into()));
        fields.push(("SizeRootFs", all.into()));
    }
    fields.push(("Mounts", Json::List(container.options.mounts.iter().map(mount).collect())));
    fields.push(("Config", config(container)));
    fields.push(("NetworkSettings", network_settings(host, container)));
    Some(Json::Object(fields))
}

fn state(container: &Container) -> Json {
    let state = &container.state;
    let running = container.is_running();
    let mut fields = vec![
        ("Status", state.status.name().into()),
        ("Running", running.into()),
        ("Paused", (state.status == Status::Paused).into()),
        ("Restarting", (state.status == Status::Restarting).into()),
        ("OOMKilled", container.state.oom.into()),
        ("Dead", false.into()),
        ("Pid", if running { super::top::pid(container) } else { 0 }.into()),
        ("ExitCode", state.exit.into()),
        ("Error", state.error.clone().into()),
        ("StartedAt", stamp(state.started).into()),
        ("FinishedAt", stamp(state.finished).into()),
    ];
    if let Some(health) = &state.health {
        let health = object! {
            "Status": &health.status,
            "FailingStreak": health.failing,
            "Log": json!([]),
        };
        fields.push(("Health", health));
    }
    Json::Object(fields)
}

fn host_config(container: &Container) -> Json {
    let options = &container.options;
    let mut bindings: Vec<(String, Json)> = Vec::new();
    for port in &options.ports {
        let host = if port.host == 0 { String::new() } else { port.host.to_string() };
        let binding = object! { "HostIp": &port.host_ip, "HostPort": host };
        match bindings.iter_mut().find(|(known, _)| *known == port.container) {
            Some((_, Json::List(list))) => list.push(binding),
            _ => bindings.push((port.container.clone(), Json::List(vec![binding]))),
        }
    }
    let (policy, most) = options.restart.name();
    let network = if options.network.is_empty() { "default" } else { &options.network };
    object! {
        "Binds": or_null(&options.binds),
        "ContainerIDFile": &options.container_id_file,
        "LogConfig": object! { "Type": "json-file", "Config": json!({}) },
        "NetworkMode": network,
        "PortBindings": Json::Map(bindings),
        "RestartPolicy": object! { "Name": policy, "MaximumRetryCount": most },
        "AutoRemove": options.auto_remove,
        "VolumeDriver": "",
        "VolumesFrom": Value::Null,
        "CapAdd": or_null(&options.cap_add),
        "CapDrop": or_null(&options.cap_drop),
        "CgroupnsMode": "host",
        "Dns": &options.dns,
        "DnsOptions": json!([]),
        "DnsSearch": &options.dns_search,
        "ExtraHosts": or_null(&options.extra_hosts),
        "GroupAdd": Value::Null,
        "IpcMode": "private",
        "Cgroup": "",
        "Links": Value::Null,
        "OomScoreAdj": 0,
        "PidMode": "",
        "Privileged": options.privileged,
        "PublishAllPorts": options.publish_all,
        "ReadonlyRootfs": options.read_only,
        "SecurityOpt": Value::Null,
        "UTSMode": "",
        "UsernsMode": "",
        "ShmSize": 67_108_864,
        "Runtime": "runc",
        "ConsoleSize": json!([0, 0]),
        "Isolation": "",
        "CpuShares": 0,
        "Memory": options.memory,
        "NanoCpus": options.nano_cpus,
        "CgroupParent": "",
        "BlkioWeight": 0,
        "BlkioWeightDevice": json!([]),
        "BlkioDeviceReadBps": Value::Null,
        "BlkioDeviceWriteBps": Value::Null,
        "BlkioDeviceReadIOps": Value::Null,
        "BlkioDeviceWriteIOps": Value::Null,
        "CpuPeriod": 0,
        "CpuQuota": 0,
        "CpuRealtimePeriod": 0,
        "CpuRealtimeRuntime": 0,
        "CpusetCpus": "",
        "CpusetMems": "",
        "Devices": json!([]),
        "DeviceCgroupRules": Value::Null,
        "DeviceRequests": Value::Null,
        "KernelMemory": 0,
        "KernelMemoryTCP": 0,
        "MemoryReservation": 0,
        "MemorySwap": options.memory * 2,
        "MemorySwappiness": Value::Null,
        "OomKillDisable": false,
        "PidsLimit": Value::Null,
        "Ulimits": Value::Null,
        "CpuCount": 0,
        "CpuPercent": 0,
        "IOMaximumIOps": 0,
        "IOMaximumBandwidth": 0,
        "MaskedPaths": json!([
            "/proc/asound", "/proc/acpi", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list",
            "/proc/timer_stats", "/proc/sched_debug", "/proc/scsi", "/sys/firmware",
        ]),
        "ReadonlyPaths": json!(["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"]),
    }
}

fn graph_driver(host: &Host, container: &Container) -> Json {
    let folder = format!("/var/lib/docker/overlay2/{}", container.id);
    let image = host.store.get(&container.image);
    let chains = image.map(|image| oci::chain_ids(&image.config().rootfs.diff_ids)).unwrap_or_default();
    let lower: String =
        chains.iter().rev().map(|chain| format!(":/var/lib/docker/overlay2/{}/diff", chain.hex())).collect();
    object! {
        "Data": object! {
            "LowerDir": format!("{folder}-init/diff{lower}"),
            "MergedDir": format!("{folder}/merged"),
            "UpperDir": format!("{folder}/diff"),
            "WorkDir": format!("{folder}/work"),
        },
        "Name": "overlay2",
    }
}

fn mount(mount: &Mount) -> Json {
    match mount.kind {
        MountKind::Volume => object! {
            "Type": "volume",
            "Name": &mount.source,
            "Source": format!("/var/lib/docker/volumes/{}/_data", mount.source),
            "Destination": &mount.target,
            "Driver": "local",
            "Mode": if mount.anonymous { "" } else { "z" },
            "RW": !mount.read_only,
            "Propagation": "",
        },
        kind => object! {
            "Type": kind.name(),
            "Source": &mount.source,
            "Destination": &mount.target,
            "Mode": if mount.read_only { "ro" } else { "" },
            "RW": !mount.read_only,
            "Propagation": if kind == MountKind::Bind { "rprivate" } else { "" },
        },
    }
}

fn config(container: &Container) -> Json {
    let config = &container.config;
    let attached = config.attach;
    let mut fields = vec![
        ("Hostname", Json::from_any(&config.hostname)),
        ("Domainname", "".into()),
        ("User", Json::from_any(&config.user)),
        ("AttachStdin", (attached && config.stdin).into()),
        ("AttachStdout", attached.into()),
        ("AttachStderr", attached.into()),
    ];
    let map = |names: &std::collections::BTreeSet<String>| {
        Value::Object(names.iter().map(|name| (name.clone(), json!({}))).collect())
    };
    if !config.exposed.is_empty() {
        fields.push(("ExposedPorts", map(&config.exposed).into()));
    }
    let volumes = if config.volumes.is_empty() { Value::Null } else { map(&config.volumes) };
    fields.extend([
        ("Tty", config.tty.into()),
        ("OpenStdin", config.stdin.into()),
        ("StdinOnce", (attached && config.stdin).into()),
        ("Env", Json::from_any(&config.env)),
        ("Cmd", or_null(&config.cmd).into()),
    ]);
    if let Some(health) = &config.health {
        fields.push(("Healthcheck", json!(health).into()));
    }
    fields.extend([
        ("Image", Json::from_any(&config.image)),
        ("Volumes", volumes.into()),
        ("WorkingDir", Json::from_any(&config.working_dir)),
        ("Entrypoint", or_null(&config.entrypoint).into()),
        ("OnBuild", Value::Null.into()),
        ("Labels", json!(config.labels).into()),
    ]);
    if !config.stop_signal.is_empty() {
        fields.push(("StopSignal", Json::from_any(&config.stop_signal)));
    }
    if let Some(seconds) = config.stop_timeout {
        fields.push(("StopTimeout", seconds.into()));
    }
    Json::Object(fields)
}

fn network_settings(host: &Host, container: &Container) -> Json {
    let mut ports: Vec<(String, Json)> = Vec::new();
    let mut names: Vec<String> = container.config.exposed.iter().cloned().collect();
    names.extend(container.options.ports.iter().map(|port| port.container.clone()));
    names.sort();
    names.dedup();
    for name in names.into_iter().filter(|_| container.is_running()) {
        let published = container.options.ports.iter().filter(|port| port.container == name);
        let bindings: Vec<Json> = published
            .flat_map(|port| {
                let ips =
                    if port.host_ip.is_empty() { vec!["0.0.0.0", "::"] } else { vec![port.host_ip.as_str()] };
                ips.into_iter().map(|ip| object! { "HostIp": ip, "HostPort": port.host.to_string() })
            })
            .collect();
        ports.push((name, if bindings.is_empty() { Value::Null.into() } else { Json::List(bindings) }));
    }
    let network =
        |endpoint: &Endpoint| host.containers.networks.iter().find(|known| known.id == endpoint.network);
    let bridge = container
        .endpoints
        .iter()
        .find(|endpoint| network(endpoint).is_some_and(|network| network.name == "bridge"));
    let bridge = bridge.filter(|endpoint| endpoint.address.is_some());
    let address = bridge.and_then(|endpoint| endpoint.address.clone()).unwrap_or_default();
    let running = bridge.is_some();
    // What a real daemon draws at random when it starts a container.
    let sandbox = Digest::of(format!("sandbox {}", container.id).as_bytes()).hex();
    let sandbox = if running { sandbox } else { String::new() };
    let networks = container.endpoints.iter().filter_map(|endpoint| {
        let network = network(endpoint)?;
        Some((network.name.clone(), endpoint_json(container, endpoint, &network.gateway())))
    });
    object! {
        "Bridge": "",
        "SandboxID": &sandbox,
        "HairpinMode": false,
        "LinkLocalIPv6Address": "",
        "LinkLocalIPv6PrefixLen": 0,
        "Ports": Json::Map(ports),
        "SandboxKey": if running { format!("/var/run/docker/netns/{}", sandbox.get(..12).unwrap_or_default()) } else { String::new() },
        "SecondaryIPAddresses": Value::Null,
        "SecondaryIPv6Addresses": Value::Null,
        "EndpointID": bridge.map_or("", |endpoint| endpoint.id.as_str()),
        "Gateway": if running { "172.17.0.1" } else { "" },
        "GlobalIPv6Address": "",
        "GlobalIPv6PrefixLen": 0,
        "IPAddress": &address,
        "IPPrefixLen": if running { 16 } else { 0 },
        "IPv6Gateway": "",
        "MacAddress": if running { network::mac(&address) } else { String::new() },
        "Networks": Json::Map(networks.collect()),
    }
}

fn endpoint_json(container: &Container, endpoint: &Endpoint, gateway: &str) -> Json {
    let address = endpoint.address.clone().unwrap_or_default();
    let up = endpoint.address.is_some();
    let mut aliases = endpoint.aliases.clone();
    if !gateway.is_empty() && gateway != "172.17.0.1" {
        aliases.push(container.short().to_owned());
    }
    object! {
        "IPAMConfig": Value::Null,
        "Links": Value::Null,
        "Aliases": or_null(&aliases),
        "NetworkID": &endpoint.network,
        "EndpointID": if up { endpoint.id.as_str() } else { "" },
        "Gateway": if up { gateway } else { "" },
        "IPAddress": &address,
        "IPPrefixLen": if up { 16 } else { 0 },
        "IPv6Gateway": "",
        "GlobalIPv6Address": "",
        "GlobalIPv6PrefixLen": 0,
        "MacAddress": if up { network::mac(&address) } else { String::new() },
        "DriverOpts": Value::Null,
    }
}
