/** Acts on intents: the only place where the page, the engine and the storage meet. */
import { LabError, type LabClient } from "./engine/lab.js";
import type { Fix } from "./engine/wire.js";
import { archiveName, offerDownload } from "./download.js";
import { importFiles } from "./import.js";
import type { Intent } from "./model/intent.js";
import { assertNever } from "./model/never.js";
import { Project, type SavedEntry } from "./model/project.js";
import type { NoticeText } from "./model/state.js";
import type { Store } from "./model/store.js";
import { applyEdits, decodeText, encodeText, isDockerfile } from "./model/text.js";
import { isWithin } from "./model/tree.js";
import { Storage, type SavedProject } from "./storage.js";

/** Starts the engine; the page gives the worker's client, tests one of their own. */
export type StartEngine = (onRestart: (lab: LabClient) => Promise<void>) => Promise<LabClient>;

/** Entries to put back; `alone`: in place of the whole project. */
interface Undo {
  entries: readonly SavedEntry[];
  alone: boolean;
}

const EXAMPLE = "web-ping";
/** How long typing has to pause before the engine is told. */
const EDIT_PAUSE_MS = 60;
const SAVE_PAUSE_MS = 400;

export class Session {
  private engine: LabClient | undefined;
  private storage: Storage | undefined;
  private readonly project = new Project();
  private pendingEdit: { path: string; text: string } | undefined;
  private editTimer: ReturnType<typeof setTimeout> | undefined;
  private saveTimer: ReturnType<typeof setTimeout> | undefined;
  private building: AbortController | undefined;
  private lastUndo: Undo | undefined;
  /** Calls that change the project, one after the other. */
  private queue: Promise<void> = Promise.resolve();

  constructor(
    private readonly store: Store,
    private readonly startEngine: StartEngine,
  ) {}

  async start(): Promise<void> {
    this.storage = await Storage.open().catch((error: unknown) => this.refusedStorage(error));
    try {
      this.engine = await this.startEngine((lab) => this.restart(lab));
    } catch (error) {
      this.store.dispatch({ kind: "phase", phase: "broken" });
      this.notice("error", { kind: "engineBroken", message: LabError.from(error).message });
      return;
    }
    await this.run(async (lab) => {
      const saved = await this.storage?.project().catch(() => undefined);
      if (saved === undefined) await lab.loadExample(EXAMPLE);
      else await this.restoreSaved(lab, saved);
      await this.follow(lab);
      this.store.dispatch({ kind: "phase", phase: "ready" });
      await this.openFirst(saved?.open);
    });
  }

