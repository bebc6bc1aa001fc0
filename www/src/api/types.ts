/** What both entries of the package export besides `createLab`. */
export type { Build, BuildMessage, BuildOptions, BuildResult, BuiltImage } from "./build.js";
export type { CallOptions } from "./caller.js";
export type { Command, CommandOutput, CommandResult, ExecOptions } from "./command.js";
export type { LabOptions } from "./create.js";
export type { DockerfileServices } from "./dockerfile.js";
export type { Files, WriteOptions } from "./files.js";
export type { HistoryEntry } from "./image.js";
export type { Lab, SaveOptions } from "./lab.js";
export type { Run } from "./run.js";
export { LabError } from "../engine/lab.js";
export { Syntax, type Role, type SyntaxNode, type SyntaxWord } from "../engine/syntax.js";
export type {
  ArchiveFormat,
  BuildEvent,
  BuildRequest,
  Builder,
  ChangeKind,
  Completion,
  Diagnostic,
  Edit,
  EntryKind,
  FileChange,
  FileEdit,
  Fix,
  Fold,
  Hover,
  IgnoreRule,
  ImageRow,
  InstructionRow,
  LayerRow,
  MissReason,
  Output,
  ProjectEntry,
  Range,
  Severity,
  StageRow,
  Stream,
  SyntaxColumns,
  Terminal,
  VariableSource,
} from "../engine/wire.js";
