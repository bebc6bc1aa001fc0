//! The docker command line over a small project.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, unreachable_pub, reason = "this is a test")]

mod support;

use expect_test::{Expect, expect};
use support::{Machine, Ran};

const NOW: i64 = 1_765_000_000;

/// A machine with a project that is built as `app`.
fn machine() -> Machine {
    let mut machine = Machine::new(NOW);
    machine.options.cwd = "/project".to_owned();
    machine.write(
        "/project/Dockerfile",
        b"FROM alpine\nENV A=1\nCOPY app.js /app/\nCMD [\"node\", \"/app/app.js\"]\n",
    );
    machine.write("/project/app.js", b"ping\n");
    let ran = machine.run("docker build -q -t app .");
    assert_eq!((ran.exit, ran.stderr.as_str()), (0, ""));
    assert!(ran.stdout().starts_with("sha256:"), "{}", ran.stdout());
    machine
}

/// What a command prints, its exit code behind it if it is not 0. Control characters are made visible.
fn shown(ran: &Ran) -> String {
    let mut out = format!("{}{}", ran.stdout(), ran.stderr).replace('\r', "␍").replace('\x1b', "␛");
    if ran.exit != 0 {
        out.push_str(&format!("exit {}\n", ran.exit));
    }
    out
}

fn check(machine: &mut Machine, line: &str, expected: Expect) {
    let ran = machine.run(line);
    expected.assert_eq(&shown(&ran));
}

