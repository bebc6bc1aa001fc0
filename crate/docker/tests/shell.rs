//! The host's shell with docker among its programs.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, unreachable_pub, reason = "this is a test")]

use std::collections::BTreeMap;

use docker::{Event, Host, HostConfig, HostRequest, Response, ShellOptions, Terminal};

fn host() -> Host {
    let mut host = Host::new(HostConfig { seed: 1, now: 1_700_000_000 });
    host.write_file("Dockerfile", b"FROM scratch\nCOPY a.txt /\n".to_vec(), None, None).unwrap();
    host.write_file("a.txt", b"one\n".to_vec(), None, None).unwrap();
    host
}

/// What a session prints; `lines` are typed at its prompt, and `^C` and `^D` are keys.
fn session(host: &mut Host, options: &ShellOptions, lines: &[&str]) -> String {
    let task = host.open_shell(options).unwrap();
    let mut lines = lines.iter();
    let mut out = String::new();
    loop {
        let progress = host.advance(task).unwrap();
        for part in progress.output {
            out.push_str(&String::from_utf8_lossy(&part.bytes));
        }
        for (id, request) in progress.requests {
            let answer = match request {
                HostRequest::Edit { path, program } => {
                    out.push_str(&format!("<{program} {path}>"));
                    host.write_file(&path, b"two\n".to_vec(), None, None).unwrap();
                    Response::Done
                }
                _ => match lines.next() {
                    Some(&"^C") => Response::Interrupted,
                    Some(&"^D") | None => Response::Bytes(Vec::new()),
                    Some(line) => Response::Bytes(format!("{line}\n").into_bytes()),
                },
            };
            host.answer(task, id, answer).unwrap();
        }
        if let Some(exit) = progress.exit {
            return if exit == 0 { out } else { format!("{out}exit {exit}\n") };
        }
    }
}

fn check(script: &str, expected: &str) {
    let options = ShellOptions { script: Some(script.to_owned()), ..ShellOptions::default() };
    assert_eq!(session(&mut host(), &options, &[]), expected, "{script}");
}

#[test]
fn docker_stands_in_pipes_redirections_and_substitutions() {
    check("pwd; ls", "/root/project\nDockerfile\na.txt\n");
    check("docker build -q -t app . > id && docker image ls -q | wc -l", "1\n");
    check(
        "docker build -q -t app . > /dev/null; docker image rm $(docker image ls -q) | grep -c Deleted",
        "2\n",
    );
    check("docker nosuch 2> err; echo $?; head -1 err", "1\ndocker: unknown command: docker nosuch\n");
    check("docker nosuch 2>/dev/null || echo no", "no\n");
    check(
        "mkdir sub; cd sub; printf 'FROM scratch\\nCOPY ../a.txt /\\n' > Dockerfile; docker build -q -f Dockerfile .. | cut -c1-7",
        "sha256:\n",
    );
    check("printf 'FROM scratch\\nENV A=1\\n' | docker build -q - | cut -c1-7", "sha256:\n");
    check("docker image prune </dev/null | head -1", "WARNING! This will remove all dangling images.\n");
    check("exit 3", "exit 3\n");
}

#[test]
fn a_prompt_keeps_what_was_typed_and_edited() {
    let mut host = host();
    let terminal = Terminal { columns: 80, rows: 24, colours: false };
    let options = ShellOptions { terminal: Some(terminal), ..ShellOptions::default() };
    let lines = [
        "x=1",
        "^C",
        "vi a.txt",
        "cat a.txt; echo $x",
        "for i in 1 2; do",
        "echo $i",
        "done",
        "history",
        "exit",
    ];
    let out = session(&mut host, &options, &lines);
    for part in ["~/project # ", "<vi a.txt>", "two\n1\n", "> ", "1\n2\n", "    1  x=1\n    2  vi a.txt\n"] {
        assert!(out.contains(part), "{part:?} in {out}");
    }
    assert_eq!(host.read_file("a.txt").unwrap().bytes().as_ref(), b"two\n");
}

#[test]
fn files_that_the_shell_makes_are_the_projects() {
    let mut host = host();
    let options =
        ShellOptions { script: Some("echo x > new; rm a.txt".to_owned()), ..ShellOptions::default() };
    assert_eq!(session(&mut host, &options, &[]), "");
    let paths: Vec<String> = host.files().into_iter().map(|file| file.path).collect();
    assert_eq!(paths, ["Dockerfile", "new"]);
}

#[test]
fn a_build_of_the_shell_tells_what_one_of_the_page_tells() {
    let mut host = host();
    let terminal = Terminal { columns: 80, rows: 24, colours: true };
    let script = Some("docker build -t app .".to_owned());
    let task = host
        .open_shell(&ShellOptions { script, terminal: Some(terminal), ..ShellOptions::default() })
        .unwrap();
    let (mut told, mut log) = (Vec::new(), String::new());
    loop {
        let progress = host.advance(task).unwrap();
        for event in progress.events {
            match event {
                Event::Began { name, .. } => told.push(format!("began {name}")),
                Event::Image(made) => told.push(format!("image {}", made.tags.join(" "))),
                Event::Log(text) => log.push_str(&text),
                Event::Build(_) | Event::Failed(_) => {}
            }
        }
        if progress.exit.is_some() {
            break;
        }
    }
    assert_eq!(told, ["began Dockerfile", "image app:latest"]);
    assert!(log.starts_with("#1 [internal] load build definition"), "{log}");
    assert!(log.contains("[1/1] COPY a.txt /\n") && !log.contains('\u{1b}'), "{log}");
}

