import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findMachines } from "../../../tools/machines/find-machines.js";
import type { Machine } from "../../../tools/machines/machine.js";

let root = "";
const servers: Server[] = [];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "qmp-ps-"));
  mkdirSync(join(root, "proc"));
  writeFileSync(join(root, "proc/uptime"), "1000.50 2000.00\n");
});
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
  rmSync(root, { recursive: true });
});

/** Listens at a path under the root. */
async function listenAt(path: string): Promise<string> {
  const full = join(root, path);
  mkdirSync(dirname(full), { recursive: true });
  const server = createServer().listen(full);
  servers.push(server);
  await once(server, "listening");
  return full;
}

/** Adds a process that started 100 seconds after the system. */
function addProcess(pid: number, args: readonly string[]): string {
  const folder = join(root, "proc", String(pid));
  mkdirSync(join(folder, "fd"), { recursive: true });
  writeFileSync(join(folder, "cmdline"), args.map((arg) => `${arg}\0`).join(""));
  const fields = Array.from({ length: 50 }, (_, index) => (index === 19 ? "10000" : "0"));
  writeFileSync(join(folder, "stat"), `${pid} (a ) name) ${fields.join(" ")}`);
  symlinkSync("/", join(folder, "cwd"));
  return folder;
}

function find(env: Readonly<Record<string, string>> = {}): Promise<Machine[]> {
  const places = { HOME: "/home/user", XDG_RUNTIME_DIR: "/run/user/1000" };
  return findMachines({ proc: join(root, "proc"), root, env: { ...places, ...env } });
}

test("a process has its name, its uptime and its monitors", async () => {
  const path = await listenAt("vm.qmp");
  addProcess(7, [
    "qemu-system-x86_64",
    "-name",
    "guest=vm1",
    "-qmp",
    `unix:${path},server=on,wait=off`,
    "-qmp",
    "stdio",
  ]);
  addProcess(8, ["/bin/sh", "-c", "sleep 1"]);
  expect(await find()).toEqual([
    {
      name: "vm1",
      pid: 7,
      program: "qemu-system-x86_64",
      manager: undefined,
      uptime: 901,
      monitors: [
        { target: `unix:${path}`, source: `-qmp unix:${path},server=on,wait=off` },
        { target: undefined, source: "-qmp stdio" },
      ],
    },
  ]);
});

test("a relative path starts at the folder of the process, and a path in a container at its root", async () => {
  const path = await listenAt("work/vm.qmp");
  const [one, other] = ["unix:vm.qmp,server=on", "unix:/in/container.qmp,server=on"];
  const folder = addProcess(7, ["qemu-system-x86_64", "-qmp", one, "-qmp", other]);
  rmSync(join(folder, "cwd"));
  symlinkSync(join(root, "work"), join(folder, "cwd"));
  await listenAt("proc/7/root/in/container.qmp");
  const [machine] = await find();
  expect(machine?.name).toBe("pid-7");
  expect(machine?.monitors.map(({ target }) => target)).toEqual([
    `unix:${path}`,
    `unix:${join(folder, "root/in/container.qmp")}`,
  ]);
});

test("a relative path of a daemon starts at the folder that it was started in", async () => {
  const path = await listenAt("start/vm.qmp");
  const folder = addProcess(7, ["qemu-system-x86_64", "-qmp", "unix:vm.qmp,server=on", "-daemonize"]);
  writeFileSync(join(folder, "environ"), `A=b\0PWD=${join(root, "start")}\0C=d\0`);
  expect(await find()).toMatchObject([{ monitors: [{ target: `unix:${path}` }] }]);
});

test("TCP, TLS and WebSocket monitors are targets", async () => {
  const socket = (id: string, more: string): string[] => [
    "-chardev",
    `socket,id=${id},server=on,${more}`,
    "-mon",
    `${id},mode=control`,
  ];
  addProcess(7, [
    "qemu-system-x86_64",
    ...socket("a", "host=0.0.0.0,port=1"),
    ...socket("b", "host=::1,port=2,tls-creds=t"),
    ...socket("c", "host=h,port=3,websocket=on"),
    ...socket("d", "host=h,port=4,websocket=on,tls-creds=t"),
  ]);
  const [machine] = await find();
  expect(machine?.monitors.map(({ target }) => target)).toEqual([
    "tcp:localhost:1",
    "tls:[::1]:2",
    "ws://h:3",
    "wss://h:4",
  ]);
});

test.each([
  ["libvirt", "/var/lib/libvirt/qemu/domain-3-web/monitor.sock", "web"],
  ["libvirt", "/home/user/.config/libvirt/qemu/lib/domain-1-mine/monitor.sock", "mine"],
  ["proxmox", "/var/run/qemu-server/400.qmp", "400"],
  ["incus", "/run/incus/c1/qemu.monitor", "c1"],
  ["lxd", "/var/snap/lxd/common/lxd/logs/c1/qemu.monitor", "c1"],
  ["lima", "/home/user/.lima/default/qmp.sock", "default"],
  ["podman", "/run/user/1000/podman/qmp_machine.sock", "machine"],
])("a socket of %s at %s is a machine", async (manager, path, name) => {
  const target = `unix:${await listenAt(path)}`;
  // Files beside it are not sockets.
  writeFileSync(join(dirname(join(root, path)), "other.qmp"), "");
  expect(await find()).toEqual([
    {
      name,
      pid: undefined,
      program: undefined,
      manager,
      uptime: undefined,
      monitors: [{ target, source: join(root, path) }],
    },
  ]);
});

test("LIMA_HOME moves Lima's machines", async () => {
  await listenAt("/lima/vm/qmp.sock");
  expect(await find({ LIMA_HOME: "/lima" })).toMatchObject([{ name: "vm", manager: "lima" }]);
});

test("a process and its known socket are one machine, although a link leads to the socket", async () => {
  const path = await listenAt("/var/run/qemu-server/400.qmp");
  symlinkSync(join(root, "var/run"), join(root, "run"));
  addProcess(7, [
    "/usr/bin/kvm",
    "-name",
    "htpc",
    "-qmp",
    `unix:${join(root, "run/qemu-server/400.qmp")},server=on`,
  ]);
  expect(await find()).toMatchObject([
    { name: "htpc", pid: 7, manager: "proxmox", monitors: [{ target: `unix:${path}` }] },
  ]);
});

test("the monitor of a libvirt machine is a descriptor, which the kernel's list of sockets names", async () => {
  const path = await listenAt("/var/lib/libvirt/qemu/domain-3-web/monitor.sock");
  const args = [
    "-chardev",
    "socket,id=charmonitor,fd=23,server=on,wait=off",
    "-mon",
    "chardev=charmonitor,id=monitor,mode=control",
  ];
  const folder = addProcess(7, ["qemu-system-x86_64", "-name", "guest=web,debug-threads=on", ...args]);
  // Not readable by this user: the name leads to the socket.
  expect(await find()).toMatchObject([
    { name: "web", pid: 7, manager: "libvirt", monitors: [{ target: `unix:${path}` }] },
  ]);
  symlinkSync("socket:[4711]", join(folder, "fd/23"));
  mkdirSync(join(folder, "net"));
  writeFileSync(join(folder, "net/unix"), `Num RefCount\n00: 2 0 10000 1 1 4711 ${path}\n`);
  writeFileSync(join(folder, "cmdline"), ["qemu-system-x86_64", ...args, ""].join("\0"));
  expect(await find()).toMatchObject([
    { name: "web", pid: 7, manager: "libvirt", monitors: [{ target: `unix:${path}` }] },
  ]);
});
