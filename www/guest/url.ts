/** `url`: the standard's classes, and the old functions over them. */
import { URL, URLSearchParams } from "whatwg-url-without-unicode";

interface Legacy {
  protocol: string | null;
  host: string | null;
  hostname: string | null;
  port: string | null;
  pathname: string;
  search: string | null;
  query: unknown;
  hash: string | null;
  path: string;
  href: string;
}

/** `url.parse`; what is no absolute URL has no host. */
function parse(text: string, parseQuery = false): Legacy {
  const absolute = /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
  const url = new URL(text, "http://none/");
  const search = url.search === "" ? null : url.search;
  const query = parseQuery ? Object.fromEntries(url.searchParams) : search && search.slice(1);
  return {
    protocol: absolute ? url.protocol : null,
    host: absolute ? url.host : null,
    hostname: absolute ? url.hostname : null,
    port: absolute && url.port !== "" ? url.port : null,
    pathname: url.pathname,
    search,
    query,
    hash: url.hash === "" ? null : url.hash,
    path: url.pathname + url.search,
    href: absolute ? url.href : text,
  };
}

const format = (value: URL | Partial<Legacy>): string =>
  value instanceof URL
    ? value.href
    : `${value.protocol ? `${value.protocol}//` : ""}${value.host ?? value.hostname ?? ""}${value.pathname ?? value.path ?? ""}${value.search ?? ""}`;
const resolve = (from: string, to: string): string => new URL(to, new URL(from, "http://none/")).href.replace(/^http:\/\/none/, "");
const fileURLToPath = (url: string | URL): string => decodeURIComponent(new URL(String(url)).pathname);
const pathToFileURL = (path: string): URL => new URL(`file://${path.split("/").map(encodeURIComponent).join("/")}`);

export { URL, URLSearchParams, fileURLToPath, format, parse, pathToFileURL, resolve };
