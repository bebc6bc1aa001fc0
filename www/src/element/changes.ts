/** The files of one layer as a tree: added, modified, removed, by letter and colour. */
import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { ChangeKind, FileChange } from "../engine/wire.js";
import { t } from "../locale/index.js";
import type { LayerFiles } from "../model/state.js";
import { formatSize } from "../model/text.js";
import { treeRows, type TreeRow } from "../model/tree.js";
import { shared } from "../style/shared.js";
import { treeStyle } from "../style/tree.js";
import { data, LabElement } from "./base.js";
import { icon } from "./icon.js";
import { moveInTree } from "./tree-keys.js";

const MARKS: Record<ChangeKind, string> = { added: "A", modified: "M", removed: "D" };
/** A modelled base image holds thousands of files; the rest is counted. */
const MAX_ROWS = 400;

@customElement("lab-changes")
export class Changes extends LabElement {
  static override styles = [
    shared,
    treeStyle,
    css`
      .rows {
        max-height: 320px;
        border: 1px solid var(--line);
        border-radius: var(--radius-1);
        background: var(--surface);
        color: var(--ink);
      }
      .row {
        min-height: 26px;
        font: var(--text-0) / 1.5 var(--mono);
      }
      .mark {
        width: 1.4em;
        text-align: center;
        border-radius: 3px;
        font-weight: 600;
      }
      .added {
        color: var(--added);
        background: var(--added-wash);
      }
      .modified {
        color: var(--modified);
        background: var(--rebuilt-face);
      }
      .removed {
        color: var(--removed);
        background: var(--removed-wash);
      }
      .gone .name {
        text-decoration: line-through;
        color: var(--ink-faint);
      }
      p {
        margin: 0;
        color: inherit;
        font-size: var(--text-1);
      }
    `,
  ];

  @property(data) diffId = "";
  @property(data) files: LayerFiles | undefined;
  @state() private collapsed: ReadonlySet<string> = new Set();
  @state() private focused = "";

  override render(): TemplateResult {
    const files = this.files;
    if (files === undefined || files.kind === "loading") return html`<p role="status">${t.loading}</p>`;
    if (files.kind === "failed") return html`<p role="alert">${files.message}</p>`;
    if (files.files.length === 0) return html`<p>${t.emptyLayer}</p>`;
    const rows = treeRows(files.files, (file) => file.kind === "dir", this.collapsed);
    const tabStop = rows.some((row) => row.path === this.focused) ? this.focused : rows[0]?.path;
    return html`<div class="rows" role="tree" aria-label=${t.layerFiles} @keydown=${this.press}>
        ${rows.slice(0, MAX_ROWS).map((row) => this.row(row, row.path === tabStop))}
      </div>
      ${rows.length > MAX_ROWS ? html`<p>${t.moreFiles(rows.length - MAX_ROWS)}</p>` : nothing}`;
  }

  private row(row: TreeRow<FileChange>, tabStop: boolean): TemplateResult {
    const { item } = row;
    const readable = item?.kind === "file" && item.change !== "removed";
    return html`<div
      class="row depth-${Math.min(row.depth, 8)} ${item?.change === "removed" ? "gone" : ""}"
      role="treeitem"
      aria-level=${row.depth + 1}
      aria-expanded=${row.folder ? String(row.expanded) : nothing}
      tabindex=${tabStop ? 0 : -1}
      title=${readable ? t.showFile : row.path}
      @click=${() => this.activate(row)}
      @focus=${() => (this.focused = row.path)}
    >
      ${item === undefined
        ? html`<span class="mark"></span>`
        : html`<span class="mark ${item.change}" title=${t.change[item.change]}
            ><span aria-hidden="true">${MARKS[item.change]}</span><span class="unseen">${t.change[item.change]}</span></span
          >`}
      ${icon(row.folder ? "folder" : item?.kind === "symlink" ? "link" : "file")}
      <span class="name">${row.name}${item?.target === undefined ? nothing : ` → ${item.target}`}</span>
      ${item === undefined || item.kind !== "file" || item.change === "removed"
        ? nothing
        : html`<span class="size">${item.mode.toString(8).padStart(4, "0")} · ${formatSize(item.size)}</span>`}
    </div>`;
  }

  private activate(row: TreeRow<FileChange>): void {
    this.focused = row.path;
    if (row.folder) {
      const collapsed = new Set(this.collapsed);
      if (!collapsed.delete(row.path)) collapsed.add(row.path);
      this.collapsed = collapsed;
    } else if (row.item?.kind === "file" && row.item.change !== "removed") {
      this.send({ kind: "layerFile", diffId: this.diffId, path: row.item.path });
    }
  }

  private press(event: KeyboardEvent): void {
    const row = event.target as HTMLElement;
    if (row.getAttribute("role") === "treeitem" && moveInTree(event.key, row)) event.preventDefault();
  }
}
