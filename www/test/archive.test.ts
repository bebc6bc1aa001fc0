/** What a dropped tar is taken for. */
import { expect, test } from "vitest";
import { createLab } from "../src/engine/node.js";
import { loadArchive } from "../src/import.js";

const archive = (path: string, bytes: Uint8Array) => ({ path, blob: new Blob([bytes as Uint8Array<ArrayBuffer>]) });

test("an archive of images is loaded; another tar is not taken for one", async () => {
  const lab = await createLab();
  await lab.loadExample("web-ping");
  for await (const _ of lab.build({ tags: ["web-ping"] }));
  for (const format of ["oci", "docker"] as const) {
    const other = await createLab();
    expect(await loadArchive(other, archive("image.tar", await lab.save("web-ping", format)))).toBe("web-ping:latest");
    expect((await other.images()).map((image) => image.id)).toEqual((await lab.images()).map((image) => image.id));
  }
  expect(await loadArchive(lab, archive("other.tar", new Uint8Array(1024)))).toBe(undefined);
  expect(await loadArchive(lab, archive("notes.txt", new Uint8Array(3)))).toBe(undefined);
}, 60_000);
