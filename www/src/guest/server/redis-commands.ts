/** What redis-server does with commands: a set that people try first. Others are said to be unknown. */

export type Value = { kind: "string"; text: string } | { kind: "list"; items: string[] } | { kind: "hash"; fields: Record<string, string> } | { kind: "set"; members: string[] };

interface Entry {
  value: Value;
  /** When it goes away, in milliseconds since the epoch. */
  until?: number;
}

export type Reply = { status: string } | { error: string } | { number: number } | { text: string | null } | { list: Reply[] };

const OK: Reply = { status: "OK" };
const WRONG_TYPE: Reply = { error: "WRONGTYPE Operation against a key holding the wrong kind of value" };
const NOT_A_NUMBER: Reply = { error: "ERR value is not an integer or out of range" };
const SYNTAX: Reply = { error: "ERR syntax error" };

const number = (value: number): Reply => ({ number: value });
const text = (value: string | undefined): Reply => ({ text: value ?? null });
const texts = (values: readonly (string | undefined)[]): Reply => ({ list: values.map(text) });

/** A command, the fewest words behind it, and the most. */
type Command = [least: number, most: number, run: (words: string[], now: number) => Reply];

export class Data {
  private entries = new Map<string, Entry>();
  /** Something was changed since this was last set to false. */
  changed = false;

  /** What `load` takes. */
  dump(): string {
    return JSON.stringify([...this.entries]);
  }

  load(dump: string): void {
    const entries: unknown = JSON.parse(dump);
    if (Array.isArray(entries)) this.entries = new Map(entries as [string, Entry][]);
  }

  get size(): number {
    return this.entries.size;
  }

  run([name = "", ...words]: string[], now: number): Reply {
    for (const [key, { until }] of this.entries) if (until !== undefined && until <= now) this.entries.delete(key);
    const command = Object.hasOwn(this.commands, name.toUpperCase()) ? this.commands[name.toUpperCase()] : undefined;
    if (command === undefined) {
      return { error: `ERR unknown command '${name}', with args beginning with: ${words.map((word) => `'${word}' `).join("")}` };
    }
    const [least, most, run] = command;
    if (words.length < least || words.length > most) return { error: `ERR wrong number of arguments for '${name.toLowerCase()}' command` };
    return run(words, now);
  }

