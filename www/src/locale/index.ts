/** The language of the page: one typed dictionary per language; elements are told when it changes. */
import { en } from "./en.js";
import { ENGLISH, type Help } from "./help.js";

/** Every text of the page. A language that lacks one doesn't compile. */
export type Dictionary = typeof en;
export type Locale = "en" | "ko";

export const LOCALES: readonly { locale: Locale; name: string }[] = [
  { locale: "en", name: "English" },
  { locale: "ko", name: "한국어" },
];

/** The dictionary in use; a live binding, so read it while rendering and don't keep it. */
export let t: Dictionary = en;
export let locale: Locale = "en";
/** The engine's texts in the same language; live as well. */
export let help: Help = ENGLISH;

const listeners = new Set<() => void>();

/** Calls `listener` after every change of language, until the returned function is called. */
export function onLocale(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export async function setLocale(next: Locale): Promise<void> {
  [t, help] = await load(next);
  locale = next;
  for (const listener of listeners) listener();
}

async function load(wanted: Locale): Promise<[Dictionary, Help]> {
  switch (wanted) {
    case "en":
      return [en, ENGLISH];
    case "ko":
      return [(await import("./ko.js")).ko, (await import("./help-ko.js")).HELP];
  }
}

/** The language that was chosen here before, or else the browser's. */
export function preferredLocale(remembered: string | undefined): Locale {
  const wanted = remembered ?? navigator.language;
  return wanted.toLowerCase().startsWith("ko") ? "ko" : "en";
}
