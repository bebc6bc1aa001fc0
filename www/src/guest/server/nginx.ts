/**
 * nginx, simulated: its configuration as far as `nginx-config.ts` knows it, files of the container, redirections, other
 * containers behind `proxy_pass`, and the log lines of the real one.
 */
import { header, reason } from "../http-message.js";
import type { HttpRequest, HttpResponse, Serve } from "../machine.js";
import { clock, logTime, pad, Server } from "../process.js";
import { all, check, ConfigError, parse, readConfig, setting, type Directive } from "./nginx-config.js";
import { escapeHtml, httpTime, look, pathOf, typeOf } from "./static.js";

const CONFIG = "/etc/nginx/nginx.conf";
/** How often a request may be sent on inside. */
const MOST_REDIRECTIONS = 10;
/** As many as the simulated machine has processors. */
const WORKERS = 2;

interface Site {
  names: string[];
  ports: number[];
  block: Directive[];
}

/** Where a request has come to, and the settings that hold there: the innermost first. */
interface Scope {
  site: Site;
  location: Directive | undefined;
  levels: Directive[][];
}

export class Nginx extends Server {
  private http: Directive[] = [];
  private sites: Site[] = [];
  private connections = 0;

  start(): void {
    const { argv } = this.program;
    const value = (flag: string): string | undefined => (argv.includes(flag) ? argv[argv.indexOf(flag) + 1] : undefined);
    if (argv.includes("-v") || argv.includes("-V")) {
      this.complain(`nginx version: nginx/${this.version}\n`);
      return this.end(0);
    }
    const signal = value("-s");
    if (signal !== undefined) return this.send(signal);
    const path = value("-c") ?? CONFIG;
    const tests = argv.includes("-t") || argv.includes("-T");
    try {
      const globals = parse(this.machine.files, value("-g") ?? "", "command line");
      const main = [...readConfig(this.machine.files, path), ...globals];
      this.read(main);
      if (tests) {
        this.complain(`nginx: the configuration file ${path} syntax is ok\nnginx: configuration file ${path} test is successful\n`);
        return this.end(0);
      }
      if (setting(main, "daemon")?.[0] !== "off") return this.end(0);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      this.log("emerg", error.message, 0);
      this.complain(`nginx: [emerg] ${error.message}\n`);
      if (tests) this.complain(`nginx: configuration file ${path} test failed\n`);
      return this.end(1);
    }
    this.serve();
  }

  private get version(): string {
    return this.program.env["NGINX_VERSION"] ?? "1.29.3";
  }

  /** `nginx -s`: the other nginx of the container is told. */
  private send(signal: string): void {
    const name = { stop: "TERM", quit: "QUIT", reload: "HUP", reopen: "USR1" }[signal];
    if (name === undefined) {
      this.complain(`nginx: invalid option: "-s ${signal}"\n`);
      return this.end(1);
    }
    this.log("notice", "signal process started", 0);
    const told = this.machine.tell("nginx", name);
    if (!told) this.complain('nginx: [error] open() "/run/nginx.pid" failed (2: No such file or directory)\n');
    this.end(told ? 0 : 1);
  }

  private read(main: Directive[]): void {
    const unmodelled = check(main);
    const http = all(main, "http").flatMap(({ block }) => block ?? []);
    const sites = all(http, "server").map(({ block = [] }): Site => {
      const ports = all(block, "listen").map(({ words: [, listen = "80"] }) => Number(/(\d+)$/.exec(listen)?.[1] ?? 80));
      return { block, names: setting(block, "server_name") ?? [""], ports: ports.length === 0 ? [80] : [...new Set(ports)] };
    });
    for (const proxy of locations(sites)) this.checkUpstream(http, proxy);
    this.http = http;
    this.sites = sites;
    if (this.program.resumed) return;
    for (const { words: [name], file, line } of unmodelled) this.complain(`layerlab: nginx: the directive "${name}" in ${file}:${line} is not modelled and has no effect\n`);
  }

