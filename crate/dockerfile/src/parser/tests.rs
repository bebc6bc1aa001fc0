use super::*;
use crate::dump;

/// Text and the dump of its tree.
fn check(text: &str, want: &str) {
    assert_eq!(dump(&parse(text).tree), want, "{text}");
}

/// Text and the error that BuildKit stops at, with its lines.
fn check_error(text: &str, want: &str, lines: (u32, u32)) {
    let parsed = parse(text);
    let failure = parsed.tree.failure.as_ref().unwrap();
    assert_eq!(
        (failure.message.as_str(), failure.lines.start, failure.lines.end),
        (want, lines.0, lines.1),
        "{text}"
    );
    assert!(parsed.error().is_some());
}

/// Text and what each word of its last instruction is in the text.
fn check_spans(text: &str, want: &[&str]) {
    let tree = parse(text).tree;
    let node = &tree.instructions.last().unwrap().node;
    let words = [&node.keyword].into_iter().chain(&node.flags).chain(&node.args);
    let found: Vec<&str> = words.map(|word| word.span.text(text)).collect();
    assert_eq!(found, want, "{text}");
}

#[test]
fn lines_and_continuations() {
    check("FROM a\nRUN b \\\n  c\n", "(from \"a\")\n(run \"b   c\")");
    check("FROM a\nRUN b \\  \n# x\n\n  # y \\\n c", "(from \"a\")\n(run \"b  c\")");
    check("FROM a\nRUN b \\\\\nRUN c", "(from \"a\")\n(run \"b \\\\\\\\\")\n(run \"c\")");
    check("# escape=`\nFROM a\nRUN b `\n c \\\n", "(from \"a\")\n(run \"b  c \\\\\")");
    check("#escape=`\r\nFROM a\r\nRUN b`\r\nc\r\n", "(from \"a\")\n(run \"bc\")");
    check("\u{feff}FROM a\n", "(from \"a\")");
    check("\u{feff}\u{feff}FROM a\n", "(\u{feff}from \"\")");
    check("# syntax=\t \n#escape=`\nFROM a\nRUN b`\nc\n", "(from \"a\")\n(run \"bc\")");
    check("# syntax=\n#escape=`\nFROM a\nRUN b`\nFOO c\n", "(from \"a\")\n(run \"b`\")\n(foo \"\")");
    check("FROM a\nRUN b \\", "(from \"a\")\n(run \"b\")");
}

#[test]
fn arguments() {
    check(
        "FROM a\nENV a=b c=\"d e\" f\\ g=h",
        "(from \"a\")\n(env \"a\" \"b\" \"=\" \"c\" \"\\\"d e\\\"\" \"=\" \"f\\\\ g\" \"h\" \"=\")",
    );
    check("FROM a\nLABEL a  b c", "(from \"a\")\n(label \"a\" \"b c\" \"\")");
    check("FROM a\nCMD [ \"b\" , \"\\u00e9\\ud83d\" ]", "(from \"a\")\n(cmd \"b\" \"é\u{fffd}\")");
    check("FROM a\nCMD [\"b\"] c", "(from \"a\")\n(cmd \"[\\\"b\\\"] c\")");
    check(
        "FROM a\nCOPY --from=\"b c\" --x\\=y d e",
        "(from \"a\")\n(copy [\"--from=b c\" \"--x=y\"] \"d\" \"e\")",
    );
    check("FROM a\nRUN -- b", "(from \"a\")\n(run \"b\")");
    check("FROM a\nRUN --b -- c", "(from \"a\")\n(run [\"--b\"] \"c\")");
    check("FROM a\nHEALTHCHECK --x=y CMD b  c", "(from \"a\")\n(healthcheck [\"--x=y\"] \"CMD\" \"b  c\")");
    check("FROM a\nONBUILD COPY --from=x b c", "(from \"a\")\n(onbuild (copy [\"--from=x\"] \"b\" \"c\"))");
    check("FROM a\nFOO bar", "(from \"a\")\n(foo \"\")");
    // BuildKit reads flags byte by byte.
    check("FROM a\nCOPY --from=é b c", "(from \"a\")\n(copy [\"--from=Ã©\"] \"b\" \"c\")");
}

#[test]
fn heredocs() {
    let tree = parse("FROM a\nCOPY <<A <<-\"B C\" 3<<D /x\n1\nA\n\t2\n\tB C\nD\nRUN x <<<y\n").tree;
    let found: Vec<_> = tree.instructions[1]
        .node
        .heredocs
        .iter()
        .map(|doc| {
            (doc.name.as_str(), doc.fd, doc.expand, doc.chomp, doc.content.as_str(), doc.body().to_string())
        })
        .collect();
    let want = [
        ("A", 0, true, false, "1\n", "1\n".to_owned()),
        ("B C", 0, false, true, "\t2\n", "2\n".to_owned()),
        ("D", 3, true, false, "", String::new()),
    ];
    assert_eq!(found, want);
    assert_eq!((tree.instructions[1].node.lines.start, tree.instructions[1].node.lines.end), (2, 7));
    assert!(tree.instructions[2].node.heredocs.is_empty());
}

#[test]
fn the_classic_builder_knows_no_heredocs() {
    let tree = parse_classic("FROM a\nRUN <<EOF\nRUN b\n").tree;
    assert_eq!(dump(&tree), "(from \"a\")\n(run \"<<EOF\")\n(run \"b\")");
}

