//! What happens to a container: it is started, told things, stopped; it ends, and is started again.

use shell::{Arrival, Outcome};
use vfs::Time;

use super::health::or_seconds;
use super::run::{self, Launch, Which};
use super::{Endpoint, Exec, Health, Port, Process, Restart, Status, files};
use crate::host::Host;
use crate::task::Stream;

/// How long `stop` waits if nobody says otherwise, in seconds.
const GRACE: u32 = 10;
/// Chosen host ports begin here.
const FIRST_PORT: u16 = 32768;
/// How often containers are looked at before a front end gets to see what they did.
const ROUNDS: usize = 8;
pub(super) const SECOND: i64 = 1_000_000_000;

/// Why a container did not start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NotStarted {
    /// The daemon's words.
    pub(crate) message: String,
    /// What `docker run` ends with.
    pub(crate) exit: i32,
}

pub(super) fn stamp(time: Time) -> (i64, u32) {
    (time.secs, time.nanos)
}

pub(super) fn time((secs, nanos): (i64, u32)) -> Time {
    Time { secs, nanos }
}

pub(crate) fn after(at: Time, nanos: i64) -> Time {
    let total = i64::from(at.nanos).saturating_add(nanos);
    Time { secs: at.secs.saturating_add(total.div_euclid(SECOND)), nanos: total.rem_euclid(SECOND) as u32 }
}

/// Starting.
impl Host {
    /// Starts a container that does not run, with a terminal of this size if it has one.
    pub(crate) fn start_container(&mut self, id: &str, size: (u16, u16)) -> Result<(), NotStarted> {
        let now = self.now();
        self.start_at(id, now, size)
    }

    fn start_at(&mut self, id: &str, now: Time, size: (u16, u16)) -> Result<(), NotStarted> {
        let refuse = |message: String| NotStarted { message, exit: 125 };
        self.containers.packages = self.catalog.packages();
        self.show_project();
        let Some(at) = self.containers.position(id) else {
            return Err(refuse(format!("No such container: {id}")));
        };
        if self.containers.all[at].is_running() && self.containers.all[at].state.status != Status::Restarting
        {
            return Ok(());
        }
        self.connect(at).map_err(refuse)?;
        self.publish(at).map_err(refuse)?;
        let networks = self.containers.networks.clone();
        if let Some(container) = self.containers.all.get_mut(at) {
            files::make_working_dir(container, now).map_err(refuse)?;
            files::write_identity(container, &networks, now);
        }
        files::mount(&mut self.containers, at, now);
        let config = &self.containers.all[at].config;
        let argv = config.argv();
        if argv.is_empty() {
            return Err(refuse("No command specified".to_owned()));
        }
        let launch = Launch {
            argv,
            env: Vec::new(),
            cwd: config.working_dir.clone(),
            user: config.user.clone(),
            stdin: config.stdin,
            tty: config.tty,
            size,
            main: true,
            now,
        };
        let process = run::process(&self.containers, at, launch).map_err(refuse)?;
        let has_health =
            config.health.as_ref().and_then(|health| health.test.first()).is_some_and(|kind| kind != "NONE");
        let interval = config.health.as_ref().map_or(0, |health| or_seconds(health.interval, 30));
        let container = &mut self.containers.all[at];
        container.main = Some(process);
        container.begun = 0;
        let logged = container.log.len();
        let ended = run::advance(&mut self.containers, at, Which::Main, now);
        let container = &mut self.containers.all[at];
        if let Some((Outcome { not_started: Some(why), .. }, _)) = &ended {
            container.log.truncate(logged);
            container.main = None;
            let why = why.replace(": is a directory", ": permission denied");
            let exit = if why.ends_with("permission denied") { 126 } else { 127 };
            let message = format!(
                "failed to create shim task: OCI runtime create failed: runc create failed: unable to start container \
                 process: {why}: unknown"
            );
            container.state.exit = exit;
            container.state.error.clone_from(&message);
            container.endpoints.iter_mut().for_each(|endpoint| endpoint.address = None);
            return Err(NotStarted { message, exit });
        }
        let state = &mut container.state;
        state.status = Status::Running;
        state.started = Some(stamp(now));
        state.finished = None;
        state.exit = 0;
        state.oom = false;
        state.error.clear();
        state.stopped = false;
        state.kill_at = None;
        state.restart_at = None;
        let next = stamp(after(now, interval));
        state.health = has_health.then(|| Health { status: "starting".to_owned(), failing: 0, next });
        self.note_networks(at, now, "connect");
        self.note_mounts(at, now, "mount");
        self.note_container(at, now, "start", &[]);
        if let Some((outcome, ended)) = ended {
            self.end(at, &outcome, ended);
        }
        Ok(())
    }

