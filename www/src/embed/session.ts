/** One embedded lab: its engine, its project and its builds. It keeps nothing beyond the page. */
import { feed, startCommand, type Command, type CommandOutput, type CommandResult } from "../api/command.js";
import { Run } from "../api/run.js";
import { createLab } from "../engine/client.js";
import { LabError, type LabClient } from "../engine/lab.js";
import type { ArchiveFormat, BuildEvent, BuildRequest, Output, Progress } from "../engine/wire.js";
import { Files } from "../files.js";
import { showLayerFiles } from "../layer-files.js";
import { buildOf } from "../lesson/command.js";
import type { Intent } from "../model/intent.js";
import { entriesOf, type SavedEntry } from "../model/project.js";
import { shownBuild } from "../model/request.js";
import { Store } from "../model/store.js";
import { packWork } from "../share.js";
import type { BuildState, LayerLabEvents, LayerLabElement } from "./contract.js";
import type { EmbedLesson } from "./lesson.js";
import type { Source } from "./source.js";

/** Tells the element what happens. */
export type Tell = <Name extends keyof LayerLabEvents>(name: Name, detail: LayerLabEvents[Name]) => void;

type BuildEnd = LayerLabEvents["build-end"];

export class EmbedSession {
  readonly store = new Store();
  private readonly files = new Files(this.store, () => {});
  private lab: LabClient | undefined;
  private lesson: EmbedLesson | undefined;
  /** What an engine holds that nobody has used yet. */
  private empty: Uint8Array | undefined;
  private building: Run<Output, BuildEnd> | undefined;
  /** Jobs one after the other, so that each finds the project as the one before left it. */
  private queue: Promise<unknown> = Promise.resolve();

  constructor(
    private source: Source,
    private readonly tell: Tell,
  ) {
    this.store.dispatch({ kind: "tag", tag: source.name });
  }

  /** Rejects with a `LabError` when there is no engine to be had. */
  async start(): Promise<void> {
    this.lab = await createLab({ now: Math.floor(Date.now() / 1000), onRestart: (lab) => this.files.reload(lab) });
    this.empty = await this.lab.stateIndex();
    await this.fill();
    this.store.dispatch({ kind: "phase", phase: "ready" });
    this.tell("ready", {});
  }

  /** Another project in place of the one there is. */
  async show(source: Source): Promise<void> {
    this.source = source;
    this.store.dispatch({ kind: "tag", tag: source.name });
    await this.fill();
  }

  async reset(): Promise<void> {
    this.building?.cancel();
    await this.building?.result;
    await this.fill();
  }

  dispose(): void {
    this.building?.cancel();
    this.lab?.dispose();
    this.lab = undefined;
  }

  /** What a person asks for by the elements; what belongs to the page alone is left alone. */
  async handle(intent: Intent): Promise<void> {
    switch (intent.kind) {
      case "edit":
        return this.edit(intent.path, intent.text);
      case "build":
        return void (await this.build());
      case "cancel":
        return this.building?.cancel();
      case "open":
        return this.job((lab) => this.files.open(lab, intent.path, intent.line));
      case "close":
        return this.job((lab) => this.files.close(lab, intent.path));
      case "create":
        return this.change((lab) => this.files.create(lab, intent.path, intent.folder));
      case "rename":
        return this.change((lab) => this.files.rename(lab, intent.from, intent.to));
      case "remove":
        return this.change((lab) => this.files.remove(lab, intent.path));
      case "mode":
        return this.change((lab) => this.files.setMode(lab, intent.path, intent.mode));
      case "fix":
        return this.change((lab) => this.files.fix(lab, intent.path, intent.fix));
      case "reset":
        return this.reset();
      case "select":
        return this.store.dispatch({ kind: "selected", step: intent.step });
      case "layerFiles":
        return showLayerFiles(this.store, this.lab, intent.diffId);
      default:
        return undefined;
    }
  }

  /** Builds the project under its name. Rejects with the code `busy` while a build is under way. */
  async build(): Promise<BuildEnd> {
    const { request, line } = shownBuild(this.store.state);
    return this.begin(request, line).result;
  }

  /** A line of docker's command line over the project; what it changes in the project is shown, and what it builds. */
  async command(line: string, profile?: LayerLabElement["profile"]): Promise<Command> {
    const request = buildOf(line);
    if (request !== undefined) {
      const builder = request.builder ?? (profile === "book" ? "classic" : "buildkit");
      return asCommand(this.begin({ ...request, builder }, line));
    }
    await this.job((lab) => this.files.flush(lab));
    const command = startCommand(this.engine(), line, { ...(profile && { profile }) });
    const follow = async ({ exitCode, stdout, stderr }: CommandResult): Promise<void> => {
      await this.job((lab) => this.files.follow(lab));
      this.lesson?.bench.ended({ line, exitCode, printed: stdout + stderr });
      await this.lesson?.look();
    };
    command.result.then(follow).catch(() => {});
    return command;
  }

  async save(format: ArchiveFormat): Promise<Uint8Array> {
    const { image } = this.store.state.build;
    if (image === undefined) throw new LabError("no-such-image", "nothing has been built yet");
    return this.engine().save(image.tags[0] ?? image.id, format);
  }

  async load(archive: Uint8Array): Promise<string> {
    const { exitCode, stdout, stderr } = await feed(this.engine(), ["image", "load"], archive);
    if (exitCode !== 0) throw new LabError("invalid-archive", stderr.trim());
    return stdout.trim();
  }

