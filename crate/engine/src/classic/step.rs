//! What each instruction does.

use std::collections::BTreeSet;
use std::sync::Arc;

use dockerfile::instruction::{
    Arg, Command, Copy, Expander, Files, Healthcheck as Check, Kind, Pair, Run, is_signal, ports,
};
use dockerfile::word::Env;
use dockerfile::{Instruction, Word};
use vfs::{Time, TreeOptions, VPath, VPathBuf};

use super::container::{self, Ended};
use super::copying::Copier;
use super::source::{self, Origin, Source};
use super::text;
use super::work::{Around, Result, Stop, Work};
use crate::copy::Ids;
use crate::event::{Event, Stream};
use crate::remote::{self, is_url};

/// What copying costs in simulated microseconds, besides the bytes.
const COPYING: u64 = 40_000;

/// Bytes that are copied in a simulated microsecond.
const BYTES_PER_MICRO: u64 = 200;

/// What COPY or ADD puts where.
struct Transfer<'a> {
    keyword: &'static str,
    sources: Vec<String>,
    destination: &'a str,
    chown: Option<&'a str>,
    /// Whether archives are unpacked.
    unpack: bool,
}

impl<'a> Transfer<'a> {
    fn new(keyword: &'static str, files: &'a Files, chown: Option<&'a Word>) -> Self {
        let chown = chown.map(|owner| owner.value.as_str()).filter(|owner| !owner.is_empty());
        let (sources, destination) = (strings(&files.sources), files.destination.value.as_str());
        Transfer { keyword, sources, destination, chown, unpack: false }
    }
}

impl Work {
    /// Executes an instruction of a stage, or a trigger.
    pub(super) fn dispatch(&mut self, around: &mut Around<'_, '_>, instruction: &Instruction) -> Result<()> {
        let kind = self.expanded(&instruction.kind)?;
        match kind {
            Kind::Add(add) if add.chmod.is_some() => Err(needs_buildkit("chmod")),
            Kind::Copy(copy) if copy.chmod.is_some() => Err(needs_buildkit("chmod")),
            Kind::Add(add) => self.add(around, &add.files, add.chown.as_ref()),
            Kind::Copy(copy) => self.copy(around, &copy),
            Kind::Arg(arg) => self.arg(around, &arg),
            Kind::Cmd(command) => self.cmd(around, &command),
            Kind::Entrypoint(command) => self.entrypoint(around, &command),
            Kind::Env(pairs) => self.env(around, &pairs),
            Kind::Expose(words) => self.expose(around, &words),
            Kind::Healthcheck(check) => self.healthcheck(around, &check),
            Kind::Label(pairs) => self.label(around, &pairs),
            Kind::Maintainer(name) => {
                self.stage_mut()?.author = name.value.to_string();
                self.metadata(around, &format!("MAINTAINER {}", name.value))
            }
            Kind::Onbuild(onbuild) => {
                self.stage_mut()?.config.on_build.push(onbuild.expression.to_string());
                self.metadata(around, &format!("ONBUILD {}", onbuild.expression))
            }
            Kind::Run(run) => self.run(around, &run),
            Kind::Shell(words) => {
                let words = strings(&words);
                self.stage_mut()?.config.shell = words.clone();
                self.metadata(around, &format!("SHELL {}", text::listed(&words)))
            }
            Kind::Stopsignal(signal) if !is_signal(&signal.value) => {
                Err(Stop::new(format!("Invalid signal: {}", signal.value)))
            }
            Kind::Stopsignal(signal) => {
                self.stage_mut()?.config.stop_signal = signal.value.to_string();
                self.metadata(around, &format!("STOPSIGNAL {}", signal.value))
            }
            Kind::User(user) => {
                self.stage_mut()?.config.user = user.value.to_string();
                self.metadata(around, &format!("USER {}", user.value))
            }
            Kind::Volume(words) => {
                let words = strings(&words);
                self.stage_mut()?.config.volumes.extend(words.iter().cloned());
                self.metadata(around, &format!("VOLUME {}", text::listed(&words)))
            }
            Kind::Workdir(path) => self.workdir(around, &path.value),
            Kind::From(_) | Kind::Broken => Err(Stop::new("unsupported command type")),
        }
    }

