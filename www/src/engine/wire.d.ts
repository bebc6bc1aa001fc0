/* tslint:disable */
/* eslint-disable */
/** What a path of the project is. */
export type EntryKind = "file" | "dir" | "symlink";

/** The line of `.dockerignore` that keeps a path out of the build context. */
export interface IgnoreRule { line: number; pattern: string; }

/** One path of the project. `size` in bytes, `mtime` in seconds since 1970, `mode` as permission bits. */
export interface ProjectEntry { path: string; kind: EntryKind; mode: number; size: number; mtime: number; target?: string; ignoredBy?: IgnoreRule; }

export type Severity = "error" | "warning" | "advice" | "info";
export interface Edit { start: number; end: number; text: string; }
export interface Fix { title: string; edits: Edit[]; }
/** A problem at a place of the user's text; offsets in UTF-16 code units, lines from 1. */
export interface Diagnostic { code: string; severity: Severity; message: string; start: number; end: number; startLine: number; endLine: number; help?: string; url?: string; fix?: Fix; }

export type Builder = "buildkit" | "classic";
export interface BuildRequest { dockerfile?: string; tags?: string[]; target?: string; buildArgs?: Record<string, string>; noCache?: boolean; noCacheFilter?: string[]; builder?: Builder; }

export type Stream = "stdout" | "stderr";
export type TaskState = "running" | "done" | "failed" | "cancelled";
export interface Output { stream: Stream; text: string; }
export interface Progress { events: BuildEvent[]; state: TaskState; output: Output[]; }

export interface StageRow { index: number; name: string; needed: boolean; base: string; modelled: boolean; }
export interface InstructionRow { id: number; stage: number; keyword: string; text: string; startLine: number; endLine: number; vertex?: number; metadataOnly: boolean; }
export interface LayerRow { diffId: string; size: number; createdBy: string; fromBase: boolean; modelled: boolean; instruction?: number; }

export type BuildEvent =
  | { kind: "planned"; stages: StageRow[]; instructions: InstructionRow[] }
  | { kind: "vertexStarted"; vertex: number; name: string }
  | { kind: "vertexCached"; vertex: number; name: string }
  | { kind: "vertexMissed"; vertex: number; firstBreak: boolean; summary: string; reasons: MissReason[] }
  | { kind: "log"; vertex: number; stream: Stream; text: string; at: number }
  | { kind: "status"; vertex: number; text: string; current?: number; total?: number }
  | { kind: "layer"; vertex: number; instructions: number[]; diffId: string; size: number; changes: number }
  | { kind: "vertexDone"; vertex: number; seconds: number }
  | { kind: "vertexFailed"; vertex: number; message: string; line?: number }
  | { kind: "warning"; diagnostic: Diagnostic }
  | { kind: "image"; id: string; manifest: string; tags: string[]; size: number; layers: LayerRow[] }
  | { kind: "failed"; message: string; text: string; line?: number };

export type FileEdit = "added" | "removed" | "content" | "mode" | "owner" | "kind" | "target" | "renamed";
export type VariableSource = "arg" | "env";
export type MissReason =
  | { kind: "firstBuild" }
  | { kind: "noCache" }
  | { kind: "pruned" }
  | { kind: "instruction"; before: string; after: string }
  | { kind: "file"; path: string; change: FileEdit; before?: string; after?: string; diff?: string; line?: number }
  | { kind: "variable"; name: string; source: VariableSource; before?: string; after?: string }
  | { kind: "parent"; vertex: number; name: string }
  | { kind: "base"; before: string; after: string }
  | { kind: "option"; name: string; before?: string; after?: string };

/** An image of the local store. `size` in bytes over all its layers, `created` in seconds since 1970. */
export interface ImageRow { id: string; names: string[]; size: number; created: number; layers: LayerRow[]; }
export type ChangeKind = "added" | "modified" | "removed";
/** One path that a layer adds, changes or removes. */
export interface FileChange { path: string; kind: EntryKind; change: ChangeKind; size: number; mode: number; uid: number; gid: number; mtime: number; target?: string; }

export interface LabOptions { seed?: number; now?: number; }
export type ArchiveFormat = "oci" | "docker";

export class Lab {
  constructor(options?: LabOptions);
  free(): void;
  loadExample(name: string): void;
  files(): ProjectEntry[];
  readFile(path: string): Uint8Array;
  writeFile(path: string, bytes: Uint8Array, mode?: number, mtime?: number): void;
  makeDir(path: string): void;
  remove(path: string): void;
  rename(from: string, to: string): void;
  chmod(path: string, mode: number): void;
  symlink(path: string, target: string): void;
  check(path: string): Diagnostic[];
  tokens(text: string): Uint32Array;
  startBuild(request: BuildRequest): number;
  advance(task: number): Progress;
  cancel(task: number): void;
  images(): ImageRow[];
  layerFiles(diffId: string): FileChange[];
  layerFile(diffId: string, path: string): Uint8Array;
  save(reference: string, format: ArchiveFormat): Uint8Array;
  stateIndex(): Uint8Array;
  stateBlobs(): string[];
  blob(digest: string): Uint8Array;
  importState(index: Uint8Array): string[];
  putBlob(bytes: Uint8Array): void;
  finishImport(): void;
}
