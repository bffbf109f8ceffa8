import { readdir, readFile, readlink, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { CharacterDevice } from "./character-device.js";
import { parseCommandLine, type CommandLine } from "./command-line.js";
import { formatTarget } from "../targets/target.js";
import type { Monitor } from "./machine.js";

/** A process that runs QEMU. */
export interface QemuProcess {
  readonly pid: number;
  readonly commandLine: CommandLine;
  /** The seconds since its start. */
  readonly uptime: number | undefined;
  readonly monitors: readonly Monitor[];
}

/** Finds the processes that run QEMU. Omits those that end meanwhile and those that this user may not read. */
export async function findProcesses(proc: string): Promise<QemuProcess[]> {
  const names = await readdir(proc).catch(() => []);
  const pids = names.filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(pids.map((pid) => readProcess(proc, pid)));
  return found.filter((each) => each !== undefined).sort((a, b) => a.pid - b.pid);
}

async function readProcess(proc: string, pid: number): Promise<QemuProcess | undefined> {
  const folder = join(proc, String(pid));
  const text = await readText(join(folder, "cmdline"));
  const commandLine = parseCommandLine((text ?? "").split("\0").slice(0, -1));
  if (commandLine === undefined) return undefined;
  const monitors = commandLine.monitors.map(async ({ device, source }) => ({
    target: await targetOf(device, folder),
    source,
  }));
  return { pid, commandLine, uptime: await uptimeOf(proc, folder), monitors: await Promise.all(monitors) };
}

async function targetOf(device: CharacterDevice, folder: string): Promise<string | undefined> {
  switch (device.kind) {
    case "unix":
      return formatTarget({ kind: "unix", path: await visiblePath(device.path, folder) });
    case "descriptor": {
      const path = await pathOfDescriptor(device.fd, folder);
      return path === undefined
        ? undefined
        : formatTarget({ kind: "unix", path: await visiblePath(path, folder) });
    }
    case "tcp": {
      if (!/^\d+$/.test(device.port)) return undefined;
      const host = /^(0\.0\.0\.0|::)?$/.test(device.host) ? "localhost" : device.host;
      const address = formatTarget({ kind: device.tls ? "tls" : "tcp", host, port: Number(device.port) });
      if (!device.webSocket) return address;
      return address.replace(/^tcp:/, "ws://").replace(/^tls:/, "wss://");
    }
    case "private":
      return undefined;
  }
}

/**
 * Resolves a path of a command line: in the process's folder, in the folder that it was started in, which a daemon leaves, or
 * in its root, if it is in a container.
 */
async function visiblePath(path: string, folder: string): Promise<string> {
  const workingFolder = (await readlink(join(folder, "cwd")).catch(() => undefined)) ?? "/";
  const environment = (await readText(join(folder, "environ"))) ?? "";
  const startFolder = environment
    .split("\0")
    .find((each) => each.startsWith("PWD=/"))
    ?.slice("PWD=".length);
  const absolute = resolve(workingFolder, path);
  const candidates = [absolute, resolve(startFolder ?? "/", path), join(folder, "root", absolute)];
  for (const candidate of candidates) if (await exists(candidate)) return candidate;
  return absolute;
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** The path of a unix socket that a process inherited, as libvirt's machines do. */
async function pathOfDescriptor(fd: number, folder: string): Promise<string | undefined> {
  const link = await readlink(join(folder, "fd", String(fd))).catch(() => "");
  const [, inode] = /^socket:\[(\d+)\]$/.exec(link) ?? [];
  if (inode === undefined) return undefined;
  // Num RefCount Protocol Flags Type St Inode Path
  const lines = ((await readText(join(folder, "net/unix"))) ?? "").split("\n");
  const line = lines.map((each) => each.trim().split(/\s+/)).find((fields) => fields[6] === inode);
  const path = line?.slice(7).join(" ");
  return path?.startsWith("/") === true ? path : undefined;
}

/** The ticks per second of process times, which Linux fixes for every architecture that runs Node. */
const ticksPerSecond = 100;

async function uptimeOf(proc: string, folder: string): Promise<number | undefined> {
  const [stat, uptime] = await Promise.all([readText(join(folder, "stat")), readText(join(proc, "uptime"))]);
  // The name of the program, in parentheses, may contain anything. The start is the 22nd field.
  const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
  const seconds = Number(uptime?.split(" ")[0]) - Number(fields?.[19]) / ticksPerSecond;
  return Number.isFinite(seconds) ? Math.max(0, Math.round(seconds)) : undefined;
}

function readText(file: string): Promise<string | undefined> {
  return readFile(file, "utf8").catch(() => undefined);
}
