//! Variables and instructions.

use expect_test::expect;

use super::{A, Edit::Write, check, check_with};

#[test]
fn variables_are_told_with_both_values() {
    let arg = Write("Dockerfile", "FROM alpine\nARG V=0\nRUN echo $V\n");
    check_with(
        ["--build-arg V=1", "--build-arg V=2"],
        &[arg],
        &[],
        expect![[r#"
            Steps that ran, and why:
              [2/2] RUN echo 2  (line 3)
                V changed from 1 to 2
            Steps taken from the cache:
            ! {"kind":"variable","name":"V","source":"arg","before":"1","after":"2"}
        "#]],
        expect![[r#"
            Steps that ran, and why:
              Step 3/3 : RUN echo $V  (line 3)
                V changed from 1 to 2
            Steps taken from the cache:
              Step 2/3 : ARG V=0
            ! {"kind":"variable","name":"V","source":"arg","before":"1","after":"2"}
        "#]],
    );
    check_with(
        ["", "--build-arg V=2"],
        &[arg],
        &[],
        expect![[r#"
            Steps that ran, and why:
              [2/2] RUN echo 2  (line 3)
                V changed from 0 to 2
            Steps taken from the cache:
            ! {"kind":"variable","name":"V","source":"arg","before":"0","after":"2"}
        "#]],
        expect![[r#"
            Steps that ran, and why:
              Step 3/3 : RUN echo $V  (line 3)
                V changed from 0 to 2
            Steps taken from the cache:
              Step 2/3 : ARG V=0
            ! {"kind":"variable","name":"V","source":"arg","before":"0","after":"2"}
        "#]],
    );
    let none = Write("Dockerfile", "FROM alpine\nRUN echo $V\n");
    check(
        &[none],
        &[arg],
        expect![[r#"
            Steps that ran, and why:
              [2/2] RUN echo 0  (line 3)
                V set to 0
            Steps taken from the cache:
            ! {"kind":"variable","name":"V","source":"arg","after":"0"}
        "#]],
        expect![[r#"
            Steps that ran, and why:
              Step 2/3 : ARG V=0  (line 2)
                instruction changed
                  [-RUN echo $V-] {+ARG V=0+}
            Steps that ran because of those:
              Step 3/3 : RUN echo $V (after Step 2/3 : ARG V=0)
            ! {"kind":"instruction","before":"RUN echo $V","after":"ARG V=0","words":"…"}
            > {"kind":"parent","step":"Step 2/3 : ARG V=0"}
        "#]],
    );
    check(
        &[arg],
        &[none],
        expect![[r#"
            Steps that ran, and why:
              [2/2] RUN echo $V  (line 2)
                V no longer set (was 0)
            Steps taken from the cache:
            ! {"kind":"variable","name":"V","source":"arg","before":"0"}
        "#]],
        expect![[r#"
            Steps that ran, and why:
              Step 2/2 : RUN echo $V  (line 2)
                instruction changed
                  [-ARG V=0-] {+RUN echo $V+}
                V no longer set (was 0)
            ! {"kind":"instruction","before":"ARG V=0","after":"RUN echo $V","words":"…"} {"kind":"variable","name":"V","source":"arg","before":"0"}
        "#]],
    );
    let env = |text| Write("Dockerfile", text);
    let (one, two) = ("FROM alpine\nENV E=1\nRUN echo $E\n", "FROM alpine\nENV E='2 3'\nRUN echo $E\n");
    check(
        &[env(one)],
        &[env(two)],
        expect![[r#"
            Steps that ran, and why:
              [2/2] RUN echo 2 3  (line 3)
                E changed from 1 to 2 3
            Steps taken from the cache:
            ! {"kind":"variable","name":"E","source":"env","before":"1","after":"2 3"}
        "#]],
        expect![[r#"
            Steps that ran, and why:
              Step 2/3 : ENV E='2 3'  (line 2)
                instruction changed
                  ENV [-E=1-] {+E='2 3'+}
            Steps that ran because of those:
              Step 3/3 : RUN echo $E (after Step 2/3 : ENV E='2 3')
            ! {"kind":"instruction","before":"ENV E=1","after":"ENV E='2 3'","words":"…"}
            > {"kind":"parent","step":"Step 2/3 : ENV E='2 3'"}
        "#]],
    );
    check(
        &[env(one)],
        &[env("FROM alpine\nRUN echo $E\n")],
        expect![[r#"
            Steps that ran, and why:
              [2/2] RUN echo $E  (line 2)
                E no longer set (was 1)
            Steps taken from the cache:
            ! {"kind":"variable","name":"E","source":"env","before":"1"}
        "#]],
        expect![[r#"
            Steps that ran, and why:
              Step 2/2 : RUN echo $E  (line 2)
                instruction changed
                  [-ENV E=1-] {+RUN echo $E+}
            ! {"kind":"instruction","before":"ENV E=1","after":"RUN echo $E","words":"…"}
        "#]],
    );
}

#[test]
fn an_instruction_that_changed_is_shown_word_by_word() {
    let file = |text| Write("Dockerfile", text);
    let one = file("FROM alpine\nRUN echo a b\nRUN echo c\n");
    check(
        &[one],
        &[file("FROM alpine\nRUN echo a -x b\nRUN echo c\n")],
        expect![[r#"
            Steps that ran, and why:
              [2/3] RUN echo a -x b  (line 2)
                instruction changed
                  RUN echo a {+-x+} b
            Steps that ran because of those:
              [3/3] RUN echo c (after RUN echo a -x b)
            Steps taken from the cache:
            ! {"kind":"instruction","before":"RUN echo a b","after":"RUN echo a -x b","words":"…"}
            > {"kind":"parent","step":"[2/3] RUN echo a -x b"}
        "#]],
        expect![[r#"
            Steps that ran, and why:
              Step 2/3 : RUN echo a -x b  (line 2)
                instruction changed
                  RUN echo a {+-x+} b
            Steps that ran because of those:
              Step 3/3 : RUN echo c (after Step 2/3 : RUN echo a -x b)
            ! {"kind":"instruction","before":"RUN echo a b","after":"RUN echo a -x b","words":"…"}
            > {"kind":"parent","step":"Step 2/3 : RUN echo a -x b"}
        "#]],
    );
    check(
        &[one],
        &[file("FROM alpine\nRUN echo new\nRUN echo a b\nRUN echo c\n")],
        expect![[r#"
            Steps that ran, and why:
              [2/4] RUN echo new  (line 2)
                first build
            Steps that ran because of those:
              [3/4] RUN echo a b (after RUN echo new)
              [4/4] RUN echo c (after RUN echo a b)
            Steps taken from the cache:
            ! {"kind":"firstBuild"}
            > {"kind":"parent","step":"[2/4] RUN echo new"}
            > {"kind":"parent","step":"[3/4] RUN echo a b"}
        "#]],
        expect![[r#"
            Steps that ran, and why:
              Step 2/4 : RUN echo new  (line 2)
                instruction changed
                  RUN echo [-a b-] {+new+}
            Steps that ran because of those:
              Step 3/4 : RUN echo a b (after Step 2/4 : RUN echo new (and 1 more))
              Step 4/4 : RUN echo c (after Step 2/4 : RUN echo new)
            ! {"kind":"instruction","before":"RUN echo a b","after":"RUN echo new","words":"…"}
            > {"kind":"parent","step":"Step 2/4 : RUN echo new"} {"kind":"instruction","before":"RUN echo c","after":"RUN echo a b","words":"…"}
            > {"kind":"parent","step":"Step 2/4 : RUN echo new"}
        "#]],
    );
    check(
        &[one],
        &[file("FROM alpine\nRUN echo c\n")],
        expect![[r#"
            Steps that ran, and why:
              [2/2] RUN echo c  (line 2)
                previous step changed from RUN echo a b to FROM docker.io/library/alpine:latest
            Steps taken from the cache:
            ! {"kind":"option","name":"previous step","before":"RUN echo a b","after":"FROM docker.io/library/alpine:latest"}
        "#]],
        expect![[r#"
            Steps that ran, and why:
              Step 2/2 : RUN echo c  (line 2)
                instruction changed
                  RUN echo [-a b-] {+c+}
            ! {"kind":"instruction","before":"RUN echo a b","after":"RUN echo c","words":"…"}
        "#]],
    );
    check(
        &[one],
        &[file("FROM alpine\nWORKDIR /w\nRUN echo a b\nRUN echo c\n")],
        expect![[r#"
            Steps that ran, and why:
              [2/4] WORKDIR /w  (line 2)
                first build
            Steps that ran because of those:
              [3/4] RUN echo a b (working directory changed from / to /w (and 1 more))
              [4/4] RUN echo c (working directory changed from / to /w (and 1 more))
            Steps taken from the cache:
            ! {"kind":"firstBuild"}
            > {"kind":"option","name":"working directory","before":"/","after":"/w"} {"kind":"parent","step":"[2/4] WORKDIR /w"}
            > {"kind":"option","name":"working directory","before":"/","after":"/w"} {"kind":"parent","step":"[3/4] RUN echo a b"}
        "#]],
        expect![[r#"
            Steps that ran, and why:
              Step 2/4 : WORKDIR /w  (line 2)
                instruction changed
                  [-RUN echo a b-] {+WORKDIR /w+}
            Steps that ran because of those:
              Step 3/4 : RUN echo a b (after Step 2/4 : WORKDIR /w (and 1 more))
              Step 4/4 : RUN echo c (after Step 2/4 : WORKDIR /w)
            ! {"kind":"instruction","before":"RUN echo a b","after":"WORKDIR /w","words":"…"}
            > {"kind":"parent","step":"Step 2/4 : WORKDIR /w"} {"kind":"instruction","before":"RUN echo c","after":"RUN echo a b","words":"…"}
            > {"kind":"parent","step":"Step 2/4 : WORKDIR /w"}
        "#]],
    );
    check(
        &[one],
        &[file("FROM alpine\nUSER 5\nRUN echo a b\nRUN echo c\n")],
        expect![[r#"
            Steps that ran, and why:
              [2/3] RUN echo a b  (line 3)
                user set to 5
            Steps that ran because of those:
              [3/3] RUN echo c (user set to 5 (and 1 more))
            Steps taken from the cache:
            ! {"kind":"option","name":"user","before":"","after":"5"}
            > {"kind":"option","name":"user","before":"","after":"5"} {"kind":"parent","step":"[2/3] RUN echo a b"}
        "#]],
        expect![[r#"
            Steps that ran, and why:
              Step 2/4 : USER 5  (line 2)
                instruction changed
                  [-RUN echo a b-] {+USER 5+}
            Steps that ran because of those:
              Step 3/4 : RUN echo a b (after Step 2/4 : USER 5 (and 1 more))
              Step 4/4 : RUN echo c (after Step 2/4 : USER 5)
            ! {"kind":"instruction","before":"RUN echo a b","after":"USER 5","words":"…"}
            > {"kind":"parent","step":"Step 2/4 : USER 5"} {"kind":"instruction","before":"RUN echo c","after":"RUN echo a b","words":"…"}
            > {"kind":"parent","step":"Step 2/4 : USER 5"}
        "#]],
    );
    let copy = file("FROM alpine\nCOPY d/a /x\n");
    check(
        &[A, copy],
        &[file("FROM alpine\nCOPY d/a /y\n")],
        expect![[r#"
            Steps that ran, and why:
              [2/2] COPY d/a /y  (line 2)
                instruction changed
                  COPY d/a [-/x-] {+/y+}
            Steps taken from the cache:
            ! {"kind":"instruction","before":"COPY d/a /x","after":"COPY d/a /y","words":"…"}
        "#]],
        expect![[r#"
            Steps that ran, and why:
              Step 2/2 : COPY d/a /y  (line 2)
                instruction changed
                  COPY d/a [-/x-] {+/y+}
            ! {"kind":"instruction","before":"COPY d/a /x","after":"COPY d/a /y","words":"…"}
        "#]],
    );
    check(
        &[A, copy],
        &[file("FROM alpine\nCOPY --chown=5 d/a /x\n")],
        expect![[r#"
            Steps that ran, and why:
              [2/2] COPY --chown=5 d/a /x  (line 2)
                --chown set to 5
            Steps taken from the cache:
            ! {"kind":"option","name":"--chown","after":"5"}
        "#]],
        expect![[r#"
            Steps that ran, and why:
              Step 2/2 : COPY --chown=5 d/a /x  (line 2)
                instruction changed
                  COPY {+--chown=5+} d/a /x
            ! {"kind":"instruction","before":"COPY d/a /x","after":"COPY --chown=5 d/a /x","words":"…"}
        "#]],
    );
    check(
        &[A, copy],
        &[file("FROM alpine\nADD d/a /x\n")],
        expect![[r#"
        Steps that ran, and why:
          [2/2] ADD d/a /x  (line 2)
            first build
        Steps taken from the cache:
        ! {"kind":"firstBuild"}
    "#]],
        expect![[r#"
            Steps that ran, and why:
              Step 2/2 : ADD d/a /x  (line 2)
                instruction changed
                  [-COPY-] {+ADD+} d/a /x
            ! {"kind":"instruction","before":"COPY d/a /x","after":"ADD d/a /x","words":"…"}
        "#]],
    );
}
