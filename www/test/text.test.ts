import { expect, test } from "vitest";
import { archiveName } from "../src/download.js";
import { applyEdits, decodeText, diffLines, formatSize, isDockerfile, plainError, shortDigest, sizeShare } from "../src/model/text.js";

test("sizes are printed in Docker's units", () => {
  const cases: [number, string][] = [
    [0, "0 B"],
    [999, "999 B"],
    [1536, "1.54 kB"],
    [45_400_000, "45.4 MB"],
    [450_000_000, "450 MB"],
    [1_200_000_000, "1.20 GB"],
  ];
  for (const [bytes, text] of cases) expect(formatSize(bytes)).toBe(text);
});

test("errors are shown without what stands around every error", () => {
  const process = 'process "/bin/sh -c false" did not complete successfully: exit code: 1';
  const cases: [string, string][] = [
    [process, "exit code: 1"],
    [`failed to build: failed to solve: ${process}`, "exit code: 1"],
    ["failed to solve: dockerfile parse error on line 3: unknown instruction: RNU", "dockerfile parse error on line 3: unknown instruction: RNU"],
    ['failed to compute cache key: failed to calculate checksum of ref a::b: "/x": not found', '"/x": not found'],
  ];
  for (const [message, plain] of cases) expect(plainError(message)).toBe(plain);
});

test("a bar is empty for nothing, full for the heaviest, and shows the light ones", () => {
  expect([sizeShare(0, 100), sizeShare(100, 100), sizeShare(5, 0)]).toEqual([0, 1, 0]);
  expect(sizeShare(1_000, 75_000_000)).toBeGreaterThan(0.3);
});

test("edits count in the text before, in any order", () => {
  const edits = [
    { start: 0, end: 4, text: "FROM" },
    { start: 14, end: 16, text: "AS" },
  ];
  expect(applyEdits("from debian:1 as build", [...edits].reverse())).toBe("FROM debian:1 AS build");
  expect(applyEdits("abc", [{ start: 3, end: 3, text: "d" }])).toBe("abcd");
});

test("bytes that aren't text are told as such", () => {
  expect(decodeText(new Uint8Array([0x61, 0x0a]))).toBe("a\n");
  expect(decodeText(new Uint8Array([0x61, 0]))).toBeUndefined();
  expect(decodeText(new Uint8Array([0xff, 0xfe]))).toBeUndefined();
  expect(decodeText(new Uint8Array([0xef, 0xbb, 0xbf, 0x61]))).toBe("\ufeffa");
});

test("Dockerfiles are known by their names", () => {
  const yes = ["Dockerfile", "dockerfile", "app/Dockerfile", "Dockerfile.dev", "web.Dockerfile"];
  const no = ["app.js", "Dockerfiles", "docker-compose.yml", ".dockerignore"];
  expect(yes.filter(isDockerfile)).toEqual(yes);
  expect(no.filter(isDockerfile)).toEqual([]);
});

test("a diff is read without its header, but with lines that look like one", () => {
  const diff = "--- a\n+++ b\n@@ -1,2 +1,2 @@\n same\n--- dashes\n+new\n";
  expect(diffLines(diff)).toEqual([
    { kind: "hunk", text: "@@ -1,2 +1,2 @@" },
    { kind: "same", text: "same" },
    { kind: "removed", text: "-- dashes" },
    { kind: "added", text: "new" },
  ]);
});

test("digests are shortened and archives named as Docker would", () => {
  expect(shortDigest("sha256:0123456789abcdef")).toBe("0123456789ab");
  expect(archiveName("docker.io/library/web-ping:latest")).toBe("web-ping.tar");
  expect(archiveName("diamol/web-ping:v2")).toBe("diamol-web-ping-v2.tar");
});
