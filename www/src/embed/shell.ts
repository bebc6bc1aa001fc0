/**
 * `<layer-lab>` before it is used: the Dockerfile as text and a button, in the size that the lab will have. What is heavy,
 * engine and editor, comes when the lab is touched, or with `autorun` when it is seen.
 */
import tokens from "../style/tokens.css?inline";
import { LabError } from "../engine/lab.js";
import type { ArchiveFormat } from "../engine/wire.js";
import type { CommandEnd, LayerLabElement, LayerLabEvents, Pane } from "./contract.js";
import shellStyle from "./shell.css?inline";
import { fetchLesson, fetchSource, firstFile, readFiles, sourceInside, sourceOf, type Source } from "./source.js";
import type { Running } from "./running.js";

const PANES: readonly Pane[] = ["files", "editor", "log", "stack", "terminal"];
const ATTRIBUTES = ["src", "lesson", "files", "height", "theme", "locale", "profile", "autorun", "readonly", "panes", "tag"] as const;
/** Words of the state before any dictionary is loaded. */
const WORDS = { en: { build: "Build" }, ko: { build: "빌드" } } as const;

let sheet: CSSStyleSheet | undefined;

/** One sheet for all labs of the page; sheets that are constructed need no exception from a content security policy. */
function style(): CSSStyleSheet {
  if (sheet === undefined) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(tokens + shellStyle);
  }
  return sheet;
}

/**
 * A lab in a page.
 *
 * @tagname layer-lab
 * @attr {string} src - Address of a project (JSON) or a Dockerfile.
 * @attr {string} lesson - Address of a lesson, whose goals are checked after everything that is done.
 * @attr {string} files - The project's files as JSON: an object of texts by path.
 * @attr {string} height - Height as CSS writes it, or a number of pixels. Default 460px.
 * @attr {"auto"|"light"|"dark"} theme - Default: the system's.
 * @attr {"en"|"ko"} locale - Default: the page's language.
 * @attr {"book"|"v28"|"v29"} profile - Whose output the terminal imitates.
 * @attr {boolean} autorun - Build as soon as the lab is seen.
 * @attr {boolean} readonly - Files can't be edited.
 * @attr {string} panes - Which of `files editor log stack terminal` are shown.
 * @attr {string} tag - The name of the image.
 * @attr {string} site - Address of a Layerlab site, which permalinks point into.
 * @fires {CustomEvent<{}>} ready - The engine is there and the project in it.
 * @fires {CustomEvent<{path: string, text: string}>} change - A file was edited.
 * @fires {CustomEvent<{dockerfile: string, tag: string}>} build-start - A build begins.
 * @fires {CustomEvent<BuildEvent>} step - One of the engine's events.
 * @fires {CustomEvent<{state: string, image?: string}>} build-end - A build has ended.
 * @fires {CustomEvent<{vertex: number, firstBreak: boolean, summary: string}>} cache-miss - A step was not taken from the cache.
 * @fires {CustomEvent<{lesson: string, id: string, text: string}>} goal - A goal of the lesson was reached.
 * @fires {CustomEvent<{lesson: string}>} lesson-complete - All goals were reached.
 * @fires {CustomEvent<{width: number, height: number}>} resize - The element has another size.
 * @fires {CustomEvent<{code: string, message: string}>} error - Something could not be loaded or done.
 * @csspart toolbar - The bar with the image's name and the buttons.
 * @csspart button - Every button of the bar.
 * @csspart build - The Build button.
 * @csspart reset - The button that starts over.
 * @csspart panes - What is below the bar.
 * @csspart files - The file tree.
 * @csspart editor - The editor.
 * @csspart log - The build log.
 * @csspart stack - The layers.
 * @csspart terminal - The terminal.
 * @csspart lesson - The lesson.
 * @cssprop --accent - Colour of the Build button and of links.
 * @cssprop --surface - Background.
 * @cssprop --ink - Colour of text.
 * @cssprop --line - Colour of borders.
 * @cssprop --sans - Font of texts.
 * @cssprop --mono - Font of code.
 */
