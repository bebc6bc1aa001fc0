//! What holds for any text, tried on texts made of the pieces that Dockerfiles are made of.

use diag::Diagnostic;
use dockerfile::args::BuildArgs;
use dockerfile::columns::columns;
use dockerfile::convert::{Base, Options};
use dockerfile::ignore::Ignore;
use dockerfile::platform::Platform;
use dockerfile::word::{Env, Lexer};
use dockerfile::{dump, editor, parse};
use proptest::prelude::*;

const PIECES: [&str; 56] = [
    "FROM ",
    "from ",
    "RUN ",
    "COPY ",
    "ADD ",
    "ENV ",
    "ARG ",
    "CMD ",
    "LABEL ",
    "ONBUILD ",
    "HEALTHCHECK ",
    "EXPOSE ",
    "WORKDIR ",
    "VOLUME ",
    "SHELL ",
    "USER ",
    "STOPSIGNAL ",
    "MAINTAINER ",
    "FOO ",
    "a",
    "b:1",
    " AS ",
    " as ",
    "x=y ",
    "$x",
    "${x:-y}",
    "${x",
    "'",
    "\"",
    "\\",
    "`",
    "\\\n",
    "\\ \n",
    "\n",
    "\r\n",
    "\t",
    " ",
    "  ",
    "# c\n",
    "# escape=`\n",
    "# check=skip=all\n",
    "<<E",
    "<<-'E'",
    "\nE\n",
    "E",
    "--from=a ",
    "--mount=type=cache,target=/x ",
    "--",
    "[",
    "]",
    ",",
    "[\"a\"]",
    "é",
    "\u{a0}",
    "\u{feff}",
    "/./../",
];

/// Lines with something to mend in most of them.
const LINES: [&str; 40] = [
    "# c",
    "# escape=`",
    "",
    "FROM a",
    "from b as C",
    "From a As b",
    "FROM --platform=$TARGETPLATFORM a AS Build",
    "FROM $x",
    "ARG x=1",
    "ARG y",
    "ENV a b",
    "ENV a  b c d",
    "env a \"b c\"",
    "ENV a b\\ c",
    "LABEL a b $y",
    "LABEL a=b c=d",
    "MAINTAINER a <b@c>",
    "maintainer it's me\t",
    "MAINTAINER \"a b\"",
    "MAINTAINER é 😀",
    "CMD a b",
    "CMD a \\",
    "cmd [\"a\"]",
    "ENTRYPOINT a -b",
    "ENTRYPOINT a | b",
    "HEALTHCHECK CMD a",
    "HEALTHCHECK NONE",
    "WORKDIR a",
    "WORKDIR 'a b'",
    "WORKDIR $y/a",
    "EXPOSE 80/TCP 1:2",
    "EXPOSE 1.2.3.4:80:80/Udp",
    "COPY $yy $a /",
    "COPY ${yy:-$z} /",
    "ADD a /",
    "RUN apt-get update",
    "RUN npm ci \\",
    "  && apt-get update",
    "ONBUILD CMD a",
    "RUN <<E",
];

fn files() -> impl Strategy<Value = String> {
    let line = (0..LINES.len()).prop_map(|index| LINES[index]);
    let end = prop_oneof![8 => Just("\n"), 1 => Just("\r\n")];
    prop::collection::vec((line, end), 1..14).prop_map(|lines| {
        format!("FROM a\n{}", lines.into_iter().map(|(line, end)| format!("{line}{end}")).collect::<String>())
    })
}

fn texts() -> impl Strategy<Value = String> {
    let piece = (0..PIECES.len()).prop_map(|index| PIECES[index]);
    prop_oneof![
        9 => prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat()),
        1 => any::<String>(),
    ]
}

/// What an editor shows of a file, advice included.
fn diagnostics(text: &str) -> Vec<Diagnostic> {
    with_options(|options| editor::diagnostics(&parse(text), options, Some(&Default::default())))
}

