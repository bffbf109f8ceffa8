import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { addDevice as addDeviceOf100 } from "../../generated/qmp-10.0/devices.js";
import { qmp as qmpOf100 } from "../../generated/qmp-10.0/index.js";
import { addDevice as addDeviceOf72 } from "../../generated/qmp-7.2/devices.js";
import { qmp as qmpOf72, type QmpProtocol as QmpProtocolOf72 } from "../../generated/qmp-7.2/index.js";
import { addDevice } from "../../generated/qmp/devices.js";
import { qmp } from "../../generated/qmp/index.js";
import { askDevices } from "../../generator/devices/ask-devices.js";
import { readDeviceFacts } from "../../generator/devices/read-facts.js";
import { loadedFacts, storedFacts } from "../../generator/devices/facts.js";
import type { Session } from "../../runtime/index.js";
import { commandLine, launch, type Launched, type MachineOptions } from "../../runtime/node/index.js";
import { temporaryFolder } from "../generator/support/temporary-folder.js";
import { describeWithEach } from "./support/binaries.js";
import { commonDevices } from "./support/common-devices.js";
import type { Version } from "./support/sources.js";

/** The members of a device that are not read back: some devices pass their drive on to a device of their own. */
const members = new Set(["driver", "id", "bus", "drive"]);

const rootPorts = 48;
const memory = (id: string, size: number): Readonly<Record<string, unknown>> => ({
  "qom-type": "memory-backend-ram",
  id,
  size,
  share: true,
});
const mebibyte = 1024 * 1024;

/** A machine with a free root port, backend or memory slot for each of the common devices. */
const machine: MachineOptions = {
  machine: { type: "q35", smp: { cpus: 1 } },
  object: [
    { "qom-type": "rng-builtin", id: "rng0" },
    { "qom-type": "cryptodev-backend-builtin", id: "crypto0" },
    ...[0, 1, 2, 3].map((index) => memory(`memory${index}`, 128 * mebibyte)),
  ],
  chardev: [0, 1].map((index) => ({ id: `chardev${index}`, backend: { type: "null", data: {} } })),
  audiodev: [{ id: "audio0", driver: "none" }],
  blockdev: [0, 1, 2, 3, 4].map((index) => ({
    driver: "null-co",
    "node-name": `disk${index}`,
    size: mebibyte,
    "read-zeroes": true,
  })),
  netdev: Array.from({ length: 9 }, (_, index) => ({ type: "hubport", id: `net${index}`, hubid: index })),
  device: Array.from({ length: rootPorts }, (_, index) => ({
    driver: "pcie-root-port",
    id: `port${index}`,
    chassis: index + 1,
    addr: `${(4 + (index >> 3)).toString(16)}.${index & 7}`,
    multifunction: true,
  })),
  display: { type: "none" },
};

type CommonDevice = (typeof commonDevices)[number] & { readonly id?: string; readonly bus?: string };

/** A launched machine, and the function of its version that adds a device. */
interface DeviceMachine {
  readonly launched: Launched;
  readonly add: (device: CommonDevice) => Promise<void>;
}

async function launchMachine(binary: string, version: Version): Promise<DeviceMachine> {
  const share = ["-fsdev", `local,id=fs0,path=${temporaryFolder()},security_model=none`];
  const more = ["-nodefaults", "-S", "-accel", "tcg", "-m", "size=128M,slots=4,maxmem=4G", ...share];
  const args = commandLine({ ...machine, args: more });
  switch (version) {
    case "7.2": {
      const launched = await launch({ binary, args, protocol: qmpOf72 });
      return { launched, add: (device) => addDeviceOf72(launched.session, device) };
    }
    case "10.0": {
      const launched = await launch({ binary, args, protocol: qmpOf100 });
      return { launched, add: (device) => addDeviceOf100(launched.session, device) };
    }
    case "11.1": {
      const launched = await launch({ binary, args, protocol: qmp });
      return { launched, add: (device) => addDevice(launched.session, device) };
    }
  }
}