    /// The instruction with its variables replaced by ENV and, where ENV says nothing, build arguments.
    fn expanded(&self, kind: &Kind) -> Result<Kind> {
        let stage = self.stage()?;
        let args = stage.args.beside(&stage.config.env);
        let args = args.iter().map(|(name, value)| format!("{name}={value}"));
        let scope = Env::from_entries(stage.config.env.iter().cloned().chain(args));
        let mut expander = Expander::classic(self.file.directives.escape, &scope);
        let failed = |error: Box<diag::Diagnostic>| Stop::new(error.message);
        match kind {
            Kind::Arg(arg) => {
                let mut arg = arg.clone();
                for default in arg.pairs.iter_mut().filter_map(|pair| pair.default.as_mut()) {
                    *default = expander.word(default).map_err(failed)?;
                }
                Ok(Kind::Arg(arg))
            }
            // What mounts say is never looked at.
            Kind::Run(run) => Ok(Kind::Run(run.clone())),
            kind => expander.kind(kind).map_err(failed),
        }
    }

    /// A step that only changes the configuration.
    fn metadata(&mut self, around: &mut Around<'_, '_>, text: &str) -> Result<()> {
        self.commit(around, &["#(nop) ", text])
    }

    fn env(&mut self, around: &mut Around<'_, '_>, pairs: &[Pair]) -> Result<()> {
        for pair in pairs {
            self.stage_mut()?.config.set_env(&pair.name.value, &pair.value.value);
        }
        self.metadata(around, &text::pairs("ENV", pairs))
    }

    fn label(&mut self, around: &mut Around<'_, '_>, pairs: &[Pair]) -> Result<()> {
        for pair in pairs {
            self.set_label(&pair.name.value, &pair.value.value)?;
        }
        self.metadata(around, &text::pairs("LABEL", pairs))
    }

    fn set_label(&mut self, name: &str, value: &str) -> Result<()> {
        let labels = self.stage_mut()?.config.labels.get_or_insert_default();
        labels.insert(name.to_owned(), value.to_owned());
        Ok(())
    }

    /// A label from the command line.
    pub(super) fn given_label(&mut self, around: &mut Around<'_, '_>, name: &str, value: &str) -> Result<()> {
        self.set_label(name, value)?;
        self.metadata(around, &format!("LABEL {name}={value}"))
    }

    fn arg(&mut self, around: &mut Around<'_, '_>, arg: &Arg) -> Result<()> {
        let mut words = Vec::new();
        for pair in &arg.pairs {
            let default = pair.default.as_ref().map(|default| default.value.to_string());
            words.push(match &default {
                Some(default) => format!("{}={default}", pair.name.value),
                None => pair.name.value.to_string(),
            });
            self.stage_mut()?.args.declare(&pair.name.value, default);
        }
        self.metadata(around, &format!("ARG {}", words.join(" ")))
    }

    /// An ARG before the first FROM.
    pub(super) fn global_arg(&mut self, arg: &Arg) -> Result<()> {
        for pair in &arg.pairs {
            let seen = self.args.beside(&[]);
            let scope = Env::from_entries(seen.iter().map(|(name, value)| format!("{name}={value}")));
            let mut expander = Expander::classic(self.file.directives.escape, &scope);
            let default = match &pair.default {
                Some(word) => {
                    Some(expander.word(word).map_err(|error| Stop::new(error.message))?.value.to_string())
                }
                None => None,
            };
            self.args.declare_global(&pair.name.value, default);
        }
        Ok(())
    }

