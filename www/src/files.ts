/** Everything that is done to the project's files. Its methods run one after the other; the session sees to that. */
import type { LabClient } from "./engine/lab.js";
import type { Fix } from "./engine/wire.js";
import { importFiles } from "./import.js";
import type { Import } from "./model/intent.js";
import { Project, type SavedEntry } from "./model/project.js";
import type { NoticeText } from "./model/state.js";
import type { Store } from "./model/store.js";
import { applyEdits, contentOf, encodeText, isDockerfile } from "./model/text.js";
import { isWithin } from "./model/tree.js";

/** Entries to put back; `alone`: in place of the whole project. */
interface Undo {
  entries: readonly SavedEntry[];
  alone: boolean;
}

const EXAMPLE = "web-ping";

export class Files {
  private readonly project = new Project();
  private pending: { path: string; text: string } | undefined;
  private lastUndo: Undo | undefined;

  /** @param changed called after every change, to have it saved */
  constructor(
    private readonly store: Store,
    private readonly changed: () => void,
  ) {}

  get entries(): SavedEntry[] {
    return this.project.entries;
  }

  /** Fills the engine's project: with what was saved, or with the example. */
  async load(lab: LabClient, saved: readonly SavedEntry[] | undefined): Promise<void> {
    await Project.clear(lab);
    if (saved === undefined) await lab.loadExample(EXAMPLE);
    else await Project.restore(lab, saved);
    await this.follow(lab);
  }

  /** Gives a fresh engine, after a crash, what the old one had. */
  async reload(lab: LabClient): Promise<void> {
    await Project.clear(lab);
    await Project.restore(lab, this.entries);
  }

  async open(lab: LabClient, path: string, line?: number): Promise<void> {
    await this.flush(lab);
    const bytes = this.project.bytes(path);
    if (bytes === undefined) return;
    if (this.store.state.open?.path !== path) {
      this.store.dispatch({ kind: "opened", file: { path, content: contentOf(bytes) } });
      await this.check(lab, path);
      this.changed();
    }
    if (line !== undefined) this.store.dispatch({ kind: "jump", path, line });
  }

  /** Opens the wanted file, or else a Dockerfile, or else anything; checks the other Dockerfiles. */
  async openFirst(lab: LabClient, wanted: string | undefined): Promise<void> {
    const paths = this.store.state.files.filter((file) => file.kind === "file").map((file) => file.path);
    const path = paths.find((path) => path === wanted) ?? paths.find(isDockerfile) ?? paths[0];
    if (path !== undefined) await this.open(lab, path);
    for (const other of paths) if (other !== path) await this.check(lab, other);
  }

  /** Takes an edit in; the engine gets it with the next `flush`. */
  edit(path: string, text: string): void {
    this.store.dispatch({ kind: "edited", path, text });
    this.pending = { path, text };
  }

  /** Whether an edit of another file waits for the engine. */
  waitsElsewhere(path: string): boolean {
    return this.pending !== undefined && this.pending.path !== path;
  }

  /** Hands a pending edit to the engine and checks the file again. */
  async flush(lab: LabClient): Promise<void> {
    const edit = this.pending;
    if (edit === undefined) return;
    this.pending = undefined;
    await this.project.write(lab, edit.path, encodeText(edit.text), now());
    await this.follow(lab);
    await this.check(lab, edit.path);
  }

  async create(lab: LabClient, path: string, folder: boolean): Promise<void> {
    await this.flush(lab);
    if (folder) await lab.makeDir(path);
    else await this.project.write(lab, path, new Uint8Array(), now());
    await this.follow(lab);
    if (!folder) await this.open(lab, path);
  }

  async rename(lab: LabClient, from: string, to: string): Promise<void> {
    await this.flush(lab);
    await lab.rename(from, to);
    this.store.dispatch({ kind: "moved", from, to });
    await this.follow(lab);
    await this.check(lab, to);
  }