/// A session with a terminal; the lines are typed at its prompt or into the container that it is attached to. `^PQ` lets
/// go of that container, `^C` interrupts.
fn attached(lines: &[&str]) -> String {
    let mut host = host();
    let env = BTreeMap::from([("PS1".to_owned(), "\\e]133;D;$?\\a\\$ ".to_owned())]);
    let terminal = Some(Terminal { columns: 80, rows: 24, colours: false });
    let task = host.open_shell(&ShellOptions { env, terminal, ..ShellOptions::default() }).unwrap();
    let mut lines = lines.iter();
    let mut out = String::new();
    loop {
        let progress = host.advance(task).unwrap();
        for part in progress.output {
            out.push_str(&String::from_utf8_lossy(&part.bytes));
        }
        if progress.exit.is_some() {
            return out;
        }
        for (id, _) in progress.requests {
            let line = lines.next().map_or(String::new(), |line| format!("{line}\n"));
            host.answer(task, id, Response::Bytes(line.into_bytes())).unwrap();
        }
        if progress.follows && progress.wake.is_none() && progress.reads == Some(true) {
            match lines.next() {
                Some(&"^PQ") => host.detach(task).unwrap(),
                Some(&"^C") => host.interrupt(task).unwrap(),
                Some(line) => host.input(task, format!("{line}\n").into_bytes()).unwrap(),
                None => host.close_input(task).unwrap(),
            }
        } else if let Some(wake) = progress.wake {
            host.tick(wake);
        }
    }
}

#[test]
fn a_container_has_the_terminal_of_the_shell() {
    let out = attached(&[
        "docker run -it --name lab alpine sh",
        "echo in$((1+1))",
        "^C",
        "exit 3",
        "echo back",
        "exit",
    ]);
    for part in ["in2\r\n", "\u{1b}]133;D;3\u{7}# ", "back\n"] {
        assert!(out.contains(part), "{part:?} in {out:?}");
    }
}

#[test]
fn a_container_that_takes_no_notice_of_ctrl_c_is_left_the_third_time() {
    let mut host = host();
    let script =
        Some("docker run alpine sh -c 'trap \"echo no\" INT; while true; do sleep 1; done'".to_owned());
    let task = host.open_shell(&ShellOptions { script, ..ShellOptions::default() }).unwrap();
    let mut out = String::new();
    let mut pressed = 0;
    let exit = loop {
        let progress = host.advance(task).unwrap();
        out.extend(progress.output.iter().map(|part| String::from_utf8_lossy(&part.bytes).into_owned()));
        if let Some(exit) = progress.exit {
            break exit;
        }
        if progress.attached && out.matches("no\n").count() == pressed {
            pressed += 1;
            host.interrupt(task).unwrap();
        }
        if let Some(wake) = progress.wake {
            host.tick(wake);
        }
    };
    assert_eq!((exit, pressed), (1, 3), "{out}");
    assert!(out.ends_with("got 3 SIGTERM/SIGINTs, forcefully exiting\n"), "{out}");
}

#[test]
fn letting_go_of_a_container_keeps_the_shell() {
    let out = attached(&[
        "docker run -it --name lab alpine sh",
        "^PQ",
        "docker ps --format '{{.Names}} {{.Status}}'",
        "exit",
    ]);
    for part in ["read escape sequence\n", "lab Up "] {
        assert!(out.contains(part), "{part:?} in {out:?}");
    }
}

#[test]
fn containers_work_in_the_project() {
    check(
        "docker pull -q alpine > /dev/null; mkdir data; docker run --rm -v $PWD/data:/x alpine sh -c 'echo hi > /x/f'; cat data/f; echo ho > data/f; docker run --rm \
         -v $PWD/data:/x alpine cat /x/f",
        "hi\nho\n",
    );
    check(
        "docker run -d --name one -v $PWD:/x alpine sleep 100 > /dev/null 2>&1; echo two > b.txt; docker exec one cat /x/b.txt; docker \
         exec one rm /x/b.txt; ls",
        "two\nDockerfile\na.txt\n",
    );
    check("docker run --rm -v $PWD:/x:ro alpine rm /x/a.txt 2> /dev/null || ls", "Dockerfile\na.txt\n");
    let mut host = host();
    let script = "docker run -d --name one -v $PWD:/x alpine sleep 100 > /dev/null 2>&1".to_owned();
    session(&mut host, &ShellOptions { script: Some(script), ..ShellOptions::default() }, &[]);
    host.write_file("a.txt", b"edited\n".to_vec(), None, None).unwrap();
    let script = "docker exec one sh -c 'cat /x/a.txt; echo back > /x/c.txt'".to_owned();
    let said = session(&mut host, &ShellOptions { script: Some(script), ..ShellOptions::default() }, &[]);
    assert_eq!(said, "edited\n");
    assert_eq!(&*host.read_file("c.txt").unwrap().bytes(), b"back\n");
}