  /** nginx looks up the hosts of its upstreams when it starts. */
  private checkUpstream(http: Directive[], { words: [, target = ""], file, line }: Directive): void {
    const host = /^https?:\/\/([^/:]+)/.exec(target)?.[1];
    if (host === undefined || target.includes("$") || all(http, "upstream").some(({ words: [, name] }) => name === host)) return;
    if (this.machine.network.resolve(host) === undefined) throw new ConfigError(`host not found in upstream "${host}" in ${file}:${line}`);
  }

  private serve(): void {
    if (!this.program.resumed) {
      this.log("notice", 'using the "epoll" event method');
      this.log("notice", `nginx/${this.version}`);
      this.log("notice", "OS: Linux 5.15.0 (simulated)");
      this.log("notice", "start worker processes");
      for (const worker of this.workers) this.log("notice", `start worker process ${worker}`);
    }
    const answer: Serve = (request, from, respond) => this.answer(request, from, respond);
    for (const port of new Set(this.sites.flatMap(({ ports }) => ports))) {
      if (this.machine.network.listen(port, answer)) continue;
      const message = `bind() to 0.0.0.0:${port} failed (98: Address already in use)`;
      this.log("emerg", message);
      this.complain(`nginx: [emerg] ${message}\n`);
      return this.end(1);
    }
  }

  private get workers(): number[] {
    return Array.from({ length: WORKERS }, (_, index) => this.program.pid + 28 + index);
  }

  override signal(name: string): void {
    const number = { HUP: 1, INT: 2, QUIT: 3, TERM: 15 }[name];
    if (number === undefined) return;
    if (name === "HUP") return this.reload();
    this.log("notice", `signal ${number} (SIG${name}) received, ${name === "QUIT" ? "shutting down" : "exiting"}`);
    for (const worker of this.workers) {
      if (name === "QUIT") this.log("notice", "gracefully shutting down", worker);
      this.log("notice", "exiting", worker);
      this.log("notice", "exit", worker);
    }
    for (const worker of this.workers) {
      this.log("notice", `signal 17 (SIGCHLD) received from ${worker}`);
      this.log("notice", `worker process ${worker} exited with code 0`);
    }
    this.log("notice", "exit");
    this.end(0);
  }

  private reload(): void {
    this.log("notice", "signal 1 (SIGHUP) received, reconfiguring");
    try {
      this.read(readConfig(this.machine.files, CONFIG));
      this.machine.network.closeAll();
      for (const port of new Set(this.sites.flatMap(({ ports }) => ports))) this.machine.network.listen(port, (request, from, respond) => this.answer(request, from, respond));
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      this.log("emerg", error.message);
    }
  }

  private log(level: string, message: string, pid = this.program.pid): void {
    const time = this.now();
    const day = `${time.getUTCFullYear()}/${pad(time.getUTCMonth() + 1)}/${pad(time.getUTCDate())}`;
    const number = pid === 0 ? this.program.pid : pid;
    this.complain(`${day} ${clock(time)} [${level}] ${number}#${number}: ${message}\n`);
  }

  private answer(request: HttpRequest, from: string, respond: (response: HttpResponse) => void): void {
    this.connections += 1;
    const named = (header(request, "host") ?? request.host).replace(/:\d+$/, "");
    const here = this.sites.filter(({ ports }) => ports.includes(request.port));
    const site = here.find(({ names }) => names.some((name) => fits(name, named))) ?? here[0];
    if (site === undefined) return respond(this.page(404));
    this.route(site, request, pathOf(request.path), from, (response, scope) => {
      const done = request.method === "HEAD" ? { ...response, body: "" } : response;
      if (inherited(scope, "access_log")?.[0] !== "off") this.access(request, done, from);
      respond(done);
    });
  }

