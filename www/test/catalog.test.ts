/** The catalog comes with the first call that needs it, once, and calls keep their order. */
import { expect, test } from "vitest";
import { Catalog, type CatalogPart } from "../src/engine/catalog.js";
import { createLab } from "../src/engine/node.js";
import { LabError } from "../src/engine/lab.js";
import type { Lab } from "../src/engine/wire.js";

/** An engine that knows what it was given, and calls that need a part of it. */
function engine(): { lab: Lab; needing: (part: CatalogPart, value: string) => () => string } {
  const given = new Set<string>();
  const lab = { loadCatalog: (bytes: Uint8Array) => void given.add(new TextDecoder().decode(bytes)) } as unknown as Lab;
  const needing = (part: CatalogPart, value: string) => (): string => {
    if (!given.has(part)) throw new LabError(`needs-${part}`, "the catalog was not loaded");
    return value;
  };
  return { lab, needing };
}

const bytes = (part: string): Uint8Array => new TextEncoder().encode(part);

test("a call that needs nothing loads nothing, one that does loads its part, and two load it once", async () => {
  const { lab, needing } = engine();
  const loaded: string[] = [];
  const catalog = new Catalog(lab, async (part) => (loaded.push(part), bytes(part)));
  expect(await catalog.with(() => "free")).toBe("free");
  expect(loaded).toEqual([]);
  expect(await Promise.all([catalog.with(needing("images", "a")), catalog.with(needing("images", "b"))])).toEqual(["a", "b"]);
  expect(await catalog.with(needing("packages", "c"))).toBe("c");
  expect(loaded).toEqual(["images", "packages"]);
});

test("calls in order wait for one that waits for its part", async () => {
  const { lab, needing } = engine();
  const catalog = new Catalog(lab, async (part) => bytes(part));
  const done: string[] = [];
  const calls = [needing("images", "first"), () => "second"].map(async (call) => done.push(await catalog.inOrder(call)));
  await Promise.all(calls);
  expect(done).toEqual(["first", "second"]);
});

test("other errors pass, and a part that could not be loaded is tried again", async () => {
  const { lab, needing } = engine();
  let tries = 0;
  const catalog = new Catalog(lab, async (part) => {
    if (tries++ === 0) throw new LabError("worker", "offline");
    return bytes(part);
  });
  const wrong = (): never => {
    throw new LabError("not-found", "there is none");
  };
  await expect(catalog.with(wrong)).rejects.toMatchObject({ code: "not-found" });
  await expect(catalog.with(needing("images", "a"))).rejects.toMatchObject({ code: "worker" });
  expect(await catalog.with(needing("images", "a"))).toBe("a");
});

test("builds and commands find images and packages that were not there when the engine began", async () => {
  const lab = await createLab();
  try {
    await lab.writeFile("Dockerfile", bytes("FROM alpine\nRUN apk add --no-cache curl && curl --version\n"));
    let state = "";
    for await (const progress of lab.build({ tags: ["one"] })) state = progress.state;
    expect(state).toBe("done");
    let text = "";
    for await (const { output } of lab.exec(["run", "--rm", "busybox", "echo", "hi"])) text += output.map((piece) => new TextDecoder().decode(piece.bytes)).join("");
    expect(text).toContain("hi\n");
  } finally {
    lab.dispose();
  }
});
