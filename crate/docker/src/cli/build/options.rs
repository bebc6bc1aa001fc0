//! What the flags of `docker build` say, read and checked. Errors are buildx's, without its `ERROR: `.

use std::collections::BTreeMap;

use engine::classic::Remove;
use engine::{Network, NoCache, Options, Platform};
use oci::Reference;
use oci::archive::Selector;

use super::call::Call;
use super::output;
use super::table::WITHOUT_EFFECT;
use crate::build::{Builder, Explain, Export, parse_tags};
use crate::cli::Session;
use crate::cli::container::flags::bytes;
use crate::cli::flags::Values;
use crate::profile::Profile;
use crate::progress::Mode;
use crate::task::ExecOptions;

/// The command line, understood.
pub(super) struct Given {
    pub(super) context: String,
    pub(super) cwd: String,
    pub(super) file: Option<String>,
    pub(super) tags: Vec<Reference>,
    pub(super) exports: Vec<Export>,
    pub(super) engine: Options,
    pub(super) contexts: Vec<(String, ContextSource)>,
    pub(super) secrets: Vec<Secret>,
    pub(super) builder: Builder,
    pub(super) call: Option<Call>,
    pub(super) progress: Mode,
    pub(super) explain: Explain,
    pub(super) iidfile: Option<String>,
    pub(super) metadata_file: Option<String>,
    pub(super) without_effect: Vec<&'static str>,
    /// `DOCKER_BUILDKIT=0` chose the builder.
    pub(super) is_disabled: bool,
    pub(super) remove: Remove,
    pub(super) cache_from: Vec<String>,
}

/// Where a named context comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ContextSource {
    Folder(String),
    /// `docker-image://…`
    Image(String),
    /// `oci-layout://…`
    Layout {
        path: String,
        selector: Selector,
    },
}

/// Where a secret comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Secret {
    Value { id: String, value: Vec<u8> },
    File { id: String, path: String },
}

impl Given {
    pub(super) fn read(values: &Values, session: &mut Session<'_>) -> Result<Self, String> {
        session.console.debug |= values.on("debug");
        let surroundings = &session.console.options;
        let env = &surroundings.env;
        let exports = output::exports(values, surroundings)?;
        let iidfile = values.one("iidfile").map(str::to_owned);
        if iidfile.is_some() && exports.iter().any(Export::is_of_files) {
            return Err("local and tar exporters are incompatible with image ID file".to_owned());
        }
        let mut build_args = pairs(&values.many("build-arg"), Some(env))?;
        if let Some(epoch) = env.get("SOURCE_DATE_EPOCH").filter(|epoch| !epoch.is_empty()) {
            build_args.entry("SOURCE_DATE_EPOCH".to_owned()).or_insert_with(|| epoch.clone());
        }
        let hosts = values.many("add-host");
        let engine = Options {
            target: values.one("target").filter(|target| !target.is_empty()).map(str::to_owned),
            build_args,
            labels: pairs(&values.many("label"), None)?,
            platform: platform(&values.many("platform"))?,
            no_cache: no_cache(values),
            ssh: values.many("ssh").iter().map(|ssh| first(ssh, '=').to_owned()).collect(),
            extra_hosts: hosts
                .iter()
                .flat_map(|hosts| hosts.split(','))
                .map(host)
                .collect::<Result<_, _>>()?,
            network: network(values.one("network").unwrap_or("default"))?,
            ..Options::default()
        };
        let profile = session.console.profile;
        let builder = builder(values.one("builder"), env, profile)?;
        // The classic builder knows what to do with --cache-from.
        let idle =
            |flag: &&&str| values.given(flag) && !(**flag == "cache-from" && builder == Builder::Classic);
        Ok(Given {
            is_disabled: builder == Builder::Classic && !values.given("builder") && !profile.is_book(),
            remove: match () {
                () if values.on("force-rm") => Remove::Always,
                () if values.one("rm") == Some("false") => Remove::Never,
                () => Remove::OnSuccess,
            },
            cache_from: values.many("cache-from").iter().map(|name| (*name).to_owned()).collect(),
            context: values.arguments.first().cloned().unwrap_or_default(),
            cwd: surroundings.cwd.clone(),
            file: values.one("file").filter(|file| !file.is_empty()).map(str::to_owned),
            tags: parse_tags(&values.many("tag"))?,
            exports,
            engine,
            contexts: values
                .many("build-context")
                .iter()
                .map(|text| context(text))
                .collect::<Result<_, _>>()?,
            secrets: values.many("secret").iter().map(|text| secret(text, env)).collect::<Result<_, _>>()?,
            builder,
            call: Call::read(values)?,
            progress: progress(values, surroundings)?,
            explain: explain(values)?,
            iidfile,
            metadata_file: values.one("metadata-file").map(str::to_owned),
            without_effect: WITHOUT_EFFECT.iter().filter(idle).copied().collect(),
        })
    }
}