  private access({ method, path, ...rest }: HttpRequest, { status, body }: HttpResponse, from: string): void {
    const [referer, agent, forwarded] = ["referer", "user-agent", "x-forwarded-for"].map((name) => header(rest, name) ?? "-");
    this.print(`${from} - - [${logTime(this.now())}] "${method} ${path} HTTP/1.1" ${status} ${body.length} "${referer}" "${agent}" "${forwarded}"\n`);
  }

  /** Finds the location and does what it says. */
  private route(site: Site, request: HttpRequest, path: string | undefined, from: string, done: (response: HttpResponse, scope: Scope) => void, depth = 0): void {
    const location = path === undefined ? undefined : locate(site.block, path);
    const scope: Scope = { site, location, levels: [location?.block ?? [], site.block, this.http] };
    const finish = (response: HttpResponse): void => this.finish(scope, request, response, from, done, depth);
    if (path === undefined) return finish(this.page(400));
    if (depth > MOST_REDIRECTIONS) return finish(this.page(500));
    const returned = setting(location?.block ?? [], "return") ?? setting(site.block, "return");
    if (returned !== undefined) return finish(this.returned(request, returned, scope));
    const proxy = setting(location?.block ?? [], "proxy_pass")?.[0];
    if (proxy !== undefined) return this.pass(proxy, scope, request, path, from, finish);
    if (!["GET", "HEAD"].includes(request.method)) return finish(this.page(405));
    const inside = (target: string): void => this.route(site, request, pathOf(target), from, done, depth + 1);
    const tries = inherited(scope, "try_files");
    if (tries === undefined) return this.file(scope, request, path, from, finish, inside);
    for (const [index, pattern] of tries.entries()) {
      const target = expand(pattern, request, path);
      const last = index === tries.length - 1;
      if (last && pattern.startsWith("=")) return finish(this.page(Number(pattern.slice(1))));
      if (last) return inside(target);
      const found = look(this.machine.files, this.place(scope, target.replace(/\/$/, "")));
      if (found.kind === (target.endsWith("/") ? "directory" : "file")) return this.file(scope, request, target, from, finish, inside);
    }
    finish(this.page(404));
  }

  /** The file that a path means. */
  private place(scope: Scope, path: string): string {
    const alias = setting(scope.location?.block ?? [], "alias")?.[0];
    const prefix = scope.location?.words.at(-1) ?? "";
    if (alias !== undefined) return `${alias}${path.slice(prefix.length)}`;
    return `${inherited(scope, "root")?.[0] ?? "/etc/nginx/html"}${path}`.replaceAll("//", "/");
  }

  private file(scope: Scope, request: HttpRequest, path: string, from: string, finish: (response: HttpResponse) => void, inside: (target: string) => void): void {
    const place = this.place(scope, path);
    const found = look(this.machine.files, place.replace(/(.)\/$/, "$1"));
    if (found.kind === "file" && !path.endsWith("/")) {
      const headers = { "Last-Modified": httpTime(new Date(found.stat.mtime)), ETag: `"${Math.floor(found.stat.mtime / 1000).toString(16)}-${found.stat.size.toString(16)}"`, "Accept-Ranges": "bytes" };
      return finish(this.response(200, typeOf(found.path) ?? inherited(scope, "default_type")?.[0] ?? "text/plain", found.body, headers));
    }
    if (found.kind === "directory" && !path.endsWith("/")) {
      return finish(this.page(301, { Location: `http://${header(request, "host") ?? request.host}${path}/` }));
    }
    if (found.kind === "directory") {
      for (const name of inherited(scope, "index") ?? ["index.html"]) {
        if (look(this.machine.files, `${found.path}/${name}`).kind === "file") return inside(`${path}${name}`);
      }
      if (inherited(scope, "autoindex")?.[0] === "on") return finish(this.listing(found.path, path));
      this.problem(scope, request, from, `directory index of "${place}" is forbidden`);
      return finish(this.page(403));
    }
    this.problem(scope, request, from, `open() "${place}" failed (2: No such file or directory)`);
    finish(this.page(404));
  }

