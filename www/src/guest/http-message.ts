/** HTTP messages as they go over the wire, and what their numbers mean. */
import type { HttpRequest, HttpResponse } from "./machine.js";

const STATUS: Record<number, string> = {
  200: "OK", 201: "Created", 202: "Accepted", 204: "No Content", 206: "Partial Content", 301: "Moved Permanently", 302: "Found", 303: "See Other",
  304: "Not Modified", 307: "Temporary Redirect", 308: "Permanent Redirect", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden",
  404: "Not Found", 405: "Method Not Allowed", 409: "Conflict", 410: "Gone", 413: "Request Entity Too Large", 418: "I'm a Teapot",
  422: "Unprocessable Entity", 429: "Too Many Requests", 500: "Internal Server Error", 501: "Not Implemented", 502: "Bad Gateway",
  503: "Service Unavailable", 504: "Gateway Timeout",
};

export function reason(status: number): string {
  return STATUS[status] ?? "";
}

/** The value of a header, whatever its case. */
export function header({ headers }: { headers: Record<string, string> }, name: string): string | undefined {
  return Object.entries(headers).find(([known]) => known.toLowerCase() === name)?.[1];
}

/** A request from its text; undefined if it is none. */
export function readRequest(text: string, host: string, port: number): HttpRequest | undefined {
  const [head = "", ...rest] = text.split(/\r?\n\r?\n/);
  const [line = "", ...lines] = head.split(/\r?\n/);
  const [, method, path] = /^([A-Z]+) (\S+)(?: HTTP\/1\.[01])?$/.exec(line) ?? [];
  if (method === undefined || path === undefined) return undefined;
  const headers = lines.filter((each) => each.includes(":")).map((each): [string, string] => {
    const at = each.indexOf(":");
    return [each.slice(0, at), each.slice(at + 1).trim()];
  });
  return { secure: false, host, port, method, path, headers: Object.fromEntries(headers), body: rest.join("\r\n\r\n") };
}

/** A response as its text. */
export function writeResponse({ status, headers, body }: HttpResponse): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${reason(status)}\r\n${lines.join("")}\r\n${body}`;
}
