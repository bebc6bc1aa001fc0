/** The API's reference is what the sources say, and they say something about everything. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { scratch } from "./command.js";
import { documented } from "./documented.js";

const ROOT = join(import.meta.dirname, "../..");
const REFERENCE = join(ROOT, "script/reference");

/** What typedoc knows of a declaration. */
interface Declaration {
  name: string;
  variant: string;
  kind: number;
  comment?: Comment;
  signatures?: Declaration[];
  children?: Declaration[];
  type?: Type;
}

interface Type {
  type: string;
  /** The alternatives of a union. */
  types?: Type[];
  /** The members of an object that has no name. */
  declaration?: Declaration;
  /** Of a literal. */
  value?: unknown;
  /** Of a type that has one. */
  name?: string;
  /** Of an array. */
  elementType?: Type;
}

interface Comment {
  summary: { text: string }[];
  blockTags?: { tag: string }[];
}

/** Typedoc's numbers for kinds. */
const [FUNCTION, CLASS, METHOD] = [64, 128, 2048];

const folder = scratch();
let read: { text: string; exports: Declaration[] } | undefined;

/** Typedoc's reading of the package's entry, as text and as data. */
function reference(): { text: string; exports: Declaration[] } {
  if (read !== undefined) return read;
  const data = join(folder, "api.json");
  execFileSync(join(REFERENCE, "node_modules/.bin/typedoc"), ["--options", "typedoc.json", "--out", folder, "--json", data, "--logLevel", "Error"], { cwd: REFERENCE, stdio: "pipe" });
  const { children } = JSON.parse(readFileSync(data, "utf8")) as { children: Declaration[] };
  return (read = { text: readFileSync(join(folder, "index.md"), "utf8"), exports: children });
}

/** The comments of a declaration and of its signatures. */
const comments = ({ comment, signatures = [] }: Declaration): Comment[] => [comment, ...signatures.map((one) => one.comment)].filter((one) => one !== undefined);
const isDescribed = (one: Declaration): boolean => comments(one).some(({ summary }) => summary.some(({ text }) => text.trim() !== ""));
const hasExample = (one: Declaration): boolean => comments(one).some(({ blockTags = [] }) => blockTags.some(({ tag }) => tag === "@example"));
/** With its methods; those that are symbols are the language's own. */
const methodsOf = ({ children = [] }: Declaration): Declaration[] => children.filter(({ kind, name }) => kind === METHOD && !name.startsWith("["));

test("docs/api is up to date: npm run build:reference", () => {
  expect(reference().text === readFileSync(join(ROOT, "docs/api/index.md"), "utf8")).toBe(true);
}, 240_000);

test("every export and every method of one is described", () => {
  const all = reference().exports.flatMap((one) => [one, ...methodsOf(one).map((method) => ({ ...method, name: `${one.name}.${method.name}` }))]);
  expect(all.length).toBeGreaterThan(100);
  expect(all.filter((one) => !isDescribed(one)).map(({ name }) => name)).toEqual([]);
}, 240_000);

test("every property is described: at itself, or, in the alternatives of a union, above them all", () => {
  const properties = reference().exports.flatMap((one) => (one.children ?? []).map((property) => ({ ...property, name: `${one.name}.${property.name}` })));
  expect(properties.length).toBeGreaterThan(200);
  expect(properties.filter((one) => !isDescribed(one)).map(({ name }) => name)).toEqual([]);
  const unions = reference().exports.filter(({ type }) => type?.type === "union");
  const untold = unions.flatMap((union) => {
    const text = comments(union).flatMap(({ summary }) => summary.map(({ text }) => text)).join("");
    const members = (union.type?.types ?? []).flatMap(({ declaration }) => declaration?.children ?? []);
    // What tells the alternatives apart has a value for each, and those are what readers look for.
    const names = new Set(members.map(({ name, type }) => (type?.type === "literal" ? String(type.value) : name)));
    return [...names].filter((name) => !text.includes(`\`${name}\``)).map((name) => `${union.name}: ${name}`);
  });
  expect(unions.map(({ name }) => name)).toEqual(expect.arrayContaining(["BuildEvent", "BuildResult", "MissReason", "Verdict"]));
  expect(untold).toEqual([]);
}, 240_000);

/** What a number counts, or what it is the number of. */
const UNIT = /bytes|seconds|line|offset|UTF-16|from [01]|counted|bits|number|characters|how many|place|which step|the step|where it (begins|ends)|as docker's/i;
const isNumber = ({ type, name, types, elementType }: Type): boolean =>
  (type === "intrinsic" && name === "number") || (types ?? []).some(isNumber) || (elementType !== undefined && isNumber(elementType));

test("whatever is a number says what it counts", () => {
  const numbers = reference().exports.flatMap((one) => (one.children ?? []).flatMap((property) => (property.type !== undefined && isNumber(property.type) ? [{ ...property, name: `${one.name}.${property.name}` }] : [])));
  expect(numbers.length).toBeGreaterThan(60);
  const text = (one: Declaration): string => comments(one).flatMap(({ summary }) => summary.map(({ text }) => text)).join("");
  expect(numbers.filter((one) => !UNIT.test(text(one))).map((one) => `${one.name}: ${text(one)}`)).toEqual([]);
}, 240_000);

test("every code that calls are said to reject with is one that something throws", () => {
  const described = reference().exports.flatMap((one) => [one, ...methodsOf(one)]).flatMap(comments);
  const sentences = described.flatMap(({ summary }) => summary.map(({ text }) => text).join("").match(/\b(?:reject|throw|LabError|code)[^]*?(?:[.;]\s|$)/gi) ?? []);
  const codes = new Set(sentences.flatMap((sentence) => [...sentence.matchAll(/`([a-z]+(?:-[a-z]+)*)`/g)].map(([, code = ""]) => code)));
  const sources = ["crate", "www/src"].flatMap((folder) => readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).map((file) => join(ROOT, folder, file)));
  const thrown = sources.filter((file) => /\.(rs|ts)$/.test(file) && !file.includes("/tests/")).map((file) => readFileSync(file, "utf8")).join("\n");
  expect([...codes]).toEqual(expect.arrayContaining(["not-found", "invalid-path", "no-such-image", "bad-argument", "aborted", "disposed"]));
  expect([...codes].filter((code) => !thrown.includes(`"${code}"`))).toEqual([]);
}, 240_000);

test("whatever can be called has an example: its own, or one that calls it", () => {
  const callable = reference().exports.filter((one) => one.kind === FUNCTION || one.kind === CLASS || methodsOf(one).length > 0);
  expect(callable.map(({ name }) => name)).toEqual(expect.arrayContaining(["createLab", "Lab", "LabError", "LayerLabElement"]));
  expect(callable.filter((one) => !hasExample(one) && methodsOf(one).every((method) => !hasExample(method))).map(({ name }) => name)).toEqual([]);
  const code = [...documented(), ...documented("html")].map(([, code]) => code).join("\n");
  const methods = callable.flatMap((one) => methodsOf(one).map(({ name }) => ({ name, of: one.name })));
  expect(methods.filter(({ name }) => !code.includes(`.${name}(`)).map(({ name, of }) => `${of}.${name}`)).toEqual([]);
}, 240_000);
