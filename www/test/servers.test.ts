/** Servers of containers and what asks them: two containers on one network, their files in maps. */
import { expect, test } from "vitest";
import type { Running } from "../src/guest/driver.js";
import type { HttpRequest, HttpResponse, Machine, Program } from "../src/guest/machine.js";
import { programs } from "../src/guest/programs.js";
import { Wires } from "../src/guest/wires.js";
import { filesOf, START } from "./node-machine.js";

const RUNNERS = programs(() => Promise.reject(new Error("no JavaScript here")));
const ADDRESSES: Record<string, string> = { web: "172.18.0.2", shell: "172.18.0.3" };

class World {
  now = START;
  readonly files: Record<string, Map<string, Uint8Array>> = { web: new Map(), shell: new Map() };
  readonly kept: Record<string, string> = {};
  readonly running: Running[] = [];
  readonly wires = new Wires({
    reach: (from, host) => {
      const name = host === "localhost" || host === "127.0.0.1" ? from : (Object.keys(ADDRESSES).find((each) => each === host || ADDRESSES[each] === host) ?? "");
      return name === "" || ADDRESSES[name] === undefined ? undefined : { container: name, address: host === "localhost" ? "127.0.0.1" : ADDRESSES[name] };
    },
    published: (port) => (port === 8080 ? { container: "web", address: "172.18.0.2", port: 80 } : undefined),
  });

  write(container: string, files: Record<string, string>): void {
    for (const [path, text] of Object.entries(files)) this.files[container]?.set(path, Buffer.from(text));
  }

  /** Starts a program; gives what it has written so far (stderr in angle brackets) and its exit status. */
  async start(container: string, argv: string[], given: Partial<Program> = {}, input?: string): Promise<{ output: () => string; exit: () => number | undefined; running: Running }> {
    let output = "";
    let exit: number | undefined;
    const name = argv[0] ?? "";
    const machine: Machine = {
      files: filesOf(this.files[container] ?? new Map<string, Uint8Array>()),
      network: this.wires.of(container, () => undefined),
      now: () => this.now,
      write: (stream, bytes) => {
        const text = Buffer.from(bytes).toString();
        output += stream === "stdout" ? text : `<${text}>`;
      },
      keep: (memory) => void (this.kept[container] = memory),
      tell: () => false,
      exit: (code) => {
        exit = code;
      },
    };
    const program: Program = { argv: argv.slice(1), env: {}, cwd: "/data", pid: 1, uid: 0, gid: 0, hostname: container, tty: false, columns: 80, rows: 24, started: START, resumed: false, memory: "", ...given };
    const running = await RUNNERS[name]!(program, machine);
    this.running.push(running);
    running.start();
    if (input !== undefined) running.take(input);
    running.take(null);
    for (let turn = 0; turn < 10; turn += 1) this.pass(10);
    return { output: () => output, exit: () => exit, running };
  }

  pass(milliseconds: number): void {
    this.now += milliseconds;
    for (const each of this.running) each.advance(this.now);
  }

  async ask(host: string, port: number, path: string, more: Partial<HttpRequest> = {}): Promise<HttpResponse> {
    return new Promise((resolve, reject) => {
      const request: HttpRequest = { secure: false, host, port, method: "GET", path, headers: { Host: host, "User-Agent": "test" }, body: "", ...more };
      this.wires.of("shell", () => undefined).send(request, (outcome) => ("status" in outcome ? resolve(outcome) : reject(new Error(outcome.code))));
      this.pass(10);
    });
  }
}

const NGINX = { "/etc/nginx/nginx.conf": "events {}\nhttp { include mime.types; include /etc/nginx/conf.d/*.conf; }\n", "/etc/nginx/mime.types": "types { text/html html; }\n", "/srv/index.html": "<h1>hello</h1>\n", "/srv/a/b.txt": "b\n" };
const nginx = ["nginx", "-g", "daemon off;"];

