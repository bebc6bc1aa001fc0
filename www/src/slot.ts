/** Which of the kept works this tab works on, so that no tab and no link ever overwrites another's. */

export interface Slot {
  /** Where this tab's work is kept. */
  name: string;
  /** Where to start from when nothing is kept there yet. */
  from?: string;
  why: "own" | "link" | "otherTab";
}

/** The work of the one tab that came first, and of every visit with a single tab. */
const OWN = "current";
/** The page before, in the same tab, lets go of its lock within this time; a slow machine needs some of it. */
const RELOAD_MS = 4000;
const TAB_KEY = "layerlab.slot";

export async function chooseSlot(hash: string | undefined): Promise<Slot> {
  if (hash !== undefined) return { name: `link:${await fingerprint(hash)}`, why: "link" };
  const before = sessionStorage.getItem(TAB_KEY);
  const wanted = before ?? OWN;
  if (before === null ? await take(wanted) : await takeAgain(wanted)) {
    sessionStorage.setItem(TAB_KEY, wanted);
    return { name: wanted, why: "own" };
  }
  const name = `tab:${crypto.randomUUID()}`;
  sessionStorage.setItem(TAB_KEY, name);
  await take(name);
  return { name, from: wanted, why: "otherTab" };
}

/** Holds the work's lock for as long as the tab lives; false if another tab does. */
async function take(name: string, options: LockOptions = { ifAvailable: true }): Promise<boolean> {
  // Pages that are not served securely have no locks; they behave as if there were one tab.
  if (!("locks" in navigator)) return true;
  return new Promise((resolve) => {
    navigator.locks
      .request(`layerlab.${name}`, options, (lock) => {
        resolve(lock !== null);
        return lock === null ? undefined : new Promise<never>(() => {});
      })
      .catch(() => resolve(false));
  });
}

/** The same, with patience for the page that was here before. */
function takeAgain(name: string): Promise<boolean> {
  return take(name, { signal: AbortSignal.timeout(RELOAD_MS) });
}

async function fingerprint(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest, 0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