  private readonly commands: Record<string, Command> = {
    PING: [0, 1, ([message]) => (message === undefined ? { status: "PONG" } : text(message))],
    ECHO: [1, 1, ([message]) => text(message)],
    SELECT: [1, 1, ([index]) => (index === "0" ? OK : { error: "ERR not modelled: databases other than 0" })],
    SET: [2, 5, (words, now) => this.set(words, now)],
    SETNX: [2, 2, ([key = "", value = ""]) => number(this.entries.has(key) ? 0 : (this.put(key, { kind: "string", text: value }), 1))],
    GET: [1, 1, ([key = ""]) => this.string(key, (found) => text(found))],
    GETDEL: [1, 1, ([key = ""]) => this.string(key, (found) => (this.drop(key), text(found)))],
    MSET: [2, Infinity, (words) => this.setAll(words)],
    MGET: [1, Infinity, (keys) => texts(keys.map((key) => this.stringOf(key)))],
    APPEND: [2, 2, ([key = "", more = ""]) => this.string(key, (found) => number(this.putText(key, (found ?? "") + more).length))],
    STRLEN: [1, 1, ([key = ""]) => this.string(key, (found) => number(found?.length ?? 0))],
    INCR: [1, 1, ([key = ""]) => this.add(key, "1", 1)],
    DECR: [1, 1, ([key = ""]) => this.add(key, "1", -1)],
    INCRBY: [2, 2, ([key = "", by = ""]) => this.add(key, by, 1)],
    DECRBY: [2, 2, ([key = "", by = ""]) => this.add(key, by, -1)],
    DEL: [1, Infinity, (keys) => number(keys.filter((key) => this.drop(key)).length)],
    EXISTS: [1, Infinity, (keys) => number(keys.filter((key) => this.entries.has(key)).length)],
    KEYS: [1, 1, ([pattern = ""]) => texts([...this.entries.keys()].filter((key) => glob(pattern).test(key)))],
    TYPE: [1, 1, ([key = ""]) => ({ status: this.entries.get(key)?.value.kind ?? "none" })],
    RENAME: [2, 2, ([from = "", to = ""]) => this.rename(from, to)],
    EXPIRE: [2, 2, ([key = "", seconds = ""], now) => this.expire(key, now + Number(seconds) * 1000)],
    PEXPIRE: [2, 2, ([key = "", milliseconds = ""], now) => this.expire(key, now + Number(milliseconds))],
    TTL: [1, 1, ([key = ""], now) => this.left(key, now, 1000)],
    PTTL: [1, 1, ([key = ""], now) => this.left(key, now, 1)],
    PERSIST: [1, 1, ([key = ""]) => this.persist(key)],
    DBSIZE: [0, 0, () => number(this.entries.size)],
    FLUSHALL: [0, 1, () => this.flush()],
    FLUSHDB: [0, 1, () => this.flush()],
    LPUSH: [2, Infinity, ([key = "", ...items]) => this.list(key, (list) => number(list.unshift(...items.reverse())))],
    RPUSH: [2, Infinity, ([key = "", ...items]) => this.list(key, (list) => number(list.push(...items)))],
    LPOP: [1, 1, ([key = ""]) => this.list(key, (list) => text(list.shift()))],
    RPOP: [1, 1, ([key = ""]) => this.list(key, (list) => text(list.pop()))],
    LLEN: [1, 1, ([key = ""]) => this.list(key, (list) => number(list.length))],
    LRANGE: [3, 3, ([key = "", from = "", to = ""]) => this.list(key, (list) => texts(range(list, Number(from), Number(to))))],
    HSET: [3, Infinity, ([key = "", ...pairs]) => this.hash(key, (fields) => setFields(fields, pairs))],
    HGET: [2, 2, ([key = "", field = ""]) => this.hash(key, (fields) => text(fields[field]))],
    HGETALL: [1, 1, ([key = ""]) => this.hash(key, (fields) => texts(Object.entries(fields).flat()))],
    HKEYS: [1, 1, ([key = ""]) => this.hash(key, (fields) => texts(Object.keys(fields)))],
    HVALS: [1, 1, ([key = ""]) => this.hash(key, (fields) => texts(Object.values(fields)))],
    HLEN: [1, 1, ([key = ""]) => this.hash(key, (fields) => number(Object.keys(fields).length))],
    HEXISTS: [2, 2, ([key = "", field = ""]) => this.hash(key, (fields) => number(field in fields ? 1 : 0))],
    HDEL: [2, Infinity, ([key = "", ...names]) => this.hash(key, (fields) => number(names.filter((name) => name in fields && delete fields[name]).length))],
    SADD: [2, Infinity, ([key = "", ...items]) => this.members(key, (set) => number(items.filter((item) => !set.includes(item) && set.push(item)).length))],
    SREM: [2, Infinity, ([key = "", ...items]) => this.members(key, (set) => number(items.filter((item) => set.includes(item) && set.splice(set.indexOf(item), 1)).length))],
    SMEMBERS: [1, 1, ([key = ""]) => this.members(key, (set) => texts(set))],
    SISMEMBER: [2, 2, ([key = "", item = ""]) => this.members(key, (set) => number(set.includes(item) ? 1 : 0))],
    SCARD: [1, 1, ([key = ""]) => this.members(key, (set) => number(set.length))],
  };

  private put(key: string, value: Value): void {
    this.entries.set(key, { value });
    this.changed = true;
  }

  private putText(key: string, value: string): string {
    const until = this.entries.get(key)?.until;
    this.entries.set(key, { value: { kind: "string", text: value }, ...(until !== undefined && { until }) });
    this.changed = true;
    return value;
  }

  private drop(key: string): boolean {
    const was = this.entries.delete(key);
    this.changed ||= was;
    return was;
  }

  private flush(): Reply {
    this.entries.clear();
    this.changed = true;
    return OK;
  }

  private stringOf(key: string): string | undefined {
    const value = this.entries.get(key)?.value;
    return value?.kind === "string" ? value.text : undefined;
  }

  private string(key: string, use: (found: string | undefined) => Reply): Reply {
    const value = this.entries.get(key)?.value;
    return value !== undefined && value.kind !== "string" ? WRONG_TYPE : use(value?.text);
  }

  /** Works on what a key holds, or on an empty one of its kind; what is empty afterwards goes away. */
  private on<Kind extends Value["kind"]>(key: string, fresh: Extract<Value, { kind: Kind }>, use: (value: Extract<Value, { kind: Kind }>) => Reply): Reply {
    const known = this.entries.get(key);
    if (known !== undefined && known.value.kind !== fresh.kind) return WRONG_TYPE;
    const value = (known?.value ?? fresh) as Extract<Value, { kind: Kind }>;
    const before = JSON.stringify(value);
    const reply = use(value);
    if (JSON.stringify(value) === before) return reply;
    this.changed = true;
    if (isEmpty(value)) this.entries.delete(key);
    else if (known === undefined) this.entries.set(key, { value });
    return reply;
  }

