//! The images of the recorder's registry: a busybox system under several names, and shell scripts in the role of
//! programs.

use oci::{ContainerConfig, History, Image, ImageConfig, Layer, TarOptions};
use vfs::{Blob, Meta, Snapshot, Time, VPathBuf};

use super::Machine;

const PATH: &str = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
const ADD: &str =
    "/bin/sh -c #(nop) ADD file:1c8507e3e9b22b9778f2edbb9500061e06bde6a1f8ed1f2fb0fd5ba2ff3aa8e1 in / ";

/// What `node` does in these images.
const NODE: &str = r#"#!/bin/sh
trap 'exit 0' INT TERM
echo "** web-ping ** Pinging: $TARGET; method: $METHOD; ${INTERVAL}ms intervals"
count=1
while true; do
  echo "Making request number: $count; at 1700000000000"
  echo "Got response status: 200 at 1700000000000; duration: 100ms"
  count=$((count + 1))
  sleep $((INTERVAL / 1000))
done
"#;
const NGINX: &str = "#!/bin/sh\ntrap 'exit 0' TERM QUIT\nwhile true; do sleep 1; done\n";
const HELLO: &str = "#!/bin/sh\necho\necho Hello from Docker!\necho This message shows that your installation appears \
                     to be working correctly.\necho\n";

/// An image in the making.
#[derive(Clone)]
struct Draft {
    config: ImageConfig,
    layers: Vec<Layer>,
    tree: Snapshot,
    time: Time,
}

impl Draft {
    /// A step that made no layer.
    fn meta(mut self, created_by: &str, change: impl FnOnce(&mut ContainerConfig)) -> Self {
        change(&mut self.config.config);
        self.step(created_by, true)
    }

    /// A step that made a layer of one executable file.
    fn file(mut self, created_by: &str, path: &str, blob: Blob) -> Self {
        let mut tree = self.tree.edit();
        let place = VPathBuf::normalise(path);
        let meta = Meta::root(0o755, Time::from_secs(1_600_000_000));
        tree.mkdir_all(place.parent().unwrap(), &meta).unwrap();
        tree.write(&place, blob, &meta).unwrap();
        let after = tree.freeze();
        self.layers.push(Layer::new(vfs::diff(&self.tree, &after), TarOptions::BUILDKIT));
        self.tree = after;
        self.step(created_by, false)
    }

    fn step(mut self, created_by: &str, empty_layer: bool) -> Self {
        let created = Some(oci::format_time(self.time));
        self.config.created.clone_from(&created);
        self.config.history.push(History {
            created,
            created_by: created_by.to_owned(),
            empty_layer,
            ..History::default()
        });
        self
    }

    /// Steps from here on were made at this time.
    fn at(mut self, date: &str) -> Self {
        self.time = oci::parse_time(date).unwrap();
        self
    }

    fn within(mut self, folder: &str) -> Self {
        self.config.config.working_dir = folder.to_owned();
        self
    }

    fn cmd(self, cmd: &[&str]) -> Self {
        let words: Vec<String> = cmd.iter().map(|word| (*word).to_owned()).collect();
        let quoted: Vec<String> = cmd.iter().map(|word| format!("{word:?}")).collect();
        let created_by = format!("/bin/sh -c #(nop)  CMD [{}]", quoted.join(" "));
        self.meta(&created_by, |config| config.cmd = words)
    }

    fn env(self, name: &str, value: &str) -> Self {
        let created_by = format!("/bin/sh -c #(nop)  ENV {name}={value}");
        self.meta(&created_by, |config| config.env.push(format!("{name}={value}")))
    }

    /// The image, with what the recorder's tool wrote into all configurations.
    fn image(&self) -> Image {
        let image = Image::new(self.config.clone(), self.layers.clone());
        let mut config: serde_json::Value = serde_json::from_slice(&image.config_bytes().bytes()).unwrap();
        config["docker_version"] = "20.10.24".into();
        config["container_config"] = serde_json::json!({
            "Env": self.config.config.env,
            "Cmd": ["/bin/sh", "-c", "#(nop) ", "CMD [\"node\" \"/web-ping/app.js\"]"],
            "WorkingDir": self.config.config.working_dir,
        });
        Image::from_config(Blob::from(serde_json::to_vec(&config).unwrap()), self.layers.clone()).unwrap()
    }
}

/// All images with their names.
pub(crate) fn registry() -> Vec<(&'static str, Image)> {
    let mut machine = Machine::new(1_795_461_000);
    machine.run("docker pull -q alpine");
    let tree = system(&machine.host.image("alpine").unwrap().rootfs().unwrap());
    let mut config = ImageConfig::new("linux", "amd64", "");
    config.config.env = vec![PATH.to_owned()];
    let layer = Layer::new(vfs::diff(&Snapshot::empty(), &tree), TarOptions::BUILDKIT);
    let draft = Draft { config, layers: vec![layer], tree, time: Time::from_secs(0) };
    let base = |date: &str| draft.clone().at(date).step(ADD, false);
    let alpine = base("2026-07-26T19:12:12Z").cmd(&["/bin/sh"]);
    let node = node(base("2024-09-14T19:12:12Z").cmd(&["/bin/sh"]));
    vec![
        ("alpine", alpine.image()),
        ("alpine:3.19", alpine.image()),
        ("alpine:3.18", base("2025-10-03T19:12:12Z").cmd(&["/bin/sh"]).image()),
        ("busybox", base("2025-07-11T19:12:12Z").cmd(&["sh"]).image()),
        ("diamol/four:1", four(base("2026-11-03T19:12:12Z"), "small", 1).image()),
        ("diamol/four:2", four(base("2026-11-21T19:12:12Z"), "other", 2).image()),
        ("diamol/node", node.image()),
        ("diamol/ch03-web-ping", web_ping(node).image()),
        ("nginx:alpine", nginx(base("2026-09-01T19:12:12Z")).image()),
        ("hello-world", hello(draft.at("2025-05-01T19:12:12Z")).image()),
    ]
}