    /// Gives a container an address on each of its networks.
    fn connect(&mut self, at: usize) -> Result<(), String> {
        self.ensure_networks();
        let container = &self.containers.all[at];
        if container.endpoints.is_empty() {
            let name = match container.options.network.as_str() {
                "" | "default" => "bridge",
                name => name,
            };
            let Some(network) = self.containers.network(name) else {
                return Err(format!("network {name} not found"));
            };
            let network = network.id.clone();
            let aliases = container.options.aliases.clone();
            let id = self.draw_id("endpoint");
            self.containers.all[at].endpoints.push(Endpoint { network, id, aliases, address: None });
        }
        for index in 0..self.containers.all[at].endpoints.len() {
            let endpoint = &self.containers.all[at].endpoints[index];
            let wish = self.containers.all[at].options.ip.clone().filter(|_| index == 0);
            let address = self.free_address(&endpoint.network.clone(), wish);
            self.containers.all[at].endpoints[index].address = address;
        }
        Ok(())
    }

    fn free_address(&self, network: &str, wish: Option<String>) -> Option<String> {
        let subnet = self.containers.networks.iter().find(|known| known.id == network)?.subnet?;
        let endpoints = self.containers.all.iter().flat_map(|container| &container.endpoints);
        let taken: Vec<&str> =
            endpoints.filter(|e| e.network == network).filter_map(|e| e.address.as_deref()).collect();
        let mut free = (2u16..).map(|number| format!("172.{subnet}.{}.{}", number >> 8, number & 0xff));
        wish.or_else(|| free.find(|address| !taken.contains(&address.as_str())))
    }

    /// Chooses host ports, and refuses those that are taken.
    fn publish(&mut self, at: usize) -> Result<(), String> {
        let others = self
            .containers
            .all
            .iter()
            .enumerate()
            .filter(|(index, other)| *index != at && other.is_running());
        let mut taken: Vec<u16> =
            others.flat_map(|(_, other)| other.options.ports.iter().map(|port| port.host)).collect();
        let container = &mut self.containers.all[at];
        if container.options.publish_all {
            for port in &container.config.exposed {
                let container_port = if port.contains('/') { port.clone() } else { format!("{port}/tcp") };
                if !container.options.ports.iter().any(|known| known.container == container_port) {
                    let port = Port { container: container_port, host_ip: String::new(), host: 0 };
                    container.options.ports.push(port);
                }
            }
        }
        for port in &mut container.options.ports {
            if port.host == 0 {
                port.host = (FIRST_PORT..).find(|number| !taken.contains(number)).unwrap_or(FIRST_PORT);
            } else if taken.contains(&port.host) {
                let ip = if port.host_ip.is_empty() { "0.0.0.0" } else { &port.host_ip };
                let endpoint = container.endpoints.first().map_or("", |endpoint| endpoint.id.as_str());
                return Err(format!(
                    "driver failed programming external connectivity on endpoint {} ({endpoint}): Bind for {ip}:{} \
                     failed: port is already allocated",
                    container.name, port.host
                ));
            }
            taken.push(port.host);
        }
        Ok(())
    }

    /// Starts another process in a running container; its number. The error is the daemon's.
    pub(crate) fn start_exec(
        &mut self,
        id: &str,
        argv: Vec<String>,
        asked: &ExecAsked,
    ) -> Result<u64, String> {
        let now = self.now();
        let Some(at) = self.containers.position(id) else { return Err(format!("No such container: {id}")) };
        self.show_project();
        files::mount(&mut self.containers, at, now);
        self.containers.drawn += 1;
        let number = self.containers.drawn;
        let container = &self.containers.all[at];
        let launch = Launch {
            argv,
            env: asked.env.clone(),
            cwd: if asked.cwd.is_empty() { container.config.working_dir.clone() } else { asked.cwd.clone() },
            user: if asked.user.is_empty() { container.config.user.clone() } else { asked.user.clone() },
            stdin: asked.stdin,
            tty: asked.tty,
            size: asked.size,
            main: false,
            now,
        };
        let line = launch.argv.join(" ");
        let process = run::process(&self.containers, at, launch)?;
        let exec_id = self.exec_id(number);
        for action in ["exec_create", "exec_start"] {
            self.note_container(at, now, &format!("{action}: {line}"), &[("execID", &exec_id)]);
        }
        let exec = Exec { number, process, tty: asked.tty, log: Vec::new(), exit: None };
        self.containers.all[at].begun += 1;
        self.containers.all[at].execs.push(exec);
        let index = self.containers.all[at].execs.len() - 1;
        if let Some((outcome, _)) = run::advance(&mut self.containers, at, Which::Exec(index), now) {
            if let Some(why) = outcome.not_started {
                self.containers.all[at].execs.pop();
                self.containers.all[at].begun -= 1;
                let why = why.replace(": is a directory", ": permission denied");
                return Err(format!(
                    "OCI runtime exec failed: exec failed: unable to start container process: {why}: unknown"
                ));
            }
            self.end_exec(at, index, &outcome, now);
        }
        self.run_due();
        Ok(number)
    }
}

