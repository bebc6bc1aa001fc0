/** Acts on intents: the only place where the page, the engine and the saved work meet. */
import { LabError, type LabClient } from "./engine/lab.js";
import { archiveName, offerDownload } from "./download.js";
import { Files } from "./files.js";
import type { Intent } from "./model/intent.js";
import { assertNever } from "./model/never.js";
import type { NoticeText } from "./model/state.js";
import type { Store } from "./model/store.js";
import { contentOf, isDockerfile } from "./model/text.js";
import { SavedWork } from "./saved-work.js";

/** Starts the engine; the page gives the worker's client, tests one of their own. */
export type StartEngine = (onRestart: (lab: LabClient) => Promise<void>) => Promise<LabClient>;

/** Typing reaches the engine at most this late, in one piece. */
const EDIT_DELAY_MS = 60;
const SAVE_PAUSE_MS = 400;

export class Session {
  private engine: LabClient | undefined;
  private saved: SavedWork | undefined;
  private readonly files: Files;
  private editTimer: ReturnType<typeof setTimeout> | undefined;
  private saveTimer: ReturnType<typeof setTimeout> | undefined;
  private building: AbortController | undefined;
  /** Jobs that change the project, one after the other. */
  private queue: Promise<void> = Promise.resolve();

  constructor(
    private readonly store: Store,
    private readonly startEngine: StartEngine,
  ) {
    this.files = new Files(store, () => this.saveSoon());
  }

  async start(): Promise<void> {
    this.saved = await SavedWork.open().catch((error: unknown) => this.keepsNothing(error));
    try {
      this.engine = await this.startEngine((lab) => this.restart(lab));
    } catch (error) {
      this.store.dispatch({ kind: "phase", phase: "broken" });
      this.notice("error", { kind: "engineBroken", message: LabError.from(error).message });
      return;
    }
    await this.run((lab) => this.restore(lab));
  }

  /** Resolves when the intent has been acted on; an edit reaches the engine a little later, or with the next intent. */
  async handle(intent: Intent): Promise<void> {
    const { files } = this;
    switch (intent.kind) {
      case "open":
        this.store.dispatch({ kind: "view", view: "editor" });
        return this.run((lab) => files.open(lab, intent.path, intent.line));
      case "edit":
        return this.edit(intent.path, intent.text);
      case "create":
        return this.run((lab) => files.create(lab, intent.path, intent.folder));
      case "rename":
        return this.run((lab) => files.rename(lab, intent.from, intent.to));
      case "remove":
        return this.run((lab) => files.remove(lab, intent.path));
      case "import":
        return this.run((lab) => files.import(lab, intent.files));
      case "reset":
        return this.run((lab) => files.reset(lab));
      case "fix":
        return this.run((lab) => files.fix(lab, intent.path, intent.fix));
      case "undo":
        return this.run((lab) => files.undo(lab, intent.id));
      case "tag":
        this.store.dispatch({ kind: "tag", tag: intent.tag });
        return this.saveSoon();
      case "build":
        return this.build();
      case "cancel":
        return this.building?.abort();
      case "download":
        return this.run((lab) => this.download(lab));
      case "select":
        return this.store.dispatch({ kind: "selected", step: intent.step });
      case "layerFiles":
        return this.showLayer(intent.diffId);
      case "layerFile":
        return this.run((lab) => this.showLayerFile(lab, intent.diffId, intent.path));
      case "closePreview":
        return this.store.dispatch({ kind: "preview", preview: undefined });
      case "panel":
        return this.store.dispatch({ kind: "panel", panel: intent.panel });
      case "view":
        return this.store.dispatch({ kind: "view", view: intent.view });
      case "dismiss":
        return this.store.dispatch({ kind: "dismissed", id: intent.id });
      default:
        return assertNever(intent);
    }
  }

  /** Runs a job after the ones before it; what goes wrong becomes a notice and leaves the state as it was. */
  private run(job: (lab: LabClient) => Promise<void>): Promise<void> {
    this.queue = this.queue.then(async () => {
      const lab = this.engine;
      if (lab === undefined) return;
      try {
        await job(lab);
      } catch (error) {
        const { code, message } = LabError.from(error);
        // A crash has its own notice, once the engine is there again.
        if (code !== "crashed" && code !== "disposed") this.notice("error", { kind: "refused", message });
      }
    });
    return this.queue;
  }

  private notice(tone: "info" | "error", text: NoticeText): void {
    this.store.dispatch({ kind: "noticed", notice: { tone, text } });
  }

