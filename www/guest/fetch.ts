/** `fetch`, over `http` and `https`. */
import { http, https } from "./http.js";

interface Init {
  method?: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
}

interface Reply extends AsyncIterable<Uint8Array> {
  statusCode: number;
  statusMessage: string;
  headers: Record<string, string>;
}

interface Sending {
  on(event: "response", listener: (reply: Reply) => void): this;
  on(event: "error", listener: (error: Error) => void): this;
  end(body?: string | Uint8Array): void;
}

/** How many redirections are followed. */
const MOST_REDIRECTS = 20;

class Headers {
  constructor(private readonly values: Record<string, string>) {}

  get(name: string): string | null {
    return this.values[name.toLowerCase()] ?? null;
  }

  has(name: string): boolean {
    return name.toLowerCase() in this.values;
  }

  entries(): IterableIterator<[string, string]> {
    return Object.entries(this.values)[Symbol.iterator]();
  }

  forEach(call: (value: string, name: string) => void): void {
    for (const [name, value] of this.entries()) call(value, name);
  }

  [Symbol.iterator](): IterableIterator<[string, string]> {
    return this.entries();
  }
}

class Response {
  readonly ok: boolean;
  bodyUsed = false;

  constructor(
    readonly url: string,
    readonly status: number,
    readonly statusText: string,
    readonly headers: Headers,
    readonly redirected: boolean,
    private readonly bytes: Buffer,
  ) {
    this.ok = status >= 200 && status < 300;
  }

  async text(): Promise<string> {
    return (await this.take()).toString();
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text());
  }

  async arrayBuffer(): Promise<ArrayBufferLike> {
    const bytes = await this.take();
    return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  }

  private async take(): Promise<Buffer> {
    if (this.bodyUsed) throw new TypeError("Body is unusable: Body has already been read");
    this.bodyUsed = true;
    return this.bytes;
  }
}

export async function fetch(input: string | URL | { url: string }, init: Init = {}, redirects = 0): Promise<Response> {
  const url = new URL(typeof input === "object" && "url" in input ? input.url : String(input));
  const module = url.protocol === "https:" ? https : http;
  const send = module.request as (url: URL, options: object) => Sending;
  const reply = await new Promise<Reply>((resolve, reject) => {
    const failed = (cause: Error) => reject(Object.assign(new TypeError("fetch failed"), { cause }));
    send(url, { method: init.method ?? "GET", headers: init.headers ?? {} }).on("response", resolve).on("error", failed).end(init.body);
  });
  const chunks: Uint8Array[] = [];
  for await (const chunk of reply) chunks.push(chunk);
  const { location } = reply.headers;
  if (location !== undefined && [301, 302, 303, 307, 308].includes(reply.statusCode)) {
    if (redirects === MOST_REDIRECTS) throw new TypeError("fetch failed: too many redirects");
    return fetch(new URL(location, url), init, redirects + 1);
  }
  return new Response(url.href, reply.statusCode, reply.statusMessage, new Headers(reply.headers), redirects > 0, Buffer.concat(chunks));
}
