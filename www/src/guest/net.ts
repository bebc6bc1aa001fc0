/** What `curl`, `wget` and `getent` ask of the network: a request, or the address behind a name. */
import { pack, unpack } from "./bytes.js";
import { writeResponse } from "./http-message.js";
import { Process } from "./process.js";

export class Net extends Process {
  private body = "";

  start(): void {}

  override take(text: string | null): void {
    if (text !== null) {
      this.body += pack(new TextEncoder().encode(text));
      return;
    }
    const [what, ...rest] = this.program.argv;
    if (what === "resolve") this.resolve(rest[0] ?? "");
    else if (what === "http") this.ask(rest);
    else this.end(1);
  }

  private resolve(name: string): void {
    const address = this.machine.network.resolve(name);
    this.print(address ?? "");
    this.end(address === undefined ? 1 : 0);
  }

  /** Scheme, host, port, method, path, headers. The answer stands behind a line with the address that gave it. */
  private ask([scheme, host = "", port, method = "GET", path = "/", ...lines]: string[]): void {
    const { network } = this.machine;
    const headers = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(": ")), line.slice(line.indexOf(": ") + 2)]));
    const address = network.resolve(host) ?? "";
    network.send({ secure: scheme === "https", host, port: Number(port), method, path, headers, body: this.body }, (outcome, took) => {
      this.after(took, () => {
        if (!("status" in outcome)) {
          this.print(`${outcome.code} ${address}`);
          return this.end(1);
        }
        this.machine.write("stdout", unpack(`${address}\n${writeResponse(outcome)}`));
        this.end(0);
      });
    });
  }
}
