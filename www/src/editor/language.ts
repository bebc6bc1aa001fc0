/** Which highlighting a file gets, by its name. */
import { StreamLanguage, type StreamParser } from "@codemirror/language";
import { dockerFile } from "@codemirror/legacy-modes/mode/dockerfile";
import { javascript, json, typescript } from "@codemirror/legacy-modes/mode/javascript";
import { properties } from "@codemirror/legacy-modes/mode/properties";
import { python } from "@codemirror/legacy-modes/mode/python";
import { shell } from "@codemirror/legacy-modes/mode/shell";
import { yaml } from "@codemirror/legacy-modes/mode/yaml";
import type { Extension } from "@codemirror/state";
import { isDockerfile } from "../model/text.js";

const BY_EXTENSION: Readonly<Record<string, StreamParser<unknown>>> = {
  js: javascript,
  cjs: javascript,
  mjs: javascript,
  jsx: javascript,
  ts: typescript,
  tsx: typescript,
  json,
  sh: shell,
  py: python,
  yml: yaml,
  yaml,
  env: properties,
  properties,
};

export function languageFor(path: string): Extension {
  const mode = isDockerfile(path) ? dockerFile : BY_EXTENSION[path.slice(path.lastIndexOf(".") + 1).toLowerCase()];
  return mode === undefined ? [] : StreamLanguage.define(mode);
}
