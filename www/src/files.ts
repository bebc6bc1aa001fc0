/** Everything that is done to the project's files. Its methods run one after the other; the session sees to that. */
import type { LabClient } from "./engine/lab.js";
import type { Fix } from "./engine/wire.js";
import { importFiles } from "./import.js";
import type { Import } from "./model/intent.js";
import { Project, type SavedEntry } from "./model/project.js";
import type { Deed } from "./model/timeline.js";
import type { Store } from "./model/store.js";
import { applyEdits, contentOf, encodeText, isDockerfile } from "./model/text.js";
import { isWithin } from "./model/tree.js";

/** What a first visit starts with. */
export const EXAMPLE = "web-ping";

export class Files {
  private readonly project = new Project();
  private pending: { path: string; text: string } | undefined;

  /** @param changed called after every change, to have it saved; with what was done, if it can be gone back to */
  constructor(
    private readonly store: Store,
    private readonly changed: (deed?: Deed) => void,
  ) {}

  get entries(): SavedEntry[] {
    return this.project.entries;
  }

  bytes(path: string): Uint8Array | undefined {
    return this.project.bytes(path);
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

  /** Whether an edit waits for the engine. */
  get waits(): boolean {
    return this.pending !== undefined;
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
    const { path, text } = edit;
    // All asked in one turn, so that a keystroke costs one message there and one back.
    const written = this.project.write(lab, path, encodeText(text), now());
    const listing = lab.files();
    const checked = this.check(lab, path);
    const [refused] = await Promise.allSettled([written, listing, checked]);
    if (refused.status === "rejected") throw refused.reason;
    await this.follow(lab, { kind: "edit", path }, listing);
    await checked;
  }

  async create(lab: LabClient, path: string, folder: boolean): Promise<void> {
    await this.flush(lab);
    if (folder) await lab.makeDir(path);
    else await this.project.write(lab, path, new Uint8Array(), now());
    await this.follow(lab, { kind: "create", path });
    if (!folder) await this.open(lab, path);
  }

  async rename(lab: LabClient, from: string, to: string): Promise<void> {
    await this.flush(lab);
    await lab.rename(from, to);
    this.store.dispatch({ kind: "moved", from, to });
    await this.follow(lab, { kind: "rename", from, to });
    await this.check(lab, to);
  }

  async setMode(lab: LabClient, path: string, mode: number): Promise<void> {
    await this.flush(lab);
    await lab.chmod(path, mode);
    await this.follow(lab, { kind: "mode", path, mode });
  }

  /** Closes a tab; the one that stood beside it is shown instead. */
  async close(lab: LabClient, path: string): Promise<void> {
    await this.flush(lab);
    const { tabs, open } = this.store.state;
    const at = tabs.indexOf(path);
    const next = tabs[at + 1] ?? tabs[at - 1];
    this.store.dispatch({ kind: "closed", path });
    if (open?.path === path && next !== undefined) await this.open(lab, next);
  }

  async remove(lab: LabClient, path: string): Promise<void> {
    await this.flush(lab);
    const closes = isWithin(this.store.state.open?.path ?? "", path);
    await lab.remove(path);
    await this.follow(lab, { kind: "remove", path });
    if (closes) await this.openFirst(lab, this.store.state.tabs[0]);
  }

  async import(lab: LabClient, files: readonly Import[]): Promise<void> {
    await this.flush(lab);
    const problems = await importFiles(files, this.project, lab, now());
    for (const text of problems) this.store.dispatch({ kind: "noticed", notice: { tone: "error", text } });
    await this.follow(lab, { kind: "import", count: files.length - problems.length });
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

  /** Replaces the project by a ready-made one of the engine's. */
  async example(lab: LabClient, name: string): Promise<void> {
    await this.flush(lab);
    await Project.clear(lab);
    // Followed while empty, so that nothing of the old files is taken for the new ones of the same name.
    this.store.dispatch({ kind: "files", files: await this.project.follow(lab) });
    await lab.loadExample(name);
    await this.follow(lab, { kind: "example", name });
    await this.openFirst(lab, undefined);
  }

  /**
   * Turns the project into one that was kept, and shows what of it was open.
   * @param foreign the engine's state was replaced, and its project with it, so that it holds who knows what
   */
  async become(lab: LabClient, entries: readonly SavedEntry[], foreign = false): Promise<void> {
    this.pending = undefined;
    if (foreign) this.project.forget(await lab.files());
    await this.project.become(lab, entries);
    const open = this.store.state.open?.path;
    this.store.dispatch({ kind: "files", files: await this.project.follow(lab) });
    const bytes = open === undefined ? undefined : this.project.bytes(open);
    if (open === undefined || bytes === undefined) return this.openFirst(lab, this.store.state.tabs[0]);
    this.store.dispatch({ kind: "opened", file: { path: open, content: contentOf(bytes) } });
    await this.check(lab, open);
  }

  /** Shows what the engine's project has become. */
  async follow(lab: LabClient, deed?: Deed, listing = lab.files()): Promise<void> {
    this.store.dispatch({ kind: "files", files: await this.project.follow(lab, listing) });
    this.changed(deed);
  }

  /** Follows what a command has made of the project, the open file among it. */
  async catchUp(lab: LabClient): Promise<void> {
    const open = this.store.state.open?.path;
    const before = open === undefined ? undefined : this.project.bytes(open);
    await this.follow(lab);
    const after = open === undefined ? undefined : this.project.bytes(open);
    if (after === before) return;
    if (open === undefined || after === undefined) return this.openFirst(lab, this.store.state.tabs[0]);
    // What was typed meanwhile wins over what a command wrote; it is on its way to the engine.
    if (this.pending?.path === open) return;
    this.store.dispatch({ kind: "opened", file: { path: open, content: contentOf(after) } });
    await this.check(lab, open);
  }

  /** Writes a file that was edited elsewhere than in the page's editor. */
  async write(lab: LabClient, path: string, bytes: Uint8Array): Promise<void> {
    await this.project.write(lab, path, bytes, now());
    await this.follow(lab, { kind: "edit", path });
    if (this.store.state.open?.path === path) this.store.dispatch({ kind: "opened", file: { path, content: contentOf(bytes) } });
    await this.check(lab, path);
  }

  private async highlight(lab: LabClient, path: string): Promise<void> {
    const { open } = this.store.state;
    if (open?.path !== path || open.content.kind !== "text") return;
    const { text } = open.content;
    this.store.dispatch({ kind: "tokens", tokens: { path, text, triples: await lab.tokens(text) } });
  }

  private async check(lab: LabClient, path: string): Promise<void> {
    if (!isDockerfile(path)) return;
    const [found, advice] = await Promise.all([lab.check(path), lab.advise(path), this.highlight(lab, path)]);
    // An edit that came in meanwhile has moved the text; its own check follows.
    if (this.pending?.path !== path) this.store.dispatch({ kind: "checked", path, diagnostics: [...found, ...advice] });
  }
}

function now(): number {
  return Math.floor(Date.now() / 1000);
}
