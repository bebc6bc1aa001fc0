/** One embedded lab: its engine, its project and its builds. It keeps nothing beyond the page. */
import { feed, startCommand, type Command } from "../api/command.js";
import { createLab } from "../engine/client.js";
import { LabError, type LabClient } from "../engine/lab.js";
import type { ArchiveFormat, BuildEvent, Progress } from "../engine/wire.js";
import { Files } from "../files.js";
import type { Intent } from "../model/intent.js";
import type { SavedEntry } from "../model/project.js";
import { Store } from "../model/store.js";
import { encodeText, isDockerfile } from "../model/text.js";
import { packWork } from "../share.js";
import type { BuildState, LayerLabEvents, LayerLabElement } from "./contract.js";
import type { Source } from "./source.js";

/** Tells the element what happens. */
export type Tell = <Name extends keyof LayerLabEvents>(name: Name, detail: LayerLabEvents[Name]) => void;

type BuildEnd = LayerLabEvents["build-end"];

export class EmbedSession {
  readonly store = new Store();
  private readonly files = new Files(this.store, () => {});
  private lab: LabClient | undefined;
  private building: AbortController | undefined;
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
    await this.fill();
  }

  dispose(): void {
    this.building?.abort();
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
        return this.building?.abort();
      case "open":
        return this.job((lab) => this.files.open(lab, intent.path, intent.line));
      case "close":
        return this.job((lab) => this.files.close(lab, intent.path));
      case "create":
        return this.job((lab) => this.files.create(lab, intent.path, intent.folder));
      case "rename":
        return this.job((lab) => this.files.rename(lab, intent.from, intent.to));
      case "remove":
        return this.job((lab) => this.files.remove(lab, intent.path));
      case "mode":
        return this.job((lab) => this.files.setMode(lab, intent.path, intent.mode));
      case "fix":
        return this.job((lab) => this.files.fix(lab, intent.path, intent.fix));
      case "reset":
        return this.reset();
      case "select":
        return this.store.dispatch({ kind: "selected", step: intent.step });
      case "layerFiles":
        return this.showLayer(intent.diffId);
      default:
        return undefined;
    }
  }

  /** Builds the project, unless a build is under way, which is then the one that is waited for. */
  async build(): Promise<BuildEnd> {
    const lab = this.engine();
    if (this.building !== undefined) throw new LabError("busy", "a build is under way");
    const controller = (this.building = new AbortController());
    await this.job((lab) => this.files.flush(lab));
    const { open, tag } = this.store.state;
    const dockerfile = open !== undefined && isDockerfile(open.path) ? open.path : "Dockerfile";
    this.store.dispatch({ kind: "buildStarted", dockerfile });
    this.tell("build-start", { dockerfile, tag });
    let end: BuildEnd = { state: "cancelled" };
    try {
      for await (const progress of lab.build({ dockerfile, tags: [tag] }, { signal: controller.signal })) {
        this.store.dispatch({ kind: "buildAdvanced", progress });
        end = this.follow(progress, end);
      }
    } catch (error) {
      const { message } = LabError.from(error);
      this.store.dispatch({ kind: "buildBroken", message });
      end = { state: "failed", message };
    } finally {
      this.building = undefined;
    }
    this.tell("build-end", end);
    return end;
  }

  /** A line of docker's command line over the project; what it changes in the project is shown. */
  async command(line: string, profile?: LayerLabElement["profile"]): Promise<Command> {
    await this.job((lab) => this.files.flush(lab));
    const command = startCommand(this.engine(), line, { ...(profile && { profile }) });
    const follow = (): Promise<void> => this.job((lab) => this.files.follow(lab));
    command.result.then(follow, () => {});
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

  private fill(): Promise<void> {
    const mtime = Math.floor(Date.now() / 1000);
    const entries = Object.entries(this.source.files).map(([path, text]): SavedEntry => {
      return { path, kind: "file", mode: text.startsWith("#!") ? 0o755 : 0o644, mtime, bytes: encodeText(text) };
    });
    return this.job(async (lab) => {
      if (this.store.state.phase === "ready") return this.files.become(lab, entries);
      await this.files.load(lab, entries);
      await this.files.openFirst(lab, this.source.open);
    });
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
    void this.job((lab) => this.files.flush(lab)).catch(() => {});
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

  private async showLayer(diffId: string): Promise<void> {
    if (this.store.state.layerFiles.has(diffId)) return;
    this.store.dispatch({ kind: "layerFiles", diffId, files: { kind: "loading" } });
    const files = await this.engine()
      .layerFiles(diffId)
      .then((files) => ({ kind: "loaded", files }) as const)
      .catch((error: unknown) => ({ kind: "failed", message: LabError.from(error).message }) as const);
    this.store.dispatch({ kind: "layerFiles", diffId, files });
  }
}
