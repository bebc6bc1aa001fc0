use super::*;
use crate::word::Scope;

/// What to follow a build with besides its file.
#[derive(Default)]
pub(crate) struct Given {
    pub(crate) build_args: BuildArgs,
    pub(crate) ignore: Option<&'static str>,
    pub(crate) base: Base,
    pub(crate) all_stages: bool,
}

/// Follows a build of linux/amd64.
pub(crate) fn outcome(text: &str, given: &Given) -> Outcome {
    with_options(given, |options| follow(&crate::parse(text), options))
}

fn with_options<T>(given: &Given, f: impl FnOnce(&Options<'_>) -> T) -> T {
    let platform = Platform::linux_amd64();
    let ignore = given.ignore.map(|text| Ignore::parse(text).tree);
    let bases = |_: &str, _: &Platform| Some(given.base.clone());
    f(&Options {
        build_args: &given.build_args,
        target: None,
        all_stages: given.all_stages,
        build_platform: &platform,
        target_platform: &platform,
        ignore: ignore.as_ref(),
        bases: &bases,
    })
}

/// A file, the error at which its build ends, the line of it, and the text it points at.
fn check(text: &str, want: &str, line: u32, at: &str) {
    let outcome = outcome(text, &Given { all_stages: true, ..Given::default() });
    let failure = outcome.failure.unwrap_or_else(|| panic!("no error in {text}"));
    let span = outcome.diagnostic.map(|error| error.span).unwrap_or_default();
    assert_eq!((failure.message.as_str(), failure.lines.start, span.text(text)), (want, line, at), "{text}");
}

#[test]
fn errors() {
    check("FROM ${b}", "base name (${b}) should not be blank", 1, "${b}");
    check(
        "FROM A",
        "failed to parse stage name \"A\": invalid reference format: repository name (library/A) must be lowercase",
        1,
        "A",
    );
    check(
        "FROM --platform=x/y/z/w a",
        "failed to parse platform x/y/z/w: \"x/y/z/w\": cannot parse platform specifier: invalid argument",
        1,
        "x/y/z/w",
    );
    check(
        "FROM a\nCOPY --from=$x a b",
        "variable expansion is not supported for --from, define a new stage with FROM using ARG from global scope as a workaround",
        2,
        "$x",
    );
    check("FROM a\nCOPY --from=7 a b", "invalid stage index 7", 2, "7");
    check(
        "FROM a AS b\nCOPY --from=c x y\nFROM a AS c",
        "cannot copy from stage \"c\", it needs to be defined before current stage \"b\"",
        2,
        "c",
    );
    check("FROM a AS b\nCOPY --from=b x y", "circular dependency detected on stage: b", 2, "");
    check("FROM a\nCOPY https://x/y z", "source can't be a URL for COPY", 2, "https://x/y");
    check("FROM a\nCOPY https://x/y.git z", "source can't be a git ref for COPY", 2, "https://x/y.git");
    check(
        "FROM a\nCOPY --chmod=9 x y",
        "invalid chmod parameter: '9'. it should be octal string and between 0 and 07777",
        2,
        "9",
    );
    check(
        "FROM a\nADD --checksum=x --chmod=9 y z",
        "invalid chmod parameter: '9'. it should be octal string and between 0 and 07777",
        2,
        "9",
    );
    check("FROM a\nADD --checksum=sha256:x y z", "checksum requires HTTP(S) or Git sources", 2, "sha256:x");
    check("FROM a\nADD --checksum=md5:x https://y z", "unsupported digest algorithm", 2, "md5:x");
    check("FROM a\nSTOPSIGNAL x", "invalid signal: x", 2, "x");
    check("FROM a\nEXPOSE x", "invalid containerPort: x", 2, "x");
    check("FROM a\nVOLUME $v", "VOLUME specified can not be an empty string", 2, "$v");
    check("FROM a\nRUN --mount=type=x y", "unsupported mount type \"x\"", 2, "type=x");
    check(
        "FROM a\nENV x=${y",
        "failed to process \"${y\": unsupported modifier (\u{fffd}) in substitution",
        2,
        "${y",
    );
    check("# check=x\nFROM a", "failed to parse check options: invalid check option \"x\"", 0, "");
    check("# check=error=true\nFROM a as b", "lint violation found for rules: FromAsCasing", 2, "as");
    check("FROM a AS b\nONBUILD FOO x\nFROM b", "unknown instruction: FOO (did you mean FROM?)", 3, "b");
}

#[test]
fn nothing_is_mounted_over_everything() {
    let target = "invalid mount target \"/\"";
    for mount in ["type=cache,target=/", "type=tmpfs", "from=x,dst=..", "type=cache,id=a"] {
        check(&format!("FROM a AS x\nFROM a\nRUN --mount={mount} y"), target, 3, mount);
    }
    check("FROM scratch\nWORKDIR b/..\nRUN --mount=target=. y", target, 3, "target=.");
    let base = Base { directory: "/srv".into(), ..Base::default() };
    let given = Given { base, ..Given::default() };
    for good in
        ["RUN --mount=target=. y", "WORKDIR x\nRUN --mount=target=.. y", "RUN --mount=type=secret,id=k y"]
    {
        assert_eq!(outcome(&format!("FROM a\n{good}"), &given).failure, None, "{good}");
    }
}

#[test]
fn repositories_that_cannot_be_meant() {
    let bad = |line: &str, want: &str, at: &str| check(&format!("FROM a\n{line}"), want, 2, at);
    let query = "https://h/r.git?tag=v1#v2";
    bad(&format!("ADD {query} z"), "ref conflicts: \"v2\" vs \"refs/tags/v1\"", query);
    bad("COPY https://h/r.git?x=1 z", "unexpected query \"x\"", "https://h/r.git?x=1");
    bad("COPY git@h:r.git?tag=v1 z", "source can't be a git ref for COPY", "git@h:r.git?tag=v1");
    bad("ADD git://h/r?x=1 github.com/r?y z", "unexpected query \"x\"", "git://h/r?x=1");
    bad("COPY a github.com/o/r?y=1 z", "unexpected query \"y\"", "github.com/o/r?y=1");
    let kept = "https://h/r.git?keep-git-dir=false";
    bad(&format!("ADD --keep-git-dir {kept} z"), "inconsistent keep-git-dir configuration", kept);
    let commit = "https://h/r.git?commit=b";
    bad(&format!("ADD --checksum=a {commit} z"), "checksum mismatch \"a\" != \"b\"", commit);
    bad(&format!("ADD {commit} https://h/f z"), "invalid checksum digest format", "https://h/f");
    bad("ADD --checksum=a git://h/r?x=1 z", "checksum requires HTTP(S) or Git sources", "a");
    bad("ADD --checksum=a https://h/r.git?x=1 z", "unexpected query \"x\"", "https://h/r.git?x=1");
    let good = "FROM a\nADD --checksum=b https://h/r.git?commit=b&keep-git-dir#:docs /x\nADD github.com/o/r?tag=1 /y\n";
    assert_eq!(outcome(good, &Given::default()), Outcome::default());
}

#[test]
fn a_target_that_is_not_there() {
    let (build_args, platform) = (BuildArgs::new(), Platform::linux_amd64());
    let bases = |_: &str, _: &Platform| None;
    let options = Options {
        build_args: &build_args,
        target: Some("bulid"),
        all_stages: false,
        build_platform: &platform,
        target_platform: &platform,
        ignore: None,
        bases: &bases,
    };
    let outcome = follow(&crate::parse("FROM a AS build"), &options);
    assert_eq!(
        outcome.failure.unwrap().message,
        "target stage \"bulid\" could not be found (did you mean build?)"
    );
}

#[test]
fn only_needed_stages_are_followed() {
    let text = "FROM a AS x\nSTOPSIGNAL y\nFROM a\n";
    assert_eq!(outcome(text, &Given::default()).failure, None);
    assert!(outcome(text, &Given { all_stages: true, ..Given::default() }).failure.is_some());
    let needed = "FROM a AS x\nSTOPSIGNAL y\nFROM a\nRUN --mount=from=x,target=/y z\n";
    assert!(outcome(needed, &Given::default()).failure.is_some());
}

#[test]
fn variables_at_a_point() {
    let base = Base { env: vec!["HOME=/root".into()], ..Base::default() };
    let build_args = BuildArgs::from([("v".to_owned(), "given".to_owned())]);
    let given = Given { build_args, base, ..Given::default() };
    let file = crate::parse("ARG v=1\nARG w=$v\nFROM a AS b\nARG v=2 w\nENV x=$v\nFROM b\nRUN c\n").tree;
    let at = |instruction: usize| {
        let env = with_options(&given, |options| variables(&file, options, instruction));
        let value = |name: &str| env.get(name).unwrap_or("-").to_owned();
        ["v", "w", "x", "HOME"].map(value).join(" ")
    };
    assert_eq!(at(2), "given given - -");
    assert_eq!(at(3), "- - - /root");
    assert_eq!(at(4), "given given - /root");
    assert_eq!(at(6), "given given given /root");
}

#[test]
fn triggers_run_in_the_stages_that_follow() {
    let text = "FROM a AS b\nONBUILD ENV x=1\nONBUILD COPY --from=c y z\nFROM a AS c\nFROM b\nRUN $x\n";
    let given = Given::default();
    assert_eq!(outcome(text, &given).failure, None);
    let file = crate::parse(text).tree;
    let env = with_options(&given, |options| variables(&file, options, 5));
    assert_eq!(env.get("x"), Some("1"));
}
