/** What the world outside QuickJS gives to the JavaScript inside it. Everything is synchronous; answers come by `deliver`. */

/** An error of a system call, as `errno` names it. */
export interface SystemError {
  code: string;
}

export interface FileStat {
  kind: "file" | "directory" | "symlink";
  /** Permission bits. */
  mode: number;
  /** Bytes. */
  size: number;
  /** Milliseconds since the epoch. */
  mtime: number;
  uid: number;
  gid: number;
}

/** A request or a response as one whole message; its body is packed bytes (`bytes.ts`). */
export interface Message {
  headers: Record<string, string>;
  body: string;
}

export interface Outgoing extends Message {
  secure: boolean;
  host: string;
  port: number;
  method: string;
  path: string;
}

export interface Answer extends Message {
  status: number;
}

export interface Incoming extends Message {
  /** To be named in the answer. */
  id: number;
  port: number;
  method: string;
  path: string;
  /** The client's address. */
  from: string;
}

/** What happens to the program from outside. */
export type Delivery =
  | { kind: "timer"; id: number }
  | { kind: "response"; id: number; answer: Answer }
  | { kind: "failed"; id: number; error: SystemError & { message: string } }
  | { kind: "request"; request: Incoming }
  | { kind: "input"; text: string }
  | { kind: "end" }
  | { kind: "signal"; name: string };

export interface Host {
  argv: string[];
  env: Record<string, string>;
  cwd: string;
  pid: number;
  uid: number;
  gid: number;
  hostname: string;
  /** Of Node, without the `v`. */
  version: string;
  tty: boolean;
  columns: number;
  rows: number;
  /** Simulated time in milliseconds since the epoch. */
  now(): number;
  /** A number in [0, 1) that follows from the process alone. */
  random(): number;
  /** Packed bytes, to file descriptor 1 or 2. */
  write(fd: number, bytes: string): void;
  /** Ask for a `timer` delivery after so many milliseconds. */
  startTimer(id: number, delay: number): void;
  stopTimer(id: number): void;
  /** Send a request; `response` or `failed` comes under the same id. */
  request(id: number, request: Outgoing): void;
  /** Undefined, or why the port can't be had. */
  listen(port: number): SystemError | undefined;
  close(port: number): void;
  respond(id: number, answer: Answer): void;
  /** Whether the program wants what arrives on stdin. */
  readInput(): void;
  /** The process is over. Nothing is delivered any more. */
  exit(code: number): void;
  /** Say that something is not modelled, and end. */
  unmodelled(what: string): void;
  /** Files; contents are packed bytes. A call answers with a `SystemError` where the system refuses. */
  readFile(path: string): string | SystemError;
  writeFile(path: string, body: string, append: boolean, mode: number): SystemError | undefined;
  stat(path: string, follow: boolean): FileStat | SystemError;
  list(path: string): string[] | SystemError;
  readLink(path: string): string | SystemError;
  makeDir(path: string, mode: number): SystemError | undefined;
  remove(path: string, directory: boolean): SystemError | undefined;
  rename(from: string, to: string): SystemError | undefined;
  chmod(path: string, mode: number): SystemError | undefined;
  symlink(target: string, path: string): SystemError | undefined;
}

declare global {
  /** Set before this program is evaluated. */
  var __host: Host;
}

export const host: Host = globalThis.__host;
