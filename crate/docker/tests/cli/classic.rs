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
