use super::*;
use crate::convert::tests::{Given, outcome};

/// A file, the rules that remark on it with the text they point at, and the file with all fixes made.
fn check(text: &str, want: &[&str], fixed: &str) {
    check_given(text, &Given::default(), want, fixed);
}

fn check_given(text: &str, given: &Given, want: &[&str], fixed: &str) {
    let warnings = outcome(text, given).warnings;
    let found: Vec<String> = warnings
        .iter()
        .map(|warning| format!("{}: {}", warning.rule.name, warning.diagnostic.span.text(text)))
        .collect();
    assert_eq!(found, want, "{text}");
    let mut mended = text.to_owned();
    let mut fixes: Vec<_> = warnings.into_iter().filter_map(|warning| warning.diagnostic.fix).collect();
    fixes.sort_by_key(|fix| std::cmp::Reverse(fix.edits[0].span.start));
    for fix in fixes {
        mended = fix.apply(&mended);
    }
    assert_eq!(mended, fixed);
}

#[test]
fn names_and_case() {
    check("FROM a AS Build\n", &["StageNameCasing: Build"], "FROM a AS build\n");
    check("FROM a as b\n", &["FromAsCasing: as"], "FROM a AS b\n");
    check("From a as b\n", &["ConsistentInstructionCasing: From"], "FROM a AS b\n");
    check("FROM a\ncopy b c\nRUN d\n", &["ConsistentInstructionCasing: copy"], "FROM a\nCOPY b c\nRUN d\n");
    check(
        "FROM a AS b\nFROM c AS B\n",
        &["StageNameCasing: B", "DuplicateStageName: B"],
        "FROM a AS b\nFROM c AS b\n",
    );
    check("FROM a AS scratch\n", &["ReservedStageName: scratch"], "FROM a AS scratch\n");
}

#[test]
fn forms() {
    check(
        "FROM a\nCMD npm start\n",
        &["JSONArgsRecommended: CMD npm start"],
        "FROM a\nCMD [\"npm\", \"start\"]\n",
    );
    check(
        "FROM a\nCMD a \\\n # c\n b\n",
        &["JSONArgsRecommended: CMD a \\\n # c\n b"],
        "FROM a\nCMD a \\\n # c\n b\n",
    );
    check(
        "FROM a\nENV a \\\n # c\n b\n",
        &["LegacyKeyValueFormat: a \\\n # c\n b"],
        "FROM a\nENV a \\\n # c\n b\n",
    );
    check("FROM a\nCMD exec b\n", &["JSONArgsRecommended: CMD exec b"], "FROM a\nCMD exec b\n");
    check("FROM a\nCMD a && b\n", &["JSONArgsRecommended: CMD a && b"], "FROM a\nCMD a && b\n");
    check("FROM a\nSHELL [\"x\"]\nCMD b\n", &[], "FROM a\nSHELL [\"x\"]\nCMD b\n");
    check(
        "FROM a\nMAINTAINER b <c@d>\n",
        &["MaintainerDeprecated: MAINTAINER b <c@d>"],
        "FROM a\nLABEL org.opencontainers.image.authors=\"b <c@d>\"\n",
    );
    check(
        "FROM a\nENV b  c d\nLABEL e f\n",
        &["LegacyKeyValueFormat: b  c d", "LegacyKeyValueFormat: e f"],
        "FROM a\nENV b=\"c d\"\nLABEL e=f\n",
    );
    check(
        "FROM a\nMAINTAINER b \\\n # c\n d\n",
        &["MaintainerDeprecated: MAINTAINER b \\\n # c\n d"],
        "FROM a\nMAINTAINER b \\\n # c\n d\n",
    );
    check("FROM a\nENV b \"c\" d\n", &["LegacyKeyValueFormat: b \"c\" d"], "FROM a\nENV b \"c\" d\n");
    check("FROM a\nRUN b \\\n\n  c\n", &["NoEmptyContinuation: \n"], "FROM a\nRUN b \\\n  c\n");
    check(
        "FROM a\nCMD [\"b\"]\nCMD [\"c\"]\n",
        &["MultipleInstructionsDisallowed: CMD [\"b\"]"],
        "FROM a\nCMD [\"c\"]\n",
    );
    check(
        "FROM a\r\nCMD [\"b\"]\r\n\r\nCMD [\"c\"]\r\n",
        &["MultipleInstructionsDisallowed: CMD [\"b\"]"],
        "FROM a\r\n\r\nCMD [\"c\"]\r\n",
    );
    check("FROM a\nWORKDIR b\nWORKDIR c\n", &["WorkdirRelativePath: b"], "FROM a\nWORKDIR /b\nWORKDIR c\n");
    check(
        "FROM a\nEXPOSE 80/TCP 1:2\n",
        &["ExposeInvalidFormat: 1:2", "ExposeProtoCasing: 80/TCP"],
        "FROM a\nEXPOSE 80/tcp 2\n",
    );
}

