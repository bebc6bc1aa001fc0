//! `docker image ls|history|inspect|tag|rm|save|load|import`.

use expect_test::expect;

use crate::{check, machine};

#[test]
fn images_are_listed_tagged_and_removed() {
    let mut machine = machine();
    check(
        &mut machine,
        "docker image ls",
        expect![[r#"
            REPOSITORY   TAG       IMAGE ID       CREATED                  SIZE
            app          latest    4a5a2c69338b   Less than a second ago   8.32MB
        "#]],
    );
    check(
        &mut machine,
        "docker image history app",
        expect![[r#"
            IMAGE          CREATED                  CREATED BY                                      SIZE      COMMENT
            4a5a2c69338b   Less than a second ago   CMD ["node" "/app/app.js"]                      0B        buildkit.dockerfile.v0
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
            Images          1         0         8.324MB   8.324MB (100%)
            Containers      0         0         0B        0B
            Local Volumes   0         0         0B        0B
            Build Cache     2         0         8.324MB   8.324MB
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
            Deleted: sha256:4a5a2c69338b500ef877208cb6f9fde2d08cec4e20995dc4fd7bcb13cda94fe7
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
            Deleted: sha256:4a5a2c69338b500ef877208cb6f9fde2d08cec4e20995dc4fd7bcb13cda94fe7
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
