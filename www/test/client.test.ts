import { expect, test } from "vitest";
import { createLab, type CreateOptions } from "../src/engine/client.js";
import type { LabClient } from "../src/engine/lab.js";
import type { Request } from "../src/engine/protocol.js";

/** A worker that can be created, and whose engine does what `call` says with every call. */
class ScriptedWorker {
  onmessage: ((message: { data: unknown[] }) => void) | null = null;
  onerror = null;

  constructor(private readonly call: () => object) {}

  postMessage(requests: Request[]): void {
    for (const { kind, id } of requests) {
      const answer = kind === "create" ? { kind: "result", value: undefined } : this.call();
      setTimeout(() => this.onmessage?.({ data: [{ id, ...answer }] }));
    }
  }

  terminate(): void {
    this.onmessage = null;
  }
}

interface Scripted {
  lab: LabClient;
  /** How many workers were started. */
  started(): number;
}

/** A lab whose workers do this with calls, the first one first; the last one's way is every later one's too. */
async function scripted(ways: (() => object)[], onRestart: NonNullable<CreateOptions["onRestart"]>): Promise<Scripted> {
  let started = 0;
  const worker = (): Worker => {
    const call = ways[Math.min(started, ways.length - 1)] ?? (() => ({}));
    started += 1;
    return new ScriptedWorker(call) as unknown as Worker;
  };
  return { lab: await createLab({ worker, onRestart }), started: () => started };
}

const traps = (): object => ({ kind: "trap", message: "unreachable" });
const answers = (): object => ({ kind: "result", value: ["x"] });

test("an engine that crashes is replaced, and calls wait until files are back", async () => {
  const restored: unknown[] = [];
  const { lab, started } = await scripted([traps, answers], async (fresh) => void restored.push(await fresh.files()));
  await expect(lab.files()).rejects.toMatchObject({ code: "crashed" });
  expect(await lab.files()).toEqual(["x"]);
  expect(restored).toEqual([["x"]]);
  expect(started()).toBe(2);
});

test("an engine that crashes while it is put back is not replaced again", async () => {
  const { lab, started } = await scripted([traps], async (fresh) => void (await fresh.files()));
  await expect(lab.files()).rejects.toMatchObject({ code: "crashed" });
  await expect(lab.files()).rejects.toMatchObject({ code: "crashed" });
  expect(started()).toBe(2);
});
