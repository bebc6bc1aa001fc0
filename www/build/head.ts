/** What a page's head tells those who link to it and those who keep it: its preview, its icons, and how it is installed. */

export type Language = "en" | "ko";

/** A page of the site, as its preview shows it. */
export interface Preview {
  title: string;
  description: string;
  language: Language;
  /** Where it lies in the site: `docs/embedding.html`. */
  path: string;
}

export interface Tag {
  tag: "meta" | "link";
  attrs: Record<string, string>;
}

const LOCALES: Record<Language, string> = { en: "en_US", ko: "ko_KR" };
/** Drawn by `script/pictures.mjs`. */
const PICTURE = { file: "preview.png", width: "1200", height: "630", alt: "The layers of a build: three reused, and one that runs because app.js changed" };

/** The way from a page to the root of the site: `./` or `../`. */
export function rootOf(path: string): string {
  return "../".repeat(path.split("/").length - 1) || "./";
}

/** `SITE_ADDRESS`, with a slash at its end. Throws when it is no address of a site. */
export function siteAddress(value: string | undefined): string | undefined {
  if (value === undefined || value === "") return undefined;
  const { protocol, href, search, hash } = new URL(value);
  if (!/^https?:$/.test(protocol) || search !== "" || hash !== "") throw new Error(`SITE_ADDRESS is no address of a site: ${value}`);
  return href.endsWith("/") ? href : `${href}/`;
}

/**
 * The tags of a page. Previews are read from elsewhere, so that they need whole addresses: with the site's `address` there are
 * some. Without it the site knows no address of its own and the picture's is relative, as all others are.
 */
export function headTags({ title, description, language, path }: Preview, address: string | undefined): Tag[] {
  const root = rootOf(path);
  const meta = (property: string, content: string): Tag => ({ tag: "meta", attrs: { property, content } });
  const link = (rel: string, href: string, more: Record<string, string> = {}): Tag => ({ tag: "link", attrs: { rel, href, ...more } });
  const here = address === undefined ? undefined : `${address}${path.replace(/(^|\/)index\.html$/, "$1")}`;
  return [
    { tag: "meta", attrs: { name: "description", content: description } },
    meta("og:type", "website"),
    meta("og:site_name", "Layerlab"),
    meta("og:title", title),
    meta("og:description", description),
    meta("og:locale", LOCALES[language]),
    ...(here === undefined ? [] : [meta("og:url", here), link("canonical", here)]),
    meta("og:image", `${address ?? root}${PICTURE.file}`),
    meta("og:image:width", PICTURE.width),
    meta("og:image:height", PICTURE.height),
    meta("og:image:alt", PICTURE.alt),
    { tag: "meta", attrs: { name: "twitter:card", content: "summary_large_image" } },
    link("icon", `${root}icon.svg`, { type: "image/svg+xml" }),
    link("apple-touch-icon", `${root}icon-180.png`),
    link("manifest", `${root}manifest.webmanifest`),
  ];
}

/** Tags as they stand in a page that is written as text. */
export function written(tags: readonly Tag[]): string {
  const attributes = (attrs: Tag["attrs"]): string => Object.entries(attrs).map(([name, value]) => `${name}="${escape(value)}"`).join(" ");
  return tags.map(({ tag, attrs }) => `    <${tag} ${attributes(attrs)} />`).join("\n");
}

export function escape(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;");
}
