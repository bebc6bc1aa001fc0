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
        ! {"after":"2","before":"1","kind":"variable","name":"V","source":"arg"}
    "#]],
        expect![[r#"
        Steps that ran, and why:
          Step 3/3 : RUN echo $V  (line 3)
            V changed from 1 to 2
        Steps taken from the cache:
          Step 2/3 : ARG V=0
        ! {"after":"2","before":"1","kind":"variable","name":"V","source":"arg"}
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
        ! {"after":"2","before":"0","kind":"variable","name":"V","source":"arg"}
    "#]],
        expect![[r#"
        Steps that ran, and why:
          Step 3/3 : RUN echo $V  (line 3)
            V changed from 0 to 2
        Steps taken from the cache:
          Step 2/3 : ARG V=0
        ! {"after":"2","before":"0","kind":"variable","name":"V","source":"arg"}
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
        ! {"after":"0","kind":"variable","name":"V","source":"arg"}
    "#]],
        expect![[r#"
            Steps that ran, and why:
              Step 2/3 : ARG V=0  (line 2)
                instruction changed
                  [-RUN echo $V-] {+ARG V=0+}
            Steps that ran because of those:
              Step 3/3 : RUN echo $V (after Step 2/3 : ARG V=0)
            ! {"after":"ARG V=0","before":"RUN echo $V","kind":"instruction","words":"…"}
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
        ! {"before":"0","kind":"variable","name":"V","source":"arg"}
    "#]],
        expect![[r#"
            Steps that ran, and why:
              Step 2/2 : RUN echo $V  (line 2)
                instruction changed
                  [-ARG V=0-] {+RUN echo $V+}
                V no longer set (was 0)
            ! {"after":"RUN echo $V","before":"ARG V=0","kind":"instruction","words":"…"} {"before":"0","kind":"variable","name":"V","source":"arg"}
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
        ! {"after":"2 3","before":"1","kind":"variable","name":"E","source":"env"}
    "#]],
        expect![[r#"
            Steps that ran, and why:
              Step 2/3 : ENV E='2 3'  (line 2)
                instruction changed
                  ENV [-E=1-] {+E='2 3'+}
            Steps that ran because of those:
              Step 3/3 : RUN echo $E (after Step 2/3 : ENV E='2 3')
            ! {"after":"ENV E='2 3'","before":"ENV E=1","kind":"instruction","words":"…"}
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
        ! {"before":"1","kind":"variable","name":"E","source":"env"}
    "#]],
        expect![[r#"
            Steps that ran, and why:
              Step 2/2 : RUN echo $E  (line 2)
                instruction changed
                  [-ENV E=1-] {+RUN echo $E+}
            ! {"after":"RUN echo $E","before":"ENV E=1","kind":"instruction","words":"…"}
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
        ! {"after":"RUN echo a -x b","before":"RUN echo a b","kind":"instruction","words":"…"}
        > {"kind":"parent","step":"[2/3] RUN echo a -x b"}
    "#]],
        expect![[r#"
            Steps that ran, and why:
              Step 2/3 : RUN echo a -x b  (line 2)
                instruction changed
                  RUN echo a {+-x+} b
            Steps that ran because of those:
              Step 3/3 : RUN echo c (after Step 2/3 : RUN echo a -x b)
            ! {"after":"RUN echo a -x b","before":"RUN echo a b","kind":"instruction","words":"…"}
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
            ! {"after":"RUN echo new","before":"RUN echo a b","kind":"instruction","words":"…"}
            > {"kind":"parent","step":"Step 2/4 : RUN echo new"} {"after":"RUN echo a b","before":"RUN echo c","kind":"instruction","words":"…"}
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
        ! {"after":"FROM docker.io/library/alpine:latest","before":"RUN echo a b","kind":"option","name":"previous step"}
    "#]],
        expect![[r#"
            Steps that ran, and why:
              Step 2/2 : RUN echo c  (line 2)
                instruction changed
                  RUN echo [-a b-] {+c+}
            ! {"after":"RUN echo c","before":"RUN echo a b","kind":"instruction","words":"…"}
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
            > {"after":"/w","before":"/","kind":"option","name":"working directory"} {"kind":"parent","step":"[2/4] WORKDIR /w"}
            > {"after":"/w","before":"/","kind":"option","name":"working directory"} {"kind":"parent","step":"[3/4] RUN echo a b"}
        "#]],
        expect![[r#"
            Steps that ran, and why:
              Step 2/4 : WORKDIR /w  (line 2)
                instruction changed
                  [-RUN echo a b-] {+WORKDIR /w+}
            Steps that ran because of those:
              Step 3/4 : RUN echo a b (after Step 2/4 : WORKDIR /w (and 1 more))
              Step 4/4 : RUN echo c (after Step 2/4 : WORKDIR /w)
            ! {"after":"WORKDIR /w","before":"RUN echo a b","kind":"instruction","words":"…"}
            > {"kind":"parent","step":"Step 2/4 : WORKDIR /w"} {"after":"RUN echo a b","before":"RUN echo c","kind":"instruction","words":"…"}
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
            ! {"after":"5","before":"","kind":"option","name":"user"}
            > {"after":"5","before":"","kind":"option","name":"user"} {"kind":"parent","step":"[2/3] RUN echo a b"}
        "#]],
        expect![[r#"
            Steps that ran, and why:
              Step 2/4 : USER 5  (line 2)
                instruction changed
                  [-RUN echo a b-] {+USER 5+}
            Steps that ran because of those:
              Step 3/4 : RUN echo a b (after Step 2/4 : USER 5 (and 1 more))
              Step 4/4 : RUN echo c (after Step 2/4 : USER 5)
            ! {"after":"USER 5","before":"RUN echo a b","kind":"instruction","words":"…"}
            > {"kind":"parent","step":"Step 2/4 : USER 5"} {"after":"RUN echo a b","before":"RUN echo c","kind":"instruction","words":"…"}
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
        ! {"after":"COPY d/a /y","before":"COPY d/a /x","kind":"instruction","words":"…"}
    "#]],
        expect![[r#"
            Steps that ran, and why:
              Step 2/2 : COPY d/a /y  (line 2)
                instruction changed
                  COPY d/a [-/x-] {+/y+}
            ! {"after":"COPY d/a /y","before":"COPY d/a /x","kind":"instruction","words":"…"}
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
        ! {"after":"5","kind":"option","name":"--chown"}
    "#]],
        expect![[r#"
            Steps that ran, and why:
              Step 2/2 : COPY --chown=5 d/a /x  (line 2)
                instruction changed
                  COPY {+--chown=5+} d/a /x
            ! {"after":"COPY --chown=5 d/a /x","before":"COPY d/a /x","kind":"instruction","words":"…"}
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
            ! {"after":"ADD d/a /x","before":"COPY d/a /x","kind":"instruction","words":"…"}
        "#]],
    );
}
