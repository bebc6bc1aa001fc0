//! Formatting is stable and keeps the meaning.

#![no_main]

use dockerfile::editor::format;

libfuzzer_sys::fuzz_target!(|text: &str| {
    let file = dockerfile::parse(text).tree;
    let once = format(&file);
    let again = dockerfile::parse(&once).tree;
    assert_eq!(dockerfile::dump(&file).to_lowercase(), dockerfile::dump(&again).to_lowercase());
    assert_eq!(once, format(&again), "formatting is stable");
});
