/** The project's files: open, add, rename, delete, and drop from a disk. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import type { ProjectEntry } from "../engine/wire.js";
import { t } from "../locale/index.js";
import { formatSize } from "../model/text.js";
import { isWithin, join, parentOf, treeRows, type TreeRow } from "../model/tree.js";
import { shared } from "../style/shared.js";
import { treeStyle } from "../style/tree.js";
import { data, LabElement } from "./base.js";
import { icon } from "./icon.js";
import { moveInTree } from "./tree-keys.js";

/** What is being named: a new entry in a folder, or an entry that gets another name. */
type Naming =
  | { kind: "add"; parent: string; folder: boolean }
  | { kind: "rename"; path: string }
  /** Its permission bits are edited, in octal. */
  | { kind: "mode"; path: string; mode: number };

/** What a row that is dragged carries; files from outside carry "Files". */
const MOVED_PATH = "application/x-layerlab-path";

@customElement("lab-file-tree")
export class FileTree extends LabElement {
  static override styles = [shared, treeStyle];

  @property(data) files: readonly ProjectEntry[] = [];
  @property(data) open = "";
  @state() private collapsed: ReadonlySet<string> = new Set();
  @state() private naming: Naming | undefined;
  @state() private focused = "";
  @query("input.files") private picker!: HTMLInputElement;
  @query("input.folder") private folderPicker!: HTMLInputElement;

  override render(): TemplateResult {
    const rows = treeRows(this.files, (file) => file.kind === "dir", this.collapsed);
    const focused = rows.some((row) => row.path === this.focused) ? this.focused : this.open;
    const tabStop = rows.some((row) => row.path === focused) ? focused : rows[0]?.path;
    return html`<div class="pane-head">
        <h2 class="unseen">${t.files}</h2>
        ${this.action("add", t.newFile, () => this.add(false))} ${this.action("folderAdd", t.newFolder, () => this.add(true))}
        ${this.action("upload", t.upload, () => this.picker.click())}
        ${this.action("folderUpload", t.uploadFolder, () => this.folderPicker.click())}
        ${this.action("archive", t.downloadProject, () => this.send({ kind: "downloadProject" }))}
        ${this.action("reset", t.resetProject, () => this.send({ kind: "reset" }))}
        <input class="files" type="file" multiple hidden @change=${this.picked} />
        <input class="folder" type="file" webkitdirectory hidden @change=${this.picked} />
      </div>
      <div class="rows" role="tree" aria-label=${t.files} @keydown=${this.press}>
        ${this.naming?.kind === "add" && this.naming.parent === "" ? this.nameField("", 0) : nothing}
        ${rows.map((row) => this.row(row, row.path === tabStop))}
      </div>
      ${this.context()}`;
  }

  /** What a build is sent, and what `.dockerignore` keeps out of it. */
  private context(): TemplateResult {
    const files = this.files.filter((file) => file.kind === "file");
    const sent = files.filter((file) => file.ignoredBy === undefined);
    const size = sent.reduce((sum, file) => sum + file.size, 0);
    const left = files.length - sent.length;
    const rules = left === 0 ? undefined : this.files.find((file) => file.path === ".dockerignore");
    return html`<p class="context">
      <span>${t.context(sent.length, formatSize(size))}</span>
      ${left === 0
        ? nothing
        : html`<button type="button" ?disabled=${rules === undefined} @click=${() => this.send({ kind: "open", path: ".dockerignore" })}>
            ${t.leftOut(left)}
          </button>`}
    </p>`;
  }

  private action(name: "add" | "archive" | "folderAdd" | "folderUpload" | "upload" | "reset", label: string, act: () => void): TemplateResult {
    return html`<button type="button" class="quiet" title=${label} aria-label=${label} @click=${act}>${icon(name)}</button>`;
  }

  private row(row: TreeRow<ProjectEntry>, tabStop: boolean): TemplateResult {
    if (this.naming?.kind === "rename" && this.naming.path === row.path) return this.nameField(row.name, row.depth);
    if (this.naming?.kind === "mode" && this.naming.path === row.path) {
      return this.nameField(octal(this.naming.mode), row.depth, t.modeBits(row.name));
    }
    const ignored = row.item?.ignoredBy;
    const below = this.naming?.kind === "add" && this.naming.parent === row.path ? this.nameField("", row.depth + 1) : nothing;
    return html`<div
        class="row ${row.path === this.open ? "open" : ""} ${ignored ? "ignored" : ""} depth-${Math.min(row.depth, 8)}"
        role="treeitem"
        data-path=${row.path}
        aria-level=${row.depth + 1}
        aria-selected=${row.path === this.open ? "true" : "false"}
        aria-expanded=${row.folder ? String(row.expanded) : nothing}
        tabindex=${tabStop ? 0 : -1}
        title=${ignored ? t.ignoredBy(ignored.pattern, ignored.line) : row.path}
        @click=${() => this.activate(row)}
        draggable="true"
        @dragstart=${(event: DragEvent) => event.dataTransfer?.setData(MOVED_PATH, row.path)}
        @dragover=${(event: DragEvent) => this.dragOver(event)}
        @drop=${(event: DragEvent) => this.dropOn(event, row)}
        @focus=${() => (this.focused = row.path)}
      >
        ${icon(row.folder ? "folder" : row.item?.kind === "symlink" ? "link" : "file")}
        <span class="name">${row.name}</span>
        ${ignored ? html`<span class="rule">${t.ignoreLine(ignored.line)}</span>` : nothing}
        ${unusualMode(row.item) ? html`<span class="size mono">${octal(row.item?.mode ?? 0)}</span>` : nothing}
        ${row.folder || ignored ? nothing : html`<span class="size">${formatSize(row.item?.size ?? 0)}</span>`}
        <span class="tools">
          ${row.item === undefined || row.item.kind === "symlink"
            ? nothing
            : this.tool("key", t.setMode(row.name), () => this.editMode(row.path))}
          ${this.tool("pencil", t.rename(row.name), () => (this.naming = { kind: "rename", path: row.path }))}
          ${this.tool("trash", t.remove(row.name), () => this.send({ kind: "remove", path: row.path }))}
        </span>
      </div>
      ${below}`;
  }

