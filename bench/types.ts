import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { measure, root, rounds } from "./support/process.js";
import { qemuSource } from "./support/qemu-source.js";
import { median, printRows, row } from "./support/table.js";

// The cost of importing the bindings of all of QEMU: the type checker's time beyond that of an empty program, in seconds,
// and the number of type instantiations. Then the cost of importing the devices too, beyond that of the bindings.

const work = mkdtempSync(join(tmpdir(), "qapi-ts-bench-"));
const tsc = join(root, "node_modules/typescript/bin/tsc");

const compilerOptions = {
  target: "ES2022",
  module: "NodeNext",
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: true,
  types: ["node"],
};

// Uses both generated functions and the generic methods of a session.
const program = `import { blockdevAdd, connectDeviceDeleted, deviceAdd, qmp, queryStatus, type QmpSession } from "./bindings/index.js";
import { connect } from "qapi-ts";
export { blockdevAdd, connect, connectDeviceDeleted, deviceAdd, qmp, queryStatus };
export async function use(session: QmpSession): Promise<string> {
  await blockdevAdd(session, { driver: "qcow2", file: { driver: "file", filename: "a" } });
  await session.call("device_del", { id: "a" });
  const { data } = await session.once("JOB_STATUS_CHANGE");
  const { status } = await session.call("query-status");
  return data.status + status;
}
`;

// Adds devices of different drivers.
const withDevices = `${program}
import { addDevice } from "./bindings/devices.js";
export async function add(session: QmpSession): Promise<void> {
  await addDevice(session, { driver: "virtio-blk-pci", id: "d0", drive: "disk0", "share-rw": true });
  await addDevice(session, { driver: "virtio-net-pci", id: "d1", netdev: "net0", mac: "52:54:00:00:00:01" });
  await addDevice(session, { driver: "usb-tablet", bus: "xhci.0" });
}
`;

function prepare(): void {
  mkdirSync(join(work, "node_modules"));
  symlinkSync(root, join(work, "node_modules", "qapi-ts"), "dir");
  symlinkSync(join(root, "node_modules", "@types"), join(work, "node_modules", "@types"), "dir");
  writeFileSync(join(work, "package.json"), '{ "type": "module" }');
  const schema = join(qemuSource(), "qapi/qapi-schema.json");
  const cli = join(root, "generator/dist/cli/main.js");
  const devices = join(root, "schema/devices/11.1.json");
  measure(process.execPath, [cli, "generate", schema, "--out", join(work, "source"), "--devices", devices]);
  project("declarations", ["source/index.ts", "source/devices.ts"], {
    declaration: true,
    emitDeclarationOnly: true,
    rootDir: "source",
    outDir: "bindings",
  });
  measure(process.execPath, [tsc, "-p", "declarations.json"], work);
  writeFileSync(join(work, "empty.ts"), "export {};\n");
  writeFileSync(join(work, "user.ts"), program);
  writeFileSync(join(work, "devices.ts"), withDevices);
  project("empty", ["empty.ts"], { noEmit: true });
  project("user", ["user.ts"], { noEmit: true });
  project("devices", ["devices.ts"], { noEmit: true });
}

function project(name: string, files: readonly string[], more: object): void {
  const content = { compilerOptions: { ...compilerOptions, ...more }, files };
  writeFileSync(join(work, `${name}.json`), JSON.stringify(content));
}

interface Cost {
  readonly seconds: number;
  readonly instantiations: number;
}

function check(name: string): Cost {
  const { output } = measure(process.execPath, [tsc, "-p", `${name}.json`, "--extendedDiagnostics"], work);
  const figure = (label: string): number =>
    Number(new RegExp(`^${label}: +([\\d.]+)`, "m").exec(output)?.[1]);
  return { seconds: figure("Total time"), instantiations: figure("Instantiations") };
}

try {
  prepare();
  const runs = Array.from({ length: rounds(7) }, () => ({
    empty: check("empty"),
    user: check("user"),
    devices: check("devices"),
  }));
  const empty = median(runs.map((run) => run.empty.seconds));
  const user = median(runs.map((run) => run.user.seconds));
  const devices = median(runs.map((run) => run.devices.seconds));
  printRows("types: the cost of type-checking the bindings of all of QEMU, relative to its limit", [
    row("seconds", user - empty, 0.5, 1),
    row("instantiations", median(runs.map((run) => run.user.instantiations)), 10_000, 1),
    row("seconds for devices", devices - user, 0.5, 1),
  ]);
} finally {
  rmSync(work, { recursive: true });
}