    /// Program and arguments of a command; a text is given to the shell.
    fn command(&self, command: &Command) -> Result<Vec<String>> {
        Ok(match command {
            Command::Exec(words) => strings(words),
            Command::Shell(text) => {
                let mut words = self.stage()?.config.shell();
                words.extend((!text.value.is_empty()).then(|| text.value.to_string()));
                words
            }
        })
    }

    fn cmd(&mut self, around: &mut Around<'_, '_>, command: &Command) -> Result<()> {
        let words = self.command(command)?;
        let stage = self.stage_mut()?;
        stage.config.args_escaped = false;
        stage.config.cmd = Some(words.clone());
        self.metadata(around, &format!("CMD {}", text::quoted(&words)))?;
        self.stage_mut()?.cmd_set |= !is_empty(command);
        Ok(())
    }

    fn entrypoint(&mut self, around: &mut Around<'_, '_>, command: &Command) -> Result<()> {
        let words = if is_empty(command) { Vec::new() } else { self.command(command)? };
        let stage = self.stage_mut()?;
        stage.config.args_escaped = false;
        stage.config.entrypoint = Some(words.clone()).filter(|words| !words.is_empty());
        if !stage.cmd_set {
            stage.config.cmd = None;
        }
        self.metadata(around, &format!("ENTRYPOINT {}", text::quoted(&words)))
    }

    fn expose(&mut self, around: &mut Around<'_, '_>, words: &[Word]) -> Result<()> {
        let words = strings(words);
        for word in &words {
            let named = ports(word).map_err(|error| Stop::new(port_error(&error.0)))?;
            self.stage_mut()?.config.exposed_ports.extend(named.iter().map(ToString::to_string));
        }
        self.metadata(around, &format!("EXPOSE {}", words.join(" ")))
    }

    fn healthcheck(&mut self, around: &mut Around<'_, '_>, check: &Check) -> Result<()> {
        let check = match check {
            Check::Off => oci::Healthcheck { test: vec!["NONE".to_owned()], ..oci::Healthcheck::default() },
            Check::On(probe) => oci::Healthcheck {
                test: match &probe.command {
                    Command::Exec(words) => [vec!["CMD".to_owned()], strings(words)].concat(),
                    Command::Shell(text) => vec!["CMD-SHELL".to_owned(), text.value.to_string()],
                },
                interval: probe.interval,
                timeout: probe.timeout,
                start_period: probe.start_period,
                start_interval: 0,
                retries: i64::from(probe.retries),
            },
        };
        let old = self.stage()?.config.healthcheck.clone().unwrap_or_default().test;
        if old.first().is_some_and(|kind| kind != "NONE") {
            self.print(format!("Note: overriding previous HEALTHCHECK: {}\n", text::listed(&old)));
        }
        let text = text::healthcheck(&check);
        self.stage_mut()?.config.healthcheck = Some(check);
        self.metadata(around, &text)
    }

    fn workdir(&mut self, around: &mut Around<'_, '_>, path: &str) -> Result<()> {
        if path.is_empty() {
            return Err(Stop::new("cannot normalize nothing"));
        }
        let config = &mut self.stage_mut()?.config;
        config.working_dir = match path.starts_with('/') {
            true => path.to_owned(),
            false => VPathBuf::normalise(&config.working_dir).join(path).into_string(),
        };
        let text = format!("#(nop) WORKDIR {}", config.working_dir);
        self.commit(around, &[&text])
    }

