/** `python -m http.server`, simulated: files of a folder, with listings. Other Python is not modelled. */
import type { HttpRequest, HttpResponse } from "../machine.js";
import { reason } from "../http-message.js";
import { clock, MONTHS, pad, Server } from "../process.js";
import { escapeHtml, httpTime, look, pathOf, typeOf } from "./static.js";

export class Python extends Server {
  private root = "";

  start(): void {
    const { argv, env, cwd, tty } = this.program;
    if (argv[0] === "--version" || argv[0] === "-V") {
      this.print(`Python ${this.version}\n`);
      return this.end(0);
    }
    const words = argv.filter((word) => word !== "-u");
    if (words[0] !== "-m" || words[1] !== "http.server") {
      this.complain(`layerlab: not modelled: python ${argv.join(" ")}\n`);
      return this.end(126);
    }
    let port = 8000;
    let folder = cwd;
    for (let at = 2; at < words.length; at += 1) {
      const word = words[at] ?? "";
      if (/^\d+$/.test(word)) port = Number(word);
      else if (word === "-d" || word === "--directory") folder = words[++at] ?? cwd;
      else at += 1;
    }
    this.root = (folder.startsWith("/") ? folder : `${cwd}/${folder}`).replace(/\/$/, "");
    if (!this.machine.network.listen(port, (request, from, respond) => respond(this.answer(request, from)))) {
      this.complain("OSError: [Errno 98] Address already in use\n");
      return this.end(1);
    }
    // Python keeps its output back where that is no terminal.
    const shown = tty || argv.includes("-u") || env["PYTHONUNBUFFERED"] !== undefined;
    if (shown && !this.program.resumed) this.print(`Serving HTTP on 0.0.0.0 port ${port} (http://0.0.0.0:${port}/) ...\n`);
  }

  override signal(name: string): void {
    if (name === "INT") {
      this.print("\nKeyboard interrupt received, exiting.\n");
      return this.end(0);
    }
    // The first process of a container has to handle a signal for it to have an effect; Python handles only SIGINT.
    if (this.program.pid !== 1 || name === "KILL") super.signal(name);
  }

  private get version(): string {
    return this.program.env["PYTHON_VERSION"] ?? "3.13.0";
  }

  private answer(request: HttpRequest, from: string): HttpResponse {
    const response = this.respond(request);
    const time = this.now();
    const stamp = `${pad(time.getUTCDate())}/${MONTHS[time.getUTCMonth()]}/${time.getUTCFullYear()} ${clock(time)}`;
    if (response.status === 404) this.complain(`${from} - - [${stamp}] code 404, message File not found\n`);
    this.complain(`${from} - - [${stamp}] "${request.method} ${request.path} HTTP/1.1" ${response.status} -\n`);
    return request.method === "HEAD" ? { ...response, body: "" } : response;
  }

  private respond({ method, path: target }: HttpRequest): HttpResponse {
    const path = pathOf(target);
    if (!["GET", "HEAD"].includes(method)) return this.page(501, `Unsupported method ('${method}')`);
    const found = path === undefined ? undefined : look(this.machine.files, `${this.root}${path}`.replace(/(.)\/$/, "$1"));
    if (found?.kind === "directory" && path?.endsWith("/") === false) return { status: 301, headers: { ...this.head(), Location: `${path}/`, "Content-Length": "0" }, body: "" };
    const file = found?.kind === "directory" ? look(this.machine.files, `${found.path}/index.html`) : found;
    if (file?.kind === "file") {
      const headers = { ...this.head(), "Content-type": typeOf(file.path) ?? "application/octet-stream", "Content-Length": String(file.body.length), "Last-Modified": httpTime(new Date(file.stat.mtime)) };
      return { status: 200, headers, body: file.body };
    }
    return found?.kind === "directory" ? this.listing(found.path, path ?? "/") : this.page(404, "File not found");
  }

  private listing(folder: string, path: string): HttpResponse {
    const names = this.machine.files.list(folder);
    const rows = (Array.isArray(names) ? names : []).map((name) => {
      const shown = look(this.machine.files, `${folder}/${name}`).kind === "directory" ? `${name}/` : name;
      return `<li><a href="${encodeURI(shown)}">${escapeHtml(shown)}</a></li>\n`;
    });
    const title = `Directory listing for ${escapeHtml(path)}`;
    const body = `<!DOCTYPE HTML>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>${title}</title>\n</head>\n<body>\n<h1>${title}</h1>\n<hr>\n<ul>\n${rows.join("")}</ul>\n<hr>\n</body>\n</html>\n`;
    return { status: 200, headers: { ...this.head(), "Content-type": "text/html; charset=utf-8", "Content-Length": String(body.length) }, body };
  }

  private head(): Record<string, string> {
    return { Server: `SimpleHTTP/0.6 Python/${this.version}`, Date: httpTime(this.now()) };
  }

  private page(status: number, message: string): HttpResponse {
    const body = `<!DOCTYPE HTML>\n<html lang="en">\n    <head>\n        <meta charset="utf-8">\n        <title>Error response</title>\n    </head>\n    <body>\n        <h1>Error response</h1>\n        <p>Error code: ${status}</p>\n        <p>Message: ${escapeHtml(message)}.</p>\n        <p>Error code explanation: ${status} - ${reason(status)}.</p>\n    </body>\n</html>\n`;
    return { status, headers: { ...this.head(), Connection: "close", "Content-Type": "text/html;charset=utf-8", "Content-Length": String(body.length) }, body };
  }
}
