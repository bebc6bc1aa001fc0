// RUN instructions that would never end: what each costs until it is stopped, and what it says.
//
// Processor time, because a limit counts work and not time: a machine with other work takes longer for the same.
import process from "node:process";
import { performance } from "node:perf_hooks";
import { initSync } from "../../pkg/layerlab.js";
import { loadLab } from "../../lib/src/engine/node.js";
import { milliseconds, table } from "./measure.mjs";

/** What a runaway script may take, in milliseconds. */
const GOAL = 1_000;
const NESTED = 100_000;

const heredoc = (text) => `RUN <<EOF\n${text}\nEOF\n`;

/** By a name for the table, what stands in the Dockerfile. */
const SCRIPTS = {
  "while :; do :; done": "RUN while :; do :; done\n",
  "a fork bomb": "RUN f() { f | f & }; f\n",
  "functions calling each other": "RUN f() { g; }; g() { f; }; f\n",
  "yes": "RUN yes\n",
  "yes > /dev/null": "RUN yes > /dev/null\n",
  "yes > f": "RUN yes > f\n",
  "dd of 10 GB": "RUN dd if=/dev/zero of=f bs=1M count=10240\n",
  "dd of 10 GB to /dev/null": "RUN dd if=/dev/zero of=/dev/null bs=1M count=10240\n",
  "cat /dev/zero | wc -c": "RUN cat /dev/zero | wc -c\n",
  "x=$x$x": "RUN x=a; while :; do x=$x$x; done\n",
  "i=$((i + 1))": "RUN i=0; while true; do i=$((i + 1)); done\n",
  "[ $i -ge 0 ]": "RUN i=0; while [ $i -ge 0 ]; do i=$((i + 1)); done\n",
  "echo into a pipe": "RUN while :; do echo x; done | wc -l\n",
  "echo into a file": "RUN while :; do echo x >> f; done\n",
  "true, as a program": "RUN while :; do /bin/true; done\n",
  "$(echo x)": "RUN while :; do x=$(echo x); done\n",
  "sh -c in sh -c": "RUN echo 'sh ./a' > a; sh ./a\n",
  "mkdir without end": "RUN i=0; while :; do i=$((i + 1)); mkdir -p d/$i; done\n",
  "sed without end": "RUN echo a | sed ':a; s/a/aa/; ta'\n",
  "awk without end": "RUN awk 'BEGIN { while (1) i++ }'\n",
  "find -exec sh": "RUN find / -exec sh -c 'while :; do :; done' \\;\n",
  "seq 1e9": "RUN seq 1 1000000000 | tail -1\n",
  [`${NESTED} (`]: heredoc("(\n".repeat(NESTED)),
  [`${NESTED} $(`]: heredoc("$(\n".repeat(NESTED)),
  [`${NESTED} {`]: heredoc("{\n".repeat(NESTED)),
};

const processorTime = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** Builds it alone on a new lab; what the last line of the build said. */
function build(dockerfile) {
  const lab = loadLab();
  lab.writeFile("Dockerfile", new TextEncoder().encode(`FROM busybox\n${dockerfile}`));
  const [cpu, clock] = [processorTime(), performance.now()];
  const task = lab.exec(["build", "--progress=plain", "."], { env: {}, cwd: "", stdoutIsTerminal: false, stdinIsTerminal: false, project: true });
  let output = "";
  for (;;) {
    const progress = lab.advanceExec(task);
    for (const { bytes } of progress.output) output = (output + new TextDecoder().decode(bytes)).slice(-4000);
    if (progress.exitCode === undefined) continue;
    const took = { cpu: processorTime() - cpu, clock: performance.now() - clock };
    lab.free();
    if (progress.exitCode === 0) throw new Error(`it ended: ${dockerfile.slice(0, 60)}`);
    const said = output.trimEnd().split("\n").at(-1);
    return { ...took, said: said.replace(/^.* did not complete successfully: /, "").slice(0, 90) };
  }
}

export async function runaway() {
  build("RUN false\n");
  const { memory } = initSync({ module: new Uint8Array() });
  const rows = Object.entries(SCRIPTS).map(([name, dockerfile]) => {
    const before = memory.buffer.byteLength;
    const { cpu, clock, said } = build(dockerfile);
    const grown = Math.round((memory.buffer.byteLength - before) / (1 << 20));
    return [name, milliseconds(cpu), milliseconds(clock), cpu < GOAL ? "yes" : "no", `${grown} MiB`, said];
  });
  table("RUN without end", [["", "processor", "clock", `under ${GOAL} ms`, "memory grew", "the build says"], ...rows]);
}