  private async restore(lab: LabClient): Promise<void> {
    const project = await this.saved?.project().catch(() => undefined);
    if (project !== undefined) {
      this.store.dispatch({ kind: "tag", tag: project.tag });
      await this.restoreBuild(lab);
    }
    await this.files.load(lab, project?.entries);
    this.store.dispatch({ kind: "phase", phase: "ready" });
    await this.files.openFirst(lab, project?.open);
  }

  private async restoreBuild(lab: LabClient): Promise<void> {
    if (!(await this.saved?.restoreEngine(lab).catch(() => false))) return;
    const build = await this.saved?.build();
    if (build !== undefined) this.store.dispatch({ kind: "buildRestored", build });
  }

  /** The engine's worker died and `lab` is a fresh one: give it files and cache back, and say so. */
  private async restart(lab: LabClient): Promise<void> {
    await this.saved?.restoreEngine(lab).catch(() => false);
    await this.files.reload(lab);
    this.notice("error", { kind: "restarted" });
  }

  private edit(path: string, text: string): void {
    if (this.files.waitsElsewhere(path)) void this.run((lab) => this.files.flush(lab));
    this.files.edit(path, text);
    this.editTimer ??= setTimeout(() => {
      this.editTimer = undefined;
      void this.run((lab) => this.files.flush(lab));
    }, EDIT_DELAY_MS);
  }

  /** Outside the queue, so that files can be edited while it runs: the engine builds what it was given at the start. */
  private async build(): Promise<void> {
    const lab = this.engine;
    if (lab === undefined || this.store.state.phase !== "ready" || this.building !== undefined) return;
    this.building = new AbortController();
    await this.run((lab) => this.files.flush(lab));
    const open = this.store.state.open?.path ?? "";
    const dockerfile = isDockerfile(open) ? open : "Dockerfile";
    this.store.dispatch({ kind: "buildStarted", dockerfile });
    try {
      const request = { dockerfile, tags: [this.store.state.tag] };
      for await (const progress of lab.build(request, { signal: this.building.signal })) {
        this.store.dispatch({ kind: "buildAdvanced", progress });
      }
    } catch (error) {
      this.store.dispatch({ kind: "buildBroken", message: LabError.from(error).message });
    } finally {
      this.building = undefined;
    }
    // In the queue, so that a build that is asked for meanwhile waits for it instead of changing what is being saved.
    void this.run((lab) => this.saveEngine(lab));
  }

  private async saveEngine(lab: LabClient): Promise<void> {
    try {
      await this.saved?.saveEngine(lab, this.store.state.build);
    } catch (error) {
      // What the engine refuses is no word about the storage.
      if (error instanceof LabError) throw error;
      this.keepsNothing(error);
    }
  }

  private async download(lab: LabClient): Promise<void> {
    const { image } = this.store.state.build;
    if (image === undefined) return this.notice("error", { kind: "noImage" });
    const reference = image.tags[0] ?? image.id;
    offerDownload(archiveName(reference), await lab.save(reference, "oci"), "application/x-tar");
  }

  private async showLayer(diffId: string): Promise<void> {
    if (this.engine === undefined || this.store.state.layerFiles.has(diffId)) return;
    this.store.dispatch({ kind: "layerFiles", diffId, files: { kind: "loading" } });
    try {
      const files = await this.engine.layerFiles(diffId);
      this.store.dispatch({ kind: "layerFiles", diffId, files: { kind: "loaded", files } });
    } catch (error) {
      const { message } = LabError.from(error);
      this.store.dispatch({ kind: "layerFiles", diffId, files: { kind: "failed", message } });
    }
  }

  private async showLayerFile(lab: LabClient, diffId: string, path: string): Promise<void> {
    const content = contentOf(await lab.layerFile(diffId, path));
    this.store.dispatch({ kind: "preview", preview: { title: path, content } });
  }

  private saveSoon(): void {
    clearTimeout(this.saveTimer);
    this.saveTimer = setTimeout(() => void this.save(), SAVE_PAUSE_MS);
  }

  private async save(): Promise<void> {
    const { tag, open } = this.store.state;
    const project = { tag, entries: this.files.entries, ...(open && { open: open.path }) };
    await this.saved?.saveProject(project).catch((error: unknown) => void this.keepsNothing(error));
  }

  private keepsNothing(error: unknown): undefined {
    this.saved = undefined;
    this.notice("error", { kind: "storage", message: error instanceof Error ? error.message : String(error) });
  }
}
