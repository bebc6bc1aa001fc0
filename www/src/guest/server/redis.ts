/** redis-server and redis-cli, simulated. The dump in /data is our own and says so. */
import { clock, MONTHS, pad, Process, Server } from "../process.js";
import { Data, type Reply } from "./redis-commands.js";

const PORT = 6379;
/** What stands at the head of a dump. */
const MARK = "layerlab: a simulated dump of redis-server\n";

export class RedisServer extends Server {
  private readonly data = new Data();
  private port = PORT;
  private file = "";

  start(): void {
    const { argv, cwd, memory, resumed, pid } = this.program;
    if (argv.includes("--version") || argv.includes("-v")) {
      this.print(`Redis server v=${this.version} (simulated)\n`);
      return this.end(0);
    }
    const value = (flag: string): string | undefined => (argv.includes(flag) ? argv[argv.indexOf(flag) + 1] : undefined);
    this.port = Number(value("--port") ?? PORT);
    this.file = `${value("--dir") ?? cwd}/${value("--dbfilename") ?? "dump.rdb"}`.replaceAll("//", "/");
    if (!this.machine.network.listenTo(this.port, (text) => this.talk(text))) {
      this.log("#", `Warning: Could not create server TCP listening socket *:${this.port}: bind: Address already in use`);
      return this.end(1);
    }
    if (resumed) {
      if (memory !== "") this.data.load(memory);
      return;
    }
    this.log("*", "oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo", "C");
    this.log("*", `Redis version=${this.version}, bits=64, commit=00000000, modified=0, pid=${pid}, just started`, "C");
    const config = argv[0]?.startsWith("-") === false;
    if (config) this.log("*", "Configuration loaded", "C");
    else this.log("#", "Warning: no config file specified, using the default config. In order to specify a config file use redis-server /path/to/redis.conf", "C");
    this.log("*", "monotonic clock: POSIX clock_gettime");
    this.log("*", `Running mode=standalone, port=${this.port}.`);
    this.log("*", "Server initialized");
    this.load();
    this.log("*", "Ready to accept connections tcp");
  }

  override signal(name: string): void {
    if (name !== "TERM" && name !== "INT") return;
    this.print(`${this.program.pid}:signal-handler (${Math.floor(this.machine.now() / 1000)}) Received SIG${name} scheduling shutdown...\n`);
    this.log("*", "User requested shutdown...");
    this.log("*", "Saving the final RDB snapshot before exiting.");
    if (this.save()) this.log("*", "DB saved on disk");
    this.log("#", "Redis is now ready to exit, bye bye...");
    this.end(0);
  }

  private get version(): string {
    return /redis-([\d.]+)\.tar/.exec(this.program.env["REDIS_DOWNLOAD_URL"] ?? "")?.[1] ?? "8.4.0";
  }

  private log(mark: string, message: string, role = "M"): void {
    const time = this.now();
    const stamp = `${pad(time.getUTCDate())} ${MONTHS[time.getUTCMonth()]} ${time.getUTCFullYear()} ${clock(time)}.${pad(time.getUTCMilliseconds(), 3)}`;
    this.print(`${this.program.pid}:${role} ${stamp} ${mark} ${message}\n`);
  }

  private load(): void {
    const bytes = this.machine.files.read(this.file);
    if (!(bytes instanceof Uint8Array)) return;
    const text = new TextDecoder().decode(bytes);
    if (!text.startsWith(MARK)) return this.log("#", `layerlab: ${this.file} is no dump of the simulated redis-server and is not loaded`);
    this.data.load(text.slice(MARK.length));
    this.log("*", `Done loading RDB, keys loaded: ${this.data.size}, keys expired: 0.`);
    this.log("*", "DB loaded from disk: 0.000 seconds");
  }

  private save(): boolean {
    const refused = this.machine.files.write(this.file, new TextEncoder().encode(MARK + this.data.dump()), false, 0o600);
    if (refused !== undefined) this.log("#", `Failed opening the temp RDB file for saving: ${refused.code}`);
    return refused === undefined;
  }

  private talk(text: string): string {
    const replies = requests(text).map((words) => encode(this.run(words)));
    if (this.data.changed) this.machine.keep(this.data.dump());
    this.data.changed = false;
    return replies.join("");
  }

  private run(words: string[]): Reply {
    switch (words[0]?.toUpperCase()) {
      case "SAVE":
        return this.save() ? { status: "OK" } : { error: "ERR" };
      case "BGSAVE":
        return this.save() ? { status: "Background saving started" } : { error: "ERR" };
      case "INFO":
        return { text: `# Server\r\nredis_version:${this.version}\r\nredis_mode:standalone\r\nos:simulated\r\ntcp_port:${this.port}\r\n\r\n# Keyspace\r\ndb0:keys=${this.data.size}\r\n` };
      case "QUIT":
        return { status: "OK" };
      default:
        return this.data.run(words, this.machine.now());
    }
  }
}

/** The commands of a text: arrays of the protocol, or lines. */
function requests(text: string): string[][] {
  const found: string[][] = [];
  let rest = text;
  while (rest !== "") {
    const count = /^\*(\d+)\r\n/.exec(rest);
    if (count === null) {
      const [line = "", ...others] = rest.split("\n");
      rest = others.join("\n");
      const words = line.trim().split(/\s+/).filter(Boolean);
      if (words.length > 0) found.push(words);
      continue;
    }
    rest = rest.slice(count[0].length);
    const words: string[] = [];
    for (let left = Number(count[1]); left > 0; left -= 1) {
      const length = /^\$(\d+)\r\n/.exec(rest);
      if (length === null) return found;
      const start = length[0].length;
      words.push(rest.slice(start, start + Number(length[1])));
      rest = rest.slice(start + Number(length[1]) + 2);
    }
    found.push(words);
  }
  return found;
}

