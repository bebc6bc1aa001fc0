/** What is asked about one image, in the words of docker's command line. */
import { LabError, type LabClient } from "../engine/lab.js";
import type { LayerRow } from "../engine/wire.js";
import { feed } from "./command.js";

/** A step of an image's history. */
export interface HistoryEntry {
  /** The image that the step left, where there is one: the digest of its configuration. */
  id?: string;
  /** Seconds since 1970. */
  created: number;
  /** The instruction, as docker shows it. */
  createdBy: string;
  /** Bytes of the files in its layer; 0 for a step that made none. */
  size: number;
  /** Who or what made it: `buildkit.dockerfile.v0`. */
  comment: string;
}

/** The newest step first. */
export async function history(engine: LabClient, reference: string): Promise<HistoryEntry[]> {
  const lines = await ask(engine, ["image", "history", "--no-trunc", "--human=false", "--format", "{{json .}}", reference]);
  return lines.map((line) => {
    const row = JSON.parse(line) as Record<"ID" | "CreatedAt" | "CreatedBy" | "Size" | "Comment", string>;
    return {
      ...(row.ID !== "<missing>" && { id: row.ID }),
      created: Date.parse(row.CreatedAt) / 1000,
      createdBy: row.CreatedBy,
      size: Number(row.Size),
      comment: row.Comment,
    };
  });
}

/** The lowest first. */
export async function layers(engine: LabClient, reference: string): Promise<LayerRow[]> {
  const [id] = await ask(engine, ["image", "inspect", "--format", "{{.Id}}", reference]);
  const image = (await engine.images()).find((image) => image.id === id);
  return image?.layers ?? [];
}

async function ask(engine: LabClient, argv: string[]): Promise<string[]> {
  const { exitCode, stdout, stderr } = await feed(engine, argv);
  if (exitCode !== 0) throw new LabError("no-such-image", stderr.trim());
  return stdout.split("\n").filter((line) => line !== "");
}
