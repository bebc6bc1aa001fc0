//! `--progress=tty`: one line per step and part of a step, redrawn in place while the build runs.

use std::fmt::Write as _;

use super::trace::{Step, Trace, seconds};
use super::{Nanos, SolveStatus};
use crate::view::size;

const BLUE: &str = "\x1b[34m";
const RED: &str = "\x1b[31m";
const YELLOW: &str = "\x1b[33m";
const RESET: &str = "\x1b[0m";
const HIDE_CURSOR: &str = "\x1b[?25l";
const SHOW_CURSOR: &str = "\x1b[?25h";
/// Below this there is no room for the name of a step.
const LEAST_NAME: usize = 12;
/// Shorter times are shown as nothing.
const NOTICEABLE: f64 = 0.05;

/// The terminal that is drawn on, in characters, and whether it wants colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terminal {
    pub columns: usize,
    pub rows: usize,
    pub colours: bool,
}

/// The redrawing renderer.
#[derive(Debug)]
pub struct Tty {
    terminal: Terminal,
    trace: Trace,
    /// Lines below the headline of what is on the screen; `None` before the first drawing.
    drawn: Option<usize>,
}

struct Line {
    name: String,
    progress: String,
    colour: Option<&'static str>,
    seconds: f64,
    ended: bool,
}

impl Tty {
    pub(super) fn new(terminal: Terminal) -> Self {
        Tty { terminal, trace: Trace::default(), drawn: None }
    }

    pub(super) fn update(&mut self, status: &SolveStatus) -> String {
        self.trace.update(status);
        self.draw(false)
    }

    pub(super) fn finish(&mut self) -> String {
        let mut out = self.draw(true);
        out.push_str(&self.trace.error_logs());
        out
    }

    fn draw(&mut self, last: bool) -> String {
        let mut out = String::new();
        if let Some(drawn) = self.drawn {
            let _ = write!(out, "\x1b[{}A", drawn + 1);
        }
        out.push_str("\x1b[0G");
        out.push_str(HIDE_CURSOR);
        let _ = writeln!(out, "{}", self.headline(last));
        let lines = self.fitting(last);
        let count = lines.len();
        for line in lines {
            out.push_str(&self.painted(&line));
        }
        let left_over = self.drawn.unwrap_or(0).saturating_sub(count);
        if left_over > 0 {
            for _ in 0..left_over {
                let _ = writeln!(out, "{}", " ".repeat(self.terminal.columns));
            }
            let _ = write!(out, "\x1b[{left_over}A\x1b[0G");
        }
        out.push_str(SHOW_CURSOR);
        self.drawn = Some(count);
        out
    }

    fn headline(&self, last: bool) -> String {
        let total = self.trace.steps.len();
        let ended = self.trace.steps.iter().filter(|step| step.vertex.completed.is_some()).count();
        let finished = if last && ended > 0 && ended == total { "FINISHED" } else { "" };
        let took = seconds(self.trace.now - self.trace.started.unwrap_or(self.trace.now));
        let text = format!("[+] Building {took:.1}s ({ended}/{total}) {finished}");
        let text = aligned(&text, "docker:default", self.terminal.columns.saturating_sub(1));
        text.chars().take(self.terminal.columns).collect()
    }

    /// All lines at the end; while the build runs only as many as the screen holds, running ones first of all.
    fn fitting(&self, all: bool) -> Vec<Line> {
        let mut lines: Vec<Line> = self
            .trace
            .steps
            .iter()
            .filter(|step| step.vertex.started.is_some())
            .flat_map(|s| self.lines(s))
            .collect();
        let limit = self.terminal.rows.saturating_sub(2);
        if all || lines.len() <= limit {
            return lines;
        }
        let shown = lines.split_off(lines.len() - limit);
        let mut kept: Vec<Line> = lines.into_iter().filter(|line| !line.ended).take(limit).collect();
        let mut surplus = kept.len();
        for line in shown {
            if line.ended && surplus > 0 {
                surplus -= 1;
            } else {
                kept.push(line);
            }
        }
        kept.truncate(limit);
        kept
    }