/// Why the client does not take a flag's value before it looks any further. Some values only the classic builder's
/// client looks at so early.
pub(super) fn refused(values: &Values, session: &Session<'_>, is_classic: bool) -> Option<String> {
    let early = |name: &str| if is_classic { values.many(name) } else { Vec::new() };
    let refusal = |value: &str, flag: &str, why: &str| {
        format!("invalid argument \"{value}\" for \"{flag}\" flag: {why}")
    };
    let tag = early("tag")
        .into_iter()
        .find_map(|tag| Some(refusal(tag, "-t, --tag", &session.reference(tag).err()?)));
    let arg = early("build-arg")
        .into_iter()
        .find(|arg| arg.starts_with('='))
        .map(|arg| refusal(arg, "--build-arg", &format!("invalid environment variable: {arg}")));
    let hosts =
        early("add-host").into_iter().find_map(|text| Some(refusal(text, "--add-host", &host(text).err()?)));
    let size =
        values.one("shm-size").and_then(|size| bytes("--shm-size", size).err()).map(|(message, _)| message);
    let is_limit = |text: &str| text.split_once('=').is_some_and(|(_, value)| !value.is_empty());
    let limit = values
        .many("ulimit")
        .into_iter()
        .find(|limit| !is_limit(limit))
        .map(|limit| refusal(limit, "--ulimit", &format!("invalid ulimit argument: {limit}")));
    tag.or(arg).or(hosts).or(size).or(limit)
}

/// `K=V` each. Without `=` the value comes from the environment, if there is one to ask, else it is empty.
fn pairs(given: &[&str], env: Option<&BTreeMap<String, String>>) -> Result<BTreeMap<String, String>, String> {
    let mut map = BTreeMap::new();
    for pair in given {
        let (key, value) = match pair.split_once('=') {
            Some((key, value)) => (key, Some(value.to_owned())),
            None => (*pair, env.map_or(Some(String::new()), |env| env.get(*pair).cloned())),
        };
        if key.is_empty() {
            return Err(format!("invalid key-value pair {pair:?}: empty key"));
        }
        if let Some(value) = value {
            map.insert(key.to_owned(), value);
        }
    }
    Ok(map)
}

fn platform(given: &[&str]) -> Result<Option<Platform>, String> {
    let names: Vec<&str> =
        given.iter().flat_map(|text| text.split(',')).filter(|name| !name.is_empty()).collect();
    match names.as_slice() {
        [] => Ok(None),
        [name] => Ok(Some(Platform::parse(name, &Platform::linux_amd64())?)),
        _ => Err("images for several platforms at once are not simulated; give one --platform".to_owned()),
    }
}

fn no_cache(values: &Values) -> NoCache {
    let stages: Vec<String> =
        values.many("no-cache-filter").iter().flat_map(|text| text.split(',')).map(str::to_owned).collect();
    match (values.on("no-cache"), stages.is_empty()) {
        (true, _) => NoCache::All,
        (false, true) => NoCache::No,
        (false, false) => NoCache::Stages(stages),
    }
}

/// `name:address` or `name=address`; IPv6 addresses may stand in brackets.
fn host(text: &str) -> Result<(String, String), String> {
    let at = text.find(['=', ':']);
    let parts = at.and_then(|at| Some((text.get(..at)?, text.get(at + 1..)?)));
    let Some((name, address)) = parts.filter(|(name, address)| !name.is_empty() && !address.is_empty())
    else {
        return Err(format!("bad format for add-host: {text:?}"));
    };
    let address = address.trim_start_matches('[').trim_end_matches(']');
    if address != "host-gateway" && address.parse::<std::net::IpAddr>().is_err() {
        return Err(format!("invalid IP address in add-host: {address:?}"));
    }
    Ok((name.to_owned(), address.to_owned()))
}