/// What `docker exec` was asked.
#[derive(Debug, Clone, Default)]
pub(crate) struct ExecAsked {
    pub(crate) env: Vec<String>,
    pub(crate) cwd: String,
    pub(crate) user: String,
    pub(crate) stdin: bool,
    pub(crate) tty: bool,
    pub(crate) size: (u16, u16),
}

/// Stopping.
impl Host {
    /// Sends a signal, given by its name without `SIG`.
    pub(crate) fn kill_container(&mut self, id: &str, signal: &str) {
        let now = self.now();
        let Some(at) = self.containers.position(id) else { return };
        let container = &mut self.containers.all[at];
        if signal == "KILL" {
            container.state.stopped = true;
            self.killed(at, now);
        } else if let Some(process) = &mut container.main {
            process.tell(now, Arrival::Signal { name: signal.to_owned(), terminal: false });
            let number = crate::cli::signal_number(signal).to_string();
            self.note_container(at, now, "kill", &[("signal", &number)]);
        }
        self.run_due();
    }

    /// Asks a container to end, and kills it after a while.
    pub(crate) fn stop_container(&mut self, id: &str, signal: Option<&str>, grace: Option<u32>) {
        let now = self.now();
        let Some(at) = self.containers.position(id) else { return };
        let container = &mut self.containers.all[at];
        if !container.is_running() {
            return;
        }
        container.state.stopped = true;
        if container.state.status == Status::Restarting {
            container.state.status = Status::Exited;
            container.state.restart_at = None;
            return;
        }
        container.state.status = Status::Running;
        let grace = grace.or(container.config.stop_timeout).unwrap_or(GRACE);
        let signal = signal.unwrap_or(&container.config.stop_signal);
        let signal = signal.strip_prefix("SIG").unwrap_or(signal);
        let signal = if signal.is_empty() { "TERM" } else { signal }.to_owned();
        container.state.kill_at = Some(stamp(after(now, i64::from(grace) * SECOND)));
        self.kill_container(id, &signal);
    }

    /// A container that runs is ended by force.
    pub(super) fn killed(&mut self, at: usize, when: Time) {
        if !self.containers.all[at].is_running() {
            return;
        }
        self.note_container(at, when, "kill", &[("signal", "9")]);
        let outcome =
            Outcome { result: Ok(shell::Exit(137)), spent: shell::Spent::default(), not_started: None };
        self.end(at, &outcome, when);
    }

    /// The first process has ended.
    fn end(&mut self, at: usize, outcome: &Outcome, when: Time) {
        let container = &mut self.containers.all[at];
        let tty = container.config.tty;
        let exit = match &outcome.result {
            Ok(exit) => i32::from(exit.0),
            Err(shell::Stop::Memory(_)) => {
                container.state.oom = true;
                137
            }
            Err(stop) => {
                let line = format!("layerlab: {stop}\n");
                run::put(&mut container.log, when, Stream::Stderr, line.as_bytes(), tty);
                if matches!(stop, shell::Stop::Unsupported(_)) { 126 } else { 137 }
            }
        };
        container.main = None;
        container.execs.retain(|exec| exec.number != super::CHECK);
        container.execs.iter_mut().filter(|exec| exec.exit.is_none()).for_each(|exec| exec.exit = Some(137));
        container.endpoints.iter_mut().for_each(|endpoint| endpoint.address = None);
        let state = &mut container.state;
        state.exit = exit;
        state.finished = Some(stamp(when));
        let was_told = state.kill_at.take().is_some();
        let again = match container.options.restart {
            Restart::No => false,
            Restart::Always | Restart::UnlessStopped => !state.stopped,
            Restart::OnFailure(most) => !state.stopped && exit != 0 && (most == 0 || state.restarts < most),
        };
        if again {
            let started = state.started.map_or(when, time);
            // Docker begins to count anew after ten seconds of quiet.
            let tries = if when.secs - started.secs >= 10 { 0 } else { state.restarts.min(10) };
            let delay = (SECOND / 10).saturating_mul(1 << tries).min(60 * SECOND);
            state.status = Status::Restarting;
            state.restart_at = Some(stamp(after(when, delay)));
        } else {
            state.status = Status::Exited;
            state.leaving = container.options.auto_remove;
        }
        if self.containers.all[at].state.oom {
            self.note_container(at, when, "oom", &[]);
        }
        self.note_container(at, when, "die", &[("exitCode", &exit.to_string())]);
        self.note_networks(at, when, "disconnect");
        self.note_mounts(at, when, "unmount");
        if was_told {
            self.note_container(at, when, "stop", &[]);
        }
    }