/** [what it shows, the body of a server block, a path, status, a part of the body or of a header]. */
const SITES: [string, string, string, number, string][] = [
  ["gives the index", "root /srv;", "/", 200, "<h1>hello</h1>"],
  ["gives files", "root /srv;", "/a/b.txt?x", 200, "b\n"],
  ["doesn't find others", "root /srv;", "/none", 404, "404 Not Found"],
  ["stays below its root", "root /srv;", "/../etc/nginx/nginx.conf", 404, "404 Not Found"],
  ["sends directories on", "root /srv;", "/a", 301, "http://web/a/"],
  ["lists nothing unasked", "root /srv;", "/a/", 403, "403 Forbidden"],
  ["lists where it is asked to", "root /srv; autoindex on;", "/a/", 200, '<a href="b.txt">b.txt</a>'],
  ["returns", 'location /x { return 200 "at $uri"; }', "/x/y", 200, "at /x/y"],
  ["prefers exact locations", "location / { return 200 a; } location = /x { return 200 b; } location ~ ^/x { return 200 c; }", "/x", 200, "b"],
  ["prefers patterns to prefixes", "location / { return 200 a; } location ~* \\.TXT$ { return 200 c; }", "/x.txt", 200, "c"],
  ["tries files", "root /srv; location / { try_files $uri /index.html; }", "/some/page", 200, "hello"],
  ["aliases", "location /files/ { alias /srv/a/; }", "/files/b.txt", 200, "b\n"],
  ["has pages for errors", "root /srv; error_page 404 /index.html;", "/none", 404, "hello"],
  ["adds headers", 'root /srv; add_header X-Seen "yes";', "/", 200, "yes"],
  ["passes on", "location /api/ { proxy_pass http://shell:9000/; }", "/api/b.txt", 200, "b\n"],
  ["says that nobody answers behind it", "location / { proxy_pass http://shell:9001; }", "/", 502, "502 Bad Gateway"],
];

test.each(SITES)("nginx %s", async (_name, block, path, status, part) => {
  const world = new World();
  world.write("web", { ...NGINX, "/etc/nginx/conf.d/default.conf": `server { listen 80; ${block} }\n` });
  world.write("shell", { "/data/b.txt": "b\n" });
  await world.start("shell", ["python", "-m", "http.server", "9000"]);
  const run = await world.start("web", nginx);
  const response = await world.ask("web", 80, path);
  expect([response.status, [response.body, ...Object.values(response.headers)].join("\n")]).toEqual([status, expect.stringContaining(part)]);
  expect(run.output()).toContain(`172.18.0.3 - - [02/Jan/2026:03:04:05 +0000] "GET ${path} HTTP/1.1" ${status} `);
});