  private list(key: string, use: (items: string[]) => Reply): Reply {
    return this.on(key, { kind: "list", items: [] }, ({ items }) => use(items));
  }

  private hash(key: string, use: (fields: Record<string, string>) => Reply): Reply {
    return this.on(key, { kind: "hash", fields: {} }, ({ fields }) => use(fields));
  }

  private members(key: string, use: (set: string[]) => Reply): Reply {
    return this.on(key, { kind: "set", members: [] }, ({ members }) => use(members));
  }

  private set([key = "", value = "", ...options]: string[], now: number): Reply {
    const words = options.map((word) => word.toUpperCase());
    const known = this.entries.has(key);
    let until: number | undefined;
    for (let at = 0; at < words.length; at += 1) {
      const word = words[at];
      if (word === "NX" || word === "XX") {
        if (known === (word === "NX")) return text(undefined);
      } else if (word === "EX" || word === "PX") {
        const count = Number(words[++at]);
        if (!Number.isInteger(count) || count <= 0) return { error: "ERR invalid expire time in 'set' command" };
        until = now + count * (word === "EX" ? 1000 : 1);
      } else return SYNTAX;
    }
    this.put(key, { kind: "string", text: value });
    const entry = this.entries.get(key);
    if (entry !== undefined && until !== undefined) entry.until = until;
    return OK;
  }

  private setAll(words: string[]): Reply {
    if (words.length % 2 === 1) return { error: "ERR wrong number of arguments for 'mset' command" };
    for (let at = 0; at < words.length; at += 2) this.put(words[at] ?? "", { kind: "string", text: words[at + 1] ?? "" });
    return OK;
  }

  private add(key: string, by: string, sign: number): Reply {
    return this.string(key, (found) => {
      const sum = Number(found ?? "0") + sign * Number(by);
      if (!/^-?\d+$/.test(found ?? "0") || !/^-?\d+$/.test(by) || !Number.isSafeInteger(sum)) return NOT_A_NUMBER;
      this.putText(key, String(sum));
      return number(sum);
    });
  }

  private rename(from: string, to: string): Reply {
    const entry = this.entries.get(from);
    if (entry === undefined) return { error: "ERR no such key" };
    this.drop(from);
    this.entries.set(to, entry);
    return OK;
  }

  private expire(key: string, until: number): Reply {
    const entry = this.entries.get(key);
    if (Number.isNaN(until)) return NOT_A_NUMBER;
    if (entry === undefined) return number(0);
    entry.until = until;
    this.changed = true;
    return number(1);
  }

  private left(key: string, now: number, unit: number): Reply {
    const entry = this.entries.get(key);
    if (entry === undefined) return number(-2);
    return number(entry.until === undefined ? -1 : Math.round((entry.until - now) / unit));
  }

  private persist(key: string): Reply {
    const entry = this.entries.get(key);
    if (entry?.until === undefined) return number(0);
    delete entry.until;
    this.changed = true;
    return number(1);
  }
}

function isEmpty(value: Value): boolean {
  switch (value.kind) {
    case "string":
      return false;
    case "list":
      return value.items.length === 0;
    case "hash":
      return Object.keys(value.fields).length === 0;
    case "set":
      return value.members.length === 0;
  }
}

function setFields(fields: Record<string, string>, pairs: string[]): Reply {
  if (pairs.length % 2 === 1) return { error: "ERR wrong number of arguments for 'hset' command" };
  let added = 0;
  for (let at = 0; at < pairs.length; at += 2) {
    const field = pairs[at] ?? "";
    if (!(field in fields)) added += 1;
    fields[field] = pairs[at + 1] ?? "";
  }
  return number(added);
}

/** From one place to another, both included; negative ones count from the end. */
function range(list: string[], from: number, to: number): string[] {
  const place = (index: number): number => (index < 0 ? Math.max(0, list.length + index) : index);
  return list.slice(place(from), to < 0 ? list.length + to + 1 : to + 1);
}

/** A pattern of KEYS. */
function glob(pattern: string): RegExp {
  const parts = [...pattern.matchAll(/\\.|\[[^\]]*\]|[^]/g)].map(([part]) => {
    if (part === "*") return "[^]*";
    if (part === "?") return "[^]";
    return part.startsWith("[") && part.length > 1 ? part : part.replace(/^\\/, "").replace(/[.+^${}()|\\[\]]/g, "\\$&");
  });
  return new RegExp(`^${parts.join("")}$`);
}
