/** What both entries of the package export besides `createLab`. */
export type { Build, BuildMessage, BuildOptions, BuildResult, BuiltImage } from "./build.js";
export type { CallOptions } from "./caller.js";
export type { Command, CommandOutput, CommandResult, ExecOptions } from "./command.js";
export type { LabOptions } from "./create.js";
export type { DockerfileServices } from "./dockerfile.js";
export type { Files, WriteOptions } from "./files.js";
export type { HistoryEntry } from "./image.js";
export type { Explanation, Lab, SaveOptions } from "./lab.js";
export type { Run } from "./run.js";
export type { EditFile, Session, SessionOptions, ShellSessionOptions } from "./session.js";
export { LabError } from "../engine/lab.js";
export { Syntax, type Role, type SyntaxNode, type SyntaxWord } from "../engine/syntax.js";
export type {
  ArchiveFormat,
  BuildEvent,
  BuildRequest,
  Builder,
  ChangeKind,
  Completion,
  ConfigDifference,
  ContainerConfig,
  ContainerShare,
  Diagnostic,
  Edit,
  EntryKind,
  FileChange,
  FileEdit,
  Fix,
  Fold,
  Forecast,
  ForecastRow,
  HistoryRow,
  Hover,
  IgnoreRule,
  ImageDetails,
  ImageDiff,
  ImageRow,
  ImageShare,
  InstructionRow,
  KeyInput,
  KeyPart,
  LayerDiff,
  LayerPlace,
  LayerRow,
  MissReason,
  Output,
  PathAspect,
  PathDifference,
  ProjectEntry,
  Range,
  Severity,
  SharedLayer,
  Sharing,
  StageRow,
  Stream,
  Surprise,
  SyntaxColumns,
  Terminal,
  VariableSource,
  Verdict,
  WasteCause,
  WasteRow,
  WastefulImage,
  Word,
  WordChange,
} from "../engine/wire.js";
