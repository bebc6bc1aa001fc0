/** Long work in slices, with turns of the event loop between them so that a cancel can arrive. */
import type { GuestDriver } from "../guest/driver.js";
import type { Catalog } from "./catalog.js";
import { unpassed } from "./heart.js";
import type { BuildRequest, Lab, Progress } from "./wire.js";

/** A turn of the event loop. Timers would do, but browsers hold nested ones back for 4 ms. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      channel.port1.close();
      resolve();
    };
    channel.port2.postMessage(null);
  });
}

/** The longest that input has to wait for a process that waits itself, in milliseconds. */
const GLANCE = 50;

/** What `waits` of a command's progress asks for: simulated time passes as real time does, and programs go on. */
export async function pause(lab: Lab, waits: number | undefined, guests?: GuestDriver): Promise<void> {
  await guests?.pump(lab.now());
  if (waits === undefined || waits === 0) return turn();
  const next = guests?.next === undefined ? GLANCE : Math.max(0, guests.next - lab.now());
  const start = performance.now();
  await new Promise((resolve) => setTimeout(resolve, Math.min(waits < 0 ? GLANCE : waits, GLANCE, next)));
  lab.pass(unpassed(lab, start));
  await guests?.pump(lab.now());
}

/** Start a build and advance it to its end. Slices that brought nothing are left out. */
export async function* drive(lab: Lab, request: BuildRequest, signal?: AbortSignal, catalog?: Catalog): AsyncGenerator<Progress, void> {
  const task = lab.startBuild(request);
  let running = true;
  try {
    while (running) {
      if (signal?.aborted) lab.cancel(task);
      const slice = await (catalog?.with(() => lab.advance(task)) ?? lab.advance(task));
      running = slice.state === "running";
      if (!running || slice.events.length > 0 || slice.output.length > 0) yield slice;
      if (running) await turn();
    }
  } finally {
    // Whoever stops listening before the end does not want the rest.
    if (running) lab.cancel(task);
  }
}
