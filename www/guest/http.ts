/** `http` and `https`: clients and servers over the simulated network. A message is sent once it is whole. */
import EventEmitter from "events";
import { Readable, Writable } from "readable-stream";
import { pack, unpack } from "./bytes.js";
import { missing } from "./errors.js";
import { host, type Answer, type Delivery, type Incoming } from "./host.js";
import { call, hold, nextTick, release } from "./loop.js";
import { clearTimeout, setTimeout, type Timeout } from "./timers.js";

export const STATUS_CODES: Record<number, string> = {
  200: "OK", 201: "Created", 202: "Accepted", 204: "No Content", 301: "Moved Permanently", 302: "Found", 304: "Not Modified",
  307: "Temporary Redirect", 308: "Permanent Redirect", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found",
  405: "Method Not Allowed", 409: "Conflict", 410: "Gone", 418: "I'm a Teapot", 422: "Unprocessable Entity", 429: "Too Many Requests",
  500: "Internal Server Error", 501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout",
};

export const METHODS = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

type Headers = Record<string, string | number | readonly string[]>;

interface RequestOptions {
  protocol?: string;
  host?: string;
  hostname?: string;
  port?: number | string;
  method?: string;
  path?: string;
  headers?: Headers;
  timeout?: number;
  auth?: string;
  signal?: AbortSignal;
}

class IncomingMessage extends Readable {
  readonly httpVersion = "1.1";
  readonly rawHeaders: string[];
  readonly headers: Record<string, string>;
  readonly socket: { remoteAddress: string; encrypted: boolean; destroy(): void };
  complete = true;
  method?: string;
  url?: string;
  statusCode?: number;
  statusMessage?: string;
  private body: string | undefined;

  constructor(message: { headers: Record<string, string>; body: string }, from: string) {
    super();
    this.headers = Object.fromEntries(Object.entries(message.headers).map(([name, value]) => [name.toLowerCase(), value]));
    this.rawHeaders = Object.entries(message.headers).flat();
    this.body = message.body;
    this.socket = { remoteAddress: from, encrypted: false, destroy() {} };
  }

  get connection(): unknown {
    return this.socket;
  }

  override _read(): void {
    if (this.body === undefined) return;
    const { body } = this;
    this.body = undefined;
    if (body !== "") this.push(unpack(body));
    this.push(null);
  }

  setTimeout(): this {
    return this;
  }
}

/** What requests and responses that are being written have in common. */
class Outgoing extends Writable {
  protected readonly sent = new Map<string, [name: string, value: string]>();
  private chunks = "";
  headersSent = false;

  constructor() {
    // A message that has been written is not over: its answer is to come.
    super({ autoDestroy: false, emitClose: false } as object);
  }

  override _write(chunk: unknown, encoding: string, done: () => void): void {
    this.headersSent = true;
    this.chunks += pack(chunk instanceof Uint8Array ? chunk : Buffer.from(String(chunk), encoding as BufferEncoding));
    done();
  }

  protected get whole(): string {
    return this.chunks;
  }

  protected get allHeaders(): Record<string, string> {
    return Object.fromEntries(this.sent.values());
  }

  setHeader(name: string, value: string | number | readonly string[]): this {
    this.sent.set(name.toLowerCase(), [name, Array.isArray(value) ? value.join(", ") : String(value)]);
    return this;
  }

  getHeader(name: string): string | undefined {
    return this.sent.get(name.toLowerCase())?.[1];
  }

  getHeaders(): Record<string, string> {
    return Object.fromEntries([...this.sent].map(([key, [, value]]) => [key, value]));
  }

  hasHeader(name: string): boolean {
    return this.sent.has(name.toLowerCase());
  }

  removeHeader(name: string): void {
    this.sent.delete(name.toLowerCase());
  }

  flushHeaders(): void {
    this.headersSent = true;
  }
}

let lastRequest = 0;
const waiting = new Map<number, ClientRequest>();

