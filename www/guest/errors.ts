/** Errors of system calls, as Node words them. */
import type { SystemError } from "./host.js";

const TEXT: Record<string, [errno: number, text: string]> = {
  EACCES: [-13, "permission denied"],
  EADDRINUSE: [-98, "address already in use"],
  ECONNREFUSED: [-111, "connect ECONNREFUSED"],
  ECONNRESET: [-104, "socket hang up"],
  EEXIST: [-17, "file already exists"],
  EINVAL: [-22, "invalid argument"],
  EISDIR: [-21, "illegal operation on a directory"],
  ELOOP: [-40, "too many symbolic links encountered"],
  ENOENT: [-2, "no such file or directory"],
  ENOSPC: [-28, "no space left on device"],
  ENOTDIR: [-20, "not a directory"],
  ENOTEMPTY: [-39, "directory not empty"],
  EPERM: [-1, "operation not permitted"],
  EROFS: [-30, "read-only file system"],
};

export function isRefused(answer: unknown): answer is SystemError {
  return typeof answer === "object" && answer !== null && !Array.isArray(answer) && "code" in answer;
}

/** `ENOENT: no such file or directory, open '/x'`. */
export function refused({ code }: SystemError, syscall: string, path?: string, dest?: string): Error {
  const [errno, text] = TEXT[code] ?? [-5, "i/o error"];
  const where = path === undefined ? "" : ` '${path}'${dest === undefined ? "" : ` -> '${dest}'`}`;
  const error = new Error(`${code}: ${text}, ${syscall}${where}`);
  return Object.assign(error, { errno, code, syscall, ...(path === undefined ? {} : { path }), ...(dest === undefined ? {} : { dest }) });
}

/** A module or function that exists in Node and not here, named. */
export function missing(name: string): Error {
  return Object.assign(new Error(`not modelled: ${name} of Node is not part of the simulation`), { code: "ERR_FEATURE_UNAVAILABLE_ON_PLATFORM" });
}
