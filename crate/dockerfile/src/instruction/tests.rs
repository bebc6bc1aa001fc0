use super::*;
use crate::word::Env;

/// The meaning of the last instruction of a text.
fn last(text: &str) -> Kind {
    let parsed = crate::parse(text);
    assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
    parsed.tree.instructions.into_iter().next_back().unwrap().kind
}

/// An instruction, its error, and the text that the error points at.
fn check_error(instruction: &str, want: &str, at: &str) {
    let text = format!("FROM a\n{instruction}");
    let parsed = crate::parse(&text);
    let error = parsed.error().unwrap();
    assert_eq!((error.message.as_str(), error.span.text(&text)), (want, at), "{instruction}");
}

/// An instruction and its words after expansion.
fn check_expanded(instruction: &str, env: &[&str], want: &[&str]) {
    let env = Env::from_entries(env.iter().copied());
    let mut expander = Expander::new('\\', &env);
    let kind = expander.kind(&last(&format!("FROM a\n{instruction}"))).unwrap();
    assert_eq!(words(&kind), want, "{instruction}");
}

fn words(kind: &Kind) -> Vec<String> {
    let text = |word: &Word| word.value.to_string();
    let files = |files: &Files| {
        let data = files.contents.iter().map(|file| file.data.to_string());
        files.sources.iter().chain([&files.destination]).map(text).chain(data).collect()
    };
    match kind {
        Kind::Add(add) => files(&add.files),
        Kind::Copy(copy) => {
            copy.chown.iter().chain(&copy.chmod).map(text).chain(files(&copy.files)).collect()
        }
        Kind::Env(pairs) | Kind::Label(pairs) => {
            pairs.iter().flat_map(|pair| [text(&pair.name), text(&pair.value)]).collect()
        }
        Kind::Expose(words) | Kind::Volume(words) => words.iter().map(text).collect(),
        Kind::Workdir(word) | Kind::User(word) | Kind::Stopsignal(word) => vec![text(word)],
        Kind::Run(run) => {
            run.mounts.iter().map(|mount| format!("{} {}", mount.kind.name(), mount.target)).collect()
        }
        other => panic!("{other:?} has no words"),
    }
}

#[test]
fn errors() {
    check_error(
        "COPY a",
        "COPY requires at least two arguments, but only one was provided. Destination could not be determined",
        "a",
    );
    check_error("COPY a <<E\nE", "COPY cannot accept a heredoc as a destination", "<<E");
    check_error("COPY --frm=x a b", "unknown flag: --frm (did you mean from?)", "--frm=x");
    check_error("COPY --link=x a b", "expecting boolean value for flag --link, not: x", "--link=x");
    check_error("COPY --from a b", "missing a value on flag: --from", "--from");
    check_error("RUN --network=x a", "invalid network mode \"x\"", "x");
    check_error("RUN --security=x a", "security \"x\" is not valid", "x");
    check_error(
        "RUN --mount=from=$x,target=/y a",
        "'from' doesn't support variable expansion, define alias stage instead",
        "from=$x,target=/y",
    );
    check_error("RUN --mount= x", "failed to parse csv mounts: EOF", "");
    check_error("WORKDIR", "WORKDIR requires exactly one argument", "WORKDIR");
    check_error("SHELL a", "SHELL requires the arguments to be in JSON form", "a");
    check_error("VOLUME [\"\"]", "VOLUME specified can not be an empty string", "");
    check_error("HEALTHCHECK --interval=5 CMD x", "time: missing unit in duration \"5\"", "5");
    check_error("HEALTHCHECK --retries=x CMD x", "strconv.ParseInt: parsing \"x\": invalid syntax", "x");
    check_error(
        "FROM a AS 1b",
        "invalid name for build stage: \"1b\", name can't start with a number or contain symbols",
        "1b",
    );
    check_error("ARG =b", "ARG names can not be blank", "=b");
    check_error("CPY a b", "unknown instruction: CPY (did you mean COPY?)", "CPY");
    check_error("fom a", "unknown instruction: fom (did you mean from?)", "fom");
}

#[test]
fn near_misses_can_be_mended() {
    let text = "FROM a\nCPY --x a b\nCOPY --frm=x a b\n";
    let fixes: Vec<_> = crate::parse(text).diagnostics.into_iter().filter_map(|error| error.fix).collect();
    assert_eq!(fixes[0].apply(text), "FROM a\nCOPY --x a b\nCOPY --frm=x a b\n");
    assert_eq!(fixes[1].apply(text), "FROM a\nCPY --x a b\nCOPY --from=x a b\n");
}