    fn lines(&self, step: &Step) -> Vec<Line> {
        let (mark, colour) = match step {
            _ if step.cancelled() => ("CANCELED ", YELLOW),
            _ if step.failed() => ("ERROR ", RED),
            _ if step.vertex.cached => ("CACHED ", BLUE),
            _ => ("", BLUE),
        };
        let mut lines = vec![Line {
            name: format!("{mark}{}", step.vertex.name.replace('\t', " ")),
            progress: String::new(),
            colour: Some(colour),
            seconds: self.took(step.vertex.started, step.vertex.completed),
            ended: step.vertex.completed.is_some(),
        }];
        lines.extend(step.statuses.iter().map(|(status, _)| Line {
            name: format!("=> {}", status.id),
            progress: match (status.current, status.total) {
                (0, 0) => String::new(),
                (current, 0) => size::progress(current),
                (current, total) => format!("{} / {}", size::progress(current), size::progress(total)),
            },
            colour: Some(BLUE),
            seconds: self.took(status.started, status.completed),
            ended: status.completed.is_some(),
        }));
        lines.extend(step.warnings.iter().map(|warning| Line {
            name: format!("WARN: {}", warning.short),
            progress: String::new(),
            colour: None,
            seconds: self.took(step.vertex.started, step.vertex.completed),
            ended: true,
        }));
        lines
    }

    fn took(&self, started: Option<Nanos>, completed: Option<Nanos>) -> f64 {
        let took = seconds(completed.unwrap_or(self.trace.now) - started.unwrap_or(self.trace.now));
        if took < NOTICEABLE { 0.0 } else { took }
    }

    fn painted(&self, line: &Line) -> String {
        let columns = self.terminal.columns;
        let timer = format!(" {:3.1}s", line.seconds);
        // Four for the arrow, one for the blank before the time, one for the line break that BuildKit counts in.
        let mut room = columns.saturating_sub(4 + timer.len() + 2);
        let mut progress = "";
        if !line.progress.is_empty() && room + line.progress.len() > 20 {
            progress = &line.progress;
            room = room.saturating_sub(progress.len() + 1);
        }
        if room < LEAST_NAME {
            return String::new();
        }
        let name: String = line.name.chars().take(room).collect();
        let gap = if progress.is_empty() { "" } else { " " };
        let text = aligned(&format!(" => {name}{gap}{progress}"), &timer, columns.saturating_sub(1));
        match line.colour.filter(|_| line.ended && self.terminal.colours) {
            Some(colour) => format!("{colour}{text}\n{RESET}"),
            None => format!("{text}\n"),
        }
    }
}

/// `left`, blanks, then `right` so that both fill `width` characters.
fn aligned(left: &str, right: &str, width: usize) -> String {
    let pad = width.saturating_sub(right.chars().count() + 1);
    format!("{left:<pad$} {right}")
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::super::{Display, Mode, SolveStatus, Status, Vertex};
    use super::*;

    fn step(name: &str, completed: Option<Nanos>, cached: bool) -> SolveStatus {
        let vertex = Vertex {
            digest: name.into(),
            name: name.into(),
            started: Some(0),
            completed,
            cached,
            ..Vertex::default()
        };
        SolveStatus { vertexes: vec![vertex], ..SolveStatus::default() }
    }

    #[test]
    fn redraws_in_place_and_ends_with_finished() {
        let terminal = Terminal { columns: 60, rows: 24, colours: false };
        let mut display = Display::new(Mode::Auto, Some(terminal));
        let mut loaded = step("[internal] load .dockerignore", Some(100_000_000), false);
        loaded.statuses.push(Status {
            id: "transferring context:".into(),
            vertex: "[internal] load .dockerignore".into(),
            current: 2,
            total: 0,
            timestamp: 0,
            started: Some(0),
            completed: Some(0),
        });
        let mut out = display.update(&loaded);
        out += &display.update(&step("[1/2] RUN x", Some(2_300_000_000), true));
        out += &display.finish();
        expect![[r#"
            ␛[0G␛[?25l[+] Building 0.1s (1/1)                      docker:default
             => [internal] load .dockerignore                      0.1s
             => => transferring context: 2B                        0.0s
            ␛[?25h␛[3A␛[0G␛[?25l[+] Building 2.3s (2/2)                      docker:default
             => [internal] load .dockerignore                      0.1s
             => => transferring context: 2B                        0.0s
             => CACHED [1/2] RUN x                                 2.3s
            ␛[?25h␛[4A␛[0G␛[?25l[+] Building 2.3s (2/2) FINISHED             docker:default
             => [internal] load .dockerignore                      0.1s
             => => transferring context: 2B                        0.0s
             => CACHED [1/2] RUN x                                 2.3s
            ␛[?25h"#]]
        .assert_eq(&out.replace('\x1b', "␛"));
    }
}
