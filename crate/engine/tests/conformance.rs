//! Whole builds of BuildKit's own Dockerfile tests, where their data lies next to the repository.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "tests read recorded data from disk and end at what they do not expect"
)]

mod support;

use std::cell::RefCell;
use std::collections::BTreeMap;

use base64::Engine as _;
use engine::{BaseImage, Cache, NamedContext, NoCache, Options, Platform, Registry, Request, ResolveError};
use oci::{Compression, Image, ImageConfig, Layer, MediaTypes, Reference, TarOptions};
use serde_json::{Value, json};
use support::base::{Images, repository};
use support::{NOW, Outcome, run_at};
use vfs::{Blob, Follow, Kind, Meta, Node, Snapshot, Time, VPath, VPathBuf};

/// What cases need that this builder has not, with the reason.
const OUT_OF_REACH: [(&str, &str); 11] = [
    ("git", "git repositories are not fetched"),
    ("http-server", "what its server sent is not recorded, or a context would have to be downloaded"),
    ("ssh", "there is no agent to talk to"),
    ("privileged", "nothing runs privileged"),
    ("multi-platform", "one platform is built at a time"),
    ("provenance", "no attestations are made"),
    ("sbom", "no attestations are made"),
    ("source-policy", "a frontend's own interface"),
    ("subrequest", "held by the tests of `docker build --call`"),
    ("registry-image:amd64/debian:bullseye-20230109-slim", "the image is not among the recorded ones"),
    ("registry-image:nanoserver", "Linux only"),
];

/// Cases whose server is known from BuildKit's tests: the beginning of their names. A folder stands for it.
const SERVED: [&str; 2] = ["TestDockerfileADDFromURL", "TestAddChecksum/"];

/// What that server sends; the second file is what a URL without a path gives.
const SENT: [(&str, &str); 2] = [("foo", "content1"), ("__unnamed__", "content2")];

/// Single cases that are left out, with the reason.
const LEFT_OUT: [(&str, &str); 7] = [
    ("TestRunDefaultNetwork", "the program `ip` is not modelled, so there are no interfaces to look at"),
    ("TestRunNoNetwork", "the program `ip` is not modelled, so there are no interfaces to look at"),
    ("TestRunSecuritySandbox", "capabilities of processes are not simulated"),
    ("TestShmSize", "the size of /dev/shm is not simulated"),
    ("TestUlimit", "limits of processes are not simulated"),
    ("TestCgroupParent", "control groups are not simulated"),
    ("TestMaintainBaseOSVersion", "Linux only"),
];

#[test]
fn conformance_integration() {
    let Ok(text) = std::fs::read(repository("../shared/conformance/integration.json")) else {
        println!("integration.json: not run, its data is not next to the repository");
        return;
    };
    let cases: Vec<Value> = serde_json::from_slice(&text).unwrap();
    let images = Stubs::load();
    let only = option_env!("CASE");
    let (mut passed, mut steps, mut left, mut failed) = (0, 0, 0, Vec::new());
    for case in cases.iter().filter(|case| only.is_none_or(|only| case["name"] == only)) {
        let name = case["name"].as_str().unwrap();
        if out_of_reach(case).is_some() {
            left += 1;
            continue;
        }
        let problems = run_case(case, &images);
        steps += case["steps"].as_array().unwrap().len();
        match problems.is_empty() {
            true => passed += 1,
            false => {
                println!("{name}: failed\n{}", problems.join("\n"));
                failed.push(name.to_owned());
            }
        }
    }
    println!(
        "integration.json: {passed} passed, {left} not applicable, {} failed ({steps} builds)",
        failed.len()
    );
    assert!(failed.is_empty(), "{failed:#?}");
}

/// Why a case can't be run here.
fn out_of_reach(case: &Value) -> Option<&'static str> {
    let name = case["name"].as_str().unwrap();
    if let Some((_, reason)) = LEFT_OUT.iter().find(|(left, _)| *left == name) {
        return Some(reason);
    }
    if case["steps"].as_array().unwrap().iter().any(|step| step["dockerfile"].is_null()) {
        return Some("the Dockerfile comes from somewhere else");
    }
    case["needs"].as_array().unwrap().iter().find_map(|need| {
        let need = need.as_str().unwrap();
        if need == "http-server" && SERVED.iter().any(|served| name.starts_with(served)) {
            return None;
        }
        OUT_OF_REACH.iter().find(|(other, _)| *other == need).map(|(_, reason)| *reason)
    })
}

/// `busybox`, `alpine` and the like: the recorded root file system with the configuration of BuildKit's stubs.
struct Stubs {
    image: BaseImage,
    /// What the builds of a case exported under a name, which later ones start from.
    exported: RefCell<BTreeMap<Reference, BaseImage>>,
}

