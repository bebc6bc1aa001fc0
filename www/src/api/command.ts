/** A command line as output and an exit code. */
import { LabError, type CommandOptions, type LabClient } from "../engine/lab.js";
import type { CommandProgress, Stream, Terminal } from "../engine/wire.js";
import { Run } from "./run.js";

/** Where a command line runs, and how to stop it. */
export interface ExecOptions {
  /** Environment variables; `SOURCE_DATE_EPOCH` and `DOCKER_BUILDKIT` are looked at. Default: none. */
  env?: Record<string, string> | undefined;
  /** A terminal's size and colours, when progress should move as on one. Default: none, as in a pipe. */
  terminal?: Terminal | undefined;
  /** Whose output is imitated: Docker 20.10 (`"book"`), 28 or 29. */
  profile?: "book" | "v28" | "v29" | undefined;
  /** All that it reads from standard input. Default: nothing. To write while it runs, see `Lab.open`. */
  stdin?: string | Uint8Array | undefined;
  /** Cancels the command; its exit code is then 130. */
  signal?: AbortSignal | undefined;
}

/** Text that a command printed. */
export interface CommandOutput {
  /** Where it was printed. */
  stream: Stream;
  /** Pieces of lines, control characters included. */
  text: string;
}

/** How a command ended. */
export interface CommandResult {
  /** As docker's: 0 when all went well, 130 when it was cancelled; a container that was run hands on its own. */
  exitCode: number;
  /** All it printed to standard output. */
  stdout: string;
  /** All it printed to standard error. */
  stderr: string;
}

/** A command under way. */
export type Command = Run<CommandOutput, CommandResult>;

/** @internal */
export function startCommand(engine: LabClient, line: string | readonly string[], options: ExecOptions): Command {
  const { signal, stdin, ...rest } = options;
  const argv = argvOf(line);
  const bytes = typeof stdin === "string" ? new TextEncoder().encode(stdin) : stdin;
  const wanted: CommandOptions = { ...defined(rest), ...(bytes && { stdin: bytes }), project: true };
  return new Run((stop) => follow(engine.exec(argv, { ...wanted, signal: stop })), signal);
}

/** Run a command to its end without files, on bytes for its standard input. @internal */
export async function feed(engine: LabClient, argv: string[], stdin?: Uint8Array): Promise<CommandResult> {
  return new Run(() => follow(engine.exec(argv, { ...(stdin && { stdin }) }))).result;
}

/** Those of the options that were given. @internal */
export function defined<Options extends object>(options: Options): { [Name in keyof Options]: Exclude<Options[Name], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as { [Name in keyof Options]: Exclude<Options[Name], undefined> };
}

/** What a command prints, decoded, and how it ended. @internal */
export async function* follow(work: AsyncIterable<CommandProgress>, seen: (progress: CommandProgress) => void = () => {}): AsyncGenerator<CommandOutput, CommandResult> {
  const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
  const printed = { stdout: "", stderr: "" };
  for await (const progress of work) {
    seen(progress);
    for (const { stream, bytes } of progress.output) {
      const text = decoders[stream].decode(bytes, { stream: true });
      printed[stream] += text;
      if (text !== "") yield { stream, text };
    }
    if (progress.exitCode !== undefined) return { exitCode: progress.exitCode, ...printed };
  }
  throw new LabError("internal", "the command ended without an exit code");
}

/** The words of a line, or those that were given. Throws a `LabError` with the code `bad-argument`. @internal */
export function argvOf(line: string | readonly string[]): string[] {
  const argv = typeof line === "string" ? words(line) : [...line];
  if (argv.some((word) => typeof word !== "string")) throw new LabError("bad-argument", "the words of a command are texts");
  return argv;
}

const WORD = /(?:[^\s"'\\]|\\[^]|"(?:[^"\\]|\\[^])*"|'[^']*')+/y;
const PART = /\\([^])|"((?:[^"\\]|\\[^])*)"|'([^']*)'|([^"'\\]+)/g;

/**
 * The words of a command line, with the shell's quotes and backslashes and nothing else of a shell. A first word `docker`
 * or `layerlab` is left out. Throws a `LabError` with the code `bad-argument` when a quote isn't closed.
 * @internal
 */
function words(line: string): string[] {
  const found: string[] = [];
  for (let at = 0; at < line.length; ) {
    WORD.lastIndex = at;
    const word = WORD.exec(line)?.[0];
    if (word !== undefined) {
      found.push(word.replace(PART, (_, escaped, double, single, plain) => escaped ?? double?.replace(/\\(["\\$`])/g, "$1") ?? single ?? plain));
      at += word.length;
    } else if (/\s/.test(line[at] ?? "")) at++;
    else throw new LabError("bad-argument", `a quote or backslash is left open: ${line.slice(at)}`);
  }
  return found[0] === "docker" || found[0] === "layerlab" ? found.slice(1) : found;
}
