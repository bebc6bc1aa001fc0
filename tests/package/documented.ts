/** Examples that stand in the comments of the package's sources. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const SOURCES = join(import.meta.dirname, "../../www/src");

/** The code of a text's fenced blocks of a language. */
export function blocks(text: string, language: string): string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, "gm"))].map(([, code = ""]) => code);
}

/** Name and code of each of the API and of what it exports from the engine; with `"html"` those of the elements, which are pages. */
export function documented(language: "js" | "html" = "js"): (readonly [string, string])[] {
  const files = language === "html" ? ["embed/contract.ts"] : [...readdirSync(join(SOURCES, "api")).map((file) => `api/${file}`), "engine/lab.ts", "engine/syntax.ts"];
  return files.flatMap((file) => {
    const text = readFileSync(join(SOURCES, file), "utf8").replace(/^ *\* ?/gm, "");
    return blocks(text, language).map((code, index) => [`${file} ${index + 1}`, code] as const);
  });
}
