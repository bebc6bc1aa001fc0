/** The words of the lesson panel, loaded with it. */
import type { Locale } from "../../locale/index.js";
import type { words as en } from "./en.js";

export type Words = typeof en;

export async function wordsIn(locale: Locale): Promise<Words> {
  switch (locale) {
    case "en":
      return (await import("./en.js")).words;
    case "ko":
      return (await import("./ko.js")).words;
  }
}
