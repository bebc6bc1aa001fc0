/** Closer looks at images and layers, each asked for when somebody wants it. */
import { LabError, type LabClient } from "./engine/lab.js";
import type { Fix } from "./engine/wire.js";
import type { Files } from "./files.js";
import type { Store } from "./model/store.js";
import { applyEdits, contentOf, decodeText, unifiedDiff } from "./model/text.js";

export class Looks {
  constructor(
    private readonly store: Store,
    private readonly files: Files,
  ) {}

  async image(lab: LabClient, id: string): Promise<void> {
    const more = { details: await lab.imageDetails(id), waste: await lab.waste(id) };
    this.store.dispatch({ kind: "imageMore", id, more });
  }

  async file(lab: LabClient, diffId: string, path: string): Promise<void> {
    const content = contentOf(await lab.layerFile(diffId, path));
    this.store.dispatch({ kind: "preview", preview: { title: path, content, layer: { diffId, path } } });
  }

  async header(lab: LabClient, diffId: string, path: string): Promise<void> {
    const bytes = await lab.layerHeader(diffId, path);
    this.store.dispatch({ kind: "preview", preview: { title: path, content: { kind: "header", bytes }, layer: { diffId, path } } });
  }

  /** What a layer does to a file's text; where there is nothing to tell, its content. */
  async diff(lab: LabClient, diffId: string, path: string): Promise<void> {
    const found = await lab.layerDiff(diffId, path);
    if (found.kind !== "text") return this.file(lab, diffId, path);
    this.store.dispatch({ kind: "preview", preview: { title: path, content: { kind: "diff", diff: found.diff }, layer: { diffId, path } } });
  }

  async compare(lab: LabClient, before: string, after: string): Promise<void> {
    try {
      this.store.dispatch({ kind: "difference", difference: { before, after, diff: await lab.diff(before, after) } });
    } catch (error) {
      this.store.dispatch({ kind: "difference", difference: { before, after, message: LabError.from(error).message } });
    }
  }

  /** What a fix would make of the file, as it is now. */
  fix(path: string, fix: Fix): void {
    const { open } = this.store.state;
    const kept = this.files.bytes(path);
    const text = open?.path === path && open.content.kind === "text" ? open.content.text : kept && decodeText(kept);
    if (text === undefined) return;
    const content = { kind: "diff", diff: unifiedDiff(text, applyEdits(text, fix.edits)) } as const;
    this.store.dispatch({ kind: "preview", preview: { title: fix.title, content, fix: { path, fix } } });
  }
}