fn network(name: &str) -> Result<Network, String> {
    match name {
        "" | "default" => Ok(Network::Default),
        "none" => Ok(Network::None),
        "host" => Ok(Network::Host),
        other => Err(format!(
            "network mode {other:?} not supported by buildkit - you can define a custom network for your builder using the network driver-opt in buildx create"
        )),
    }
}

/// `NAME=SOURCE`. The name may be a URL, whose content is in the folder then.
fn context(text: &str) -> Result<(String, ContextSource), String> {
    let is_url = super::context::is_remote(text);
    let Some((name, value)) = (if is_url { text.rsplit_once('=') } else { text.split_once('=') }) else {
        return Err(format!("invalid context value: {text}, expected key=value"));
    };
    let source = if let Some(image) = value.strip_prefix("docker-image://") {
        ContextSource::Image(image.to_owned())
    } else if let Some(layout) = value.strip_prefix("oci-layout://") {
        let (path, selector) = layout_place(layout)?;
        ContextSource::Layout { path, selector }
    } else if super::context::is_remote(value) || value.contains("://") {
        return Err(format!(
            "{text}: contexts from the network are not simulated; fetch it and give the folder"
        ));
    } else {
        ContextSource::Folder(value.to_owned())
    };
    Ok((if is_url { name.to_owned() } else { name.to_lowercase() }, source))
}

/// `PATH`, `PATH:TAG` or `PATH@DIGEST`.
fn layout_place(text: &str) -> Result<(String, Selector), String> {
    if let Some((path, digest)) = text.split_once('@') {
        let digest = digest.parse().map_err(|_| format!("invalid digest in oci-layout://{text}"))?;
        let path = path.rsplit_once(':').filter(|(_, tag)| !tag.contains('/')).map_or(path, |(path, _)| path);
        return Ok((path.to_owned(), Selector::Digest(digest)));
    }
    match text.rsplit_once(':') {
        Some((path, tag)) if !tag.contains('/') => Ok((path.to_owned(), Selector::Tag(tag.to_owned()))),
        _ => Ok((text.to_owned(), Selector::Default)),
    }
}

/// `id=ID[,src=PATH][,env=NAME]`. Without a source it is the variable of that name, or else the file.
fn secret(text: &str, env: &BTreeMap<String, String>) -> Result<Secret, String> {
    let mut fields: BTreeMap<String, String> = BTreeMap::new();
    for field in text.split(',') {
        let Some((key, value)) = field.split_once('=') else {
            return Err(format!("invalid field '{field}' must be a key=value pair"));
        };
        match key.to_lowercase().as_str() {
            "type" if !matches!(value, "file" | "env") => {
                return Err(format!("unsupported secret type {value:?}"));
            }
            "type" | "id" | "src" | "source" | "env" => fields.insert(key.to_lowercase(), value.to_owned()),
            _ => return Err(format!("unexpected key '{key}' in '{field}'")),
        };
    }
    let source = fields.remove("src").or_else(|| fields.remove("source"));
    let is_env = fields.get("type").is_some_and(|kind| kind == "env");
    let variable = fields.remove("env").or_else(|| source.clone().filter(|_| is_env));
    let id = fields.remove("id").or_else(|| source.clone()).unwrap_or_default();
    let from_env = |name: &String| env.get(name).map(|value| value.clone().into_bytes());
    match (variable, source) {
        (Some(name), _) => Ok(Secret::Value { id, value: from_env(&name).unwrap_or_default() }),
        (None, Some(path)) => Ok(Secret::File { id, path }),
        (None, None) => Ok(match from_env(&id) {
            Some(value) => Secret::Value { id, value },
            None => Secret::File { path: id.clone(), id },
        }),
    }
}

