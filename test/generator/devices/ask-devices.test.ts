import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { askDevices } from "../../../generator/devices/ask-devices.js";
import { runHere } from "../cli/support.js";
import { writeStubBinary, type StubBinary } from "./stub-binary.js";

const help = [
  "Storage devices:",
  'name "disk", bus PCI, alias "hd", desc "a "quoted" disk"',
  'name "broken"',
  'name "refused", bus usb-bus',
  "",
  "Misc devices:",
  'name "disk", bus PCI',
  'name "last"',
].join("\r\n");

const stub: StubBinary = {
  help,
  types: {
    last: [],
    disk: [
      { name: "size", type: "uint64", "default-value": 1 },
      { name: "policy", type: "Policy", "default-value": "stop", description: "What to do (report/stop)" },
      { name: "thread", type: "link<iothread>" },
      { name: "peer", type: "link<device>" },
      { name: "memory", type: "link<memory-region>" },
      { name: "backend", type: "child<disk-device>" },
      { name: "busnr", type: "busnr" },
    ],
    broken: null,
    refused: "not today",
    internal: [{ name: "x", type: "bool" }],
  },
  implementations: { "user-creatable": ["iothread"], iothread: ["iothread"], "memory-region": ["ram"] },
};

test("a type that aborts the binary is reported, and the binary is started again for the others", async () => {
  const { path, starts } = writeStubBinary(stub);
  const { facts, problems } = await askDevices(path);
  expect(readFileSync(starts, "utf8")).toBe("xx");
  expect(Object.keys(facts.devices)).toEqual(["disk", "last"]);
  expect(facts).toMatchObject({ version: "9.1.2", targets: ["stub"] });
  expect(facts.unavailable).toEqual(["broken", "refused"]);
  expect(problems).toEqual([
    expect.stringMatching(
      /^qemu-system-stub .*properties of broken \(it ended: .*It printed: assertion failed\)$/s,
    ),
    expect.stringMatching(/^qemu-system-stub .*properties of refused \(.*not today\)$/),
  ]);
});

test("a binary that ends without a cause is started again twice, and then given up", async () => {
  const recovering = writeStubBinary({ ...stub, failingStarts: 2 });
  expect(Object.keys((await askDevices(recovering.path)).facts.devices)).toEqual(["disk", "last"]);
  const broken = writeStubBinary({ ...stub, failingStarts: 3 });
  await expect(askDevices(broken.path)).rejects.toThrow(/qom-list-types/);
  expect(readFileSync(broken.starts, "utf8")).toBe("xxx");
});

test("a device has its bus, first category, alias and the properties that users can set", async () => {
  const { facts } = await askDevices(writeStubBinary(stub).path);
  expect(facts.enums).toEqual({ Policy: ["report", "stop"] });
  expect(facts.devices["disk"]).toEqual({
    bus: "PCI",
    category: "Storage",
    alias: "hd",
    description: 'a "quoted" disk',
    properties: {
      policy: { type: "Policy", default: "stop", description: "What to do (report/stop)" },
      size: { type: "uint64", default: 1 },
      thread: { type: "str", link: "iothread" },
    },
  });
});

test("all types are taken from a binary that its list of devices aborts", async () => {
  const { facts, problems } = await askDevices(writeStubBinary({ ...stub, help: null }).path);
  expect(Object.keys(facts.devices)).toEqual(["disk", "internal", "last"]);
  expect(problems[0]).toMatch(/^qemu-system-stub does not list the devices that users can create/);
});

test("a binary that aborts at once is an error, not an endless loop", async () => {
  const { path } = writeStubBinary({ help, types: {} });
  // `--version` of Node: it ends without speaking QMP.
  await expect(askDevices(process.execPath)).rejects.toThrow(/^cannot query the devices of /);
  await expect(askDevices(path, { timeout: 1 })).rejects.toThrow("no reply within 0.001 seconds");
});

test("the command prints facts as JSON and problems as messages without terminal control", async () => {
  const { path } = writeStubBinary({ ...stub, types: { ...stub.types, refused: "not \u001b[31mtoday" } });
  const { status, out, error } = await runHere(["devices", path]);
  expect(status).toBe(0);
  expect(Object.keys((JSON.parse(out) as { devices: object }).devices)).toEqual(["disk", "last"]);
  expect(error).toContain("not \\u001b[31mtoday");
});

test.each(["unix:/run/qmp.sock", "tcp:localhost:4444"])(
  "a running server is not asked: %s",
  async (address) => {
    const { status, error } = await runHere(["devices", address]);
    expect([status, error]).toEqual([2, expect.stringContaining("some types abort the server")]);
  },
);
