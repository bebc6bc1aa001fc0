/** Names that programs find without `require`. First of all imports: the modules below use them when they are loaded. */
import { AbortController, AbortSignal } from "abort-controller";
import { Buffer } from "buffer";
import "fast-text-encoding";
import { URL, URLSearchParams } from "whatwg-url-without-unicode";
import { host } from "./host.js";

Math.random = () => host.random();
const RealDate = Date;
/** The simulated clock. */
class SimulatedDate extends RealDate {
  constructor(...args: unknown[]) {
    if (args.length === 0) super(host.now());
    else super(...(args as [number]));
  }

  static override now(): number {
    return Math.floor(host.now());
  }
}

const callable = new Proxy(SimulatedDate, { apply: () => new SimulatedDate().toString() });
Object.defineProperty(SimulatedDate, "name", { value: "Date" });
// Libraries take hold of `process` when they are loaded; `process.ts` makes it one.
// Node's `inspect` looks at every built-in object once, also at the one that QuickJS leaves out.
Object.assign(globalThis, { AbortController, AbortSignal, Atomics: {}, Date: callable, global: globalThis, process: {}, Buffer, URL, URLSearchParams });
