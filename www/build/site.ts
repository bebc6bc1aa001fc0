/** The pages of the site that are text: the gallery and the documentation, written at build time without any script of ours in them. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import MarkdownIt from "markdown-it";
import type { Plugin } from "vite";
import { escape, headTags, rootOf, siteAddress, written, type Language, type Preview } from "./head.js";
import { licencePage } from "./licences.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const GALLERY = join(ROOT, "www/public/gallery");
const LESSONS = join(ROOT, "www/lessons");
/** Where the site will lie, if whoever builds it says so. */
const ADDRESS = siteAddress(process.env["SITE_ADDRESS"]);
/** The lab's own page, whose head Vite writes. */
const LAB: Preview = { title: "Layerlab – a Docker build you can watch", description: "Every layer created, hashed and reused, and, when one was not reused, exactly why.", language: "en", path: "index.html" };

/** A project of the gallery, as `www/public/gallery/*.json` holds it. */
interface Example {
  name: string;
  title: Record<Language, string>;
  notice: Record<Language, string[]>;
  /** The name of the example that does it better. */
  better?: string;
}

/** What the pages say around their content. */
const WORDS = {
  en: { lab: "Lab", gallery: "Gallery", docs: "Documentation", notices: "Licences", notice: "What to notice", better: "Better:", open: "Open in a page of its own", other: "한국어", intro: "Dockerfiles to build, edit and build again." },
  ko: { lab: "랩", gallery: "갤러리", docs: "문서", notices: "라이선스", notice: "눈여겨볼 점", better: "더 나은 방법:", open: "새 페이지에서 열기", other: "English", intro: "빌드하고, 고치고, 다시 빌드해 보는 Dockerfile 모음입니다." },
} as const;

/** Documents in the order of the navigation, by their file below docs/ or at the root of the repository. */
const DOCUMENTS = ["README.md", "docs/guide.md", "docs/embedding.md", "docs/lessons.md", "docs/api/index.md", "docs/explain.md", "docs/explain-ci.md", "docs/fidelity.md", "docs/catalog.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"];

const markdown = new MarkdownIt({ html: false, linkify: false });

/** Writes `gallery.html`, `gallery.ko.html`, `docs/*.html`, `licences.html`, and `lessons/*.json` for embedded labs. */
export function site(): Plugin {
  return {
    name: "site",
    apply: "build",
    generateBundle(_options, bundle) {
      const write = (fileName: string, source: string | Uint8Array): void => void this.emitFile({ type: "asset", fileName, source });
      write("site.css", readFileSync(join(ROOT, "www/build/site.css")));
      write("gallery.html", gallery("en"));
      write("gallery.ko.html", gallery("ko"));
      for (const path of documents()) write(pageOf(path), document(path));
      for (const picture of readdirSync(join(ROOT, "docs")).filter((file) => file.endsWith(".png"))) {
        write(`docs/${picture}`, readFileSync(join(ROOT, "docs", picture)));
      }
      write("docs/LICENSE.html", page({ title: "Apache-2.0", description: "The licence of Layerlab.", language: "en", path: "docs/LICENSE.html", body: `<pre>${escape(readFileSync(join(ROOT, "LICENSE"), "utf8"))}</pre>` }));
      for (const file of readdirSync(LESSONS).filter((file) => file.endsWith(".json"))) write(`lessons/${file}`, lesson(file));
      write("licences.html", page({ title: WORDS.en.notices, description: "The libraries in Layerlab, and their licences.", language: "en", path: "licences.html", body: licencePage(ROOT, modulesOf(bundle)) }));
    },
  };
}

/** What the head of the lab's own page tells. */
export function labHead(): Plugin {
  return {
    name: "lab-head",
    transformIndexHtml: {
      // What stands in public/ keeps its name.
      order: "post",
      handler: (_html, { path }) => (path.endsWith("/index.html") ? headTags(LAB, ADDRESS).map((tag) => ({ ...tag, injectTo: "head" as const })) : []),
    },
  };
}

/** A lesson of the course as one file, with its words. */
function lesson(file: string): string {
  const read = (path: string): Record<string, unknown> => JSON.parse(readFileSync(join(LESSONS, path), "utf8")) as Record<string, unknown>;
  return JSON.stringify({ ...read(file), $schema: "../lesson.schema.json", words: { en: read(`en/${file}`), ko: read(`ko/${file}`) } });
}

/** The files that went into the scripts of a bundle, fonts aside, which come with style sheets. */
export function modulesOf(bundle: Record<string, { type: string; moduleIds?: string[] }>): string[] {
  const fonts = ["@fontsource-variable/ibm-plex-sans", "@fontsource/ibm-plex-mono"].map((name) => join(ROOT, "node_modules", name, "index.css"));
  return [...Object.values(bundle).flatMap((file) => file.moduleIds ?? []), ...fonts];
}

/** Those of the navigation first, then whatever else is in docs/. */
function documents(): string[] {
  const others = readdirSync(join(ROOT, "docs")).filter((file) => file.endsWith(".md")).map((file) => `docs/${file}`);
  return [...new Set([...DOCUMENTS, ...others])].filter((path) => existsSync(join(ROOT, path)));
}

