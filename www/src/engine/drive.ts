/** Long work in slices, with turns of the event loop between them so that a cancel can arrive. */
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

/** Start a build and advance it to its end. Slices that brought nothing are left out. */
export async function* drive(lab: Lab, request: BuildRequest, signal?: AbortSignal): AsyncGenerator<Progress, void> {
  const task = lab.startBuild(request);
  let running = true;
  try {
    while (running) {
      if (signal?.aborted) lab.cancel(task);
      const progress = lab.advance(task);
      running = progress.state === "running";
      if (!running || progress.events.length > 0 || progress.output.length > 0) yield progress;
      if (running) await turn();
    }
  } finally {
    // Whoever stops listening before the end does not want the rest.
    if (running) lab.cancel(task);
  }
}
