//! `--progress=rawjson`: every update as one line of JSON, in the shape of BuildKit's `SolveStatus`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::Serializer;

use super::{Nanos, SolveStatus};
use crate::view::{json, time};

/// The line, with its line break.
pub(super) fn line(status: &SolveStatus) -> String {
    format!("{}\n", json::compact(status))
}

pub(super) fn time<S: Serializer>(nanos: &Nanos, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&time::rfc3339_nanos(*nanos))
}

pub(super) fn maybe_time<S: Serializer>(nanos: &Option<Nanos>, serializer: S) -> Result<S::Ok, S::Error> {
    match nanos {
        Some(nanos) => time(nanos, serializer),
        None => serializer.serialize_none(),
    }
}

pub(super) fn bytes<S: Serializer>(data: &impl AsRef<[u8]>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&BASE64.encode(data))
}

pub(super) fn list_of_bytes<S: Serializer>(items: &[String], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(items.iter().map(|item| BASE64.encode(item)))
}

pub(super) fn is_zero(number: &u64) -> bool {
    *number == 0
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::super::{Log, Position, Range, Source, Vertex, Warning};
    use super::*;

    fn check(status: &SolveStatus, expected: Expect) {
        expected.assert_eq(&line(status));
    }

    #[test]
    fn a_vertex_and_its_log() {
        let vertex = Vertex {
            digest: "sha256:ab".into(),
            name: "[1/2] RUN a && b".into(),
            started: Some(1_700_000_000_500_000_000),
            ..Vertex::default()
        };
        let timestamp = 1_700_000_001_000_000_000;
        let log = Log { vertex: "sha256:ab".into(), stream: 1, data: b"hi\n".to_vec(), timestamp };
        check(
            &SolveStatus { vertexes: vec![vertex], logs: vec![log], ..SolveStatus::default() },
            expect![[r#"
                {"vertexes":[{"digest":"sha256:ab","name":"[1/2] RUN a \u0026\u0026 b","started":"2023-11-14T22:13:20.5Z"}],"logs":[{"vertex":"sha256:ab","stream":1,"data":"aGkK","timestamp":"2023-11-14T22:13:21Z"}]}
            "#]],
        );
    }

    #[test]
    fn a_warning_with_its_source() {
        let warning = Warning {
            vertex: "sha256:ab".into(),
            level: 1,
            short: "hi\n".into(),
            detail: vec!["hi\n".into()],
            url: "https://docs.docker.com/go/".into(),
            source: Some(Source {
                filename: "Dockerfile".into(),
                data: "hi\n".into(),
                language: "Dockerfile",
            }),
            ranges: vec![Range { start: Position { line: 1 }, end: Position { line: 2 } }],
        };
        check(
            &SolveStatus { warnings: vec![warning], ..SolveStatus::default() },
            expect![[r#"
                {"warnings":[{"vertex":"sha256:ab","level":1,"short":"aGkK","detail":["aGkK"],"url":"https://docs.docker.com/go/","sourceInfo":{"filename":"Dockerfile","data":"aGkK","language":"Dockerfile"},"range":[{"start":{"line":1},"end":{"line":2}}]}]}
            "#]],
        );
    }
}