    fn run(&mut self, around: &mut Around<'_, '_>, run: &Run) -> Result<()> {
        if let Some(flag) = run.flags_used.first() {
            return Err(needs_buildkit(flag));
        }
        let args = self.command(&run.command)?;
        let stage = self.stage()?;
        let seen = stage.args.beside(&stage.config.env);
        let mut probed = stage.config.clone();
        probed.args_escaped = false;
        probed.entrypoint = None;
        probed.cmd = Some([stage.args.prefix(&seen), args.clone()].concat());
        let mut origin = self.origin(None)?;
        if self.probe(around, &probed, &origin, None)? {
            return Ok(());
        }
        let mut config = self.stage()?.config.clone();
        config.env.extend(seen.iter().map(|(name, value)| format!("{name}={value}")));
        let id = self.new_container();
        let hostname = super::work::short(&id).to_owned();
        let rootfs = self.stage()?.rootfs();
        let surroundings = container::Surroundings {
            limits: around.world.limits,
            packages: &around.world.registry.packages(),
            hostname: &hostname,
            now: self.log.now(),
        };
        let (output, result) = container::run(&rootfs, &config, &args, &surroundings);
        self.say_output(output);
        let command = args.join(" ");
        let changed = result.map_err(|ended| match ended {
            Ended::NotStarted(message) => Stop::new(message),
            Ended::Status(code) => Stop {
                code: i32::from(code),
                ..Stop::new(format!("The command '{command}' returned a non-zero code: {code}"))
            },
            Ended::Stopped(why) => Stop::new(format!("The command '{command}' {why}")),
        })?;
        origin.trace = Some(Arc::new(changed.trace));
        self.finish(around, probed, Some(&id), changed.layer, changed.rootfs, origin)
    }

    /// Prints what a process wrote: errors in bright red, line by line.
    fn say_output(&mut self, output: container::Output) {
        let began = self.log.now();
        let count = output.pieces.len() as u64 + 1;
        let mut errors = Vec::new();
        for (index, (stream, bytes)) in (1u64..).zip(output.pieces) {
            let offset = output.micros / count * index;
            self.output.push((offset as f64 / 1e6, bytes.clone()));
            match stream {
                Stream::Stdout => {
                    self.print_errors(&mut errors);
                    self.print(String::from_utf8_lossy(&bytes).into_owned());
                }
                Stream::Stderr => {
                    errors.extend_from_slice(&bytes);
                    if errors.ends_with(b"\n") {
                        self.print_errors(&mut errors);
                    }
                }
            }
            if let Some((vertex, _)) = &self.current {
                let at = after(began, offset);
                self.log.push(Event::Log { vertex: *vertex, stream, bytes, at });
            }
        }
        self.print_errors(&mut errors);
        self.log.pass(output.micros);
    }

    fn print_errors(&mut self, errors: &mut Vec<u8>) {
        if !errors.is_empty() {
            let text = String::from_utf8_lossy(errors).into_owned();
            errors.clear();
            self.print(format!("\u{1b}[91m{text}\u{1b}[0m"));
        }
    }

    fn add(&mut self, around: &mut Around<'_, '_>, files: &Files, chown: Option<&Word>) -> Result<()> {
        if !files.sources.iter().any(|source| is_url(&source.value)) {
            let transfer = Transfer::new("ADD", files, chown);
            let origin = self.context_origin();
            return self.copy_files(around, &Transfer { unpack: true, ..transfer }, origin);
        }
        let (origin, sources) = self.downloads(files)?;
        self.copy_files(around, &Transfer { sources, ..Transfer::new("ADD", files, chown) }, origin)
    }

    /// What ADD was to download, each file in a directory of its own, and their paths.
    fn downloads(&mut self, files: &Files) -> Result<(Origin, Vec<String>)> {
        let failed = |error: String| Stop::new(format!("ADD failed: {error}"));
        let mut tree = vfs::Snapshot::empty().edit();
        let mut sources = Vec::new();
        for (number, source) in files.sources.iter().enumerate() {
            let url = source.value.as_str();
            if !is_url(url) {
                return Err(failed(format!("{url} beside a URL: not simulated; use two instructions")));
            }
            let name = remote::name(url);
            let contexts = &self.request.build.options.contexts;
            let fetched = remote::fetch(url, contexts, None, None).map_err(failed)?;
            let place = VPathBuf::normalise(&format!("/{number}/{name}"));
            let node = fetched.files.lookup(&VPathBuf::normalise(&fetched.path), vfs::Follow::All);
            let put = node.cloned().and_then(|node| {
                tree.mkdir_all(
                    place.parent().unwrap_or(VPath::root()),
                    &vfs::Meta::root(0o755, self.log.now()),
                )?;
                tree.put(&place, node)
            });
            put.map_err(|error| failed(error.to_string()))?;
            sources.push(place.as_str().to_owned());
            self.print("\n".to_owned());
        }
        Ok((Origin { tree: tree.freeze(), image: false, implied: BTreeSet::new(), rebuilt: None }, sources))
    }

