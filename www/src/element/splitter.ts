/** A bar between two panes, moved by mouse, touch or arrow keys. */
import { css, html, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { shared } from "../style/shared.js";
import { data, LabElement } from "./base.js";

/** Pixels per press of an arrow key. */
const STEP = 16;

/** Fired while the bar moves; the detail is the size in pixels that its pane should get. */
export type ResizeEvent = CustomEvent<number>;

@customElement("lab-splitter")
export class Splitter extends LabElement {
  static override styles = [
    shared,
    css`
      :host {
        position: relative;
        z-index: 2;
        touch-action: none;
      }
      .bar {
        position: absolute;
        inset: 0 -4px;
        cursor: col-resize;
      }
      .bar.lying {
        inset: -4px 0;
        cursor: row-resize;
      }
      .bar::after {
        content: "";
        position: absolute;
        inset: 0 4px;
        background: var(--line);
      }
      .bar.lying::after {
        inset: 4px 0;
      }
      .bar:hover::after,
      .bar:focus-visible::after,
      .bar.held::after {
        background: var(--focus);
      }
      .bar:focus-visible {
        outline-offset: -2px;
      }
    `,
  ];

  @property(data) label = "";
  /** Size in pixels of the pane that this bar belongs to. */
  @property(data) value = 0;
  @property(data) min = 120;
  @property(data) max = 800;
  /** A lying bar moves up and down. */
  @property(data) lying = false;
  /** The pane stands after the bar, so that it grows when the bar moves towards the start. */
  @property(data) trailing = false;

  private held: { at: number; value: number } | undefined;

  override render(): TemplateResult {
    return html`<div
      class="bar ${this.lying ? "lying" : ""} ${this.held === undefined ? "" : "held"}"
      role="separator"
      tabindex="0"
      aria-label=${this.label}
      aria-orientation=${this.lying ? "horizontal" : "vertical"}
      aria-valuenow=${Math.round(this.value)}
      aria-valuemin=${this.min}
      aria-valuemax=${this.max}
      @pointerdown=${this.hold}
      @pointermove=${this.drag}
      @pointerup=${this.release}
      @pointercancel=${this.release}
      @keydown=${this.press}
    ></div>`;
  }

  private hold(event: PointerEvent): void {
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    this.held = { at: this.lying ? event.clientY : event.clientX, value: this.value };
    this.requestUpdate();
  }

  private drag(event: PointerEvent): void {
    if (this.held === undefined) return;
    const moved = (this.lying ? event.clientY : event.clientX) - this.held.at;
    this.resize(this.held.value + (this.trailing ? -moved : moved));
  }

  private release(): void {
    this.held = undefined;
    this.requestUpdate();
  }

  private press(event: KeyboardEvent): void {
    const towardsEnd = this.lying ? "ArrowDown" : "ArrowRight";
    const towardsStart = this.lying ? "ArrowUp" : "ArrowLeft";
    const grow = this.trailing ? -STEP : STEP;
    const size = new Map([
      [towardsEnd, this.value + grow],
      [towardsStart, this.value - grow],
      ["Home", this.min],
      ["End", this.max],
    ]).get(event.key);
    if (size === undefined) return;
    event.preventDefault();
    this.resize(size);
  }

  private resize(size: number): void {
    const detail = Math.min(this.max, Math.max(this.min, size));
    if (detail !== this.value) this.dispatchEvent(new CustomEvent("lab-resize", { detail }));
  }
}
