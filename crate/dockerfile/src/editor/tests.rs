use diag::{Encoding, LineIndex};

use super::*;
use crate::args::BuildArgs;
use crate::convert::Base;
use crate::platform::Platform;

/// Calls `f` with options for a build of linux/amd64 from base images that set nothing.
fn with_options<T>(f: impl FnOnce(&Options<'_>) -> T) -> T {
    let (build_args, platform) = (BuildArgs::new(), Platform::linux_amd64());
    let bases = |_: &str, _: &Platform| Some(Base::default());
    f(&Options {
        build_args: &build_args,
        target: None,
        all_stages: true,
        build_platform: &platform,
        target_platform: &platform,
        ignore: None,
        bases: &bases,
    })
}

/// The text without its cursor, and where that was.
fn cursor(text: &str) -> (Dockerfile, u32) {
    let at = text.find('|').unwrap();
    (crate::parse(&text.replacen('|', "", 1)).tree, at as u32)
}

mod formatting {
    use super::*;

    fn check(text: &str, want: &str) {
        let formatted = format(&crate::parse(text).tree);
        assert_eq!(formatted, want);
        assert_eq!(format(&crate::parse(&formatted).tree), formatted, "formatting is stable");
    }

    #[test]
    fn formatting_settles_on_odd_blanks() {
        let odd = "\u{b}\u{feff}\u{b}\u{feff}\u{b}\u{feff}\u{b}*OM a\nR";
        let formatted = format(&crate::parse(odd).tree);
        assert_eq!(format(&crate::parse(&formatted).tree), formatted);
    }

    #[test]
    fn keywords_and_blanks() {
        check("from  a   as  b  \nrun   echo  a  b \n", "FROM a AS b\nRUN echo  a  b\n");
        check(
            "FROM a\ncopy  --from=x   a   b\nENV  a=b   c=\"d  e\"",
            "FROM a\nCOPY --from=x a b\nENV a=b c=\"d  e\"\n",
        );
        check("FROM a\n  cmd  [ \"a\" , \"b\" ]  \n", "FROM a\nCMD [ \"a\" , \"b\" ]\n");
        check("FROM a\nonbuild  run  x  y\n", "FROM a\nONBUILD RUN x  y\n");
        check(
            "FROM a\nENV a  b  c\nhealthcheck  --interval=5s   cmd  x\n",
            "FROM a\nENV a  b  c\nHEALTHCHECK --interval=5s cmd  x\n",
        );
    }

    #[test]
    fn what_is_taken_literally_stays() {
        check("FROM a\nrun a \\  \n  # c\n    && b\n", "FROM a\nRUN a \\\n  # c\n    && b\n");
        check("FROM a\nrun <<EOF   sh\n  a  \r\n\n\n\nEOF\n", "FROM a\nRUN <<EOF   sh\n  a  \r\n\n\n\nEOF\n");
        check("FROM a\nFOO   bar\n", "FROM a\nFOO   bar\n");
    }

    #[test]
    fn comments_and_empty_lines() {
        check(
            "# escape=`\n\n\n\n#  c  \nFROM a\n\n\n\n  # d\nRUN b\n\n\n",
            "# escape=`\n\n#  c\nFROM a\n\n  # d\nRUN b\n",
        );
        check("\n# escape=`\nFROM a\n", "\n# escape=`\nFROM a\n");
        check("FROM a\r\nRUN b\r\n", "FROM a\nRUN b\n");
    }
}

mod tokens {
    use super::*;

    fn check(text: &str, want: &[(&str, TokenKind)]) {
        let file = crate::parse(text).tree;
        let found: Vec<_> = tokens(&file).iter().map(|token| (token.span.text(text), token.kind)).collect();
        assert_eq!(found, want);
    }

    #[test]
    fn every_kind() {
        use TokenKind::*;
        check(
            "# syntax=x\n# c\nFROM a:1 AS b",
            &[
                ("# syntax=x", Directive),
                ("# c", Comment),
                ("FROM", Keyword),
                ("a:1", Image),
                ("AS", Keyword),
                ("b", Stage),
            ],
        );
        check(
            "COPY --from=$x a \\\n# c\n ${y:-z}/b",
            &[
                ("COPY", Keyword),
                ("--from", Flag),
                ("=", FlagValue),
                ("$x", Variable),
                ("a", Argument),
                ("# c", Comment),
                ("${y:-z}", Variable),
                ("/b", Argument),
            ],
        );
        check(
            "RUN a \\\n # c\n b",
            &[("RUN", Keyword), ("a \\\n ", Command), ("# c", Comment), ("\n b", Command)],
        );
        check("ENV a=b c=$d", &[("ENV", Keyword), ("a", Name), ("b", String), ("c", Name), ("$d", Variable)]);
        check(
            "COPY <<E /x\nv $y\nE",
            &[
                ("COPY", Keyword),
                ("<<E", Argument),
                ("/x", Argument),
                ("v ", Heredoc),
                ("$y", Variable),
                ("\n", Heredoc),
            ],
        );
    }

    #[test]
    fn positions_count_utf16() {
        let text = "# é😀\nFROM a";
        let file = crate::parse(text).tree;
        let triples = encode(&tokens(&file), &LineIndex::new(text), Encoding::Utf16);
        assert_eq!(triples, [0, 5, 0, 6, 4, 2, 11, 1, 6]);
    }
}

mod hovering {
    use super::*;

    fn check(text: &str, want: &str) {
        let (file, at) = cursor(text);
        let hover = with_options(|options| hover(&file, options, at));
        let text = hover.map(|hover| hover.text).unwrap_or_default();
        assert!(text.contains(want) && text.is_empty() == want.is_empty(), "{text:?} has no {want:?}");
    }

    #[test]
    fn variables_have_the_value_of_that_point() {
        check("FROM a\nENV x=1\nRUN $|x\nENV x=2\n", "`x` = `1`");
        check("FROM a\nENV x=1\nENV x=2 y=$|x\n", "`x` = `1`");
        check("ARG v=3\nFROM a:$|v\n", "`v` = `3`");
        check("ARG v=3\nFROM a\nRUN ${|v}\n", "`v` is not set here");
        check("ARG v=3\nFROM a\nARG v\nRUN ${|v}\n", "`v` = `3`");
        check("FROM a AS b\nENV x=1\nFROM b\nRUN $|x\n", "`x` = `1`");
        check("FROM a\nRUN $|TARGETARCH\n", "until `ARG TARGETARCH`");
    }

    #[test]
    fn instructions_and_flags() {
        check("FROM a\nW|ORKDIR /\n", "working directory");
        check("FROM a\nCOPY --fr|om=b x y\n", "**--from**");
        check("FROM a\nONBUILD WORK|DIR /\n", "**WORKDIR**");
        check("FROM a\nCOPY |x y\n", "");
    }
}

mod completing {
    use super::*;

    fn check(text: &str, want: &[&str]) {
        let (file, at) = cursor(text);
        let list = with_options(|options| complete(&file, options, at, &["src/a.js", "src/b.js", "app.js"]));
        let texts: Vec<&str> = list.iter().map(|one| one.text.as_str()).collect();
        assert_eq!(texts, want, "{text}");
    }

    #[test]
    fn what_fits_at_the_cursor() {
        check("FROM a\nWO|", &["WORKDIR"]);
        check("from a\ne|", &["entrypoint", "env", "expose"]);
        check("FROM a\nCOPY --ch|", &["--chown=", "--chmod="]);
        check("FROM a AS base\nFROM b\nCOPY --from=ba|", &["base"]);
        check("FROM a AS base\nFROM b|", &["base"]);
        check("FROM a\nCOPY s|", &["src/"]);
        check("FROM a\nCOPY src/|", &["src/a.js", "src/b.js"]);
        check("FROM a\nENV NAME=x\nRUN echo ${NA|", &["NAME"]);
        check("FROM a\nRUN --network=h|", &["host"]);
        check("FROM a\n# see E|", &[]);
    }
}

mod going {
    use super::*;

    fn check(text: &str, want: Option<(usize, &str)>) {
        let (file, at) = cursor(text);
        let span = definition(&file, at);
        let found = span.map(|span| (span.start as usize, span.text(&file.source)));
        assert_eq!(found, want, "{text}");
    }

    #[test]
    fn to_stages_and_variables() {
        check("FROM a AS b\nFROM |b\n", Some((10, "b")));
        check("FROM a AS b\nFROM c\nCOPY --from=|B x y\n", Some((10, "b")));
        check("FROM a\nFROM c\nCOPY --from=|0 x y\n", Some((5, "a")));
        check("FROM a AS b\nFROM c\nRUN --mount=type=bind,from=|b x\n", Some((10, "b")));
        check("FROM a\nENV x=1\nENV x=2\nRUN $|x\n", Some((19, "x")));
        check("ARG x\nFROM a AS b\nARG x\nFROM b\nRUN $|x\n", Some((22, "x")));
        check("FROM a\nRUN $|x\n", None);
    }
}

#[test]
fn folding() {
    let file = crate::parse("# a\n# b\nFROM x\nRUN a \\\n b\nFROM y\n").tree;
    let found: Vec<_> = folds(&file).iter().map(|fold| (fold.start, fold.end, fold.kind)).collect();
    assert_eq!(found, [(1, 2, FoldKind::Comment), (3, 5, FoldKind::Stage), (4, 5, FoldKind::Instruction)]);
}

#[test]
fn diagnostics_come_in_the_order_of_the_text() {
    let parsed = crate::parse("FROM a\nCMD b\nFOO\nCOPY x\n");
    let context = Context::default();
    let found = with_options(|options| diagnostics(&parsed, options, Some(&context)));
    let codes: Vec<&str> = found.iter().map(|remark| &*remark.code).collect();
    assert_eq!(codes, ["latest-base", "missing-user", "unknown-instruction", "arguments"]);
}