impl Stubs {
    fn load() -> Self {
        let base = Images::load();
        let base = base.resolve(&Reference::parse("base:1").unwrap(), &Platform::linux_amd64()).unwrap();
        let mut config = ImageConfig::new("linux", "amd64", "");
        config.config.env = base.image.config().config.env.clone();
        config.config.cmd = vec!["sh".into()];
        let mut layers = base.image.layers().to_vec();
        layers.push(accounts(&base.image.rootfs().unwrap()));
        let image = Image::new(config, layers);
        let image = BaseImage { manifest: base.manifest, id: image.id(), image, modelled: true };
        Self { image, exported: RefCell::default() }
    }
}

impl Registry for Stubs {
    fn resolve(&self, reference: &Reference, _: &Platform) -> Result<BaseImage, ResolveError> {
        if let Some(image) = self.exported.borrow().get(&reference.clone().with_default_tag()) {
            return Ok(image.clone());
        }
        match reference.path.as_str() {
            "library/busybox" | "library/alpine" | "library/debian" => Ok(self.image.clone()),
            _ => Err(ResolveError { message: format!("{reference}: not found") }),
        }
    }
}

/// A layer with what the real busybox and alpine images have and the recorded base image has not: users, groups, applets,
/// the release.
fn accounts(below: &Snapshot) -> Layer {
    let users = "root:x:0:0:root:/root:/bin/sh\ndaemon:x:1:1:daemon:/usr/sbin:/bin/false\nbin:x:2:2:bin:/bin:/bin/false\nsys:x:3:3:sys:/dev:/bin/false\nwww-data:x:33:33:www-data:/var/www:/bin/false\nnobody:x:65534:65534:nobody:/home:/bin/false\n";
    let groups = "root:x:0:\ndaemon:x:1:\nbin:x:2:\nsys:x:3:\nwheel:x:10:root\nwww-data:x:33:\nusers:x:100:\nnobody:x:65534:\n";
    let mut tree = below.edit();
    for (path, text) in [("/etc/passwd", users), ("/etc/group", groups), ("/etc/alpine-release", "3.22.2\n")]
    {
        let blob = Blob::from(text.as_bytes().to_vec());
        tree.write(&VPathBuf::normalise(path), blob, &Meta::root(0o644, support::NOW)).unwrap();
    }
    for applet in ["/bin/adduser", "/bin/addgroup"] {
        tree.symlink(&VPathBuf::normalise(applet), "busybox", &Meta::root(0o777, support::NOW)).unwrap();
    }
    Layer::new(vfs::diff(below, &tree.freeze()), TarOptions::BUILDKIT)
}

fn run_case(case: &Value, images: &Stubs) -> Vec<String> {
    let mut cache = Cache::new();
    let mut problems = Vec::new();
    let mut results: Vec<Option<Snapshot>> = Vec::new();
    let mut layout = None;
    images.exported.borrow_mut().clear();
    for (number, step) in case["steps"].as_array().unwrap().iter().enumerate() {
        // A later build is later: what looks random depends on it.
        let now = Time::from_secs(NOW.secs + 60 * number as i64);
        let outcome = run_at(request(step, layout.as_ref()), &mut cache, images, now);
        let mut found = Vec::new();
        compare(step, &outcome, &results, &mut found);
        // What BuildKit's frontend was asked about had stubs in place of images that the case itself exported.
        if let (Ok(result), true) = (&outcome.result, images.exported.borrow().is_empty()) {
            compare_image(step, result.image.as_ref().unwrap().config(), &mut found);
        }
        problems.extend(found.into_iter().map(|problem| format!("  build {}: {problem}", number + 1)));
        if let Ok(result) = &outcome.result {
            let image = exported(result.image.as_ref().unwrap());
            for export in step["exports"].as_array().into_iter().flatten() {
                for name in export["attrs"]["name"].as_str().into_iter().flat_map(|names| names.split(',')) {
                    let name = Reference::parse(name).unwrap().with_default_tag();
                    images.exported.borrow_mut().insert(name, image.clone());
                }
                if export["type"] == "oci" {
                    layout = Some(image.clone());
                }
            }
        }
        results.push(outcome.result.ok().map(|result| result.rootfs));
    }
    problems
}

/// An image as a registry hands it out again.
fn exported(image: &Image) -> BaseImage {
    let manifest = image.manifest(Compression::None, MediaTypes::Oci).0.digest;
    BaseImage { manifest, id: image.id(), image: image.clone(), modelled: false }
}

