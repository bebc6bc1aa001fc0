/** Which highlighting a file gets, by its name, loaded when a file first needs it. Dockerfiles have the engine's tokens. */
import type { StreamParser } from "@codemirror/language";
import type { Extension } from "@codemirror/state";

type Mode = StreamParser<unknown>;

const javascript = async (): Promise<Mode> => (await import("@codemirror/legacy-modes/mode/javascript")).javascript;
const typescript = async (): Promise<Mode> => (await import("@codemirror/legacy-modes/mode/javascript")).typescript;
const json = async (): Promise<Mode> => (await import("@codemirror/legacy-modes/mode/javascript")).json;
const shell = async (): Promise<Mode> => (await import("@codemirror/legacy-modes/mode/shell")).shell;
const python = async (): Promise<Mode> => (await import("@codemirror/legacy-modes/mode/python")).python;
const yaml = async (): Promise<Mode> => (await import("@codemirror/legacy-modes/mode/yaml")).yaml;
const properties = async (): Promise<Mode> => (await import("@codemirror/legacy-modes/mode/properties")).properties;

const BY_EXTENSION = new Map<string, () => Promise<Mode>>([
  ["js", javascript],
  ["cjs", javascript],
  ["mjs", javascript],
  ["jsx", javascript],
  ["ts", typescript],
  ["tsx", typescript],
  ["json", json],
  ["sh", shell],
  ["py", python],
  ["yml", yaml],
  ["yaml", yaml],
  ["env", properties],
  ["properties", properties],
]);

/** The highlighting for a file, or `undefined` if its kind has none. */
export async function languageFor(path: string): Promise<Extension | undefined> {
  const mode = BY_EXTENSION.get(path.slice(path.lastIndexOf(".") + 1).toLowerCase());
  if (mode === undefined) return undefined;
  const { highlighted } = await import("./highlighted.js");
  return highlighted(await mode());
}
