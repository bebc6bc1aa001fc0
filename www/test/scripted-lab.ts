/** A stand-in for the engine in unit tests: it keeps files, and plays builds that a test has written down. */
import { LabError, type Conversation, type LabClient } from "../src/engine/lab.js";
import type {
  BuildRequest,
  CommandProgress,
  Completion,
  Diagnostic,
  FileChange,
  Fold,
  Forecast,
  LayerDiff,
  LineCompletions,
  Progress,
  ProjectEntry,
  Sharing,
  SyntaxColumns,
} from "../src/engine/wire.js";

type Stored = Omit<ProjectEntry, "size"> & { bytes: Uint8Array };

export interface Script {
  /** What the next builds answer, each a list of batches. */
  builds?: Progress[][];
  diagnostics?: (text: string) => Diagnostic[];
  layerFiles?: Record<string, FileChange[]>;
  layerFile?: Record<string, string>;
  example?: Record<string, string>;
}

export class ScriptedLab implements LabClient {
  readonly requests: BuildRequest[] = [];
  private readonly tree = new Map<string, Stored>();

  constructor(private readonly script: Script = {}) {}

  async loadExample(): Promise<void> {
    for (const [path, text] of Object.entries(this.script.example ?? {})) {
      await this.writeFile(path, new TextEncoder().encode(text));
    }
  }

  async *exec(): AsyncGenerator<CommandProgress> {
    yield { output: [], requests: [], exitCode: 0, attached: false };
  }

  open(): Conversation {
    return { tell: () => {}, [Symbol.asyncIterator]: () => this.exec() };
  }

  async layerHeader(): Promise<Uint8Array> {
    return new Uint8Array(512);
  }

  async fetch(): Promise<undefined> {
    return undefined;
  }

  async completeLine(): Promise<LineCompletions> {
    return { from: 0, items: [] };
  }

  async files(): Promise<ProjectEntry[]> {
    const entries = [...this.tree.values()].map(({ bytes, ...entry }) => ({ ...entry, size: bytes.length }));
    return entries.sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  async readFile(path: string): Promise<Uint8Array> {
    return this.at(path).bytes;
  }

  async writeFile(path: string, bytes: Uint8Array | number[], mode?: number | null, mtime?: number | null): Promise<void> {
    if (path.includes("..")) throw new LabError("path", `\`${path}\` leaves the project`);
    this.tree.set(path, { path, kind: "file", mode: mode ?? 0o644, mtime: mtime ?? 0, bytes: new Uint8Array(bytes) });
  }

  async makeDir(path: string): Promise<void> {
    this.tree.set(path, { path, kind: "dir", mode: 0o755, mtime: 0, bytes: new Uint8Array() });
  }

  async remove(path: string): Promise<void> {
    this.at(path);
    for (const other of [...this.tree.keys()]) {
      if (other === path || other.startsWith(`${path}/`)) this.tree.delete(other);
    }
  }

  async rename(from: string, to: string): Promise<void> {
    const entry = this.at(from);
    this.tree.delete(from);
    this.tree.set(to, { ...entry, path: to });
  }

  async chmod(path: string, mode: number): Promise<void> {
    this.at(path).mode = mode;
  }

  async symlink(path: string, target: string): Promise<void> {
    this.tree.set(path, { path, kind: "symlink", mode: 0o777, mtime: 0, target, bytes: new Uint8Array() });
  }

  async checkText(text: string): Promise<Diagnostic[]> {
    return this.script.diagnostics?.(text) ?? [];
  }

  async check(path: string): Promise<Diagnostic[]> {
    return this.script.diagnostics?.(new TextDecoder().decode(this.at(path).bytes)) ?? [];
  }

  async advise(): Promise<Diagnostic[]> {
    return [];
  }

  async parse(): Promise<SyntaxColumns> {
    return new Uint32Array(4);
  }

  async hover(): Promise<undefined> {}

  async complete(): Promise<Completion[]> {
    return [];
  }

  async definition(): Promise<undefined> {}

  async folds(): Promise<Fold[]> {
    return [];
  }

  async format(text: string): Promise<string> {
    return text;
  }

  async *build(request: BuildRequest): AsyncGenerator<Progress> {
    this.requests.push(request);
    for (const progress of this.script.builds?.shift() ?? []) yield progress;
  }

  async layerFiles(diffId: string): Promise<FileChange[]> {
    const files = this.script.layerFiles?.[diffId];
    if (files === undefined) throw new LabError("layer", `no layer \`${diffId}\``);
    return files;
  }

  async layerFile(_diffId: string, path: string): Promise<Uint8Array> {
    return new TextEncoder().encode(this.script.layerFile?.[path] ?? "");
  }

  async tokens(): Promise<Uint32Array> {
    return new Uint32Array();
  }

  async images(): Promise<never[]> {
    return [];
  }

  async imageDetails(reference: string): Promise<never> {
    throw new LabError("no-such-image", `no image \`${reference}\``);
  }

  async diff(before: string): Promise<never> {
    return this.imageDetails(before);
  }

  async fileDiff(before: string): Promise<never> {
    return this.imageDetails(before);
  }

  async layerDiff(): Promise<LayerDiff> {
    return { kind: "same" };
  }

  async waste(reference: string): Promise<never> {
    return this.imageDetails(reference);
  }

  async sharing(): Promise<Sharing> {
    return { layers: [], images: [], containers: [] };
  }

  async forecast(): Promise<Forecast> {
    return { rows: [] };
  }

  async save(): Promise<Uint8Array> {
    return new Uint8Array();
  }

  async stateIndex(): Promise<Uint8Array> {
    return new Uint8Array([1]);
  }

  async stateBlobs(): Promise<string[]> {
    return [];
  }

  async blob(): Promise<Uint8Array> {
    return new Uint8Array();
  }

  async importState(): Promise<string[]> {
    return [];
  }

  async putBlob(): Promise<void> {}

  async finishImport(): Promise<void> {}

  dispose(): void {}

  private at(path: string): Stored {
    const entry = this.tree.get(path);
    if (entry === undefined) throw new LabError("notFound", `\`${path}\` does not exist`);
    return entry;
  }
}