    fn copy(&mut self, around: &mut Around<'_, '_>, copy: &Copy) -> Result<()> {
        let origin = match &copy.from {
            Some(name) => self.origin_of(around, &name.value)?,
            None => self.context_origin(),
        };
        if copy.files.sources.iter().any(|source| is_url(&source.value)) {
            return Err(Stop::new("COPY failed: source can't be a URL for COPY"));
        }
        self.copy_files(around, &Transfer::new("COPY", &copy.files, copy.chown.as_ref()), origin)
    }

    fn context_origin(&self) -> Origin {
        Origin {
            tree: self.context.tree.clone(),
            image: false,
            implied: self.context.implied.clone(),
            rebuilt: None,
        }
    }

    fn copy_files(&mut self, around: &mut Around<'_, '_>, wanted: &Transfer<'_>, from: Origin) -> Result<()> {
        let Transfer { keyword, destination, chown, .. } = *wanted;
        let failed = |error| Stop::new(format!("{keyword} failed: {error}"));
        let sources = from.sources(&wanted.sources).map_err(failed)?;
        if sources.len() > 1 && !destination.ends_with('/') {
            return Err(Stop::new(format!(
                "When using {keyword} with more than one source file, the destination must be a directory and end \
                 with a /"
            )));
        }
        let flag = chown.map(|owner| format!("--chown={owner}")).unwrap_or_default();
        let text = format!("#(nop) {keyword} {flag}{} in {destination} ", source::sum(&sources));
        let config = self.with_text(&[&text])?;
        let places = sources.iter().map(|source| source.place.clone()).collect();
        let origin = self.origin(Some((from.tree.clone(), places)))?;
        if self.probe(around, &config, &origin, from.rebuilt.as_ref())? {
            return Ok(());
        }
        let changed = self.put(&sources, destination, chown, &from, wanted.unpack)?;
        self.finish(around, config, None, changed.layer, changed.rootfs, origin)
    }

    /// Copies into the stage's files.
    fn put(
        &mut self,
        sources: &[Source],
        destination: &str,
        chown: Option<&str>,
        from: &Origin,
        unpack: bool,
    ) -> Result<container::Changed> {
        let below = self.stage()?.rootfs();
        let destination = absolute(&self.stage()?.config.working_dir, destination);
        let owner = match chown {
            Some(owner) => Some(self.owner(owner)?),
            None if from.image => None,
            None => Some(Ids { uid: 0, gid: 0 }),
        };
        self.log.pass(COPYING);
        let now = self.log.now();
        let mut tree = below.edit_with(TreeOptions { overlay: true, trace: false });
        let mounted = self.mounted()?;
        let mut copier = Copier { tree: &mut tree, from: &from.tree, owner, unpack, now, mounted };
        for source in sources {
            copier
                .copy(source, &destination)
                .map_err(|error| Stop::new(format!("failed to copy files: {error}")))?;
        }
        let changed = container::changed(&below, tree, now)?;
        self.log.pass(changed.layer.as_ref().map_or(0, |layer| layer.content_size() / BYTES_PER_MICRO));
        Ok(changed)
    }