/** Returns the properties of a device that are read back, with the values that they were set to. */
async function readBack(
  session: Session,
  id: string,
  device: object,
): Promise<readonly (readonly [string, unknown])[]> {
  const names = Object.keys(device).filter((name) => !members.has(name));
  return await Promise.all(
    names.map(async (property) => {
      const path = `/machine/peripheral/${id}`;
      const value = await session.call("qom-get", { path, property });
      // A link is read as the path of the object.
      return [property, typeof value === "string" ? value.replace(/^\/objects\//, "") : value] as const;
    }),
  );
}

/** Plugs a device into a root port, unless it has a bus or needs none. */
function plugged(device: CommonDevice, port: string): CommonDevice {
  return device.bus !== undefined || device.driver === "pc-dimm" ? device : { ...device, bus: port };
}

function identified(device: CommonDevice, id: string): CommonDevice {
  return device.id !== undefined ? device : { ...device, id };
}

/** Adds a device and returns how its properties differ from those that were given. */
async function difference({ launched, add }: DeviceMachine, device: CommonDevice): Promise<string[]> {
  try {
    await add(device);
    const given = Object.entries(device).filter(([name]) => !members.has(name));
    const found = await readBack(launched.session, device.id ?? "", device);
    if (given.length < 3) return [`${device.driver} has fewer than three properties`];
    const [before, after] = [given, found].map((pairs) => JSON.stringify(pairs, bigintAsText));
    return before === after ? [] : [`${device.driver} has ${after} instead of ${before}`];
  } catch (error) {
    return [`${device.driver}: ${String(error)}`];
  }
}

/** Integers beyond 2^53 are read as bigint. */
function bigintAsText(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}

describeWithEach("emulator", "devices", (binary, version) => {
  test("the fifty commonest are added with properties that are read back", async () => {
    const machine = await launchMachine(binary, version);
    await using launched = machine.launched;
    expect(launched.session.state).toBe("connected");
    expect(commonDevices.length).toBeGreaterThanOrEqual(50);
    const differences: string[] = [];
    for (const [index, device] of commonDevices.entries()) {
      const added = identified(plugged(device, `port${index}`), `device${index}`);
      differences.push(...(await difference(machine, added)));
    }
    expect(differences).toEqual([]);
  });

  test("text for a boolean is taken by 7.2 only, and a boolean by all", async () => {
    const { launched } = await launchMachine(binary, version);
    await using machine = launched;
    const add = (bus: string, value: unknown): Promise<unknown> =>
      machine.session.call("device_add", { driver: "edu", bus, multifunction: value });
    await add("port0", true);
    const text = add("port1", "on");
    if (version === "7.2") await text;
    else await expect(text).rejects.toThrow(/multifunction.*boolean/);
  });

  test("typed options of launch are those of the machine", async () => {
    const logfile = join(temporaryFolder(), "a,b=c");
    const options: MachineOptions<QmpProtocolOf72> = {
      machine: { type: "q35", accel: "tcg", hpet: false, smp: { cpus: 2 } },
      object: [{ "qom-type": "iothread", id: "io0", "poll-max-ns": 0 }],
      chardev: [{ id: "c0", backend: { type: "null", data: { logfile } } }],
      audiodev: [{ driver: "none", id: "a0" }],
      blockdev: [{ driver: "null-co", "node-name": "disk0", size: mebibyte }],
      netdev: [{ type: "hubport", id: "net0", hubid: 0 }],
      device: [
        { driver: "virtio-blk-pci", id: "d0", drive: "disk0", "share-rw": true, iothread: "io0" },
        { driver: "virtio-net-pci", id: "d1", netdev: "net0", addr: "06.0" },
        { driver: "intel-hda", id: "hda" },
        { driver: "hda-output", bus: "hda.0", audiodev: "a0" },
      ],
      display: { type: "none" },
      args: ["-nodefaults", "-S"],
    };
    await using machine = await launch({ ...options, binary, protocol: qmpOf72 });
    const { session } = machine;
    const get = (path: string, property: string): Promise<unknown> =>
      session.call("qom-get", { path, property });
    expect(await session.call("query-cpus-fast")).toHaveLength(2);
    expect(await session.call("query-iothreads")).toMatchObject([{ id: "io0", "poll-max-ns": 0 }]);
    expect(await session.call("query-named-block-nodes")).toMatchObject([{ "node-name": "disk0" }]);
    expect(await get("/machine", "hpet")).toBe(false);
    expect(await get("/machine/peripheral/d0", "share-rw")).toBe(true);
    expect(await get("/machine/peripheral/d1", "netdev")).toBe("net0");
    expect(await get("/machine/peripheral/d1", "addr")).toBe(6 << 3);
    expect(existsSync(logfile)).toBe(true);
  });

  test("devices prints what the binary reports", async () => {
    const { facts, problems } = await askDevices(binary);
    expect(Object.keys(facts.devices).length + facts.unavailable.length).toBeGreaterThan(380);
    expect(problems.length).toBe(facts.unavailable.length);
    expect(facts.version.startsWith(`${version}.`)).toBe(true);
    expect(facts.devices["virtio-blk-pci"]).toMatchObject({
      bus: "PCI",
      category: "Storage",
      alias: "virtio-blk",
      properties: {
        "share-rw": { type: "bool", default: false },
        iothread: { type: "str", link: "iothread" },
      },
    });
  });

  test("the shipped facts are those of the binary", async () => {
    const shipped = await readDeviceFacts(`schema/devices/${version}.json`);
    const { facts } = await askDevices(binary);
    const found = storedFacts(facts).devices;
    // The binaries of a machine may be of another build, which lacks devices.
    expect(Object.keys(found).filter((name) => shipped.facts?.devices[name] === undefined)).toEqual([]);
    for (const [name, { properties }] of Object.entries(loadedFacts(storedFacts(facts)).devices)) {
      const { properties: known = {} } = shipped.facts?.devices[name] ?? {};
      expect([name, Object.keys(properties).filter((each) => !Object.hasOwn(known, each))]).toEqual([
        name,
        [],
      ]);
    }
  });
});
