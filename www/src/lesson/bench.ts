/** Where a lesson happens: runs command lines on an engine, remembers what ran, and collects the facts that goals are about. */
import type { LabClient } from "../engine/lab.js";
import type { BuildRequest, CommandProgress, ImageRow, ProjectEntry } from "../engine/wire.js";
import type { Build } from "../model/build.js";
import { decodeText, encodeText } from "../model/text.js";
import { buildOf, wordsOf } from "./command.js";
import type { Action, Goal } from "./format.js";
import { shortfall, type Facts, type Ran, type Shortfall } from "./goal.js";

export interface BenchHost {
  lab: LabClient;
  /** Builds the project, printing its log; resolves with the build when it has ended. */
  build(request: BuildRequest, line: string, print: Print): Promise<Build>;
}

export type Print = (text: string) => void;

const TERMINAL = { terminal: { columns: 80, rows: 24, colours: false }, stdinIsTerminal: true, stdoutIsTerminal: true };
const SILENT: Print = () => {};

/** What a command can print before the rest is no longer looked at. */
const MAX_PRINTED = 200_000;

export class Bench {
  ran: Ran[] = [];
  lastBuild: Build | undefined;

  constructor(private readonly host: BenchHost) {}

  async act(action: Action): Promise<void> {
    const { lab } = this.host;
    switch (action.kind) {
      case "run":
        await this.run(action.line, SILENT, undefined, action.input);
        return;
      case "write":
        return lab.writeFile(action.path, encodeText(action.text));
      case "remove":
        return lab.remove(action.path);
    }
  }

  /** Runs a line as the terminal would; a build is built where the page can watch it. `input` is typed while it runs. */
  async run(line: string, print = SILENT, signal?: AbortSignal, input?: readonly string[]): Promise<number> {
    const request = buildOf(line);
    if (request !== undefined) {
      const build = await this.host.build(request, line, print);
      return build.status === "done" ? 0 : 1;
    }
    const { exitCode, printed } = await this.execute(line, print, signal, input);
    this.ended({ line, exitCode, printed });
    return exitCode;
  }

  /** Takes a command in that ended, whoever ran it. */
  ended(ran: Ran): void {
    this.ran = [...this.ran, ran];
  }

  /** Takes a build in that ended, whoever asked for it. */
  built(build: Build, line: string): void {
    this.lastBuild = build;
    const printed = [...build.log.lines.map((one) => one.text), build.log.rest].join("\n").slice(0, MAX_PRINTED);
    this.ended({ line, exitCode: build.status === "done" ? 0 : 1, printed });
  }

  private async execute(line: string, print: Print, signal?: AbortSignal, input?: readonly string[]): Promise<{ exitCode: number; printed: string }> {
    const words = wordsOf(line);
    if (words === undefined || words[0] !== "docker") {
      const printed = `sh: ${words?.[0] ?? line}: only docker commands run here\n`;
      print(printed);
      return { exitCode: 127, printed };
    }
    const decoder = new TextDecoder();
    let [printed, exitCode] = ["", 1];
    for await (const progress of this.start(words.slice(1), signal, input)) {
      for (const { bytes } of progress.output) {
        const text = decoder.decode(bytes, { stream: true });
        print(text);
        if (printed.length < MAX_PRINTED) printed += text;
      }
      if (progress.exitCode !== undefined) exitCode = progress.exitCode;
    }
    return { exitCode, printed };
  }

  /** A command; with lines of input, in a terminal into which they are typed. */
  private start(argv: string[], signal: AbortSignal | undefined, input: readonly string[] | undefined): AsyncIterable<CommandProgress> {
    const { lab } = this.host;
    const stop = { ...(signal && { signal }) };
    if (input === undefined) return lab.exec(argv, { project: true, ...stop });
    const session = lab.open({ kind: "command", argv, options: { ...TERMINAL, project: true } }, stop);
    for (const line of input) session.tell({ kind: "input", bytes: encodeText(`${line}\n`) });
    return session;
  }

  /** What a command answers, without a trace of it. */
  private async ask(line: string): Promise<string> {
    const { exitCode, printed } = await this.execute(line, SILENT);
    return exitCode === 0 ? printed : "";
  }

  /** Why each goal is not met; `undefined` for those that are. */
  async check(goals: readonly Goal[]): Promise<(Shortfall | undefined)[]> {
    const facts = await this.facts();
    return Promise.all(goals.map((goal) => shortfall(goal, facts)));
  }

  private async facts(): Promise<Facts> {
    const { lab } = this.host;
    const [files, images] = [await lab.files(), await lab.images()];
    const texts = new Map<string, { text: string; ignored: boolean }>();
    for (const file of files.filter((file) => file.kind === "file")) texts.set(file.path, await this.file(file));
    const lines = (await this.ask("docker container ls --all --format '{{.Names}}\t{{.Status}}'")).split("\n").filter(Boolean);
    const containers = lines.map((line) => ({ name: line.split("\t")[0] ?? "", running: /\tUp\b/.test(line) }));
    return {
      files: texts,
      images,
      containers,
      ran: this.ran,
      env: (id) => this.env(id),
      imageFile: (image, path) => this.imageFile(image, path),
      ...(this.lastBuild && { lastBuild: this.lastBuild }),
    };
  }

  private async file({ path, ignoredBy }: ProjectEntry): Promise<{ text: string; ignored: boolean }> {
    return { text: decodeText(await this.host.lab.readFile(path)) ?? "", ignored: ignoredBy !== undefined };
  }

  private async env(id: string): Promise<ReadonlyMap<string, string>> {
    const printed = await this.ask(`docker image inspect --format '{{json .Config.Env}}' ${id}`);
    const pairs = printed.trim() === "" ? [] : ((JSON.parse(printed) as string[] | null) ?? []);
    return new Map(pairs.map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]));
  }

  /** From the top layer down: the first that says something about the path decides. */
  private async imageFile(image: ImageRow, path: string): Promise<string | undefined> {
    const wanted = path.replace(/^\/+/, "");
    for (const { diffId } of [...image.layers].reverse()) {
      const changes = await this.host.lab.layerFiles(diffId);
      const found = changes.find((change) => change.path.replace(/^\/+/, "") === wanted);
      if (found?.kind === "file" && found.change !== "removed") {
        return decodeText(await this.host.lab.layerFile(diffId, found.path)) ?? "";
      }
      const gone = changes.some(({ path, change }) => change === "removed" && `${wanted}/`.startsWith(`${path.replace(/^\/+/, "")}/`));
      if (found !== undefined || gone) return undefined;
    }
    return undefined;
  }
}
