/** The package in plain Node: what the README shows, run as a program of its own. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, test } from "vitest";

/** Run an ES module in the folder where the package is installed and return what it prints, as JSON. */
function run(program: string): unknown {
  const folder = inject("installed");
  writeFileSync(join(folder, "program.mjs"), program);
  return JSON.parse(execFileSync("node", ["program.mjs"], { cwd: folder, encoding: "utf8", timeout: 50_000 }));
}

test("a project builds, and builds again from the cache", () => {
  const builds = run(`
    import { createLab } from "layerlab";
    const lab = await createLab({ example: "web-ping" });
    const builds = [];
    for (let count = 0; count < 2; count++) {
      const build = lab.build({ tags: ["web-ping"] });
      const kinds = [];
      for await (const event of build) kinds.push(event.kind);
      const result = await build.result;
      const many = (wanted) => kinds.filter((kind) => kind === wanted).length;
      builds.push({ state: result.state, missed: many("vertexMissed"), images: many("image"), tags: result.image.tags, log: many("output") > 0 });
    }
    lab.dispose();
    console.log(JSON.stringify(builds));
  `);
  expect(builds).toMatchObject([
    { state: "done", images: 1, tags: ["web-ping:latest"], log: true },
    { state: "done", missed: 0, images: 1, tags: ["web-ping:latest"], log: true },
  ]);
});

test("a build can be awaited without listening, and one that fails says where", () => {
  const result = run(`
    import { createLab } from "layerlab";
    const lab = await createLab({ files: { Dockerfile: "FROM alpine\\nRUN exit 3\\n" } });
    console.log(JSON.stringify(await lab.build().result));
    lab.dispose();
  `);
  expect(result).toMatchObject({ state: "failed", line: 2, message: expect.stringContaining("exit code: 3") as string });
});

test("errors are LabErrors with a code, and a disposed lab says so", () => {
  const codes = run(`
    import { createLab, LabError } from "layerlab";
    const lab = await createLab();
    const code = (thrown) => (thrown instanceof LabError ? thrown.code : String(thrown));
    const codes = [
      await lab.files.read("nosuch").catch(code),
      await lab.files.example("nosuch").catch(code),
      await createLab({ example: "nosuch" }).catch(code),
      await lab.history("nosuch").catch(code),
      await lab.layers("nosuch").catch(code),
      await lab.load(new Uint8Array(1024)).catch(code),
      await lab.restore(new Uint8Array(1024)).catch(code),
      await lab.restore((await lab.snapshot()).slice(0, -1)).catch(code),
    ];
    await lab.files.write("dir/file", "");
    codes.push(
      await lab.files.read("dir").catch(code),
      await lab.files.read("dir/file/below").catch(code),
      await lab.files.write("../out", "").catch(code),
      await lab.layerFiles("sha256:00").catch(code),
      await lab.explain({ dockerfile: "nosuch" }).catch(code),
      await lab.save("a", { format: "zip" }).catch(code),
      await createLab({ seed: "x" }).catch(code),
      await lab.files.read(3).catch(code),
      await lab.files.write("file").catch(code),
      await lab.diff("a").catch(code),
      await lab.dockerfile.parse().catch(code),
    );
    for (const wrong of [[1], "image 'ls"]) {
      for (const start of [lab.exec, lab.open]) try { start.call(lab, wrong); } catch (thrown) { codes.push(code(thrown)); }
    }
    const build = lab.build();
    lab.dispose();
    codes.push(await lab.files.list().catch(code));
    console.log(JSON.stringify(codes));
  `);
  expect(codes).toEqual([
    "not-found", "unknown-example", "unknown-example", "no-such-image", "no-such-image", "invalid-archive", "bad-state",
    "bad-state", "is-a-directory", "not-a-directory", "invalid-path", "no-such-layer", "build-failed",
    ...Array.from({ length: 10 }, () => "bad-argument"), "disposed",
  ]);
});

