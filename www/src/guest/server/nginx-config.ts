/** nginx's configuration: words, blocks, includes. What of it is modelled is in `DIRECTIVES`. */
import type { Files } from "../machine.js";

export interface Directive {
  words: string[];
  block: Directive[] | undefined;
  file: string;
  line: number;
}

/** What is wrong, as nginx says it behind `[emerg]`. */
export class ConfigError extends Error {}

/** Directives with an effect here. */
const DIRECTIVES = new Set([
  "events", "http", "server", "location", "listen", "server_name", "root", "alias", "index", "return", "try_files", "error_page", "include",
  "proxy_pass", "proxy_set_header", "add_header", "default_type", "types", "access_log", "autoindex", "upstream", "daemon",
]);

/** Directives that change nothing that can be seen here. */
const WITHOUT_EFFECT =
  /^(user|worker_.*|error_log|pid|master_process|multi_accept|use|sendfile.*|tcp_no.*|keepalive_.*|gzip.*|log_format|charset|client_.*|send_timeout|server_tokens|proxy_(http_version|redirect|buffer.*|.*_timeout|cache_bypass)|expires|etag|types_hash_.*|server_names_hash_.*|resolver.*|reset_timedout_connection|open_file_cache.*|log_not_found)$/;

interface Word {
  text: string;
  quoted: boolean;
  line: number;
}

/** The words of a text; `{`, `}` and `;` are words of their own. */
function words(text: string): Word[] {
  const found: Word[] = [];
  let line = 1;
  for (const [whole, comment, quoted] of text.matchAll(/(#[^\n]*)|("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|\n|[{};]|(?:\$\{[^}]*\}|[^\s{};#"'])+|[^\S\n]+/g)) {
    if (whole === "\n") line += 1;
    else if (comment === undefined && whole.trim() !== "") found.push({ text: quoted === undefined ? whole : whole.slice(1, -1).replace(/\\(.)/g, "$1"), quoted: quoted !== undefined, line });
  }
  return found;
}

/** Reads a file and what it includes. Throws a `ConfigError`. */
export function readConfig(files: Files, path: string, depth = 0): Directive[] {
  const bytes = files.read(path);
  if (!(bytes instanceof Uint8Array)) throw new ConfigError(`open() "${path}" failed (2: No such file or directory)`);
  return parse(files, new TextDecoder().decode(bytes), path, depth);
}

/** Reads a text, such as that behind `-g`. */
export function parse(files: Files, text: string, path: string, depth = 0): Directive[] {
  const rest = words(text);
  const last = text.split("\n").length;
  const block = (top: boolean): Directive[] => {
    const found: Directive[] = [];
    let current: Word[] = [];
    for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
      const mark = word.quoted ? "" : word.text;
      if (mark === "}") {
        if (top || current.length > 0) throw new ConfigError(`unexpected "}" in ${path}:${word.line}`);
        return found;
      }
      if (mark !== ";" && mark !== "{") {
        current.push(word);
        continue;
      }
      const [first] = current;
      if (first === undefined) throw new ConfigError(`unexpected "${mark}" in ${path}:${word.line}`);
      const directive: Directive = { words: current.map(({ text }) => text), block: undefined, file: path, line: first.line };
      current = [];
      // The types are modelled; a list of them is only read over.
      if (mark === "{") directive.block = block(false);
      found.push(...known(files, directive, depth));
    }
    if (!top) throw new ConfigError(`unexpected end of file, expecting "}" in ${path}:${last}`);
    if (current.length > 0) throw new ConfigError(`unexpected end of file, expecting ";" or "}" in ${path}:${last}`);
    return found;
  };
  // In a block of types every line begins with a type.
  return block(true);
}

function known(files: Files, directive: Directive, depth: number): Directive[] {
  const [name = "", pattern = ""] = directive.words;
  if (name === "include") return included(files, directive, pattern, depth);
  return [directive];
}

function included(files: Files, { file, line }: Directive, pattern: string, depth: number): Directive[] {
  if (depth > 8) throw new ConfigError(`includes nest too deep in ${file}:${line}`);
  const path = pattern.startsWith("/") ? pattern : `/etc/nginx/${pattern}`;
  if (!path.includes("*")) return readConfig(files, path, depth + 1);
  const folder = path.slice(0, path.lastIndexOf("/"));
  const shape = new RegExp(`^${path.slice(folder.length + 1).split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&")).join("[^/]*")}$`);
  const names = files.list(folder);
  if (!Array.isArray(names)) return [];
  return names.filter((name) => shape.test(name) && !name.startsWith(".")).sort().flatMap((name) => readConfig(files, `${folder}/${name}`, depth + 1));
}

/** Checks every directive; those that are real and not modelled are returned by name. Throws for those that are none. */
export function check(directives: readonly Directive[]): Directive[] {
  const unmodelled: Directive[] = [];
  for (const directive of directives) {
    const { words: [name = ""], block, file, line } = directive;
    if (name === "types" || WITHOUT_EFFECT.test(name)) continue;
    if (DIRECTIVES.has(name)) unmodelled.push(...check(block ?? []));
    else if (REAL.test(name)) unmodelled.push(directive);
    else throw new ConfigError(`unknown directive "${name}" in ${file}:${line}`);
  }
  return unmodelled;
}

/** Families of nginx's other directives, which are not modelled. */
const REAL =
  /^(if|set|rewrite|map|geo|stream|mail|ssl_.*|ssl|auth_.*|satisfy|allow|deny|limit_.*|fastcgi_.*|uwsgi_.*|scgi_.*|grpc_.*|memcached_.*|proxy_.*|sub_filter.*|split_clients|break|internal|add_before_body|add_after_body|stub_status|http2.*|least_conn|ip_hash|zone|perl.*|js_.*|real_ip_.*|set_real_ip_from|valid_referers|load_module|env|debug_.*|lock_file|thread_pool|aio.*|directio.*|max_ranges|merge_slashes|port_in_redirect|absolute_redirect|recursive_error_pages|underscores_in_headers|variables_hash_.*|error_page_.*|autoindex_.*|random_index|dav_.*|mirror.*|secure_link.*|slice|userid.*|xslt_.*|image_filter.*|mp4.*|flv|hls.*|dns.*|chunked_transfer_encoding|disable_symlinks|if_modified_since|ignore_invalid_headers|large_client_header_buffers|lingering_.*|msie_.*|output_buffers|postpone_output|read_ahead|request_pool_size|connection_pool_size|subrequest_output_buffer_size|default)$/;

/** The words behind the last directive of that name. */
export function setting(directives: readonly Directive[], name: string): string[] | undefined {
  return directives.filter(({ words: [own] }) => own === name).at(-1)?.words.slice(1);
}

export function all(directives: readonly Directive[], name: string): Directive[] {
  return directives.filter(({ words: [own] }) => own === name);
}
