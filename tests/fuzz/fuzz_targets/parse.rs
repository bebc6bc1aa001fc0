//! Any text parses, and everything in the tree points into it.

#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| {
    let parsed = dockerfile::parse(text);
    dockerfile::dump(&parsed.tree);
    let len = text.len() as u32;
    for instruction in &parsed.tree.instructions {
        let node = &instruction.node;
        for word in node.args.iter().chain(&node.flags).chain([&node.keyword]) {
            assert!(word.span.start <= word.span.end && word.span.end <= len);
        }
        assert!(text.get(node.span.start as usize..node.span.end as usize).is_some());
    }
    for error in &parsed.diagnostics {
        assert!(error.span.start <= error.span.end && error.span.end <= len);
    }
    // One error for the builder, and the same for the reader.
    assert_eq!(parsed.tree.failure.is_some(), parsed.error().is_some());
    // Who asks for the nodes alone gets the same ones.
    let nodes = parsed
        .tree
        .instructions
        .iter()
        .map(|one| std::iter::successors(Some(&one.node), |node| node.child.as_deref()).count());
    let columns = dockerfile::columns::columns(text, diag::Encoding::Utf16);
    assert_eq!(columns.nodes.len(), nodes.sum::<usize>() * dockerfile::columns::NODE);
    let path = text.lines().next().unwrap_or_default();
    dockerfile::ignore::Ignore::parse(text).tree.decide(path);
});