function encode(reply: Reply): string {
  if ("status" in reply) return `+${reply.status}\r\n`;
  if ("error" in reply) return `-${reply.error}\r\n`;
  if ("number" in reply) return `:${reply.number}\r\n`;
  if ("list" in reply) return `*${reply.list.length}\r\n${reply.list.map(encode).join("")}`;
  return reply.text === null ? "$-1\r\n" : `$${reply.text.length}\r\n${reply.text}\r\n`;
}

/** Reads one reply; also what follows it. */
function decode(text: string): [Reply, string] {
  const end = text.indexOf("\r\n");
  const [mark, line, rest] = [text[0], text.slice(1, end), text.slice(end + 2)];
  if (mark === "+") return [{ status: line }, rest];
  if (mark === "-") return [{ error: line }, rest];
  if (mark === ":") return [{ number: Number(line) }, rest];
  if (mark === "$" && line === "-1") return [{ text: null }, rest];
  if (mark === "$") return [{ text: rest.slice(0, Number(line)) }, rest.slice(Number(line) + 2)];
  const list: Reply[] = [];
  let left = rest;
  for (let count = Number(line); count > 0; count -= 1) {
    const [reply, after] = decode(left);
    list.push(reply);
    left = after;
  }
  return [{ list }, left];
}

/** A reply as a program reads it. */
function raw(reply: Reply): string {
  if ("status" in reply) return reply.status;
  if ("error" in reply) return `${reply.error}\n`;
  if ("number" in reply) return String(reply.number);
  return "list" in reply ? reply.list.map(raw).join("\n") : (reply.text ?? "");
}

/** A reply as a person reads it. */
function shown(reply: Reply, indent = ""): string {
  if ("status" in reply) return reply.status;
  if ("error" in reply) return `(error) ${reply.error}`;
  if ("number" in reply) return `(integer) ${reply.number}`;
  if ("text" in reply) return reply.text === null ? "(nil)" : JSON.stringify(reply.text);
  if (reply.list.length === 0) return "(empty array)";
  const width = String(reply.list.length).length;
  return reply.list.map((each, index) => `${index === 0 ? "" : indent}${String(index + 1).padStart(width)}) ${shown(each, `${indent}${" ".repeat(width + 2)}`)}`).join("\n");
}

export class RedisCli extends Process {
  private host = "127.0.0.1";
  private port = PORT;
  private lines = "";
  private command: string[] = [];
  private forPeople = false;
  private asking = false;
  private over = false;

  start(): void {
    const { argv, tty } = this.program;
    this.forPeople = tty;
    const rest = [...argv];
    for (let word = rest[0]; word?.startsWith("-") === true; word = rest[0]) {
      rest.shift();
      if (word === "-h") this.host = rest.shift() ?? "";
      else if (word === "-p") this.port = Number(rest.shift());
      else if (word === "--raw") this.forPeople = false;
      else if (word === "--no-raw") this.forPeople = true;
      else if (word === "--version" || word === "-v") {
        this.print("redis-cli (simulated)\n");
        return this.end(0);
      } else if (word === "-n" || word === "-a") rest.shift();
      else if (word !== "--no-auth-warning") {
        this.complain(`not modelled: redis-cli ${word}\n`);
        return this.end(1);
      }
    }
    this.command = rest;
    if (rest.length > 0) return this.ask(rest, (failed) => this.end(failed ? 1 : 0));
    this.prompt();
  }

  override take(text: string | null): void {
    if (this.isOver || this.command.length > 0) return;
    if (text === null) this.over = true;
    else this.lines += text;
    this.readLine();
  }

  private prompt(): void {
    if (this.program.tty) this.print(`${this.host}:${this.port}> `);
  }

  /** The next line that was typed or piped in. */
  private readLine(): void {
    if (this.asking) return;
    const end = this.lines.indexOf("\n");
    if (end < 0 && !(this.over && this.lines !== "")) return this.over ? this.end(0) : undefined;
    const line = end < 0 ? this.lines : this.lines.slice(0, end);
    this.lines = end < 0 ? "" : this.lines.slice(end + 1);
    const words = [...line.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S+)/g)].map(([, double, single, plain]) => double ?? single ?? plain ?? "");
    if (["quit", "exit"].includes(words[0]?.toLowerCase() ?? "")) return this.end(0);
    const go = (): void => {
      this.prompt();
      this.readLine();
    };
    if (words.length === 0) return go();
    this.ask(words, go);
  }

  private ask(words: string[], then: (failed: boolean) => void): void {
    this.asking = true;
    const text = `*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join("")}`;
    if (this.machine.network.resolve(this.host) === undefined) {
      this.complain(`Could not connect to Redis at ${this.host}:${this.port}: Name or service not known\n`);
      return this.end(1);
    }
    this.machine.network.talk(this.host, this.port, text, (answer, took) => {
      this.after(took, () => {
        this.asking = false;
        if (typeof answer !== "string") {
          this.complain(`Could not connect to Redis at ${this.host}:${this.port}: Connection refused\n`);
          return this.end(1);
        }
        const [reply] = decode(answer);
        this.print(`${this.forPeople ? shown(reply) : raw(reply)}\n`);
        then("error" in reply);
      });
    });
  }
}