#[test]
fn errors_have_buildkits_words_and_lines() {
    check_error("", "file with no instructions", (0, 0));
    check_error("# a\n\n", "file with no instructions", (2, 2));
    check_error("# escape=x\nFROM a", "invalid escape token 'x' does not match ` or \\", (0, 0));
    check_error("# escape= \nFROM a", "invalid escape token ' ' does not match ` or \\", (0, 0));
    check_error("# syntax=a\n# syntax=b\nFROM a", "only one syntax parser directive can be used", (1, 1));
    check_error("FROM a\nENV b", "ENV must have two arguments", (2, 2));
    check_error(
        "FROM a\nENV a=b \\\n c",
        "Syntax error - can't find = in \"c\". Must be of the form: name=value",
        (2, 3),
    );
    check_error(
        "FROM a\nRUN [1]",
        "when using JSON array syntax, arrays must be comprised of strings only",
        (2, 2),
    );
    check_error("FROM a\nRUN <<E\nx\n", "unterminated heredoc", (2, 3));
    check_error("ARG a\n", "dockerfile contains no stages to build", (0, 0));
    check_error("RUN a\nFROM b", "no build stage in current context", (1, 1));
    // Errors of reading lines hide those of understanding instructions, wherever they stand.
    check_error("FROM a b\nENV c", "ENV must have two arguments", (2, 2));
}

#[test]
fn every_error_is_found() {
    let parsed = parse("FROM a b\nFOO\nCOPY x\nENV y\n");
    let found: Vec<_> = parsed.diagnostics.iter().map(|error| error.span.start).collect();
    assert_eq!(found, [24, 5, 9, 18], "first those of reading lines, then in the order of the text");
    assert_eq!(parsed.tree.instructions.len(), 4);
}

#[test]
fn words_know_where_they_stand() {
    check_spans("FROM a\n  COPY --from=\"x y\" b \\\n # c\n  d", &["COPY", "--from=\"x y\"", "b", "d"]);
    check_spans("FROM a\nRUN b \\\n  c", &["RUN", "b \\\n  c"]);
    check_spans("FROM a\nCMD [\"b\", \"\\n\"]", &["CMD", "b", "[\"b\", \"\\n\"]"]);
    check_spans("FROM a\nENV x=y", &["ENV", "x", "y", "="]);
}

#[test]
fn lines_may_be_as_long_as_a_buffer() {
    let line = |len: usize| format!("FROM a\nRUN {}", "x".repeat(len - 4));
    assert!(parse(&line(MAX_LINE - 1)).tree.failure.is_none());
    check_error(&line(MAX_LINE), "dockerfile line greater than max allowed size of 65535", (1, 1));
    assert!(parse(&(line(MAX_LINE - 1) + "\n")).tree.failure.is_none());
    check_error(&(line(MAX_LINE) + "\n"), "dockerfile line greater than max allowed size of 65535", (1, 1));
}

#[test]
fn nesting_has_a_limit() {
    let onbuild = |depth: u32| format!("FROM a\n{}RUN b", "ONBUILD ".repeat(depth as usize));
    let deepest = parse(&onbuild(MAX_ONBUILD));
    assert_eq!(deepest.diagnostics[0].message, "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed");
    check_error(&onbuild(MAX_ONBUILD + 1), "ONBUILD is nested too deeply", (2, 2));

    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let limit = MAX_JSON_DEPTH as usize;
    assert_eq!(json_strings(&nested(limit)), Err(JsonError::NotStrings));
    assert_eq!(json_strings(&nested(limit + 2)), Err(JsonError::NotAnArray));
}

#[test]
fn json() {
    let good = [
        ("[]", vec![]),
        (" [\"a\", \"\\t\\/\\\"\"] ", vec!["a", "\t/\""]),
        ("[\"\\ud83d\\ude00\"]", vec!["😀"]),
    ];
    for (text, want) in good {
        assert_eq!(json_strings(text).unwrap(), want, "{text}");
    }
    for text in ["[1]", "[null]", "[[\"a\"], {\"b\": [true, -1.5e+3]}]", "[\"a\", {}]"] {
        assert_eq!(json_strings(text), Err(JsonError::NotStrings), "{text}");
    }
    for text in [
        "",
        "{}",
        "[",
        "[,]",
        "[\"a\",]",
        "['a']",
        "[\"a\" \"b\"]",
        "[01]",
        "[\"\\x\"]",
        "[\"\t\"]",
        "[\"a\"] b",
    ] {
        assert_eq!(json_strings(text), Err(JsonError::NotAnArray), "{text}");
    }
}

#[test]
fn directives_are_found() {
    let cases = [
        ("# syntax = a // b\nFROM x", Some(("a", "a // b", 1))),
        ("#!/bin/sh\n#syntax=a", Some(("a", "a", 2))),
        ("// syntax=a", Some(("a", "a", 1))),
        ("{\"syntax\": \"a\", \"b\": {\"c\": [1]}}", Some(("a", "a", 0))),
        ("\n# syntax=a", None),
        ("# x=y\n# syntax=a", None),
        ("{\"syntax\": 1}", None),
    ];
    for (text, want) in cases {
        let found = detect_syntax(text);
        let found = found.as_ref().map(|found| (found.first.as_str(), found.value.as_str(), found.line));
        assert_eq!(found, want, "{text}");
    }
    let file = parse("# check=skip=all\n# escape=`\nFROM a\n").tree;
    assert_eq!(file.directives.check.unwrap().value, "skip=all");
    assert_eq!(file.directives.escape, '`');
}
