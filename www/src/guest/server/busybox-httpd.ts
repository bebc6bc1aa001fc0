/** busybox's httpd, simulated: `httpd -f -p PORT -h FOLDER` gives out files. It logs nothing. */
import type { HttpRequest, HttpResponse } from "../machine.js";
import { Server } from "../process.js";
import { reason } from "../http-message.js";
import { httpTime, look, pathOf, typeOf } from "./static.js";

export class BusyboxHttpd extends Server {
  private root = "";

  start(): void {
    const { argv, cwd } = this.program;
    const value = (flag: string): string | undefined => {
      const at = argv.findIndex((word) => word.startsWith(flag));
      return at < 0 ? undefined : argv[at] === flag ? argv[at + 1] : argv[at]?.slice(flag.length);
    };
    const folder = value("-h") ?? cwd;
    this.root = (folder.startsWith("/") ? folder : `${cwd}/${folder}`).replace(/\/$/, "");
    const port = Number(/(\d+)$/.exec(value("-p") ?? "80")?.[1]);
    // Without -f it goes into the background, and here nothing runs there.
    if (!argv.some((word) => /^-v*f/.test(word))) {
      this.complain("not modelled: httpd without -f\n");
      return this.end(1);
    }
    if (this.machine.network.listen(port, (request, _, respond) => respond(this.answer(request)))) return;
    this.complain("httpd: bind: Address in use\n");
    this.end(1);
  }

  override signal(name: string): void {
    // The first process of a container has to handle a signal for it to have an effect; this one handles none.
    if (this.program.pid !== 1 || name === "KILL") super.signal(name);
  }

  private answer({ method, path: target }: HttpRequest): HttpResponse {
    const path = pathOf(target);
    const found = path === undefined ? undefined : look(this.machine.files, `${this.root}${path}`.replace(/(.)\/$/, "$1"));
    if (found?.kind === "directory" && path?.endsWith("/") === false) return this.page(302, { Location: `${path}/` });
    const file = found?.kind === "directory" ? look(this.machine.files, `${found.path}/index.html`) : found;
    if (file?.kind !== "file") return this.page(404);
    const headers = { Date: httpTime(this.now()), Connection: "close", "Content-type": typeOf(file.path) ?? "application/octet-stream", "Content-length": String(file.body.length), "Last-Modified": httpTime(new Date(file.stat.mtime)) };
    return { status: 200, headers, body: method === "HEAD" ? "" : file.body };
  }

  private page(status: number, more: Record<string, string> = {}): HttpResponse {
    const title = `${status} ${reason(status)}`;
    const body = `<HTML><HEAD><TITLE>${title}</TITLE></HEAD>\n<BODY><H1>${title}</H1>\nThe requested URL was not found\n</BODY></HTML>\n`;
    return { status, headers: { Date: httpTime(this.now()), Connection: "close", "Content-type": "text/html", ...more }, body };
  }
}
