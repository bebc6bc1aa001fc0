/** What two images differ in, or an image and a container: configuration, files, and their text. */
import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { ChangeKind, ImageDiff, ImageRow, PathDifference } from "../engine/wire.js";
import { t } from "../locale/index.js";
import type { Build } from "../model/build.js";
import type { ContainerRow } from "../model/container.js";
import { imageName } from "../model/sharing.js";
import type { ImageDifference } from "../model/state.js";
import { formatSize } from "../model/text.js";
import { containersStyle } from "../style/containers.js";
import { imagesStyle } from "../style/images.js";
import { shared } from "../style/shared.js";
import { data, LabElement } from "./base.js";
import "./diff.js";

const MARKS: Record<ChangeKind, string> = { added: "A", modified: "M", removed: "D" };
const MAX_FILES = 300;

interface Option {
  reference: string;
  label: string;
}

@customElement("lab-difference")
export class DifferenceElement extends LabElement {
  static override styles = [
    shared,
    imagesStyle,
    containersStyle,
    css`
      :host {
        height: auto;
        padding: 0;
        overflow: visible;
      }
      .choice {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
        margin-bottom: var(--space-3);
      }
      .choice label {
        display: grid;
        flex: 1;
        gap: 2px;
        min-width: 150px;
        font-size: var(--text-0);
        color: var(--ink-soft);
      }
      .details {
        margin: 0;
        padding: 0;
        border: 0;
      }
      li button {
        flex: 1;
        display: flex;
        gap: var(--space-2);
        min-width: 0;
        text-align: left;
      }
      .details .text {
        display: block;
        padding-bottom: var(--space-2);
      }
    `,
  ];

  @property(data) images: readonly ImageRow[] = [];
  @property(data) containers: readonly ContainerRow[] = [];
  @property(data) builds: readonly Build[] = [];
  @property(data) difference: ImageDifference | undefined;
  @state() private left = "";
  @state() private right = "";
  /** The path whose text is shown. */
  @state() private open = "";

  override render(): TemplateResult {
    const options = this.options();
    if (options.length < 2) return html`<p class="none">${t.difference.none}</p>`;
    return html`<div class="choice">
        ${this.select(t.difference.before, options, this.left, (reference) => (this.left = reference))}
        ${this.select(t.difference.after, options, this.right, (reference) => (this.right = reference))}
      </div>
      ${this.result()}`;
  }

  /** The two that were made last, until a person chooses others. */
  protected override willUpdate(changed: PropertyValues<this>): void {
    const options = this.options();
    const has = (reference: string): boolean => options.some((option) => option.reference === reference);
    if (!has(this.right)) this.right = options.at(-1)?.reference ?? "";
    if (!has(this.left)) this.left = options.at(-2)?.reference ?? "";
    const { left: before, right: after, difference } = this;
    const stands = difference?.before === before && difference.after === after;
    const isNew = changed.has("images") || changed.has("containers");
    if (options.length > 1 && (!stands || (isNew && difference?.diff !== undefined && this.isContainer(after)))) this.ask();
  }

  private asked = "";

  private ask(): void {
    const { left: before, right: after } = this;
    if (this.asked === `${before} ${after}` && this.difference?.before !== before) return;
    this.asked = `${before} ${after}`;
    this.send({ kind: "compareImages", before, after });
  }

  private isContainer(reference: string): boolean {
    return this.containers.some((container) => container.id === reference);
  }

  private options(): Option[] {
    const images = [...this.images].sort((a, b) => a.created - b.created).map((image): Option => {
      const build = this.builds.findLast((one) => one.image?.id === image.id);
      return { reference: image.id, label: build === undefined ? imageName(image) : `${imageName(image)} (${t.buildNumber(build.number)})` };
    });
    const containers = this.containers.map(({ id, name }): Option => ({ reference: id, label: t.difference.container(name) }));
    return [...images, ...containers];
  }

  private select(label: string, options: Option[], chosen: string, set: (reference: string) => void): TemplateResult {
    return html`<label>
      ${label}
      <select @change=${(event: Event) => set((event.target as HTMLSelectElement).value)}>
        ${options.map(({ reference, label }) => html`<option value=${reference} ?selected=${reference === chosen}>${label}</option>`)}
      </select>
    </label>`;
  }

  private result(): TemplateResult {
    const { difference } = this;
    if (difference === undefined || difference.before !== this.left || difference.after !== this.right) return html`<p role="status">${t.loading}</p>`;
    if (difference.diff === undefined) return html`<p role="alert">${difference.message}</p>`;
    const { diff } = difference;
    return html`<p role="status">${t.difference.sum(diff.sharedLayers, diff.files.length, diff.config.length)}</p>
      <div class="details">${this.config(diff)}${this.files(diff)}</div>`;
  }

  private config({ config }: ImageDiff): unknown {
    if (config.length === 0) return nothing;
    return html`<h3>${t.images.config}</h3>
      <div class="scroll" tabindex="0" role="region" aria-label=${t.images.config}>
        <table>
          <thead>
            <tr>
              <th scope="col">${t.difference.setting}</th>
              <th scope="col">${t.before}</th>
              <th scope="col">${t.now}</th>
            </tr>
          </thead>
          <tbody>
            ${config.map(
              ({ field, before, after }) => html`<tr>
                <th scope="row">${field}</th>
                <td class="mono">${before ?? t.nothing}</td>
                <td class="mono">${after ?? t.nothing}</td>
              </tr>`,
            )}
          </tbody>
        </table>
      </div>`;
  }

  private files({ files }: ImageDiff): unknown {
    if (files.length === 0) return nothing;
    return html`<h3>${t.difference.files}</h3>
      <ol aria-label=${t.difference.files}>
        ${files.slice(0, MAX_FILES).map((file) => this.file(file))}
      </ol>
      ${files.length > MAX_FILES ? html`<p>${t.moreFiles(files.length - MAX_FILES)}</p>` : nothing}`;
  }

  private file(file: PathDifference): TemplateResult {
    const { path, change, diff, aspects, sizeBefore, sizeAfter } = file;
    const open = this.open === path && diff !== undefined;
    const name = html`<span class="by mono" title=${path}>${path}</span>
      <span>${change === "modified" ? aspects.map((aspect) => t.difference.aspect[aspect]).join(", ") : ""}</span>
      <span class="size">${formatSize(change === "removed" ? sizeBefore : sizeAfter)}</span>`;
    return html`<li>
        <span class="mark ${change}" title=${t.change[change]}><span aria-hidden="true">${MARKS[change]}</span><span class="unseen">${t.change[change]}</span></span>
        ${diff === undefined
          ? name
          : html`<button type="button" aria-expanded=${open ? "true" : "false"} @click=${() => (this.open = open ? "" : path)}>${name}</button>`}
      </li>
      ${open ? html`<li class="text"><lab-diff .diff=${diff}></lab-diff></li>` : nothing}`;
  }
}