  /** Resolves when the intent has been acted on; an edit reaches the engine a little later, or with the next intent. */
  async handle(intent: Intent): Promise<void> {
    switch (intent.kind) {
      case "open":
        return this.run(() => this.open(intent.path, intent.line));
      case "edit":
        return this.edit(intent.path, intent.text);
      case "create":
        return this.run((lab) => this.create(lab, intent.path, intent.folder));
      case "rename":
        return this.run((lab) => this.rename(lab, intent.from, intent.to));
      case "remove":
        return this.run((lab) => this.remove(lab, intent.path));
      case "import":
        return this.run((lab) => this.import(lab, intent));
      case "reset":
        return this.run((lab) => this.reset(lab));
      case "fix":
        return this.run(() => this.fix(intent.path, intent.fix));
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
        return this.showLayerFile(intent.diffId, intent.path);
      case "closePreview":
        return this.store.dispatch({ kind: "preview", preview: undefined });
      case "panel":
        return this.store.dispatch({ kind: "panel", panel: intent.panel });
      case "view":
        return this.store.dispatch({ kind: "view", view: intent.view });
      case "undo":
        return this.run((lab) => this.undo(lab, intent.id));
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
        if (code !== "crashed" && code !== "disposed") this.notice("error", { kind: "refused", message });
      }
    });
    return this.queue;
  }

  private notice(tone: "info" | "error", text: NoticeText): void {
    this.store.dispatch({ kind: "noticed", notice: { tone, text } });
  }

  private async follow(lab: LabClient): Promise<void> {
    this.store.dispatch({ kind: "files", files: await this.project.follow(lab) });
  }

  private async openFirst(wanted: string | undefined): Promise<void> {
    const paths = this.store.state.files.filter((file) => file.kind === "file").map((file) => file.path);
    const path = paths.find((path) => path === wanted) ?? paths.find(isDockerfile) ?? paths[0];
    if (path !== undefined) await this.open(path);
    for (const other of paths.filter(isDockerfile)) if (other !== path) await this.check(other);
  }

  private async open(path: string, line?: number): Promise<void> {
    await this.flush();
    const bytes = this.project.bytes(path);
    if (bytes === undefined) return;
    if (this.store.state.open?.path !== path) {
      const text = decodeText(bytes);
      const content = text === undefined ? { kind: "binary" as const, size: bytes.length } : { kind: "text" as const, text };
      this.store.dispatch({ kind: "opened", file: { path, content } });
      await this.check(path);
      this.saveSoon();
    }
    if (line !== undefined) this.store.dispatch({ kind: "jump", path, line });
  }

  private edit(path: string, text: string): void {
    if (this.pendingEdit !== undefined && this.pendingEdit.path !== path) void this.run(() => this.flush());
    this.store.dispatch({ kind: "edited", path, text });
    this.pendingEdit = { path, text };
    clearTimeout(this.editTimer);
    this.editTimer = setTimeout(() => void this.run(() => this.flush()), EDIT_PAUSE_MS);
  }

  /** Hands a pending edit to the engine and checks the file again. */
  private async flush(): Promise<void> {
    const edit = this.pendingEdit;
    const lab = this.engine;
    clearTimeout(this.editTimer);
    if (edit === undefined || lab === undefined) return;
    this.pendingEdit = undefined;
    await this.project.write(lab, edit.path, encodeText(edit.text), now());
    await this.follow(lab);
    await this.check(edit.path);
    this.saveSoon();
  }

  private async check(path: string): Promise<void> {
    if (!isDockerfile(path)) return;
    const diagnostics = (await this.engine?.check(path)) ?? [];
    // An edit that came in meanwhile has moved the text; its own check follows.
    if (this.pendingEdit?.path !== path) this.store.dispatch({ kind: "checked", path, diagnostics });
  }

  private async create(lab: LabClient, path: string, folder: boolean): Promise<void> {
    await this.flush();
    if (folder) await lab.makeDir(path);
    else await this.project.write(lab, path, new Uint8Array(), now());
    await this.changed(lab);
    if (!folder) await this.open(path);
  }

  private async rename(lab: LabClient, from: string, to: string): Promise<void> {
    await this.flush();
    await lab.rename(from, to);
    this.store.dispatch({ kind: "moved", from, to });
    await this.changed(lab);
    if (isDockerfile(to)) await this.check(to);
  }

  private async remove(lab: LabClient, path: string): Promise<void> {
    await this.flush();
    const closes = isWithin(this.store.state.open?.path ?? "", path);
    const before = this.project.entries.filter((entry) => isWithin(entry.path, path));
    await lab.remove(path);
    await this.changed(lab);
    this.undoable({ kind: "removed", path }, { entries: before, alone: false });
    if (closes) await this.openFirst(undefined);
  }

  private async import(lab: LabClient, intent: Extract<Intent, { kind: "import" }>): Promise<void> {
    await this.flush();
    const problems = await importFiles(intent.files, this.project, lab, now());
    for (const problem of problems) this.notice("error", problem);
    await this.changed(lab);
    const open = this.store.state.open;
    if (open === undefined) return this.openFirst(intent.files[0]?.path);
    const text = decodeText(this.project.bytes(open.path) ?? new Uint8Array());
    if (text !== undefined) this.store.dispatch({ kind: "edited", path: open.path, text });
    await this.check(open.path);
  }

  private async reset(lab: LabClient): Promise<void> {
    await this.flush();
    const before = this.project.entries;
    await Project.clear(lab);
    await lab.loadExample(EXAMPLE);
    await this.reopen(lab, undefined);
    this.undoable({ kind: "reset" }, { entries: before, alone: true });
  }

  /** Offers to take back what was just done; an older offer of that kind lapses, since the project went on. */
  private undoable(text: NoticeText, undo: Undo): void {
    for (const notice of this.store.state.notices) if (notice.undoable) this.store.dispatch({ kind: "dismissed", id: notice.id });
    this.store.dispatch({ kind: "noticed", notice: { tone: "info", text, undoable: true } });
    this.lastUndo = undo;
  }

  private async undo(lab: LabClient, id: number): Promise<void> {
    const { lastUndo } = this;
    this.store.dispatch({ kind: "dismissed", id });
    if (lastUndo === undefined) return;
    await this.flush();
    this.lastUndo = undefined;
    if (lastUndo.alone) await Project.clear(lab);
    await Project.restore(lab, lastUndo.entries);
    await this.reopen(lab, lastUndo.entries.find((entry) => entry.kind === "file")?.path);
  }

  /** After files were replaced behind the editor's back: list them, and open one anew. */
  private async reopen(lab: LabClient, path: string | undefined): Promise<void> {
    this.store.dispatch({ kind: "files", files: [] });
    await this.changed(lab);
    await this.openFirst(path);
  }

  private async changed(lab: LabClient): Promise<void> {
    await this.follow(lab);
    this.saveSoon();
  }

  private async fix(path: string, fix: Fix): Promise<void> {
    await this.open(path);
    const content = this.store.state.open?.content;
    if (content?.kind !== "text") return;
    this.edit(path, applyEdits(content.text, fix.edits));
    await this.flush();
  }

  /** Outside the queue, so that files can be edited while it runs: the engine builds what it was given at the start. */
  private async build(): Promise<void> {
    const lab = this.engine;
    if (lab === undefined || this.store.state.phase !== "ready" || this.building !== undefined) return;
    this.building = new AbortController();
    await this.run(() => this.flush());
    const open = this.store.state.open?.path ?? "";
    const dockerfile = isDockerfile(open) ? open : "Dockerfile";
    this.store.dispatch({ kind: "buildStarted", dockerfile });
    try {
      const request = { dockerfile, tags: [this.store.state.tag] };
      for await (const progress of lab.build(request, { signal: this.building.signal })) {
        this.store.dispatch({ kind: "buildAdvanced", progress });
      }
      await this.saveEngine(lab);
    } catch (error) {
      this.store.dispatch({ kind: "buildBroken", message: LabError.from(error).message });
    } finally {
      this.building = undefined;
    }
  }

  private async download(lab: LabClient): Promise<void> {
    const { image } = this.store.state.build;
    if (image === undefined) return this.notice("error", { kind: "noImage" });
    const reference = image.tags[0] ?? image.id;
    offerDownload(archiveName(reference), await lab.save(reference, "oci"), "application/x-tar");
  }

  private async showLayer(diffId: string): Promise<void> {
    const before = this.store.state.layerFiles.get(diffId);
    if (this.engine === undefined || before?.kind === "loaded") return;
    this.store.dispatch({ kind: "layerFiles", diffId, files: { kind: "loading" } });
    try {
      const files = await this.engine.layerFiles(diffId);
      this.store.dispatch({ kind: "layerFiles", diffId, files: { kind: "loaded", files } });
    } catch (error) {
      const { message } = LabError.from(error);
      this.store.dispatch({ kind: "layerFiles", diffId, files: { kind: "failed", message } });
    }
  }

  private showLayerFile(diffId: string, path: string): Promise<void> {
    return this.run(async (lab) => {
      const bytes = await lab.layerFile(diffId, path);
      const text = decodeText(bytes);
      const content = text === undefined ? { kind: "binary" as const, size: bytes.length } : { kind: "text" as const, text };
      this.store.dispatch({ kind: "preview", preview: { title: path, content } });
    });
  }

  /** The engine's worker died and `lab` is a fresh one: give it files and cache back, and say so. */
  private async restart(lab: LabClient): Promise<void> {
    await Project.restore(lab, this.project.entries);
    await this.storage?.restoreEngine(lab).catch(() => false);
    this.notice("error", { kind: "restarted" });
  }

  private async restoreSaved(lab: LabClient, saved: SavedProject): Promise<void> {
    this.store.dispatch({ kind: "tag", tag: saved.tag });
    await Project.clear(lab);
    await Project.restore(lab, saved.entries);
    if (await this.storage?.restoreEngine(lab).catch(() => false)) {
      const build = await this.storage?.build();
      if (build !== undefined) this.store.dispatch({ kind: "buildRestored", build });
    }
  }

  private saveSoon(): void {
    clearTimeout(this.saveTimer);
    this.saveTimer = setTimeout(() => void this.save(), SAVE_PAUSE_MS);
  }

  private async save(): Promise<void> {
    const { tag, open } = this.store.state;
    const project = { tag, entries: this.project.entries, ...(open && { open: open.path }) };
    await this.storage?.saveProject(project).catch((error: unknown) => void this.refusedStorage(error));
  }

  private async saveEngine(lab: LabClient): Promise<void> {
    await this.storage?.saveEngine(lab, this.store.state.build).catch((error: unknown) => void this.refusedStorage(error));
  }

  private refusedStorage(error: unknown): undefined {
    this.storage = undefined;
    this.notice("error", { kind: "storage", message: error instanceof Error ? error.message : String(error) });
  }
}

function now(): number {
  return Math.floor(Date.now() / 1000);
}
