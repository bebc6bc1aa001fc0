/** The downloaded archive, read by somebody else: npm's tar-stream and node:crypto know nothing of our code. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { Readable } from "node:stream";
import { gunzipSync } from "node:zlib";
import tar from "tar-stream";
import { expect, LabPage, test } from "./lab.js";

interface Descriptor {
  mediaType: string;
  digest: string;
  size: number;
}

async function entries(bytes: Buffer): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  const extract = tar.extract();
  Readable.from(bytes).pipe(extract);
  for await (const entry of extract) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    files.set(entry.header.name, Buffer.concat(chunks));
  }
  return files;
}

const sha256 = (bytes: Buffer): string => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

test("every digest in the archive, and every one on the screen, is a hash of its bytes", async ({ page }) => {
  test.slow();
  const lab = await LabPage.open(page);
  await lab.build();
  const shown = await lab.diffId("COPY");
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "OCI archive" }).click()]);
  expect(download.suggestedFilename()).toBe("web-ping.tar");
  const files = await entries(await readFile(await download.path()));

  const blob = (descriptor: Descriptor): Buffer => {
    const bytes = files.get(`blobs/sha256/${descriptor.digest.replace("sha256:", "")}`);
    if (bytes === undefined) throw new Error(`no blob ${descriptor.digest}`);
    expect(sha256(bytes)).toBe(descriptor.digest);
    expect(bytes.length).toBe(descriptor.size);
    return bytes;
  };
  const json = <T>(bytes: Buffer | undefined): T => JSON.parse(String(bytes)) as T;

  expect(json<{ imageLayoutVersion: string }>(files.get("oci-layout"))).toEqual({ imageLayoutVersion: "1.0.0" });
  const index = json<{ manifests: Descriptor[] }>(files.get("index.json"));
  const manifest = json<{ config: Descriptor; layers: Descriptor[] }>(blob(index.manifests[0]!));
  const config = json<{ rootfs: { diff_ids: string[] }; config: { Env: string[]; Cmd: string[] } }>(blob(manifest.config));
  const tars = manifest.layers.map((layer) => {
    const bytes = blob(layer);
    return layer.mediaType.endsWith("gzip") ? gunzipSync(bytes) : bytes;
  });
  expect(tars.map(sha256)).toEqual(config.rootfs.diff_ids);

  const top = tars.at(-1)!;
  expect(sha256(top).replace("sha256:", "").slice(0, 12)).toBe(shown);
  const copied = (await entries(top)).get("web-ping/app.js");
  await lab.openFile("app.js");
  expect(String(copied).trimEnd()).toBe((await lab.text()).trimEnd());
  expect(config.config.Cmd).toEqual(["node", "/web-ping/app.js"]);
  expect(config.config.Env).toContain("INTERVAL=3000");
});