fn with_options<T>(act: impl FnOnce(&Options<'_>) -> T) -> T {
    let (build_args, platform) = (BuildArgs::new(), Platform::linux_amd64());
    let bases = |_: &str, _: &Platform| Some(Base::default());
    act(&Options {
        build_args: &build_args,
        target: None,
        all_stages: true,
        build_platform: &platform,
        target_platform: &platform,
        ignore: None,
        bases: &bases,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_parses_and_spans_lie_inside(text in texts()) {
        let parsed = parse(&text);
        for instruction in &parsed.tree.instructions {
            let node = &instruction.node;
            for word in node.args.iter().chain(&node.flags).chain([&node.keyword]) {
                prop_assert!(text.get(word.span.start as usize..word.span.end as usize).is_some());
            }
        }
        prop_assert_eq!(parsed.tree.failure.is_some(), parsed.error().is_some());
        dump(&parsed.tree);
    }

    #[test]
    fn formatting_is_stable_and_keeps_the_meaning(text in texts()) {
        let file = parse(&text).tree;
        let once = editor::format(&file);
        let again = parse(&once).tree;
        prop_assert_eq!(dump(&file).to_lowercase(), dump(&again).to_lowercase());
        prop_assert_eq!(editor::format(&again), once);
    }

    #[test]
    fn checks_and_editor_services_have_an_answer(text in texts(), at in 0..200u32) {
        let parsed = parse(&text);
        for remark in diagnostics(&text) {
            prop_assert!(remark.span.start <= remark.span.end && remark.span.end as usize <= text.len());
        }
        let mut end = 0;
        for token in editor::tokens(&parsed.tree) {
            prop_assert!(end <= token.span.start && token.span.start < token.span.end);
            end = token.span.end;
        }
        let at = at.min(text.len() as u32);
        with_options(|options| editor::hover(&parsed.tree, options, at));
        editor::definition(&parsed.tree, at);
        with_options(|options| editor::complete(&parsed.tree, options, at, &["a/b"]));
        editor::folds(&parsed.tree);
        columns(&text, diag::Encoding::Utf16);
    }

    #[test]
    fn a_fix_mends_what_it_is_for(text in files()) {
        let found = diagnostics(&text);
        for remark in &found {
            let Some(fix) = &remark.fix else { continue };
            let fixed = fix.apply(&text);
            let left = diagnostics(&fixed);
            let same = |one: &&Diagnostic| one.code == remark.code;
            let (before, after) = (found.iter().filter(same).count(), left.iter().filter(same).count());
            prop_assert!(after < before, "{fix:?}\nof {remark:?}\nmakes {fixed}");
            let errors = |list: &[Diagnostic]| list.iter().filter(|one| one.is_error()).count();
            prop_assert!(errors(&left) <= errors(&found), "{fix:?}\nbreaks {text}\nas {left:?}");
        }
    }

    #[test]
    fn words_without_signs_stay_as_they_are(word in "[a-z0-9/.:=@%+,é -]*") {
        let lexer = Lexer::new('\\');
        prop_assert_eq!(&*lexer.expand(&word, &Env::new()).unwrap(), &word);
        let words = lexer.split(&word, &Env::new()).unwrap().words;
        prop_assert_eq!(words, word.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
    }

    #[test]
    fn a_walk_decides_as_a_look_at_one_path(file in "([a-c*?!/.]{1,5}\n){0,4}", path in "[a-c]{1,2}(/[a-c]{1,2}){0,3}") {
        let ignore = Ignore::parse(&file).tree;
        let mut walk = ignore.walk();
        for (at, _) in path.match_indices('/').chain([(path.len(), "")]) {
            let part = &path.split_at(at).0;
            let fate = walk.visit(part, at < path.len());
            prop_assert_eq!(fate.decision, ignore.decide(part));
            if at < path.len() && !fate.descend {
                // What is skipped is excluded.
                prop_assert!(ignore.decide(&path).excluded);
                break;
            }
        }
    }
}