test("a build can be cancelled by a signal, by a call and by leaving the loop; a call can be given up", () => {
  const states = run(`
    import { createLab } from "layerlab";
    const lab = await createLab({ files: { Dockerfile: "FROM alpine\\nRUN while true; do :; done\\n" } });
    const controller = new AbortController();
    const bySignal = lab.build({ signal: controller.signal });
    for await (const _ of bySignal) controller.abort();
    const byCall = lab.build();
    byCall.cancel();
    const byLeaving = lab.build();
    for await (const _ of byLeaving) break;
    const early = lab.build({ signal: AbortSignal.abort() });
    const command = lab.exec("build .");
    command.cancel();
    const results = await Promise.all([bySignal, byCall, byLeaving, early].map(async (build) => (await build.result).state));
    results.push((await command.result).exitCode);
    results.push(await lab.files.list({ signal: AbortSignal.abort() }).catch((error) => error.code));
    results.push(await createLab({ signal: AbortSignal.abort() }).catch((error) => error.code));
    console.log(JSON.stringify(results));
    lab.dispose();
  `);
  expect(states).toEqual(["cancelled", "cancelled", "cancelled", "cancelled", 130, "aborted", "aborted"]);
});

test("command lines run over the project's files", () => {
  const answers = run(`
    import { createLab } from "layerlab";
    const lab = await createLab({ files: { "my app/Dockerfile": "FROM scratch\\nCOPY a.txt /\\n", "my app/a.txt": "a" } });
    const build = await lab.exec('docker build -q -t app "my app"').result;
    const listed = [];
    for await (const { stream, text } of lab.exec(["image", "ls", "--format", "{{.Repository}}:{{.Tag}}"])) listed.push(stream + " " + text);
    const history = await lab.history("app");
    const layers = await lab.layers("app");
    await lab.exec("build -o type=oci,dest=out.tar 'my app'").result;
    const bytes = await lab.files.read("out.tar");
    console.log(JSON.stringify({
      exit: build.exitCode, id: build.stdout.trim().length, listed,
      history: history.map(({ createdBy, size, comment }) => [createdBy, size, comment]),
      sameId: history[0].id === (await lab.images())[0].id,
      layers: layers.map(({ createdBy }) => createdBy), archive: bytes.length > 0,
      nosuch: (await lab.exec("nosuch").result).exitCode,
    }));
    lab.dispose();
  `);
  expect(answers).toEqual({
    exit: 0,
    id: 71,
    listed: ["stdout app:latest\n"],
    history: [["COPY a.txt / # buildkit", 1, "buildkit.dockerfile.v0"]],
    sameId: true,
    layers: ["COPY a.txt / # buildkit"],
    archive: true,
    nosuch: 1,
  });
});

test("images go out and come back, and a snapshot holds everything", () => {
  const answers = run(`
    import { createLab } from "layerlab";
    const lab = await createLab({ example: "web-ping" });
    await lab.build({ tags: ["app"] }).result;
    const names = async (lab) => (await lab.images()).flatMap((image) => image.names);
    const other = await createLab();
    const printed = [];
    for (const format of ["oci", "docker"]) printed.push(await other.load(await lab.save("app", { format })));
    const third = await createLab();
    await third.restore(await lab.snapshot());
    let missed = 0;
    for await (const event of third.build({ tags: ["app"] })) if (event.kind === "vertexMissed") missed++;
    console.log(JSON.stringify({ printed, loaded: await names(other), restored: await names(third), files: (await third.files.list()).length, missed }));
    for (const one of [lab, other, third]) one.dispose();
  `);
  expect(answers).toEqual({
    printed: ["Loaded image: app:latest", "Loaded image: app:latest"],
    loaded: ["app:latest"],
    restored: ["app:latest"],
    files: 2,
    missed: 0,
  });
});

test("the raw module can be found", () => {
  expect(run(`
    import { readFileSync } from "node:fs";
    const url = import.meta.resolve("layerlab/wasm");
    console.log(JSON.stringify(WebAssembly.validate(readFileSync(new URL(url)))));
  `)).toBe(true);
});