    pub(super) fn end_exec(&mut self, at: usize, index: usize, outcome: &Outcome, when: Time) {
        let Some(exec) = self.containers.all[at].execs.get_mut(index) else { return };
        exec.exit = Some(match &outcome.result {
            Ok(exit) => i32::from(exit.0),
            Err(shell::Stop::Memory(_)) => 137,
            Err(stop) => {
                let line = format!("layerlab: {stop}\n");
                run::put(&mut exec.log, when, Stream::Stderr, line.as_bytes(), exec.tty);
                126
            }
        });
        let (number, exit) = (exec.number, exec.exit.unwrap_or_default().to_string());
        if number == super::CHECK {
            return;
        }
        let id = self.exec_id(number);
        self.note_container(at, when, "exec_die", &[("execID", &id), ("exitCode", &exit)]);
    }
}

/// The clock.
impl Host {
    /// Lets it become `now` and everything happen that is due by then: timers, restarts, health checks, the end of a grace
    /// period. What takes long is continued by the next call; see [`Host::next_due`].
    pub fn tick(&mut self, now: Time) {
        self.advance_clock(now);
        self.run_due();
    }

    /// Lets so many microseconds pass; see [`Host::tick`].
    pub fn pass(&mut self, micros: u64) {
        let micros = i64::try_from(micros).unwrap_or(i64::MAX / 1000);
        self.tick(after(self.now(), micros.saturating_mul(1000)));
    }

    /// When something happens next in a container, if nothing comes from outside; not after now if there is more to do now.
    #[must_use]
    pub fn next_due(&self) -> Option<Time> {
        (0..self.containers.all.len()).filter_map(|at| self.due(at)).min()
    }

    pub(crate) fn run_due(&mut self) {
        let now = self.now();
        if !self.containers.all.is_empty() {
            self.containers.packages = self.catalog.packages();
        }
        // What a start has left is taken before anything is shown again.
        self.take_project();
        self.show_project();
        for _ in 0..ROUNDS {
            let due: Vec<usize> = (0..self.containers.all.len())
                .filter(|at| self.due(*at).is_some_and(|due| due <= now))
                .collect();
            if due.is_empty() {
                break;
            }
            due.into_iter().for_each(|at| self.go_on(at, now));
        }
        self.take_project();
        let leaving: Vec<String> = self
            .containers
            .all
            .iter()
            .filter(|container| container.state.leaving && container.followers == 0)
            .map(|container| container.id.clone())
            .collect();
        leaving.iter().for_each(|id| self.drop_container(id, true));
    }

    fn due(&self, at: usize) -> Option<Time> {
        let container = self.containers.all.get(at)?;
        let now = self.now();
        let wakes = |process: &Process| match &process.waits {
            _ if process.is_due(&container.tree, now) => Some(now),
            Some(shell::Wait::Until(time)) => Some(*time),
            _ => None,
        };
        match container.state.status {
            Status::Restarting => container.state.restart_at.map(time),
            Status::Running => {
                let health = container.state.health.as_ref().map(|health| time(health.next));
                let execs = container.execs.iter().filter(|exec| exec.exit.is_none());
                let processes = container.main.iter().chain(execs.map(|exec| &exec.process));
                processes.filter_map(wakes).chain(container.state.kill_at.map(time)).chain(health).min()
            }
            _ => None,
        }
    }

