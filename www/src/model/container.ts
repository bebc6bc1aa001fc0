/** Containers as `docker container ls` tells of them. */

/** A port of the host that leads into a container. */
export interface Published {
  host: number;
  container: number;
}

export interface ContainerRow {
  /** All of its digits. */
  id: string;
  name: string;
  image: string;
  command: string;
  /** One word, such as `running`. */
  state: string;
  /** In docker's words, such as `Up 3 seconds`. */
  status: string;
  ports: readonly Published[];
}

/** What a container has printed and changed, once somebody asked. */
export interface ContainerMore {
  log: string;
  /** Lines of `docker container diff`: a letter, a blank, a path. */
  changes: readonly { kind: ChangeLetter; path: string }[];
}

export type ChangeLetter = "A" | "C" | "D";

/** What a program in a container answered to a visit. */
export interface Page {
  container: string;
  port: Published;
  path: string;
  answer: { kind: "loading" } | { kind: "nobody" } | { kind: "page"; status: number; type: string; text: string };
}

/** The options that `parseContainers` reads the output of. */
export const LIST = ["container", "ls", "--all", "--no-trunc", "--format", "{{json .}}"];

/** A JSON object per line. */
export function parseContainers(printed: string): ContainerRow[] {
  return printed.split("\n").filter(Boolean).map((line) => {
    const row = JSON.parse(line) as Record<string, string>;
    const of = (key: string): string => row[key] ?? "";
    return { id: of("ID"), name: of("Names"), image: of("Image"), command: of("Command"), state: of("State"), status: of("Status"), ports: portsOf(of("Ports")) };
  });
}

/** From `0.0.0.0:8080->80/tcp, [::]:8080->80/tcp`; what stands there twice is one port. */
export function portsOf(text: string): Published[] {
  const ports = [...text.matchAll(/:(\d+)->(\d+)\/tcp/g)].map(([, host, container]) => ({ host: Number(host), container: Number(container) }));
  return ports.filter((port, at) => ports.findIndex((other) => other.host === port.host) === at);
}

export function parseChanges(printed: string): ContainerMore["changes"] {
  return [...printed.matchAll(/^([ACD]) (.*)$/gm)].map(([, kind, path]) => ({ kind: kind as ChangeLetter, path: path ?? "" }));
}

/** How an image is run: the fields of a form. */
export interface RunForm {
  image: string;
  name: string;
  /** A variable a line, as `NAME=value`. */
  env: string;
  /** As `8080:80`. */
  publish: string;
  command: string;
}

/** The command line for a form. */
export function runLine({ image, name, env, publish, command }: RunForm): string {
  const words = ["docker", "container", "run", "--detach"];
  if (name.trim() !== "") words.push("--name", name.trim());
  for (const pair of env.split("\n").map((line) => line.trim()).filter(Boolean)) words.push("--env", pair);
  for (const port of publish.split(/[\s,]+/).filter(Boolean)) words.push("--publish", port);
  const line = [...words, image].map(quoted).join(" ");
  // The command is given as it is typed behind `docker run`: with its own quotes.
  return command.trim() === "" ? line : `${line} ${command.trim()}`;
}

/** A word as a shell reads it back. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
