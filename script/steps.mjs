// Runs commands one after the other, each to its end whatever the ones before did, and sums up at the end.
import { spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));

/**
 * One command of a run.
 * @typedef {{ name: string, command: string[], needs?: string, count?: RegExp[], prepares?: boolean }} Step
 * `needs` names an earlier step without which this one makes no sense. `count` finds the runner's own summary in its
 * output: every match's groups `passed` and `failed` are added up; without it the step itself counts as one, unless it
 * only prepares others.
 */

/** Whether a program can be started. */
export function has(command, ...args) {
  return spawnSync(command, [...args, "--version"], { stdio: "ignore" }).status === 0;
}

/** Start a command, pass its output on, and return it with the exit status. */
function start([program, ...args]) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
    const chunks = [];
    child.stdout.on("data", (chunk) => (chunks.push(chunk), process.stdout.write(chunk)));
    child.stderr.on("data", (chunk) => (chunks.push(chunk), process.stderr.write(chunk)));
    child.on("error", (error) => {
      console.error(error.message);
      resolve({ status: 127, output: "" });
    });
    child.on("close", (status) => resolve({ status: status ?? 1, output: Buffer.concat(chunks).toString() }));
  });
}

/** What a runner counted, and the lines in which it said so. */
function counted(output, patterns) {
  // eslint-disable-next-line no-control-regex
  const plain = output.replace(/\x1b\[[0-9;]*m/g, "");
  const found = { passed: 0, failed: 0, lines: [] };
  for (const line of plain.split("\n")) {
    for (const pattern of patterns) {
      const match = pattern.exec(line);
      if (match === null) continue;
      found.passed += Number(match.groups?.passed ?? 0);
      found.failed += Number(match.groups?.failed ?? 0);
      found.lines.push(line.trim());
      break;
    }
  }
  return found;
}

async function runOne(step, results) {
  const missing = step.needs !== undefined && !results.some((result) => result.name === step.needs && result.ok);
  if (missing) return { name: step.name, ok: false, passed: 0, failed: 1, lines: [`not run: needs ${step.needs}`] };
  const began = Date.now();
  console.log(`\n── ${step.name}: ${step.command.join(" ")}`);
  const { status, output } = await start(step.command);
  const ok = status === 0;
  const count = step.count === undefined ? { passed: 0, failed: 0, lines: [] } : counted(output, step.count);
  // A runner that fails without counting a failure, or that is no runner, counts as one itself.
  if (count.failed === 0 && !ok) count.failed = 1;
  if (step.count === undefined && ok && !step.prepares) count.passed = 1;
  if (step.count !== undefined && ok && count.passed === 0) {
    return { name: step.name, ok: false, passed: 0, failed: 1, lines: ["the runner reported no tests"] };
  }
  return { name: step.name, ok, seconds: (Date.now() - began) / 1000, ...count };
}

/** Run all steps, print a summary and set the exit code. @param {Step[]} steps */
export async function runSteps(title, steps) {
  const results = [];
  for (const step of steps) results.push(await runOne(step, results));
  console.log(`\n══ ${title}`);
  for (const { name, ok, seconds, lines } of results) {
    console.log(`${ok ? "ok    " : "FAILED"} ${name}${seconds === undefined ? "" : ` (${seconds.toFixed(0)} s)`}`);
    for (const line of lines) console.log(`         ${line}`);
  }
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  console.log(`${sum("passed")} passed, ${sum("failed")} failed`);
  process.exitCode = results.every((result) => result.ok) ? 0 : 1;
}
