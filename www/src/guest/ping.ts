/** `ping` over the simulated network. */
import { Process } from "./process.js";

/** Simulated milliseconds there and back. */
const ROUND_TRIP = 0.094;

export class Ping extends Process {
  private sent = 0;
  private most = Infinity;
  private interval = 1000;
  private host = "";
  private address = "";

  start(): void {
    const { argv } = this.program;
    for (let at = 0; at < argv.length; at += 1) {
      const word = argv[at] ?? "";
      const value = /^-[cwWis]$/.test(word) ? (argv[++at] ?? "") : word.slice(2);
      if (!word.startsWith("-")) this.host = word;
      else if (word.startsWith("-c")) this.most = Number(value);
      else if (word.startsWith("-i")) this.interval = Number(value) * 1000;
    }
    const address = this.machine.network.resolve(this.host);
    if (address === undefined) {
      this.complain(`ping: bad address '${this.host}'\n`);
      return this.end(1);
    }
    this.address = address;
    this.print(`PING ${this.host} (${address}): 56 data bytes\n`);
    this.echo();
  }

  override signal(name: string): void {
    if (name === "INT") this.summary();
    else super.signal(name);
  }

  private echo(): void {
    this.print(`64 bytes from ${this.address}: seq=${this.sent} ttl=64 time=${ROUND_TRIP.toFixed(3)} ms\n`);
    this.sent += 1;
    if (this.sent < this.most) this.after(this.interval, () => this.echo());
    else this.summary();
  }

  private summary(): void {
    const time = ROUND_TRIP.toFixed(3);
    this.print(`\n--- ${this.host} ping statistics ---\n`);
    this.print(`${this.sent} packets transmitted, ${this.sent} packets received, 0% packet loss\n`);
    this.print(`round-trip min/avg/max = ${time}/${time}/${time} ms\n`);
    this.end(0);
  }
}
