/** `nc HOST PORT`: sends what it reads once that has ended and prints what comes back; `-z` only knocks. */
import { pack, unpack } from "./bytes.js";
import { Process } from "./process.js";

export class Nc extends Process {
  private sent = "";
  private options = "";
  private place: string[] = [];

  start(): void {
    const { argv } = this.program;
    for (let at = 0; at < argv.length; at += 1) {
      const word = argv[at] ?? "";
      if (!word.startsWith("-")) this.place.push(word);
      else if (/^-[wipe]$/.test(word)) at += 1;
      else this.options += word.slice(1);
    }
    if (this.options.includes("l")) {
      this.complain("not modelled: nc -l\n");
      return this.end(1);
    }
    const [host = "", port = ""] = this.place;
    if (port === "") {
      this.complain("BusyBox nc: usage: nc [OPTIONS] HOST PORT\n");
      return this.end(1);
    }
    const address = this.machine.network.resolve(host);
    if (address === undefined) {
      this.complain(`nc: bad address '${host}'\n`);
      return this.end(1);
    }
    if (!this.machine.network.isOpen(host, Number(port))) {
      this.complain(this.options.includes("z") && !this.options.includes("v") ? "" : `nc: ${host} (${address}:${port}): Connection refused\n`);
      return this.end(1);
    }
    if (this.options.includes("v")) this.complain(`${host} (${address}:${port}) open\n`);
    if (this.options.includes("z")) this.end(0);
  }

  override take(text: string | null): void {
    if (this.isOver) return;
    if (text !== null) {
      this.sent += pack(new TextEncoder().encode(text));
      return;
    }
    const [host = "", port = ""] = this.place;
    this.machine.network.talk(host, Number(port), this.sent, (answer, took) => {
      this.after(took, () => {
        if (typeof answer === "string") this.machine.write("stdout", unpack(answer));
        this.end(typeof answer === "string" ? 0 : 1);
      });
    });
  }
}