test("a Dockerfile can be read and written with: nodes, hover, completion, definition, folds, format", () => {
  const answers = run(`
    import { createLab } from "layerlab";
    const lab = await createLab({ example: "web-ping" });
    const text = "FROM diamol/node AS b\\nFROM diamol/node\\nENV É=1 NAME=x\\ncopy --from=b \\"/a b\\" $NAME\\n";
    const nodes = [...await lab.dockerfile.parse(text)].map(({ startLine, words }) => [
      startLine, ...words.map(({ role, text, start }) => role + " " + text + " " + start),
    ]);
    const at = text.indexOf("$NAME") + 2;
    console.log(JSON.stringify({
      nodes,
      hover: await lab.dockerfile.hover(text, at),
      definition: await lab.dockerfile.definition(text, at),
      completion: (await lab.dockerfile.complete("FROM diamol/node\\nCOPY ap", 24)).map(({ kind, text }) => kind + " " + text),
      checks: (await lab.dockerfile.check("FROM a as b\\n")).map(({ code, startLine }) => code + " " + startLine),
      folds: await lab.dockerfile.folds(text),
      formatted: await lab.dockerfile.format(text),
    }));
    lab.dispose();
  `);
  expect(answers).toMatchInlineSnapshot(`
    {
      "checks": [
        "FromAsCasing 1",
      ],
      "completion": [
        "path app.js",
      ],
      "definition": {
        "end": 51,
        "start": 47,
      },
      "folds": [
        {
          "end": 4,
          "kind": "stage",
          "start": 2,
        },
      ],
      "formatted": "FROM diamol/node AS b
    FROM diamol/node
    ENV É=1 NAME=x
    COPY --from=b "/a b" $NAME
    ",
      "hover": {
        "end": 80,
        "start": 75,
        "text": "\`NAME\` = \`x\`",
      },
      "nodes": [
        [
          1,
          "keyword FROM 0",
          "argument diamol/node 5",
          "argument AS 17",
          "argument b 20",
        ],
        [
          2,
          "keyword FROM 22",
          "argument diamol/node 27",
        ],
        [
          3,
          "keyword ENV 39",
          "argument É 43",
          "argument 1 45",
          "argument = 44",
          "argument NAME 47",
          "argument x 52",
          "argument = 51",
        ],
        [
          4,
          "keyword copy 54",
          "flag --from=b 59",
          "argument "/a 68",
          "argument b" 72",
          "argument $NAME 75",
        ],
      ],
    }
  `);
});

test("a session is spoken with while it runs: input, its end, signals, sizes, and letting go", () => {
  const seen = run(`
    import { createLab } from "layerlab";
    const lab = await createLab({ files: { note: "old\\n" } });
    const terminal = { columns: 80, rows: 24, colours: false };
    const ended = async (session) => { const { exitCode, stdout } = await session.result; return [exitCode, stdout]; };
    await lab.exec("docker run --rm alpine true").result;
    const seen = {};

    const cat = lab.open("docker run -i alpine cat");
    const heard = [];
    cat.write("one\\n");
    for await (const { text } of cat) {
      heard.push(text);
      if (heard.length === 1) cat.write("two\\n");
      else cat.end();
    }
    seen.pipe = [heard, (await cat.result).exitCode];

    seen.stdin = await ended(lab.exec("docker run -i alpine wc -c", { stdin: "12345" }));
    seen.nothing = await ended(lab.exec("docker run -i alpine cat"));

    const inside = lab.open("docker run -it alpine", { terminal });
    inside.resize(100, 30);
    inside.write("tty >/dev/null && echo in a terminal\\n");
    inside.write("exit 4\\n");
    seen.terminal = await ended(inside);

    const left = lab.open("docker run -it --name left alpine", { terminal });
    for await (const { text } of left) if (text.includes("# ")) left.detach();
    seen.detached = [(await left.result).exitCode, ...(await ended(lab.exec("docker ps --format {{.Names}}")))];

    const killed = lab.open(["run", "alpine", "sh", "-c", "trap 'exit 7' TERM; echo up; while :; do sleep 1; done"]);
    for await (const { text } of killed) if (text.includes("up")) killed.kill("TERM");
    seen.killed = (await killed.result).exitCode;

    const shell = lab.openShell({ edit: (path, program) => lab.files.write(path, program + "\\n") });
    shell.write("vi note && cat note\\nexit 5\\n");
    seen.shell = await ended(shell);
    const bare = lab.openShell();
    bare.write("vi note; echo $?");
    bare.end();
    seen.bare = await ended(bare);
    seen.script = await ended(lab.openShell({ script: "cat note | tr a-z A-Z" }));

    const controller = new AbortController();
    const stopped = lab.openShell({ terminal, signal: controller.signal });
    for await (const _ of stopped) controller.abort();
    seen.stopped = (await stopped.result).exitCode;
    lab.dispose();
    console.log(JSON.stringify(seen));
  `);
  expect(seen).toEqual({
    pipe: [["one\n", "two\n"], 0],
    stdin: [0, "5\n"],
    nothing: [0, ""],
    terminal: [4, expect.stringContaining("in a terminal") as string],
    detached: [0, 0, "left\n"],
    killed: 7,
    shell: [5, "vi\n"],
    bare: [0, "1\n"],
    script: [0, "VI\n"],
    stopped: 130,
  });
});

