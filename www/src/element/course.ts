/** The course: its lessons, or the one that is open, with its steps, hints and goals. */
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { ADVANCED, BASICS, COURSE, loadText } from "../lesson/course.js";
import type { Action, LessonStep, LessonText } from "../lesson/format.js";
import { paragraphs } from "../lesson/markdown.js";
import { isDone, type GoalState } from "../lesson/progress.js";
import { finishedLessons } from "../lesson/teacher.js";
import { wordsIn, type Words } from "../lesson/words/index.js";
import { locale, t } from "../locale/index.js";
import type { LessonView } from "../model/state.js";
import { courseStyle } from "../style/course.js";
import { shared } from "../style/shared.js";
import { data, LabElement } from "./base.js";
import { icon } from "./icon.js";

@customElement("lab-course")
export class Course extends LabElement {
  static override styles = [shared, courseStyle];

  @property(data) view: LessonView | undefined;
  @state() private words: Words | undefined;
  @state() private texts: ReadonlyMap<string, LessonText> = new Map();
  /** Hints that were asked for, by step. */
  @state() private hints: ReadonlyMap<number, number> = new Map();
  @state() private solved = false;
  private loaded = "";

  override render(): TemplateResult {
    const { words, view } = this;
    if (words === undefined) return html`<p role="status">${t.loading}</p>`;
    const text = view && this.texts.get(view.lesson.id);
    return view === undefined || text === undefined ? this.list(words) : this.lesson(words, view, text);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get("view");
    if (changed.has("view") && before?.lesson.id !== this.view?.lesson.id) {
      this.hints = new Map();
      this.solved = false;
    }
    if (this.loaded !== locale) {
      this.loaded = locale;
      void this.load();
    }
  }

  private async load(): Promise<void> {
    const language = locale;
    const [words, texts] = await Promise.all([
      wordsIn(language),
      Promise.all(COURSE.map(async (id) => [id, await loadText(id, language)] as const)),
    ]);
    if (language !== locale) return;
    this.words = words;
    this.texts = new Map(texts);
  }

  private list(words: Words): TemplateResult {
    const finished = finishedLessons();
    const entries = (ids: readonly string[], from: number): TemplateResult => html`<ol start=${from}>
      ${ids.map(
        (id, at) => html`<li>
          <button type="button" class="entry" @click=${() => this.send({ kind: "lesson", id })}>
            <span class="number ${finished.has(id) ? "done" : ""}">${finished.has(id) ? icon("cached") : from + at}</span>
            <span><b>${this.texts.get(id)?.title}</b><small>${this.texts.get(id)?.about}</small></span>
            ${finished.has(id) ? html`<span class="unseen">${words.finished}</span>` : nothing}
          </button>
        </li>`,
      )}
    </ol>`;
    return html`<div class="body">
      <p class="intro">${words.intro}</p>
      <h2>${words.course}</h2>
      ${entries(BASICS, 1)}
      <h2>${words.advanced}</h2>
      ${entries(ADVANCED, BASICS.length + 1)}
    </div>`;
  }

  private lesson(words: Words, view: LessonView, text: LessonText): TemplateResult {
    const { lesson, progress } = view;
    const open = progress.steps.findIndex((goals) => goals.some(({ met }) => !met));
    const next = COURSE[COURSE.indexOf(lesson.id) + 1];
    return html`<div class="body">
      <div class="bar">
        <button type="button" class="link" @click=${() => this.send({ kind: "lesson", id: undefined })}>‹ ${words.back}</button>
        <button type="button" class="quiet" title=${words.restart} aria-label=${words.restart} @click=${() => this.send({ kind: "lesson", id: lesson.id })}>
          ${icon("reset")}
        </button>
      </div>
      <h2>${text.title}</h2>
      <p class="intro">${text.about}</p>
      ${lesson.steps.map((step, at) => this.step(words, step, at, text, progress.steps[at] ?? [], at === open))}
      <div role="status">${isDone(progress) ? html`<p class="well">${icon("cached")} ${words.done}</p>` : nothing}</div>
      ${isDone(progress) && next !== undefined
        ? html`<button type="button" class="action" @click=${() => this.send({ kind: "lesson", id: next })}>
            ${words.next(this.texts.get(next)?.title ?? next)}
          </button>`
        : nothing}
      ${this.solution(words, lesson.solution)}
    </div>`;
  }

  private step(words: Words, step: LessonStep, at: number, text: LessonText, goals: readonly GoalState[], open: boolean): TemplateResult {
    const shown = this.hints.get(at) ?? 0;
    return html`<section class="step ${open ? "open" : ""}" aria-label=${words.step(at + 1, this.view?.lesson.steps.length ?? 0)}>
      <h3>${words.step(at + 1, this.view?.lesson.steps.length ?? 0)}</h3>
      ${this.markdown(text.texts[step.text] ?? "")}
      <ul class="goals" aria-label=${words.goals}>
        ${step.goals.map((goal, nth) => {
          const { met, why } = goals[nth] ?? { met: false };
          return html`<li class=${met ? "met" : ""}>
            ${icon(met ? "cached" : "waiting")}<span class="unseen">${met ? words.met : words.notMet}: </span>
            <span>${words.goal(goal)}${why === undefined || met ? nothing : html`<small>${words.shortfall(why)}</small>`}</span>
          </li>`;
        })}
      </ul>
      ${step.hints.slice(0, shown).map((hint) => html`<div class="hint">${this.markdown(text.texts[hint] ?? "")}</div>`)}
      ${open && shown < step.hints.length
        ? html`<button type="button" class="link" @click=${() => (this.hints = new Map(this.hints).set(at, shown + 1))}>${words.hint}</button>`
        : nothing}
    </section>`;
  }

  private markdown(source: string): TemplateResult[] {
    return paragraphs(source).map(
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