  /** The project as the part of an address behind `#`. */
  async link(): Promise<string> {
    await this.job((lab) => this.files.flush(lab));
    const { tag, open } = this.store.state;
    return packWork({ tag, entries: this.files.entries, commands: [], ...(open && { open: open.path }) });
  }

  private engine(): LabClient {
    if (this.lab === undefined) throw new LabError("disposed", "this lab has no engine");
    return this.lab;
  }

  private begin(request: BuildRequest, line: string): Run<Output, BuildEnd> {
    if (this.building !== undefined) throw new LabError("busy", "a build is under way");
    return (this.building = new Run((signal) => this.work(request, line, signal)));
  }

  private async *work(request: BuildRequest, line: string, signal: AbortSignal): AsyncGenerator<Output, BuildEnd> {
    let end: BuildEnd = { state: "cancelled" };
    try {
      await this.job((lab) => this.files.flush(lab));
      const dockerfile = request.dockerfile ?? "Dockerfile";
      this.store.dispatch({ kind: "buildStarted", dockerfile });
      this.tell("build-start", { dockerfile, tag: request.tags?.[0] ?? "" });
      for await (const progress of this.engine().build(request, { signal })) {
        this.store.dispatch({ kind: "buildAdvanced", progress });
        end = this.follow(progress, end);
        yield* progress.output;
      }
    } catch (error) {
      const { message } = LabError.from(error);
      this.store.dispatch({ kind: "buildBroken", message });
      end = { state: "failed", message };
    } finally {
      this.building = undefined;
    }
    this.tell("build-end", end);
    this.lesson?.bench.built(this.store.state.build, line);
    void this.lesson?.look();
    return end;
  }

  /** Shows the project as it was at the beginning; a lesson begins in an empty lab. */
  private async fill(): Promise<void> {
    const { files, lesson } = this.source;
    if (lesson === undefined) {
      this.lesson = undefined;
      this.store.dispatch({ kind: "lesson", lesson: undefined });
      return this.put(entriesOf(files));
    }
    const { EmbedLesson } = await import("./lesson.js");
    this.lesson ??= new EmbedLesson({
      lab: this.engine(),
      build: async (request, line) => {
        await this.begin(request, line).result;
        return this.store.state.build;
      },
      clear: (entries) => this.put(entries, this.empty),
      show: (lesson) => this.store.dispatch({ kind: "lesson", lesson }),
      tell: this.tell,
    });
    await this.lesson.open(lesson);
  }

  /** Puts files in place of those there are, and the engine back to `state` if one is given. */
  private put(entries: readonly SavedEntry[], state?: Uint8Array): Promise<void> {
    return this.job(async (lab) => {
      if (this.store.state.phase !== "ready") {
        await this.files.load(lab, entries);
        return this.files.openFirst(lab, this.source.open);
      }
      if (state !== undefined) {
        await lab.importState(state);
        await lab.finishImport();
        const { tag, timeline } = this.store.state;
        this.store.dispatch({ kind: "travelled", tag, builds: [], timeline });
      }
      await this.files.become(lab, entries, state !== undefined);
    });
  }

  /** A change that the lesson looks at, if there is one. */
  private async change(work: (lab: LabClient) => Promise<void>): Promise<void> {
    await this.job(work);
    await this.lesson?.look();
  }

  private job(work: (lab: LabClient) => Promise<void>): Promise<void> {
    const done = this.queue.then(() => work(this.engine()));
    this.queue = done.catch((error: unknown) => {
      const { code, message } = LabError.from(error);
      if (code !== "disposed") this.tell("error", { code, message });
    });
    return done;
  }

  private edit(path: string, text: string): void {
    const { open } = this.store.state;
    if (open?.path === path && open.content.kind === "text" && open.content.text === text) return;
    this.files.edit(path, text);
    this.tell("change", { path, text });
    void this.change((lab) => this.files.flush(lab)).catch(() => {});
  }

  private follow({ events, state }: Progress, end: BuildEnd): BuildEnd {
    let next = end;
    for (const event of events) {
      this.tell("step", event);
      next = this.outcome(event, next);
    }
    return state === "running" ? next : { ...next, state: state satisfies BuildState };
  }

  private outcome(event: BuildEvent, end: BuildEnd): BuildEnd {
    switch (event.kind) {
      case "vertexMissed": {
        const { kind: _, ...miss } = event;
        this.tell("cache-miss", miss);
        return end;
      }
      case "image":
        return { ...end, image: event.id };
      case "failed":
        return { ...end, message: event.message, ...(event.line !== undefined && { line: event.line }) };
      default:
        return end;
    }
  }
}

/** As docker's command line: 0, 1, or what the shell says of an interrupted program. */
const EXIT_CODES: Record<BuildState, number> = { done: 0, failed: 1, cancelled: 130 };

/** A build that was typed as a command. */
function asCommand(build: Run<Output, BuildEnd>): Command {
  return new Run(async function* (signal): AsyncGenerator<CommandOutput, CommandResult> {
    signal.addEventListener("abort", () => build.cancel());
    const printed = { stdout: "", stderr: "" };
    for await (const piece of build) {
      printed[piece.stream] += piece.text;
      yield piece;
    }
    const { state } = await build.result;
    return { exitCode: EXIT_CODES[state], ...printed };
  });
}
