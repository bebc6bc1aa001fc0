/** The programs of containers that are written in TypeScript; each is loaded when it is first asked for. */
import type { Runner, Running } from "./driver.js";
import type { Machine, Program } from "./machine.js";
import { nodeRunner } from "./runner.js";
import type { Assets } from "./node.js";

type Made = new (program: Program, machine: Machine) => Running;

/** A runner for a class that comes from elsewhere. */
function lazily(load: () => Promise<Made>): Runner {
  return async (program, machine) => new (await load())(program, machine);
}

const python = lazily(async () => (await import("./server/python.js")).Python);

/** Apache, where it is installed, and busybox's server of the same name. */
const httpd: Runner = async (program, machine) => {
  if (!("code" in machine.files.stat("/usr/local/apache2/bin/httpd", true))) return new (await import("./server/httpd.js")).Apache(program, machine);
  return new (await import("./server/busybox-httpd.js")).BusyboxHttpd(program, machine);
};

const PROGRAMS: Record<string, Runner> = {
  net: lazily(async () => (await import("./net.js")).Net),
  nc: lazily(async () => (await import("./nc.js")).Nc),
  nslookup: lazily(async () => (await import("./nslookup.js")).Nslookup),
  ping: lazily(async () => (await import("./ping.js")).Ping),
  nginx: lazily(async () => (await import("./server/nginx.js")).Nginx),
  httpd,
  python,
  python3: python,
  "redis-server": lazily(async () => (await import("./server/redis.js")).RedisServer),
  "redis-cli": lazily(async () => (await import("./server/redis.js")).RedisCli),
  postgres: lazily(async () => (await import("./server/postgres.js")).Postgres),
  psql: lazily(async () => (await import("./server/postgres.js")).Psql),
  pg_isready: lazily(async () => (await import("./server/postgres.js")).PgIsReady),
};

/** What runs where every front end runs: JavaScript in QuickJS, servers and their clients. */
export function programs(loadAssets: () => Promise<Assets>): Record<string, Runner> {
  return { node: nodeRunner(loadAssets), ...PROGRAMS };
}