fn request(step: &Value, layout: Option<&BaseImage>) -> Request {
    let context = folder(&step["context"]);
    let filename =
        step["attrs"]["filename"].as_str().or(step["dockerfileName"].as_str()).unwrap_or("Dockerfile");
    let read = |path: &str| {
        let blob = context.read(&VPathBuf::normalise(path)).ok()?;
        Some((path.to_owned(), String::from_utf8_lossy(&blob.bytes()).into_owned()))
    };
    let mut options = Options { target: step["target"].as_str().map(str::to_owned), ..Options::default() };
    for (name, value) in step["attrs"].as_object().into_iter().flatten() {
        let value = value.as_str().unwrap_or_default();
        let (kind, rest) = name.split_once(':').unwrap_or((name, ""));
        match kind {
            "build-arg" => {
                options.build_args.insert(rest.to_owned(), value.to_owned());
            }
            "label" => {
                options.labels.insert(rest.to_owned(), value.to_owned());
            }
            "target" => options.target = Some(value.to_owned()),
            "hostname" => options.hostname = Some(value.to_owned()),
            "no-cache" if value.is_empty() => options.no_cache = NoCache::All,
            "no-cache" => options.no_cache = NoCache::Stages(value.split(',').map(str::to_owned).collect()),
            "context" => {
                if let Some(context) = named_context(step, value, layout) {
                    options.contexts.insert(rest.to_owned(), context);
                }
            }
            _ => {}
        }
    }
    let sent = json!(SENT.map(|(path, content)| json!({ "path": path, "type": "file", "content": content })));
    options.contexts.insert("http://HTTPSERVER".to_owned(), NamedContext::Local(folder(&sent)));
    for (name, value) in step["secrets"].as_object().into_iter().flatten() {
        options.secrets.insert(name.clone(), value.as_str().unwrap().as_bytes().to_vec());
    }
    Request {
        dockerfile_name: filename.to_owned(),
        dockerfile: step["dockerfile"].as_str().unwrap().to_owned(),
        ignore: read(&format!("{filename}.dockerignore")).or_else(|| read(".dockerignore")),
        context,
        options,
    }
}

fn named_context(step: &Value, value: &str, layout: Option<&BaseImage>) -> Option<NamedContext> {
    if let (Some(_), Some(image)) = (value.strip_prefix("oci-layout:"), layout) {
        let name = format!("oci-layout://exported@{}", image.manifest);
        return Some(NamedContext::Image { name, image: image.clone() });
    }
    if let Some(reference) = value.strip_prefix("docker-image://") {
        return Some(NamedContext::Reference(reference.to_owned()));
    }
    let name = value.strip_prefix("local:")?;
    Some(NamedContext::Local(folder(&step["extraContexts"][name])))
}

fn folder(entries: &Value) -> Snapshot {
    let mut tree = Snapshot::empty().edit();
    let time = Time::from_secs(1_600_000_000);
    for entry in entries.as_array().into_iter().flatten() {
        let path = VPathBuf::normalise(entry["path"].as_str().unwrap());
        let mode = entry["mode"].as_str().map_or(0o755, |mode| u32::from_str_radix(mode, 8).unwrap());
        let meta = Meta::root((mode & 0o7777) as u16, time);
        let node = match entry["type"].as_str().unwrap() {
            "dir" => Node::dir(meta),
            "symlink" => Node::symlink(entry["target"].as_str().unwrap(), meta),
            _ => {
                let bytes = match entry["contentBase64"].as_str() {
                    Some(text) => base64::engine::general_purpose::STANDARD.decode(text).unwrap(),
                    None => match entry["content"].as_str() {
                        Some(text) => text.as_bytes().to_vec(),
                        None => vec![0; entry["size"].as_u64().unwrap_or(0) as usize],
                    },
                };
                Node::file(Blob::from(bytes), meta)
            }
        };
        tree.mkdir_all(path.parent().unwrap_or(VPath::root()), &Meta::root(0o755, time)).unwrap();
        if node.is_dir() && tree.exists(&path) {
            continue;
        }
        tree.put(&path, node).unwrap();
    }
    tree.freeze()
}

