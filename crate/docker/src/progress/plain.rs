//! `--progress=plain`: numbered blocks, one per step, in the order in which steps first have something to say.

use std::fmt::Write as _;

use super::trace::{Step, Trace, seconds};
use super::{SolveStatus, Status};
use crate::view::size;

/// The plain renderer.
#[derive(Debug, Default)]
pub struct Plain {
    trace: Trace,
    /// The step whose block is open.
    current: Option<usize>,
    numbers: u32,
    out: String,
}

impl Plain {
    pub(super) fn update(&mut self, status: &SolveStatus) -> String {
        self.trace.update(status);
        self.print_changes();
        std::mem::take(&mut self.out)
    }

    pub(super) fn finish(&mut self) -> String {
        self.print_changes();
        self.out.push_str(&self.trace.error_logs());
        std::mem::take(&mut self.out)
    }

    /// The open block goes on first; then steps that ended, in the order of their end; then one that runs.
    fn print_changes(&mut self) {
        if let Some(current) = self.current.filter(|index| self.trace.steps[*index].changed) {
            self.print(current);
        }
        let mut ended: Vec<usize> = self.changed(|step| step.vertex.completed.is_some());
        ended.sort_by_key(|index| self.trace.steps[*index].vertex.completed);
        for index in ended {
            self.print(index);
        }
        if self.current.is_none()
            && let Some(index) = self.changed(Step::running).first()
        {
            self.print(*index);
        }
    }

    fn changed(&self, which: impl Fn(&Step) -> bool) -> Vec<usize> {
        let steps = self.trace.steps.iter().enumerate();
        steps.filter(|(_, step)| step.changed && which(step)).map(|(index, _)| index).collect()
    }

    fn print(&mut self, index: usize) {
        if self.current != Some(index) {
            self.open(index);
        }
        let step = &mut self.trace.steps[index];
        let number = step.number.unwrap_or_default();
        let out = &mut self.out;
        step.changed = false;
        for (status, fresh) in &mut step.statuses {
            if std::mem::take(fresh) {
                let _ = writeln!(out, "#{number} {}", status_line(status));
            }
        }
        for warning in &step.warnings[step.warnings_printed..] {
            let _ = writeln!(out, "#{number} WARN: {}", warning.short);
        }
        step.warnings_printed = step.warnings.len();
        for line in step.pending.drain(..) {
            let _ = writeln!(out, "#{number} {line}");
        }
        self.current = Some(index);
        if let Some(completed) = step.vertex.completed {
            self.current = None;
            let took = seconds(completed - step.vertex.started.unwrap_or(completed));
            let _ = match step {
                _ if step.cancelled() => writeln!(out, "#{number} CANCELED"),
                _ if step.failed() => writeln!(out, "#{number} ERROR: {}", step.vertex.error),
                _ if step.vertex.cached => writeln!(out, "#{number} CACHED"),
                _ => writeln!(out, "#{number} DONE {took:.1}s"),
            };
        }
    }

    fn open(&mut self, index: usize) {
        if let Some(number) = self.current.and_then(|old| self.trace.steps[old].number) {
            let _ = writeln!(self.out, "#{number} ...");
        }
        let first = self.numbers == 0;
        let step = &mut self.trace.steps[index];
        let number = *step.number.get_or_insert_with(|| {
            self.numbers += 1;
            self.numbers
        });
        let blank = if first { "" } else { "\n" };
        let _ = writeln!(self.out, "{blank}#{number} {}", step.vertex.name);
    }
}