fn builder(name: Option<&str>, env: &BTreeMap<String, String>, profile: Profile) -> Result<Builder, String> {
    match name {
        Some("buildkit" | "default" | "") => Ok(Builder::Buildkit),
        Some("classic") => Ok(Builder::Classic),
        Some(other) => Err(format!("no builder {other:?} found; there are \"buildkit\" and \"classic\"")),
        None if super::is_switched_off(env) => Ok(Builder::Classic),
        // Client 20.10 asks for BuildKit only when it is told to.
        None if profile.is_book() && !env.contains_key("DOCKER_BUILDKIT") => Ok(Builder::Classic),
        None => Ok(Builder::Buildkit),
    }
}

fn progress(values: &Values, surroundings: &ExecOptions) -> Result<Mode, String> {
    let from_env = surroundings.env.get("BUILDKIT_PROGRESS").map(String::as_str);
    let name = values.one("progress").or(from_env).unwrap_or("auto");
    let mode = Mode::parse(name).ok_or_else(|| format!("invalid progress mode {name}"))?;
    match mode {
        Mode::Auto | Mode::Quiet if values.on("quiet") => Ok(Mode::Quiet),
        _ if values.on("quiet") => Err(format!("progress={name} and quiet cannot be used together")),
        Mode::Tty if surroundings.terminal.is_none() => {
            Err("failed to get console: provided file is not a console".to_owned())
        }
        mode => Ok(mode),
    }
}

fn explain(values: &Values) -> Result<Explain, String> {
    match values.one("explain") {
        None | Some("false") => Ok(Explain::No),
        Some("text" | "true") => Ok(Explain::Text),
        Some("json") => Ok(Explain::Json),
        Some(other) => {
            Err(format!("invalid format {other:?} for --explain; there are \"text\" and \"json\""))
        }
    }
}

fn first(text: &str, separator: char) -> &str {
    text.split(separator).next().unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn named_contexts() {
        let check = |text: &str, expected: &str| {
            let got = match context(text) {
                Ok((name, source)) => format!("{name} {source:?}"),
                Err(message) => message,
            };
            assert_eq!(got, expected, "{text}");
        };
        check("src=../lib", "src Folder(\"../lib\")");
        check("Alpine=docker-image://alpine:3", "alpine Image(\"alpine:3\")");
        check("b=oci-layout://out/oci", "b Layout { path: \"out/oci\", selector: Default }");
        check("b=oci-layout://out:1.0/oci:v2", "b Layout { path: \"out:1.0/oci\", selector: Tag(\"v2\") }");
        check("b:1=oci-layout:///x:y", "b:1 Layout { path: \"/x\", selector: Tag(\"y\") }");
        check("https://H/a?b=c=mirror", "https://H/a?b=c Folder(\"mirror\")");
        check("x", "invalid context value: x, expected key=value");
        check(
            "x=https://h/y.git",
            "x=https://h/y.git: contexts from the network are not simulated; fetch it and give the folder",
        );
    }

    #[test]
    fn secrets() {
        let env = BTreeMap::from([("TOKEN".to_owned(), "s3".to_owned())]);
        let check = |text: &str, expected: &str| {
            let got = match secret(text, &env) {
                Ok(Secret::Value { id, value }) => format!("{id} = {}", String::from_utf8_lossy(&value)),
                Ok(Secret::File { id, path }) => format!("{id} < {path}"),
                Err(message) => message,
            };
            assert_eq!(got, expected, "{text}");
        };
        check("id=a,src=f", "a < f");
        check("id=TOKEN", "TOKEN = s3");
        check("id=a", "a < a");
        check("id=a,env=TOKEN", "a = s3");
        check("type=env,id=a,src=TOKEN", "a = s3");
        check("src=f", "f < f");
        check("id", "invalid field 'id' must be a key=value pair");
        check("id=a,x=1", "unexpected key 'x' in 'x=1'");
    }

    #[test]
    fn hosts() {
        assert_eq!(host("a:1.2.3.4"), Ok(("a".to_owned(), "1.2.3.4".to_owned())));
        assert_eq!(host("a=[::1]"), Ok(("a".to_owned(), "::1".to_owned())));
        assert_eq!(host("a:host-gateway"), Ok(("a".to_owned(), "host-gateway".to_owned())));
        assert_eq!(host("a"), Err("bad format for add-host: \"a\"".to_owned()));
        assert_eq!(host("a:b"), Err("invalid IP address in add-host: \"b\"".to_owned()));
    }
}
