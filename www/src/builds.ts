/** Builds that the page shows as they run: its own, and those of the shell. */
import { ClassicTwin } from "./classic-twin.js";
import { LabError, type LabClient } from "./engine/lab.js";
import type { BuildEvent, BuildRequest, Stream } from "./engine/wire.js";
import type { Files } from "./files.js";
import type { Build } from "./model/build.js";
import { outlookOf } from "./model/forecast.js";
import { shownDockerfile } from "./model/request.js";
import type { Store } from "./model/store.js";
import type { StartEngine } from "./session.js";

const FORECAST_PAUSE_MS = 150;

export interface BuildsHost {
  store: Store;
  files: Files;
  lab(): LabClient | undefined;
  run(job: (lab: LabClient) => Promise<void>): Promise<void>;
  startEngine: StartEngine;
  /** A build ended; `own` if it was the page's, and no command line of the shell's tells of it too. */
  ended(build: Build, line: string, own: boolean): void;
}

export class Builds {
  private running: AbortController | undefined;
  /** The line of the shell whose build is shown. */
  private line: string | undefined;
  /** A line that runs has built something, for each that it built. */
  private readonly hasBuilt: string[] = [];
  private forecastTimer: ReturnType<typeof setTimeout> | undefined;
  private twin: ClassicTwin | undefined;

  constructor(private readonly host: BuildsHost) {}

  cancel(): void {
    this.running?.abort();
  }

  /** Outside the queue, so that files can be edited while it runs: the engine builds what it was given at the start. */
  async build(request: BuildRequest, line: string, print?: (text: string) => void): Promise<Build> {
    const { store } = this.host;
    const lab = this.host.lab();
    if (lab === undefined || store.state.phase !== "ready" || this.running !== undefined) return store.state.build;
    this.running = new AbortController();
    await this.host.run((lab) => this.host.files.flush(lab));
    store.dispatch({ kind: "buildStarted", dockerfile: request.dockerfile ?? "Dockerfile", stay: print !== undefined });
    try {
      for await (const progress of lab.build(request, { signal: this.running.signal })) {
        store.dispatch({ kind: "buildAdvanced", progress });
        for (const { text } of progress.output) print?.(text);
      }
    } catch (error) {
      store.dispatch({ kind: "buildBroken", message: LabError.from(error).message });
    } finally {
      this.running = undefined;
    }
    const { build } = store.state;
    this.host.ended(build, line, true);
    return build;
  }

  /** Shows what a line of the shell builds. @param stop ends it */
  heard(line: string, events: readonly BuildEvent[], stop: () => void): void {
    for (const event of events) {
      if (event.kind === "began" && this.begin(line, event.dockerfile, stop)) continue;
      if (this.line === undefined) continue;
      const output = event.kind === "plainLog" ? [{ stream: "stderr" satisfies Stream as Stream, text: event.text }] : [];
      const isEnd = event.kind === "image" || event.kind === "failed";
      this.host.store.dispatch({
        kind: "buildAdvanced",
        progress: { events: [event], output, state: !isEnd ? "running" : event.kind === "image" ? "done" : "failed" },
      });
      if (isEnd) this.end();
    }
  }

  /** The line that was heard of has ended, and with it a build that did not say so itself. True if it built anything. */
  lineEnded(exitCode: number): boolean {
    this.settle(exitCode);
    return this.hasBuilt.splice(0).length > 0;
  }

  private settle(exitCode: number): void {
    if (this.line === undefined) return;
    const state = exitCode === 0 ? "done" : "cancelled";
    this.host.store.dispatch({ kind: "buildAdvanced", progress: { events: [], output: [], state } });
    this.end();
  }

  private begin(line: string, dockerfile: string, stop: () => void): boolean {
    this.settle(0);
    // A build of the page's own is watched already.
    if (this.running !== undefined) return true;
    this.running = new AbortController();
    this.running.signal.addEventListener("abort", stop);
    this.line = line;
    this.host.store.dispatch({ kind: "buildStarted", dockerfile, stay: true });
    return true;
  }

  private end(): void {
    const { line = "" } = this;
    this.line = undefined;
    this.running = undefined;
    this.hasBuilt.push(line);
    this.host.ended(this.host.store.state.build, line, false);
  }

  /** Looks at what the next build would do, once a person has paused. */
  forecastSoon(): void {
    clearTimeout(this.forecastTimer);
    this.forecastTimer = setTimeout(() => void this.host.run((lab) => this.forecast(lab)), FORECAST_PAUSE_MS);
  }

  private async forecast(lab: LabClient): Promise<void> {
    if (this.running !== undefined) return;
    const { store } = this.host;
    const dockerfile = shownDockerfile(store.state);
    const there = store.state.files.some((file) => file.path === dockerfile);
    // A Dockerfile that can't be planned yet is no news: the problems tell what is wrong with it.
    const forecast = there ? await lab.forecast({ dockerfile, builder: "buildkit" }).catch(() => undefined) : undefined;
    store.dispatch({ kind: "outlook", outlook: forecast && outlookOf(dockerfile, forecast, store.state.builds) });
  }

  async classic(lab: LabClient): Promise<void> {
    const { store, files } = this.host;
    await files.flush(lab);
    store.dispatch({ kind: "classic", classic: { kind: "running" } });
    this.twin ??= new ClassicTwin(() => this.host.startEngine(async () => {}));
    const { build } = store.state;
    store.dispatch({ kind: "classic", classic: await this.twin.build(files.entries, build.dockerfile) });
  }
}