fn compare(step: &Value, outcome: &Outcome, before: &[Option<Snapshot>], problems: &mut Vec<String>) {
    let expect = &step["expect"];
    let result = match (&outcome.result, expect["outcome"].as_str().unwrap()) {
        (Err(failure), "error") => {
            for wanted in expect["errorContains"].as_array().into_iter().flatten() {
                let wanted = wanted.as_str().unwrap();
                let text = format!("failed to solve: {}", failure.message);
                if !text.contains(wanted) {
                    problems.push(format!("error {text:?} lacks {wanted:?}"));
                }
            }
            return;
        }
        (Err(failure), _) => {
            let log: String =
                failure.log.iter().map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned()).collect();
            return problems.push(format!("failed: {}\n{log}", failure.text()));
        }
        (Ok(_), "error") => return problems.push(format!("built instead of {}", expect["errorContains"])),
        (Ok(result), _) => result,
    };
    let files = &result.rootfs;
    for (path, wanted) in
        expect["files"].as_object().into_iter().chain(expect["tarFiles"].as_object()).flatten()
    {
        let found = content(files, path);
        let wanted = wanted.as_str().map(str::to_owned).unwrap_or_default();
        if found.as_deref() != Some(wanted.as_str()) {
            problems.push(format!("{path}: {found:?} instead of {wanted:?}"));
        }
    }
    for (path, wanted) in expect["filesContain"].as_object().into_iter().flatten() {
        let found = content(files, path).unwrap_or_default();
        if !wanted.as_str().is_none_or(|wanted| found.contains(wanted)) {
            problems.push(format!("{path}: {found:?} lacks {wanted}"));
        }
    }
    for path in expect["exists"].as_array().into_iter().flatten() {
        if content(files, path.as_str().unwrap()).is_none() {
            problems.push(format!("{path} is missing"));
        }
    }
    for path in expect["absent"].as_array().into_iter().flatten() {
        if content(files, path.as_str().unwrap()).is_some() {
            problems.push(format!("{path} is there"));
        }
    }
    for (key, equal) in [("filesSame", true), ("filesDiffer", false)] {
        for pair in expect[key].as_array().into_iter().flatten() {
            let sides: Vec<Option<String>> = pair
                .as_array()
                .unwrap()
                .iter()
                .map(|side| {
                    let step = side["step"].as_u64().unwrap() as usize;
                    let tree = before.get(step).and_then(Option::as_ref).unwrap_or(files);
                    content(tree, side["path"].as_str().unwrap())
                })
                .collect();
            if (sides[0] == sides[1]) != equal {
                problems.push(format!("{key} {pair}: {sides:?}"));
            }
        }
    }
}

/// Compares configuration and history with what BuildKit's frontend made of the same Dockerfile.
fn compare_image(step: &Value, config: &ImageConfig, problems: &mut Vec<String>) {
    // The frontend was asked without the labels of the command line.
    let labels =
        step["attrs"].as_object().is_some_and(|attrs| attrs.keys().any(|name| name.starts_with("label:")));
    let Some(wanted) = step["frontendOracle"]["image"].as_object().filter(|_| !labels) else { return };
    let ours: Value = serde_json::from_slice(&config.to_bytes()).unwrap();
    let trim = |config: Value| {
        let mut config = config.as_object().cloned().unwrap_or_default();
        config.retain(|_, value| !value.is_null());
        Value::Object(config)
    };
    let (found, expected) =
        (trim(ours["config"].clone()), trim(wanted.get("config").cloned().unwrap_or(json!({}))));
    if found != expected {
        problems.push(format!("config {found}\n  instead of {expected}"));
    }
    let history = |value: &Value| -> Vec<(String, bool)> {
        let row = |entry: &Value| {
            let text = entry["created_by"].as_str().unwrap_or_default().to_owned();
            (text, entry["empty_layer"].as_bool().unwrap_or(false))
        };
        value.as_array().into_iter().flatten().map(row).collect()
    };
    let (found, expected) =
        (history(&ours["history"]), history(wanted.get("history").unwrap_or(&Value::Null)));
    if found != expected {
        problems.push(format!("history {found:#?}\n  instead of {expected:#?}"));
    }
}

/// What is at a path: a file's text, or something else's kind.
fn content(tree: &Snapshot, path: &str) -> Option<String> {
    let node = tree.lookup(&VPathBuf::normalise(path), Follow::All).ok()?;
    Some(match &node.kind {
        Kind::File(file) => String::from_utf8_lossy(&file.blob.bytes()).into_owned(),
        _ => "no file".to_owned(),
    })
}

/// That every reason is needed, so that the list does not outlive its cases.
#[test]
fn reasons_are_given_for_known_needs_only() {
    let Ok(text) = std::fs::read(repository("../shared/conformance/integration.json")) else { return };
    let cases: Vec<Value> = serde_json::from_slice(&text).unwrap();
    let mut needs: BTreeMap<&str, usize> = BTreeMap::new();
    for case in &cases {
        for need in case["needs"].as_array().unwrap() {
            *needs.entry(need.as_str().unwrap()).or_default() += 1;
        }
    }
    for (need, _) in OUT_OF_REACH {
        assert!(needs.contains_key(need), "{need}");
    }
}
