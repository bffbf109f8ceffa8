import { realpath } from "node:fs/promises";
import { findKnownSockets, type KnownSocket } from "./known-sockets.js";
import type { Machine, Monitor } from "./machine.js";
import { findProcesses, type QemuProcess } from "./processes.js";

/** The options of {@link findMachines}: where to look. */
export interface FindMachinesOptions {
  /** The folder of processes. Default: `/proc`. */
  readonly proc?: string;
  /** The folder that the known places are in. Default: `/`. */
  readonly root?: string;
  /** The variables that move the known places. Default: those of this process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * Finds the machines of this host: the processes that run QEMU, and the sockets in the places of libvirt, Proxmox, Incus,
 * LXD, Lima and Podman. Nothing is connected to.
 */
export async function findMachines(options: FindMachinesOptions = {}): Promise<Machine[]> {
  const { proc = "/proc", root = "/", env = process.env } = options;
  const [processes, sockets] = await Promise.all([findProcesses(proc), findKnownSockets(env, root)]);
  const known = await Promise.all(
    sockets.map(async (socket) => ({ ...socket, real: await realPath(socket.path) })),
  );
  const machines = await Promise.all(processes.map((each) => machineOf(each, known)));
  const used = new Set(machines.flatMap(({ monitors }) => monitors.map(({ target }) => target)));
  const isUsed = ({ path }: KnownSocket): boolean => used.has(`unix:${path}`);
  return [...machines, ...known.filter((socket) => !isUsed(socket)).map(machineOfSocket)];
}

interface Known extends KnownSocket {
  readonly real: string;
}

/** A machine has the first monitor of its command line for which a known socket exists at the same place or of its name. */
async function machineOf(
  { pid, commandLine: { name, program }, uptime, monitors }: QemuProcess,
  known: readonly Known[],
): Promise<Machine> {
  const paths = await Promise.all(monitors.map(({ target }) => realPath(target?.replace(/^unix:/, ""))));
  const socket =
    known.find(({ real }) => paths.includes(real)) ??
    known.find((each) => each.name === name && monitors.some(({ target }) => target === undefined));
  return {
    name: name ?? socket?.name ?? `pid-${pid}`,
    pid,
    program,
    manager: socket?.manager,
    uptime,
    monitors:
      socket === undefined ? monitors : monitors.map((each, index) => located(each, paths[index], socket)),
  };
}

/** The paths of a command line and of a known place may differ by links, such as `/var/run`. */
function located(monitor: Monitor, path: string | undefined, { path: known, real }: Known): Monitor {
  return path === real || monitor.target === undefined ? { ...monitor, target: `unix:${known}` } : monitor;
}

function machineOfSocket({ name, manager, path }: KnownSocket): Machine {
  const monitors = [{ target: `unix:${path}`, source: path }];
  return { name, pid: undefined, program: undefined, manager, uptime: undefined, monitors };
}

async function realPath(path: string | undefined): Promise<string> {
  if (path === undefined || !path.startsWith("/")) return "";
  return await realpath(path).catch(() => path);
}
