//! Health checks: a process like that of `docker exec`, which may have to wait for others.

use vfs::Time;

use super::life::{SECOND, after, stamp, time};
use super::run::{self, Launch, Which};
use super::{CHECK, Exec, files};
use crate::host::Host;

impl Host {
    /// Starts a check if one is due, and draws the conclusion from one that has ended. A check that has not ended when the
    /// next thing is due took longer than it may.
    pub(super) fn check_health(&mut self, at: usize, now: Time, due: bool) {
        let running = self.containers.all[at].execs.iter().position(|exec| exec.number == CHECK);
        match running {
            Some(index) => {
                let exit = self.containers.all[at].execs[index].exit;
                if exit.is_some() || due {
                    self.containers.all[at].execs.remove(index);
                    self.checked(at, exit == Some(0), now);
                }
            }
            None if due => self.start_check(at, now),
            None => {}
        }
    }

    fn start_check(&mut self, at: usize, now: Time) {
        let container = &self.containers.all[at];
        let Some(health) = container.config.health.clone() else { return };
        let argv = match health.test.split_first() {
            Some((kind, rest)) if kind == "CMD" => rest.to_vec(),
            Some((_, rest)) => {
                ["/bin/sh".to_owned(), "-c".to_owned()].into_iter().chain(rest.iter().cloned()).collect()
            }
            None => return,
        };
        let config = &container.config;
        let launch = Launch {
            argv,
            env: Vec::new(),
            cwd: config.working_dir.clone(),
            user: config.user.clone(),
            stdin: false,
            tty: false,
            size: (80, 24),
            main: false,
            now,
        };
        files::mount(&mut self.containers, at, now);
        let Ok(process) = run::process(&self.containers, at, launch) else {
            return self.checked(at, false, now);
        };
        let exec = Exec { number: CHECK, process, tty: false, log: Vec::new(), exit: None };
        self.containers.all[at].execs.push(exec);
        let index = self.containers.all[at].execs.len() - 1;
        let limit = after(now, or_seconds(health.timeout, 30));
        if let Some(known) = &mut self.containers.all[at].state.health {
            known.next = stamp(limit);
        }
        // What only takes time is done in one go.
        if let Some((outcome, ended)) = run::advance(&mut self.containers, at, Which::Exec(index), limit) {
            self.end_exec(at, index, &outcome, ended);
            self.check_health(at, now, false);
        }
    }

    fn checked(&mut self, at: usize, healthy: bool, now: Time) {
        let container = &mut self.containers.all[at];
        let Some(health) = &container.config.health else { return };
        let started = container.state.started.map_or(now, time);
        let Some(known) = &mut container.state.health else { return };
        known.next = stamp(after(now, or_seconds(health.interval, 30)));
        let before = known.status.clone();
        if healthy {
            known.status = "healthy".to_owned();
            known.failing = 0;
        } else if known.status != "starting" || now >= after(started, health.start_period) {
            known.failing += 1;
            let most = if health.retries == 0 { 3 } else { health.retries };
            if i64::from(known.failing) >= most {
                known.status = "unhealthy".to_owned();
            }
        }
        if known.status != before {
            let action = format!("health_status: {}", known.status);
            self.note_container(at, now, &action, &[]);
        }
    }
}

/// Nanoseconds, or so many seconds if nothing was said.
pub(super) fn or_seconds(nanos: i64, seconds: i64) -> i64 {
    if nanos == 0 { seconds * SECOND } else { nanos }
}