/// The files of the recorder's system: busybox and little else.
fn system(alpine: &Snapshot) -> Snapshot {
    let time = Time::from_secs(1_600_000_000);
    let mut tree = alpine.edit();
    for folder in ["lib", "media", "mnt", "run", "sbin", "srv"] {
        tree.remove_all(&VPathBuf::normalise(folder), time).unwrap();
    }
    tree.mkdir_all(&VPathBuf::normalise("/opt/data"), &Meta::root(0o755, time)).unwrap();
    let users = "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/sh\napp:x:1000:1000:app:/home/app:/bin/sh\n";
    for (path, text) in [("/etc/passwd", users), ("/etc/group", "root:x:0:\nnogroup:x:65534:\napp:x:1000:\n")]
    {
        let blob = Blob::from(text.as_bytes().to_vec());
        tree.write(&VPathBuf::normalise(path), blob, &Meta::root(0o644, time)).unwrap();
    }
    tree.freeze()
}

fn four(base: Draft, small: &str, seed: u64) -> Draft {
    let random = |seed, size| Blob::synthetic(seed, size);
    base.file("/bin/sh -c head -c 5000000 /dev/urandom > /opt/big.bin", "/opt/big.bin", random(1, 5_000_000))
        .file(
            &format!("/bin/sh -c echo {small} > /opt/small.txt"),
            "/opt/small.txt",
            Blob::from(format!("{small}\n").into_bytes()),
        )
        .file(
            "/bin/sh -c head -c 700000 /dev/urandom > /opt/mid.bin",
            "/opt/mid.bin",
            random(10 + seed, 700_000),
        )
}

fn node(base: Draft) -> Draft {
    base.env("NODE_VERSION", "10.16.3")
        .file(
            "/bin/sh -c addgroup -g 1000 node     && adduser -u 1000 -G node -s /bin/sh -D node     && apk add \
             --no-cache         libstdc++ &&     rm -rf /var/cache/apk/*",
            "/usr/local/bin/node",
            Blob::from(NODE.as_bytes().to_vec()),
        )
        .env("YARN_VERSION", "1.17.3")
        .file(
            "/bin/sh -c apk add --no-cache --virtual .build-deps-yarn curl gnupg tar && apk del .build-deps-yarn",
            "/opt/yarn",
            Blob::synthetic(30, 1_300_000),
        )
        .file(
            "/bin/sh -c #(nop) COPY file:238737301d47304174e4d24f4def935b29b3069c03c72ae8de97d94624382fce in /usr/local/bin/ ",
            "/usr/local/bin/docker-entrypoint.sh",
            Blob::from(b"#!/bin/sh\nset -e\nexec \"$@\"\n".to_vec()),
        )
        .cmd(&["node"])
}

fn web_ping(node: Draft) -> Draft {
    node.env("TARGET", "blog.example.test")
        .env("METHOD", "HEAD")
        .env("INTERVAL", "3000")
        .file("/bin/sh -c #(nop) WORKDIR /web-ping", "/web-ping/.keep", Blob::from(Vec::new()))
        .within("/web-ping")
        .file(
            "/bin/sh -c #(nop) COPY file:a7cae366c9996502dc0afaae5a20c4c4dc5e1e4b8e4d84e3e1b7e0a9b1bb3d9a in . ",
            "/web-ping/app.js",
            Blob::from(b"const https = require(\"https\");\n".to_vec()),
        )
        .cmd(&["node", "/web-ping/app.js"])
}

fn nginx(base: Draft) -> Draft {
    base.file("/bin/sh -c install-nginx", "/usr/local/bin/nginx", Blob::from(NGINX.as_bytes().to_vec()))
        .file(
            "/bin/sh -c #(nop) COPY file:238737301d47304174e4d24f4def935b29b3069c03c72ae8de97d94624382fce in / ",
            "/docker-entrypoint.sh",
            Blob::from(b"#!/bin/sh\nset -e\nexec \"$@\"\n".to_vec()),
        )
        .meta("/bin/sh -c #(nop)  ENTRYPOINT [\"/docker-entrypoint.sh\"]", |config| {
            config.entrypoint = vec!["/docker-entrypoint.sh".to_owned()];
        })
        .meta("/bin/sh -c #(nop)  EXPOSE 80", |config| {
            config.exposed_ports.insert("80/tcp".to_owned());
        })
        .meta("/bin/sh -c #(nop)  STOPSIGNAL SIGQUIT", |config| config.stop_signal = "SIGQUIT".to_owned())
        .meta("/bin/sh -c #(nop)  VOLUME [/var/cache/nginx]", |config| {
            config.volumes.insert("/var/cache/nginx".to_owned());
        })
        .cmd(&["nginx", "-g", "daemon off;"])
}

/// All in one layer.
fn hello(mut draft: Draft) -> Draft {
    draft.layers.clear();
    let system = std::mem::replace(&mut draft.tree, Snapshot::empty());
    let mut tree = system.edit();
    let meta = Meta::root(0o755, draft.time);
    tree.write(&VPathBuf::normalise("/hello"), Blob::from(HELLO.as_bytes().to_vec()), &meta).unwrap();
    draft.tree = tree.freeze();
    draft.layers = vec![Layer::new(vfs::diff(&Snapshot::empty(), &draft.tree), TarOptions::BUILDKIT)];
    draft.step("/bin/sh -c #(nop) COPY file:hello in / ", false).cmd(&["/hello"])
}