    /// Where a layer is mounted while files are copied into it. The first one of all has nothing to be merged with.
    fn mounted(&self) -> Result<String> {
        let now = self.log.now();
        let id =
            vfs::Digest::of(format!("mount {} {}.{}", self.request.seed, now.secs, now.nanos).as_bytes());
        let has_layers = self.stage()?.image.as_ref().is_some_and(|image| !image.image.layers().is_empty());
        let folder = if has_layers { "merged" } else { "diff" };
        Ok(format!("/var/lib/docker/overlay2/{}/{folder}", id.hex()))
    }

    /// User and group of `--chown`, by number or as the image's own files list them.
    fn owner(&self, text: &str) -> Result<Ids> {
        let (rootfs, mounted) = (self.stage()?.rootfs(), self.mounted()?);
        let read = |path: &str| {
            let blob = VPath::new(path).ok().and_then(|path| rootfs.read(path).ok());
            blob.map(|blob| String::from_utf8_lossy(&blob.bytes()).into_owned())
        };
        let (user, group) = match text.split_once(':') {
            Some((user, group)) => (user, group),
            None => (text, text),
        };
        let find = |file: &str, kind: &str, what: &str, name: &str| {
            let listed = read(file);
            let id = name.parse().ok().or_else(|| listed_id(listed.as_deref()?, name));
            id.ok_or_else(|| {
                let why = match listed {
                    Some(_) => format!("no such {kind}: {name}"),
                    None => format!("open {mounted}{file}: no such file or directory"),
                };
                Stop::new(format!(
                    "unable to convert uid/gid chown string to host mapping: can't find {what} for {kind} {name}: {why}"
                ))
            })
        };
        Ok(Ids {
            uid: find("/etc/passwd", "user", "uid", user)?,
            gid: find("/etc/group", "group", "gid", group)?,
        })
    }
}

fn is_empty(command: &Command) -> bool {
    match command {
        Command::Exec(words) => words.is_empty(),
        Command::Shell(text) => text.value.is_empty(),
    }
}

fn needs_buildkit(flag: &str) -> Stop {
    Stop::new(format!(
        "the --{flag} option requires BuildKit. Refer to https://docs.docker.com/go/buildkit/ to learn how to build \
         images with BuildKit enabled"
    ))
}

fn strings(words: &[Word]) -> Vec<String> {
    words.iter().map(|word| word.value.to_string()).collect()
}

/// The number of a name in `/etc/passwd` or `/etc/group`.
fn listed_id(file: &str, name: &str) -> Option<u32> {
    file.lines().find_map(|line| {
        let mut fields = line.split(':');
        (fields.next() == Some(name)).then(|| fields.nth(1)?.parse().ok()).flatten()
    })
}

/// A destination against the working directory; a slash at its end stays.
fn absolute(directory: &str, path: &str) -> String {
    if path.starts_with('/') {
        return path.to_owned();
    }
    let mut joined = VPathBuf::normalise(directory).join(path).into_string();
    if path.ends_with('/') && !joined.ends_with('/') {
        joined.push('/');
    }
    joined
}

/// A port error in the daemon's words, which are those of an older library: the value alone, in another case.
fn port_error(message: &str) -> String {
    let message = match message.strip_prefix("invalid port: ").and_then(|rest| rest.split_once(": ")) {
        Some((_, reason)) => reason,
        None => message,
    };
    let mut text = message.to_owned();
    for kind in ["invalid containerPort: ", "invalid hostPort: "] {
        if let Some(value) = message.strip_prefix(kind) {
            text = format!("{kind}{}", value.split(": ").next().unwrap_or(value));
        }
    }
    let mut characters = text.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

fn after(time: Time, micros: u64) -> Time {
    let nanos = u64::from(time.nanos) + micros % 1_000_000 * 1_000;
    let secs = micros / 1_000_000 + nanos / 1_000_000_000;
    Time { secs: time.secs.saturating_add_unsigned(secs), nanos: (nanos % 1_000_000_000) as u32 }
}
