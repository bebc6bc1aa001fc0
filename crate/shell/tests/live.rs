//! Processes that wait: what they print for what arrives, and that nothing is lost when they are saved in between.

use shell::{Arrival, GuestAnswer, Live, Standing, Start, Stream, Wait};
use vfs::{Blob, Meta, Snapshot, Time, Tree, VPathBuf};

const NOW: i64 = 1_700_000_000;

fn tree() -> Tree {
    let at = Time::from_secs(NOW);
    let path = |text: &str| VPathBuf::normalise(text);
    let mut tree = Snapshot::empty().edit();
    for dir in ["/bin", "/dev", "/etc", "/root", "/tmp"] {
        tree.mkdir(&path(dir), &Meta::root(0o755, at)).expect("a new directory");
    }
    let passwd = Blob::from(b"root:x:0:0:root:/root:/bin/sh\n".to_vec());
    tree.write(&path("/etc/passwd"), passwd, &Meta::root(0o644, at)).expect("a new file");
    for file in ["busybox", "bash", "node", "curl", "nginx"] {
        tree.write(&path("/bin").join(file), Blob::synthetic(1, 9), &Meta::root(0o755, at))
            .expect("a new file");
    }
    for name in ["sh", "cat", "sleep", "date", "seq", "tr", "ls", "env", "timeout", "tail", "wget", "getent"]
    {
        tree.symlink(&path("/bin").join(name), "busybox", &Meta::root(0o777, at)).expect("a new link");
    }
    tree
}

