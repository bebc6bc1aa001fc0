/** Everything that can be done, by typing a part of its name. */
import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { t } from "../locale/index.js";
import { commandsOf, matching, type Command } from "../model/commands.js";
import { INITIAL, type State } from "../model/state.js";
import { dialogStyle } from "../style/dialog.js";
import { shared } from "../style/shared.js";
import { data, LabElement } from "./base.js";

@customElement("lab-palette")
export class Palette extends LabElement {
  static override styles = [
    shared,
    dialogStyle,
    css`
      input {
        width: 100%;
        padding: var(--space-3) var(--space-4);
        border: 0;
        border-bottom: 1px solid var(--line);
        background: none;
        color: var(--ink);
        font: var(--text-3) / 1.4 var(--sans);
      }
      input:focus-visible {
        outline: none;
        border-bottom-color: var(--focus);
      }
      [role="listbox"] {
        max-height: min(56vh, 480px);
        overflow: auto;
        padding: var(--space-1) 0;
      }
      [role="option"] {
        display: flex;
        justify-content: space-between;
        gap: var(--space-3);
        padding: 7px var(--space-4);
        cursor: pointer;
        overflow-wrap: anywhere;
      }
      [aria-selected="true"] {
        background: var(--accent-wash);
      }
      kbd {
        color: var(--ink-soft);
        font: var(--text-0) / 1.6 var(--sans);
        white-space: nowrap;
      }
      p {
        margin: 0;
        padding: var(--space-3) var(--space-4);
        color: var(--ink-soft);
      }
    `,
  ];

  @property(data) state: State = INITIAL;
  @state() private typed = "";
  @state() private at = 0;
  @query("dialog") private dialog!: HTMLDialogElement;
  private chosen: Command | undefined;

  override render(): TemplateResult {
    const found = this.found;
    return html`<dialog aria-label=${t.palette.title} @close=${this.closed} @click=${this.clickOutside}>
      <input
        role="combobox"
        aria-expanded="true"
        aria-controls="found"
        aria-activedescendant=${found.length === 0 ? nothing : `option-${this.at}`}
        aria-label=${t.palette.title}
        placeholder=${t.palette.placeholder}
        spellcheck="false"
        autocomplete="off"
        @input=${this.type}
        @keydown=${this.press}
      />
      ${found.length === 0
        ? html`<p role="status">${t.palette.none}</p>`
        : html`<div role="listbox" id="found" aria-label=${t.palette.title}>${found.map((command, at) => this.option(command, at))}</div>`}
    </dialog>`;
  }

  private get found(): Command[] {
    return matching(commandsOf(this.state), this.typed);
  }

  private option(command: Command, at: number): TemplateResult {
    return html`<div
      role="option"
      id="option-${at}"
      aria-selected=${at === this.at ? "true" : "false"}
      @mousemove=${() => (this.at = at)}
      @click=${() => this.choose(command)}
    >
      <span>${command.label}</span>${command.keys === undefined ? nothing : html`<kbd>${command.keys}</kbd>`}
    </div>`;
  }

  private type(event: Event): void {
    this.typed = (event.target as HTMLInputElement).value;
    this.at = 0;
  }

  private async press(event: KeyboardEvent): Promise<void> {
    const found = this.found;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const command = found[this.at];
    if (step !== 0 && found.length > 0) this.at = (this.at + step + found.length) % found.length;
    else if (event.key === "Enter" && command !== undefined) this.choose(command);
    else return;
    event.preventDefault();
    await this.updateComplete;
    this.renderRoot.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }

  private choose(command: Command): void {
    this.chosen = command;
    this.dialog.close();
  }

  /** What was chosen comes after the palette is gone, because it may open something in its place. */
  private closed(): void {
    this.send({ kind: "overlay", overlay: undefined });
    if (this.chosen !== undefined) this.send(this.chosen.intent);
  }

  private clickOutside(event: Event): void {
    if (event.target === this.dialog) this.dialog.close();
  }

  protected override firstUpdated(): void {
    this.dialog.showModal();
  }
}
