//! The classic builder.

use expect_test::expect;

use crate::{check, machine};

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
             ---> Running in 92604c8d8192
            Removing intermediate container 92604c8d8192
             ---> 553ef88e1a37
            Step 3/4 : COPY app.js /app/
             ---> 25f9a80d583a
            Step 4/4 : CMD ["node", "/app/app.js"]
             ---> Running in 2b9ef98362d6
            Removing intermediate container 2b9ef98362d6
             ---> 4acf56b920a1
            Successfully built 4acf56b920a1
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
             ---> 553ef88e1a37
            Step 3/4 : COPY app.js /app/
             ---> Using cache
             ---> 25f9a80d583a
            Step 4/4 : CMD ["node", "/app/app.js"]
             ---> Using cache
             ---> 4acf56b920a1
            Successfully built 4acf56b920a1
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
             ---> Running in ccea63df8973
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
            <none>       <none>    25f9a80d583a   Less than a second ago   8.32MB
            <none>       <none>    553ef88e1a37   Less than a second ago   8.32MB
            app          latest    4a5a2c69338b   Less than a second ago   8.32MB
            classic      latest    4acf56b920a1   Less than a second ago   8.32MB
            alpine       latest    0ec13b714df2   8 weeks ago              8.32MB
        "#]],
    );
    check(
        &mut machine,
        "docker history classic",
        expect![[r#"
            IMAGE          CREATED                  CREATED BY                                      SIZE      COMMENT
            4acf56b920a1   Less than a second ago   /bin/sh -c #(nop)  CMD ["node" "/app/app.js"]   0B        
            25f9a80d583a   Less than a second ago   /bin/sh -c #(nop) COPY file:2a872685f8e5c92e…   5B        
            553ef88e1a37   Less than a second ago   /bin/sh -c #(nop)  ENV A=1                      0B        
            0ec13b714df2   8 weeks ago              CMD ["/bin/sh"]                                 0B        buildkit.dockerfile.v0
            <missing>      8 weeks ago              ADD alpine-minirootfs-3.22.2-x86_64.tar.gz /…   8.32MB    buildkit.dockerfile.v0
        "#]],
    );
    check(
        &mut machine,
        "docker rmi classic",
        expect![[r#"
            Untagged: classic:latest
            Deleted: sha256:4acf56b920a10e4fd4b5ad844839465a476b867aa6565faeb70c3e436404ea08
            Deleted: sha256:25f9a80d583a83e42197cb5d5dabe304ce785ccbeb0d9c046620d7df80f6425e
            Deleted: sha256:48380ca26acd9dcb11167207a041b201fa81e92cad2b3c18ffab0d6b1d66a18e
            Deleted: sha256:553ef88e1a379b30b74d9ebb281480836d530183ea7dcadbaec03ff35b340366
        "#]],
    );
}