#[test]
fn variables() {
    check(
        "ARG version=1\nFROM a:$verison\n",
        &["InvalidDefaultArgInFrom: a:$verison", "UndefinedArgInFrom: verison"],
        "ARG version=1\nFROM a:$version\n",
    );
    check(
        "FROM a\nARG name\nENV name=x\nCOPY ${nane} /\n",
        &["UndefinedVar: nane"],
        "FROM a\nARG name\nENV name=x\nCOPY ${name} /\n",
    );
    check("FROM a\nARG b\nCOPY $b$c /\n", &["UndefinedVar: c"], "FROM a\nARG b\nCOPY $b$c /\n");
    check(
        "FROM a\nENV API_TOKEN=x TOKEN_FILE=y\nARG password\n",
        &["SecretsUsedInArgOrEnv: API_TOKEN", "SecretsUsedInArgOrEnv: password"],
        "FROM a\nENV API_TOKEN=x TOKEN_FILE=y\nARG password\n",
    );
}

#[test]
fn platforms() {
    check("FROM --platform=$TARGETPLATFORM a\n", &["RedundantTargetPlatform: $TARGETPLATFORM"], "FROM a\n");
    check(
        "FROM --platform=linux/amd64 a\n",
        &["FromPlatformFlagConstDisallowed: linux/amd64"],
        "FROM --platform=linux/amd64 a\n",
    );
    check(
        "FROM --platform=linux/amd64 a AS build-amd64\n",
        &[],
        "FROM --platform=linux/amd64 a AS build-amd64\n",
    );
    let arm = crate::platform::Platform::new("linux", "arm64", "");
    let base = crate::convert::Base { platform: Some(arm), ..Default::default() };
    let given = Given { base, ..Given::default() };
    check_given("FROM a\n", &given, &["InvalidBaseImagePlatform: a"], "FROM a\n");
    // BuildKit does not ask for the options above the FROM here, only for those of the file.
    let text = "# c\nARG b\n# check=skip=all\nFROM a\n";
    check_given(text, &given, &["InvalidBaseImagePlatform: a"], text);
}

#[test]
fn files() {
    let given = Given { ignore: Some("*.log\n"), ..Given::default() };
    let text = "FROM a\nCOPY x.log y /\nADD z.log /\nCOPY --from=b q.log /\n";
    check_given(text, &given, &["CopyIgnoredFile: x.log", "CopyIgnoredFile: z.log"], text);
    let help = outcome(text, &given).warnings.remove(0).diagnostic.help.unwrap();
    assert!(help.starts_with("Line 1 of .dockerignore, `*.log`, excludes it."), "{help}");
}

#[test]
fn options() {
    check(
        "# check=skip=FromAsCasing\nFROM a as b\nCMD c\n",
        &["JSONArgsRecommended: CMD c"],
        "# check=skip=FromAsCasing\nFROM a as b\nCMD [\"c\"]\n",
    );
    check("FROM a\n# check=skip=all // once\nCMD c\n", &[], "FROM a\n# check=skip=all // once\nCMD c\n");
    let text = "# check=experimental=all\n# b c\nARG d\nFROM a\n";
    check(text, &["InvalidDefinitionDescription: ARG"], text);
    let build_args =
        crate::args::BuildArgs::from([("BUILDKIT_DOCKERFILE_CHECK".to_owned(), "skip=all".to_owned())]);
    check_given("FROM a as b\n", &Given { build_args, ..Given::default() }, &[], "FROM a as b\n");
}

#[test]
fn remarks_on_triggers_point_at_the_from() {
    let text = "FROM a AS b\nONBUILD CMD c\nFROM b\n";
    check(text, &["JSONArgsRecommended: b"], text);
}

#[test]
fn an_error_ends_the_checks() {
    check("FROM a as b\nFOO\nMAINTAINER x\n", &["FromAsCasing: as"], "FROM a AS b\nFOO\nMAINTAINER x\n");
    check("RUN a\nMAINTAINER x\n", &[], "RUN a\nMAINTAINER x\n");
    check("FROM a as b\nENV x\n", &[], "FROM a as b\nENV x\n");
}

#[test]
fn rules_are_sorted_and_have_pages() {
    assert!(ALL.is_sorted_by_key(|rule| rule.name));
    for rule in ALL {
        assert_eq!(rule.url.is_empty(), rule.name == "InvalidBaseImagePlatform");
        assert!(!rule.help.is_empty() && !rule.description.is_empty());
    }
}
