/** Commands and shells that are spoken with while they run. */
import { LabError, type LabClient, type Opened, type Told } from "../engine/lab.js";
import type { CommandProgress, Terminal } from "../engine/wire.js";
import { argvOf, defined, follow, type CommandOutput, type CommandResult, type ExecOptions } from "./command.js";
import { Run } from "./run.js";

/** Edits a file of the project, as `vi` or `nano` would, and resolves when that is done. */
export type EditFile = (path: string, program: string) => void | Promise<void>;

/** How a session runs, and how to stop it. */
export interface SessionOptions extends Omit<ExecOptions, "stdin"> {
  /**
   * A terminal's size and colours: then input and output count as terminals, as `-t` needs. Nothing that is written is echoed.
   * Default: none, as in pipes.
   */
  terminal?: Terminal | undefined;
  /** Called when the shell's `vi`, `nano` or `code` wants a file of the project edited. Default: they say that there is no editor. */
  edit?: EditFile | undefined;
}

/** How a session of the host's shell runs. */
export interface ShellSessionOptions extends SessionOptions {
  /** What `sh -c` runs. Default: none; each line is then asked for at a prompt. */
  script?: string | undefined;
}

/**
 * A command or a shell whose input comes while it runs. It is iterated over and ends as every `Command` does; its `signal`
 * option or `cancel()` ends it with the exit code 130.
 *
 * @example
 * ```js
 * import { createLab } from "layerlab";
 *
 * const lab = await createLab();
 * const cat = lab.open("container run -i alpine cat");
 * cat.write("one\n");
 * for await (const { text } of cat) {
 *   if (!text.includes("one")) continue;
 *   console.log(text); // one
 *   cat.end();
 * }
 * console.log((await cat.result).exitCode); // 0
 * lab.dispose();
 * ```
 */
export class Session extends Run<CommandOutput, CommandResult> {
  private readonly talk: (told: Told) => void;

  /** @internal */
  constructor(engine: LabClient, opened: Opened, { signal, edit }: Pick<SessionOptions, "signal" | "edit"> = {}) {
    let talk = (_: Told): void => {};
    super((stop) => {
      const conversation = engine.open(opened, { signal: stop });
      talk = (told) => conversation.tell(told);
      return follow(conversation, (progress) => answer(progress, edit, talk));
    }, signal);
    this.talk = talk;
  }

  /**
   * Input, for whatever reads next: the shell's prompt, standard input, or a process of a container. It waits until it is
   * read. Terminals and prompts take it line by line, so it has to end with a newline to be read. Ignored after the end.
   */
  write(input: string | Uint8Array): void {
    this.talk({ kind: "input", bytes: typeof input === "string" ? new TextEncoder().encode(input) : input });
  }

  /** There is no more input: whatever reads finds its end, as with Ctrl-D. A shell then exits. */
  end(): void {
    this.talk({ kind: "end" });
  }

  /**
   * A signal, by its name without `SIG`, for the process that the command is attached to; if there is none, it ends the
   * command. `"INT"` is Ctrl-C, and ends no shell at its prompt.
   *
   * @example
   * ```js
   * import { createLab } from "layerlab";
   *
   * const lab = await createLab();
   * const loop = lab.open(["run", "--name", "loop", "alpine", "sh", "-c", "trap 'exit 7' TERM; echo up; while :; do sleep 1; done"]);
   * for await (const { text } of loop) if (text.includes("up")) loop.kill("TERM");
   * console.log((await loop.result).exitCode); // 7
   * lab.dispose();
   * ```
   */
  kill(name = "INT"): void {
    this.talk({ kind: "signal", name });
  }

  /** The terminal has another size, in characters. Without a terminal nothing happens. */
  resize(columns: number, rows: number): void {
    this.talk({ kind: "resize", columns, rows });
  }

  /**
   * Let go of the container that the command is attached to, which runs on: Ctrl-P Ctrl-Q. The command ends with 0.
   *
   * @example
   * ```js
   * import { createLab } from "layerlab";
   *
   * const lab = await createLab();
   * const inside = lab.open("docker run -it --name box alpine", { terminal: { columns: 80, rows: 24, colours: false } });
   * for await (const { text } of inside) {
   *   if (!text.includes("# ")) continue;
   *   inside.resize(100, 30);
   *   inside.detach();
   * }
   * console.log((await lab.exec("docker ps --format {{.Names}}").result).stdout); // box
   * lab.dispose();
   * ```
   */
  detach(): void {
    this.talk({ kind: "detach" });
  }
}

/** @internal */
export function openCommand(engine: LabClient, line: string | readonly string[], { signal, edit, ...options }: SessionOptions): Session {
  const argv = argvOf(line);
  const isTerminal = options.terminal !== undefined;
  const wanted = { ...defined(options), stdinIsTerminal: isTerminal, stdoutIsTerminal: isTerminal, project: true };
  return new Session(engine, { kind: "command", argv, options: wanted }, { signal, edit });
}

/** @internal */
export function openShell(engine: LabClient, { signal, edit, ...options }: ShellSessionOptions): Session {
  return new Session(engine, { kind: "shell", options: defined(options) }, { signal, edit });
}

/** Has a file edited for every request to. */
function answer({ requests }: CommandProgress, edit: EditFile | undefined, tell: (told: Told) => void): void {
  for (const { id, question } of requests) {
    if (question.kind !== "edit") continue;
    const { path, program } = question;
    const done =
      edit === undefined
        ? Promise.reject(new LabError("no-editor", `${program}: there is no editor here`))
        : Promise.resolve().then(() => edit(path, program));
    done.then(
      () => tell({ kind: "answer", id, response: { kind: "done" } }),
      (error: unknown) => tell({ kind: "answer", id, response: { kind: "failed", message: LabError.from(error).message } }),
    );
  }
}
