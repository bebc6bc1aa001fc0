/** Files from a person's disk into the project, within limits that are checked before any byte is read. */
import type { LabClient } from "./engine/lab.js";
import type { Import } from "./model/intent.js";
import type { Project } from "./model/project.js";
import type { NoticeText } from "./model/state.js";

/** Largest file of a project, in bytes. */
export const MAX_FILE = 32_000_000;
/** Largest project, in bytes over all its files. */
export const MAX_PROJECT = 128_000_000;

/** Writes what fits; what doesn't is left out, each with the reason. */
export async function importFiles(
  files: readonly Import[],
  project: Project,
  lab: LabClient,
  mtime: number,
): Promise<NoticeText[]> {
  const problems: NoticeText[] = [];
  for (const { path, blob } of files) {
    if (blob.size > MAX_FILE) {
      problems.push({ kind: "tooLarge", path, size: blob.size, limit: MAX_FILE });
      continue;
    }
    if (project.size + blob.size > MAX_PROJECT) {
      problems.push({ kind: "projectFull", path, limit: MAX_PROJECT });
      break;
    }
    await project.write(lab, path, new Uint8Array(await blob.arrayBuffer()), mtime);
  }
  return problems;
}

/** Loads a tar as `docker image load` does. The names of its images; `undefined` if it is no archive of images. */
export async function loadArchive(lab: LabClient, { path, blob }: Import): Promise<string | undefined> {
  if (!/\.(tar|tgz|tar\.gz)$/i.test(path) || blob.size > MAX_PROJECT) return undefined;
  const stdin = new Uint8Array(await blob.arrayBuffer());
  const decoder = new TextDecoder();
  let [printed, exitCode] = ["", 1];
  for await (const progress of lab.exec(["image", "load"], { stdin })) {
    for (const { stream, bytes } of progress.output) if (stream === "stdout") printed += decoder.decode(bytes, { stream: true });
    if (progress.exitCode !== undefined) exitCode = progress.exitCode;
  }
  const names = [...printed.matchAll(/^Loaded image(?: ID)?: (.+)$/gm)].map((match) => match[1]);
  return exitCode === 0 && names.length > 0 ? names.join(", ") : undefined;
}

/** The files of a drop, folders walked, paths relative to what was dropped. */
export async function droppedFiles(transfer: DataTransfer): Promise<Import[]> {
  // Asked for at once: the list of items is emptied when the event is over. A file that a script made has no entry.
  const dropped = [...transfer.items].map((item) => item.webkitGetAsEntry() ?? item.getAsFile());
  const files: Import[] = [];
  for (const one of dropped) {
    if (one instanceof File) files.push({ path: one.name, blob: one });
    else if (one !== null) await collect(one, files);
  }
  return files;
}

async function collect(entry: FileSystemEntry, into: Import[]): Promise<void> {
  if (entry.isFile) {
    const blob = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    into.push({ path: entry.fullPath.replace(/^\//, ""), blob });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  // A reader hands out at most a hundred entries at a time; an empty answer is the end.
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (batch.length === 0) return;
    for (const child of batch) await collect(child, into);
  }
}