export class LayerLab extends HTMLElement implements LayerLabElement {
  static readonly observedAttributes = ATTRIBUTES;
  /** The panes of an element that doesn't say. */
  protected get defaultPanes(): string {
    return this.lesson === "" ? "editor stack log" : "editor stack terminal";
  }
  protected readonly root = this.attachShadow({ mode: "open" });
  private given: Record<string, string> | undefined;
  private source: Promise<Source> | undefined;
  private active: Promise<Running> | undefined;
  private stop = (): void => {};
  /** From when on attributes are followed: those that are there when it is connected are read then. */
  private began = false;
  private isSeen = false;

  connectedCallback(): void {
    this.began = true;
    this.root.adoptedStyleSheets = [style()];
    this.follow("height");
    if (this.root.childElementCount === 0) this.outline();
    const seen = new IntersectionObserver(
      (entries) => {
        this.isSeen = entries.at(-1)?.isIntersecting ?? false;
        if (this.isSeen) this.onSeen();
      },
      { rootMargin: "200px" },
    );
    const sized = new ResizeObserver(([entry]) => {
      if (entry !== undefined) this.tell("resize", { width: entry.contentRect.width, height: entry.contentRect.height });
    });
    seen.observe(this);
    sized.observe(this);
    const touched = (): void => void this.activate().catch(() => {});
    for (const name of ["pointerdown", "focusin"]) this.root.addEventListener(name, touched, { once: true });
    this.stop = () => {
      seen.disconnect();
      sized.disconnect();
      for (const name of ["pointerdown", "focusin"]) this.root.removeEventListener(name, touched);
    };
  }

  disconnectedCallback(): void {
    this.stop();
    queueMicrotask(() => {
      // An element that is only moved is connected again by now and keeps what it has.
      if (this.isConnected) return;
      const { active } = this;
      this.active = undefined;
      active?.then((running) => running.dispose()).catch(() => {});
    });
  }

  attributeChangedCallback(name: (typeof ATTRIBUTES)[number], before: string | null, after: string | null): void {
    if (before === after || !this.began) return;
    if (this.isConnected) this.follow(name);
    // Read anew when it is connected again.
    else this.source = undefined;
  }

  async run(line: string): Promise<CommandEnd> {
    return (await this.activate()).run(line);
  }

  async build(): Promise<LayerLabEvents["build-end"]> {
    return (await this.activate()).session.build();
  }

  async reset(): Promise<void> {
    await (await this.activate()).session.reset();
  }

  async exportImage(format: ArchiveFormat = "oci"): Promise<Uint8Array> {
    return (await this.activate()).session.save(format);
  }

  async importImage(archive: Uint8Array): Promise<string> {
    return (await this.activate()).session.load(archive);
  }

  async permalink(): Promise<string> {
    const hash = await (await this.activate()).session.link();
    return this.site === "" ? hash : new URL(hash, new URL(this.site, document.baseURI)).href;
  }

  /** Whether the bar with the Build button is left out. @internal */
  get bare(): boolean {
    return false;
  }

  /** Loads engine and editor, once. Rejects with a `LabError`, which is also an `error` event. @internal */
  activate(): Promise<Running> {
    return (this.active ??= this.start().catch((error: unknown) => {
      const failure = LabError.from(error);
      this.active = undefined;
      this.tell("error", { code: failure.code, message: failure.message });
      this.outline(failure.message);
      throw failure;
    }));
  }

  protected async start(): Promise<Running> {
    this.root.querySelector("button")?.setAttribute("aria-busy", "true");
    const [source, { start }] = await Promise.all([this.wanted(), import("./running.js")]);
    return start(this, this.root, source, (name, detail) => this.tell(name, detail));
  }

  private tell<Name extends keyof LayerLabEvents>(name: Name, detail: LayerLabEvents[Name]): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  private onSeen(): void {
    if (this.autorun && this.active === undefined) void this.build().catch(() => {});
    else if (this.active === undefined) this.outline();
  }

  private wanted(): Promise<Source> {
    return (this.source ??= this.read().then((source) => (this.tag === "" ? source : { ...source, name: this.tag })));
  }

  private async read(): Promise<Source> {
    if (this.given !== undefined) return sourceOf(this.given);
    const files = this.getAttribute("files");
    if (files !== null) return sourceOf(readFiles(parse(files)));
    if (this.lesson !== "") return fetchLesson(new URL(this.lesson, document.baseURI).href);
    return this.src === "" ? sourceInside(this) : fetchSource(new URL(this.src, document.baseURI).href);
  }

