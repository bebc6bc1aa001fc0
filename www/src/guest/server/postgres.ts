/** PostgreSQL, simulated narrowly: it starts, says so, waits and stops; `psql` answers a SELECT of constants. */
import { clock, pad, Process, Server } from "../process.js";

const PORT = 5432;
const SOCKET = "/var/run/postgresql";

const NO_PASSWORD = `Error: Database is uninitialized and superuser password is not specified.
       You must specify POSTGRES_PASSWORD to a non-empty value for the
       superuser. For example, "-e POSTGRES_PASSWORD=password" on "docker run".

       You may also use "POSTGRES_HOST_AUTH_METHOD=trust" to allow all
       connections without a password. This is *not* recommended.

       See PostgreSQL documentation about "trust":
       https://www.postgresql.org/docs/current/auth-trust.html
`;

export class Postgres extends Server {
  start(): void {
    const { argv, env, resumed } = this.program;
    if (argv.includes("--version") || argv.includes("-V")) {
      this.print(`postgres (PostgreSQL) ${versionOf(env)}\n`);
      return this.end(0);
    }
    const data = env["PGDATA"] ?? "/var/lib/postgresql/data";
    const initialised = !("code" in this.machine.files.stat(`${data}/PG_VERSION`, true));
    if (!initialised && (env["POSTGRES_PASSWORD"] ?? "") === "" && env["POSTGRES_HOST_AUTH_METHOD"] !== "trust") {
      this.complain(NO_PASSWORD);
      return this.end(1);
    }
    if (!resumed) {
      if (initialised) this.print("\nPostgreSQL Database directory appears to contain a database; Skipping initialization\n\n");
      else this.initialise(data);
      this.begin();
    }
    this.machine.network.listenTo(PORT, (query) => this.answer(query));
  }

  override signal(name: string): void {
    const kind = { INT: "fast", TERM: "smart", QUIT: "immediate" }[name];
    if (kind === undefined) return;
    this.log(`received ${kind} shutdown request`);
    if (name === "INT") this.log("aborting any active transactions");
    this.log('background worker "logical replication launcher" (PID 68) exited with exit code 1');
    this.log("shutting down", 63);
    this.log("database system is shut down");
    this.end(0);
  }

  private initialise(data: string): void {
    const { env } = this.program;
    this.print('The files belonging to this database system will be owned by user "postgres".\nThis user must also own the server process.\n\n');
    this.print(`fixing permissions on existing directory ${data} ... ok\ncreating subdirectories ... ok\n\nSuccess.\n\n`);
    const database = env["POSTGRES_DB"] ?? env["POSTGRES_USER"] ?? "postgres";
    if (database !== "postgres") this.print("CREATE DATABASE\n\n");
    this.machine.files.write(`${data}/PG_VERSION`, new TextEncoder().encode(`${env["PG_MAJOR"] ?? "18"}\n`), false, 0o600);
    this.print("layerlab: this server is simulated: it keeps no tables\n\nPostgreSQL init process complete; ready for start up.\n\n");
  }

  private begin(): void {
    this.log(`starting PostgreSQL ${versionOf(this.program.env)} on x86_64-pc-linux-gnu (simulated), 64-bit`);
    this.log(`listening on IPv4 address "0.0.0.0", port ${PORT}`);
    this.log(`listening on IPv6 address "::", port ${PORT}`);
    this.log(`listening on Unix socket "${SOCKET}/.s.PGSQL.${PORT}"`);
    this.log("database system is ready to accept connections");
  }

  private log(message: string, pid = this.program.pid, level = "LOG"): void {
    const time = this.now();
    const day = `${time.getUTCFullYear()}-${pad(time.getUTCMonth() + 1)}-${pad(time.getUTCDate())}`;
    this.complain(`${day} ${clock(time)}.${pad(time.getUTCMilliseconds(), 3)} UTC [${pid}] ${level}:  ${message}\n`);
  }

  /** A query's columns as lines of JSON, or what is wrong with it behind `ERROR`. */
  private answer(query: string): string {
    const columns = select(query, this.program.env, this.now());
    if (typeof columns !== "string") return JSON.stringify(columns);
    this.log(columns, 70, "ERROR");
    return `ERROR:  ${columns}`;
  }
}

function versionOf(env: Record<string, string>): string {
  return /^[\d.]+/.exec(env["PG_VERSION"] ?? "")?.[0] ?? "18.1";
}

type Column = [name: string, value: string, rightAligned: boolean];

