/** Simulated time that passes as real time does. */
import type { GuestDriver } from "../guest/driver.js";
import type { Lab } from "./wire.js";

/** When time was last let pass: what waits at the same time shares it. */
const passed = new WeakMap<Lab, number>();
/** A window that was hidden, or a machine that slept, does not make up for it. */
const MOST = 1000;
const BEAT = 100;

/** Milliseconds since a point of `performance.now()` that have not passed in the simulation yet; they count as passed now. */
export function unpassed(lab: Lab, since: number): number {
  const now = performance.now();
  const elapsed = now - Math.max(since, passed.get(lab) ?? 0);
  passed.set(lab, now);
  return elapsed;
}

/**
 * Lets containers go on while no command waits for them, as long as something in one is to happen by itself.
 * @param failed told what went wrong; then it beats no more
 */
export function beat(lab: Lab, guests: GuestDriver, failed: (error: unknown) => void): void {
  let before = performance.now();
  const once = async (): Promise<void> => {
    if (lab.due() !== undefined || guests.next !== undefined || lab.guests().length > 0) lab.pass(Math.min(MOST, unpassed(lab, before)));
    before = performance.now();
    await guests.pump(lab.now());
  };
  const again = (): void => void setTimeout(() => once().then(again, failed), BEAT);
  again();
}
