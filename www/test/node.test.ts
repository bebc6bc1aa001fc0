/** Programs that `node` runs in a container: what they print and how they end. */
import { beforeAll, expect, test, vi } from "vitest";
import type { Assets } from "../src/guest/node.js";
import { loadAssets, runNode, START } from "./node-machine.js";

// Slow machines take a while to work up to the limits.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let assets: Assets;
beforeAll(async () => {
  assets = await loadAssets();
});

/** [what it shows, the script /app/main.js, what it printed after ten simulated seconds, its exit status]. */
const CASES: [string, string, string, number | undefined][] = [
  ["prints as Node does", `console.log("a", 1, { b: [1, "x"], c: new Map([[1, 2]]) }, null, undefined)`, "a 1 { b: [ 1, 'x' ], c: Map(1) { 1 => 2 } } null undefined\n", 0],
  ["formats", `console.log("%s is %d and %j", "x", 4.5, {a:1})`, 'x is 4.5 and {"a":1}\n', 0],
  ["keeps the order of queues", `setImmediate(() => console.log("immediate")); setTimeout(() => console.log("timer"), 1); Promise.resolve().then(() => console.log("promise")); process.nextTick(() => console.log("tick")); console.log("now")`, "now\ntick\npromise\nimmediate\ntimer\n", 0],
  ["runs timers on the simulated clock", `let n = 0; const t = setInterval(() => { console.log(++n, Date.now() - ${START}); if (n === 3) clearInterval(t); }, 2000)`, "1 2000\n2 4000\n3 6000\n", 0],
  ["goes on while a timer is set", `setInterval(() => {}, 1000)`, "", undefined],
  ["ends with the given status", `process.on("exit", (code) => console.log("bye", code)); process.exit(3); console.log("never")`, "bye 3\n", 3],
  ["names what it doesn't model", `require("node:cluster")`, "<not modelled: the module node:cluster\n>", 1],
  ["finds modules", `console.log(require("./lib").name, require("./data.json").x, require("pkg"), require("node:path").join("a", "../b"))`, "lib 1 pkg b\n", 0],
  ["reads and writes files", `const fs = require("fs"); fs.writeFileSync("out.txt", "héllo\\0!"); fs.appendFileSync("out.txt", "\\n"); console.log(fs.readFileSync("out.txt", "utf8").length, fs.existsSync("none"), fs.readdirSync("/app").includes("out.txt"))`, "8 false true\n", 0],
  ["refuses as the system does", `try { require("fs").readFileSync("/none") } catch (error) { console.log(error.code, error.message) }`, "ENOENT ENOENT: no such file or directory, open '/none'\n", 0],
  ["asks known hosts", `require("https").request({ hostname: "example.com", method: "HEAD" }, (r) => console.log(r.statusCode)).on("error", (e) => console.log(e.code)).end()`, "200\n", 0],
  ["doesn't know other hosts", `require("https").get("https://no.such.example/", () => {}).on("error", (e) => console.log(e.message))`, "getaddrinfo ENOTFOUND no.such.example\n", 0],
  ["serves and asks itself", `const http = require("http"); const s = http.createServer((q, r) => { let b = ""; q.on("data", (c) => (b += c)); q.on("end", () => { r.setHeader("X-A", "1"); r.end(q.method + " " + q.url + " " + b); }); }).listen(8080, () => { const q = http.request({ port: 8080, method: "POST", path: "/x?y=1" }, (r) => { let t = ""; r.on("data", (c) => (t += c)).on("end", () => { console.log(r.statusCode, r.headers["x-a"], t); s.close(); }); }); q.end("body"); })`, "200 1 POST /x?y=1 body\n", 0],
  ["fetches", `fetch("http://blog.sixeyed.com/").then(async (r) => console.log(r.status, r.url, r.redirected, (await r.text()).includes("simulated")))`, "200 https://blog.sixeyed.com/ true true\n", 0],
  ["has Buffers, URLs and events", `const E = require("events"); class A extends E {} const a = new A(); a.on("x", (v) => console.log(v, Buffer.from("hi").toString("base64"), new URL("/b?c=1", "http://h:81/a").href)); a.emit("x", 1)`, "1 aGk= http://h:81/b?c=1\n", 0],
  ["uses util", `const { promisify, inspect } = require("util"); promisify((a, done) => done(null, a + 1))(1).then((v) => console.log(v, inspect(new Error("x")).split("\\n")[0]))`, "2 Error: x\n", 0],
];

