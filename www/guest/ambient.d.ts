/** Modules without types of their own. */
declare module "path-browserify" {
  import path from "node:path";
  export default path.posix;
}
declare module "querystring-es3" {
  import querystring from "node:querystring";
  export default querystring;
}
declare module "whatwg-url-without-unicode" {
  export const URL: typeof globalThis.URL;
  export const URLSearchParams: typeof globalThis.URLSearchParams;
}
declare module "fast-text-encoding" {}
