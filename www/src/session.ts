/** Acts on intents: the only place where the page, the engine and the saved work meet. */
import { LabError, type LabClient } from "./engine/lab.js";
import { archiveName, offerDownload } from "./download.js";
import { Builds } from "./builds.js";
import type { Containers } from "./containers.js";
import type { Captured } from "./engine-state.js";
import { EXAMPLE, Files } from "./files.js";
import { History, type KeptHistory } from "./history.js";
import { Keeper } from "./keeper.js";
import type { Edit } from "./engine/client.js";
import type { ArchiveFormat } from "./engine/wire.js";
import type { Bench, Teacher } from "./lesson/index.js";
import type { Build } from "./model/build.js";
import type { Import, Intent } from "./model/intent.js";
import { languageOf, type Language } from "./model/language.js";
import { assertNever } from "./model/never.js";
import type { SavedEntry } from "./model/project.js";
import { shownBuild } from "./model/request.js";
import type { Notice, NoticeText } from "./model/state.js";
import type { Store } from "./model/store.js";
import type { Deed } from "./model/timeline.js";
import { encodeText } from "./model/text.js";
import type { SavedProject } from "./saved-work.js";
import { loadArchive } from "./import.js";
import { showLayerFiles } from "./layer-files.js";
import type { Looks } from "./looks.js";
import { hasWork, LinkError, packWork, unpackWork, type SharedWork } from "./share.js";
import type { Ran } from "./lesson/goal.js";
import { chooseSlot, type Slot } from "./slot.js";
import type { TerminalHost } from "./element/terminal.js";

/** Starts the engine; the page gives the worker's client, tests one of their own. */
export type StartEngine = (onRestart: (lab: LabClient) => Promise<void>, onEdit?: (edit: Edit) => void) => Promise<LabClient>;

/** Typing reaches the engine at most this late, in one piece. */
const EDIT_DELAY_MS = 60;

/** How a visit begins, as the address says it. */
export interface Visit {
  /** The part of the address behind `#`. */
  hash: string;
  /** No example is built unasked, and nothing is explained. */
  quiet: boolean;
}

export class Session {
  /** Beside the queue, so that no answer waits for anything else that is done. */
  readonly language: Language = languageOf(() => this.engine);
  private engine: LabClient | undefined;
  private readonly files: Files;
  private readonly history = new History();
  private readonly keeper = new Keeper((message) => this.notice("error", { kind: "storage", message }));
  /** How often the engine's state is still to be kept. */
  private keeping = 0;
  /** Command lines that led here, for a link. */
  private commands: string[] = [];
  /** The link that was opened had built its project. */
  private replay = false;
  private editTimer: ReturnType<typeof setTimeout> | undefined;
  private bench: Bench | undefined;
  private teacher: Teacher | undefined;
  /** The moment that a recorded lesson starts from; the first of the visit if nobody says. */
  private recordFrom = 0;
  private empty: Captured | undefined;
  private readonly builds: Builds;
  private containers: Promise<Containers> | undefined;
  private looks: Promise<Looks> | undefined;
  /** What terminals talk to. */
  readonly terminal: TerminalHost;
  /** Jobs that change the project, one after the other. */
  private queue: Promise<void> = Promise.resolve();

  constructor(
    private readonly store: Store,
    private readonly startEngine: StartEngine,
  ) {
    this.files = new Files(store, (deed) => {
      if (deed !== undefined) {
        this.record(deed);
        this.builds.forecastSoon();
        void this.teacher?.look();
      }
      this.saveSoon();
    });
    this.builds = new Builds({
      store,
      files: this.files,
      lab: () => this.engine,
      run: (job) => this.run(job),
      startEngine,
      ended: (build, line, own) => this.built(build, line, own),
    });
    this.terminal = {
      lab: () => this.engine,
      flush: () => this.run((lab) => this.files.flush(lab)),
      heard: (line, events, stop) => this.builds.heard(line, events, stop),
      ran: (ran) => this.ran(ran),
      verb: async (line) => {
        const { verb } = await import("./shell/verbs.js");
        return verb(line, { state: () => store.state, handle: (intent) => this.handle(intent) });
      },
      readFile: (path) => this.files.bytes(path),
      writeFile: async (path, bytes) => {
        if (this.engine !== undefined) await this.files.write(this.engine, path, bytes);
      },
    };
  }