/// `transferring context: 105B 0.1s done`; what took no more than 10 ms shows no time.
fn status_line(status: &Status) -> String {
    let mut line = status.id.clone();
    if status.total != 0 {
        let _ = write!(line, " {} / {}", size::progress(status.current), size::progress(status.total));
    } else if status.current != 0 {
        let _ = write!(line, " {}", size::progress(status.current));
    }
    let end = status.completed.unwrap_or(status.timestamp);
    let took = seconds(end - status.started.unwrap_or(end));
    if took > 0.01 {
        let _ = write!(line, " {took:.1}s");
    }
    if status.completed.is_some() {
        line.push_str(" done");
    }
    line
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::super::{Display, Log, Mode, Nanos, Vertex, Warning};
    use super::*;

    const MS: Nanos = 1_000_000;

    fn vertex(name: &str, started: i64, completed: Option<i64>) -> SolveStatus {
        let vertex = Vertex {
            digest: name.to_owned(),
            name: name.to_owned(),
            started: Some(started * MS),
            completed: completed.map(|time| time * MS),
            ..Vertex::default()
        };
        SolveStatus { vertexes: vec![vertex], ..SolveStatus::default() }
    }

    fn log(vertex: &str, at: i64, text: &str) -> SolveStatus {
        let log =
            Log { vertex: vertex.to_owned(), stream: 1, data: text.as_bytes().to_vec(), timestamp: at * MS };
        SolveStatus { logs: vec![log], ..SolveStatus::default() }
    }

    fn status(vertex: &str, id: &str, bytes: (u64, u64), at: (i64, Option<i64>)) -> SolveStatus {
        let status = Status {
            id: id.to_owned(),
            vertex: vertex.to_owned(),
            current: bytes.0,
            total: bytes.1,
            timestamp: at.1.unwrap_or(at.0) * MS,
            started: Some(at.0 * MS),
            completed: at.1.map(|time| time * MS),
        };
        SolveStatus { statuses: vec![status], ..SolveStatus::default() }
    }

    fn check(updates: &[SolveStatus], expected: Expect) {
        let mut display = Display::new(Mode::Plain, None);
        let mut out: String = updates.iter().map(|update| display.update(update)).collect();
        out.push_str(&display.finish());
        expected.assert_eq(&out);
    }

    #[test]
    fn blocks_are_numbered_by_first_appearance() {
        check(
            &[
                vertex("a", 0, None),
                status("a", "transferring context:", (105, 0), (0, Some(100))),
                vertex("a", 0, Some(200)),
                vertex("b", 200, Some(1400)),
            ],
            expect![[r#"
                #1 a
                #1 transferring context: 105B 0.1s done
                #1 DONE 0.2s

                #2 b
                #2 DONE 1.2s
            "#]],
        );
    }

    #[test]
    fn a_running_step_is_left_for_one_that_ended() {
        check(
            &[
                vertex("a", 0, None),
                vertex("b", 10, Some(20)),
                log("a", 162, "out\nmo"),
                vertex("a", 0, Some(300)),
            ],
            expect![[r#"
                #1 a
                #1 ...

                #2 b
                #2 DONE 0.0s

                #1 a
                #1 0.162 out
                #1 0.162 mo
                #1 DONE 0.3s
            "#]],
        );
    }

    #[test]
    fn cached_cancelled_and_failed() {
        let mut cached = vertex("a", 0, Some(0));
        cached.vertexes[0].cached = true;
        let mut cancelled = vertex("b", 0, Some(0));
        cancelled.vertexes[0].error = "context canceled".to_owned();
        let mut failed = vertex("c", 0, Some(200));
        failed.vertexes[0].error = "exit code: 42".to_owned();
        check(
            &[cached, cancelled, vertex("c", 0, None), log("c", 134, "oops\n"), failed],
            expect![[r#"
                #1 a
                #1 CACHED

                #2 b
                #2 CANCELED

                #3 c
                #3 0.134 oops
                #3 ERROR: exit code: 42
                ------
                 > c:
                0.134 oops
                ------
            "#]],
        );
    }

    #[test]
    fn warnings_stand_between_statuses_and_the_end() {
        let short = "Rule: text (line 1)".into();
        let warning = Warning { vertex: "a".into(), short, ..Warning::default() };
        check(
            &[
                vertex("a", 0, None),
                status("a", "sha256:c9f4", (1_040_000, 1_040_000), (0, Some(5))),
                SolveStatus { warnings: vec![warning], ..SolveStatus::default() },
                vertex("a", 0, Some(10)),
            ],
            expect![[r#"
                #1 a
                #1 sha256:c9f4 1.04MB / 1.04MB done
                #1 WARN: Rule: text (line 1)
                #1 DONE 0.0s
            "#]],
        );
    }
}
