import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { qmp } from "../../../generated/qmp/index.js";
import { commandLine, type KeyedValue, type MachineProperties } from "../../../runtime/node/index.js";
import { parseKeyed, parseOptions } from "./parse-options.js";

test("options are written in the order in which QEMU needs them, args last", () => {
  expect(
    commandLine({
      protocol: qmp,
      args: ["-S"],
      display: { type: "none" },
      device: [{ driver: "virtio-net-pci", netdev: "net0", mac: "52:54:00:00:00:01" }],
      netdev: [{ type: "user", id: "net0" }],
      blockdev: [{ driver: "null-co", "node-name": "disk0", size: 2n ** 60n }],
      chardev: [{ id: "c0", backend: { type: "null", data: {} } }],
      object: [{ "qom-type": "iothread", id: "io0" }],
      machine: { type: "q35", accel: "tcg", hpet: false, smp: { cpus: 2 } },
    }),
  ).toEqual([
    "-machine",
    "type=q35,accel=tcg,hpet=off,smp.cpus=2",
    "-object",
    '{"qom-type":"iothread","id":"io0"}',
    "-chardev",
    "backend=null,id=c0",
    "-blockdev",
    '{"driver":"null-co","node-name":"disk0","size":1152921504606846976}',
    "-netdev",
    '{"type":"user","id":"net0"}',
    "-device",
    '{"driver":"virtio-net-pci","netdev":"net0","mac":"52:54:00:00:00:01"}',
    "-display",
    '{"type":"none"}',
    "-S",
  ]);
});

test("bytes are written as base64 where the protocol has base64", () => {
  const base64 = {
    encodeArguments: (command: string, args: object) => ({ ...args, command }),
    returnsBytes: () => false,
    decodeReturn: (_: string, value: unknown) => value,
  };
  const protocol = { name: "Test", noReply: [], base64 };
  expect(commandLine({ protocol, object: [{ id: "s" }], display: { type: "none" } })).toEqual([
    "-object",
    '{"id":"s","command":"object-add"}',
    "-display",
    '{"type":"none","command":""}',
  ]);
});

test("no options are no arguments", () => {
  expect(commandLine({})).toEqual([]);
});

describe("chardev", () => {
  const inet = { type: "inet", data: { host: "::1", port: "1", ipv6: true } };
  test.each([
    [{ type: "file", data: { out: "a,b", in: "c", append: true } }, "path=a,,b,input-path=c,append=on"],
    [{ type: "pipe", data: { device: "/p" } }, "path=/p"],
    [
      { type: "socket", data: { addr: { type: "unix", data: { path: "-x" } }, wait: false } },
      "path=-x,wait=off",
    ],
    [{ type: "socket", data: { addr: inet, server: true } }, "host=::1,port=1,ipv6=on,server=on"],
    [{ type: "socket", data: { addr: { type: "fd", data: { str: "7" } } } }, "fd=7"],
    [
      { type: "udp", data: { remote: inet, local: inet } },
      "host=::1,port=1,ipv6=on,localaddr=::1,localport=1",
    ],
    [{ type: "hub", data: { chardevs: ["a", "b"] } }, "chardevs.0=a,chardevs.1=b"],
    [{ type: "spicevmc", data: { type: "vdagent" } }, "name=vdagent"],
    [{ type: "stdio", data: { signal: false, logfile: "=" } }, "signal=off,logfile=="],
  ])("%j", (backend, expected) => {
    expect(commandLine({ chardev: [{ id: "c", backend }] })[1]).toBe(
      `backend=${backend.type},id=c,${expected}`,
    );
  });

  test.each([
    [{}, "a chardev has no backend with a type"],
    [{ backend: { type: 1 } }, "a chardev has no backend with a type"],
    [
      { backend: { type: "socket", data: { addr: { type: "vsock", data: { cid: "3" } } } } },
      "-chardev takes only addresses of the types inet, unix, fd",
    ],
    [
      { backend: { type: "udp", data: { remote: { type: "unix", data: {} } } } },
      "addresses of the types inet",
    ],
  ])("%j is refused", (chardev, message) => {
    expect(() => commandLine({ chardev: [chardev] })).toThrow(message);
  });
});

test.each([
  ["a key with a comma", { type: "q35", "a,b": 1 }],
  ["a key with an equals sign", { type: "q35", "a=b": 1 }],
  ["an empty key", { type: "q35", "": 1 }],
  ["a nested key with a comma", { type: "q35", a: { "b,c": 1 } }],
  ["null", { type: "q35", a: null }],
  ["a number that is not finite", { type: "q35", a: Infinity }],
  ["a function", { type: "q35", a: () => 1 }],
])("a machine with %s is refused", (_, machine) => {
  expect(() => commandLine({ machine: machine as never })).toThrow(TypeError);
});

test.each([null, "driver=x", 1, ["a"], undefined])("the device %j is refused", (device) => {
  expect(() => commandLine({ device: [device as never] })).toThrow("the value of -device is not an object");
});

function textOf(value: KeyedValue | undefined): string {
  if (typeof value === "boolean") return value ? "on" : "off";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** Text with the characters that have a meaning on a command line. */
const text = fc.string({ unit: fc.constantFrom(..."a,=-.{}\"\\' \n\u00e9".split("")) });
const key = fc.stringMatching(/^[a-z][a-z0-9_-]{0,5}$/);
const scalar = fc.oneof(text, fc.boolean(), fc.integer(), fc.bigInt());

test("every value is read back, and none becomes another option or key", () => {
  fc.assert(
    fc.property(
      fc.dictionary(key, scalar),
      fc.array(fc.dictionary(text, text)),
      text,
      (properties, devices, id) => {
        const machine: MachineProperties = { ...properties, type: "q35" };
        const path = { type: "unix", data: { path: id } };
        const args = commandLine({
          machine,
          device: devices,
          chardev: [{ id, backend: { type: "socket", data: { addr: path, logfile: id } } }],
        });
        const options = parseOptions(args);
        expect(options.map(([name]) => name)).toEqual([
          "-machine",
          "-chardev",
          ...devices.map(() => "-device"),
        ]);
        expect(options.every(([, value]) => !value.startsWith("-"))).toBe(true);
        expect(parseKeyed(options[0]?.[1] ?? "")).toEqual(
          Object.entries(machine).map(([name, value]) => [name, textOf(value)]),
        );
        expect(parseKeyed(options[1]?.[1] ?? "")).toEqual([
          ["backend", "socket"],
          ["id", id],
          ["path", id],
          ["logfile", id],
        ]);
        expect(options.slice(2).map(([, value]): unknown => JSON.parse(value))).toEqual(
          devices.map((device) => ({ ...device })),
        );
      },
    ),
  );
});