  async start(visit: Visit = { hash: "", quiet: true }): Promise<void> {
    const slot = await chooseSlot(hasWork(visit.hash) ? visit.hash : undefined).catch((): Slot => ({ name: "current", why: "own" }));
    await this.keeper.open(slot);
    try {
      this.engine = await this.startEngine((lab) => this.restart(lab), (edit) => void this.edited(edit));
    } catch (error) {
      return this.broken(error);
    }
    let fresh = false;
    await this.run(async (lab) => {
      fresh = await this.restore(lab, visit, slot);
    });
    if (visit.quiet) return;
    if (fresh || this.replay) await this.build();
    // Behind the build's own keeping, which is no deed of the visitor's.
    if (fresh) await this.run(async () => this.notice("info", { kind: "hint" }));
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
        return this.undoably({ kind: "removed", path: intent.path }, (lab) => files.remove(lab, intent.path));
      case "mode":
        return this.run((lab) => files.setMode(lab, intent.path, intent.mode));
      case "close":
        return this.run((lab) => files.close(lab, intent.path));
      case "import":
        return this.run((lab) => this.import(lab, intent.files));
      case "reset":
        return this.undoably({ kind: "reset" }, (lab) => files.example(lab, EXAMPLE));
      case "fix":
        return this.run((lab) => files.fix(lab, intent.path, intent.fix));
      case "travel":
        return this.run((lab) => this.travel(lab, intent.to));
      case "tag":
        this.store.dispatch({ kind: "tag", tag: intent.tag });
        return this.saveSoon();
      case "build":
        return this.build();
      case "cancel":
        return this.builds.cancel();
      case "download":
        return this.run((lab) => this.download(lab));
      case "imageMore":
        return this.run(async (lab) => (await this.openLooks()).image(lab, intent.id));
      case "containers":
        return this.run(async (lab) => (await this.openContainers()).look(lab, intent.id));
      case "command":
        return this.command(intent.line);
      case "compareImages":
        return this.run(async (lab) => (await this.openLooks()).compare(lab, intent.before, intent.after));
      case "layerHeader":
        return this.run(async (lab) => (await this.openLooks()).header(lab, intent.diffId, intent.path));
      case "layerDiff":
        return this.run(async (lab) => (await this.openLooks()).diff(lab, intent.diffId, intent.path));
      case "previewFix":
        return (await this.openLooks()).fix(intent.path, intent.fix);
      case "visit":
        // A server that takes its time holds nothing else up.
        return (await this.openContainers()).visit(this.engine, intent.container, intent.port, intent.path);
      case "saveImage":
        return this.run((lab) => saveImage(lab, intent.reference, intent.format));
      case "classic":
        return this.run((lab) => this.builds.classic(lab));
      case "downloadProject":
        return this.run((lab) => this.downloadProject(lab));
      case "select":
        return this.store.dispatch({ kind: "selected", step: intent.step });
      case "layerFiles":
        return showLayerFiles(this.store, this.engine, intent.diffId);
      case "layerFile":
        return this.run(async (lab) => (await this.openLooks()).file(lab, intent.diffId, intent.path));
      case "closePreview":
        return this.store.dispatch({ kind: "preview", preview: undefined });
      case "panel":
        return this.store.dispatch({ kind: "panel", panel: intent.panel });
      case "view":
        return this.store.dispatch({ kind: "view", view: intent.view });
      case "side":
        return this.store.dispatch({ kind: "side", side: intent.side });
      case "left":
        return this.store.dispatch({ kind: "left", left: intent.left });
      case "lesson":
        return this.lesson(intent.id);
      case "record":
        this.recordFrom = this.history.at;
        return this.notice("info", { kind: "recording" });
      case "saveLesson":
        return this.run((lab) => this.saveLesson(lab));
      case "hint":
        return this.hint();
      case "overlay":
        return this.store.dispatch({ kind: "overlay", overlay: intent.overlay });
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

  /** Does a job that a person may want to take back at once. */
  private undoably(text: NoticeText, job: (lab: LabClient) => Promise<void>): Promise<void> {
    return this.run(async (lab) => {
      await this.files.flush(lab);
      const back = this.history.at;
      await job(lab);
      this.withdraw((notice) => notice.back !== undefined);
      this.store.dispatch({ kind: "noticed", notice: { tone: "info", text, back } });
    });
  }

  private record(deed: Deed, engine = this.history.engine): void {
    const { tag, builds, phase } = this.store.state;
    if (phase !== "ready") return;
    // What a first visit is told is of the project that it opened with, as long as nothing was done.
    this.withdraw((notice) => notice.text.kind === "hint");
    const moment = { deed, entries: this.files.entries, tag, builds, commands: [...this.commands], ...(engine && { engine }) };
    if (this.history.record(moment, Date.now())) this.store.dispatch({ kind: "timeline", timeline: this.history.timeline });
  }

  /** Shows another moment: its files, its images and its last build. */
  private async travel(lab: LabClient, to: number): Promise<void> {
    await this.files.flush(lab);
    const before = this.history.engine;
    const moment = this.history.travel(to);
    if (moment === undefined) return;
    const { tag, builds, engine } = moment;
    this.commands = [...moment.commands];
    const other = engine !== undefined && engine !== before;
    if (other) await this.keeper.restore(lab, engine.index);
    this.store.dispatch({ kind: "travelled", tag, builds, timeline: this.history.timeline });
    await this.files.become(lab, moment.entries, other);
    this.saveSoon();
    if (other) await this.keeper.saveEngine(lab, this.store.state.build);
    await this.listImages(lab);
  }

  private async listImages(lab: LabClient): Promise<void> {
    this.store.dispatch({ kind: "images", images: await lab.images() });
    // Where there are none and never were, the docker command that lists them is not loaded.
    const some = this.store.state.containers.length > 0 || (await lab.sharing()).containers.length > 0;
    if (some) await (await this.openContainers()).look(lab);
    this.builds.forecastSoon();
  }

  private withdraw(outdated: (notice: Notice) => boolean): void {
    for (const { id } of this.store.state.notices.filter(outdated)) this.store.dispatch({ kind: "dismissed", id });
  }

  private notice(tone: "info" | "error", text: NoticeText): void {
    this.store.dispatch({ kind: "noticed", notice: { tone, text } });
  }

  /** Fills the lab: with what was kept, or what the link holds, or the example; true for the last. */
  private async restore(lab: LabClient, visit: Visit, slot: Slot): Promise<boolean> {
    const kept = await this.keeper.project();
    // A link that was opened before is work by now, and is gone on with.
    const link = kept === undefined && hasWork(visit.hash) ? await this.unpack(visit.hash) : undefined;
    const work: SavedProject | undefined = kept ?? link;
    if (work !== undefined) this.store.dispatch({ kind: "tag", tag: work.tag });
    if (kept !== undefined) {
      const build = await this.keeper.restoreSaved(lab);
      if (build !== undefined) this.store.dispatch({ kind: "buildRestored", build });
    }
    this.commands = [...(work?.commands ?? [])];
    await this.files.load(lab, work?.entries);
    this.store.dispatch({ kind: "phase", phase: "ready" });
    await this.files.openFirst(lab, work?.open);
    await this.listImages(lab);
    const past = kept === undefined ? undefined : await this.keeper.history();
    if (past !== undefined) this.history.restore(past);
    if (this.history.at < 0) this.record({ kind: link === undefined ? "start" : "link" }, await this.keeper.capture(lab));
    else this.store.dispatch({ kind: "timeline", timeline: this.history.timeline });
    this.replay = (link?.commands.length ?? 0) > 0;
    if (link !== undefined) this.notice("info", { kind: "link" });
    if (slot.why === "otherTab") this.notice("info", { kind: "otherTab" });
    return work === undefined && !hasWork(visit.hash);
  }

  private async unpack(hash: string): Promise<SharedWork | undefined> {
    try {
      return await unpackWork(hash);
    } catch (error) {
      this.notice("error", { kind: error instanceof LinkError && error.kind === "newer" ? "newerLink" : "brokenLink" });
      return undefined;
    }
  }

  /** The page may be gone the next moment: what was typed is kept now. */
  async leave(): Promise<void> {
    await this.run((lab) => this.files.flush(lab));
    await this.keeper.saveNow();
  }

  /** The work as the part of an address behind `#`. */
  async link(): Promise<string> {
    await this.run((lab) => this.files.flush(lab));
    const { tag, open } = this.store.state;
    return packWork({ tag, entries: this.files.entries, commands: this.commands, ...(open && { open: open.path }) });
  }

  /** The engine's worker died and `lab` is a fresh one: give it files and cache back, and say so. */
  private async restart(lab: LabClient): Promise<void> {
    const { engine } = this.history;
    try {
      if (engine !== undefined) await this.keeper.restore(lab, engine.index);
      await this.files.reload(lab);
    } catch (error) {
      this.broken(error);
      throw error;
    }
    this.notice("error", { kind: "restarted" });
  }

  /** There is no engine, and there will be none. */
  private broken(error: unknown): void {
    this.store.dispatch({ kind: "phase", phase: "broken" });
    this.notice("error", { kind: "engineBroken", message: LabError.from(error).message });
  }

  private edit(path: string, text: string): void {
    // What the editor was given from here comes back as a change of its own.
    const { open } = this.store.state;
    if (open?.path === path && open.content.kind === "text" && open.content.text === text) return;
    if (this.files.waitsElsewhere(path)) void this.run((lab) => this.files.flush(lab));
    this.files.edit(path, text);
    this.editTimer ??= setTimeout(() => {
      this.editTimer = undefined;
      void this.run((lab) => this.files.flush(lab));
    }, EDIT_DELAY_MS);
  }

  /** Builds what the page shows: the open Dockerfile, under the name that stands beside the button. */
  private async build(): Promise<void> {
    const { request, line } = shownBuild(this.store.state);
    await this.builds.build(request, line);
  }

  private built(build: Build, line: string, own: boolean): void {
    if (own) {
      this.commands.push(line);
      // In the queue, so that a build that is asked for meanwhile waits for it instead of changing what is being saved.
      this.keepSoon(async () => ({ kind: "build", number: build.number }));
    }
    this.bench?.built(build, line);
    void this.teacher?.look();
  }

  /** A line of the terminal has ended. */
  private ran(ran: Ran): void {
    // A build has told the lesson of itself already.
    const isTold = this.builds.lineEnded(ran.exitCode);
    if (!isTold) this.bench?.ended(ran);
    this.follow(ran.line);
  }

  /** Shows and keeps what a command line has made of project and engine. */
  private follow(line: string): void {
    this.commands.push(line);
    this.keepSoon(async (lab) => {
      await this.files.catchUp(lab);
      return { kind: "command", line };
    });
    void this.run(async () => this.teacher?.look());
  }

  /** Keeps what the engine has become, in its turn; until then the page counts as unsaved. */
  private keepSoon(first: (lab: LabClient) => Promise<Deed>): void {
    this.keeping += 1;
    this.saveSoon();
    void this.run(async (lab) => this.keepEngine(lab, await first(lab))).finally(() => {
      this.keeping -= 1;
      this.saveSoon();
    });
  }

  /** Runs a line that a button stands for. What goes wrong is a notice. */
  private async command(line: string): Promise<void> {
    const bench = await this.openBench();
    let printed = "";
    const exitCode = await bench?.run(line, (text) => (printed += text));
    this.follow(line);
    if (exitCode !== 0) this.notice("error", { kind: "refused", message: printed.trim() });
    else if (/^docker container run /.test(line)) this.store.dispatch({ kind: "side", side: "containers" });
  }

  /** Takes what the engine has become into the history and the browser's storage. */
  private async keepEngine(lab: LabClient, deed: Deed): Promise<void> {
    const captured = await this.keeper.saveEngine(lab, this.store.state.build);
    await this.listImages(lab);
    this.record(deed, captured);
  }

  /** A program of a container wants a file edited: the terminal shows it. */
  private async edited(edit: Edit): Promise<void> {
    const { path, program, bytes, save, gone } = edit;
    await this.terminal.showEditor?.({ path, program, bytes, save, gone });
    edit.end();
  }

  private openContainers(): Promise<Containers> {
    return (this.containers ??= import("./containers.js").then(({ Containers }) => new Containers(this.store)));
  }

  private openLooks(): Promise<Looks> {
    return (this.looks ??= import("./looks.js").then(({ Looks }) => new Looks(this.store, this.files)));
  }

  private async hint(): Promise<void> {
    const { hint } = await import("./shell/verbs.js");
    this.notice("info", { kind: "lessonHint", text: await hint(this.store.state) });
  }

  private async openBench(): Promise<Bench | undefined> {
    const { Bench } = await import("./lesson/index.js");
    const lab = this.engine;
    if (lab === undefined) return undefined;
    return (this.bench ??= new Bench({ lab, build: (request, line, print) => this.builds.build(request, line, print) }));
  }

  /** Sets a lesson up in an empty lab; what was there before is one undo away. */
  private async lesson(id: string | undefined): Promise<void> {
    if (id === undefined) return this.teacher?.close();
    const bench = await this.openBench();
    if (bench === undefined) return;
    const [{ Teacher }, { loadLesson }, { finish }] = await Promise.all([import("./lesson/index.js"), import("./lesson/course.js"), import("./lesson/finished.js")]);
    this.teacher ??= new Teacher({
      bench,
      clear: (name, entries) => this.run((lab) => this.clear(lab, name, entries)),
      publish: (lesson) => this.store.dispatch({ kind: "lesson", lesson }),
      finished: finish,
    });
    await this.teacher.open(await loadLesson(id));
  }

  private async clear(lab: LabClient, lesson: string, entries: readonly SavedEntry[]): Promise<void> {
    await this.files.flush(lab);
    const empty = (this.empty ??= await this.emptyEngine());
    await this.keeper.restore(lab, empty.index);
    this.store.dispatch({ kind: "travelled", tag: "web-ping", builds: [], timeline: this.history.timeline });
    this.commands = [];
    await this.files.become(lab, entries, true);
    await this.listImages(lab);
    this.record({ kind: "lesson", id: lesson }, empty);
  }

  private async saveLesson(lab: LabClient): Promise<void> {
    await this.files.flush(lab);
    const [{ deedsOf, lessonOf, RECORDED }, { wordsIn }] = await Promise.all([import("./lesson/recorder.js"), import("./lesson/words/index.js")]);
    const words = { en: await wordsIn("en"), ko: await wordsIn("ko") };
    const lesson = await lessonOf(deedsOf(this.history.path(this.recordFrom)), () => this.startEngine(async () => {}), words);
    if (lesson === undefined) return this.notice("error", { kind: "nothingRecorded" });
    const file = { $schema: new URL("lesson.schema.json", document.baseURI).href, ...lesson };
    offerDownload(`${RECORDED}.json`, encodeText(`${JSON.stringify(file, null, 2)}\n`), "application/json");
  }

  /** What an engine holds that nobody has used yet. */
  private async emptyEngine(): Promise<Captured> {
    const lab = await this.startEngine(async () => {});
    const empty = await this.keeper.capture(lab);
    lab.dispose();
    return empty;
  }

  private async download(lab: LabClient): Promise<void> {
    const { image } = this.store.state.build;
    if (image === undefined) return this.notice("error", { kind: "noImage" });
    const reference = image.tags[0] ?? image.id;
    await saveImage(lab, reference, "oci");
  }

  /** A tar that holds an image is loaded to be browsed; everything else becomes files of the project. */
  private async import(lab: LabClient, files: readonly Import[]): Promise<void> {
    const [only, ...others] = files;
    const names = only !== undefined && others.length === 0 ? await loadArchive(lab, only) : undefined;
    if (names === undefined) return this.files.import(lab, files);
    await this.keepEngine(lab, { kind: "import", count: 1 });
    this.store.dispatch({ kind: "side", side: "images" });
    this.notice("info", { kind: "loaded", names });
  }

  private async downloadProject(lab: LabClient): Promise<void> {
    await this.files.flush(lab);
    const { zipProject } = await import("./zip.js");
    offerDownload("project.zip", zipProject(this.files.entries), "application/zip");
  }

  private saveSoon(): void {
    this.store.dispatch({ kind: "unsaved", unsaved: true });
    const work = (): { project: SavedProject; history: KeptHistory } => {
      const { tag, open } = this.store.state;
      const project = { tag, entries: this.files.entries, commands: this.commands, ...(open && { open: open.path }) };
      return { project, history: this.history.kept };
    };
    this.keeper.saveSoon(work, () => {
      if (!this.files.waits && this.keeping === 0) this.store.dispatch({ kind: "unsaved", unsaved: false });
    });
  }
}

async function saveImage(lab: LabClient, reference: string, format: ArchiveFormat): Promise<void> {
  offerDownload(archiveName(reference), await lab.save(reference, format), "application/x-tar");
}
