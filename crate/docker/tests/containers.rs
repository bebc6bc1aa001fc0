//! Containers on the simulated host: what people type at them, and what they print.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "this is a test")]

mod support;

use support::Machine;
use vfs::Time;

const NOW: i64 = 1_700_000_000;

/// Runs command lines one after the other; what they print on both streams, with exit statuses that are not 0. Ids of
/// containers are shown as `<id>`.
fn play(machine: &mut Machine, lines: &[&str]) -> String {
    let mut text = String::new();
    for line in lines {
        let ran = machine.run(line);
        let both = String::from_utf8_lossy(&ran.both).into_owned();
        let both: String =
            both.lines()
                .map(|line| {
                    if line.len() == 64 && line.chars().all(|c| c.is_ascii_hexdigit()) {
                        "<id>"
                    } else {
                        line
                    }
                })
                .map(|line| format!("{line}\n"))
                .collect();
        text.push_str(&both);
        if ran.exit != 0 {
            text.push_str(&format!("[{}]\n", ran.exit));
        }
    }
    text
}

/// As [`play`], once as it is and once with the state saved and loaded between all commands.
fn check(lines: &[&str], wanted: &str) {
    let mut machine = Machine::new(NOW);
    machine.run("docker run --rm alpine true");
    assert_eq!(play(&mut machine, lines), wanted, "{lines:#?}");
    let mut machine = Machine::new(NOW);
    machine.run("docker run --rm alpine true");
    let mut text = String::new();
    for line in lines {
        machine.reload();
        text.push_str(&play(&mut machine, &[line]));
    }
    assert_eq!(text, wanted, "saved in between: {lines:#?}");
}

#[test]
fn a_container_runs_and_ends() {
    check(&["docker run --rm alpine echo hi", "docker ps -aq"], "hi\n");
    check(&["docker run --rm alpine sh -c 'exit 42'"], "[42]\n");
    check(&["docker run --rm -e A=1 alpine sh -c 'echo $A; sleep 100; echo end'"], "1\nend\n");
    check(&["docker run --rm -w /made/up alpine pwd"], "/made/up\n");
    check(&["docker run --rm -h box alpine hostname"], "box\n");
    check(&["docker run --rm --read-only alpine touch /x"], "touch: /x: Read-only file system\n[1]\n");
}

#[test]
fn containers_never_see_each_others_writes() {
    check(
        &[
            "docker run --name one alpine sh -c 'echo 1 > /f'",
            "docker run --name two alpine ls /f",
            "docker diff one",
            "docker diff two",
        ],
        "ls: /f: No such file or directory\n[1]\nA /f\n",
    );
}

#[test]
fn what_runs_in_the_background_lives_on_the_clock() {
    check(
        &[
            "docker run -d --name loop alpine sh -c 'i=0; while true; do echo $i; i=$((i+1)); sleep 10; done'",
            "docker logs loop",
            "docker stop -t 25 loop",
            "docker logs loop",
            "docker ps -a --format '{{.Names}} {{.Status}}'",
            "docker inspect -f '{{.State.ExitCode}}' loop",
        ],
        "<id>\n0\nloop\n0\n1\n2\nloop Exited (137) Less than a second ago\n137\n",
    );
    check(
        &[
            "docker run -d --name polite alpine sh -c 'trap \"echo bye; exit 3\" TERM; while true; do sleep 1; done'",
            "docker stop polite",
            "docker logs polite",
            "docker wait polite",
        ],
        "<id>\npolite\nbye\n3\n",
    );
}

#[test]
fn a_restart_policy_starts_it_again() {
    check(
        &[
            "docker run -d --name again --restart on-failure:2 alpine sh -c 'echo try; exit 1'",
            "docker wait again",
            "docker logs again",
            "docker inspect -f '{{.RestartCount}} {{.State.Status}}' again",
        ],
        "<id>\n1\ntry\ntry\ntry\n2 exited\n",
    );
}

#[test]
fn exec_and_volumes_share_files() {
    check(
        &[
            "docker run -d --name box -v data:/data alpine sleep 1000",
            "docker exec box sh -c 'echo v > /data/f; echo w > /g'",
            "docker exec box cat /data/f /g",
            "docker run --rm -v data:/d alpine cat /d/f",
            "docker diff box",
            "docker volume ls -q",
            "docker rm -f box",
            "docker volume rm data",
        ],
        "<id>\nv\nw\nv\nC /data\nA /g\ndata\nbox\ndata\n".replace("C /data\n", "A /data\n").as_str(),
    );
}

#[test]
fn the_lab_of_the_chapter() {
    let mut machine = Machine::new(NOW);
    machine.options.terminal = Some(docker::Terminal { columns: 80, rows: 24, colours: false });
    machine.options.stdin_is_terminal = true;
    machine.run("docker run --rm alpine true");
    machine.stdin = b"echo changed > lab.txt\ncat lab.txt\nexit\n".to_vec();
    let ran = machine.run("docker container run -it --name lab alpine");
    assert_eq!(String::from_utf8_lossy(&ran.both), "/ # / # changed\r\n/ # ");
    assert!(machine.run("docker container commit lab lab_change").stdout().starts_with("sha256:"));
    machine.stdin.clear();
    assert_eq!(machine.run("docker container run lab_change cat /lab.txt").stdout(), "changed\n");
}