    /// Does what is due for one container, up to `now`.
    fn go_on(&mut self, at: usize, now: Time) {
        let container = &self.containers.all[at];
        if container.state.status == Status::Restarting {
            let (id, when) = (container.id.clone(), container.state.restart_at.map_or(now, time));
            self.containers.all[at].state.restarts += 1;
            let restarts = self.containers.all[at].state.restarts;
            if self.start_at(&id, when, (80, 24)).is_err() {
                self.containers.all[at].state.status = Status::Exited;
            }
            self.containers.all[at].state.restarts = restarts;
            return;
        }
        let deadline = container.state.kill_at.map(time);
        let check = container.state.health.as_ref().map(|health| time(health.next));
        let horizon = [deadline, check].into_iter().flatten().fold(now, Time::min);
        if container.main.as_ref().is_some_and(|main| main.is_due(&container.tree, horizon))
            && let Some((outcome, when)) = run::advance(&mut self.containers, at, Which::Main, horizon)
        {
            self.end(at, &outcome, when);
            return;
        }
        for index in 0..self.containers.all[at].execs.len() {
            let container = &self.containers.all[at];
            let exec = &container.execs[index];
            if exec.exit.is_none()
                && exec.process.is_due(&container.tree, horizon)
                && let Some((outcome, when)) =
                    run::advance(&mut self.containers, at, Which::Exec(index), horizon)
            {
                self.end_exec(at, index, &outcome, when);
            }
        }
        let settled = self.containers.all[at]
            .main
            .as_ref()
            .is_none_or(|main| !main.is_due(&self.containers.all[at].tree, horizon));
        if settled && deadline.is_some_and(|deadline| deadline <= now && deadline == horizon) {
            self.killed(at, horizon);
        } else {
            let due = settled && check.is_some_and(|check| check <= now && check == horizon);
            self.check_health(at, horizon, due);
        }
    }
}

/// Networks.
impl Host {
    /// Puts a container on another network. The error is the daemon's.
    pub(crate) fn connect_network(
        &mut self,
        network: &str,
        container: &str,
        aliases: Vec<String>,
    ) -> Result<(), String> {
        self.ensure_networks();
        let id = self.containers.id_of(container)?;
        let Some(network) = self.containers.network(network).cloned() else {
            return Err(format!("network {network} not found"));
        };
        let endpoint = self.draw_id("endpoint");
        let Some(at) = self.containers.position(&id) else { return Ok(()) };
        if self.containers.all[at].endpoints.is_empty() {
            self.connect(at)?;
            let running = self.containers.all[at].is_running();
            let endpoints = self.containers.all[at].endpoints.iter_mut();
            endpoints.filter(|_| !running).for_each(|endpoint| endpoint.address = None);
        }
        let container = &self.containers.all[at];
        if container.endpoints.iter().any(|endpoint| endpoint.network == network.id) {
            return Err(format!(
                "endpoint with name {} already exists in network {}",
                container.name, network.name
            ));
        }
        let address = container.is_running().then(|| self.free_address(&network.id, None)).flatten();
        let container = &mut self.containers.all[at];
        let is_running = container.is_running();
        container.endpoints.push(Endpoint { network: network.id.clone(), id: endpoint, aliases, address });
        if is_running {
            self.note_joined(self.now(), "connect", &network.id, &network.name, &id);
        }
        self.rewrite_identity(at);
        Ok(())
    }

    /// Takes a container off a network. The error is the daemon's.
    pub(crate) fn disconnect_network(&mut self, network: &str, container: &str) -> Result<(), String> {
        self.ensure_networks();
        let id = self.containers.id_of(container)?;
        let Some(network) = self.containers.network(network).cloned() else {
            return Err(format!("network {network} not found"));
        };
        let Some(at) = self.containers.position(&id) else { return Ok(()) };
        let container = &mut self.containers.all[at];
        let before = container.endpoints.len();
        container.endpoints.retain(|endpoint| endpoint.network != network.id);
        if container.endpoints.len() == before {
            return Err(format!("container {id} is not connected to network {}", network.name));
        }
        if container.is_running() {
            self.note_joined(self.now(), "disconnect", &network.id, &network.name, &id);
        }
        self.rewrite_identity(at);
        Ok(())
    }

    fn rewrite_identity(&mut self, at: usize) {
        let (now, networks) = (self.now(), self.containers.networks.clone());
        let container = &mut self.containers.all[at];
        if container.is_running() {
            files::write_identity(container, &networks, now);
        }
    }
}
