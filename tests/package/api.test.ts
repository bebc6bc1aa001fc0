/** The package in plain Node: what the README shows, run as a program of its own. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, test } from "vitest";

/** Run an ES module in the folder where the package is installed and return what it prints, as JSON. */
function run(program: string): unknown {
  const folder = inject("installed");
  writeFileSync(join(folder, "program.mjs"), program);
  return JSON.parse(execFileSync("node", ["program.mjs"], { cwd: folder, encoding: "utf8" }));
}

test("a project builds, and builds again from the cache", () => {
  const states = run(`
    import { createLab } from "layerlab";
    const lab = await createLab();
    await lab.loadExample("web-ping");
    const builds = [];
    for (let build = 0; build < 2; build++) {
      const events = [];
      let state;
      for await (const progress of lab.build({ tags: ["web-ping"] })) {
        events.push(...progress.events);
        state = progress.state;
      }
      const count = (kind) => events.filter((event) => event.kind === kind).length;
      builds.push({ state, cached: count("vertexCached"), missed: count("vertexMissed"), images: count("image") });
    }
    lab.dispose();
    console.log(JSON.stringify(builds));
  `);
  expect(states).toMatchObject([
    { state: "done", images: 1 },
    { state: "done", missed: 0, images: 1 },
  ]);
});

test("errors are LabErrors with a code, and a disposed lab says so", () => {
  const codes = run(`
    import { createLab, LabError } from "layerlab";
    const lab = await createLab();
    const code = (thrown) => (thrown instanceof LabError ? thrown.code : String(thrown));
    const codes = [await lab.readFile("nosuch").catch(code), await lab.loadExample("nosuch").catch(code)];
    lab.dispose();
    codes.push(await lab.files().catch(code));
    console.log(JSON.stringify(codes));
  `);
  expect(codes).toEqual(["not-found", "unknown-example", "disposed"]);
});

test("a build can be cancelled", () => {
  const states = run(`
    import { createLab } from "layerlab";
    const lab = await createLab();
    await lab.writeFile("Dockerfile", new TextEncoder().encode("FROM alpine\\nRUN while true; do :; done\\n"));
    const controller = new AbortController();
    const states = [];
    for await (const progress of lab.build({}, { signal: controller.signal })) {
      states.push(progress.state);
      controller.abort();
    }
    console.log(JSON.stringify(states.at(-1)));
  `);
  expect(states).toBe("cancelled");
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
    import { createLab, Syntax } from "layerlab";
    const lab = await createLab();
    await lab.loadExample("web-ping");
    const text = "FROM diamol/node AS b\\nFROM diamol/node\\nENV É=1 NAME=x\\ncopy --from=b \\"/a b\\" $NAME\\n";
    const nodes = [...new Syntax(text, await lab.parse(text))].map(({ startLine, words }) => [
      startLine, ...words.map(({ role, text, start }) => role + " " + text + " " + start),
    ]);
    const at = text.indexOf("$NAME") + 2;
    console.log(JSON.stringify({
      nodes,
      hover: await lab.hover(text, at),
      definition: await lab.definition(text, at),
      completion: (await lab.complete("FROM diamol/node\\nCOPY ap", 24)).map(({ kind, text }) => kind + " " + text),
      folds: await lab.folds(text),
      formatted: await lab.format(text),
    }));
    lab.dispose();
  `);
  expect(answers).toMatchInlineSnapshot(`
    {
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