#[test]
fn health_checks_run_on_the_clock() {
    let mut machine = Machine::new(NOW);
    machine.run("docker run --rm alpine true");
    machine.run("docker run -d --name well --health-cmd 'test -e /ok' --health-interval 10s --health-retries 2 alpine sleep 1000");
    let status = |machine: &mut Machine, seconds: i64| {
        machine.host.tick(Time::from_secs(NOW + seconds));
        machine.run("docker inspect -f '{{.State.Health.Status}}' well").stdout()
    };
    assert_eq!(status(&mut machine, 5), "starting\n");
    assert_eq!(status(&mut machine, 25), "unhealthy\n");
    machine.run("docker exec well touch /ok");
    assert_eq!(status(&mut machine, 35), "healthy\n");
}

#[test]
fn a_health_check_waits_for_the_network() {
    let mut machine = Machine::new(NOW);
    machine.host.set_guests(["net".to_owned()]);
    machine.run("docker run --rm alpine true");
    machine.run("docker run -d --name well --health-cmd 'wget -q -O- localhost' --health-interval 10s --health-timeout 5s --health-retries 1 alpine sleep 1000");
    let status =
        |machine: &mut Machine| machine.run("docker inspect -f '{{.State.Health.Status}}' well").stdout();
    machine.host.tick(Time::from_secs(NOW + 11));
    let guest = machine.host.guests().remove(0);
    assert_eq!(
        guest.request.argv.get(..5),
        Some(&["net", "http", "http", "localhost", "80"].map(str::to_owned)[..])
    );
    let page = b"127.0.0.1\nHTTP/1.1 200 OK\r\n\r\nok".to_vec();
    let answer = shell::GuestAnswer { pieces: vec![(shell::Stream::Stdout, page)], exit: Some(0) };
    machine.host.answer_guest(&guest.owner, answer).unwrap();
    assert_eq!(status(&mut machine), "healthy\n");
    // Nobody answers the next one in time.
    machine.host.tick(Time::from_secs(NOW + 30));
    machine.reload();
    machine.host.tick(Time::from_secs(NOW + 40));
    assert_eq!(status(&mut machine), "unhealthy\n");
}

#[test]
fn names_lead_to_containers() {
    let mut machine = Machine::new(NOW);
    for line in [
        "docker run --rm alpine true",
        "docker network create net",
        "docker run -d --name web --network net --network-alias www -p 8080:80 alpine sleep 1000",
        "docker run -d --name ask --network net alpine sleep 1000",
        "docker run -d --name alone alpine sleep 1000",
    ] {
        machine.run(line);
    }
    let id = |machine: &mut Machine, name: &str| {
        machine.run(&format!("docker inspect -f '{{{{.Id}}}}' {name}")).stdout().trim().to_owned()
    };
    let (web, ask, alone) = (id(&mut machine, "web"), id(&mut machine, "ask"), id(&mut machine, "alone"));
    let check = |machine: &Machine, from: &str, host: &str, wanted: Option<(&str, &str)>| {
        let reached = machine.host.reach(from, host);
        let reached = reached.as_ref().map(|to| (to.container.as_str(), to.address.as_str()));
        assert_eq!(reached, wanted, "{host}");
    };
    for name in ["web", "www", web.get(..12).unwrap_or_default(), "172.18.0.2"] {
        check(&machine, &ask, name, Some((&web, "172.18.0.2")));
        check(&machine, &alone, name, None);
    }
    check(&machine, &web, "web", Some((&web, "172.18.0.2")));
    check(&machine, &ask, "localhost", Some((&ask, "127.0.0.1")));
    check(&machine, "", "172.18.0.2", Some((&web, "172.18.0.2")));
    check(&machine, "", "web", None);
    assert_eq!(machine.host.published(8080).map(|(to, port)| (to.container, port)), Some((web, 80)));
    assert_eq!(machine.host.published(80), None);
    machine.run("docker stop -t 0 web");
    check(&machine, &ask, "web", None);
    assert_eq!(machine.host.published(8080), None);
}

#[test]
fn networks_give_addresses() {
    let mut machine = Machine::new(NOW);
    machine.run("docker run --rm alpine true");
    let text = play(
        &mut machine,
        &[
            "docker network create web",
            "docker run -d --name aa --network web alpine sleep 1000",
            "docker run -d --name bb --network web alpine sleep 1000",
            "docker inspect -f '{{.NetworkSettings.Networks.web.IPAddress}}' aa bb",
            "docker rm -f aa bb",
            "docker network rm web",
        ],
    );
    assert_eq!(text, "<id>\n<id>\n<id>\n172.18.0.2\n172.18.0.3\naa\nbb\nweb\n");
}
