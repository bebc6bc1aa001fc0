/** Reads an OCI archive with nothing of ours: npm tar-stream, node:zlib and node:crypto. */
import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { gunzipSync } from "node:zlib";
import { extract } from "tar-stream";

export interface Layer {
  mediaType: string;
  /** Digest of the uncompressed tar. */
  diffId: string;
}

export interface Image {
  /** Digest and text of the configuration. */
  configDigest: string;
  config: string;
  layers: Layer[];
  annotations: Record<string, string>;
}

interface Descriptor {
  mediaType: string;
  digest: string;
  size: number;
  annotations?: Record<string, string>;
}

/** All regular files of a tar. */
export async function untar(tar: Uint8Array): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  const entries = extract();
  Readable.from([tar]).pipe(entries);
  for await (const entry of entries) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    if (entry.header.type === "file") files.set(entry.header.name, Buffer.concat(chunks));
  }
  return files;
}

export function sha256(bytes: Uint8Array): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

/** The one image of an archive. Throws when a blob's size or digest is not what its descriptor says. */
export async function readImage(archive: Uint8Array): Promise<Image> {
  const files = await untar(archive);
  const json = (bytes: Buffer): unknown => JSON.parse(bytes.toString());
  const file = (name: string): Buffer => {
    const bytes = files.get(name);
    if (bytes === undefined) throw new Error(`the archive has no ${name}`);
    return bytes;
  };
  const blob = ({ digest, size }: Descriptor): Buffer => {
    const bytes = file(`blobs/${digest.replace(":", "/")}`);
    if (bytes.length !== size || sha256(bytes) !== digest) throw new Error(`blob ${digest} is not what it says`);
    return bytes;
  };
  const layout = json(file("oci-layout")) as { imageLayoutVersion: string };
  if (layout.imageLayoutVersion !== "1.0.0") throw new Error("not an OCI layout of version 1.0.0");
  const [image, ...more] = (json(file("index.json")) as { manifests: Descriptor[] }).manifests;
  if (image === undefined || more.length > 0) throw new Error("the archive does not hold exactly one image");
  const manifest = json(blob(image)) as { config: Descriptor; layers: Descriptor[] };
  const layers = manifest.layers.map((layer) => {
    const bytes = blob(layer);
    const tar = layer.mediaType.endsWith("+gzip") ? gunzipSync(bytes) : bytes;
    return { mediaType: layer.mediaType, diffId: sha256(tar) };
  });
  return {
    configDigest: manifest.config.digest,
    config: blob(manifest.config).toString(),
    layers,
    annotations: image.annotations ?? {},
  };
}
