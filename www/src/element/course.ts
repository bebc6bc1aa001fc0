/** The course: its lessons, or the one that is open, with its steps, hints and goals. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { ADVANCED, BASICS, COURSE, loadText } from "../lesson/course.js";
import { finishedLessons } from "../lesson/finished.js";
import type { LessonText } from "../lesson/format.js";
import { isDone } from "../lesson/progress.js";
import { wordsIn, type Words } from "../lesson/words/index.js";
import { locale, t } from "../locale/index.js";
import type { LessonView } from "../model/state.js";
import { courseStyle } from "../style/course.js";
import { shared } from "../style/shared.js";
import { data, LabElement } from "./base.js";
import { icon } from "./icon.js";
import "./lesson.js";

@customElement("lab-course")
export class Course extends LabElement {
  static override styles = [shared, courseStyle];

  @property(data) view: LessonView | undefined;
  @state() private words: Words | undefined;
  @state() private texts: ReadonlyMap<string, LessonText> = new Map();
  private loaded = "";

  override render(): TemplateResult {
    const { words, view } = this;
    if (words === undefined) return html`<p role="status">${t.loading}</p>`;
    const text = view && this.texts.get(view.lesson.id);
    return view === undefined || text === undefined ? this.list(words) : this.lesson(words, view, text);
  }

  protected override willUpdate(): void {
    if (this.loaded === locale) return;
    this.loaded = locale;
    void this.load();
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
      <h2>${words.author}</h2>
      <button type="button" class="link" @click=${() => this.send({ kind: "record" })}>${t.palette.record}</button>
      <button type="button" class="link" @click=${() => this.send({ kind: "saveLesson" })}>${t.palette.saveLesson}</button>
    </div>`;
  }

  private lesson(words: Words, view: LessonView, text: LessonText): TemplateResult {
    const { lesson, progress } = view;
    const next = COURSE[COURSE.indexOf(lesson.id) + 1];
    return html`<div class="body">
      <div class="bar">
        <button type="button" class="link" @click=${() => this.send({ kind: "lesson", id: undefined })}>‹ ${words.back}</button>
        <button type="button" class="quiet" title=${words.restart} aria-label=${words.restart} @click=${() => this.send({ kind: "lesson", id: lesson.id })}>
          ${icon("reset")}
        </button>
      </div>
      <lab-lesson .view=${view} .text=${text}>
        ${isDone(progress) && next !== undefined
          ? html`<button type="button" class="action" @click=${() => this.send({ kind: "lesson", id: next })}>
              ${words.next(this.texts.get(next)?.title ?? next)}
            </button>`
          : nothing}
      </lab-lesson>
    </div>`;
  }
}
