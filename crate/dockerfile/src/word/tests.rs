use super::*;

/// A word and what becomes of it.
fn check(word: &str, want: Result<&str, &str>) {
    check_with(Lexer::new('\\'), word, want);
}

fn check_with(lexer: Lexer, word: &str, want: Result<&str, &str>) {
    let env = Env::from_entries(["a=1", "e=", "p=foo.bar.baz", "s=x y", "n=a\nb"]);
    let found = lexer.process(word, &env);
    match (found, want) {
        (Ok(found), Ok(want)) => assert_eq!(found.text, want, "{word}"),
        (Err(found), Err(want)) => {
            assert_eq!(found.message, format!("failed to process {}: {want}", quote(word)))
        }
        (found, want) => panic!("{word}: {found:?}, want {want:?}"),
    }
}

#[test]
fn substitutions() {
    let cases = [
        ("$a${a}b$", "11b$"),
        ("${u:-x}${e:-y}${e-z}${u-w}", "xyw"),
        ("${a:+x}${e:+y}${e+z}${u+w}", "xz"),
        ("${a:?x}${e?y}", "1"),
        ("${u:-${a:+$s}}", "x y"),
        ("${p#*.}|${p##*.}|${p%.*}|${p%%.*}", "bar.baz|baz|foo.bar|foo"),
        ("${p/o/0}|${p//o/0}|${p/b?r/-}|${p//.\\*/x}", "f0o.bar.baz|f00.bar.baz|foo.-.baz|foo.bar.baz"),
        ("${p//./\\/}", "foo\\/bar\\/baz"),
        ("${n#?*}", "\nb"),
        ("$@x$12y", "xy"),
        ("\\$a \"$a\" '$a' \"\\$a\\n\"", "$a 1 $a $a\\n"),
        ("a\\", "a"),
    ];
    for (word, want) in cases {
        check(word, Ok(want));
    }
}

#[test]
fn errors() {
    let cases = [
        ("${a", "unsupported modifier (\u{fffd}) in substitution"),
        ("${", MISSING_BRACE),
        ("${a:-", MISSING_BRACE),
        ("${}", "syntax error: bad substitution"),
        ("${a@}", "unsupported modifier (@) in substitution"),
        ("${a:#x}", "unsupported modifier (:#) in substitution"),
        ("${u?}", "u: is not allowed to be unset"),
        ("${e:?}", "e: is not allowed to be empty"),
        ("${u:?no}", "u: no"),
        ("${p#\\x}", "invalid pattern (\\x) in substitution: invalid escape '\\x'"),
        ("${a/b", "syntax error: missing '/' in ${}"),
        ("'a", "unexpected end of statement while looking for matching single-quote"),
        ("\"a", "unexpected end of statement while looking for matching double-quote"),
    ];
    for (word, want) in cases {
        check(word, Err(want));
    }
}

#[test]
fn the_classic_builder_knows_fewer_modifiers() {
    let cases = [
        ("${p:-x}${u:-x}${e:-x}", Ok("foo.bar.bazxx")),
        ("${p:+x}${u:+x}", Ok("x")),
        ("${p?x}", Ok("foo.bar.baz")),
        ("${u?x}", Err("u: x")),
        ("${p-x}", Err("missing ':' in substitution")),
        ("${p##*/}", Err("missing ':' in substitution")),
        ("${p", Err("missing ':' in substitution")),
        ("${p:}", Err(MISSING_BRACE)),
        ("${p:x}", Err("unsupported modifier (x) in substitution")),
    ];
    for (word, want) in cases {
        check_with(Lexer::classic('\\'), word, want);
    }
}

#[test]
fn words_split_at_blanks_outside_of_quotes() {
    let env = Env::from_entries(["s=x  y"]);
    let words = |lexer: Lexer, word: &str| lexer.split(word, &env).unwrap().words;
    let lexer = Lexer::new('\\');
    assert_eq!(words(lexer, " a  'b c' \"d\"e $s f\\ g "), ["a", "b c", "de", "x", "y", "f g"]);
    assert_eq!(words(lexer, "a <<  b"), ["a", "<<  b"]);
    assert_eq!(words(Lexer { raw_quotes: true, ..lexer }, "'a b' \"$s\""), ["'a b'", "\"x  y\""]);
}

#[test]
fn other_ways_to_treat_words() {
    let env = Env::from_entries(["a=1"]);
    let text = |lexer: Lexer, word: &str| lexer.process(word, &env).unwrap().text.into_owned();
    assert_eq!(text(Lexer::heredoc(), "\"$a\" '$a' \\$a"), "\"1\" '1' $a");
    assert_eq!(
        text(Lexer::step_name('\\'), "RUN \"$a\" $b ${b} ${b:-$a} ${b#x} ${b/x/y}"),
        "RUN \"1\" $b ${b} ${b:-1} ${b#x} ${b/x/y}"
    );
    assert_eq!(text(Lexer::new('`'), "`$a \\$a"), "$a \\1");
}

#[test]
fn used_variables_are_told() {
    let env = Env::from_entries(["a=1"]);
    let expansion = Lexer::new('\\').process("$a $b $b ${c:-$a}", &env).unwrap();
    assert_eq!((expansion.matched, expansion.unmatched), (vec!["a".into()], vec!["b".into(), "c".into()]));
}

#[test]
fn limits() {
    let nested = |depth: usize| format!("{}x{}", "${u:-".repeat(depth), "}".repeat(depth));
    let lexer = Lexer::new('\\');
    assert_eq!(lexer.expand(&nested(MAX_DEPTH as usize - 1), &NoScope).unwrap(), "x");
    // The innermost error reaches the outermost substitution, which has text left.
    assert!(lexer.expand(&nested(MAX_DEPTH as usize), &NoScope).is_err());

    let long = "a".repeat(5_000);
    let env = Env::from_entries([format!("x={long}")]);
    let error = lexer.expand(&format!("${{x#{}}}", "?".repeat(4_000)), &env).unwrap_err();
    assert!(error.message.ends_with("pattern and value are too long"), "{MAX_WORK}");
}

#[test]
fn patterns_backwards() {
    for (pattern, want) in [
        ("a\\*c", "c\\*a"),
        ("\\\\\\ab", "b\\a\\\\"),
        ("ab\\", "\\ba"),
        ("👽\\🚀🖖", "🖖\\🚀👽"),
        ("\\\\b", "b\\\\"),
    ] {
        assert_eq!(glob::reverse(pattern), want);
    }
}

#[test]
fn environments_keep_their_order() {
    let mut env = Env::from_entries(["a=1", "b", "c=x=y"]);
    env.set("a", "2");
    env.remove("b");
    let entries: Vec<_> = env.iter().collect();
    assert_eq!(entries, [("a", "2"), ("c", "x=y")]);
    assert_eq!((env.len(), env.is_empty(), env.get("b")), (2, false, None));
}