  private problem({ site }: Scope, request: HttpRequest, from: string, what: string): void {
    const host = header(request, "host") ?? request.host;
    const server = site.names[0] ?? "";
    this.log("error", `*${this.connections} ${what}, client: ${from}, server: ${server}, request: "${request.method} ${request.path} HTTP/1.1", host: "${host}"`, this.workers[0]);
  }

  private listing(folder: string, path: string): HttpResponse {
    const names = this.machine.files.list(folder);
    const rows = (Array.isArray(names) ? names : []).map((name) => {
      const directory = look(this.machine.files, `${folder}/${name}`).kind === "directory";
      const shown = escapeHtml(directory ? `${name}/` : name);
      return `<a href="${shown}">${shown}</a>\r\n`;
    });
    const title = `Index of ${escapeHtml(path)}`;
    return this.response(200, "text/html", `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<h1>${title}</h1><hr><pre><a href="../">../</a>\r\n${rows.join("")}</pre><hr></body>\r\n</html>\r\n`);
  }

  private returned(request: HttpRequest, [first = "", ...rest]: string[], scope: Scope): HttpResponse {
    const status = /^\d+$/.test(first) ? Number(first) : 302;
    const text = expand(/^\d+$/.test(first) ? rest.join(" ") : first, request, pathOf(request.path) ?? "/");
    if (status >= 301 && status <= 308 && text !== "") return this.page(status, { Location: text.startsWith("/") ? `http://${header(request, "host") ?? request.host}${text}` : text });
    return text === "" ? this.page(status) : this.response(status, inherited(scope, "default_type")?.[0] ?? "application/octet-stream", text);
  }

  /** Sends a request on to another server. */
  private pass(target: string, scope: Scope, request: HttpRequest, path: string, from: string, finish: (response: HttpResponse) => void): void {
    const [, scheme, named = "", port, rest] = /^(https?):\/\/([^/:]+)(?::(\d+))?(\/.*)?$/.exec(target) ?? [];
    const upstream = all(this.http, "upstream").find(({ words: [, name] }) => name === named);
    const servers = all(upstream?.block ?? [], "server").map(({ words: [, place = ""] }) => place);
    const [host = named, ownPort] = (servers[this.connections % Math.max(servers.length, 1)] ?? named).split(":");
    const prefix = scope.location?.words.at(-1) ?? "/";
    const sent = rest === undefined ? request.path : `${rest}${path.slice(prefix.length)}${/\?.*/.exec(request.path)?.[0] ?? ""}`;
    const set = scope.levels.map((level) => all(level, "proxy_set_header")).find((level) => level.length > 0) ?? [];
    const own = Object.fromEntries(set.map(({ words: [, name = "", value = ""] }) => [name, expand(value, request, path, from)]));
    const headers = { ...request.headers, Host: `${named}${port === undefined ? "" : `:${port}`}`, Connection: "close", ...own };
    const onward = { ...request, secure: scheme === "https", host, port: Number(ownPort ?? port ?? (scheme === "https" ? 443 : 80)), path: sent, headers };
    this.machine.network.send(onward, (outcome, took) => {
      this.after(took, () => {
        if ("status" in outcome) return finish({ ...outcome, headers: { ...this.head(), ...outcome.headers, Server: `nginx/${this.version}` } });
        const late = outcome.code === "ETIMEDOUT";
        this.problem(scope, request, from, late ? "upstream timed out (110: Operation timed out) while connecting to upstream" : "connect() failed (111: Connection refused) while connecting to upstream");
        finish(this.page(late ? 504 : 502));
      });
    });
  }

