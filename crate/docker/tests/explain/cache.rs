//! What has nothing to do with files or words: the base image, the cache itself, and what changed without counting.

use expect_test::expect;

use super::{
    A,
    Edit::{Run, Touch, Write},
    check, check_with, shown,
};

#[test]
fn a_base_image_that_moved_is_told() {
    let base = [
        Write("b/Dockerfile", "FROM alpine\nCOPY x /x\n"),
        Write("b/x", "1"),
        Run("docker build -q -t base b"),
        Write("Dockerfile", "FROM base\nRUN echo a\nRUN echo b\n"),
    ];
    check(
        &base,
        &[Write("b/x", "2"), Run("docker build -q -t base b")],
        expect![[r#"
            Steps that ran, and why:
              [2/3] RUN echo a  (line 2)
                base image changed
                  - docker.io/library/base:latest@sha256:12ed9560
                  + docker.io/library/base:latest@sha256:1afc7879
            Steps that ran because of those:
              [3/3] RUN echo b (after RUN echo a)
            ! {"kind":"base","before":"docker.io/library/base:latest@sha256:12ed9560","after":"docker.io/library/base:latest@sha256:1afc7879"}
            > {"kind":"parent","step":"[2/3] RUN echo a"}
        "#]],
        expect![[r#"
            Steps that ran, and why:
              Step 2/3 : RUN echo a  (line 2)
                base image changed
                  - base@sha256:e1881401
                  + base@sha256:31d6670a
            Steps that ran because of those:
              Step 3/3 : RUN echo b (after Step 2/3 : RUN echo a)
            ! {"kind":"base","before":"base@sha256:e1881401","after":"base@sha256:31d6670a"}
            > {"kind":"parent","step":"Step 2/3 : RUN echo a"}
        "#]],
    );
    let on = |text| Write("Dockerfile", text);
    let (alpine, other) = ("FROM alpine\nRUN echo a\n", "FROM busybox\nRUN echo a\n");
    check(
        &[on(alpine)],
        &[on(other)],
        expect![[r#"
            Steps that ran, and why:
              [2/2] RUN echo a  (line 2)
                base image changed
                  - docker.io/library/alpine:latest@sha256:d2b10169
                  + docker.io/library/busybox:latest@sha256:260acce5
            ! {"kind":"base","before":"docker.io/library/alpine:latest@sha256:d2b10169","after":"docker.io/library/busybox:latest@sha256:260acce5"}
        "#]],
        expect![[r#"
            Steps that ran, and why:
              Step 2/2 : RUN echo a  (line 2)
                base image changed
                  - alpine@sha256:0ec13b71
                  + busybox@sha256:f910c218
            ! {"kind":"base","before":"alpine@sha256:0ec13b71","after":"busybox@sha256:f910c218"}
        "#]],
    );
}

#[test]
fn a_cache_that_is_not_there_or_not_wanted_is_told() {
    let file = Write(
        "Dockerfile",
        "FROM alpine AS a\nRUN echo a > /a\nFROM alpine\nCOPY --from=a /a /a\nRUN echo b\n",
    );
    check_with(
        ["", "--no-cache"],
        &[file],
        &[],
        expect![[r#"
        Steps that ran, and why:
          [a 2/2] RUN echo a > /a  (line 2)
            cache not used for this step
        Steps that ran because of those:
          [stage-1 2/3] COPY --from=a /a /a (cache not used for this step)
          [stage-1 3/3] RUN echo b (cache not used for this step)
        Steps taken from the cache:
        ! {"kind":"noCache"}
        > {"kind":"noCache"}
        > {"kind":"noCache"}
    "#]],
        expect![[r#"
        Steps that ran, and why:
          Step 2/5 : RUN echo a > /a  (line 2)
            cache not used for this step
          Step 4/5 : COPY --from=a /a /a  (line 4)
            cache not used for this step
          Step 5/5 : RUN echo b  (line 5)
            cache not used for this step
        ! {"kind":"noCache"}
        ! {"kind":"noCache"}
        ! {"kind":"noCache"}
    "#]],
    );
    check(
        &[file],
        &[Run("docker builder prune -af"), Run("docker image prune -af")],
        expect![[r#"
            Steps that ran, and why:
              [a 2/2] RUN echo a > /a  (line 2)
                result was pruned
            Steps that ran because of those:
              [stage-1 2/3] COPY --from=a /a /a (result was pruned)
              [stage-1 3/3] RUN echo b (result was pruned)
            ! {"kind":"pruned"}
            > {"kind":"pruned"}
            > {"kind":"pruned"}
        "#]],
        expect![[r#"
            Steps that ran, and why:
              Step 4/5 : COPY --from=a /a /a  (line 4)
                result was pruned
            Steps that ran because of those:
              Step 5/5 : RUN echo b (after Step 4/5 : COPY --from=a /a /a)
            Steps taken from the cache:
              Step 2/5 : RUN echo a > /a
            ! {"kind":"pruned"}
            > {"kind":"parent","step":"Step 4/5 : COPY --from=a /a /a"}
        "#]],
    );
    check(
        &[Write("Dockerfile", "FROM alpine\n")],
        &[file],
        expect![[r#"
        Steps that ran, and why:
          [a 2/2] RUN echo a > /a  (line 2)
            first build
        Steps that ran because of those:
          [stage-1 2/3] COPY --from=a /a /a (first build)
          [stage-1 3/3] RUN echo b (first build)
        Steps taken from the cache:
        ! {"kind":"firstBuild"}
        > {"kind":"firstBuild"}
        > {"kind":"firstBuild"}
    "#]],
        expect![[r#"
            Steps that ran, and why:
              Step 2/5 : RUN echo a > /a  (line 2)
                first build
              Step 4/5 : COPY --from=a /a /a  (line 4)
                first build
            Steps that ran because of those:
              Step 5/5 : RUN echo b (after Step 4/5 : COPY --from=a /a /a)
            ! {"kind":"firstBuild"}
            ! {"kind":"firstBuild"}
            > {"kind":"parent","step":"Step 4/5 : COPY --from=a /a /a"}
        "#]],
    );
    expect![[r#"
        Steps that ran, and why:
          [a 2/2] RUN echo a > /a  (line 2)
            cache not used for this step
        Steps taken from the cache:
          [stage-1 2/3] COPY --from=a /a /a
            RUN echo a > /a ran and gave the same files
          [stage-1 3/3] RUN echo b
        ! {"kind":"noCache"}
        = {"kind":"sameContent","name":"[a 2/2] RUN echo a > /a"}
    "#]]
    .assert_eq(&shown("buildkit", ["", "--no-cache-filter a"], &[file], &[]));
}

#[test]
fn what_does_not_count_is_told_of_hits() {
    let file = |text| Write("Dockerfile", text);
    let one = file("FROM alpine\n# first\nRUN echo a\nCOPY d /d\n");
    check(
        &[A, one],
        &[Touch("d/a")],
        expect![[r#"
        Steps taken from the cache:
          [2/3] RUN echo a
          [3/3] COPY d /d
            only the time of d/a changed
        = {"kind":"onlyTimes","paths":["d/a"]}
    "#]],
        expect![[r#"
        Steps taken from the cache:
          Step 2/3 : RUN echo a
          Step 3/3 : COPY d /d
            only the time of d/a changed
        = {"kind":"onlyTimes","paths":["d/a"]}
    "#]],
    );
    check(
        &[A, one],
        &[file("FROM alpine\n# other\nRUN echo a\nCOPY d /d\n")],
        expect![[r##"
            Steps taken from the cache:
              [2/3] RUN echo a
                only a comment or the way it is written changed
              [3/3] COPY d /d
            = {"kind":"comment","before":"# first\nRUN echo a"}
        "##]],
        expect![[r##"
            Steps taken from the cache:
              Step 2/3 : RUN echo a
                only a comment or the way it is written changed
              Step 3/3 : COPY d /d
            = {"kind":"comment","before":"# first\nRUN echo a"}
        "##]],
    );
    check(
        &[A, one],
        &[file("FROM alpine\n# first\nrun   echo a\nCOPY d   /d\n")],
        expect![[r#"
            Steps taken from the cache:
              [2/3] RUN   echo a
                only the spelling changed
              [3/3] COPY d   /d
                only the spelling changed
            = {"kind":"spelling","before":"RUN echo a"}
            = {"kind":"spelling","before":"COPY d /d"}
        "#]],
        expect![[r#"
            Steps taken from the cache:
              Step 2/3 : run   echo a
                only the spelling changed
              Step 3/3 : COPY d   /d
                only the spelling changed
            = {"kind":"spelling","before":"RUN echo a"}
            = {"kind":"spelling","before":"COPY d /d"}
        "#]],
    );
    let stage = file("FROM alpine AS s\nCOPY d/a /a\nFROM alpine\nCOPY --from=s /a /d/a\n");
    check(
        &[A, file("FROM alpine\nCOPY d/a /d/a\n")],
        &[stage],
        expect![[r#"
        Steps that ran, and why:
          [s 2/2] COPY d/a /a  (line 2)
            first build
        Steps taken from the cache:
          [stage-1 2/2] COPY --from=s /a /d/a
            same content as in COPY d/a /d/a
            COPY d/a /a ran and gave the same files
        ! {"kind":"firstBuild"}
        = {"kind":"otherOrigin","name":"[2/2] COPY d/a /d/a"}
        = {"kind":"sameContent","name":"[s 2/2] COPY d/a /a"}
    "#]],
        expect![[r#"
            Steps that ran, and why:
              Step 2/4 : COPY d/a /a  (line 2)
                instruction changed
                  COPY d/a [-/d/a-] {+/a+}
            Steps that ran because of those:
              Step 4/4 : COPY --from=s /a /d/a (file d/a renamed to a (and 1 more))
            ! {"kind":"instruction","before":"COPY d/a /d/a","after":"COPY d/a /a","words":"…"}
            > {"kind":"file","path":"d/a","change":"renamed","before":"d/a","after":"a"} {"kind":"parent","step":"Step 2/4 : COPY d/a /a"}
        "#]],
    );
    let made = |text| file(text);
    let (old, new) = (
        "FROM alpine AS s\nRUN echo a > /a\nFROM alpine\nCOPY --from=s /a /\n",
        "FROM alpine AS s\nRUN echo  a > /a; :\nFROM alpine\nCOPY --from=s /a /\n",
    );
    check(
        &[made(old)],
        &[made(new)],
        expect![[r#"
            Steps that ran, and why:
              [s 2/2] RUN echo  a > /a; :  (line 2)
                instruction changed
                  RUN echo a > [-/a-] {+/a; :+}
            Steps taken from the cache:
              [stage-1 2/2] COPY --from=s /a /
                RUN echo  a > /a; : ran and gave the same files
            ! {"kind":"instruction","before":"RUN echo a > /a","after":"RUN echo  a > /a; :","words":"…"}
            = {"kind":"sameContent","name":"[s 2/2] RUN echo  a > /a; :"}
        "#]],
        expect![[r#"
            Steps that ran, and why:
              Step 2/4 : RUN echo  a > /a; :  (line 2)
                instruction changed
                  RUN echo a > [-/a-] {+/a; :+}
            Steps taken from the cache:
              Step 4/4 : COPY --from=s /a /
                only the time of a changed
            ! {"kind":"instruction","before":"RUN echo a > /a","after":"RUN echo  a > /a; :","words":"…"}
            = {"kind":"onlyTimes","paths":["a"]}
        "#]],
    );
}