#[test]
fn variables_are_replaced() {
    check_expanded(
        "COPY --chown=$u --chmod=${m} $s/a b /d$s",
        &["u=1", "m=644", "s=x y"],
        &["1", "644", "x y/a", "b", "/dx y"],
    );
    check_expanded("ENV a=1 b=$a c='$a'", &["a=0"], &["a", "1", "b", "0", "c", "$a"]);
    check_expanded("LABEL $k=v", &["k=key"], &["key", "v"]);
    check_expanded("EXPOSE 9000 $p 80/udp", &["p=443 8443"], &["443", "8443", "80/udp", "9000"]);
    check_expanded("VOLUME [\"$v\", \"/b\"]", &["v=/a"], &["/a", "/b"]);
    check_expanded("WORKDIR ${d:-/x}/y", &[], &["/x/y"]);
    check_expanded("COPY <<E <<'F' /x\n\"$a\"\nE\n$a\nF\n", &["a=1"], &["/x", "\"1\"\n", "$a\n"]);
    check_expanded("RUN --mount=type=$t,target=/$t x", &["t=cache"], &["cache /cache"]);
}

#[test]
fn unset_variables_are_noted() {
    let mut expander = Expander::new('\\', &crate::word::NoScope);
    expander.kind(&last("FROM a\nCOPY $a ${b:-x} $a /")).unwrap();
    let names: Vec<_> = expander.undefined.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["a", "b", "a"]);
}

#[test]
fn mounts() {
    let mount = |text: &str| {
        let mut expander = Expander::new('\\', &crate::word::NoScope);
        let word = Word::new(Str::from(text), Span::default());
        Mount::read(&word, Some(&mut expander)).map_err(|error| error.message)
    };
    let cache = mount("type=cache,target=/x,id=y,sharing=locked,mode=0755,uid=1").unwrap();
    assert_eq!(
        (cache.kind, cache.sharing, cache.mode, cache.uid),
        (MountKind::Cache, Some(Sharing::Locked), Some(0o755), Some(1))
    );
    assert!(!cache.read_only);
    assert!(mount("target=/x").unwrap().read_only);
    assert!(!mount("target=/x,rw").unwrap().read_only);
    assert_eq!(mount("type=tmpfs,target=/x,size=1m").unwrap().size, 1 << 20);
    assert!(mount("type=secret,id=x,required").unwrap().required);
    let bad = [
        ("type=tmp,target=/x", "unsupported mount type \"tmp\" (did you mean tmpfs?)"),
        ("typ=tmpfs", "unexpected key 'typ' in 'typ=tmpfs' (did you mean type?)"),
        ("target=/x,required", "unexpected key 'required' for mount type 'bind'"),
        ("type=secret", "invalid secret mount. one of source, target required"),
        ("type=secret,source=a,id=b", "both source and id can't be set"),
        ("type=ssh,sharing=shared", "invalid cache sharing set for ssh mount"),
        ("target=/x,mode=0644", "mode not allowed for \"bind\" type mounts"),
        ("type=cache,target=/x,mode=9", "invalid value 9 for mode"),
        ("x", "invalid field 'x' must be a key=value pair"),
    ];
    for (text, want) in bad {
        assert_eq!(mount(text).unwrap_err(), want, "{text}");
    }
}

#[test]
fn ports_of_expose() {
    let check = |text: &str, want: Result<&[&str], &str>| {
        let found = ports(text).map(|list| list.iter().map(ToString::to_string).collect::<Vec<_>>());
        match (found, want) {
            (Ok(found), Ok(want)) => assert_eq!(found, want, "{text}"),
            (Err(found), Err(want)) => assert_eq!(found.0, want, "{text}"),
            (found, want) => panic!("{text}: {found:?}, want {want:?}"),
        }
    };
    check("80", Ok(&["80/tcp"]));
    check("80-81/UDP", Ok(&["80/udp", "81/udp"]));
    check("127.0.0.1:8080:80", Ok(&["80/tcp"]));
    check("", Err("invalid port: \"\": no port specified"));
    check("80/x", Err("invalid proto: x"));
}

#[test]
fn signals() {
    for good in ["SIGTERM", "term", "9", "RTMIN+3", "SIGRTMAX-14", "RTMAX"] {
        assert!(is_signal(good), "{good}");
    }
    for bad in ["0", "", "SIGFOO", "RTMIN+16", "RTMAX-0"] {
        assert!(!is_signal(bad), "{bad}");
    }
}

#[test]
fn triggers_keep_their_text() {
    let Kind::Onbuild(onbuild) = last("FROM a\nonbuild   COPY <<E /x\n1\nE\n") else { panic!() };
    assert_eq!(onbuild.expression, "COPY <<E /x\n1\nE");
}

#[test]
fn help_is_sorted_and_complete() {
    assert!(ALL.is_sorted_by_key(|help| help.name));
    for help in ALL {
        assert!(!help.doc.is_empty() && help.syntax.starts_with(help.name));
    }
}
