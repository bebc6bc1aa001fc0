/** `nslookup` of the names that the simulated network knows. */
import { Process } from "./process.js";

export class Nslookup extends Process {
  start(): void {
    const name = this.program.argv.find((word) => !word.startsWith("-"));
    if (name === undefined) {
      this.complain("nslookup: name the host\n");
      return this.end(1);
    }
    const server = this.server();
    this.print(`Server:\t\t${server}\nAddress:\t${server}:53\n\n`);
    const address = this.machine.network.resolve(name);
    if (address === undefined) {
      this.print(`** server can't find ${name}: NXDOMAIN\n\n`);
      return this.end(1);
    }
    this.print(`Non-authoritative answer:\nName:\t${name}\nAddress: ${address}\n\n`);
    this.end(0);
  }

  private server(): string {
    const bytes = this.machine.files.read("/etc/resolv.conf");
    const text = bytes instanceof Uint8Array ? new TextDecoder().decode(bytes) : "";
    return /^nameserver (\S+)/m.exec(text)?.[1] ?? "127.0.0.1";
  }
}
