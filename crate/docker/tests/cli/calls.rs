//! `docker build --check`.

use expect_test::expect;

use crate::{check, machine};

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
