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

export type Outcome = HttpResponse | HttpFailure;

/** Answers requests; `from` is the address of whoever asks. */
export type Serve = (request: HttpRequest, from: string, respond: (response: HttpResponse) => void) => void;

/** Answers bytes with bytes, each as texts of HTTP have them. */
export type Talk = (text: string, from: string) => string;

/** The network as one container sees it. */
export interface Network {
  /** Sends a request; `done` is called at most once, with the simulated milliseconds that it took. */
  send(request: HttpRequest, done: (outcome: Outcome, took: number) => void): void;
  /** Sends bytes and takes those that come back, as `send` does. */
  talk(host: string, port: number, text: string, done: (answer: string | HttpFailure, took: number) => void): void;
  /** Takes a port of the container; false if another program has it. */
  listen(port: number, serve: Serve): boolean;
  /** The same for a server that does not speak HTTP. */
  listenTo(port: number, talk: Talk): boolean;
  close(port: number): void;
  /** Gives back every port that was taken through this. */
  closeAll(): void;
  /** The address behind a name. */
  resolve(name: string): string | undefined;
  /** Whether somebody listens at a port. */
  isOpen(host: string, port: number): boolean;
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
  /** It ran before in another process, which has said what it says at its start. */
  resumed: boolean;
  /** What it kept then. */
  memory: string;
}

export interface Machine {
  files: Files;
  network: Network;
  /** The simulated time, in milliseconds since the epoch. */
  now(): number;
  write(stream: "stdout" | "stderr", bytes: Uint8Array): void;
  /** Remembers a text for a run of the program in another process. */
  keep(memory: string): void;
  /** Sends a signal to the first process of the container if it is this program; whether it is. */
  tell(program: string, signal: string): boolean;
  /** The program has ended; nothing is written any more. */
  exit(code: number): void;
}