/// What happens to a process: it is told something, or time passes, or a file is written by somebody else.
#[derive(Clone, Copy)]
enum Do {
    Type(&'static str),
    End,
    /// From the terminal.
    Interrupt,
    /// To the first process.
    Signal(&'static str),
    /// Seconds since the start.
    Clock(i64),
    Write(&'static str, &'static str),
    /// What a guest printed, and its exit status.
    Answer(&'static str, Option<u8>),
}
use Do::*;

struct Run {
    live: Live,
    tree: Tree,
    now: i64,
    text: String,
}

impl Run {
    fn new(script: &str, tty: bool) -> Run {
        let tree = tree();
        let now = Time::from_secs(NOW);
        let argv: Vec<String> = match script {
            "" => vec!["sh".into()],
            "bash" => vec!["bash".into()],
            script if script.starts_with('!') => {
                script.trim_start_matches('!').split(' ').map(str::to_owned).collect()
            }
            script => ["sh", "-c", script].map(str::to_owned).to_vec(),
        };
        let env = vec![("PATH".into(), "/bin".into())];
        let guests = ["node", "net", "nginx"].map(str::to_owned).into();
        let start = Start { argv, env, stdin: true, tty, hostname: "box".into(), guests, ..Start::new(now) };
        Run { live: Live::new(start, &tree), tree, now: 0, text: String::new() }
    }

    fn advance(&mut self) -> Standing {
        let text = &mut self.text;
        let horizon = Time::from_secs(NOW + self.now);
        let mut out = |_: Time, _: Stream, bytes: &[u8]| text.push_str(&String::from_utf8_lossy(bytes));
        self.live.advance(&mut self.tree, horizon, &mut out).standing
    }

    fn act(&mut self, what: Do) {
        let arrival = match what {
            Type(text) => Arrival::Input(text.as_bytes().to_vec()),
            End => Arrival::EndOfInput,
            Interrupt => Arrival::Signal { name: "INT".into(), terminal: true },
            Signal(name) => Arrival::Signal { name: name.into(), terminal: false },
            Answer(text, exit) => {
                let pieces = vec![(Stream::Stdout, text.as_bytes().to_vec())];
                Arrival::Guest(GuestAnswer { pieces, exit })
            }
            Clock(seconds) => {
                self.now = seconds;
                return;
            }
            Write(path, text) => {
                let meta = Meta::root(0o644, Time::from_secs(NOW));
                self.tree
                    .write(&VPathBuf::normalise(path), Blob::from(text.as_bytes().to_vec()), &meta)
                    .expect("a file");
                return;
            }
        };
        self.live.push(Time::from_secs(NOW + self.now), arrival);
    }
}

/// What a run prints; at the end stands what it waits for, or its exit status.
fn play(script: &str, tty: bool, acts: &[Do], saved: bool) -> String {
    let mut run = Run::new(script, tty);
    let mut standing = run.advance();
    for act in acts {
        run.text.push('|');
        run.act(*act);
        if saved {
            let frozen = run.live.freeze();
            run.live = Live::thaw(frozen);
        }
        standing = run.advance();
    }
    let end = match standing {
        Standing::Ended(outcome) => match outcome.result {
            Ok(exit) => format!("[{}]", exit.0),
            Err(stop) => format!("[{stop}]"),
        },
        Standing::Waits(Wait::Input) => "…".to_owned(),
        Standing::Waits(Wait::Until(time)) => format!("…{}", time.secs - NOW),
        Standing::Waits(Wait::Guest(guest)) => format!("…{}", guest.argv.join(" ")),
        Standing::Waits(Wait::Signal) => "…signal".to_owned(),
    };
    run.text + &end
}

fn check(tty: bool, cases: &[(&str, &[Do], &str)]) {
    for (script, acts, wanted) in cases {
        assert_eq!(play(script, tty, acts, false), *wanted, "{script}");
        assert_eq!(play(script, tty, acts, true), *wanted, "saved in between: {script}");
    }
}

#[test]
fn a_process_waits_for_input() {
    check(
        false,
        &[
            ("read a; echo $a; read b; echo $a$b", &[Type("x\n"), Type("y\n")], "|x\n|xy\n[0]"),
            ("read a; echo $a; read b; echo $a$b", &[Type("x\ny\n")], "|x\nxy\n[0]"),
            ("cat; echo done", &[Type("one\n"), Type("two\n"), End], "|one\n|two\n|done\n[0]"),
            ("read a || echo none", &[End], "|none\n[0]"),
            ("cat | tr a-z A-Z", &[Type("x\n"), End], "||X\n[0]"),
            ("", &[Type("echo $((1+1))\n"), Type("exit 3\n")], "|2\n|[3]"),
            ("", &[Type("if true\n"), Type("then echo y; fi\n"), End], "||y\n|[0]"),
        ],
    );
}

#[test]
fn time_passes_for_a_process() {
    check(
        false,
        &[
            ("date +%s; sleep 5; date +%s", &[Clock(4), Clock(5)], "1700000000\n||1700000005\n[0]"),
            (
                "i=0; while [ $i -lt 4 ]; do i=$((i+1)); echo $i; sleep 1; done; echo end",
                &[Clock(1), Clock(3), Clock(9)],
                "1\n|2\n|3\n4\n|end\n[0]",
            ),
            ("while true; do false; sleep 10; done", &[Clock(25)], "|…30"),
            ("sleep 3 & wait; date +%s", &[Clock(3)], "|1700000003\n[0]"),
            ("echo a > f; sleep 1; cat f", &[Write("/f", "b\n"), Clock(1)], "||b\n[0]"),
            ("echo a > f; tail -f f", &[Write("/f", "a\nb\n"), Write("/tmp/x", "")], "a\n|b\n|…signal"),
            (
                "while [ ! -e /tmp/go ]; do sleep 1; done; echo went",
                &[Clock(2), Write("/tmp/go", ""), Clock(9)],
                "|||went\n[0]",
            ),
        ],
    );
}

#[test]
fn signals_reach_a_process() {
    check(
        false,
        &[
            ("!sleep 30", &[Signal("TERM"), Clock(30)], "||[0]"),
            (
                "trap 'echo bye; exit 4' TERM; while :; do sleep 1; done",
                &[Signal("TERM"), Clock(1)],
                "||bye\n[4]",
            ),
            ("trap 'echo bye; exit 4' TERM; sleep 100 & wait", &[Signal("TERM")], "|bye\n[4]"),
        ],
    );
    check(
        true,
        &[
            (
                "",
                &[Type("sleep 9\n"), Interrupt, Type("echo $?\n"), Type("exit\n")],
                "/ # ||\n/ # |130\n/ # |[0]",
            ),
            ("", &[Interrupt, End], "/ # |\n/ # |[130]"),
            ("trap 'echo caught' INT; sleep 9; echo after", &[Interrupt], "|caught\nafter\n[0]"),
        ],
    );
}

#[test]
fn a_shell_on_a_terminal_has_a_prompt() {
    check(
        true,
        &[
            (
                "",
                &[Type("cd /tmp\n"), Type("cat\n"), Type("x\n"), End, Type("exit 2\n")],
                "/ # |/tmp # ||x\n|/tmp # |[2]",
            ),
            (
                "",
                &[Type("echo \"a\n"), Type("b\"\n"), Type("cd; echo $HOME\n")],
                "/ # |> |a\nb\n/ # |/root\n~ # …",
            ),
            ("", &[Type("cat <<E\n"), Type("x\n"), Type("E\n")], "/ # |> |> |x\n/ # …"),
            (
                "",
                &[Type("if then\n"), Type("echo $?\n")],
                "/ # |sh: syntax error: unexpected \"then\"\n/ # |2\n/ # …",
            ),
            ("", &[Type("nosuch\n"), End], "/ # |sh: nosuch: not found\n/ # |[127]"),
            (
                "bash",
                &[Type("tty\n"), End],
                "root@box:/# |bash: line 1: tty: command not found\nroot@box:/# |exit\n[127]",
            ),
        ],
    );
}

#[test]
fn a_guest_runs_elsewhere() {
    check(
        false,
        &[
            ("echo 1 > a.js; node a.js", &[], "…node a.js"),
            (
                "echo 1 > a.js; node a.js; echo $?",
                &[Answer("hi\n", None), Answer("ho\n", Some(3))],
                "|hi\n|ho\n3\n[0]",
            ),
            (
                "echo 1 > a.js; node a.js | tr a-z A-Z",
                &[Answer("hi\n", None), Answer("ho\n", Some(0))],
                "||HI\nHO\n[0]",
            ),
            (
                "echo 1 > a.js; x=$(node a.js); echo \"<$x>\"; cat a.js",
                &[Write("/a.js", "2\n"), Answer("v", Some(0))],
                "||<v>\n2\n[0]",
            ),
        ],
    );
}

#[test]
fn what_uses_the_network_asks_the_host() {
    const PAGE: &str = "10.0.0.2\nHTTP/1.1 200 OK\r\nServer: x\r\n\r\nhello\n";
    const MOVED: &str = "10.0.0.2\nHTTP/1.1 301 Moved\r\nLocation: /b\r\n\r\n";
    const GONE: &str = "10.0.0.2\nHTTP/1.1 404 Not Found\r\n\r\nnot here\n";
    let asks =
        |what: &str| format!("…net http http web 80 {what} Host: web User-Agent: Wget Connection: close");
    assert_eq!(play("wget -qO- web", false, &[], false), asks("GET /"));
    check(
        false,
        &[
            ("wget -qO- web/a", &[Answer(MOVED, Some(0)), Answer(PAGE, Some(0))], "||hello\n[0]"),
            (
                "wget web/a.txt; cat a.txt",
                &[Answer(PAGE, Some(0))],
                "|Connecting to web (10.0.0.2:80)\nsaving to 'a.txt'\na.txt                100% \
                 |********************************|     6  0:00:00 ETA\n'a.txt' saved\nhello\n[0]",
            ),
            (
                "wget -O- web:81",
                &[Answer("ECONNREFUSED 10.0.0.2", Some(1))],
                "|Connecting to web (10.0.0.2:81)\nwget: can't connect to remote host (10.0.0.2): Connection refused\n[1]",
            ),
            ("wget -q nobody", &[Answer("ENOTFOUND ", Some(1))], "|wget: bad address 'nobody'\n[1]"),
            (
                "wget -q web/x",
                &[Answer(GONE, Some(0))],
                "|wget: server returned error: HTTP/1.1 404 Not Found\n[1]",
            ),
            (
                "curl -s web; curl -sI web; curl -so /dev/null -w '%{http_code}\\n' web",
                &[Answer(PAGE, Some(0)), Answer(PAGE, Some(0)), Answer(GONE, Some(0))],
                "|hello\n|HTTP/1.1 200 OK\r\nServer: x\r\n\r\n|404\n[0]",
            ),
            ("curl -sL web", &[Answer(MOVED, Some(0)), Answer(PAGE, Some(0))], "||hello\n[0]"),
            (
                "curl -fsS web",
                &[Answer(GONE, Some(0))],
                "|curl: (22) The requested URL returned error: 404\n[22]",
            ),
            (
                "curl -sS nobody",
                &[Answer("ENOTFOUND ", Some(1))],
                "|curl: (6) Could not resolve host: nobody\n[6]",
            ),
            (
                "curl -sS web:81",
                &[Answer("ECONNREFUSED 10.0.0.2", Some(1))],
                "|curl: (7) Failed to connect to web port 81 after 0 ms: Couldn't connect to server\n[7]",
            ),
            (
                "curl -s -d a=1 -H 'X-A: b' web",
                &[],
                "…net http http web 80 POST / Host: web User-Agent: curl/8.5.0 Accept: */* Content-Length: 3 \
                 Content-Type: application/x-www-form-urlencoded X-A: b",
            ),
            ("curl -s web; echo $?", &[Interrupt], "|130\n[0]"),
            (
                "getent hosts web; getent hosts nobody",
                &[Answer("10.0.0.2", Some(0)), Answer("", Some(1))],
                "|10.0.0.2        web\n|[2]",
            ),
            ("nginx -t; echo $?", &[Answer("ok\n", Some(0))], "|ok\n0\n[0]"),
        ],
    );
}

#[test]
fn a_loop_that_runs_long_goes_on_where_it_was() {
    let mut run = Run::new("while true; do date +%s; sleep 1; done", false);
    for day in 1..=3 {
        run.now = day * 1_000;
        for _ in 0..10 {
            run.advance();
        }
    }
    assert_eq!(run.text.lines().count(), 3_001);
}
