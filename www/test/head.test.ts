/** What a page's head says, with and without an address of the site. */
import { expect, test } from "vitest";
import { headTags, rootOf, siteAddress, type Preview } from "../build/head.js";

const PAGE: Preview = { title: "Embedding", description: "One tag.", language: "ko", path: "docs/embedding.html" };

/** What the tags that name something by an address say. */
function addresses(page: Preview, address?: string): Record<string, string> {
  const named = headTags(page, address).map(({ attrs }) => [attrs["property"] ?? attrs["rel"] ?? attrs["name"] ?? "", attrs["content"] ?? attrs["href"] ?? ""] as const);
  return Object.fromEntries(named.filter(([name]) => /^(og:url|og:image|canonical|icon|apple-touch-icon|manifest)$/.test(name)));
}

test("without an address every page names things from where it lies", () => {
  expect(addresses(PAGE)).toEqual({ "og:image": "../preview.png", icon: "../icon.svg", "apple-touch-icon": "../icon-180.png", manifest: "../manifest.webmanifest" });
  expect(addresses({ ...PAGE, path: "index.html" })).toMatchObject({ "og:image": "./preview.png", icon: "./icon.svg" });
});

test("with one, previews have whole addresses, and nothing else does", () => {
  expect(addresses(PAGE, siteAddress("https://example.org/lab"))).toEqual({
    "og:url": "https://example.org/lab/docs/embedding.html",
    canonical: "https://example.org/lab/docs/embedding.html",
    "og:image": "https://example.org/lab/preview.png",
    icon: "../icon.svg",
    "apple-touch-icon": "../icon-180.png",
    manifest: "../manifest.webmanifest",
  });
  expect(addresses({ ...PAGE, path: "index.html" }, "https://example.org/")).toMatchObject({ canonical: "https://example.org/" });
});

test("an address of a site is one, and ends with a slash", () => {
  expect([undefined, "", "https://example.org", "http://localhost/a/"].map(siteAddress)).toEqual([undefined, undefined, "https://example.org/", "http://localhost/a/"]);
  for (const wrong of ["example.org", "ftp://example.org", "https://example.org/?a"]) expect(() => siteAddress(wrong)).toThrow();
});

test("the way to the root counts folders", () => {
  expect(["index.html", "docs/index.html", "a/b/c.html"].map(rootOf)).toEqual(["./", "../", "../../"]);
});