class ClientRequest extends Outgoing {
  readonly id = ++lastRequest;
  readonly method: string;
  readonly path: string;
  readonly host: string;
  readonly protocol: string;
  readonly socket = new EventEmitter();
  aborted = false;
  private readonly port: number;
  private timer: Timeout | undefined;

  constructor(options: RequestOptions, secure: boolean, callback?: (answer: IncomingMessage) => void) {
    super();
    this.method = (options.method ?? "GET").toUpperCase();
    this.path = options.path ?? "/";
    this.host = options.hostname ?? options.host?.replace(/:\d+$/, "") ?? "localhost";
    this.protocol = secure ? "https:" : "http:";
    this.port = Number(options.port || (secure ? 443 : 80));
    for (const [name, value] of Object.entries(options.headers ?? {})) this.setHeader(name, value);
    if (!this.hasHeader("host")) this.setHeader("Host", this.port === (secure ? 443 : 80) ? this.host : `${this.host}:${this.port}`);
    if (options.auth) this.setHeader("Authorization", `Basic ${Buffer.from(options.auth).toString("base64")}`);
    if (callback) this.once("response", callback);
    if (options.timeout) this.setTimeout(options.timeout);
    waiting.set(this.id, this);
    hold();
  }

  override _final(done: () => void): void {
    const { host: to, port, method, path } = this;
    host.request(this.id, { secure: this.protocol === "https:", host: to, port, method, path, headers: this.allHeaders, body: this.whole });
    done();
  }

  setTimeout(delay: number, callback?: () => void): this {
    if (callback) this.once("timeout", callback);
    this.timer = setTimeout(() => this.emit("timeout"), delay);
    return this;
  }

  setNoDelay(): void {}
  setSocketKeepAlive(): void {}

  abort(): void {
    this.aborted = true;
    this.destroy();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    if (!this.settle()) return done(error);
    done(error ?? Object.assign(new Error("socket hang up"), { code: "ECONNRESET" }));
  }

  /** The answer is there, or none will come; false if that was known. */
  settle(): boolean {
    if (this.timer !== undefined) clearTimeout(this.timer);
    if (!waiting.delete(this.id)) return false;
    release();
    return true;
  }
}

/** An answer to one of our requests, or that there will be none. */
export function deliver(id: number, outcome: Answer | Extract<Delivery, { kind: "failed" }>["error"]): void {
  const request = waiting.get(id);
  if (!request?.settle()) return;
  if ("code" in outcome) {
    request.emit("error", Object.assign(new Error(outcome.message), { code: outcome.code, errno: outcome.code }));
    return request.emit("close") as unknown as void;
  }
  const message = new IncomingMessage(outcome, request.host);
  message.statusCode = outcome.status;
  message.statusMessage = STATUS_CODES[outcome.status] ?? "";
  // An answer that nobody listens for is thrown away.
  if (!request.emit("response", message)) message.resume();
  message.once("end", () => request.emit("close"));
}

class ServerResponse extends Outgoing {
  statusCode = 200;
  statusMessage = "";
  sendDate = true;

  constructor(
    private readonly id: number,
    readonly req: IncomingMessage,
  ) {
    super();
  }

  get finished(): boolean {
    return this.writableEnded;
  }

  writeHead(status: number, reason?: string | Headers, headers?: Headers): this {
    this.statusCode = status;
    if (typeof reason === "string") this.statusMessage = reason;
    for (const [name, value] of Object.entries((typeof reason === "object" ? reason : headers) ?? {})) this.setHeader(name, value);
    this.headersSent = true;
    return this;
  }

  writeContinue(): void {}

  override _final(done: () => void): void {
    const head = this.req.method === "HEAD";
    const body = this.whole;
    if (!this.hasHeader("content-length")) this.setHeader("Content-Length", body.length);
    host.respond(this.id, { status: this.statusCode, headers: this.allHeaders, body: head ? "" : body });
    done();
  }
}

const servers = new Map<number, Server>();

