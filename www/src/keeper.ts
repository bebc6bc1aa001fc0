/** Keeps the work: in this visit's memory for crashes and journeys, in the browser's storage for reloads. */
import type { LabClient } from "./engine/lab.js";
import { EngineState, type Captured } from "./engine-state.js";
import type { KeptHistory } from "./history.js";
import type { Build } from "./model/build.js";
import { SavedWork, type KeptWork, type SavedProject } from "./saved-work.js";
import type { Slot } from "./slot.js";

const SAVE_PAUSE_MS = 400;

export class Keeper {
  private readonly state = new EngineState();
  private saved: SavedWork | undefined;
  private slot: Slot = { name: "current", why: "own" };
  private pending: (() => Promise<void>) | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** @param lost called once when the browser refuses to keep anything, or anything more */
  constructor(private readonly lost: (message: string) => void) {}

  async open(slot: Slot): Promise<void> {
    this.slot = slot;
    this.saved = await SavedWork.open(slot.name).catch((error: unknown) => this.giveUp(error));
    void this.saved?.tidy().catch(() => {});
  }

  /** The project that is kept under this tab's name, or under the one that it starts from. */
  async project(): Promise<SavedProject | undefined> {
    const { saved, slot } = this;
    const own = await saved?.project().catch(() => undefined);
    if (own !== undefined || slot.from === undefined) return own;
    return saved?.project(slot.from).catch(() => undefined);
  }

  /** Gives the engine back what it held when it was saved, and tells the build that made it. */
  async restoreSaved(lab: LabClient): Promise<Build | undefined> {
    const { saved, slot } = this;
    if (saved === undefined) return undefined;
    const name = (await saved.engineIndex().catch(() => undefined)) === undefined ? slot.from : slot.name;
    const index = name === undefined ? undefined : await saved.engineIndex(name).catch(() => undefined);
    if (index === undefined) return undefined;
    if (!(await this.state.restore(lab, index, (digest) => saved.blob(digest)).catch(() => false))) return undefined;
    return saved.build(name);
  }

  /** Gives the engine back what it held in another moment of this visit. */
  async restore(lab: LabClient, index: Uint8Array): Promise<boolean> {
    return this.state.restore(lab, index, async (digest) => this.saved?.blob(digest)).catch(() => false);
  }

  /** The moments of an earlier visit, under the name that the project comes from. */
  async history(): Promise<KeptHistory | undefined> {
    const { saved, slot } = this;
    const own = await saved?.history().catch(() => undefined);
    return own !== undefined || slot.from === undefined ? own : saved?.history(slot.from).catch(() => undefined);
  }

  capture(lab: LabClient): Promise<Captured> {
    return this.state.capture(lab);
  }

  async saveEngine(lab: LabClient, build: Build): Promise<Captured> {
    const captured = await this.state.capture(lab);
    const blob = (digest: string): Uint8Array | undefined => this.state.blob(digest);
    await this.saved?.saveEngine(captured, blob, build).catch((error: unknown) => this.giveUp(error));
    return captured;
  }

  /** Saves after a pause, or as soon as the page goes away; `done` is called when all of it is kept. */
  saveSoon(work: () => { project: SavedProject; history: KeptHistory }, done: () => void): void {
    clearTimeout(this.timer);
    this.pending = async () => {
      this.pending = undefined;
      const { project, history } = work();
      await this.saved?.saveProject(project).catch((error: unknown) => this.giveUp(error));
      await this.saved?.saveHistory(history).catch((error: unknown) => this.giveUp(error));
      if (this.pending === undefined) done();
    };
    this.timer = setTimeout(() => void this.pending?.(), SAVE_PAUSE_MS);
  }

  /** Saves at once what waits to be saved. */
  async saveNow(): Promise<void> {
    clearTimeout(this.timer);
    await this.pending?.();
  }

  async others(): Promise<KeptWork[]> {
    return (await this.saved?.others().catch(() => [])) ?? [];
  }

  private giveUp(error: unknown): undefined {
    this.saved = undefined;
    this.lost(error instanceof Error ? error.message : String(error));
  }
}
