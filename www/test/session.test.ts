import { expect, test, vi } from "vitest";
import { LabError } from "../src/engine/lab.js";
import type { Progress } from "../src/engine/wire.js";
import type { Intent } from "../src/model/intent.js";
import type { State } from "../src/model/state.js";
import { Store } from "../src/model/store.js";
import { Session } from "../src/session.js";
import { ScriptedLab, type Script } from "./scripted-lab.js";

const EXAMPLE = { Dockerfile: "FROM base\nCOPY app.js .\n", "app.js": "one\n" };
const DONE: Progress = { events: [], state: "done", output: [] };

async function start(script: Script = {}): Promise<{ store: Store; lab: ScriptedLab; send: (intent: Intent) => Promise<State> }> {
  const lab = new ScriptedLab({ example: EXAMPLE, ...script });
  const store = new Store();
  const session = new Session(store, async () => lab);
  await session.start();
  const send = async (intent: Intent): Promise<State> => {
    await session.handle(intent);
    return store.state;
  };
  return { store, lab, send };
}

const paths = (state: State): string[] => state.files.map((file) => file.path);

test("the page opens on the example, at its Dockerfile", async () => {
  const { store } = await start();
  expect([store.state.phase, paths(store.state), store.state.open?.path]).toEqual(["ready", ["Dockerfile", "app.js"], "Dockerfile"]);
});

test("files are added, renamed and deleted, and the open one follows", async () => {
  const { send } = await start();
  const added = await send({ kind: "create", path: "src/new.js", folder: false });
  expect([paths(added), added.open?.path]).toEqual([["Dockerfile", "app.js", "src/new.js"], "src/new.js"]);
  const renamed = await send({ kind: "rename", from: "src/new.js", to: "src/old.js" });
  expect([paths(renamed), renamed.open?.path]).toEqual([["Dockerfile", "app.js", "src/old.js"], "src/old.js"]);
  const removed = await send({ kind: "remove", path: "src/old.js" });
  expect([paths(removed), removed.open?.path]).toEqual([["Dockerfile", "app.js"], "Dockerfile"]);
});

test("a deletion and a fresh start can be undone", async () => {
  const { send } = await start();
  await send({ kind: "edit", path: "Dockerfile", text: "FROM mine\n" });
  const removed = await send({ kind: "remove", path: "app.js" });
  expect([paths(removed), removed.notices.at(-1)?.text]).toEqual([["Dockerfile"], { kind: "removed", path: "app.js" }]);
  expect(paths(await send({ kind: "travel", to: removed.notices.at(-1)?.back ?? -1 }))).toEqual(["Dockerfile", "app.js"]);
  const fresh = await send({ kind: "reset" });
  expect(fresh.open?.content).toEqual({ kind: "text", text: EXAMPLE.Dockerfile });
  const back = await send({ kind: "travel", to: fresh.notices.at(-1)?.back ?? -1 });
  expect(back.open?.content).toEqual({ kind: "text", text: "FROM mine\n" });
});

test("a build sees the last keystroke", async () => {
  const { send, lab } = await start({ builds: [[DONE]] });
  await send({ kind: "open", path: "app.js" });
  await send({ kind: "edit", path: "app.js", text: "two\n" });
  const state = await send({ kind: "build" });
  expect([state.build.status, new TextDecoder().decode(await lab.readFile("app.js"))]).toEqual(["done", "two\n"]);
  expect(lab.requests).toEqual([{ dockerfile: "Dockerfile", tags: ["web-ping"] }]);
});

test("an open Dockerfile of another name is the one that is built", async () => {
  const { send, lab } = await start({ builds: [[DONE]] });
  await send({ kind: "create", path: "Dockerfile.dev", folder: false });
  await send({ kind: "build" });
  expect(lab.requests[0]?.dockerfile).toBe("Dockerfile.dev");
});

test("what the engine refuses becomes a notice and changes nothing", async () => {
  const { send, store } = await start();
  const before = paths(store.state);
  const state = await send({ kind: "create", path: "../outside", folder: false });
  expect(paths(state)).toEqual(before);
  expect(state.notices.at(-1)?.text).toEqual({ kind: "refused", message: "`../outside` leaves the project" });
});

test("a file over the limit is left out with its size; the rest of the drop arrives", async () => {
  const { send } = await start();
  const blob = (size: number): Blob => ({ size, arrayBuffer: async () => new ArrayBuffer(Math.min(size, 3)) }) as Blob;
  const state = await send({
    kind: "import",
    files: [
      { path: "big.bin", blob: blob(100_000_000) },
      { path: "small.txt", blob: blob(3) },
    ],
  });
  expect(paths(state)).toEqual(["Dockerfile", "app.js", "small.txt"]);
  expect(state.notices.at(-1)?.text).toEqual({ kind: "tooLarge", path: "big.bin", size: 100_000_000, limit: 32_000_000 });
});

test("a fix edits the file, and the file is checked again", async () => {
  const diagnostics = (text: string) =>
    text.startsWith("from")
      ? [{ code: "C", severity: "warning" as const, message: "", start: 0, end: 4, startLine: 1, endLine: 1, fix: { title: "", edits: [{ start: 0, end: 4, text: "FROM" }] } }]
      : [];
  const { send, store } = await start({ example: { Dockerfile: "from base\n" }, diagnostics });
  const fix = store.state.diagnostics.get("Dockerfile")?.[0]?.fix;
  const state = await send({ kind: "fix", path: "Dockerfile", fix: fix! });
  expect(state.open?.content).toEqual({ kind: "text", text: "FROM base\n" });
  expect(state.diagnostics.get("Dockerfile")).toEqual([]);
});

test("an engine that can't be loaded is said", async () => {
  const store = new Store();
  await new Session(store, () => Promise.reject(new LabError("worker", "no module"))).start();
  expect(store.state.phase).toBe("broken");
  expect(store.state.notices.at(-1)?.text).toEqual({ kind: "engineBroken", message: "no module" });
});

test("after a crash a fresh engine holds the files again, the unsaved edit among them", async () => {
  let restart: ((lab: ScriptedLab) => Promise<void>) | undefined;
  const old = new ScriptedLab({ example: EXAMPLE });
  const store = new Store();
  const session = new Session(store, async (onRestart) => {
    restart = onRestart;
    return old;
  });
  await session.start();
  vi.spyOn(old, "writeFile").mockRejectedValue(new LabError("crashed", "unreachable"));
  await session.handle({ kind: "edit", path: "Dockerfile", text: "FROM other\n" });
  await session.handle({ kind: "open", path: "app.js" });
  const fresh = new ScriptedLab();
  await restart?.(fresh);
  expect((await fresh.files()).map((file) => file.path)).toEqual(["Dockerfile", "app.js"]);
  expect(new TextDecoder().decode(await fresh.readFile("Dockerfile"))).toBe("FROM other\n");
  expect(store.state.notices.at(-1)?.text).toEqual({ kind: "restarted" });
});