/** A SELECT of constants; anything else is said not to be modelled. */
function select(query: string, env: Record<string, string>, now: Date): Column[] | string {
  const list = /^\s*select\s+([^]+?)\s*;?\s*$/i.exec(query)?.[1];
  if (list === undefined) return `not modelled: ${query.trim()}`;
  const columns: Column[] = [];
  for (const [, text = ""] of list.matchAll(/\s*((?:'[^']*'|[^,])+)(?:,|$)/g)) {
    const [, value = "", name] = /^\s*([^]+?)(?:\s+as\s+"?(\w+)"?)?\s*$/i.exec(text) ?? [];
    const found = constant(value, env, now);
    if (found === undefined) return `not modelled: SELECT ${value}`;
    columns.push([name ?? found[0], found[1], found[2]]);
  }
  return columns;
}

function constant(value: string, env: Record<string, string>, now: Date): Column | undefined {
  if (/^-?\d+(\.\d+)?$/.test(value)) return ["?column?", value, true];
  if (/^'[^']*'$/.test(value)) return ["?column?", value.slice(1, -1), false];
  const user = env["POSTGRES_USER"] ?? "postgres";
  switch (value.toLowerCase()) {
    case "version()":
      return ["version", `PostgreSQL ${versionOf(env)} on x86_64-pc-linux-gnu (simulated), 64-bit`, false];
    case "now()":
      return ["now", now.toISOString().replace("T", " ").replace("Z", "+00"), false];
    case "current_user":
      return ["current_user", user, false];
    case "current_database()":
      return ["current_database", env["POSTGRES_DB"] ?? user, false];
    default:
      return undefined;
  }
}

/** The host and port that the options and the environment of a client name. */
function place({ argv, env }: { argv: string[]; env: Record<string, string> }): { host: string | undefined; port: number } {
  const value = (short: string, long: string): string | undefined => {
    const joined = argv.find((word) => word.startsWith(`${long}=`));
    const at = argv.findIndex((word) => word === short || word === long);
    return joined?.slice(long.length + 1) ?? (at < 0 ? undefined : argv[at + 1]);
  };
  return { host: value("-h", "--host") ?? env["PGHOST"], port: Number(value("-p", "--port") ?? env["PGPORT"] ?? PORT) };
}

export class PgIsReady extends Process {
  start(): void {
    const { host, port } = place(this.program);
    const open = this.machine.network.isOpen(host ?? "localhost", port);
    this.print(`${host ?? SOCKET}:${port} - ${open ? "accepting connections" : "no response"}\n`);
    this.end(open ? 0 : 2);
  }
}

export class Psql extends Process {
  private input = "";
  private queries: string[] = [];
  private given = false;
  private bare = false;

  start(): void {
    const { argv, env } = this.program;
    if (argv.includes("--version") || argv.includes("-V")) {
      this.print(`psql (PostgreSQL) ${versionOf(env)}\n`);
      return this.end(0);
    }
    for (let at = 0; at < argv.length; at += 1) {
      const word = argv[at] ?? "";
      if (/^-[qXAt]*c$/.test(word) || word === "--command") this.queries.push(argv[++at] ?? "");
      this.bare ||= /^-[A-Za-z]*t/.test(word) && /^-[A-Za-z]*A|^-[A-Za-z]*t[A-Za-z]*A/.test(word);
    }
    this.bare ||= argv.includes("-t") && argv.includes("-A");
    this.given = this.queries.length > 0;
    if (this.given) return this.query();
    if (!this.program.tty) return;
    this.complain("not modelled: psql at a prompt; give it a query with -c\n");
    this.end(1);
  }

  override take(text: string | null): void {
    if (this.isOver || this.given) return;
    if (text !== null) {
      this.input += text;
      return;
    }
    this.queries = this.input.split(";").filter((query) => query.trim() !== "");
    this.query();
  }

  private query(): void {
    const query = this.queries.shift();
    if (query === undefined) return this.end(0);
    const { host, port } = place(this.program);
    if (host !== undefined && this.machine.network.resolve(host) === undefined) {
      this.complain(`psql: error: could not translate host name "${host}" to address: Name or service not known\n`);
      return this.end(2);
    }
    this.machine.network.talk(host ?? "localhost", port, query, (answer, took) => {
      this.after(took, () => {
        if (typeof answer !== "string") {
          const where = host === undefined ? `on socket "${SOCKET}/.s.PGSQL.${port}" failed: No such file or directory` : `at "${host}", port ${port} failed: Connection refused`;
          this.complain(`psql: error: connection to server ${where}\n\tIs the server running ${host === undefined ? "locally and accepting connections on that socket" : "on that host and accepting TCP/IP connections"}?\n`);
          return this.end(2);
        }
        if (answer.startsWith("ERROR")) {
          this.complain(`${answer}\n`);
          return this.end(1);
        }
        this.print(this.table(JSON.parse(answer) as Column[]));
        this.query();
      });
    });
  }

  private table(columns: Column[]): string {
    if (this.bare) return `${columns.map(([, value]) => value).join("|")}\n`;
    const widths = columns.map(([name, value]) => Math.max(name.length, value.length));
    const centred = (name: string, width: number): string => name.padStart(name.length + Math.floor((width - name.length) / 2)).padEnd(width);
    const head = columns.map(([name], at) => ` ${centred(name, widths[at] ?? 0)} `).join("|");
    const row = columns.map(([, value, right], at) => ` ${right ? value.padStart(widths[at] ?? 0) : value.padEnd(widths[at] ?? 0)} `).join("|");
    return `${head}\n${widths.map((width) => "-".repeat(width + 2)).join("+")}\n${row.trimEnd()}\n(1 row)\n\n`;
  }
}
