//! Files and what about them changed.

use expect_test::expect;

use super::{
    A, COPY,
    Edit::{Chmod, Link, Remove, Rename, Write},
    check, check_with,
};

#[test]
fn files_that_changed_are_shown() {
    check(
        &[COPY, A],
        &[Write("d/a", "one\nthree\n")],
        expect![[r#"
            Steps that ran, and why:
              [2/3] COPY d /d  (line 2)
                file d/a changed
                  @@ -1,2 +1,2 @@
                   one
                  -two
                  +three
            Steps that ran because of those:
              [3/3] RUN cat /d/a (after COPY d /d)
            Steps taken from the cache:
            ! {"kind":"file","path":"d/a","change":"content","diff":"…","line":2}
            > {"kind":"parent","step":"[2/3] COPY d /d"}
        "#]],
        expect![[r#"
            Steps that ran, and why:
              Step 2/3 : COPY d /d  (line 2)
                file d/a changed
                  @@ -1,2 +1,2 @@
                   one
                  -two
                  +three
            Steps that ran because of those:
              Step 3/3 : RUN cat /d/a (after Step 2/3 : COPY d /d)
            ! {"kind":"file","path":"d/a","change":"content","diff":"…","line":2}
            > {"kind":"parent","step":"Step 2/3 : COPY d /d"}
        "#]],
    );
    check(
        &[COPY, A],
        &[Write("d/a", "one\0")],
        expect![[r#"
            Steps that ran, and why:
              [2/3] COPY d /d  (line 2)
                file d/a changed
            Steps that ran because of those:
              [3/3] RUN cat /d/a (after COPY d /d)
            Steps taken from the cache:
            ! {"kind":"file","path":"d/a","change":"content"}
            > {"kind":"parent","step":"[2/3] COPY d /d"}
        "#]],
        expect![[r#"
            Steps that ran, and why:
              Step 2/3 : COPY d /d  (line 2)
                file d/a changed
            Steps that ran because of those:
              Step 3/3 : RUN cat /d/a (after Step 2/3 : COPY d /d)
            ! {"kind":"file","path":"d/a","change":"content"}
            > {"kind":"parent","step":"Step 2/3 : COPY d /d"}
        "#]],
    );
    check(
        &[COPY, A],
        &[Chmod("d/a", 0o755)],
        expect![[r#"
            Steps that ran, and why:
              [2/3] COPY d /d  (line 2)
                mode of d/a changed from 0644 to 0755
            Steps that ran because of those:
              [3/3] RUN cat /d/a (after COPY d /d)
            Steps taken from the cache:
            ! {"kind":"file","path":"d/a","change":"mode","before":"0644","after":"0755"}
            > {"kind":"parent","step":"[2/3] COPY d /d"}
        "#]],
        expect![[r#"
            Steps that ran, and why:
              Step 2/3 : COPY d /d  (line 2)
                mode of d/a changed from 0644 to 0755
            Steps that ran because of those:
              Step 3/3 : RUN cat /d/a (after Step 2/3 : COPY d /d)
            ! {"kind":"file","path":"d/a","change":"mode","before":"0644","after":"0755"}
            > {"kind":"parent","step":"Step 2/3 : COPY d /d"}
        "#]],
    );
    check(
        &[COPY, A],
        &[Write("d/b", "b")],
        expect![[r#"
            Steps that ran, and why:
              [2/3] COPY d /d  (line 2)
                file d/b added
            Steps that ran because of those:
              [3/3] RUN cat /d/a (after COPY d /d)
            Steps taken from the cache:
            ! {"kind":"file","path":"d/b","change":"added"}
            > {"kind":"parent","step":"[2/3] COPY d /d"}
        "#]],
        expect![[r#"
            Steps that ran, and why:
              Step 2/3 : COPY d /d  (line 2)
                file d/b added
            Steps that ran because of those:
              Step 3/3 : RUN cat /d/a (after Step 2/3 : COPY d /d)
            ! {"kind":"file","path":"d/b","change":"added"}
            > {"kind":"parent","step":"Step 2/3 : COPY d /d"}
        "#]],
    );
    check(
        &[COPY, A, Write("d/b", "b")],
        &[Remove("d/b")],
        expect![[r#"
            Steps that ran, and why:
              [2/3] COPY d /d  (line 2)
                file d/b removed
            Steps that ran because of those:
              [3/3] RUN cat /d/a (after COPY d /d)
            Steps taken from the cache:
            ! {"kind":"file","path":"d/b","change":"removed"}
            > {"kind":"parent","step":"[2/3] COPY d /d"}
        "#]],
        expect![[r#"
            Steps that ran, and why:
              Step 2/3 : COPY d /d  (line 2)
                file d/b removed
            Steps that ran because of those:
              Step 3/3 : RUN cat /d/a (after Step 2/3 : COPY d /d)
            ! {"kind":"file","path":"d/b","change":"removed"}
            > {"kind":"parent","step":"Step 2/3 : COPY d /d"}
        "#]],
    );
    check(
        &[COPY, A, Write("d/b", "b")],
        &[Rename("d/b", "d/c")],
        expect![[r#"
            Steps that ran, and why:
              [2/3] COPY d /d  (line 2)
                file d/b renamed to d/c
            Steps that ran because of those:
              [3/3] RUN cat /d/a (after COPY d /d)
            Steps taken from the cache:
            ! {"kind":"file","path":"d/b","change":"renamed","before":"d/b","after":"d/c"}
            > {"kind":"parent","step":"[2/3] COPY d /d"}
        "#]],
        expect![[r#"
            Steps that ran, and why:
              Step 2/3 : COPY d /d  (line 2)
                file d/b renamed to d/c
            Steps that ran because of those:
              Step 3/3 : RUN cat /d/a (after Step 2/3 : COPY d /d)
            ! {"kind":"file","path":"d/b","change":"renamed","before":"d/b","after":"d/c"}
            > {"kind":"parent","step":"Step 2/3 : COPY d /d"}
        "#]],
    );
    check(
        &[COPY, A, Link("d/l", "a")],
        &[Link("d/l", "b")],
        expect![[r#"
            Steps that ran, and why:
              [2/3] COPY d /d  (line 2)
                link d/l pointed at a and points at b
            Steps that ran because of those:
              [3/3] RUN cat /d/a (after COPY d /d)
            Steps taken from the cache:
            ! {"kind":"file","path":"d/l","change":"target","before":"a","after":"b"}
            > {"kind":"parent","step":"[2/3] COPY d /d"}
        "#]],
        expect![[r#"
            Steps that ran, and why:
              Step 2/3 : COPY d /d  (line 2)
                link d/l pointed at a and points at b
            Steps that ran because of those:
              Step 3/3 : RUN cat /d/a (after Step 2/3 : COPY d /d)
            ! {"kind":"file","path":"d/l","change":"target","before":"a","after":"b"}
            > {"kind":"parent","step":"Step 2/3 : COPY d /d"}
        "#]],
    );
    check(
        &[COPY, A, Write("d/b", "b")],
        &[Remove("d/b"), Link("d/b", "a")],
        expect![[r#"
            Steps that ran, and why:
              [2/3] COPY d /d  (line 2)
                d/b was a file and is a link
            Steps that ran because of those:
              [3/3] RUN cat /d/a (after COPY d /d)
            Steps taken from the cache:
            ! {"kind":"file","path":"d/b","change":"kind","before":"file","after":"link"}
            > {"kind":"parent","step":"[2/3] COPY d /d"}
        "#]],
        expect![[r#"
            Steps that ran, and why:
              Step 2/3 : COPY d /d  (line 2)
                d/b was a file and is a link
            Steps that ran because of those:
              Step 3/3 : RUN cat /d/a (after Step 2/3 : COPY d /d)
            ! {"kind":"file","path":"d/b","change":"kind","before":"file","after":"link"}
            > {"kind":"parent","step":"Step 2/3 : COPY d /d"}
        "#]],
    );
    check(
        &[COPY, A, Write("d/b", "b"), Write(".dockerignore", "d/b\n")],
        &[Remove(".dockerignore")],
        expect![[r#"
            Steps that ran, and why:
              [2/3] COPY d /d  (line 2)
                file d/b added
            Steps that ran because of those:
              [3/3] RUN cat /d/a (after COPY d /d)
            Steps taken from the cache:
            ! {"kind":"file","path":"d/b","change":"added"}
            > {"kind":"parent","step":"[2/3] COPY d /d"}
        "#]],
        expect![[r#"
            Steps that ran, and why:
              Step 2/3 : COPY d /d  (line 2)
                file d/b added
            Steps that ran because of those:
              Step 3/3 : RUN cat /d/a (after Step 2/3 : COPY d /d)
            ! {"kind":"file","path":"d/b","change":"added"}
            > {"kind":"parent","step":"Step 2/3 : COPY d /d"}
        "#]],
    );
}

#[test]
fn an_owner_that_changed_is_told() {
    let dockerfile =
        "FROM alpine AS a\nARG U\nCOPY d/a /f\nRUN chown $U /f\nFROM alpine\nCOPY --from=a /f /g\n";
    let flags = ["--build-arg U=5", "--build-arg U=6:7"];
    check_with(
        flags,
        &[A, Write("Dockerfile", dockerfile)],
        &[],
        expect![[r#"
            Steps that ran, and why:
              [a 3/3] RUN chown 6:7 /f  (line 4)
                U changed from 5 to 6:7
            Steps that ran because of those:
              [stage-1 2/2] COPY --from=a /f /g (owner of f changed from 5:0 to 6:7)
            Steps taken from the cache:
              [a 2/3] COPY d/a /f
            ! {"kind":"variable","name":"U","source":"arg","before":"5","after":"6:7"}
            > {"kind":"file","path":"f","change":"owner","before":"5:0","after":"6:7"}
        "#]],
        expect![[r#"
            Steps that ran, and why:
              Step 4/6 : RUN chown $U /f  (line 4)
                U changed from 5 to 6:7
            Steps that ran because of those:
              Step 6/6 : COPY --from=a /f /g (owner of f changed from 5:0 to 6:7 (and 1 more))
            Steps taken from the cache:
              Step 2/6 : ARG U
              Step 3/6 : COPY d/a /f
            ! {"kind":"variable","name":"U","source":"arg","before":"5","after":"6:7"}
            > {"kind":"file","path":"f","change":"owner","before":"5:0","after":"6:7"} {"kind":"parent","step":"Step 4/6 : RUN chown $U /f"}
        "#]],
    );
}
