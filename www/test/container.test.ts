/** What the page reads from docker's output, and the lines that it makes. */
import { expect, test } from "vitest";
import { parseChanges, parseContainers, portsOf, runLine, type RunForm } from "../src/model/container.js";
import { fieldsOf, hexRows } from "../src/model/tar-header.js";
import { unifiedDiff } from "../src/model/text.js";
import { LineView } from "../src/terminal/line-view.js";
import { widthOf } from "../src/terminal/width.js";

test("published ports are told once, whatever the address", () => {
  const check = (text: string, expected: [number, number][]): void =>
    expect(portsOf(text).map(({ host, container }) => [host, container])).toEqual(expected);
  check("", []);
  check("80/tcp", []);
  check("0.0.0.0:8080->80/tcp, [::]:8080->80/tcp", [[8080, 80]]);
  check("0.0.0.0:8080->80/tcp, 127.0.0.1:53->53/udp, 0.0.0.0:90->9000/tcp", [[8080, 80], [90, 9000]]);
});

test("containers are read a line at a time, hostile names as they are", () => {
  const row = { ID: "ab", Names: "<b>x", Image: "alpine", Command: '"sh"', State: "exited", Status: "Exited (0)", Ports: "" };
  const expected = { id: "ab", name: "<b>x", image: "alpine", command: '"sh"', state: "exited", status: "Exited (0)", ports: [] };
  expect(parseContainers(`${JSON.stringify(row)}\n`)).toEqual([expected]);
  expect(parseChanges("C /etc\nA /etc/a b\nnoise\nD /old\n")).toEqual([
    { kind: "C", path: "/etc" },
    { kind: "A", path: "/etc/a b" },
    { kind: "D", path: "/old" },
  ]);
});

test("a form becomes the line that a person would type", () => {
  const check = (form: Partial<RunForm>, expected: string): void =>
    expect(runLine({ image: "web", name: "", env: "", publish: "", command: "", ...form })).toBe(`docker container run --detach ${expected}`);
  check({}, "web");
  check({ name: "a", env: "A=1\n\n B=two words \n", publish: "80:8080, 90:90" }, "--name a --env A=1 --env 'B=two words' --publish 80:8080 --publish 90:90 web");
  check({ env: "Q=it's; rm -rf /" }, "--env 'Q=it'\\''s; rm -rf /' web");
  check({ command: "sh -c 'ls /'" }, "web sh -c 'ls /'");
});

test("a change is one hunk with the lines around it", () => {
  const check = (before: string, after: string, expected: string): void => expect(unifiedDiff(before, after)).toBe(expected);
  check("a\nb", "a\nb", "");
  check("a\nb\nc\nd\ne\nf", "a\nb\nc\nd\nX\nf", "@@ -2,5 +2,5 @@\n b\n c\n d\n-e\n+X\n f");
  check("a", "a\nb", "@@ -1,1 +1,2 @@\n a\n+b");
  check("a\na", "a", "@@ -1,2 +1,1 @@\n a\n-a");
});

test("a header's fields and bytes are laid out", () => {
  const block = new Uint8Array(512);
  block.set(new TextEncoder().encode("app/a.txt"));
  block.set(new TextEncoder().encode("0000644\0"), 100);
  block.set(new TextEncoder().encode("ustar\u000000"), 257);
  expect(fieldsOf(block).map(({ name, text }) => `${name}=${text}`)).toEqual(["name=app/a.txt", "mode=0000644", "magic=ustar"]);
  expect(hexRows(block)[0]).toEqual({ offset: "0000", hex: "61 70 70 2f 61 2e 74 78 74 00 00 00 00 00 00 00", text: "app/a.txt·······" });
});

test("a line is drawn over as many rows as its cells need", () => {
  expect(["abc", "한글", "e\u0301", "\u001b"].map(widthOf)).toEqual([3, 4, 1, 1]);
  const view = new LineView();
  // Ten columns: a prompt of two and twelve characters take two rows; the cursor stands in the second.
  expect(view.draw("$ ", "abcdefghijkl", 12, 10)).toBe("\r\u001b[J$ abcdefghijkl\r\u001b[4C");
  expect(view.draw("$ ", "abc", 1, 10)).toBe("\u001b[1A\r\u001b[J$ abc\r\u001b[3C");
  expect(view.leave("$ ", "abc", 10)).toBe("\r\n");
});
