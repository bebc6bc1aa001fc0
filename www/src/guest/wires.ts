/** The simulated network: who listens where, and which server a name and a port lead to. */
import { header, readRequest, writeResponse } from "./http-message.js";
import { answerOf, isKnown } from "./hosts.js";
import type { HttpFailure, HttpRequest, HttpResponse, Network, Outcome, Serve, Talk } from "./machine.js";
import type { PublishedPort, Reached } from "../engine/wire.js";

/** What the network needs of the engine. Without an id a container is the machine itself. */
export interface Names {
  reach(container: string, host: string): Reached | undefined;
  published(port: number): PublishedPort | undefined;
}

/** Simulated milliseconds between two containers. */
const NEAR = 1;
/** Names by which containers reach the machine. */
const MACHINE = ["host.docker.internal", "gateway.docker.internal"];

interface Listening {
  serve?: Serve;
  talk?: Talk;
}

/** Where a name and a port lead. */
type Place = { kind: "server"; address: string; port: number; listening: Listening; from: string } | { kind: "closed"; address: string } | { kind: "away" };

export class Wires {
  private readonly servers = new Map<string, Listening>();

  constructor(private readonly engine: Names) {}

  /** A request to a published port of the machine. */
  fetch(request: HttpRequest): Promise<Outcome> {
    return new Promise((resolve) => this.send("", () => undefined, { ...request, host: "localhost" }, resolve));
  }

  /** The network as a program of a container sees it. `hosts` tells what its own /etc/hosts has for a name. */
  of(container: string, hosts: (name: string) => string | undefined): Network {
    const taken = new Set<number>();
    const add = (port: number, listening: Listening): boolean => {
      const key = `${container}:${port}`;
      if (this.servers.has(key)) return false;
      this.servers.set(key, listening);
      taken.add(port);
      return true;
    };
    const close = (port: number): void => {
      if (taken.delete(port)) this.servers.delete(`${container}:${port}`);
    };
    return {
      send: (request, done) => this.send(container, hosts, request, done),
      talk: (host, port, text, done) => this.talk(this.find(container, hosts, host, port), host, port, text, done),
      listen: (port, serve) => add(port, { serve }),
      listenTo: (port, talk) => add(port, { talk }),
      close,
      closeAll: () => taken.forEach(close),
      resolve: (name) => this.resolve(container, hosts, name),
      isOpen: (host, port) => this.find(container, hosts, host, port).kind === "server",
    };
  }

  private resolve(container: string, hosts: (name: string) => string | undefined, name: string): string | undefined {
    if (/^\d+\.\d+\.\d+\.\d+$/.test(name)) return name;
    if (name === "localhost") return "127.0.0.1";
    const known = hosts(name) ?? this.engine.reach(container, name)?.address;
    if (known !== undefined) return known;
    if (container !== "" && MACHINE.includes(name)) return "192.168.65.254";
    return isKnown(name) ? addressOf(name) : undefined;
  }

  private find(container: string, hosts: (name: string) => string | undefined, host: string, port: number): Place {
    const address = hosts(host) ?? host;
    const reached = this.engine.reach(container, address);
    if (reached !== undefined) {
      const own = reached.container === container ? "127.0.0.1" : this.addressIn(container, reached.address);
      return this.at(reached.container, port, reached.address, own);
    }
    const local = container === "" ? host === "localhost" || host.startsWith("127.") || host === "0.0.0.0" : MACHINE.includes(host) || isGateway(address);
    if (!local) return { kind: "away" };
    const published = this.engine.published(port);
    if (published === undefined) return { kind: "closed", address: container === "" ? "127.0.0.1" : address };
    return this.at(published.container, published.port, container === "" ? "127.0.0.1" : address, gatewayOf(published.address));
  }

  private at(container: string, port: number, address: string, from: string): Place {
    const listening = this.servers.get(`${container}:${port}`);
    return listening === undefined ? { kind: "closed", address } : { kind: "server", address, port, listening, from };
  }

  /** The address of a container as the one that has another address sees it. */
  private addressIn(container: string, other: string): string {
    if (container === "") return gatewayOf(other);
    // Each container knows itself by its own addresses; of several, the one beside the other counts.
    const beside = other.split(".").slice(0, 2).join(".");
    for (let last = 2; last < 64; last += 1) {
      const address = `${beside}.0.${last}`;
      if (this.engine.reach(container, address)?.container === container) return address;
    }
    return gatewayOf(other);
  }

  private send(container: string, hosts: (name: string) => string | undefined, request: HttpRequest, done: (outcome: Outcome, took: number) => void): void {
    const place = this.find(container, hosts, request.host, request.port);
    if (place.kind === "away") {
      if (this.resolve(container, hosts, request.host) === undefined || isKnown(request.host)) return done(...answerOf(request));
      return done({ code: "ETIMEDOUT", message: `connect ETIMEDOUT ${request.host}:${request.port}` }, 10_000);
    }
    if (place.kind === "closed") return done(refusal(place.address, request.port), NEAR);
    const { port, listening, from } = place;
    if (request.secure) return done({ code: "EPROTO", message: "wrong version number" }, NEAR);
    if (listening.serve !== undefined) return listening.serve({ ...request, port }, from, (response) => done(response, NEAR));
    done({ code: "ECONNRESET", message: "socket hang up" }, NEAR);
  }

  private talk(place: Place, host: string, port: number, text: string, done: (answer: string | HttpFailure, took: number) => void): void {
    if (place.kind === "away") return done({ code: "ETIMEDOUT", message: `connect ETIMEDOUT ${host}:${port}` }, 10_000);
    if (place.kind === "closed") return done(refusal(place.address, port), NEAR);
    const { listening, from, port: own } = place;
    if (listening.talk !== undefined) return done(listening.talk(text, from), NEAR);
    const request = readRequest(text, host, own);
    if (request === undefined) return done(writeResponse(BAD_REQUEST), NEAR);
    listening.serve?.({ ...request, host: header(request, "host") ?? host }, from, (response) => done(writeResponse(response), NEAR));
  }
}

const BAD_REQUEST: HttpResponse = { status: 400, headers: { Connection: "close" }, body: "" };

function refusal(address: string, port: number): HttpFailure {
  return { code: "ECONNREFUSED", message: `connect ECONNREFUSED ${address}:${port}` };
}

/** The first address of a network is the machine's. */
function gatewayOf(address: string): string {
  return [...address.split(".").slice(0, 2), "0", "1"].join(".");
}

function isGateway(address: string): boolean {
  return /^172\.\d+\.0\.1$/.test(address) || address === "192.168.65.254";
}

/** An address of those that are kept for documentation, the same for the same name. */
function addressOf(name: string): string {
  let sum = 0;
  for (const char of name) sum = (sum * 31 + char.charCodeAt(0)) % 254;
  return `203.0.113.${sum + 1}`;
}
