// Launches a machine, plugs a disk into it while it runs, and unplugs the disk again.
// node dist/examples/hot-plug.js [BINARY]
import { launch } from "qapi-ts/node";
import { blockdevAdd, blockdevDel, deviceDelAndWait, qmp, queryBlock } from "qapi-ts/qmp";
import { addDevice } from "qapi-ts/qmp/devices";

await using machine = await launch({
  binary: process.argv[2] ?? "qemu-system-x86_64",
  machine: { type: "q35" },
  device: [{ driver: "qemu-xhci" }],
  display: { type: "none" },
  args: ["-m", "64", "-nodefaults"],
  protocol: qmp,
});
const { session } = machine;

async function printDisks(): Promise<void> {
  const disks = await queryBlock(session);
  console.log("disks:", disks.map(({ inserted }) => inserted?.["node-name"]).join(", ") || "none");
}

await printDisks();

// The back end first: a disk without content that reads as zeroes.
await blockdevAdd(session, { driver: "null-co", "node-name": "image0", size: 1024 ** 3 });
await addDevice(session, { driver: "usb-storage", id: "disk0", drive: "image0" });
await printDisks();

// QEMU answers device_del before the device is gone. `deviceDelAndWait` waits until the guest has released it.
await deviceDelAndWait(session, { id: "disk0" }, { timeout: 10_000 });
await blockdevDel(session, { "node-name": "image0" });
await printDisks();

const { code } = await machine.stop();
console.log("QEMU exited with status", code);
