//! `docker image pull`.

use docker::{Profile, Terminal};
use expect_test::expect;

use crate::support::Machine;
use crate::{NOW, check};

#[test]
fn layers_arrive_and_are_shared() {
    let mut machine = Machine::new(NOW);
    check(
        &mut machine,
        "docker pull diamol/node",
        expect![[r#"
        Using default tag: latest
        latest: Pulling from diamol/node
        54d0eb4878b3: Pulling fs layer
        12e34f3465f9: Pulling fs layer
        1dfc433277c3: Pulling fs layer
        82f8cf08594f: Pulling fs layer
        82f8cf08594f: Waiting
        1dfc433277c3: Verifying Checksum
        1dfc433277c3: Download complete
        82f8cf08594f: Verifying Checksum
        82f8cf08594f: Download complete
        54d0eb4878b3: Verifying Checksum
        54d0eb4878b3: Download complete
        54d0eb4878b3: Pull complete
        12e34f3465f9: Verifying Checksum
        12e34f3465f9: Download complete
        12e34f3465f9: Pull complete
        1dfc433277c3: Pull complete
        82f8cf08594f: Pull complete
        Digest: sha256:a5a7f9daf9d7d11953a77faa13a752249825d4fb5fc33742def916f1b4921995
        Status: Downloaded newer image for diamol/node:latest
        docker.io/diamol/node:latest
    "#]],
    );
    check(
        &mut machine,
        "docker pull diamol/ch03-web-ping",
        expect![[r#"
        Using default tag: latest
        latest: Pulling from diamol/ch03-web-ping
        54d0eb4878b3: Already exists
        12e34f3465f9: Already exists
        1dfc433277c3: Already exists
        82f8cf08594f: Already exists
        fc3ec7798cb9: Pulling fs layer
        a0270f71dd49: Pulling fs layer
        fc3ec7798cb9: Verifying Checksum
        fc3ec7798cb9: Download complete
        a0270f71dd49: Verifying Checksum
        a0270f71dd49: Download complete
        fc3ec7798cb9: Pull complete
        a0270f71dd49: Pull complete
        Digest: sha256:5447283e3150d5f3a523cc32bbe22a8a2d6bcff6031ed9d8fd18a53702ec4135
        Status: Downloaded newer image for diamol/ch03-web-ping:latest
        docker.io/diamol/ch03-web-ping:latest
    "#]],
    );
    check(
        &mut machine,
        "docker pull diamol/ch03-web-ping",
        expect![[r#"
        Using default tag: latest
        latest: Pulling from diamol/ch03-web-ping
        Digest: sha256:5447283e3150d5f3a523cc32bbe22a8a2d6bcff6031ed9d8fd18a53702ec4135
        Status: Image is up to date for diamol/ch03-web-ping:latest
        docker.io/diamol/ch03-web-ping:latest
    "#]],
    );
    check(
        &mut machine,
        "docker pull -q alpine:3.10",
        expect![[r#"
        docker.io/library/alpine:3.10
    "#]],
    );
    machine.options.profile = Some(Profile::V29);
    check(
        &mut machine,
        "docker pull busybox",
        expect![[r#"
        Using default tag: latest
        latest: Pulling from library/busybox
        1148d1a93c9d: Pulling fs layer
        1148d1a93c9d: Download complete
        1148d1a93c9d: Pull complete
        Digest: sha256:260acce5f385106c4113a8595a8f6b783a2ab98d2108e9e5bdb82bd473c5a2f9
        Status: Downloaded newer image for busybox:latest
        docker.io/library/busybox:latest
    "#]],
    );
}

#[test]
fn what_the_registry_lacks() {
    let mut machine = Machine::new(NOW);
    check(
        &mut machine,
        "docker pull --platform linux/arm64 alpine",
        expect![[r#"
        Using default tag: latest
        Error response from daemon: no matching manifest for linux/arm64 in the manifest list entries: no match for platform in manifest: not found
        exit 1
    "#]],
    );
    check(
        &mut machine,
        "docker pull --platform nonsense alpine",
        expect![[r#"
        Using default tag: latest
        Error response from daemon: "nonsense": unknown operating system or architecture: invalid argument
        exit 1
    "#]],
    );
    check(
        &mut machine,
        "docker pull -a alpine:3",
        expect![[r#"
        tag can't be used with --all-tags/-a
        exit 1
    "#]],
    );
    check(
        &mut machine,
        "docker pull mcr.microsoft.com/nothing",
        expect![[r#"
        Using default tag: latest
        Error response from daemon: pull access denied for mcr.microsoft.com/nothing, repository does not exist or may require 'docker login': denied: requested access to the resource is denied
        exit 1
    "#]],
    );
    check(
        &mut machine,
        "docker pull nowhere.example/x",
        expect![[r#"
        Using default tag: latest
        Error response from daemon: Get "https://nowhere.example/v2/": dial tcp: lookup nowhere.example: no such host
        exit 1
    "#]],
    );
    check(
        &mut machine,
        "docker run --pull never busybox",
        expect![[r#"
        docker: Error response from daemon: No such image: busybox:latest

        Run 'docker run --help' for more information
        exit 125
    "#]],
    );
}

#[test]
fn a_terminal_shows_bars_if_it_is_wide() {
    let mut machine = Machine::new(NOW);
    machine.options.stdout_is_terminal = true;
    machine.options.terminal = Some(Terminal { columns: 120, rows: 24, colours: true });
    check(
        &mut machine,
        "docker pull busybox",
        expect![[r#"
        Using default tag: latest
        latest: Pulling from library/busybox

        ␛[1A␛[2K␍1148d1a93c9d: Pulling fs layer ␍␛[1B␛[1A␛[2K␍1148d1a93c9d: Downloading [======>                                            ]  600.4kB/4.491MB␍␛[1B␛[1A␛[2K␍1148d1a93c9d: Downloading [====================>                              ]  1.801MB/4.491MB␍␛[1B␛[1A␛[2K␍1148d1a93c9d: Downloading [=================================>                 ]  3.002MB/4.491MB␍␛[1B␛[1A␛[2K␍1148d1a93c9d: Downloading [==============================================>    ]  4.203MB/4.491MB␍␛[1B␛[1A␛[2K␍1148d1a93c9d: Verifying Checksum ␍␛[1B␛[1A␛[2K␍1148d1a93c9d: Download complete ␍␛[1B␛[1A␛[2K␍1148d1a93c9d: Extracting [==================================================>]  4.491MB/4.491MB␍␛[1B␛[1A␛[2K␍1148d1a93c9d: Pull complete ␍␛[1BDigest: sha256:260acce5f385106c4113a8595a8f6b783a2ab98d2108e9e5bdb82bd473c5a2f9
        Status: Downloaded newer image for busybox:latest
        docker.io/library/busybox:latest
    "#]],
    );
    check(
        &mut machine,
        "docker rmi busybox",
        expect![[r#"
        Untagged: busybox:latest
        Untagged: busybox@sha256:260acce5f385106c4113a8595a8f6b783a2ab98d2108e9e5bdb82bd473c5a2f9
        Deleted: sha256:f910c218a14632fd8d2a9cb1990a8eb2aa4d7b7a17241c7a4d7c977f241acc1b
        Deleted: sha256:1148d1a93c9ddcaf53561b4a758966055f871248914573e354330fa0b7e38597
    "#]],
    );
    machine.options.terminal = Some(Terminal { columns: 80, rows: 24, colours: true });
    check(
        &mut machine,
        "docker pull busybox",
        expect![[r#"
        Using default tag: latest
        latest: Pulling from library/busybox

        ␛[1A␛[2K␍1148d1a93c9d: Pulling fs layer ␍␛[1B␛[1A␛[2K␍1148d1a93c9d: Downloading  600.4kB/4.491MB␍␛[1B␛[1A␛[2K␍1148d1a93c9d: Downloading  1.801MB/4.491MB␍␛[1B␛[1A␛[2K␍1148d1a93c9d: Downloading  3.002MB/4.491MB␍␛[1B␛[1A␛[2K␍1148d1a93c9d: Downloading  4.203MB/4.491MB␍␛[1B␛[1A␛[2K␍1148d1a93c9d: Verifying Checksum ␍␛[1B␛[1A␛[2K␍1148d1a93c9d: Download complete ␍␛[1B␛[1A␛[2K␍1148d1a93c9d: Extracting  4.491MB/4.491MB␍␛[1B␛[1A␛[2K␍1148d1a93c9d: Pull complete ␍␛[1BDigest: sha256:260acce5f385106c4113a8595a8f6b783a2ab98d2108e9e5bdb82bd473c5a2f9
        Status: Downloaded newer image for busybox:latest
        docker.io/library/busybox:latest
    "#]],
    );
}
