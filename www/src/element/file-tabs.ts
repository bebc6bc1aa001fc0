/** The open files, each with a tab. The close mark is for the pointer; the Delete key does the same from the keyboard. */
import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { t } from "../locale/index.js";
import { parentOf } from "../model/tree.js";
import { shared } from "../style/shared.js";
import { data, LabElement } from "./base.js";
import { icon } from "./icon.js";

@customElement("lab-file-tabs")
export class FileTabs extends LabElement {
  static override styles = [
    shared,
    css`
      :host {
        flex: 1;
        min-width: 0;
        height: 100%;
      }
      [role="tablist"] {
        display: flex;
        height: 100%;
        overflow-x: auto;
        scrollbar-width: none;
      }
      .item {
        position: relative;
        display: flex;
        flex: none;
        align-items: center;
        border-right: 1px solid var(--line);
        color: var(--ink-soft);
      }
      .item.open {
        background: var(--surface);
        color: var(--ink);
        box-shadow: inset 0 2px 0 var(--accent);
      }
      [role="tab"] {
        display: flex;
        align-items: center;
        gap: 6px;
        height: 100%;
        padding: 0 28px 0 var(--space-3);
        font: var(--text-1) / 1 var(--mono);
      }
      .open [role="tab"] {
        font-weight: 600;
      }
      [role="tab"]:focus-visible {
        outline-offset: -3px;
      }
      small {
        color: var(--ink-faint);
        font: inherit;
        font-weight: 400;
      }
      .shut {
        position: absolute;
        right: 4px;
        display: grid;
        place-items: center;
        width: 22px;
        height: 22px;
        border-radius: var(--radius-1);
        color: var(--ink-faint);
        opacity: 0;
      }
      .item:hover .shut,
      .open .shut {
        opacity: 1;
      }
      .shut:hover {
        background: var(--hover);
        color: var(--ink);
      }
      .shut .icon {
        width: 12px;
        height: 12px;
      }
    `,
  ];

  @property(data) tabs: readonly string[] = [];
  @property(data) open = "";

  override render(): TemplateResult {
    if (this.tabs.length === 0) return html``;
    return html`<div role="tablist" aria-label=${t.openFiles} @keydown=${this.press}>
      ${repeat(
        this.tabs,
        (path) => path,
        (path) => this.tab(path),
      )}
    </div>`;
  }

  private tab(path: string): TemplateResult {
    const open = path === this.open;
    const name = path.slice(path.lastIndexOf("/") + 1);
    const twins = this.tabs.some((other) => other !== path && other.slice(other.lastIndexOf("/") + 1) === name);
    return html`<div class="item ${open ? "open" : ""}" role="presentation" @auxclick=${() => this.close(path)}>
      <button
        type="button"
        role="tab"
        data-path=${path}
        aria-selected=${open ? "true" : "false"}
        tabindex=${open ? 0 : -1}
        title=${path}
        @click=${() => this.send({ kind: "open", path })}
      >
        ${name}${twins ? html`<small>${parentOf(path) || "/"}</small>` : nothing}
      </button>
      <button type="button" class="shut" tabindex="-1" aria-hidden="true" title=${t.closeFile(name)} @click=${() => this.close(path)}>
        ${icon("close")}
      </button>
    </div>`;
  }

  private close(path: string): void {
    this.send({ kind: "close", path });
  }

  private press(event: KeyboardEvent): void {
    const at = this.tabs.indexOf(this.open);
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (event.key === "Delete") this.close(this.open);
    else if (step !== 0) {
      const path = this.tabs[(at + step + this.tabs.length) % this.tabs.length];
      if (path !== undefined) this.send({ kind: "open", path });
      this.focusOpen = true;
    } else return;
    event.preventDefault();
  }

  private focusOpen = false;

  protected override updated(): void {
    const chosen = this.renderRoot.querySelector<HTMLElement>('[aria-selected="true"]');
    chosen?.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (!this.focusOpen || chosen === null || chosen.dataset["path"] !== this.open) return;
    this.focusOpen = false;
    chosen.focus();
  }
}
