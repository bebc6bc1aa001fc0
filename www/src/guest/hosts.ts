/** Hosts of the simulated internet: a few that tutorials talk to. Every answer says that it is simulated. */
import type { HttpFailure, HttpRequest, HttpResponse } from "./machine.js";

interface Known {
  /** Simulated milliseconds for a request and its answer. */
  took: number;
  /** Where plain HTTP is sent on to. */
  secure?: string;
  /** Where the bare name is sent on to. */
  moved?: string;
}

const KNOWN: Record<string, Known> = {
  "blog.sixeyed.com": { took: 180, secure: "https://blog.sixeyed.com/" },
  "docker.com": { took: 95, moved: "https://www.docker.com/" },
  "www.docker.com": { took: 110, secure: "https://www.docker.com/" },
  "example.com": { took: 60 },
  "example.org": { took: 60 },
  "github.com": { took: 120, secure: "https://github.com/" },
  "google.com": { took: 70, moved: "https://www.google.com/" },
  "www.google.com": { took: 85 },
  "microsoft.com": { took: 90, moved: "https://www.microsoft.com/" },
  "nodejs.org": { took: 75, secure: "https://nodejs.org/" },
  "www.naver.com": { took: 40, secure: "https://www.naver.com/" },
};

export function isKnown(host: string): boolean {
  return Object.hasOwn(KNOWN, host);
}

/** What a host of the simulated internet answers, and how long that takes in simulated milliseconds. */
export function answerOf(request: HttpRequest): [HttpResponse | HttpFailure, number] {
  const known = isKnown(request.host) ? KNOWN[request.host] : undefined;
  if (known === undefined) {
    return [{ code: "ENOTFOUND", message: `getaddrinfo ENOTFOUND ${request.host}` }, 20];
  }
  if (request.port !== (request.secure ? 443 : 80)) {
    return [{ code: "ETIMEDOUT", message: `connect ETIMEDOUT ${request.host}:${request.port}` }, 10_000];
  }
  const to = known.moved ?? (request.secure ? undefined : known.secure);
  const body = `<!doctype html>\n<title>${request.host}</title>\n<p>This answer of ${request.host} is simulated.</p>\n`;
  const head = { "Content-Type": "text/html; charset=utf-8", "Content-Length": String(body.length), Server: "simulated" };
  if (to !== undefined) return [{ status: 301, headers: { ...head, Location: to }, body: request.method === "HEAD" ? "" : body }, known.took];
  return [{ status: 200, headers: head, body: request.method === "HEAD" ? "" : body }, known.took];
}
