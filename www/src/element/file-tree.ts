/** The project's files: open, add, rename, delete, and drop from a disk. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import type { ProjectEntry } from "../engine/wire.js";
import { t } from "../locale/index.js";
import { formatSize } from "../model/text.js";
import { join, parentOf, treeRows, type TreeRow } from "../model/tree.js";
import { shared } from "../style/shared.js";
import { treeStyle } from "../style/tree.js";
import { data, LabElement } from "./base.js";
import { icon } from "./icon.js";
import { moveInTree } from "./tree-keys.js";

/** What is being named: a new entry in a folder, or an entry that gets another name. */
type Naming = { kind: "add"; parent: string; folder: boolean } | { kind: "rename"; path: string };

@customElement("lab-file-tree")
export class FileTree extends LabElement {
  static override styles = [shared, treeStyle];

  @property(data) files: readonly ProjectEntry[] = [];
  @property(data) open = "";
  @state() private collapsed: ReadonlySet<string> = new Set();
  @state() private naming: Naming | undefined;
  @state() private focused = "";
  @query('input[type="file"]') private picker!: HTMLInputElement;

  override render(): TemplateResult {
    const rows = treeRows(this.files, (file) => file.kind === "dir", this.collapsed);
    const focused = rows.some((row) => row.path === this.focused) ? this.focused : this.open;
    const tabStop = rows.some((row) => row.path === focused) ? focused : rows[0]?.path;
    return html`<div class="pane-head">
        <h2 class="pane-title">${t.project}</h2>
        ${this.action("add", t.newFile, () => this.add(false))} ${this.action("folderAdd", t.newFolder, () => this.add(true))}
        ${this.action("upload", t.upload, () => this.picker.click())}
        ${this.action("reset", t.resetProject, () => this.send({ kind: "reset" }))}
        <input type="file" multiple hidden @change=${this.picked} />
      </div>
      <div class="rows" role="tree" aria-label=${t.files} @keydown=${this.press}>
        ${this.naming?.kind === "add" && this.naming.parent === "" ? this.nameField("", 0) : nothing}
        ${rows.map((row) => this.row(row, row.path === tabStop))}
      </div>`;
  }

  private action(name: "add" | "folderAdd" | "upload" | "reset", label: string, act: () => void): TemplateResult {
    return html`<button type="button" class="quiet" title=${label} aria-label=${label} @click=${act}>${icon(name)}</button>`;
  }

  private row(row: TreeRow<ProjectEntry>, tabStop: boolean): TemplateResult {
    if (this.naming?.kind === "rename" && this.naming.path === row.path) return this.nameField(row.name, row.depth);
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
        @focus=${() => (this.focused = row.path)}
      >
        ${icon(row.folder ? "folder" : row.item?.kind === "symlink" ? "link" : "file")}
        <span class="name">${row.name}</span>
        ${row.folder ? nothing : html`<span class="size">${formatSize(row.item?.size ?? 0)}</span>`}
        <span class="tools">
          ${this.tool("pencil", t.rename(row.name), () => (this.naming = { kind: "rename", path: row.path }))}
          ${this.tool("trash", t.remove(row.name), () => this.send({ kind: "remove", path: row.path }))}
        </span>
      </div>
      ${below}`;
  }

  private tool(name: "pencil" | "trash", label: string, act: () => void): TemplateResult {
    const click = (event: Event): void => {
      event.stopPropagation();
      act();
    };
    return html`<button type="button" class="quiet" tabindex="-1" title=${label} aria-label=${label} @click=${click}>
      ${icon(name)}
    </button>`;
  }

  private nameField(value: string, depth: number): TemplateResult {
    return html`<div class="row depth-${Math.min(depth, 8)}" role="none">
      <input class="mono" .value=${value} aria-label=${t.fileName} spellcheck="false" autocomplete="off"
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
    if (naming.kind === "add") this.send({ kind: "create", path: join(naming.parent, name), folder: naming.folder });
    else if (join(parentOf(naming.path), name) !== naming.path) {
      this.send({ kind: "rename", from: naming.path, to: join(parentOf(naming.path), name) });
    }
  }

  private picked(): void {
    this.send({ kind: "import", files: [...(this.picker.files ?? [])].map((blob) => ({ path: blob.name, blob })) });
    this.picker.value = "";
  }
}