test.each(CASES)("%s", (_name, script, output, exit) => {
  const files = {
    "/app/main.js": script,
    "/app/lib/index.js": "exports.name = 'lib'",
    "/app/data.json": '{ "x": 1 }',
    "/app/node_modules/pkg/package.json": '{ "main": "./m" }',
    "/app/node_modules/pkg/m.js": "module.exports = 'pkg'",
  };
  const run = runNode(assets, ["main.js"], files);
  run.pass(10_000);
  expect(run.output().replace(/<not modelled([^>]*)>.*/s, "<not modelled$1>")).toBe(output);
  expect(run.exit()).toBe(exit);
  run.program.dispose();
});

test("an error that nobody catches ends the program with its place", () => {
  const run = runNode(assets, ["/app/main.js"], { "/app/main.js": "function f() {\n  throw new TypeError('bad');\n}\nf();\n" });
  expect(run.output()).toMatch(/^<TypeError: bad\n {4}at f \(\/app\/main\.js:2:\d+\)[^]*\n\nNode\.js v22\.12\.0\n>$/);
  expect(run.exit()).toBe(1);
});

test("a missing script is told as Node tells it", () => {
  const run = runNode(assets, ["none.js"], {});
  expect(run.output()).toContain("Error: Cannot find module '/app/none.js'");
  expect(run.exit()).toBe(1);
});

test("a loop without end is stopped", () => {
  const run = runNode(assets, ["-e", "for (;;);"], {});
  expect(run.output()).toContain("worked too long without a pause");
  expect(run.exit()).toBe(137);
});

test("memory is limited", () => {
  const run = runNode(assets, ["-e", "const all = []; for (;;) all.push(new Array(100000).fill(1))"], {});
  expect(run.exit()).not.toBe(0);
  expect(run.output()).toContain("out of memory");
});

test("ECMAScript modules import built-in, CommonJS and other modules", () => {
  const run = runNode(assets, ["main.mjs"], {
    "/app/main.mjs": "import fs, { readFileSync } from 'node:fs'; import { a } from './a.mjs'; import b from './b.cjs'; console.log(fs.readFileSync === readFileSync, a, b.x); await new Promise((r) => setTimeout(r, 5)); console.log('later');",
    "/app/a.mjs": "export const a = 'a';",
    "/app/b.cjs": "exports.x = 'b';",
  });
  run.pass(100);
  expect(run.output()).toBe("true a b\nlater\n");
  expect(run.exit()).toBe(0);
});

test("standard input and signals arrive", () => {
  const script = "process.stdin.on('data', (d) => console.log('got', String(d))).on('end', () => console.log('end')); process.on('SIGTERM', () => { console.log('term'); process.exit(0); });";
  const run = runNode(assets, ["main.js"], { "/app/main.js": script });
  run.program.take("one");
  run.program.take("two");
  run.program.signal("TERM");
  expect(run.output()).toBe("got one\ngot two\nterm\n");
  expect(run.exit()).toBe(0);
});

test("process 1 doesn't hear signals that it has no handler for", () => {
  const run = runNode(assets, ["-e", "setInterval(() => {}, 1000)"], {}, { pid: 1 });
  run.program.signal("TERM");
  expect(run.exit()).toBeUndefined();
  run.program.signal("KILL");
  expect(run.exit()).toBe(137);
});