/** `docs/embedding.md` → `docs/embedding.html`, `README.md` → `docs/index.html`. */
function pageOf(path: string): string {
  if (path === "README.md") return "docs/index.html";
  return `${path.startsWith("docs/") ? path.slice(0, -3) : `docs/${path.slice(0, -3)}`}.html`;
}

function document(path: string): string {
  const text = readFileSync(join(ROOT, path), "utf8");
  const here = dirname(pageOf(path));
  const body = markdown.render(text).replace(/(href|src)="([^"#:]+?)(#[^"]*)?"/g, (whole, name: string, target: string, hash = "") => {
    const wanted = relative(ROOT, join(ROOT, dirname(path), decodeURI(target)));
    const known = documents().includes(wanted) ? pageOf(wanted) : wanted === "LICENSE" ? "docs/LICENSE.html" : wanted.startsWith("docs/") ? wanted : wanted.startsWith("www/public/") ? wanted.slice("www/public/".length) : undefined;
    return known === undefined ? whole : `${name}="${relative(here, known)}${hash}"`;
  });
  const title = /^# (.+)$/m.exec(text)?.[1] ?? basename(path, ".md");
  const titles = documents().map((other) => `<li><a href="${relative(here, pageOf(other))}">${escape(/^# (.+)$/m.exec(readFileSync(join(ROOT, other), "utf8"))?.[1] ?? other)}</a></li>`);
  return page({ title, description: beginning(text), language: "en", path: pageOf(path), body: `<nav class="contents"><ul>${titles.join("")}</ul></nav><article>${mended(withAnchors(body))}</article>` });
}

/** What a document says first, as plain text of a sentence or two. */
function beginning(text: string): string {
  const [paragraph = ""] = text.split(/\n{2,}/).filter((part) => /^[\p{L}*[`"]/u.test(part));
  const plain = paragraph.replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/[*`]/g, "").replace(/\s+/g, " ").trim();
  return plain.length <= LONGEST_DESCRIPTION ? plain : `${plain.slice(0, LONGEST_DESCRIPTION).replace(/\s\S*$/, "")} …`;
}

/** Readers of previews cut longer ones off themselves, where they please. */
const LONGEST_DESCRIPTION = 200;

/** The reference numbers names that occur twice in it, even where only one of them has a heading. */
function mended(html: string): string {
  return html.replace(/href="#([^"]+)-\d+"/g, (link, name: string) => (html.includes(`id="${link.slice(7, -1)}"`) ? link : `href="#${name}"`));
}

/** Headings that can be linked to, by the rule that readers know from code hosts. */
function withAnchors(html: string): string {
  const seen = new Map<string, number>();
  return html.replace(/<h([2-6])>(.*?)<\/h\1>/g, (_, level: string, text: string) => {
    const name = text.replace(/<[^>]*>/g, "").toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, "").replace(/ /g, "-");
    const count = seen.get(name) ?? 0;
    seen.set(name, count + 1);
    const id = count === 0 ? name : `${name}-${count}`;
    return `<h${level} id="${id}">${text}</h${level}>`;
  });
}

/** All examples, each bad one before its better one. */
export function examples(): Example[] {
  return readdirSync(GALLERY)
    .filter((file) => file.endsWith(".json"))
    .sort()
    .map((file) => JSON.parse(readFileSync(join(GALLERY, file), "utf8")) as Example);
}

function gallery(language: Language): string {
  const words = WORDS[language];
  const items = examples().map(({ name, title, notice, better }) => {
    const frame = `embed.html?src=gallery/${name}.json&amp;locale=${language}`;
    const list = notice[language].map((line) => `<li>${escape(line)}</li>`).join("");
    const next = better === undefined ? "" : `<p>${words.better} <a href="#${better}">${escape(better)}</a></p>`;
    return `<section id="${name}">
        <h2>${escape(title[language])}</h2>
        <h3>${words.notice}</h3>
        <ul>${list}</ul>
        ${next}
        <iframe src="${frame}" loading="lazy" title="${escape(title[language])}"></iframe>
        <p><a href="${frame}">${words.open}</a></p>
      </section>`;
  });
  const other = language === "en" ? "gallery.ko.html" : "gallery.html";
  const body = `<h1>${words.gallery}</h1><p>${words.intro} <a href="${other}" lang="${language === "en" ? "ko" : "en"}">${words.other}</a></p>${items.join("\n")}`;
  return page({ title: words.gallery, description: words.intro, language, path: language === "en" ? "gallery.html" : "gallery.ko.html", body });
}

function page({ body, ...preview }: Preview & { body: string }): string {
  const { title, language, path } = preview;
  const words = WORDS[language];
  const up = rootOf(path);
  const gallery = language === "en" ? "gallery.html" : "gallery.ko.html";
  return `<!doctype html>
<html lang="${language}">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'; img-src 'self'; frame-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${escape(title)} – Layerlab</title>
${written(headTags({ ...preview, title: `${title} – Layerlab` }, ADDRESS))}
    <link rel="stylesheet" href="${up}site.css" />
  </head>
  <body>
    <header>
      <a href="${up}index.html">${words.lab}</a>
      <a href="${up}${gallery}">${words.gallery}</a>
      <a href="${up}docs/index.html">${words.docs}</a>
      <a href="${up}licences.html">${words.notices}</a>
    </header>
    <main>${body}</main>
  </body>
</html>
`;
}