test("every call takes a signal, and rejects at once when it was given up before", () => {
  const answers = run(`
    import { createLab } from "layerlab";
    const lab = await createLab({ example: "web-ping" });
    const methods = (service) => Object.getOwnPropertyNames(Object.getPrototypeOf(service)).filter((name) => name !== "constructor" && name !== "dispose");
    const signal = AbortSignal.abort();
    // What comes before the options of a call.
    const before = {
      explain: [{}], forecast: [{}], check: ["Dockerfile"], advise: ["Dockerfile"], history: ["a"], layers: ["a"], inspect: ["a"], diff: ["a", "b"], fileDiff: ["a", "b", "c"],
      waste: ["a"], layerFiles: ["a"], layerFile: ["a", "b"], layerDiff: ["a", "b"], save: ["a"], load: [new Uint8Array()], restore: [new Uint8Array()], exec: ["image ls"], open: ["image ls"],
      read: ["a"], text: ["a"], write: ["a", "b"], mkdir: ["a"], remove: ["a"], rename: ["a", "b"], chmod: ["a", 0], symlink: ["a", "b"], example: ["web-ping"],
      parse: [""], tokens: [""], hover: ["", 0], complete: ["", 0], definition: ["", 0], folds: [""], format: [""],
    };
    const outcomes = {};
    for (const service of [lab, lab.files, lab.dockerfile]) {
      for (const name of methods(service)) {
        const began = service[name](...(before[name] ?? []), { signal });
        outcomes[name] = "result" in began ? await began.result.then((end) => end.state ?? end.exitCode) : await began.then(() => "done", (error) => error.code);
      }
    }
    outcomes.files = (await lab.files.list()).length;
    lab.dispose();
    console.log(JSON.stringify(outcomes));
  `) as Record<string, unknown>;
  const { build, exec, open, openShell, files, ...calls } = answers;
  expect({ build, exec, open, openShell, files }).toEqual({ build: "cancelled", exec: 130, open: 130, openShell: 130, files: 2 });
  expect(Object.keys(calls).length).toBeGreaterThan(30);
  expect(Object.entries(calls).filter(([, outcome]) => outcome !== "aborted")).toEqual([]);
});

test("fifty labs leave no memory behind in Node", () => {
  const { before, after } = run(`
    import { setFlagsFromString } from "node:v8";
    import { runInNewContext } from "node:vm";
    import { createLab } from "layerlab";
    setFlagsFromString("--expose-gc");
    const gc = runInNewContext("gc");
    const held = async () => {
      for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve)), gc();
      const { heapUsed, external } = process.memoryUsage();
      return { heapUsed, external };
    };
    const cycle = async () => {
      const lab = await createLab({ example: "web-ping" });
      await lab.build().result;
      lab.dispose();
    };
    for (let count = 0; count < 3; count++) await cycle();
    const before = await held();
    for (let count = 0; count < 50; count++) await cycle();
    console.log(JSON.stringify({ before, after: await held() }));
  `) as Record<"before" | "after", { heapUsed: number; external: number }>;
  console.log(`after 3 labs ${JSON.stringify(before)}, after 50 more ${JSON.stringify(after)} bytes`);
  expect(after.heapUsed - before.heapUsed).toBeLessThan(2_000_000);
  // The module's memory is part of this one.
  expect(after.external - before.external).toBeLessThan(4_000_000);
});
