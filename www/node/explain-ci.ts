/**
 * `layerlab explain-ci`: which steps of a Dockerfile a change of files invalidates, told by the forecast over the build
 * of the files before.
 */
import { execFileSync } from "node:child_process";
import { lstatSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { drive } from "../src/engine/drive.js";
import { LabError, loadLab } from "../src/engine/node.js";
import type { Lab, Verdict } from "../src/engine/wire.js";

/** What becomes of a step. `unknown`: the step could not be run before, so there is nothing to compare it with. */
export type StepState = "reused" | "invalidated" | "unknown";

export interface StepReport {
  /** First line of the instruction in the Dockerfile after the change, from 1. */
  line: number;
  text: string;
  state: StepState;
  /** True for the first step of a chain that runs, false for those that only follow. */
  firstBreak: boolean;
  reason: string;
}

export interface Report {
  dockerfile: string;
  steps: StepReport[];
  invalidated: number;
  total: number;
  /** Why steps are `unknown`, as the build of the files before said it. */
  note?: string;
}

export const USAGE = `Usage: layerlab explain-ci (--before DIR --after DIR | --base REV [--head REV]) [OPTIONS]

Tells which steps of a Dockerfile a change of files invalidates.

Options:
      --before DIR        Files before the change
      --after DIR         Files after it (default ".")
      --base REV          Revision of git before the change, instead of folders
      --head REV          Revision of git after it (default: the working tree)
  -f, --file PATH         Dockerfile, relative to the context (default "Dockerfile")
      --target STAGE      Stage to build
      --build-arg K=V     Build argument; may be repeated
      --format FORMAT     text, json or markdown (default text)
      --fail-on N[%]      Exit with 3 when at least N steps, or N percent of them, are invalidated
`;

/** What the exit code says besides 0: the threshold was reached. Errors are 1, a wrong command line is 125. */
const THRESHOLD = 3;
const WRONG_USAGE = 125;

/** Runs the command and returns its exit code. */
export async function explainCi(argv: string[]): Promise<number> {
  const options = parse(argv);
  if (typeof options === "string") {
    process.stderr.write(`${options}\n\n${USAGE}`);
    return WRONG_USAGE;
  }
  if (options.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const folders = [...revisions(options)];
  try {
    const [before, after] = folders.map(({ path }) => path);
    const report = await compare(before ?? ".", after ?? ".", options);
    process.stdout.write(FORMATS[options.format](report));
    return reached(report, options.failOn) ? THRESHOLD : 0;
  } finally {
    for (const { path, temporary } of folders) if (temporary) rmSync(path, { recursive: true, force: true });
  }
}

interface Options {
  help: boolean;
  before: string | undefined;
  after: string;
  base: string | undefined;
  head: string | undefined;
  file: string;
  target: string | undefined;
  buildArgs: Record<string, string>;
  format: keyof typeof FORMATS;
  failOn: string | undefined;
}

/** The options, or what is wrong with them. */
function parse(argv: string[]): Options | string {
  const text = { type: "string" } as const;
  const options = {
    help: { type: "boolean", short: "h", default: false },
    before: text,
    after: { ...text, default: "." },
    base: text,
    head: text,
    file: { ...text, short: "f", default: "Dockerfile" },
    target: text,
    "build-arg": { ...text, multiple: true, default: [] as string[] },
    format: { ...text, default: "text" },
    "fail-on": text,
  } as const;
  try {
    const { values } = parseArgs({ args: argv, options, allowPositionals: false });
    const { format, "fail-on": failOn, "build-arg": args } = values;
    if (!values.help && (values.before === undefined) === (values.base === undefined)) return "either --before or --base is needed";
    if (!isFormat(format)) return `unknown format: ${format}`;
    if (failOn !== undefined && !/^\d+%?$/.test(failOn)) return `--fail-on takes a number or a percentage, not ${failOn}`;
    const buildArgs = Object.fromEntries(args.map((pair) => [pair.replace(/=.*/s, ""), pair.includes("=") ? pair.replace(/^[^=]*=/, "") : (process.env[pair] ?? "")]));
    return { ...values, before: values.before, base: values.base, head: values.head, target: values.target, buildArgs, format, failOn };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The two folders, checked out of git where revisions are named. */
function* revisions({ before, after, base, head }: Options): Generator<{ path: string; temporary: boolean }> {
  yield base === undefined ? { path: before ?? ".", temporary: false } : { path: checkOut(base), temporary: true };
  yield head === undefined ? { path: after, temporary: false } : { path: checkOut(head), temporary: true };
}

/** The files of a revision below the folder one stands in. */
function checkOut(revision: string): string {
  const folder = mkdtempSync(join(tmpdir(), "layerlab-ci-"));
  try {
    const archive = execFileSync("git", ["archive", "--format=tar", revision, "."], { maxBuffer: 1 << 30, stdio: ["ignore", "pipe", "pipe"] });
    execFileSync("tar", ["-x", "-C", folder], { input: archive });
    return folder;
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw new LabError("git", error instanceof Error ? error.message : String(error));
  }
}

/** Builds the files before, then asks what a build of the files after would take from the cache. */
async function compare(before: string, after: string, { file, target, buildArgs }: Options): Promise<Report> {
  const lab = loadLab();
  try {
    const request = { dockerfile: file, buildArgs, ...(target !== undefined && { target }) };
    fill(lab, before);
    let note: string | undefined;
    for await (const { events } of drive(lab, request)) {
      for (const event of events) if (event.kind === "failed") note = event.message;
    }
    for (const { path } of lab.files().filter(({ path }) => !path.includes("/"))) lab.remove(path);
    fill(lab, after);
    const { rows, failure } = lab.forecast(request);
    if (failure !== undefined) throw new LabError("build-failed", failure);
    const steps = rows.flatMap(({ instruction, buildkit }) =>
      buildkit === undefined ? [] : [{ line: instruction.startLine, text: instruction.text, ...judge(buildkit, note !== undefined) }],
    );
    const invalidated = steps.filter(({ state }) => state === "invalidated").length;
    return { dockerfile: file, steps, invalidated, total: steps.length, ...(note !== undefined && { note }) };
  } finally {
    lab.free();
  }
}

/** A step that was never built can't be told to be invalidated, unless it follows one that is. */
function judge(verdict: Verdict, incomplete: boolean): Pick<StepReport, "state" | "firstBreak" | "reason"> {
  switch (verdict.kind) {
    case "hit":
      return { state: "reused", firstBreak: false, reason: "" };
    case "depends":
      return { state: "invalidated", firstBreak: false, reason: "follows from a step before it" };
    case "fails":
      return { state: "unknown", firstBreak: false, reason: verdict.message };
    case "miss": {
      const fresh = verdict.reasons.every(({ kind }) => kind === "firstBuild");
      if (incomplete && fresh) return { state: "unknown", firstBreak: false, reason: "the build before the change did not get here" };
      return { state: "invalidated", firstBreak: verdict.firstBreak, reason: verdict.summary };
    }
  }
}

/** Copies a folder of the disk into the lab's project; modes, links and times included. */
function fill(lab: Lab, root: string, below = ""): void {
  for (const name of readdirSync(join(root, below)).sort()) {
    if (below === "" && name === ".git") continue;
    const path = below === "" ? name : `${below}/${name}`;
    const stat = lstatSync(join(root, path));
    if (stat.isDirectory()) {
      lab.makeDir(path);
      fill(lab, root, path);
    } else if (stat.isSymbolicLink()) lab.symlink(path, readlinkSync(join(root, path)));
    else if (stat.isFile()) lab.writeFile(path, readFileSync(join(root, path)), stat.mode & 0o777, Math.floor(stat.mtimeMs / 1000));
  }
}

function reached({ invalidated, total }: Report, threshold: string | undefined): boolean {
  if (threshold === undefined || invalidated === 0) return false;
  const limit = Number.parseInt(threshold, 10);
  return threshold.endsWith("%") ? invalidated * 100 >= limit * total : invalidated >= limit;
}

const FORMATS = {
  json: (report: Report): string => `${JSON.stringify(report, null, 2)}\n`,
  text(report: Report): string {
    const lines = report.steps.map(({ line, text, state, reason }) => `${state.padEnd(11)}  ${String(line).padStart(3)}  ${oneLine(text)}${reason === "" ? "" : `\n                  ${oneLine(reason)}`}`);
    return `${[...lines, summary(report)].join("\n")}\n`;
  },
  markdown(report: Report): string {
    const cell = (text: string): string => oneLine(text).replace(/[\\|`]/g, "\\$&");
    const marks: Record<StepState, string> = { reused: "reused", invalidated: "**invalidated**", unknown: "unknown" };
    const rows = report.steps.map(({ line, text, state, reason }) => `| ${line} | ${cell(text)} | ${marks[state]} | ${cell(reason)} |`);
    return `### Build cache of \`${report.dockerfile}\`\n\n${summary(report)}\n\n| line | step | cache | why |\n|--:|---|---|---|\n${rows.join("\n")}\n`;
  },
};

function isFormat(name: string): name is keyof typeof FORMATS {
  return name in FORMATS;
}

function summary({ invalidated, total, note }: Report): string {
  return `${invalidated} of ${total} steps are invalidated.${note === undefined ? "" : ` The build before the change ended early: ${oneLine(note)}`}`;
}

function oneLine(text: string): string {
  return text.replace(/\\?\s*\n\s*/g, " ").trim();
}
