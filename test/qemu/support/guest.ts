import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describeWithEach } from "./binaries.js";
import { connectQmp, start, type Machine } from "./machine.js";
import { describeUnless } from "./conditional.js";
import type { QmpSession } from "../../../generated/qmp/index.js";

const script = resolve(import.meta.dirname, "../make-guest.sh");

/** The folder of the guest's files, which are created once for each version of the script. */
function guestFolder(): string {
  const version = createHash("sha256").update(readFileSync(script)).digest("hex").slice(0, 8);
  return join(tmpdir(), `qapi-ts-guest-${version}`);
}

/** Creates the guest's files. Returns the reason if that fails. */
function prepareGuest(): string | undefined {
  if (existsSync(join(guestFolder(), "vmlinuz"))) return undefined;
  const { status, stderr } = spawnSync("sh", [script, guestFolder()], { encoding: "utf8" });
  return status === 0 ? undefined : `make-guest.sh failed: ${stderr.trim()}`;
}

/** Describes tests that need a real guest, and runs them with each QEMU version. */
export function describeWithGuest(name: string, body: (qemu: string) => void): void {
  describeWithEach("emulator", name, (qemu) => {
    describeUnless(prepareGuest(), "with a Linux guest", () => {
      body(qemu);
    });
  });
}

/** A machine with a booted Linux, and a session. */
export interface Guest extends AsyncDisposable {
  readonly machine: Machine;
  readonly session: QmpSession;
}

const devices: readonly string[] = [
  "-device",
  "virtio-balloon,id=balloon0",
  ...["d0", "d1"].flatMap((id, index) => [
    "-device",
    `pcie-root-port,id=port-${id},slot=${String(index + 1)}`,
    "-blockdev",
    `null-co,node-name=node-${id},read-zeroes=on,size=1048576`,
    "-device",
    `virtio-blk-pci,id=${id},bus=port-${id},drive=node-${id}`,
  ]),
];

/** The arguments that connect the guest's agent to a socket on the host. */
export function agentAt(path: string): readonly string[] {
  return [
    "-chardev",
    `socket,id=agent,path=${path},server=on,wait=off`,
    "-device",
    "virtio-serial",
    "-device",
    "virtserialport,chardev=agent,name=org.qemu.guest_agent.0",
  ];
}

/** Boots a guest with the disks d0 and d1 and a balloon. */
export async function bootGuest(
  qemu: string,
  kernelOptions = "",
  more: readonly string[] = [],
): Promise<Guest> {
  const folder = guestFolder();
  const machine = await start(qemu, (own) => [
    "-M",
    "q35",
    "-m",
    "128",
    "-display",
    "none",
    "-nodefaults",
    "-kernel",
    join(folder, "vmlinuz"),
    "-initrd",
    join(folder, "initrd.gz"),
    "-append",
    `console=ttyS0 quiet panic=1 ${kernelOptions}`,
    "-serial",
    `file:${join(own, "serial.log")}`,
    "-qmp",
    `unix:${join(own, "monitor.sock")},server=on,wait=off`,
    ...devices,
    ...more,
  ]);
  const session = await connectQmp(machine);
  while (!(await isBooted(machine))) await sleep(50);
  return {
    machine,
    session,
    [Symbol.asyncDispose]: async () => {
      await session.close();
      await machine[Symbol.asyncDispose]();
    },
  };
}

async function isBooted(machine: Machine): Promise<boolean> {
  if (machine.hasExited) throw new Error("the machine exited before its guest had booted");
  const text = await readFile(join(machine.folder, "serial.log"), "utf8").catch(() => "");
  return text.includes("GUEST-READY");
}
