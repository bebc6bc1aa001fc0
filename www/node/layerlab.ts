#!/usr/bin/env node
/** The `layerlab` command: the engine's command line over the real disk, with state kept between calls. */
import { pause } from "../src/engine/drive.js";
import { LabError, loadLab } from "../src/engine/node.js";
import type { Lab, Printed, Terminal } from "../src/engine/wire.js";
import type { GuestDriver } from "../src/guest/driver.js";
import { splitState } from "./arguments.js";
import { answer } from "./disk.js";
import { guestsOf } from "./guests.js";
import { Session } from "./session.js";
import { defaultFolder, State } from "./state.js";

/** What the shell says of a program that a signal ended: 128 and the signal's number. */
const INTERRUPTED = 130;
/** What is as good as now, in milliseconds, and how often that is said. */
const SOON = 50;
const ROUNDS = 20;
/** As docker's client: so many signals, and it no longer waits for the container. */
const ENOUGH = 3;

async function main(): Promise<number> {
  if (process.argv[2] === "explain-ci") {
    // It keeps no state, and nobody else should pay for loading it.
    const { explainCi } = await import("./explain-ci.js");
    return explainCi(process.argv.slice(3));
  }
  const { argv, state: folder } = splitState(process.argv.slice(2));
  const state = await State.open(folder ?? defaultFolder(), (pid) =>
    process.stderr.write(`waiting for process ${pid}, which uses the same state\n`),
  );
  try {
    // Always the same: the same commands give the same ids. What was drawn is part of the state.
    const lab = loadLab({ now: Date.now() / 1000, seed: 1 });
    state.load(lab, (aside, why) =>
      process.stderr.write(`the state in ${state.folder} can't be read: ${why}; it is kept in ${aside}\n`),
    );
    const status = await execute(lab, argv);
    state.save(lab);
    return status;
  } finally {
    state.close();
  }
}

/** Run one command line to its end and return its exit code. */
async function execute(lab: Lab, argv: string[]): Promise<number> {
  const cwd = process.cwd();
  const task = lab.exec(argv, {
    env: definedOnly(process.env),
    cwd,
    terminal: terminal(),
    stdoutIsTerminal: process.stdout.isTTY === true,
    stdinIsTerminal: process.stdin.isTTY === true,
  });
  let interrupted = false;
  let attached = false;
  let signals = 0;
  const session = new Session(lab, task);
  const guests = guestsOf(lab);
  const interrupt = (signal: NodeJS.Signals): void => {
    interrupted = !attached;
    signals += 1;
    lab.signal(task, signal.slice("SIG".length));
    // A second one gets through to this process: whoever presses twice means it.
    if (interrupted) process.removeListener(signal, interrupt);
  };
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  try {
    // Programs of containers went on while no command ran: they catch up first.
    lab.pass(0);
    await catchUp(lab, guests);
    for (;;) {
      const progress = lab.advanceExec(task);
      progress.output.forEach(print);
      for (const { id, question } of progress.requests) lab.answer(task, id, answer(question, cwd));
      if (progress.exitCode !== undefined) return interrupted ? INTERRUPTED : progress.exitCode;
      if (signals >= ENOUGH) {
        process.stderr.write(`got ${ENOUGH} SIGTERM/SIGINTs, forcefully exiting\n`);
        return 1;
      }
      session.follow(progress.reads);
      attached = progress.attached;
      await pause(lab, progress.waits, guests);
    }
  } finally {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      // What has been done is still to be saved.
      process.on(signal, () => {});
      process.removeListener(signal, interrupt);
    }
    session.close();
    guests.dispose();
  }
}

/** Lets programs do what they have to do now, and what follows from it at once, such as the answers of servers. */
async function catchUp(lab: Lab, guests: GuestDriver): Promise<void> {
  await guests.pump(lab.now());
  for (let round = 0; round < ROUNDS; round += 1) {
    const wait = guests.next === undefined ? Infinity : guests.next - lab.now();
    if (wait > SOON) return;
    lab.pass(Math.max(0, wait));
    await guests.pump(lab.now());
  }
}

/** Progress goes to standard error, so that is the terminal that counts. */
function terminal(): Terminal | undefined {
  const { isTTY, columns, rows } = process.stderr;
  return isTTY ? { columns, rows, colours: process.stderr.hasColors() } : undefined;
}

function print({ stream, bytes }: Printed): void {
  (stream === "stdout" ? process.stdout : process.stderr).write(bytes);
}

function definedOnly(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== undefined));
}

// `layerlab … | head` closes the pipe early; that is no error of ours.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));
}

try {
  // Not process.exit(): output to a pipe may still be on its way.
  process.exitCode = await main();
} catch (error) {
  const { message } = LabError.from(error);
  process.stderr.write(`layerlab: ${message}\n`);
  process.exitCode = 1;
}
