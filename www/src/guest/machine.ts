/** What a JavaScript program in a container needs of the machine around it. */

/** The name of an error as `errno` has it, such as `ENOENT`. */
export interface Refusal {
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

/** The container's files. Paths are absolute. */
export interface Files {
  read(path: string): Uint8Array | Refusal;
  write(path: string, bytes: Uint8Array, append: boolean, mode: number): Refusal | undefined;
  stat(path: string, follow: boolean): FileStat | Refusal;
  list(path: string): string[] | Refusal;
  readLink(path: string): string | Refusal;
  makeDir(path: string, mode: number): Refusal | undefined;
  remove(path: string, directory: boolean): Refusal | undefined;
  rename(from: string, to: string): Refusal | undefined;
  chmod(path: string, mode: number): Refusal | undefined;
  symlink(target: string, path: string): Refusal | undefined;
}

/** A message of HTTP. Bodies are texts with a character per byte, a zero byte as U+0100. */
export interface HttpRequest {
  secure: boolean;
  host: string;
  port: number;
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string;
}

export interface HttpResponse {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export interface HttpFailure {
  code: string;
  message: string;
}

/** The network as one container sees it. */
export interface Network {
  /** Sends a request; `done` is called at most once, with the simulated milliseconds that it took. */
  send(request: HttpRequest, done: (outcome: HttpResponse | HttpFailure, took: number) => void): void;
  /** Takes a port of the container; false if another program has it. */
  listen(port: number, serve: (request: HttpRequest, from: string, respond: (response: HttpResponse) => void) => void): boolean;
  close(port: number): void;
}

/** The program as it was asked for. */
export interface Program {
  /** Behind `node`: options, the script and its arguments. */
  argv: string[];
  env: Record<string, string>;
  cwd: string;
  pid: number;
  uid: number;
  gid: number;
  hostname: string;
  tty: boolean;
  /** Of the terminal. */
  columns: number;
  rows: number;
  /** When it started, in milliseconds since the epoch. */
  started: number;
}

export interface Machine {
  files: Files;
  network: Network;
  write(stream: "stdout" | "stderr", bytes: Uint8Array): void;
  /** The program has ended; nothing is written any more. */
  exit(code: number): void;
}
