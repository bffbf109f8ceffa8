import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Manager } from "./machine.js";

/** A monitor's socket in a place where a manager of machines puts it. */
export interface KnownSocket {
  readonly manager: Manager;
  readonly name: string;
  readonly path: string;
}

/** Sockets of a folder: `entry` is the name of a file, or of a folder that has `file`. Its first group is the name. */
interface Place {
  readonly manager: Manager;
  readonly folder: string;
  readonly entry: RegExp;
  readonly file?: string;
}

/** The variables that move the folders of the managers. */
type Environment = Readonly<Record<string, string | undefined>>;

function placesOf(root: string, env: Environment): Place[] {
  const home = env["HOME"] ?? "/root";
  const configuration = env["XDG_CONFIG_HOME"] ?? join(home, ".config");
  const run = env["XDG_RUNTIME_DIR"] ?? "/run";
  const domain = { manager: "libvirt", entry: /^domain-\d+-(.+)$/, file: "monitor.sock" } as const;
  const instance = { entry: /^(.+)$/, file: "qemu.monitor" } as const;
  const podman = { manager: "podman", entry: /^qmp_(.+)\.sock$/ } as const;
  const places: Place[] = [
    { ...domain, folder: "/var/lib/libvirt/qemu" },
    { ...domain, folder: "/run/libvirt/qemu" },
    { ...domain, folder: join(configuration, "libvirt/qemu/lib") },
    { manager: "proxmox", folder: "/var/run/qemu-server", entry: /^(\d+)\.qmp$/ },
    { ...instance, manager: "incus", folder: "/run/incus" },
    { ...instance, manager: "incus", folder: "/var/log/incus" },
    { ...instance, manager: "lxd", folder: "/var/log/lxd" },
    { ...instance, manager: "lxd", folder: "/var/snap/lxd/common/lxd/logs" },
    {
      manager: "lima",
      folder: env["LIMA_HOME"] ?? join(home, ".lima"),
      entry: /^([^_.].*)$/,
      file: "qmp.sock",
    },
    { ...podman, folder: join(run, "podman") },
    { ...podman, folder: join(env["TMPDIR"] ?? "/tmp", "podman") },
  ];
  return places.map((place) => ({ ...place, folder: join(root, place.folder) }));
}

/**
 * Finds the sockets in the known places. A folder that another user owns is omitted.
 * @param root - the folder that the places are in. Default: `/`.
 */
export async function findKnownSockets(env: Environment, root = "/"): Promise<KnownSocket[]> {
  const found = await Promise.all(placesOf(root, env).map(socketsIn));
  return found.flat();
}

async function socketsIn({ manager, folder, entry, file }: Place): Promise<KnownSocket[]> {
  const entries = await readdir(folder).catch(() => []);
  const candidates = entries.sort().flatMap((each): KnownSocket[] => {
    const name = entry.exec(each)?.[1];
    return name === undefined ? [] : [{ manager, name, path: join(folder, each, file ?? ".") }];
  });
  const areSockets = await Promise.all(candidates.map(({ path }) => isSocket(path)));
  return candidates.filter((_, index) => areSockets[index]);
}

function isSocket(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isSocket(),
    () => false,
  );
}
