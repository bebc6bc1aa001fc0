//! Builds: where their results go, what they read, and how they are shown.

use expect_test::expect;

use crate::{check, machine, shown};

#[test]
fn files_are_exported() {
    let mut machine = machine();
    machine.write("/project/Tiny", b"FROM scratch\nCOPY app.js /a/b.js\n");
    assert_eq!(shown(&machine.run("docker build -q -f Tiny -o out .")), "\n", "files have no id");
    let copied = machine.files.read(&vfs::VPathBuf::normalise("/project/out/a/b.js")).unwrap();
    assert_eq!(&*copied.bytes(), b"ping\n");
    let ran =
        machine.run("docker build --progress=quiet -f Tiny -o - --metadata-file meta.json --iidfile id .");
    assert_eq!(ran.exit, 1, "an image id makes no sense for files");
    let ran = machine.run("docker build --progress=quiet -f Tiny -o - .");
    assert_eq!(ran.stdout.get(257..262), Some(&b"ustar"[..]), "{}", ran.stderr);
    let ran = machine.run("docker build -q -f Tiny -t tiny --metadata-file meta.json --iidfile id .");
    let id = machine.files.read(&vfs::VPathBuf::normalise("/project/id")).unwrap();
    assert_eq!(ran.stdout().trim_end().as_bytes(), &*id.bytes());
    let metadata = machine.files.read(&vfs::VPathBuf::normalise("/project/meta.json")).unwrap();
    expect![[r#"
        {
          "containerimage.config.digest": "sha256:cb600befea3d502308288ff3a8fe688133f62ff9d84e69dacf9dcdc810699a09",
          "containerimage.digest": "sha256:cb600befea3d502308288ff3a8fe688133f62ff9d84e69dacf9dcdc810699a09",
          "image.name": "docker.io/library/tiny:latest"
        }"#]].assert_eq(&String::from_utf8_lossy(&metadata.bytes()));
}

#[test]
fn why_a_step_ran_is_told() {
    let mut machine = machine();
    machine.write("/project/app.js", b"pong\n");
    check(
        &mut machine,
        "docker build -q --explain .",
        expect![[r#"
            sha256:c92a71fe283bbe1851e07056dbbb6757a29c308a15d06aba9b528f3ca9cfa07c
            Steps that ran, and why:
              [2/2] COPY app.js /app/  (line 3)
                file app.js changed
                  @@ -1 +1 @@
                  -ping
                  +pong
            Steps taken from the cache:
              [1/2] FROM docker.io/library/alpine:latest@sha256:d2b101698740979615a84a96744ba457edbab1c09f344f573e041c2a577784f7
        "#]],
    );
    check(
        &mut machine,
        "docker build -q --explain=json .",
        expect![[r#"
            sha256:c92a71fe283bbe1851e07056dbbb6757a29c308a15d06aba9b528f3ca9cfa07c
            {
              "missed": [],
              "cached": [
                {
                  "step": "[2/2] COPY app.js /app/",
                  "lines": [
                    3,
                    3
                  ],
                  "key": {
                    "digest": "sha256:a9e71b030c97714849140c9d549b62d08f98a70c180d92ec7ab4a9bccdadffd0",
                    "parts": [
                      {
                        "kind": "word",
                        "text": "copy"
                      },
                      {
                        "kind": "word",
                        "text": "app.js"
                      },
                      {
                        "kind": "word",
                        "text": "/app/"
                      },
                      {
                        "kind": "word",
                        "text": "Input(0) Input(1)"
                      },
                      {
                        "kind": "word",
                        "text": "follow links"
                      },
                      {
                        "kind": "word",
                        "text": "contents only"
                      },
                      {
                        "kind": "word",
                        "text": "wildcard"
                      }
                    ],
                    "inputs": [
                      {
                        "name": "[1/2] FROM docker.io/library/alpine:latest@sha256:d2b101698740979615a84a96744ba457edbab1c09f344f573e041c2a577784f7",
                        "paths": null,
                        "content": null
                      },
                      {
                        "name": "[internal] load build context",
                        "paths": [
                          "/app.js"
                        ],
                        "content": "sha256:4ad1d4e79e51a2127e686173357b669b67cdb9073be176bea359084825721e9e"
                      }
                    ]
                  },
                  "remarks": [],
                  "surprises": []
                }
              ]
            }
        "#]],
    );
}

#[test]
fn ignored_files_are_never_read() {
    let mut machine = machine();
    machine.write("/project/.dockerignore", b"node_modules\n*.log\n!keep.log\n");
    machine.write("/project/node_modules/huge.js", b"x");
    machine.write("/project/a.log", b"x");
    machine.write("/project/keep.log", b"x");
    machine.read.clear();
    assert_eq!(machine.run("docker build -q .").exit, 0);
    machine.read.sort();
    assert_eq!(
        machine.read,
        [
            ".dockerignore",
            ".dockerignore",
            "Dockerfile",
            "Dockerfile",
            "Dockerfile.dockerignore",
            "app.js",
            "keep.log"
        ]
    );
}

#[test]
fn a_dockerfile_from_standard_input() {
    let mut machine = machine();
    machine.stdin = b"FROM scratch\nLABEL a=b\n".to_vec();
    check(
        &mut machine,
        "docker build --progress=plain -t s -",
        expect![[r#"
        #1 [internal] load build definition from Dockerfile
        #1 transferring dockerfile: 58B 0.0s done
        #1 DONE 0.0s

        #2 [internal] load .dockerignore
        #2 transferring context: 2B done
        #2 DONE 0.0s

        #3 exporting to image
        #3 exporting layers done
        #3 writing image sha256:f218b8e7950ebd5864cf96e22976765f39c048cdbab45f9de162e75a648738a9 done
        #3 naming to docker.io/library/s:latest done
        #3 DONE 0.0s
    "#]],
    );
    check(
        &mut machine,
        "docker parse -",
        expect![[r#"
            {
              "escape": "\\",
              "instructions": [
                {
                  "value": "FROM",
                  "startLine": 1,
                  "endLine": 1,
                  "original": "FROM scratch",
                  "args": [
                    "scratch"
                  ]
                },
                {
                  "value": "LABEL",
                  "startLine": 2,
                  "endLine": 2,
                  "original": "LABEL a=b",
                  "args": [
                    "a",
                    "b",
                    "="
                  ]
                }
              ],
              "stages": [
                {
                  "name": null,
                  "from": 0,
                  "to": 2
                }
              ]
            }
        "#]],
    );
    check(
        &mut machine,
        "docker parse --format=sexpr -",
        expect![[r#"
        (from "scratch")
        (label "a" "b" "=")
    "#]],
    );
}

#[test]
fn rawjson_is_one_record_a_line() {
    let mut machine = machine();
    let ran = machine.run("docker build --progress=rawjson .");
    let mut names = Vec::new();
    for line in ran.stderr.lines() {
        let record: serde_json::Value =
            serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}"));
        for vertex in record["vertexes"].as_array().into_iter().flatten() {
            assert!(vertex["digest"].as_str().unwrap().starts_with("sha256:"));
            let cached = vertex["cached"].as_bool().unwrap_or(false);
            if vertex["completed"].is_string() {
                names.push(format!(
                    "{}{}",
                    vertex["name"].as_str().unwrap(),
                    if cached { " CACHED" } else { "" }
                ));
            }
        }
    }
    expect![[r#"
        [internal] load build definition from Dockerfile
        [internal] load metadata for docker.io/library/alpine:latest
        [internal] load .dockerignore
        [internal] load build context
        [1/2] FROM docker.io/library/alpine:latest@sha256:d2b101698740979615a84a96744ba457edbab1c09f344f573e041c2a577784f7
        [2/2] COPY app.js /app/ CACHED
        exporting to image"#]].assert_eq(&names.join("\n"));
}

#[test]
fn a_terminal_is_redrawn() {
    let mut machine = machine();
    let terminal = docker::Terminal { columns: 70, rows: 24, colours: false };
    machine.options.terminal = Some(terminal);
    let ran = machine.run("docker build -t app .");
    let last = ran.stderr.rsplit("\x1b[?25l").next().unwrap();
    expect![[r#"
        [+] Building 0.1s (7/7) FINISHED                       docker:default
         => [internal] load build definition from Dockerfile             0.0s
         => => transferring dockerfile: 101B                             0.0s
         => [internal] load metadata for docker.io/library/alpine:lates  0.1s
         => [internal] load .dockerignore                                0.0s
         => => transferring context: 2B                                  0.0s
         => [1/2] FROM docker.io/library/alpine:latest@sha256:d2b101698  0.0s
         => => resolve docker.io/library/alpine:latest@sha256:d2b101698  0.0s
         => [internal] load build context                                0.0s
         => => transferring context: 47B                                 0.0s
         => CACHED [2/2] COPY app.js /app/                               0.0s
         => exporting to image                                           0.0s
         => => exporting layers                                          0.0s
         => => writing image sha256:4a5a2c69338b500ef877208cb6f9fde2d08  0.0s
         => => naming to docker.io/library/app:latest                    0.0s
        ␛[?25h"#]]
    .assert_eq(&last.replace('\x1b', "␛"));
}

#[test]
fn a_build_goes_into_a_registry() {
    let mut machine = machine();
    check(
        &mut machine,
        "docker build --push -t me/app:1 .",
        expect![[r#"
        #1 [internal] load build definition from Dockerfile
        #1 transferring dockerfile: 101B 0.0s done
        #1 DONE 0.0s

        #2 [internal] load metadata for docker.io/library/alpine:latest
        #2 DONE 0.1s

        #3 [internal] load .dockerignore
        #3 transferring context: 2B done
        #3 DONE 0.0s

        #4 [1/2] FROM docker.io/library/alpine:latest@sha256:d2b101698740979615a84a96744ba457edbab1c09f344f573e041c2a577784f7
        #4 resolve docker.io/library/alpine:latest@sha256:d2b101698740979615a84a96744ba457edbab1c09f344f573e041c2a577784f7 done
        #4 ...

        #5 [internal] load build context
        #5 transferring context: 47B done
        #5 DONE 0.0s

        #4 [1/2] FROM docker.io/library/alpine:latest@sha256:d2b101698740979615a84a96744ba457edbab1c09f344f573e041c2a577784f7
        #4 DONE 0.0s

        #6 [2/2] COPY app.js /app/
        #6 CACHED

        #7 exporting to image
        #7 exporting layers done
        #7 writing image sha256:4a5a2c69338b500ef877208cb6f9fde2d08cec4e20995dc4fd7bcb13cda94fe7 done
        #7 naming to docker.io/me/app:1 done
        #7 DONE 0.0s

        #8 pushing me/app:1 with docker
        #8 pushing layer 36e9dd049f04 done
        #8 pushing layer e59a5babf3aa done
        #8 DONE 0.0s
    "#]],
    );
    check(
        &mut machine,
        "docker rmi me/app:1",
        expect![[r#"
        Untagged: me/app:1
        Untagged: me/app@sha256:ee956a9f25d5b94086150f7f35f335d6dd93404f22066636ea14c42d3759ecd0
    "#]],
    );
    check(
        &mut machine,
        "docker pull -q me/app:1",
        expect![[r#"
        docker.io/me/app:1
    "#]],
    );
    check(
        &mut machine,
        "docker build --progress quiet -o type=registry,name=app .",
        expect![[r#"
        sha256:4a5a2c69338b500ef877208cb6f9fde2d08cec4e20995dc4fd7bcb13cda94fe7
        ERROR: failed to build: denied: requested access to the resource is denied
        exit 1
    "#]],
    );
    check(
        &mut machine,
        "docker build --push .",
        expect![[r#"
        ERROR: failed to build: tag is needed when pushing to registry
        exit 1
    "#]],
    );
}

#[test]
fn values_that_the_client_refuses() {
    let mut machine = machine();
    check(
        &mut machine,
        "docker build --shm-size x .",
        expect![[r#"
        invalid argument "x" for "--shm-size" flag: invalid size: 'x'

        Usage:  docker buildx build [OPTIONS] PATH | URL | -

        Run 'docker buildx build --help' for more information
        exit 125
    "#]],
    );
    check(
        &mut machine,
        "docker build --ulimit x .",
        expect![[r#"
        invalid argument "x" for "--ulimit" flag: invalid ulimit argument: x

        Usage:  docker buildx build [OPTIONS] PATH | URL | -

        Run 'docker buildx build --help' for more information
        exit 125
    "#]],
    );
    machine.options.env.insert("DOCKER_BUILDKIT".to_owned(), "0".to_owned());
    check(
        &mut machine,
        "docker build --build-arg =1 .",
        expect![[r#"
        DEPRECATED: The legacy builder is deprecated and will be removed in a future release.
                    BuildKit is currently disabled; enable it by removing the DOCKER_BUILDKIT=0
                    environment-variable.

        invalid argument "=1" for "--build-arg" flag: invalid environment variable: =1

        Usage:  docker build [OPTIONS] PATH | URL | -

        Run 'docker build --help' for more information
        exit 125
    "#]],
    );
    check(
        &mut machine,
        "docker build --add-host bad .",
        expect![[r#"
        DEPRECATED: The legacy builder is deprecated and will be removed in a future release.
                    BuildKit is currently disabled; enable it by removing the DOCKER_BUILDKIT=0
                    environment-variable.

        invalid argument "bad" for "--add-host" flag: bad format for add-host: "bad"

        Usage:  docker build [OPTIONS] PATH | URL | -

        Run 'docker build --help' for more information
        exit 125
    "#]],
    );
    check(
        &mut machine,
        "docker build --squash .",
        expect![[r#"
        "--squash" is only supported on a Docker daemon with experimental features enabled
        exit 1
    "#]],
    );
}