#[test]
fn images_are_listed_tagged_and_removed() {
    let mut machine = machine();
    check(
        &mut machine,
        "docker image ls",
        expect![[r#"
            REPOSITORY   TAG       IMAGE ID       CREATED                  SIZE
            app          latest    624ace7cd722   Less than a second ago   8.32MB
        "#]],
    );
    check(
        &mut machine,
        "docker image history app",
        expect![[r#"
            IMAGE          CREATED                  CREATED BY                                      SIZE      COMMENT
            624ace7cd722   Less than a second ago   CMD ["node" "/app/app.js"]                      0B        buildkit.dockerfile.v0
            <missing>      Less than a second ago   COPY app.js /app/ # buildkit                    5B        buildkit.dockerfile.v0
            <missing>      Less than a second ago   ENV A=1                                         0B        buildkit.dockerfile.v0
            <missing>      8 weeks ago              CMD ["/bin/sh"]                                 0B        buildkit.dockerfile.v0
            <missing>      8 weeks ago              ADD alpine-minirootfs-3.22.2-x86_64.tar.gz /…   8.32MB    buildkit.dockerfile.v0
        "#]],
    );
    check(&mut machine, "docker tag app app:v1", expect![[""]]);
    check(
        &mut machine,
        "docker images 'a*' --format {{.Repository}}:{{.Tag}}",
        expect![[r#"
        app:latest
        app:v1
    "#]],
    );
    check(
        &mut machine,
        "docker image inspect -f '{{json .Config.Cmd}} {{len .RootFS.Layers}}' app",
        expect![[r#"
        ["node","/app/app.js"] 2
    "#]],
    );
    check(
        &mut machine,
        "docker image inspect nosuch",
        expect![[r#"
            []
            Error response from daemon: no such image: nosuch: No such image: nosuch:latest
            exit 1
        "#]],
    );
    check(
        &mut machine,
        "docker system df",
        expect![[r#"
        TYPE            TOTAL     ACTIVE    SIZE      RECLAIMABLE
        Images          1         0         8.32MB    8.32MB (100%)
        Containers      0         0         0B        0B
        Local Volumes   0         0         0B        0B
        Build Cache     2         0         8.32MB    8.32MB
    "#]],
    );
    check(
        &mut machine,
        "docker image rm app",
        expect![[r#"
        Untagged: app:latest
    "#]],
    );
    check(
        &mut machine,
        "docker rmi app:v1",
        expect![[r#"
            Untagged: app:v1
            Deleted: sha256:624ace7cd7227d3d80142b8e9f7455ea98afcadc628f30879738d53b1f20f7ff
            Deleted: sha256:b899f7ff731dcb71f0b3608ada59a5b8d1ae16b959b583a49ea6042af022887e
            Deleted: sha256:e59a5babf3aa4db32b22b6927f3c88b03d610319d10ba861c059a6f28cc9b54c
        "#]],
    );
    check(
        &mut machine,
        "docker rmi app",
        expect![[r#"
        Error response from daemon: No such image: app:latest
        exit 1
    "#]],
    );
}

#[test]
fn archives_go_out_and_come_in() {
    let mut machine = machine();
    check(&mut machine, "docker save app -o app.tar", expect![[""]]);
    check(
        &mut machine,
        "docker rmi -f app",
        expect![[r#"
            Untagged: app:latest
            Deleted: sha256:624ace7cd7227d3d80142b8e9f7455ea98afcadc628f30879738d53b1f20f7ff
            Deleted: sha256:b899f7ff731dcb71f0b3608ada59a5b8d1ae16b959b583a49ea6042af022887e
            Deleted: sha256:e59a5babf3aa4db32b22b6927f3c88b03d610319d10ba861c059a6f28cc9b54c
        "#]],
    );
    check(
        &mut machine,
        "docker load -i app.tar",
        expect![[r#"
        Loaded image: app:latest
    "#]],
    );
    check(
        &mut machine,
        "docker load -i nope.tar",
        expect![[r#"
        open nope.tar: no such file or directory
        exit 1
    "#]],
    );
    check(
        &mut machine,
        "docker load -i app.js",
        expect![[r#"
            Error processing tar file(exit status 1): unexpected EOF
            exit 1
        "#]],
    );
    check(
        &mut machine,
        "docker save nosuch",
        expect![[r#"
        Error response from daemon: No such image: nosuch
        exit 1
    "#]],
    );
}

#[test]
fn what_build_refuses() {
    let mut machine = machine();
    check(
        &mut machine,
        "docker build",
        expect![[r#"
        ERROR: docker: 'docker buildx build' requires 1 argument

        Usage:  docker buildx build [OPTIONS] PATH | URL | -

        Run 'docker buildx build --help' for more information
        exit 1
    "#]],
    );
    check(
        &mut machine,
        "docker build --bogus .",
        expect![[r#"
        unknown flag: --bogus

        Usage:  docker buildx build [OPTIONS] PATH | URL | -

        Run 'docker buildx build --help' for more information
        exit 125
    "#]],
    );
    check(
        &mut machine,
        "docker build nowhere",
        expect![[r#"
        ERROR: unable to prepare context: path "nowhere" not found
        exit 1
    "#]],
    );
    check(
        &mut machine,
        "docker build -f Nope .",
        expect![[r#"
        ERROR: failed to build: failed to solve: failed to read dockerfile: open Nope: no such file or directory
        exit 1
    "#]],
    );
    check(
        &mut machine,
        "docker build -t App .",
        expect![[r#"
        ERROR: invalid tag "App": invalid reference format: repository name (library/App) must be lowercase
        exit 1
    "#]],
    );
    check(
        &mut machine,
        "docker build --progress=fast .",
        expect![[r#"
        ERROR: invalid progress mode fast
        exit 1
    "#]],
    );
    check(
        &mut machine,
        "docker build -o type=oci,dest=/no/where.tar .",
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
            ERROR: failed to build: open /no/where.tar: no such file or directory
            exit 1
        "#]],
    );
    check(
        &mut machine,
        "docker build https://example.com/x.git",
        expect![[r#"
        ERROR: https://example.com/x.git: contexts from the network are not simulated; fetch it and give the folder
        exit 1
    "#]],
    );
    check(
        &mut machine,
        "docker build --platform linux/amd64,linux/arm64 .",
        expect![[r#"
        ERROR: images for several platforms at once are not simulated; give one --platform
        exit 1
    "#]],
    );
}

#[test]
fn the_classic_builder_makes_an_image_of_every_step() {
    let mut machine = machine();
    check(
        &mut machine,
        "docker build --builder classic -t classic .",
        expect![[r#"
            Sending build context to Docker daemon  3.072kB␍␍
            Step 1/4 : FROM alpine
            latest: Pulling from library/alpine
            e59a5babf3aa: Already exists
            Digest: sha256:d2b101698740979615a84a96744ba457edbab1c09f344f573e041c2a577784f7
            Status: Downloaded newer image for alpine:latest
             ---> 0ec13b714df2
            Step 2/4 : ENV A=1
             ---> Running in 2f24c9943c25
            Removing intermediate container 2f24c9943c25
             ---> 5edb1231c240
            Step 3/4 : COPY app.js /app/
             ---> 53c7e47ac9bb
            Step 4/4 : CMD ["node", "/app/app.js"]
             ---> Running in b304ef5a0763
            Removing intermediate container b304ef5a0763
             ---> 46db382086eb
            Successfully built 46db382086eb
            Successfully tagged classic:latest
        "#]],
    );
    check(
        &mut machine,
        "docker build --builder classic -t classic .",
        expect![[r#"
        Sending build context to Docker daemon  3.072kB␍␍
        Step 1/4 : FROM alpine
         ---> 0ec13b714df2
        Step 2/4 : ENV A=1
         ---> Using cache
         ---> 5edb1231c240
        Step 3/4 : COPY app.js /app/
         ---> Using cache
         ---> 53c7e47ac9bb
        Step 4/4 : CMD ["node", "/app/app.js"]
         ---> Using cache
         ---> 46db382086eb
        Successfully built 46db382086eb
        Successfully tagged classic:latest
    "#]],
    );
    machine.options.env.insert("DOCKER_BUILDKIT".to_owned(), "0".to_owned());
    machine.write("/project/Dockerfile", b"FROM alpine\nRUN echo out; echo trouble >&2; exit 3\n");
    check(
        &mut machine,
        "docker build .",
        expect![[r#"
        Sending build context to Docker daemon  3.072kB␍␍
        Step 1/2 : FROM alpine
         ---> 0ec13b714df2
        Step 2/2 : RUN echo out; echo trouble >&2; exit 3
         ---> Running in 007f46639991
        out
        ␛[91mtrouble
        ␛[0mDEPRECATED: The legacy builder is deprecated and will be removed in a future release.
                    BuildKit is currently disabled; enable it by removing the DOCKER_BUILDKIT=0
                    environment-variable.

        The command '/bin/sh -c echo out; echo trouble >&2; exit 3' returned a non-zero code: 3
        exit 3
    "#]],
    );
    check(
        &mut machine,
        "docker build -o out .",
        expect![[r#"
        ERROR: the classic builder keeps images in the store only; leave out --output
        exit 1
    "#]],
    );
    check(
        &mut machine,
        "docker image ls -a",
        expect![[r#"
        REPOSITORY   TAG       IMAGE ID       CREATED                  SIZE
        <none>       <none>    53c7e47ac9bb   Less than a second ago   8.32MB
        <none>       <none>    5edb1231c240   Less than a second ago   8.32MB
        app          latest    624ace7cd722   Less than a second ago   8.32MB
        classic      latest    46db382086eb   Less than a second ago   8.32MB
        alpine       latest    0ec13b714df2   8 weeks ago              8.32MB
    "#]],
    );
    check(
        &mut machine,
        "docker history classic",
        expect![[r#"
        IMAGE          CREATED                  CREATED BY                                      SIZE      COMMENT
        46db382086eb   Less than a second ago   /bin/sh -c #(nop)  CMD ["node" "/app/app.js"]   0B        
        53c7e47ac9bb   Less than a second ago   /bin/sh -c #(nop) COPY file:2a872685f8e5c92e…   5B        
        5edb1231c240   Less than a second ago   /bin/sh -c #(nop)  ENV A=1                      0B        
        0ec13b714df2   8 weeks ago              CMD ["/bin/sh"]                                 0B        buildkit.dockerfile.v0
        <missing>      8 weeks ago              ADD alpine-minirootfs-3.22.2-x86_64.tar.gz /…   8.32MB    buildkit.dockerfile.v0
    "#]],
    );
    check(
        &mut machine,
        "docker rmi classic",
        expect![[r#"
            Untagged: classic:latest
            Deleted: sha256:46db382086eb282b3d6f5f96922b79c564d47dc95c742ecd51793adc77bfbd72
            Deleted: sha256:53c7e47ac9bb72820360e8f9bc02e978b5c60d979a8c6b49be6d0f1ffb7eddc4
            Deleted: sha256:48380ca26acd9dcb11167207a041b201fa81e92cad2b3c18ffab0d6b1d66a18e
            Deleted: sha256:5edb1231c240954c9cb0762709ec60f33ba7aa7ee0e54566ebd4c1f44592498e
        "#]],
    );
}

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
          "containerimage.config.digest": "sha256:ca75316f94e67b08491d49fb1b8fe43caa5072ad1ea88f57b130a28780bf87aa",
          "containerimage.digest": "sha256:ca75316f94e67b08491d49fb1b8fe43caa5072ad1ea88f57b130a28780bf87aa",
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
            sha256:b7919d850a64cf75a091f99a009efd7ae5d0cec8a0d6d3c6509b59b37e58c6c9
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
            sha256:b7919d850a64cf75a091f99a009efd7ae5d0cec8a0d6d3c6509b59b37e58c6c9
            {
              "cached": [
                {
                  "key": {
                    "digest": "sha256:a9e71b030c97714849140c9d549b62d08f98a70c180d92ec7ab4a9bccdadffd0",
                    "inputs": [
                      {
                        "content": null,
                        "name": "[1/2] FROM docker.io/library/alpine:latest@sha256:d2b101698740979615a84a96744ba457edbab1c09f344f573e041c2a577784f7",
                        "paths": null
                      },
                      {
                        "content": "sha256:4ad1d4e79e51a2127e686173357b669b67cdb9073be176bea359084825721e9e",
                        "name": "[internal] load build context",
                        "paths": [
                          "/app.js"
                        ]
                      }
                    ],
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
                    ]
                  },
                  "lines": [
                    3,
                    3
                  ],
                  "remarks": [],
                  "step": "[2/2] COPY app.js /app/",
                  "surprises": []
                }
              ],
              "missed": []
            }
        "#]],
    );
}

#[test]
fn dockerfiles_are_checked_without_a_build() {
    let mut machine = machine();
    machine.write("/project/Dockerfile", b"# pings\nFROM alpine as Base\nARG X=1\nENV A b\nCMD node\n");
    check(
        &mut machine,
        "docker build --check .",
        expect![[r#"
        Check complete, 4 warnings have been found!

        WARNING: StageNameCasing - https://docs.docker.com/go/dockerfile/rule/stage-name-casing/
        Stage name 'Base' should be lowercase
        Dockerfile:2
        --------------------
           1 |     # pings
           2 | >>> FROM alpine as Base
           3 |     ARG X=1
           4 |     ENV A b
        --------------------

        WARNING: FromAsCasing - https://docs.docker.com/go/dockerfile/rule/from-as-casing/
        'as' and 'FROM' keywords' casing do not match
        Dockerfile:2
        --------------------
           1 |     # pings
           2 | >>> FROM alpine as Base
           3 |     ARG X=1
           4 |     ENV A b
        --------------------

        WARNING: LegacyKeyValueFormat - https://docs.docker.com/go/dockerfile/rule/legacy-key-value-format/
        "ENV key=value" should be used instead of legacy "ENV key value" format
        Dockerfile:4
        --------------------
           2 |     FROM alpine as Base
           3 |     ARG X=1
           4 | >>> ENV A b
           5 |     CMD node
           6 |     
        --------------------

        WARNING: JSONArgsRecommended - https://docs.docker.com/go/dockerfile/rule/json-args-recommended/
        JSON arguments recommended for CMD to prevent unintended behavior related to OS signals
        Dockerfile:5
        --------------------
           3 |     ARG X=1
           4 |     ENV A b
           5 | >>> CMD node
           6 |     
        --------------------
        exit 1
    "#]],
    );
    check(
        &mut machine,
        "docker build --call=check,format=json .",
        expect![[r#"
        {
          "warnings": [
            {
              "ruleName": "StageNameCasing",
              "description": "Stage names should be lowercase",
              "url": "https://docs.docker.com/go/dockerfile/rule/stage-name-casing/",
              "detail": "Stage name 'Base' should be lowercase",
              "location": {
                "ranges": [
                  {
                    "start": {
                      "line": 2
                    },
                    "end": {
                      "line": 2
                    }
                  }
                ]
              }
            },
            {
              "ruleName": "FromAsCasing",
              "description": "The 'as' keyword should match the case of the 'from' keyword",
              "url": "https://docs.docker.com/go/dockerfile/rule/from-as-casing/",
              "detail": "'as' and 'FROM' keywords' casing do not match",
              "location": {
                "ranges": [
                  {
                    "start": {
                      "line": 2
                    },
                    "end": {
                      "line": 2
                    }
                  }
                ]
              }
            },
            {
              "ruleName": "LegacyKeyValueFormat",
              "description": "Legacy key/value format with whitespace separator should not be used",
              "url": "https://docs.docker.com/go/dockerfile/rule/legacy-key-value-format/",
              "detail": "\"ENV key=value\" should be used instead of legacy \"ENV key value\" format",
              "location": {
                "ranges": [
                  {
                    "start": {
                      "line": 4
                    },
                    "end": {
                      "line": 4
                    }
                  }
                ]
              }
            },
            {
              "ruleName": "JSONArgsRecommended",
              "description": "JSON arguments recommended for ENTRYPOINT/CMD to prevent unintended behavior related to OS signals",
              "url": "https://docs.docker.com/go/dockerfile/rule/json-args-recommended/",
              "detail": "JSON arguments recommended for CMD to prevent unintended behavior related to OS signals",
              "location": {
                "ranges": [
                  {
                    "start": {
                      "line": 5
                    },
                    "end": {
                      "line": 5
                    }
                  }
                ]
              }
            }
          ],
          "sources": [
            {
              "filename": "Dockerfile",
              "data": "IyBwaW5ncwpGUk9NIGFscGluZSBhcyBCYXNlCkFSRyBYPTEKRU5WIEEgYgpDTUQgbm9kZQo=",
              "language": "Dockerfile"
            }
          ]
        }
        exit 1
    "#]],
    );
    check(
        &mut machine,
        "docker build --call=targets .",
        expect![[r#"
        TARGET           DESCRIPTION
        base (default)   
    "#]],
    );
    check(
        &mut machine,
        "docker build --call=outline .",
        expect![[r#"
        TARGET: base

        BUILD ARG   VALUE   DESCRIPTION
        X           1       

    "#]],
    );
    machine.write("/project/Dockerfile", b"FROM alpine\nRUNN x\n");
    check(
        &mut machine,
        "docker build --check .",
        expect![[r#"
        ERROR: dockerfile parse error on line 2: unknown instruction: RUNN (did you mean RUN?)
        Dockerfile:2
        --------------------
           1 |     FROM alpine
           2 | >>> RUNN x
           3 |     
        --------------------
        exit 1
    "#]],
    );
    check(
        &mut machine,
        "docker build --call=targets .",
        expect![[r#"
        Dockerfile:2
        --------------------
           1 |     FROM alpine
           2 | >>> RUNN x
           3 |     
        --------------------
        ERROR: failed to build: failed to solve: dockerfile parse error on line 2: unknown instruction: RUNN (did you mean RUN?)
        exit 1
    "#]],
    );
    machine.write("/project/Dockerfile", b"FROM alpine\nRUN true\n");
    check(
        &mut machine,
        "docker build --check .",
        expect![[r#"
        Check complete, no warnings found.
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
fn the_cache_is_shown_and_pruned() {
    let mut machine = machine();
    check(
        &mut machine,
        "docker builder du",
        expect![[r#"
        ID						RECLAIMABLE	SIZE		LAST ACCESSED
        ph2tfhsyhbuvw4xryuccgpi49               	true 		8.32MB    	Less than a second ago
        vowzs50limyhs4lg2o1pb79qj               	true 		5B        	Less than a second ago
        Reclaimable:	8.32MB
        Total:		8.32MB
    "#]],
    );
    machine.stdin = b"n\n".to_vec();
    check(
        &mut machine,
        "docker builder prune",
        expect![
            "WARNING! This will remove all dangling build cache. Are you sure you want to continue? [y/N] "
        ],
    );
    check(
        &mut machine,
        "docker builder prune -f",
        expect![[r#"
        ID						RECLAIMABLE	SIZE		LAST ACCESSED
        ph2tfhsyhbuvw4xryuccgpi49               	true 		8.32MB    	Less than a second ago
        vowzs50limyhs4lg2o1pb79qj               	true 		5B        	Less than a second ago
        Total:	8.32MB
    "#]],
    );
    check(
        &mut machine,
        "docker builder du",
        expect![[r#"
        ID	RECLAIMABLE	SIZE	LAST ACCESSED
        Reclaimable:	0B
        Total:		0B
    "#]],
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
              "args": [
                "scratch"
              ],
              "endLine": 1,
              "original": "FROM scratch",
              "startLine": 1,
              "value": "FROM"
            },
            {
              "args": [
                "a",
                "b",
                "="
              ],
              "endLine": 2,
              "original": "LABEL a=b",
              "startLine": 2,
              "value": "LABEL"
            }
          ],
          "stages": [
            {
              "from": 0,
              "name": null,
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
fn help_is_there() {
    let mut machine = Machine::new(NOW);
    check(
        &mut machine,
        "docker image ls --help",
        expect![[r#"
        Usage:  docker image ls [OPTIONS] [REPOSITORY[:TAG]]

        List images

        Aliases:
          docker image ls, docker image list, docker images

        Options:
          -a, --all             Show all images (default hides intermediate images)
              --digests         Show digests
          -f, --filter filter   Filter output based on conditions provided
              --format string   Format output using a custom template:
                                'table':            Print output in table format
                                with column headers (default)
                                'table TEMPLATE':   Print output in table format
                                using the given Go template
                                'json':             Print in JSON format
                                'TEMPLATE':         Print output using the given
                                Go template.
                                Refer to https://docs.docker.com/go/formatting/
                                for more information about formatting output with
                                templates
              --no-trunc        Don't truncate output
          -q, --quiet           Only show image IDs
    "#]],
    );
    check(
        &mut machine,
        "docker",
        expect![[r#"
            Usage:  docker [OPTIONS] COMMAND

            A self-sufficient runtime for containers

            Common Commands:
              run         Create and run a new container from an image
              exec        Execute a command in a running container
              ps          List containers
              build       Build an image from a Dockerfile
              pull        Download an image from a registry
              push        Upload an image to a registry
              images      List images
              login       Authenticate to a registry
              logout      Log out from a registry
              search      Search Docker Hub for images
              version     Show the Docker version information
              info        Display system-wide information

            Management Commands:
              builder     Manage builds
              buildx*     Docker Buildx
              container   Manage containers
              context     Manage contexts
              image       Manage images
              manifest    Manage Docker image manifests and manifest lists
              network     Manage networks
              plugin      Manage plugins
              system      Manage Docker
              trust       Manage trust on Docker images
              volume      Manage volumes

            Swarm Commands:
              swarm       Manage Swarm

            Commands:
              attach      Attach local standard input, output, and error streams to a running container
              commit      Create a new image from a container's changes
              completion  Generate the autocompletion script for the specified shell (bash, zsh or fish)
              cp          Copy files/folders between a container and the local filesystem
              create      Create a new container
              diff        Inspect changes to files or directories on a container's filesystem
              events      Get real time events from the server
              export      Export a container's filesystem as a tar archive
              history     Show the history of an image
              import      Import the contents from a tarball to create a filesystem image
              inspect     Return low-level information on Docker objects
              kill        Kill one or more running containers
              load        Load an image from a tar archive or STDIN
              logs        Fetch the logs of a container
              parse       Show the nodes of a Dockerfile
              pause       Pause all processes within one or more containers
              port        List port mappings or a specific mapping for the container
              rename      Rename a container
              restart     Restart one or more containers
              rm          Remove one or more containers
              rmi         Remove one or more images
              save        Save one or more images to a tar archive (streamed to STDOUT by default)
              start       Start one or more stopped containers
              stats       Display a live stream of container(s) resource usage statistics
              stop        Stop one or more running containers
              tag         Create a tag TARGET_IMAGE that refers to SOURCE_IMAGE
              top         Display the running processes of a container
              unpause     Unpause all processes within one or more containers
              update      Update configuration of one or more containers
              wait        Block until one or more containers stop, then print their exit codes

            Global Options:
                  --config string      Location of client config files (default
                                       "/root/.docker")
              -c, --context string     Name of the context to use to connect to the
                                       daemon (overrides DOCKER_HOST env var and
                                       default context set with "docker context use")
              -D, --debug              Enable debug mode
              -H, --host list          Daemon socket(s) to connect to
              -l, --log-level string   Set the logging level
                                       ("debug"|"info"|"warn"|"error"|"fatal")
                                       (default "info")
                  --tls                Use TLS; implied by --tlsverify
                  --tlscacert string   Trust certs signed only by this CA (default
                                       "/root/.docker/ca.pem")
                  --tlscert string     Path to TLS certificate file (default
                                       "/root/.docker/cert.pem")
                  --tlskey string      Path to TLS key file (default
                                       "/root/.docker/key.pem")
                  --tlsverify          Use TLS and verify the remote
              -v, --version            Print version information and quit

            Run 'docker COMMAND --help' for more information on a command.

            For more help on how to use Docker, head to https://docs.docker.com/go/guides/
        "#]],
    );
    check(
        &mut machine,
        "docker build --help",
        expect![[r#"
        Usage:  docker buildx build [OPTIONS] PATH | URL | -

        Start a build

        Aliases:
          docker build, docker builder build, docker image build, docker buildx build, docker buildx b

        Options:
              --add-host strings              Add a custom host-to-IP mapping
                                              (format: "host:ip")
              --allow stringArray             Allow extra privileged entitlement
                                              (e.g., "network.host",
                                              "security.insecure", "device")
              --annotation stringArray        Add annotation to the image
              --attest stringArray            Attestation parameters (format:
                                              "type=sbom,generator=image")
              --build-arg stringArray         Set build-time variables
              --build-context stringArray     Additional build contexts (e.g.,
                                              name=path)
              --builder string                Which builder to use ("buildkit",
                                              "classic")
              --cache-from stringArray        External cache sources (e.g.,
                                              "user/app:cache",
                                              "type=local,src=path/to/dir")
              --cache-to stringArray          Cache export destinations (e.g.,
                                              "user/app:cache",
                                              "type=local,dest=path/to/dir")
              --call string                   Set method for evaluating build
                                              ("check", "outline", "targets")
                                              (default "build")
              --cgroup-parent string          Set the parent cgroup for the "RUN"
                                              instructions during build
              --check                         Shorthand for "--call=check"
          -D, --debug                         Enable debug logging
              --explain format[="text"]       Tell why each step ran or did not
                                              ("text", "json")
          -f, --file string                   Name of the Dockerfile (default:
                                              "PATH/Dockerfile")
              --iidfile string                Write the image ID to a file
              --label stringArray             Set metadata for an image
              --load                          Shorthand for "--output=type=docker"
              --metadata-file string          Write build result metadata to a file
              --network string                Set the networking mode for the
                                              "RUN" instructions during build
                                              (default "default")
              --no-cache                      Do not use cache when building the image
              --no-cache-filter stringArray   Do not cache specified stages
          -o, --output stringArray            Output destination (format:
                                              "type=local,dest=path")
              --platform stringArray          Set target platform for build
              --progress string               Set type of progress output
                                              ("auto", "quiet", "plain", "tty",
                                              "rawjson"). Use plain to show
                                              container output (default "auto")
              --provenance string             Shorthand for "--attest=type=provenance"
              --pull                          Always attempt to pull all
                                              referenced images
              --push                          Shorthand for "--output=type=registry"
          -q, --quiet                         Suppress the build output and print
                                              image ID on success
              --sbom string                   Shorthand for "--attest=type=sbom"
              --secret stringArray            Secret to expose to the build
                                              (format:
                                              "id=mysecret[,src=/local/secret]")
              --shm-size bytes                Shared memory size for build containers
              --ssh stringArray               SSH agent socket or keys to expose
                                              to the build (format:
                                              "default|<id>[=<socket>|<key>[,<key>]]")
          -t, --tag stringArray               Name and optionally a tag (format:
                                              "name:tag")
              --target string                 Set the target build stage to build
              --ulimit ulimit                 Ulimit options
    "#]],
    );
    check(
        &mut machine,
        "docker version",
        expect![[r#"
            Client: Layerlab 0.1.0 (simulated)
             Version:           28.2.2
             API version:       1.50
             Go version:        go1.24.3
             Git commit:        e6534b4
             Built:             Fri May 30 12:07:14 2025
             OS/Arch:           linux/amd64
             Context:           default

            Server: Layerlab 0.1.0 (simulated)
             Engine:
              Version:          28.2.2
              API version:      1.50 (minimum version 1.24)
              Go version:       go1.24.3
              Git commit:       e6534b4
              Built:            Fri May 30 12:07:14 2025
              OS/Arch:          linux/amd64
              Experimental:     false
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
         => => writing image sha256:624ace7cd7227d3d80142b8e9f7455ea98a  0.0s
         => => naming to docker.io/library/app:latest                    0.0s
        ␛[?25h"#]]
    .assert_eq(&last.replace('\x1b', "␛"));
}