class Server extends EventEmitter {
  listening = false;
  private port = 0;
  keepAliveTimeout = 5000;
  headersTimeout = 60_000;
  requestTimeout = 300_000;
  timeout = 0;

  constructor(
    private readonly secure: boolean,
    listener?: (request: IncomingMessage, response: ServerResponse) => void,
  ) {
    super();
    if (listener) this.on("request", listener);
  }

  listen(...args: unknown[]): this {
    const callback = args.find((arg) => typeof arg === "function") as (() => void) | undefined;
    const [first] = args;
    const wanted = typeof first === "object" && first !== null ? (first as { port?: number }).port : first;
    this.port = Number(wanted) || freePort();
    if (callback) this.once("listening", callback);
    const problem = host.listen(this.port);
    if (problem !== undefined) {
      const error = new Error(`listen ${problem.code}: address already in use :::${this.port}`);
      nextTick(() => this.emit("error", Object.assign(error, { code: problem.code, syscall: "listen", port: this.port })));
      return this;
    }
    servers.set(this.port, this);
    this.listening = true;
    hold();
    nextTick(() => this.emit("listening"));
    return this;
  }

  address(): { address: string; family: string; port: number } | null {
    return this.listening ? { address: "::", family: "IPv6", port: this.port } : null;
  }

  close(callback?: (error?: Error) => void): this {
    if (callback) this.once("close", callback);
    if (this.listening) {
      this.listening = false;
      servers.delete(this.port);
      host.close(this.port);
      release();
    }
    nextTick(() => this.emit("close"));
    return this;
  }

  closeAllConnections(): void {}
  closeIdleConnections(): void {}

  setTimeout(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  serve(incoming: Incoming): void {
    const request = new IncomingMessage(incoming, incoming.from);
    request.method = incoming.method;
    request.url = incoming.path;
    request.socket.encrypted = this.secure;
    this.emit("request", request, new ServerResponse(incoming.id, request));
  }
}

/** A port that nobody asked for by number. */
function freePort(): number {
  let port = 40_000;
  while (servers.has(port)) port += 1;
  return port;
}

export function serve(incoming: Incoming): void {
  const server = servers.get(incoming.port);
  call(() => server?.serve(incoming));
}

function fromUrl(url: string | URL): RequestOptions {
  const { protocol, hostname, port, pathname, search, username, password } = typeof url === "string" ? new URL(url) : url;
  const auth = username === "" ? {} : { auth: `${username}:${password}` };
  return { protocol, hostname, port, path: pathname + search, ...auth };
}

/** The module for one protocol. */
function moduleFor(secure: boolean): Record<string, unknown> {
  const name = secure ? "https:" : "http:";
  const request = (first: string | URL | RequestOptions, ...rest: unknown[]): ClientRequest => {
    const isUrl = typeof first === "string" || first instanceof URL;
    const given = isUrl ? (typeof rest[0] === "object" ? (rest[0] as RequestOptions) : {}) : (first as RequestOptions);
    const options = isUrl ? { ...fromUrl(first), ...given } : given;
    if (options.protocol !== undefined && options.protocol !== name) {
      const error = new TypeError(`Protocol "${options.protocol}" not supported. Expected "${name}"`);
      throw Object.assign(error, { code: "ERR_INVALID_PROTOCOL" });
    }
    return new ClientRequest(options, secure, rest.find((arg) => typeof arg === "function") as (answer: IncomingMessage) => void);
  };
  class Agent {
    constructor(readonly options: object = {}) {}
    destroy(): void {}
  }
  return {
    request,
    get: (...args: Parameters<typeof request>) => request(...args).end(),
    createServer: (...args: unknown[]) => new Server(secure, args.find((arg) => typeof arg === "function") as never),
    Agent,
    globalAgent: new Agent(),
    STATUS_CODES,
    METHODS,
    Server,
    IncomingMessage,
    ServerResponse,
    ClientRequest,
    connect: () => {
      throw missing("http.connect");
    },
  };
}

export const http = moduleFor(false);
export const https = moduleFor(true);
