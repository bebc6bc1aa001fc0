/** The containers of the lab: how they stand, what they print and change, and what answers on their ports. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { t } from "../locale/index.js";
import type { ChangeLetter, ContainerMore, ContainerRow, Page, Published } from "../model/container.js";
import { quoted } from "../model/container.js";
import { containersStyle } from "../style/containers.js";
import { imagesStyle } from "../style/images.js";
import { shared } from "../style/shared.js";
import { data, LabElement } from "./base.js";
import { icon, type IconName } from "./icon.js";

/** How often a container that runs is looked at while it is shown, in milliseconds. */
const GLANCE = 1000;
const STATES: Record<string, IconName> = { running: "play", exited: "stopped", created: "waiting", paused: "stop", restarting: "rebuilt" };
const CHANGES: Record<ChangeLetter, "added" | "modified" | "removed"> = { A: "added", C: "modified", D: "removed" };
const MAX_CHANGES = 300;
/** What a container's page may do in its frame: look as it wants, and ask nobody for anything. */
const POLICY = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">`;

@customElement("lab-containers")
export class ContainersElement extends LabElement {
  static override styles = [shared, imagesStyle, containersStyle];

  @property(data) containers: readonly ContainerRow[] = [];
  @property(data) more: ReadonlyMap<string, ContainerMore> = new Map();
  @property(data) page: Page | undefined;
  @state() private chosen = "";
  @state() private path = "/";
  @state() private asText = false;
  private timer: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.look();
    this.timer = setInterval(() => this.containers.some(isAlive) && this.look(), GLANCE);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  override render(): TemplateResult {
    if (this.containers.length === 0) return html`<p class="none">${t.containers.none}</p>`;
    return html`<ul class="list" aria-label=${t.side.containers}>
      ${this.containers.map((container) => this.container(container))}
    </ul>`;
  }

  private look(): void {
    this.send({ kind: "containers", ...(this.chosen !== "" && { id: this.chosen }) });
  }

  private container(container: ContainerRow): TemplateResult {
    const { id, name, image, state, status } = container;
    const open = this.chosen === id;
    return html`<li class="image ${open ? "open" : ""}">
      <button type="button" class="head" aria-expanded=${open ? "true" : "false"} @click=${() => this.choose(open ? "" : id)}>
        <span class="state ${state}">${icon(STATES[state] ?? "stopped")}</span><span class="name mono">${name}</span>
        <span class="weight">${status}</span>
      </button>
      <p class="facts"><span class="mono">${image}</span></p>
      <div class="actions">
        ${isAlive(container)
          ? this.action("stop", t.containers.stop(name), t.containers.stopShort, `docker container stop ${quoted(name)}`)
          : this.action("play", t.containers.start(name), t.containers.startShort, `docker container start ${quoted(name)}`)}
        ${this.action("trash", t.containers.remove(name), t.containers.removeShort, `docker container rm --force ${quoted(name)}`)}
        ${container.ports.map((port) => this.portButton(container, port))}
      </div>
      ${open ? this.details(container) : nothing}
    </li>`;
  }

  private action(picture: IconName, label: string, text: string, line: string): TemplateResult {
    return html`<button type="button" class="action" aria-label=${label} title=${line} @click=${() => this.send({ kind: "command", line })}>
      ${icon(picture)} ${text}
    </button>`;
  }

  private portButton(container: ContainerRow, port: Published): TemplateResult {
    return html`<button type="button" class="action" ?disabled=${!isAlive(container)} @click=${() => this.visit(container.id, port, "/")}>
      ${icon("link")} localhost:${port.host}
    </button>`;
  }

  private choose(id: string): void {
    this.chosen = id;
    this.look();
  }

  private visit(container: string, port: Published, path: string): void {
    this.chosen = container;
    this.path = path;
    this.send({ kind: "visit", container, port, path });
  }

  private details(container: ContainerRow): TemplateResult {
    const more = this.more.get(container.id);
    return html`<div class="details">
      ${this.page?.container === container.id ? this.browser(this.page) : nothing}
      <h3>${t.containers.log}</h3>
      ${more === undefined
        ? html`<p role="status">${t.loading}</p>`
        : html`<pre class="log" role="log" tabindex="0" aria-label=${t.containers.log}>${more.log === "" ? t.containers.silent : more.log}</pre>
            <h3>${t.containers.changes}</h3>
            ${this.changes(more)}`}
    </div>`;
  }

  private changes({ changes }: ContainerMore): TemplateResult {
    if (changes.length === 0) return html`<p class="none">${t.containers.unchanged}</p>`;
    return html`<ol>
        ${changes.slice(0, MAX_CHANGES).map(({ kind, path }) => {
          const change = CHANGES[kind];
          return html`<li>
            <span class="mark ${change}" title=${t.change[change]}><span aria-hidden="true">${kind}</span><span class="unseen">${t.change[change]}</span></span>
            <span class="by mono" title=${path}>${path}</span>
          </li>`;
        })}
      </ol>
      ${changes.length > MAX_CHANGES ? html`<p>${t.moreFiles(changes.length - MAX_CHANGES)}</p>` : nothing}`;
  }

  /** What answers on a port: never as part of this page, and without scripts of its own. */
  private browser({ container, port, answer }: Page): TemplateResult {
    return html`<section class="browser" aria-label=${t.containers.page}>
      <form @submit=${(event: Event) => this.go(event, container, port)}>
        <span class="mono">localhost:${port.host}</span>
        <input class="mono" aria-label=${t.containers.path} .value=${this.path} @input=${(event: Event) => (this.path = (event.target as HTMLInputElement).value)} />
        <button type="submit" class="action">${t.containers.open}</button>
      </form>
      ${this.answer(answer)}
    </section>`;
  }

  private answer(answer: Page["answer"]): TemplateResult {
    if (answer.kind === "loading") return html`<p role="status">${t.loading}</p>`;
    if (answer.kind === "nobody") return html`<p role="status">${t.containers.nobody}</p>`;
    const isHtml = answer.type === "text/html";
    return html`<p class="facts" role="status">
        <span>HTTP ${answer.status}</span><span>${answer.type}</span>
        ${isHtml
          ? html`<label><input type="checkbox" .checked=${this.asText} @change=${() => (this.asText = !this.asText)} /> ${t.containers.source}</label>`
          : nothing}
      </p>
      ${isHtml && !this.asText
        ? html`<iframe sandbox="" title=${t.containers.page} .srcdoc=${POLICY + answer.text}></iframe>`
        : html`<pre class="log" tabindex="0">${answer.text}</pre>`}`;
  }

  private go(event: Event, container: string, port: Published): void {
    event.preventDefault();
    this.visit(container, port, this.path.startsWith("/") ? this.path : `/${this.path}`);
  }
}

function isAlive({ state }: ContainerRow): boolean {
  return state === "running" || state === "paused" || state === "restarting";
}