test("nginx ends when asked to, and says so", async () => {
  const world = new World();
  world.write("web", { ...NGINX, "/etc/nginx/conf.d/default.conf": "server { root /srv; }\n" });
  const run = await world.start("web", nginx);
  run.running.signal("QUIT");
  expect(run.exit()).toBe(0);
  expect(run.output()).toMatch(/\[notice\] 1#1: signal 3 \(SIGQUIT\) received, shutting down\n[^]*1#1: exit\n>$/);
});

/** [configuration, what `nginx -t` says]. */
const CONFIGS: [string, string][] = [
  ["server { root /srv; }", "<nginx: the configuration file /etc/nginx/nginx.conf syntax is ok\nnginx: configuration file /etc/nginx/nginx.conf test is successful\n>"],
  ["server { rot /srv; }", 'nginx: [emerg] unknown directive "rot" in /etc/nginx/conf.d/default.conf:1\n'],
  ["server {\n  root /srv;\n", 'unexpected end of file, expecting "}" in /etc/nginx/conf.d/default.conf:3\n'],
  ["server { location / { proxy_pass http://nobody; } }", 'host not found in upstream "nobody" in /etc/nginx/conf.d/default.conf:1\n'],
  ["server { ssl_certificate /x; }", 'layerlab: nginx: the directive "ssl_certificate" in /etc/nginx/conf.d/default.conf:1 is not modelled and has no effect\n'],
];

test.each(CONFIGS)("nginx -t on %j", async (config, said) => {
  const world = new World();
  world.write("web", { ...NGINX, "/etc/nginx/conf.d/default.conf": config });
  const run = await world.start("web", ["nginx", "-t"]);
  expect(run.output()).toContain(said);
  expect(run.exit()).toBe(said.includes("emerg") || said.startsWith("unexpected") || said.startsWith("host") ? 1 : 0);
});

/** [commands, what redis-cli prints]. */
const REDIS: [string, string][] = [
  ["PING", "PONG"],
  ["SET a 1\nINCR a\nGET a", "OK\n2\n2"],
  ["SET a x\nINCR a", "OK\nERR value is not an integer or out of range\n"],
  ["RPUSH l a b c\nLPUSH l z\nLRANGE l 0 -1\nLPOP l\nLLEN l", "3\n4\nz\na\nb\nc\nz\n3"],
  ["HSET h a 1 b 2\nHGET h b\nHGETALL h", "2\n2\na\n1\nb\n2"],
  ["SADD s a b a\nSCARD s\nSISMEMBER s b", "2\n2\n1"],
  ["SET a 1\nLPUSH a 2", "OK\nWRONGTYPE Operation against a key holding the wrong kind of value\n"],
  ["MSET one 1 two 2\nKEYS t*\nDEL one two three\nDBSIZE", "OK\ntwo\n2\n0"],
  ["GET nothing\nEXISTS nothing", "\n0"],
  ["SET a 1 EX 100\nTTL a\nSET a 2 NX\nPERSIST a\nTTL a", "OK\n100\n\n1\n-1"],
  ["ZADD z 1 a", "ERR unknown command 'ZADD', with args beginning with: 'z' '1' 'a' \n"],
  ["GET", "ERR wrong number of arguments for 'get' command\n"],
];

test.each(REDIS)("redis answers %j", async (commands, printed) => {
  const world = new World();
  await world.start("web", ["redis-server"]);
  const cli = await world.start("shell", ["redis-cli", "-h", "web"], { pid: 9 }, `${commands}\n`);
  for (let turn = 0; turn < 10; turn += 1) world.pass(10);
  expect(cli.output()).toBe(`${printed}\n`);
  expect(cli.exit()).toBe(0);
});

test("redis keeps its data over a restart and over another process", async () => {
  const world = new World();
  const first = await world.start("web", ["redis-server"]);
  await world.start("shell", ["redis-cli", "-h", "web", "SET", "a", "1"], { pid: 9 });
  expect(world.kept["web"]).toContain('"a"');
  first.running.signal("TERM");
  expect(first.exit()).toBe(0);
  expect(first.output()).toMatch(/Received SIGTERM scheduling shutdown[^]*bye bye\.\.\.\n$/);
  world.wires.of("web", () => undefined).closeAll();
  const next = new World();
  next.files["web"] = world.files["web"]!;
  expect((await next.start("web", ["redis-server"])).output()).toContain("keys loaded: 1");
  const other = new World();
  const resumed = await other.start("web", ["redis-server"], { resumed: true, memory: world.kept["web"]! });
  expect(resumed.output()).toBe("");
  const cli = await other.start("web", ["redis-cli", "GET", "a"], { pid: 9, tty: true });
  expect(cli.output()).toBe('"1"\n');
});

/** [argv, what it prints, exit status], asked in `shell`; nginx answers at web:80, nobody at web:81. */
const CLIENTS: [string[], string, number][] = [
  [["net", "resolve", "web"], "172.18.0.2", 0],
  [["net", "resolve", "nobody"], "", 1],
  [["net", "http", "http", "web", "81", "GET", "/"], "ECONNREFUSED 172.18.0.2", 1],
  [["net", "http", "http", "nobody", "80", "GET", "/"], "ENOTFOUND ", 1],
  [["ping", "-c", "1", "web"], "PING web (172.18.0.2): 56 data bytes\n64 bytes from 172.18.0.2: seq=0 ttl=64 time=0.094 ms\n\n--- web ping statistics ---\n1 packets transmitted, 1 packets received, 0% packet loss\nround-trip min/avg/max = 0.094/0.094/0.094 ms\n", 0],
  [["ping", "nobody"], "<ping: bad address 'nobody'\n>", 1],
  [["nc", "-z", "web", "80"], "", 0],
  [["nc", "-zv", "web", "81"], "<nc: web (172.18.0.2:81): Connection refused\n>", 1],
  [["redis-cli", "-h", "web", "PING"], "<Could not connect to Redis at web:6379: Connection refused\n>", 1],
  [["pg_isready", "-h", "web"], "web:5432 - no response\n", 2],
];

test.each(CLIENTS)("%j", async (argv, printed, exit) => {
  const world = new World();
  world.write("web", { ...NGINX, "/etc/nginx/conf.d/default.conf": "server { root /srv; }\n" });
  await world.start("web", nginx);
  const run = await world.start("shell", argv, { pid: 7 });
  expect([run.output(), run.exit()]).toEqual([printed, exit]);
});

test("a published port leads to the container, others to nobody", async () => {
  const world = new World();
  world.write("web", { ...NGINX, "/etc/nginx/conf.d/default.conf": "server { root /srv; }\n" });
  const server = await world.start("web", nginx);
  const request: HttpRequest = { secure: false, host: "", port: 8080, method: "GET", path: "/", headers: {}, body: "" };
  expect(await world.wires.fetch(request)).toMatchObject({ status: 200, body: "<h1>hello</h1>\n" });
  expect(server.output()).toContain('172.18.0.1 - - [');
  expect(await world.wires.fetch({ ...request, port: 8081 })).toMatchObject({ code: "ECONNREFUSED" });
});

test("PostgreSQL starts, answers constants and stops", async () => {
  const world = new World();
  expect((await world.start("web", ["postgres"])).output()).toContain("You must specify POSTGRES_PASSWORD");
  const server = await world.start("web", ["postgres"], { env: { POSTGRES_PASSWORD: "x" } });
  expect(server.output()).toContain("database system is ready to accept connections");
  const psql = async (query: string) => (await world.start("shell", ["psql", "-h", "web", "-c", query], { pid: 9 })).output();
  expect(await psql("select 1")).toBe(" ?column? \n----------\n        1\n(1 row)\n\n");
  expect(await psql("select 'a' as word, 2 as n")).toBe(" word | n \n------+---\n a    | 2\n(1 row)\n\n");
  expect(await psql("create table t (x int)")).toBe("<ERROR:  not modelled: create table t (x int)\n>");
  server.running.signal("INT");
  expect([server.exit(), server.output()]).toEqual([0, expect.stringContaining("received fast shutdown request")]);
});

test("Apache and Python give out files", async () => {
  const world = new World();
  world.write("web", { "/usr/local/apache2/bin/httpd": "", "/usr/local/apache2/htdocs/index.html": "<h1>It works!</h1>\n" });
  const apache = await world.start("web", ["httpd", "-DFOREGROUND"]);
  expect(await world.ask("web", 80, "/")).toMatchObject({ status: 200, body: "<h1>It works!</h1>\n" });
  expect((await world.ask("web", 80, "/none")).status).toBe(404);
  expect(apache.output()).toContain('172.18.0.3 - - [02/Jan/2026:03:04:05 +0000] "GET / HTTP/1.1" 200 19\n');
  apache.running.signal("WINCH");
  expect([apache.exit(), apache.output()]).toEqual([0, expect.stringContaining("caught SIGWINCH, shutting down gracefully")]);
  world.write("shell", { "/data/a.txt": "a\n" });
  await world.start("shell", ["python3", "-m", "http.server"]);
  expect((await world.ask("localhost", 8000, "/")).body).toContain('<a href="a.txt">a.txt</a>');
  expect((await world.start("shell", ["python3", "app.py"])).exit()).toBe(126);
});