  /** Shows the project as text; nothing of it is heavy. */
  private outline(problem?: string): void {
    const show = ({ name, ...source }: Source): void => {
      if (this.active !== undefined) return;
      const bar = element("div", "bar", element("strong", "", name), element("button", "primary", WORDS[this.locale].build));
      bar.setAttribute("part", "toolbar");
      const button = bar.lastElementChild as HTMLButtonElement;
      button.type = "button";
      button.setAttribute("part", "button build");
      button.onclick = () => void this.build().catch(() => {});
      const text = element("pre", "", problem ?? firstFile({ name, ...source }).text);
      text.tabIndex = 0;
      text.setAttribute("part", "editor");
      this.root.replaceChildren(bar, text);
    };
    if (problem !== undefined) return show({ name: "Layerlab", files: {} });
    this.wanted().then(show, (error: unknown) => {
      this.source = undefined;
      const { code, message } = LabError.from(error);
      this.tell("error", { code, message });
      this.outline(message);
    });
  }

  private follow(name: (typeof ATTRIBUTES)[number]): void {
    switch (name) {
      case "height":
        this.style.setProperty("--lab-height", /^\d+$/.test(this.height) ? `${this.height}px` : this.height || "460px");
        return;
      case "src":
      case "lesson":
      case "files":
      case "tag":
        return this.restart();
      case "autorun":
        if (this.isSeen) this.onSeen();
        return;
      case "theme":
        return;
      default:
        void this.active?.then((running) => running.follow()).catch(() => {});
    }
  }

  private restart(): void {
    this.source = undefined;
    if (this.active === undefined) return this.outline();
    void Promise.all([this.active, this.wanted()])
      .then(([running, source]) => running.session.show(source))
      .catch((error: unknown) => {
        const { code, message } = LabError.from(error);
        this.tell("error", { code, message });
      });
  }

  get files(): Record<string, string> {
    return this.given ?? {};
  }
  set files(files: Record<string, string>) {
    this.given = readFiles(files);
    if (this.isConnected) this.restart();
  }
  get panes(): string {
    return this.getAttribute("panes") ?? this.defaultPanes;
  }
  set panes(panes: string) {
    this.setAttribute("panes", panes);
  }
  /** The panes in a fixed order, those that there are. @internal */
  get shown(): readonly Pane[] {
    const wanted = this.panes.split(/[\s,]+/);
    return PANES.filter((pane) => wanted.includes(pane));
  }
  get locale(): LayerLabElement["locale"] {
    const wanted = this.getAttribute("locale") ?? (document.documentElement.lang || navigator.language);
    return wanted.toLowerCase().startsWith("ko") ? "ko" : "en";
  }
  set locale(locale: LayerLabElement["locale"]) {
    this.setAttribute("locale", locale);
  }
  get theme(): LayerLabElement["theme"] {
    const theme = this.getAttribute("theme");
    return theme === "light" || theme === "dark" ? theme : "auto";
  }
  set theme(theme: LayerLabElement["theme"]) {
    this.setAttribute("theme", theme);
  }
  get profile(): LayerLabElement["profile"] {
    const profile = this.getAttribute("profile");
    return profile === "book" || profile === "v28" ? profile : "v29";
  }
  set profile(profile: LayerLabElement["profile"]) {
    this.setAttribute("profile", profile);
  }
  get autorun(): boolean {
    return this.hasAttribute("autorun");
  }
  set autorun(autorun: boolean) {
    this.toggleAttribute("autorun", autorun);
  }
  get readonly(): boolean {
    return this.hasAttribute("readonly");
  }
  set readonly(readonly: boolean) {
    this.toggleAttribute("readonly", readonly);
  }
  declare src: string;
  declare lesson: string;
  declare height: string;
  declare tag: string;
  declare site: string;
}

// Properties that are their attribute, and nothing else.
for (const name of ["src", "lesson", "height", "tag", "site"] as const) {
  Object.defineProperty(LayerLab.prototype, name, {
    get(this: LayerLab) {
      return this.getAttribute(name) ?? "";
    },
    set(this: LayerLab, value: string) {
      this.setAttribute(name, value);
    },
    enumerable: true,
    configurable: true,
  });
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new LabError("bad-project", "the attribute `files` is no JSON");
  }
}

function element(name: string, className: string, ...content: (Node | string)[]): HTMLElement {
  const made = document.createElement(name);
  made.className = className;
  made.append(...content);
  return made;
}
