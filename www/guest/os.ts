/** `os`: the container's machine. */
import { host } from "./host.js";

export const EOL = "\n";
export const hostname = (): string => host.hostname;
export const platform = (): string => "linux";
export const type = (): string => "Linux";
export const arch = (): string => "x64";
export const release = (): string => "6.1.0";
export const tmpdir = (): string => host.env["TMPDIR"] ?? "/tmp";
export const homedir = (): string => host.env["HOME"] ?? "/root";
export const endianness = (): string => "LE";
export const totalmem = (): number => 8 * 2 ** 30;
export const freemem = (): number => 4 * 2 ** 30;
export const loadavg = (): number[] => [0, 0, 0];
export const uptime = (): number => 3600;
export const cpus = (): object[] => [0, 1].map(() => ({ model: "simulated", speed: 2000, times: { user: 0, nice: 0, sys: 0, idle: 0, irq: 0 } }));
export const availableParallelism = (): number => 2;
export const networkInterfaces = (): object => ({});
export const userInfo = (): object => ({ uid: host.uid, gid: host.gid, username: host.env["USER"] ?? "root", homedir: homedir(), shell: "/bin/sh" });
export const constants = { signals: { SIGINT: 2, SIGTERM: 15, SIGKILL: 9 } };