  /** The pages for errors and the headers of the place. */
  private finish(scope: Scope, request: HttpRequest, response: HttpResponse, from: string, done: (response: HttpResponse, scope: Scope) => void, depth: number): void {
    const pages = scope.levels.flatMap((level) => all(level, "error_page"));
    const page = pages.find(({ words }) => words.slice(1, -1).includes(String(response.status)))?.words.at(-1);
    if (page?.startsWith("/") === true && depth === 0) {
      return this.route(scope.site, { ...request, method: "GET" }, page, from, (answer, at) => done({ ...answer, status: response.status }, at), depth + MOST_REDIRECTIONS);
    }
    const added = scope.levels.map((level) => all(level, "add_header")).find((level) => level.length > 0) ?? [];
    const fits = added.filter(({ words }) => response.status < 400 || words.includes("always"));
    const headers = Object.fromEntries(fits.map(({ words: [, name = "", value = ""] }) => [name, expand(value, request, request.path, from)]));
    done({ ...response, headers: { ...response.headers, ...headers } }, scope);
  }

  private head(): Record<string, string> {
    return { Server: `nginx/${this.version}`, Date: httpTime(this.now()) };
  }

  private response(status: number, type: string, body: string, more: Record<string, string> = {}): HttpResponse {
    const headers = { ...this.head(), "Content-Type": type, "Content-Length": String(body.length), ...more, Connection: "keep-alive" };
    return { status, headers, body };
  }

  /** nginx's own page for a status. */
  private page(status: number, more: Record<string, string> = {}): HttpResponse {
    const title = `${status} ${reason(status)}`;
    return this.response(status, "text/html", `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx/${this.version}</center>\r\n</body>\r\n</html>\r\n`, more);
  }
}

/** All `proxy_pass` of the locations. */
function locations(sites: Site[]): Directive[] {
  return sites.flatMap(({ block }) => all(block, "location").flatMap(({ block: inner = [] }) => all(inner, "proxy_pass")));
}

/** `server_name`: `*.example.com`, `~regex`, or the name itself. */
function fits(name: string, host: string): boolean {
  if (name.startsWith("~")) return new RegExp(name.slice(1)).test(host);
  return name.startsWith("*.") ? host.endsWith(name.slice(1)) : name === host;
}

/** The location for a path: an exact one, else the longest prefix unless a pattern fits. */
function locate(block: Directive[], path: string): Directive | undefined {
  const candidates = all(block, "location");
  const modifier = ({ words }: Directive): string => (words.length > 2 ? (words[1] ?? "") : "");
  const pattern = ({ words }: Directive): string => words.at(-1) ?? "";
  const exact = candidates.find((each) => modifier(each) === "=" && pattern(each) === path);
  if (exact !== undefined) return exact;
  const prefixes = candidates.filter((each) => ["", "^~"].includes(modifier(each)) && path.startsWith(pattern(each)));
  const longest = prefixes.sort((a, b) => pattern(b).length - pattern(a).length)[0];
  if (longest !== undefined && modifier(longest) === "^~") return longest;
  const regular = candidates.find((each) => modifier(each).startsWith("~") && new RegExp(pattern(each), modifier(each) === "~*" ? "i" : "").test(path));
  return regular ?? longest;
}

/** A setting of the place itself or of what is around it. */
function inherited({ levels }: Scope, name: string): string[] | undefined {
  return levels.map((level) => setting(level, name)).find((found) => found !== undefined);
}

/** Variables of a request. */
function expand(text: string, request: HttpRequest, path: string, from = ""): string {
  const query = /\?(.*)$/s.exec(request.path)?.[1] ?? "";
  const host = (header(request, "host") ?? request.host).replace(/:\d+$/, "");
  const values: Record<string, string> = {
    uri: path, document_uri: path, request_uri: request.path, args: query, query_string: query, is_args: query === "" ? "" : "?", host, http_host: header(request, "host") ?? request.host,
    remote_addr: from, proxy_add_x_forwarded_for: [header(request, "x-forwarded-for"), from].filter(Boolean).join(", "), scheme: "http", server_port: String(request.port),
    request_method: request.method, http_upgrade: header(request, "upgrade") ?? "", http_user_agent: header(request, "user-agent") ?? "",
  };
  return text.replace(/\$\{?(\w+)\}?/g, (whole, name: string) => values[name] ?? whole);
}
