/** Apache httpd, simulated: files below its DocumentRoot, its log lines, `Listen` and `DocumentRoot` of its configuration. */
import { header, reason } from "../http-message.js";
import type { HttpRequest, HttpResponse } from "../machine.js";
import { clock, DAYS, logTime, MONTHS, pad, Server } from "../process.js";
import { escapeHtml, httpTime, look, pathOf, typeOf } from "./static.js";

const PREFIX = "/usr/local/apache2";

export class Apache extends Server {
  private root = `${PREFIX}/htdocs`;
  private ports: number[] = [];

  start(): void {
    const { argv } = this.program;
    if (argv.includes("-v")) {
      this.print(`Server version: Apache/${this.version} (Unix)\n`);
      return this.end(0);
    }
    this.configure();
    if (argv.includes("-t")) {
      this.complain("Syntax OK\n");
      return this.end(0);
    }
    if (!argv.some((word) => word.startsWith("-DFOREGROUND")) && !argv.includes("FOREGROUND")) return this.end(0);
    for (const port of this.ports) {
      if (this.machine.network.listen(port, (request, from, respond) => respond(this.answer(request, from)))) continue;
      this.complain(`(98)Address already in use: AH00072: make_sock: could not bind to address 0.0.0.0:${port}\n`);
      return this.end(1);
    }
    if (this.program.resumed) return;
    const name = this.machine.network.resolve(this.program.hostname) ?? "127.0.0.1";
    const doubt = `AH00558: httpd: Could not reliably determine the server's fully qualified domain name, using ${name}. Set the 'ServerName' directive globally to suppress this message\n`;
    this.complain(doubt + doubt);
    this.log("mpm_event:notice", `AH00489: Apache/${this.version} (Unix) configured -- resuming normal operations`);
    this.log("core:notice", "AH00094: Command line: 'httpd -D FOREGROUND'");
  }

  override signal(name: string): void {
    if (name === "WINCH") this.log("mpm_event:notice", "AH00492: caught SIGWINCH, shutting down gracefully");
    else if (name === "TERM" || name === "INT") this.log("mpm_event:notice", "AH00491: caught SIGTERM, shutting down");
    else return;
    this.end(0);
  }

  private get version(): string {
    return this.program.env["HTTPD_VERSION"] ?? "2.4.65";
  }

  private configure(): void {
    const bytes = this.machine.files.read(`${PREFIX}/conf/httpd.conf`);
    const text = bytes instanceof Uint8Array ? new TextDecoder().decode(bytes) : "";
    this.ports = [...text.matchAll(/^\s*Listen\s+(?:\S+:)?(\d+)/gim)].map(([, port]) => Number(port));
    if (this.ports.length === 0) this.ports = [80];
    this.root = /^\s*DocumentRoot\s+"?([^"\n]+)"?/im.exec(text)?.[1]?.trim() ?? this.root;
  }

  private log(level: string, message: string): void {
    const time = this.now();
    const day = `${DAYS[time.getUTCDay()]} ${MONTHS[time.getUTCMonth()]} ${pad(time.getUTCDate())} ${clock(time)}.${pad(time.getUTCMilliseconds(), 3)}000 ${time.getUTCFullYear()}`;
    this.complain(`[${day}] [${level}] [pid ${this.program.pid}:tid ${this.program.pid}] ${message}\n`);
  }

  private answer(request: HttpRequest, from: string): HttpResponse {
    const response = this.respond(request);
    const done = request.method === "HEAD" ? { ...response, body: "" } : response;
    this.print(`${from} - - [${logTime(this.now())}] "${request.method} ${request.path} HTTP/1.1" ${done.status} ${done.body.length || "-"}\n`);
    return done;
  }

  private respond(request: HttpRequest): HttpResponse {
    const path = pathOf(request.path);
    if (path === undefined) return this.page(400, "Your browser sent a request that this server could not understand.");
    if (!["GET", "HEAD"].includes(request.method)) return this.page(405, `The requested method ${request.method} is not allowed for this URL.`);
    const found = look(this.machine.files, `${this.root}${path}`.replace(/(.)\/$/, "$1"));
    if (found.kind === "directory" && !path.endsWith("/")) {
      const location = `http://${header(request, "host") ?? request.host}${path}/`;
      return this.page(301, `The document has moved <a href="${escapeHtml(location)}">here</a>.`, { Location: location });
    }
    const file = found.kind === "directory" ? look(this.machine.files, `${found.path}/index.html`) : found;
    if (file.kind === "file") {
      const headers = { "Last-Modified": httpTime(new Date(file.stat.mtime)), "Accept-Ranges": "bytes" };
      return this.response(200, typeOf(file.path) ?? "application/octet-stream", file.body, headers);
    }
    if (found.kind === "directory") return this.listing(found.path, path);
    return this.page(404, "The requested URL was not found on this server.");
  }

  private listing(folder: string, path: string): HttpResponse {
    const names = this.machine.files.list(folder);
    const rows = (Array.isArray(names) ? names : []).map((name) => `<li><a href="${escapeHtml(name)}"> ${escapeHtml(name)}</a></li>\n`);
    const title = `Index of ${escapeHtml(path.replace(/(.)\/$/, "$1"))}`;
    return this.response(200, "text/html;charset=UTF-8", `<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2 Final//EN">\n<html>\n <head>\n  <title>${title}</title>\n </head>\n <body>\n<h1>${title}</h1>\n<ul>${rows.join("")}</ul>\n</body></html>\n`);
  }

  private response(status: number, type: string, body: string, more: Record<string, string> = {}): HttpResponse {
    const headers = { Date: httpTime(this.now()), Server: `Apache/${this.version} (Unix)`, ...more, "Content-Length": String(body.length), "Content-Type": type };
    return { status, headers, body };
  }

  private page(status: number, text: string, more: Record<string, string> = {}): HttpResponse {
    const head = `<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>${status} ${reason(status)}</title>\n</head><body>\n`;
    return this.response(status, "text/html; charset=iso-8859-1", `${head}<h1>${reason(status)}</h1>\n<p>${text}</p>\n</body></html>\n`, more);
  }
}
