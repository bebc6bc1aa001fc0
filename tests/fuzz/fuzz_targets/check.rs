//! Checks, advice and the editor's questions have an answer for any text, and fixes lie inside it.

#![no_main]

use dockerfile::advice::Context;
use dockerfile::args::BuildArgs;
use dockerfile::convert::{Base, Options};
use dockerfile::editor;
use dockerfile::ignore::Ignore;
use dockerfile::platform::Platform;

libfuzzer_sys::fuzz_target!(|text: &str| {
    let parsed = dockerfile::parse(text);
    let (build_args, platform) = (BuildArgs::new(), Platform::linux_amd64());
    let ignore = Ignore::parse(text).tree;
    let bases = |_: &str, _: &Platform| Some(Base::default());
    let options = Options {
        build_args: &build_args,
        target: None,
        all_stages: true,
        build_platform: &platform,
        target_platform: &platform,
        ignore: Some(&ignore),
        bases: &bases,
    };
    let context = Context { ignore: Some(&ignore), ..Context::default() };
    for remark in editor::diagnostics(&parsed, &options, Some(&context)) {
        assert!(remark.span.end as usize <= text.len());
        if let Some(fix) = remark.fix {
            fix.apply(text);
        }
    }
    let mut end = 0;
    for token in editor::tokens(&parsed.tree) {
        assert!(
            end <= token.span.start && token.span.start < token.span.end,
            "tokens are apart and in order"
        );
        end = token.span.end;
    }
    editor::folds(&parsed.tree);
    let at = text.len() as u32 / 2;
    editor::hover(&parsed.tree, &options, at);
    editor::definition(&parsed.tree, at);
    editor::complete(&parsed.tree, &options, at, &["a/b"]);
});