  private tool(name: "key" | "pencil" | "trash", label: string, act: () => void): TemplateResult {
    const click = (event: Event): void => {
      event.stopPropagation();
      act();
    };
    return html`<button type="button" class="quiet" tabindex="-1" title=${label} aria-label=${label} @click=${click}>
      ${icon(name)}
    </button>`;
  }

  private nameField(value: string, depth: number, label = t.fileName): TemplateResult {
    return html`<div class="row depth-${Math.min(depth, 8)}" role="none">
      <input class="mono" .value=${value} aria-label=${label} spellcheck="false" autocomplete="off"
        @keydown=${this.typeName} @blur=${this.leaveName} />
    </div>`;
  }

  protected override updated(): void {
    const field = this.renderRoot.querySelector<HTMLInputElement>(".row input");
    if (field === null || field === this.shadowRoot?.activeElement) return;
    field.focus();
    const dot = field.value.lastIndexOf(".");
    field.setSelectionRange(0, dot > 0 ? dot : field.value.length);
  }

  private activate(row: TreeRow<ProjectEntry>): void {
    this.focused = row.path;
    if (!row.folder) return this.send({ kind: "open", path: row.path });
    const collapsed = new Set(this.collapsed);
    if (!collapsed.delete(row.path)) collapsed.add(row.path);
    this.collapsed = collapsed;
  }

  private add(folder: boolean): void {
    const at = this.files.find((file) => file.path === this.focused);
    const parent = at === undefined ? "" : at.kind === "dir" ? at.path : parentOf(at.path);
    this.naming = { kind: "add", parent, folder };
  }

  private press(event: KeyboardEvent): void {
    const row = (event.target as HTMLElement).closest<HTMLElement>('[role="treeitem"]');
    const path = row?.dataset["path"];
    if (row === null || path === undefined || event.target !== row) return;
    if (event.key === "F2") this.naming = { kind: "rename", path };
    else if (event.key === "F4") this.editMode(path);
    else if (event.key === "Delete") this.send({ kind: "remove", path });
    else if (!moveInTree(event.key, row)) return;
    event.preventDefault();
  }

  private typeName(event: KeyboardEvent): void {
    event.stopPropagation();
    if (event.key === "Escape") this.naming = undefined;
    if (event.key === "Enter") this.finishName((event.target as HTMLInputElement).value);
  }

  private leaveName(event: FocusEvent): void {
    this.finishName((event.target as HTMLInputElement).value);
  }

  private finishName(typed: string): void {
    const naming = this.naming;
    const name = typed.trim().replace(/^\/+|\/+$/g, "");
    this.naming = undefined;
    if (naming === undefined || name === "") return;
    if (naming.kind === "mode") return this.finishMode(naming.path, name);
    // A leading slash counts from the project's root, so that a rename can move.
    const to = typed.trim().startsWith("/") ? name : join(naming.kind === "add" ? naming.parent : parentOf(naming.path), name);
    if (naming.kind === "add") this.send({ kind: "create", path: to, folder: naming.folder });
    else if (to !== naming.path) this.send({ kind: "rename", from: naming.path, to });
  }

  private editMode(path: string): void {
    const entry = this.files.find((file) => file.path === path);
    if (entry !== undefined && entry.kind !== "symlink") this.naming = { kind: "mode", path, mode: entry.mode };
  }

  private finishMode(path: string, typed: string): void {
    if (/^[0-7]{3,4}$/.test(typed)) this.send({ kind: "mode", path, mode: Number.parseInt(typed, 8) });
  }

  private dragOver(event: DragEvent): void {
    if (event.dataTransfer?.types.includes(MOVED_PATH)) event.preventDefault();
  }

  /** Onto a folder: into it; onto a file: beside it. */
  private dropOn(event: DragEvent, row: TreeRow<ProjectEntry>): void {
    const from = event.dataTransfer?.getData(MOVED_PATH) ?? "";
    if (from === "") return;
    event.preventDefault();
    event.stopPropagation();
    const folder = row.folder ? row.path : parentOf(row.path);
    const to = join(folder, from.slice(from.lastIndexOf("/") + 1));
    if (to !== from && !isWithin(folder, from)) this.send({ kind: "rename", from, to });
  }

  private picked(event: Event): void {
    const picker = event.target as HTMLInputElement;
    const files = [...(picker.files ?? [])].map((blob) => ({
      // Of a folder, the content is meant: it is the project.
      path: blob.webkitRelativePath.replace(/^[^/]*\//, "") || blob.name,
      blob,
    }));
    this.send({ kind: "import", files });
    picker.value = "";
  }
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, "0");
}

function unusualMode(entry: ProjectEntry | undefined): boolean {
  return entry !== undefined && entry.kind !== "symlink" && entry.mode !== (entry.kind === "dir" ? 0o755 : 0o644);
}
