/** Stages and images as a graph: what is built on what, what is copied from where, what was skipped. A list says the same in words. */
import { css, html, nothing, svg, type SVGTemplateResult, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { t } from "../locale/index.js";
import { NO_BUILD, type Build } from "../model/build.js";
import { cachedOf, graphOf, type Graph, type GraphEdge, type GraphNode } from "../model/graph.js";
import { shared } from "../style/shared.js";
import { data, LabElement } from "./base.js";

const WIDTH = 176;
const HEIGHT = 58;
const GAP_X = 20;
const GAP_Y = 54;
const MARGIN = 14;
/** Room on the left, where connections pass by the nodes that stand between their ends. */
const LANE = 34;
/** Characters of monospaced text that fit into a node. */
const FITS = 20;

interface Point {
  x: number;
  y: number;
}

@customElement("lab-graph")
export class GraphView extends LabElement {
  static override styles = [
    shared,
    css`
      :host {
        height: 100%;
        overflow: auto;
        padding: var(--space-3);
      }
      svg {
        display: block;
        max-width: 100%;
        height: auto;
      }
      .node {
        cursor: pointer;
      }
      .node rect {
        fill: var(--surface);
        stroke: var(--line-strong);
        stroke-width: 1.5;
      }
      .image rect {
        fill: var(--base-face);
        stroke: var(--base-edge);
      }
      .image text {
        fill: var(--base-ink);
      }
      .target rect {
        fill: var(--created-face);
        stroke: var(--created-edge);
        stroke-width: 2.5;
      }
      .skipped rect {
        fill: none;
        stroke-dasharray: 4 4;
      }
      .skipped text {
        fill: var(--ink-soft);
      }
      .node:focus-visible {
        outline: none;
      }
      .node:focus-visible rect {
        stroke: var(--focus);
        stroke-width: 3;
      }
      text {
        fill: var(--ink);
        font: 600 13px var(--mono);
      }
      .small {
        font: 400 11.5px var(--sans);
      }
      .edge {
        fill: none;
        stroke: var(--ink-faint);
        stroke-width: 1.6;
      }
      .edge.copies {
        stroke: var(--accent);
        stroke-dasharray: 6 3;
      }
      .edge.mounts {
        stroke: var(--rebuilt);
        stroke-dasharray: 2 3;
      }
      .head {
        fill: var(--ink-faint);
      }
      h3 {
        margin: var(--space-4) 0 var(--space-1);
        font-size: var(--text-1);
      }
      ul {
        margin: 0;
        padding: 0;
        list-style: none;
        font-size: var(--text-1);
      }
      li {
        display: flex;
        align-items: center;
        gap: var(--space-2);
        min-height: 26px;
      }
      li svg {
        flex: none;
      }
      button {
        text-align: left;
        text-decoration: underline;
        text-underline-offset: 2px;
      }
      p {
        margin: 0;
        color: var(--ink-soft);
      }
    `,
  ];

  @property(data) build: Build = NO_BUILD;

  override render(): TemplateResult {
    if (this.build.stages.length === 0) return html`<p>${t.graph.empty}</p>`;
    const graph = graphOf(this.build);
    const columns = 1 + Math.max(...graph.nodes.map((node) => node.column));
    const widest = Math.max(...graph.nodes.map((node) => node.row)) + 1;
    const width = LANE + 2 * MARGIN + widest * (WIDTH + GAP_X) - GAP_X;
    const height = 2 * MARGIN + columns * (HEIGHT + GAP_Y) - GAP_Y;
    return html`<svg viewBox="0 0 ${width} ${height}" width=${width} height=${height} role="group" aria-label=${t.graph.label}>
        <defs>
          <marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">
            <path class="head" d="M0 0 8 4 0 8z" />
          </marker>
        </defs>
        ${graph.edges.map((edge) => this.edge(graph, edge))} ${graph.nodes.map((node) => this.node(node))}
      </svg>
      ${this.list(graph)}`;
  }

  /** The base stands at the top: a graph is read downwards, from what is given to what is made. */
  private place(node: GraphNode): Point {
    return { x: LANE + MARGIN + node.row * (WIDTH + GAP_X), y: MARGIN + node.column * (HEIGHT + GAP_Y) };
  }

  private node(node: GraphNode): SVGTemplateResult {
    const { x, y } = this.place(node);
    const state = this.stateOf(node);
    const label = node.kind === "image" ? t.graph.image(node.name) : t.graph.stage(node.name, node.steps.length, state);
    const act = (): void => this.open(node);
    const kind = `${node.kind} ${node.target ? "target" : ""} ${node.needed ? "" : "skipped"}`;
    const shown = node.name.length > FITS ? `${node.name.slice(0, FITS - 1)}…` : node.name;
    return svg`<g class="node ${kind}" role=${node.kind === "stage" ? "button" : "img"} aria-label=${label}
      tabindex=${node.kind === "stage" ? 0 : nothing} @click=${act}
      @keydown=${(event: KeyboardEvent) => (event.key === "Enter" || event.key === " ") && act()}>
      <title>${label}</title>
      <rect x=${x} y=${y} width=${WIDTH} height=${HEIGHT} rx="8" />
      <text x=${x + 12} y=${y + 24}>${shown}</text>
      <text class="small" x=${x + 12} y=${y + 43}>${node.kind === "image" ? t.state.base : state}</text>
    </g>`;
  }

  private stateOf(node: GraphNode): string {
    if (!node.needed) return t.state.unneeded;
    const { cached, of } = cachedOf(node.steps);
    return t.graph.cached(cached, of);
  }

  private edge(graph: Graph, edge: GraphEdge): SVGTemplateResult {
    const from = graph.nodes.find((node) => node.id === edge.from);
    const to = graph.nodes.find((node) => node.id === edge.to);
    if (from === undefined || to === undefined) return svg``;
    const [a, b] = [this.place(from), this.place(to)];
    const shift = edge.kind === "builds" ? 0 : edge.kind === "copies" ? 26 : -26;
    if (from.row === to.row && to.column - from.column > 1) return this.bypass(edge, a, b, shift);
    const [x1, y1, x2, y2] = [a.x + WIDTH / 2 + shift, a.y + HEIGHT, b.x + WIDTH / 2 + shift, b.y - 2];
    const bend = (y2 - y1) / 2;
    return svg`<path class="edge ${edge.kind}" marker-end="url(#tip)"
      d="M${x1} ${y1}C${x1} ${y1 + bend} ${x2} ${y2 - bend} ${x2} ${y2}" aria-hidden="true" />`;
  }

  private bypass({ kind }: GraphEdge, a: Point, b: Point, shift: number): SVGTemplateResult {
    const [y1, y2] = [a.y + HEIGHT / 2 + shift / 2, b.y + HEIGHT / 2 + shift / 2];
    const x = a.x - LANE - shift / 4;
    return svg`<path class="edge ${kind}" marker-end="url(#tip)" aria-hidden="true"
      d="M${a.x} ${y1}C${x} ${y1} ${x} ${y1} ${x} ${y1 + 30}V${y2 - 30}C${x} ${y2} ${x} ${y2} ${b.x - 2} ${y2}" />`;
  }

  private list({ nodes, edges }: Graph): TemplateResult {
    const name = (id: string): string => nodes.find((node) => node.id === id)?.name ?? id;
    return html`<h3>${t.graph.links}</h3>
      <ul>
        ${edges.map(
          (edge) => html`<li>
            <svg width="28" height="8" aria-hidden="true"><path class="edge ${edge.kind}" d="M0 4h28" /></svg>
            <button type="button" @click=${() => this.send({ kind: "open", path: this.build.dockerfile, line: this.line(edge.step) })}>
              ${t.graph[edge.kind](name(edge.from), name(edge.to))}
            </button>
          </li>`,
        )}
      </ul>`;
  }

  private line(step: number): number {
    return this.build.steps.find((one) => one.row.id === step)?.row.startLine ?? 1;
  }

  private open(node: GraphNode): void {
    const [first] = node.steps;
    if (first !== undefined) this.send({ kind: "open", path: this.build.dockerfile, line: first.row.startLine });
  }
}
