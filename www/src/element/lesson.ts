/** A lesson that is being taken: its steps, hints and goals, and its solution for who asks. */
import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Action, LessonStep, LessonText } from "../lesson/format.js";
import { paragraphs } from "../lesson/markdown.js";
import { isDone, type GoalState } from "../lesson/progress.js";
import { wordsIn, type Words } from "../lesson/words/index.js";
import { locale, t } from "../locale/index.js";
import type { LessonView } from "../model/state.js";
import { courseStyle } from "../style/course.js";
import { shared } from "../style/shared.js";
import { data, LabElement } from "./base.js";
import { icon } from "./icon.js";

@customElement("lab-lesson")
export class LessonElement extends LabElement {
  static override styles = [
    shared,
    courseStyle,
    css`
      :host {
        display: block;
        height: auto;
        overflow: visible;
      }
    `,
  ];

  @property(data) view!: LessonView;
  @property(data) text!: LessonText;
  @state() private words: Words | undefined;
  /** Hints that were asked for, by step. */
  @state() private hints: ReadonlyMap<number, number> = new Map();
  @state() private solved = false;
  private loaded = "";

  override render(): TemplateResult {
    const { words, text, view } = this;
    if (words === undefined) return html`<p role="status">${t.loading}</p>`;
    const { lesson, progress } = view;
    const open = progress.steps.findIndex((goals) => goals.some(({ met }) => !met));
    return html`<h2>${text.title}</h2>
      <p class="intro">${text.about}</p>
      ${lesson.steps.map((step, at) => this.step(words, step, at, progress.steps[at] ?? [], at === open))}
      <div role="status">${isDone(progress) ? html`<p class="well">${icon("cached")} ${words.done}</p>` : nothing}</div>
      <slot></slot>
      ${this.solution(words, lesson.solution)}`;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get("view");
    if (before !== undefined && before.lesson !== this.view.lesson) {
      this.hints = new Map();
      this.solved = false;
    }
    if (this.loaded !== locale) {
      this.loaded = locale;
      void wordsIn(locale).then((words) => (this.words = words));
    }
  }

  private step(words: Words, step: LessonStep, at: number, goals: readonly GoalState[], open: boolean): TemplateResult {
    const shown = this.hints.get(at) ?? 0;
    const title = words.step(at + 1, this.view.lesson.steps.length);
    return html`<section class="step ${open ? "open" : ""}" aria-label=${title}>
      <h3>${title}</h3>
      ${this.markdown(step.text)}
      <ul class="goals" aria-label=${words.goals}>
        ${step.goals.map((goal, nth) => {
          const { met, why } = goals[nth] ?? { met: false };
          return html`<li class=${met ? "met" : ""}>
            ${icon(met ? "cached" : "waiting")}<span class="unseen">${met ? words.met : words.notMet}: </span>
            <span>${words.goal(goal)}${why === undefined || met ? nothing : html`<small>${words.shortfall(why)}</small>`}</span>
          </li>`;
        })}
      </ul>
      ${step.hints.slice(0, shown).map((hint) => html`<div class="hint">${this.markdown(hint)}</div>`)}
      ${open && shown < step.hints.length
        ? html`<button type="button" class="link" @click=${() => (this.hints = new Map(this.hints).set(at, shown + 1))}>${words.hint}</button>`
        : nothing}
    </section>`;
  }

  private markdown(key: string): TemplateResult[] {
    return paragraphs(this.text.texts[key] ?? "").map(
      (parts) =>
        html`<p>${parts.map(({ kind, text }) => (kind === "code" ? html`<code>${text}</code>` : kind === "bold" ? html`<b>${text}</b>` : text))}</p>`,
    );
  }

  private solution(words: Words, actions: readonly Action[]): TemplateResult {
    if (!this.solved) return html`<button type="button" class="link" @click=${() => (this.solved = true)}>${words.solution}</button>`;
    return html`<h3>${words.solutionTitle}</h3>
      ${actions.map((action) => {
        if (action.kind === "run") return html`<pre>${[action.line, ...(action.input ?? [])].join("\n")}</pre>`;
        if (action.kind === "remove") return html`<p>${words.remove(action.path)}</p>`;
        return html`<p>${words.write(action.path)}</p><pre>${action.text}</pre>`;
      })}`;
  }
}