  async remove(lab: LabClient, path: string): Promise<void> {
    await this.flush(lab);
    const closes = isWithin(this.store.state.open?.path ?? "", path);
    const entries = this.entries.filter((entry) => isWithin(entry.path, path));
    await lab.remove(path);
    await this.follow(lab);
    this.undoable({ kind: "removed", path }, { entries, alone: false });
    if (closes) await this.openFirst(lab, undefined);
  }

  async import(lab: LabClient, files: readonly Import[]): Promise<void> {
    await this.flush(lab);
    const problems = await importFiles(files, this.project, lab, now());
    for (const text of problems) this.store.dispatch({ kind: "noticed", notice: { tone: "error", text } });
    await this.follow(lab);
    const open = this.store.state.open?.path;
    const bytes = open === undefined ? undefined : this.project.bytes(open);
    if (open === undefined || bytes === undefined) return this.openFirst(lab, files[0]?.path);
    // The open file may be among those that were replaced.
    this.store.dispatch({ kind: "opened", file: { path: open, content: contentOf(bytes) } });
    await this.check(lab, open);
  }

  async fix(lab: LabClient, path: string, fix: Fix): Promise<void> {
    await this.open(lab, path);
    const content = this.store.state.open?.content;
    if (content?.kind !== "text") return;
    this.edit(path, applyEdits(content.text, fix.edits));
    await this.flush(lab);
  }

  /** Starts over with the example. */
  async reset(lab: LabClient): Promise<void> {
    await this.flush(lab);
    const entries = this.entries;
    await Project.clear(lab);
    await lab.loadExample(EXAMPLE);
    await this.reopen(lab, undefined);
    this.undoable({ kind: "reset" }, { entries, alone: true });
  }

  /** Takes back what the notice tells. */
  async undo(lab: LabClient, notice: number): Promise<void> {
    const { lastUndo } = this;
    this.store.dispatch({ kind: "dismissed", id: notice });
    if (lastUndo === undefined) return;
    await this.flush(lab);
    this.lastUndo = undefined;
    if (lastUndo.alone) await Project.clear(lab);
    await Project.restore(lab, lastUndo.entries);
    await this.reopen(lab, lastUndo.entries.find((entry) => entry.kind === "file")?.path);
  }

  /** Offers to take back what was just done; an older offer lapses, since the project went on. */
  private undoable(text: NoticeText, undo: Undo): void {
    const old = this.store.state.notices.filter((notice) => notice.undoable);
    for (const { id } of old) this.store.dispatch({ kind: "dismissed", id });
    this.store.dispatch({ kind: "noticed", notice: { tone: "info", text, undoable: true } });
    this.lastUndo = undo;
  }

  /** After files were replaced behind the editor's back: lists them, and opens one anew. */
  private async reopen(lab: LabClient, path: string | undefined): Promise<void> {
    this.store.dispatch({ kind: "files", files: [] });
    await this.follow(lab);
    await this.openFirst(lab, path);
  }

  private async follow(lab: LabClient): Promise<void> {
    this.store.dispatch({ kind: "files", files: await this.project.follow(lab) });
    this.changed();
  }

  private async highlight(lab: LabClient, path: string): Promise<void> {
    const { open } = this.store.state;
    if (open?.path !== path || open.content.kind !== "text") return;
    const { text } = open.content;
    this.store.dispatch({ kind: "tokens", tokens: { path, text, triples: await lab.tokens(text) } });
  }

  private async check(lab: LabClient, path: string): Promise<void> {
    if (!isDockerfile(path)) return;
    await this.highlight(lab, path);
    const diagnostics = await lab.check(path);
    // An edit that came in meanwhile has moved the text; its own check follows.
    if (this.pending?.path !== path) this.store.dispatch({ kind: "checked", path, diagnostics });
  }
}

function now(): number {
  return Math.floor(Date.now() / 1000);
}
