/** A row of tabs; the panels stand elsewhere. */
import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { shared } from "../style/shared.js";
import { data, LabElement } from "./base.js";

export interface Tab {
  id: string;
  label: string;
  count?: number;
}

/** Fired when a tab is chosen; the detail is its id. */
export type ChooseEvent = CustomEvent<string>;

@customElement("lab-tabs")
export class Tabs extends LabElement {
  static override styles = [
    shared,
    css`
      [role="tablist"] {
        display: flex;
        gap: var(--space-1);
        height: 100%;
      }
      button {
        position: relative;
        flex: var(--tab-grow, none);
        padding: 0 var(--space-2);
        min-height: 40px;
        font-size: var(--text-1);
        font-weight: 600;
        color: var(--ink-soft);
        white-space: nowrap;
      }
      button[aria-selected="true"] {
        color: var(--ink);
      }
      button[aria-selected="true"]::after {
        content: "";
        position: absolute;
        inset: auto var(--space-2) 0;
        height: 2px;
        background: var(--accent);
      }
      button:hover {
        color: var(--ink);
      }
      button:focus-visible {
        outline-offset: -3px;
      }
      .count {
        display: inline-block;
        min-width: 18px;
        margin-left: 4px;
        padding: 0 5px;
        border-radius: 9px;
        background: var(--hover);
        font-size: var(--text-0);
        text-align: center;
      }
    `,
  ];

  @property(data) label = "";
  @property({ ...data, hasChanged: differ }) tabs: readonly Tab[] = [];
  @property(data) chosen = "";

  override render(): TemplateResult {
    return html`<div role="tablist" aria-label=${this.label} @keydown=${this.press}>
      ${this.tabs.map(
        (tab) =>
          html`<button
            type="button"
            role="tab"
            data-tab=${tab.id}
            aria-selected=${tab.id === this.chosen ? "true" : "false"}
            tabindex=${tab.id === this.chosen ? 0 : -1}
            @click=${() => this.choose(tab.id)}
          >
            ${tab.label}${tab.count === undefined ? nothing : html`<span class="count">${tab.count}</span>`}
          </button>`,
      )}
    </div>`;
  }

  private async press(event: KeyboardEvent): Promise<void> {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const at = this.tabs.findIndex((tab) => tab.id === this.chosen);
    const next = this.tabs[(at + step + this.tabs.length) % this.tabs.length];
    if (next === undefined) return;
    this.choose(next.id);
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('[aria-selected="true"]')?.focus();
  }

  private choose(id: string): void {
    this.dispatchEvent(new CustomEvent("lab-choose", { detail: id }));
  }
}

/** The list is made anew with every drawing of the page, and seldom says anything new. */
function differ(now: readonly Tab[], before: readonly Tab[] | undefined): boolean {
  if (before?.length !== now.length) return true;
  return now.some(({ id, label, count }, at) => id !== before[at]?.id || label !== before[at]?.label || count !== before[at]?.count);
}
